//! 同比条形图: one department's items, last year beside this year, with 增减额 and 增减率.

use crate::charts::cells::{self, Formats};
use crate::charts::entries::{self, Entry};
use crate::charts::layout::Sheet;
use crate::charts::spec::{Bar, Cell, ChartSpec, ColumnKind, Emphasis, Extent, Panel, Row, Scenario, TablePanel};
use crate::charts::{Chart, ChartInput, Subject, wording};
use crate::error::Result;

/// The catalogue's entry.
pub const CHART: Chart = Chart {
    name: "change_bars",
    name_zh: "同比条形图",
    name_en: "Change bars",
    documentation: "一个部门的各项目：上年与本年并列成条，增减额按同一比例成条，增减率在自己的轴上成针。\
                    取最近一年；合计取公布的合计，没有时取各项之和；新增、取消、不可比、缺年写出而不画。",
    subject: Subject::OneDepartment,
    usual: None,
    specify,
};

fn specify(input: &ChartInput) -> Result<ChartSpec> {
    let rows = entries::of_latest_year(input)?;
    let (items, total) = entries::items_and_total(&rows, input.options)?;
    let capacity = Sheet::of(input.options.size).row_capacity().saturating_sub(1);
    let mut shown = entries::folded(items, input.options.top.unwrap_or(capacity).min(capacity), "项", input.options)?;
    let subject = rows.first().map_or("合计", |row| wording::total_name(&row.series));
    let message = wording::change_sentence(subject, &total, input.options.labels);
    // One item that is its own sum needs no second row.
    let repeats = matches!(shown.as_slice(), [only] if total.label == "合计" && only.weight() == total.weight());
    if !repeats {
        shown.push(total);
    }
    let formats = Formats::of(&shown, input.options);
    let mut remarks: Vec<String> = if shown.iter().all(|entry| has_bars(entry, &shown)) {
        Vec::new()
    } else {
        vec!["合计（和其余各项之和）远大于单项，只列数字".to_owned()]
    };
    let mut table = table(&rows, &shown, &formats);
    if shown.iter().all(|entry| entry.change.is_none()) {
        table.remove_column(4);
    }
    remarks.extend(cells::remark_on_clipped(cells::pins_of(&table.rows)));
    Ok(ChartSpec {
        name: CHART.name,
        page: wording::page(input.options),
        title: wording::title_of_year(&rows, formats.unit, input.options),
        message,
        keys: wording::keys_of(&shown),
        notes: wording::notes(&rows, input.options, &remarks),
        panels: vec![Panel::Table(table)],
    })
}

/// The table of bars, variances and pins.
fn table(rows: &[&crate::measures::Comparison], shown: &[Entry], formats: &Formats) -> TablePanel {
    let Some(first) = rows.first() else { return TablePanel::default() };
    let phase = wording::phase_name(first.series.phase);
    let (now, before) = (wording::scenario(first.series.phase, false), wording::scenario(first.series.phase, true));
    let drawn = || shown.iter().filter(|entry| has_bars(entry, shown));
    let amounts = Extent::of(drawn().flat_map(|entry| [entry.amount, entry.base]).flatten());
    let changes = Extent::of(drawn().filter_map(|entry| entry.change));
    let columns = vec![
        cells::column("项目", ColumnKind::Names),
        cells::scenario_column(format!("{}年{phase}", first.base_year), before, ColumnKind::Numbers),
        cells::scenario_column(format!("{}年{phase}", first.fiscal_year), now, ColumnKind::Numbers),
        cells::column("", ColumnKind::Amounts(amounts)),
        cells::column("增减额", ColumnKind::Amounts(changes)),
        cells::column("增减率", ColumnKind::Rates(formats.pin_extent(shown))),
    ];
    let rows = shown.iter().map(|entry| row(entry, has_bars(entry, shown), formats, before, now)).collect();
    TablePanel { columns, rows, connected: false, stretched: false }
}

/// A sum more than twice as large as the largest item would squash the items: it is written, not drawn.
fn has_bars(entry: &Entry, shown: &[Entry]) -> bool {
    let items = shown.iter().filter(|other| other.emphasis == Emphasis::Item);
    let largest = items.map(Entry::weight).max().unwrap_or(0);
    entry.emphasis == Emphasis::Item || entry.weight() / 2 <= largest
}

fn row(entry: &Entry, drawn: bool, formats: &Formats, before: Scenario, now: Scenario) -> Row {
    let bars = [(entry.base, before), (entry.amount, now)];
    let bars = bars.into_iter().filter_map(|(value, scenario)| Some(Bar { value: value?, scenario })).collect();
    let cells = vec![
        cells::name(entry),
        cells::base(entry, formats),
        cells::amount(entry, formats),
        if drawn { Cell::Bars(bars) } else { Cell::Blank },
        if drawn { cells::variance(entry, formats) } else { cells::variance_in_words(entry, formats) },
        cells::rate(entry, formats),
    ];
    Row { emphasis: entry.emphasis, cells }
}
