//! Runs SQL over named tables, in this process.

use crate::error::{Error, Result};
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
    let planned = context.execute(sql).map_err(|error| Error::query(format!("SQL 有误：{error}")))?;
    planned.collect().map_err(|error| Error::query(format!("SQL 运行时出错：{error}")))
}
