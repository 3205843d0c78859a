//! 定基比 and 年均增长, as `index_fixed_base.sql` and `growth_compound.sql` define them.

use crate::measures::catalogue;
use crate::measures::scan::block::{Block, Cell};
use crate::measures::scan::rows::{Kind, Rows};
use crate::measures::scan::{Beside, Scan};

/// 定基比.
pub const INDEX_FIXED_BASE: Scan = Scan {
    measure: &catalogue::INDEX_FIXED_BASE,
    by_scope: false,
    by_whole: false,
    publication: false,
    columns: &[
        ("series_id", Kind::Integer),
        ("fiscal_year", Kind::Year),
        ("amount_fen", Kind::Integer),
        ("first_year", Kind::Year),
        ("first_fen", Kind::Integer),
    ],
    run: run_index,
};

/// 年均增长.
pub const GROWTH_COMPOUND: Scan = Scan {
    measure: &catalogue::GROWTH_COMPOUND,
    by_scope: false,
    by_whole: false,
    publication: false,
    columns: &[
        ("series_id", Kind::Integer),
        ("fiscal_year", Kind::Year),
        ("amount_fen", Kind::Integer),
        ("first_year", Kind::Year),
        ("first_fen", Kind::Integer),
        ("years", Kind::Integer),
    ],
    run: run_growth,
};

/// Years in which the documents agree, with the amount.
fn agreed<'b>(block: &'b Block, cells: &'b [Cell]) -> impl Iterator<Item = (i32, i64)> + 'b {
    let printed = block.years().iter().zip(cells).filter(|(_, cell)| cell.figures > 0 && !cell.disputed);
    printed.map(|(year, cell)| (*year, cell.amount))
}

fn run_index(block: &Block, _: &Beside, rows: &mut Rows) {
    for (key, cells) in block.rows() {
        let Some((first_year, first)) = agreed(block, cells).next().filter(|(_, first)| *first > 0) else { continue };
        for (year, amount) in agreed(block, cells) {
            rows.integer(key.series).year(year).integer(amount).year(first_year).integer(first);
        }
    }
}

fn run_growth(block: &Block, _: &Beside, rows: &mut Rows) {
    for (key, cells) in block.rows() {
        let Some((first_year, first)) = agreed(block, cells).next().filter(|(_, first)| *first > 0) else { continue };
        // As long as no year is missing, the position of a year is its distance from the first.
        let unbroken = (first_year..).zip(agreed(block, cells)).skip(1);
        for (_, (year, amount)) in unbroken.filter(|(expected, (year, amount))| expected == year && *amount > 0) {
            rows.integer(key.series).year(year).integer(amount);
            rows.year(first_year).integer(first).integer(i64::from(year - first_year));
        }
    }
}
