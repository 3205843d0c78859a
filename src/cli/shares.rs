//! `tongbi shares`: 占比 and 占比变动.

use super::selection::SelectionArguments;
use super::{DONE, OutputArguments};
use crate::error::Result;
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
    let prepared = arguments.selection.prepare()?;
    let mut rows = prepared.shares()?;
    if let Some(top) = arguments.selection.top {
        rows.sort_by_key(|row| std::cmp::Reverse(row.amount_fen));
        rows.truncate(top);
    }
    let table = tables::share_table(&rows, output.unit(), output.output()?.for_people);
    output.print(table)?;
    Ok(DONE)
}
