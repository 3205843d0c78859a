//! `tongbi report`: the main job in one step.

use super::selection::{CrosswalkArguments, nothing_fits, parse_years};
use super::{DONE, check, load, print_line};
use crate::charts;
use crate::checks::{self, Check, Dossier};
use crate::domain::{MoneyUnit, Phase};
use crate::error::{Error, Result, disk_reason};
use crate::findings::Finding;
use crate::measures::Selection;
use crate::panel::records::ReadDocument;
use crate::panel::{CROSSWALK_FILE, Panel};
use crate::reports::build::{self, Built, DEPARTMENTS_IN_DETAIL, Drawing, Wishes};
use crate::reports::model::Picture;
use crate::reports::{OUTPUTS, Output, Report, ReportTable, outputs};
use clap::Args;
use rayon::prelude::*;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Arguments of `report`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 公开文件、文件夹或通配符 / files, folders or globs
    #[arg(required_unless_present = "panel", conflicts_with = "panel", value_name = "SRC")]
    sources: Vec<String>,
    /// 报告文件夹 / the report's folder
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// 用已有的面板，不重新读取文件 / report on this panel instead of reading files
    #[arg(long, value_name = "DIR")]
    panel: Option<PathBuf>,
    /// CSV、Parquet 数据表的映射文件 / mapping file (TOML) for CSV and Parquet tables
    #[arg(long, value_name = "FILE", conflicts_with = "panel")]
    mapping: Option<PathBuf>,
    /// 只报告这个部门：名称（或其中一部分）或代码，可多次 / department by name, part of it, or code; repeatable
    #[arg(long, value_name = "NAME")]
    department: Vec<String>,
    /// 只报告这个地区：名称或行政区划代码，可多次 / region by name or code; repeatable
    #[arg(long, value_name = "REGION")]
    region: Vec<String>,
    /// 年度范围，如 2019..2025，或一年 2025 / years, e.g. 2019..2025, or one year
    #[arg(long, value_name = "A..B")]
    years: Option<String>,
    /// 阶段：approved 预算、adjusted 调整预算、executed 决算 / phase
    #[arg(long, value_name = "PHASE", value_parser = ["approved", "adjusted", "executed"])]
    phase: Option<String>,
    /// 金额单位：元、万元、亿元；不写则用万元，公布到元的用元 / unit of money: yuan, wan (10⁴), yi (10⁸)
    #[arg(long, value_name = "UNIT", value_parser = ["yuan", "wan", "yi"])]
    unit: Option<String>,
    /// 逐个列出的部门数，其余只列在总表里 / departments with a section and charts of their own
    #[arg(long, value_name = "N", default_value_t = DEPARTMENTS_IN_DETAIL)]
    detail: usize,
    /// 只写这些格式，可多次；不写则全部 / write only these formats; repeatable
    #[arg(long, value_name = "FORMAT", value_parser = ["html", "markdown", "xlsx", "ipynb", "docx"])]
    format: Vec<String>,
    #[command(flatten)]
    crosswalk: CrosswalkArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let folder = &arguments.output;
    let selection = arguments.selection()?;
    refuse_foreign_folder(folder)?;
    let (panel, remarks, code) = match &arguments.panel {
        Some(panel) => (panel.clone(), Vec::new(), DONE),
        None => {
            let panel = folder.join("panel");
            match read(arguments, &panel)? {
                (Some(remarks), code) => (panel, remarks, code),
                (None, code) => return Ok(code),
            }
        }
    };
    let open = Panel::open(&panel)?;
    let findings = checked(&open, &selection)?;
    let crosswalk = Arc::new(arguments.crosswalk.crosswalk(&open)?);
    let selection = Selection { crosswalk, ..selection };
    let wishes = Wishes {
        selection,
        unit: arguments.unit.as_deref().and_then(MoneyUnit::from_id),
        detailed: arguments.detail,
        remarks: &remarks,
        findings: &findings,
    };
    let built = build::build(&open, &wishes)?;
    if built.is_empty && arguments.narrows() {
        return Err(nothing_fits(&open, &arguments.asked(), &arguments.department)?);
    }
    make_folder(folder)?;
    let report = Report { panel_path: seen_from(folder, &panel), ..draw(built, folder)? };
    let written = write_report(&report, folder, &arguments.format)?;
    print_line(&format!(
        "报告写在{}：{}；各表的CSV见tables文件夹，图见charts文件夹。",
        folder.display(),
        written.join("、")
    ))?;
    Ok(code)
}

impl Arguments {
    /// The flags that narrow, as they were written.
    fn asked(&self) -> Vec<String> {
        let flag = |name: &str, value: &String| format!("--{name} {value}");
        let departments = self.department.iter().map(|value| flag("department", value));
        let regions = self.region.iter().map(|value| flag("region", value));
        let years = self.years.iter().map(|value| flag("years", value));
        departments.chain(regions).chain(years).chain(self.phase.iter().map(|value| flag("phase", value))).collect()
    }

    /// Whether only a part of the figures is asked for.
    fn narrows(&self) -> bool {
        !self.department.is_empty() || !self.region.is_empty() || self.years.is_some() || self.phase.is_some()
    }

    fn selection(&self) -> Result<Selection> {
        Ok(Selection {
            departments: self.department.clone(),
            regions: self.region.clone(),
            years: self.years.as_deref().map(parse_years).transpose()?,
            phase: self.phase.as_deref().and_then(Phase::from_id),
            ..Selection::default()
        })
    }
}

/// Every check on every disclosure of the selection.
fn checked(panel: &Panel, selection: &Selection) -> Result<Vec<Finding>> {
    let all: Vec<&'static Check> = checks::all().collect();
    let needed = |document: &ReadDocument| {
        check::matches(&document.body.department, &document.body.department_code, &selection.departments)
            && check::in_region(&document.body.region_code, &selection.regions)
    };
    let wanted = |dossier: &Dossier| {
        selection.years.is_none_or(|(first, last)| (first..=last).contains(&dossier.year.get()))
            && selection.phase.is_none_or(|phase| phase == dossier.phase)
    };
    checks::run_on_panel(panel, &all, needed, wanted)
}

/// Reads the sources into the report's own panel: what the reader has to know, `None` where nothing was read, and the
/// exit status.
fn read(arguments: &Arguments, panel: &Path) -> Result<(Option<Vec<String>>, u8)> {
    // What the user confirmed for an earlier report of this folder still holds.
    let confirmed = fs::read(panel.join(CROSSWALK_FILE)).ok();
    if panel.join("panel.json").exists() {
        fs::remove_dir_all(panel)
            .map_err(|error| Error::write(format!("清不掉旧面板：{}", disk_reason(&error))).in_file(panel.display()))?;
    }
    let loaded = load::load(&arguments.sources, panel, arguments.mapping.as_deref())?;
    load::summarise(&loaded)?;
    let code = load::exit_code(&loaded);
    if loaded.report.is_none() {
        return Ok((None, code));
    }
    if let Some(confirmed) = confirmed {
        write_file(&panel.join(CROSSWALK_FILE), &confirmed)?;
    }
    let errors = loaded.errors.iter().map(|error| format!("未读出：{error}"));
    Ok((Some(loaded.contradictions.iter().cloned().chain(errors).collect()), code))
}

/// A folder that holds other things is left alone.
fn refuse_foreign_folder(folder: &Path) -> Result<()> {
    let Ok(entries) = folder.read_dir() else { return Ok(()) };
    let files = OUTPUTS.iter().map(|output| file_of(output));
    let ours: Vec<String> = ["panel", "charts", "tables"].map(str::to_owned).into_iter().chain(files).collect();
    let names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let foreign = names.iter().find(|name| !ours.contains(name) && !name.starts_with('.'));
    let is_report = names.iter().any(|name| name.starts_with("report.") && ours.contains(name));
    match foreign {
        Some(name) if !is_report => {
            Err(Error::usage(format!("文件夹里已有别的文件（如 {name}），不覆盖；请换一个空文件夹"))
                .in_file(folder.display()))
        }
        _ => Ok(()),
    }
}

/// The path of the panel as seen from the report's folder, so that both can be moved together.
fn seen_from(folder: &Path, panel: &Path) -> String {
    let (Ok(folder), Ok(panel)) = (folder.canonicalize(), panel.canonicalize()) else {
        return panel.to_string_lossy().into_owned();
    };
    let own: Vec<Component> = folder.components().collect();
    let other: Vec<Component> = panel.components().collect();
    let common = own.iter().zip(&other).take_while(|(one, two)| one == two).count();
    let up = own.iter().skip(common).map(|_| "..".to_owned());
    let down = other.iter().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Draws the charts into `charts/` and puts them into their sections.
fn draw(built: Built, folder: &Path) -> Result<Report> {
    let charts_folder = folder.join("charts");
    let _ = fs::remove_dir_all(&charts_folder);
    make_folder(&charts_folder)?;
    let mut report = built.report;
    let drawn: Vec<Result<Vec<u8>>> =
        built.drawings.par_iter().map(|drawing| draw_one(drawing, &charts_folder)).collect();
    for (drawing, png) in built.drawings.iter().zip(drawn) {
        let png = png?;
        if let Some(section) = report.sections.get_mut(drawing.section) {
            section.pictures.push(Picture {
                path: format!("charts/{}.png", drawing.name),
                size: size_of_png(&png).unwrap_or((1280, 720)),
                png,
                caption: drawing.caption.clone(),
            });
        }
    }
    Ok(report)
}

fn draw_one(drawing: &Drawing, folder: &Path) -> Result<Vec<u8>> {
    let bytes = charts::render_png(&drawing.spec)?;
    write_file(&folder.join(format!("{}.png", drawing.name)), &bytes)?;
    Ok(bytes)
}

/// Width and height, as the header of a PNG says.
fn size_of_png(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |from: usize| Some(u32::from_be_bytes(bytes.get(from..from + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

fn file_of(output: &Output) -> String {
    format!("report.{}", output.extension)
}

/// Writes the report in every format asked for and each table as CSV; the names of the files.
fn write_report(report: &Report, folder: &Path, formats: &[String]) -> Result<Vec<String>> {
    let wanted = |output: &&&Output| {
        output.in_report && (formats.is_empty() || formats.iter().any(|format| format == output.name))
    };
    let chosen: Vec<&&Output> = OUTPUTS.iter().filter(wanted).collect();
    let written: Vec<Result<String>> = chosen
        .par_iter()
        .map(|output| {
            let mut bytes = Vec::new();
            (output.write)(report, &mut bytes)?;
            write_file(&folder.join(file_of(output)), &bytes)?;
            Ok(file_of(output))
        })
        .collect();
    let tables_folder = folder.join("tables");
    let _ = fs::remove_dir_all(&tables_folder);
    make_folder(&tables_folder)?;
    for table in report.tables() {
        write_csv(table, &tables_folder.join(format!("{}.csv", table.name)))?;
    }
    written.into_iter().collect()
}

fn write_csv(table: &ReportTable, path: &Path) -> Result<()> {
    let Some(output) = outputs::output("csv") else { return Ok(()) };
    let mut bytes = Vec::new();
    (output.write)(&Report::of_table(table.clone()), &mut bytes)?;
    write_file(path, &bytes)
}

fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)
        .map_err(|error| Error::write(format!("建不了文件夹：{}", disk_reason(&error))).in_file(folder.display()))
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes)
        .map_err(|error| Error::write(format!("写不进去：{}", disk_reason(&error))).in_file(path.display()))
}
