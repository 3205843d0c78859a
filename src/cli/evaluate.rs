//! `tongbi evaluate`: findings and outliers scored against the truth of a sample.

use super::{DONE, OutputArguments, print_line};
use crate::checks::{self, Check};
use crate::domain::{MoneyUnit, Percent};
use crate::error::{Error, Result, disk_reason};
use crate::findings::Outcome;
use crate::measures::engine;
use crate::panel::{Cells, Panel};
use crate::reports::ReportTable;
use crate::reports::model::{Cell, ColumnFormat, ReportColumn, ReportRow};
use crate::sample::defects::DEFECTS;
use crate::sample::evaluate::found::{Cited, Found, Printed, read_findings};
use crate::sample::evaluate::outliers::{OutlierScore, score_outliers};
use crate::sample::evaluate::{Complaint, KindScore, Score, score};
use crate::sample::truth::Truth;
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Arguments of `evaluate`.
#[derive(Args)]
pub(super) struct Arguments {
    /// sample 写出的 truth.json / the truth file of a sample
    #[arg(long, value_name = "FILE")]
    truth: PathBuf,
    /// check 的 JSON 结果；不给时对 --panel 做全部检查 / findings of check in JSON; all checks by default
    #[arg(long, value_name = "FILE")]
    findings: Option<PathBuf>,
    /// 由合成文件得到的面板；用来核对，并查出每条结果引用的数字和句子 / the panel of the sample
    #[arg(long, value_name = "DIR")]
    panel: Option<PathBuf>,
    /// tongbi outliers --format json 的结果 / output of outliers --format json
    #[arg(long, value_name = "FILE")]
    outliers: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
}

/// How many false alarms and misses are spelled out outside JSON.
const SHOWN: usize = 20;

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let given = (&arguments.findings, &arguments.panel, &arguments.outliers);
    if matches!(given, (None, None, None)) {
        return Err(Error::usage("请用 --panel 给出读入合成文件的面板，或用 --findings、--outliers 给出要打分的结果"));
    }
    let truth: Truth = serde_json::from_str(&read(&arguments.truth)?).map_err(|error| {
        Error::usage(format!("不是 tongbi sample 写出的答案文件：{error}")).in_file(arguments.truth.display())
    })?;
    let wrong = |path: &Path| Error::usage("不是 JSON 数组形式的结果；请用 --format json 输出").in_file(path.display());
    let panel = arguments.panel.as_deref().map(Panel::open).transpose()?;
    let findings = match (&arguments.findings, &panel) {
        (Some(path), panel) => {
            let printed = panel.as_ref().map(printed).transpose()?.unwrap_or_default();
            Some(score(&truth, &read_findings(&value(path)?, &printed).ok_or_else(|| wrong(path))?))
        }
        (None, Some(panel)) if arguments.outliers.is_none() => Some(score(&truth, &checked(panel)?)),
        _ => None,
    };
    let outliers = match &arguments.outliers {
        Some(path) => Some(score_outliers(&truth, &value(path)?).ok_or_else(|| wrong(path))?),
        None => None,
    };
    if arguments.output.format == "json" {
        return print_json(arguments, findings.as_ref(), outliers.as_ref());
    }
    arguments.output.print(table(findings.as_ref(), outliers.as_ref()))?;
    Ok(DONE)
}

/// What all checks find in a panel.
fn checked(panel: &Panel) -> Result<Vec<Found>> {
    let printed = printed(panel)?;
    let all: Vec<&'static Check> = checks::all().collect();
    let findings = checks::run_on_panel(panel, &all, |_| true, |_| true)?;
    let breaks = findings.iter().filter(|finding| finding.outcome == Outcome::Breaks);
    Ok(breaks.map(|finding| Found::of(finding, &printed)).collect())
}

/// What figures and sentences of a panel print, by id.
fn printed(panel: &Panel) -> Result<Printed> {
    let mut found = Printed::new();
    for (table, id, texts) in [
        ("facts", "fact_id", "facts.printed AS text, facts.form AS form, facts.item AS item"),
        ("statements", "statement_id", "statements.text AS text, '' AS form, '' AS item"),
    ] {
        let sql = format!(
            "SELECT {table}.{id} AS id, {texts}, documents.file AS file FROM {table} JOIN documents ON {table}.document_id = documents.document_id"
        );
        let frame = engine::query(panel, &sql)?;
        let cells = Cells::of(&frame);
        for row in 0..frame.height() {
            let text = |column: &str| cells.text(column, row).to_owned();
            let cited = Cited {
                file: text("file"),
                text: text("text"),
                is_sentence: table == "statements",
                form: text("form"),
                item: text("item"),
            };
            found.insert(cells.integer("id", row), cited);
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path)
        .map_err(|error| Error::usage(format!("打不开文件：{}", disk_reason(&error))).in_file(path.display()))
}

fn value(path: &Path) -> Result<Value> {
    serde_json::from_str(&read(path)?)
        .map_err(|error| Error::usage(format!("不是 JSON：{error}")).in_file(path.display()))
}

fn print_json(arguments: &Arguments, findings: Option<&Score>, outliers: Option<&OutlierScore>) -> Result<u8> {
    let whole = json!({
        "precision": findings.and_then(|score| percent(score.caused, score.breaks)),
        "recall": findings.and_then(|score| percent(found(score), provable(score))),
        "explained": findings.and_then(|score| percent(explained(score), score.explainable)),
        "findings": findings,
        "outlier_recall": outliers.and_then(|score| percent(score.found, score.planted)),
        "outliers": outliers,
    });
    let text = format!("{whole:#}\n");
    match &arguments.output.output {
        Some(path) => std::fs::write(path, text)
            .map_err(|error| Error::write(format!("写不进去：{}", disk_reason(&error))).in_file(path.display()))?,
        None => print_line(text.trim_end())?,
    }
    Ok(DONE)
}

fn provable(score: &Score) -> usize {
    score.kinds.iter().map(|kind| kind.provable).sum()
}

fn found(score: &Score) -> usize {
    score.kinds.iter().map(|kind| kind.found).sum()
}

fn explained(score: &Score) -> usize {
    score.kinds.iter().map(|kind| kind.explained).sum()
}

/// `99.50`, or nothing of nothing.
fn percent(part: usize, whole: usize) -> Option<String> {
    Percent::of_ratio(part as i128, whole as i128, 2).map(|percent| percent.to_string())
}

fn cell_of_percent(part: usize, whole: usize) -> Cell {
    percent(part, whole).map_or(Cell::Blank, Cell::Decimal)
}

fn column(key: &'static str, head: &'static str, format: ColumnFormat) -> ReportColumn {
    ReportColumn { key: key.into(), head: Some(head.into()), format }
}

fn table(findings: Option<&Score>, outliers: Option<&OutlierScore>) -> ReportTable {
    let number = ColumnFormat::Number;
    let columns = vec![
        column("kind", "种类", ColumnFormat::Text),
        column("name", "名称", ColumnFormat::Text),
        column("planted", "植入", number),
        column("provable", "可证", number),
        column("found", "找出", number),
        column("recall", "召回率%", number),
        column("breaks", "不平条数", number),
        column("explained", "原因正确", number),
        column("unexplained", "原因未证实", number),
        column("wrongly_explained", "原因错误", number),
    ];
    let mut rows: Vec<ReportRow> = Vec::new();
    let mut notes = Vec::new();
    if let Some(score) = findings {
        rows.extend(score.kinds.iter().map(row));
        rows.push(total_row(score));
        notes.extend(notes_of(score));
    }
    if let Some(score) = outliers {
        let planted = KindScore {
            kind: "gross_outlier".to_owned(),
            planted: score.planted,
            provable: score.planted,
            found: score.found,
            ..KindScore::default()
        };
        rows.push(row(&planted));
        notes.push(format!("离群 {} 条，其中 {} 条所在的部门和年度没有植入离群值。", score.flagged, score.elsewhere));
        let missed = score.missed.iter().take(SHOWN);
        notes.extend(missed.map(|missed| format!("未标出 #{} {}：{}", missed.number, missed.file, missed.note)));
    }
    ReportTable { notes, ..ReportTable::new("evaluation", "", MoneyUnit::WanYuan, columns, rows) }
}

/// Precision, and what is wrong, one line each.
fn notes_of(score: &Score) -> Vec<String> {
    let dash = |text: Option<String>| text.map_or_else(|| "—".to_owned(), |text| text + "%");
    let precision = dash(percent(score.caused, score.breaks));
    let explained = dash(percent(explained(score), score.explainable));
    let mut notes = vec![format!(
        "不平 {} 条，其中由植入错误引起 {} 条，精确率 {precision}；应有原因的 {} 处，原因正确 {} 处，占 {explained}。",
        score.breaks,
        score.caused,
        score.explainable,
        self::explained(score),
    )];
    let complaint = |word: &str, complaint: &Complaint| {
        let defect = if complaint.defect.is_empty() { String::new() } else { format!("（{}）", complaint.defect) };
        format!("{word}{defect} {} {}：{}", complaint.code, complaint.file, complaint.message)
    };
    notes.extend(score.false_alarms.iter().take(SHOWN).map(|alarm| complaint("误报", alarm)));
    notes.extend(score.wrong_reasons.iter().take(SHOWN).map(|wrong| complaint("原因错误", wrong)));
    let missed = score.missed.iter().take(SHOWN);
    notes.extend(
        missed.map(|missed| format!("漏报 #{} {} {}：{}", missed.number, missed.kind, missed.file, missed.note)),
    );
    notes
}

fn total_row(score: &Score) -> ReportRow {
    let sum = |of: fn(&KindScore) -> usize| score.kinds.iter().map(of).sum::<usize>();
    let mut row = row(&KindScore {
        kind: String::new(),
        planted: sum(|kind| kind.planted),
        provable: provable(score),
        found: found(score),
        breaks: sum(|kind| kind.breaks),
        explained: explained(score),
        unexplained: sum(|kind| kind.unexplained),
        wrongly_explained: sum(|kind| kind.wrongly_explained),
    });
    if let Some(name) = row.cells.get_mut(1) {
        *name = Cell::Text("合计".to_owned());
    }
    row
}

fn row(kind: &KindScore) -> ReportRow {
    let name = DEFECTS.iter().find(|defect| defect.kind == kind.kind).map_or("", |defect| defect.name_zh);
    let mut cells = vec![Cell::Text(kind.kind.clone()), Cell::Text(name.to_owned())];
    let count = |value: usize| Cell::Integer(value as i64);
    cells.extend([kind.planted, kind.provable, kind.found].map(count));
    cells.push(cell_of_percent(kind.found, kind.provable));
    cells.extend([kind.breaks, kind.explained, kind.unexplained, kind.wrongly_explained].map(count));
    ReportRow { cells, links: Vec::new() }
}
