//! Comma- or semicolon-separated tables: quoted fields, rows of different length, one grid.

use super::spreadsheet::layout::LARGEST_GRID;
use super::text::decode;
use crate::documents::{Block, Cell, Content, Format, Grid, GridRow, Warning};
use crate::domain::Locator;
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// A table in a text file with separators.
pub const FORMAT: Format = Format {
    name: "csv",
    name_zh: "CSV 表格",
    extensions: &["csv"],
    documentation: "以逗号或分号分隔的一张表，UTF-8（含 BOM）、UTF-16 或 GB18030；字段可加双引号，引号内可含分隔符和换行。",
    recognises: |bytes, extension| extension == "csv" && decode(bytes).is_ok(),
    read,
};

/// The separators that are told apart.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// How many records decide which separator it is.
const SAMPLE: usize = 200;

/// How many opened but never closed quotes are read as plain characters before the file is given up.
const MOST_OPEN_QUOTES: usize = 16;

/// A record: the line on which it starts and its fields.
type Record = (usize, Vec<String>);

fn read(bytes: &[u8]) -> Result<Content> {
    let (text, encoding, malformed) = decode(bytes)?;
    let mut content = Content { encoding: Some(encoding), ..Content::default() };
    if malformed {
        content.warnings.push(Warning {
            place: Locator::default(),
            message: format!("按 {encoding} 解码时有无法识别的字节，已用“\u{fffd}”代替"),
        });
    }
    let (declared, body, first_line) = declared_separator(&text);
    let separator = declared.unwrap_or_else(|| most_regular_separator(body));
    let mut parser = Parser::new(body, separator, first_line);
    let mut records = Vec::new();
    while let Some(record) = parser.record()? {
        records.push(record);
    }
    content.warnings.append(&mut parser.warnings);
    content.blocks.push(Block::Grid(grid_of(records)?));
    Ok(content)
}

/// Excel's first line `sep=;`, which is no row: the separator, the rest, and the line on which the rest starts.
fn declared_separator(text: &str) -> (Option<char>, &str, usize) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim_end().strip_prefix("sep=").map(|declared| declared.chars().collect::<Vec<char>>()) {
        Some(characters) if characters.len() == 1 => (characters.first().copied(), rest, 2),
        _ => (None, text, 1),
    }
}

fn grid_of(records: Vec<Record>) -> Result<Grid> {
    let width = records.iter().map(|(_, fields)| fields.len()).max().unwrap_or(0);
    if records.len().checked_mul(width).is_none_or(|count| count > LARGEST_GRID) {
        return Err(Error::unreadable("表格超过 500 万格，不像一份预算公开文件；请拆分后再读"));
    }
    let rows = records.into_iter().map(|(line, fields)| GridRow {
        cells: fields
            .into_iter()
            .map(|field| Cell::single(field.trim().replace("\r\n", "\n").replace('\r', "\n")))
            .collect(),
        place: at(line),
    });
    let mut grid = Grid { rows: rows.collect(), spans_known: true, name: None, edges: Vec::new() };
    if grid.rows.is_empty() {
        return Err(Error::unreadable("文件里只有空白，没有内容可读；请换成完整的公开文件"));
    }
    grid.pad();
    Ok(grid)
}

fn at(line: usize) -> Locator {
    Locator { line: u32::try_from(line).ok(), ..Locator::default() }
}

/// The separator that gives the most records one and the same width above 1: thousands separators without quotes in a
/// file with semicolons are many, but not regular. The comma wins where nothing decides.
fn most_regular_separator(text: &str) -> char {
    let regularity = |separator: char| {
        let mut parser = Parser::new(text, separator, 1);
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        for _ in 0..SAMPLE {
            let Ok(Some((_, fields))) = parser.record() else { break };
            *widths.entry(fields.len()).or_default() += 1;
        }
        widths.into_iter().filter(|(width, _)| *width > 1).map(|(_, records)| records).max().unwrap_or(0)
    };
    let mut best = (',', 0);
    for separator in SEPARATORS {
        let records = regularity(separator);
        if records > best.1 {
            best = (separator, records);
        }
    }
    best.0
}

/// Takes a text apart into records, one character at a time.
struct Parser<'a> {
    text: &'a str,
    separator: char,
    /// Byte offset of the next character.
    position: usize,
    /// Line of the next character.
    line: usize,
    /// Quotes that were opened and never closed.
    open_quotes: usize,
    warnings: Vec<Warning>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, separator: char, line: usize) -> Self {
        Parser { text, separator, position: 0, line, open_quotes: 0, warnings: Vec::new() }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.position += character.len_utf8();
        if character == '\n' {
            self.line += 1;
        }
        Some(character)
    }

    /// The next record that is not a blank line.
    fn record(&mut self) -> Result<Option<Record>> {
        loop {
            if self.rest().is_empty() {
                return Ok(None);
            }
            let line = self.line;
            let mut fields = Vec::new();
            loop {
                fields.push(self.field()?);
                if self.peek() != Some(self.separator) {
                    break;
                }
                self.take();
            }
            self.take_line_break();
            if fields.len() > 1 || fields.iter().any(|field| !field.trim().is_empty()) {
                return Ok(Some((line, fields)));
            }
        }
    }

    fn take_line_break(&mut self) {
        if self.peek() == Some('\r') {
            self.take();
        }
        if self.peek() == Some('\n') {
            self.take();
        }
    }

    /// One field, up to the separator or the end of the line.
    fn field(&mut self) -> Result<String> {
        let start = self.rest();
        let before = start.len() - start.trim_start_matches(' ').len();
        // Excel's ="00301" keeps a code from becoming a number.
        let formula = usize::from(start.get(before..).is_some_and(|rest| rest.starts_with("=\"")));
        let mut field = String::new();
        if start.get(before + formula..).is_some_and(|rest| rest.starts_with('"')) {
            match closing_quote(start, before + formula + 1) {
                Some((quoted, length)) => {
                    let breaks = start.get(..length).unwrap_or_default().matches('\n').count();
                    self.position += length;
                    self.line += breaks;
                    field = quoted;
                }
                None => self.warn_of_open_quote()?,
            }
        }
        while let Some(character) = self.peek() {
            if character == self.separator || character == '\n' || self.rest().starts_with("\r\n") {
                break;
            }
            if character == '\r' && self.rest().len() == 1 {
                break;
            }
            field.push(character);
            self.take();
        }
        Ok(field)
    }

    fn warn_of_open_quote(&mut self) -> Result<()> {
        self.open_quotes += 1;
        if self.open_quotes > MOST_OPEN_QUOTES {
            return Err(
                Error::unreadable("双引号不成对的地方太多，无法可靠分列；请在表格软件里另存后再读").at(at(self.line))
            );
        }
        self.warnings.push(Warning {
            place: at(self.line),
            message: "双引号没有成对，这里的引号当作普通字符；请核对这一行的分列".to_owned(),
        });
        Ok(())
    }
}

/// The unquoted text from `from` to the closing quote, and the offset after that quote. A doubled quote is a quote.
fn closing_quote(text: &str, from: usize) -> Option<(String, usize)> {
    let mut quoted = String::new();
    let mut position = from;
    loop {
        let rest = text.get(position..)?;
        let end = rest.find('"')?;
        quoted.push_str(rest.get(..end)?);
        position += end + 1;
        if !text.get(position..)?.starts_with('"') {
            return Some((quoted, position));
        }
        quoted.push('"');
        position += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(text: &str) -> Grid {
        match read(text.as_bytes()).unwrap().blocks.remove(0) {
            Block::Grid(grid) => grid,
            Block::Line(_) => panic!("a csv file is one grid"),
        }
    }

    fn texts(grid: &Grid) -> Vec<Vec<&str>> {
        grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
    }

    #[test]
    fn quoted_fields_keep_separators_quotes_and_line_breaks() {
        let grid = grid("项目,金额\r\n\"甲\r\n\"\"乙\"\"\",\"1,092.22\"\r\n丙,3\r\n");
        assert_eq!(texts(&grid), [["项目", "金额"], ["甲\n\"乙\"", "1,092.22"], ["丙", "3"]]);
        let lines: Vec<Option<u32>> = grid.rows.iter().map(|row| row.place.line).collect();
        assert_eq!(lines, [Some(1), Some(2), Some(4)]);
        assert!(grid.spans_known);
    }

    #[test]
    fn rows_of_different_length_are_padded_and_blank_lines_are_not_rows() {
        let grid = grid("题目\n\na,b,c\n1\n");
        assert_eq!(texts(&grid), [["题目", "", ""], ["a", "b", "c"], ["1", "", ""]]);
        assert_eq!(grid.rows[1].place.line, Some(3));
    }

    #[test]
    fn semicolons_win_over_thousands_separators() {
        assert_eq!(
            texts(&grid("项目;金额\n甲;1,092.22\n乙;2,000\n")),
            [["项目", "金额"], ["甲", "1,092.22"], ["乙", "2,000"]]
        );
        assert_eq!(texts(&grid("sep=;\na;b\n")), [["a", "b"]]);
    }

    #[test]
    fn an_unclosed_quote_does_not_swallow_the_rest_of_the_table() {
        let content = read("a,b\n\"x,1\ny,2\n".as_bytes()).unwrap();
        let Block::Grid(grid) = &content.blocks[0] else { panic!("a grid") };
        assert_eq!(texts(grid), [["a", "b"], ["\"x", "1"], ["y", "2"]]);
        assert_eq!(content.warnings.len(), 1);
        assert_eq!(content.warnings[0].place.line, Some(2));
    }

    #[test]
    fn codes_kept_as_text_by_a_formula_lose_only_the_formula() {
        assert_eq!(texts(&grid("code,n\n=\"0301\",5\n")), [["code", "n"], ["0301", "5"]]);
    }

    #[test]
    fn gb18030_is_read() {
        let (bytes, _, _) = encoding_rs::GB18030.encode("科目,金额\n教育支出,1\n");
        let content = read(&bytes).unwrap();
        assert_eq!(content.encoding, Some("GB18030"));
    }

    #[test]
    fn a_table_of_many_short_and_one_endless_row_is_refused_not_padded() {
        let text = format!("{}\n{}", ",".repeat(20_000), "1\n".repeat(1_000));
        assert!(read(text.as_bytes()).is_err());
    }
}
