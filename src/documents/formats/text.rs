//! Plain text: UTF-8 (with or without BOM) or GB18030; tab-separated lines are rows of grids.

mod bars;
mod listed;
mod spread;

use crate::documents::{Block, Cell, Content, Format, Grid, GridRow, Line, Warning};
use crate::domain::Locator;
use crate::error::{Error, Result};
use bars::Shape;

/// Plain text copied out of a published document.
pub const FORMAT: Format = Format {
    name: "text",
    name_zh: "纯文本",
    extensions: &["txt", "text", "tsv", "md"],
    documentation: "UTF-8（含 BOM）、UTF-16 或 GB18030 文本；以制表符或竖线分隔的行读作表格。",
    recognises: |bytes, _extension| decode(bytes).is_ok(),
    read,
};

/// The share of replacement and control characters above which bytes are not text, as one in so many.
const ODD_CHARACTERS_ONE_IN: usize = 200;

/// Decodes bytes: a byte-order mark decides; then strict UTF-8; then GB18030 (the WHATWG decoder named GBK reads all
/// of GB18030).
///
/// # Errors
/// When the bytes are not text in any of these.
pub(in crate::documents) fn decode(bytes: &[u8]) -> Result<(String, &'static str, bool)> {
    let not_text = || Error::unreadable(super::unknown_format_message(bytes));
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, malformed) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Ok((text.into_owned(), encoding.name(), malformed));
    }
    if bytes.contains(&0) {
        return Err(not_text());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let odd = text.chars().filter(|character| is_odd(*character)).count();
        return if odd * ODD_CHARACTERS_ONE_IN > text.len() {
            Err(not_text())
        } else {
            Ok((text.to_owned(), "UTF-8", false))
        };
    }
    let (text, malformed) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    let odd = text.chars().filter(|character| is_odd(*character)).count();
    if odd * ODD_CHARACTERS_ONE_IN > text.chars().count() {
        return Err(not_text());
    }
    Ok((text.into_owned(), "GB18030", malformed))
}

fn is_odd(character: char) -> bool {
    character == '\u{fffd}'
        || (character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{7f}'))
}

fn read(bytes: &[u8]) -> Result<Content> {
    let (text, encoding, malformed) = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(Error::unreadable("文件里只有空白，没有内容可读；请换成完整的公开文件"));
    }
    let (blocks, warnings) = blocks_of_lines(&text);
    let mut content = Content { encoding: Some(encoding), blocks, warnings, ..Content::default() };
    if malformed {
        content.warnings.push(Warning {
            place: Locator::default(),
            message: format!("按 {encoding} 解码时有无法识别的字节，已用“\u{fffd}”代替"),
        });
    }
    Ok(content)
}

/// Lines become [`Block::Line`]; runs of lines with separators become grids. A blank line ends a grid.
pub(super) fn blocks_of_lines(text: &str) -> (Vec<Block>, Vec<Warning>) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut warnings: Vec<Warning> = Vec::new();
    let mut rows: Vec<GridRow> = Vec::new();
    let mut widest = 0;
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
    let mut after_run = 0;
    for (index, line) in lines.iter().enumerate() {
        if index < after_run {
            continue;
        }
        let run = bars::run_at(&lines, index).or_else(|| match listed::read_at(&lines, index)? {
            listed::Reading::Table(run) => Some(run),
            listed::Reading::Lost(warning) => {
                warnings.push(warning);
                None
            }
        });
        if let Some(run) = run {
            end_grid(&mut rows, &mut blocks, &mut warnings);
            widest = 0;
            blocks.extend(run.blocks);
            warnings.extend(run.warning);
            after_run = run.to;
            continue;
        }
        let place = Locator { line: u32::try_from(index + 1).ok(), ..Locator::default() };
        let next = lines.get(index + 1);
        if !rows.is_empty()
            && bars::shape(line) == Shape::Bars
            && next.is_some_and(|next| bars::shape(next) == Shape::Row)
        {
            continue;
        }
        match cells_of_line(line).filter(|cells| !is_sentence(cells)) {
            Some(cells) => {
                widest = widest.max(cells.len());
                rows.push(GridRow { cells, place });
                if rows.len() * widest > LARGEST_GRID {
                    end_grid(&mut rows, &mut blocks, &mut warnings);
                    widest = 0;
                }
            }
            None => {
                end_grid(&mut rows, &mut blocks, &mut warnings);
                widest = 0;
                if !line.trim().is_empty() && bars::shape(line) != Shape::Bars {
                    let ends_paragraph = next.is_none_or(|next| next.trim().is_empty());
                    let text = match bars::shape(line) {
                        Shape::Row | Shape::Lone => line.trim_matches(['|', ' ']).to_owned(),
                        _ => without_marks(line).to_owned(),
                    };
                    blocks.push(Block::Line(Line { text, place, ends_paragraph }));
                }
            }
        }
    }
    end_grid(&mut rows, &mut blocks, &mut warnings);
    (blocks, warnings)
}

/// Whether a row is a paragraph in a table of its own: one cell, and in it a sentence.
fn is_sentence(cells: &[Cell]) -> bool {
    const SHORTEST_SENTENCE: usize = 30;
    let mut filled = cells.iter().filter(|cell| !cell.text.is_empty());
    let only = filled.next().filter(|_| filled.next().is_none());
    only.is_some_and(|cell| cell.text.contains('。') && cell.text.chars().count() >= SHORTEST_SENTENCE)
}

/// A line without the marks of a Markdown heading: `## 二、收入预算情况说明`.
fn without_marks(line: &str) -> &str {
    const DEEPEST: usize = 6;
    let rest = line.trim_start_matches('#');
    let marks = line.len() - rest.len();
    if (1..=DEEPEST).contains(&marks) && rest.starts_with(' ') { rest.trim_start() } else { line }
}

fn end_grid(rows: &mut Vec<GridRow>, blocks: &mut Vec<Block>, warnings: &mut Vec<Warning>) {
    if rows.is_empty() {
        return;
    }
    if spread::is_lying(rows) {
        let rows = std::mem::take(rows);
        let cells = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.as_str());
        let cells: Vec<&str> = cells.filter(|text| !text.is_empty()).collect();
        let place = rows.first().map(|row| row.place).unwrap_or_default();
        match spread::table(&cells, place) {
            Some(table) => blocks.extend(table),
            None => {
                let figures: Vec<&str> = cells.iter().copied().filter(|text| bars::is_figure(text)).collect();
                warnings.push(bars::lost(place, &figures));
            }
        }
        return;
    }
    let mut grid = Grid { rows: std::mem::take(rows), spans_known: false, name: None, edges: Vec::new() };
    grid.pad();
    blocks.push(Block::Grid(grid));
}

/// The most cells of a line that is a row; a longer line is no row of any table.
const MOST_COLUMNS: usize = 2_000;
/// Places of one grid: a longer table goes on as another grid, as it does over a page break.
const LARGEST_GRID: usize = 2_000_000;

/// The cells of a line, where it is a row: tabs, or at least one vertical bar between words.
fn cells_of_line(line: &str) -> Option<Vec<Cell>> {
    if line.bytes().filter(|byte| matches!(byte, b'\t' | b'|')).count() >= MOST_COLUMNS {
        return None;
    }
    if line.contains('\t') {
        return Some(line.split('\t').map(|text| Cell::single(text.trim())).collect());
    }
    let bars = line.trim().trim_matches('|');
    if line.contains('|') && !bars.trim().is_empty() {
        return Some(bars.split('|').map(|text| Cell::single(text.trim())).collect());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_read_from_every_encoding() {
        let text = "单位：万元\n项目\t金额\n一、一般公共预算\t1,092.22\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        let bom = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
        for (bytes, name) in [(text.as_bytes().to_vec(), "UTF-8"), (gb.into_owned(), "GB18030"), (bom, "UTF-8")] {
            let (decoded, encoding, malformed) = decode(&bytes).unwrap();
            assert_eq!((decoded.as_str(), encoding, malformed), (text, name, false));
        }
    }

    #[test]
    fn a_binary_named_txt_is_refused() {
        let bytes: Vec<u8> = (0..=255_u8).cycle().take(4096).collect();
        assert!(decode(&bytes).is_err());
    }

    #[test]
    fn tab_separated_lines_are_rows_and_others_are_lines() {
        let (blocks, _) = blocks_of_lines("标题\n\na\t1\nb\t\t2\n注\n");
        let kinds: Vec<&str> = blocks
            .iter()
            .map(|block| match block {
                Block::Line(_) => "line",
                Block::Grid(_) => "grid",
            })
            .collect();
        assert_eq!(kinds, ["line", "grid", "line"]);
        let Block::Grid(grid) = &blocks[1] else { panic!("a grid") };
        assert_eq!((grid.rows.len(), grid.width()), (2, 3));
    }

    #[test]
    fn the_marks_of_a_markdown_heading_are_not_its_words() {
        let text = |line: &str| match blocks_of_lines(line).0.as_slice() {
            [Block::Line(line)] => line.text.clone(),
            other => panic!("one line, not {other:?}"),
        };
        assert_eq!(text("## 二、收入预算情况说明"), "二、收入预算情况说明");
        assert_eq!((text("#1号楼"), text("####### 七")), ("#1号楼".into(), "####### 七".into()));
    }
}
