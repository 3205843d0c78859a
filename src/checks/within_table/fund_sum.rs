//! 合计 = 各资金来源之和, row by row.

use crate::checks::{Case, Check, Quantity, Sheet};
use crate::checks::{lookup, structure};
use crate::domain::{Flow, Form, FundSource, Nature, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// The check.
pub const CHECK: Check = Check {
    code: "WT010",
    name: "fund_sum",
    name_zh: "每行合计等于各资金来源之和",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "收入总表、财政拨款收支总表、项目支出表等分资金来源的每一行：合计 = Σ 各资金来源；财政拨款 = 一般公共预算 + 政府性基金 + 国有资本经营；单位资金 = 事业收入 + 经营收入 + …",
    why: "资金来源决定支出的依据，分来源不等于合计说明来源录错或漏列。",
    example: "一般公共服务支出：合计 992.16 = 一般公共预算 992.16 + 政府性基金 0 + 国有资本经营 0。",
    needs: "没有分资金来源列示的表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for table in case.dossier.tables() {
        if matches!(table.form, Form::RevenueExpenditureSummary | Form::OtherTable | Form::ThreePublicExpenses) {
            continue;
        }
        let mut rows: BTreeMap<(Option<u32>, Flow, Nature), Vec<&Fact>> = BTreeMap::new();
        for fact in table.facts.iter().filter(|fact| counts(fact)) {
            let flow = fact.coordinates.flow.unwrap_or(Flow::Expenditure);
            rows.entry((fact.locator.row, flow, fact.coordinates.nature)).or_default().push(fact);
        }
        for facts in rows.into_values().filter(|facts| one_figure_each(facts)) {
            let own = facts.first().map(|fact| fact.locator.row);
            let whole_row: Vec<&Fact> = if table.form == Form::RevenueSummary {
                table.facts.iter().copied().filter(|fact| Some(fact.locator.row) == own).collect()
            } else {
                Vec::new()
            };
            row(case, sheet, &facts, &lookup::carried_in_total(&whole_row));
        }
    }
}

/// A column 总计 includes what was carried over, which is no fund.
fn counts(fact: &Fact) -> bool {
    let revenue_with_carryover =
        fact.coordinates.level == RowLevel::GrandTotal && fact.coordinates.form == Some(Form::RevenueSummary);
    fact.coordinates.level != RowLevel::OfWhich && !revenue_with_carryover
}

fn one_figure_each(facts: &[&Fact]) -> bool {
    let funds: BTreeSet<FundSource> = facts.iter().map(|fact| fact.coordinates.fund).collect();
    funds.len() == facts.len() && !funds.contains(&FundSource::Unknown)
}

fn row(case: &Case, sheet: &mut Sheet, facts: &[&Fact], carried: &[&Fact]) {
    for branch in structure::by_fund(facts) {
        let parent = branch.parent;
        if case.dossier.has_unread_in_row(&parent.document, parent.locator.table, parent.locator.row) {
            sheet.not_testable(format!("“{}”一行有未读懂的金额", parent.coordinates.item));
            continue;
        }
        let with_carryover =
            parent.coordinates.fund == FundSource::All && parent.coordinates.flow == Some(Flow::Revenue);
        let carried = carried.iter().copied().filter(|_| with_carryover);
        let parts = Quantity::of_facts(case.dossier, branch.children.iter().copied().chain(carried));
        sheet.equation(&Quantity::of_fact(case.dossier, parent), &parts, "各资金来源之和");
    }
}
