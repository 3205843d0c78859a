//! Ties out printed figures by intervals: could any true amounts print so?

use crate::domain::{Amount, Interval, Money, Percent};
use crate::findings::Outcome;

/// How a printed figure compares with the one computed from other printed figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Ties, ties within rounding, or breaks.
    pub outcome: Outcome,
    /// Printed less computed.
    pub difference: Money,
    /// The computed figure.
    pub computed: Money,
}

/// All true amounts that print as this one. A figure printed to the fen is exact, because there is nothing finer than
/// a fen; any other is its value ± half its last digit.
pub fn range(amount: &Amount) -> Interval {
    let finest = 10_i64.checked_pow(amount.decimals).is_none_or(|scale| scale >= amount.unit.fen());
    if finest { Interval::exact(amount.value) } else { amount.interval() }
}

/// The range of the sum of all amounts.
pub fn range_of_sum<'a>(parts: impl IntoIterator<Item = &'a Amount>) -> Interval {
    parts.into_iter().fold(Interval { low: 0, high: 0 }, |sum, part| sum.plus(range(part)))
}

/// Compares a printed total with the sum of its printed parts.
///
/// It ties exactly when the printed values add up, within rounding when some true amounts add up, and breaks otherwise:
/// for n parts of two decimals in 万元 that is |difference| ≤ (n + 1) × 0.005.
/// Sums that leave `i64`, which no disclosure reaches, count as breaks with the largest difference.
pub fn tie_out<'a>(total: &Amount, parts: impl IntoIterator<Item = &'a Amount> + Clone) -> Tie {
    let computed = Money::checked_sum(parts.clone().into_iter().map(|part| part.value));
    let difference = computed.and_then(|computed| total.value.checked_sub(computed));
    let (Some(computed), Some(difference)) = (computed, difference) else {
        return Tie {
            outcome: Outcome::Breaks,
            difference: Money::from_fen(i64::MAX),
            computed: computed.unwrap_or_default(),
        };
    };
    let outcome = if difference == Money::ZERO {
        Outcome::Ties
    } else if range(total).overlaps(range_of_sum(parts)) {
        Outcome::TiesWithinRounding
    } else {
        Outcome::Breaks
    };
    Tie { outcome, difference, computed }
}

/// The closed range of true percentages that print as this one, as fractions `low / scale ..= high / scale` percent.
fn percent_range(printed: Percent) -> (i128, i128, i128) {
    let scale = 2 * 10_i128.pow(printed.decimals().min(Percent::MOST_DECIMALS));
    let middle = 2 * i128::from(printed.mantissa());
    (middle - 1, middle + 1, scale)
}

/// Whether `numerator ÷ denominator` can print as `printed` percent for some true amounts of the two ranges (half fen).
/// `None` where the denominator may be zero or negative: then no rate can be computed.
///
/// The rate printed of 41.02 ÷ 1092.22 can only be 3.76; 3.75 is impossible whatever the fen are (checks.md, 36).
pub fn ratio_prints_as(numerator: Interval, denominator: Interval, printed: Percent) -> Option<bool> {
    if denominator.low <= 0 {
        return None;
    }
    let (low, high, scale) = percent_range(printed);
    // The ratio is smallest with the smallest numerator over the denominator that makes it smaller.
    let over = |value: i128, smallest: bool| {
        let larger = if (value >= 0) == smallest { denominator.high } else { denominator.low };
        (value.saturating_mul(100).saturating_mul(scale), larger)
    };
    let (bottom, bottom_over) = over(numerator.low, true);
    let (top, top_over) = over(numerator.high, false);
    let not_above = bottom <= high.saturating_mul(bottom_over);
    let not_below = top >= low.saturating_mul(top_over);
    Some(not_above && not_below)
}

/// How a printed percentage compares with `numerator ÷ denominator`: exact where the printed values give it, within
/// rounding where some true amounts do. `None` where no rate can be computed.
pub fn tie_out_ratio(numerator: &Ranged, denominator: &Ranged, printed: Percent) -> Option<Outcome> {
    let possible = ratio_prints_as(numerator.range, denominator.range, printed)?;
    let nominal = Percent::of_ratio(numerator.nominal, denominator.nominal, printed.decimals());
    Some(if nominal == Some(printed) {
        Outcome::Ties
    } else if possible {
        Outcome::TiesWithinRounding
    } else {
        Outcome::Breaks
    })
}

/// An amount computed from printed figures: its nominal value (in half fen) and the range of true values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranged {
    /// What the printed values give, in half fen.
    pub nominal: i128,
    /// What true amounts can give, in half fen.
    pub range: Interval,
}

impl Default for Ranged {
    fn default() -> Self {
        Ranged { nominal: 0, range: Interval { low: 0, high: 0 } }
    }
}

impl Ranged {
    /// A printed amount.
    pub fn of(amount: &Amount) -> Self {
        Ranged { nominal: 2 * i128::from(amount.value.fen()), range: range(amount) }
    }

    /// The sum of two independent amounts.
    pub fn plus(self, other: Ranged) -> Self {
        Ranged { nominal: self.nominal + other.nominal, range: self.range.plus(other.range) }
    }

    /// The difference of two independent amounts.
    pub fn minus(self, other: Ranged) -> Self {
        let negated = Interval { low: -other.range.high, high: -other.range.low };
        Ranged { nominal: self.nominal - other.nominal, range: self.range.plus(negated) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MoneyUnit;
    use proptest::prelude::*;

    fn wan(text: &str) -> Amount {
        Amount::parse(text, MoneyUnit::WanYuan).unwrap().unwrap()
    }

    fn outcome(total: &str, parts: &[&str]) -> Outcome {
        let parts: Vec<Amount> = parts.iter().map(|part| wan(part)).collect();
        tie_out(&wan(total), &parts).outcome
    }

    #[test]
    fn a_sum_breaks_one_step_beyond_what_rounding_can_do() {
        assert_eq!(outcome("1092.22", &["992.16", "41.02", "25.86", "33.18"]), Outcome::Ties);
        assert_eq!(outcome("10.02", &["3.33", "3.33", "3.34"]), Outcome::TiesWithinRounding);
        assert_eq!(outcome("10.03", &["3.33", "3.33", "3.34"]), Outcome::Breaks);
        assert_eq!(outcome("0.02", &["0.01"]), Outcome::TiesWithinRounding);
        assert_eq!(outcome("0.03", &["0.01"]), Outcome::Breaks);
    }

    #[test]
    fn figures_printed_to_the_fen_leave_no_room_for_rounding() {
        let yuan = |text: &str| Amount::parse(text, MoneyUnit::Yuan).unwrap().unwrap();
        assert_eq!(tie_out(&yuan("3.01"), &[yuan("1.00"), yuan("2.00")]).outcome, Outcome::Breaks);
        assert_eq!(tie_out(&yuan("4"), &[yuan("1"), yuan("2")]).outcome, Outcome::TiesWithinRounding);
    }

    #[test]
    fn yuan_beside_wan_are_compared_by_the_coarser_print() {
        let yuan = Amount::parse("10922156.30", MoneyUnit::Yuan).unwrap().unwrap();
        assert_eq!(tie_out(&wan("1092.22"), [&yuan]).outcome, Outcome::TiesWithinRounding);
        let other = Amount::parse("10922100.00", MoneyUnit::Yuan).unwrap().unwrap();
        assert_eq!(tie_out(&wan("1092.22"), [&other]).outcome, Outcome::Breaks);
    }

    #[test]
    fn henan_rates_and_shares_are_proved_or_refuted() {
        let percent = |text: &str| Percent::parse(text).unwrap();
        let change = Ranged::of(&wan("36.15"));
        let base = Ranged::of(&wan("1092.22")).minus(change);
        for (printed, outcome) in
            [("3.42", Outcome::Ties), ("3.43", Outcome::Breaks), ("3.41", Outcome::Breaks), ("3.4", Outcome::Ties)]
        {
            assert_eq!(tie_out_ratio(&change, &base, percent(printed)), Some(outcome), "{printed}");
        }
        let share = |part: &str, printed: &str| {
            tie_out_ratio(&Ranged::of(&wan(part)), &Ranged::of(&wan("1092.22")), percent(printed))
        };
        assert_eq!(share("41.02", "3.75"), Some(Outcome::Breaks));
        assert_eq!(share("41.02", "3.76"), Some(Outcome::Ties));
        assert_eq!(share("992.16", "90.84"), Some(Outcome::Ties));
        assert_eq!(tie_out_ratio(&change, &Ranged::of(&wan("0.00")), percent("100")), None);
    }

    proptest! {
        #[test]
        fn rounding_alone_never_breaks_a_sum(parts in proptest::collection::vec(-1_000_000_000_i64..1_000_000_000, 1..30)) {
            let rounded = |fen: i64| Amount::parse(&Money::from_fen(fen).in_unit(MoneyUnit::WanYuan, 2), MoneyUnit::WanYuan).unwrap().unwrap();
            let total = rounded(parts.iter().sum());
            let parts: Vec<Amount> = parts.into_iter().map(rounded).collect();
            prop_assert_ne!(tie_out(&total, &parts).outcome, Outcome::Breaks);
        }

        #[test]
        fn rounding_alone_never_breaks_a_rate(part in 0_i64..1_000_000_000, whole in 1_000_000_i64..1_000_000_000, decimals in 0_u32..4) {
            let rounded = |fen: i64| Amount::parse(&Money::from_fen(fen).in_unit(MoneyUnit::WanYuan, 2), MoneyUnit::WanYuan).unwrap().unwrap();
            let printed = Percent::of_ratio(i128::from(part), i128::from(whole), decimals).unwrap();
            let outcome = tie_out_ratio(&Ranged::of(&rounded(part)), &Ranged::of(&rounded(whole)), printed);
            prop_assert_ne!(outcome, Some(Outcome::Breaks));
        }
    }
}
