//! 单位行 = 其下各行之和.

use crate::checks::{Case, Check, Quantity, Sheet, structure};
use crate::domain::label::fold;
use crate::domain::{Form, RowLevel, ThreePublicItem};
use crate::facts::Fact;
use crate::findings::{Family, Severity};
use std::collections::BTreeMap;

/// The check.
pub const CHECK: Check = Check {
    code: "WT012",
    name: "unit_rows_sum",
    name_zh: "单位行等于其下各行之和",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "有单位行的各表的每一列：单位行（小计）= Σ 该单位的明细行，直到下一个单位行",
    why: "部门预算由单位预算汇总而成，单位行不平说明汇总有误。",
    example: "项目支出表：单位行 598.68 = 其下 8 个项目之和。",
    needs: "各表没有单位行，或单位行下没有明细",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for table in case.dossier.tables() {
        if matches!(table.form, Form::OtherTable | Form::RevenueExpenditureSummary | Form::AppropriationSummary)
            || !case.dossier.is_whole(table.form)
        {
            continue;
        }
        let mut columns: BTreeMap<Option<u32>, Vec<(&Fact, Vec<&Fact>)>> = BTreeMap::new();
        for row in structure::rows(&table) {
            let uncoded = row.is_uncoded();
            for (_, fact) in row.facts {
                let groups = columns.entry(fact.locator.column).or_default();
                let item = ThreePublicItem::from_folded(&fold(&fact.coordinates.item));
                // 公务用车购置及运行费 is no unit: the rows below it are not all its parts.
                let of_list = table.form == Form::ThreePublicExpenses && item.is_some();
                if fact.coordinates.level == RowLevel::OfWhich || of_list {
                    continue;
                }
                if row.level == RowLevel::Subtotal && uncoded {
                    groups.push((fact, Vec::new()));
                } else if row.level == RowLevel::Leaf
                    && let Some((_, leaves)) = groups.last_mut()
                {
                    leaves.push(fact);
                }
            }
        }
        for (unit, leaves) in columns.into_values().flatten().filter(|(_, leaves)| !leaves.is_empty()) {
            if case.dossier.has_unread_in_column(&unit.document, unit.locator.table, unit.locator.column) {
                sheet.not_testable(format!("{}这一列有未读懂的金额", table.form.name_zh()));
                continue;
            }
            let parts = Quantity::of_facts(case.dossier, leaves);
            sheet.equation(&Quantity::of_fact(case.dossier, unit), &parts, "其下各行之和");
        }
    }
}
