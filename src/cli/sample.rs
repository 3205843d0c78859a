//! `tongbi sample`: synthetic disclosures with a truth file.

use super::{DONE, print_line};
use crate::error::{Error, Result, disk_reason};
use crate::sample::defects::DEFECTS;
use crate::sample::history::FIRST_YEAR;
use crate::sample::writers::{WRITERS, writer};
use crate::sample::{Options, generate};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `sample`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 写到哪个文件夹 / folder to write into
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// 多少个部门 / how many departments
    #[arg(long, value_name = "N", default_value_t = 4)]
    departments: usize,
    /// 年度，如 2023..2025 / years
    #[arg(long, value_name = "A..B", default_value = "2023..2025")]
    years: String,
    /// 随机种子；同一种子写出的文件逐字节相同 / seed; the same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// 格式，逗号分隔，各文件轮流使用；缺省为全部 / formats, taken in turn; all by default
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = ["txt", "html", "docx", "xlsx", "pdf"])]
    format: Vec<String>,
    /// 带一处错误的文件所占比例，0 到 1；缺省为 0，即没有错误 / share of documents with one planted defect, 0 to 1
    #[arg(long, value_name = "RATE", default_value = "0")]
    defects: String,
    /// 植入哪些错误，逗号分隔；缺省为全部 / kinds of defects; all by default
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    kinds: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let options = options(arguments)?;
    let folder = &arguments.output;
    std::fs::create_dir_all(folder).map_err(|error| refused(folder, &error))?;
    let figures_path = folder.join("figures.csv");
    let mut figures = csv::Writer::from_path(&figures_path)
        .map_err(|error| Error::write(format!("写不进去：{error}")).in_file(figures_path.display()))?;
    let truth = generate(&options, &mut |file| {
        let path = folder.join(&file.name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| refused(parent, &error))?;
        }
        std::fs::write(&path, &file.bytes).map_err(|error| refused(&path, &error))?;
        for figure in &file.figures {
            figures.serialize(figure).map_err(|error| Error::write(format!("写不进 figures.csv：{error}")))?;
        }
        Ok(())
    })?;
    figures.flush().map_err(|error| refused(&figures_path, &error))?;
    let path = folder.join("truth.json");
    let text =
        serde_json::to_string_pretty(&truth).map_err(|error| Error::write(format!("写不出 truth.json：{error}")))?;
    std::fs::write(&path, text + "\n").map_err(|error| refused(&path, &error))?;
    print_line(&format!(
        "写出 {} 份合成公开文件、{} 个表内数字，植入 {} 处错误；答案在 {} 和 figures.csv。",
        truth.files.len(),
        truth.files.iter().map(|file| file.figures).sum::<usize>(),
        truth.defects.len(),
        path.display()
    ))?;
    Ok(DONE)
}

fn refused(path: &Path, error: &std::io::Error) -> Error {
    Error::write(format!("写不进去：{}", disk_reason(error))).in_file(path.display())
}

fn options(arguments: &Arguments) -> Result<Options> {
    let years =
        |text: &str| text.split_once("..").and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
    let (first, last): (i32, i32) = years(&arguments.years)
        .or_else(|| arguments.years.parse().ok().map(|year| (year, year)))
        .ok_or_else(|| Error::usage(format!("年度应写成 2023..2025，不是“{}”", arguments.years)))?;
    if first > last || first < FIRST_YEAR || last > 2099 {
        return Err(Error::usage(format!("年度应在 {FIRST_YEAR} 到 2099 之间，先小后大，不是“{}”", arguments.years)));
    }
    let writers = if arguments.format.is_empty() {
        WRITERS.to_vec()
    } else {
        arguments.format.iter().filter_map(|name| writer(name)).collect()
    };
    let kinds = if arguments.kinds.is_empty() {
        DEFECTS.to_vec()
    } else {
        let find = |kind: &String| {
            DEFECTS.iter().copied().find(|defect| defect.kind == *kind).ok_or_else(|| {
                let all: Vec<&str> = DEFECTS.iter().map(|defect| defect.kind).collect();
                Error::usage(format!("没有错误种类“{kind}”，可用的有：{}", all.join("、")))
            })
        };
        arguments.kinds.iter().map(find).collect::<Result<Vec<_>>>()?
    };
    Ok(Options {
        departments: arguments.departments,
        first,
        last,
        seed: arguments.seed,
        writers,
        defects: thousandths(&arguments.defects)?,
        kinds,
    })
}

/// `0.25` → 250.
fn thousandths(text: &str) -> Result<i64> {
    let wrong = || Error::usage(format!("--defects 应是 0 到 1 之间的小数，最多三位，不是“{text}”"));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || text.is_empty() {
        return Err(wrong());
    }
    let value: i64 = format!("{whole}{fraction:0<3}").parse().map_err(|_| wrong())?;
    if (0..=1000).contains(&value) { Ok(value) } else { Err(wrong()) }
}
