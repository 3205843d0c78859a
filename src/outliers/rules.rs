//! What needs no score: figures that appear, disappear, or change their sign.

use super::finding::{Finding, Kind, Verdict};
use crate::measures::{Comparison, State};

/// A finding for each such figure. What appears with nothing or disappears with nothing is none.
pub fn findings(rows: &[Comparison]) -> Vec<Finding> {
    rows.iter()
        .filter_map(|row| Some(Finding::of(row, Verdict::Rule, kind(row)?)))
        .filter(|finding| finding.materiality_fen > 0)
        .collect()
}

fn kind(row: &Comparison) -> Option<Kind> {
    match (row.state, row.base_fen, row.amount_fen) {
        (State::New, ..) => Some(Kind::New),
        (State::Discontinued, ..) => Some(Kind::Discontinued),
        // Printed as 0 the year before or this year: there, but with nothing.
        (State::Decrease, Some(_), Some(0)) => Some(Kind::Discontinued),
        (State::NotComparable, Some(0), Some(amount)) if row.change_fen.is_some() && amount > 0 => Some(Kind::New),
        // Documents that disagree have no change, and so no sign of it.
        (State::NotComparable, Some(base), Some(amount))
            if row.change_fen.is_some() && i128::from(base) * i128::from(amount) < 0 =>
        {
            Some(Kind::SignChange)
        }
        _ => None,
    }
}
