//! 收支总表 against 收入总表, fund by fund.

use crate::checks::{Case, Check, Quantity, Sheet, lookup};
use crate::domain::{Flow, Form, FundSource, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT002",
    name: "revenue_funds",
    name_zh: "收支总表各项收入与收入总表一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "收支总表每一项收入（一般公共预算、事业收入、其他收入……）= 收入总表合计行同一资金来源",
    why: "合计相符而来源串列时，只有逐项核对才能发现。",
    example: "一般公共预算 1,092.22 = 1,092.22。",
    needs: "没有收支总表或收入总表，或两表没有相同的资金来源",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let forms = [Form::RevenueExpenditureSummary, Form::RevenueSummary];
    if let Some(lack) = lookup::lack(dossier, &forms) {
        sheet.not_testable(lack);
        return;
    }
    let [Some(summary), Some(revenue)] = forms.map(|form| lookup::table_of(dossier, form)) else { return };
    let totals = lookup::totals(&revenue);
    for fund in FundSource::ALL.iter().copied().filter(|fund| !matches!(fund, FundSource::All | FundSource::Unknown)) {
        let is_fund = |fact: &Fact| {
            fact.coordinates.flow == Some(Flow::Revenue)
                && fact.coordinates.fund == fund
                && fact.coordinates.level != RowLevel::OfWhich
        };
        let left: Vec<&Fact> = summary.facts.iter().copied().filter(|fact| is_fund(fact)).collect();
        let right: Vec<&Fact> = totals.iter().copied().filter(|fact| is_fund(fact)).collect();
        if let ([left], [right]) = (left.as_slice(), right.as_slice()) {
            sheet.equality(&Quantity::of_fact(dossier, left), &Quantity::of_fact(dossier, right));
        }
    }
}
