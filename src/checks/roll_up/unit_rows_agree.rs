//! A unit's row in the department's tables is what the unit discloses itself.

use crate::checks::{Case, Check, Quantity, Sheet, lookup, whole};
use crate::domain::label::fold;
use crate::domain::{BodyKind, Form, FundSource, Nature, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "RU003",
    name: "unit_rows_agree",
    name_zh: "部门表中的单位行与单位自己的公开一致",
    family: Family::RollUp,
    severity: Severity::Warning,
    formula: "部门支出总表中某单位行的合计 = 该单位自己公开的支出合计",
    why: "同一单位在部门和单位两份公开文件里应当是同一个数。",
    example: "部门支出总表“机关本级”1,092.22 = 单位公开 1,092.22。",
    needs: "部门的表没有单位行，或没有该单位自己的公开文件",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    if dossier.kind != BodyKind::Department {
        sheet.not_testable("这是单位的公开文件，由部门的公开文件来核对");
        return;
    }
    let Some(table) = lookup::table_of(dossier, Form::ExpenditureSummary) else { return };
    for unit in case.archive.relatives(dossier).filter(|unit| unit.kind == BodyKind::Unit) {
        let rows: Vec<&Fact> = table
            .facts
            .iter()
            .copied()
            .filter(|fact| {
                fact.coordinates.level == RowLevel::Subtotal
                    && fact.coordinates.nature == Nature::Total
                    && fact.coordinates.fund == FundSource::All
                    && fact.coordinates.function_code.is_empty()
                    && fold(&fact.body.unit) == fold(unit.name())
            })
            .collect();
        if let ([row], Some(own)) = (rows.as_slice(), whole::expenditure(unit)) {
            sheet.equality(&Quantity::of_fact(dossier, row), &Quantity::of_fact(unit, own));
        }
    }
}
