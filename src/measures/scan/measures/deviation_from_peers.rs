//! 偏离同类, as `deviation_from_peers.sql` defines it.

use crate::measures::catalogue;
use crate::measures::scan::block::Block;
use crate::measures::scan::rows::{Kind, Rows};
use crate::measures::scan::wholes::Members;
use crate::measures::scan::{Beside, Scan};

/// 偏离同类.
pub const SCAN: Scan = Scan {
    measure: &catalogue::DEVIATION_FROM_PEERS,
    by_scope: false,
    by_whole: true,
    publication: false,
    columns: &[
        ("series_id", Kind::Integer),
        ("whole_id", Kind::Integer),
        ("fiscal_year", Kind::Year),
        ("amount_fen", Kind::Integer),
        ("base_fen", Kind::Integer),
        ("ratio", Kind::Integer),
        ("peers", Kind::Integer),
        ("twice_middle", Kind::Integer),
        ("four_mad", Kind::Integer),
    ],
    run,
};

/// A figure with its base, and the ratio of the two in ten-thousandths.
struct Peer {
    series: i64,
    amount: i64,
    base: i64,
    ratio: i64,
}

fn run(block: &Block, _: &Beside, rows: &mut Rows) {
    let members = Members::of(block);
    let (mut peers, mut sorted): (Vec<Peer>, Vec<i64>) = (Vec::new(), Vec::new());
    for whole in 0..block.wholes() {
        for (year, fiscal_year) in block.years().iter().enumerate() {
            let Some(before) = block.before(year) else { continue };
            peers.clear();
            peers.extend(members.of_whole(whole).iter().filter_map(|key| peer(block, *key as usize, year, before)));
            sorted.clear();
            sorted.extend(peers.iter().map(|peer| peer.ratio));
            let twice_middle = twice_median(&mut sorted);
            sorted.clear();
            sorted.extend(peers.iter().map(|peer| (2 * peer.ratio - twice_middle).abs()));
            let four_mad = twice_median(&mut sorted);
            for peer in &peers {
                rows.integer(peer.series).integer(block.whole_id(whole)).year(*fiscal_year);
                rows.integer(peer.amount).integer(peer.base).integer(peer.ratio).integer(peers.len() as i64);
                rows.integer(twice_middle).integer(four_mad);
            }
        }
    }
}

/// The greatest amount that takes part.
const GREATEST: i64 = 9_000_000_000_000_000_000;

fn peer(block: &Block, key: usize, year: usize, before: usize) -> Option<Peer> {
    let (own, base) = (block.cell(key, year)?, block.cell(key, before)?);
    if own.disputed || base.disputed || base.amount <= 0 || own.amount < 0 {
        return None;
    }
    let (amount, base) = (own.amount, base.amount);
    let ratio = (amount.max(base) <= GREATEST).then(|| ratio(amount, base))??;
    Some(Peer { series: block.keys().get(key)?.series, amount, base, ratio })
}

/// Above this, amounts lose their last four digits before they are divided.
const LARGE: i64 = 900_000_000_000_000;

/// amount ÷ base in ten-thousandths, cut off; 100,000 times and more count as 100,000 times. The SQL estimates and corrects; its
/// estimate is wrong by less than the distance of any possible quotient below the limit from the limit.
fn ratio(amount: i64, base: i64) -> Option<i64> {
    let divisor = if amount > LARGE || base > LARGE { 10_000 } else { 1 };
    let (dividend, base) = (amount / divisor * 10_000, base / divisor);
    if base == 0 {
        return None;
    }
    Some((dividend / base).min(MOST))
}

/// 100,000 times, in ten-thousandths.
const MOST: i64 = 1_000_000_000;

/// Twice the median; 0 of nothing.
fn twice_median(values: &mut [i64]) -> i64 {
    if values.is_empty() {
        return 0;
    }
    let half = values.len() / 2;
    let is_even = values.len().is_multiple_of(2);
    let (below, middle, _) = values.select_nth_unstable(half);
    let other = if is_even { below.iter().max().copied() } else { None };
    *middle + other.unwrap_or(*middle)
}
