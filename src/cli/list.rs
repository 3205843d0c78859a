//! `tongbi list`: the catalogues, from the declarations themselves.

use super::{DONE, OutputArguments, print_line};
use crate::charts::CHARTS;
use crate::documents::formats::FORMATS;
use crate::error::Result;
use crate::measures::MEASURES;
use crate::reports::tables::catalogue_table;
use crate::tables::forms::FORMS;
use clap::{Args, ValueEnum};

/// Arguments of `list`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 哪个目录 / which catalogue
    #[arg(value_enum)]
    catalogue: Option<Catalogue>,
    #[command(flatten)]
    output: OutputArguments,
}

/// The catalogues.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Catalogue {
    /// 勾稽检查 / checks
    Checks,
    /// 指标 / measures
    Measures,
    /// 图 / charts
    Charts,
    /// 表样 / forms
    Forms,
    /// 输入格式 / input formats
    Formats,
}

/// (code, Chinese name, documentation) of every entry.
pub(super) fn entries(catalogue: Catalogue) -> Vec<(&'static str, &'static str, &'static str)> {
    match catalogue {
        Catalogue::Checks => crate::checks::all().map(|check| (check.code, check.name_zh, check.formula)).collect(),
        Catalogue::Measures => {
            MEASURES.iter().map(|measure| (measure.name, measure.name_zh, measure.documentation)).collect()
        }
        Catalogue::Charts => CHARTS.iter().map(|chart| (chart.name, chart.name_zh, chart.documentation)).collect(),
        Catalogue::Forms => {
            FORMS.iter().map(|rule| (rule.form.id(), rule.form.name_zh(), rule.documentation)).collect()
        }
        Catalogue::Formats => {
            FORMATS.iter().map(|format| (format.name, format.name_zh, format.documentation)).collect()
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let Some(catalogue) = arguments.catalogue else {
        let names = Catalogue::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = names.map(|value| format!("tongbi list {}", value.get_name())).collect();
        print_line(&format!("有这些目录：\n  {}", names.join("\n  ")))?;
        return Ok(DONE);
    };
    arguments.output.print(catalogue_table(&entries(catalogue)))?;
    Ok(DONE)
}
