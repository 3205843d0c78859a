//! 同比, as `change_yoy.sql` defines it.

use crate::measures::catalogue;
use crate::measures::scan::block::{Block, Cell, Key};
use crate::measures::scan::rows::{Kind, Rows};
use crate::measures::scan::{Beside, Scan};

/// 同比.
pub const SCAN: Scan = Scan {
    measure: &catalogue::CHANGE_YOY,
    by_scope: true,
    by_whole: false,
    publication: true,
    columns: &[
        ("series_id", Kind::Integer),
        ("scope_id", Kind::Integer),
        ("fiscal_year", Kind::Year),
        ("amount_fen", Kind::Optional),
        ("figures", Kind::Optional),
        ("fact_id", Kind::Optional),
        ("base_fen", Kind::Optional),
        ("base_figures", Kind::Optional),
        ("base_source", Kind::Word(SOURCES)),
        ("change_fen", Kind::Optional),
        ("state", Kind::Word(STATES)),
    ],
    run,
};

const SOURCES: &[&str] = &["published", "derived", "absent"];
const STATES: &[&str] = &["not_comparable", "unchanged", "discontinued", "missing_year", "new", "increase", "decrease"];

fn run(block: &Block, beside: &Beside, rows: &mut Rows) {
    for (key, cells) in block.rows() {
        let published = beside.published(block, key.scope);
        for (year, cell) in cells.iter().enumerate() {
            let before = block.before(year);
            let base = before.and_then(|before| cells.get(before)).filter(|base| base.figures > 0);
            let own = Some(cell).filter(|cell| cell.figures > 0);
            if (own.is_none() && base.is_none()) || published >> year & 1 == 0 {
                continue;
            }
            let published_before = before.is_some_and(|before| published >> before & 1 == 1);
            let fiscal_year = block.years().get(year).copied().unwrap_or_default();
            row(Pair { key: *key, fiscal_year, own, base, published_before }, beside, rows);
        }
    }
}

/// A figure and the one of the year before.
struct Pair<'b> {
    key: Key,
    fiscal_year: i32,
    own: Option<&'b Cell>,
    base: Option<&'b Cell>,
    published_before: bool,
}

fn row(pair: Pair, beside: &Beside, rows: &mut Rows) {
    let Pair { key, fiscal_year, own, base, published_before } = pair;
    let amount = own.map(|own| own.amount);
    let told = if base.is_none() && !published_before { beside.told_change(key.series, fiscal_year) } else { None };
    let (base_fen, source) = match (base, amount, told) {
        (Some(base), ..) => (Some(base.amount), 0),
        (None, Some(amount), Some(told)) => (Some(amount.wrapping_sub(told)), 1),
        _ => (None, 2),
    };
    let disputed = own.is_some_and(|own| own.disputed) || base.is_some_and(|base| base.disputed);
    let (change, state) = if disputed { (None, 0) } else { state_of(amount, base_fen, published_before) };
    rows.integer(key.series).integer(key.scope).year(fiscal_year);
    rows.optional(amount).optional(own.map(|own| own.figures.into())).optional(own.map(|own| own.fact));
    rows.optional(base_fen).optional(base.map(|base| base.figures.into())).word(source);
    rows.optional(change).word(state);
}

/// The change in fen, and the position of the state in [`STATES`].
fn state_of(amount: Option<i64>, base: Option<i64>, published_before: bool) -> (Option<i64>, usize) {
    match (amount, base) {
        (None, Some(0)) => (Some(0), 1),
        (None, base) => (base.map(|base| 0_i64.wrapping_sub(base)), 2),
        (Some(_), None) if !published_before => (None, 3),
        (Some(0), None) => (Some(0), 1),
        (Some(amount), None) => (Some(amount), 4),
        (Some(amount), Some(base)) => {
            let state = match amount {
                _ if amount == base => 1,
                _ if base <= 0 || amount < 0 => 0,
                _ if amount > base => 5,
                _ => 6,
            };
            (Some(amount.wrapping_sub(base)), state)
        }
    }
}
