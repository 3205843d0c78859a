//! 财政拨款收支总表 by function against the table of each fund.

use crate::checks::summary::Summary;
use crate::checks::{Case, Check, Sheet, classes, lookup};
use crate::domain::{Form, FundSource};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT007",
    name: "appropriation_functions",
    name_zh: "财政拨款收支总表各功能分类与各资金支出表一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "财政拨款收支总表每一类的一般公共预算列 = 一般公共预算支出表同一类；政府性基金列、国有资本经营列、财政拨款支出表同样",
    why: "总数相符而类别串列时，只有逐类核对才能发现。",
    example: "210：25.86 = 12.29 + 6.66 + 6.91。",
    needs: "没有财政拨款收支总表，或它没有按功能分类列示，或没有各资金的支出表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let Some(table) = lookup::table_of(dossier, Form::AppropriationSummary) else { return };
    let summary = Summary { table };
    for (fund, form) in [
        (FundSource::GeneralPublic, Form::GeneralPublicExpenditure),
        (FundSource::GovernmentFund, Form::GovernmentFundExpenditure),
        (FundSource::StateCapital, Form::StateCapitalExpenditure),
        (FundSource::Appropriation, Form::AppropriationExpenditure),
    ] {
        if let Some(detail) = lookup::table_of(dossier, form) {
            classes::compare(case, sheet, &summary, fund, &detail, fund);
        }
    }
}
