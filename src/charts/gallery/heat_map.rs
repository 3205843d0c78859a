//! 增减率热力图: departments × years.

use crate::charts::cells;
use crate::charts::entries::{self, Entry};
use crate::charts::layout::Sheet;
use crate::charts::number::{self, AmountFormat, LabelMode};
use crate::charts::options::{ChartOptions, ChartSize, Judgement};
use crate::charts::spec::{Cell, ChartSpec, ColumnKind, Emphasis, HeatCell, Key, Panel, Row, Swatch, TablePanel};
use crate::charts::{Chart, ChartInput, Subject, wording};
use crate::domain::{MoneyUnit, Percent};
use crate::error::Result;
use crate::measures::{Breakdown, Comparison, State};

/// The catalogue's entry.
pub const CHART: Chart = Chart {
    name: "heat_map",
    name_zh: "增减率热力图",
    name_en: "Heat map of rates",
    documentation: "各部门逐年增减率，颜色深浅分为5%、10%、25%四级，数字写在格内；新增、取消、不可比、缺年写出而不着色。\
                    每个部门取其合计，按最近一年数额从大到小。",
    subject: Subject::Departments,
    usual: Some(Breakdown::Department),
    specify,
};

/// The bounds of the steps, in hundredths of a percent.
const STEPS: [u64; 3] = [500, 1000, 2500];

fn specify(input: &ChartInput) -> Result<ChartSpec> {
    let all = entries::one_phase(entries::in_years(input)?, |row| &row.series);
    let rows = entries::leading_of_each_department(&all);
    let years = years(&rows, most_years(input.options.size));
    let mut departments = departments(&rows, years.last().copied());
    let capacity = Sheet::of(input.options.size).row_capacity().saturating_sub(1);
    let most = input.options.top.unwrap_or(capacity).min(capacity).max(1);
    let left_out = departments.len().saturating_sub(most);
    departments.truncate(most);
    let amounts: Vec<i64> = departments.iter().map(|rows| amount_in(rows, years.last().copied())).collect();
    let unit = input.options.unit.unwrap_or_else(|| match input.options.labels {
        LabelMode::Audit => MoneyUnit::WanYuan,
        LabelMode::Briefing => number::fitting_unit(amounts.iter().copied()),
    });
    let format = AmountFormat::for_column(amounts.iter().copied(), unit, input.options.labels);
    let means = rows.first().map_or(Judgement::Neutral, |row| entries::increase_means(&row.series, input.options));
    let mut title = wording::title_of_years(&rows, unit, input.options);
    title.when = wording::span(years.iter().copied(), rows.first().map(|row| row.series.phase));
    title.what = format!("{}增减率（%）", wording::what(rows.iter().map(|row| &row.series), input.options));
    let remarks = if left_out > 0 {
        vec![wording::remark_on_left_out(departments.len(), left_out, years.last().copied().unwrap_or_default())]
    } else {
        Vec::new()
    };
    Ok(ChartSpec {
        name: CHART.name,
        page: wording::page(input.options),
        title,
        message: message(&rows, years.last().copied(), input.options),
        keys: keys(means),
        notes: wording::notes(&rows, input.options, &remarks),
        panels: vec![Panel::Table(table(&departments, &years, format, input.options))],
    })
}

/// How many years a page holds.
fn most_years(size: ChartSize) -> i32 {
    match size {
        ChartSize::Wide => 10,
        ChartSize::Standard => 7,
        ChartSize::A4Width => 6,
    }
}

/// The latest years, without gaps.
fn years(rows: &[&Comparison], most: i32) -> Vec<i32> {
    let known = rows.iter().filter(|row| row.state != State::MissingYear).map(|row| row.fiscal_year);
    let known: Vec<i32> = known.collect();
    match (known.iter().min(), known.iter().max()) {
        (Some(first), Some(last)) => ((*first).max(last.saturating_sub(most - 1))..=*last).collect(),
        _ => rows.iter().map(|row| row.fiscal_year).max().into_iter().collect(),
    }
}

/// Departments with their rows, those with the largest amounts in the last year first.
fn departments<'a>(rows: &[&'a Comparison], last: Option<i32>) -> Vec<Vec<&'a Comparison>> {
    let mut departments = entries::by_department(rows);
    departments.sort_by_key(|rows| (std::cmp::Reverse(amount_in(rows, last)), name(rows)));
    departments
}

fn name(rows: &[&Comparison]) -> String {
    rows.first().map(|row| row.series.department.clone()).unwrap_or_default()
}

fn amount_in(rows: &[&Comparison], year: Option<i32>) -> i64 {
    rows.iter().find(|row| Some(row.fiscal_year) == year).and_then(|row| row.amount_fen).unwrap_or(0)
}

fn message(rows: &[&Comparison], latest: Option<i32>, options: &ChartOptions) -> String {
    let Some(latest) = latest else { return String::new() };
    let of_year = rows.iter().filter(|row| row.fiscal_year == latest);
    let entries: Vec<Entry> = of_year.map(|row| Entry::of(row, row.series.department.clone(), options)).collect();
    match entries.as_slice() {
        [only] => wording::change_sentence(&format!("{latest}年{}", only.label), only, options.labels),
        all => format!("{latest}年{}", wording::count_sentence(all, "个部门")),
    }
}

/// The legend, from the deepest fall to the steepest rise.
fn keys(means: Judgement) -> Vec<Key> {
    let words = ["5%以内", "5%—10%", "10%—25%", "25%以上"];
    let key = |level: i8| {
        let judgement = entries::judgement_of(i64::from(level), means);
        let word = words.get(usize::from(level.unsigned_abs()).saturating_sub(1)).copied().unwrap_or_default();
        let direction = if level < 0 { "降" } else { "增" };
        Key { swatch: Swatch::Heat(level, judgement), text: format!("{direction}{word}") }
    };
    (-4..=4).filter(|level| *level != 0).map(key).collect()
}

fn table(departments: &[Vec<&Comparison>], years: &[i32], format: AmountFormat, options: &ChartOptions) -> TablePanel {
    let mut columns = vec![cells::column("部门", ColumnKind::Names)];
    columns.extend(years.iter().map(|year| cells::column(format!("{year}年"), ColumnKind::Heat)));
    let latest = years.last().map_or_else(String::new, |year| format!("{year}年数额（{}）", format.unit.name_zh()));
    columns.push(cells::column(latest, ColumnKind::Numbers));
    let rows = departments
        .iter()
        .map(|rows| {
            let mut cells = vec![Cell::Name(name(rows))];
            cells.extend(years.iter().map(|year| heat(rows, *year, options)));
            let last = years.last().and_then(|last| rows.iter().find(|row| row.fiscal_year == *last));
            let amount = last.and_then(|row| row.amount_fen);
            cells.push(amount.map_or(Cell::Number("–".into()), |fen| Cell::Number(format.plain(fen))));
            Row { emphasis: Emphasis::Item, cells }
        })
        .collect();
    TablePanel { columns, rows, connected: false, stretched: false }
}

fn heat(rows: &[&Comparison], year: i32, options: &ChartOptions) -> Cell {
    let Some(row) = rows.iter().find(|row| row.fiscal_year == year) else {
        return Cell::Word(State::MissingYear.name_zh().to_owned());
    };
    let entry = Entry::of(row, String::new(), options);
    match (row.state, row.rate, entry.printed_rate(options.labels)) {
        (State::Increase | State::Decrease, Some(exact), Some(printed)) => Cell::Heat(HeatCell {
            level: level(exact),
            judgement: entry.judgement(),
            label: number::signed_percent(printed),
        }),
        (state, ..) => Cell::Word(state.name_zh().to_owned()),
    }
}

/// The step of a rate: 1 up to 5%, 2 up to 10%, 3 up to 25%, 4 beyond; negative for a fall.
fn level(rate: Percent) -> i8 {
    let value = number::hundredths(rate);
    let steps = STEPS.iter().filter(|step| value.unsigned_abs() >= **step).count() as i8 + 1;
    if value < 0 { -steps } else { steps }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_the_heat_scale_begin_at_their_bounds() {
        let level_of = |mantissa: i64| level(Percent::new(mantissa, 2));
        assert_eq!([1, 499, 500, 999, 1000, 2500, 999_999].map(level_of), [1, 1, 2, 2, 3, 4, 4]);
        assert_eq!([-1, -500, -2500].map(level_of), [-1, -2, -4]);
    }
}
