//! 政府性基金预算支出情况: the amount and its change, or that there is none.

use super::Section;
use crate::domain::{Form, FundSource};
use crate::drafts::Line;
use crate::drafts::case::Case;

/// The section.
pub const SECTION: Section = Section {
    name: "government_fund",
    name_zh: "政府性基金预算支出情况",
    heading: |case| format!("政府性基金预算支出{}情况说明", case.stage()),
    write,
};

fn write(case: &Case) -> Vec<Line> {
    let text = case.fund(Form::GovernmentFundExpenditure, FundSource::GovernmentFund);
    text.map(Line::Text).into_iter().collect()
}
