//! 收入情况: revenue by source, with shares.

use super::Section;
use crate::checks::figures::is_below;
use crate::domain::{Flow, Form, FundSource, RowLevel};
use crate::drafts::Line;
use crate::drafts::case::Case;
use crate::drafts::names;
use crate::facts::Coordinates;

/// The section.
pub const SECTION: Section =
    Section {
        name: "revenue", name_zh: "收入情况", heading: |case| format!("收入{}情况说明", case.stage()), write
    };

const FORM: Form = Form::RevenueSummary;

fn write(case: &Case) -> Vec<Line> {
    let of = |level: RowLevel| names::total(FORM, Flow::Revenue, FundSource::All, level);
    let known = [of(RowLevel::Total), of(RowLevel::GrandTotal)].into_iter().find_map(|wanted| {
        let fen = case.standpoint.now(&wanted).fen()?;
        Some((wanted, fen))
    });
    let Some((whole, fen)) = known else { return Vec::new() };
    let Some(named) = case.named(&whole) else { return Vec::new() };
    let balance = names::balance(FORM, Flow::CarryoverIn);
    let parts = sources(case, fen, &balance);
    let mut text = format!("{}{named}", case.opening());
    if let Some(listed) = parts.as_ref().and_then(|parts| case.parts(fen, parts)) {
        text.push_str(&format!("，其中：{listed}"));
    }
    text.push_str(&format!("。{}", case.changed(&whole)));
    let carried = parts.is_none_or(|parts| !parts.contains(&balance));
    if carried && whole.level == RowLevel::Total && case.standpoint.now(&balance).some().is_some() {
        text.push_str(&case.named(&balance).map_or(String::new(), |named| format!("{named}。")));
    }
    vec![Line::Text(text)]
}

/// The sources that add up to the total: the finest that are printed, else the outermost; with the balance carried over
/// where the total holds it. `None` where nothing adds up.
fn sources(case: &Case, whole: i64, balance: &Coordinates) -> Option<Vec<Coordinates>> {
    let amount = |wanted: &Coordinates| case.standpoint.now(wanted).some();
    let printed: Vec<FundSource> = FundSource::ALL
        .iter()
        .copied()
        .filter(|fund| !matches!(fund, FundSource::All | FundSource::Unknown))
        .filter(|fund| amount(&names::source(FORM, *fund)).is_some())
        .collect();
    let finest = printed.iter().copied().filter(|fund| !printed.iter().any(|part| is_below(*part, *fund)));
    let outermost = printed.iter().copied().filter(|fund| !printed.iter().any(|above| is_below(*fund, *above)));
    let mut lists: Vec<Vec<Coordinates>> = [finest.collect::<Vec<_>>(), outermost.collect()]
        .into_iter()
        .map(|funds| funds.into_iter().map(|fund| names::source(FORM, fund)).collect())
        .collect();
    if amount(balance).is_some() {
        let with: Vec<_> = lists
            .iter()
            .map(|list: &Vec<Coordinates>| [list.as_slice(), std::slice::from_ref(balance)].concat())
            .collect();
        lists.extend(with);
    }
    lists.into_iter().find(|list| case.adds_up(whole, list))
}
