//! 支出功能分类之和 = 本年支出合计.

use crate::checks::summary::Summary;
use crate::checks::{Case, Check, Quantity, Sheet, summary};
use crate::domain::{Flow, FundSource, Nature, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT002",
    name: "functions_sum",
    name_zh: "支出功能分类之和等于本年支出合计",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "收支总表、财政拨款收支总表：Σ 支出功能分类（类）= 本年支出合计；没有合计行时 Σ 各类 + 年终结转 = 支出总计；分资金来源的各列同样",
    why: "各类支出必须完整地组成支出合计，差额说明漏列、重列或录错了一类。",
    example: "992.16 + 41.02 + 25.86 + 33.18 = 1,092.22。",
    needs: "没有按功能分类的收支总表或财政拨款收支总表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for summary in summary::of(case.dossier) {
        for fund in summary.expenditure_funds() {
            of_fund(case, sheet, &summary, fund);
        }
    }
}

fn of_fund(case: &Case, sheet: &mut Sheet, summary: &Summary, fund: FundSource) {
    let classes = summary.filter(|fact| is_class(fact) && fact.coordinates.fund == fund);
    if classes.iter().all(|fact| fact.coordinates.function_code.is_empty()) {
        return;
    }
    let total = summary.total(Flow::Expenditure, RowLevel::Total, fund);
    let grand_total = summary.total(Flow::Expenditure, RowLevel::GrandTotal, fund);
    let (total, parts) = match (total, grand_total) {
        (Some(total), _) => (total, classes),
        (None, Some(grand_total)) => {
            let carried = summary.carryover(Flow::CarryoverOut, fund);
            (grand_total, classes.into_iter().chain(carried).collect())
        }
        (None, None) => return,
    };
    if parts
        .iter()
        .chain([&total])
        .any(|fact| case.dossier.has_unread_in_column(&fact.document, fact.locator.table, fact.locator.column))
    {
        sheet.not_testable(format!("{}的支出一侧有未读懂的金额", summary.table.form.name_zh()));
        return;
    }
    let parts = Quantity::of_facts(case.dossier, parts);
    sheet.equation(&Quantity::of_fact(case.dossier, total), &parts, "各功能分类之和");
}

/// A class, or a row of the functional side that is in no codebook; never a row by nature.
fn is_class(fact: &Fact) -> bool {
    let coordinates = &fact.coordinates;
    coordinates.flow == Some(Flow::Expenditure)
        && coordinates.nature == Nature::Total
        && coordinates.economic_code.is_empty()
        && coordinates.level >= RowLevel::Subtotal
        && coordinates.function_code.len() <= 3
}
