//! The rows of one HTML table as they come, and the standard's way of giving their cells columns.

use crate::documents::Grid;
use crate::documents::formats::spreadsheet::layout::{self, PlacedCell, join_lines};
use crate::domain::Locator;

/// The widest span that the HTML standard allows.
const WIDEST_SPAN: usize = 1000;

/// The widest table that is taken for one.
const WIDEST: usize = 16_384;

/// How many places may be looked at before a table is taken for hostile.
const MOST_STEPS: usize = 50_000_000;

/// A cell as written.
#[derive(Default)]
struct Written {
    lines: Vec<String>,
    /// Rows covered; `usize::MAX` for `rowspan=0`, down to the end of the row group.
    rows: usize,
    columns: usize,
}

/// A table while it is read.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<(Locator, Vec<Written>)>,
    /// First rows of row groups.
    groups: Vec<usize>,
    /// Lines of the caption.
    pub caption: Vec<(Locator, String)>,
    /// Whether the caption is being read.
    pub in_caption: bool,
    /// Whether a cell is being read.
    pub in_cell: bool,
}

impl Table {
    /// A row group starts or ends.
    pub fn start_group(&mut self) {
        self.groups.push(self.rows.len());
    }

    /// A row starts.
    pub fn start_row(&mut self, place: Locator) {
        self.rows.push((place, Vec::new()));
    }

    /// A cell starts, with its attributes as written.
    pub fn start_cell(&mut self, rowspan: Option<&str>, colspan: Option<&str>) {
        let rows = match span(rowspan) {
            Some(0) => usize::MAX,
            other => other.unwrap_or(1),
        };
        let columns = span(colspan).unwrap_or(1).clamp(1, WIDEST_SPAN);
        if let Some((_, cells)) = self.rows.last_mut() {
            cells.push(Written { lines: Vec::new(), rows, columns });
            self.in_cell = true;
        }
    }

    /// A line of the cell or caption being read.
    pub fn add_line(&mut self, line: String, place: Locator) {
        if self.in_caption {
            self.caption.push((place, line));
        } else if let Some(cell) = self.rows.last_mut().and_then(|(_, cells)| cells.last_mut()) {
            cell.lines.push(line);
        }
    }

    /// The grid, or nothing for a table without text.
    ///
    /// # Errors
    /// When it would take more than `limit` places.
    pub fn into_grid(self, limit: usize) -> Result<Option<Grid>, TooLarge> {
        let places: Vec<Locator> = self.rows.iter().map(|(place, _)| *place).collect();
        let mut cells = place_cells(self.rows, &self.groups)?;
        if cells.iter().all(|cell| cell.text.is_empty()) {
            return Ok(None);
        }
        layout::drop_columns_without_start(&mut cells);
        layout::grid(cells, places, None, limit).map(Some).ok_or(TooLarge)
    }
}

/// A table too large to be read.
pub(super) struct TooLarge;

fn span(text: Option<&str>) -> Option<usize> {
    let text = text?.trim();
    let digits: String = text.chars().take_while(char::is_ascii_digit).take(6).collect();
    digits.parse().ok()
}

/// Gives every cell its column: the first that no cell from above reaches into. Cells end with their row group.
fn place_cells(rows: Vec<(Locator, Vec<Written>)>, groups: &[usize]) -> Result<Vec<PlacedCell>, TooLarge> {
    let height = rows.len();
    let mut placed = Vec::new();
    let mut occupied_until: Vec<usize> = Vec::new();
    let mut steps = 0;
    for (row, (_, cells)) in rows.into_iter().enumerate() {
        let next_group = groups.partition_point(|start| *start <= row);
        let group_end = groups.get(next_group).copied().unwrap_or(height);
        let mut column = 0;
        for cell in cells {
            while occupied_until.get(column).is_some_and(|until| *until > row) {
                column += 1;
                steps += 1;
            }
            let end = column + cell.columns;
            steps += cell.columns;
            if end > WIDEST || steps > MOST_STEPS {
                return Err(TooLarge);
            }
            if occupied_until.len() < end {
                occupied_until.resize(end, 0);
            }
            let last = row.saturating_add(cell.rows).min(group_end).max(row + 1);
            for until in occupied_until.iter_mut().take(end).skip(column) {
                *until = last;
            }
            let text = join_lines(cell.lines.iter().map(String::as_str));
            placed.push(PlacedCell { row, column, rows: last - row, columns: cell.columns, text });
            column = end;
        }
    }
    Ok(placed)
}
