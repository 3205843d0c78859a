//! 年际勾稽: what a disclosure says of another year stands so in that year's own document.

mod base_in_own_year;
mod budget_in_final_accounts;
mod last_year_column;
mod opening_balance;

use super::Check;

/// The checks: the bases of the prose, balances carried over, and columns of other years and phases.
pub const CHECKS: &[&Check] =
    &[&base_in_own_year::CHECK, &opening_balance::CHECK, &budget_in_final_accounts::CHECK, &last_year_column::CHECK];
