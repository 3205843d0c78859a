//! Markdown tables.

use super::{Output, failed};
use crate::error::Result;
use crate::reports::model::{ColumnFormat, ReportTable};
use crate::reports::number_format;
use std::io::Write;

/// Markdown.
pub const OUTPUT: Output = Output { name: "markdown", extension: "md", for_people: true, write };

fn write(table: &ReportTable, out: &mut dyn Write) -> Result<()> {
    let columns: Vec<(usize, ColumnFormat, &str)> =
        table.printed_columns().map(|(index, column, head)| (index, column.format, head)).collect();
    if !table.title.is_empty() {
        writeln!(out, "{}（金额单位：{}）\n", table.title, table.unit.name_zh()).map_err(failed)?;
    }
    line(out, columns.iter().map(|(_, _, head)| (*head).to_owned()))?;
    line(
        out,
        columns
            .iter()
            .map(|(_, format, _)| if *format == ColumnFormat::Number { "---:".to_owned() } else { "---".to_owned() }),
    )?;
    for row in &table.rows {
        line(
            out,
            columns.iter().map(|(index, ..)| {
                row.cells.get(*index).map(|cell| escape(&number_format::cell(cell, table.unit))).unwrap_or_default()
            }),
        )?;
    }
    for note in &table.notes {
        writeln!(out, "\n注：{}", escape(note)).map_err(failed)?;
    }
    Ok(())
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
