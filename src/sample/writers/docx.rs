//! A Word document: paragraphs, tables with merged cells, the mark in the header of each page.

use super::{Writer, escape};
use crate::error::{Error, Result};
use crate::sample::draft::{Block, Content, Draft, Slot, Table};
use crate::sample::layouts::MARK;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// Office Open XML, the parts that a document needs and no more.
pub const WRITER: Writer = Writer { name: "docx", extension: "docx", write };

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>"#;

const PACKAGE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/></Relationships>"#;

const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

fn write(draft: &Draft) -> Result<Vec<u8>> {
    let mut body = String::new();
    for block in &draft.blocks {
        match block {
            Block::Cover(words) => body.push_str(&paragraph(words, "center", true)),
            Block::Heading(words) => body.push_str(&paragraph(words, "left", true)),
            Block::Paragraph(pieces) => body.push_str(&paragraph(&draft.text_of(pieces), "both", false)),
            Block::Table(table) => write_table(&mut body, draft, table),
            Block::NewPage => body.push_str(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#),
        }
    }
    let head = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    let document = format!(
        "{head}<w:document {NAMESPACES}><w:body>{body}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId1\"/><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/></w:sectPr></w:body></w:document>"
    );
    let header = format!("{head}<w:hdr {NAMESPACES}>{}</w:hdr>", paragraph(MARK, "center", false));
    package(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", PACKAGE),
        ("word/_rels/document.xml.rels", DOCUMENT),
        ("word/document.xml", &document),
        ("word/header1.xml", &header),
    ])
}

/// A zip archive whose entries carry no time, so that the same document gives the same bytes.
fn package(parts: &[(&str, &str)]) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::write(format!("写不出 docx：{reason}"));
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        archive.start_file(*name, options).map_err(|error| failed(error.to_string()))?;
        archive.write_all(text.as_bytes()).map_err(|error| failed(error.to_string()))?;
    }
    Ok(archive.finish().map_err(|error| failed(error.to_string()))?.into_inner())
}

fn paragraph(text: &str, alignment: &str, bold: bool) -> String {
    let weight = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    format!(
        "<w:p><w:pPr><w:jc w:val=\"{alignment}\"/></w:pPr><w:r>{weight}<w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
        escape(text)
    )
}

fn write_table(body: &mut String, draft: &Draft, table: &Table) {
    body.push_str(&paragraph(&table.title, "center", true));
    if !table.number.is_empty() {
        body.push_str(&paragraph(&table.number, "left", false));
    }
    body.push_str(&paragraph(&format!("部门：{}", table.body), "left", false));
    body.push_str(&paragraph(&format!("{}：{}", table.unit_words, table.unit.name_zh()), "right", false));
    body.push_str(r#"<w:tbl><w:tblPr><w:tblBorders><w:top w:val="single"/><w:left w:val="single"/><w:bottom w:val="single"/><w:right w:val="single"/><w:insideH w:val="single"/><w:insideV w:val="single"/></w:tblBorders></w:tblPr><w:tblGrid>"#);
    let width = table.rows.first().map_or(0, Vec::len);
    for _ in 0..width {
        body.push_str(r#"<w:gridCol w:w="1200"/>"#);
    }
    body.push_str("</w:tblGrid>");
    for index in 0..table.rows.len() {
        body.push_str("<w:tr>");
        write_row(body, draft, table, index);
        body.push_str("</w:tr>");
    }
    body.push_str("</w:tbl>");
    if table.notes.is_empty() {
        body.push_str(&paragraph("", "left", false));
    }
    for note in &table.notes {
        body.push_str(&paragraph(note, "left", false));
    }
}

/// The cells of a row; a place below a tall cell goes on with it.
fn write_row(body: &mut String, draft: &Draft, table: &Table, row: usize) {
    let width = table.rows.get(row).map_or(0, Vec::len);
    let mut column = 0;
    while column < width {
        let Some(slot) = table.rows.get(row).and_then(|slots| slots.get(column)) else { break };
        let (origin, goes_on) = match slot.content {
            Content::Covered => (above(table, row, column).unwrap_or(slot), true),
            _ => (slot, false),
        };
        let columns = origin.columns.max(1);
        body.push_str("<w:tc><w:tcPr>");
        if columns > 1 {
            body.push_str(&format!("<w:gridSpan w:val=\"{columns}\"/>"));
        }
        if goes_on {
            body.push_str("<w:vMerge/>");
        } else if slot.rows > 1 {
            body.push_str("<w:vMerge w:val=\"restart\"/>");
        }
        let text = if goes_on { "" } else { draft.text_of_slot(slot) };
        body.push_str(&format!("</w:tcPr>{}</w:tc>", paragraph(text, "left", false)));
        column += columns;
    }
}

/// The cell above that reaches down to a row.
fn above(table: &Table, row: usize, column: usize) -> Option<&Slot> {
    (0..row).rev().find_map(|other| {
        let slot = table.rows.get(other)?.get(column)?;
        (!matches!(slot.content, Content::Covered) && other + slot.rows > row).then_some(slot)
    })
}
