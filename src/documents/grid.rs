//! Grids of cells with spans, as formats hand them on.

use crate::domain::Locator;

/// How a cell relates to the grid position it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// A cell of its own, covering so many rows and columns (at least 1 × 1).
    Own {
        /// Rows covered, downwards.
        rows: u32,
        /// Columns covered, to the right.
        columns: u32,
    },
    /// Covered by a spanning cell that starts `up` rows above and `left` columns to the left.
    Covered {
        /// Rows up to the cell that covers this place.
        up: u32,
        /// Columns left to the cell that covers this place.
        left: u32,
    },
}

/// One place of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The text as printed; empty on covered places. Numbers of spreadsheets come as they are displayed.
    pub text: String,
    /// Its extent.
    pub span: Span,
}

impl Cell {
    /// A 1 × 1 cell.
    pub fn single(text: impl Into<String>) -> Self {
        Cell { text: text.into(), span: Span::Own { rows: 1, columns: 1 } }
    }

    /// Whether nothing is printed here (empty, white space, or covered).
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// A row of a grid. All rows of a grid have the same number of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// The cells from left to right; index 0 is column 1.
    pub cells: Vec<Cell>,
    /// Page and line (text: line of the file; spreadsheets: `line` is the sheet's row).
    pub place: Locator,
}

/// A rectangular grid of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The rows from top to bottom.
    pub rows: Vec<GridRow>,
    /// Whether spans are known (ruled PDF, docx, xlsx, html). Where not (tab-separated text), an empty cell may be
    /// part of a merged neighbour, and heads may have slid.
    pub spans_known: bool,
    /// A name that the format gives the grid, such as the sheet's name.
    pub name: Option<String>,
    /// Boundaries of the columns from left to right in hundredths of a point, one more than columns; empty where the
    /// format has no geometry. They tell which columns a table goes on with on the next page.
    pub edges: Vec<i64>,
}

impl Grid {
    /// Number of columns.
    pub fn width(&self) -> usize {
        self.rows.first().map_or(0, |row| row.cells.len())
    }

    /// Makes all rows equally wide by adding empty cells on the right.
    pub fn pad(&mut self) {
        let width = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        for row in &mut self.rows {
            row.cells.resize_with(width, || Cell::single(""));
        }
    }
}
