//! 转移支付表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// 对下转移支付项目。
pub const RULE: FormRule = FormRule {
    form: Form::TransferPayments,
    titles: &[&["转移支付", "表"]],
    flow: Some(Flow::Expenditure),
    documentation: "对下转移支付项目。",
};
