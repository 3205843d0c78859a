//! 位次, as `rank.sql` defines it.

use crate::measures::catalogue;
use crate::measures::scan::block::Block;
use crate::measures::scan::rows::{Kind, Rows};
use crate::measures::scan::wholes::{Members, Wholes};
use crate::measures::scan::{Beside, Scan};

/// 位次.
pub const SCAN: Scan = Scan {
    measure: &catalogue::RANK,
    by_scope: false,
    by_whole: true,
    publication: false,
    columns: &[
        ("series_id", Kind::Integer),
        ("whole_id", Kind::Integer),
        ("fiscal_year", Kind::Year),
        ("amount_fen", Kind::Integer),
        ("place", Kind::Integer),
        ("places_gained", Kind::Optional),
    ],
    run,
};

fn run(block: &Block, _: &Beside, rows: &mut Rows) {
    let years = block.years().len();
    let (wholes, members) = (Wholes::of(block), Members::of(block));
    let mut places = vec![0_i64; block.keys().len() * years];
    let mut amounts: Vec<(i64, usize)> = Vec::new();
    for whole in 0..block.wholes() {
        for year in (0..years).filter(|year| wholes.sound(whole, *year).is_some()) {
            amounts.clear();
            let printed = members.of_whole(whole).iter().filter_map(|key| {
                let cell = block.cell(*key as usize, year)?;
                Some((cell.amount, *key as usize * years + year))
            });
            amounts.extend(printed);
            amounts.sort_unstable_by_key(|(amount, _)| std::cmp::Reverse(*amount));
            let mut place = (0, i64::MIN);
            for (position, (amount, cell)) in (1..).zip(&amounts) {
                if position == 1 || *amount != place.1 {
                    place = (position, *amount);
                }
                if let Some(found) = places.get_mut(*cell) {
                    *found = place.0;
                }
            }
        }
    }
    for ((key, cells), places) in block.rows().zip(places.chunks_exact(years.max(1))) {
        for (year, (cell, place)) in cells.iter().zip(places).enumerate().filter(|(_, (_, place))| **place > 0) {
            let before = block.before(year).and_then(|before| places.get(before)).filter(|before| **before > 0);
            let fiscal_year = block.years().get(year).copied().unwrap_or_default();
            rows.integer(key.series).integer(key.whole).year(fiscal_year).integer(cell.amount);
            rows.integer(*place).optional(before.map(|before| before - place));
        }
    }
}
