//! 国有资本经营预算支出表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 国有资本经营预算支出，按功能分类科目列示。
pub const RULE: FormRule = FormRule {
    form: Form::StateCapitalExpenditure,
    titles: &[&["国有资本"], &["固有资本"]],
    flow: Some(Flow::Expenditure),
    documentation: "国有资本经营预算支出，按功能分类科目列示。",
};
