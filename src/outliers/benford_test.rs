//! The leading digits of all selected amounts of detail, pooled over departments and years.

use super::statistics::benford::{self, Benford, Refusal};
use crate::measures::Comparison;

/// The result, or why there is none.
pub type DigitTest = Result<Benford, Refusal>;

/// Tests the amounts of the rows.
pub fn test(rows: &[Comparison]) -> DigitTest {
    let amounts: Vec<u64> = rows.iter().filter_map(|row| row.amount_fen).map(i64::unsigned_abs).collect();
    benford::test(&amounts)
}
