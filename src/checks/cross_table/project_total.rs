//! 项目支出表合计 = 支出表项目支出.

use crate::checks::{Case, Check, Quantity, Sheet, lookup};
use crate::domain::{Form, FundSource, Nature};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT015",
    name: "project_total",
    name_zh: "项目支出表合计与支出表项目支出一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "项目支出表合计 = 支出总表项目支出；一般公共预算项目支出表合计 = 一般公共预算支出表项目支出",
    why: "项目逐个列示之和必须等于项目支出，差额就是没有公开的项目。",
    example: "8 个项目合计 598.68 = 支出总表项目支出 598.68。",
    needs: "没有项目支出表，或支出表没有分列项目支出",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    for (projects, expenditure, fund) in [
        (Form::ProjectExpenditure, Form::ExpenditureSummary, FundSource::All),
        (Form::GeneralPublicProjectExpenditure, Form::GeneralPublicExpenditure, FundSource::GeneralPublic),
    ] {
        let (Some(projects), Some(expenditure)) =
            (lookup::table_of(dossier, projects), lookup::table_of(dossier, expenditure))
        else {
            continue;
        };
        let own =
            lookup::total(&projects, Nature::Project, fund).or_else(|| lookup::total(&projects, Nature::Total, fund));
        if let (Some(own), Some(other)) = (own, lookup::total(&expenditure, Nature::Project, fund)) {
            sheet.equality(&Quantity::of_fact(dossier, own), &Quantity::of_fact(dossier, other));
        }
    }
}
