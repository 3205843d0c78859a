//! `tongbi compare`: 同比.

use super::selection::SelectionArguments;
use super::{DONE, OutputArguments};
use crate::error::Result;
use crate::reports::tables;
use clap::Args;

/// Arguments of `compare`.
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
    let rows = arguments.selection.restrict(prepared.comparisons()?, output.unit())?;
    let mut table = tables::comparison_table(&rows, output.unit(), output.output()?.for_people);
    table.notes = prepared.granularity_notes();
    output.print(table)?;
    Ok(DONE)
}
