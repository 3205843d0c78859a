//! `tongbi why`: why a total changed, part by part.

use super::selection::SelectionArguments;
use super::{DONE, OutputArguments};
use crate::error::Result;
use crate::measures::decomposition::{Decomposition, Nesting, decompose};
use crate::reports::decomposition;
use clap::Args;

/// Arguments of `why`.
#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let mut selection = arguments.selection.clone();
    // Classes and sections are the upper levels of the table, whatever the depth.
    selection.level.get_or_insert_with(|| "item".to_owned());
    let unit = arguments.output.unit();
    let rows = selection.prepare()?.comparisons()?;
    let mut taken_apart = decompose(&rows, selection.selection()?.breakdown(), Nesting::Nested);
    let least = selection.least_change(unit)?;
    for one in &mut taken_apart {
        keep(one, least, selection.top);
    }
    if taken_apart.is_empty() {
        eprintln!("提示：没有相邻两年都公开的总额，没有可分解的变动");
    }
    arguments.output.print(decomposition::table(&taken_apart, unit))?;
    Ok(DONE)
}

/// Leaves out small parts, and of each whole all but the largest ones, with the parts that they lie in.
fn keep(decomposition: &mut Decomposition, least: u64, top: Option<usize>) {
    let mut sizes: Vec<u64> = decomposition.leaves().map(|part| part.change_fen().unsigned_abs()).collect();
    sizes.sort_unstable_by_key(|size| std::cmp::Reverse(*size));
    let smallest = top.map_or(0, |top| top.checked_sub(1).and_then(|last| sizes.get(last)).copied().unwrap_or(0));
    let least = least.max(smallest);
    let mut depth_kept = 0;
    let mut kept = Vec::new();
    for part in decomposition.parts.drain(..).rev() {
        let has_kept_parts = part.state.is_none() && depth_kept > part.depth;
        if has_kept_parts || part.state.is_some() && part.change_fen().unsigned_abs() >= least {
            depth_kept = part.depth;
            kept.push(part);
        }
    }
    kept.reverse();
    decomposition.parts = kept;
}
