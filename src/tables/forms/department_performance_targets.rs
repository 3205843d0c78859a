//! 整体绩效目标表.

use super::FormRule;
use crate::domain::Form;

/// 部门（单位）整体的履职目标、任务、预算情况和三级指标。
pub const RULE: FormRule = FormRule {
    form: Form::DepartmentPerformanceTargets,
    titles: &[&["绩效", "整体"], &["整体支出", "目标"], &["绩效目标"]],
    flow: None,
    documentation: "部门（单位）整体的履职目标、任务、预算情况和三级指标。",
};
