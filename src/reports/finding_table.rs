//! Findings → report tables.

use super::model::{Cell, ReportColumn, ReportRow, ReportTable, TableKind};
use super::tables::{number, or_blank, text};
use crate::domain::MoneyUnit;
use crate::findings::{Evidence, Finding};

/// Columns of the contract, and those that a working paper needs beside them.
const COLUMNS: &[ReportColumn] = &[
    text("code", Some("检查")),
    text("name", Some("名称")),
    text("family", Some("类别")),
    text("severity", None),
    text("outcome", Some("结果")),
    text("department", None),
    text("department_code", None),
    text("region_code", None),
    text("unit", None),
    number("fiscal_year", None),
    text("phase", None),
    text("expected", None),
    text("printed", None),
    text("difference", None),
    text("amount_unit", None),
    number("difference_fen", None),
    text("explanation", None),
    text("runner_up", None),
    text("proof", None),
    number("materiality_fen", None),
    text("message", Some("说明")),
    text("facts", None),
    text("statements", None),
    text("file", None),
    number("page", None),
    number("line", None),
    number("table", None),
    number("row", None),
    number("column", None),
    text("place", Some("出处")),
    text("source_text", None),
];

/// All findings, one per row.
pub fn finding_table<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> ReportTable {
    let rows = findings.into_iter().map(|finding| ReportRow { cells: cells(finding), links: Vec::new() }).collect();
    ReportTable {
        kind: TableKind::Findings,
        ..ReportTable::new("findings", "勾稽结果", MoneyUnit::WanYuan, COLUMNS.to_vec(), rows)
    }
}

fn small(value: Option<u32>) -> Cell {
    value.map_or(Cell::Blank, |value| Cell::Integer(i64::from(value)))
}

fn cells(finding: &Finding) -> Vec<Cell> {
    let subject = &finding.subject;
    let ids = |statements: bool| {
        Cell::Ids(
            finding
                .evidence
                .iter()
                .filter(|evidence| evidence.is_statement == statements && evidence.id != 0)
                .map(|evidence| evidence.id)
                .collect(),
        )
    };
    let nothing = Evidence::default();
    let first = finding.evidence.first().unwrap_or(&nothing);
    let locator = first.locator;
    vec![
        Cell::Text(finding.code.to_owned()),
        Cell::Text(finding.name.to_owned()),
        Cell::Term(finding.family.id(), finding.family.name_zh()),
        Cell::Term(finding.severity.id(), finding.severity.name_zh()),
        Cell::Term(finding.outcome.id(), finding.outcome.name_zh()),
        or_blank(&subject.department),
        or_blank(&subject.department_code),
        or_blank(&subject.region_code),
        or_blank(&subject.unit),
        Cell::Integer(i64::from(subject.fiscal_year)),
        subject.phase.map_or(Cell::Blank, |phase| Cell::Term(phase.id(), phase.name_zh())),
        or_blank(&finding.expected),
        or_blank(&finding.printed),
        or_blank(&finding.difference),
        or_blank(finding.unit),
        finding.difference_fen.map_or(Cell::Blank, Cell::Integer),
        finding.explanation.map_or(Cell::Blank, |reason| Cell::Term(reason.id(), reason.name_zh())),
        finding.runner_up.map_or(Cell::Blank, |reason| Cell::Term(reason.id(), reason.name_zh())),
        or_blank(&finding.proof),
        finding.materiality_fen.map_or(Cell::Blank, Cell::Integer),
        Cell::Text(finding.message.clone()),
        ids(false),
        ids(true),
        or_blank(&first.file),
        small(locator.page),
        small(locator.line),
        small(locator.table),
        small(locator.row),
        small(locator.column),
        or_blank(&place(first)),
        or_blank(&first.text),
    ]
}

/// File name and place in words.
pub fn place(evidence: &Evidence) -> String {
    let name = evidence.file.rsplit(['/', '\\']).next().unwrap_or(&evidence.file);
    format!("{name} {}", evidence.locator).trim().to_owned()
}
