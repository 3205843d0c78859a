//! A department is the sum of its units.

use crate::checks::{Case, Check, Dossier, Quantity, Sheet, whole};
use crate::domain::BodyKind;
use crate::facts::StatementKind;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "RU001",
    name: "units_sum",
    name_zh: "部门支出等于所属单位之和",
    family: Family::RollUp,
    severity: Severity::Warning,
    formula: "部门支出合计 = Σ 所属各单位（含本级）支出合计；所属单位数与情况说明所写的预算单位数一致时才能核对",
    why: "部门预算由单位预算汇总，差额就是漏汇或重汇的单位。",
    example: "部门 1,092.22 = 机关本级 1,092.22（只有一个预算单位）。",
    needs: "没有所属单位的公开文件",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    if dossier.kind != BodyKind::Department {
        sheet.not_testable("这是单位的公开文件，由部门的公开文件来核对");
        return;
    }
    let units: Vec<&Dossier> = case.archive.relatives(dossier).filter(|unit| unit.kind == BodyKind::Unit).collect();
    let Some(total) = whole::expenditure(dossier) else { return };
    if units.is_empty() {
        return;
    }
    let expected = number_of_units(dossier);
    if expected.is_none_or(|number| number != units.len()) {
        let said = expected
            .map_or("没有写明预算单位数".to_owned(), |number| format!("情况说明写有{number}个预算单位"));
        sheet.not_testable(format!("面板里有{}个所属单位的公开文件，{said}，不能确定是否齐全", units.len()));
        return;
    }
    let parts: Option<Vec<Quantity>> = units
        .iter()
        .map(|unit| {
            let mut quantity = Quantity::of_fact(unit, whole::expenditure(unit)?);
            quantity.label = format!("{}{}", unit.name(), quantity.label);
            Some(quantity)
        })
        .collect();
    match parts {
        Some(parts) => sheet.equation(&Quantity::of_fact(dossier, total), &parts, "所属各单位支出之和"),
        None => sheet.not_testable("有所属单位的公开文件没有支出合计"),
    }
}

/// The number of budget units that the prose says: 预算单位共2家.
fn number_of_units(dossier: &Dossier) -> Option<usize> {
    dossier
        .statements
        .iter()
        .find(|statement| statement.kind == StatementKind::Count && statement.subject.contains("预算单位"))
        .and_then(|statement| statement.count.parse().ok())
}
