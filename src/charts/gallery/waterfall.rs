//! 瀑布图: from last year's total to this year's, item by item.

use crate::charts::cells::{self, Formats};
use crate::charts::entries::{self, Entry};
use crate::charts::layout::Sheet;
use crate::charts::number;
use crate::charts::spec::{
    Bridge, BridgeFill, Cell, ChartSpec, ColumnKind, Emphasis, Extent, Panel, Row, Scenario, TablePanel,
};
use crate::charts::{Chart, ChartInput, wording};
use crate::error::Result;
use crate::measures::{Comparison, State};

/// The catalogue's entry.
pub const CHART: Chart = Chart {
    name: "waterfall",
    name_zh: "瀑布图",
    name_en: "Waterfall",
    documentation: "从上年合计到本年合计：每个项目的增减额从前一个的终点画起，合计从零画起。\
                    取最近一年；项目之和与公布的合计相差的部分单列一行；缺年或不可比的项目写出而不画。",
    specify,
};

fn specify(input: &ChartInput) -> Result<ChartSpec> {
    let rows = entries::of_latest_year(input)?;
    let (mut items, total) = entries::items_and_total(&rows, input.options)?;
    entries::sort_by_change(&mut items);
    let capacity = Sheet::of(input.options.size).row_capacity().saturating_sub(3).max(3);
    let mut steps = entries::folded_by_change(items, input.options.top.unwrap_or(capacity).min(capacity), "项")?;
    steps.extend(remainder(&steps, &total)?);
    let subject = rows.first().map_or("合计", |row| wording::total_name(&row.series));
    let mut all = steps.clone();
    all.push(total.clone());
    let formats = Formats::of(&all, input.options);
    Ok(ChartSpec {
        name: CHART.name,
        page: wording::page(input.options),
        title: wording::title_of_year(&rows, formats.unit, input.options),
        message: wording::change_sentence(subject, &total),
        keys: Vec::new(),
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

fn table(rows: &[&Comparison], steps: &[Entry], total: &Entry, formats: &Formats) -> Result<TablePanel> {
    let Some(first) = rows.first() else { return Ok(TablePanel::default()) };
    let phase = first.series.phase;
    let (now, before) = (wording::scenario(phase, false), wording::scenario(phase, true));
    let name = |year: i32| format!("{year}年{}", wording::phase_name(phase));
    let mut body = Vec::new();
    let mut level = total.base.unwrap_or(0);
    let mut reached = vec![level, total.amount.unwrap_or(0)];
    body.push(total_row(name(first.base_year), total.base, Emphasis::Opening, before, formats));
    for step in steps {
        let next = entries::total([level, step.change.unwrap_or(0)])?;
        body.push(step_row(step, level, next, formats));
        reached.push(next);
        level = next;
    }
    body.push(total_row(name(first.fiscal_year), total.amount, Emphasis::Total, now, formats));
    let columns = vec![
        cells::column("项目", ColumnKind::Names),
        cells::column(format!("增减额（{}）", formats.unit.name_zh()), ColumnKind::Amounts(Extent::of(reached))),
        cells::column("增减率", ColumnKind::Numbers),
    ];
    Ok(TablePanel { columns, rows: body, connected: total.base.is_some() })
}

fn total_row(label: String, amount: Option<i64>, emphasis: Emphasis, scenario: Scenario, formats: &Formats) -> Row {
    let cell = amount.map_or_else(
        || Cell::Word(State::MissingYear.name_zh().to_owned()),
        |to| {
            Cell::Bridge(Bridge { from: 0, to, fill: BridgeFill::Scenario(scenario), label: formats.amount.plain(to) })
        },
    );
    Row { emphasis, cells: vec![Cell::Name(label), cell, Cell::Blank] }
}

fn step_row(step: &Entry, from: i64, to: i64, formats: &Formats) -> Row {
    let cell = step.change.map_or_else(
        || Cell::Word(step.state.name_zh().to_owned()),
        |change| {
            let fill = BridgeFill::Judgement(step.judgement());
            Cell::Bridge(Bridge { from, to, fill, label: formats.change.signed(change) })
        },
    );
    let rate = match (step.state, step.printed_rate(formats.mode)) {
        (State::Increase | State::Decrease, Some(rate)) => Cell::Signed(number::signed_percent(rate)),
        (State::NotComparable, _) if step.base.is_none() => Cell::Blank,
        (state, _) => Cell::Word(state.name_zh().to_owned()),
    };
    Row { emphasis: step.emphasis, cells: vec![cells::name(step), cell, rate] }
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
