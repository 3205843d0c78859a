//! Settles heads whose cells have slid, by vocabulary and arithmetic.
//!
//! In text copied out of tables the lowest row of a head often stands left-aligned: 工资福利支出 has slid under 单位代码.
//! The words of the head, put in the order of the tree 合计 → 基本支出 (小计, 人员经费, 公用经费) → 项目支出 (小计, …), are
//! laid over the amount columns; the placing counts only if 合计 = 基本 + 项目 and 小计 = Σ parts hold in most rows.

use super::columns::{self, AmountColumn, Role};
use super::{Column, TableRow};
use crate::documents::GridRow;
use crate::domain::label::fold;
use crate::domain::{Amount, Flow, Interval, MoneyUnit, Nature};

/// Repairs the columns where their head has slid; returns the reason, in Chinese, where that was not possible.
pub fn settle(rows: &[GridRow], head: usize, columns: &mut [Column], body: &[TableRow]) -> Option<String> {
    if !has_slid(columns) {
        return contradiction(columns, body);
    }
    let first = first_amount_column(columns, body)?;
    let Some(order) = vocabulary_order(rows, head) else {
        return Some("表头各行错位，无法确定各列的含义".to_owned());
    };
    if order.len() != columns.len() - first {
        return Some(format!("表头错位：表头有 {} 个金额栏，数据有 {} 列", order.len(), columns.len() - first));
    }
    restore_keys(columns, first, rows, head);
    for (column, nature) in columns.iter_mut().skip(first).zip(&order) {
        let unit = match &column.role {
            Role::Amount(amount) => amount.unit,
            _ => None,
        };
        column.path = vec![nature.name_zh().to_owned()];
        column.role =
            Role::Amount(AmountColumn { nature: Some(*nature), unit, understood: true, ..AmountColumn::default() });
    }
    let (hold, contradict) = count_sums(&order, first, body);
    (contradict >= hold.max(1)).then(|| {
        format!("表头错位，按科目名称排列后 {contradict} 行的“合计=基本支出+项目支出”或“小计=各项之和”不成立，只有 {hold} 行成立")
    })
}

/// Where 合计 stands over 基本支出 and 项目支出 and does not equal their sum in most rows, heads and figures do not belong
/// together: a mistake of the document is in few rows. Only columns that differ in nothing but their nature are compared.
fn contradiction(columns: &[Column], body: &[TableRow]) -> Option<String> {
    let amount = |column: &Column| match &column.role {
        Role::Amount(amount) if amount.level.is_none() => Some(amount.clone()),
        _ => None,
    };
    let bare = |amount: &AmountColumn| AmountColumn {
        nature: None,
        flow: amount.flow.filter(|flow| *flow != Flow::Expenditure),
        understood: true,
        ..amount.clone()
    };
    for first in columns.iter().filter_map(amount).filter(|amount| matches!(amount.nature, None | Some(Nature::Total)))
    {
        let group: Vec<(Nature, usize)> = columns
            .iter()
            .enumerate()
            .filter_map(|(index, column)| Some((amount(column)?, index)))
            .filter(|(amount, _)| bare(amount) == bare(&first))
            .map(|(amount, index)| (amount.nature.unwrap_or(Nature::Total), index))
            .collect();
        let count = |nature: Nature| group.iter().filter(|(other, _)| *other == nature).count();
        if count(Nature::Total) != 1 || count(Nature::Basic) != 1 || count(Nature::Project) != 1 {
            continue;
        }
        let (mut hold, mut contradict) = (0_usize, 0_usize);
        for row in body {
            match whole_is_sum(&group, row) {
                Some(true) => hold += 1,
                Some(false) => contradict += 1,
                None => {}
            }
        }
        if contradict >= 3 && contradict > 2 * hold {
            return Some(format!(
                "表头与数据对不上：{contradict} 行的“合计=基本支出+项目支出”不成立，只有 {hold} 行成立，无法确定各列的含义"
            ));
        }
    }
    None
}

/// Whether 合计 is the sum of its parts in a row; `None` where the whole or all parts are blank.
fn whole_is_sum(group: &[(Nature, usize)], row: &TableRow) -> Option<bool> {
    let order: Vec<Nature> = group.iter().map(|(nature, _)| *nature).collect();
    let amount = |index: usize| {
        row.cells.get(index).and_then(|cell| Amount::parse(&cell.text, MoneyUnit::WanYuan).ok().flatten())
    };
    let whole = group.iter().find(|(nature, _)| *nature == Nature::Total).and_then(|(_, index)| amount(*index))?;
    let parts: Vec<Amount> = group
        .iter()
        .filter(|(nature, _)| is_direct_part(*nature, Nature::Total, &order))
        .filter_map(|(_, index)| amount(*index))
        .collect();
    if parts.is_empty() {
        return None;
    }
    let sum = parts.iter().fold(Interval { low: 0, high: 0 }, |sum, part| sum.plus(part.interval()));
    Some(sum.overlaps(whole.interval()))
}

/// A nature word under a key word (单位代码 / 工资福利支出), or an amount column whose deepest head is only a group.
fn has_slid(columns: &[Column]) -> bool {
    columns.iter().any(|column| {
        let folded: Vec<String> = column.path.iter().map(|piece| fold(piece)).collect();
        let keyed = folded.iter().any(|piece| is_key_word(piece));
        keyed && folded.last().is_some_and(|leaf| columns::nature_in(leaf).is_some() && !is_key_word(leaf))
    }) || columns.iter().any(|column| {
        let natures: Vec<Nature> = column.path.iter().filter_map(|piece| columns::nature_in(&fold(piece))).collect();
        natures.windows(2).any(|pair| !descends(pair[1], pair[0]))
    })
}

fn descends(nature: Nature, ancestor: Nature) -> bool {
    nature == ancestor || nature.parent().is_some_and(|parent| descends(parent, ancestor))
}

fn is_key_word(folded: &str) -> bool {
    folded.contains("编码") || folded.contains("代码") || folded.contains("名称")
}

/// The first column that holds amounts with a decimal point, apart from single misprints.
fn first_amount_column(columns: &[Column], body: &[TableRow]) -> Option<usize> {
    (0..columns.len()).find(|&index| {
        let texts: Vec<&str> = body
            .iter()
            .filter_map(|row| row.cells.get(index))
            .filter(|cell| !cell.is_blank())
            .map(|cell| cell.text.as_str())
            .collect();
        let amounts = texts.iter().filter(|text| text.contains(['.', '．']) && super::header::is_amount(text)).count();
        2 * amounts > texts.len()
    })
}

/// The natures that the words of the head name, in the order of the tree.
fn vocabulary_order(rows: &[GridRow], head: usize) -> Option<Vec<Nature>> {
    let words: Vec<String> = rows
        .iter()
        .take(head)
        .flat_map(|row| &row.cells)
        .map(|cell| fold(&cell.text))
        .filter(|text| !text.is_empty())
        .collect();
    let named: Vec<Nature> =
        words.iter().filter(|word| !is_key_word(word)).filter_map(|word| columns::nature_in(word)).collect();
    let subtotals = words.iter().filter(|word| word.as_str() == "小计").count();
    let parts_of =
        |group: Nature| named.iter().copied().filter(|nature| nature.parent() == Some(group)).collect::<Vec<_>>();
    let mut order = Vec::new();
    if words.iter().any(|word| word == "合计" || word == "总计") {
        order.push(Nature::Total);
    }
    let mut summed_groups = 0;
    for group in named.iter().copied().filter(|nature| nature.parent() == Some(Nature::Total)) {
        let parts = parts_of(group);
        order.push(group);
        if parts.is_empty() {
            continue;
        }
        summed_groups += 1;
        for part in parts {
            let leaves = parts_of(part);
            order.extend(if leaves.is_empty() { vec![part] } else { leaves });
        }
    }
    (summed_groups == subtotals).then_some(order)
}

/// Takes slid words out of the heads of key columns.
fn restore_keys(columns: &mut [Column], first: usize, rows: &[GridRow], head: usize) {
    for (index, column) in columns.iter_mut().enumerate().take(first) {
        column.path.retain(|piece| {
            let folded = fold(piece);
            columns::nature_in(&folded).is_none() || is_key_word(&folded)
        });
        let own = rows.iter().take(head).filter_map(|row| row.cells.get(index)).any(|cell| !cell.is_blank());
        let folded: Vec<String> = column.path.iter().map(|piece| fold(piece)).collect();
        column.role = if own { columns::role_of_path(&folded, None) } else { Role::Empty };
    }
}

/// In how many rows with amounts the sums hold, and in how many not; printed figures are intervals of ± half a last
/// digit. A few rows that do not hold are mistakes of the document, which the checks report; a wrong placing fails in
/// most rows.
fn count_sums(order: &[Nature], first: usize, body: &[TableRow]) -> (usize, usize) {
    let with_amounts = body.iter().filter(|row| row.cells.iter().skip(first).any(|cell| !cell.is_blank()));
    let (hold, contradict): (Vec<&TableRow>, Vec<&TableRow>) =
        with_amounts.partition(|row| sums_hold(order, first, row));
    (hold.len(), contradict.len())
}

fn sums_hold(order: &[Nature], first: usize, row: &TableRow) -> bool {
    let amounts: Vec<(Nature, Option<Amount>)> = order
        .iter()
        .zip(row.cells.iter().skip(first))
        .map(|(nature, cell)| (*nature, Amount::parse(&cell.text, MoneyUnit::WanYuan).ok().flatten()))
        .collect();
    [Nature::Total, Nature::Basic, Nature::Project].into_iter().all(|whole| {
        let parts: Vec<Amount> = amounts
            .iter()
            .filter(|(nature, _)| is_direct_part(*nature, whole, order))
            .filter_map(|(_, amount)| *amount)
            .collect();
        let has_parts = order.iter().any(|nature| is_direct_part(*nature, whole, order));
        let total = amounts.iter().find(|(nature, _)| *nature == whole).and_then(|(_, amount)| *amount);
        if !has_parts || !order.contains(&whole) {
            return true;
        }
        let sum = parts.iter().fold(Interval { low: 0, high: 0 }, |sum, part| sum.plus(part.interval()));
        let zero = Interval { low: 0, high: 0 };
        sum.overlaps(total.map_or(zero, |total| total.interval()))
    })
}

/// Whether a nature is summed directly into `whole` among the natures that have a column.
fn is_direct_part(nature: Nature, whole: Nature, order: &[Nature]) -> bool {
    let mut parent = nature.parent();
    while let Some(above) = parent {
        if above == whole {
            return nature != whole;
        }
        if order.contains(&above) {
            return false;
        }
        parent = above.parent();
    }
    false
}
