//! 占比, as `share.sql` defines it.

use crate::measures::catalogue;
use crate::measures::scan::block::Block;
use crate::measures::scan::rows::{Kind, Rows};
use crate::measures::scan::wholes::Wholes;
use crate::measures::scan::{Beside, Scan};

/// 占比.
pub const SCAN: Scan = Scan {
    measure: &catalogue::SHARE,
    by_scope: false,
    by_whole: true,
    publication: false,
    columns: &[
        ("series_id", Kind::Integer),
        ("whole_id", Kind::Integer),
        ("fiscal_year", Kind::Year),
        ("amount_fen", Kind::Integer),
        ("whole_fen", Kind::Integer),
    ],
    run,
};

fn run(block: &Block, _: &Beside, rows: &mut Rows) {
    let wholes = Wholes::of(block);
    for ((key, cells), whole) in block.rows().zip(block.whole_of_keys()) {
        for (year, (cell, fiscal_year)) in cells.iter().zip(block.years()).enumerate() {
            if let Some(sum) = wholes.sound(whole, year).filter(|_| cell.figures > 0) {
                rows.integer(key.series).integer(key.whole).year(*fiscal_year).integer(cell.amount).integer(sum);
            }
        }
    }
}
