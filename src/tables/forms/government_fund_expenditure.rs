//! 政府性基金预算支出表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 政府性基金预算支出，按功能分类科目列基本支出和项目支出；决算表另有年初、年末结转。
pub const RULE: FormRule = FormRule {
    form: Form::GovernmentFundExpenditure,
    titles: &[&["政府性基金"]],
    flow: Some(Flow::Expenditure),
    documentation: "政府性基金预算支出，按功能分类科目列基本支出和项目支出；决算表另有年初、年末结转。",
};
