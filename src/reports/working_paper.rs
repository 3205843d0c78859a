//! Findings as an auditor files them: the working paper (底稿), numbered, breaks first, with the source of every figure.

use super::finding_table::finding_table;
use super::model::{Cell, ColumnFormat, ReportColumn, ReportRow, ReportTable, SourceGroup, SourcePlace};
use super::tables::text;
use crate::findings::{Evidence, Finding, Outcome};
use std::borrow::Cow;

/// The columns for people, in their order: key, head, whether it holds numbers. The others follow, for programs.
const COLUMNS: &[(&str, &str, bool)] = &[
    ("department", "部门", false),
    ("unit", "单位", false),
    ("fiscal_year", "年度", true),
    ("code", "检查", false),
    ("name", "检查项", false),
    ("outcome", "结论", false),
    ("printed", "公布数", true),
    ("expected", "核算数", true),
    ("difference", "差额", true),
    ("amount_unit", "计量单位", false),
    ("explanation", "原因", false),
    ("message", "说明", false),
    ("place", "出处", false),
    ("source_text", "原文", false),
    ("family", "类别", false),
    ("severity", "级别", false),
];

/// Breaks first, then hints, what ties only within rounding, what could not be tested, and what ties.
fn rank(finding: &Finding) -> u8 {
    match finding.outcome {
        Outcome::Breaks if finding.is_hint() => 1,
        Outcome::Breaks => 0,
        Outcome::TiesWithinRounding => 2,
        Outcome::NotTestable => 3,
        Outcome::Ties => 4,
    }
}

/// The findings in the order of the working paper, each with its number (索引号): G-1, G-2, …
pub fn numbered<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<(String, &'a Finding)> {
    let mut ordered: Vec<&Finding> = findings.into_iter().collect();
    ordered.sort_by_key(|finding| (rank(finding), finding.severity as u8));
    ordered.into_iter().enumerate().map(|(index, finding)| (format!("G-{}", index + 1), finding)).collect()
}

/// The table of the working paper.
pub fn table(numbered: &[(String, &Finding)]) -> ReportTable {
    let plain = finding_table(numbered.iter().map(|(_, finding)| *finding));
    let people: Vec<(usize, ReportColumn)> = COLUMNS
        .iter()
        .filter_map(|(key, head, number)| {
            let format = if *number { ColumnFormat::Number } else { ColumnFormat::Text };
            let column = ReportColumn { key: Cow::Borrowed(*key), head: Some(Cow::Borrowed(*head)), format };
            Some((plain.position(key)?, column))
        })
        .collect();
    let programs: Vec<(usize, ReportColumn)> = plain
        .columns
        .iter()
        .enumerate()
        .filter(|(position, _)| people.iter().all(|(taken, _)| taken != position))
        .map(|(position, column)| (position, ReportColumn { head: None, ..column.clone() }))
        .collect();
    let order: Vec<(usize, ReportColumn)> = people.into_iter().chain(programs).collect();
    let columns: Vec<ReportColumn> =
        std::iter::once(text("index", Some("索引号"))).chain(order.iter().map(|(_, column)| column.clone())).collect();
    let printed = columns.iter().position(|column| column.key == "printed").unwrap_or_default();
    let rows = numbered
        .iter()
        .zip(&plain.rows)
        .map(|((index, finding), row)| {
            let cells = order.iter().map(|(position, column)| cell(row, *position, &column.key, finding));
            let links = if has_sources(finding) { vec![0, printed] } else { Vec::new() };
            ReportRow {
                cells: std::iter::once(Cell::Text(index.clone())).chain(cells).collect(),
                links: links.into_iter().map(|position| (position, anchor(index))).collect(),
            }
        })
        .collect();
    ReportTable { columns, rows, title: "勾稽核对底稿".to_owned(), ..plain }
}

/// A cell as people read it: figures as numbers, and a hint is no break.
fn cell(row: &ReportRow, position: usize, key: &str, finding: &Finding) -> Cell {
    match (key, row.cells.get(position)) {
        ("difference", Some(Cell::Text(text))) => Cell::SignedDecimal(text.replace('−', "-")),
        ("printed" | "expected", Some(Cell::Text(text))) => Cell::Decimal(text.replace('−', "-")),
        ("outcome", _) if finding.is_hint() => Cell::Term(finding.outcome.id(), "疑点"),
        ("fiscal_year", Some(Cell::Integer(0))) | (_, None) => Cell::Blank,
        (_, Some(cell)) => cell.clone(),
    }
}

/// What ties shows its first source in the table; all sources are listed only where there is something to look into.
fn has_sources(finding: &Finding) -> bool {
    !finding.evidence.is_empty() && matches!(finding.outcome, Outcome::Breaks | Outcome::TiesWithinRounding)
}

fn anchor(index: &str) -> String {
    format!("f{index}")
}

/// Where each finding's figures are printed.
pub fn sources(numbered: &[(String, &Finding)]) -> Vec<SourceGroup> {
    numbered
        .iter()
        .filter(|(_, finding)| has_sources(finding))
        .map(|(index, finding)| SourceGroup {
            anchor: anchor(index),
            title: format!("{index} {}", finding.name),
            places: finding.evidence.iter().map(source).collect(),
        })
        .collect()
}

fn source(evidence: &Evidence) -> SourcePlace {
    let place = match evidence.label.as_str() {
        "" => evidence.locator.to_string(),
        label => format!("{}（{label}）", evidence.locator),
    };
    SourcePlace { id: evidence.id, file: evidence.file.clone(), place, printed: evidence.text.clone() }
}
