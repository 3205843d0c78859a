//! 收入总表 row by row: 总计 = 本年收入合计 + 上年结转.

use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::{Flow, Form, FundSource, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT011",
    name: "row_with_carryover",
    name_zh: "收入总表每行总计等于本年收入加上年结转",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "收入总表的每一行：总计 = 本年收入合计 + 上年结转结余",
    why: "逐单位核对结转，总数相符而单位之间串列的错误只有逐行才能发现。",
    example: "周口市行政服务中心：总计 1,092.22 = 本年收入合计 1,092.22 + 上年结转 0。",
    needs: "收入总表没有同时列出总计与本年收入合计",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for table in case.dossier.tables_of(Form::RevenueSummary) {
        for facts in table.rows() {
            let all: Vec<&Fact> =
                facts.iter().copied().filter(|fact| fact.coordinates.level != RowLevel::OfWhich).collect();
            let whole = |fact: &&&Fact| {
                fact.coordinates.fund == FundSource::All && fact.coordinates.flow == Some(Flow::Revenue)
            };
            let grand = all.iter().filter(whole).find(|fact| fact.coordinates.level == RowLevel::GrandTotal);
            let own = all.iter().filter(whole).find(|fact| fact.coordinates.level != RowLevel::GrandTotal);
            let (Some(grand), Some(own)) = (grand, own) else { continue };
            let carried: Vec<&Fact> = carried_over(&all);
            let parts = Quantity::of_facts(case.dossier, std::iter::once(*own).chain(carried));
            sheet.equation(&Quantity::of_fact(case.dossier, grand), &parts, "本年收入与上年结转之和");
        }
    }
}

/// The carried-over figure of all funds, or those of single funds where there is none.
fn carried_over<'a>(facts: &[&'a Fact]) -> Vec<&'a Fact> {
    let carried: Vec<&Fact> =
        facts.iter().copied().filter(|fact| fact.coordinates.flow == Some(Flow::CarryoverIn)).collect();
    let whole: Vec<&Fact> = carried.iter().copied().filter(|fact| fact.coordinates.fund == FundSource::All).collect();
    if whole.is_empty() { carried } else { whole }
}
