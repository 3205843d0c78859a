//! `tongbi query`: SQL over the panel's tables.

use super::{DONE, EngineArguments, OutputArguments};
use crate::error::Result;
use crate::measures::engine;
use crate::reports::tables::frame_table;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `query`.
#[derive(Args)]
pub(super) struct Arguments {
    /// SQL；可用的表：facts、statements、indicators、documents、unread / the statement
    #[arg(allow_hyphen_values = true)]
    sql: String,
    /// 面板文件夹 / the panel's folder
    #[arg(long, value_name = "DIR")]
    panel: PathBuf,
    #[command(flatten)]
    engine: EngineArguments,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let panel = arguments.engine.open(&arguments.panel)?;
    let frame = engine::query(&panel, &arguments.sql)?;
    arguments.output.print(frame_table(&frame))?;
    Ok(DONE)
}
