//! The cells of one sheet, collected in any order, and how they become a grid that keeps rows and columns.

use super::layout::{self, PlacedCell};
use super::number::NumberFormat;
use crate::documents::{Block, Grid, Line, Warning};
use crate::domain::Locator;
use calamine::{Data, Dimensions, ExcelDateTime, SheetVisible};
use std::collections::{BTreeMap, BTreeSet};

/// A rectangle of merged cells, counted from 0, ends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merge {
    /// First and last row.
    pub rows: (usize, usize),
    /// First and last column.
    pub columns: (usize, usize),
}

/// Last row and column of a sheet, counted from 0.
pub(super) const LAST_ROW: u32 = 1_048_575;
pub(super) const LAST_COLUMN: u32 = 16_383;

/// How many cells under merged rectangles are looked at before the rectangles are taken for hostile.
const MOST_MERGE_VISITS: usize = 50_000_000;

impl Merge {
    /// A merged rectangle as calamine gives it; a damaged one is no rectangle.
    pub fn of(dimensions: &Dimensions) -> Option<Merge> {
        let ((top, left), (bottom, right)) = (dimensions.start, dimensions.end);
        (top <= bottom && left <= right && bottom <= LAST_ROW && right <= LAST_COLUMN)
            .then_some(Merge { rows: (top as usize, bottom as usize), columns: (left as usize, right as usize) })
    }
}

/// One sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// The sheet's name.
    pub name: String,
    /// Texts by row and column, counted from 0; only what is not blank.
    pub texts: BTreeMap<(usize, usize), String>,
    /// Merged rectangles.
    pub merges: Vec<Merge>,
    /// Whether the sheet is hidden.
    pub is_hidden: bool,
    /// What could not be read.
    pub warnings: Vec<Warning>,
    /// First place and number of stored values that are no decimals of at most 15 digits.
    pub rounded: Option<((usize, usize), usize)>,
}

impl Sheet {
    /// A sheet of this name.
    pub fn named(name: &str) -> Self {
        Sheet { name: name.to_owned(), ..Sheet::default() }
    }

    /// Stores the text of a cell, blank ones not.
    pub fn put(&mut self, row: usize, column: usize, text: String) {
        if !text.trim().is_empty() {
            self.texts.insert((row, column), text);
        }
    }

    /// Stores a number with its format's way of showing it.
    pub fn put_number(&mut self, row: usize, column: usize, shown: super::number::Shown) {
        if shown.rounded {
            let (_, count) = self.rounded.get_or_insert(((row, column), 0));
            *count += 1;
        }
        self.put(row, column, shown.text);
    }

    /// Adds a warning at a cell, naming the sheet.
    pub fn warn(&mut self, row: usize, column: usize, message: &str) {
        let message = format!("工作表“{}”单元格 {}：{message}", self.name, address(row, column));
        self.warnings.push(Warning { place: place(row, Some(column)), message });
    }

    /// Adds a warning about the sheet as a whole.
    pub fn warn_of_sheet(&mut self, message: &str) {
        let message = format!("工作表“{}”{message}", self.name);
        self.warnings.push(Warning { place: Locator::default(), message });
    }

    /// Says how many rows and columns with content nobody sees; they are read all the same. Columns come as ranges,
    /// counted from 0, ends included: sheets often hide everything to the right of what they hold.
    pub fn warn_of_hidden_places(&mut self, rows: usize, columns: &[(usize, usize)]) {
        if rows > 0 {
            self.warn_of_sheet(&format!("有 {rows} 个隐藏行，其内容已照常读入"));
        }
        let filled: BTreeSet<usize> = self.texts.keys().map(|at| at.1).collect();
        let hidden = filled.iter().filter(|column| columns.iter().any(|range| (range.0..=range.1).contains(column)));
        let hidden = hidden.count();
        if hidden > 0 {
            self.warn_of_sheet(&format!("有 {hidden} 个隐藏列，其内容已照常读入"));
        }
    }

    /// Whether nothing is printed on it.
    pub fn is_blank(&self) -> bool {
        self.texts.is_empty()
    }

    /// What must be said once all cells are known: rounded values, and values hidden under merged cells, which are
    /// taken out because nobody sees them.
    pub fn finish(&mut self) {
        if let Some(((row, column), count)) = self.rounded.take() {
            self.warn(
                row,
                column,
                &format!("等 {count} 个存储值不是 15 位以内的小数（多为公式算出），按 15 位有效数字读入"),
            );
        }
        let mut visits = 0;
        for merge in self.merges.clone() {
            let anchor = (merge.rows.0, merge.columns.0);
            let hidden: Vec<(usize, usize)> = self
                .texts
                .range((merge.rows.0, 0)..=(merge.rows.1, usize::MAX))
                .map(|(at, _)| *at)
                .inspect(|_| visits += 1)
                .filter(|at| *at != anchor && (merge.columns.0..=merge.columns.1).contains(&at.1))
                .collect();
            if visits > MOST_MERGE_VISITS {
                self.warn_of_sheet("的合并单元格互相重叠太多，没有逐格检查被盖住的内容");
                return;
            }
            for at in hidden {
                let text = self.texts.remove(&at).unwrap_or_default();
                self.warn(at.0, at.1, &format!("被合并单元格盖住、不显示的内容“{}”没有读入", excerpt(&text)));
            }
        }
    }

    /// What the sheet holds: a grid, or lines where everything stands in one column, because that is running text
    /// (cover, contents, explanations). `None` when the grid would have more than `limit` places.
    pub fn into_blocks(self, limit: usize) -> Option<Vec<Block>> {
        let columns: BTreeSet<usize> = self.texts.keys().map(|at| at.1).collect();
        if columns.len() > 1 {
            return self.into_grid(limit).map(|grid| vec![Block::Grid(grid)]);
        }
        let mut blocks = Vec::new();
        for ((row, _), text) in &self.texts {
            let lines: Vec<&str> = text.split('\n').collect();
            for (index, line) in lines.iter().enumerate() {
                // Inside a cell a paragraph may go on, unless the next line is blank or indented.
                let ends_paragraph = lines.get(index + 1).is_none_or(|next| is_indented(next));
                if !line.trim().is_empty() {
                    let text = (*line).to_owned();
                    blocks.push(Block::Line(Line { text, place: place(*row, None), ends_paragraph }));
                }
            }
        }
        Some(blocks)
    }

    /// The grid: columns count from the sheet's A, rows from the first to the last that is not blank; of several blank
    /// rows one after the other one is kept. `None` when it would have more than `limit` places.
    fn into_grid(self, limit: usize) -> Option<Grid> {
        let last_column = self.texts.keys().map(|at| at.1).max()?;
        let rows = self.kept_rows();
        let index_of = |row: usize| rows.partition_point(|kept| *kept < row);
        let extents: BTreeMap<(usize, usize), Merge> =
            self.merges.iter().map(|merge| ((merge.rows.0, merge.columns.0), *merge)).collect();
        let mut cells: Vec<PlacedCell> = Vec::with_capacity(self.texts.len());
        for ((row, column), text) in self.texts {
            let merge = extents.get(&(row, column)).copied();
            let merge = merge.unwrap_or(Merge { rows: (row, row), columns: (column, column) });
            let first = index_of(row);
            cells.push(PlacedCell {
                row: first,
                column,
                rows: index_of(merge.rows.1.saturating_add(1)).saturating_sub(first).max(1),
                columns: merge.columns.1.min(last_column).saturating_sub(column) + 1,
                text,
            });
        }
        let places = rows.iter().map(|row| place(*row, None)).collect();
        layout::grid(cells, places, Some(self.name), limit)
    }

    /// The rows that are kept: printed ones, those under a printed merged cell, and one of each run of blank rows.
    fn kept_rows(&self) -> Vec<usize> {
        let printed: BTreeSet<usize> = self.texts.keys().map(|at| at.0).collect();
        let last = printed.last().copied().unwrap_or(0);
        let printed_merges =
            self.merges.iter().filter(|merge| self.texts.contains_key(&(merge.rows.0, merge.columns.0)));
        let mut covered: Vec<(usize, usize)> = printed_merges.map(|merge| merge.rows).collect();
        covered.sort_unstable();
        let mut kept = printed.clone();
        let mut next = 0;
        for (first, end) in covered {
            kept.extend(first.max(next)..=end.min(last));
            next = next.max(end.saturating_add(1));
        }
        let mut rows: Vec<usize> = Vec::with_capacity(kept.len());
        for row in kept {
            if let Some(previous) = rows.last().copied()
                && row > previous + 1
            {
                rows.push(previous + 1);
            }
            rows.push(row);
        }
        rows
    }
}

/// Stores a value as it is shown.
pub(super) fn put(sheet: &mut Sheet, row: usize, column: usize, value: &Data, format: &NumberFormat) {
    match value {
        Data::Empty => {}
        Data::Int(number) if number.unsigned_abs() > 1 << 53 => sheet.put(row, column, number.to_string()),
        Data::Int(number) => sheet.put_number(row, column, format.show(*number as f64)),
        Data::Float(number) => sheet.put_number(row, column, format.show(*number)),
        Data::String(text) => sheet.put(row, column, text.replace("\r\n", "\n").replace('\r', "\n")),
        Data::Bool(truth) => sheet.put(row, column, if *truth { "TRUE" } else { "FALSE" }.to_owned()),
        Data::DateTime(moment) => sheet.put(row, column, moment_text(*moment)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => sheet.put(row, column, text.clone()),
        Data::Error(error) => {
            sheet.warn(row, column, &format!("公式的结果是错误值 {error}，没有数字"));
            sheet.put(row, column, error.to_string());
        }
    }
}

/// A moment as ISO text: the date alone at midnight, the time alone for a time of day, hours for a length of time.
fn moment_text(moment: ExcelDateTime) -> String {
    let days = moment.as_f64();
    if moment.is_duration() {
        let total = (days * 86_400.0).round();
        return format!("{}:{:02}:{:02}", (total / 3600.0).trunc(), (total / 60.0).trunc() % 60.0, total % 60.0);
    }
    let (year, month, day, hours, minutes, seconds, _) = moment.to_ymd_hms_milli();
    let date = format!("{year}-{month:02}-{day:02}");
    let time = format!("{hours:02}:{minutes:02}:{seconds:02}");
    if (0.0..1.0).contains(&days) {
        time
    } else if days.fract() == 0.0 {
        date
    } else {
        format!("{date}T{time}")
    }
}

/// Says of a hidden sheet that it was read all the same.
pub(super) fn warn_of_hidden(sheet: &mut Sheet, visible: SheetVisible) {
    if visible != SheetVisible::Visible && !sheet.is_blank() {
        sheet.warn_of_sheet("是隐藏的，已照常读入");
    }
}

/// Whether a line is blank or starts a paragraph by its indentation.
fn is_indented(line: &str) -> bool {
    line.trim().is_empty()
        || line.starts_with('\u{3000}')
        || line.chars().take_while(|first| first.is_whitespace()).count() > 1
}

/// The first characters of a text, for a message.
pub(super) fn excerpt(text: &str) -> String {
    let mut short: String =
        text.chars().take(40).map(|character| if character == '\n' { ' ' } else { character }).collect();
    if text.chars().count() > 40 {
        short.push('…');
    }
    short
}

fn place(row: usize, column: Option<usize>) -> Locator {
    let number = |index: usize| u32::try_from(index + 1).ok();
    Locator { line: number(row), column: column.and_then(number), ..Locator::default() }
}

/// The name of a cell, such as `AB12`.
fn address(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    format!("{}{}", letters.into_iter().rev().collect::<String>(), row + 1)
}
