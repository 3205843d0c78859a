//! 项目绩效目标表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 每个项目的金额与成本、产出、效益、满意度指标。
pub const RULE: FormRule = FormRule {
    form: Form::ProjectPerformanceTargets,
    titles: &[&["绩效", "项目"], &["绩效", "专项"]],
    flow: Some(Flow::Expenditure),
    documentation: "每个项目的金额与成本、产出、效益、满意度指标。",
};
