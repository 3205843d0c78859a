//! Departments side by side: ratios that make departments of different size comparable, their ranks and rank changes.
//!
//! Every ratio is kept as two integers and rounded once, when it is printed; ranks and medians are taken of the exact
//! ratios.

use super::catalogue::{COST_PER_UNIT, EXECUTION_RATE};
use super::comparison::{Comparison, Series};
use super::selection::{Breakdown, Depth, Selection, is_wanted, province};
use super::{Prepared, engine};
use crate::domain::{Flow, Nature, Percent, Phase, RowLevel, percent, vocabulary};
use crate::error::Result;
use crate::panel::Panel;
use polars::prelude::DataFrame;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

vocabulary! {
    /// What departments are compared by.
    Indicator {
        /// change of total expenditure since the year before
        Growth = "growth", "支出增减率";
        /// the same less the median of all departments
        GrowthDeviation = "growth_deviation", "支出增减率偏离同类";
        /// executed ÷ budget
        ExecutionRate = "execution_rate", "预算执行率";
        /// basic expenditure ÷ expenditure
        BasicShare = "basic_share", "基本支出占比";
        /// project expenditure ÷ expenditure
        ProjectShare = "project_share", "项目支出占比";
        /// three public expenses ÷ expenditure
        ThreePublicShare = "three_public_share", "“三公”经费占支出";
        /// Herfindahl–Hirschman index over functional items
        Concentration = "concentration", "支出集中度";
        /// operation of official vehicles ÷ vehicles
        CostPerVehicle = "cost_per_vehicle", "车均运行费";
        /// basic expenditure ÷ staff
        CostPerStaff = "cost_per_staff", "人均基本支出（在职）";
        /// basic expenditure ÷ posts
        CostPerPost = "cost_per_post", "人均基本支出（编制）";
        /// official reception ÷ visitors
        CostPerVisit = "cost_per_visit", "人次均接待费";
    }
}

vocabulary! {
    /// What the value of an indicator is.
    ValueKind {
        /// percent
        Percent = "percent", "%";
        /// percentage points
        Points = "pp", "个百分点";
        /// money for one
        Money = "fen", "元";
        /// index from 0 to 10,000
        Index = "index", "指数";
    }
}

impl Indicator {
    /// What its values are.
    pub fn value_kind(self) -> ValueKind {
        match self {
            Indicator::Concentration => ValueKind::Index,
            Indicator::GrowthDeviation => ValueKind::Points,
            Indicator::CostPerVehicle | Indicator::CostPerStaff | Indicator::CostPerPost | Indicator::CostPerVisit => {
                ValueKind::Money
            }
            _ => ValueKind::Percent,
        }
    }
}

/// An exact ratio with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// The upper integer: fen, or for the index hundred-millionths.
    pub numerator: i128,
    /// The lower integer: fen, a number of things, or for the index 10⁸.
    pub denominator: i128,
}

impl Ratio {
    fn new(numerator: i128, denominator: i128) -> Option<Self> {
        (denominator > 0).then_some(Ratio { numerator, denominator })
    }

    fn compare(self, other: Ratio) -> Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }

    fn middle(self, other: Ratio) -> Option<Ratio> {
        let one = self.numerator.checked_mul(other.denominator)?;
        let two = other.numerator.checked_mul(self.denominator)?;
        let denominator = self.denominator.checked_mul(other.denominator)?.checked_mul(2)?;
        Ratio::new(one.checked_add(two)?, denominator)
    }

    /// The ratio as the indicator prints it, rounded once: percent or index with two decimals, or fen.
    pub fn printed(self, kind: ValueKind) -> Option<Percent> {
        match kind {
            ValueKind::Percent | ValueKind::Points => Percent::of_ratio(self.numerator, self.denominator, 2),
            ValueKind::Index => {
                let hundredths = percent::round_quotient(self.numerator.checked_mul(100)?, self.denominator);
                Some(Percent::new(i64::try_from(hundredths).ok()?, 2))
            }
            ValueKind::Money => {
                let fen = percent::round_quotient(self.numerator, self.denominator);
                Some(Percent::new(i64::try_from(fen).ok()?, 0))
            }
        }
    }
}

/// One department's indicator in one year, with its place among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerRow {
    /// Six-digit administrative division.
    pub region_code: String,
    /// Department.
    pub department: String,
    /// Unit; empty for a whole department.
    pub unit: String,
    /// Phase.
    pub phase: Phase,
    /// Year.
    pub fiscal_year: i32,
    /// What is compared.
    pub indicator: Indicator,
    /// The value.
    pub ratio: Ratio,
    /// Place from the largest value, among departments of the same province, phase and year; equal values share it.
    pub rank: u32,
    /// Places gained toward the largest since the year before.
    pub rank_change: Option<i32>,
    /// Among how many.
    pub compared: u32,
    /// The median of all of them.
    pub median: Option<Ratio>,
}

/// Indicators of all departments of a selection, by indicator, region, phase, year and rank. Peers are the departments
/// selected; years before the first asked for serve as the base of rank changes.
///
/// # Errors
/// When the panel cannot be read or a measure fails.
pub fn peers(panel: &Panel, selection: &Selection) -> Result<Vec<PeerRow>> {
    let prepare = |by: Breakdown, level: Depth| {
        Prepared::new(panel, &Selection { by: Some(by), level: Some(level), ..selection.clone() })
    };
    let departments = prepare(Breakdown::Department, Depth::Class)?;
    let totals = departments.comparisons()?;
    let expenditure: Vec<&Comparison> =
        totals.iter().filter(|row| row.series.flow == Some(Flow::Expenditure)).collect();
    let mut found: Vec<PeerRow> = expenditure
        .iter()
        .filter(|row| row.rate.is_some())
        .filter_map(|row| {
            let ratio = Ratio::new(i128::from(row.change_fen?), i128::from(row.base_fen?))?;
            Some(row_of(&row.series, row.fiscal_year, Indicator::Growth, ratio))
        })
        .collect();
    found.extend(deviations(&departments)?);
    found.extend(natures(&prepare(Breakdown::Nature, Depth::Class)?)?);
    found.extend(three_public(&prepare(Breakdown::ThreePublic, Depth::Class)?, &expenditure)?);
    found.extend(concentrations(&prepare(Breakdown::Function, Depth::Item)?)?);
    let codes = codes(panel, selection)?;
    let asked = |row: &PeerRow| {
        let known = codes.get(&(row.region_code.clone(), row.department.clone()));
        let codes = known.into_iter().flatten().map(String::as_str).chain([""]);
        let mut who = codes.map(|code| (row.region_code.as_str(), code, row.department.as_str(), row.unit.as_str()));
        let years = selection.years.unwrap_or((i32::MIN, i32::MAX));
        who.any(|who| is_wanted(who, selection))
            && selection.phase.is_none_or(|phase| phase == row.phase)
            && (years.0.saturating_sub(1)..=years.1).contains(&row.fiscal_year)
    };
    let told = execution_rates(panel)?.into_iter().chain(costs(panel)?).filter(asked).collect();
    found.extend(of_whole_departments(told));
    rank(&mut found);
    let first = selection.years.map_or(i32::MIN, |years| years.0);
    found.retain(|row| row.fiscal_year >= first);
    found.sort_by(|one, other| order(one).cmp(&order(other)));
    Ok(found)
}

type Order<'a> = (usize, &'a str, usize, std::cmp::Reverse<i32>, u32, &'a str);

fn order(row: &PeerRow) -> Order<'_> {
    let year = std::cmp::Reverse(row.fiscal_year);
    (row.indicator as usize, province(&row.region_code), row.phase as usize, year, row.rank, &row.department)
}

fn row_of(series: &Series, fiscal_year: i32, indicator: Indicator, ratio: Ratio) -> PeerRow {
    PeerRow {
        region_code: series.region_code.clone(),
        department: series.department.clone(),
        unit: series.unit.clone(),
        phase: series.phase,
        fiscal_year,
        indicator,
        ratio,
        rank: 0,
        rank_change: None,
        compared: 0,
        median: None,
    }
}

/// The ratio is in ten-thousandths, and doubled so that a median of two stays whole.
const TWICE_TEN_THOUSANDTHS: i128 = 20_000;

fn deviations(prepared: &Prepared) -> Result<Vec<PeerRow>> {
    Ok(prepared
        .deviations()?
        .into_iter()
        .filter(|(series, ..)| series.flow == Some(Flow::Expenditure))
        .filter_map(|(series, year, twice)| {
            let ratio = Ratio::new(i128::from(twice), TWICE_TEN_THOUSANDTHS)?;
            Some(row_of(&series, year, Indicator::GrowthDeviation, ratio))
        })
        .collect())
}

fn natures(prepared: &Prepared) -> Result<Vec<PeerRow>> {
    let shares = prepared.shares()?;
    Ok(shares
        .iter()
        .filter_map(|share| {
            let indicator = match share.series.nature {
                Nature::Basic => Indicator::BasicShare,
                Nature::Project => Indicator::ProjectShare,
                _ => return None,
            };
            let ratio = Ratio::new(i128::from(share.amount_fen), i128::from(share.whole_fen))?;
            Some(row_of(&share.series, share.fiscal_year, indicator, ratio))
        })
        .collect())
}

/// The printed total of the three public expenses over the expenditure of the same department, phase and year.
fn three_public(prepared: &Prepared, expenditure: &[&Comparison]) -> Result<Vec<PeerRow>> {
    let who = |row: &Comparison| {
        let series = &row.series;
        (series.region_code.clone(), series.department.clone(), series.unit.clone(), series.phase, row.fiscal_year)
    };
    let whole: HashMap<_, i64> =
        expenditure.iter().filter_map(|row| Some((who(row), row.amount_fen.filter(|fen| *fen > 0)?))).collect();
    Ok(prepared
        .comparisons()?
        .iter()
        .filter(|row| row.series.level == RowLevel::Total)
        .filter_map(|row| {
            let ratio = Ratio::new(i128::from(row.amount_fen?), i128::from(*whole.get(&who(row))?))?;
            Some(row_of(&row.series, row.fiscal_year, Indicator::ThreePublicShare, ratio))
        })
        .collect())
}

/// The index is computed to eight further digits.
const UNITS_OF_INDEX: i128 = 100_000_000;

fn concentrations(prepared: &Prepared) -> Result<Vec<PeerRow>> {
    Ok(prepared
        .concentrations()?
        .into_iter()
        .filter_map(|(series, year, units)| {
            let ratio = Ratio::new(units, UNITS_OF_INDEX)?;
            Some(row_of(&series, year, Indicator::Concentration, ratio))
        })
        .collect())
}

/// Reads one row of a measure over the panel's own tables.
struct Reader<'a> {
    frame: &'a DataFrame,
    row: usize,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> String {
        let column = self.frame.column(name).ok().and_then(|column| column.str().ok());
        column.and_then(|column| column.get(self.row)).unwrap_or("").to_owned()
    }

    fn integer(&self, name: &str) -> Option<i64> {
        let column = self.frame.column(name).ok()?;
        column.get(self.row).ok()?.extract::<i64>()
    }

    fn peer_row(&self, phase: Phase, indicator: Indicator, ratio: Ratio) -> Option<PeerRow> {
        Some(PeerRow {
            region_code: self.text("region_code"),
            department: self.text("department"),
            unit: self.text("unit"),
            phase,
            fiscal_year: i32::try_from(self.integer("fiscal_year")?).ok()?,
            indicator,
            ratio,
            rank: 0,
            rank_change: None,
            compared: 0,
            median: None,
        })
    }
}

/// The codes of departments, by region and name: a document that prints none has those that others print for its name. Read
/// only where a department is asked for.
fn codes(panel: &Panel, selection: &Selection) -> Result<BTreeMap<(String, String), BTreeSet<String>>> {
    let mut codes: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    if selection.departments.is_empty() {
        return Ok(codes);
    }
    let frame = engine::query(panel, "SELECT DISTINCT region_code, department_code, department FROM facts")?;
    for row in 0..frame.height() {
        let reader = Reader { frame: &frame, row };
        let who = (reader.text("region_code"), reader.text("department"));
        codes.entry(who).or_default().insert(reader.text("department_code"));
    }
    Ok(codes)
}

/// The execution rate of the widest total: all expenditure before the general public budget, tables before prose.
fn execution_rates(panel: &Panel) -> Result<Vec<PeerRow>> {
    const WIDEST_FIRST: [&str; 3] = ["expenditure_summary", "general_public_expenditure", "appropriation_expenditure"];
    let frame = engine::query(panel, EXECUTION_RATE.sql)?;
    type Who = (String, String, String, i32);
    type Found = (usize, bool, PeerRow);
    let mut best: BTreeMap<Who, Found> = BTreeMap::new();
    for row in 0..frame.height() {
        let reader = Reader { frame: &frame, row };
        let Some(width) = WIDEST_FIRST.iter().position(|form| reader.text("form") == *form) else { continue };
        let amounts = reader.integer("executed_fen").zip(reader.integer("budget_fen"));
        let ratio = amounts.and_then(|(executed, budget)| Ratio::new(i128::from(executed), i128::from(budget)));
        let Some(ratio) = ratio.filter(|_| reader.text("function_code").is_empty()) else { continue };
        let Some(found) = reader.peer_row(Phase::Executed, Indicator::ExecutionRate, ratio) else { continue };
        let who = (found.region_code.clone(), found.department.clone(), found.unit.clone(), found.fiscal_year);
        let told = reader.text("source") != "tables";
        match best.get(&who) {
            Some((known, known_told, _)) if (*known, *known_told) <= (width, told) => {}
            _ => drop(best.insert(who, (width, told, found))),
        }
    }
    Ok(best.into_values().map(|(_, _, row)| row).collect())
}

fn costs(panel: &Panel) -> Result<Vec<PeerRow>> {
    let frame = engine::query(panel, COST_PER_UNIT.sql)?;
    Ok((0..frame.height())
        .filter_map(|row| {
            let reader = Reader { frame: &frame, row };
            let indicator = match reader.text("what").as_str() {
                "vehicle" => Indicator::CostPerVehicle,
                "staff" => Indicator::CostPerStaff,
                "posts" => Indicator::CostPerPost,
                "visit" => Indicator::CostPerVisit,
                _ => return None,
            };
            let quantity: i64 = reader.text("quantity").replace(',', "").parse().ok()?;
            let ratio = Ratio::new(i128::from(reader.integer("amount_fen")?), i128::from(quantity))?;
            reader.peer_row(Phase::from_id(&reader.text("phase"))?, indicator, ratio)
        })
        .collect())
}

/// A department's own document is taken before those of its units.
fn of_whole_departments(rows: Vec<PeerRow>) -> Vec<PeerRow> {
    let key =
        |row: &PeerRow| (row.region_code.clone(), row.department.clone(), row.fiscal_year, row.indicator as usize);
    let whole: BTreeSet<_> = rows.iter().filter(|row| row.unit.is_empty()).map(key).collect();
    rows.into_iter().filter(|row| row.unit.is_empty() || !whole.contains(&key(row))).collect()
}

fn rank(rows: &mut [PeerRow]) {
    type Place = (usize, String, usize, i32);
    let place = |row: &PeerRow| {
        (row.indicator as usize, province(&row.region_code).to_owned(), row.phase as usize, row.fiscal_year)
    };
    let mut groups: BTreeMap<Place, Vec<Ratio>> = BTreeMap::new();
    for row in rows.iter() {
        groups.entry(place(row)).or_default().push(row.ratio);
    }
    groups.values_mut().for_each(|ratios| ratios.sort_by(|one, other| other.compare(*one)));
    for row in rows.iter_mut() {
        let Some(ratios) = groups.get(&place(row)) else { continue };
        let above = ratios.iter().take_while(|other| other.compare(row.ratio) == Ordering::Greater).count();
        row.rank = u32::try_from(above + 1).unwrap_or(u32::MAX);
        row.compared = u32::try_from(ratios.len()).unwrap_or(u32::MAX);
        row.median = ratios
            .get(ratios.len() / 2)
            .zip(ratios.get((ratios.len() - 1) / 2))
            .and_then(|(one, other)| if ratios.len() % 2 == 1 { Some(*one) } else { one.middle(*other) });
    }
    let who = |row: &PeerRow, year: i32| {
        (
            row.indicator as usize,
            row.region_code.clone(),
            row.department.clone(),
            row.unit.clone(),
            row.phase as usize,
            year,
        )
    };
    let ranks: BTreeMap<_, u32> = rows.iter().map(|row| (who(row, row.fiscal_year), row.rank)).collect();
    for row in rows {
        let before = ranks.get(&who(row, row.fiscal_year - 1)).and_then(|rank| i32::try_from(*rank).ok());
        row.rank_change = before.zip(i32::try_from(row.rank).ok()).map(|(before, now)| before - now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(department: &str, year: i32, numerator: i128, denominator: i128) -> PeerRow {
        PeerRow {
            region_code: "320000".into(),
            department: department.into(),
            unit: String::new(),
            phase: Phase::Approved,
            fiscal_year: year,
            indicator: Indicator::BasicShare,
            ratio: Ratio { numerator, denominator },
            rank: 0,
            rank_change: None,
            compared: 0,
            median: None,
        }
    }

    #[test]
    fn ranks_and_medians_are_of_exact_ratios_and_equal_ratios_share_a_place() {
        let mut rows = [row("甲", 2020, 1, 3), row("乙", 2020, 2, 6), row("丙", 2020, 1, 2), row("丁", 2020, 1, 4)];
        rank(&mut rows);
        assert_eq!(rows.each_ref().map(|row| row.rank), [2, 2, 1, 4]);
        assert_eq!(rows[0].median.and_then(|median| median.printed(ValueKind::Percent)), Some(Percent::new(3333, 2)));
    }

    #[test]
    fn a_rank_change_is_the_places_gained_and_never_bridges_a_year() {
        let mut rows = [
            row("甲", 2020, 1, 3),
            row("乙", 2020, 1, 2),
            row("甲", 2021, 2, 3),
            row("乙", 2021, 1, 2),
            row("甲", 2023, 1, 2),
        ];
        rank(&mut rows);
        assert_eq!(rows.each_ref().map(|row| row.rank_change), [None, None, Some(1), Some(-1), None]);
    }

    #[test]
    fn values_are_rounded_once_half_away_from_zero() {
        let money = Ratio { numerator: 266_800_000, denominator: 66 };
        assert_eq!(money.printed(ValueKind::Money), Some(Percent::new(4_042_424, 0)));
        let index = Ratio { numerator: 333_333_000_000, denominator: UNITS_OF_INDEX };
        assert_eq!(index.printed(ValueKind::Index).map(|value| value.to_string()), Some("3333.33".into()));
    }
}
