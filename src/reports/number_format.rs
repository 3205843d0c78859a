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

/// A decimal number with its sign: `+3.42`, `−3.71`, `0.00`.
pub fn signed(text: &str) -> String {
    match text.strip_prefix('-') {
        Some(digits) => format!("−{digits}"),
        None if text.chars().any(|character| ('1'..='9').contains(&character)) => format!("+{text}"),
        None => text.to_owned(),
    }
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
    }
}
