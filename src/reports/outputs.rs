//! The catalogue of output formats for a table. One file and one line here per format.

mod csv;
mod json;
mod markdown;
mod terminal;

use super::model::ReportTable;
use crate::error::Result;
use std::io::Write;

/// An output format.
pub struct Output {
    /// Identifier, as in `--format`.
    pub name: &'static str,
    /// Usual extension of a file.
    pub extension: &'static str,
    /// Whether people read it: Chinese names of states instead of identifiers, the chosen unit instead of fen.
    pub for_people: bool,
    /// Writes a table.
    pub write: fn(&ReportTable, &mut dyn Write) -> Result<()>,
}

/// All output formats of tables.
pub const OUTPUTS: &[&Output] = &[&terminal::OUTPUT, &csv::OUTPUT, &json::OUTPUT, &markdown::OUTPUT];

/// The output of this name.
pub fn output(name: &str) -> Option<&'static Output> {
    OUTPUTS.iter().copied().find(|output| output.name == name)
}

/// A failure of writing.
fn failed(error: impl std::fmt::Display) -> crate::error::Error {
    crate::error::Error::write(format!("写不出结果：{error}"))
}
