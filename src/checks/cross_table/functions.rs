//! 收支总表 by function against 支出总表.

use crate::checks::summary::Summary;
use crate::checks::{Case, Check, Sheet, classes, lookup};
use crate::domain::{Form, FundSource};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT004",
    name: "functions",
    name_zh: "收支总表各功能分类与支出总表一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "收支总表每一类支出 = 支出总表同一类（或同类各项之和）；两张表的类相同",
    why: "总数相符而类别串列时，只有逐类核对才能发现。",
    example: "208：41.02 = 39.07 + 1.95。",
    needs: "没有收支总表或支出总表，或两表没有按功能分类列示",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let forms = [Form::RevenueExpenditureSummary, Form::ExpenditureSummary];
    if let Some(lack) = lookup::lack(case.dossier, &forms) {
        sheet.not_testable(lack);
        return;
    }
    let [Some(table), Some(detail)] = forms.map(|form| lookup::table_of(case.dossier, form)) else { return };
    if lookup::classes(&detail).is_empty() {
        return;
    }
    classes::compare(case, sheet, &Summary { table }, FundSource::All, &detail, FundSource::All);
}
