//! Comparisons of one series as a timeline: every year a slot, missing years as gaps.

use super::cells;
use super::entries::{self, Entry, is_total};
use super::number::{self, AmountFormat};
use super::options::ChartOptions;
use super::spec::{Arrow, Cell, Extent, LabelledBar, RateMark, Timeline, YearSlot};
use super::wording;
use crate::charts::cells::Formats;
use crate::domain::{Flow, Percent, Phase};
use crate::error::{Error, Result};
use crate::measures::{Comparison, State};

/// The comparisons that belong to one series, whatever its phase.
pub fn same_series(one: &Comparison, two: &Comparison) -> bool {
    let (one, two) = (&one.series, &two.series);
    (&one.department, &one.unit, &one.item, one.level) == (&two.department, &two.unit, &two.item, two.level)
}

/// The rows of the most important series: the total, else the one with the largest amount.
pub fn leading<'a>(rows: &[&'a Comparison]) -> Vec<&'a Comparison> {
    let weight = |row: &Comparison| {
        let size = row.amount_fen.unwrap_or(0).unsigned_abs();
        let spent = row.series.flow == Some(Flow::Expenditure);
        (is_total(row.series.level), spent, size, std::cmp::Reverse(row.series.item.clone()))
    };
    let Some(leader) = rows.iter().max_by_key(|row| weight(row)) else { return Vec::new() };
    rows.iter().filter(|row| same_series(row, leader)).copied().collect()
}

/// All amounts that a series has, also those that only stand as the base of a later year.
pub fn amounts(rows: &[&Comparison]) -> Vec<i64> {
    rows.iter().flat_map(|row| [row.amount_fen, row.base_fen]).flatten().collect()
}

/// The years from the first to the last that a series has, with those before it whose amount is known as a base.
pub fn years(rows: &[&Comparison], options: &ChartOptions) -> Result<std::ops::RangeInclusive<i32>> {
    let known = rows.iter().flat_map(|row| {
        [row.amount_fen.map(|_| row.fiscal_year), row.base_fen.map(|_| row.base_year)].into_iter().flatten()
    });
    let (least, most) = options.years.unwrap_or((i32::MIN, i32::MAX));
    let known: Vec<i32> = known.filter(|year| (least..=most).contains(year)).collect();
    match (known.iter().min(), known.iter().max()) {
        (Some(first), Some(last)) => Ok(*first..=*last),
        _ => Err(Error::usage("没有可供作图的数额：所选年度都没有数据")),
    }
}

/// The timeline of one series; with rates of change where pins have a limit.
pub fn timeline(
    rows: &[&Comparison],
    years: std::ops::RangeInclusive<i32>,
    format: AmountFormat,
    options: &ChartOptions,
    pin_limit: Option<i64>,
) -> Timeline {
    let slots: Vec<YearSlot> = years.clone().map(|year| slot(rows, year, format, options, pin_limit)).collect();
    let extent = Extent::of(slots.iter().flat_map(|slot| slot.bars.iter().map(|bar| bar.value)));
    Timeline { extent, arrow: arrow(rows, years, options), years: slots, ..Timeline::default() }
}

fn slot(
    rows: &[&Comparison],
    year: i32,
    format: AmountFormat,
    options: &ChartOptions,
    pin_limit: Option<i64>,
) -> YearSlot {
    let mut bars: Vec<LabelledBar> = Vec::new();
    for phase in [Phase::Approved, Phase::Adjusted, Phase::Executed] {
        if let Some(value) = amount_in(rows, year, phase) {
            bars.push(LabelledBar { value, scenario: wording::scenario(phase, false), label: format.plain(value) });
        }
    }
    let word = bars.is_empty().then(|| State::MissingYear.name_zh().to_owned());
    let current = rows.iter().filter(|row| row.fiscal_year == year).max_by_key(|row| row.series.phase);
    let rate = current.zip(pin_limit).and_then(|(row, limit)| rate_mark(row, format, options, limit));
    YearSlot { year, bars, word, rate }
}

/// The amount of a year, or the base that the next year's document gives for it.
fn amount_in(rows: &[&Comparison], year: i32, phase: Phase) -> Option<i64> {
    let of_phase = || rows.iter().filter(move |row| row.series.phase == phase);
    let own = of_phase().find(|row| row.fiscal_year == year).and_then(|row| row.amount_fen);
    own.or_else(|| of_phase().find(|row| row.base_year == year).and_then(|row| row.base_fen))
}

fn rate_mark(row: &Comparison, format: AmountFormat, options: &ChartOptions, pin_limit: i64) -> Option<RateMark> {
    let entry = Entry::of(row, String::new(), options);
    let formats = Formats { unit: format.unit, amount: format, change: format, mode: options.labels, pin_limit };
    match cells::rate(&entry, &formats) {
        Cell::Pin(pin) => Some(RateMark::Pin(pin)),
        Cell::Word(_) if entry.state == State::MissingYear => None,
        Cell::Word(word) => Some(RateMark::Word(word)),
        _ => None,
    }
}

/// The arrow with 年均增长, where the years are unbroken and the measure gives a rate for the last of them.
fn arrow(rows: &[&Comparison], years: std::ops::RangeInclusive<i32>, options: &ChartOptions) -> Option<Arrow> {
    let (from_year, to_year) = (*years.start(), *years.end());
    let last = rows.iter().filter(|row| row.fiscal_year == to_year).max_by_key(|row| row.series.phase)?;
    let phase = last.series.phase;
    let unbroken = years.clone().all(|year| amount_in(rows, year, phase).is_some());
    let first = last.index_base_year.unwrap_or(from_year);
    let decimals = if options.labels == number::LabelMode::Audit { 2 } else { 1 };
    let several = rows.iter().any(|row| row.series.phase != phase);
    let whose = if several { wording::phase_name(phase) } else { "" };
    let growth = last.growth_compound?;
    let brief = number::rounded(growth, decimals);
    // A small growth stays one: 增长0.04%, not 持平.
    let label = format!("{whose}年均{}", growth_words(if brief.mantissa() == 0 { growth } else { brief }));
    let scenario = wording::scenario(phase, false);
    (unbroken && first == from_year && to_year - from_year >= 2).then_some(Arrow {
        from_year,
        to_year,
        scenario,
        label,
    })
}

/// 增长4.21%, 下降1.30%, 持平.
pub fn growth_words(rate: Percent) -> String {
    match rate.mantissa().signum() {
        1 => format!("增长{}", number::percent_text(rate)),
        -1 => format!("下降{}", number::percent_text(rate.negated())),
        _ => State::Unchanged.name_zh().to_owned(),
    }
}

/// The pins of several series.
pub fn rates(rows: &[&Comparison]) -> Vec<i64> {
    rows.iter()
        .filter(|row| matches!(row.state, State::Increase | State::Decrease))
        .filter_map(|row| row.rate)
        .map(number::hundredths)
        .collect()
}

/// The change from the first to the last year in words: 2017年以来增加4,681.30万元，增长34.30%.
pub fn change_over_years(
    rows: &[&Comparison],
    years: std::ops::RangeInclusive<i32>,
    mode: number::LabelMode,
) -> Option<String> {
    let phase = rows.iter().map(|row| row.series.phase).max()?;
    let (from, to) = (amount_in(rows, *years.start(), phase)?, amount_in(rows, *years.end(), phase)?);
    let change = to.checked_sub(from)?;
    let amount = number::amount_in_sentence(change.checked_abs()?, mode);
    let rate = entries::ratio(change, from, 2).filter(|_| from > 0 && to >= 0);
    let clause = match (change.signum(), rate) {
        (1, Some(rate)) => format!("增加{amount}，增长{}", number::percent_text(rate)),
        (-1, Some(rate)) => format!("减少{amount}，下降{}", number::percent_text(rate.negated())),
        (1, None) => format!("增加{amount}"),
        (-1, None) => format!("减少{amount}"),
        _ => State::Unchanged.name_zh().to_owned(),
    };
    Some(format!("比{}年{clause}", years.start()))
}
