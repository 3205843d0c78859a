//! The measures that a scan computes, one file each; every one does what its `.sql` file says.

pub mod change_yoy;
pub mod concentration;
pub mod contribution;
pub mod deviation_from_peers;
pub mod disagreement;
pub mod growth;
pub mod rank;
pub mod share;
pub mod share_change;

use super::Scan;

/// All of them.
pub const SCANS: &[&Scan] = &[
    &change_yoy::SCAN,
    &share::SCAN,
    &share_change::SCAN,
    &contribution::SCAN,
    &rank::SCAN,
    &growth::INDEX_FIXED_BASE,
    &growth::GROWTH_COMPOUND,
    &concentration::SCAN,
    &deviation_from_peers::SCAN,
];
