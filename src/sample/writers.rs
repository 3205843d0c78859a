//! The catalogue of formats that samples can be written in. One file and one line here per format.

mod docx;
mod html;
mod pdf;
mod text;
mod xlsx;

use super::draft::Draft;
use crate::error::Result;

/// One format.
pub struct Writer {
    /// Name of the format, as in `tongbi list formats`.
    pub name: &'static str,
    /// The name that `--format` takes and the extension of its files.
    pub extension: &'static str,
    /// Writes a document.
    pub write: fn(&Draft) -> Result<Vec<u8>>,
}

/// All formats.
pub const WRITERS: &[&Writer] = &[&text::WRITER, &html::WRITER, &docx::WRITER, &xlsx::WRITER, &pdf::WRITER];

/// The writer that `--format` names.
pub fn writer(extension: &str) -> Option<&'static Writer> {
    WRITERS.iter().copied().find(|writer| writer.extension == extension)
}

/// The five characters that markup reserves, written out.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
