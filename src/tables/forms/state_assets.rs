//! 国有资产情况表.

use super::FormRule;
use crate::domain::Form;

/// 车辆、设备等国有资产的占用。
pub const RULE: FormRule = FormRule {
    form: Form::StateAssets,
    titles: &[&["国有资产"], &["资产", "占用"]],
    flow: None,
    documentation: "车辆、设备等国有资产的占用。",
};
