//! 支出总表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 全部支出，按功能分类科目（及单位）列基本支出和项目支出。
pub const RULE: FormRule = FormRule {
    form: Form::ExpenditureSummary,
    titles: &[
        &["支出", "总", "!专户"],
        &["支出预算表", "!专户", "!单位资金", "!结转"],
        &["支出决算表", "!专户", "!单位资金", "!结转"],
        &["支出情况表", "!专户", "!单位资金", "!结转"],
        &["支出", "明细", "!专户", "!单位资金", "!结转"],
        &["支出", "汇总", "!专户", "!单位资金", "!结转"],
        &["支出表", "!专户", "!单位资金", "!结转"],
    ],
    flow: Some(Flow::Expenditure),
    documentation: "全部支出，按功能分类科目（及单位）列基本支出和项目支出。",
};
