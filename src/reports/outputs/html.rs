//! One HTML page: no network, pictures inside; tables sort and filter, and every figure opens its source.

use super::{Output, failed};
use crate::error::Result;
use crate::reports::model::{Cell, ColumnFormat, Paragraph, Report, ReportRow, ReportTable, TableKind};
use crate::reports::number_format;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::{Environment, context};
use serde::Serialize;
use std::io::Write;

/// HTML.
pub const OUTPUT: Output = Output { name: "html", extension: "html", in_report: true, write };

const TEMPLATE: &str = include_str!("../../../assets/report.html");

/// Rows of one table; a page with more is slow to open.
const MOST_ROWS: usize = 3_000;

/// Columns of long text, by their keys.
const LONG: &[&str] = &["message", "text", "source_text", "file", "place", "reason", "note", "forms"];

/// Columns of names, by their keys.
const NAMES: &[&str] = &["department", "unit", "item", "name", "explanation"];

/// Columns that are chosen from a list, by their keys.
const CHOSEN: &[&str] =
    &["department", "fiscal_year", "flow", "phase", "state", "outcome", "family", "severity", "name", "status"];

#[derive(Serialize)]
struct PageCell {
    text: String,
    class: &'static str,
    anchor: Option<String>,
}

#[derive(Serialize)]
struct PageColumn {
    head: String,
    class: &'static str,
    filters: bool,
}

#[derive(Serialize)]
struct PageTable {
    title: String,
    unit: &'static str,
    columns: Vec<PageColumn>,
    rows: Vec<Vec<PageCell>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct PageBlock {
    kind: &'static str,
    texts: Vec<String>,
}

#[derive(Serialize)]
struct PagePicture {
    data: String,
    caption: String,
    width: u32,
    height: u32,
}

#[derive(Serialize)]
struct PageSection {
    heading: String,
    blocks: Vec<PageBlock>,
    pictures: Vec<PagePicture>,
    tables: Vec<PageTable>,
}

#[derive(Serialize)]
struct PagePlace {
    id: String,
    file: String,
    place: String,
    printed: String,
}

#[derive(Serialize)]
struct PageSource {
    anchor: String,
    title: String,
    places: Vec<PagePlace>,
}

fn write(report: &Report, out: &mut dyn Write) -> Result<()> {
    let mut environment = Environment::new();
    environment.add_template("report.html", TEMPLATE).map_err(failed)?;
    let sections: Vec<PageSection> = report
        .sections
        .iter()
        .map(|section| PageSection {
            heading: section.heading.clone(),
            blocks: blocks(&section.paragraphs),
            pictures: section
                .pictures
                .iter()
                .map(|picture| PagePicture {
                    data: STANDARD.encode(&picture.png),
                    caption: picture.caption.clone(),
                    width: picture.size.0,
                    height: picture.size.1,
                })
                .collect(),
            tables: section.tables.iter().map(page_table).collect(),
        })
        .collect();
    let template = environment.get_template("report.html").map_err(failed)?;
    let page = context! {
        title => report.title.clone(),
        panel => report.panel_path.clone(),
        sections => minijinja::Value::from(minijinja::value::Serde(sections)),
        sources => minijinja::Value::from(minijinja::value::Serde(sources(report))),
    };
    let text = template.render(page).map_err(failed)?;
    out.write_all(text.as_bytes()).map_err(failed)
}

/// Points that follow each other make one list.
fn blocks(paragraphs: &[Paragraph]) -> Vec<PageBlock> {
    let mut blocks: Vec<PageBlock> = Vec::new();
    for paragraph in paragraphs {
        let kind = match paragraph {
            Paragraph::Heading(_) => "heading",
            Paragraph::Text(_) => "text",
            Paragraph::Point(_) => "points",
        };
        let text = paragraph.text().to_owned();
        match blocks.last_mut() {
            Some(last) if kind == "points" && last.kind == kind => last.texts.push(text),
            _ => blocks.push(PageBlock { kind, texts: vec![text] }),
        }
    }
    blocks
}

fn sources(report: &Report) -> Vec<PageSource> {
    report
        .sources
        .iter()
        .map(|group| PageSource {
            anchor: group.anchor.clone(),
            title: group.title.clone(),
            places: group
                .places
                .iter()
                .map(|place| PagePlace {
                    id: if place.id == 0 { String::new() } else { place.id.to_string() },
                    file: place.file.clone(),
                    place: place.place.clone(),
                    printed: place.printed.clone(),
                })
                .collect(),
        })
        .collect()
}

fn class_of(key: &str, format: ColumnFormat) -> &'static str {
    match format {
        ColumnFormat::Number => "number",
        ColumnFormat::Text if LONG.contains(&key) => "long",
        ColumnFormat::Text if NAMES.contains(&key) => "name",
        ColumnFormat::Text => "",
    }
}

fn page_table(table: &ReportTable) -> PageTable {
    let columns: Vec<(usize, &str, ColumnFormat, String)> = table
        .used_columns()
        .map(|(index, column, head)| (index, column.key.as_ref(), column.format, head.to_owned()))
        .collect();
    let (rows, remark) = table.first_rows(MOST_ROWS);
    PageTable {
        title: table.title.clone(),
        unit: if table.has_money() { table.unit.name_zh() } else { "" },
        columns: columns
            .iter()
            .map(|(_, key, format, head)| PageColumn {
                head: head.clone(),
                class: class_of(key, *format),
                filters: table.kind != TableKind::Other && CHOSEN.contains(key),
            })
            .collect(),
        rows: rows
            .iter()
            .map(|row| {
                columns.iter().map(|(index, key, format, _)| page_cell(table, row, *index, key, *format)).collect()
            })
            .collect(),
        notes: table.notes.iter().cloned().chain(remark).collect(),
    }
}

fn page_cell(table: &ReportTable, row: &ReportRow, index: usize, key: &str, format: ColumnFormat) -> PageCell {
    let cell = row.cells.get(index).unwrap_or(&Cell::Blank);
    let text = number_format::cell(cell, table.unit);
    let anchor = row.links.iter().find(|(at, _)| *at == index).map(|(_, anchor)| anchor.clone());
    let class = if matches!(cell, Cell::Term("breaks", _)) { "breaks" } else { class_of(key, format) };
    PageCell { class, anchor, text }
}
