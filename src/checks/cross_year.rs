//! 年际勾稽: this year against the documents of other years and phases.

use super::Check;

/// All checks of the family.
pub const CHECKS: &[&Check] = &[];
