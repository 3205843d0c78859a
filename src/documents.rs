//! Bytes → [`Document`]: the lines and grids of one file, whatever its format. Knows no paths and opens no files.

pub mod formats;
pub mod grid;
mod phonetic;

use crate::domain::{DocumentId, Locator};
use crate::error::{Error, Result};
pub use grid::{Cell, Grid, GridRow, Span};

/// The largest file accepted, in bytes (1 GiB).
pub const LARGEST_FILE: usize = 1 << 30;

/// One file, taken apart into lines of text and grids of cells, in reading order.
#[derive(Clone, Debug)]
pub struct Document {
    /// Identifier from the content.
    pub id: DocumentId,
    /// Name of the format that read it, such as `text` or `pdf`.
    pub format: &'static str,
    /// The character encoding that was used, for text formats.
    pub encoding: Option<&'static str>,
    /// Number of pages, where the format has pages.
    pub pages: Option<u32>,
    /// The content in reading order.
    pub blocks: Vec<Block>,
    /// What could not be read, without stopping the rest.
    pub warnings: Vec<Warning>,
}

/// A piece of a document.
#[derive(Clone, Debug)]
pub enum Block {
    /// A line or paragraph of running text.
    Line(Line),
    /// A grid of cells.
    Grid(Grid),
}

/// A line (text, PDF) or paragraph (docx, html) of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The text as it stands, without the line break.
    pub text: String,
    /// Page and line.
    pub place: Locator,
    /// Whether a paragraph surely ends here (`true` for docx and html paragraphs and before a blank line). A line of
    /// a PDF or a hard-wrapped text may go on in the next line: there it is `false`.
    pub ends_paragraph: bool,
}

/// Something that could not be read inside a document that was otherwise read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub place: Locator,
    /// What and why, in Chinese.
    pub message: String,
}

/// One input format: how to tell it from the first bytes and how to read it.
pub struct Format {
    /// Identifier, as in `tongbi list formats`.
    pub name: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// Usual file extensions, without the point.
    pub extensions: &'static [&'static str],
    /// What is read and what is not, in Chinese.
    pub documentation: &'static str,
    /// Whether these bytes are of this format; the extension (lower case, may be empty) is only a hint.
    pub recognises: fn(bytes: &[u8], extension: &str) -> bool,
    /// Reads the bytes.
    pub read: fn(bytes: &[u8]) -> Result<Content>,
}

/// What a format reader returns: a [`Document`] before it has a name.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The character encoding that was used, for text formats.
    pub encoding: Option<&'static str>,
    /// Number of pages, where the format has pages.
    pub pages: Option<u32>,
    /// The content in reading order.
    pub blocks: Vec<Block>,
    /// What could not be read.
    pub warnings: Vec<Warning>,
}

/// Decodes a text file: byte-order mark, strict UTF-8, then GB18030; also says which it was.
///
/// # Errors
/// When the bytes are not text.
pub fn decode_text(bytes: &[u8]) -> Result<(String, &'static str)> {
    formats::decode(bytes).map(|(text, encoding, _)| (text, encoding))
}

/// Reads a file's bytes. The first format that recognises them reads them; a malformed part is a warning inside.
///
/// # Errors
/// When the file is empty, too large, of no known format, or wholly unreadable.
pub fn read(bytes: &[u8], extension: &str) -> Result<Document> {
    if bytes.is_empty() {
        return Err(Error::unreadable("文件是空的，没有内容可读；请换成完整的公开文件"));
    }
    if bytes.len() > LARGEST_FILE {
        return Err(Error::unreadable("文件超过 1 GiB，不像一份预算公开文件；请拆分后再读"));
    }
    let extension = extension.to_lowercase();
    let format = formats::FORMATS
        .iter()
        .find(|format| (format.recognises)(bytes, &extension))
        .ok_or_else(|| Error::unreadable(formats::unknown_format_message(bytes)))?;
    let mut content = (format.read)(bytes)?;
    phonetic::strip(&mut content);
    Ok(Document {
        id: DocumentId::of_bytes(bytes),
        format: format.name,
        encoding: content.encoding,
        pages: content.pages,
        blocks: content.blocks,
        warnings: content.warnings,
    })
}
