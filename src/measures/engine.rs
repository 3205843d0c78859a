//! Runs SQL over named tables: in this process, or on the engine that answers about the panel.

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
    let planned = context.execute(sql).map_err(|error| {
        let words = error.to_string();
        Error::query(format!("SQL 写得不对（引擎原话：{}）", words.trim_start_matches("sql parser error: ")))
    })?;
    // The streaming engine halves time and memory of the joins and groupings that the measures are made of. A query
    // without sinks of its own always has a single result.
    let result = planned.collect_with_engine(Engine::Streaming);
    result
        .map(|result| result.unwrap_single())
        .map_err(|error| Error::query(format!("SQL 运行不了（引擎原话：{error}）")))
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
