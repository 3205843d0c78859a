//! 支出经济分类汇总表 against 支出总表 and 基本支出表.

use crate::checks::{Case, Check, Quantity, Sheet, lookup};
use crate::domain::{Form, Nature};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT013",
    name: "economic_summary",
    name_zh: "支出经济分类汇总表与支出总表一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "支出经济分类汇总表合计 = 支出总表合计",
    why: "按经济分类汇总必须覆盖全部支出，否则有支出没有归类。",
    example: "汇总表合计 1,092.22 = 支出总表合计 1,092.22。",
    needs: "没有支出经济分类汇总表或支出总表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let forms = [Form::EconomicClassificationSummary, Form::ExpenditureSummary];
    if let Some(lack) = lookup::lack(dossier, &forms) {
        sheet.not_testable(lack);
        return;
    }
    let [Some(economic), Some(expenditure)] = forms.map(|form| lookup::table_of(dossier, form)) else { return };
    let whole = |table| lookup::total(table, Nature::Total, lookup::whole_fund(table));
    if let (Some(own), Some(other)) = (whole(&economic), whole(&expenditure))
        && own.coordinates.fund == other.coordinates.fund
    {
        sheet.equality(&Quantity::of_fact(dossier, own), &Quantity::of_fact(dossier, other));
    }
}
