//! What needs more than 128 bits: the roots of 年均增长 and the squares of 集中度, in big integers.

use crate::domain::Percent;
use num_bigint::BigUint;

/// `(last ÷ first)^(1 ÷ years) − 1` in percent with two decimals, half away from zero. Both amounts in fen and
/// positive; `None` otherwise or for no years.
pub fn compound(first: i64, last: i64, years: u32) -> Option<Percent> {
    if first <= 0 || last <= 0 || years == 0 {
        return None;
    }
    // Twice the wanted precision of 10⁻⁴, so that a half is visible as an odd number.
    let scale = BigUint::from(20_000_u32).pow(years);
    let numerator = BigUint::from(last.unsigned_abs()) * scale;
    let denominator = BigUint::from(first.unsigned_abs());
    let doubled = (&numerator / &denominator).nth_root(years);
    let exact = numerator == doubled.pow(years) * &denominator;
    let doubled = i64::try_from(doubled).ok()?;
    let falls = last < first;
    let rounded = if exact && doubled % 2 == 1 && falls { (doubled - 1) / 2 } else { (doubled + 1) / 2 };
    Some(Percent::new(rounded - 10_000, 2))
}

/// 10,000 × Σ amount² ÷ whole² in hundred-millionths, from the three sums of `concentration.sql` (high × high,
/// high × low, low × low of amounts cut at 10⁷ fen). `None` where a sum is missing or the whole is not positive.
pub fn index_of_squares(limbs: [Option<i64>; 3], whole_fen: i64) -> Option<i128> {
    let [Some(high_high), Some(high_low), Some(low_low)] = limbs else { return None };
    let whole = BigUint::from(u64::try_from(whole_fen).ok().filter(|fen| *fen > 0)?);
    let part = |sum: i64| u64::try_from(sum).ok().map(BigUint::from);
    let base = BigUint::from(10_000_000_u64);
    let squares = part(high_high)? * &base * &base + part(high_low)? * &base * 2_u32 + part(low_low)?;
    let index = squares * BigUint::from(1_000_000_000_000_u64) / (&whole * &whole);
    i128::try_from(index).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_equal_parts_is_ten_thousand_over_their_number() {
        // Four parts of 123 456 789 012 fen: 12 345 × 10⁷ + 6 789 012 each.
        let (high, low) = (12_345_i64, 6_789_012_i64);
        let limbs = [high * high * 4, high * low * 4, low * low * 4].map(Some);
        assert_eq!(index_of_squares(limbs, 4 * 123_456_789_012), Some(2_500 * 100_000_000));
        assert_eq!(index_of_squares([None, Some(1), Some(1)], 1), None);
        assert_eq!(index_of_squares(limbs, 0), None);
    }

    #[test]
    fn growth_is_the_root_rounded_once() {
        assert_eq!(compound(10_000, 12_100, 2).map(|p| p.to_string()), Some("10.00".into()));
        assert_eq!(compound(1_364_907, 1_833_037, 2).map(|p| p.to_string()), Some("15.89".into()));
        assert_eq!(compound(10_000, 9_999, 1).map(|p| p.to_string()), Some("-0.01".into()));
        assert_eq!(compound(20_000, 19_999, 1).map(|p| p.to_string()), Some("-0.01".into()));
        assert_eq!(compound(20_000, 20_001, 1).map(|p| p.to_string()), Some("0.01".into()));
        assert_eq!(compound(0, 5, 1), None);
    }
}
