//! 财政拨款收入支出总体情况: what was appropriated and what was spent of it.

use super::Section;
use crate::domain::{Form, FundSource};
use crate::drafts::Line;
use crate::drafts::case::Case;

/// The section.
pub const SECTION: Section = Section {
    name: "appropriation",
    name_zh: "财政拨款收入支出总体情况",
    heading: |case| format!("财政拨款收入支出{}总体情况说明", case.stage()),
    write,
};

fn write(case: &Case) -> Vec<Line> {
    case.both_sides(Form::AppropriationSummary, FundSource::Appropriation).map(Line::Text).into_iter().collect()
}
