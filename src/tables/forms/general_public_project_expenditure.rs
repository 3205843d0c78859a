//! 一般公共预算项目支出表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 一般公共预算项目支出，按科目或项目列示。
pub const RULE: FormRule = FormRule {
    form: Form::GeneralPublicProjectExpenditure,
    titles: &[&["一般公共预算", "项目支出"]],
    flow: Some(Flow::Expenditure),
    documentation: "一般公共预算项目支出，按科目或项目列示。",
};
