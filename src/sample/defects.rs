//! The catalogue of planted defects: the mistakes that real disclosures contain, each planted so that the documents
//! prove it, except where it says that they do not.

mod digits;
mod documents;
mod ledgers;
mod proof;
mod rates;
mod sentences;
mod tables;

use super::books::Books;
use super::draft::{Draft, Figure};
use super::random::Random;
use super::truth::{PlaceTruth, place_of};
use crate::domain::Phase;

/// How a defect is planted; `None` where the document offers no place for it.
#[derive(Clone, Copy)]
pub enum Plant {
    /// In the books, so that the document stays consistent.
    Books(fn(&mut Books, &Setting, &mut Random) -> Option<Planted>),
    /// In the books of last year, as this document quotes them.
    Last(fn(&mut Books, &Setting, &mut Random) -> Option<Planted>),
    /// In the budget of the year, as the final accounts quote it.
    Budget(fn(&mut Books, &Setting, &mut Random) -> Option<Planted>),
    /// In the printed figures.
    Draft(fn(&mut Draft, &Setting, &mut Random) -> Option<Planted>),
}

/// A kind of defect.
pub struct Defect {
    /// Name in the truth file and for `--kinds`.
    pub kind: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// The explanation that a check should give; empty for hints and missing tables.
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
    /// Last year's books in the same phase.
    pub last: &'a Books,
    /// Whether last year's document is part of the sample.
    pub last_published: bool,
    /// Whether that of the year before last is.
    pub before_last_published: bool,
    /// The same document with the year before last in place of last year; `None` where it is not known.
    pub against_before_last: Option<Draft>,
    /// The same document with last year's budget in place of last year's final accounts; final accounts only.
    pub against_budget: Option<Draft>,
    /// Whether units of the department publish too.
    pub has_units: bool,
    /// Whether it is one of those units.
    pub is_unit: bool,
    /// Phase of the document.
    pub phase: Phase,
}

/// What was planted.
#[derive(Clone, Debug, Default)]
pub struct Planted {
    /// The wrong figures.
    pub places: Vec<PlaceTruth>,
    /// Whether it can be proved.
    pub provable: bool,
    /// Whether the sample holds no document that proves the reason: the defect is to be found, its reason may be left
    /// open.
    pub reason_open: bool,
    /// What was done.
    pub note: String,
}

/// All kinds.
pub const DEFECTS: &[&Defect] = &[
    &digits::DIGIT_SLIP,
    &digits::DIGITS_TRANSPOSED,
    &digits::UNIT_SLIP,
    &digits::UNIT_LABEL_SLIP,
    &digits::PAGE_NUMBER_JOINED,
    &rates::DIVIDED_BY_CURRENT,
    &rates::DECIMAL_POINT_SLIP,
    &rates::TRUNCATED,
    &rates::ALLOCATED_TO_100,
    &rates::SHARES_NOT_100,
    &sentences::WRONG_YEAR,
    &sentences::WRONG_BASE,
    &sentences::BASE_MISMATCH,
    &sentences::SIGN_REVERSED,
    &sentences::SELF_CONTRADICTION,
    &sentences::STALE_FIGURE,
    &sentences::PROSE_TABLE_MISMATCH,
    &sentences::TEMPLATE_TEXT,
    &sentences::WITHIN_ROUNDING,
    &tables::PART_LEFT_OUT,
    &tables::COUNTED_TWICE,
    &tables::OFF_BY_ONE_YUAN,
    &tables::ROW_TOTAL_MISMATCH,
    &tables::ZERO_PARENT,
    &tables::CROSS_TABLE_MISMATCH,
    &tables::THREE_PUBLIC_MISMATCH,
    &documents::MISSING_TABLE,
    &ledgers::ROLL_UP_MISMATCH,
    &ledgers::LAST_YEAR_RESTATED,
    &ledgers::BUDGET_RESTATED,
    &ledgers::OPENING_BALANCE,
    &ledgers::GROSS_OUTLIER,
];

/// Prints another text for a figure and says where.
fn spoil(draft: &mut Draft, index: usize, printed: String) -> Option<Spoiled> {
    let figure = draft.figures.get_mut(index)?;
    let correct = std::mem::replace(&mut figure.printed, printed);
    Some(Spoiled { index, correct })
}

/// A figure whose print was changed.
struct Spoiled {
    index: usize,
    correct: String,
}

/// The truth about spoiled figures; taken when all of them are spoiled, so that sentences read as they are printed.
fn planted(draft: &Draft, spoiled: Vec<Spoiled>, note: impl Into<String>) -> Option<Planted> {
    let places: Vec<PlaceTruth> = spoiled
        .into_iter()
        .filter_map(|spoiled| Some(place_of(draft, draft.figures.get(spoiled.index)?, spoiled.correct)))
        .collect();
    (!places.is_empty()).then(|| Planted { places, provable: true, reason_open: false, note: note.into() })
}

/// The first figure in random order that fits.
fn any(draft: &Draft, random: &mut Random, fits: impl Fn(&Draft, &Figure) -> bool) -> Option<usize> {
    random
        .order(draft.figures.len())
        .into_iter()
        .find(|index| draft.figures.get(*index).is_some_and(|figure| fits(draft, figure)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn kinds_are_unique() {
        let kinds: HashSet<&str> = DEFECTS.iter().map(|defect| defect.kind).collect();
        assert_eq!(kinds.len(), DEFECTS.len());
    }
}
