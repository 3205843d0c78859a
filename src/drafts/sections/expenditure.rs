//! 支出情况: expenditure by nature, with shares and changes.

use super::Section;
use crate::domain::{Form, FundSource, Nature};
use crate::drafts::Line;
use crate::drafts::case::Case;
use crate::drafts::names;

/// The section.
pub const SECTION: Section = Section {
    name: "expenditure",
    name_zh: "支出情况",
    heading: |case| format!("支出{}情况说明", case.stage()),
    write,
};

fn write(case: &Case) -> Vec<Line> {
    let of = |nature: Nature| names::nature(Form::ExpenditureSummary, FundSource::All, nature);
    let whole = of(Nature::Total);
    let (Some(fen), Some(named)) = (case.standpoint.now(&whole).fen(), case.named(&whole)) else { return Vec::new() };
    let mut text = format!("{}{named}", case.opening());
    let parts = case.natures(Form::ExpenditureSummary, FundSource::All);
    if let Some(listed) = case.adds_up(fen, &parts).then(|| case.parts(fen, &parts)).flatten() {
        text.push_str(&format!("，其中：{listed}"));
    }
    text.push_str(&format!("。{}", case.changed(&whole)));
    if case.changes_add_up(&whole, &parts) {
        parts.iter().for_each(|part| text.push_str(&case.changed(part)));
    }
    vec![Line::Text(text)]
}
