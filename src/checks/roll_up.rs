//! 汇总勾稽: a department against its units, 部门 against 单位 disclosures.

mod unit_rows_agree;
mod units_sum;
mod units_within_department;

use super::Check;

/// The checks, from totals to classes.
pub const CHECKS: &[&Check] = &[&units_sum::CHECK, &units_within_department::CHECK, &unit_rows_agree::CHECK];
