//! 部门小图集: one small chart of years for each department.

use crate::charts::entries::{self, Entry};
use crate::charts::font::{self, Weight};
use crate::charts::layout::Sheet;
use crate::charts::number::{self, AmountFormat, LabelMode};
use crate::charts::options::{ChartOptions, ChartSize};
use crate::charts::spec::{ChartSpec, Panel, ScalingBar, Timeline, TimelinesPanel};
use crate::charts::{Chart, ChartInput, Subject, series, wording};
use crate::domain::MoneyUnit;
use crate::error::Result;
use crate::measures::{Breakdown, Comparison};

/// The catalogue's entry.
pub const CHART: Chart = Chart {
    name: "small_multiples",
    name_zh: "部门小图集",
    name_en: "Small multiples of departments",
    documentation: "每个部门一幅历年小图，按最近一年数额从大到小；各图同一比例，大小相差四倍以上时各用自己的比例，\
                    并在每幅左侧画出同一数额的比例尺。",
    subject: Subject::Departments,
    usual: Some(Breakdown::Department),
    specify,
};

/// Charts of one scale differ at most by this factor; beyond it the small ones could not be read.
const COMMON_SCALE: u64 = 4;

fn specify(input: &ChartInput) -> Result<ChartSpec> {
    let options = input.options;
    let all = entries::one_phase(entries::in_years(input)?, |row| &row.series);
    let mut rows = entries::leading_of_each_department(&all);
    let years = series::years(&rows, options)?;
    let mut departments: Vec<Vec<&Comparison>> = entries::by_department(&rows);
    departments.sort_by_key(|rows| (std::cmp::Reverse(amount_in(rows, *years.end())), name(rows)));
    let side_by_side = if options.size == ChartSize::Wide { 4 } else { 3 };
    let usual = side_by_side * usual_rows(&departments, side_by_side, options.size);
    let most = options.top.unwrap_or(usual).clamp(1, side_by_side * 4);
    let left_out = departments.len().saturating_sub(most);
    departments.truncate(most);
    rows.retain(|row| departments.iter().any(|list| name(list) == row.series.department));
    let amounts = series::amounts(&rows);
    let unit = options.unit.unwrap_or_else(|| match options.labels {
        LabelMode::Audit => MoneyUnit::WanYuan,
        LabelMode::Briefing => number::fitting_unit(amounts.iter().copied()),
    });
    let format = AmountFormat::for_column(amounts.iter().copied(), unit, options.labels);
    let changes = departments.iter().filter_map(|rows| last(rows)).filter_map(|row| row.change_fen);
    let change = AmountFormat::for_column(changes, unit, options.labels);
    let charts: Vec<Timeline> =
        departments.iter().map(|rows| panel(rows, years.clone(), (format, change), options)).collect();
    let scaling_bar = scaling_bar(&charts, unit);
    let mut title = wording::title_of_years(&rows, unit, options);
    let remarks = remarks((departments.len(), left_out), *years.end(), scaling_bar.as_ref());
    title.when = wording::span(years, rows.first().map(|row| row.series.phase));
    Ok(ChartSpec {
        name: CHART.name,
        page: wording::page(options),
        title,
        message: message(&departments, left_out > 0, options),
        keys: wording::keys_of(&latest_entries(&departments, options)),
        notes: wording::notes(&rows, options, &remarks),
        panels: vec![Panel::Timelines(TimelinesPanel {
            side_by_side: side_by_side.min(charts.len()),
            charts,
            scaling_bar,
            with_rates: None,
        })],
    })
}

/// How many rows of charts a page holds: fewer on a wide page where names take two lines.
fn usual_rows(departments: &[Vec<&Comparison>], side_by_side: usize, size: ChartSize) -> usize {
    let sheet = Sheet::of(size);
    let room = sheet.measure() / side_by_side as f64 - sheet.body * 2.0;
    let mut names = departments.iter().take(side_by_side * 3).map(|rows| name(rows));
    let is_long = |name: String| font::width(&name, sheet.small, Weight::Bold) > room;
    if size == ChartSize::Wide && names.any(is_long) { 2 } else { 3 }
}

fn remarks((shown, left_out): (usize, usize), last_year: i32, scaling_bar: Option<&ScalingBar>) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(bar) = scaling_bar {
        remarks.push(format!("各图比例不同，左侧竖线均为{}", bar.label));
    }
    if left_out > 0 {
        remarks.push(wording::remark_on_left_out(shown, left_out, last_year));
    }
    remarks
}

fn name(rows: &[&Comparison]) -> String {
    rows.first().map(|row| row.series.department.clone()).unwrap_or_default()
}

fn last<'a>(rows: &[&'a Comparison]) -> Option<&'a Comparison> {
    rows.iter().max_by_key(|row| row.fiscal_year).copied()
}

fn amount_in(rows: &[&Comparison], year: i32) -> i64 {
    rows.iter().find(|row| row.fiscal_year == year).and_then(|row| row.amount_fen).unwrap_or(0)
}

fn panel(
    rows: &[&Comparison],
    years: std::ops::RangeInclusive<i32>,
    (format, change): (AmountFormat, AmountFormat),
    options: &ChartOptions,
) -> Timeline {
    let entry = last(rows).map(|row| Entry::of(row, String::new(), options));
    Timeline {
        heading: name(rows),
        remark: entry.as_ref().map(|entry| wording::remark(entry, change, options.labels)).unwrap_or_default(),
        judgement: entry.as_ref().map(Entry::judgement).unwrap_or_default(),
        arrow: None,
        ..series::timeline(rows, years, format, options, None)
    }
}

/// The amount that every chart shows where their scales differ: the largest of 1, 2, 5 × 10ⁿ that the smallest holds.
fn scaling_bar(charts: &[Timeline], unit: MoneyUnit) -> Option<ScalingBar> {
    let reach = |chart: &Timeline| chart.extent.high.unsigned_abs().max(chart.extent.low.unsigned_abs());
    let sizes: Vec<u64> = charts.iter().map(reach).filter(|size| *size > 0).collect();
    let (smallest, largest) = (*sizes.iter().min()?, *sizes.iter().max()?);
    if largest / smallest < COMMON_SCALE {
        return None;
    }
    let value = i64::try_from(number::round_amount_below(smallest)).ok()?;
    // The label has to be short: 200亿元 rather than 2,000,000万元.
    let unit = number::fitting_unit([value]).max(unit);
    let format = AmountFormat { unit, decimals: number::exact_decimals_of(&[value], unit) };
    Some(ScalingBar { value, label: format!("{}{}", format.plain(value), unit.name_zh()) })
}

/// Each department's latest change.
fn latest_entries(departments: &[Vec<&Comparison>], options: &ChartOptions) -> Vec<Entry> {
    let rows = departments.iter().filter_map(|rows| last(rows));
    rows.map(|row| Entry::of(row, row.series.department.clone(), options)).collect()
}

fn message(departments: &[Vec<&Comparison>], are_largest: bool, options: &ChartOptions) -> String {
    let entries = latest_entries(departments, options);
    if let [only] = entries.as_slice() {
        return wording::change_sentence(&only.label, only, options.labels);
    }
    let counted = wording::count_sentence(&entries, "个部门");
    let mut message = if are_largest { format!("数额最大的{counted}") } else { counted };
    let most = entries.iter().filter(|entry| entry.rate.is_some()).max_by_key(|entry| entry.change);
    if let Some(most) = most.filter(|most| most.change.is_some_and(|change| change > 0)) {
        message.push_str(&format!("，{}增加最多：{}", most.label, wording::change_clause(most, options.labels)));
    }
    message
}
