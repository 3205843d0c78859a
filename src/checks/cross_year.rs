//! TODO family

use super::Check;

/// All checks of the family.
pub const CHECKS: &[&Check] = &[];
