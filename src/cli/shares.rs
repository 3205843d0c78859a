//! `tongbi shares`: 占比 and 占比变动.

use super::selection::SelectionArguments;
use super::{DONE, OutputArguments};
use crate::error::{Error, Result};
use crate::reports::tables;
use clap::Args;

/// Arguments of `shares`.
#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let output = &arguments.output;
    if arguments.selection.min_change.is_some() {
        return Err(Error::usage("占比没有增减额，--min-change 只用于 compare 和 chart"));
    }
    let prepared = arguments.selection.prepare()?;
    let mut rows = prepared.shares()?;
    if let Some(top) = arguments.selection.top {
        rows.sort_by_key(|row| std::cmp::Reverse(row.amount_fen));
        rows.truncate(top);
    }
    let table = tables::share_table(&rows, output.unit(), &tables::Behind::of(&prepared));
    output.print(table)?;
    Ok(DONE)
}
