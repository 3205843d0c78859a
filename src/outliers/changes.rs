//! Scores of changes: against the peers of the same year, against the figure's own other years, and what is left of the
//! amount after department and year are taken out. A change is an outlier where both of the first two say so.

use super::finding::{Finding, Kind, Leading, Pattern, Scores, Verdict};
use super::peers::{Group, LEAST_PEERS};
use super::statistics::distributions::student_beyond;
use super::statistics::median::{MAD_CONSTANT, mad, median};
use super::statistics::{false_discovery, median_polish, qn, tails};
use super::tracks::Track;
use super::{FALSE_DISCOVERIES, LEAST_SCALE, LEAST_SCORE};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// How many years of its own a figure needs for them to weigh as much as its peers.
const PRIOR_YEARS: f64 = 4.0;
/// With fewer other years the past of a figure says nothing of its own.
const LEAST_YEARS: usize = 3;
/// Of a change that much is taken back in the next year where it was a spike.
const TAKEN_BACK: f64 = 0.6;
/// Less than a doubling or halving is no gross error of a figure, however odd it is.
const GROSS_CHANGE: f64 = std::f64::consts::LN_2;
/// A first or a last year has one neighbour only, and what changes there may last. Its figure is suspected only where so many
/// years are known and a slip of the pen explains it: a power of ten, or two leading digits exchanged.
const EDGE_YEARS: usize = 3;
/// What may be left of a change once a slip is corrected: twice what is usual for the figure, within these bounds.
const LEAST_REST: f64 = 0.184;
const MOST_REST: f64 = 0.405;
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
    let spike = only_spike(own, year);
    let others: Vec<f64> = own
        .iter()
        .filter(|(other, change)| **other != year && !half(other, **change))
        .filter(|(other, _)| spike.is_none_or(|spike| **other != spike && **other != spike + 1))
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

/// The year of the one gross spike elsewhere: a second error in a figure is no witness to what is usual for it. Where there
/// are several spikes, they are usual.
fn only_spike(own: &BTreeMap<i32, f64>, year: i32) -> Option<i32> {
    let mut spikes = own.iter().filter(|(other, change)| {
        let next = own.get(&(**other + 1));
        change.abs() >= GROSS_CHANGE && next.is_some_and(|next| goes_back(**change, *next))
    });
    let (first, _) = spikes.find(|(other, _)| (*other - year).abs() > 1)?;
    spikes.find(|(other, _)| (*other - year).abs() > 1).is_none().then_some(*first)
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
    // Years in order: the way back of one spike is not the beginning of another, and what follows it is no way back.
    let mut ways_back: BTreeSet<(usize, i32)> = BTreeSet::new();
    for (&(track, year), change) in &apart {
        let before = (track, year - 1);
        let spike =
            apart.get(&before).filter(|before| stands_apart(&before.scores) && goes_back(before.apart, change.apart));
        let is_back = spike.is_some() && !ways_back.contains(&before);
        if is_back
            && stands_apart(&change.scores)
            && !tracks.get(track).is_some_and(|track| is_among_odd(track, year - 1))
        {
            ways_back.insert((track, year));
        }
    }
    scored
        .iter()
        .filter(|change| stands_apart(&change.scores) && !ways_back.contains(&(change.track, change.year)))
        .filter_map(|change| {
            let around = Around {
                apart: &|year| apart.get(&(change.track, year)).map(|other| other.apart),
                base_left: left.get(&(change.track, change.year - 1)).copied(),
            };
            finding(tracks.get(change.track)?, groups.get(change.group)?, change, &around)
        })
        .collect()
}

/// Whether a year agrees with the other years while both of its neighbours do not: then they are the odd ones.
fn is_among_odd(track: &Track, year: i32) -> bool {
    let others: Vec<f64> =
        track.levels.iter().filter(|(other, _)| (**other - year).abs() > 1).map(|(_, level)| *level).collect();
    let Some(middle) = median(&others).filter(|_| others.len() >= LEAST_YEARS) else { return false };
    let off = |year: i32| track.levels.get(&year).map(|level| (level - middle).abs());
    let (Some(before), Some(here), Some(after)) = (off(year - 1), off(year), off(year + 1)) else { return false };
    let nearer = before.min(after);
    nearer >= GROSS_CHANGE && 2.0 * here < nearer
}

/// Whether a change is taken back, and not more than that, by the next.
fn goes_back(change: f64, next: f64) -> bool {
    let left = (change + next).abs();
    change * next < 0.0 && left <= (1.0 - TAKEN_BACK) * change.abs().max(next.abs())
}

/// What is known around a change of a figure.
struct Around<'a> {
    /// Its other changes less those of the peers, by year.
    apart: &'a dyn Fn(i32) -> Option<f64>,
    /// What is left of the amount of the year before after department and year are taken out.
    base_left: Option<f64>,
}

fn finding(track: &Track, group: &Group, change: &Scored, around: &Around) -> Option<Finding> {
    let next = (around.apart)(change.year + 1);
    let comparison = track.rows.get(&change.year)?;
    let pattern = match next {
        None => Pattern::Latest,
        Some(next) if goes_back(change.apart, next) => Pattern::Spike,
        Some(_) => Pattern::Step,
    };
    let suspect_year = suspect_year(track, change, pattern, around);
    let power_of_ten =
        power_of_ten(change.apart).map(|power| if suspect_year == Some(change.year - 1) { -power } else { power });
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

/// The whole power of ten that a change is near to, apart from 10⁰.
fn power_of_ten(change: f64) -> Option<i32> {
    let powers = change / std::f64::consts::LN_10;
    ((powers - powers.round()).abs() <= NEAR_POWER && powers.round() != 0.0).then(|| powers.round() as i32)
}

/// Whether a slip of the pen in one of the two years explains a change: corrected it would be an ordinary one.
fn is_slip(track: &Track, change: &Scored, suspect: i32) -> bool {
    let amounts = track.rows.get(&change.year).and_then(|row| Some((row.base_fen?, row.amount_fen?)));
    let (Some((base, amount)), Some(printed)) = (amounts, track.changes.get(&change.year)) else { return false };
    let usual = printed - change.apart;
    let ordinary = (2.0 * change.scores.scale).clamp(LEAST_REST, MOST_REST);
    let grown = (amount.unsigned_abs() as f64 / base.unsigned_abs() as f64).ln() - usual;
    let powers = (grown / std::f64::consts::LN_10).round();
    // A thousandfold is a unit mistaken for another, whatever is left.
    let by_power = powers != 0.0 && (grown - powers * std::f64::consts::LN_10).abs() <= ordinary || powers.abs() >= 3.0;
    let (odd, other) = if suspect < change.year { (base, amount) } else { (amount, base) };
    let by_digits = leading_digits_exchanged(odd).is_some_and(|meant| {
        let corrected = (meant as f64 / other.unsigned_abs() as f64).ln();
        let corrected = if suspect < change.year { -corrected } else { corrected };
        (corrected - usual).abs() <= ordinary
    });
    by_power || by_digits
}

/// Whether two years from this one on are off by the same power of ten: up, on, and back again.
fn is_block(year: i32, around: &Around) -> bool {
    let (Some(there), Some(on), Some(back)) =
        ((around.apart)(year), (around.apart)(year + 1), (around.apart)(year + 2))
    else {
        return false;
    };
    let powers = power_of_ten(there).zip(power_of_ten(back));
    powers.is_some_and(|(there, back)| there == -back) && on.abs() < GROSS_CHANGE / 2.0
}

/// 396.55 for 936.55.
fn leading_digits_exchanged(fen: i64) -> Option<i64> {
    let digits = fen.checked_abs()?.to_string();
    let (first, second) = (digits.get(..1)?, digits.get(1..2)?);
    let exchanged = format!("{second}{first}{}", digits.get(2..)?);
    if first == second || second == "0" { None } else { exchanged.parse().ok() }
}

/// The year whose figure, not whose change, stands apart: a year that both neighbours contradict, or a first or last
/// year whose only neighbour and the level of all other years contradict it and that a slip explains. A step in between is a change that lasts.
fn suspect_year(track: &Track, change: &Scored, pattern: Pattern, around: &Around) -> Option<i32> {
    let (this, base) = (change.scores.two_way.map_or(0.0, f64::abs), around.base_left.map_or(0.0, f64::abs));
    let next = (around.apart)(change.year + 1);
    let is_first = !track.changes.contains_key(&(change.year - 1));
    let size = change.apart.abs();
    let gross = size >= GROSS_CHANGE && track.levels.len() >= EDGE_YEARS;
    let stands_out =
        |one: f64, other: f64, year: i32| gross && one > other && one >= LEAST_SCORE && is_slip(track, change, year);
    match pattern {
        Pattern::Spike if is_among_odd(track, change.year) => is_first.then_some(change.year - 1),
        Pattern::Spike => ((size + next.map_or(size, f64::abs)) / 2.0 >= GROSS_CHANGE).then_some(change.year),
        Pattern::Latest if stands_out(this, base, change.year) => Some(change.year),
        _ if is_first && stands_out(base, this, change.year - 1) => Some(change.year - 1),
        _ if is_block(change.year, around) => Some(change.year),
        _ if is_block(change.year - 2, around) => Some(change.year - 1),
        _ => None,
    }
}
