//! Runs the measures over a selection and puts their integers together into typed rows; ratios are rounded here, once.

use super::catalogue::{
    CHANGE_YOY, CONCENTRATION, CONTRIBUTION, DEVIATION_FROM_PEERS, GROWTH_COMPOUND, INDEX_FIXED_BASE, Measure, RANK,
    SHARE_CHANGE,
};
use super::comparison::{BaseSource, Comparison, Series, Share, State};
use super::selection::{Narrowed, Selection, narrow};
use super::{engine, growth};
use crate::domain::{Percent, percent};
use crate::error::{Error, Result};
use crate::panel::Panel;
use polars::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Decimals of rates, shares and percentage points, as disclosures print them.
pub const RATE_DECIMALS: u32 = 2;

/// A row of a measure is found by its series and year.
pub type Key = (i64, i32);

/// Integer columns of a measure's result.
struct Result64 {
    frame: DataFrame,
}

impl Result64 {
    fn get(&self, name: &str, row: usize) -> Option<i64> {
        let column = self.frame.column(name).ok()?;
        match column.dtype() {
            DataType::Int64 => column.i64().ok()?.get(row),
            DataType::Int32 => column.i32().ok()?.get(row).map(i64::from),
            _ => None,
        }
    }

    fn text(&self, name: &str, row: usize) -> &str {
        self.frame
            .column(name)
            .ok()
            .and_then(|column| column.str().ok())
            .and_then(|column| column.get(row))
            .unwrap_or("")
    }

    fn key(&self, row: usize) -> Key {
        (
            self.get("series_id", row).unwrap_or_default(),
            self.get("fiscal_year", row).and_then(|year| i32::try_from(year).ok()).unwrap_or_default(),
        )
    }

    fn rows(&self) -> std::ops::Range<usize> {
        0..self.frame.height()
    }
}

/// 拉动 and 贡献率 of one figure.
type Contribution = (Option<Percent>, Option<Percent>);

/// A selection with its figures, ready for any measure.
pub struct Prepared {
    narrowed: Narrowed,
    statements: LazyFrame,
}

impl Prepared {
    /// Narrows the panel to a selection.
    ///
    /// # Errors
    /// When the panel cannot be read.
    pub fn new(panel: &Panel, selection: &Selection) -> Result<Self> {
        let statements = panel
            .statements()?
            .collect()
            .map_err(|error| panel.damage().unwrap_or_else(|| Error::panel(format!("读取面板时出错：{error}"))))?;
        Ok(Prepared { narrowed: narrow(panel, selection)?, statements: statements.lazy() })
    }

    /// Whether nothing fits the selection.
    pub fn is_empty(&self) -> bool {
        self.narrowed.facts.height() == 0
    }

    fn measure(&self, measure: &Measure) -> Result<Result64> {
        self.measure_over(measure, self.narrowed.facts.clone().lazy())
    }

    /// A measure that starts at the first year asked for, without the year before it.
    fn measure_from_first_year(&self, measure: &Measure) -> Result<Result64> {
        let facts = self.narrowed.facts.clone().lazy();
        self.measure_over(
            measure,
            facts.filter(col("fiscal_year").gt_eq(lit(self.narrowed.first_year.unwrap_or(i32::MIN)))),
        )
    }

    fn measure_over(&self, measure: &Measure, facts: LazyFrame) -> Result<Result64> {
        let tables = [("facts", facts), ("statements", self.statements.clone())];
        Ok(Result64 { frame: engine::run(measure.sql, &tables)? })
    }

    /// Whether a year was asked for, and is not there only as a base.
    fn is_asked_for(&self, year: i32) -> bool {
        self.narrowed.first_year.is_none_or(|first| year >= first)
    }

    /// The facts behind each series and year, in the order of the panel.
    pub fn facts_behind(&self) -> HashMap<Key, Vec<i64>> {
        let result = Result64 { frame: self.narrowed.facts.clone() };
        let mut behind: HashMap<Key, Vec<i64>> = HashMap::new();
        for row in result.rows() {
            behind.entry(result.key(row)).or_default().extend(result.get("fact_id", row));
        }
        behind
    }

    /// Series and years whose figures are finer or coarser than those of the year beside them, in Chinese.
    pub fn granularity_notes(&self) -> Vec<String> {
        let mut years: BTreeMap<i32, usize> = BTreeMap::new();
        for (_, year) in &self.narrowed.coarsened {
            *years.entry(*year).or_default() += 1;
        }
        years
            .into_iter()
            .map(|(year, scopes)| {
                format!("{year} 年的明细比相邻年度细（{scopes} 个口径里同一项目印成多行），粒度不同：已按项目加总后比较，逐行数字不可比，新增、取消可能只是改了名目")
            })
            .collect()
    }

    /// 同比 with contribution, index, growth and rank, by department, form, item and year.
    ///
    /// # Errors
    /// When a measure fails.
    pub fn comparisons(&self) -> Result<Vec<Comparison>> {
        let changes = self.measure(&CHANGE_YOY)?;
        let contributions = self.contributions()?;
        let indices = self.indices()?;
        let growths = self.growths()?;
        let ranks = self.ranks()?;
        let mut behind = self.facts_behind();
        let mut rows = Vec::with_capacity(changes.frame.height());
        for row in changes.rows() {
            let key = changes.key(row);
            if !self.is_asked_for(key.1) {
                continue;
            }
            let Some(series) = self.narrowed.series.get(&key.0) else { continue };
            let state =
                State::from_id(changes.text("state", row)).ok_or_else(|| Error::query("同比结果里有未知状态"))?;
            let (base_fen, change_fen) = (changes.get("base_fen", row), changes.get("change_fen", row));
            let rate = match (state, change_fen, base_fen) {
                (State::Increase | State::Decrease | State::Unchanged, Some(change), Some(base)) if base > 0 => {
                    Percent::of_ratio(i128::from(change), i128::from(base), RATE_DECIMALS)
                }
                _ => None,
            };
            let contribution = contributions.get(&key);
            let index = indices.get(&key);
            let rank = ranks.get(&key);
            rows.push(Comparison {
                series: series.clone(),
                fiscal_year: key.1,
                amount_fen: changes.get("amount_fen", row),
                fact_id: changes.get("fact_id", row).filter(|_| changes.get("figures", row) == Some(1)),
                fact_ids: behind.remove(&key).unwrap_or_default(),
                base_year: key.1 - 1,
                base_fen,
                base_source: BaseSource::from_id(changes.text("base_source", row)).unwrap_or(BaseSource::Absent),
                change_fen,
                rate,
                state,
                contribution_pp: contribution.and_then(|parts| parts.0),
                contribution_rate: contribution.and_then(|parts| parts.1),
                index: index.map(|index| index.0),
                index_base_year: index.map(|index| index.1),
                growth_compound: growths.get(&key).copied(),
                rank: rank.map(|rank| rank.0),
                rank_change: rank.and_then(|rank| rank.1),
                granularity_differs: self.granularity_differs(row, &changes),
            });
        }
        sort(&mut rows);
        Ok(rows)
    }

    fn granularity_differs(&self, row: usize, changes: &Result64) -> bool {
        let scope = changes.get("scope_id", row).unwrap_or_default();
        let year = changes.key(row).1;
        let coarsened = &self.narrowed.coarsened;
        changes.text("state", row) != State::MissingYear.id()
            && coarsened.contains(&(scope, year)) != coarsened.contains(&(scope, year - 1))
    }

    /// 拉动 and 贡献率, allocated so that the items of a whole add to its printed values.
    fn contributions(&self) -> Result<HashMap<Key, Contribution>> {
        let result = self.measure(&CONTRIBUTION)?;
        let mut wholes: BTreeMap<(i64, i32), Vec<usize>> = BTreeMap::new();
        for row in result.rows() {
            wholes.entry((result.get("whole_id", row).unwrap_or_default(), result.key(row).1)).or_default().push(row);
        }
        let mut contributions = HashMap::new();
        for rows in wholes.values() {
            let changes: Vec<i128> =
                rows.iter().map(|&row| i128::from(result.get("change_fen", row).unwrap_or_default())).collect();
            let whole = |name: &str| rows.first().and_then(|&row| result.get(name, row)).map_or(0, i128::from);
            let (base, change) = (whole("whole_base_fen"), whole("whole_change_fen"));
            let points = (base > 0).then(|| percent::allocate(&changes, base, RATE_DECIMALS)).flatten();
            let rates = (change != 0).then(|| percent::allocate(&changes, change, RATE_DECIMALS)).flatten();
            for (position, &row) in rows.iter().enumerate() {
                let part = |parts: &Option<Vec<Percent>>| parts.as_ref().and_then(|parts| parts.get(position).copied());
                contributions.insert(result.key(row), (part(&points), part(&rates)));
            }
        }
        Ok(contributions)
    }

    fn indices(&self) -> Result<HashMap<Key, (Percent, i32)>> {
        let result = self.measure_from_first_year(&INDEX_FIXED_BASE)?;
        Ok(result
            .rows()
            .filter_map(|row| {
                let (amount, first) = (result.get("amount_fen", row)?, result.get("first_fen", row)?);
                let year = i32::try_from(result.get("first_year", row)?).ok()?;
                Some((
                    result.key(row),
                    (Percent::of_ratio(i128::from(amount), i128::from(first), RATE_DECIMALS)?, year),
                ))
            })
            .collect())
    }

    fn growths(&self) -> Result<HashMap<Key, Percent>> {
        let result = self.measure_from_first_year(&GROWTH_COMPOUND)?;
        Ok(result
            .rows()
            .filter_map(|row| {
                let years = u32::try_from(result.get("years", row)?).ok()?;
                Some((
                    result.key(row),
                    growth::compound(result.get("first_fen", row)?, result.get("amount_fen", row)?, years)?,
                ))
            })
            .collect())
    }

    fn ranks(&self) -> Result<HashMap<Key, (u32, Option<i32>)>> {
        let result = self.measure(&RANK)?;
        Ok(result
            .rows()
            .filter_map(|row| {
                let gained = result.get("places_gained", row).and_then(|gained| i32::try_from(gained).ok());
                Some((result.key(row), (u32::try_from(result.get("place", row)?).ok()?, gained)))
            })
            .collect())
    }

    /// 集中度 of every whole: one of its series, the year, and the index in hundred-millionths.
    ///
    /// # Errors
    /// When the measure fails.
    pub fn concentrations(&self) -> Result<Vec<(Series, i32, i128)>> {
        let result = self.measure(&CONCENTRATION)?;
        let facts = Result64 { frame: self.narrowed.facts.clone() };
        let owners: HashMap<i64, i64> =
            facts.rows().filter_map(|row| Some((facts.get("whole_id", row)?, facts.get("series_id", row)?))).collect();
        Ok(result
            .rows()
            .filter_map(|row| {
                let series = self.narrowed.series.get(owners.get(&result.get("whole_id", row)?)?)?;
                let year = i32::try_from(result.get("fiscal_year", row)?).ok()?;
                let limbs = ["high_high", "high_low", "low_low"].map(|name| result.get(name, row));
                Some((series.clone(), year, growth::index_of_squares(limbs, result.get("whole_fen", row)?)?))
            })
            .filter(|(_, year, _)| self.is_asked_for(*year))
            .collect())
    }

    /// 偏离同类 of every series and year: twice its ratio to the year before less twice the median of its whole, both in
    /// ten-thousandths.
    ///
    /// # Errors
    /// When the measure fails.
    pub fn deviations(&self) -> Result<Vec<(Series, i32, i64)>> {
        let result = self.measure(&DEVIATION_FROM_PEERS)?;
        Ok(result
            .rows()
            .filter_map(|row| {
                let (id, year) = result.key(row);
                let twice = result.get("ratio", row)?.checked_mul(2)?;
                Some((self.narrowed.series.get(&id)?.clone(), year, twice - result.get("twice_middle", row)?))
            })
            .filter(|(_, year, _)| self.is_asked_for(*year))
            .collect())
    }

    /// 占比 and 占比变动, by department, form, item and year.
    ///
    /// # Errors
    /// When a measure fails.
    pub fn shares(&self) -> Result<Vec<Share>> {
        let result = self.measure(&SHARE_CHANGE)?;
        let mut rows = Vec::with_capacity(result.frame.height());
        for row in result.rows() {
            let key = result.key(row);
            if !self.is_asked_for(key.1) {
                continue;
            }
            let Some(series) = self.narrowed.series.get(&key.0) else { continue };
            let (Some(amount), Some(whole)) = (result.get("amount_fen", row), result.get("whole_fen", row)) else {
                continue;
            };
            let base = result.get("base_fen", row).zip(result.get("base_whole_fen", row));
            let ratio = |part: i64, whole: i64| {
                (whole > 0).then(|| Percent::of_ratio(i128::from(part), i128::from(whole), RATE_DECIMALS)).flatten()
            };
            rows.push(Share {
                series: series.clone(),
                fiscal_year: key.1,
                amount_fen: amount,
                whole_fen: whole,
                share: ratio(amount, whole),
                base_share: base.and_then(|(part, whole)| ratio(part, whole)),
                share_shift: base.and_then(|(base_part, base_whole)| shift(amount, whole, base_part, base_whole)),
            });
        }
        rows.sort_by(|one, other| order(&one.series, one.fiscal_year).cmp(&order(&other.series, other.fiscal_year)));
        Ok(rows)
    }
}

/// `amount ÷ whole − base ÷ base_whole` in percentage points, rounded once.
fn shift(amount: i64, whole: i64, base: i64, base_whole: i64) -> Option<Percent> {
    if whole <= 0 || base_whole <= 0 {
        return None;
    }
    let [amount, whole, base, base_whole] = [amount, whole, base, base_whole].map(i128::from);
    let numerator = (amount * base_whole).checked_sub(base * whole)?;
    Percent::of_ratio(numerator, whole * base_whole, RATE_DECIMALS)
}

type Order<'a> = (&'a str, &'a str, &'a str, &'a str, usize, usize, usize, &'a str, &'a str, &'a str, i32);

/// The order of rows: region, department, unit, form, direction, code, item, year.
fn order(series: &super::comparison::Series, year: i32) -> Order<'_> {
    (
        &series.region_code,
        &series.department_code,
        &series.department,
        &series.unit,
        series.form as usize,
        series.flow.map_or(9, |flow| flow as usize),
        series.nature as usize,
        if series.function_code.is_empty() { &series.economic_code } else { &series.function_code },
        &series.project,
        &series.item,
        year,
    )
}

fn sort(rows: &mut [Comparison]) {
    rows.sort_by(|one, other| order(&one.series, one.fiscal_year).cmp(&order(&other.series, other.fiscal_year)));
}
