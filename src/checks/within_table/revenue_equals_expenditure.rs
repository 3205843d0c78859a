//! 收入总计 = 支出总计.

use crate::checks::{Case, Check, Quantity, Sheet, summary};
use crate::domain::{Flow, RowLevel};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT004",
    name: "revenue_equals_expenditure",
    name_zh: "收入总计等于支出总计",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "收支总表、财政拨款收支总表：收入总计 = 支出总计",
    why: "收支平衡是预算的基本要求，总计不等说明一侧漏列了结转或录错。",
    example: "收入总计 1,092.22 = 支出总计 1,092.22。",
    needs: "没有收支总表和财政拨款收支总表，或表中没有总计",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for summary in summary::of(case.dossier) {
        let fund = summary.whole_fund();
        let total = |flow| summary.total(flow, RowLevel::GrandTotal, fund);
        if let (Some(revenue), Some(expenditure)) = (total(Flow::Revenue), total(Flow::Expenditure)) {
            let revenue = Quantity::of_fact(case.dossier, revenue);
            sheet.equality(&revenue, &Quantity::of_fact(case.dossier, expenditure));
        }
    }
}
