//! Numbers as Chinese readers print them: − for minus, + on variances only, thousands separators, a unit that fits.
//!
//! Every label is made from integers; no float touches an amount.

use crate::domain::{Money, MoneyUnit, Percent, percent};

/// U+2212, the minus sign that stands in every label.
pub const MINUS: char = '\u{2212}';

/// How many digits a label has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LabelMode {
    /// At most four digits, in a unit chosen to fit.
    #[default]
    Briefing,
    /// Every printed decimal.
    Audit,
}

/// Unit and decimals of one column of amounts; all labels of the column share them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountFormat {
    /// The unit.
    pub unit: MoneyUnit,
    /// Digits after the point.
    pub decimals: u32,
}

/// The unit in which the largest of `amounts` has at most four digits before the point.
pub fn fitting_unit(amounts: impl IntoIterator<Item = i64>) -> MoneyUnit {
    let largest = largest_magnitude(amounts);
    let four_digits = |unit: MoneyUnit| 10_000 * unit.fen().unsigned_abs();
    if largest >= four_digits(MoneyUnit::WanYuan) {
        MoneyUnit::YiYuan
    } else if largest >= four_digits(MoneyUnit::Yuan) || largest == 0 {
        MoneyUnit::WanYuan
    } else {
        MoneyUnit::Yuan
    }
}

fn largest_magnitude(amounts: impl IntoIterator<Item = i64>) -> u64 {
    amounts.into_iter().map(i64::unsigned_abs).max().unwrap_or(0)
}

impl AmountFormat {
    /// The format for a column of `amounts` in `unit`.
    pub fn for_column(amounts: impl IntoIterator<Item = i64> + Clone, unit: MoneyUnit, mode: LabelMode) -> Self {
        let exact = amounts.clone().into_iter().map(|fen| exact_decimals(fen, unit)).max().unwrap_or(0);
        let decimals = match mode {
            LabelMode::Audit => exact.max(2),
            LabelMode::Briefing => {
                let whole = largest_magnitude(amounts) / unit.fen().unsigned_abs();
                let digits = whole.checked_ilog10().map_or(0, |log| log + 1);
                4_u32.saturating_sub(digits).min(if unit == MoneyUnit::YiYuan { 4 } else { 2 }).min(exact)
            }
        };
        AmountFormat { unit, decimals }
    }

    /// An amount: `1,092.22`, `−3.00`.
    pub fn plain(self, fen: i64) -> String {
        grouped(&Money::from_fen(fen).in_unit(self.unit, self.decimals))
    }

    /// A variance: `+36.15`, `−3.00`, `0.00`.
    pub fn signed(self, fen: i64) -> String {
        let text = self.plain(fen);
        match fen.signum() {
            1 => format!("+{text}"),
            -1 if !text.starts_with(MINUS) => format!("{MINUS}{text}"),
            _ => text,
        }
    }
}

/// Decimals that all of `amounts` need to be exact in `unit`.
pub fn exact_decimals_of(amounts: &[i64], unit: MoneyUnit) -> u32 {
    amounts.iter().map(|fen| exact_decimals(*fen, unit)).max().unwrap_or(0)
}

/// The largest of 1, 2, 5 × 10ⁿ fen that is not above `amount`.
pub fn round_amount_below(amount: u64) -> u64 {
    let power = 10_u64.pow(amount.max(1).ilog10());
    [5, 2, 1].into_iter().map(|factor| power.saturating_mul(factor)).find(|round| *round <= amount.max(1)).unwrap_or(1)
}

/// Decimals that an amount needs in `unit` to be exact.
fn exact_decimals(fen: i64, unit: MoneyUnit) -> u32 {
    Money::from_fen(fen).exactly_in_unit(unit, 0).split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32)
}

/// An amount for a sentence, with its unit: `1,092.22万元`, with two decimals as disclosures print it. From 1亿元 on a
/// briefing says 亿元, as its labels do; an audit keeps 万元.
pub fn amount_in_sentence(fen: i64, mode: LabelMode) -> String {
    let unit = match (fen.unsigned_abs(), mode) {
        (10_000_000_000.., LabelMode::Briefing) => MoneyUnit::YiYuan,
        (0 | 10_000.., _) => MoneyUnit::WanYuan,
        _ => MoneyUnit::Yuan,
    };
    format!("{}{}", grouped(&Money::from_fen(fen).in_unit(unit, 2)), unit.name_zh())
}

/// A percentage without a plus: `45.19%`.
pub fn percent_text(value: Percent) -> String {
    format!("{}%", grouped(&value.to_string()))
}

/// A rate of change: `+3.42%`, `−0.60%`, `0.00%`.
pub fn signed_percent(value: Percent) -> String {
    format!("{}%", signed_digits(value))
}

/// A difference of shares: `+0.32`; the column or the sentence adds 个百分点.
pub fn signed_digits(value: Percent) -> String {
    let text = grouped(&value.to_string());
    if value.mantissa() > 0 { format!("+{text}") } else { text }
}

/// The percentage with fewer decimals, 四舍五入; more decimals are not invented.
pub fn rounded(value: Percent, decimals: u32) -> Percent {
    if value.decimals() <= decimals {
        return value;
    }
    let divisor = 10_i128.pow(value.decimals() - decimals);
    let mantissa = percent::round_quotient(i128::from(value.mantissa()), divisor);
    i64::try_from(mantissa).map_or(value, |mantissa| Percent::new(mantissa, decimals))
}

/// A percentage in hundredths of a percent: the position of a mark. Beyond `i64` it stays at the edge.
pub fn hundredths(value: Percent) -> i64 {
    let scaled = i128::from(value.mantissa()) * 100;
    let divisor = 10_i128.checked_pow(value.decimals()).unwrap_or(i128::MAX);
    let edge = if value.mantissa() < 0 { i64::MIN } else { i64::MAX };
    i64::try_from(percent::round_quotient(scaled, divisor)).unwrap_or(edge)
}

/// Thousands separators, and U+2212 for the minus.
fn grouped(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (Some(MINUS), rest),
        None => (None, text),
    };
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped: String = sign.into_iter().collect();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minus_is_u2212_and_a_plus_stands_on_variances_only() {
        let format = AmountFormat { unit: MoneyUnit::WanYuan, decimals: 2 };
        assert_eq!(format.plain(1_092_220_000), "1,092.22");
        assert_eq!(format.signed(36_150_000), "+36.15");
        assert_eq!(format.signed(-3_000_000), "−3.00");
        assert_eq!(format.signed(0), "0.00");
        assert_eq!(format.signed(-10), "−0.00");
        assert_eq!(signed_percent(Percent::new(342, 2)), "+3.42%");
        assert_eq!(signed_percent(Percent::new(-1_234_560, 2)), "−12,345.60%");
        assert_eq!(percent_text(Percent::new(4519, 2)), "45.19%");
    }

    #[test]
    fn a_briefing_label_has_at_most_four_digits() {
        for largest in [1, 99, 10_000, 999_949, 1_092_220_000, 9_999_990_000, 18_330_370_000, 28_000_000_000_000] {
            let unit = fitting_unit([largest]);
            let format = AmountFormat::for_column([largest], unit, LabelMode::Briefing);
            let digits = format.plain(largest).chars().filter(char::is_ascii_digit).count();
            assert!(digits <= 5 && largest >= 9_999_990_000 || digits <= 4, "{} {}", format.plain(largest), unit.id());
        }
    }

    #[test]
    fn an_audit_label_keeps_every_decimal() {
        let format = AmountFormat::for_column([1_092_220_000, 5], MoneyUnit::WanYuan, LabelMode::Audit);
        assert_eq!(format.plain(5), "0.000005");
        assert_eq!(AmountFormat::for_column([0], MoneyUnit::WanYuan, LabelMode::Audit).plain(0), "0.00");
    }

    #[test]
    fn a_sentence_prints_the_amount_as_the_disclosure_does() {
        assert_eq!(amount_in_sentence(36_150_000, LabelMode::Briefing), "36.15万元");
        assert_eq!(amount_in_sentence(8_763_800_000, LabelMode::Briefing), "8,763.80万元");
        assert_eq!(amount_in_sentence(18_330_370_000, LabelMode::Briefing), "1.83亿元");
        assert_eq!(amount_in_sentence(18_330_370_000, LabelMode::Audit), "18,330.37万元");
        assert_eq!(amount_in_sentence(3_757_330_500_000, LabelMode::Briefing), "375.73亿元");
        assert_eq!(amount_in_sentence(3_757_330_500_000, LabelMode::Audit), "3,757,330.50万元");
        assert_eq!(amount_in_sentence(9_900, LabelMode::Briefing), "99.00元");
    }

    #[test]
    fn positions_never_overflow() {
        assert_eq!(hundredths(Percent::new(i64::MAX, 0)), i64::MAX);
        assert_eq!(hundredths(Percent::new(34_215, 4)), 342);
        assert_eq!(rounded(Percent::new(345, 2), 1), Percent::new(35, 1));
    }
}
