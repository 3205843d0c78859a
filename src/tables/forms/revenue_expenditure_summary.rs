//! 收支总表.

use super::FormRule;
use crate::domain::Form;

/// 全部收入（左）与支出（右，按功能分类）两边平衡。
pub const RULE: FormRule = FormRule {
    form: Form::RevenueExpenditureSummary,
    titles: &[
        &["收支", "总"],
        &["收支", "预算表"],
        &["收入支出", "总"],
        &["财务收支"],
        &["收支", "情况表"],
        &["收支", "汇总"],
        &["收支", "决算表"],
        &["收支表"],
        &["收入支出", "表"],
    ],
    flow: None,
    documentation: "全部收入（左）与支出（右，按功能分类）两边平衡。",
};
