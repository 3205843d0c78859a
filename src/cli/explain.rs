//! `tongbi explain`: one entry of a catalogue; for a measure, its SQL.

use super::list::{Catalogue, entries};
use super::{DONE, print_line};
use crate::checks;
use crate::error::{Error, Result};
use crate::measures::MEASURES;
use clap::{Args, ValueEnum};

/// Arguments of `explain`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 代号，见 tongbi list / code, as listed by tongbi list
    code: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let code = arguments.code.trim();
    for catalogue in Catalogue::value_variants() {
        if let Some((code, name, documentation)) =
            entries(*catalogue).into_iter().find(|entry| entry.0.eq_ignore_ascii_case(code))
        {
            print_line(&format!("{code}　{name}\n\n{documentation}"))?;
            if let Some(check) = checks::check(code) {
                print_line(&format!(
                    "\n类别：{}　级别：{}　英文名：{}\n\n为什么：{}\n\n例：{}\n\n缺什么时无法核对：{}",
                    check.family.name_zh(),
                    check.severity.name_zh(),
                    check.name,
                    check.why,
                    check.example,
                    check.needs
                ))?;
            }
            if let Some(measure) = MEASURES.iter().find(|measure| measure.name == code) {
                print_line(&format!("\n{}", measure.sql.trim_end()))?;
            }
            return Ok(DONE);
        }
    }
    let nearest = Catalogue::value_variants()
        .iter()
        .flat_map(|catalogue| entries(*catalogue))
        .map(|entry| entry.0)
        .filter(|known| {
            known.contains(code) || code.contains(known) || known.split('_').any(|part| code.contains(part))
        })
        .take(5)
        .collect::<Vec<_>>();
    let hint = if nearest.is_empty() {
        "可用的见 tongbi list checks、measures、charts、forms、formats".to_owned()
    } else {
        format!("是不是：{}", nearest.join("、"))
    };
    Err(Error::usage(format!("没有代号“{code}”；{hint}")))
}
