//! 集中度, as `concentration.sql` defines it.

use crate::measures::catalogue;
use crate::measures::scan::block::Block;
use crate::measures::scan::rows::{Kind, Rows};
use crate::measures::scan::{Beside, Scan};

/// 集中度.
pub const SCAN: Scan = Scan {
    measure: &catalogue::CONCENTRATION,
    by_scope: false,
    by_whole: true,
    publication: false,
    columns: &[
        ("whole_id", Kind::Integer),
        ("fiscal_year", Kind::Year),
        ("high_high", Kind::Integer),
        ("high_low", Kind::Integer),
        ("low_low", Kind::Integer),
        ("parts", Kind::Integer),
        ("largest_fen", Kind::Integer),
        ("whole_fen", Kind::Integer),
    ],
    run,
};

/// What is added up over the parts of a whole that are not zero.
#[derive(Clone, Copy, Default)]
struct Sum {
    high_high: i64,
    high_low: i64,
    low_low: i64,
    parts: i64,
    largest: i64,
    whole: i64,
    unsound: bool,
}

/// The greatest whole whose sums stay within 64 bits.
const GREATEST: i64 = 30_000_000_000_000_000;

fn run(block: &Block, _: &Beside, rows: &mut Rows) {
    let years = block.years().len();
    let mut sums = vec![Sum::default(); block.wholes() * years];
    for ((_, cells), whole) in block.rows().zip(block.whole_of_keys()) {
        for (year, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.figures > 0 && cell.amount != 0) {
            let Some(sum) = sums.get_mut(whole * years + year) else { continue };
            let (high, low) = (cell.amount / 10_000_000, cell.amount % 10_000_000);
            sum.high_high = sum.high_high.wrapping_add(high.wrapping_mul(high));
            sum.high_low = sum.high_low.wrapping_add(high.wrapping_mul(low));
            sum.low_low = sum.low_low.wrapping_add(low * low);
            sum.parts += 1;
            sum.largest = sum.largest.max(cell.amount);
            sum.whole = sum.whole.wrapping_add(cell.amount);
            sum.unsound |= cell.disputed || cell.amount < 0;
        }
    }
    for (position, sum) in sums.iter().enumerate() {
        if sum.parts == 0 || sum.unsound || sum.whole > GREATEST {
            continue;
        }
        rows.integer(block.whole_id(position / years));
        rows.year(block.years().get(position % years).copied().unwrap_or_default());
        rows.integer(sum.high_high).integer(sum.high_low).integer(sum.low_low);
        rows.integer(sum.parts).integer(sum.largest).integer(sum.whole);
    }
}
