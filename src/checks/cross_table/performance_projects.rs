//! 项目绩效目标表 = 项目支出表, project by project.

use crate::checks::{Case, Check, Quantity, Sheet, lookup};
use crate::domain::label::fold;
use crate::domain::{Form, FundSource, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};
use std::collections::BTreeMap;

/// The check.
pub const CHECK: Check = Check {
    code: "XT016",
    name: "performance_projects",
    name_zh: "项目绩效目标表与项目支出表逐项目一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "每个项目：项目绩效目标表资金总额 = 项目支出表本年金额（按项目名称或编码对应）",
    why: "绩效目标按项目资金设定，资金不一致则目标与预算脱节。",
    example: "物业管理费 70.68 = 70.68。",
    needs: "没有项目支出表或项目绩效目标表，或没有同名项目",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let forms = [Form::ProjectPerformanceTargets, Form::ProjectExpenditure];
    if let Some(lack) = lookup::lack(dossier, &forms) {
        sheet.not_testable(lack);
        return;
    }
    let ours = projects(dossier.facts_of(forms[0]));
    let theirs = projects(dossier.facts_of(forms[1]));
    for (name, own) in &ours {
        if let (Some([other]), [own]) = (theirs.get(name).map(Vec::as_slice), own.as_slice()) {
            sheet.equality(&Quantity::of_fact(dossier, own), &Quantity::of_fact(dossier, other));
        }
    }
}

/// The figures of all funds together, by project.
fn projects<'a>(facts: impl Iterator<Item = &'a Fact>) -> BTreeMap<String, Vec<&'a Fact>> {
    let mut found: BTreeMap<String, Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        let coordinates = &fact.coordinates;
        if !coordinates.project.is_empty() && coordinates.fund == FundSource::All && coordinates.level == RowLevel::Leaf
        {
            found.entry(fold(&coordinates.project)).or_default().push(fact);
        }
    }
    found
}
