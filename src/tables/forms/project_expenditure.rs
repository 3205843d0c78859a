//! 项目支出表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 每个项目的金额与资金来源。
pub const RULE: FormRule = FormRule {
    form: Form::ProjectExpenditure,
    titles: &[&["项目支出"], &["专项支出"], &["项目", "预算表", "!科目"]],
    flow: Some(Flow::Expenditure),
    documentation: "每个项目的金额与资金来源。",
};
