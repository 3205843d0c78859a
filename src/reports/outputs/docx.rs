//! A Word document for the file: numbered headings, three-line tables and pictures, in the usual Chinese typefaces.

mod package;

use super::{Output, failed};
use crate::error::Result;
use crate::reports::model::{Cell, ColumnFormat, Paragraph, Picture, Report, ReportRow, ReportTable, TableKind};
use crate::reports::number_format;
use std::fmt::Write as _;
use std::io::Write;

/// Word.
pub const OUTPUT: Output = Output { name: "docx", extension: "docx", in_report: true, write };

/// Width between the margins, in twentieths of a point.
const PAGE_WIDTH: usize = 8_844;
/// Width of a digit in a table, and of the margins of a cell.
const DIGIT_WIDTH: usize = 90;
const CELL_MARGINS: usize = 130;
/// Rows of one table on paper; all are in the workbook.
const MOST_ROWS: usize = 60;
/// Width of pictures and tables between the margins, in EMU: 15.6 cm.
const TEXT_WIDTH: u64 = 5_616_000;

fn write(report: &Report, out: &mut dyn Write) -> Result<()> {
    let mut body = Body::default();
    body.paragraph("Title", &report.title);
    for (index, section) in report.sections.iter().enumerate() {
        body.paragraph("Heading1", &format!("{}、{}", numeral(index + 1), section.heading));
        let mut headings = 0;
        for paragraph in &section.paragraphs {
            match paragraph {
                Paragraph::Heading(text) => {
                    headings += 1;
                    body.paragraph("Heading2", &format!("（{}）{text}", numeral(headings)));
                }
                Paragraph::Text(text) => body.paragraph("BodyText", text),
                Paragraph::Point(text) => body.paragraph("BodyText", &format!("——{text}")),
            }
        }
        for picture in &section.pictures {
            body.picture(picture);
        }
        for table in &section.tables {
            body.table(table);
        }
    }
    if !report.sources.is_empty() {
        body.paragraph("Heading1", &format!("{}、出处", numeral(report.sections.len() + 1)));
        body.paragraph(
            "BodyText",
            "每个数字所在的文件、页、行和原文，见同一文件夹里report.xlsx的“来源”表，或在report.html中点击该数字。",
        );
    }
    let pictures: Vec<&[u8]> =
        report.sections.iter().flat_map(|section| &section.pictures).map(|picture| picture.png.as_slice()).collect();
    let bytes = package::zipped(&report.title, &body.xml, &pictures).map_err(failed)?;
    out.write_all(&bytes).map_err(failed)
}

/// Columns of each kind of table that a page has room for, by their keys.
fn columns_on_paper(kind: TableKind) -> &'static [&'static str] {
    match kind {
        TableKind::Comparison => {
            &["department", "item", "flow", "fiscal_year", "base_fen", "amount_fen", "change_fen", "rate", "state"]
        }
        TableKind::Share => &["department", "item", "fiscal_year", "amount_fen", "share", "base_share", "share_shift"],
        TableKind::Findings => &[
            "index",
            "department",
            "fiscal_year",
            "name",
            "outcome",
            "printed",
            "expected",
            "difference",
            "explanation",
        ],
        TableKind::Documents => &["file", "department", "fiscal_year", "phase", "facts", "status", "message"],
        TableKind::Unread => &["file", "place", "text", "reason"],
        TableKind::Other => &[],
    }
}

/// The body of the document as it grows.
#[derive(Default)]
struct Body {
    xml: String,
    pictures: usize,
}

impl Body {
    fn paragraph(&mut self, style: &str, text: &str) {
        let _ = write!(self.xml, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run(text));
    }

    /// A picture between the margins, with its caption below.
    fn picture(&mut self, picture: &Picture) {
        self.pictures += 1;
        let (number, name) = (self.pictures, escaped(&picture.caption));
        let (width, height) = (u64::from(picture.size.0.max(1)), u64::from(picture.size.1.max(1)));
        let (cx, cy) = (TEXT_WIDTH, TEXT_WIDTH * height / width);
        let _ = write!(
            self.xml,
            "<w:p><w:pPr><w:pStyle w:val=\"Figure\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
             <wp:extent cx=\"{cx}\" cy=\"{cy}\"/><wp:docPr id=\"{number}\" name=\"图{number}\" descr=\"{name}\"/>\
             <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>\
             <pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"{number}.png\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"picture{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>\
             </pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        );
        self.paragraph("Caption", &format!("图{number}　{}", picture.caption));
    }

    /// A three-line table of the columns that a page has room for.
    fn table(&mut self, table: &ReportTable) {
        let rows: Vec<&ReportRow> = table.rows.iter().filter(|row| is_on_paper(table, row)).collect();
        let wanted = columns_on_paper(table.kind);
        let columns: Vec<(usize, ColumnFormat, &str)> = table
            .used_columns()
            .filter(|(_, column, _)| wanted.is_empty() || wanted.contains(&column.key.as_ref()))
            .map(|(index, column, head)| (index, column.format, head))
            .collect();
        if columns.is_empty() || rows.is_empty() {
            return;
        }
        let shown: Vec<Vec<String>> = rows.iter().take(MOST_ROWS).map(|row| printed(table, row, &columns)).collect();
        if !table.title.is_empty() {
            self.paragraph("TableTitle", &table.titled());
        }
        self.xml.push_str("<w:tbl><w:tblPr><w:tblStyle w:val=\"ThreeLines\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/><w:tblLook w:firstRow=\"1\"/></w:tblPr><w:tblGrid>");
        let widths = widths(&columns, &shown);
        for width in &widths {
            let _ = write!(self.xml, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.xml.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for ((_, format, head), width) in columns.iter().zip(&widths) {
            self.cell(head, *format, "TableHead", *width);
        }
        self.xml.push_str("</w:tr>");
        for row in &shown {
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for ((text, (_, format, _)), width) in row.iter().zip(&columns).zip(&widths) {
                self.cell(text, *format, "TableText", *width);
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        if rows.len() > MOST_ROWS {
            self.paragraph("Note", &format!("共{}行，这里列前{MOST_ROWS}行；全部见report.xlsx。", rows.len()));
        }
        for note in &table.notes {
            self.paragraph("Note", &format!("注：{}。", note.trim_end_matches('。')));
        }
        self.paragraph("Note", "");
    }

    fn cell(&mut self, text: &str, format: ColumnFormat, style: &str, width: usize) {
        let side = if format == ColumnFormat::Number { "<w:jc w:val=\"right\"/>" } else { "" };
        let _ = write!(
            self.xml,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{side}</w:pPr>{}</w:p></w:tc>",
            run(text)
        );
    }
}

/// A column on paper: its position, alignment and head.
type PaperColumn<'a> = (usize, ColumnFormat, &'a str);

fn printed(table: &ReportTable, row: &ReportRow, columns: &[PaperColumn]) -> Vec<String> {
    columns
        .iter()
        .map(|(index, ..)| number_format::cell(row.cells.get(*index).unwrap_or(&Cell::Blank), table.unit))
        .collect()
}

/// Widths of the columns in twentieths of a point: numbers keep to one line, texts share what is left.
fn widths(columns: &[PaperColumn], rows: &[Vec<String>]) -> Vec<usize> {
    let needed: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(position, (_, _, head))| {
            let cells = rows.iter().filter_map(|row| row.get(position)).map(String::as_str);
            let widest = cells.chain([*head]).map(digits_wide).max().unwrap_or(1);
            widest * DIGIT_WIDTH + CELL_MARGINS
        })
        .collect();
    let is_number = |position: usize| columns.get(position).is_some_and(|column| column.1 == ColumnFormat::Number);
    let numbers: usize =
        needed.iter().enumerate().filter(|(position, _)| is_number(*position)).map(|(_, need)| need).sum();
    let texts = needed.iter().sum::<usize>() - numbers;
    let left = PAGE_WIDTH.saturating_sub(numbers);
    if texts + numbers <= PAGE_WIDTH || left < PAGE_WIDTH / 4 {
        let all = (texts + numbers).max(1);
        return needed.iter().map(|need| need * PAGE_WIDTH / all).collect();
    }
    // A text takes what it needs up to an equal share; the longer ones divide the rest.
    let share = left
        / needed.len().saturating_sub(columns.iter().filter(|column| column.1 == ColumnFormat::Number).count()).max(1);
    let short: usize =
        needed.iter().enumerate().filter(|(at, need)| !is_number(*at) && **need <= share).map(|(_, need)| need).sum();
    let long = (texts - short).max(1);
    needed
        .iter()
        .enumerate()
        .map(
            |(at, need)| if is_number(at) || *need <= share { *need } else { need * left.saturating_sub(short) / long },
        )
        .collect()
}

fn digits_wide(text: &str) -> usize {
    text.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum()
}

/// What ties is counted in the summary, not listed on paper.
fn is_on_paper(table: &ReportTable, row: &ReportRow) -> bool {
    table.kind != TableKind::Findings
        || !row.cells.iter().any(|cell| matches!(cell, Cell::Term("ties" | "ties_within_rounding", _)))
}

fn run(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}

/// Text as XML holds it; characters that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\r' | '\t' => escaped.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => {}
            control if control < ' ' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// 一, 二, … 十二, … as headings count.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |index: usize| DIGITS.get(index).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_counted_in_chinese() {
        assert_eq!([1, 10, 12, 20, 35].map(numeral), ["一", "十", "十二", "二十", "三十五"]);
    }
}
