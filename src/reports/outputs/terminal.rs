//! Tables on a terminal, with Chinese text aligned.

use super::{Output, failed};
use crate::error::Result;
use crate::reports::model::{ColumnFormat, Report, ReportTable};
use crate::reports::number_format;
use comfy_table::{CellAlignment, ContentArrangement, Table, TableComponent, presets};
use std::io::Write;

/// Aligned text.
pub const OUTPUT: Output = Output { name: "table", extension: "txt", in_report: false, write };

fn write(report: &Report, out: &mut dyn Write) -> Result<()> {
    report.tables().try_for_each(|table| write_table(table, out))
}

fn write_table(table: &ReportTable, out: &mut dyn Write) -> Result<()> {
    let used: Vec<(usize, ColumnFormat, &str)> =
        table.used_columns().map(|(index, column, head)| (index, column.format, head)).collect();
    let mut printed = Table::new();
    printed.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    printed.set_style(TableComponent::HeaderLines, '─').set_style(TableComponent::MiddleHeaderIntersections, '─');
    printed.set_header(used.iter().map(|(_, _, head)| *head));
    for row in &table.rows {
        printed.add_row(used.iter().map(|(index, ..)| {
            row.cells.get(*index).map(|cell| number_format::cell(cell, table.unit)).unwrap_or_default()
        }));
    }
    for (position, (_, format, _)) in used.iter().enumerate() {
        if let Some(column) = printed.column_mut(position) {
            column.set_cell_alignment(if *format == ColumnFormat::Number {
                CellAlignment::Right
            } else {
                CellAlignment::Left
            });
        }
    }
    if !table.title.is_empty() {
        writeln!(out, "{}", table.titled()).map_err(failed)?;
    }
    writeln!(out, "{printed}").map_err(failed)?;
    for note in &table.notes {
        writeln!(out, "注：{note}").map_err(failed)?;
    }
    Ok(())
}
