//! Amounts as they are printed: value, unit, decimals, and the interval of true values that would print so.

use super::{Money, MoneyUnit};
use rust_decimal::Decimal;
use std::str::FromStr;

/// An amount as printed in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    /// The printed value, exact in fen.
    pub value: Money,
    /// The unit in which it is printed.
    pub unit: MoneyUnit,
    /// Digits printed after the point.
    pub decimals: u32,
}

/// The closed range of true amounts, in half fen, that print as one figure: value ± half its last digit.
///
/// Half fen, because half the last digit of a figure printed to the fen is half a fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// Smallest true amount in half fen.
    pub low: i128,
    /// Largest true amount in half fen.
    pub high: i128,
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not a number.
    #[error("不是数字")]
    NotANumber,
    /// Thousands separators do not stand every three digits.
    #[error("千位分隔符位置不对")]
    Separators,
    /// Finer than a fen.
    #[error("金额比“分”还细，无法精确保存")]
    FinerThanFen,
    /// Beyond [`Money::LIMIT`].
    #[error("金额超过 100 万亿元，不可能是预算数")]
    TooLarge,
}

impl Amount {
    /// Reads a printed amount: `1,092.22`, `￥3.5`, `(12.30)` for a negative, full-width digits.
    /// `Ok(None)` for a cell that means “nothing printed”: empty, `-`, `—`, `——`, `/`.
    pub fn parse(text: &str, unit: MoneyUnit) -> Result<Option<Self>, AmountError> {
        if let Some(parsed) = parse_plain(text, unit) {
            return parsed.map(Some);
        }
        if has_torn_digits(text) {
            return Err(AmountError::NotANumber);
        }
        let plain = plain_digits(text);
        if is_blank(&plain) {
            return Ok(None);
        }
        let (negative, digits) = split_sign(&plain);
        let digits = without_separators(digits)?;
        let number = Decimal::from_str(&digits).map_err(|_| AmountError::NotANumber)?;
        let decimals = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let fen = number.checked_mul(Decimal::from(unit.fen())).ok_or(AmountError::TooLarge)?;
        if !fen.fract().is_zero() {
            return Err(AmountError::FinerThanFen);
        }
        let fen = i64::try_from(fen.trunc()).map_err(|_| AmountError::TooLarge)?;
        if fen > Money::LIMIT {
            return Err(AmountError::TooLarge);
        }
        let value = Money::from_fen(if negative { -fen } else { fen });
        Ok(Some(Amount { value, unit, decimals: decimals as u32 }))
    }

    /// All true amounts that print as this one: value ± half its last printed digit.
    pub fn interval(&self) -> Interval {
        let half_digit = i128::from(self.unit.fen()) / 10_i128.pow(self.decimals.min(20));
        let middle = 2 * i128::from(self.value.fen());
        Interval { low: middle - half_digit, high: middle + half_digit }
    }
}

impl Interval {
    /// The interval of one exact amount.
    pub fn exact(value: Money) -> Self {
        let middle = 2 * i128::from(value.fen());
        Interval { low: middle, high: middle }
    }

    /// Interval of the sum of two independent amounts.
    pub fn plus(self, other: Interval) -> Self {
        Interval { low: self.low + other.low, high: self.high + other.high }
    }

    /// Whether some true amount lies in both.
    pub fn overlaps(self, other: Interval) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// So many digits fit 128 bits whatever the unit.
const PLAIN_DIGITS: usize = 18;

/// A number of nothing but ASCII digits, at most one point between them and a minus before them: most cells of tables. `None`
/// for any other text.
fn parse_plain(text: &str, unit: MoneyUnit) -> Option<Result<Amount, AmountError>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() > PLAIN_DIGITS || !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let (mut number, mut decimals, mut point) = (0_i128, 0_u32, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + i128::from(byte - b'0');
                decimals += u32::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if point && decimals == 0 {
        return None;
    }
    let (fen, scale) = (number * i128::from(unit.fen()), 10_i128.pow(decimals));
    if fen % scale != 0 {
        return Some(Err(AmountError::FinerThanFen));
    }
    let fen = i64::try_from(fen / scale).ok().filter(|fen| *fen <= Money::LIMIT);
    let value = |fen: i64| Money::from_fen(if digits.len() < text.len() { -fen } else { fen });
    Some(fen.map(|fen| Amount { value: value(fen), unit, decimals }).ok_or(AmountError::TooLarge))
}

/// White space between digits: two numbers in one cell, or one number torn apart; either way not to be guessed.
fn has_torn_digits(text: &str) -> bool {
    let mut digit_before = false;
    let mut gap = false;
    for character in text.trim().chars() {
        if character.is_whitespace() {
            gap = true;
            continue;
        }
        let numeric = character.is_numeric() || matches!(character, '.' | ',' | '，' | '．');
        if numeric && gap && digit_before {
            return true;
        }
        digit_before = numeric;
        gap = false;
    }
    false
}

/// Digits, sign, point and brackets in ASCII, without white space and currency signs.
fn plain_digits(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '￥' | '¥' | '\u{feff}' | '\u{200b}'))
        .map(|character| match character {
            '，' => ',',
            '．' => '.',
            '－' | '−' | '﹣' | '–' => '-',
            '（' => '(',
            '）' => ')',
            '\u{ff10}'..='\u{ff19}' => char::from(b'0' + (character as u32 - 0xff10) as u8),
            other => other,
        })
        .collect()
}

fn is_blank(plain: &str) -> bool {
    plain.chars().all(|character| matches!(character, '-' | '—' | '/' | '一' | '―'))
}

fn split_sign(plain: &str) -> (bool, &str) {
    if let Some(inside) = plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (true, inside);
    }
    match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(plain)),
    }
}

fn without_separators(digits: &str) -> Result<String, AmountError> {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|fraction| !digits_only(fraction)) {
        return Err(AmountError::NotANumber);
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    if !digits_only(first) {
        return Err(AmountError::NotANumber);
    }
    let mut joined = first.to_owned();
    for group in groups {
        if !digits_only(group) {
            return Err(AmountError::NotANumber);
        }
        if group.len() != 3 || first.len() > 3 {
            return Err(AmountError::Separators);
        }
        joined.push_str(group);
    }
    if let Some(fraction) = fraction {
        joined.push('.');
        joined.push_str(fraction);
    }
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(text: &str, unit: MoneyUnit) -> Result<Option<i64>, AmountError> {
        Ok(Amount::parse(text, unit)?.map(|amount| amount.value.fen()))
    }

    proptest! {
        #[test]
        fn a_plain_number_reads_the_same_with_and_without_the_short_way(text in "-?[0-9]{0,17}[.]?[0-9]{0,6}", unit in 0..5_usize) {
            let unit = MoneyUnit::ALL[unit % MoneyUnit::ALL.len()];
            // A currency sign changes nothing but closes the short way.
            prop_assert_eq!(Amount::parse(&text, unit), Amount::parse(&format!("￥{text}"), unit));
        }
    }

    #[test]
    fn printed_forms_of_an_amount_are_read() {
        for text in ["1,092.22", "1092.22", "１０９２．２２", "￥1,092.22", " 1,092.22 ", "1，092.22"] {
            assert_eq!(fen(text, MoneyUnit::WanYuan), Ok(Some(1_092_220_000)), "{text}");
        }
        assert_eq!(fen("(36.15)", MoneyUnit::WanYuan), Ok(Some(-36_150_000)));
        assert_eq!(fen("-36.15", MoneyUnit::Yuan), Ok(Some(-3615)));
    }

    #[test]
    fn dashes_and_empty_cells_print_nothing() {
        for text in ["", "  ", "-", "—", "——", "－", "/"] {
            assert_eq!(fen(text, MoneyUnit::WanYuan), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_its_reason() {
        assert_eq!(fen("12a", MoneyUnit::Yuan), Err(AmountError::NotANumber));
        assert_eq!(fen("1.2.3", MoneyUnit::Yuan), Err(AmountError::NotANumber));
        assert_eq!(fen("12,34", MoneyUnit::Yuan), Err(AmountError::Separators));
        assert_eq!(fen("10\n20", MoneyUnit::Yuan), Err(AmountError::NotANumber));
        assert_eq!(fen("1 092.22", MoneyUnit::Yuan), Err(AmountError::NotANumber));
        assert_eq!(fen("0.001", MoneyUnit::Yuan), Err(AmountError::FinerThanFen));
        assert_eq!(fen("1.0000001", MoneyUnit::WanYuan), Err(AmountError::FinerThanFen));
        assert_eq!(fen("99999999999999999999", MoneyUnit::YiYuan), Err(AmountError::TooLarge));
        assert_eq!(fen("28", MoneyUnit::YiYuan), Ok(Some(280_000_000_000)));
        assert_eq!(fen("280000", MoneyUnit::YiYuan), Ok(Some(2_800_000_000_000_000)));
    }

    #[test]
    fn the_interval_is_half_the_last_digit_either_way() {
        let amount = Amount::parse("41.02", MoneyUnit::WanYuan).unwrap().unwrap();
        assert_eq!(amount.interval(), Interval { low: 82_030_000, high: 82_050_000 });
    }

    proptest! {
        #[test]
        fn printing_and_reading_gives_the_same_fen(fen in -Money::LIMIT..=Money::LIMIT) {
            let text = Money::from_fen(fen).in_unit(MoneyUnit::Yuan, 2);
            prop_assert_eq!(Amount::parse(&text, MoneyUnit::Yuan).unwrap().unwrap().value.fen(), fen);
        }
    }
}
