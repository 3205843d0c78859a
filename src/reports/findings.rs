//! Findings of the checks → the table of the working paper (底稿), with the source of every figure.

use super::model::{Cell, ReportColumn, ReportRow, ReportTable, SourceGroup, SourcePlace, TableKind};
use super::tables::{number, or_blank, text};
use crate::domain::MoneyUnit;
use crate::findings::{Evidence, Finding, Outcome};

/// Columns of the working paper; the keys are those of `check --format json`.
const COLUMNS: &[ReportColumn] = &[
    text("index", Some("索引号")),
    text("department", Some("部门")),
    text("unit", Some("单位")),
    number("fiscal_year", Some("年度")),
    text("code", None),
    text("name", Some("检查项")),
    text("family", Some("类别")),
    text("severity", Some("级别")),
    text("outcome", Some("结论")),
    number("printed", Some("公布数")),
    number("expected", Some("核算数")),
    number("difference", Some("差额")),
    text("measured_in", Some("计量单位")),
    text("explanation", Some("原因")),
    text("message", Some("说明")),
    text("facts", None),
    text("file", Some("文件")),
    text("place", Some("位置")),
    number("page", None),
    number("line", None),
    text("text", Some("原文")),
];

/// Breaks first, then hints, what could not be tested, what ties only within rounding, and what ties.
fn rank(finding: &Finding) -> u8 {
    match finding.outcome {
        Outcome::Breaks if finding.is_hint() => 1,
        Outcome::Breaks => 0,
        Outcome::NotTestable => 2,
        Outcome::TiesWithinRounding => 3,
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
pub fn findings_table(numbered: &[(String, &Finding)]) -> ReportTable {
    let printed = COLUMNS.iter().position(|column| column.key == "printed").unwrap_or_default();
    let rows = numbered
        .iter()
        .map(|(index, finding)| {
            let links = if finding.evidence.is_empty() {
                Vec::new()
            } else {
                vec![(0, anchor(index)), (printed, anchor(index))]
            };
            ReportRow { cells: cells(index, finding), links }
        })
        .collect();
    ReportTable {
        kind: TableKind::Findings,
        ..ReportTable::new("findings", "勾稽核对", MoneyUnit::WanYuan, COLUMNS.to_vec(), rows)
    }
}

fn anchor(index: &str) -> String {
    format!("f{index}")
}

/// Where each finding's figures are printed.
pub fn sources(numbered: &[(String, &Finding)]) -> Vec<SourceGroup> {
    numbered
        .iter()
        .filter(|(_, finding)| !finding.evidence.is_empty())
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

fn cells(index: &str, finding: &Finding) -> Vec<Cell> {
    let subject = &finding.subject;
    let first = finding.evidence.first();
    let facts: Vec<String> = finding
        .evidence
        .iter()
        .filter(|evidence| evidence.id != 0 && !evidence.is_statement)
        .map(|evidence| evidence.id.to_string())
        .collect();
    let decimal =
        |text: &str| if text.is_empty() { Cell::Blank } else { Cell::Decimal(text.replace(['−', '－'], "-")) };
    let number = |value: Option<u32>| value.map_or(Cell::Blank, |value| Cell::Integer(i64::from(value)));
    vec![
        Cell::Text(index.to_owned()),
        or_blank(&subject.department),
        or_blank(&subject.unit),
        if subject.fiscal_year == 0 { Cell::Blank } else { Cell::Integer(i64::from(subject.fiscal_year)) },
        or_blank(finding.code),
        or_blank(finding.name),
        Cell::Term(finding.family.id(), finding.family.name_zh()),
        Cell::Term(finding.severity.id(), finding.severity.name_zh()),
        Cell::Term(finding.outcome.id(), finding.outcome.name_zh()),
        decimal(&finding.printed),
        decimal(&finding.expected),
        if finding.difference.is_empty() {
            Cell::Blank
        } else {
            Cell::SignedDecimal(finding.difference.replace(['−', '－'], "-"))
        },
        or_blank(finding.unit),
        finding.explanation.map_or(Cell::Blank, |reason| Cell::Term(reason.id(), reason.name_zh())),
        or_blank(&finding.message),
        or_blank(&facts.join(" ")),
        or_blank(first.map_or("", |evidence| evidence.file.as_str())),
        or_blank(&first.map(|evidence| evidence.locator.to_string()).unwrap_or_default()),
        number(first.and_then(|evidence| evidence.locator.page)),
        number(first.and_then(|evidence| evidence.locator.line)),
        or_blank(first.map_or("", |evidence| evidence.text.as_str())),
    ]
}
