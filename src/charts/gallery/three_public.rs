//! “三公”经费图: the total and its items over years, side by side on one scale.

use crate::charts::entries::{self, Entry};
use crate::charts::number::{self, AmountFormat, LabelMode};
use crate::charts::options::{ChartOptions, ChartSize};
use crate::charts::spec::{ChartSpec, Panel, Timeline, TimelinesPanel};
use crate::charts::{Chart, ChartInput, Subject, series, wording};
use crate::domain::label::fold;
use crate::domain::{MoneyUnit, ThreePublicItem};
use crate::error::{Error, Result};
use crate::measures::{Breakdown, Comparison, State};

/// The catalogue's entry.
pub const CHART: Chart = Chart {
    name: "three_public",
    name_zh: "“三公”经费图",
    name_en: "Three public expenses",
    documentation: "一个部门的“三公”经费合计与因公出国（境）费、公务用车购置及运行费、公务接待费的历年数额，同一比例并列；\
                    增加为不利、减少为有利。",
    subject: Subject::OneDepartment,
    usual: Some(Breakdown::ThreePublic),
    specify,
};

/// The panels, in the order of the prescribed table.
const ITEMS: [ThreePublicItem; 4] = [
    ThreePublicItem::Total,
    ThreePublicItem::OverseasTravel,
    ThreePublicItem::OfficialVehicles,
    ThreePublicItem::OfficialReception,
];

fn specify(input: &ChartInput) -> Result<ChartSpec> {
    let rows: Vec<&Comparison> = entries::one_phase(entries::in_years(input)?, |row| &row.series)
        .into_iter()
        .filter(|row| item_of(row).is_some())
        .collect();
    if rows.is_empty() {
        return Err(Error::usage("所选数据中没有“三公”经费：请用 --by three_public 选择"));
    }
    let options = input.options;
    let amounts = series::amounts(&rows);
    let unit = options.unit.unwrap_or_else(|| match options.labels {
        LabelMode::Audit => MoneyUnit::WanYuan,
        LabelMode::Briefing => number::fitting_unit(amounts.iter().copied()),
    });
    let format = AmountFormat::for_column(amounts.iter().copied(), unit, options.labels);
    let years = series::years(&rows, options)?;
    let changes = rows.iter().filter(|row| row.fiscal_year == *years.end()).filter_map(|row| row.change_fen);
    let change = AmountFormat::for_column(changes, unit, options.labels);
    let charts = ITEMS
        .into_iter()
        .filter_map(|item| {
            let own: Vec<&Comparison> = rows.iter().filter(|row| item_of(row) == Some(item)).copied().collect();
            if own.is_empty() { None } else { Some(panel(item, &own, years.clone(), (format, change), options)) }
        })
        .collect();
    let mut title = wording::title_of_years(&rows, unit, options);
    title.when = wording::span(years.clone(), rows.first().map(|row| row.series.phase));
    Ok(ChartSpec {
        name: CHART.name,
        page: wording::page(options),
        title,
        message: message(&rows, *years.end(), options),
        keys: wording::judgement_keys(),
        notes: wording::notes(&rows, options, &[]),
        panels: vec![Panel::Timelines(TimelinesPanel {
            charts,
            side_by_side: if options.size == ChartSize::Wide { 4 } else { 2 },
            scaling_bar: None,
            with_rates: None,
        })],
    })
}

/// Which of the four panels a row belongs to.
fn item_of(row: &Comparison) -> Option<ThreePublicItem> {
    let item = ThreePublicItem::from_folded(&fold(&row.series.item));
    let total = entries::is_total(row.series.level).then_some(ThreePublicItem::Total);
    item.or(total).filter(|item| ITEMS.contains(item))
}

fn panel(
    item: ThreePublicItem,
    rows: &[&Comparison],
    years: std::ops::RangeInclusive<i32>,
    (format, change): (AmountFormat, AmountFormat),
    options: &ChartOptions,
) -> Timeline {
    let last = rows.iter().filter(|row| row.fiscal_year == *years.end()).max_by_key(|row| row.fiscal_year);
    let entry = last.map(|row| Entry::of(row, String::new(), options));
    Timeline {
        heading: if item == ThreePublicItem::Total { "合计".to_owned() } else { item.name_zh().to_owned() },
        remark: entry.as_ref().map(|entry| wording::remark(entry, change, options.labels)).unwrap_or_default(),
        judgement: entry.as_ref().map(Entry::judgement).unwrap_or_default(),
        arrow: None,
        ..series::timeline(rows, years, format, options, None)
    }
}

fn message(rows: &[&Comparison], year: i32, options: &ChartOptions) -> String {
    let of_year = || rows.iter().filter(|row| row.fiscal_year == year);
    let total = of_year().find(|row| item_of(row) == Some(ThreePublicItem::Total));
    match total {
        Some(row) => {
            let entry = Entry::of(row, String::new(), options);
            format!("{year}年{}", wording::change_sentence("“三公”经费", &entry, options.labels))
        }
        None => {
            let down = of_year().filter(|row| row.state == State::Decrease).count();
            format!("{year}年“三公”经费各项中{down}项下降")
        }
    }
}
