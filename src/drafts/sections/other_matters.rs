//! 其他重要事项: operating costs, procurement, projects with performance targets.

use super::Section;
use crate::checks::projects;
use crate::domain::Form;
use crate::drafts::Line;
use crate::drafts::case::Case;
use crate::drafts::names;
use std::collections::BTreeSet;

/// The section.
pub const SECTION: Section =
    Section {
        name: "other_matters", name_zh: "其他重要事项", heading: |_| "其他重要事项情况说明".to_owned(), write
    };

fn write(case: &Case) -> Vec<Line> {
    let matters = [
        ("机关运行经费支出情况", operating(case)),
        ("政府采购支出情况", procurement(case)),
        ("预算绩效管理情况", performance(case)),
    ];
    let told = matters.into_iter().filter_map(|(heading, text)| Some((heading, text?)));
    told.enumerate()
        .flat_map(|(index, (heading, text))| {
            [Line::Heading(format!("（{}）{heading}", names::ordinal(index + 1))), Line::Text(text)]
        })
        .collect()
}

fn operating(case: &Case) -> Option<String> {
    let wanted = names::special(Form::OperatingCosts);
    let named = case.named(&wanted)?;
    Some(format!("{}{named}{}。", case.year(), case.change(&wanted)))
}

fn procurement(case: &Case) -> Option<String> {
    let wanted = names::special(Form::Procurement);
    let fen = case.standpoint.now(&wanted).fen()?;
    let mut text = format!("{}{}", case.year(), case.named(&wanted)?);
    let bought: Vec<_> = ["货物", "工程", "服务"].into_iter().map(names::procured).collect();
    if case.adds_up(fen, &bought) {
        let listed: Vec<String> = bought.iter().filter_map(|bought| case.named(bought)).collect();
        text.push_str(&format!("，其中：{}", listed.join("、")));
    }
    Some(format!("{text}。{}", case.changed(&wanted)))
}

/// How many projects have targets, and how much money.
fn performance(case: &Case) -> Option<String> {
    let dossier = case.standpoint.dossier;
    let with_targets: BTreeSet<String> = dossier
        .indicators
        .iter()
        .filter(|indicator| indicator.form == Form::ProjectPerformanceTargets && !indicator.project.is_empty())
        .map(|indicator| crate::domain::label::fold(&indicator.project))
        .collect();
    let amounts = projects::amounts(dossier);
    let known = with_targets.iter().all(|project| amounts.contains_key(project));
    if with_targets.is_empty() || !known {
        return None;
    }
    let fen = amounts
        .iter()
        .filter(|(project, _)| with_targets.contains(*project))
        .fold(0_i64, |sum, (_, fact)| sum.saturating_add(fact.amount.value.fen()));
    let (number, money) = (with_targets.len(), case.voice.money(fen));
    Some(format!("{}编报绩效目标的项目共{number}个，涉及项目预算资金{money}。", case.year()))
}
