//! Numbers as readers of budget disclosures expect them: 万元 with two decimals, separators, − for a minus.

use super::model::Cell;
use crate::domain::{Money, MoneyUnit};

/// An amount with separators: `1,092.22`; at least two decimals, more where the amount needs them to be exact.
pub fn money(fen: i64, unit: MoneyUnit) -> String {
    let text = Money::from_fen(fen).exactly_in_unit(unit, 2);
    separated(&text)
}

/// A change with its sign: `+36.15`, `−36.15`, `0.00`.
pub fn change(fen: i64, unit: MoneyUnit) -> String {
    if fen > 0 { format!("+{}", money(fen, unit)) } else { money(fen, unit) }
}

/// A decimal number with its sign and separators: `+3.42`, `−4,213.32`, `0.00`; other text as it is.
pub fn signed(text: &str) -> String {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.chars().all(|character| character.is_ascii_digit() || character == '.') {
        return text.to_owned();
    }
    let positive = digits == text && text.chars().any(|character| ('1'..='9').contains(&character));
    if positive { format!("+{}", separated(text)) } else { separated(text) }
}

/// The unit in which these amounts are exact with two decimals: 万元, as readers expect, or 元 where they were
/// published to the yuan or the fen.
pub fn fitting_unit(amounts: impl IntoIterator<Item = i64>) -> MoneyUnit {
    let hundredth = MoneyUnit::WanYuan.fen() / 100;
    if amounts.into_iter().all(|fen| fen % hundredth == 0) { MoneyUnit::WanYuan } else { MoneyUnit::Yuan }
}

/// An amount with its unit, without a sign: `36.15万元`, `275,044.29元`.
pub fn worded(fen: i64, unit: MoneyUnit) -> String {
    format!("{}{}", money(fen.saturating_abs(), unit).trim_start_matches('−'), unit.name_zh())
}

fn separated(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{fraction}") }
}

/// A cell as people read it.
pub fn cell(cell: &Cell, unit: MoneyUnit) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Term(_, name) => (*name).to_owned(),
        Cell::Money(fen) => money(*fen, unit),
        Cell::Change(fen) => change(*fen, unit),
        Cell::Decimal(text) => text.replace('-', "−"),
        Cell::SignedDecimal(text) => signed(text),
        Cell::Integer(number) => number.to_string().replace('-', "−"),
        Cell::Ids(ids) => ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_separated_signed_and_exact() {
        assert_eq!(money(1_092_220_000, MoneyUnit::WanYuan), "1,092.22");
        assert_eq!(money(1, MoneyUnit::WanYuan), "0.000001");
        assert_eq!(change(-361_500_000, MoneyUnit::WanYuan), "−361.50");
        assert_eq!(change(36_150_000, MoneyUnit::WanYuan), "+36.15");
        assert_eq!(change(0, MoneyUnit::WanYuan), "0.00");
        assert_eq!(signed("3.42"), "+3.42");
        assert_eq!(signed("-3.71"), "−3.71");
        assert_eq!(signed("0.00"), "0.00");
        assert_eq!(signed("-4213.32"), "−4,213.32");
        assert_eq!(signed("空表"), "空表");
    }

    #[test]
    fn amounts_published_to_the_yuan_are_printed_in_yuan_not_with_six_decimals() {
        assert_eq!(fitting_unit([1_092_220_000, 36_150_000]), MoneyUnit::WanYuan);
        assert_eq!(fitting_unit([1_092_220_000, 27_504_429]), MoneyUnit::Yuan);
        assert_eq!(worded(-27_504_429, MoneyUnit::Yuan), "275,044.29元");
    }
}
