//! Changes of basis (口径): what looks like an outlier or an appearance, and is only another way of writing the same.

use super::finding::{Finding, Kind, Pattern, Verdict};
use super::peers::stem;
use super::tracks::{change, item_key};
use crate::crosswalk::{Decision, Link, LinkKind};
use crate::domain::label::fold;
use crate::domain::{MoneyUnit, vocabulary};
use crate::measures::{Breakdown, Comparison, State};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

vocabulary! {
    /// Why a change is one of basis.
    ScopeKind {
        /// one of the two years lists more finely
        Granularity = "granularity", "明细粒度不同";
        /// the same name under another code
        Recoded = "recoded", "编码变更";
        /// the opposite change of another item of the same department
        Reclassified = "reclassified", "科目调整";
        /// another department of similar name appeared or disappeared
        Renamed = "renamed", "更名或改隶";
        /// several departments of similar names appeared or disappeared, together as much
        Merged = "merged", "合并或拆分";
        /// the same item of all other departments moved alike
        CommonChange = "common_change", "各部门同变";
        /// most items of the year appeared or disappeared
        YearRecast = "year_recast", "当年项目设置大改";
    }
}

/// A change of basis and its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeChange {
    /// Which.
    pub kind: ScopeKind,
    /// The counterpart: an item or a department (the largest of several); empty where there is none.
    pub counterpart: String,
    /// How many counterparts there are.
    pub counterparts: usize,
    /// The counterpart's change, in fen.
    pub counterpart_fen: i64,
}

/// Two changes offset each other where so many percent of the larger are left at most.
const LEFT_PERCENT: i128 = 2;
/// Two items of similar names offset each other where so many percent are left at most.
const LEFT_OF_SIMILAR_PERCENT: i128 = 10;
/// Departments moved alike where the others moved at least by so much of this one's move.
const MOVED_ALIKE: f64 = 0.6;
/// Names are similar where so many percent of the characters of the shorter are in the other.
const SIMILAR_PERCENT: usize = 60;
/// Departments that were merged or split add up where so many percent are left at most: a merger also saves or costs.
const MERGED_LEFT_PERCENT: i128 = 10;
/// Their names share a run of at least so many characters.
const LEAST_COMMON_RUN: usize = 3;
/// Renamed departments are at most so many times as large as before.
const RENAMED_TIMES: u64 = 3;
/// A year of a department is recast where so many percent of its items appeared or disappeared …
const RECAST_PERCENT: usize = 60;
/// … of at least so many.
const LEAST_RECAST: usize = 5;

/// One figure's change, as far as counterparts need it.
struct Change<'a> {
    row: &'a Comparison,
    fen: i64,
    is_turnover: bool,
}

type Place<'a> = (&'a str, i32, Option<usize>);
/// Comparable changes by item and place.
type Moves<'a> = BTreeMap<(String, Place<'a>), Vec<(&'a Comparison, f64)>>;

/// Says of findings whether they are changes of basis.
pub fn mark(findings: &mut [Finding], rows: &[Comparison], by: Breakdown, links: &[Link]) {
    let mut by_department: BTreeMap<(&str, Place), Vec<Change>> = BTreeMap::new();
    let mut by_region: BTreeMap<Place, Vec<Change>> = BTreeMap::new();
    let mut moves = Moves::new();
    for row in rows {
        let Some(fen) = row.change_fen else { continue };
        if let Some(change) = change(row) {
            moves.entry((item_key(&row.series), place(row))).or_default().push((row, change));
        }
        let is_turnover = matches!(row.state, State::New | State::Discontinued);
        by_department.entry((&row.series.department, place(row))).or_default().push(Change { row, fen, is_turnover });
        if is_turnover {
            by_region.entry(place(row)).or_default().push(Change { row, fen, is_turnover });
        }
    }
    // A department that has other figures in the year is neither gone nor new.
    let present: BTreeSet<(&str, &str, i32)> = rows.iter().flat_map(present_in).collect();
    for changes in by_region.values_mut() {
        changes.retain(|change| {
            let row = change.row;
            let elsewhere = if change.fen < 0 { row.fiscal_year } else { row.base_year };
            !present.contains(&(row.series.region_code.as_str(), row.series.department.as_str(), elsewhere))
        });
    }
    let renamed: BTreeMap<(i64, i32), ScopeChange> = by_region.values().flat_map(|changes| pairs(changes)).collect();
    for finding in findings {
        let row = &finding.comparison;
        let nothing = Vec::new();
        let beside = by_department.get(&(row.series.department.as_str(), place(row))).unwrap_or(&nothing);
        let turnover = matches!(finding.kind, Kind::New | Kind::Discontinued);
        let departments = by_region.get(&place(row)).unwrap_or(&nothing);
        let pair = renamed.get(&(row.series.series_id, row.fiscal_year)).cloned();
        let found = granularity(row)
            .or_else(|| if turnover { recoded(row, beside).or_else(|| linked(row, beside, links)) } else { None })
            .or_else(|| if by == Breakdown::Department { None } else { reclassified(finding, beside) })
            .or(pair)
            .or_else(|| if finding.kind == Kind::Structure { None } else { merged(row, departments) })
            .or_else(|| if turnover && by != Breakdown::Department { recast(beside) } else { None });
        let found = found.or_else(|| common(finding, &moves));
        if found.is_some() {
            finding.verdict = Verdict::ScopeChange;
            finding.scope_change = found;
        }
    }
}

/// The years in which a row shows its department with a figure.
fn present_in(row: &Comparison) -> impl Iterator<Item = (&str, &str, i32)> {
    [(row.amount_fen, row.fiscal_year), (row.base_fen, row.base_year)]
        .into_iter()
        .filter(|(fen, _)| fen.is_some())
        .map(|(_, year)| (row.series.region_code.as_str(), row.series.department.as_str(), year))
}

fn place(row: &Comparison) -> Place<'_> {
    let series = &row.series;
    (&series.region_code, row.fiscal_year, series.flow.map(|flow| flow as usize))
}

fn without_counterpart(kind: ScopeKind) -> ScopeChange {
    ScopeChange { kind, counterpart: String::new(), counterparts: 0, counterpart_fen: 0 }
}

fn granularity(row: &Comparison) -> Option<ScopeChange> {
    row.granularity_differs.then(|| without_counterpart(ScopeKind::Granularity))
}

fn offsets(one: i64, other: i64, left_percent: i128) -> bool {
    let (one, other) = (i128::from(one), i128::from(other));
    one.signum() * other.signum() < 0 && (one + other).abs() * 100 <= one.abs().max(other.abs()) * left_percent
}

/// The same item moved alike in every other department that has it: a policy or a basis changed, not this department.
fn common(finding: &Finding, moves: &Moves) -> Option<ScopeChange> {
    let row = &finding.comparison;
    // Where the item has a peer group of its own, it was compared with those departments already.
    if finding.kind != Kind::Change || finding.peers.as_ref().is_some_and(|peers| peers.item.is_some()) {
        return None;
    }
    let own = change(row)?;
    let others: Vec<&(&Comparison, f64)> = moves
        .get(&(item_key(&row.series), place(row)))?
        .iter()
        .filter(|(other, _)| other.series.department != row.series.department && other.series.form == row.series.form)
        .collect();
    let alike = !others.is_empty() && others.iter().all(|(_, other)| other / own >= MOVED_ALIKE);
    let largest = others.iter().max_by_key(|(other, _)| other.change_fen.unwrap_or(0).saturating_abs())?.0;
    alike.then(|| ScopeChange {
        kind: ScopeKind::CommonChange,
        counterpart: largest.series.department.clone(),
        counterparts: others.len(),
        counterpart_fen: largest.change_fen.unwrap_or(0),
    })
}

/// What disappears (or appears) under this name appears (or disappears) in the same department under another code.
fn recoded(row: &Comparison, beside: &[Change]) -> Option<ScopeChange> {
    let fen = row.change_fen?;
    let name = fold(&row.series.item);
    beside
        .iter()
        .filter(|other| other.is_turnover && other.row.series.series_id != row.series.series_id)
        .find(|other| other.fen.signum() != fen.signum() && fold(&other.row.series.item) == name)
        .map(|other| ScopeChange {
            kind: ScopeKind::Recoded,
            counterpart: code(other.row),
            counterparts: 1,
            counterpart_fen: other.fen,
        })
}

/// A confirmed link of the year leads to or from the code, and the department has the other end in the same year: 30104 gone,
/// 30110 new.
fn linked(row: &Comparison, beside: &[Change], links: &[Link]) -> Option<ScopeChange> {
    let is_new = row.base_fen.is_none_or(|fen| fen == 0);
    let own = code(row);
    let of_year = links.iter().filter(|link| {
        link.decision == Decision::Confirmed
            && link.subject.is_classification()
            && link.year == row.fiscal_year
            && row.series.region_code.starts_with(&link.region)
    });
    of_year.filter(|link| own == if is_new { &link.to } else { &link.from }.code).find_map(|link| {
        let other = if is_new { &link.from } else { &link.to };
        let counterpart = beside.iter().find(|change| change.is_turnover && code(change.row) == other.code)?;
        let kind = if link.kind == LinkKind::Recoded { ScopeKind::Recoded } else { ScopeKind::Reclassified };
        Some(ScopeChange {
            kind,
            counterpart: code(counterpart.row),
            counterparts: 1,
            counterpart_fen: counterpart.fen,
        })
    })
}

fn code(row: &Comparison) -> String {
    let series = &row.series;
    [&series.function_code, &series.economic_code, &series.project_code, &series.item]
        .into_iter()
        .find(|code| !code.is_empty())
        .cloned()
        .unwrap_or_default()
}

/// Another item of the department changed by as much in the other direction, and both stay so. Amounts below 10,000 yuan
/// meet by chance.
fn reclassified(finding: &Finding, beside: &[Change]) -> Option<ScopeChange> {
    let row = &finding.comparison;
    if finding.kind == Kind::SignChange
        || finding.suspect_year == Some(row.fiscal_year) && finding.pattern == Some(Pattern::Spike)
    {
        return None;
    }
    let fen = row.change_fen.filter(|fen| fen.saturating_abs() >= MoneyUnit::WanYuan.fen())?;
    beside
        .iter()
        .filter(|other| {
            let series = &other.row.series;
            series.series_id != row.series.series_id
                && (series.form, series.fund, series.unit.as_str())
                    == (row.series.form, row.series.fund, row.series.unit.as_str())
        })
        .filter(|other| {
            let similar = share_a_run(&fold(&row.series.item), &fold(&other.row.series.item));
            offsets(fen, other.fen, if similar { LEFT_OF_SIMILAR_PERCENT } else { LEFT_PERCENT })
        })
        .min_by_key(|other| (i128::from(fen) + i128::from(other.fen)).abs())
        .map(|other| ScopeChange {
            kind: ScopeKind::Reclassified,
            counterpart: other.row.series.item.clone(),
            counterparts: 1,
            counterpart_fen: other.fen,
        })
}

/// Departments that disappeared paired with those that appeared in the same year under a similar name, with the same
/// item and of similar size. The best pair is taken first, and each department belongs to one pair at most.
fn pairs(changes: &[Change]) -> Vec<((i64, i32), ScopeChange)> {
    let mut candidates: Vec<(usize, usize, usize)> = Vec::new();
    let names: Vec<(String, String)> =
        changes.iter().map(|change| (core(&change.row.series.department), fold(&change.row.series.item))).collect();
    for (gone, old) in changes.iter().enumerate().filter(|(_, change)| change.fen < 0) {
        for (come, new) in changes.iter().enumerate().filter(|(_, change)| change.fen > 0) {
            let same_item = names.get(gone).zip(names.get(come)).filter(|(old, new)| old.1 == new.1);
            let same_department = old.row.series.department == new.row.series.department;
            let (less, more) = (
                old.fen.unsigned_abs().min(new.fen.unsigned_abs()),
                old.fen.unsigned_abs().max(new.fen.unsigned_abs()),
            );
            if let Some((old, new)) = same_item
                && !same_department
                && less.saturating_mul(RENAMED_TIMES) >= more
            {
                let alike = similarity(&old.0, &new.0);
                let near = usize::try_from(u128::from(less) * 100 / u128::from(more.max(1))).unwrap_or(0);
                if alike >= SIMILAR_PERCENT || near >= 95 && alike * 2 >= SIMILAR_PERCENT {
                    candidates.push((alike * near, gone, come));
                }
            }
        }
    }
    candidates.sort_by_key(|(weight, gone, come)| (Reverse(*weight), *gone, *come));
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut found = Vec::new();
    for (_, gone, come) in candidates {
        if taken.contains(&gone) || taken.contains(&come) {
            continue;
        }
        taken.extend([gone, come]);
        for (one, other) in [(gone, come), (come, gone)] {
            if let Some((one, other)) = changes.get(one).zip(changes.get(other)) {
                found.push((
                    (one.row.series.series_id, one.row.fiscal_year),
                    ScopeChange {
                        kind: ScopeKind::Renamed,
                        counterpart: other.row.series.department.clone(),
                        counterparts: 1,
                        counterpart_fen: other.fen,
                    },
                ));
            }
        }
    }
    found
}

/// Several departments whose names have to do with this one's disappeared (or appeared) in the same year, together by
/// about as much as this one rose (or fell).
fn merged(row: &Comparison, departments: &[Change]) -> Option<ScopeChange> {
    let fen = row
        .change_fen
        .filter(|_| row.amount_fen.is_none_or(|fen| fen >= 0) && row.base_fen.is_none_or(|fen| fen >= 0))?;
    let (name, item) = (stem(&row.series.department), fold(&row.series.item));
    let parts: Vec<&Change> = departments
        .iter()
        .filter(|other| other.fen.signum() != fen.signum() && other.row.series.department != row.series.department)
        .filter(|other| fold(&other.row.series.item) == item)
        .filter(|other| share_a_run(&name, &stem(&other.row.series.department)))
        .collect();
    let sum: i128 = parts.iter().map(|other| i128::from(other.fen)).sum();
    let left = (i128::from(fen) + sum).abs() * 100;
    let adds_up = left <= i128::from(fen).abs().max(sum.abs()) * MERGED_LEFT_PERCENT;
    let largest = parts.iter().max_by_key(|other| other.fen.unsigned_abs())?;
    (parts.len() > 1 && adds_up).then(|| ScopeChange {
        kind: ScopeKind::Merged,
        counterpart: largest.row.series.department.clone(),
        counterparts: parts.len(),
        counterpart_fen: i64::try_from(sum).unwrap_or(i64::MAX),
    })
}

/// A department's name without the word for what kind of office it is: 衛生署 and 衛生福利部 have 衛生 in common.
fn core(name: &str) -> String {
    const OFFICES: &str = "局厅廳署部处處院会會室司所站中心总總委员員办辦公";
    let mut characters: Vec<char> = stem(name).chars().collect();
    while characters.len() > 2 && characters.last().is_some_and(|last| OFFICES.contains(*last)) {
        characters.pop();
    }
    characters.into_iter().collect()
}

/// Whether two names share a run of characters that is at least half of the shorter.
fn share_a_run(one: &str, other: &str) -> bool {
    let characters: Vec<char> = one.chars().collect();
    let shorter = characters.len().min(other.chars().count());
    let length = LEAST_COMMON_RUN.max(shorter.div_ceil(2));
    characters.windows(length).any(|run| {
        run.iter().all(|character| character.is_alphabetic()) && other.contains(&run.iter().collect::<String>())
    })
}

/// Characters in common, in percent of the shorter name.
fn similarity(one: &str, other: &str) -> usize {
    let (one, other): (BTreeSet<char>, BTreeSet<char>) = (one.chars().collect(), other.chars().collect());
    let shorter = one.len().min(other.len()).max(1);
    one.intersection(&other).count() * 100 / shorter
}

/// Most of the department's items appeared or disappeared in the year: it was not the items that changed.
fn recast(beside: &[Change]) -> Option<ScopeChange> {
    let turned =
        |appears: bool| beside.iter().filter(|change| change.is_turnover && (change.fen > 0) == appears).count();
    let (appeared, disappeared) = (turned(true), turned(false));
    let both = appeared.min(disappeared) > 0 && beside.len() >= LEAST_RECAST;
    let most = (appeared + disappeared) * 100 >= beside.len() * RECAST_PERCENT;
    (both && most).then(|| without_counterpart(ScopeKind::YearRecast))
}
