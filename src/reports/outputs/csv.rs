//! Comma-separated values in UTF-8; amounts in fen.

use super::{Output, failed};
use crate::error::Result;
use crate::reports::model::{Cell, Report, ReportTable};
use std::io::Write;

/// CSV.
pub const OUTPUT: Output = Output { name: "csv", extension: "csv", in_report: false, write };

fn write(report: &Report, out: &mut dyn Write) -> Result<()> {
    report.tables().try_for_each(|table| write_table(table, out))
}

fn write_table(table: &ReportTable, out: &mut dyn Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(table.columns.iter().map(|column| column.key.as_ref())).map_err(failed)?;
    for row in &table.rows {
        writer.write_record(row.cells.iter().map(field)).map_err(failed)?;
    }
    writer.flush().map_err(failed)
}

/// A field as data; a text that a spreadsheet would run as a formula gets an apostrophe before it.
fn field(cell: &Cell) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Term(id, _) => (*id).to_owned(),
        Cell::Text(text) if is_run_as_formula(text) => format!("'{text}"),
        Cell::Text(text) | Cell::Decimal(text) | Cell::SignedDecimal(text) => text.clone(),
        Cell::Money(fen) | Cell::Change(fen) => fen.to_string(),
        Cell::Integer(number) => number.to_string(),
        Cell::Ids(ids) => ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" "),
    }
}

/// Whether a spreadsheet would compute this text. A signed number is what it says: `-1.25` of a query stays a number.
fn is_run_as_formula(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | ','));
    !is_number && text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_number_stays_a_number_and_a_formula_becomes_text() {
        let written = |text: &str| field(&Cell::Text(text.into()));
        for number in ["-1.25", "+3.42", "-1,092.22", "0.5"] {
            assert_eq!(written(number), number);
        }
        for formula in ["=1+1", "-1+1", "-A1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-", "\t=1"] {
            assert_eq!(written(formula), format!("'{formula}"));
        }
    }
}
