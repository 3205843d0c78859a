//! What stands apart from its peers and from its own past: robust statistics over the measures, for small panels.
//!
//! ```text
//! comparisons → tracks (one figure through the years) → peer groups → scores → false-discovery control → findings
//!                                                      └ structures of departments ┘
//! ```
//! Money stays `i64`; floats occur only in scores. A year that is absent is never bridged, and what is not comparable is
//! not an outlier: where a rule explains a change by its basis (口径), the finding says so instead.

mod benford_test;
mod changes;
mod finding;
mod peers;
mod rules;
mod scope;
pub mod statistics;
mod structure;
mod tracks;

pub use benford_test::DigitTest;
pub use changes::{NotApart, ScoredChange};
pub use finding::{Finding, Kind, Leading, Pattern, Scores, StructureShift, Verdict};
pub use peers::PeerGroup;
pub use scope::{ScopeChange, ScopeKind};
pub use structure::Extent;

use crate::crosswalk::Link;
use crate::measures::{Breakdown, Comparison};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The rate of false discoveries that is accepted among what is called an outlier.
pub const FALSE_DISCOVERIES: f64 = 0.05;
/// Nearer scores are never called outliers: Iglewicz, Hoaglin: How to Detect and Handle Outliers (1993).
pub const LEAST_SCORE: f64 = 3.5;
/// Peers that hardly move do not make a move of one part in fifty odd.
const LEAST_SCALE: f64 = 0.02;

/// Everything that was found in a panel.
#[derive(Clone, Debug)]
pub struct Detection {
    /// Outliers, then what rules name, then changes of basis; each by score × materiality.
    pub findings: Vec<Finding>,
    /// Every change that was scored against peers, also those that do not stand apart.
    pub scored: Vec<ScoredChange>,
    /// Comparable changes for which there were too few peers.
    pub without_peers: usize,
    /// The test of leading digits, or why it was not made.
    pub digits: DigitTest,
    /// Structures that were compared, or why none.
    pub structures: structure::Extent,
}

/// Looks through comparisons of one breakdown, of all departments and years that may serve as peers. The links of a
/// crosswalk tell codes that were split or recoded from items that are new or gone.
pub fn detect(rows: &[Comparison], by: Breakdown, links: &[Link]) -> Detection {
    let tracks = tracks::tracks(rows);
    let groups = peers::groups(&tracks);
    let (scored, left) = changes::score(&tracks, &groups);
    let (structural, structures) = structure::score(rows, by);
    let mut findings = changes::findings(&tracks, &groups, &scored, &left);
    findings.extend(structural);
    findings.extend(rules::findings(&tracks));
    scope::mark(&mut findings, rows, by, links);
    drop_structures_explained(&mut findings);
    findings.retain(|finding| finding.verdict != Verdict::Ordinary);
    findings.sort_by(|one, other| one.order().cmp(&other.order()).then_with(|| one.place().cmp(&other.place())));
    let comparable = tracks.iter().map(|track| track.changes.len()).sum::<usize>();
    Detection {
        findings,
        without_peers: comparable.saturating_sub(scored.len()),
        scored: changes::published(&tracks, &scored),
        digits: benford_test::test(rows),
        structures,
    }
}

/// Where one figure of a department jumped, in the year or as a spike the year before, the shares of all others moved
/// with it: that is the same finding.
fn drop_structures_explained(findings: &mut Vec<Finding>) {
    let who = |finding: &Finding, later: i32| {
        let series = &finding.comparison.series;
        let flow = series.flow.map(|flow| flow as usize);
        (series.department.clone(), series.unit.clone(), flow, finding.comparison.fiscal_year + later)
    };
    let mut jumped = BTreeSet::new();
    for finding in findings.iter().filter(|finding| matches!(finding.kind, Kind::Change | Kind::SignChange)) {
        jumped.insert(who(finding, 0));
        if finding.suspect_year == Some(finding.comparison.fiscal_year) {
            jumped.insert(who(finding, 1));
        }
    }
    findings.retain(|finding| finding.kind != Kind::Structure || !jumped.contains(&who(finding, 0)));
}

impl Finding {
    /// Outliers first; within a verdict the largest score × materiality first. Scores beyond 50 count as 50, so that a
    /// tiny figure that was misprinted does not outrank a department.
    fn order(&self) -> (usize, Reverse<i128>) {
        let score = self.scores.map_or(1.0, |scores| scores.score.abs().clamp(1.0, 50.0));
        let weight = (score * 1000.0) as i128 * i128::from(self.materiality_fen);
        (self.verdict as usize, Reverse(weight))
    }

    fn place(&self) -> (&str, &str, i32) {
        (&self.comparison.series.department, &self.comparison.series.item, self.comparison.fiscal_year)
    }
}
