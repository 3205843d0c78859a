//! Runs SQL over named tables: in this process, or on the engine that answers about the panel.

use crate::domain::label;
use crate::error::{Error, Result};
use crate::panel::Panel;
use polars::prelude::*;
use polars::sql::SQLContext;

/// Runs one SQL statement over the tables.
///
/// # Errors
/// When the statement is wrong or fails; the message says what the engine said.
pub fn run(sql: &str, tables: &[(&str, LazyFrame)]) -> Result<DataFrame> {
    let mut context = SQLContext::new();
    for (name, frame) in tables {
        context.register(name, frame.clone());
    }
    let planned = context.execute(sql).map_err(|error| in_words("SQL 写得不对", &error.to_string(), tables))?;
    // The streaming engine halves time and memory of the joins and groupings that the measures are made of. A query
    // without sinks of its own always has a single result.
    let result = planned.collect_with_engine(Engine::Streaming);
    result.map(|result| result.unwrap_single()).map_err(|error| in_words("SQL 运行不了", &error.to_string(), tables))
}

/// What most likely is wrong, in Chinese, with what the engine said in brackets.
fn in_words(what: &str, said: &str, tables: &[(&str, LazyFrame)]) -> Error {
    let said = said.trim_start_matches("sql parser error: ").trim_start_matches("not found: ");
    let said = said.split_once("; valid columns").map_or(said, |(said, _)| said).trim_end_matches(['.', '。']);
    let quoted = |before: &str, mark: char| {
        let (_, rest) = said.split_once(before)?;
        rest.trim_start().strip_prefix(mark)?.split_once(mark).map(|(word, _)| word.to_owned())
    };
    let column = quoted("unable to find column", '"').or_else(|| quoted("no column named", '\''));
    let cause = if let Some(table) = quoted("relation", '\'') {
        let names: Vec<&str> = tables.iter().map(|(name, _)| *name).collect();
        let hint = label::nearest(&table, names.iter().copied()).first().map(|name| format!("；是不是 {name}"));
        format!("没有表 {table}{}；可用的表：{}", hint.unwrap_or_default(), names.join("、"))
    } else if let Some(column) = column {
        format!("没有列 {column}{}", nearest_columns(&column, tables))
    } else if let Some(function) = quoted("unsupported function", '\'') {
        format!("没有函数 {function}")
    } else if said.contains("not supported for dtype `str`") {
        "对文字的列做了数字的运算".to_owned()
    } else {
        what.to_owned()
    };
    Error::query(format!("{cause}（引擎原话：{said}）"))
}

/// The columns with the nearest names, each with its table; where none is near, how to see them.
fn nearest_columns(column: &str, tables: &[(&str, LazyFrame)]) -> String {
    let schemas: Vec<(&str, SchemaRef)> =
        tables.iter().filter_map(|(name, frame)| Some((*name, frame.clone().collect_schema().ok()?))).collect();
    let names = schemas.iter().flat_map(|(_, schema)| schema.iter_names().map(|name| name.as_str()));
    let Some(nearest) = label::nearest(column, names).first().copied() else {
        return "；看一张表有哪些列：SELECT * FROM facts LIMIT 1".to_owned();
    };
    let with = schemas.iter().filter(|(_, schema)| schema.contains(nearest)).map(|(name, _)| *name);
    format!("；是不是 {nearest}（在 {} 里）", with.collect::<Vec<_>>().join("、"))
}

/// Runs one SQL statement over the tables of a panel. Where it fails because a file of the panel is damaged, the
/// message names that file.
///
/// # Errors
/// When the statement is wrong or fails, or the panel is damaged.
pub fn query(panel: &Panel, sql: &str) -> Result<DataFrame> {
    if let Some(remote) = panel.remote() {
        return remote.run(sql, &panel.remote_tables()?);
    }
    run(sql, &panel.tables()?).map_err(|error| panel.damage().unwrap_or(error))
}
