//! 表内勾稽: the figures of one table add up.

mod class_sum;
mod column_total;
mod department_target_total;
mod functions_sum;
mod fund_sum;
mod grand_total_with_carryover;
mod nature_sum;
mod natures_sum;
mod of_which_within_whole;
mod official_vehicles_sum;
mod procurement_kinds_sum;
mod revenue_equals_expenditure;
mod revenue_items_sum;
mod row_with_carryover;
mod three_public_sum;
mod unit_rows_sum;

use super::Check;

/// The checks, from the summaries to the single tables.
pub const CHECKS: &[&Check] = &[
    &revenue_items_sum::CHECK,
    &functions_sum::CHECK,
    &natures_sum::CHECK,
    &revenue_equals_expenditure::CHECK,
    &grand_total_with_carryover::CHECK,
    &of_which_within_whole::CHECK,
    &column_total::CHECK,
    &class_sum::CHECK,
    &nature_sum::CHECK,
    &fund_sum::CHECK,
    &row_with_carryover::CHECK,
    &unit_rows_sum::CHECK,
    &three_public_sum::CHECK,
    &official_vehicles_sum::CHECK,
    &department_target_total::CHECK,
    &procurement_kinds_sum::CHECK,
];
