//! `tongbi compare`: 同比.

use super::selection::SelectionArguments;
use super::{DONE, OutputArguments};
use crate::error::Result;
use crate::measures::State;
use crate::measures::decomposition::{Nesting, decompose};
use crate::reports::{decomposition, tables};
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
    let all = prepared.comparisons()?;
    if !all.is_empty() && all.iter().all(|row| row.state == State::MissingYear) && arguments.selection.by.is_none() {
        eprintln!("提示：这样分项没有上年数；总计的上年数可能写在说明里，用 --by department 看");
    }
    let parts = decompose(&all, arguments.selection.selection()?.breakdown(), Nesting::Flat);
    let rows = arguments.selection.restrict(all, output.unit())?;
    let mut table = tables::comparison_table(&rows, output.unit(), &tables::Behind::of(&prepared));
    table.notes = prepared.granularity_notes();
    table.notes.extend(decomposition::main_changes(&parts, output.unit()));
    output.print(table)?;
    Ok(DONE)
}
