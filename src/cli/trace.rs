//! `tongbi trace`: from a figure back to the page, and forward to what was computed from it.

use super::{DONE, print_line};
use crate::domain::{Flow, Form, FundSource, Money, MoneyUnit, Nature, Phase, RowLevel};
use crate::error::{Error, Result};
use crate::measures::{Prepared, Selection, engine};
use crate::panel::{Cells, Panel};
use crate::reports::sentences;
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
        return Err(Error::usage(format!("面板里没有编号为 {id} 的数字")));
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
        print_line("  （没有单独用到它的同比）")?;
    }
    for sentence in &computed {
        print_line(&format!("  {sentence}"))?;
    }
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

/// Sentences of comparisons in which the figure is this year's amount or the base.
fn computed_from(panel: &Panel, row: &Cells, id: i64) -> Result<Vec<String>> {
    let mut sentences_found = Vec::new();
    for by in crate::measures::Breakdown::ALL {
        let selection = Selection {
            departments: vec![row.text("department", 0).to_owned()],
            by: Some(*by),
            level: Some(crate::measures::Depth::Item),
            ..Selection::default()
        };
        let comparisons = Prepared::new(panel, &selection)?.comparisons()?;
        let own = comparisons
            .iter()
            .find(|comparison| comparison.fact_id == Some(id))
            .map(|comparison| (comparison.series.series_id, comparison.fiscal_year));
        let Some((series, year)) = own else { continue };
        let uses = |comparison: &&crate::measures::Comparison| {
            comparison.series.series_id == series
                && (comparison.fiscal_year == year || comparison.fiscal_year == year + 1)
        };
        sentences_found.extend(
            comparisons
                .iter()
                .filter(uses)
                .map(|comparison| sentences::change_sentence(comparison, MoneyUnit::WanYuan)),
        );
    }
    Ok(sentences_found)
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
