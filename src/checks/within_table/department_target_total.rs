//! 整体绩效目标表: 总额 = Σ 资金来源 = 基本支出 + 项目支出.

use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::{Flow, Form, Nature, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT015",
    name: "department_target_total",
    name_zh: "整体绩效目标表总额等于资金来源之和、等于基本加项目",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "整体绩效目标表：部门预算总额 = Σ 资金来源；部门预算总额 = 基本支出 + 项目支出",
    why: "绩效目标以预算为依据，总额与预算脱节则绩效无从评价。",
    example: "1,092.22 = 政府预算资金 1,092.22 = 493.54 + 598.68。",
    needs: "没有整体绩效目标表，或表中没有总额",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for table in case.dossier.tables_of(Form::DepartmentPerformanceTargets) {
        let totals: Vec<&Fact> = table
            .facts
            .iter()
            .copied()
            .filter(|fact| fact.coordinates.level <= RowLevel::Total && fact.coordinates.nature == Nature::Total)
            .collect();
        let [total] = totals.as_slice() else { continue };
        let total = Quantity::of_fact(case.dossier, total);
        let sources: Vec<&Fact> = table.of_flow(Flow::Revenue);
        let natures: Vec<&Fact> = table
            .of_flow(Flow::Expenditure)
            .into_iter()
            .filter(|fact| fact.coordinates.nature.parent() == Some(Nature::Total))
            .collect();
        for (parts, words) in [(sources, "各资金来源之和"), (natures, "基本支出与项目支出之和")] {
            if !parts.is_empty() {
                sheet.equation(&total, &Quantity::of_facts(case.dossier, parts), words);
            }
        }
    }
}
