//! HTML pages: block elements as lines, tables as grids with their spans, layout tables looked through.

mod encoding;
mod table;
mod walker;

use crate::documents::{Content, Format, Warning};
use crate::domain::Locator;
use crate::error::{Error, Result};
use scraper::Html;
use walker::Walker;

/// A web page.
pub const FORMAT: Format = Format {
    name: "html",
    name_zh: "网页",
    extensions: &["html", "htm", "shtml"],
    documentation: "HTML 网页（含以 .xls/.doc 为名的网页表格）；段落读作行，表格读作带合并单元格的表，只作排版用的表格读作行文；脚本、样式和隐藏的元素不读。",
    recognises,
    read,
};

/// The largest page that is read, in bytes (64 MiB).
const LARGEST_PAGE: usize = 64 << 20;

/// How many bytes at the start tell whether it is a page.
const HEAD: usize = 4096;

/// The start of the file as ASCII in lower case; without zeros, so that UTF-16 reads as well.
fn head(bytes: &[u8]) -> String {
    let ascii = bytes.iter().take(HEAD).filter(|byte| **byte != 0 && byte.is_ascii());
    ascii.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

fn recognises(bytes: &[u8], extension: &str) -> bool {
    if bytes.starts_with(b"PK") || bytes.starts_with(b"%PDF") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return false;
    }
    let head = head(bytes);
    if is_archive(&head, extension) || message_for_foreign(&head).is_some() {
        return true;
    }
    let is_page = ["<!doctype html", "<html", "<table", "<body", "<head"].iter().any(|tag| head.contains(tag));
    (is_page && head.trim_start().starts_with('<')) || matches!(extension, "html" | "htm" | "shtml")
}

/// Whether it is a page saved as a mail message (MHTML).
fn is_archive(head: &str, extension: &str) -> bool {
    matches!(extension, "mht" | "mhtml")
        || (head.contains("mime-version:") && head.contains("content-type: multipart/related"))
}

/// The message for XML that looks like markup but is a spreadsheet.
fn message_for_foreign(head: &str) -> Option<&'static str> {
    (head.trim_start().starts_with("<?xml") && head.contains("urn:schemas-microsoft-com:office:spreadsheet"))
        .then_some("这是 Excel 2003 XML 表格，请先用 Excel 或 WPS 另存为 .xlsx 再读")
}

fn read(bytes: &[u8]) -> Result<Content> {
    let start = head(bytes);
    if is_archive(&start, "") || !start.contains('<') {
        return Err(Error::unreadable(
            "这是单文件网页（MHTML）或不含标记的文件，请用浏览器或 Word 另存为 .html 或 .docx 再读",
        ));
    }
    if let Some(message) = message_for_foreign(&start) {
        return Err(Error::unreadable(message));
    }
    if bytes.len() > LARGEST_PAGE {
        return Err(Error::unreadable("网页超过 64 MiB，不像一份预算公开文件；请拆分后再读"));
    }
    let decoded = encoding::decode(bytes)?;
    let page = Html::parse_document(&decoded.text);
    let (blocks, mut warnings) = Walker::new(&page).walk();
    warnings.extend(decoded.warning.map(|message| Warning { place: Locator::default(), message }));
    if blocks.is_empty() {
        return Err(Error::unreadable("网页里没有文字（内容可能由脚本载入，或全是图片）；请另存为带文字的文件再读"));
    }
    Ok(Content { encoding: Some(decoded.encoding), pages: None, blocks, warnings })
}

#[cfg(test)]
mod tests;
