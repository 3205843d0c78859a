//! Fiscal years (年度): calendar years.

use std::fmt;

/// A fiscal year, equal to the calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(i32);

impl FiscalYear {
    /// The first year accepted: the founding of the People's Republic.
    pub const FIRST: i32 = 1949;
    /// The last year accepted.
    pub const LAST: i32 = 2099;

    /// The year, or `None` outside [`FiscalYear::FIRST`]..=[`FiscalYear::LAST`].
    pub fn new(year: i32) -> Option<Self> {
        (Self::FIRST..=Self::LAST).contains(&year).then_some(FiscalYear(year))
    }

    /// The number.
    pub const fn get(self) -> i32 {
        self.0
    }

    /// The year before, the base of 同比.
    pub const fn last_year(self) -> i32 {
        self.0 - 1
    }

    /// Reads `2025`, `２０２５`, `二〇二五`, `二○二五`, `二零二五`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Option<String> = text.chars().map(digit).collect();
        let digits = digits?;
        if digits.len() != 4 {
            return None;
        }
        Self::new(digits.parse().ok()?)
    }
}

fn digit(character: char) -> Option<char> {
    const CHINESE: [&str; 10] =
        ["〇○零О0０Ｏ", "一1１", "二2２", "三3３", "四4４", "五5５", "六6６", "七7７", "八8８", "九9９"];
    CHINESE.iter().position(|forms| forms.contains(character)).and_then(|value| char::from_digit(value as u32, 10))
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_in_digits_and_in_chinese() {
        assert_eq!(FiscalYear::parse("2025"), FiscalYear::new(2025));
        assert_eq!(FiscalYear::parse("二〇二五"), FiscalYear::new(2025));
        assert_eq!(FiscalYear::parse("20252"), None);
        assert_eq!(FiscalYear::parse("3025"), None);
    }
}
