//! 部门增减排行: departments by change, the largest increase first.

use crate::charts::cells::{self, Formats};
use crate::charts::entries::{self, Entry};
use crate::charts::layout::Sheet;
use crate::charts::number::LabelMode;
use crate::charts::spec::{Cell, ChartSpec, ColumnKind, Emphasis, Extent, Panel, Row, TablePanel};
use crate::charts::{Chart, ChartInput, Subject, wording};
use crate::error::{Error, Result};
use crate::measures::{Breakdown, Comparison};

/// The catalogue's entry.
pub const CHART: Chart = Chart {
    name: "ranking",
    name_zh: "增减排行",
    name_en: "Ranking by change",
    documentation: "各部门按增减额排行，增加最多的在前、减少最多的在后，中间变动小的合为一行；增减率在自己的轴上成针。\
                    取最近一年，每个部门取其合计。",
    subject: Subject::Departments,
    usual: Some(Breakdown::Department),
    specify,
};

fn specify(input: &ChartInput) -> Result<ChartSpec> {
    let rows = entries::leading_of_each_department(&entries::of_latest_year(input)?);
    let mut items: Vec<Entry> =
        rows.iter().map(|row| Entry::of(row, row.series.department.clone(), input.options)).collect();
    let all = items.len();
    items.retain(|item| item.change.is_some());
    let mut remarks = if items.len() < all {
        vec![format!("另有{}个部门缺少可比的上年数，未列入排行与合计", all - items.len())]
    } else {
        Vec::new()
    };
    if items.is_empty() {
        return Err(Error::usage("没有可比的上年数，排不出增减；请载入上年的文件，或放宽年度"));
    }
    entries::sort_by_change(&mut items);
    let total = Entry::sum(format!("{}个部门合计", items.len()), Emphasis::Total, &items)?;
    let capacity = Sheet::of(input.options.size).row_capacity().saturating_sub(1);
    let message = message(&items, &total, input.options.labels);
    let order: Vec<String> = items.iter().map(|item| item.label.clone()).collect();
    let mut shown =
        entries::folded_by_change(items, input.options.top.unwrap_or(capacity).min(capacity), "个部门", input.options)?;
    shown.push(total);
    let formats = Formats::of(&shown, input.options);
    let table = table(&rows, &shown, &order, &formats);
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

/// How many rose and fell, and who most.
fn message(items: &[Entry], total: &Entry, mode: LabelMode) -> String {
    if let [only] = items {
        return wording::change_sentence(&only.label, only, mode);
    }
    let mut message = wording::count_sentence(items, "个部门");
    if total.change.is_some() {
        message.push_str(&format!("，合计{}", wording::change_clause(total, mode)));
    }
    message
}

fn table(rows: &[&Comparison], shown: &[Entry], order: &[String], formats: &Formats) -> TablePanel {
    let Some(first) = rows.first() else { return TablePanel::default() };
    let phase = wording::phase_name(first.series.phase);
    let (now, before) = (wording::scenario(first.series.phase, false), wording::scenario(first.series.phase, true));
    let changes = shown.iter().filter(|entry| entry.emphasis == Emphasis::Item).filter_map(|entry| entry.change);
    let columns = vec![
        cells::column("位次", ColumnKind::Numbers),
        cells::column("部门", ColumnKind::Names),
        cells::scenario_column(format!("{}年{phase}", first.base_year), before, ColumnKind::Numbers),
        cells::scenario_column(format!("{}年{phase}", first.fiscal_year), now, ColumnKind::Numbers),
        cells::column("增减额", ColumnKind::Amounts(Extent::of(changes))),
        cells::column("增减率", ColumnKind::Rates(formats.pin_extent(shown))),
    ];
    let rows = shown.iter().map(|entry| row(entry, order, formats)).collect();
    TablePanel { columns, rows, connected: false, stretched: false }
}

fn row(entry: &Entry, order: &[String], formats: &Formats) -> Row {
    let place = order.iter().position(|label| *label == entry.label).filter(|_| entry.emphasis == Emphasis::Item);
    let cells = vec![
        place.map_or(Cell::Blank, |place| Cell::Number((place + 1).to_string())),
        cells::name(entry),
        cells::base(entry, formats),
        cells::amount(entry, formats),
        cells::variance_unless_sum(entry, formats),
        cells::rate(entry, formats),
    ];
    Row { emphasis: entry.emphasis, cells }
}
