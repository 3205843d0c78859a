//! docx: paragraphs as lines, tables as grids with their spans, tracked changes and hidden text told apart.

mod body;
mod numbering;
pub(in crate::documents::formats) mod package;
mod styles;
mod table;
pub(in crate::documents::formats) mod xml;

use crate::documents::{Block, Content, Format, Warning};
use crate::domain::Locator;
use crate::error::{Error, Result};
use body::{Reader, Story};
use numbering::Numbering;
use package::{Package, holds_part};
use styles::Styles;

/// A document of Word, WPS or LibreOffice.
pub const FORMAT: Format = Format {
    name: "docx",
    name_zh: "Word 文档",
    extensions: &["docx", "docm"],
    documentation: "docx：段落、表格（含合并单元格和嵌套表）、文本框、脚注尾注、自动编号；修订按接受后的样子读，删除的内容、隐藏文字、批注、页眉页脚和图片不读入，各给提示。",
    recognises,
    read,
};

/// Bytes that are Word's, but in a form that must be saved anew, and what to say.
const FOREIGN: [(&str, &str); 3] = [
    ("{\\rtf", "这是 RTF 文件，请先用 Word 或 WPS 另存为 .docx 再读"),
    ("<w:wordDocument", "这是 Word 2003 XML 文件，请先用 Word 或 WPS 另存为 .docx 再读"),
    ("<pkg:package", "这是单文件 XML 形式的 Word 文档，请先用 Word 或 WPS 另存为 .docx 再读"),
];

fn recognises(bytes: &[u8], _extension: &str) -> bool {
    holds_part(bytes, |name| name.starts_with("word/")) || foreign(bytes).is_some()
}

/// The message for a Word file in a form that is not read.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(2048)).unwrap_or_default()).into_owned();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\r', '\n']);
    let starts = |sign: &str| {
        head.starts_with(sign) || (head.starts_with("<?xml") && sign.starts_with('<') && head.contains(sign))
    };
    FOREIGN.iter().find(|(sign, _)| starts(sign)).map(|(_, message)| *message)
}

fn read(bytes: &[u8]) -> Result<Content> {
    if let Some(message) = foreign(bytes) {
        return Err(Error::unreadable(message));
    }
    let mut package = Package::open(bytes)?;
    let main = main_part(&package)?;
    let text_of = |package: &mut Package<'_>, name: &str| -> Result<Option<String>> {
        let part = package.part(&format!("word/{name}"))?;
        part.map(|part| super::text::decode(&part).map(|(text, _, _)| text)).transpose()
    };
    let main = text_of(&mut package, &main)?
        .ok_or_else(|| Error::unreadable("文件里没有 word/document.xml，不是完整的 Word 文档；请重新下载或另存"))?;
    let styles = text_of(&mut package, "styles.xml")?.map(|part| Styles::read(&part)).unwrap_or_default();
    let numbering = text_of(&mut package, "numbering.xml")?.map(|part| Numbering::read(&part)).unwrap_or_default();
    let comments = text_of(&mut package, "comments.xml")?.map(|part| body::notes(&part)).unwrap_or_default();
    let mut reader = Reader::new(styles, numbering, comments.into_iter().collect());
    reader.read_story(&main, Story::Main);
    for name in ["footnotes.xml", "endnotes.xml"] {
        if let Some(part) = text_of(&mut package, name)? {
            reader.read_story(&part, Story::Notes);
        }
    }
    let (blocks, mut warnings) = reader.finish();
    warnings.extend(margins(&mut package)?);
    if blocks.is_empty() {
        return Err(Error::unreadable("文档里没有文字（可能全是图片或扫描件），没有内容可读；请提供带文字的公开文件"));
    }
    Ok(Content { blocks, warnings, ..Content::default() })
}

/// The name of the main part inside `word/`.
fn main_part(package: &Package<'_>) -> Result<String> {
    let names = package.part_names();
    let inside: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix("word/")).collect();
    ["document.xml", "document2.xml"]
        .into_iter()
        .find(|wanted| inside.iter().any(|name| name.eq_ignore_ascii_case(wanted)))
        .map(str::to_owned)
        .ok_or_else(|| Error::unreadable("文件里没有 word/document.xml，不是完整的 Word 文档；请重新下载或另存"))
}

/// Warnings with the text of headers and footers, which stand outside the reading order. Page numbers are not worth
/// one.
fn margins(package: &mut Package<'_>) -> Result<Vec<Warning>> {
    let mut said: Vec<String> = Vec::new();
    let mut names = package.part_names();
    names.sort();
    for name in names {
        let inside = name.strip_prefix("word/").unwrap_or_default();
        if !(inside.starts_with("header") || inside.starts_with("footer")) || !inside.ends_with(".xml") {
            continue;
        }
        let Some(part) = package.part(&name)? else { continue };
        let Ok((text, _, _)) = super::text::decode(&part) else { continue };
        let mut reader = Reader::new(Styles::default(), Numbering::default(), Default::default());
        reader.read_story(&text, Story::Main);
        for block in reader.finish().0 {
            let texts: Vec<String> = match block {
                Block::Line(line) => vec![line.text],
                Block::Grid(grid) => grid.rows.into_iter().flat_map(|row| row.cells).map(|cell| cell.text).collect(),
            };
            for text in texts {
                if !is_page_number(&text) && !said.contains(&text) {
                    said.push(text);
                }
            }
        }
    }
    let warning = |text: &String| Warning {
        place: Locator::default(),
        message: format!("页眉页脚的文字“{}”不在正文里，没有读入", xml::excerpt(text)),
    };
    Ok(said.iter().map(warning).collect())
}

fn is_page_number(text: &str) -> bool {
    text.chars()
        .all(|character| character.is_whitespace() || character.is_ascii_digit() || "第共页/-—－–·".contains(character))
}

#[cfg(test)]
mod tests;
