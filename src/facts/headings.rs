//! Headings that say a year: they name the body and the period again and again, and must not contradict each other.

use crate::documents::Line;
use crate::domain::{FiscalYear, Locator};
use crate::tables::Table;

/// The longest heading, in characters.
const LONGEST: usize = 48;

/// A heading, a table's title or a date of account that says a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Where it stands.
    pub locator: Locator,
    /// The text as it stands.
    pub text: String,
    /// The year it says.
    pub year: FiscalYear,
    /// Whether it is a date of account (截至2024年12月31日) and no heading.
    pub is_date: bool,
}

/// Headings and dates of account of a document, in reading order; titles of tables after those of the prose.
pub fn find(lines: &[Line], tables: &[Table]) -> Vec<Heading> {
    let mut found = Vec::new();
    for line in lines {
        let text = line.text.trim();
        let locator = line.place;
        if is_heading(text)
            && let Some(year) = first_year(text)
        {
            found.push(Heading { locator, text: text.to_owned(), year, is_date: false });
        }
        found.extend(dates(text).map(|(date, year)| Heading { locator, text: date.to_owned(), year, is_date: true }));
    }
    for table in tables {
        if let Some(year) = first_year(&table.title) {
            found.push(Heading { locator: table.place, text: table.title.clone(), year, is_date: false });
        }
    }
    found
}

/// A short line about a budget or final accounts without a sentence, an amount or a comparison.
fn is_heading(text: &str) -> bool {
    let is_short = text.chars().count() <= LONGEST;
    let about_budget = text.contains("预算") || text.contains("决算");
    let is_sentence =
        ["。", "；", "万元", "，", "比", "较上年", "与上年", "%", "《"].iter().any(|mark| text.contains(mark));
    is_short && about_budget && !is_sentence
}

/// The first year written as four digits before 年.
fn first_year(text: &str) -> Option<FiscalYear> {
    let compact: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    compact.match_indices('年').find_map(|(position, _)| {
        let before = compact.get(..position)?;
        let digits: String = before.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        FiscalYear::parse(&digits)
    })
}

/// Dates at which assets are counted: 截至2024年12月31日.
fn dates(text: &str) -> impl Iterator<Item = (&str, FiscalYear)> {
    text.match_indices("截至").chain(text.match_indices("截止")).filter_map(|(start, _)| {
        let rest = text.get(start..)?;
        let end = rest.find("12月31日")? + "12月31日".len();
        let date = rest.get(..end)?;
        (date.chars().count() <= 16).then_some(())?;
        Some((date, first_year(date)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_dates_of_account_are_told_from_sentences() {
        assert!(is_heading("上海市某区财政局2024年度部门决算情况说明"));
        assert!(!is_heading("2024年度部门预算比上年增加3万元。"));
        assert_eq!(first_year("第二部分 某局 2024 年度部门决算表").map(FiscalYear::get), Some(2024));
        assert_eq!(first_year("二○二五年部门预算").map(FiscalYear::get), Some(2025));
        let found: Vec<i32> = dates("截至2023年12月31日，共有车辆0辆").map(|(_, year)| year.get()).collect();
        assert_eq!(found, [2023]);
        assert_eq!(dates("截至目前没有").count(), 0);
    }
}
