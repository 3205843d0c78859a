//! Structures of departments: whether the shares of the parts moved as those of the other departments did.
//!
//! The parts of a department's figure in one year are a composition. Its log-ratio coordinates are compared with those
//! of the year before, and the moves of all departments with each other by the minimum covariance determinant. Parts of
//! nothing have no logarithm: they are for the rules, and such a department takes no part here.

use super::finding::{Finding, Kind, Leading, Scores, StructureShift, Verdict};
use super::peers::PeerGroup;
use super::statistics::distributions::f_above;
use super::statistics::mcd::minimum_covariance_determinant;
use super::statistics::{false_discovery, ilr, tails};
use super::tracks::item_key;
use super::{FALSE_DISCOVERIES, LEAST_SCALE, LEAST_SCORE};
use crate::domain::Percent;
use crate::measures::run::RATE_DECIMALS;
use crate::measures::{Breakdown, Comparison, State};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The most coordinates: a covariance of more is not to be had from a panel of departments.
const MOST_DIMENSIONS: usize = 6;
/// Moves needed for each coordinate.
const MOVES_PER_DIMENSION: usize = 5;
/// Departments that have fewer parts in common have no structure in common.
const LEAST_PARTS: usize = 2;
/// A part takes part by itself where so many percent of the departments have it in both years.
const COMMON_PERCENT: usize = 80;

/// What was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// so many moves of structures
    Compared(usize),
    /// so many departments and years were not enough
    TooFew(usize),
    /// the breakdown has no parts
    NoParts,
}

/// One department in one year: its comparable parts.
type Body<'a> = (String, String, i32, &'a str);

/// A structure beside that of the year before.
struct Move<'a> {
    rows: Vec<&'a Comparison>,
    names: Vec<String>,
    parts: Vec<i64>,
    base_parts: Vec<i64>,
    coordinates: Vec<f64>,
}

/// Findings of structure, and what was compared.
pub fn score(rows: &[Comparison], by: Breakdown) -> (Vec<Finding>, Extent) {
    if matches!(by, Breakdown::Department | Breakdown::Project) {
        return (Vec::new(), Extent::NoParts);
    }
    let mut by_form: BTreeMap<(String, &str), BTreeMap<Body, Vec<&Comparison>>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.series.unit.is_empty() || !row.series.department.is_empty()) {
        let series = &row.series;
        let flow = series.flow.map_or("", |flow| flow.id());
        let form = format!("{} {} {flow}", series.phase.id(), series.form.id());
        let body = (series.department.clone(), series.unit.clone(), row.fiscal_year, flow);
        by_form
            .entry((form, series.region_code.get(..2).unwrap_or("")))
            .or_default()
            .entry(body)
            .or_default()
            .push(row);
    }
    let mut findings = Vec::new();
    let (mut compared, mut seen) = (0, 0);
    for bodies in by_form.values() {
        let moves = moves(bodies);
        seen += bodies.len();
        if let Some(found) = score_moves(&moves) {
            compared += moves.len();
            findings.extend(found);
        }
    }
    let extent = if compared > 0 { Extent::Compared(compared) } else { Extent::TooFew(seen) };
    (findings, extent)
}

/// The moves of all bodies in the parts that most of them have; what is not such a part goes into one more.
fn moves<'a>(bodies: &BTreeMap<Body<'a>, Vec<&'a Comparison>>) -> Vec<Move<'a>> {
    let usable: Vec<&Vec<&Comparison>> = bodies
        .values()
        .filter(|rows| {
            rows.iter()
                .all(|row| row.state != State::MissingYear && row.change_fen.is_some() && !row.granularity_differs)
        })
        .collect();
    let mut common: BTreeMap<String, (usize, i128)> = BTreeMap::new();
    for row in usable.iter().flat_map(|rows| rows.iter()) {
        if let (Some(amount @ 1..), Some(1..)) = (row.amount_fen, row.base_fen) {
            let seen = common.entry(item_key(&row.series)).or_default();
            seen.0 += 1;
            seen.1 += i128::from(amount);
        }
    }
    let mut parts: Vec<(String, i128)> = common
        .into_iter()
        .filter(|(_, (count, _))| count * 100 >= usable.len() * COMMON_PERCENT)
        .map(|(key, (_, sum))| (key, sum))
        .collect();
    parts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    parts.truncate(MOST_DIMENSIONS.min(usable.len() / MOVES_PER_DIMENSION));
    let keys: Vec<String> = parts.into_iter().map(|(key, _)| key).collect();
    if keys.len() < LEAST_PARTS {
        return Vec::new();
    }
    let has_rest = |rows: &&&Vec<&Comparison>| {
        rows.iter().any(|row| row.amount_fen.is_some_and(|fen| fen > 0) && !keys.contains(&item_key(&row.series)))
    };
    let with_rest = usable.iter().filter(has_rest).count() * 100 >= usable.len() * COMMON_PERCENT;
    usable.into_iter().filter_map(|rows| structure_move(rows, &keys, with_rest)).collect()
}

/// `with_rest`: whether what is none of the common parts makes one more part. A department that differs from the others
/// in this takes no part.
fn structure_move<'a>(rows: &[&'a Comparison], keys: &[String], with_rest: bool) -> Option<Move<'a>> {
    let mut names = vec![String::new(); keys.len()];
    let mut parts = vec![0_i64; keys.len() + 1];
    let mut base_parts = parts.clone();
    names.push("其他".to_owned());
    for row in rows {
        let key = item_key(&row.series);
        let position = keys.iter().position(|other| *other == key).unwrap_or(keys.len());
        if let Some(name) = names.get_mut(position).filter(|name| name.is_empty()) {
            name.clone_from(&row.series.item);
        }
        *parts.get_mut(position)? += row.amount_fen.unwrap_or(0);
        *base_parts.get_mut(position)? += row.base_fen.unwrap_or(0);
    }
    if !with_rest {
        let rest = (parts.pop(), base_parts.pop(), names.pop());
        if rest.0 != Some(0) || rest.1 != Some(0) {
            return None;
        }
    }
    let numbers = |parts: &[i64]| ilr::coordinates(&parts.iter().map(|part| *part as f64).collect::<Vec<_>>());
    let (now, before) = (numbers(&parts)?, numbers(&base_parts)?);
    let coordinates = now.iter().zip(&before).map(|(now, before)| now - before).collect();
    Some(Move { rows: rows.to_vec(), names, parts, base_parts, coordinates })
}

fn score_moves(moves: &[Move]) -> Option<Vec<Finding>> {
    let points: Vec<Vec<f64>> = moves.iter().map(|one| one.coordinates.clone()).collect();
    let dimensions = points.first()?.len();
    if points.len() < MOVES_PER_DIMENSION * dimensions.max(1) {
        return None;
    }
    let scatter = minimum_covariance_determinant(&points)?;
    // Where all structures hardly move, a move of one part in fifty is not odd either.
    let spread = scatter.covariance.widened(LEAST_SCALE * LEAST_SCALE).cholesky()?;
    let per_dimension: Vec<f64> =
        points.iter().map(|point| spread.squared_distance(point, &scatter.centre) / dimensions as f64).collect();
    let degrees = tails::of_squared_distances(&per_dimension, dimensions as f64);
    let probabilities: Vec<f64> =
        per_dimension.iter().map(|distance| f_above(*distance, dimensions as f64, degrees)).collect();
    let adjusted = false_discovery::adjusted(&probabilities);
    let group = Rc::new(PeerGroup {
        item: None,
        ending: None,
        size_fen: None,
        figures: moves.len(),
        departments: moves
            .iter()
            .filter_map(|one| one.rows.first())
            .map(|row| &row.series.department)
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
    });
    let found = moves.iter().zip(&per_dimension).zip(probabilities.iter().zip(&adjusted)).filter_map(
        |((one, distance), (probability, false_discovery))| {
            let score = distance.sqrt();
            (*false_discovery <= FALSE_DISCOVERIES && score >= LEAST_SCORE).then(|| {
                let scores = Scores {
                    value: score,
                    centre: 0.0,
                    scale: 1.0,
                    score,
                    leading: Leading::Structure,
                    peers: None,
                    history: None,
                    two_way: None,
                    probability: *probability,
                    false_discovery: *false_discovery,
                };
                finding(one, scores, &group, moves.len())
            })?
        },
    );
    Some(found.collect())
}

/// The finding stands at the part that moved most.
fn finding(one: &Move, scores: Scores, group: &Rc<PeerGroup>, count: usize) -> Option<Finding> {
    let logarithms =
        |parts: &[i64]| ilr::centred_logarithms(&parts.iter().map(|part| *part as f64).collect::<Vec<_>>());
    let (now, before) = (logarithms(&one.parts)?, logarithms(&one.base_parts)?);
    let moved = now.iter().zip(&before).map(|(now, before)| (now - before).abs());
    let position = moved.enumerate().max_by(|one, other| one.1.total_cmp(&other.1))?.0;
    let share = |parts: &[i64]| {
        let whole: i128 = parts.iter().copied().map(i128::from).sum();
        Percent::of_ratio(i128::from(*parts.get(position)?), whole, RATE_DECIMALS)
    };
    let name = one.names.get(position)?;
    // The rest has no row of its own: its largest part stands for it.
    let row = one
        .rows
        .iter()
        .find(|row| row.series.item == *name)
        .or_else(|| one.rows.iter().max_by_key(|row| row.change_fen.unwrap_or(0).saturating_abs()))?;
    let part_change = one.parts.get(position)? - one.base_parts.get(position)?;
    Some(Finding {
        peers: Some(Rc::clone(group)),
        peer_count: count,
        scores: Some(scores),
        shift: Some(StructureShift {
            part: name.clone(),
            base_share: share(&one.base_parts),
            share: share(&one.parts),
        }),
        materiality_fen: part_change.saturating_abs(),
        ..Finding::of(row, Verdict::Outlier, Kind::Structure)
    })
}
