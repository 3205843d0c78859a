//! Pages copied out cell by cell: a line ends with a bar for each cell, or a line holds nothing but the bar.
//!
//! Which cells stand in one row is settled by the cells themselves: a label first, then figures, all the way down.

use crate::documents::{Block, Cell, Grid, GridRow, Line, Warning};
use crate::domain::Locator;

/// What a line is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Words with bars only around them: one cell.
    Lone,
    /// Nothing but bars.
    Bars,
    /// Several cells.
    Row,
    /// Words without a bar.
    Words,
    /// White space.
    Blank,
}

/// Lines that are cells of one table, or paragraphs that a page sets in one-cell tables.
pub(super) struct Run {
    /// The line after the last, counted from 0.
    pub to: usize,
    /// What they say.
    pub blocks: Vec<Block>,
    /// Figures whose places in the table are lost.
    pub warning: Option<Warning>,
}

/// The longest text of a cell that stands between two lines of bars, in characters.
const LONGEST_CELL: usize = 60;
/// The most lines that such a cell is broken into.
const MOST_LINES: usize = 3;
/// The most columns that are looked for.
const MOST_COLUMNS: usize = 12;
/// The most cells before the head of the table, such as its title and its unit.
const MOST_BEFORE: usize = 12;
/// The fewest rows of a table, with its head.
const FEWEST_ROWS: usize = 3;
/// How many lines that are numbers show that cells are figures and not paragraphs.
const FEWEST_FIGURES: usize = 2;

/// What a line is made of.
pub(super) fn shape(line: &str) -> Shape {
    let around = |character: char| character == '|' || character.is_whitespace();
    let inside = line.trim_matches(around);
    let after = line.trim_start_matches(around).strip_prefix(inside).unwrap_or_default();
    match (line.contains('|'), inside.is_empty()) {
        _ if line.contains('\t') => Shape::Row,
        (true, true) => Shape::Bars,
        (true, false) if inside.contains('|') || after.matches('|').count() > 1 => Shape::Row,
        (true, false) => Shape::Lone,
        (false, true) => Shape::Blank,
        (false, false) => Shape::Words,
    }
}

/// The run that begins at a line, if one does.
pub(super) fn run_at(lines: &[&str], at: usize) -> Option<Run> {
    let first = lines.get(at).map(|line| shape(line))?;
    let beside_row = at > 0 && lines.get(at - 1).is_some_and(|before| shape(before) == Shape::Row);
    if beside_row {
        return None;
    }
    match first {
        Shape::Lone => trailing(lines, at),
        Shape::Bars => separated(lines, at, at),
        Shape::Words if lines.get(at + 1).is_some_and(|next| shape(next) == Shape::Bars) => {
            separated(lines, at, at + 1).filter(|run| run.blocks.iter().any(|block| matches!(block, Block::Grid(_))))
        }
        _ => None,
    }
}

/// Lines that each end with the bar of their cell.
fn trailing(lines: &[&str], from: usize) -> Option<Run> {
    let more = lines.iter().skip(from).take_while(|line| matches!(shape(line), Shape::Lone | Shape::Bars)).count();
    let to = from + more;
    if lines.get(to).is_some_and(|next| shape(next) == Shape::Row) {
        return None;
    }
    let cells = cells(lines, from, to);
    let blocks = table(&cells).or_else(|| super::spread::table(&texts(&cells), place(from)));
    Some(blocks.map_or_else(|| unframed(&cells, to), |blocks| Run { to, blocks, warning: None }))
}

/// Lines of bars with the words of the cells on lines of their own between them.
fn separated(lines: &[&str], from: usize, first_bar: usize) -> Option<Run> {
    let (mut to, mut between) = (first_bar, 0);
    for (index, line) in lines.iter().enumerate().skip(first_bar) {
        match shape(line) {
            Shape::Bars => (to, between) = (index + 1, 0),
            Shape::Words if between < MOST_LINES && line.trim().chars().count() <= LONGEST_CELL => between += 1,
            _ => break,
        }
    }
    let cells = cells(lines, from, to);
    if cells.iter().filter(|cell| is_figure(&cell.text)).count() < FEWEST_FIGURES {
        return None;
    }
    let blocks = table(&cells).or_else(|| super::spread::table(&texts(&cells), place(from)));
    Some(blocks.map_or_else(|| unframed(&cells, to), |blocks| Run { to, blocks, warning: None }))
}

/// The text of a cell and the line on which it begins, counted from 0.
pub(super) struct Piece {
    /// The words.
    pub text: String,
    /// The line on which they begin, counted from 0.
    pub line: usize,
}

fn cells(lines: &[&str], from: usize, to: usize) -> Vec<Piece> {
    let mut found = vec![Piece { text: String::new(), line: from }];
    for (index, line) in lines.iter().enumerate().take(to).skip(from) {
        for (place, part) in line.split('|').enumerate() {
            if place > 0 {
                found.push(Piece { text: String::new(), line: index });
            }
            if let Some(last) = found.last_mut().filter(|_| !part.trim().is_empty()) {
                if last.text.is_empty() {
                    last.line = index;
                }
                last.text.push_str(part.trim());
            }
        }
    }
    if found.last().is_some_and(|last| last.text.is_empty()) {
        found.pop();
    }
    found
}

/// The cells as a table, where some width makes the first column labels and the others figures.
pub(super) fn table(cells: &[Piece]) -> Option<Vec<Block>> {
    let widths = |before| (2..=MOST_COLUMNS + 1).map(move |width| (before, width));
    let (before, width) = (0..=MOST_BEFORE).flat_map(widths).find(|(before, width)| fits(cells, *before, *width))?;
    let (above, rest) = cells.split_at_checked(before)?;
    let mut blocks: Vec<Block> = above.iter().filter_map(line).collect();
    let margin = usize::from(rest.first().is_some_and(|first| first.text.is_empty()));
    let rows = rest.chunks(width).map(|row| {
        let named = row.iter().find(|piece| !piece.text.is_empty()).or(row.first());
        GridRow {
            cells: row.iter().skip(margin).map(|piece| Cell::single(&piece.text)).collect(),
            place: place(named.map_or(0, |piece| piece.line)),
        }
    });
    let mut grid = Grid { rows: rows.collect(), spans_known: false, name: None, edges: Vec::new() };
    grid.pad();
    blocks.push(Block::Grid(grid));
    Some(blocks)
}

/// Whether rows of this width have labels first and figures after them, below one row of heads.
fn fits(cells: &[Piece], before: usize, width: usize) -> bool {
    let rest = cells.get(before..).unwrap_or_default();
    let margin = usize::from(rest.first().is_some_and(|first| first.text.is_empty()));
    if width < margin + 2 || rest.len() < width * FEWEST_ROWS {
        return false;
    }
    let mut figures = 0;
    for (number, row) in rest.chunks(width).enumerate() {
        let blank_margin = row.iter().take(margin).all(|piece| piece.text.is_empty());
        let labelled = row.get(margin).is_some_and(|piece| is_label(&piece.text));
        let values = row.get(margin + 1..).unwrap_or_default();
        let head = number == 0 && values.iter().all(|piece| is_label(&piece.text));
        let valued = number > 0 && values.iter().all(|piece| piece.text.is_empty() || is_figure(&piece.text));
        if !blank_margin || row.len() > margin && !labelled || !(head || valued) {
            return false;
        }
        figures += usize::from(values.iter().any(|piece| is_figure(&piece.text)));
    }
    figures >= FEWEST_ROWS - 1
}

/// Cells that are no table: paragraphs, or figures whose rows cannot be told, which are reported.
fn unframed(cells: &[Piece], to: usize) -> Run {
    let figures: Vec<&str> = cells
        .iter()
        .map(|piece| piece.text.as_str())
        .filter(|text| is_figure(text) && text.contains(|c: char| c.is_ascii_digit()))
        .collect();
    if figures.len() < FEWEST_FIGURES {
        return Run { to, blocks: cells.iter().filter_map(line).collect(), warning: None };
    }
    let words = cells.iter().filter(|piece| !is_figure(&piece.text));
    let first = cells.first().map_or(0, |piece| piece.line);
    Run { to, blocks: words.filter_map(line).collect(), warning: Some(lost(place(first), &figures)) }
}

/// Says which figures stand in cells whose row and column are lost.
pub(super) fn lost(place: Locator, figures: &[&str]) -> Warning {
    const MOST_SHOWN: usize = 20;
    let shown = figures.iter().take(MOST_SHOWN).copied().collect::<Vec<_>>().join("、");
    let more = if figures.len() > MOST_SHOWN { "……" } else { "" };
    let message = format!(
        "表格的行列在文本里丢失，{} 个数字（{shown}{more}）无法确定属于哪一栏，没有读；请用原网页或表格文件",
        figures.len()
    );
    Warning { place, message }
}

/// The words and figures of cells, without the empty ones.
fn texts(cells: &[Piece]) -> Vec<&str> {
    cells.iter().map(|piece| piece.text.as_str()).filter(|text| !text.is_empty()).collect()
}

pub(super) fn line(piece: &Piece) -> Option<Block> {
    let text = piece.text.clone();
    (!text.is_empty()).then(|| Block::Line(Line { text, place: place(piece.line), ends_paragraph: true }))
}

pub(super) fn place(line: usize) -> Locator {
    Locator { line: u32::try_from(line + 1).ok(), ..Locator::default() }
}

/// A number, a percentage or a sign for none.
pub(super) fn is_figure(text: &str) -> bool {
    let digits = text.chars().any(|character| character.is_ascii_digit());
    let plain = |character: char| character.is_ascii_digit() || matches!(character, '.' | ',' | '-' | '−' | '%' | ' ');
    !text.is_empty() && text.chars().all(plain) && (digits || text.trim() == "-") || matches!(text, "—" | "－" | "--")
}

/// Words, not a paragraph of them.
fn is_label(text: &str) -> bool {
    let words = text.chars().any(|character| character.is_alphabetic());
    words && !text.contains('。') && text.chars().count() <= LONGEST_CELL
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let lines: Vec<&str> = text.split('\n').collect();
        let shown = |block: &Block| match block {
            Block::Line(line) => line.text.clone(),
            Block::Grid(grid) => {
                let row = |row: &GridRow| row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("/");
                grid.rows.iter().map(row).collect::<Vec<_>>().join(" ")
            }
        };
        run_at(&lines, 0).map(|run| run.blocks.iter().map(shown).collect::<Vec<_>>().join("\n")).unwrap_or_default()
    }

    #[test]
    fn cells_on_lines_of_their_own_stand_in_rows_again() {
        let text =
            "项目 |\n预算数 |\n决算数 |\n合计 |\n8 |\n7.5 |\n公务接待费 |\n|\n|\n公务用车运行维护费 |\n8 |\n7.5 |";
        assert_eq!(read(text), "项目/预算数/决算数 合计/8/7.5 公务接待费// 公务用车运行维护费/8/7.5");
    }

    #[test]
    fn bars_on_lines_of_their_own_divide_cells_and_the_unit_stays_above() {
        let text = "|\n|\n|\n单位：万元\n|\n|\n项目\n|\n合计\n|\n一般公共\n预算\n|\n|\n“三公”经费\n|\n6\n|\n6\n|\n|\n公务接待费\n|\n6\n|\n6\n|";
        assert_eq!(read(text), "单位：万元\n项目/合计/一般公共预算 “三公”经费/6/6 公务接待费/6/6");
    }

    #[test]
    fn a_page_set_in_one_cell_tables_is_prose() {
        assert_eq!(read("一、收入预算 |\n|\n收入预算80万元。 |"), "一、收入预算\n收入预算80万元。");
    }

    #[test]
    fn figures_whose_rows_cannot_be_told_are_reported() {
        let lines: Vec<&str> =
            "年度 |\n合计 |\n其中 |\n接待费 |\n2015年 |\n8 |\n7 |\n2016年 |\n9 |".split('\n').collect();
        let warning = run_at(&lines, 0).and_then(|run| run.warning).map(|warning| warning.message).unwrap_or_default();
        assert!(warning.contains("3 个数字（8、7、9）"), "{warning}");
    }
}
