//! Exact money: an integer number of fen (分, 0.01 yuan), and the units that disclosures print it in.

use super::vocabulary;
use std::fmt;

/// An exact amount of money in fen. Never a float, never rounded after it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// The largest magnitude a single figure may have: 100 万亿元 (10¹⁶ fen), more than three times the
    /// national budget of 28 万亿元. Beyond it a figure is a misreading, and sums could leave `i64`.
    pub const LIMIT: i64 = 10_000_000_000_000_000;

    /// Money of so many fen.
    pub const fn from_fen(fen: i64) -> Self {
        Money(fen)
    }

    /// The number of fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// Sum, or `None` where it would leave `i64`.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// Difference, or `None` where it would leave `i64`.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    /// Sum of many, or `None` where it would leave `i64` on the way.
    pub fn checked_sum(parts: impl IntoIterator<Item = Money>) -> Option<Money> {
        parts.into_iter().try_fold(Money::ZERO, Money::checked_add)
    }

    /// The amount in `unit` with exactly `decimals` digits after the point, 四舍五入 (half away from zero),
    /// without separators: `1092.22`.
    pub fn in_unit(self, unit: MoneyUnit, decimals: u32) -> String {
        let scaled = super::percent::round_quotient(i128::from(self.0) * 10_i128.pow(decimals), i128::from(unit.fen()));
        super::percent::decimal_text(scaled, decimals)
    }

    /// The amount in `unit` with as many decimals as it needs to be exact, and at least `least`.
    pub fn exactly_in_unit(self, unit: MoneyUnit, least: u32) -> String {
        let most = unit.fen().ilog10();
        let mut decimals = most;
        let mut value = i128::from(self.0);
        while decimals > least && value % 10 == 0 {
            value /= 10;
            decimals -= 1;
        }
        self.in_unit(unit, decimals.max(least))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}元", self.in_unit(MoneyUnit::Yuan, 2))
    }
}

vocabulary! {
    /// The unit in which a figure is printed.
    MoneyUnit {
        /// 元
        Yuan = "yuan", "元";
        /// 千元 (Taiwan and some prose)
        ThousandYuan = "thousand", "千元";
        /// 万元, 10⁴ yuan
        WanYuan = "wan", "万元";
        /// 百万元
        MillionYuan = "million", "百万元";
        /// 亿元, 10⁸ yuan
        YiYuan = "yi", "亿元";
    }
}

impl MoneyUnit {
    /// Fen in one unit: 100 for 元, 1 000 000 for 万元.
    pub const fn fen(self) -> i64 {
        match self {
            MoneyUnit::Yuan => 100,
            MoneyUnit::ThousandYuan => 100_000,
            MoneyUnit::WanYuan => 1_000_000,
            MoneyUnit::MillionYuan => 100_000_000,
            MoneyUnit::YiYuan => 10_000_000_000,
        }
    }

    /// The unit named by a text such as `万元`, `元`, `人民币万元`; the longest name wins.
    pub fn from_name(text: &str) -> Option<Self> {
        const LONGEST_FIRST: [MoneyUnit; 4] =
            [MoneyUnit::MillionYuan, MoneyUnit::WanYuan, MoneyUnit::YiYuan, MoneyUnit::ThousandYuan];
        LONGEST_FIRST
            .into_iter()
            .find(|unit| text.contains(unit.name_zh()))
            .or_else(|| names_yuan(text).then_some(MoneyUnit::Yuan))
    }
}

/// Whether 元 stands alone in a text, and is no part of a name (广元市, 元谋县).
fn names_yuan(text: &str) -> bool {
    const FOLLOWING: &[&str] =
        &["公开", "预算", "决算", "附表", "编制", "填报", "部门", "单位", "金额", "日期", "人民币"];
    text.match_indices('元').any(|(at, yuan)| {
        let (before, after) = (&text[..at], &text[at + yuan.len()..]);
        let is_word = |character: char| character.is_alphabetic();
        let begins = before.ends_with(['币', '位', '为', '以', '按']) || !before.ends_with(is_word);
        begins && (!after.starts_with(is_word) || FOLLOWING.iter().any(|word| after.trim_start().starts_with(word)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_prints_exactly_in_every_unit() {
        let money = Money::from_fen(1_092_220_000);
        assert_eq!(money.in_unit(MoneyUnit::WanYuan, 2), "1092.22");
        assert_eq!(money.in_unit(MoneyUnit::Yuan, 2), "10922200.00");
        assert_eq!(money.exactly_in_unit(MoneyUnit::YiYuan, 2), "0.109222");
        assert_eq!(Money::from_fen(-5).in_unit(MoneyUnit::Yuan, 1), "-0.1");
    }

    #[test]
    fn sums_that_leave_i64_are_refused_not_wrapped() {
        assert_eq!(Money::checked_sum([Money::from_fen(i64::MAX), Money::from_fen(1)]), None);
    }

    #[test]
    fn the_longest_unit_name_wins() {
        assert_eq!(MoneyUnit::from_name("单位：万元"), Some(MoneyUnit::WanYuan));
        assert_eq!(MoneyUnit::from_name("金额单位:元"), Some(MoneyUnit::Yuan));
        assert_eq!(MoneyUnit::from_name("单位：百万元"), Some(MoneyUnit::MillionYuan));
        assert_eq!(MoneyUnit::from_name("人"), None);
    }
}
