//! The catalogue of output formats. One file and one line here per format.

mod csv;
mod docx;
mod html;
mod ipynb;
mod json;
mod markdown;
mod terminal;
mod xlsx;

use super::model::Report;
use crate::error::Result;
use std::io::Write;

/// An output format.
pub struct Output {
    /// Identifier, as in `--format`.
    pub name: &'static str,
    /// Usual extension of a file.
    pub extension: &'static str,
    /// Whether `tongbi report` writes it, as `report.` and the extension.
    pub in_report: bool,
    /// Writes a report.
    pub write: fn(&Report, &mut dyn Write) -> Result<()>,
}

/// All output formats. The first four are those of `--format`; a report has those that say so.
pub const OUTPUTS: &[&Output] = &[
    &terminal::OUTPUT,
    &csv::OUTPUT,
    &json::OUTPUT,
    &markdown::OUTPUT,
    &html::OUTPUT,
    &xlsx::OUTPUT,
    &ipynb::OUTPUT,
    &docx::OUTPUT,
];

/// The output of this name.
pub fn output(name: &str) -> Option<&'static Output> {
    OUTPUTS.iter().copied().find(|output| output.name == name)
}

/// A failure of writing.
fn failed(error: impl std::fmt::Display) -> crate::error::Error {
    crate::error::Error::write(format!("写不出结果：{error}"))
}
