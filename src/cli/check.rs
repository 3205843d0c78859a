//! `tongbi check`: 勾稽.

use super::selection::SelectionArguments;
use super::{DONE, OutputArguments, print_bytes};
use crate::checks::{self, Check, Dossier};
use crate::domain::codebook::REGIONS;
use crate::error::{Error, Result, disk_reason};
use crate::findings::{Family, Finding, Outcome, Severity};
use crate::panel::Panel;
use crate::panel::records::ReadDocument;
use crate::reports::finding_table::finding_table;
use crate::reports::finding_text::finding_text;
use crate::reports::working_paper;
use clap::Args;

/// `--deny` found something.
const DENIED: u8 = 1;

/// Breaks and hints that are spelled out on a terminal.
const BREAKS_SHOWN: usize = 50;

/// Arguments of `check`.
#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: SelectionArguments,
    /// 只做这些检查，可多次，见 tongbi list checks / only these checks; repeatable
    #[arg(long, value_name = "CODE")]
    code: Vec<String>,
    /// 只做这一类：completeness、within_table、cross_table、narrative、cross_year、roll_up、outlier / one family
    #[arg(long, value_name = "FAMILY")]
    family: Option<String>,
    /// 只列这些结果：ties、ties_within_rounding、breaks、not_testable，可多次 / only these outcomes; repeatable
    #[arg(long, value_name = "OUTCOME")]
    outcome: Vec<String>,
    /// 发现这一级或更重的问题时退出状态为 1 / exit with 1 when something of this level is found
    #[arg(long, value_name = "LEVEL", value_parser = ["error", "warning", "hint"])]
    deny: Option<String>,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let checks = arguments.checks()?;
    let outcomes = arguments.outcomes()?;
    let selection = arguments.selection.selection()?;
    let panel = Panel::open(&arguments.selection.panel)?;
    let needed = |document: &ReadDocument| {
        matches(&document.body.department, &document.body.department_code, &selection.departments)
            && in_region(&document.body.region_code, &selection.regions)
    };
    let wanted = |dossier: &Dossier| {
        selection.years.is_none_or(|(first, last)| (first..=last).contains(&dossier.year.get()))
            && selection.phase.is_none_or(|phase| phase == dossier.phase)
    };
    if selection.by.is_some() || selection.level.is_some() {
        eprintln!("提示：勾稽不分项，--by 和 --level 不起作用");
    }
    if !arguments.selection.runs_here() {
        eprintln!("提示：勾稽逐份文件核对，不算指标，在本机进行；--engine 不起作用");
    }
    let mut findings = checks::run_on_panel(&panel, &checks, needed, wanted)?;
    if findings.is_empty() {
        eprintln!("提示：面板里没有符合条件的公开文件；按映射导入的数据表没有表间关系，不做勾稽");
    }
    let denied = arguments.deny.as_deref().and_then(Severity::from_id).is_some_and(|level| {
        findings.iter().any(|finding| finding.outcome == Outcome::Breaks && finding.severity <= level)
    });
    if let Some(form) = selection.form {
        findings.retain(|finding| finding.evidence.iter().any(|evidence| evidence.label.contains(form.name_zh())));
    }
    if !outcomes.is_empty() {
        findings.retain(|finding| outcomes.contains(&finding.outcome));
    }
    arguments.keep_large(&mut findings)?;
    arguments.print(&findings)?;
    Ok(if denied { DENIED } else { DONE })
}

impl Arguments {
    fn checks(&self) -> Result<Vec<&'static Check>> {
        let family = match &self.family {
            None => None,
            Some(id) => Some(Family::from_id(id).ok_or_else(|| {
                let known: Vec<&str> = Family::ALL.iter().map(|family| family.id()).collect();
                Error::usage(format!("没有检查类别“{id}”；可用的是 {}", known.join("、")))
            })?),
        };
        for code in &self.code {
            if checks::check(code).is_none() {
                return Err(Error::usage(format!("没有检查“{code}”；全部检查见 tongbi list checks")));
            }
        }
        let chosen = |check: &&Check| {
            family.is_none_or(|family| family == check.family)
                && (self.code.is_empty() || self.code.iter().any(|code| code.eq_ignore_ascii_case(check.code)))
        };
        Ok(checks::all().filter(chosen).collect())
    }

    fn outcomes(&self) -> Result<Vec<Outcome>> {
        self.outcome
            .iter()
            .map(|id| {
                let known: Vec<&str> = Outcome::ALL.iter().map(|outcome| outcome.id()).collect();
                Outcome::from_id(id)
                    .ok_or_else(|| Error::usage(format!("没有结果“{id}”；可用的是 {}", known.join("、"))))
            })
            .collect()
    }

    /// Applies `--min-change`: only differences of at least so much.
    fn keep_large(&self, findings: &mut Vec<Finding>) -> Result<()> {
        if let Some(text) = &self.selection.min_change {
            let least = crate::domain::Amount::parse(text, self.output.unit())
                .ok()
                .flatten()
                .ok_or_else(|| Error::usage(format!("--min-change 要一个金额，不是“{text}”")))?;
            let least = least.value.fen().unsigned_abs();
            findings.retain(|finding| finding.difference_fen.is_some_and(|fen| fen.unsigned_abs() >= least));
        }
        Ok(())
    }

    fn print(&self, findings: &[Finding]) -> Result<()> {
        let output = self.output.output()?;
        if output.in_report {
            return self.output.print(working_paper::table(&working_paper::numbered(findings)));
        }
        if output.name != "table" {
            return self.output.print(finding_table(findings));
        }
        let text = finding_text(findings, self.selection.top.unwrap_or(BREAKS_SHOWN));
        match &self.output.output {
            Some(path) => std::fs::write(path, text)
                .map_err(|error| Error::write(format!("写不进去：{}", disk_reason(&error))).in_file(path.display())),
            None => print_bytes(text.as_bytes()),
        }
    }
}

pub(super) fn matches(name: &str, code: &str, wanted: &[String]) -> bool {
    wanted.is_empty() || wanted.iter().any(|wanted| name.contains(wanted.as_str()) || code == wanted)
}

pub(super) fn in_region(code: &str, wanted: &[String]) -> bool {
    let inside = |wanted: &String| {
        let within = |region: &str| !code.is_empty() && code.starts_with(region.trim_end_matches("00"));
        within(wanted)
            || REGIONS
                .iter()
                .filter(|region| region.name.starts_with(wanted.as_str()))
                .any(|region| within(region.code))
    };
    wanted.is_empty() || wanted.iter().any(inside)
}
