//! Runs the measures over a selection and puts their integers together into typed rows; ratios are rounded here, once.

use super::basis::{Narrowing, narrow};
use super::catalogue::{
    CHANGE_YOY, CONCENTRATION, CONTRIBUTION, DEVIATION_FROM_PEERS, GROWTH_COMPOUND, INDEX_FIXED_BASE, Measure, RANK,
    SHARE_CHANGE,
};
use super::comparison::{BaseSource, Book, Comparison, Series, Share, State};
use super::selection::{Narrowed, Selection};
use super::{engine, growth};
use crate::domain::{Percent, percent};
use crate::error::{Error, Result};
use crate::panel::{Panel, Remote, RemoteTable, Stage};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

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

/// 拉动 and 贡献率 of one figure, and the whole that they refer to.
type Contribution = (Option<Percent>, Option<Percent>, i64);

/// A selection with its figures, ready for any measure.
pub struct Prepared {
    narrowing: Narrowing,
    statements: Statements,
}

/// Where the measures run, with the panel's `statements` as that engine finds them.
enum Statements {
    /// In this process.
    Here(Box<LazyFrame>),
    /// On another engine, which reads the narrowed facts from the stage.
    Elsewhere { remote: Arc<dyn Remote>, statements: RemoteTable, stage: Stage },
}

impl Statements {
    fn of(panel: &Panel) -> Result<Self> {
        if let Some(remote) = panel.remote() {
            let statements = panel.remote_tables()?.into_iter().find(|table| table.name == "statements");
            let statements = statements.ok_or_else(|| Error::panel("面板里没有 statements"))?;
            return Ok(Statements::Elsewhere { remote: remote.clone(), statements, stage: Stage::inside(panel)? });
        }
        let statements = panel.statements()?.collect();
        let statements = statements
            .map_err(|error| panel.damage().unwrap_or_else(|| Error::panel(format!("读取面板时出错：{error}"))))?;
        Ok(Statements::Here(Box::new(statements.lazy())))
    }
}

impl Prepared {
    /// Narrows the panel to a selection.
    ///
    /// # Errors
    /// When the panel cannot be read.
    pub fn new(panel: &Panel, selection: &Selection) -> Result<Self> {
        Ok(Prepared { narrowing: narrow(panel, selection)?, statements: Statements::of(panel)? })
    }

    /// Whether nothing fits the selection.
    pub fn is_empty(&self) -> bool {
        self.narrowing.lasting.facts.height() == 0
    }

    /// Whether a crosswalk made some years comparable.
    pub fn is_aligned(&self) -> bool {
        self.narrowing.book.is_some()
    }

    /// The views that together show every year once: each with the year it is for, `None` for all other years.
    fn views(&self) -> impl Iterator<Item = (Option<i32>, &Narrowed)> {
        let pairs = self.narrowing.pairs.iter().map(|(year, narrowed)| (Some(*year), narrowed));
        std::iter::once((None, &self.narrowing.lasting)).chain(pairs)
    }

    /// Whether a row of a year is taken from this view.
    fn is_shown(&self, view: Option<i32>, year: i32) -> bool {
        let own = match view {
            Some(pair) => pair == year,
            None => !self.narrowing.pairs.contains_key(&year),
        };
        own && self.narrowing.lasting.first_year.is_none_or(|first| year >= first)
    }

    fn measure_over(&self, measure: &Measure, narrowed: &Narrowed, first_year: Option<i32>) -> Result<Result64> {
        let frame = match &self.statements {
            Statements::Here(statements) => {
                let facts = narrowed.facts.clone().lazy();
                let facts = match first_year {
                    Some(first) => facts.filter(col("fiscal_year").gt_eq(lit(first))),
                    None => facts,
                };
                engine::run(measure.sql, &[("facts", facts), ("statements", LazyFrame::clone(statements))])?
            }
            Statements::Elsewhere { remote, statements, stage } => {
                let facts = stage.table("facts", &self.view_name(narrowed), &narrowed.facts)?;
                remote.run(measure.sql, &[RemoteTable { first_year, ..facts }, statements.clone()])?
            }
        };
        Ok(Result64 { frame })
    }

    /// What tells a view from the others of this selection.
    fn view_name(&self, narrowed: &Narrowed) -> String {
        let narrowing = &self.narrowing;
        match narrowing.pairs.iter().find(|(_, pair)| std::ptr::eq(*pair, narrowed)) {
            Some((year, _)) => format!("pair_{year}"),
            None if std::ptr::eq(&narrowing.lasting, narrowed) => "lasting".to_owned(),
            None => "book".to_owned(),
        }
    }

    fn measure(&self, measure: &Measure, narrowed: &Narrowed) -> Result<Result64> {
        self.measure_over(measure, narrowed, None)
    }

    /// A measure that starts at the first year asked for, without the year before it.
    fn measure_from_first_year(&self, measure: &Measure) -> Result<Result64> {
        let narrowed = &self.narrowing.lasting;
        self.measure_over(measure, narrowed, narrowed.first_year)
    }

    /// The facts behind each series and year, in the order of the panel.
    pub fn facts_behind(&self) -> HashMap<Key, Vec<i64>> {
        let mut behind = HashMap::new();
        for (view, narrowed) in self.views() {
            for (key, mut facts) in facts_of(narrowed) {
                facts.sort_unstable();
                facts.dedup();
                // What the same series prints in the year before stays what it is in every other year.
                if view.is_none_or(|pair| pair == key.1) || !behind.contains_key(&key) {
                    behind.insert(key, facts);
                }
            }
        }
        behind
    }

    /// The whole that each series and year is a part of: parts of one whole and year add up to it.
    pub fn wholes(&self) -> HashMap<Key, i64> {
        let result = Result64 { frame: self.narrowing.lasting.facts.clone() };
        result.rows().filter_map(|row| Some((result.key(row), result.get("whole_id", row)?))).collect()
    }

    /// Series and years whose figures are finer or coarser than those of the year beside them, and what could not be
    /// made comparable, in Chinese.
    pub fn granularity_notes(&self) -> Vec<String> {
        let mut years: BTreeMap<i32, usize> = BTreeMap::new();
        for (_, year) in &self.narrowing.lasting.coarsened {
            *years.entry(*year).or_default() += 1;
        }
        let finer = years.into_iter().map(|(year, scopes)| {
            format!("{year} 年的明细比相邻年度细（{scopes} 个口径里同一项目印成多行），粒度不同：已按项目加总后比较，逐行数字不可比，新增、取消可能只是改了名目")
        });
        finer.chain(self.narrowing.remarks.iter().cloned()).collect()
    }

    /// 同比 with contribution, index, growth and rank, by department, form, item and year. Years in which a crosswalk
    /// split, merged or moved something are compared on the same basis (同口径), with what is printed (账面) beside.
    ///
    /// # Errors
    /// When a measure fails.
    pub fn comparisons(&self) -> Result<Vec<Comparison>> {
        let (indices, growths) = (self.indices()?, self.growths()?);
        let book = self.narrowing.book.as_ref().map(|book| self.book(book)).transpose()?;
        let mut rows = Vec::new();
        // Series → the last year in which it was not comparable as printed.
        let mut restated: HashMap<i64, i32> = HashMap::new();
        for (view, narrowed) in self.views() {
            let mut compared = self.compare(view, narrowed)?;
            for row in &mut compared {
                let key = (row.series.series_id, row.fiscal_year);
                row.index = indices.get(&key).map(|index| index.0);
                row.index_base_year = indices.get(&key).map(|index| index.1);
                row.growth_compound = growths.get(&key).copied();
                row.basis = basis(view, narrowed, key);
                row.book = book.as_ref().and_then(|book| book.beside(row));
                if view.is_some() && row.book.is_some() {
                    let last = restated.entry(row.series.series_id).or_insert(row.fiscal_year);
                    *last = row.fiscal_year.max(*last);
                }
            }
            rows.append(&mut compared);
        }
        for row in &mut rows {
            cut_at_restatement(row, &restated);
        }
        sort(&mut rows);
        Ok(rows)
    }

    /// 同比, contribution and rank of the years that one view is for.
    fn compare(&self, view: Option<i32>, narrowed: &Narrowed) -> Result<Vec<Comparison>> {
        let changes = self.measure(&CHANGE_YOY, narrowed)?;
        let contributions = self.contributions(narrowed)?;
        let ranks = self.ranks(narrowed)?;
        let mut behind = facts_of(narrowed);
        let mut rows = Vec::with_capacity(changes.frame.height());
        for row in changes.rows() {
            let key = changes.key(row);
            if !self.is_shown(view, key.1) {
                continue;
            }
            let Some(series) = self.series(narrowed, key.0) else { continue };
            let state =
                State::from_id(changes.text("state", row)).ok_or_else(|| Error::query("同比结果里有未知状态"))?;
            let state = where_names_agree(state, narrowed, &changes, row);
            let (base_fen, change_fen) = (changes.get("base_fen", row), changes.get("change_fen", row));
            let contribution = contributions.get(&key);
            let rank = ranks.get(&key);
            rows.push(Comparison {
                series,
                fiscal_year: key.1,
                amount_fen: changes.get("amount_fen", row),
                fact_id: changes.get("fact_id", row).filter(|_| changes.get("figures", row) == Some(1)),
                fact_ids: behind.remove(&key).unwrap_or_default(),
                base_year: key.1 - 1,
                base_fen,
                base_source: BaseSource::from_id(changes.text("base_source", row)).unwrap_or(BaseSource::Absent),
                change_fen,
                rate: rate(state, change_fen, base_fen),
                state,
                contribution_pp: contribution.and_then(|parts| parts.0),
                contribution_rate: contribution.and_then(|parts| parts.1),
                index: None,
                index_base_year: None,
                growth_compound: None,
                rank: rank.map(|rank| rank.0),
                rank_change: rank.and_then(|rank| rank.1),
                granularity_differs: granularity_differs(narrowed, row, &changes),
                whole_id: contribution.map(|parts| parts.2),
                book: None,
                basis: String::new(),
            });
        }
        Ok(rows)
    }

    /// What a series is; a view of two years takes the codes of its owner from the view of all years.
    fn series(&self, narrowed: &Narrowed, series_id: i64) -> Option<Series> {
        let mut series = narrowed.series.get(&series_id)?.clone();
        if let Some(lasting) = self.narrowing.lasting.series.get(&series_id) {
            series.department_code.clone_from(&lasting.department_code);
            series.unit_code.clone_from(&lasting.unit_code);
        }
        Some(series)
    }

    /// 同比 as printed.
    fn book(&self, narrowed: &Narrowed) -> Result<BookRows> {
        let changes = self.measure(&CHANGE_YOY, narrowed)?;
        let mut rows = BookRows::default();
        for row in changes.rows() {
            let key = changes.key(row);
            let state =
                State::from_id(changes.text("state", row)).ok_or_else(|| Error::query("同比结果里有未知状态"))?;
            let get = |name: &str| changes.get(name, row);
            let book =
                Book { amount_fen: get("amount_fen"), base_fen: get("base_fen"), change_fen: get("change_fen"), state };
            rows.rows.insert(key, book);
        }
        for (key, facts) in facts_of(narrowed) {
            rows.of_fact.extend(facts.into_iter().map(|fact| ((fact, key.1), key)));
        }
        Ok(rows)
    }

    /// 拉动 and 贡献率, allocated so that the items of a whole add to its printed values.
    fn contributions(&self, narrowed: &Narrowed) -> Result<HashMap<Key, Contribution>> {
        let result = self.measure(&CONTRIBUTION, narrowed)?;
        let mut wholes: BTreeMap<(i64, i32), Vec<usize>> = BTreeMap::new();
        for row in result.rows() {
            wholes.entry((result.get("whole_id", row).unwrap_or_default(), result.key(row).1)).or_default().push(row);
        }
        let mut contributions = HashMap::new();
        for ((whole_id, _), rows) in &wholes {
            let changes: Vec<i128> =
                rows.iter().map(|&row| i128::from(result.get("change_fen", row).unwrap_or_default())).collect();
            let whole = |name: &str| rows.first().and_then(|&row| result.get(name, row)).map_or(0, i128::from);
            let (base, change) = (whole("whole_base_fen"), whole("whole_change_fen"));
            let points = (base > 0).then(|| percent::allocate(&changes, base, RATE_DECIMALS)).flatten();
            let rates = (change != 0).then(|| percent::allocate(&changes, change, RATE_DECIMALS)).flatten();
            for (position, &row) in rows.iter().enumerate() {
                let part = |parts: &Option<Vec<Percent>>| parts.as_ref().and_then(|parts| parts.get(position).copied());
                contributions.insert(result.key(row), (part(&points), part(&rates), *whole_id));
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

    fn ranks(&self, narrowed: &Narrowed) -> Result<HashMap<Key, (u32, Option<i32>)>> {
        let result = self.measure(&RANK, narrowed)?;
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
        let mut found = Vec::new();
        for (view, narrowed) in self.views() {
            let result = self.measure(&CONCENTRATION, narrowed)?;
            let facts = Result64 { frame: narrowed.facts.clone() };
            let of_fact = |row| Some((facts.get("whole_id", row)?, facts.get("series_id", row)?));
            let owners: HashMap<i64, i64> = facts.rows().filter_map(of_fact).collect();
            let read = |row: usize| {
                let year = i32::try_from(result.get("fiscal_year", row)?).ok()?;
                let series = self.series(narrowed, *owners.get(&result.get("whole_id", row)?)?)?;
                let limbs = ["high_high", "high_low", "low_low"].map(|name| result.get(name, row));
                Some((series, year, growth::index_of_squares(limbs, result.get("whole_fen", row)?)?))
            };
            found.extend(result.rows().filter_map(read).filter(|(_, year, _)| self.is_shown(view, *year)));
        }
        Ok(found)
    }

    /// 偏离同类 of every series and year: twice its ratio to the year before less twice the median of its whole, both in
    /// ten-thousandths.
    ///
    /// # Errors
    /// When the measure fails.
    pub fn deviations(&self) -> Result<Vec<(Series, i32, i64)>> {
        let mut found = Vec::new();
        for (view, narrowed) in self.views() {
            let result = self.measure(&DEVIATION_FROM_PEERS, narrowed)?;
            let read = |row: usize| {
                let (id, year) = result.key(row);
                let twice = result.get("ratio", row)?.checked_mul(2)?;
                Some((self.series(narrowed, id)?, year, twice - result.get("twice_middle", row)?))
            };
            found.extend(result.rows().filter_map(read).filter(|(_, year, _)| self.is_shown(view, *year)));
        }
        Ok(found)
    }

    /// 占比 and 占比变动, by department, form, item and year.
    ///
    /// # Errors
    /// When a measure fails.
    pub fn shares(&self) -> Result<Vec<Share>> {
        let mut rows = Vec::new();
        for (view, narrowed) in self.views() {
            self.share(view, narrowed, &mut rows)?;
        }
        rows.sort_by(|one, other| order(&one.series, one.fiscal_year).cmp(&order(&other.series, other.fiscal_year)));
        Ok(rows)
    }

    fn share(&self, view: Option<i32>, narrowed: &Narrowed, rows: &mut Vec<Share>) -> Result<()> {
        let result = self.measure(&SHARE_CHANGE, narrowed)?;
        for row in result.rows() {
            let key = result.key(row);
            if !self.is_shown(view, key.1) {
                continue;
            }
            let Some(series) = self.series(narrowed, key.0) else { continue };
            let (Some(amount), Some(whole)) = (result.get("amount_fen", row), result.get("whole_fen", row)) else {
                continue;
            };
            let base = result.get("base_fen", row).zip(result.get("base_whole_fen", row));
            let ratio = |part: i64, whole: i64| {
                (whole > 0).then(|| Percent::of_ratio(i128::from(part), i128::from(whole), RATE_DECIMALS)).flatten()
            };
            rows.push(Share {
                series,
                fiscal_year: key.1,
                amount_fen: amount,
                whole_fen: whole,
                share: ratio(amount, whole),
                base_share: base.and_then(|(part, whole)| ratio(part, whole)),
                share_shift: base.and_then(|(base_part, base_whole)| shift(amount, whole, base_part, base_whole)),
                basis: basis(view, narrowed, key),
            });
        }
        Ok(())
    }
}

/// Comparisons as printed, by series and year, and which of them each fact belongs to.
#[derive(Default)]
struct BookRows {
    rows: HashMap<Key, Book>,
    of_fact: HashMap<(i64, i32), Key>,
}

impl BookRows {
    /// What is printed under the identity of a comparison, or of its figures where no such identity is printed; `None`
    /// where it does not differ.
    fn beside(&self, row: &Comparison) -> Option<Book> {
        let own = (row.series.series_id, row.fiscal_year);
        let keys: BTreeSet<Key> = if self.rows.contains_key(&own) {
            BTreeSet::from([own])
        } else {
            row.fact_ids.iter().filter_map(|fact| self.of_fact.get(&(*fact, row.fiscal_year)).copied()).collect()
        };
        let mut parts = keys.iter().filter_map(|key| self.rows.get(key));
        let first = *parts.next()?;
        let book = parts.fold(first, |sum, part| {
            let add = |one: Option<i64>, other: Option<i64>| match (one, other) {
                (None, None) => None,
                (one, other) => one.unwrap_or(0).checked_add(other.unwrap_or(0)),
            };
            let state = if sum.state == part.state { sum.state } else { State::NotComparable };
            Book {
                amount_fen: add(sum.amount_fen, part.amount_fen),
                base_fen: add(sum.base_fen, part.base_fen),
                change_fen: add(sum.change_fen, part.change_fen),
                state,
            }
        });
        let differs =
            (book.amount_fen, book.base_fen, book.change_fen) != (row.amount_fen, row.base_fen, row.change_fen);
        (differs || keys.len() == 1 && book.state != row.state).then_some(book)
    }
}

/// The facts of a view by series and year, in the order of the panel.
fn facts_of(narrowed: &Narrowed) -> HashMap<Key, Vec<i64>> {
    let result = Result64 { frame: narrowed.facts.clone() };
    let mut behind: HashMap<Key, Vec<i64>> = HashMap::new();
    for row in result.rows() {
        behind.entry(result.key(row)).or_default().extend(result.get("fact_id", row));
    }
    behind
}

/// Why a year and its base are compared under another identity: in a pair view whatever was joined, otherwise what the
/// base was still called and the year is not.
fn basis(view: Option<i32>, narrowed: &Narrowed, key: Key) -> String {
    let reasons = |year: i32| -> BTreeSet<&str> {
        let words = narrowed.reasons.get(&(key.0, year));
        words.into_iter().flat_map(|words| words.split('；')).filter(|reason| !reason.is_empty()).collect()
    };
    let (before, now) = (reasons(key.1 - 1), reasons(key.1));
    let kept: Vec<&str> = before.iter().filter(|reason| view.is_some() || !now.contains(*reason)).copied().collect();
    let joined = now.iter().filter(|reason| view.is_some() && !before.contains(*reason));
    kept.into_iter().chain(joined.copied()).filter(|reason| is_recent(reason, key.1)).collect::<Vec<_>>().join("；")
}

/// Whether a reason names this year, or one shortly before: bodies may take over a new classification late.
fn is_recent(reason: &str, year: i32) -> bool {
    let named = reason.get(..4).and_then(|digits| digits.parse::<i32>().ok());
    named.is_some_and(|named| (year - 2..=year).contains(&named))
}

fn granularity_differs(narrowed: &Narrowed, row: usize, changes: &Result64) -> bool {
    let scope = changes.get("scope_id", row).unwrap_or_default();
    let year = changes.key(row).1;
    let coarsened = &narrowed.coarsened;
    changes.text("state", row) != State::MissingYear.id()
        && coarsened.contains(&(scope, year)) != coarsened.contains(&(scope, year - 1))
}

/// 定基比 and 年均增长 rest on printed amounts: they do not reach over a year that was comparable only after restating.
fn cut_at_restatement(row: &mut Comparison, restated: &HashMap<i64, i32>) {
    let across = restated
        .get(&row.series.series_id)
        .is_some_and(|year| row.fiscal_year >= *year && row.index_base_year.is_none_or(|base| base < *year));
    if across {
        row.index = None;
        row.index_base_year = None;
        row.growth_compound = None;
    }
}

/// What is listed in one year only is not new or discontinued where the two years list things in other detail: it may
/// have been there under another heading.
fn where_names_agree(state: State, narrowed: &Narrowed, changes: &Result64, row: usize) -> State {
    let scope = changes.get("scope_id", row).unwrap_or_default();
    let (year, finer) = (changes.key(row).1, &narrowed.much_finer);
    let differ = finer.contains(&(scope, year)) != finer.contains(&(scope, year - 1));
    if differ && matches!(state, State::New | State::Discontinued) { State::NotComparable } else { state }
}

fn rate(state: State, change_fen: Option<i64>, base_fen: Option<i64>) -> Option<Percent> {
    match (state, change_fen, base_fen) {
        (State::Increase | State::Decrease | State::Unchanged, Some(change), Some(base)) if base > 0 => {
            Percent::of_ratio(i128::from(change), i128::from(base), RATE_DECIMALS)
        }
        _ => None,
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
