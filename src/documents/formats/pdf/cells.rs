//! Frames of ruling lines → grids of cells with row and column spans.

use super::alignment::{self, LooseTable};
use super::characters::is_numeric;
use super::glyphs::Glyph;
use super::lines::{IN_CELL, Room, TextLine, cell_text, text_lines};
use super::rules::{Frame, Rule, Sets, TOUCH};
use crate::documents::{Cell, Grid, GridRow, Span};
use crate::domain::Locator;
use kurbo::Rect;
use std::collections::HashMap;

/// Most rows of a grid.
pub(super) const MOST_ROWS: usize = 2_000;
/// Most columns of a grid.
pub(super) const MOST_COLUMNS: usize = 200;
/// Lines closer than this bound no cell: they are a double line, or a boundary that differs a little between rows.
const NARROWEST: f64 = 4.5;
/// How far lines must reach over the outermost crossing line for an open border to lie there.
const OPEN_BORDER: f64 = 6.0;

/// The boundaries between rows and columns, and where along them a line is drawn.
#[derive(Debug)]
pub(super) struct Lattice {
    /// Boundaries between columns, from left to right.
    xs: Vec<f64>,
    /// Boundaries between rows, from top to bottom.
    ys: Vec<f64>,
    /// For each boundary between columns, the drawn stretches.
    vertical: Vec<Vec<(f64, f64)>>,
    /// For each boundary between rows, the drawn stretches.
    horizontal: Vec<Vec<(f64, f64)>>,
}

/// A grid with the rectangle it takes on the page.
#[derive(Debug)]
pub(super) struct PlacedGrid {
    /// The grid; the places of its rows are not yet known.
    pub grid: Grid,
    /// Where it stands.
    pub bounds: Rect,
}

impl Lattice {
    /// The lattice of a frame that makes at least two cells. `glyphs` tell whether open borders enclose text.
    pub fn of(frame: &Frame, glyphs: &[Glyph]) -> Option<Self> {
        let bounds = frame.bounds();
        let mut xs = boundaries(&frame.vertical);
        let mut ys = boundaries(&frame.horizontal);
        let inside = |glyph: &&Glyph| bounds.contains((glyph.middle(), glyph.height_middle()));
        let middles: Vec<(f64, f64)> =
            glyphs.iter().filter(inside).map(|glyph| (glyph.middle(), glyph.height_middle())).collect();
        add_open_borders(&mut xs, bounds.x0, bounds.x1, |from, to| middles.iter().any(|at| from < at.0 && at.0 < to));
        add_open_borders(&mut ys, bounds.y0, bounds.y1, |from, to| middles.iter().any(|at| from < at.1 && at.1 < to));
        if xs.len() < 2 || ys.len() < 2 || (xs.len() - 1) * (ys.len() - 1) < 2 {
            return None;
        }
        let vertical = drawn_stretches(&xs, &frame.vertical);
        let horizontal = drawn_stretches(&ys, &frame.horizontal);
        Some(Lattice { xs, ys, vertical, horizontal })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    /// The rectangle of the whole lattice.
    pub fn bounds(&self) -> Rect {
        let edge = |edges: &[f64], last: bool| if last { edges.last() } else { edges.first() }.copied().unwrap_or(0.0);
        Rect::new(edge(&self.xs, false), edge(&self.ys, false), edge(&self.xs, true), edge(&self.ys, true))
    }

    fn slot(&self, glyph: &Glyph) -> Option<(usize, usize)> {
        Some((band(&self.ys, glyph.height_middle())?, band(&self.xs, glyph.middle())?))
    }

    fn center(edges: &[f64], index: usize) -> f64 {
        let edge = |index: usize| edges.get(index).copied().unwrap_or(0.0);
        f64::midpoint(edge(index), edge(index + 1))
    }

    /// Whether a line is drawn between a row and the next, at a column.
    fn is_ruled_below(&self, row: usize, column: usize) -> bool {
        is_drawn(self.horizontal.get(row + 1), Self::center(&self.xs, column))
    }

    /// Whether a line is drawn between a column and the next, at a row.
    fn is_ruled_right(&self, row: usize, column: usize) -> bool {
        is_drawn(self.vertical.get(column + 1), Self::center(&self.ys, row))
    }

    /// The number of the cell at each place (row by row): the places of one cell have one number.
    fn cell_numbers(&self) -> Vec<usize> {
        let (rows, columns) = (self.rows(), self.columns());
        let mut sets = Sets::new(rows * columns);
        for row in 0..rows {
            for column in 0..columns {
                let place = row * columns + column;
                if column + 1 < columns && !self.is_ruled_right(row, column) {
                    sets.unite(place, place + 1);
                }
                if row + 1 < rows && !self.is_ruled_below(row, column) {
                    sets.unite(place, place + columns);
                }
            }
        }
        let numbers: Vec<usize> = (0..rows * columns).map(|place| sets.root(place)).collect();
        self.make_rectangular(numbers)
    }

    /// Takes cells that are not rectangles (a piece of line is missing) apart into rectangles: first the runs of each
    /// row, then equal runs of rows below each other.
    fn make_rectangular(&self, numbers: Vec<usize>) -> Vec<usize> {
        let columns = self.columns();
        let extents = extents(&numbers, columns);
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for number in &numbers {
            *counts.entry(*number).or_default() += 1;
        }
        let is_rectangle = |number: usize| {
            extents.get(&number).map(Extent::area).is_some_and(|area| counts.get(&number) == Some(&area))
        };
        if counts.keys().all(|number| is_rectangle(*number)) {
            return numbers;
        }
        let mut split = numbers.clone();
        let mut runs_above: HashMap<(usize, usize, usize), usize> = HashMap::new();
        for row in 0..self.rows() {
            let mut runs = HashMap::new();
            let mut column = 0;
            while column < columns {
                let place = row * columns + column;
                let number = numbers.get(place).copied().unwrap_or(place);
                let mut end = column;
                while end + 1 < columns
                    && numbers.get(row * columns + end + 1) == Some(&number)
                    && !self.is_ruled_right(row, end)
                {
                    end += 1;
                }
                if !is_rectangle(number) {
                    let key = (number, column, end);
                    let goes_on = row > 0 && !self.is_ruled_below(row - 1, column);
                    let first = runs_above.get(&key).copied().filter(|_| goes_on).unwrap_or(place);
                    for slot in split.iter_mut().skip(place).take(end + 1 - column) {
                        *slot = first;
                    }
                    runs.insert(key, first);
                }
                column = end + 1;
            }
            runs_above = runs;
        }
        split
    }

    /// Cuts a row that holds several rows of text without lines between them. A cell that spans this row and others
    /// is not cut.
    fn cut_row(&mut self, row: usize, heights: &[f64], columns_cut: &[bool]) {
        let stretches: Vec<(f64, f64)> = columns_cut
            .iter()
            .enumerate()
            .filter(|(_, cut)| **cut)
            .filter_map(|(column, _)| Some((*self.xs.get(column)?, *self.xs.get(column + 1)?)))
            .collect();
        for (offset, height) in heights.iter().enumerate() {
            let at = (row + 1 + offset).min(self.ys.len());
            self.ys.insert(at, *height);
            self.horizontal.insert(at.min(self.horizontal.len()), stretches.clone());
        }
    }

    /// Adds boundaries between columns that no line marks.
    fn cut_columns(&mut self, places: &[f64]) {
        let bounds = self.bounds();
        for place in places {
            let at = self.xs.partition_point(|x| x < place);
            self.xs.insert(at, *place);
            self.vertical.insert(at.min(self.vertical.len()), vec![(bounds.y0, bounds.y1)]);
        }
    }
}

/// The rows and columns that a cell takes.
#[derive(Clone, Copy, Debug)]
struct Extent {
    top: usize,
    left: usize,
    bottom: usize,
    right: usize,
}

impl Extent {
    fn area(&self) -> usize {
        (self.bottom - self.top + 1) * (self.right - self.left + 1)
    }
}

fn extents(numbers: &[usize], columns: usize) -> HashMap<usize, Extent> {
    let mut extents: HashMap<usize, Extent> = HashMap::new();
    for (place, number) in numbers.iter().enumerate() {
        let (row, column) = (place / columns.max(1), place % columns.max(1));
        let extent = extents.entry(*number).or_insert(Extent { top: row, left: column, bottom: row, right: column });
        extent.bottom = extent.bottom.max(row);
        extent.left = extent.left.min(column);
        extent.right = extent.right.max(column);
    }
    extents
}

/// The places of lines, double lines and slight offsets taken as one.
fn boundaries(rules: &[Rule]) -> Vec<f64> {
    let mut places: Vec<f64> = rules.iter().map(|rule| rule.at).collect();
    places.sort_by(f64::total_cmp);
    let mut boundaries: Vec<f64> = Vec::new();
    let mut group: Vec<f64> = Vec::new();
    for place in places {
        if group.first().is_some_and(|first| place - first > NARROWEST) {
            boundaries.push(group.iter().sum::<f64>() / group.len() as f64);
            group.clear();
        }
        group.push(place);
    }
    if !group.is_empty() {
        boundaries.push(group.iter().sum::<f64>() / group.len() as f64);
    }
    boundaries
}

/// Adds the ends of the crossing lines where they reach over the outermost boundary and enclose text.
fn add_open_borders(edges: &mut Vec<f64>, from: f64, to: f64, holds_text: impl Fn(f64, f64) -> bool) {
    match (edges.first().copied(), edges.last().copied()) {
        (Some(first), Some(last)) => {
            if last + OPEN_BORDER < to && holds_text(last, to) {
                edges.push(to);
            }
            if from + OPEN_BORDER < first && holds_text(from, first) {
                edges.insert(0, from);
            }
        }
        _ => edges.extend([from, to]),
    }
}

fn drawn_stretches(edges: &[f64], rules: &[Rule]) -> Vec<Vec<(f64, f64)>> {
    let mut stretches = vec![Vec::new(); edges.len()];
    for rule in rules {
        let after = edges.partition_point(|edge| *edge < rule.at);
        let distance = |index: usize| edges.get(index).map_or(f64::INFINITY, |edge| (edge - rule.at).abs());
        let nearest = if after > 0 && distance(after - 1) <= distance(after) { after - 1 } else { after };
        if let Some(stretch) = stretches.get_mut(nearest) {
            stretch.push((rule.from, rule.to));
        }
    }
    stretches
}

fn is_drawn(stretches: Option<&Vec<(f64, f64)>>, at: f64) -> bool {
    stretches.is_some_and(|stretches| stretches.iter().any(|(from, to)| from - TOUCH <= at && at <= to + TOUCH))
}

/// The band between two neighbouring edges in which a place lies.
fn band(edges: &[f64], at: f64) -> Option<usize> {
    let after = edges.partition_point(|edge| *edge <= at);
    (after > 0 && after < edges.len()).then(|| after - 1)
}

/// The grid of a lattice with the text of these glyphs, which all lie in it; `None` where nothing is a table: no text,
/// a single cell, or a single column that is only a box around text.
pub(super) fn ruled_grid(mut lattice: Lattice, glyphs: Vec<Glyph>) -> Result<PlacedGrid, Vec<Glyph>> {
    let mut spans_known = true;
    if lattice.columns() == 1 {
        let Some(places) = alignment::columns_between(&text_lines(glyphs.clone(), IN_CELL)) else { return Err(glyphs) };
        lattice.cut_columns(&places);
        spans_known = false;
    }
    if glyphs.is_empty() || lattice.columns() < 2 {
        return Err(glyphs);
    }
    cut_unruled_rows(&mut lattice, &glyphs);
    let numbers = lattice.cell_numbers();
    if numbers.iter().all(|number| *number == 0) || lattice.rows() > MOST_ROWS {
        return Err(glyphs);
    }
    Ok(filled(&lattice, &numbers, glyphs, spans_known))
}

/// The grid of a table without lines.
pub(super) fn loose_grid(table: LooseTable) -> PlacedGrid {
    let stretch = |edges: &[f64]| vec![(f64::NEG_INFINITY, f64::INFINITY); edges.len().min(1)];
    let lattice = Lattice {
        vertical: table.xs.iter().map(|_| stretch(&table.ys)).collect(),
        horizontal: table.ys.iter().map(|_| stretch(&table.xs)).collect(),
        xs: table.xs,
        ys: table.ys,
    };
    let numbers: Vec<usize> = (0..lattice.rows() * lattice.columns()).collect();
    filled(&lattice, &numbers, table.glyphs, false)
}

fn filled(lattice: &Lattice, numbers: &[usize], glyphs: Vec<Glyph>, spans_known: bool) -> PlacedGrid {
    let lines = lines_of_cells(lattice, numbers, glyphs);
    let rows = rows(lattice, numbers, &lines);
    // Hundredths of a point are far finer than any ruling line.
    let edges = lattice.xs.iter().map(|x| (x * 100.0).round() as i64).collect();
    PlacedGrid { grid: Grid { rows, spans_known, name: None, edges }, bounds: lattice.bounds() }
}

/// The lines of text of each cell, under the cell's number.
fn lines_of_cells(lattice: &Lattice, numbers: &[usize], glyphs: Vec<Glyph>) -> HashMap<usize, Vec<TextLine>> {
    let number_at = |glyph: &Glyph| {
        let (row, column) = lattice.slot(glyph)?;
        numbers.get(row * lattice.columns() + column).copied()
    };
    let mut glyphs_of: HashMap<usize, Vec<Glyph>> = HashMap::new();
    for word in glyphs.chunk_by(is_next_in_word) {
        let cells: Vec<Option<usize>> = word.iter().map(number_at).collect();
        let together =
            cells.first().copied().flatten().filter(|_| cells.windows(2).any(|pair| pair.first() != pair.last()));
        let home = together.map(|first| home_of_overflow(word, &cells, first));
        for (glyph, own) in word.iter().zip(&cells) {
            if let Some(number) = home.or(*own) {
                glyphs_of.entry(number).or_default().push(*glyph);
            }
        }
    }
    glyphs_of.into_iter().map(|(number, glyphs)| (number, text_lines(glyphs, IN_CELL))).collect()
}

/// Whether two characters were drawn by one command, one right after the other, so that a line between them does not
/// part them: the text runs over the border of its cell.
fn is_next_in_word(before: &Glyph, glyph: &Glyph) -> bool {
    before.run == glyph.run
        && !glyph.turned
        && (before.baseline - glyph.baseline).abs() < 0.1 * glyph.size
        && (glyph.left - before.right).abs() < 0.12 * glyph.size
}

/// The cell of a word that runs over the border: of a figure, the cell that holds most of it; of a text, the one where
/// it begins.
fn home_of_overflow(word: &[Glyph], cells: &[Option<usize>], first: usize) -> usize {
    if !word.iter().all(|glyph| is_numeric(glyph.character)) {
        return first;
    }
    let count = |number: usize| cells.iter().filter(|cell| **cell == Some(number)).count();
    cells.iter().flatten().copied().max_by_key(|number| count(*number)).unwrap_or(first)
}

fn rows(lattice: &Lattice, numbers: &[usize], lines: &HashMap<usize, Vec<TextLine>>) -> Vec<GridRow> {
    let columns = lattice.columns();
    let extents = extents(numbers, columns);
    let widest = widest_lines(&extents, lines);
    let text_of = |number: usize, extent: &Extent| {
        let edge = |index: usize| lattice.xs.get(index).copied().unwrap_or(0.0);
        let width = edge(extent.right + 1) - edge(extent.left);
        let own = lines.get(&number).map(Vec::as_slice).unwrap_or_default();
        let widest = widest.get(&(extent.left, extent.right)).copied().unwrap_or(0.0);
        cell_text(own, Room { cell: width, widest })
    };
    let cell_at = |row: usize, column: usize| {
        let number = numbers.get(row * columns + column)?;
        let extent = extents.get(number)?;
        let count = |from: usize, to: usize| u32::try_from(to - from).unwrap_or(u32::MAX);
        Some(if (extent.top, extent.left) == (row, column) {
            let span =
                Span::Own { rows: count(extent.top, extent.bottom + 1), columns: count(extent.left, extent.right + 1) };
            Cell { text: text_of(*number, extent), span }
        } else {
            let span = Span::Covered { up: count(extent.top, row), left: count(extent.left, column) };
            Cell { text: String::new(), span }
        })
    };
    (0..lattice.rows())
        .map(|row| GridRow {
            cells: (0..columns).map(|column| cell_at(row, column).unwrap_or_else(|| Cell::single(""))).collect(),
            place: Locator::default(),
        })
        .collect()
}

/// The widest line of the cells that take the same columns.
fn widest_lines(
    extents: &HashMap<usize, Extent>,
    lines: &HashMap<usize, Vec<TextLine>>,
) -> HashMap<(usize, usize), f64> {
    let mut widest: HashMap<(usize, usize), f64> = HashMap::new();
    for (number, lines) in lines {
        let Some(extent) = extents.get(number) else { continue };
        let width = lines.iter().map(|line| line.right - line.left).fold(0.0, f64::max);
        let entry = widest.entry((extent.left, extent.right)).or_default();
        *entry = entry.max(width);
    }
    widest
}

/// Cuts rows that hold several rows of figures without lines between them.
fn cut_unruled_rows(lattice: &mut Lattice, glyphs: &[Glyph]) {
    let (rows, columns) = (lattice.rows(), lattice.columns());
    let mut glyphs_of_row: Vec<Vec<Glyph>> = vec![Vec::new(); rows];
    for glyph in glyphs {
        if let Some(bucket) = lattice.slot(glyph).and_then(|(row, _)| glyphs_of_row.get_mut(row)) {
            bucket.push(*glyph);
        }
    }
    for (row, glyphs) in glyphs_of_row.into_iter().enumerate().rev() {
        let height = Lattice::center(&lattice.ys, row) - lattice.ys.get(row).copied().unwrap_or(0.0);
        let size = glyphs.iter().map(|glyph| glyph.size).fold(0.0, f64::max);
        if glyphs.is_empty() || 2.0 * height < 1.8 * size {
            continue;
        }
        let free: Vec<bool> = (0..columns)
            .map(|column| {
                let open_above = row > 0 && !lattice.is_ruled_below(row - 1, column);
                let open_below = row + 1 < rows && !lattice.is_ruled_below(row, column);
                !open_above && !open_below
            })
            .collect();
        let mut by_column: Vec<Vec<Glyph>> = vec![Vec::new(); columns];
        for glyph in glyphs {
            let Some(column) = band(&lattice.xs, glyph.middle()) else { continue };
            let first =
                (0..=column).rev().find(|left| *left == 0 || lattice.is_ruled_right(row, left - 1)).unwrap_or(0);
            if free.get(first) == Some(&true)
                && let Some(bucket) = by_column.get_mut(first)
            {
                bucket.push(glyph);
            }
        }
        let widths: Vec<f64> =
            lattice.xs.iter().zip(lattice.xs.iter().skip(1)).map(|(left, right)| right - left).collect();
        let lines: Vec<Vec<TextLine>> = by_column.into_iter().map(|glyphs| text_lines(glyphs, IN_CELL)).collect();
        if let Some(heights) = alignment::rows_between(&lines, &widths) {
            lattice.cut_row(row, &heights, &free);
        }
    }
}
