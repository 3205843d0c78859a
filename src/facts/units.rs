//! Finds tables whose printed unit makes their total ten thousand times, or one ten-thousandth of, what the same
//! document says elsewhere.
//!
//! The figures stay as the printed unit makes them: which of the two places is wrong only a person can tell. The slip is
//! said in `unread`, at the table that fewer places agree with.

use super::{Extracted, Fact, Unread};
use crate::domain::{Amount, DocumentId, Interval, MoneyUnit, RowLevel};
use crate::tables::Table;

/// 元 read as 万元, or the other way round.
const SLIP: i128 = 10_000;
/// Figures with fewer digits than this agree by chance.
const FEWEST_DIGITS: usize = 4;

/// A place of the document and the largest total that it prints.
struct Place {
    table: Option<u32>,
    amount: Amount,
}

/// Says in `unread` which tables contradict the rest of the document by the factor between 元 and 万元.
pub(super) fn note_unit_slips(document: &DocumentId, tables: &[Table], extracted: &mut Extracted) {
    let mut places: Vec<Place> = tables.iter().filter_map(|table| largest_total(table, &extracted.facts)).collect();
    let said = extracted.statements.iter().filter_map(|statement| statement.amount);
    places.extend(said.filter(has_digits).map(|amount| Place { table: None, amount }));
    for table in tables {
        let Some(own) = places.iter().find(|place| place.table == Some(table.number)) else { continue };
        let others = || places.iter().filter(|place| place.table != own.table);
        let slipped: Vec<&Place> = others().filter(|other| differs_by_slip(own, other)).collect();
        let Some(first) = slipped.first() else { continue };
        let agreeing = others().filter(|other| agree(&own.amount, &other.amount, 1)).count();
        let too_large = own.amount.value > first.amount.value;
        let with_it = agreeing + 1;
        if with_it > slipped.len() || (with_it == slipped.len() && !too_large) {
            continue;
        }
        extracted.unread.push(Unread {
            document: document.clone(),
            locator: crate::domain::Locator { table: Some(table.number), ..table.place },
            text: table.title.clone(),
            reason: reason(own, first, too_large),
        });
    }
}

fn reason(own: &Place, other: &Place, too_large: bool) -> String {
    let elsewhere = other.table.map_or_else(|| "正文".to_owned(), |number| format!("表{number}"));
    let unit = |amount: &Amount| amount.unit.name_zh();
    let (times, suspect) = if too_large {
        ("的1万倍", MoneyUnit::Yuan.name_zh())
    } else {
        ("的1万分之一", MoneyUnit::WanYuan.name_zh())
    };
    format!(
        "这张表的合计（单位{}）正好是{elsewhere}同一数字（单位{}）{times}，金额单位疑为{suspect}；金额仍按所注单位收入，没有换算，请核对原文",
        unit(&own.amount),
        unit(&other.amount),
    )
}

/// The largest total of a table in one unit of money.
fn largest_total(table: &Table, facts: &[Fact]) -> Option<Place> {
    facts
        .iter()
        .filter(|fact| fact.locator.table == Some(table.number))
        .filter(|fact| matches!(fact.coordinates.level, RowLevel::Total | RowLevel::GrandTotal))
        .map(|fact| fact.amount)
        .filter(has_digits)
        .max_by_key(|amount| amount.value)
        .map(|amount| Place { table: Some(table.number), amount })
}

fn has_digits(amount: &Amount) -> bool {
    let digits = amount.value.fen().unsigned_abs().to_string();
    digits.trim_end_matches('0').len() >= FEWEST_DIGITS
}

fn differs_by_slip(own: &Place, other: &Place) -> bool {
    agree(&own.amount, &other.amount, SLIP) || agree(&other.amount, &own.amount, SLIP)
}

/// Whether `large` is `factor` times `small` within what their printed digits leave open.
fn agree(large: &Amount, small: &Amount, factor: i128) -> bool {
    let small = small.interval();
    large.interval().overlaps(Interval { low: small.low * factor, high: small.high * factor })
}
