//! What needs no score: figures that appear, disappear, or change their sign.

use super::finding::{Finding, Kind, Verdict};
use super::tracks::Track;
use crate::measures::{Comparison, State};

/// A finding for each such figure. What appears with nothing or disappears with nothing is none; the way back from a
/// sign that only one year has is the same finding.
pub fn findings(tracks: &[Track]) -> Vec<Finding> {
    tracks.iter().flat_map(of_track).filter(|finding| finding.materiality_fen > 0).collect()
}

fn of_track(track: &Track) -> Vec<Finding> {
    let negative = track.levels.values().filter(|level| **level < 0.0).count();
    let mostly_negative = negative * 2 > track.levels.len();
    let mut findings: Vec<Finding> = Vec::new();
    for row in track.rows.values() {
        let Some(kind) = kind(row) else { continue };
        let mut finding = Finding::of(row, Verdict::Rule, kind);
        if kind == Kind::SignChange {
            let is_odd = |fen: Option<i64>| fen.is_some_and(|fen| (fen < 0) != mostly_negative);
            finding.suspect_year = match (is_odd(row.base_fen), is_odd(row.amount_fen)) {
                (true, false) => Some(row.base_year),
                (false, true) => Some(row.fiscal_year),
                _ => None,
            };
            let known = findings.last().is_some_and(|last| {
                last.kind == kind && last.suspect_year.is_some() && last.suspect_year == finding.suspect_year
            });
            if known {
                continue;
            }
        }
        findings.push(finding);
    }
    findings
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
