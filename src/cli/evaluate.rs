//! `tongbi evaluate`: findings and outliers scored against the truth of a sample.

use super::{DONE, OutputArguments, print_line};
use crate::domain::{MoneyUnit, Percent};
use crate::error::{Error, Result, disk_reason};
use crate::measures::engine;
use crate::panel::{Cells, Panel};
use crate::reports::ReportTable;
use crate::reports::model::{Cell, ColumnFormat, ReportColumn, ReportRow};
use crate::sample::defects::DEFECTS;
use crate::sample::evaluate::{Evidence, KindScore, OutlierScore, Score, read_findings, score, score_outliers};
use crate::sample::truth::Truth;
use clap::Args;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Arguments of `evaluate`.
#[derive(Args)]
pub(super) struct Arguments {
    /// sample 写出的 truth.json / the truth file of a sample
    #[arg(long, value_name = "FILE")]
    truth: PathBuf,
    /// tongbi check --format json 的结果 / output of check --format json
    #[arg(long, value_name = "FILE")]
    findings: Option<PathBuf>,
    /// 核对所用的面板，用来查出每条结果引用的数字和句子；没有时只看结果里的文字 / the panel that was checked
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
    if arguments.findings.is_none() && arguments.outliers.is_none() {
        return Err(Error::usage("请用 --findings 或 --outliers 给出要打分的结果"));
    }
    let truth: Truth = serde_json::from_str(&read(&arguments.truth)?).map_err(|error| {
        Error::usage(format!("不是 tongbi sample 写出的答案文件：{error}")).in_file(arguments.truth.display())
    })?;
    let wrong = |path: &Path| Error::usage("不是 JSON 数组形式的结果；请用 --format json 输出").in_file(path.display());
    let findings = match &arguments.findings {
        Some(path) => {
            let printed = arguments.panel.as_deref().map(printed).transpose()?.unwrap_or_default();
            let resolve = |id: i64| printed.get(&id).cloned();
            Some(score(&truth, &read_findings(&value(path)?, &resolve).ok_or_else(|| wrong(path))?))
        }
        None => None,
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

/// What figures and sentences of a panel print, by id.
fn printed(panel: &Path) -> Result<HashMap<i64, Evidence>> {
    let panel = Panel::open(panel)?;
    let mut found = HashMap::new();
    for (table, id, text) in [("facts", "fact_id", "printed"), ("statements", "statement_id", "text")] {
        let sql = format!(
            "SELECT {table}.{id} AS id, {table}.{text} AS text, documents.file AS file FROM {table} JOIN documents ON {table}.document_id = documents.document_id"
        );
        let frame = engine::query(&panel, &sql)?;
        let cells = Cells::of(&frame);
        for row in 0..frame.height() {
            let evidence =
                Evidence { file: cells.text("file", row).to_owned(), text: cells.text("text", row).to_owned() };
            found.insert(cells.integer("id", row), evidence);
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
        "recall": findings.and_then(|score| percent(found(score), planted(score))),
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

fn planted(score: &Score) -> usize {
    score.kinds.iter().map(|kind| kind.planted).sum()
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
        column("found", "找出", number),
        column("recall", "召回率%", number),
        column("explained", "原因正确", number),
        column("unexplained", "原因未证实", number),
        column("wrongly_explained", "原因错误", number),
    ];
    let mut rows: Vec<ReportRow> = findings.into_iter().flat_map(|score| score.kinds.iter().map(kind_row)).collect();
    let mut notes = Vec::new();
    if let Some(score) = findings {
        rows.push(total_row(score));
        let precision = percent(score.caused, score.breaks).unwrap_or_else(|| "—".to_owned());
        notes.push(format!("不平 {} 条，其中由植入错误引起 {} 条，精确率 {precision}%。", score.breaks, score.caused));
        notes.extend(
            score
                .false_alarms
                .iter()
                .take(SHOWN)
                .map(|alarm| format!("误报 {} {}：{}", alarm.code, alarm.file, alarm.message)),
        );
        notes.extend(
            score
                .missed
                .iter()
                .take(SHOWN)
                .map(|missed| format!("漏报 #{} {} {}：{}", missed.number, missed.kind, missed.file, missed.note)),
        );
    }
    if let Some(score) = outliers {
        rows.push(row("gross_outlier", score.planted, score.found, Cell::Blank, Cell::Blank, Cell::Blank));
        notes.push(format!("离群 {} 条，其中 {} 条所在的部门和年度没有植入离群值。", score.flagged, score.elsewhere));
        notes.extend(
            score
                .missed
                .iter()
                .take(SHOWN)
                .map(|missed| format!("未标出 #{} {}：{}", missed.number, missed.file, missed.note)),
        );
    }
    ReportTable { notes, ..ReportTable::new("evaluation", "", MoneyUnit::WanYuan, columns, rows) }
}

fn kind_row(kind: &KindScore) -> ReportRow {
    let count = |value: usize| Cell::Integer(value as i64);
    row(
        &kind.kind,
        kind.planted,
        kind.found,
        count(kind.explained),
        count(kind.unexplained),
        count(kind.wrongly_explained),
    )
}

fn total_row(score: &Score) -> ReportRow {
    let sum = |of: fn(&KindScore) -> usize| Cell::Integer(score.kinds.iter().map(of).sum::<usize>() as i64);
    let mut row = row(
        "",
        planted(score),
        found(score),
        sum(|kind| kind.explained),
        sum(|kind| kind.unexplained),
        sum(|kind| kind.wrongly_explained),
    );
    if let Some(name) = row.cells.get_mut(1) {
        *name = Cell::Text("合计".to_owned());
    }
    row
}

fn row(kind: &str, planted: usize, found: usize, right: Cell, open: Cell, wrong: Cell) -> ReportRow {
    let name = DEFECTS.iter().find(|defect| defect.kind == kind).map_or("", |defect| defect.name_zh);
    let cells = vec![
        Cell::Text(kind.to_owned()),
        Cell::Text(name.to_owned()),
        Cell::Integer(planted as i64),
        Cell::Integer(found as i64),
        cell_of_percent(found, planted),
        right,
        open,
        wrong,
    ];
    ReportRow { cells, links: Vec::new() }
}
