//! 财政拨款支出表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 财政拨款支出，按功能分类科目列基本支出和项目支出（江苏等）。
pub const RULE: FormRule = FormRule {
    form: Form::AppropriationExpenditure,
    titles: &[&["财政拨款", "支出"]],
    flow: Some(Flow::Expenditure),
    documentation: "财政拨款支出，按功能分类科目列基本支出和项目支出（江苏等）。",
};
