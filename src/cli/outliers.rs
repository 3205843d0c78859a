//! `tongbi outliers`: what stands apart from its peers and its own past, and why.

use super::selection::SelectionArguments;
use super::{DONE, OutputArguments};
use crate::error::{Error, Result};
use crate::measures::selection::wanted;
use crate::measures::{Prepared, Selection};
use crate::outliers::{self, Finding};
use crate::reports::outliers as report;
use clap::Args;

/// Arguments of `outliers`.
#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let output = &arguments.output;
    let asked = arguments.selection.selection()?;
    let by = asked.breakdown();
    // Peers and past are all departments and years, whichever of them are asked for.
    let all = Selection { departments: Vec::new(), regions: Vec::new(), years: None, by: Some(by), ..asked.clone() };
    let panel = arguments.selection.open()?;
    let prepared = Prepared::new(&panel, &all)?;
    let crosswalk = arguments.selection.crosswalk.crosswalk(&panel)?;
    let detection = outliers::detect(&prepared.comparisons()?, by, crosswalk.links());
    let inside = |finding: &&Finding| {
        let row = &finding.comparison;
        let years = asked.years.unwrap_or((i32::MIN, i32::MAX));
        wanted(&row.series, &asked) && (years.0..=years.1).contains(&row.fiscal_year)
    };
    let mut findings: Vec<Finding> = detection.findings.iter().filter(inside).cloned().collect();
    let notes = report::notes(&detection, &findings);
    if let Some(text) = &arguments.selection.min_change {
        let least = crate::domain::Amount::parse(text, output.unit())
            .ok()
            .flatten()
            .ok_or_else(|| Error::usage(format!("--min-change 要一个金额，不是“{text}”")))?;
        findings.retain(|finding| finding.materiality_fen >= least.value.fen().saturating_abs());
    }
    findings.truncate(arguments.selection.top.unwrap_or(usize::MAX));
    if findings.is_empty() {
        eprintln!("提示：所选范围内没有离群、新增、取消或正负相反");
    }
    let mut table = report::outlier_table(&findings, output.unit());
    table.notes = notes;
    output.print(table)?;
    Ok(DONE)
}
