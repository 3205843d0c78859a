//! 一般公共预算支出表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 一般公共预算支出，按功能分类科目列基本支出和项目支出。
pub const RULE: FormRule = FormRule {
    form: Form::GeneralPublicExpenditure,
    titles: &[&["一般公共预算", "支出"], &["公共财政预算", "支出"]],
    flow: Some(Flow::Expenditure),
    documentation: "一般公共预算支出，按功能分类科目列基本支出和项目支出。",
};
