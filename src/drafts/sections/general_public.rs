//! 一般公共预算支出情况: total, structure by nature and by class, and every item.

use super::Section;
use crate::domain::codebook::FUNCTIONAL;
use crate::domain::{Flow, Form, FundSource, Nature, RowLevel};
use crate::drafts::Line;
use crate::drafts::case::Case;
use crate::drafts::names;
use crate::facts::Coordinates;
use std::collections::BTreeSet;

/// The section.
pub const SECTION: Section = Section {
    name: "general_public",
    name_zh: "一般公共预算支出情况",
    heading: |case| {
        let money = if case.executed() { "财政拨款" } else { "" };
        format!("一般公共预算{money}支出{}情况说明", case.stage())
    },
    write,
};

const FORM: Form = Form::GeneralPublicExpenditure;
const FUND: FundSource = FundSource::GeneralPublic;
/// Digits of a 类 and of a 项.
const CLASS: usize = 3;
const ITEM: usize = 7;

fn write(case: &Case) -> Vec<Line> {
    let whole = names::nature(FORM, FUND, Nature::Total);
    let (Some(fen), Some(named)) = (case.standpoint.now(&whole).fen(), case.named(&whole)) else { return Vec::new() };
    let mut text = format!("{}{named}{}", case.opening(), case.change(&whole));
    text.push('。');
    let natures = case.natures(FORM, FUND);
    if let Some(listed) = case.adds_up(fen, &natures).then(|| case.parts(fen, &natures)).flatten() {
        text.push_str(&format!("其中：{listed}。"));
    }
    let mut lines = vec![Line::Text(text)];
    let classes: Vec<Coordinates> = codes(case, CLASS)
        .iter()
        .map(|code| class(case, code))
        .filter(|wanted| case.standpoint.now(wanted).some().is_some())
        .collect();
    if let Some(listed) = case.adds_up(fen, &classes).then(|| case.parts(fen, &classes)).flatten() {
        lines.push(Line::Text(format!("{}，主要用于以下方面：{listed}。", without_year(case, &whole))));
    }
    let items: Vec<String> = codes(case, ITEM).iter().filter_map(|code| item(case, code)).collect();
    match case.carried_out(&whole) {
        Some(carried_out) => {
            let ending = if items.is_empty() { "" } else { "其中：" };
            lines.push(Line::Text(format!("{}{carried_out}。{ending}", case.voice.words(&whole))));
        }
        None if !items.is_empty() => {
            lines.push(Line::Text(format!("{}，具体情况如下：", without_year(case, &whole))));
        }
        None => {}
    }
    lines.extend(items.iter().enumerate().map(|(index, text)| Line::Text(format!("{}、{text}。", index + 1))));
    lines
}

/// The total again, as the whole of the list that follows.
fn without_year(case: &Case, whole: &Coordinates) -> String {
    case.named(whole).unwrap_or_default()
}

/// The classes and items that have an amount: this year, last year, or in the budget that was executed.
fn codes(case: &Case, digits: usize) -> BTreeSet<String> {
    let standpoint = case.standpoint;
    let around = [Some(standpoint.dossier), standpoint.last, standpoint.budget];
    let facts = around.into_iter().flatten().flat_map(|dossier| dossier.facts.iter().chain(&dossier.beside));
    facts
        .filter(|fact| {
            let coordinates = &fact.coordinates;
            coordinates.form == Some(FORM)
                && coordinates.flow == Some(Flow::Expenditure)
                && coordinates.nature == Nature::Total
                && coordinates.level != RowLevel::OfWhich
                && fact.amount.value.fen() != 0
        })
        .filter_map(|fact| fact.coordinates.function_code.get(..digits).map(str::to_owned))
        .collect()
}

fn class(case: &Case, code: &str) -> Coordinates {
    names::function(FORM, FUND, code, &name(case, code))
}

/// The department's name of a code, as its table of this or of another year prints it; the official one where no table has a
/// row of it.
fn name(case: &Case, code: &str) -> String {
    let standpoint = case.standpoint;
    let around = [Some(standpoint.dossier), standpoint.last, standpoint.budget];
    let mut printed = around.into_iter().flatten().flat_map(|dossier| dossier.facts_of(FORM));
    let printed = printed.find(|fact| fact.coordinates.function_code == code && !fact.coordinates.item.is_empty());
    let official = || FUNCTIONAL.name(code, standpoint.dossier.year.get()).unwrap_or_default().to_owned();
    printed.map_or_else(official, |fact| fact.coordinates.item.clone())
}

/// 住房保障支出（类）住房改革支出（款）住房公积金（项）33.18万元，与上年相比….
fn item(case: &Case, code: &str) -> Option<String> {
    let [class, section] = [CLASS, 5].map(|digits| code.get(..digits).map(|code| name(case, code)).unwrap_or_default());
    let own = name(case, code);
    if own.is_empty() || class.is_empty() || section.is_empty() {
        return None;
    }
    let wanted = names::function(FORM, FUND, code, &format!("{class}（类）{section}（款）{own}（项）"));
    let (now, planned) = (case.standpoint.now(&wanted), case.standpoint.planned(&wanted));
    if now.some().is_none() && planned.some().is_none() && case.standpoint.base(&wanted).some().is_none() {
        return None;
    }
    if let Some(carried_out) = case.carried_out(&wanted) {
        return Some(format!("{}。{carried_out}", names::usual(&wanted)));
    }
    let fen = now.fen()?;
    Some(format!("{}{}{}", names::usual(&wanted), case.voice.money(fen), case.change(&wanted)))
}
