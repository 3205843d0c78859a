//! 按支出性质列的各项之和 = 本年支出合计.

use crate::checks::{Case, Check, Quantity, Sheet, summary};
use crate::domain::{Flow, Nature, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT003",
    name: "natures_sum",
    name_zh: "按支出性质各项之和等于本年支出合计",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "收支总表、财政拨款收支总表按支出性质列示时：基本支出 + 项目支出 + 其他性质 = 本年支出合计（没有合计行时为支出总计减年终结转）",
    why: "同一张表按功能和按性质各列一遍，两边都必须等于支出合计。",
    example: "基本支出 7,666.68 + 项目支出 5,853.96 + 单位预留机动经费 128.43 = 13,649.07。",
    needs: "收支总表没有按支出性质列示",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for summary in summary::of(case.dossier) {
        let fund = summary.whole_fund();
        let stands_alone = |fact: &Fact| {
            // A row with a total of its own breaks that down by nature, which is another check.
            !summary.table.facts.iter().any(|other| {
                other.locator.row == fact.locator.row
                    && other.coordinates.nature == Nature::Total
                    && other.coordinates.item == fact.coordinates.item
            })
        };
        let natures = summary.filter(|fact| {
            let coordinates = &fact.coordinates;
            coordinates.flow == Some(Flow::Expenditure)
                && coordinates.fund == fund
                && coordinates.function_code.is_empty()
                && coordinates.nature.parent() == Some(Nature::Total)
                && stands_alone(fact)
        });
        let total = summary.total(Flow::Expenditure, RowLevel::Total, fund);
        let grand_total = summary.total(Flow::Expenditure, RowLevel::GrandTotal, fund);
        let (Some(total), carried) = (match (total, grand_total) {
            (Some(total), _) => (Some(total), Vec::new()),
            (None, grand_total) => (grand_total, summary.carryover(Flow::CarryoverOut, fund)),
        }) else {
            continue;
        };
        if natures.is_empty() {
            continue;
        }
        let parts = Quantity::of_facts(case.dossier, natures.into_iter().chain(carried));
        sheet.equation(&Quantity::of_fact(case.dossier, total), &parts, "按支出性质各项之和");
    }
}
