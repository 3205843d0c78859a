//! `tongbi load`: documents into a panel.

use super::{DONE, SOME_UNREADABLE, WRONG_USE, print_line};
use crate::corpus::{self, Found, Shard};
use crate::domain::Phase;
use crate::error::Result;
use crate::panel::DocumentRecord;
use crate::pipeline::{self, Loaded};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;

/// Arguments of `load`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 公开文件、文件夹或通配符 / files, folders or globs
    #[arg(required = true, value_name = "SRC")]
    sources: Vec<String>,
    /// 面板文件夹 / the panel's folder
    #[arg(long, value_name = "DIR")]
    panel: PathBuf,
    /// CSV、Parquet 数据表的映射文件 / mapping file (TOML) for CSV and Parquet tables
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// 只读其中一份：I/N，按路径顺序每 N 个取第 I 个；各份用 tongbi merge 合并 / only every N-th input, from the I-th; join with merge
    #[arg(long, value_name = "I/N")]
    shard: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let shard = arguments.shard.as_deref().map(Shard::parse).transpose()?;
    let found = corpus::find(&arguments.sources, arguments.mapping.as_deref())?;
    let found = match shard {
        Some(shard) => found.shard(shard),
        None => found,
    };
    let loaded = load_found(found, &arguments.panel)?;
    summarise(&loaded)?;
    Ok(exit_code(&loaded))
}

/// Reads the sources into the panel, with progress on a terminal.
pub(super) fn load(sources: &[String], panel: &std::path::Path, mapping: Option<&std::path::Path>) -> Result<Loaded> {
    load_found(corpus::find(sources, mapping)?, panel)
}

fn load_found(found: Found, panel: &std::path::Path) -> Result<Loaded> {
    let bar = ProgressBar::new(found.inputs.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let loaded = pipeline::load(found, panel, &|record: &DocumentRecord| {
        bar.set_message(record.file.clone());
        bar.inc(1);
    });
    bar.finish_and_clear();
    loaded
}

/// 0, 2 where nothing was readable, 3 where something was not.
pub(super) fn exit_code(loaded: &Loaded) -> u8 {
    if loaded.report.is_none() {
        WRONG_USE
    } else if loaded.errors.is_empty() {
        DONE
    } else {
        SOME_UNREADABLE
    }
}

/// How many unread amounts of one document are spelled out.
const BAD_AMOUNTS_SHOWN: usize = 5;

/// One line per document on standard output, problems on standard error, then a summary.
pub(super) fn summarise(loaded: &Loaded) -> Result<()> {
    for outcome in &loaded.outcomes {
        if outcome.record.failure.is_empty() {
            print_line(&document_line(&outcome.record))?;
        }
        for bad in outcome.bad_amounts.iter().take(BAD_AMOUNTS_SHOWN) {
            eprintln!(
                "提示：{} {}：“{}”没有收入：{}",
                outcome.record.file,
                bad.locator,
                bad.text.replace('\n', "⏎"),
                bad.reason
            );
        }
        if outcome.bad_amounts.len() > BAD_AMOUNTS_SHOWN {
            eprintln!(
                "提示：{}：另有 {} 处数字没有收入，见 tongbi query \"SELECT * FROM unread\"",
                outcome.record.file,
                outcome.bad_amounts.len() - BAD_AMOUNTS_SHOWN
            );
        }
    }
    for contradiction in &loaded.contradictions {
        eprintln!("注意：{contradiction}");
    }
    for error in &loaded.errors {
        eprintln!("错误：{error}");
    }
    if !loaded.skipped.is_empty() {
        eprintln!(
            "提示：跳过 {} 个不是公开文件、也没有映射的文件：{}",
            loaded.skipped.len(),
            loaded.skipped.join("、")
        );
    }
    let Some(report) = &loaded.report else {
        if loaded.outcomes.is_empty() && loaded.errors.is_empty() {
            eprintln!("错误：没有找到能读的文件；读哪些格式见 tongbi list formats");
        }
        eprintln!("没有读出任何文件，面板未改动。");
        return Ok(());
    };
    let count = |name: &str| report.manifest.counts.get(name).copied().unwrap_or(0);
    let read = loaded.outcomes.iter().filter(|outcome| outcome.record.failure.is_empty()).count();
    print_line(&format!(
        "读出 {read} 份，未读出 {} 份；面板现有 {} 份文件、{} 个数字、{} 条说明、{} 个绩效指标、{} 条未读懂{}。",
        loaded.outcomes.len() - read,
        count("documents").saturating_sub(unreadable(loaded)),
        count("facts"),
        count("statements"),
        count("indicators"),
        count("unread"),
        if report.changed { "" } else { "（与载入前相同，未改动）" }
    ))
}

/// Inputs of this load that stand in the panel's list as unreadable.
fn unreadable(loaded: &Loaded) -> u64 {
    loaded.outcomes.iter().filter(|outcome| !outcome.record.failure.is_empty()).count() as u64
}

fn document_line(record: &DocumentRecord) -> String {
    let year = record.fiscal_year.map_or_else(|| "多年".to_owned(), |year| format!("{year} 年"));
    let phase = Phase::from_id(&record.phase).map_or("", Phase::name_zh);
    let who = if record.department.is_empty() { "多个部门" } else { record.department.as_str() };
    let guessed = if record.from_file_name.is_empty() {
        String::new()
    } else {
        format!("（{}取自文件名）", record.from_file_name)
    };
    let sentences = if record.sentences_with_amount == 0 {
        String::new()
    } else {
        format!("（带金额的句子 {}/{} 读懂）", record.sentences_understood, record.sentences_with_amount)
    };
    format!(
        "{}：{who} {year}{phase}{guessed}，数字 {}，说明 {}{sentences}，指标 {}，未读懂 {}；{}",
        record.file,
        record.facts,
        record.statements,
        record.indicators,
        record.unread,
        if record.forms.is_empty() { "没有表" } else { record.forms.as_str() }
    )
}
