//! 财政拨款基本支出表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 财政拨款基本支出，按经济分类科目列示（江苏等）。
pub const RULE: FormRule = FormRule {
    form: Form::AppropriationBasicExpenditure,
    titles: &[&["财政拨款", "基本支出"], &["基本支出", "!项目支出"]],
    flow: Some(Flow::Expenditure),
    documentation: "财政拨款基本支出，按经济分类科目列示（江苏等）。",
};
