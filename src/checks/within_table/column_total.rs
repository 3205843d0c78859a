//! 合计行 = 各行之和, column by column.

use crate::checks::{Case, Check, Quantity, Sheet, structure};
use crate::domain::Form;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT007",
    name: "column_total",
    name_zh: "合计行等于各行之和",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "收入、支出、项目、采购等各表的每一列：合计 = Σ 最上级各行（列有类、款、项时取类；单位行、小计行、“其中”行不重复相加）",
    why: "合计不等于明细，说明有行漏列、多列或录错；这是公开表最常见的错误。",
    example: "支出总表“工资福利支出”列 8 项之和 453.07 = 合计 453.07。",
    needs: "没有带合计行的明细表",
    run,
};

/// Tables with another order of rows: their sums are checks of their own.
const OTHERWISE: [Form; 6] = [
    Form::RevenueExpenditureSummary,
    Form::AppropriationSummary,
    Form::ThreePublicExpenses,
    Form::DepartmentPerformanceTargets,
    Form::ProjectPerformanceTargets,
    Form::StateAssets,
];

fn run(case: &Case, sheet: &mut Sheet) {
    for table in case.dossier.tables() {
        if OTHERWISE.contains(&table.form) || table.form == Form::OtherTable {
            continue;
        }
        if let Some(lack) = case.dossier.lack_of(table.form) {
            sheet.not_testable(lack);
            continue;
        }
        for branch in structure::columns_with_total(&table) {
            let total = branch.parent;
            if case.dossier.has_unread_in_column(&total.document, total.locator.table, total.locator.column) {
                sheet.not_testable(format!("{}这一列有未读懂的金额", table.form.name_zh()));
                continue;
            }
            let parts = Quantity::of_facts(case.dossier, branch.children);
            sheet.equation(&Quantity::of_fact(case.dossier, total), &parts, "各行之和");
        }
    }
}
