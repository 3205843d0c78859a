//! 占比变动, as `share_change.sql` defines it.

use crate::measures::catalogue;
use crate::measures::scan::block::Block;
use crate::measures::scan::rows::{Kind, Rows};
use crate::measures::scan::wholes::Wholes;
use crate::measures::scan::{Beside, Scan};

/// 占比变动.
pub const SCAN: Scan = Scan {
    measure: &catalogue::SHARE_CHANGE,
    by_scope: false,
    by_whole: true,
    publication: false,
    columns: &[
        ("series_id", Kind::Integer),
        ("whole_id", Kind::Integer),
        ("fiscal_year", Kind::Year),
        ("amount_fen", Kind::Integer),
        ("whole_fen", Kind::Integer),
        ("base_fen", Kind::Optional),
        ("base_whole_fen", Kind::Optional),
    ],
    run,
};

fn run(block: &Block, _: &Beside, rows: &mut Rows) {
    let wholes = Wholes::of(block);
    for ((key, cells), whole) in block.rows().zip(block.whole_of_keys()) {
        for (year, (cell, fiscal_year)) in cells.iter().zip(block.years()).enumerate() {
            let Some(sum) = wholes.sound(whole, year).filter(|_| cell.figures > 0) else { continue };
            let before = block.before(year).and_then(|before| Some((before, wholes.sound(whole, before)?)));
            // The whole was published and the item was not in it: its share was zero. An empty cell holds zero.
            let base = before.and_then(|(before, _)| cells.get(before)).map(|base| base.amount);
            rows.integer(key.series).integer(key.whole).year(*fiscal_year).integer(cell.amount).integer(sum);
            rows.optional(base).optional(before.map(|(_, sum)| sum));
        }
    }
}
