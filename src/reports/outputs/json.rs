//! JSON: an array of objects with the English keys of the contract; amounts in fen, ratios as decimal text.

use super::{Output, failed};
use crate::error::Result;
use crate::reports::model::{Cell, Report, ReportTable};
use serde_json::{Map, Value};
use std::io::Write;

/// JSON.
pub const OUTPUT: Output = Output { name: "json", extension: "json", in_report: false, write };

fn write(report: &Report, out: &mut dyn Write) -> Result<()> {
    report.tables().try_for_each(|table| write_table(table, out))
}

fn write_table(table: &ReportTable, out: &mut dyn Write) -> Result<()> {
    let rows: Vec<Value> = table
        .rows
        .iter()
        .map(|row| {
            Value::Object(
                table
                    .columns
                    .iter()
                    .zip(&row.cells)
                    .map(|(column, cell)| (column.key.to_string(), value(cell)))
                    .collect::<Map<_, _>>(),
            )
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &rows).map_err(failed)?;
    writeln!(out).map_err(failed)
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Blank => Value::Null,
        Cell::Term(id, _) => Value::from(*id),
        Cell::Text(text) | Cell::Decimal(text) | Cell::SignedDecimal(text) => Value::from(text.as_str()),
        Cell::Money(number) | Cell::Change(number) | Cell::Integer(number) => Value::from(*number),
        Cell::Ids(ids) => Value::from(ids.clone()),
    }
}
