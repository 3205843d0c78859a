//! 趋势图: one series over years with its rates of change and 年均增长.

use crate::charts::cells::{self, pin_limit};
use crate::charts::entries::Entry;
use crate::charts::number::{self, AmountFormat, LabelMode};
use crate::charts::options::ChartOptions;
use crate::charts::spec::{ChartSpec, Extent, Key, Panel, RateMark, Swatch, Timeline, TimelinesPanel};
use crate::charts::{Chart, ChartInput, Subject, entries, series, wording};
use crate::domain::MoneyUnit;
use crate::error::Result;
use crate::measures::{Breakdown, Comparison};

/// The catalogue's entry.
pub const CHART: Chart = Chart {
    name: "trend",
    name_zh: "趋势图",
    name_en: "Trend",
    documentation: "一个项目的历年数额，上方是逐年增减率，箭头标年均增长。多个项目时取合计，没有合计时取最大的一个；\
                    缺年留空并写明，不跨缺年计算年均增长；预算空心、决算实心。",
    subject: Subject::OneDepartment,
    usual: Some(Breakdown::Department),
    specify,
};

fn specify(input: &ChartInput) -> Result<ChartSpec> {
    let rows = series::leading(&entries::in_years(input)?);
    let years = series::years(&rows, input.options)?;
    let amounts = series::amounts(&rows);
    let unit = input.options.unit.unwrap_or_else(|| match input.options.labels {
        LabelMode::Audit => MoneyUnit::WanYuan,
        LabelMode::Briefing => number::fitting_unit(amounts.iter().copied()),
    });
    let format = AmountFormat::for_column(amounts.iter().copied(), unit, input.options.labels);
    let rates = series::rates(&rows);
    let limit = pin_limit(rates.iter().copied());
    let timeline = series::timeline(&rows, years.clone(), format, input.options, Some(limit));
    let keys = phases(&rows);
    let message = message(&rows, years.clone(), &timeline, input.options);
    let mut title = wording::title_of_years(&rows, unit, input.options);
    title.when = wording::span(years, rows.first().map(|row| row.series.phase).filter(|_| keys.is_empty()));
    let mut remarks = remarks(&timeline);
    remarks.extend(cells::remark_on_clipped(timeline.years.iter().filter_map(|slot| match &slot.rate {
        Some(RateMark::Pin(pin)) => Some(pin),
        _ => None,
    })));
    if !keys.is_empty() {
        remarks.push("增减率和年均增长按决算，没有决算的年份按预算".to_owned());
    }
    Ok(ChartSpec {
        name: CHART.name,
        page: wording::page(input.options),
        title,
        message,
        keys,
        notes: wording::notes(&rows, input.options, &remarks),
        panels: vec![Panel::Timelines(TimelinesPanel {
            charts: vec![timeline],
            side_by_side: 1,
            scaling_bar: None,
            with_rates: Some(Extent::of(rates.into_iter().map(|rate| rate.clamp(-limit, limit)))),
        })],
    })
}

/// The latest amount, its change since the first year, and 年均增长.
fn message(
    rows: &[&Comparison],
    years: std::ops::RangeInclusive<i32>,
    timeline: &Timeline,
    options: &ChartOptions,
) -> String {
    let Some(last) = rows.iter().filter(|row| row.fiscal_year == *years.end()).max_by_key(|row| row.series.phase)
    else {
        return String::new();
    };
    let mode = options.labels;
    let name = if entries::is_total(last.series.level) { wording::total_name(&last.series) } else { &last.series.item };
    let amount = last.amount_fen.map(|fen| number::amount_in_sentence(fen, mode)).unwrap_or_default();
    // A sentence over the whole span would bridge a gap: then only the year before is compared.
    if timeline.years.iter().any(|slot| slot.word.is_some()) {
        let entry = Entry::of(last, String::new(), options);
        return wording::change_sentence(&format!("{}年{name}", last.fiscal_year), &entry, mode);
    }
    let mut parts = vec![format!("{}年{name}{amount}", last.fiscal_year)];
    parts.extend(series::change_over_years(rows, years, mode));
    if timeline.arrow.is_some() {
        let whose = if phases(rows).is_empty() { "" } else { wording::phase_name(last.series.phase) };
        parts.extend(last.growth_compound.map(|rate| format!("{whose}年均{}", series::growth_words(rate))));
    }
    parts.join("，")
}

/// The legend, where several phases stand side by side.
fn phases(rows: &[&Comparison]) -> Vec<Key> {
    let mut phases: Vec<_> = rows.iter().map(|row| row.series.phase).collect();
    phases.sort_unstable();
    phases.dedup();
    let key = |phase| Key {
        swatch: Swatch::Scenario(wording::scenario(phase, false)),
        text: wording::phase_name(phase).to_owned(),
    };
    if phases.len() > 1 { phases.into_iter().map(key).collect() } else { Vec::new() }
}

fn remarks(timeline: &Timeline) -> Vec<String> {
    let missing: Vec<String> =
        timeline.years.iter().filter(|slot| slot.word.is_some()).map(|slot| format!("{}年", slot.year)).collect();
    if missing.is_empty() {
        Vec::new()
    } else {
        vec![format!("缺{}数据，不跨缺年计算增减和年均增长", missing.join("、"))]
    }
}
