//! The working rows of the charts: comparisons with a label, folded and summed without losing a fen.

use super::ChartInput;
use super::font::{self, Weight};
use super::layout::Sheet;
use super::number::{self, LabelMode};
use super::options::{ChartOptions, ChartSize, Judgement};
use super::series;
use super::spec::Emphasis;
use crate::domain::{Flow, Form, Percent, Phase, RowLevel};
use crate::error::{Error, Result};
use crate::measures::{BaseSource, Comparison, Series, State};
use std::collections::{HashMap, HashSet};

/// One row of a chart.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Name.
    pub label: String,
    /// How it stands out.
    pub emphasis: Emphasis,
    /// Amount of the year in fen.
    pub amount: Option<i64>,
    /// Amount of the year before in fen.
    pub base: Option<i64>,
    /// 增减额 in fen.
    pub change: Option<i64>,
    /// 增减率 in percent.
    pub rate: Option<Percent>,
    /// What became of it.
    pub state: State,
    /// 拉动 in percentage points.
    pub contribution_pp: Option<Percent>,
    /// What an increase means.
    pub increase_means: Judgement,
    /// The base comes from the prose.
    pub derived: bool,
}

impl Entry {
    /// The row of a comparison.
    pub fn of(comparison: &Comparison, label: String, options: &ChartOptions) -> Entry {
        let change = comparison.change_fen.or(match comparison.state {
            State::New => comparison.amount_fen,
            State::Discontinued => comparison.base_fen.and_then(i64::checked_neg),
            _ => None,
        });
        Entry {
            label,
            emphasis: Emphasis::Item,
            amount: comparison.amount_fen,
            base: comparison.base_fen,
            change,
            rate: comparison.rate,
            state: comparison.state,
            contribution_pp: comparison.contribution_pp,
            increase_means: increase_means(&comparison.series, options),
            derived: comparison.base_source == BaseSource::Derived,
        }
    }

    /// Several rows as one. Where one of them cannot be compared, neither can the sum.
    pub fn sum(label: String, emphasis: Emphasis, parts: &[Entry]) -> Result<Entry> {
        let amount = total(parts.iter().filter_map(|part| part.amount))?;
        let base = total(parts.iter().filter_map(|part| part.base))?;
        let broken = parts.iter().find(|part| part.change.is_none()).map(|part| part.state);
        let change = match broken {
            Some(_) => None,
            None => Some(total(parts.iter().filter_map(|part| part.change))?),
        };
        let rate = change.filter(|_| base > 0 && amount >= 0).and_then(|change| ratio(change, base, 2));
        let state = match (broken, change) {
            (Some(State::MissingYear), _) => State::MissingYear,
            (Some(_), _) | (None, None) => State::NotComparable,
            (None, Some(0)) => State::Unchanged,
            (None, Some(_)) if base == 0 => State::New,
            (None, Some(_)) if amount == 0 => State::Discontinued,
            (None, Some(_)) if rate.is_none() => State::NotComparable,
            (None, Some(change)) if change > 0 => State::Increase,
            (None, Some(_)) => State::Decrease,
        };
        let first = parts.first().map_or(Judgement::Neutral, |part| part.increase_means);
        let same = parts.iter().all(|part| part.increase_means == first);
        let known_base = state != State::MissingYear;
        Ok(Entry {
            label,
            emphasis,
            amount: Some(amount),
            base: known_base.then_some(base),
            change,
            rate,
            state,
            contribution_pp: sum_of_points(parts),
            increase_means: if same { first } else { Judgement::Neutral },
            derived: parts.iter().any(|part| part.derived),
        })
    }

    /// What the change means.
    pub fn judgement(&self) -> Judgement {
        judgement_of(self.change.unwrap_or(0), self.increase_means)
    }

    /// The rate as printed in a label; `None` where the state has none.
    pub fn printed_rate(&self, mode: LabelMode) -> Option<Percent> {
        let rate = self.rate?;
        let exact = match (self.change, self.base) {
            (Some(change), Some(base)) if base > 0 => ratio(change, base, 1),
            _ => None,
        };
        let brief = exact.unwrap_or(number::rounded(rate, 1));
        // A small change keeps its sign: +0.03%, not 0.0%.
        let vanishes = brief.mantissa() == 0 && rate.mantissa() != 0;
        Some(if mode == LabelMode::Audit || vanishes { rate } else { brief })
    }

    /// The size that decides the order of items: the larger of the two years.
    pub fn weight(&self) -> u64 {
        self.amount.unwrap_or(0).unsigned_abs().max(self.base.unwrap_or(0).unsigned_abs())
    }
}

/// The sum of 拉动, where every part has it with the same decimals.
fn sum_of_points(parts: &[Entry]) -> Option<Percent> {
    let decimals = parts.first()?.contribution_pp?.decimals();
    let mut sum = 0_i64;
    for part in parts {
        let points = part.contribution_pp.filter(|points| points.decimals() == decimals)?;
        sum = sum.checked_add(points.mantissa())?;
    }
    Some(Percent::new(sum, decimals))
}

/// What a change of this sign means where an increase means `increase_means`.
pub fn judgement_of(change: i64, increase_means: Judgement) -> Judgement {
    match (change.signum(), increase_means) {
        (1, judgement) => judgement,
        (-1, Judgement::Favourable) => Judgement::Unfavourable,
        (-1, Judgement::Unfavourable) => Judgement::Favourable,
        _ => Judgement::Neutral,
    }
}

/// What an increase of the series means: 三公经费 and 机构运转经费 are unfavourable by themselves.
pub fn increase_means(series: &Series, options: &ChartOptions) -> Judgement {
    match series.form {
        Form::ThreePublicExpenses | Form::OperatingCosts => Judgement::Unfavourable,
        _ => options.increase_means,
    }
}

/// A ratio in percent.
pub fn ratio(numerator: i64, denominator: i64, decimals: u32) -> Option<Percent> {
    Percent::of_ratio(i128::from(numerator), i128::from(denominator), decimals)
}

/// The sum of amounts.
pub fn total(amounts: impl IntoIterator<Item = i64>) -> Result<i64> {
    let sum: i128 = amounts.into_iter().map(i128::from).sum();
    i64::try_from(sum).map_err(|_| Error::query("图表各项金额之和超出可表示的范围"))
}

/// The comparisons within the chosen years.
pub fn in_years<'a>(input: &ChartInput<'a>) -> Result<Vec<&'a Comparison>> {
    let (first, last) = input.options.years.unwrap_or((i32::MIN, i32::MAX));
    let rows: Vec<&Comparison> =
        input.comparisons.iter().filter(|row| (first..=last).contains(&row.fiscal_year)).collect();
    if rows.is_empty() {
        Err(Error::usage("没有可供作图的数字；请检查部门、年度、--by 等条件"))
    } else {
        Ok(rows)
    }
}

/// The comparisons of the latest of the chosen years.
pub fn of_latest_year<'a>(input: &ChartInput<'a>) -> Result<Vec<&'a Comparison>> {
    let mut rows = in_years(input)?;
    let latest = rows.iter().map(|row| row.fiscal_year).max();
    rows.retain(|row| Some(row.fiscal_year) == latest);
    Ok(one_phase(rows, |row| &row.series))
}

/// Whether a level is a sum over the whole table.
pub fn is_total(level: RowLevel) -> bool {
    matches!(level, RowLevel::Total | RowLevel::GrandTotal)
}

/// Items with their labels, largest first, and the total: as published, or the sum of the items.
pub fn items_and_total(rows: &[&Comparison], options: &ChartOptions) -> Result<(Vec<Entry>, Entry)> {
    let label = labeller(rows);
    let entries = |totals: bool| {
        rows.iter()
            .filter(move |row| is_total(row.series.level) == totals && row.series.level != RowLevel::OfWhich)
            .map(|row| Entry::of(row, label(row), options))
    };
    let mut items: Vec<Entry> = entries(false).collect();
    items.sort_by(|one, two| two.weight().cmp(&one.weight()).then_with(|| one.label.cmp(&two.label)));
    let published = entries(true).min_by_key(|entry| entry.weight());
    let total = match published {
        Some(total) => Entry { emphasis: Emphasis::Total, ..total },
        None => Entry::sum("合计".to_owned(), Emphasis::Total, &items)?,
    };
    Ok((items, total))
}

/// Whether a row stands alone however many there are: its change is large enough, or cannot be told.
fn is_large(item: &Entry, options: &ChartOptions) -> bool {
    let least = options.least_change.unwrap_or(0);
    item.change.is_none_or(|change| change.unsigned_abs() >= least)
}

/// The first `most` rows; what is beyond them, and what changed too little, as one row 其余N项.
pub fn folded(items: Vec<Entry>, most: usize, counter: &str, options: &ChartOptions) -> Result<Vec<Entry>> {
    let (mut items, small): (Vec<Entry>, Vec<Entry>) = items.into_iter().partition(|item| is_large(item, options));
    let most = most_that_fit(items.iter().map(|item| item.label.as_str()), most, options.size).max(2);
    if items.len() <= most && small.is_empty() {
        return Ok(items);
    }
    let mut rest = items.split_off(items.len().min(most - 1));
    rest.extend(small);
    items.push(Entry::sum(format!("其余{}{counter}", rest.len()), Emphasis::Rest, &rest)?);
    Ok(items)
}

/// Largest increase first, largest decrease last.
pub fn sort_by_change(items: &mut [Entry]) {
    items.sort_by(|one, two| {
        two.change.unwrap_or(0).cmp(&one.change.unwrap_or(0)).then_with(|| one.label.cmp(&two.label))
    });
}

/// The largest changes of either sign; the small ones in the middle as one row.
pub fn folded_by_change(items: Vec<Entry>, most: usize, counter: &str, options: &ChartOptions) -> Result<Vec<Entry>> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    let change = |index: &usize| items.get(*index).and_then(|item| item.change).unwrap_or(0).unsigned_abs();
    order.sort_by_key(|index| std::cmp::Reverse(change(index)));
    let names = order.iter().filter_map(|index| items.get(*index)).map(|item| item.label.as_str());
    let most = most_that_fit(names, most, options.size);
    let small = items.iter().filter(|item| !is_large(item, options)).count();
    if items.len() <= most && small == 0 {
        return Ok(items);
    }
    let most = most.min(items.len() - small + 1);
    let kept: Vec<usize> = order.into_iter().take(most.max(2) - 1).collect();
    let place = (0..items.len()).find(|index| !kept.contains(index)).unwrap_or(0);
    let (mut shown, mut rest) = (Vec::new(), Vec::new());
    for (index, item) in items.into_iter().enumerate() {
        if kept.contains(&index) { shown.push(item) } else { rest.push(item) }
    }
    let fold = Entry::sum(format!("其余{}{counter}", rest.len()), Emphasis::Rest, &rest)?;
    shown.insert(place.min(shown.len()), fold);
    Ok(shown)
}

/// The rows by department, in the order of their first rows.
pub fn by_department<'a>(rows: &[&'a Comparison]) -> Vec<Vec<&'a Comparison>> {
    let mut departments: Vec<Vec<&'a Comparison>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        let place = *places.entry(&row.series.department).or_insert(departments.len());
        match departments.get_mut(place) {
            Some(list) => list.push(row),
            None => departments.push(vec![row]),
        }
    }
    departments
}

/// The rows of the leading series of each department: its total, else its largest item. Revenue and expenditure are not
/// put beside each other: the direction is that of most departments, expenditure where both have as many.
pub fn leading_of_each_department<'a>(rows: &[&'a Comparison]) -> Vec<&'a Comparison> {
    let departments = |flow: Option<Flow>| {
        let of_flow = rows.iter().filter(|row| row.series.flow == flow);
        of_flow.map(|row| row.series.department.as_str()).collect::<HashSet<_>>().len()
    };
    let flows: HashSet<Option<Flow>> = rows.iter().map(|row| row.series.flow).collect();
    let flow = flows.into_iter().max_by_key(|flow| (departments(*flow), *flow == Some(Flow::Expenditure), *flow));
    let rows: Vec<&Comparison> = rows.iter().filter(|row| Some(row.series.flow) == flow).copied().collect();
    by_department(&rows).iter().flat_map(|list| series::leading(list)).collect()
}

/// How many names of a table stand on a page, with their further lines; at least a few, which then are shortened.
pub fn most_that_fit<'a>(names: impl Iterator<Item = &'a str>, most: usize, size: ChartSize) -> usize {
    let sheet = Sheet::of(size);
    let room = sheet.measure() * 0.29;
    let mut left = most as f64;
    let height = |name: &str| 0.2 + 0.8 * font::wrap(name, sheet.small, Weight::Regular, room, 3).len().max(1) as f64;
    let fitting = names.take(most).take_while(|name| {
        left -= height(name);
        left > -0.01
    });
    fitting.count().max(6).min(most)
}

/// The rows of the phase that most rows have; a comparison of two phases is not a comparison of years.
pub fn one_phase<R>(rows: Vec<&R>, series: fn(&R) -> &Series) -> Vec<&R> {
    let count = |phase: Phase| rows.iter().filter(|row| series(row).phase == phase).count();
    let phase = Phase::ALL.iter().copied().rev().max_by_key(|phase| count(*phase));
    rows.into_iter().filter(|row| Some(series(row).phase) == phase).collect()
}

/// How rows are named: by department where they are of several departments and the items are the same, by item where
/// they are of one department, else by both.
pub fn labeller(rows: &[&Comparison]) -> impl Fn(&Comparison) -> String + use<> {
    let differ = |pick: fn(&Comparison) -> &str| {
        let mut all = rows.iter().filter(|row| !is_total(row.series.level)).map(|row| pick(row));
        let first = all.next();
        all.any(|other| Some(other) != first)
    };
    let departments = differ(|row| &row.series.department);
    let units = !departments && differ(|row| &row.series.unit);
    let items = differ(|row| &row.series.item);
    let all_totals = rows.iter().all(|row| is_total(row.series.level));
    move |row: &Comparison| {
        let Series { department, unit, item, .. } = &row.series;
        if units && !unit.is_empty() {
            return if items { format!("{unit} {item}") } else { unit.clone() };
        }
        match (departments || all_totals && !department.is_empty(), items) {
            (false, _) => item.clone(),
            (true, false) => department.clone(),
            (true, true) => format!("{department} {item}"),
        }
    }
}
