//! Cells placed on a lattice → [`Grid`], bounded; shared by the formats whose cells span rows and columns.

use crate::documents::{Cell, Grid, GridRow, Span};
use crate::domain::Locator;
use std::collections::BTreeSet;

/// The largest number of grid places of one file: about ten times the largest workbook seen, and little memory.
pub(in crate::documents::formats) const LARGEST_GRID: usize = 5_000_000;

/// A cell with its place, counted from 0, and its extent (at least 1 × 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::documents::formats) struct PlacedCell {
    /// First row.
    pub row: usize,
    /// First column.
    pub column: usize,
    /// Rows covered.
    pub rows: usize,
    /// Columns covered.
    pub columns: usize,
    /// The text as printed.
    pub text: String,
}

/// Merges away the columns in which no cell starts: no text can stand in them, they only stretch other cells.
/// Writers leave them behind when borders are dragged, and a title with `colspan=99` claims them.
pub(in crate::documents::formats) fn drop_columns_without_start(cells: &mut [PlacedCell]) {
    let starts: Vec<usize> = cells.iter().map(|cell| cell.column).collect::<BTreeSet<_>>().into_iter().collect();
    for cell in cells {
        let first = starts.partition_point(|start| *start < cell.column);
        let end = starts.partition_point(|start| *start < cell.column + cell.columns);
        cell.column = first;
        cell.columns = end.saturating_sub(first).max(1);
    }
}

/// Builds the grid; one row for each place. Extents are cut at the last row and column, and where they would run over
/// an earlier cell. `None` when the grid would have more than `limit` places.
pub(in crate::documents::formats) fn grid(
    cells: Vec<PlacedCell>,
    places: Vec<Locator>,
    name: Option<String>,
    limit: usize,
) -> Option<Grid> {
    let width = cells.iter().map(|cell| cell.column.saturating_add(1)).max().unwrap_or(0);
    if places.len().checked_mul(width).is_none_or(|count| count > limit) {
        return None;
    }
    let blank = || vec![Cell::single(""); width];
    let mut rows: Vec<GridRow> = places.into_iter().map(|place| GridRow { cells: blank(), place }).collect();
    let mut taken: Vec<Vec<bool>> = vec![vec![false; width]; rows.len()];
    for cell in &cells {
        if let Some(place) = taken.get_mut(cell.row).and_then(|row| row.get_mut(cell.column)) {
            *place = true;
        }
    }
    for cell in cells {
        put(cell, &mut rows, &mut taken);
    }
    Some(Grid { rows, spans_known: true, name, edges: Vec::new() })
}

/// Writes one cell and marks what it covers, as far as that is free.
fn put(cell: PlacedCell, rows: &mut [GridRow], taken: &mut [Vec<bool>]) {
    let free = |row: usize, column: usize, taken: &[Vec<bool>]| {
        taken.get(row).and_then(|places| places.get(column)).is_some_and(|place| !place)
    };
    let mut columns = 1;
    while columns < cell.columns && free(cell.row, cell.column + columns, taken) {
        columns += 1;
    }
    let mut height = 1;
    while height < cell.rows
        && (cell.column..cell.column + columns).all(|column| free(cell.row + height, column, taken))
    {
        height += 1;
    }
    for up in 0..height {
        for left in 0..columns {
            let (row, column) = (cell.row + up, cell.column + left);
            let Some(place) = rows.get_mut(row).and_then(|row| row.cells.get_mut(column)) else { continue };
            if let Some(mark) = taken.get_mut(row).and_then(|row| row.get_mut(column)) {
                *mark = true;
            }
            place.span = Span::Covered { up: count(up), left: count(left) };
        }
    }
    if let Some(place) = rows.get_mut(cell.row).and_then(|row| row.cells.get_mut(cell.column)) {
        *place = Cell { text: cell.text, span: Span::Own { rows: count(height), columns: count(columns) } };
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Joins the lines of one cell. A break inside a Chinese label is only typesetting and goes; between two numbers it
/// stays, because 1 and 2 must never become 12; between two Latin words it is a space.
pub(in crate::documents::formats) fn join_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for line in lines.into_iter().map(str::trim).filter(|line| !line.is_empty()) {
        let last = joined.chars().next_back();
        let first = line.chars().next();
        if let (Some(last), Some(first)) = (last, first) {
            if ends_number(last) && starts_number(first) {
                joined.push('\n');
            } else if last.is_ascii_alphanumeric() && first.is_ascii_alphanumeric() {
                joined.push(' ');
            }
        }
        joined.push_str(line);
    }
    joined
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || ('０'..='９').contains(&character) || superscripts().any(|digit| digit == character)
}

fn ends_number(character: char) -> bool {
    is_digit(character) || matches!(character, '%' | '％' | '.' | ',' | '．' | '，')
}

fn starts_number(character: char) -> bool {
    is_digit(character) || matches!(character, '-' | '+' | '－' | '(' | '（' | '.' | ',' | '¥' | '￥')
}

fn superscripts() -> impl Iterator<Item = char> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹".chars()
}

/// A raised text: its digits become superscript digits, so that a note mark after a figure never joins the figure.
pub(in crate::documents::formats) fn superscript(text: &str) -> String {
    text.chars()
        .map(|character| {
            let digit = character.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
            digit.and_then(|digit| superscripts().nth(digit)).unwrap_or(character)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: usize, column: usize, rows: usize, columns: usize, text: &str) -> PlacedCell {
        PlacedCell { row, column, rows, columns, text: text.to_owned() }
    }

    #[test]
    fn a_span_never_covers_another_cell() {
        let cells = vec![cell(0, 0, 9, 9, "a"), cell(1, 1, 1, 1, "b"), cell(0, 2, 1, 1, "c")];
        let grid = grid(cells, vec![Locator::default(); 2], None, 100).unwrap();
        assert_eq!(grid.width(), 3);
        assert_eq!(grid.rows[0].cells[0].span, Span::Own { rows: 1, columns: 2 });
        assert_eq!(grid.rows[0].cells[1].span, Span::Covered { up: 0, left: 1 });
        assert_eq!((grid.rows[1].cells[1].text.as_str(), grid.rows[0].cells[2].text.as_str()), ("b", "c"));
    }

    #[test]
    fn columns_that_only_stretch_others_are_dropped() {
        let mut cells = vec![cell(0, 0, 1, 99, "title"), cell(1, 0, 1, 2, "a"), cell(1, 2, 1, 1, "b")];
        drop_columns_without_start(&mut cells);
        assert_eq!(cells, vec![cell(0, 0, 1, 2, "title"), cell(1, 0, 1, 1, "a"), cell(1, 1, 1, 1, "b")]);
    }

    #[test]
    fn a_grid_beyond_the_limit_is_refused() {
        assert!(grid(vec![cell(0, 1_000_000, 1, 1, "x")], vec![Locator::default(); 6], None, 5_000_000).is_none());
    }

    #[test]
    fn two_numbers_in_one_cell_never_become_one() {
        assert_eq!(join_lines(["1,092", "22.5"]), "1,092\n22.5");
        assert_eq!(join_lines(["方案1", "2.建设"]), "方案1\n2.建设");
        assert_eq!(join_lines(["机关事业单位", " 养老保险缴费支出 "]), "机关事业单位养老保险缴费支出");
        assert_eq!(join_lines(["City", "Attorney"]), "City Attorney");
        assert_eq!(superscript("12a"), "¹²a");
    }
}
