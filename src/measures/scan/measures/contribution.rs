//! 拉动与贡献率, as `contribution.sql` defines it.

use crate::measures::catalogue;
use crate::measures::scan::block::{Block, Cell};
use crate::measures::scan::rows::{Kind, Rows};
use crate::measures::scan::{Beside, Scan};

/// 拉动与贡献率.
pub const SCAN: Scan = Scan {
    measure: &catalogue::CONTRIBUTION,
    by_scope: true,
    by_whole: true,
    publication: true,
    columns: &[
        ("series_id", Kind::Integer),
        ("whole_id", Kind::Integer),
        ("fiscal_year", Kind::Year),
        ("change_fen", Kind::Integer),
        ("whole_change_fen", Kind::Integer),
        ("whole_base_fen", Kind::Integer),
    ],
    run,
};

/// Change and base of a whole in one year.
#[derive(Clone, Copy, Default)]
struct Sum {
    change: i64,
    base: i64,
    disputed: bool,
}

/// The figure of a year and the one before, where both years are published and either has one; an empty cell holds zero.
fn pair<'c>(block: &Block, published: u64, cells: &'c [Cell], year: usize) -> Option<(&'c Cell, &'c Cell)> {
    let before = block.before(year)?;
    let (own, base) = (cells.get(year)?, cells.get(before)?);
    let both = published >> year & published >> before & 1 == 1;
    (both && own.figures + base.figures > 0).then_some((own, base))
}

fn run(block: &Block, beside: &Beside, rows: &mut Rows) {
    let years = block.years().len();
    let mut sums = vec![Sum::default(); block.wholes() * years];
    let published: Vec<u64> = block.keys().iter().map(|key| beside.published(block, key.scope)).collect();
    for (((_, cells), whole), published) in block.rows().zip(block.whole_of_keys()).zip(&published) {
        for year in 1..years {
            let Some((own, base)) = pair(block, *published, cells, year) else { continue };
            if let Some(sum) = sums.get_mut(whole * years + year) {
                sum.change = sum.change.wrapping_add(own.amount.wrapping_sub(base.amount));
                sum.base = sum.base.wrapping_add(base.amount);
                sum.disputed |= own.disputed | base.disputed;
            }
        }
    }
    for (((key, cells), whole), published) in block.rows().zip(block.whole_of_keys()).zip(&published) {
        for year in 1..years {
            let Some((own, base)) = pair(block, *published, cells, year) else { continue };
            let fiscal_year = block.years().get(year).copied().unwrap_or_default();
            if let Some(sum) = sums.get(whole * years + year).filter(|sum| !sum.disputed) {
                rows.integer(key.series).integer(key.whole).year(fiscal_year);
                rows.integer(own.amount.wrapping_sub(base.amount)).integer(sum.change).integer(sum.base);
            }
        }
    }
}
