//! 总计 = 本年合计 + 结转.

use crate::checks::{Case, Check, Quantity, Sheet, summary};
use crate::domain::{Flow, RowLevel};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT005",
    name: "grand_total_with_carryover",
    name_zh: "总计等于本年合计加结转",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "收支总表、财政拨款收支总表：收入总计 = 本年收入合计 + 上年结转结余；支出总计 = 本年支出合计 + 年终结转结余",
    why: "结转是两年预算之间唯一的桥梁，这里不平，下一年的年初数就无从核对。",
    example: "收入总计 2,995.39 = 本年收入合计 2,946.25 + 年初结转和结余 49.14。",
    needs: "收支总表没有同时列出合计与总计",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for summary in summary::of(case.dossier) {
        let fund = summary.whole_fund();
        for (flow, carried, words) in [
            (Flow::Revenue, Flow::CarryoverIn, "本年收入合计与上年结转之和"),
            (Flow::Expenditure, Flow::CarryoverOut, "本年支出合计与年终结转之和"),
        ] {
            let total = summary.total(flow, RowLevel::Total, fund);
            let grand_total = summary.total(flow, RowLevel::GrandTotal, fund);
            let (Some(total), Some(grand_total)) = (total, grand_total) else { continue };
            let parts: Vec<_> = std::iter::once(total).chain(summary.carryover(carried, fund)).collect();
            let parts = Quantity::of_facts(case.dossier, parts);
            sheet.equation(&Quantity::of_fact(case.dossier, grand_total), &parts, words);
        }
    }
}
