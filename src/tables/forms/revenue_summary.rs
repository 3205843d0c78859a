//! 收入总表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 全部收入，按单位或功能分类科目列资金来源。
pub const RULE: FormRule = FormRule {
    form: Form::RevenueSummary,
    titles: &[
        &["收入", "总"],
        &["收入预算表"],
        &["收入决算表"],
        &["收入情况表"],
        &["收入", "明细"],
        &["收入", "汇总"],
        &["收入表"],
    ],
    flow: Some(Flow::Revenue),
    documentation: "全部收入，按单位或功能分类科目列资金来源。",
};
