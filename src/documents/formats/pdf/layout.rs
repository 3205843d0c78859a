//! One page → its grids and lines of text in reading order.

use super::alignment;
use super::cells::{self, Lattice, MOST_COLUMNS, MOST_ROWS, PlacedGrid};
use super::glyphs::{Glyph, PageContent, Segment};
use super::lines::{ON_PAGE, RUNNING_TEXT_GAP, TextLine, text_lines};
use super::rules::{self, Frame};
use crate::documents::Grid;
use kurbo::{Point, Rect};

/// A line of running text with what is needed to tell where its paragraph ends.
#[derive(Clone, Debug)]
pub(super) struct PlacedLine {
    /// The text.
    pub text: String,
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Base line.
    pub baseline: f64,
    /// Type size.
    pub size: f64,
    /// Whether it stands on its side.
    pub turned: bool,
    /// Width of the first word, which could not be broken to fill the line before.
    pub first_word: f64,
}

/// A piece of a page.
#[derive(Debug)]
pub(super) enum Piece {
    /// A line of running text.
    Line(PlacedLine),
    /// A table.
    Grid(PlacedGrid),
}

impl Piece {
    /// The rectangle it takes.
    pub fn bounds(&self) -> Rect {
        match self {
            Piece::Line(line) => {
                Rect::new(line.left, line.baseline - 0.86 * line.size, line.right, line.baseline + 0.14 * line.size)
            }
            Piece::Grid(grid) => grid.bounds,
        }
    }
}

/// A page taken apart.
#[derive(Debug, Default)]
pub(super) struct PageLayout {
    /// Width of the page.
    pub width: f64,
    /// Height of the page.
    pub height: f64,
    /// Its pieces in reading order, with the number of their first line on the page.
    pub pieces: Vec<(u32, Piece)>,
    /// What could not be used, in Chinese.
    pub warnings: Vec<String>,
}

/// Takes a page apart.
pub(super) fn lay_out(page: PageContent) -> PageLayout {
    let mut layout = PageLayout { width: page.width, height: page.height, ..PageLayout::default() };
    let mut glyphs = page.glyphs;
    let mut pieces: Vec<Piece> = Vec::new();
    let stacks = take_ruled_grids(&page.segments, &mut glyphs, &mut pieces, &mut layout.warnings);
    take_shaded_grids(&page.boxes, &mut glyphs, &mut pieces, &mut layout.warnings);
    take_stacked_grids(stacks, &mut glyphs, &mut pieces);
    let (tables, lines) = alignment::loose_tables(text_lines(glyphs, ON_PAGE));
    pieces.extend(tables.into_iter().map(|table| Piece::Grid(cells::loose_grid(table))));
    pieces.extend(lines.iter().map(|line| Piece::Line(placed(line))));
    in_reading_order(&mut pieces);
    let mut number = 1_u32;
    for piece in pieces {
        let lines = match &piece {
            Piece::Line(_) => 1,
            Piece::Grid(placed) => u32::try_from(placed.grid.rows.len()).unwrap_or(u32::MAX),
        };
        layout.pieces.push((number, piece));
        number = number.saturating_add(lines);
    }
    layout
}

/// Takes the tables with ruling lines and their characters; returns the stacks of lines that are ruled only
/// horizontally.
fn take_ruled_grids(
    segments: &[Segment],
    glyphs: &mut Vec<Glyph>,
    pieces: &mut Vec<Piece>,
    warnings: &mut Vec<String>,
) -> Vec<Frame> {
    let Some(frames) = rules::frames(&rules::whole_lines(segments)) else {
        warnings.push("线条过多，像是图形而不是表格，没有按表格线识别".to_owned());
        return Vec::new();
    };
    for lattice in lattices(&frames, glyphs, warnings) {
        take_grid(lattice, glyphs, pieces);
    }
    rules::stacks(&frames)
}

/// Takes the tables whose cells show only by their background.
fn take_shaded_grids(boxes: &[Rect], glyphs: &mut Vec<Glyph>, pieces: &mut Vec<Piece>, warnings: &mut Vec<String>) {
    let free = |rect: &&Rect| !pieces.iter().any(|piece| piece.bounds().overlaps(**rect));
    let edges: Vec<Segment> = boxes.iter().filter(free).take(MOST_SHADES).flat_map(edges).collect();
    let Some(frames) = rules::frames(&rules::whole_lines(&edges)) else { return };
    for lattice in lattices(&frames, glyphs, warnings) {
        let whole = lattice.rows() >= 2 && lattice.columns() >= 2 && !goes_on_below(lattice.bounds(), glyphs);
        if whole {
            take_grid(lattice, glyphs, pieces);
        }
    }
}

/// Whether more rows follow right below an area: then only a head or every other row has a background.
fn goes_on_below(area: Rect, glyphs: &[Glyph]) -> bool {
    const NEXT_ROW: f64 = 24.0;
    let below = Rect::new(area.x0, area.y1, area.x1, area.y1 + NEXT_ROW);
    let near = glyphs.iter().filter(|glyph| below.contains((glyph.middle(), glyph.height_middle())));
    text_lines(near.copied().collect(), ON_PAGE).first().is_some_and(|line| line.pieces().len() >= 2)
}

/// Frames of lines looked at on one page.
const MOST_FRAMES: usize = 2_000;
/// Backgrounds looked at on one page.
const MOST_SHADES: usize = 20_000;

fn edges(rect: &Rect) -> [Segment; 4] {
    let corner = |x: f64, y: f64| Point::new(x, y);
    let (top, bottom) = ((rect.x0, rect.y0, rect.x1, rect.y0), (rect.x0, rect.y1, rect.x1, rect.y1));
    let (left, right) = ((rect.x0, rect.y0, rect.x0, rect.y1), (rect.x1, rect.y0, rect.x1, rect.y1));
    [top, bottom, left, right].map(|(x0, y0, x1, y1)| Segment { from: corner(x0, y0), to: corner(x1, y1) })
}

/// Takes the tables that are ruled only horizontally.
fn take_stacked_grids(stacks: Vec<Frame>, glyphs: &mut Vec<Glyph>, pieces: &mut Vec<Piece>) {
    for stack in stacks {
        for part in alignment::tabular_parts(&stack, glyphs) {
            if let Some(lattice) = Lattice::of(&part, glyphs) {
                take_grid(lattice, glyphs, pieces);
            }
        }
    }
}

/// Makes a grid of a lattice and the characters in it, or leaves the characters where they are.
fn take_grid(lattice: Lattice, glyphs: &mut Vec<Glyph>, pieces: &mut Vec<Piece>) {
    let bounds = lattice.bounds();
    let (inside, outside): (Vec<Glyph>, Vec<Glyph>) =
        glyphs.drain(..).partition(|glyph| bounds.contains((glyph.middle(), glyph.height_middle())));
    *glyphs = outside;
    match cells::ruled_grid(lattice, inside) {
        Ok(grid) => pieces.push(Piece::Grid(grid)),
        Err(inside) => glyphs.extend(inside),
    }
}

/// The lattices of frames, the smallest first, so that a table inside another's cell is read first.
fn lattices(frames: &[Frame], glyphs: &[Glyph], warnings: &mut Vec<String>) -> Vec<Lattice> {
    let mut lattices: Vec<Lattice> = Vec::new();
    let touching = frames.iter().filter(|frame| !frame.vertical.is_empty());
    if touching.clone().count() > MOST_FRAMES {
        warnings.push("线框过多，像是图形而不是表格，没有按表格线识别".to_owned());
        return lattices;
    }
    for frame in touching {
        let Some(lattice) = Lattice::of(frame, glyphs) else { continue };
        if lattice.rows() > MOST_ROWS || lattice.columns() > MOST_COLUMNS {
            warnings.push(format!(
                "有一个 {} 行 {} 列的表格超过上限（{MOST_ROWS} 行、{MOST_COLUMNS} 列），按文字读入",
                lattice.rows(),
                lattice.columns()
            ));
            continue;
        }
        lattices.push(lattice);
    }
    lattices.sort_by(|one, other| one.bounds().area().total_cmp(&other.bounds().area()));
    lattices
}

fn placed(line: &TextLine) -> PlacedLine {
    PlacedLine {
        text: line.text(RUNNING_TEXT_GAP),
        left: line.left,
        right: line.right,
        baseline: line.baseline,
        size: line.size,
        turned: line.glyphs.iter().all(|glyph| glyph.turned),
        first_word: super::paragraphs::first_word(line),
    }
}

/// Sorts by height; pieces beside each other from left to right.
fn in_reading_order(pieces: &mut [Piece]) {
    let height = |piece: &Piece| match piece {
        Piece::Line(line) => line.baseline - 0.36 * line.size,
        Piece::Grid(placed) => placed.bounds.y0,
    };
    pieces.sort_by(|one, other| {
        height(one).total_cmp(&height(other)).then(one.bounds().x0.total_cmp(&other.bounds().x0))
    });
    // Tables whose tops differ by a hair stand beside each other.
    for index in 1..pieces.len() {
        let (before, after) = pieces.split_at_mut(index);
        if let (Some(first @ Piece::Grid(_)), Some(second @ Piece::Grid(_))) = (before.last_mut(), after.first_mut()) {
            let (one, other) = (first.bounds(), second.bounds());
            if (one.y0 - other.y0).abs() < 5.0 && other.x0 < one.x0 {
                std::mem::swap(first, second);
            }
        }
    }
}

/// Gives the rows of a grid their places: the page, and their numbers among the lines of the page.
pub(super) fn number_rows(grid: &mut Grid, page: u32, first_line: u32) {
    for (offset, row) in grid.rows.iter_mut().enumerate() {
        row.place.page = Some(page);
        row.place.line = u32::try_from(offset).ok().and_then(|offset| first_line.checked_add(offset));
    }
}
