//! 文表勾稽: the prose agrees with itself and with the tables.

mod absence_in_table;
mod amount_in_table;
mod base_in_table;
mod base_plus_change;
mod change_rate;
mod changes_of_parts;
mod direction_words;
mod execution_rate;
mod listed_parts;
mod operating_costs;
mod procurement_kinds;
mod same_subject;
mod share_of_whole;
mod shares_of_list;
mod targets_amount;
mod targets_count;
mod three_public_items;
mod unchanged;

use super::Check;

/// The checks: amounts against the tables, sums, changes, rates, shares, words, and repetitions.
pub const CHECKS: &[&Check] = &[
    &amount_in_table::CHECK,
    &absence_in_table::CHECK,
    &listed_parts::CHECK,
    &three_public_items::CHECK,
    &procurement_kinds::CHECK,
    &base_plus_change::CHECK,
    &base_in_table::CHECK,
    &unchanged::CHECK,
    &changes_of_parts::CHECK,
    &change_rate::CHECK,
    &execution_rate::CHECK,
    &share_of_whole::CHECK,
    &shares_of_list::CHECK,
    &direction_words::CHECK,
    &same_subject::CHECK,
    &operating_costs::CHECK,
    &targets_amount::CHECK,
    &targets_count::CHECK,
];
