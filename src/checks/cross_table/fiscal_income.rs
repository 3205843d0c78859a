//! 财政拨款收支总表 = 收支总表 less non-fiscal income.

use crate::checks::{Case, Check, Quantity, Sheet, TableView, lookup};
use crate::domain::{Flow, Form, FundSource, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT005",
    name: "fiscal_income",
    name_zh: "财政拨款收支总表收入与收支总表财政拨款一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "一般公共预算、政府性基金、国有资本经营拨款各项：财政拨款收支总表 = 收支总表同一项（收支总表扣除非财政拨款收入后即为财政拨款收支总表）",
    why: "财政拨款是收入的一部分，两表不一致说明有一张表混入了非财政资金。",
    example: "一般公共预算拨款 1,092.22 = 1,092.22。",
    needs: "没有收支总表或财政拨款收支总表，或两表没有相同的拨款项目",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let forms = [Form::RevenueExpenditureSummary, Form::AppropriationSummary];
    if let Some(lack) = lookup::lack(dossier, &forms) {
        sheet.not_testable(lack);
        return;
    }
    let [Some(all), Some(appropriation)] = forms.map(|form| lookup::table_of(dossier, form)) else { return };
    for fund in [FundSource::GeneralPublic, FundSource::GovernmentFund, FundSource::StateCapital] {
        if let (Some(own), Some(other)) = (income(&appropriation, fund), income(&all, fund)) {
            sheet.equality(&Quantity::of_fact(dossier, own), &Quantity::of_fact(dossier, other));
        }
    }
}

/// The only income of a fund.
fn income<'a>(table: &TableView<'a>, fund: FundSource) -> Option<&'a Fact> {
    let found: Vec<&Fact> = table
        .facts
        .iter()
        .copied()
        .filter(|fact| {
            fact.coordinates.flow == Some(Flow::Revenue)
                && fact.coordinates.fund == fund
                && matches!(fact.coordinates.level, RowLevel::Leaf | RowLevel::Subtotal)
        })
        .collect();
    let [income] = found.as_slice() else { return None };
    Some(income)
}
