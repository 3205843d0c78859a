//! Scores of changes: against the peers of the same year, against the figure's own other years, and what is left of the
//! amount after department and year are taken out. A change is an outlier where both of the first two say so.

use super::finding::{Finding, Kind, Leading, Pattern, Scores, Verdict};
use super::peers::{Group, LEAST_PEERS};
use super::statistics::distributions::student_beyond;
use super::statistics::median::{MAD_CONSTANT, mad, median};
use super::statistics::{false_discovery, median_polish, qn, tails};
use super::tracks::Track;
use super::{FALSE_DISCOVERIES, LEAST_SCALE, LEAST_SCORE};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How many years of its own a figure needs for them to weigh as much as its peers.
const PRIOR_YEARS: f64 = 4.0;
/// With fewer other years the past of a figure says nothing of its own.
const LEAST_YEARS: usize = 3;
/// Of a change that much is taken back in the next year where it was a spike.
const TAKEN_BACK: f64 = 0.6;
/// Less than a doubling or halving is no gross error of a figure, however odd it is.
const GROSS_CHANGE: f64 = std::f64::consts::LN_2;
/// A first or a last year has one neighbour only: its figure is suspected where the change is at least fourfold.
const EDGE_CHANGE: f64 = 2.0 * std::f64::consts::LN_2;
/// A first or last year is contradicted only where at least so many years are known.
const EDGE_YEARS: usize = 4;
/// How near (in powers of ten) a change must be to a whole power to look like a slipped digit.
const NEAR_POWER: f64 = 0.08;

/// What is left of every amount after department and year are taken out, in robust deviations, by track and year.
pub type Left = BTreeMap<(usize, i32), f64>;

/// The score of one change.
pub struct Scored {
    group: usize,
    track: usize,
    year: i32,
    /// The change less that of the peers.
    apart: f64,
    peer_count: usize,
    /// The part of the peers' changes that are not exactly the usual one.
    moving: f64,
    history: Usual,
    against_history: f64,
    scores: Scores,
}

/// A change with its scores, for those who show all changes and not only what stands apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoredChange {
    /// The figure.
    pub series_id: i64,
    /// The later of the two years.
    pub fiscal_year: i32,
    /// Its scores.
    pub scores: Scores,
}

/// Why a change is not called an outlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApart {
    /// Changes of this size are usual among the peers.
    UsualAmongPeers,
    /// The figure has moved as much in other years.
    UsualInHistory,
    /// It is far out, but the changes of this panel scatter so widely that too many such ones would be false alarms.
    TooLikely,
}

impl ScoredChange {
    /// The reason why it is not an outlier; `None` where it is one.
    pub fn not_apart(&self) -> Option<NotApart> {
        let far = |score: Option<f64>| score.is_none_or(|score| score.abs() >= LEAST_SCORE);
        let scores = &self.scores;
        if !far(scores.peers) {
            Some(NotApart::UsualAmongPeers)
        } else if !far(scores.history) {
            Some(NotApart::UsualInHistory)
        } else {
            (!stands_apart(scores)).then_some(NotApart::TooLikely)
        }
    }
}

/// Far out, and few enough of its kind are false alarms.
fn stands_apart(scores: &Scores) -> bool {
    scores.false_discovery <= FALSE_DISCOVERIES && scores.score.abs() >= LEAST_SCORE
}

/// All scored changes, by what they are about.
pub fn published(tracks: &[Track], scored: &[Scored]) -> Vec<ScoredChange> {
    let of = |change: &Scored| {
        let row = tracks.get(change.track)?.rows.get(&change.year)?;
        Some(ScoredChange { series_id: row.series.series_id, fiscal_year: change.year, scores: change.scores })
    };
    scored.iter().filter_map(of).collect()
}

/// Where values usually lie and how far apart they usually are.
#[derive(Clone, Copy)]
struct Usual {
    centre: f64,
    scale: f64,
    count: usize,
}

/// Median and MAD; Qₙ where half of the values are equal; what is usual among those that differ where nearly all are.
fn usual(values: &[f64]) -> Option<Usual> {
    let centre = median(values)?;
    let spread = mad(values, centre).filter(|scale| *scale > 0.0);
    let spread = spread.or_else(|| qn::qn(values).filter(|scale| *scale > 0.0)).or_else(|| {
        let moved: Vec<f64> = values.iter().map(|value| (value - centre).abs()).filter(|size| *size > 0.0).collect();
        Some(MAD_CONSTANT * median(&moved)?)
    });
    Some(Usual { centre, scale: spread.unwrap_or(0.0).max(LEAST_SCALE), count: values.len() })
}

/// What is usual among the peers in each year; years with too few of them use all years.
struct Yardstick {
    years: BTreeMap<i32, Usual>,
    always: Usual,
}

impl Yardstick {
    fn of(tracks: &[Track], group: &Group) -> Option<Self> {
        let mut by_year: BTreeMap<i32, Vec<f64>> = BTreeMap::new();
        for track in group.yardstick.iter().filter_map(|position| tracks.get(*position)) {
            for (year, change) in &track.changes {
                by_year.entry(*year).or_default().push(*change);
            }
        }
        let all: Vec<f64> = by_year.values().flatten().copied().collect();
        let always = usual(&all).filter(|usual| usual.count >= LEAST_PEERS)?;
        let years = by_year
            .iter()
            .filter(|(_, changes)| changes.len() >= LEAST_PEERS)
            .filter_map(|(year, changes)| Some((*year, usual(changes)?)))
            .collect();
        Some(Yardstick { years, always })
    }

    fn in_year(&self, year: i32) -> Usual {
        self.years.get(&year).copied().unwrap_or(self.always)
    }
}

/// A law with the tails of a sample of scores: how likely a score so far out is.
struct Law {
    degrees: f64,
}

impl Law {
    /// Scores of exactly 0 come from figures that are written on unchanged, and say nothing about how far others move.
    fn of(scores: impl Iterator<Item = f64>) -> Self {
        Law { degrees: tails::of_scores(&scores.filter(|score| *score != 0.0).collect::<Vec<_>>()) }
    }

    /// `moving` is the part of the peers that moves at all.
    fn beyond(&self, score: f64, moving: f64) -> f64 {
        if score == 0.0 { 1.0 } else { moving * student_beyond(score, self.degrees) }
    }
}

/// Scores of all changes that have peers, with false discoveries controlled over all of them.
pub fn score(tracks: &[Track], groups: &[Group]) -> (Vec<Scored>, Left) {
    let mut scored: Vec<Scored> = Vec::new();
    let mut left = Left::new();
    for (position, group) in groups.iter().enumerate() {
        let left_here = two_way(tracks, group);
        scored.extend(score_group(tracks, group, position, &left_here).unwrap_or_default());
        left.extend(left_here.into_iter().filter(|((track, _), _)| group.members.contains(track)));
    }
    weigh(&mut scored);
    confirm_spikes(&mut scored);
    let probabilities: Vec<f64> = scored.iter().map(|change| change.scores.probability).collect();
    for (change, adjusted) in scored.iter_mut().zip(false_discovery::adjusted(&probabilities)) {
        change.scores.false_discovery = adjusted;
    }
    (scored, left)
}

/// Gives every change its probability by the laws of all scores, and lets the milder of the two comparisons lead.
fn weigh(scored: &mut [Scored]) {
    let against_peers = Law::of(scored.iter().filter_map(|change| change.scores.peers));
    let against_history = Law::of(scored.iter().map(|change| change.against_history));
    for change in scored {
        let scores = &mut change.scores;
        let by_peers = against_peers.beyond(scores.score, change.moving);
        let by_history = against_history.beyond(change.against_history, change.moving);
        scores.probability = by_peers.max(by_history);
        if by_history > by_peers && scores.history.is_some() {
            scores.leading = Leading::History;
            scores.score = change.against_history;
            scores.centre += change.history.centre;
            scores.scale = change.history.scale;
        }
    }
}

/// A change that the next year takes back is two unlikely changes, not one.
fn confirm_spikes(scored: &mut [Scored]) {
    let changes: BTreeMap<(usize, i32), (f64, f64)> =
        scored.iter().map(|change| ((change.track, change.year), (change.apart, change.scores.probability))).collect();
    for change in scored {
        if let Some((next, probability)) = changes.get(&(change.track, change.year + 1))
            && goes_back(change.apart, *next)
        {
            let scores = &mut change.scores;
            scores.probability = false_discovery::together(scores.probability, *probability).min(scores.probability);
        }
    }
}

/// The changes of one figure less those of the peers.
fn apart(track: &Track, yardstick: &Yardstick) -> BTreeMap<i32, f64> {
    track.changes.iter().map(|(year, change)| (*year, change - yardstick.in_year(*year).centre)).collect()
}

fn score_group(tracks: &[Track], group: &Group, position: usize, left: &Left) -> Option<Vec<Scored>> {
    let yardstick = Yardstick::of(tracks, group)?;
    let of_yardstick: Vec<f64> = group
        .yardstick
        .iter()
        .filter_map(|member| tracks.get(*member))
        .flat_map(|track| apart(track, &yardstick).into_values())
        .collect();
    let pooled = usual(&of_yardstick)?;
    let moving = of_yardstick.iter().filter(|change| **change != 0.0).count() as f64 / of_yardstick.len() as f64;
    let mut changes = Vec::new();
    for &member in &group.members {
        let Some(track) = tracks.get(member) else { continue };
        let own = apart(track, &yardstick);
        for (&year, &change) in &own {
            let peers = yardstick.in_year(year);
            let history = own_history(&own, year, pooled);
            let against_history = (change - history.centre) / history.scale;
            let scores = Scores {
                value: change + peers.centre,
                centre: peers.centre,
                scale: peers.scale,
                score: change / peers.scale,
                leading: Leading::Peers,
                peers: Some(change / peers.scale),
                history: (history.count >= LEAST_YEARS).then_some(against_history),
                two_way: left.get(&(member, year)).copied(),
                probability: 1.0,
                false_discovery: 1.0,
            };
            changes.push(Scored {
                group: position,
                track: member,
                year,
                apart: change,
                peer_count: peers.count,
                moving,
                history,
                against_history,
                scores,
            });
        }
    }
    Some(changes)
}

/// What is usual for a figure by its other years, drawn toward its peers: few years of its own weigh little.
fn own_history(own: &BTreeMap<i32, f64>, year: i32, pooled: Usual) -> Usual {
    // The other half of a spike is no witness to what is usual.
    let half = |other: &i32, change: f64| {
        (other - year).abs() == 1 && own.get(&year).is_some_and(|here| goes_back(*here, change))
    };
    let others: Vec<f64> = own
        .iter()
        .filter(|(other, change)| **other != year && !half(other, **change))
        .map(|(_, change)| *change)
        .collect();
    if others.len() < LEAST_YEARS {
        return Usual { count: others.len(), ..pooled };
    }
    let centre = median(&others).unwrap_or(0.0);
    let spread = mad(&others, centre).unwrap_or(0.0);
    let years = others.len() as f64;
    let weigh = |own: f64, peers: f64| (years * own + PRIOR_YEARS * peers) / (years + PRIOR_YEARS);
    let scale = weigh(spread * spread, pooled.scale * pooled.scale).sqrt();
    Usual { centre: weigh(centre, pooled.centre), scale: scale.max(LEAST_SCALE), count: others.len() }
}

/// Median polish of the group's amounts.
fn two_way(tracks: &[Track], group: &Group) -> Left {
    let members: Vec<(usize, &Track)> =
        group.yardstick.iter().filter_map(|member| Some((*member, tracks.get(*member)?))).collect();
    let years: Vec<i32> = {
        let mut years: Vec<i32> = members.iter().flat_map(|(_, track)| track.levels.keys().copied()).collect();
        years.sort_unstable();
        years.dedup();
        years
    };
    let cells: Vec<Vec<Option<f64>>> = members
        .iter()
        .map(|(_, track)| {
            years.iter().map(|year| track.levels.get(year).copied().filter(|level| *level > 0.0)).collect()
        })
        .collect();
    let polished = median_polish::median_polish(&cells);
    let all: Vec<f64> = polished.residuals.iter().flatten().flatten().copied().collect();
    let Some(pooled) = usual(&all) else { return Left::new() };
    let mut scores = Left::new();
    for ((member, _), residuals) in members.iter().zip(&polished.residuals) {
        let present: Vec<f64> = residuals.iter().flatten().copied().collect();
        if present.len() < LEAST_YEARS {
            continue;
        }
        let own = mad(&present, 0.0).unwrap_or(0.0);
        let count = present.len() as f64;
        let spread = (count * own * own + PRIOR_YEARS * pooled.scale * pooled.scale) / (count + PRIOR_YEARS);
        for (year, residual) in years.iter().zip(residuals) {
            if let Some(residual) = residual {
                scores.insert((*member, *year), residual / spread.sqrt());
            }
        }
    }
    scores
}

/// Findings for the changes that stand apart. The way back after a spike is the same finding.
pub fn findings(tracks: &[Track], groups: &[Group], scored: &[Scored], left: &Left) -> Vec<Finding> {
    let apart: BTreeMap<(usize, i32), &Scored> =
        scored.iter().map(|change| ((change.track, change.year), change)).collect();
    scored
        .iter()
        .filter(|change| stands_apart(&change.scores))
        .filter(|change| {
            let before = apart.get(&(change.track, change.year - 1));
            !before.is_some_and(|before| stands_apart(&before.scores) && goes_back(before.apart, change.apart))
        })
        .filter_map(|change| {
            let next = apart.get(&(change.track, change.year + 1)).map(|next| next.apart);
            let base_left = left.get(&(change.track, change.year - 1)).copied();
            finding(tracks.get(change.track)?, groups.get(change.group)?, change, next, base_left)
        })
        .collect()
}

/// Whether a change is taken back, and not more than that, by the next.
fn goes_back(change: f64, next: f64) -> bool {
    let left = (change + next).abs();
    change * next < 0.0 && left <= (1.0 - TAKEN_BACK) * change.abs().max(next.abs())
}

fn finding(
    track: &Track,
    group: &Group,
    change: &Scored,
    next: Option<f64>,
    base_left: Option<f64>,
) -> Option<Finding> {
    let comparison = track.rows.get(&change.year)?;
    let pattern = match next {
        None => Pattern::Latest,
        Some(next) if goes_back(change.apart, next) => Pattern::Spike,
        Some(_) => Pattern::Step,
    };
    let suspect_year = suspect_year(track, change, pattern, base_left);
    let powers = change.apart / std::f64::consts::LN_10;
    let power_of_ten = ((powers - powers.round()).abs() <= NEAR_POWER && powers.round() != 0.0)
        .then(|| powers.round() as i32)
        .map(|power| if suspect_year == Some(change.year - 1) { -power } else { power });
    Some(Finding {
        peers: Some(Rc::clone(&group.description)),
        peer_count: change.peer_count,
        scores: Some(change.scores),
        pattern: Some(pattern),
        suspect_year,
        power_of_ten,
        ..Finding::of(comparison, Verdict::Outlier, Kind::Change)
    })
}

/// The year whose figure, not whose change, stands apart: a year that both neighbours contradict, or a first or last
/// year whose only neighbour and the level of all other years contradict it. A step in between is a change that lasts.
fn suspect_year(track: &Track, change: &Scored, pattern: Pattern, base_left: Option<f64>) -> Option<i32> {
    let (this, base) = (change.scores.two_way.map_or(0.0, f64::abs), base_left.map_or(0.0, f64::abs));
    let is_first = !track.changes.contains_key(&(change.year - 1));
    let known = track.levels.len() >= EDGE_YEARS && change.apart.abs() >= EDGE_CHANGE;
    let stands_out = |one: f64, other: f64| known && one > 2.0 * other && one >= LEAST_SCORE;
    match pattern {
        Pattern::Spike => (change.apart.abs() >= GROSS_CHANGE).then_some(change.year),
        Pattern::Latest if stands_out(this, base) => Some(change.year),
        _ if is_first && stands_out(base, this) => Some(change.year - 1),
        _ => None,
    }
}
