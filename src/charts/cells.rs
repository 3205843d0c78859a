//! Cells that several charts share: bars, variances, pins and words for the states that are not drawn.

use super::entries::Entry;
use super::number::{self, AmountFormat, LabelMode};
use super::options::ChartOptions;
use super::spec::{Cell, Column, ColumnKind, Emphasis, Extent, Pin, Row, Scenario, Variance};
use crate::domain::MoneyUnit;
use crate::measures::State;

/// Formats of the columns of one chart.
#[derive(Clone, Copy, Debug)]
pub struct Formats {
    /// Unit of all amounts.
    pub unit: MoneyUnit,
    /// Amounts of both years.
    pub amount: AmountFormat,
    /// 增减额.
    pub change: AmountFormat,
    /// Digits of rates.
    pub mode: LabelMode,
    /// Where pins are cut off, in hundredths of a percent.
    pub pin_limit: i64,
}

impl Formats {
    /// The formats that fit the rows.
    pub fn of(entries: &[Entry], options: &ChartOptions) -> Formats {
        let amounts: Vec<i64> = entries.iter().flat_map(|entry| [entry.amount, entry.base]).flatten().collect();
        let changes: Vec<i64> = entries.iter().filter_map(|entry| entry.change).collect();
        let unit = options.unit.unwrap_or_else(|| match options.labels {
            LabelMode::Audit => MoneyUnit::WanYuan,
            LabelMode::Briefing => number::fitting_unit(amounts.iter().copied()),
        });
        let format = |amounts: &[i64]| AmountFormat::for_column(amounts.iter().copied(), unit, options.labels);
        let rates = entries.iter().filter_map(|entry| entry.rate).map(number::hundredths);
        Formats {
            unit,
            amount: format(&amounts),
            change: format(&changes),
            mode: options.labels,
            pin_limit: pin_limit(rates),
        }
    }

    /// Where the pins of the rows reach.
    pub fn pin_extent(&self, entries: &[Entry]) -> Extent {
        let rates = entries.iter().filter_map(|entry| entry.rate).map(number::hundredths);
        Extent::of(rates.map(|rate| rate.clamp(-self.pin_limit, self.pin_limit)))
    }
}

/// The longest pin that does not squash the others: pins beyond twenty times the median are cut off a little beyond the
/// longest that remains.
pub fn pin_limit(rates: impl Iterator<Item = i64>) -> i64 {
    let mut lengths: Vec<u64> = rates.map(i64::unsigned_abs).filter(|length| *length > 0).collect();
    lengths.sort_unstable();
    let Some(median) = lengths.get(lengths.len().saturating_sub(1) / 2) else { return 0 };
    let cutoff = median.saturating_mul(20);
    let longest = lengths.iter().rev().find(|length| **length <= cutoff).copied().unwrap_or(0);
    let limit = if lengths.last().is_some_and(|last| *last > cutoff) { longest / 4 * 5 + longest % 4 } else { longest };
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// What the triangle of a cut-off pin means, where there is one.
pub fn remark_on_clipped<'a>(pins: impl IntoIterator<Item = &'a Pin>) -> Option<String> {
    let clipped = pins.into_iter().any(|pin| pin.clipped);
    clipped.then(|| "带三角的针超出轴长，增减率照写".to_owned())
}

/// The pins in the cells of the rows.
pub fn pins_of(rows: &[Row]) -> impl Iterator<Item = &Pin> {
    rows.iter().flat_map(|row| &row.cells).filter_map(|cell| match cell {
        Cell::Pin(pin) => Some(pin),
        _ => None,
    })
}

/// The name of a row.
pub fn name(entry: &Entry) -> Cell {
    Cell::Name(entry.label.clone())
}

/// The amount of the year.
pub fn amount(entry: &Entry, formats: &Formats) -> Cell {
    entry.amount.map_or(Cell::Number("–".to_owned()), |fen| Cell::Number(formats.amount.plain(fen)))
}

/// The amount of the year before; 缺年 is written.
pub fn base(entry: &Entry, formats: &Formats) -> Cell {
    match (entry.base, entry.state) {
        (_, State::MissingYear) => Cell::Word(State::MissingYear.name_zh().to_owned()),
        (Some(fen), _) => Cell::Number(formats.amount.plain(fen)),
        (None, _) => Cell::Number("–".to_owned()),
    }
}

/// 增减额 as a bar; where there is none, nothing is drawn.
pub fn variance(entry: &Entry, formats: &Formats) -> Cell {
    entry.change.map_or(Cell::Blank, |value| {
        Cell::Variance(Variance { value, judgement: entry.judgement(), label: formats.change.signed(value) })
    })
}

/// 增减额 as a bar for items; only as a number for what is a sum of items, whose bar would squash theirs.
pub fn variance_unless_sum(entry: &Entry, formats: &Formats) -> Cell {
    if entry.emphasis == Emphasis::Item { variance(entry, formats) } else { variance_in_words(entry, formats) }
}

/// 增减额 as a number without a bar.
pub fn variance_in_words(entry: &Entry, formats: &Formats) -> Cell {
    entry.change.map_or(Cell::Blank, |value| Cell::Signed(formats.change.signed(value)))
}

/// 增减率 as a pin; a state without a rate is written.
pub fn rate(entry: &Entry, formats: &Formats) -> Cell {
    match (entry.state, entry.rate, entry.printed_rate(formats.mode)) {
        (State::Unchanged, ..) => Cell::Word(State::Unchanged.name_zh().to_owned()),
        (State::Increase | State::Decrease, Some(rate), Some(printed)) => {
            let exact = number::hundredths(rate);
            let value = exact.clamp(-formats.pin_limit, formats.pin_limit);
            Cell::Pin(Pin {
                value,
                clipped: value != exact,
                judgement: entry.judgement(),
                label: number::signed_percent(printed),
            })
        }
        (state, ..) => Cell::Word(state.name_zh().to_owned()),
    }
}

/// A column.
pub fn column(head: impl Into<String>, holds: ColumnKind) -> Column {
    Column { head: head.into(), swatch: None, holds }
}

/// A column whose head shows the fill of a scenario.
pub fn scenario_column(head: impl Into<String>, scenario: Scenario, holds: ColumnKind) -> Column {
    Column { head: head.into(), swatch: Some(scenario), holds }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_giant_rate_is_cut_off_and_the_rest_keeps_its_scale() {
        assert_eq!(pin_limit([300, -420, 510, 99_900].into_iter()), 637);
        assert_eq!(pin_limit([300, -420, 510].into_iter()), 510);
        assert_eq!(pin_limit([342].into_iter()), 342);
        assert_eq!(pin_limit(std::iter::empty()), 0);
        assert_eq!(pin_limit([i64::MIN, 1].into_iter()), 1);
    }
}
