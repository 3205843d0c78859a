//! One HTML page: no network, no script; every figure links to its source.

use super::{Output, failed};
use crate::error::Result;
use crate::reports::model::{Cell, ColumnFormat, Report, ReportRow, ReportTable};
use crate::reports::number_format;
use minijinja::{Environment, context};
use serde::Serialize;
use std::io::Write;

/// HTML.
pub const OUTPUT: Output = Output { name: "html", extension: "html", in_report: true, write };

const TEMPLATE: &str = include_str!("../../../assets/report.html");

#[derive(Serialize)]
struct PageCell {
    text: String,
    number: bool,
    negative: bool,
    anchor: Option<String>,
}

#[derive(Serialize)]
struct PageTable {
    title: String,
    unit: &'static str,
    heads: Vec<(String, bool)>,
    rows: Vec<Vec<PageCell>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct PageSection {
    heading: String,
    paragraphs: Vec<String>,
    pictures: Vec<(String, String)>,
    tables: Vec<PageTable>,
}

#[derive(Serialize)]
struct PageSource {
    anchor: String,
    title: String,
    places: Vec<(String, String, String, String)>,
}

fn write(report: &Report, out: &mut dyn Write) -> Result<()> {
    let mut environment = Environment::new();
    environment.add_template("report.html", TEMPLATE).map_err(failed)?;
    let sections: Vec<PageSection> = report
        .sections
        .iter()
        .map(|section| PageSection {
            heading: section.heading.clone(),
            paragraphs: section.paragraphs.iter().map(|paragraph| paragraph.text().to_owned()).collect(),
            pictures: section.pictures.iter().map(|picture| (picture.path.clone(), picture.caption.clone())).collect(),
            tables: section.tables.iter().map(page_table).collect(),
        })
        .collect();
    let sources: Vec<PageSource> = report
        .sources
        .iter()
        .map(|group| PageSource {
            anchor: group.anchor.clone(),
            title: group.title.clone(),
            places: group
                .places
                .iter()
                .map(|place| (place.file.clone(), place.place.clone(), place.printed.clone(), place.id.to_string()))
                .collect(),
        })
        .collect();
    let template = environment.get_template("report.html").map_err(failed)?;
    let page = context! {
        title => report.title.clone(),
        sections => minijinja::Value::from(minijinja::value::Serde(sections)),
        sources => minijinja::Value::from(minijinja::value::Serde(sources)),
    };
    let text = template.render(page).map_err(failed)?;
    out.write_all(text.as_bytes()).map_err(failed)
}

fn page_table(table: &ReportTable) -> PageTable {
    let columns: Vec<(usize, bool, String)> = table
        .used_columns()
        .map(|(index, column, head)| (index, column.format == ColumnFormat::Number, head.to_owned()))
        .collect();
    PageTable {
        title: table.title.clone(),
        unit: table.unit.name_zh(),
        heads: columns.iter().map(|(_, number, head)| (head.clone(), *number)).collect(),
        rows: table
            .rows
            .iter()
            .map(|row| columns.iter().map(|(index, number, _)| page_cell(table, row, *index, *number)).collect())
            .collect(),
        notes: table.notes.clone(),
    }
}

fn page_cell(table: &ReportTable, row: &ReportRow, index: usize, number: bool) -> PageCell {
    let text = number_format::cell(row.cells.get(index).unwrap_or(&Cell::Blank), table.unit);
    let anchor = row.links.iter().find(|(at, _)| *at == index).map(|(_, anchor)| anchor.clone());
    PageCell { number, negative: text.starts_with('−'), anchor, text }
}
