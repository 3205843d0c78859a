//! 疑点: what an auditor would look at. Never a break; each with its evidence and the money at stake.

mod capital_code_on_service;
mod cost_cap_above_amount;
mod dominant_project_without_indicators;
mod function_economic_pairs;
mod growth_from_nothing;
mod names_differ;
mod new_project_carries_change;
mod procurement_beside_purchases;
mod project_code_lengths;
mod project_only_in_prose;
mod repeated_reason;
mod template_left_standing;
mod wrong_name_of_code;

use super::Check;

/// The hints, from projects to wording.
pub const CHECKS: &[&Check] = &[
    &cost_cap_above_amount::CHECK,
    &dominant_project_without_indicators::CHECK,
    &new_project_carries_change::CHECK,
    &project_code_lengths::CHECK,
    &procurement_beside_purchases::CHECK,
    &capital_code_on_service::CHECK,
    &project_only_in_prose::CHECK,
    &function_economic_pairs::CHECK,
    &names_differ::CHECK,
    &template_left_standing::CHECK,
    &growth_from_nothing::CHECK,
    &repeated_reason::CHECK,
    &wrong_name_of_code::CHECK,
];
