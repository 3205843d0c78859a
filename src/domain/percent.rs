//! Percentages as printed and ratios computed from integers, rounded once, 四舍五入 (half away from zero).

use std::fmt;

/// A percentage (or a number of percentage points) with the digits it is printed with: 3.42 is `342` at two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Percent {
    mantissa: i64,
    decimals: u32,
}

impl Percent {
    /// The most decimals a printed percentage may have.
    pub const MOST_DECIMALS: u32 = 8;

    /// A percentage of `mantissa` × 10^−`decimals` percent.
    pub const fn new(mantissa: i64, decimals: u32) -> Self {
        Percent { mantissa, decimals }
    }

    /// All digits as an integer: 342 for 3.42.
    pub const fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// Digits after the point.
    pub const fn decimals(self) -> u32 {
        self.decimals
    }

    /// The same with the opposite sign.
    pub const fn negated(self) -> Self {
        Percent { mantissa: -self.mantissa, decimals: self.decimals }
    }

    /// Reads `3.42`, `-0.6`, `100`; no percent sign. `None` for anything else or for more than eight decimals.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let decimals = u32::try_from(fraction.len()).ok()?;
        if decimals > Self::MOST_DECIMALS || (digits.contains('.') && decimals == 0) {
            return None;
        }
        let mantissa: i64 = format!("{whole}{fraction}").parse().ok()?;
        Some(Percent { mantissa: if negative { -mantissa } else { mantissa }, decimals })
    }

    /// `numerator ÷ denominator` as a percentage with `decimals` digits, rounded once, half away from zero.
    /// `None` when the denominator is zero or the result leaves `i64`.
    pub fn of_ratio(numerator: i128, denominator: i128, decimals: u32) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let scaled = numerator.checked_mul(100)?.checked_mul(10_i128.checked_pow(decimals)?)?;
        Some(Percent { mantissa: i64::try_from(round_quotient(scaled, denominator)).ok()?, decimals })
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&decimal_text(i128::from(self.mantissa), self.decimals))
    }
}

/// `numerator ÷ denominator` to the nearest integer, ties away from zero (四舍五入). The denominator must not be zero.
pub fn round_quotient(numerator: i128, denominator: i128) -> i128 {
    let quotient = numerator / denominator;
    let remainder = (numerator % denominator).unsigned_abs();
    if remainder >= denominator.unsigned_abs() - remainder {
        quotient + if (numerator < 0) == (denominator < 0) { 1 } else { -1 }
    } else {
        quotient
    }
}

/// Writes `value × 10^−decimals` with exactly `decimals` digits after the point.
pub fn decimal_text(value: i128, decimals: u32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let digits = value.unsigned_abs().to_string();
    let decimals = decimals as usize;
    if decimals == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = padded.split_at(padded.len() - decimals);
    format!("{sign}{whole}.{fraction}")
}

/// Divides `total` among `parts` in proportion, at `decimals` digits, so that the rounded parts sum exactly to the
/// rounded total (largest remainder, ties to the earlier part). Used for 拉动 and 贡献率, whose parts must add to
/// their headline; never for shares, which are rounded one by one.
///
/// Each part's exact value is `parts[i] × 100 ÷ denominator`. `None` when the denominator is zero.
pub fn allocate(parts: &[i128], denominator: i128, decimals: u32) -> Option<Vec<Percent>> {
    allocate_within(parts, denominator, Percent::of_ratio(parts.iter().sum(), denominator, decimals)?)
}

/// [`allocate`], so that the parts sum exactly to a headline that has been printed already: where a part of a whole is
/// itself taken apart, its parts add to what it was allocated.
pub fn allocate_within(parts: &[i128], denominator: i128, headline: Percent) -> Option<Vec<Percent>> {
    let decimals = headline.decimals;
    let factor = 100_i128.checked_mul(10_i128.checked_pow(decimals)?)?;
    let (sign, magnitude) = (denominator.signum(), denominator.checked_abs().filter(|size| *size > 0)?);
    let mut floors = Vec::with_capacity(parts.len());
    for part in parts {
        let scaled = part.checked_mul(factor)?.checked_mul(sign)?;
        floors.push((scaled.div_euclid(magnitude), scaled.rem_euclid(magnitude)));
    }
    let short = i128::from(headline.mantissa) - floors.iter().map(|(floor, _)| floor).sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&left, &right| floors[right].1.cmp(&floors[left].1));
    let mut mantissas: Vec<i128> = floors.iter().map(|(floor, _)| *floor).collect();
    let count = i128::try_from(parts.len()).ok().filter(|count| *count > 0)?;
    for (place, &index) in order.iter().enumerate() {
        // Once round for everyone, then one more for the largest remainders.
        let extra = i128::try_from(place).ok()? < short.rem_euclid(count);
        mantissas[index] += short.div_euclid(count) + i128::from(extra);
    }
    mantissas.into_iter().map(|value| Some(Percent { mantissa: i64::try_from(value).ok()?, decimals })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_henan_rates_print_as_published() {
        assert_eq!(Percent::of_ratio(3615, 105_607, 2).map(|p| p.to_string()), Some("3.42".into()));
        assert_eq!(Percent::of_ratio(4102, 109_222, 2).map(|p| p.to_string()), Some("3.76".into()));
        assert_eq!(Percent::of_ratio(1, 0, 2), None);
    }

    #[test]
    fn printed_digits_are_kept() {
        assert_eq!(Percent::parse("10.10"), Some(Percent::new(1010, 2)));
        assert_eq!(Percent::parse("-0.083").map(|p| p.to_string()), Some("-0.083".into()));
        assert_eq!(Percent::parse("3."), None);
        assert_eq!(Percent::parse("1e3"), None);
    }

    #[test]
    fn allocated_parts_add_to_their_headline() {
        let parts = allocate(&[1, 1, 1], 3, 2).unwrap();
        assert_eq!(parts.iter().map(|p| p.mantissa()).collect::<Vec<_>>(), [3334, 3333, 3333]);
        let signed = allocate(&[-5, 7, 0], -7, 2).unwrap();
        assert_eq!(signed.iter().map(|p| p.mantissa()).sum::<i64>(), -2857);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn ten_thousand_exact_ties_round_away_from_zero(half in -1_000_000_000_i64..1_000_000_000, denominator in 1_i64..1_000_000) {
            let tie = (2 * i128::from(half) + 1) * i128::from(denominator);
            let rounded = round_quotient(tie, 2 * i128::from(denominator));
            let expected = if half >= 0 { i128::from(half) + 1 } else { i128::from(half) };
            prop_assert_eq!(rounded, expected);
        }

        #[test]
        fn any_allocation_adds_to_its_headline(parts in proptest::collection::vec(-1_000_000_000_000_i64..1_000_000_000_000, 1..40), denominator in 1_i64..1_000_000_000_000) {
            let parts: Vec<i128> = parts.into_iter().map(i128::from).collect();
            let headline = Percent::of_ratio(parts.iter().sum(), i128::from(denominator), 2);
            let allocated = allocate(&parts, i128::from(denominator), 2);
            if let (Some(headline), Some(allocated)) = (headline, allocated) {
                prop_assert_eq!(allocated.iter().map(|p| i128::from(p.mantissa())).sum::<i128>(), i128::from(headline.mantissa()));
            }
        }
    }
}
