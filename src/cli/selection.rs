//! Selection flags shared by all commands that compare.

use super::EngineArguments;
use crate::cluster::EMBEDDED;
use crate::crosswalk::{Crosswalk, Decision, Link, check, file, shipped};
use crate::domain::{Form, Phase, label};
use crate::error::{Error, Result, disk_reason};
use crate::measures::{Breakdown, Comparison, Depth, Prepared, Selection, engine};
use crate::panel::{CROSSWALK_FILE, Cells, Panel};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Departments that are named where nothing fits a selection.
const DEPARTMENTS_NAMED: usize = 6;

/// Near names that are offered for one that is not there.
const NEAREST_NAMED: usize = 3;

/// Which figures.
#[derive(Args, Clone, Debug)]
pub(super) struct SelectionArguments {
    /// 面板文件夹 / the panel's folder
    #[arg(long, value_name = "DIR")]
    pub panel: PathBuf,
    /// 部门名称（或其中一部分）或代码，可多次 / department by name, part of it, or code; repeatable
    #[arg(long, value_name = "NAME")]
    pub department: Vec<String>,
    /// 地区名称或行政区划代码，可多次 / region by name or code; repeatable
    #[arg(long, value_name = "REGION")]
    pub region: Vec<String>,
    /// 年度范围，如 2019..2025 / years, e.g. 2019..2025
    #[arg(long, value_name = "A..B")]
    pub years: Option<String>,
    /// 阶段：approved 预算、adjusted 调整预算、executed 决算 / phase
    #[arg(long, value_name = "PHASE", value_parser = ["approved", "adjusted", "executed"])]
    pub phase: Option<String>,
    /// 只用这张表，见 tongbi list forms / only this form
    #[arg(long, value_name = "FORM")]
    pub form: Option<String>,
    /// 按什么分项 / break down by
    #[arg(long, value_name = "BY", value_parser = ["function", "economic", "nature", "fund", "project", "three_public", "department"])]
    pub by: Option<String>,
    /// 科目层级：类、款、项 / depth of a classification
    #[arg(long, value_name = "LEVEL", value_parser = ["class", "section", "item"])]
    pub level: Option<String>,
    /// 只列增减额（绝对值）不小于此数的，单位同 --unit / only changes of at least so much
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub min_change: Option<String>,
    /// 只列增减额（绝对值）最大的 N 项 / only the N largest changes
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    #[command(flatten)]
    pub crosswalk: CrosswalkArguments,
    #[command(flatten)]
    engine: EngineArguments,
}

/// By which links names and codes of different years are compared.
#[derive(Args, Clone, Debug)]
pub(super) struct CrosswalkArguments {
    /// 另加对照表（CSV 或 TOML），可多次；面板里已确认的和随程序的总在用 / further crosswalks, beside the confirmed and the shipped
    #[arg(long, value_name = "FILE")]
    pub crosswalk: Vec<PathBuf>,
    /// 口径：comparable 同口径（按对照表调整）、book 账面（照印的名称和编码） / comparable or as printed
    #[arg(long, value_name = "BASIS", default_value = "comparable", value_parser = ["comparable", "book"])]
    pub basis: String,
}

impl CrosswalkArguments {
    /// The links in force: shipped, confirmed for this panel, and from the files named.
    pub fn crosswalk(&self, panel: &Panel) -> Result<Crosswalk> {
        if self.basis == "book" {
            return Ok(Crosswalk::default());
        }
        let mut own = Vec::new();
        if let Some(text) = panel.crosswalk()? {
            let name = panel.folder().join(CROSSWALK_FILE);
            own.extend(file::parse(&text, &name.to_string_lossy(), Decision::Confirmed)?);
        }
        for path in &self.crosswalk {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Error::usage(format!("读不出：{}", disk_reason(&error))).in_file(path.display()))?;
            own.extend(file::parse(&text, &path.to_string_lossy(), Decision::Confirmed)?);
        }
        if !own.is_empty() {
            let confirmed: Vec<Link> =
                own.iter().filter(|link| link.decision == Decision::Confirmed).cloned().collect();
            check::consistent(&confirmed)?;
            let idle = check::against(&confirmed, &check::Seen::of(panel)?)?;
            if idle > 0 {
                eprintln!("提示：{idle} 条对照在这个面板里没有对应的部门、科目或年度，没有用上");
            }
        }
        own.extend(shipped::links()?);
        Crosswalk::new(own)
    }
}

impl SelectionArguments {
    /// The selection, without a crosswalk.
    pub fn selection(&self) -> Result<Selection> {
        let form = match &self.form {
            None => None,
            Some(id) => Some(
                Form::from_id(id).ok_or_else(|| Error::usage(format!("没有表样“{id}”；可用的见 tongbi list forms")))?,
            ),
        };
        Ok(Selection {
            departments: self.department.clone(),
            regions: self.region.clone(),
            years: self.years.as_deref().map(parse_years).transpose()?,
            phase: self.phase.as_deref().and_then(Phase::from_id),
            form,
            by: self.by.as_deref().and_then(Breakdown::from_id),
            level: self.level.as_deref().and_then(Depth::from_id),
            crosswalk: Arc::default(),
        })
    }

    /// Whether no department and no breakdown by department was asked for.
    pub fn departments_are_open(&self) -> bool {
        self.department.is_empty() && self.by.as_deref() != Some(Breakdown::Department.id())
    }

    /// The figures of the selection.
    pub fn prepare(&self) -> Result<Prepared> {
        let panel = self.open()?;
        self.prepared(&panel, &self.selection_on(&panel)?)
    }

    /// The panel, answered by the engine asked for.
    pub fn open(&self) -> Result<Panel> {
        self.engine.open(&self.panel)
    }

    /// Whether the engine asked for is the one in this process.
    pub fn runs_here(&self) -> bool {
        self.engine.engine == EMBEDDED
    }

    /// The selection, with the crosswalk in force on a panel.
    pub fn selection_on(&self, panel: &Panel) -> Result<Selection> {
        Ok(Selection { crosswalk: Arc::new(self.crosswalk.crosswalk(panel)?), ..self.selection()? })
    }

    /// The figures of a selection from an open panel, with what the user should know about them. Where nothing fits,
    /// the error says what was asked and what the panel has.
    pub fn prepared(&self, panel: &Panel, selection: &Selection) -> Result<Prepared> {
        let prepared = Prepared::new(panel, selection)?;
        if prepared.is_empty() {
            return Err(self.nothing_fits(panel)?);
        }
        for note in prepared.granularity_notes() {
            eprintln!("注意：{note}");
        }
        Ok(prepared)
    }

    /// What was asked, what the panel has instead, and the nearest names.
    pub fn nothing_fits(&self, panel: &Panel) -> Result<Error> {
        nothing_fits(panel, &self.asked(), &self.department)
    }

    /// The flags that narrow, as they were written.
    fn asked(&self) -> Vec<String> {
        let many = |flag: &str, values: &[String]| values.iter().map(|value| format!("{flag} {value}")).collect();
        let one = |flag: &str, value: &Option<String>| value.iter().map(|value| format!("{flag} {value}")).collect();
        let flags: [Vec<String>; 7] = [
            many("--department", &self.department),
            many("--region", &self.region),
            one("--years", &self.years),
            one("--phase", &self.phase),
            one("--form", &self.form),
            one("--by", &self.by),
            one("--level", &self.level),
        ];
        flags.concat()
    }

    /// The least change that is shown, in fen.
    pub fn least_change(&self, unit: crate::domain::MoneyUnit) -> Result<u64> {
        let Some(text) = &self.min_change else { return Ok(0) };
        let least = crate::domain::Amount::parse(text, unit)
            .ok()
            .flatten()
            .ok_or_else(|| Error::usage(format!("--min-change 要一个金额，不是“{text}”")))?;
        Ok(least.value.fen().unsigned_abs())
    }

    /// Applies `--min-change` and `--top`.
    pub fn restrict(&self, mut rows: Vec<Comparison>, unit: crate::domain::MoneyUnit) -> Result<Vec<Comparison>> {
        let size = |row: &Comparison| row.change_fen.map_or(0, i64::unsigned_abs);
        let least = self.least_change(unit)?;
        rows.retain(|row| size(row) >= least);
        if let Some(top) = self.top {
            rows.sort_by_key(|row| std::cmp::Reverse(size(row)));
            rows.truncate(top);
        }
        Ok(rows)
    }
}

/// The error of a selection that fits no figure: the flags that narrow it, what the panel has, the nearest names.
pub(super) fn nothing_fits(panel: &Panel, asked: &[String], departments: &[String]) -> Result<Error> {
    let asked = if asked.is_empty() { String::new() } else { format!("（{}）", asked.join("、")) };
    let (names, mut contents) = contents(panel)?;
    if asked.contains("--form ") {
        contents.push_str(&format!("；有的表：{}", forms(panel)?));
    }
    let mut nearest: Vec<&str> = Vec::new();
    let known = |asked: &String| names.iter().any(|name| label::fold(name).contains(&label::fold(asked)));
    for asked in departments.iter().filter(|asked| !known(asked)) {
        nearest.extend(label::nearest(asked, names.iter().map(String::as_str)).into_iter().take(NEAREST_NAMED));
    }
    let nearest = if nearest.is_empty() { String::new() } else { format!("；是不是 {}", nearest.join("、")) };
    Ok(Error::usage(format!("没有符合条件的数字{asked}{nearest}；请改或去掉条件。{contents}")))
}

/// The forms that a panel has.
fn forms(panel: &Panel) -> Result<String> {
    let frame = engine::query(panel, "SELECT DISTINCT form FROM facts ORDER BY form")?;
    let cells = Cells::of(&frame);
    Ok((0..frame.height()).map(|row| cells.text("form", row).to_owned()).collect::<Vec<_>>().join("、"))
}

/// The departments of a panel, and in a sentence which departments and years it has.
fn contents(panel: &Panel) -> Result<(Vec<String>, String)> {
    let sql = "SELECT department, MIN(fiscal_year) AS first_year, MAX(fiscal_year) AS last_year FROM facts GROUP BY department ORDER BY department";
    let frame = engine::query(panel, sql)?;
    let cells = Cells::of(&frame);
    let years = || (0..frame.height()).flat_map(|row| [cells.small("first_year", row), cells.small("last_year", row)]);
    let (Some(first), Some(last)) = (years().flatten().min(), years().flatten().max()) else {
        return Ok((Vec::new(), "面板里没有数字".to_owned()));
    };
    let names: Vec<String> = (0..frame.height()).map(|row| cells.text("department", row).to_owned()).collect();
    let named = names.get(..DEPARTMENTS_NAMED).unwrap_or(&names);
    let rest = if names.len() > named.len() { "等" } else { "" };
    let sentence = format!("面板里有 {} 个部门（{}{rest}），年度 {first}—{last}", names.len(), named.join("、"));
    Ok((names, sentence))
}

/// `2019..2025`, `2019..`, `..2025`, `2025`.
pub(super) fn parse_years(text: &str) -> Result<(i32, i32)> {
    let wrong = || Error::usage(format!("年度范围写不对：“{text}”；应如 2019..2025"));
    let year =
        |part: &str, usual: i32| if part.is_empty() { Ok(usual) } else { part.trim().parse().map_err(|_| wrong()) };
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (year(first, i32::MIN)?, year(last.trim_start_matches('='), i32::MAX)?),
        None => (year(text, 0)?, year(text, 0)?),
    };
    if first > last || text.trim().is_empty() { Err(wrong()) } else { Ok((first, last)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn year_ranges_are_read_in_every_form() {
        assert_eq!(parse_years("2019..2025").ok(), Some((2019, 2025)));
        assert_eq!(parse_years("2019..=2025").ok(), Some((2019, 2025)));
        assert_eq!(parse_years("2019..").ok(), Some((2019, i32::MAX)));
        assert_eq!(parse_years("2025").ok(), Some((2025, 2025)));
        assert!(parse_years("2025..2019").is_err());
        assert!(parse_years("abc").is_err());
    }
}
