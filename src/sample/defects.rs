//! The catalogue of planted defects: the mistakes that real disclosures contain, each planted so that it can be proved.

use super::books::Books;
use super::draft::Draft;
use super::random::Random;
use super::truth::PlaceTruth;
use crate::domain::Phase;

/// How a defect is planted; `None` where the document offers no place for it.
#[derive(Clone, Copy)]
pub enum Plant {
    /// In the books, so that the document stays consistent.
    Books(fn(&mut Books, &Setting, &mut Random) -> Option<Planted>),
    /// In the printed figures.
    Draft(fn(&mut Draft, &Setting, &mut Random) -> Option<Planted>),
}

/// A kind of defect.
pub struct Defect {
    /// Name in the truth file.
    pub kind: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// The explanation that a check should give.
    pub explanation: &'static str,
    /// Explanations that are just as right.
    pub also: &'static [&'static str],
    /// Whether it is for the outlier measure.
    pub outlier: bool,
    /// Plants it.
    pub plant: Plant,
}

/// What stands around a document.
pub struct Setting<'a> {
    /// The books of the year before last.
    pub before_last: Option<Books>,
    /// The books of last year.
    pub last: &'a Books,
    /// Whether last year's document is part of the sample.
    pub last_published: bool,
    /// Last year's budget, beside final accounts.
    pub budget_of_last: Option<Books>,
    /// Whether it is a department whose units publish too.
    pub has_units: bool,
    /// Whether it is one of those units.
    pub is_unit: bool,
    /// Phase of the document.
    pub phase: Phase,
}

/// What was planted.
pub struct Planted {
    /// The wrong figures.
    pub places: Vec<PlaceTruth>,
    /// Whether it can be proved.
    pub provable: bool,
    /// What was done.
    pub note: String,
}

/// All kinds.
pub const DEFECTS: &[&Defect] = &[];
