//! `tongbi peers`: departments side by side, with ranks and rank changes.

use super::selection::SelectionArguments;
use super::{DONE, OutputArguments};
use crate::error::{Error, Result};
use crate::measures::peers::{self, Indicator};
use crate::reports::peers::peer_table;
use clap::Args;
use clap::builder::PossibleValuesParser;

/// Arguments of `peers`.
#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: SelectionArguments,
    /// 只列这些指标，可多次；不写则列出全部 / only these indicators; repeatable
    #[arg(long, value_name = "INDICATOR", value_parser = PossibleValuesParser::new(Indicator::ALL.iter().map(|indicator| indicator.id())))]
    indicator: Vec<String>,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let selection = &arguments.selection;
    if selection.by.is_some() || selection.level.is_some() || selection.min_change.is_some() {
        return Err(Error::usage(
            "横向比较按部门列各项指标，--by、--level、--min-change 不用于 peers；要看哪些指标用 --indicator",
        ));
    }
    let panel = selection.open()?;
    let mut rows = peers::peers(&panel, &selection.selection()?)?;
    rows.retain(|row| arguments.indicator.is_empty() || arguments.indicator.iter().any(|id| id == row.indicator.id()));
    if let Some(top) = selection.top {
        rows.retain(|row| usize::try_from(row.rank).is_ok_and(|rank| rank <= top));
    }
    if rows.is_empty() {
        eprintln!("提示：所选范围内没有可比的指标；执行率要有决算，车均、人均要有写明数量的说明");
    }
    arguments.output.print(peer_table(&rows, arguments.output.unit()))?;
    Ok(DONE)
}
