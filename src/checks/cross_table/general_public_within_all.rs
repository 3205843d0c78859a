//! 一般公共预算支出表 ≤ 支出总表, item by item.

use crate::checks::sheet::Plain;
use crate::checks::tie_out::range_of_sum;
use crate::checks::{Case, Check, Quantity, Sheet, lookup};
use crate::domain::{Form, FundSource, Nature};
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT009",
    name: "general_public_within_all",
    name_zh: "一般公共预算支出不大于全部支出",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "每一类科目：一般公共预算支出表 ≤ 支出总表；合计同样",
    why: "一般公共预算是全部支出的一部分，大于全部必有一数错误；有其他资金时仍然成立。",
    example: "201：一般公共预算 2,106.66 ≤ 全部支出 2,112.86。",
    needs: "没有支出总表或一般公共预算支出表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let forms = [Form::ExpenditureSummary, Form::GeneralPublicExpenditure];
    if let Some(lack) = lookup::lack(dossier, &forms) {
        sheet.not_testable(lack);
        return;
    }
    let [Some(all), Some(part)] = forms.map(|form| lookup::table_of(dossier, form)) else { return };
    for code in lookup::classes(&part) {
        let ours =
            lookup::quantities(dossier, &lookup::of_code(&part, &code, Nature::Total, FundSource::GeneralPublic));
        let whole = lookup::quantities(dossier, &lookup::of_code(&all, &code, Nature::Total, FundSource::All));
        let Some(first) = ours.first() else { continue };
        if lookup::classes(&all).is_empty() {
            return;
        }
        let low = range_of_sum(ours.iter().map(|quantity| &quantity.amount)).low;
        let high = range_of_sum(whole.iter().map(|quantity| &quantity.amount)).high;
        let fits = low <= high;
        let words = if fits { "不大于" } else { "大于" };
        let texts = Plain {
            printed: first.printed.clone(),
            message: format!("一般公共预算支出表{code}类{words}支出总表同一类。"),
            unit: first.amount.unit.name_zh(),
            ..Plain::default()
        };
        let evidence = ours.iter().chain(&whole).map(|quantity: &Quantity| quantity.evidence.clone()).collect();
        sheet.plain(if fits { Outcome::Ties } else { Outcome::Breaks }, texts, evidence);
    }
}
