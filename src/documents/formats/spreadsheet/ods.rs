//! ods by hand: calamine knows neither its merged cells nor how its numbers are shown, and spreads repeated cells out.

use super::number::NumberFormat;
use super::sheet::{LAST_COLUMN, LAST_ROW, Merge, Sheet, excerpt, warn_of_hidden};
use crate::documents::Warning;
use crate::documents::formats::docx::package::Package;
use crate::documents::formats::docx::xml;
use crate::documents::formats::text;
use crate::error::{Error, Result};
use calamine::SheetVisible;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;

/// The most cells that may be stored because others are repeated.
const MOST_REPEATED: usize = 1_000_000;

/// Reads all sheets, in the workbook's order.
///
/// # Errors
/// When the package cannot be read.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<Warning>)> {
    let mut package = Package::open(bytes)?;
    let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Err(Error::unreadable(super::PASSWORD));
    }
    let content = package
        .part("content.xml")?
        .ok_or_else(|| Error::unreadable("文件里没有 content.xml，不是完整的 ods 表格；请重新下载或另存"))?;
    let (content, _, _) = text::decode(&content)?;
    Ok((Workbook::default().read(&content), Vec::new()))
}

/// A workbook while it is read.
#[derive(Default)]
struct Workbook {
    /// Table styles that hide their sheet.
    hidden_styles: HashSet<String>,
    sheets: Vec<Sheet>,
    /// Row and column of the next cell.
    row: usize,
    column: usize,
    /// How often the row being read is repeated.
    rows_repeated: usize,
    /// Whether that row is hidden.
    row_is_hidden: bool,
    /// Hidden rows of this sheet that hold something.
    hidden_rows: usize,
    /// Ranges of hidden columns of this sheet, and the next column to be described.
    hidden_columns: Vec<(usize, usize)>,
    described: usize,
    /// Cells stored so far because others are repeated.
    stored: usize,
}

/// The attributes of a cell.
struct CellStart {
    repeated: usize,
    rows: usize,
    columns: usize,
    kind: String,
    value: Option<f64>,
    /// Date, time or truth, as written.
    written: Option<String>,
}

impl CellStart {
    fn of(element: &BytesStart<'_>) -> Self {
        let count = |name: &str| xml::number(element, name).unwrap_or(1).max(1);
        let first = |names: &[&str]| names.iter().find_map(|name| xml::attribute(element, name));
        CellStart {
            repeated: count("number-columns-repeated"),
            rows: count("number-rows-spanned"),
            columns: count("number-columns-spanned"),
            kind: xml::attribute(element, "value-type").unwrap_or_default(),
            value: xml::attribute(element, "value").and_then(|value| value.trim().parse().ok()),
            written: first(&["date-value", "boolean-value", "time-value"]),
        }
    }
}

impl Workbook {
    fn read(mut self, content: &str) -> Vec<Sheet> {
        let mut reader = xml::reader(content);
        let mut style = None;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => match element.local_name().as_ref() {
                    "style" => style = xml::attribute(&element, "name"),
                    "table-properties" if xml::attribute(&element, "display").as_deref() == Some("false") => {
                        self.hidden_styles.extend(style.take());
                    }
                    "tracked-changes" | "forms" | "named-expressions" => {
                        xml::text_inside(&mut reader);
                    }
                    "shapes" => self.shapes(&mut reader),
                    "table" => self.start_sheet(&element),
                    "table-column" => self.column_description(&element),
                    "table-row" => {
                        self.column = 0;
                        self.row_is_hidden = is_collapsed(&element);
                        self.rows_repeated = xml::number(&element, "number-rows-repeated").unwrap_or(1).max(1);
                    }
                    "table-cell" | "covered-table-cell" => {
                        let start = CellStart::of(&element);
                        let text = cell_text(&mut reader);
                        self.cell(&start, &text);
                    }
                    _ => {}
                },
                Ok(Event::End(element)) => match element.local_name().as_ref() {
                    "table-row" => self.row = self.row.saturating_add(self.rows_repeated),
                    "table" => self.end_sheet(),
                    _ => {}
                },
                Ok(Event::Eof) => return self.sheets,
                Err(_) => {
                    if let Some(sheet) = self.sheets.last_mut() {
                        sheet.warn_of_sheet("从某一格起 XML 损坏，以下内容缺失");
                    }
                    self.end_sheet();
                    return self.sheets;
                }
                Ok(_) => {}
            }
        }
    }

    fn start_sheet(&mut self, element: &BytesStart<'_>) {
        self.row = 0;
        self.hidden_rows = 0;
        self.hidden_columns.clear();
        self.described = 0;
        let mut sheet = Sheet::named(&xml::attribute(element, "name").unwrap_or_default());
        sheet.is_hidden =
            xml::attribute(element, "style-name").is_some_and(|style| self.hidden_styles.contains(&style));
        self.sheets.push(sheet);
    }

    fn column_description(&mut self, element: &BytesStart<'_>) {
        let repeated = xml::number(element, "number-columns-repeated").unwrap_or(1).max(1);
        let next = self.described.saturating_add(repeated);
        if is_collapsed(element) {
            self.hidden_columns.push((self.described, next - 1));
        }
        self.described = next;
    }

    fn end_sheet(&mut self) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.warn_of_hidden_places(self.hidden_rows, &self.hidden_columns);
            if sheet.is_hidden {
                warn_of_hidden(sheet, SheetVisible::Hidden);
            }
            sheet.finish();
        }
    }

    fn shapes(&mut self, reader: &mut Reader<&[u8]>) {
        let text = xml::text_inside(reader);
        if let Some(sheet) = self.sheets.last_mut().filter(|_| !text.trim().is_empty()) {
            sheet.warn_of_sheet(&format!("上的文本框或图形文字“{}”没有读入", excerpt(text.trim())));
        }
    }

    /// Stores a cell as often as it is repeated; blank ones only take their place.
    fn cell(&mut self, start: &CellStart, text: &CellText) {
        let first = self.column;
        self.column = self.column.saturating_add(start.repeated);
        let Some(sheet) = self.sheets.last_mut() else { return };
        if !text.shapes.trim().is_empty() {
            sheet.warn(self.row, first, &format!("上的文本框或图形文字“{}”没有读入", excerpt(text.shapes.trim())));
        }
        if start.rows > 1 || start.columns > 1 {
            let last = |from: usize, count: usize, limit: u32| from.saturating_add(count - 1).min(limit as usize);
            sheet.merges.push(Merge {
                rows: (self.row, last(self.row, start.rows, LAST_ROW)),
                columns: (first, last(first, start.columns, LAST_COLUMN)),
            });
        }
        if text.shown.trim().is_empty() && start.value.is_none() && start.written.is_none() {
            return;
        }
        self.hidden_rows += usize::from(std::mem::take(&mut self.row_is_hidden));
        let columns = first..self.column.min(LAST_COLUMN as usize + 1);
        let rows = self.row..self.row.saturating_add(self.rows_repeated).min(LAST_ROW as usize + 1);
        let more = columns.len().saturating_mul(rows.len()).saturating_sub(1);
        if self.stored.saturating_add(more) > MOST_REPEATED {
            sheet.warn(self.row, first, "重复填充的格数太多，没有读入");
            return;
        }
        self.stored += more;
        for row in rows {
            for column in columns.clone() {
                put(sheet, row, column, start, &text.shown);
            }
        }
    }
}

/// Whether a row or column is hidden.
fn is_collapsed(element: &BytesStart<'_>) -> bool {
    xml::attribute(element, "visibility").is_some_and(|value| value != "visible")
}

/// Stores one value as it is shown.
fn put(sheet: &mut Sheet, row: usize, column: usize, start: &CellStart, shown: &str) {
    let is_percent = start.kind == "percentage";
    match (start.kind.as_str(), start.value) {
        ("float" | "currency" | "percentage", Some(value)) => {
            let format = NumberFormat::parse(&code_of_shown(shown, is_percent));
            let printed: String =
                shown.chars().filter(|character| !matches!(character, ',' | ' ' | '%' | '\u{a0}')).collect();
            if let Ok(number) = printed.parse::<f64>()
                && !agrees(if is_percent { number / 100.0 } else { number }, value, shown, is_percent)
            {
                sheet.warn(row, column, &format!("显示为“{shown}”，存储值是 {value}，已按存储值读入"));
            }
            sheet.put_number(row, column, format.show(value));
        }
        ("date", _) => {
            let written = start.written.as_deref().unwrap_or(shown);
            sheet.put(row, column, written.trim_end_matches("T00:00:00").to_owned());
        }
        ("time" | "boolean", _) if shown.trim().is_empty() => {
            sheet.put(row, column, start.written.clone().unwrap_or_default());
        }
        _ => {
            if matches!(shown.trim(), "#REF!" | "#N/A" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NUM!" | "#NULL!") {
                sheet.warn(row, column, &format!("公式的结果是错误值 {}，没有数字", shown.trim()));
            }
            sheet.put(row, column, shown.to_owned());
        }
    }
}

/// A number format with as many decimals and leading zeros as the shown text has.
fn code_of_shown(shown: &str, is_percent: bool) -> String {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let (whole, fraction) = shown.rsplit_once('.').unwrap_or((shown, ""));
    let whole = if whole.trim_start_matches('-').starts_with('0') { digits(whole) } else { 1 };
    let point = if digits(fraction) > 0 { "." } else { "" };
    let percent = if is_percent { "%" } else { "" };
    format!("{}{point}{}{percent}", "0".repeat(whole.min(30)), "0".repeat(digits(fraction).min(30)))
}

/// Whether the shown number is the stored one, rounded to the decimals that are shown.
fn agrees(number: f64, value: f64, shown: &str, is_percent: bool) -> bool {
    let decimals =
        shown.rsplit_once('.').map_or(0, |(_, fraction)| fraction.chars().filter(char::is_ascii_digit).count());
    let decimals = decimals + if is_percent { 2 } else { 0 };
    let unit = 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
    (number - value).abs() <= unit || shown.contains(['E', 'e'])
}

/// What stands in a cell.
#[derive(Default)]
struct CellText {
    /// The text as shown; paragraphs are lines.
    shown: String,
    /// Text of shapes that lie on it.
    shapes: String,
}

/// Reads a cell up to its end.
fn cell_text(reader: &mut Reader<&[u8]>) -> CellText {
    let mut text = CellText::default();
    let mut depth = 0_usize;
    let mut paragraphs = 0;
    let mut in_paragraph = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                match element.local_name().as_ref() {
                    "annotation" => {
                        xml::text_inside(reader);
                        continue;
                    }
                    "frame" | "custom-shape" | "rect" | "g" | "shapes" | "object" => {
                        text.shapes.push_str(&xml::text_inside(reader));
                        continue;
                    }
                    "p" | "h" => {
                        if paragraphs > 0 {
                            text.shown.push('\n');
                        }
                        paragraphs += 1;
                        in_paragraph += 1;
                    }
                    "s" => {
                        let blanks = xml::number(&element, "c").unwrap_or(1).min(1000);
                        text.shown.extend(std::iter::repeat_n(' ', blanks));
                    }
                    "tab" => text.shown.push('\t'),
                    "line-break" => text.shown.push('\n'),
                    _ => {}
                }
                depth += 1;
            }
            Ok(Event::End(element)) => {
                if matches!(element.local_name().as_ref(), "p" | "h") {
                    in_paragraph = in_paragraph.saturating_sub(1);
                }
                if depth == 0 {
                    return text;
                }
                depth -= 1;
            }
            Ok(Event::Text(piece)) if in_paragraph > 0 => text.shown.push_str(&piece.xml10_content()),
            Ok(Event::CData(piece)) if in_paragraph > 0 => text.shown.push_str(&piece.xml10_content()),
            Ok(Event::GeneralRef(piece)) if in_paragraph > 0 => text.shown.push_str(&xml::reference(&piece)),
            Ok(Event::Eof) | Err(_) => return text,
            Ok(_) => {}
        }
    }
}
