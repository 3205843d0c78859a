//! 政府采购表: 合计 = 货物 + 工程 + 服务.

use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::{Form, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT016",
    name: "procurement_kinds_sum",
    name_zh: "政府采购合计等于货物、工程、服务之和",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "政府采购表：合计 = 货物 + 工程 + 服务（列有三类小计时）",
    why: "采购方式和限额标准按三类分别规定，三类之和必须是全部采购。",
    example: "2,247.85 = 货物 59.00 + 服务 2,188.85。",
    needs: "没有政府采购表，或表中没有货物、工程、服务三类小计",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for table in case.dossier.tables_of(Form::Procurement) {
        for column in table.columns() {
            let totals: Vec<&Fact> =
                column.iter().copied().filter(|fact| fact.coordinates.level <= RowLevel::Total).collect();
            let kinds: Vec<&Fact> = column
                .iter()
                .copied()
                .filter(|fact| fact.coordinates.level == RowLevel::Subtotal && is_kind(&fact.coordinates.item))
                .collect();
            let [total] = totals.as_slice() else { continue };
            if !kinds.is_empty() {
                let parts = Quantity::of_facts(case.dossier, kinds);
                sheet.equation(&Quantity::of_fact(case.dossier, total), &parts, "货物、工程、服务之和");
            }
        }
    }
}

/// 货物, 工程 and 服务, with the letter of the catalogue behind: 货物A.
fn is_kind(item: &str) -> bool {
    let name: String = item.chars().filter(|character| !character.is_ascii_alphanumeric()).collect();
    matches!(name.as_str(), "货物" | "工程" | "服务" | "货物类" | "工程类" | "服务类")
}
