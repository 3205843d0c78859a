//! Tables of which every cell became a line of its own: rows are found again by their numbers (行次), or by labels that
//! stand at even distances with figures between them.

use super::bars::{self, Piece, Run, Shape};
use crate::documents::{Block, Cell, Grid, GridRow, Warning};

/// The longest line that may be a cell, in characters.
const LONGEST_CELL: usize = 40;
/// The fewest lines of figures that are taken for cells.
const FEWEST_FIGURES: usize = 2;
/// The fewest rows that show how cells stand in rows.
const FEWEST_ROWS: usize = 2;

/// What a run of cells that begins at a line is read as.
pub(super) enum Reading {
    /// A table.
    Table(Run),
    /// Figures whose places are lost; the lines stay lines.
    Lost(Warning),
}

/// Reads the run of lines that begins at a line, where the lines are the cells of a table.
pub(super) fn read_at(lines: &[&str], at: usize) -> Option<Reading> {
    let begins = lines.get(at).is_some_and(|line| is_cell(line) && !line.trim().is_empty());
    let before = lines.get(..at).unwrap_or_default().iter().rev().find(|line| !line.trim().is_empty());
    let fresh = before.is_none_or(|before| !is_cell(before));
    if !begins || !fresh {
        return None;
    }
    let to = at + lines.iter().skip(at).take_while(|line| is_cell(line)).count();
    let filled = lines.iter().enumerate().take(to).skip(at).filter(|(_, line)| !line.trim().is_empty());
    let cells: Vec<Piece> = filled.map(|(line, text)| Piece { text: text.trim().to_owned(), line }).collect();
    let figures = cells.iter().map(|cell| cell.text.as_str());
    let figures: Vec<&str> = figures.filter(|text| text.contains('.') && bars::is_figure(text)).collect();
    if figures.len() < FEWEST_FIGURES {
        return None;
    }
    match numbered(&cells).or_else(|| bars::table(&cells)) {
        Some(blocks) => Some(Reading::Table(Run { to, blocks, warning: None })),
        None => Some(Reading::Lost(bars::lost(bars::place(at), &figures))),
    }
}

/// Whether a line may be a cell: words or a figure, and no sentence.
fn is_cell(line: &str) -> bool {
    let words = matches!(bars::shape(line), Shape::Words | Shape::Blank);
    let text = line.trim();
    let plain = text.contains(',') && bars::is_figure(text) || !text.contains(['。', '，', ',', '；', ';']);
    words && plain && text.chars().count() <= LONGEST_CELL
}

/// A label, the number of its line in the form (行次), and its amount.
struct Numbered<'a> {
    label: &'a Piece,
    number: u32,
    amount: &'a Piece,
}

/// 项目、行次、金额 of revenue and expenditure side by side: each side counts its lines on its own.
fn numbered(cells: &[Piece]) -> Option<Vec<Block>> {
    let first = (0..cells.len()).find(|at| entry(cells, *at).is_some_and(|entry| entry.number == 1))?;
    let mut entries = Vec::new();
    let mut at = first;
    while let Some(found) = entry(cells, at) {
        entries.push(found);
        at += 3;
    }
    let right = entries.get(1).map(|entry| entry.number).filter(|number| *number > 2);
    let mut rows: Vec<[Option<Numbered>; 2]> = Vec::new();
    let mut next = [1, right.unwrap_or(u32::MAX)];
    let mut used = first;
    for entry in entries {
        let side = next.iter().position(|number| *number == entry.number)?;
        next[side] = entry.number + 1;
        match rows.last_mut().filter(|row| side == 1 && row[1].is_none()) {
            Some(row) => row[1] = Some(entry),
            None if side == 0 => rows.push([Some(entry), None]),
            None => rows.push([None, Some(entry)]),
        }
        used += 3;
    }
    if rows.len() < FEWEST_ROWS {
        return None;
    }
    let mut blocks: Vec<Block> =
        cells.get(..first)?.iter().filter(|cell| !is_head(&cell.text)).filter_map(bars::line).collect();
    blocks.push(Block::Grid(grid(rows, right.is_some())));
    blocks.extend(cells.get(used..)?.iter().filter_map(bars::line));
    Some(blocks)
}

/// The entry whose three cells begin at a place.
fn entry(cells: &[Piece], at: usize) -> Option<Numbered<'_>> {
    let [label, number, amount] = cells.get(at..at + 3)? else { return None };
    let words = label.text.chars().any(char::is_alphabetic) && !is_head(&label.text);
    let digits = number.text.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.text.parse().ok().filter(|_| digits && words && bars::is_figure(&amount.text))?;
    Some(Numbered { label, number, amount })
}

/// The heads of the columns, which stand before the first row.
fn is_head(text: &str) -> bool {
    matches!(text, "收入" | "支出" | "项目" | "项 目" | "行次" | "金额" | "栏次") || bars::is_figure(text)
}

fn grid(rows: Vec<[Option<Numbered>; 2]>, two_sided: bool) -> Grid {
    const HEADS: [&str; 3] = ["项目", "行次", "金额"];
    let sides = if two_sided { 2 } else { 1 };
    let place = rows.first().and_then(|row| row.iter().flatten().next()).map_or(0, |entry| entry.label.line);
    let head = GridRow {
        cells: HEADS.iter().cycle().take(3 * sides).map(|text| Cell::single(*text)).collect(),
        place: bars::place(place),
    };
    let row = |row: &[Option<Numbered>; 2]| {
        let texts = row.iter().take(sides).flat_map(|entry| match entry {
            Some(entry) => [entry.label.text.clone(), entry.number.to_string(), entry.amount.text.clone()],
            None => [String::new(), String::new(), String::new()],
        });
        let line = row.iter().flatten().next().map_or(place, |entry| entry.label.line);
        GridRow { cells: texts.map(|text| Cell::single(&text)).collect(), place: bars::place(line) }
    };
    let rows = std::iter::once(head).chain(rows.iter().map(row)).collect();
    Grid { rows, spans_known: false, name: None, edges: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let lines: Vec<&str> = text.split('\n').collect();
        let shown = |block: &Block| match block {
            Block::Line(line) => line.text.clone(),
            Block::Grid(grid) => {
                let row = |row: &GridRow| row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("/");
                grid.rows.iter().map(row).collect::<Vec<_>>().join(" ")
            }
        };
        match read_at(&lines, 0)? {
            Reading::Table(run) => Some(run.blocks.iter().map(shown).collect::<Vec<_>>().join("\n")),
            Reading::Lost(warning) => Some(warning.message),
        }
    }

    #[test]
    fn figures_of_which_the_rows_are_lost_are_reported() {
        let message = read("合计\n接待费\n培训费\n9.85\n3.20").unwrap_or_default();
        assert!(message.contains("2 个数字（9.85、3.20）"), "{message}");
    }

    #[test]
    fn two_sides_with_numbered_lines_stand_side_by_side_again() {
        let text = "收入支出决算总表\n金额单位：万元\n收入\n支出\n项目\n行次\n金额\n项目\n行次\n金额\n栏次\n\n1\n栏次\n\n2\n一、一般公共预算财政拨款收入\n1\n90.50\n一、一般公共服务支出\n29\n80.20\n二、上级补助收入\n2\n0.00\n二、外交支出\n30\n0.00\n三、事";
        assert_eq!(
            read(text).as_deref(),
            Some(
                "收入支出决算总表\n金额单位：万元\n项目/行次/金额/项目/行次/金额 一、一般公共预算财政拨款收入/1/90.50/一、一般公共服务支出/29/80.20 二、上级补助收入/2/0.00/二、外交支出/30/0.00\n三、事"
            )
        );
    }

    #[test]
    fn labels_at_even_distances_are_rows() {
        let text = "经费项目\n\n支出（万元）\n\n增减率\n\n因公出国（境）费\n\n9.85\n\n-\n\n公务接待费\n\n8.19\n\n-\n\n公务用车购置费\n\n1.05\n\n-\n这里是说明，不是单元格。";
        assert_eq!(
            read(text).as_deref(),
            Some("经费项目/支出（万元）/增减率 因公出国（境）费/9.85/- 公务接待费/8.19/- 公务用车购置费/1.05/-")
        );
    }

    #[test]
    fn short_lines_of_prose_stay_lines() {
        assert_eq!(read("一、单位概况\n二、收支情况\n三、名词解释"), None);
    }
}
