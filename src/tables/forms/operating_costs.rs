//! 机关运行经费表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 机关运行经费按经济分类科目列示。
pub const RULE: FormRule = FormRule {
    form: Form::OperatingCosts,
    titles: &[&["机关运行经费"], &["运转经费"]],
    flow: Some(Flow::Expenditure),
    documentation: "机关运行经费按经济分类科目列示。",
};
