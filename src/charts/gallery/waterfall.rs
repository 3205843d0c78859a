//! 瀑布图: from last year's total to this year's, item by item.

use crate::charts::cells::{self, Formats};
use crate::charts::entries::{self, Entry};
use crate::charts::layout::Sheet;
use crate::charts::number;
use crate::charts::spec::{Bridge, BridgeFill, Cell, ChartSpec, ColumnKind, Emphasis, Extent, Panel, Row, TablePanel};
use crate::charts::{Chart, ChartInput, Subject, wording};
use crate::domain::Phase;
use crate::error::Result;
use crate::measures::{Comparison, State};

/// The catalogue's entry.
pub const CHART: Chart = Chart {
    name: "waterfall",
    name_zh: "瀑布图",
    name_en: "Waterfall",
    documentation: "从上年合计到本年合计：每个项目的增减额从前一个的终点画起，合计从零画起。\
                    取最近一年；项目之和与公布的合计相差的部分单列一行；缺年或不可比的项目写出而不画。",
    subject: Subject::OneDepartment,
    usual: None,
    specify,
};

fn specify(input: &ChartInput) -> Result<ChartSpec> {
    let rows = entries::of_latest_year(input)?;
    let (mut items, total) = entries::items_and_total(&rows, input.options)?;
    entries::sort_by_change(&mut items);
    let capacity = Sheet::of(input.options.size).row_capacity().saturating_sub(3).max(3);
    let mut steps =
        entries::folded_by_change(items, input.options.top.unwrap_or(capacity).min(capacity), "项", input.options)?;
    steps.extend(remainder(&steps, &total)?);
    let subject = rows.first().map_or("合计", |row| wording::total_name(&row.series));
    let mut all = steps.clone();
    all.push(total.clone());
    let formats = Formats::of(&all, input.options);
    Ok(ChartSpec {
        name: CHART.name,
        page: wording::page(input.options),
        title: wording::title_of_year(&rows, formats.unit, input.options),
        message: wording::change_sentence(subject, &total, input.options.labels),
        keys: wording::keys_of(&all),
        notes: wording::notes(&rows, input.options, &[]),
        panels: vec![Panel::Table(table(&rows, &steps, &total, &formats)?)],
    })
}

/// What the total changed by beyond the sum of its items.
fn remainder(steps: &[Entry], total: &Entry) -> Result<Option<Entry>> {
    let explained = entries::total(steps.iter().filter_map(|step| step.change))?;
    let Some(gap) = total.change.and_then(|change| change.checked_sub(explained)).filter(|gap| *gap != 0) else {
        return Ok(None);
    };
    let state = State::NotComparable;
    let label = "未列入以上项目".to_owned();
    Ok(Some(Entry {
        label,
        emphasis: Emphasis::Rest,
        amount: None,
        base: None,
        change: Some(gap),
        rate: None,
        state,
        ..total.clone()
    }))
}

/// How many times longer the changes are drawn beside the bridge, so that they can be read: 2, 5, 10, 20 …, as long as
/// they stay shorter than the totals.
fn enlargement(totals: Extent, changes: Extent) -> Option<u32> {
    let length = |extent: Extent| i128::from(extent.high) - i128::from(extent.low);
    let ratio = length(totals) / length(changes).max(1);
    let factor = [2, 5, 10].into_iter().flat_map(|step| (0..4).map(move |power| step * 10_u32.pow(power)));
    factor.filter(|factor| *factor >= 5 && i128::from(*factor) * 5 <= ratio * 4).max()
}

/// The levels of the bridge: before each step and after the last.
fn levels(steps: &[Entry], start: i64) -> Result<Vec<i64>> {
    let mut levels = vec![start];
    for step in steps {
        let last = levels.last().copied().unwrap_or(start);
        levels.push(entries::total([last, step.change.unwrap_or(0)])?);
    }
    Ok(levels)
}

fn table(rows: &[&Comparison], steps: &[Entry], total: &Entry, formats: &Formats) -> Result<TablePanel> {
    let Some(first) = rows.first() else { return Ok(TablePanel::default()) };
    let name = |year: i32| format!("{year}年{}", wording::phase_name(first.series.phase));
    let known = total.base.is_some();
    let levels_of_totals = levels(steps, total.base.unwrap_or(0))?;
    let levels_of_changes = levels(steps, 0)?;
    let totals = Extent::of(levels_of_totals.iter().copied().chain(total.amount));
    let changes = Extent::of(levels_of_changes.iter().copied());
    let factor = enlargement(totals, changes).filter(|_| known && changes != Extent::default());
    let mut body = vec![total_row(name(first.base_year), total, Emphasis::Opening, first.series.phase, formats)];
    for ((step, reach), change) in steps.iter().zip(levels_of_totals.windows(2)).zip(levels_of_changes.windows(2)) {
        body.push(step_row(step, reach, change, (known, factor.is_some()), formats));
    }
    body.push(total_row(name(first.fiscal_year), total, Emphasis::Total, first.series.phase, formats));
    let enlarged = factor.map_or(Extent::default(), |_| changes);
    let columns = vec![
        cells::column("项目", ColumnKind::Names),
        cells::column(if factor.is_some() { "数额" } else { "数额与增减额" }, ColumnKind::Amounts(totals)),
        cells::column(
            format!("增减额（放大{}倍）", factor.unwrap_or(1)),
            ColumnKind::Enlarged(enlarged, factor.unwrap_or(1)),
        ),
        cells::column("拉动（百分点）", ColumnKind::Numbers),
        cells::column("增减率", ColumnKind::Numbers),
    ];
    let mut panel = TablePanel { columns, rows: body, connected: known, stretched: false };
    if steps.iter().all(|step| step.contribution_pp.is_none()) {
        panel.remove_column(3);
    }
    if factor.is_none() {
        panel.remove_column(2);
    }
    Ok(panel)
}

/// 拉动 of an item.
fn points(entry: &Entry) -> Cell {
    entry.contribution_pp.map_or(Cell::Blank, |points| Cell::Signed(number::signed_digits(points)))
}

/// A total from zero; the closing one carries the total's change and rate.
fn total_row(label: String, total: &Entry, emphasis: Emphasis, phase: Phase, formats: &Formats) -> Row {
    let opening = emphasis == Emphasis::Opening;
    let amount = if opening { total.base } else { total.amount };
    let fill = BridgeFill::Scenario(wording::scenario(phase, opening));
    let cell = amount.map_or_else(
        || Cell::Word(State::MissingYear.name_zh().to_owned()),
        |to| Cell::Bridge(Bridge { from: 0, to, fill, label: formats.amount.plain(to) }),
    );
    let change = total.change.filter(|_| !opening).map_or(Cell::Blank, |to| {
        let fill = BridgeFill::Judgement(total.judgement());
        Cell::Bridge(Bridge { from: 0, to, fill, label: formats.change.signed(to) })
    });
    let rate = if opening { Cell::Blank } else { rate(total, formats) };
    Row { emphasis, cells: vec![Cell::Name(label), cell, change, Cell::Blank, rate] }
}

/// The row of one change, from one level to the next; without last year's total there is nothing to build on, and the
/// change is only written. Where the changes are drawn enlarged too, the label stands there.
fn step_row(step: &Entry, reach: &[i64], change: &[i64], (known, enlarged): (bool, bool), formats: &Formats) -> Row {
    let label = step.change.map(|change| formats.change.signed(change)).unwrap_or_default();
    let bridge = |levels: &[i64], label: &str| match (step.change, levels) {
        (Some(_), [from, to]) if known => {
            let fill = BridgeFill::Judgement(step.judgement());
            Cell::Bridge(Bridge { from: *from, to: *to, fill, label: label.to_owned() })
        }
        (Some(_), _) => Cell::Signed(label.to_owned()),
        (None, _) => Cell::Word(step.state.name_zh().to_owned()),
    };
    let cells = vec![
        cells::name(step),
        bridge(reach, if enlarged { "" } else { &label }),
        bridge(change, &label),
        points(step),
        rate(step, formats),
    ];
    Row { emphasis: step.emphasis, cells }
}

fn rate(entry: &Entry, formats: &Formats) -> Cell {
    match (entry.state, entry.printed_rate(formats.mode)) {
        (State::Increase | State::Decrease, Some(rate)) => Cell::Signed(number::signed_percent(rate)),
        (State::NotComparable, _) if entry.base.is_none() => Cell::Blank,
        (state, _) => Cell::Word(state.name_zh().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{ChartOptions, sample};
    use crate::domain::RowLevel;

    #[test]
    fn the_bridge_reaches_the_published_total_to_the_fen() {
        let mut rows = sample::zhoukou();
        rows.retain(|row| row.series.item != "住房保障支出");
        let options = ChartOptions::default();
        let input = ChartInput { comparisons: &rows, shares: &[], options: &options };
        let spec = specify(&input).unwrap();
        let [Panel::Table(table)] = spec.panels.as_slice() else { panic!("one table") };
        let ends: Vec<i64> = table
            .rows
            .iter()
            .filter_map(|row| {
                row.cells.iter().find_map(|cell| match cell {
                    Cell::Bridge(bridge) => Some(bridge.to),
                    _ => None,
                })
            })
            .collect();
        assert_eq!(ends.last(), Some(&sample::wan(1092.22)));
        assert_eq!(ends[ends.len() - 2], sample::wan(1092.22));
        assert_eq!(RowLevel::Total.name_zh(), "合计");
    }
}
