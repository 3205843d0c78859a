//! `tongbi trace`: from a figure back to the page, and forward to what was computed from it.

use super::{DONE, print_line};
use crate::domain::{Flow, Form, FundSource, Money, Nature, Phase, RowLevel};
use crate::error::{Error, Result};
use crate::measures::{Breakdown, Comparison, Depth, Prepared, Selection, engine};
use crate::panel::{Cells, Panel};
use crate::reports::sentences;
use crate::reports::summary::sentence_unit;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `trace`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 数字编号（fact_id，见 compare --format json 或 query）/ id of the figure
    #[arg(allow_hyphen_values = true)]
    fact_id: String,
    /// 面板文件夹 / the panel's folder
    #[arg(long, value_name = "DIR")]
    panel: PathBuf,
    /// 输出格式 / output format
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json"])]
    format: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let id: i64 = arguments
        .fact_id
        .trim()
        .parse()
        .map_err(|_| Error::usage(format!("数字编号应是整数，不是“{}”", arguments.fact_id)))?;
    let panel = Panel::open(&arguments.panel)?;
    let sql = format!(
        "SELECT facts.*, documents.file AS file, documents.format AS format FROM facts JOIN documents ON facts.document_id = documents.document_id WHERE facts.fact_id = {id}"
    );
    let frame = engine::query(&panel, &sql)?;
    if frame.height() == 0 {
        return trace_statement(&panel, id, &arguments.format);
    }
    let row = Cells::of(&frame);
    let computed = computed_from(&panel, &row, id)?;
    if arguments.format == "json" {
        return print_json(&row, id, &computed);
    }
    for line in describe(&row, id) {
        print_line(&line)?;
    }
    print_line("由它算出：")?;
    if computed.is_empty() {
        print_line("  （没有用到它的同比和占比）")?;
    }
    for sentence in &computed {
        print_line(&format!("  {sentence}"))?;
    }
    Ok(DONE)
}

/// A sentence of the prose, such as the one that a base was derived from.
fn trace_statement(panel: &Panel, id: i64, format: &str) -> Result<u8> {
    let sql = format!(
        "SELECT statements.*, documents.file AS file FROM statements JOIN documents ON statements.document_id = documents.document_id WHERE statements.statement_id = {id}"
    );
    let frame = engine::query(panel, &sql)?;
    if frame.height() == 0 {
        return Err(Error::usage(format!("面板里没有编号为 {id} 的数字或说明")));
    }
    let row = Cells::of(&frame);
    let locator = row.locator(0);
    if format == "json" {
        let value = serde_json::json!({
            "statement_id": id,
            "file": row.text("file", 0),
            "document_id": row.text("document_id", 0),
            "page": locator.page, "line": locator.line,
            "text": row.text("text", 0),
            "subject": row.text("subject", 0),
            "department": row.text("department", 0),
            "fiscal_year": row.small("fiscal_year", 0),
            "reason": row.text("reason", 0),
        });
        print_line(&serde_json::to_string_pretty(&value).map_err(|error| Error::write(error.to_string()))?)?;
        return Ok(DONE);
    }
    let lines = [
        format!("编号：{id}（说明里的一句）"),
        format!("部门：{}", row.text("department", 0)),
        format!("年度：{}", row.small("fiscal_year", 0).unwrap_or_default()),
        format!("说的是：{}", row.text("subject", 0)),
        format!("原文：{}", row.text("text", 0)),
        format!("文件：{}", row.text("file", 0)),
        format!("位置：{locator}"),
    ];
    lines.iter().try_for_each(|line| print_line(line))?;
    Ok(DONE)
}

fn describe(row: &Cells, id: i64) -> Vec<String> {
    let form = Form::from_id(row.text("form", 0)).map_or("", Form::name_zh);
    let codes: Vec<&str> = ["function_code", "economic_code", "government_economic_code", "project_code"]
        .iter()
        .map(|name| row.text(name, 0))
        .filter(|code| !code.is_empty())
        .collect();
    vec![
        format!("编号：{id}"),
        format!(
            "部门：{}",
            [row.text("department_code", 0), row.text("department", 0), row.text("unit", 0)].join(" ").trim()
        ),
        format!(
            "年度：{}（{}）",
            row.small("fiscal_year", 0).unwrap_or_default(),
            Phase::from_id(row.text("phase", 0)).map_or("", Phase::name_zh)
        ),
        format!("表：{form}（{}）", row.text("form", 0)),
        format!("项目：{}", [codes.join(" ").as_str(), row.text("item", 0), &kind(row)].join(" ").trim()),
        format!("金额：{}", Money::from_fen(row.integer("amount_fen", 0))),
        format!("原文：{}", row.text("printed", 0)),
        format!("文件：{}", row.text("file", 0)),
        format!("位置：{}", row.locator(0)),
    ]
}

/// Direction, fund and nature in words.
fn kind(row: &Cells) -> String {
    let flow = Flow::from_id(row.text("flow", 0)).map_or("", Flow::name_zh);
    let fund = FundSource::from_id(row.text("fund", 0)).map_or("", FundSource::name_zh);
    let nature =
        Nature::from_id(row.text("nature", 0)).filter(|nature| *nature != Nature::Total).map_or("", Nature::name_zh);
    let level = RowLevel::from_id(row.text("level", 0)).map_or("", RowLevel::name_zh);
    format!(
        "（{}）",
        [flow, fund, nature, level].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("，")
    )
}

/// Sentences of what the figure is this year's amount of, a part of, or the base of: its changes and its share.
fn computed_from(panel: &Panel, row: &Cells, id: i64) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for by in Breakdown::ALL {
        let classified = matches!(by, Breakdown::Function | Breakdown::Economic);
        for level in if classified { Depth::ALL } else { &[Depth::Item] } {
            let selection = Selection {
                departments: vec![row.text("department", 0).to_owned()],
                by: Some(*by),
                level: Some(*level),
                ..Selection::default()
            };
            let prepared = Prepared::new(panel, &selection)?;
            let comparisons = prepared.comparisons()?;
            let Some(own) = comparisons.iter().find(|comparison| comparison.fact_ids.contains(&id)) else { continue };
            let (series, year) = (own.series.series_id, own.fiscal_year);
            let uses = |comparison: &&Comparison| {
                comparison.series.series_id == series
                    && (comparison.fiscal_year == year || comparison.fiscal_year == year + 1)
            };
            let changes = comparisons
                .iter()
                .filter(uses)
                .map(|comparison| sentences::change_sentence(comparison, sentence_unit(None, &[comparison])));
            let shares = prepared.shares()?;
            let share = shares
                .iter()
                .find(|share| share.series.series_id == series && share.fiscal_year == year)
                .filter(|share| share.amount_fen != share.whole_fen)
                .and_then(|share| {
                    Some(format!("{}{}年按{}占整体的{}%。", share.series.item, year, by.name_zh(), share.share?))
                });
            for sentence in changes.chain(share) {
                if !found.contains(&sentence) {
                    found.push(sentence);
                }
            }
        }
    }
    Ok(found)
}

fn print_json(row: &Cells, id: i64, computed: &[String]) -> Result<u8> {
    let locator = row.locator(0);
    let value = serde_json::json!({
        "fact_id": id,
        "file": row.text("file", 0),
        "document_id": row.text("document_id", 0),
        "page": locator.page, "line": locator.line, "table": locator.table, "row": locator.row, "column": locator.column,
        "printed": row.text("printed", 0),
        "amount_fen": row.integer("amount_fen", 0),
        "department": row.text("department", 0),
        "fiscal_year": row.small("fiscal_year", 0),
        "form": row.text("form", 0),
        "item": row.text("item", 0),
        "computed": computed,
    });
    print_line(&serde_json::to_string_pretty(&value).map_err(|error| Error::write(error.to_string()))?)?;
    Ok(DONE)
}
