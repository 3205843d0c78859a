//! 基本支出情况: personnel and public funds, and what they are spent on.

use super::Section;
use crate::domain::{Form, FundSource, Nature};
use crate::drafts::Line;
use crate::drafts::case::Case;
use crate::drafts::names;

/// The section.
pub const SECTION: Section = Section {
    name: "basic",
    name_zh: "一般公共预算基本支出情况",
    heading: |case| {
        let money = if case.executed() { "财政拨款" } else { "" };
        format!("一般公共预算{money}基本支出{}情况说明", case.stage())
    },
    write,
};

const FORM: Form = Form::GeneralPublicBasicExpenditure;
const FUND: FundSource = FundSource::GeneralPublic;
/// Digits of a 款 of the economic classification: 30101 基本工资.
const SECTION_DIGITS: usize = 5;

fn write(case: &Case) -> Vec<Line> {
    let of = |nature: Nature| names::nature(FORM, FUND, nature);
    let whole = of(Nature::Basic);
    let (Some(fen), Some(named)) = (case.standpoint.now(&whole).fen(), case.named(&whole)) else { return Vec::new() };
    let parts = [of(Nature::Personnel), of(Nature::Operating)];
    let mut text = format!("{}{named}", case.opening());
    if let Some(listed) = case.adds_up(fen, &parts).then(|| case.parts(fen, &parts)).flatten() {
        text.push_str(&format!("，其中：{listed}"));
    }
    text.push_str(&format!("。{}", case.changed(&whole)));
    let mut lines = vec![Line::Text(text)];
    let used: Vec<String> = [("人员经费", ["301", "303"].as_slice()), ("公用经费", &["302", "309", "310"])]
        .iter()
        .filter_map(|(nature, classes)| Some(format!("{nature}主要包括：{}", spent_on(case, classes)?)))
        .collect();
    if !used.is_empty() {
        lines.push(Line::Text(format!("{}。", used.join("；"))));
    }
    lines
}

/// The names of the economic items below these classes that have an amount.
fn spent_on(case: &Case, classes: &[&str]) -> Option<String> {
    let mut listed: Vec<&str> = Vec::new();
    for fact in case.standpoint.dossier.facts_of(FORM) {
        let (code, item) = (fact.coordinates.economic_code.as_str(), fact.coordinates.item.as_str());
        let fits = code.len() == SECTION_DIGITS && classes.iter().any(|class| code.starts_with(class));
        if fits && fact.amount.value.fen() != 0 && !item.is_empty() && !listed.contains(&item) {
            listed.push(item);
        }
    }
    (!listed.is_empty()).then(|| listed.join("、"))
}
