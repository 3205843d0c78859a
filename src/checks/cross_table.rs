//! 表间勾稽: what two tables print of one thing is the same.

mod appropriation_functions;
mod appropriation_funds;
mod basic_classes;
mod basic_expenditure;
mod basic_natures;
mod economic_summary;
mod expenditure_total;
mod fiscal_income;
mod functions;
mod general_public_cells;
mod general_public_within_all;
mod performance_projects;
mod project_total;
mod revenue_funds;
mod revenue_total;
mod target_total;
mod three_public_covers_basic;

use super::Check;

/// The checks, from the summaries to the single tables.
pub const CHECKS: &[&Check] = &[
    &revenue_total::CHECK,
    &revenue_funds::CHECK,
    &expenditure_total::CHECK,
    &functions::CHECK,
    &fiscal_income::CHECK,
    &appropriation_funds::CHECK,
    &appropriation_functions::CHECK,
    &general_public_cells::CHECK,
    &general_public_within_all::CHECK,
    &basic_expenditure::CHECK,
    &basic_classes::CHECK,
    &basic_natures::CHECK,
    &economic_summary::CHECK,
    &three_public_covers_basic::CHECK,
    &project_total::CHECK,
    &performance_projects::CHECK,
    &target_total::CHECK,
];
