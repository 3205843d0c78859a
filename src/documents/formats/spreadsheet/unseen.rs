//! What an xlsx workbook holds beside the cells that calamine gives: hidden rows and columns, formulas that were never
//! calculated, text boxes, comments and pictures. None of it may go unsaid.

use super::sheet::{Sheet, excerpt};
use crate::documents::formats::docx::package::Package;
use crate::documents::formats::docx::xml;
use crate::documents::formats::text;
use crate::error::Result;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// The warnings, ready to be said.
#[derive(Default)]
pub(super) struct Unseen {
    /// By sheet name.
    pub by_sheet: HashMap<String, UnseenInSheet>,
    /// Of the workbook.
    pub of_workbook: Vec<String>,
}

/// What one sheet holds beside its cells.
#[derive(Default)]
pub(super) struct UnseenInSheet {
    /// Hidden rows that hold something.
    hidden_rows: usize,
    /// Ranges of hidden columns, counted from 0.
    hidden_columns: Vec<(usize, usize)>,
    /// Formulas without a stored result.
    uncalculated: usize,
    /// The first of them.
    first_uncalculated: String,
}

impl UnseenInSheet {
    /// Says it on the sheet.
    pub fn warn(&self, sheet: &mut Sheet) {
        sheet.warn_of_hidden_places(self.hidden_rows, &self.hidden_columns);
        if self.uncalculated > 0 {
            sheet.warn_of_sheet(&format!(
                "从单元格 {} 起有 {} 个公式没有存下结果，读作空格；请用 Excel 或 WPS 打开并保存一次再读",
                self.first_uncalculated, self.uncalculated
            ));
        }
    }
}

/// Looks through the package.
///
/// # Errors
/// When a part is damaged or the package inflates beyond all reason.
pub(super) fn look(package: &mut Package<'_>) -> Result<Unseen> {
    let mut unseen = Unseen::default();
    for (name, part) in sheet_parts(package)? {
        if let Some(sheet) = decoded(package, &part)? {
            unseen.by_sheet.insert(name, look_at_sheet(&sheet));
        }
    }
    let mut names = package.part_names();
    names.sort();
    let mut pictures = 0;
    for name in names {
        let inside = name.strip_prefix("xl/").unwrap_or_default();
        if inside.starts_with("media/") {
            pictures += 1;
        } else if inside.starts_with("drawings/") && inside.ends_with(".xml") {
            let text = decoded(package, &name)?.map(|part| texts_of(&part, "t")).unwrap_or_default();
            if !text.trim().is_empty() {
                let message = format!("工作表上的文本框“{}”没有读入", excerpt(text.trim()));
                unseen.of_workbook.push(message);
            }
        } else if inside.starts_with("comments") && inside.ends_with(".xml") {
            let text = decoded(package, &name)?.map(|part| texts_of(&part, "comment")).unwrap_or_default();
            if !text.trim().is_empty() {
                unseen.of_workbook.push(format!("单元格批注“{}”没有读入", excerpt(text.trim())));
            }
        }
    }
    if pictures > 0 {
        unseen.of_workbook.push(format!("工作簿里有 {pictures} 个图片，其中的文字没有读入"));
    }
    Ok(unseen)
}

fn decoded(package: &mut Package<'_>, name: &str) -> Result<Option<String>> {
    let part = package.part(name)?;
    Ok(part.and_then(|part| text::decode(&part).ok()).map(|(text, _, _)| text))
}

/// The sheets of the workbook: name and part.
fn sheet_parts(package: &mut Package<'_>) -> Result<Vec<(String, String)>> {
    let workbook = decoded(package, "xl/workbook.xml")?.unwrap_or_default();
    let relations = decoded(package, "xl/_rels/workbook.xml.rels")?.unwrap_or_default();
    let mut targets = HashMap::new();
    for_each(&relations, "Relationship", |element| {
        let target = xml::attribute(element, "Target").unwrap_or_default();
        let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        targets.extend(xml::attribute(element, "Id").map(|identifier| (identifier, part)));
    });
    let mut sheets = Vec::new();
    for_each(&workbook, "sheet", |element| {
        let name = xml::attribute(element, "name").unwrap_or_default();
        let part = xml::attribute(element, "id").and_then(|identifier| targets.get(&identifier).cloned());
        sheets.extend(part.map(|part| (name, part)));
    });
    Ok(sheets)
}

fn for_each(part: &str, name: &str, mut each: impl FnMut(&BytesStart<'_>)) {
    let mut reader = xml::reader(part);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) if element.local_name().as_ref() == name => each(&element),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// The text inside all elements of this name.
fn texts_of(part: &str, name: &str) -> String {
    let mut reader = xml::reader(part);
    let mut texts = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) if element.local_name().as_ref() == name => {
                texts.push(xml::text_inside(&mut reader));
            }
            Ok(Event::Eof) | Err(_) => return texts.join(" "),
            Ok(_) => {}
        }
    }
}

/// What the XML of a sheet says that its cells do not.
fn look_at_sheet(sheet: &str) -> UnseenInSheet {
    let mut reader = xml::reader(sheet);
    let mut unseen = UnseenInSheet::default();
    let (mut row_is_hidden, mut cell, mut has_formula, mut is_text) = (false, String::new(), false, false);
    let is_hidden = |element: &BytesStart<'_>| {
        xml::attribute(element, "hidden").is_some_and(|value| matches!(value.as_str(), "1" | "true"))
    };
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "col" if is_hidden(&element) => {
                    let bound = |name: &str| xml::number(&element, name).unwrap_or(1).saturating_sub(1);
                    unseen.hidden_columns.push((bound("min"), bound("max")));
                }
                "row" => row_is_hidden = is_hidden(&element),
                "c" => {
                    cell = xml::attribute(&element, "r").unwrap_or_default();
                    is_text = xml::attribute(&element, "t").is_some_and(|kind| kind == "str");
                    has_formula = false;
                }
                "f" => has_formula = true,
                "v" | "is" => {
                    let is_empty = xml::text_inside(&mut reader).is_empty();
                    has_formula = has_formula && is_empty && !is_text;
                    unseen.hidden_rows += usize::from(std::mem::take(&mut row_is_hidden));
                }
                _ => {}
            },
            Ok(Event::End(element)) if element.local_name().as_ref() == "c" && has_formula => {
                if unseen.uncalculated == 0 {
                    unseen.first_uncalculated.clone_from(&cell);
                }
                unseen.uncalculated += 1;
                has_formula = false;
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    unseen
}
