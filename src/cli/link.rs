//! `tongbi link`: proposes links between what changed its name or code, and keeps what the user confirmed.

use super::selection::CrosswalkArguments;
use super::{DONE, OutputArguments, print_line};
use crate::crosswalk::{Crosswalk, Decision, Link, check, entities, file, propose, shipped};
use crate::error::{Error, Result, disk_reason};
use crate::panel::{CROSSWALK_FILE, Panel};
use crate::reports::tables;
use clap::Args;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Arguments of `link`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 面板文件夹 / the panel's folder
    #[arg(long, value_name = "DIR")]
    panel: PathBuf,
    /// 采用这张表里 decision 为 confirm 的对照，记住 reject 的，存进面板 / keep the decisions of this table in the panel
    #[arg(long, value_name = "FILE")]
    confirm: Option<PathBuf>,
    /// 只列把握不小于 N（0–100）的；与 --confirm 同用时，表里没填 decision 而把握不小于 N 的也确认 / least confidence
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100))]
    at_least: Option<u8>,
    /// 只列某一类 / only links of one subject
    #[arg(long, value_name = "SUBJECT", value_parser = ["department", "unit", "function", "economic", "government_economic", "project"])]
    subject: Option<String>,
    /// 也列出已在用的对照 / list the links in force, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    output: OutputArguments,
    /// 另加对照表（CSV 或 TOML），其中已有的不再提议 / further crosswalks, whose links are not proposed again
    #[arg(long, value_name = "FILE")]
    crosswalk: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let panel = Panel::open(&arguments.panel)?;
    if let Some(path) = &arguments.confirm {
        return confirm(&panel, path, arguments.at_least);
    }
    let own = CrosswalkArguments { crosswalk: arguments.crosswalk.clone(), basis: "comparable".to_owned() };
    let crosswalk = own.crosswalk(&panel)?;
    let mut links = propose::propose(&entities::families(&panel)?, &crosswalk);
    if arguments.all {
        links.extend(crosswalk.links().iter().cloned());
    }
    links.retain(|link| link.confidence >= arguments.at_least.unwrap_or(0));
    links.retain(|link| arguments.subject.as_deref().is_none_or(|subject| subject == link.subject.id()));
    if links.is_empty() {
        eprintln!("提示：没有要确认的对照：年度之间的部门、科目、项目都接得上，或者已经确认过");
    }
    arguments.output.print(tables::link_table(&links, arguments.output.unit()))?;
    Ok(DONE)
}

/// Takes the decisions of a table over into the panel's own crosswalk.
fn confirm(panel: &Panel, path: &Path, at_least: Option<u8>) -> Result<u8> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::usage(format!("读不出：{}", disk_reason(&error))).in_file(path.display()))?;
    let mut decided = file::parse(&text, &path.to_string_lossy(), Decision::Confirmed)?;
    for link in decided.iter_mut().filter(|link| link.decision == Decision::Open) {
        if at_least.is_some_and(|least| link.confidence >= least) {
            link.decision = Decision::Confirmed;
        }
    }
    let open = decided.iter().filter(|link| link.decision == Decision::Open).count();
    decided.retain(|link| link.decision != Decision::Open);
    let kept = panel.folder().join(CROSSWALK_FILE);
    let before = match panel.crosswalk()? {
        Some(text) => file::parse(&text, &kept.to_string_lossy(), Decision::Confirmed)?,
        None => Vec::new(),
    };
    let merged = merge(before, decided);
    let confirmed: Vec<Link> = merged.iter().filter(|link| link.decision == Decision::Confirmed).cloned().collect();
    check::against(&confirmed, &check::Seen::of(panel)?)?;
    Crosswalk::new(merged.iter().cloned().chain(shipped::links()?).collect())?;
    std::fs::write(&kept, file::print(&merged)?)
        .map_err(|error| Error::write(format!("写不进去：{}", disk_reason(&error))).in_file(kept.display()))?;
    print_line(&format!(
        "已存进 {}：确认 {} 条，否决 {} 条；还有 {open} 条没有决定。以后 compare、shares、report 都用它。",
        kept.display(),
        confirmed.len(),
        merged.len() - confirmed.len()
    ))?;
    Ok(DONE)
}

/// Earlier decisions with the new ones, which win.
fn merge(before: Vec<Link>, decided: Vec<Link>) -> Vec<Link> {
    let mut merged = before;
    let mut places: HashMap<check::Identity, usize> =
        merged.iter().enumerate().map(|(place, link)| (check::identity(link), place)).collect();
    for link in decided {
        match places.get(&check::identity(&link)).and_then(|place| merged.get_mut(*place)) {
            Some(kept) => *kept = link,
            None => {
                places.insert(check::identity(&link), merged.len());
                merged.push(link);
            }
        }
    }
    merged
}
