//! 支出经济分类汇总表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 全部支出按部门和政府两套经济分类科目列示。
pub const RULE: FormRule = FormRule {
    form: Form::EconomicClassificationSummary,
    titles: &[&["经济分类"], &["经济科目"]],
    flow: Some(Flow::Expenditure),
    documentation: "全部支出按部门和政府两套经济分类科目列示。",
};
