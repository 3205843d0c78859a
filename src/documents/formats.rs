//! The catalogue of input formats. One file and one line here per format.

mod csv;
mod docx;
mod html;
mod pdf;
mod spreadsheet;
mod text;

use super::Format;
pub(super) use text::decode;

/// All formats, in the order in which they are tried; the last takes any text.
pub const FORMATS: &[&Format] =
    &[&docx::FORMAT, &spreadsheet::FORMAT, &html::FORMAT, &pdf::FORMAT, &csv::FORMAT, &text::FORMAT];

/// What to tell the user about bytes that no format recognises, by their signature.
pub fn unknown_format_message(bytes: &[u8]) -> String {
    const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
    let what = if bytes.starts_with(OLE) {
        "这是旧版 Word/WPS（.doc/.wps）文件，请先用 Word 或 WPS 另存为 .docx 或 PDF 再读"
    } else if bytes.starts_with(b"Rar!") || bytes.starts_with(b"7z\xbc\xaf") {
        "这是压缩包，请先解压再读"
    } else if bytes.starts_with(b"PK") {
        "这是压缩包，或 .odt、.pptx 一类不读的文件；压缩包请先解压，文档请另存为 .docx 再读"
    } else if bytes.starts_with(&[0xff, 0xd8]) || bytes.starts_with(b"\x89PNG") {
        "这是图片，没有文字可读；请提供带文字的公开文件"
    } else {
        "不是可读的格式（内容是二进制，不是文字）；可读的格式见 tongbi list formats"
    };
    what.to_owned()
}
