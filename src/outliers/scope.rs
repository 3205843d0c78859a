//! Changes of basis (口径): what looks like an outlier or an appearance, and is only another way of writing the same.

use super::finding::{Finding, Kind, Verdict};
use crate::domain::label::fold;
use crate::domain::{MoneyUnit, vocabulary};
use crate::measures::{Breakdown, Comparison, State};
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
        /// most items of the year appeared or disappeared
        YearRecast = "year_recast", "当年项目设置大改";
    }
}

/// A change of basis and its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeChange {
    /// Which.
    pub kind: ScopeKind,
    /// The counterpart: an item or a department; empty where there is none.
    pub counterpart: String,
    /// The counterpart's change, in fen.
    pub counterpart_fen: i64,
}

/// Two changes offset each other where so many percent of the larger are left at most.
const LEFT_PERCENT: i128 = 5;
/// Of so many names in a hundred characters two must be in common for departments to be one renamed.
const SIMILAR_PERCENT: usize = 60;
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

/// Says of findings whether they are changes of basis.
pub fn mark(findings: &mut [Finding], rows: &[Comparison], by: Breakdown) {
    let mut by_department: BTreeMap<(&str, Place), Vec<Change>> = BTreeMap::new();
    let mut by_region: BTreeMap<Place, Vec<Change>> = BTreeMap::new();
    for row in rows {
        let Some(fen) = row.change_fen else { continue };
        let is_turnover = matches!(row.state, State::New | State::Discontinued);
        by_department.entry((&row.series.department, place(row))).or_default().push(Change { row, fen, is_turnover });
        if is_turnover {
            by_region.entry(place(row)).or_default().push(Change { row, fen, is_turnover });
        }
    }
    for finding in findings {
        let row = &finding.comparison;
        let nothing = Vec::new();
        let beside = by_department.get(&(row.series.department.as_str(), place(row))).unwrap_or(&nothing);
        let turnover = matches!(finding.kind, Kind::New | Kind::Discontinued);
        let departments = by_region.get(&place(row)).unwrap_or(&nothing);
        let found = granularity(row)
            .or_else(|| if turnover { recoded(row, beside) } else { None })
            .or_else(|| if by == Breakdown::Department { None } else { reclassified(finding, beside) })
            .or_else(|| if turnover { renamed(row, departments) } else { None })
            .or_else(|| if turnover && by != Breakdown::Department { recast(beside) } else { None });
        if found.is_some() {
            finding.verdict = Verdict::ScopeChange;
            finding.scope_change = found;
        }
    }
}

fn place(row: &Comparison) -> Place<'_> {
    let series = &row.series;
    (&series.region_code, row.fiscal_year, series.flow.map(|flow| flow as usize))
}

fn without_counterpart(kind: ScopeKind) -> ScopeChange {
    ScopeChange { kind, counterpart: String::new(), counterpart_fen: 0 }
}

fn granularity(row: &Comparison) -> Option<ScopeChange> {
    row.granularity_differs.then(|| without_counterpart(ScopeKind::Granularity))
}

fn offsets(one: i64, other: i64) -> bool {
    let (one, other) = (i128::from(one), i128::from(other));
    one.signum() * other.signum() < 0 && (one + other).abs() * 100 <= one.abs().max(other.abs()) * LEFT_PERCENT
}

/// What disappears (or appears) under this name appears (or disappears) in the same department under another code.
fn recoded(row: &Comparison, beside: &[Change]) -> Option<ScopeChange> {
    let fen = row.change_fen?;
    let name = fold(&row.series.item);
    beside
        .iter()
        .filter(|other| other.is_turnover && other.row.series.series_id != row.series.series_id)
        .find(|other| other.fen.signum() != fen.signum() && fold(&other.row.series.item) == name)
        .map(|other| ScopeChange { kind: ScopeKind::Recoded, counterpart: code(other.row), counterpart_fen: other.fen })
}

fn code(row: &Comparison) -> String {
    let series = &row.series;
    [&series.function_code, &series.economic_code, &series.project_code, &series.item]
        .into_iter()
        .find(|code| !code.is_empty())
        .cloned()
        .unwrap_or_default()
}

/// Another item of the department changed by as much in the other direction. Amounts below 10,000 yuan meet by chance.
fn reclassified(finding: &Finding, beside: &[Change]) -> Option<ScopeChange> {
    let row = &finding.comparison;
    let fen = row.change_fen.filter(|fen| fen.saturating_abs() >= MoneyUnit::WanYuan.fen())?;
    beside
        .iter()
        .filter(|other| {
            let series = &other.row.series;
            series.series_id != row.series.series_id
                && (series.form, series.fund, series.unit.as_str())
                    == (row.series.form, row.series.fund, row.series.unit.as_str())
        })
        .filter(|other| offsets(fen, other.fen))
        .min_by_key(|other| (i128::from(fen) + i128::from(other.fen)).abs())
        .map(|other| ScopeChange {
            kind: ScopeKind::Reclassified,
            counterpart: other.row.series.item.clone(),
            counterpart_fen: other.fen,
        })
}

/// A department of similar name and not wholly different size did the opposite in the same year.
fn renamed(row: &Comparison, departments: &[Change]) -> Option<ScopeChange> {
    let fen = row.change_fen?;
    let name = fold(&row.series.department);
    let item = fold(&row.series.item);
    departments
        .iter()
        .filter(|other| other.fen.signum() != fen.signum() && fold(&other.row.series.department) != name)
        .filter(|other| fold(&other.row.series.item) == item)
        .filter(|other| {
            let sizes = (fen.unsigned_abs(), other.fen.unsigned_abs());
            sizes.0.min(sizes.1).saturating_mul(3) >= sizes.0.max(sizes.1)
        })
        .map(|other| (similarity(&name, &fold(&other.row.series.department)), other))
        .filter(|(percent, other)| {
            *percent >= SIMILAR_PERCENT || offsets(fen, other.fen) && *percent * 2 >= SIMILAR_PERCENT
        })
        .max_by_key(|(percent, _)| *percent)
        .map(|(_, other)| ScopeChange {
            kind: ScopeKind::Renamed,
            counterpart: other.row.series.department.clone(),
            counterpart_fen: other.fen,
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
