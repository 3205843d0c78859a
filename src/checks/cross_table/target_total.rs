//! 整体绩效目标表 against 支出总表.

use crate::checks::{Case, Check, Quantity, Sheet, lookup};
use crate::domain::{Flow, Form, FundSource, Nature, RowLevel};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT017",
    name: "target_total",
    name_zh: "整体绩效目标表与支出总表一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "整体绩效目标表部门预算总额、基本支出、项目支出 = 支出总表合计、基本支出、项目支出",
    why: "整体绩效目标以部门全部预算为对象，总额必须就是预算。",
    example: "1,092.22 = 1,092.22；基本支出 493.54 = 493.54；项目支出 598.68 = 598.68。",
    needs: "没有整体绩效目标表或支出总表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let Some(expenditure) = lookup::table_of(dossier, Form::ExpenditureSummary) else { return };
    let targets: Vec<_> = dossier
        .facts_of(Form::DepartmentPerformanceTargets)
        .filter(|fact| fact.coordinates.flow == Some(Flow::Expenditure) && fact.coordinates.level != RowLevel::OfWhich)
        .collect();
    for nature in [Nature::Total, Nature::Basic, Nature::Project] {
        let own: Vec<_> = targets.iter().filter(|fact| fact.coordinates.nature == nature).collect();
        if let ([own], Some(other)) = (own.as_slice(), lookup::total(&expenditure, nature, FundSource::All)) {
            sheet.equality(&Quantity::of_fact(dossier, own), &Quantity::of_fact(dossier, other));
        }
    }
}
