//! 一般公共预算基本支出表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 一般公共预算基本支出，按部门（及政府）经济分类科目列人员经费和公用经费。
pub const RULE: FormRule = FormRule {
    form: Form::GeneralPublicBasicExpenditure,
    titles: &[&["一般公共预算", "基本支出"]],
    flow: Some(Flow::Expenditure),
    documentation: "一般公共预算基本支出，按部门（及政府）经济分类科目列人员经费和公用经费。",
};
