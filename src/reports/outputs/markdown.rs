//! Markdown tables.

use super::{Output, failed};
use crate::error::Result;
use crate::reports::model::{Cell, ColumnFormat, Paragraph, Report, ReportRow, ReportTable, Section};
use crate::reports::number_format;
use std::io::Write;

/// Markdown.
pub const OUTPUT: Output = Output { name: "markdown", extension: "md", in_report: true, write };

/// Rows of one table in a report.
const MOST_ROWS: usize = 1_000;

fn write(report: &Report, out: &mut dyn Write) -> Result<()> {
    if !report.title.is_empty() {
        writeln!(out, "# {}\n", escape(&report.title)).map_err(failed)?;
    }
    let linked = !report.sources.is_empty();
    for section in &report.sections {
        write_section(section, linked, out)?;
    }
    if !linked {
        return Ok(());
    }
    writeln!(out, "## 出处\n").map_err(failed)?;
    line(out, ["数字", "文件", "位置", "原文", "编号（用 tongbi trace 追查）"].map(str::to_owned).into_iter())?;
    line(out, ["---"; 5].map(str::to_owned).into_iter())?;
    for group in &report.sources {
        for (index, place) in group.places.iter().enumerate() {
            let target = if index == 0 {
                format!("<a id=\"{}\"></a>{}", group.anchor, escape(&group.title))
            } else {
                String::new()
            };
            line(
                out,
                [target, escape(&place.file), escape(&place.place), escape(&place.printed), place.id.to_string()]
                    .into_iter(),
            )?;
        }
    }
    Ok(())
}

fn write_section(section: &Section, linked: bool, out: &mut dyn Write) -> Result<()> {
    if !section.heading.is_empty() {
        writeln!(out, "## {}\n", escape(&section.heading)).map_err(failed)?;
    }
    for paragraph in &section.paragraphs {
        let text = escape(paragraph.text());
        match paragraph {
            Paragraph::Heading(_) => writeln!(out, "### {text}\n"),
            Paragraph::Text(_) => writeln!(out, "{text}\n"),
            Paragraph::Point(_) => writeln!(out, "- {text}\n"),
        }
        .map_err(failed)?;
    }
    for picture in &section.pictures {
        writeln!(out, "![{}]({})\n", escape(&picture.caption), picture.path.replace(' ', "%20")).map_err(failed)?;
    }
    for table in &section.tables {
        write_table(table, linked, out)?;
        if !section.heading.is_empty() {
            writeln!(out).map_err(failed)?;
        }
    }
    Ok(())
}

fn write_table(table: &ReportTable, linked: bool, out: &mut dyn Write) -> Result<()> {
    let columns: Vec<(usize, ColumnFormat, &str)> =
        table.used_columns().map(|(index, column, head)| (index, column.format, head)).collect();
    if !table.title.is_empty() {
        writeln!(out, "{}\n", escape(&table.titled())).map_err(failed)?;
    }
    line(out, columns.iter().map(|(_, _, head)| (*head).to_owned()))?;
    line(
        out,
        columns
            .iter()
            .map(|(_, format, _)| if *format == ColumnFormat::Number { "---:".to_owned() } else { "---".to_owned() }),
    )?;
    let (rows, remark) = if linked { table.first_rows(MOST_ROWS) } else { (table.rows.as_slice(), None) };
    for row in rows {
        line(out, columns.iter().map(|(index, ..)| cell(table, row, *index, linked)))?;
    }
    for note in table.notes.iter().chain(&remark) {
        writeln!(out, "\n注：{}", escape(note)).map_err(failed)?;
    }
    Ok(())
}

/// A cell, linked to its source where the report carries sources.
fn cell(table: &ReportTable, row: &ReportRow, index: usize, linked: bool) -> String {
    let text = escape(&number_format::cell(row.cells.get(index).unwrap_or(&Cell::Blank), table.unit));
    let anchor = row.links.iter().find(|(at, _)| *at == index).map(|(_, anchor)| anchor).filter(|_| linked);
    anchor.map_or(text.clone(), |anchor| format!("[{text}](#{anchor})"))
}

fn line(out: &mut dyn Write, cells: impl Iterator<Item = String>) -> Result<()> {
    writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | ")).map_err(failed)
}

/// Text that Markdown or HTML inside it would read as markup.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\n' | '\r' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
