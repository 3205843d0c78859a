//! No unit is larger than its department.

use crate::checks::sheet::Plain;
use crate::checks::tie_out::range;
use crate::checks::{Case, Check, Dossier, Quantity, Sheet, summary, whole};
use crate::domain::{BodyKind, Flow, FundSource, Nature};
use crate::facts::Fact;
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "RU002",
    name: "units_within_department",
    name_zh: "单位数不大于部门数",
    family: Family::RollUp,
    severity: Severity::Warning,
    formula: "同一年度同一阶段：单位支出合计 ≤ 部门支出合计；单位收支总表每一类支出 ≤ 部门同一类支出",
    why: "单位是部门的一部分；单位数大于部门数，两份公开文件必有一份错误。",
    example: "本级 91,016,775.35元 ≤ 部门 140,203,311.04元。",
    needs: "没有同一部门的部门和单位两份公开文件",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    if dossier.kind != BodyKind::Department {
        sheet.not_testable("这是单位的公开文件，由部门的公开文件来核对");
        return;
    }
    for unit in case.archive.relatives(dossier).filter(|unit| unit.kind == BodyKind::Unit) {
        if let (Some(part), Some(total)) = (whole::expenditure(unit), whole::expenditure(dossier)) {
            one(sheet, (unit, part), (dossier, total));
        }
        for part in classes(unit) {
            let same = classes(dossier)
                .into_iter()
                .find(|fact| fact.coordinates.function_code == part.coordinates.function_code);
            if let Some(total) = same {
                one(sheet, (unit, part), (dossier, total));
            }
        }
    }
}

/// The classes of expenditure in 收支总表.
fn classes(dossier: &Dossier) -> Vec<&Fact> {
    summary::of(dossier)
        .iter()
        .filter(|summary| summary.whole_fund() == FundSource::All)
        .flat_map(|summary| {
            summary.filter(|fact| {
                fact.coordinates.flow == Some(Flow::Expenditure)
                    && fact.coordinates.nature == Nature::Total
                    && fact.coordinates.function_code.len() == 3
            })
        })
        .collect()
}

fn one(sheet: &mut Sheet, (unit, part): (&Dossier, &Fact), (department, total): (&Dossier, &Fact)) {
    let (part, total) = (Quantity::of_fact(unit, part), Quantity::of_fact(department, total));
    let fits = range(&part.amount).low <= range(&total.amount).high;
    let words = if fits { "不大于" } else { "大于" };
    let texts = Plain {
        printed: part.printed.clone(),
        expected: format!("≤{}", total.printed),
        unit: part.amount.unit.name_zh(),
        message: format!(
            "单位{}{}{}{}，{words}部门{}{}。",
            unit.name(),
            part.label,
            part.printed,
            part.amount.unit.name_zh(),
            total.printed,
            total.amount.unit.name_zh()
        ),
        ..Plain::default()
    };
    sheet.plain(if fits { Outcome::Ties } else { Outcome::Breaks }, texts, vec![part.evidence, total.evidence]);
}
