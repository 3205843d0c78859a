//! 年均增长, exactly: integer roots of big integers, rounded once.

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

#[cfg(test)]
mod tests {
    use super::*;

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
