//! 收入各项之和 = 本年收入合计.

use crate::checks::{Case, Check, Quantity, Sheet, summary};
use crate::domain::{Flow, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT001",
    name: "revenue_items_sum",
    name_zh: "收入各项之和等于本年收入合计",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "收支总表、财政拨款收支总表：Σ 收入各项（不含“其中”）= 本年收入合计；没有合计行时 Σ 各项 + 上年结转 = 收入总计",
    why: "收入合计是其他各表的起点，漏项或重复会传到每一张表。",
    example: "一般公共预算 1,092.22 + 其余各项 0 = 本年收入合计 1,092.22。",
    needs: "没有收支总表和财政拨款收支总表，或表中没有收入合计",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for summary in summary::of(case.dossier) {
        let fund = summary.whole_fund();
        let items = summary.filter(|fact| fact.coordinates.flow == Some(Flow::Revenue) && is_item(fact));
        let total = summary.total(Flow::Revenue, RowLevel::Total, fund);
        let grand_total = summary.total(Flow::Revenue, RowLevel::GrandTotal, fund);
        let (Some(total), parts) = (match (total, grand_total) {
            (Some(total), _) => (Some(total), items),
            (None, Some(grand_total)) => {
                let carried = summary.carryover(Flow::CarryoverIn, fund);
                (Some(grand_total), items.into_iter().chain(carried).collect())
            }
            (None, None) => (None, items),
        }) else {
            continue;
        };
        if case.dossier.has_unread_in_column(&total.document, total.locator.table, total.locator.column) {
            sheet.not_testable(format!("{}的收入一侧有未读懂的金额", summary.table.form.name_zh()));
            continue;
        }
        let parts = Quantity::of_facts(case.dossier, parts);
        sheet.equation(&Quantity::of_fact(case.dossier, total), &parts, "收入各项之和");
    }
}

fn is_item(fact: &Fact) -> bool {
    fact.coordinates.level == RowLevel::Leaf
}
