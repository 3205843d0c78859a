//! 完整性: what a disclosure has to contain, and whether all of it could be read.

mod blank_tables_noted;
mod dates_agree;
mod figures_readable;
mod headings_agree;
mod prescribed_tables;
mod prose_present;
mod tables_whole;

use super::Check;

/// The checks, from what is there to what it says of itself.
pub const CHECKS: &[&Check] = &[
    &prescribed_tables::CHECK,
    &blank_tables_noted::CHECK,
    &prose_present::CHECK,
    &tables_whole::CHECK,
    &figures_readable::CHECK,
    &headings_agree::CHECK,
    &dates_agree::CHECK,
];
