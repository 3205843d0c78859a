//! `tongbi report`: the main job in one step.

use super::selection::CrosswalkArguments;
use super::{load, print_line};
use crate::charts;
use crate::domain::MoneyUnit;
use crate::error::{Error, Result, disk_reason};
use crate::measures::Selection;
use crate::panel::{CROSSWALK_FILE, Panel};
use crate::reports::build::{self, Built, Drawing};
use crate::reports::model::Picture;
use crate::reports::{Report, ReportTable, outputs};
use clap::Args;
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments of `report`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 公开文件、文件夹或通配符 / files, folders or globs
    #[arg(required = true, value_name = "SRC")]
    sources: Vec<String>,
    /// 报告文件夹 / the report's folder
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// CSV、Parquet 数据表的映射文件 / mapping file (TOML) for CSV and Parquet tables
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// 金额单位：元、万元、亿元 / unit of money: yuan, wan (10⁴), yi (10⁸)
    #[arg(long, value_name = "UNIT", default_value = "wan", value_parser = ["yuan", "wan", "yi"])]
    unit: String,
    #[command(flatten)]
    crosswalk: CrosswalkArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let folder = &arguments.output;
    refuse_foreign_folder(folder)?;
    let panel_folder = folder.join("panel");
    // What the user confirmed for an earlier report of this folder still holds.
    let confirmed = fs::read(panel_folder.join(CROSSWALK_FILE)).ok();
    if panel_folder.join("panel.json").exists() {
        fs::remove_dir_all(&panel_folder).map_err(|error| {
            Error::write(format!("清不掉旧面板：{}", disk_reason(&error))).in_file(panel_folder.display())
        })?;
    }
    let loaded = load::load(&arguments.sources, &panel_folder, arguments.mapping.as_deref())?;
    load::summarise(&loaded)?;
    if loaded.report.is_none() {
        return Ok(load::exit_code(&loaded));
    }
    let unit = MoneyUnit::from_id(&arguments.unit).unwrap_or(MoneyUnit::WanYuan);
    let mut remarks = loaded.contradictions.clone();
    remarks.extend(loaded.errors.iter().map(|error| error.to_string()));
    if let Some(confirmed) = confirmed {
        write_file(&panel_folder.join(CROSSWALK_FILE), &confirmed)?;
    }
    let panel = Panel::open(&panel_folder)?;
    let crosswalk = Arc::new(arguments.crosswalk.crosswalk(&panel)?);
    let built = build::build(&panel, &Selection { crosswalk, ..Selection::default() }, unit, &remarks)?;
    let report = draw(built, folder)?;
    write_report(&report, folder)?;
    print_line(&format!(
        "报告：{}（用浏览器打开），同一内容见 report.md；表格见 tables 文件夹，图见 charts 文件夹，面板见 panel 文件夹。",
        folder.join("report.html").display()
    ))?;
    Ok(load::exit_code(&loaded))
}

/// A folder that holds other things is left alone.
fn refuse_foreign_folder(folder: &Path) -> Result<()> {
    let Ok(entries) = folder.read_dir() else { return Ok(()) };
    let ours = ["panel", "charts", "tables", "report.html", "report.md"];
    let foreign = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .find(|name| !ours.contains(&name.as_str()) && !name.starts_with('.'));
    match foreign {
        Some(name) if !folder.join("report.html").exists() => {
            Err(Error::usage(format!("文件夹里已有别的文件（如 {name}），不覆盖；请换一个空文件夹"))
                .in_file(folder.display()))
        }
        _ => Ok(()),
    }
}

/// Draws the charts into `charts/` and puts them into their sections.
fn draw(built: Built, folder: &Path) -> Result<Report> {
    let charts_folder = folder.join("charts");
    let _ = fs::remove_dir_all(&charts_folder);
    make_folder(&charts_folder)?;
    let mut report = built.report;
    let drawn: Vec<Result<()>> = built.drawings.par_iter().map(|drawing| draw_one(drawing, &charts_folder)).collect();
    for (drawing, result) in built.drawings.iter().zip(drawn) {
        result?;
        if let Some(section) = report.sections.get_mut(drawing.section) {
            section
                .pictures
                .push(Picture { path: format!("charts/{}.png", drawing.name), caption: drawing.caption.clone() });
        }
    }
    Ok(report)
}

fn draw_one(drawing: &Drawing, folder: &Path) -> Result<()> {
    let bytes = charts::render_png(&drawing.spec)?;
    write_file(&folder.join(format!("{}.png", drawing.name)), &bytes)
}

fn write_report(report: &Report, folder: &Path) -> Result<()> {
    for name in ["html", "markdown"] {
        if let Some(output) = outputs::output(name) {
            let mut bytes = Vec::new();
            (output.write)(report, &mut bytes)?;
            write_file(&folder.join(format!("report.{}", output.extension)), &bytes)?;
        }
    }
    let tables_folder = folder.join("tables");
    let _ = fs::remove_dir_all(&tables_folder);
    make_folder(&tables_folder)?;
    for (number, table) in report.tables().enumerate() {
        write_csv(table, &tables_folder.join(format!("{:02}_{}.csv", number + 1, table.name)))?;
    }
    Ok(())
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
