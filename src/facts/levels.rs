//! Levels of rows: total, subtotal, leaf, of which; from codes below codes, ordinals below ordinals, and arithmetic.

use super::entry::{Entry, Side};
use crate::domain::{Amount, Flow, Form, FundSource, Interval, MoneyUnit, Nature, RowLevel};
use crate::tables::Table;

fn parse(table: &Table, row: usize, column: usize) -> Option<Amount> {
    let cell = table.rows.get(row)?.cells.get(column)?;
    Amount::parse(&cell.text, table.unit.unwrap_or(MoneyUnit::Yuan)).ok().flatten()
}

/// A row with amounts and no keys is the total if it stands first or last and equals the sum of the leaves.
pub(super) fn settle_blank_totals(table: &Table, side: &Side, entries: &mut [Entry]) {
    let Some(&column) = side.amounts.first() else { return };
    if side.keys.is_empty() {
        return;
    }
    let with_amounts: Vec<usize> = (0..entries.len()).filter(|&index| entries[index].has_amount).collect();
    let (Some(&first), Some(&last)) = (with_amounts.first(), with_amounts.last()) else { return };
    for index in [first, last] {
        if entries[index].has_keys() || entries[index].level.is_some() {
            continue;
        }
        let Some(total) = parse(table, entries[index].row, column) else { continue };
        let leaves = entries.iter().filter(|entry| {
            entry.has_keys() && (!entry.project.is_empty() || entry.has_classification()) && entry.level.is_none()
        });
        let sum = leaves
            .filter_map(|entry| parse(table, entry.row, column))
            .fold(Interval { low: 0, high: 0 }, |sum, part| sum.plus(part.interval()));
        if sum.overlaps(total.interval()) {
            entries[index].level = Some(RowLevel::Total);
            entries[index].label = "合计".to_owned();
        }
    }
}

/// Decides the level of every row from totals, codes below codes, units above items, ordinals below ordinals, and sums.
pub(super) fn settle_levels(table: &Table, side: &Side, entries: &mut [Entry]) {
    let two_sided = matches!(table.form, Form::RevenueExpenditureSummary | Form::AppropriationSummary);
    if two_sided {
        inherit_carryover(table, side, entries);
        promote_grand_total(entries);
    }
    settle_only_row(side, entries);
    inherit_labels(table, side, entries);
    let mut levels: Vec<RowLevel> = (0..entries.len()).map(|index| level_of(entries, index, two_sided)).collect();
    for index in summed_rows(table, side, entries) {
        if levels[index] == RowLevel::Leaf {
            levels[index] = RowLevel::Subtotal;
        }
    }
    let mut fund_above: Option<FundSource> = None;
    for (entry, level) in entries.iter_mut().zip(levels) {
        entry.level = Some(level);
        if level == RowLevel::OfWhich {
            let of_one_budget = matches!(
                entry.fund,
                Some(FundSource::GeneralPublic | FundSource::GovernmentFund | FundSource::StateCapital)
            );
            entry.fund = if of_one_budget { entry.fund } else { fund_above.or(entry.fund) };
        } else {
            fund_above = entry.fund;
        }
    }
}

/// The only row of a side without key columns (合计 | 基本支出 | 项目支出) is its total.
fn settle_only_row(side: &Side, entries: &mut [Entry]) {
    if !side.keys.is_empty() || entries.iter().filter(|entry| entry.has_amount).count() != 1 {
        return;
    }
    for entry in entries.iter_mut().filter(|entry| entry.has_amount) {
        entry.level = Some(RowLevel::Total);
    }
}

/// A row without any key goes on with the item of the row above it, where the subtotal over both says so: it equals
/// the sum of its parts only with that row.
fn inherit_labels(table: &Table, side: &Side, entries: &mut [Entry]) {
    let Some(&column) = side.amounts.first() else { return };
    for index in 1..entries.len() {
        let (before, rest) = entries.split_at_mut(index);
        let (Some(above), Some(entry)) = (before.last(), rest.first_mut()) else { continue };
        let nameless = entry.has_amount && !entry.has_keys() && entry.level.is_none();
        if !nameless || above.label.is_empty() || above.indent.is_none() || above.level.is_some() {
            continue;
        }
        let Some(group) = before.iter().rposition(|other| other.indent.is_some() && other.indent < above.indent) else {
            continue;
        };
        let parts = (group + 1..=index).filter_map(|row| interval(table, row, column)).fold(NOTHING, Interval::plus);
        if interval(table, group, column).is_some_and(|whole| whole.overlaps(parts)) {
            entry.label.clone_from(&above.label);
            entry.folded.clone_from(&above.folded);
            entry.indent = above.indent;
        }
    }
}

/// Rows with an ordinal that equal the sum of the rows without one that follow them (一、基本支出 over 工资福利支出 and
/// 商品和服务支出). The parts take over the nature of the whole where they name none.
fn summed_rows(table: &Table, side: &Side, entries: &mut [Entry]) -> Vec<usize> {
    let Some(&column) = side.amounts.first() else { return Vec::new() };
    let plain = |entry: &Entry| {
        entry.ordinal.is_none() && entry.level.is_none() && !entry.of_which && !entry.has_classification()
    };
    let mut summed = Vec::new();
    for index in 0..entries.len() {
        let entry = &entries[index];
        if entry.ordinal.is_none() || entry.level.is_some() || entry.of_which || entry.has_classification() {
            continue;
        }
        let end = (index + 1..entries.len()).find(|&next| !plain(&entries[next])).unwrap_or(entries.len());
        let parts: Vec<usize> = (index + 1..end).filter(|&part| entries[part].has_amount).collect();
        let sum =
            parts.iter().filter_map(|&row| interval(table, entries[row].row, column)).fold(NOTHING, Interval::plus);
        let holds = interval(table, entry.row, column).is_some_and(|whole| whole.overlaps(sum));
        if parts.is_empty() || !holds || parts.iter().all(|&part| entries[part].label.is_empty()) {
            continue;
        }
        let (nature, fund, flow) = (entry.nature, entry.fund, entry.flow);
        for part in parts {
            let of_whole = entries[part].nature.is_some_and(|part| nature.is_none_or(|whole| is_within(part, whole)));
            entries[part].nature = if of_whole { entries[part].nature } else { nature };
            entries[part].fund = entries[part].fund.or(fund);
            entries[part].flow = entries[part].flow.or(flow);
        }
        summed.push(index);
    }
    summed
}

const NOTHING: Interval = Interval { low: 0, high: 0 };

fn interval(table: &Table, row: usize, column: usize) -> Option<Interval> {
    parse(table, row, column).map(|amount| amount.interval())
}

/// Rows below 上年结转 that are its parts (（一）一般公共预算拨款 …) are carried over too: they have deeper ordinals, or none
/// at all and sum to it.
fn inherit_carryover(table: &Table, side: &Side, entries: &mut [Entry]) {
    let mut carried: Option<(Flow, Option<u8>)> = None;
    for index in 0..entries.len() {
        let entry = &entries[index];
        if entry.label.is_empty() {
            continue;
        }
        let depth = entry.ordinal.map(|ordinal| ordinal.depth);
        if let Some(flow @ (Flow::CarryoverIn | Flow::CarryoverOut)) = entry.flow {
            carried = Some((flow, depth));
            if depth.is_none() {
                carry_plain_parts(table, side, entries, index, flow);
            }
            continue;
        }
        let below = match (carried, depth) {
            (Some((_, Some(above))), Some(depth)) => depth > above,
            (Some((_, None)), Some(_)) => true,
            (Some(_), None) => entry.carried_part,
            _ => false,
        };
        if below && entry.level.is_none() {
            entries[index].flow = carried.map(|(flow, _)| flow);
        } else {
            carried = None;
        }
    }
}

/// Marks the rows without ordinal below a carried-over balance that name budgets and sum to it.
fn carry_plain_parts(table: &Table, side: &Side, entries: &mut [Entry], whole: usize, flow: Flow) {
    let Some(&column) = side.amounts.first() else { return };
    let budget = |entry: &Entry| {
        let named = matches!(
            entry.fund,
            Some(FundSource::GeneralPublic | FundSource::GovernmentFund | FundSource::StateCapital)
        );
        named && entry.ordinal.is_none() && entry.level.is_none() && !entry.of_which && entry.flow != Some(flow)
    };
    let end = (whole + 1..entries.len()).find(|&row| !budget(&entries[row])).unwrap_or(entries.len());
    let sum = (whole + 1..end).filter_map(|row| interval(table, row, column)).fold(NOTHING, Interval::plus);
    if end > whole + 1 && interval(table, whole, column).unwrap_or(NOTHING).overlaps(sum) {
        for entry in &mut entries[whole + 1..end] {
            entry.carried_part = true;
        }
    }
}

/// 合计 below 本年收入合计 (or above carried-over balances) is the grand total.
fn promote_grand_total(entries: &mut [Entry]) {
    let of_year = entries.iter().any(|entry| {
        entry.level == Some(RowLevel::Total) && (entry.folded.starts_with("本年") || entry.folded.starts_with("当年"))
    });
    let carried = entries.iter().any(|entry| matches!(entry.flow, Some(Flow::CarryoverIn | Flow::CarryoverOut)));
    let already = entries.iter().any(|entry| entry.level == Some(RowLevel::GrandTotal));
    if already || !(of_year || carried) {
        return;
    }
    if let Some(entry) = entries.iter_mut().rev().find(|entry| {
        entry.level == Some(RowLevel::Total) && !entry.folded.starts_with("本年") && !entry.folded.starts_with("当年")
    }) {
        entry.level = Some(RowLevel::GrandTotal);
    }
}

fn level_of(entries: &[Entry], index: usize, two_sided: bool) -> RowLevel {
    let entry = &entries[index];
    if entry.of_which {
        return RowLevel::OfWhich;
    }
    if let Some(level) = entry.level {
        return level;
    }
    if entry.has_classification() {
        let code = entry.code();
        let same_unit = |other: &Entry| other.unit_code == entry.unit_code || other.unit_code.is_empty();
        let below = entries
            .iter()
            .any(|other| other.code().len() > code.len() && other.code().starts_with(code) && same_unit(other));
        // 2130301 over its economic items: 2130301 | 30101, 2130301 | 30201.
        let divided = entry.economic_code.is_empty()
            && entry.government_economic_code.is_empty()
            && entries.iter().any(|other| {
                other.function_code == entry.function_code
                    && !(other.economic_code.is_empty() && other.government_economic_code.is_empty())
                    && same_unit(other)
            });
        return if below || divided { RowLevel::Subtotal } else { RowLevel::Leaf };
    }
    if entry.project.is_empty() && !entry.unit_code.is_empty() {
        let items = entries.iter().any(|other| other.has_classification() || !other.project.is_empty());
        let units = entries.iter().any(|other| {
            other.unit_code.len() > entry.unit_code.len() && other.unit_code.starts_with(&entry.unit_code)
        });
        return if items || units { RowLevel::Subtotal } else { RowLevel::Leaf };
    }
    let next = entries[index + 1..].iter().find(|other| other.has_amount);
    if next.is_some_and(|next| is_part_by_nature(entry, next)) {
        return RowLevel::Subtotal;
    }
    if !two_sided && next.is_some_and(|next| next.indent > entry.indent && entry.indent.is_some()) {
        return RowLevel::Subtotal;
    }
    if two_sided && has_parts(entries, index) {
        return RowLevel::Subtotal;
    }
    RowLevel::Leaf
}

fn is_within(part: Nature, whole: Nature) -> bool {
    std::iter::successors(Some(part), |nature| nature.parent()).any(|nature| nature == whole)
}

/// Whether the next row is a part by what it names: 人员经费 below 基本支出.
fn is_part_by_nature(entry: &Entry, next: &Entry) -> bool {
    let (Some(whole), Some(part)) = (entry.nature, next.nature) else { return false };
    let plain = !next.has_classification() && next.project.is_empty() && entry.project.is_empty();
    plain && !next.of_which && next.level.is_none() && whole != Nature::Total && part != whole && is_within(part, whole)
}

/// Whether the next labelled rows are parts of this one: deeper ordinals, or ordinals from one below a carried balance.
fn has_parts(entries: &[Entry], index: usize) -> bool {
    let entry = &entries[index];
    let Some(next) = entries[index + 1..].iter().find(|other| !other.label.is_empty() && !other.of_which) else {
        return false;
    };
    let carried = matches!(entry.flow, Some(Flow::CarryoverIn | Flow::CarryoverOut));
    if carried && !entry.carried_part && next.carried_part {
        return true;
    }
    match (entry.ordinal, next.ordinal) {
        (Some(own), Some(below)) => below.depth > own.depth,
        (None, Some(below)) => carried && below.number == 1,
        _ => false,
    }
}
