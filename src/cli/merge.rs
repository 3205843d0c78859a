//! `tongbi merge`: panels that were loaded in shards into one.

use super::{DONE, print_line};
use crate::error::Result;
use crate::panel::merge::with_crosswalk;
use crate::pipeline;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `merge`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 要合并的面板文件夹 / folders of the panels to join
    #[arg(required = true, value_name = "PART")]
    parts: Vec<PathBuf>,
    /// 合并到哪个面板文件夹 / folder of the panel to join them in
    #[arg(long, value_name = "DIR")]
    panel: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let (report, contradictions) = pipeline::merge(&arguments.parts, &arguments.panel)?;
    for contradiction in contradictions {
        eprintln!("注意：{contradiction}");
    }
    for path in with_crosswalk(&arguments.parts).iter().filter(|path| path.parent() != Some(&arguments.panel)) {
        eprintln!("提示：{}：确认过的对照没有合并；需要时请复制到 {}", path.display(), arguments.panel.display());
    }
    let count = |name: &str| report.manifest.counts.get(name).copied().unwrap_or(0);
    print_line(&format!(
        "合并 {} 个面板；面板现列 {} 份文件（含未读出的）、{} 个数字、{} 条说明、{} 个绩效指标、{} 条未读懂{}。",
        arguments.parts.len(),
        count("documents"),
        count("facts"),
        count("statements"),
        count("indicators"),
        count("unread"),
        if report.changed { "" } else { "（与合并前相同，未改动）" }
    ))?;
    Ok(DONE)
}
