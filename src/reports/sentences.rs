//! Changes in the wording of disclosures and audits: 增加36.15万元，增长3.42%.

use super::number_format;
use crate::domain::MoneyUnit;
use crate::measures::{BaseSource, Comparison, State};

/// What became of one figure, as a phrase without its subject.
pub fn change_phrase(comparison: &Comparison, unit: MoneyUnit) -> String {
    let amount = |fen: i64| number_format::money(fen.saturating_abs(), unit).trim_start_matches('−').to_owned();
    let unit_name = unit.name_zh();
    let rate = comparison.rate.map(|rate| rate.to_string().trim_start_matches('-').to_owned());
    match (comparison.state, comparison.change_fen, rate) {
        (State::Increase, Some(change), Some(rate)) => format!("增加{}{unit_name}，增长{rate}%", amount(change)),
        (State::Decrease, Some(change), Some(rate)) => format!("减少{}{unit_name}，下降{rate}%", amount(change)),
        (State::Unchanged, ..) => "与上年持平".to_owned(),
        (State::New, Some(change), _) => format!("新增{}{unit_name}，上年无此项", amount(change)),
        (State::Discontinued, Some(change), _) => format!("上年{}{unit_name}，本年无此项", amount(change)),
        (State::NotComparable, Some(change), _) => {
            let direction = if change < 0 { "减少" } else { "增加" };
            let one_sided = comparison.amount_fen.is_none() || comparison.base_fen.is_none();
            let why = if one_sided {
                "两年明细粒度不同，不可比"
            } else {
                "上年为零、为负或正负相反，增减率不可比"
            };
            format!("{direction}{}{unit_name}，{why}", amount(change))
        }
        (State::NotComparable, None, _) => "不同文件的数字不一致，不可比".to_owned(),
        (State::MissingYear, ..) => format!("{} 年数据缺失，不作比较", comparison.base_year),
        (state, ..) => state.name_zh().to_owned(),
    }
}

/// A whole sentence: who, when, what, how much, how changed.
pub fn change_sentence(comparison: &Comparison, unit: MoneyUnit) -> String {
    let series = &comparison.series;
    let amount = comparison
        .amount_fen
        .map_or_else(|| "无".to_owned(), |fen| format!("{}{}", number_format::money(fen, unit), unit.name_zh()));
    let derived =
        if comparison.base_source == BaseSource::Derived { "（上年数据据本年说明推算）" } else { "" };
    format!(
        "{}{} 年{}{}，{}{derived}。",
        series.department,
        comparison.fiscal_year,
        series.item,
        amount,
        change_phrase(comparison, unit)
    )
}
