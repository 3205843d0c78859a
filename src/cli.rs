//! Arguments, exit codes, progress. Help is bilingual; all other output is Chinese.

mod chart;
mod check;
mod cluster;
mod compare;
mod completions;
mod draft;
mod evaluate;
mod explain;
mod link;
mod list;
mod load;
mod measure;
mod merge;
mod outliers;
mod peers;
mod query;
mod report;
mod sample;
mod selection;
mod shares;
mod trace;
mod usage;
mod why;

use crate::cluster::{EMBEDDED, engine};
use crate::domain::MoneyUnit;
use crate::error::{Error, Result, disk_reason};
use crate::panel::Panel;
use crate::reports::{OUTPUTS, Output, Report, ReportTable, outputs};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 0: done.
const DONE: u8 = 0;
/// 1: `chart --lint` found something.
const FOUND_SOMETHING: u8 = 1;
/// 2: wrong use, or nothing readable.
const WRONG_USE: u8 = 2;
/// 3: done, but some inputs could not be read.
const SOME_UNREADABLE: u8 = 3;

/// tongbi 同比 – 把公开的部门预算变成精确的多年比较 / exact multi-year comparison of published budgets
#[derive(Parser)]
#[command(name = "tongbi", version, arg_required_else_help = false, max_term_width = 120)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// 一步到位：读取、比较、画图，写出报告文件夹 / the main job in one step: read, compare, chart, report
    Report(report::Arguments),
    /// 读取公开文件（文件、文件夹、通配符）到面板 / read disclosures into a panel
    Load(load::Arguments),
    /// 把分片载入的几个面板合并成一个 / join panels that were loaded in shards
    Merge(merge::Arguments),
    /// 同比：金额、增减额、增减率、状态、拉动、贡献率、定基比、年均增长、位次 / year-over-year comparison
    Compare(compare::Arguments),
    /// 增减原因：逐层分解总额的变动，规模效应和份额效应 / why a total changed, part by part
    Why(why::Arguments),
    /// 占比和占比变动 / shares and their shifts
    Shares(shares::Arguments),
    /// 离群：远离同类和自身历年的变化，附得分、金额和理由 / outliers with peer group, score, materiality, reason
    Outliers(outliers::Arguments),
    /// 横向比较：执行率、占比、集中度、人均车均，位次和位次变动 / departments side by side, with ranks
    Peers(peers::Arguments),
    /// 勾稽：表内、表间、文表、年际、汇总是否一致，为什么不一致 / do tables, prose, years and documents agree, and why not
    Check(check::Arguments),
    /// 起草情况说明：数字取自面板，增减已算好，原因留空 / draft the narrative: figures filled in, reasons left blank
    Draft(draft::Arguments),
    /// 提议并确认年度之间的对照：更名、改码、拆分、合并、划转 / propose and confirm links over the years
    Link(link::Arguments),
    /// 画一张图（PNG 或 SVG） / draw one chart
    Chart(chart::Arguments),
    /// 追查一个数字的出处和由它算出的结果 / where a figure comes from and what was computed from it
    Trace(trace::Arguments),
    /// 用 SQL 查询面板 / SQL over the panel's tables
    Query(query::Arguments),
    /// 整个面板的一项指标，按整数写成文件，大小不限 / one measure over the whole panel into a file of any size
    Measure(measure::Arguments),
    /// 列出指标、表样、格式等目录 / list the catalogues
    List(list::Arguments),
    /// 解释一个指标、表样或格式 / explain one entry of a catalogue
    Explain(explain::Arguments),
    /// 合成公开文件和植入错误的答案，用来试用和评测 / synthetic disclosures with a truth file
    Sample(sample::Arguments),
    /// 用植入错误的答案给核对和离群结果打分 / score findings and outliers against the truth of a sample
    Evaluate(evaluate::Arguments),
    /// 集群的调度器和执行器，供 --engine ballista:// 使用 / the servers of a cluster
    Cluster(cluster::Arguments),
    /// 生成命令行补全脚本 / shell completions
    Completions(completions::Arguments),
}

/// Where measures and queries run.
#[derive(Args, Clone, Debug)]
struct EngineArguments {
    /// 在哪里算：embedded 本机，ballista://主机:端口 集群 / where to compute: this machine, or a cluster
    #[arg(long, value_name = "ENGINE", default_value = EMBEDDED)]
    engine: String,
}

impl EngineArguments {
    /// Opens a panel, to be answered by the engine asked for.
    fn open(&self, folder: &Path) -> Result<Panel> {
        let panel = Panel::open(folder)?;
        Ok(panel.answered_by(engine(&self.engine)?))
    }
}

/// How results are printed.
#[derive(Args, Clone, Debug)]
struct OutputArguments {
    /// 输出格式 / output format
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "csv", "json", "markdown"])]
    format: String,
    /// 金额单位：元、万元、亿元 / unit of money in tables: yuan, wan (10⁴), yi (10⁸)
    #[arg(long, value_name = "UNIT", default_value = "wan", value_parser = ["yuan", "wan", "yi"])]
    unit: String,
    /// 写到文件；扩展名可以决定格式：.csv、.json、.md、.html、.xlsx、.docx / write to a file, in the format of its extension
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl OutputArguments {
    fn unit(&self) -> MoneyUnit {
        MoneyUnit::from_id(&self.unit).unwrap_or(MoneyUnit::WanYuan)
    }

    /// The format asked for; where only a file is named, the one that its extension says: `-o 底稿.xlsx`.
    fn output(&self) -> Result<&'static Output> {
        let by_name = self.output.as_deref().and_then(Path::extension).and_then(|extension| extension.to_str());
        let by_name =
            by_name.and_then(|extension| OUTPUTS.iter().copied().find(|output| output.extension == extension));
        if let (Some(output), "table") = (by_name, self.format.as_str()) {
            return Ok(output);
        }
        outputs::output(&self.format).ok_or_else(|| Error::usage(format!("没有输出格式“{}”", self.format)))
    }

    /// Prints a table as asked.
    fn print(&self, table: ReportTable) -> Result<()> {
        let mut bytes = Vec::new();
        (self.output()?.write)(&Report::of_table(table), &mut bytes)?;
        match &self.output {
            Some(path) => std::fs::write(path, bytes)
                .map_err(|error| Error::write(format!("写不进去：{}", disk_reason(&error))).in_file(path.display())),
            None => print_bytes(&bytes),
        }
    }
}

/// Writes to standard output; a reader that stops early (`| head`) is no error.
fn print_bytes(bytes: &[u8]) -> Result<()> {
    match std::io::stdout().lock().write_all(bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::write(format!("写不出结果：{error}")))
        }
        _ => Ok(()),
    }
}

fn print_line(text: &str) -> Result<()> {
    print_bytes(format!("{text}\n").as_bytes())
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    // `tongbi help compare` is what some type first.
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.push("--help".into());
    }
    let parsed = usage::in_chinese(Arguments::command()).try_get_matches_from(words);
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => {
            if !error.use_stderr() {
                let _ = error.print();
                return ExitCode::from(DONE);
            }
            eprintln!("错误：{}", usage::message(&error));
            return ExitCode::from(WRONG_USE);
        }
    };
    match run(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("错误：{error}");
            ExitCode::from(WRONG_USE)
        }
    }
}

fn run(arguments: Arguments) -> Result<u8> {
    match arguments.command {
        None => introduce(),
        Some(Command::Report(arguments)) => report::run(&arguments),
        Some(Command::Load(arguments)) => load::run(&arguments),
        Some(Command::Merge(arguments)) => merge::run(&arguments),
        Some(Command::Compare(arguments)) => compare::run(&arguments),
        Some(Command::Why(arguments)) => why::run(&arguments),
        Some(Command::Shares(arguments)) => shares::run(&arguments),
        Some(Command::Outliers(arguments)) => outliers::run(&arguments),
        Some(Command::Peers(arguments)) => peers::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Draft(arguments)) => draft::run(&arguments),
        Some(Command::Link(arguments)) => link::run(&arguments),
        Some(Command::Chart(arguments)) => chart::run(&arguments),
        Some(Command::Trace(arguments)) => trace::run(&arguments),
        Some(Command::Query(arguments)) => query::run(&arguments),
        Some(Command::Measure(arguments)) => measure::run(&arguments),
        Some(Command::List(arguments)) => list::run(&arguments),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Sample(arguments)) => sample::run(&arguments),
        Some(Command::Evaluate(arguments)) => evaluate::run(&arguments),
        Some(Command::Cluster(arguments)) => cluster::run(&arguments),
        Some(Command::Completions(arguments)) => {
            completions::run(&arguments, &mut usage::in_chinese(Arguments::command()))
        }
    }
}

/// What `tongbi` alone says: what to do next.
fn introduce() -> Result<u8> {
    print_line(
        "同比 tongbi：把公开的部门预算变成精确的多年比较\n\n\
         先试这一条，读取文件并写出报告文件夹：\n  tongbi report 公开文件或文件夹… -o 报告文件夹\n\n\
         或者分步做：\n  tongbi load 公开文件或文件夹… --panel 面板\n  tongbi check --panel 面板\n  tongbi compare --panel 面板\n  \
         tongbi shares --panel 面板\n  tongbi draft --panel 面板 --department 部门 --year 年度\n\n\
         手头没有文件，先造一套试试：\n  tongbi sample -o 样本 --departments 5 --years 2023..2025 --seed 1\n  tongbi report 样本 -o 报告文件夹\n\n\
         全部命令：tongbi --help；一个命令的参数：tongbi 命令 --help",
    )?;
    Ok(DONE)
}
