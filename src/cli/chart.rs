//! `tongbi chart`: one chart.

use super::DONE;
use super::selection::SelectionArguments;
use crate::charts::{self, CHARTS, ChartInput, ChartOptions, ChartSize, LabelMode, ThemeName};
use crate::domain::MoneyUnit;
use crate::error::{Error, Result, disk_reason};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `chart`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 图的代号，见 tongbi list charts / name of the chart
    name: String,
    #[command(flatten)]
    selection: SelectionArguments,
    /// 写到这个文件，.png 或 .svg / the file to write, .png or .svg
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// 画面：16:9、4:3、A4 宽 / shape of the picture
    #[arg(long, value_name = "SIZE", default_value = "16:9", value_parser = ["16:9", "4:3", "a4"])]
    size: String,
    /// 两倍像素 / twice the pixels
    #[arg(long)]
    double: bool,
    /// 灰度（黑白印刷） / for black-and-white printing
    #[arg(long)]
    greyscale: bool,
    /// 标签印出每一位小数 / labels carry every printed decimal
    #[arg(long)]
    audit: bool,
    /// 金额单位，默认按大小选 / unit of money, chosen to fit by default
    #[arg(long, value_name = "UNIT", value_parser = ["yuan", "wan", "yi"])]
    unit: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let Some(chart) = CHARTS.iter().find(|chart| chart.name == arguments.name) else {
        let names: Vec<&str> = CHARTS.iter().map(|chart| chart.name).collect();
        return Err(Error::usage(format!("没有图“{}”；可用的有：{}", arguments.name, names.join("、"))));
    };
    let unit = arguments.unit.as_deref().and_then(MoneyUnit::from_id);
    let prepared = arguments.selection.prepare()?;
    let comparisons = arguments.selection.restrict(prepared.comparisons()?, unit.unwrap_or(MoneyUnit::WanYuan))?;
    let shares = prepared.shares()?;
    let options = ChartOptions {
        unit,
        labels: if arguments.audit { LabelMode::Audit } else { LabelMode::Briefing },
        size: match arguments.size.as_str() {
            "4:3" => ChartSize::Standard,
            "a4" => ChartSize::A4Width,
            _ => ChartSize::Wide,
        },
        double_scale: arguments.double,
        theme: if arguments.greyscale { ThemeName::Greyscale } else { ThemeName::Light },
        source: "公开的部门预算、决算文件".to_owned(),
        top: arguments.selection.top,
        ..ChartOptions::default()
    };
    let spec = (chart.specify)(&ChartInput { comparisons: &comparisons, shares: &shares, options: &options })?;
    let svg = arguments.output.extension().is_some_and(|extension| extension == "svg");
    let bytes = if svg { charts::render_svg(&spec).into_bytes() } else { charts::render_png(&spec)? };
    std::fs::write(&arguments.output, bytes).map_err(|error| {
        Error::write(format!("写不进去：{}", disk_reason(&error))).in_file(arguments.output.display())
    })?;
    Ok(DONE)
}
