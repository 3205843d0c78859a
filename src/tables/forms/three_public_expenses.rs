//! “三公”经费支出表.

use super::FormRule;
use crate::domain::{Flow, Form};

/// “三公”经费：因公出国（境）、公务用车购置及运行、公务接待；有的省并列会议费、培训费或机关运行经费。
pub const RULE: FormRule = FormRule {
    form: Form::ThreePublicExpenses,
    titles: &[&["三公"], &["机构运行信息"]],
    flow: Some(Flow::Expenditure),
    documentation: "“三公”经费：因公出国（境）、公务用车购置及运行、公务接待；有的省并列会议费、培训费或机关运行经费。",
};
