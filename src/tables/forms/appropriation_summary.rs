//! 财政拨款收支总表.

use super::FormRule;
use crate::domain::Form;

/// 财政拨款收入（左）与支出（右，按功能分类）两边平衡。
pub const RULE: FormRule = FormRule {
    form: Form::AppropriationSummary,
    titles: &[&["财政拨款", "收支"], &["财政拨款", "收入支出"], &["财政拨款", "总表"], &["财政拨款", "总体情况"]],
    flow: None,
    documentation: "财政拨款收入（左）与支出（右，按功能分类）两边平衡。",
};
