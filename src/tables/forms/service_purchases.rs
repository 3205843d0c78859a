//! 政府购买服务表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 政府购买服务项目。
pub const RULE: FormRule = FormRule {
    form: Form::ServicePurchases,
    titles: &[&["购买服务"]],
    flow: Some(Flow::Expenditure),
    documentation: "政府购买服务项目。",
};
