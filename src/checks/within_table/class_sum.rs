//! 上级科目 = 下级科目之和.

use crate::checks::{Case, Check, Quantity, Sheet, structure};
use crate::domain::Form;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT008",
    name: "class_sum",
    name_zh: "上级科目等于下级科目之和",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "列出类、款、项的各表的每一列：类 = Σ 款，款 = Σ 项；经济分类同样（301 = Σ 301xx）",
    why: "上级科目与下级科目不等，按类汇总和按项汇总就得到两个结果。",
    example: "208 社会保障和就业支出 326.72 = 20805 行政事业单位养老支出 326.72 = 84.65 + 160.75 + 80.38 + 0.94。",
    needs: "各表没有同时列出上级和下级科目",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for table in case.dossier.tables() {
        if matches!(table.form, Form::OtherTable | Form::RevenueExpenditureSummary) {
            continue;
        }
        let whole = case.dossier.is_whole(table.form);
        for branch in structure::branches(&table) {
            let parent = branch.parent;
            if !whole
                || case.dossier.has_unread_in_column(&parent.document, parent.locator.table, parent.locator.column)
            {
                sheet.not_testable(format!("{}残缺或这一列有未读懂的金额", table.form.name_zh()));
                break;
            }
            let parts = Quantity::of_facts(case.dossier, branch.children);
            sheet.equation(&Quantity::of_fact(case.dossier, parent), &parts, "下级科目之和");
        }
    }
}
