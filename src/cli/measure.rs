//! `tongbi measure`: one measure over the whole panel, as integers, into a file of any size.

use super::{DONE, print_line};
use crate::error::{Error, Result, disk_reason};
use crate::measures::{MEASURES, Measure, engine, scan};
use crate::panel::Panel;
use clap::Args;
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Arguments of `measure`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 指标编号，见 tongbi list measures / name of the measure
    #[arg(value_name = "MEASURE")]
    name: String,
    /// 面板文件夹 / the panel's folder
    #[arg(long, value_name = "DIR")]
    panel: PathBuf,
    /// 写到哪个文件：.parquet 或 .csv / the file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let measure = MEASURES.iter().find(|measure| measure.name == arguments.name).ok_or_else(|| {
        let names: Vec<&str> = MEASURES.iter().map(|measure| measure.name).collect();
        Error::usage(format!("没有“{}”这个指标；可用：{}", arguments.name, names.join("、")))
    })?;
    let panel = Panel::open(&arguments.panel)?;
    let mut target = Target::create(&arguments.output)?;
    write(&panel, measure, &mut target).map_err(|error| panel.damage().unwrap_or(error))?;
    let rows = target.finish()?;
    print_line(&format!("{}：写出 {rows} 行到 {}", measure.name_zh, arguments.output.display()))?;
    Ok(DONE)
}

/// Scans the panel where the measure can be scanned and the panel is in order; runs the SQL otherwise.
fn write(panel: &Panel, measure: &Measure, target: &mut Target) -> Result<()> {
    if let Some(scan) = scan::of(measure) {
        let files = panel.fact_files()?;
        if scan.in_order(&files, panel.statements()?, &mut |rows| target.add(&rows))? {
            return Ok(());
        }
    }
    target.add(&engine::query(panel, measure.sql)?)
}

/// A file that takes its name when it is complete.
struct Target {
    path: PathBuf,
    unfinished: PathBuf,
    file: Option<File>,
    parquet: Option<BatchedWriter<File>>,
    is_parquet: bool,
    rows: usize,
}

impl Target {
    fn create(path: &Path) -> Result<Self> {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("").to_lowercase();
        if !matches!(extension.as_str(), "parquet" | "csv") {
            return Err(
                Error::usage("结果写成 .parquet 或 .csv 文件，请在 -o 后写这样的文件名").in_file(path.display())
            );
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".part");
        let unfinished = PathBuf::from(unfinished);
        let file = File::create(&unfinished).map_err(|error| disk_error(path, &error))?;
        let is_parquet = extension == "parquet";
        Ok(Target { path: path.to_path_buf(), unfinished, file: Some(file), parquet: None, is_parquet, rows: 0 })
    }

    fn add(&mut self, rows: &DataFrame) -> Result<()> {
        let bad = |error: PolarsError| Error::write(format!("写不进去：{error}")).in_file(self.path.display());
        let mut rows = rows.clone();
        rows.rechunk_mut();
        if self.is_parquet {
            if let Some(file) = self.file.take() {
                let writer = ParquetWriter::new(file).with_compression(ParquetCompression::Snappy);
                self.parquet = Some(writer.batched(rows.schema()).map_err(bad)?);
            }
            if let Some(writer) = &mut self.parquet {
                writer.write_batch(&rows).map_err(bad)?;
            }
        } else if let Some(file) = &mut self.file {
            CsvWriter::new(file).include_header(self.rows == 0).finish(&mut rows).map_err(bad)?;
        }
        self.rows += rows.height();
        Ok(())
    }

    fn finish(mut self) -> Result<usize> {
        if let Some(writer) = self.parquet.take() {
            let finished = writer.finish();
            finished.map_err(|error| Error::write(format!("写不进去：{error}")).in_file(self.path.display()))?;
        }
        std::fs::rename(&self.unfinished, &self.path).map_err(|error| disk_error(&self.path, &error))?;
        Ok(self.rows)
    }
}

fn disk_error(path: &Path, error: &std::io::Error) -> Error {
    Error::write(format!("写不进去：{}；请检查磁盘空间和权限", disk_reason(error))).in_file(path.display())
}
