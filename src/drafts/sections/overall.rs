//! 收入支出总体情况: revenue and expenditure with balances, and their change.

use super::Section;
use crate::domain::{Form, FundSource};
use crate::drafts::Line;
use crate::drafts::case::Case;

/// The section.
pub const SECTION: Section = Section {
    name: "overall",
    name_zh: "收入支出总体情况",
    heading: |case| format!("收入支出{}总体情况说明", case.stage()),
    write,
};

fn write(case: &Case) -> Vec<Line> {
    case.both_sides(Form::RevenueExpenditureSummary, FundSource::All).map(Line::Text).into_iter().collect()
}
