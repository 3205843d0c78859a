//! Changes in the wording of disclosures and audits: 增加36.15万元，增长3.42%.

use super::number_format::worded;
use crate::domain::MoneyUnit;
use crate::measures::{BaseSource, Comparison, State};

/// What became of one figure, as a phrase without its subject.
pub fn change_phrase(comparison: &Comparison, unit: MoneyUnit) -> String {
    let amount = |fen: i64| worded(fen, unit);
    let rate = comparison.rate.map(|rate| rate.to_string().trim_start_matches('-').to_owned());
    match (comparison.state, comparison.change_fen, rate) {
        (State::Increase, Some(change), Some(rate)) => format!("增加{}，增长{rate}%", amount(change)),
        (State::Decrease, Some(change), Some(rate)) => format!("减少{}，下降{rate}%", amount(change)),
        (State::Unchanged, ..) => "与上年持平".to_owned(),
        (State::New, Some(change), _) => format!("新增{}，上年无此项", amount(change)),
        (State::Discontinued, ..) => {
            format!("取消，上年为{}", amount(comparison.base_fen.unwrap_or_default()))
        }
        (State::NotComparable, Some(change), _) => {
            let direction = if change < 0 { "减少" } else { "增加" };
            let one_sided = comparison.amount_fen.is_none() || comparison.base_fen.is_none();
            let why = if one_sided {
                "两年明细粒度不同，不可比"
            } else {
                "上年为零、为负或正负相反，增减率不可比"
            };
            format!("{direction}{}，{why}", amount(change))
        }
        (State::NotComparable, None, _) => "不同文件的数字不一致，不可比".to_owned(),
        (State::MissingYear, ..) => format!("缺{}年数据，不作比较", comparison.base_year),
        (state, ..) => state.name_zh().to_owned(),
    }
}

/// The same, beginning with what it is compared with: 比上年增加36.15万元，增长3.42%.
pub fn compared_phrase(comparison: &Comparison, unit: MoneyUnit) -> String {
    let phrase = change_phrase(comparison, unit);
    let derived =
        if comparison.base_source == BaseSource::Derived { "（上年数由本年说明推算）" } else { "" };
    let against = matches!(comparison.state, State::Increase | State::Decrease)
        || comparison.state == State::NotComparable && comparison.change_fen.is_some();
    if against { format!("比上年{phrase}{derived}") } else { format!("{phrase}{derived}") }
}

/// A whole sentence: who, when, what, how much, how changed.
pub fn change_sentence(comparison: &Comparison, unit: MoneyUnit) -> String {
    let series = &comparison.series;
    let amount = match (comparison.amount_fen, comparison.state) {
        (Some(fen), _) if fen < 0 => format!("−{}，", worded(fen, unit)),
        (Some(fen), _) => format!("{}，", worded(fen, unit)),
        (None, _) => String::new(),
    };
    format!(
        "{}{}年{}{}{amount}{}。",
        series.department,
        comparison.fiscal_year,
        series.phase.name_zh(),
        series.item,
        compared_phrase(comparison, unit)
    )
}
