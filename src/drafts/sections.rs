//! The catalogue of sections of a narrative, in the order of the prescribed template. One file and one line here per
//! section.

mod appropriation;
mod basic;
mod expenditure;
mod general_public;
mod government_fund;
mod other_matters;
mod overall;
mod revenue;
mod state_capital;
mod three_public;

use super::Line;
use super::case::Case;

/// A section of a narrative.
pub struct Section {
    /// English name.
    pub name: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// Its heading, without ordinal.
    pub heading: fn(&Case) -> String,
    /// Its lines; none where the panel has nothing to say.
    pub write: fn(&Case) -> Vec<Line>,
}

/// All sections.
pub const SECTIONS: &[&Section] = &[
    &overall::SECTION,
    &revenue::SECTION,
    &expenditure::SECTION,
    &appropriation::SECTION,
    &general_public::SECTION,
    &basic::SECTION,
    &three_public::SECTION,
    &government_fund::SECTION,
    &state_capital::SECTION,
    &other_matters::SECTION,
];
