//! 政府采购预算表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 政府采购的货物、工程、服务。
pub const RULE: FormRule = FormRule {
    form: Form::Procurement,
    titles: &[&["采购"]],
    flow: Some(Flow::Expenditure),
    documentation: "政府采购的货物、工程、服务。",
};
