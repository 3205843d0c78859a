//! 文表勾稽: the prose against itself and against the tables.

use super::Check;

/// All checks of the family.
pub const CHECKS: &[&Check] = &[];
