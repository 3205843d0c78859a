//! What heads mean only beside one another: columns of economic classes, columns that say the same.

use super::columns::{AmountColumn, Role};
use super::{Column, TableRow};
use crate::documents::GridRow;
use crate::domain::codebook::{ECONOMIC_DEPARTMENT, ECONOMIC_GOVERNMENT};
use crate::domain::label::fold;
use crate::domain::{Flow, Form, FundSource, RowLevel};

/// Gives columns that are economic classes (机关工资福利支出 | 对企业补助 | …) their code. One such column alone is no
/// classification; classes that are natures (工资福利支出) need no code in the departments' classification.
pub fn name_economic_columns(form: Form, columns: &mut [Column]) {
    if matches!(form, Form::ThreePublicExpenses | Form::Procurement | Form::RevenueSummary) {
        return;
    }
    let leaves: Vec<String> =
        columns.iter().map(|column| column.path.last().map_or_else(String::new, |leaf| fold(leaf))).collect();
    let government =
        leaves.iter().any(|leaf| leaf.starts_with("机关") && ECONOMIC_GOVERNMENT.code_of(leaf, 3).is_some());
    let book = if government { &ECONOMIC_GOVERNMENT } else { &ECONOMIC_DEPARTMENT };
    let code_of = |column: &Column, leaf: &str| match &column.role {
        Role::Amount(amount) if amount.fund.is_none() && amount.flow.is_none_or(|flow| flow == Flow::Expenditure) => {
            book.code_of(leaf, 3).or_else(|| book.code_of(leaf, 5))
        }
        _ => None,
    };
    let codes: Vec<Option<&'static str>> =
        columns.iter().zip(&leaves).map(|(column, leaf)| code_of(column, leaf)).collect();
    if codes.iter().flatten().count() < 2 {
        return;
    }
    for (column, code) in columns.iter_mut().zip(codes) {
        let Role::Amount(amount) = &mut column.role else { continue };
        if government {
            amount.government_economic_code = code;
        } else if amount.nature.is_none() || code.is_some_and(|code| code.len() > 3) {
            amount.economic_code = code;
        }
    }
}

/// Without ruling lines 收入 and 支出 stand over the middle of their sides. Where a row of the head has each of them once and
/// in this order, the first side (up to the second column of labels) is revenue and all others are expenditure. Says
/// whether that is so.
pub fn settle_sides(head: &[GridRow], columns: &mut [Column]) -> bool {
    let words = |row: &GridRow| -> Vec<String> {
        let texts = row.cells.iter().filter(|cell| !cell.is_blank()).map(|cell| fold(&cell.text));
        texts.filter(|text| text == "收入" || text == "支出").collect()
    };
    let named: Vec<Vec<String>> = head.iter().map(words).filter(|words| !words.is_empty()).collect();
    let is_label = |(_, column): &(usize, &Column)| column.role == Role::Label;
    let labels: Vec<usize> = columns.iter().enumerate().filter(is_label).map(|(index, _)| index).collect();
    let (Some(&first), Some(&second)) = (labels.first(), labels.get(1)) else { return false };
    let amount_between = columns[first..second].iter().any(|column| matches!(column.role, Role::Amount(_)));
    if named != [["收入", "支出"]] || !amount_between {
        return false;
    }
    for (index, column) in columns.iter_mut().enumerate() {
        if let Role::Amount(amount) = &mut column.role
            && !matches!(amount.flow, Some(Flow::CarryoverIn | Flow::CarryoverOut))
        {
            amount.flow = Some(if index < second { Flow::Revenue } else { Flow::Expenditure });
        }
    }
    true
}

/// 财政拨款 in a table of one budget (一般公共预算…表) is that budget's.
pub fn narrow_appropriation(columns: &mut [Column], of_table: Option<FundSource>) {
    let budgets = [FundSource::GeneralPublic, FundSource::GovernmentFund, FundSource::StateCapital];
    let Some(budget) = of_table.filter(|fund| budgets.contains(fund)) else { return };
    for column in columns {
        if let Role::Amount(amount) = &mut column.role
            && amount.fund == Some(FundSource::Appropriation)
        {
            amount.fund = Some(budget);
        }
    }
}

/// Where several columns of one side would say the same (总计, and 合计 below 当年财政拨款安排; 基本支出 below 本级安排 and below
/// 上级转移支付), the plain total stays; the others are parts of a whole that has no name in the vocabulary: of which.
pub fn mark_repeated_columns(columns: &mut [Column], rows: &[TableRow], of_table: Option<FundSource>) {
    let printed: Vec<bool> = (0..columns.len())
        .map(|index| rows.iter().any(|row| row.cells.get(index).is_some_and(|cell| !cell.is_blank())))
        .collect();
    let meaning = |column: &Column| match &column.role {
        Role::Amount(amount) => {
            Some(AmountColumn { understood: true, fund: amount.fund.or(of_table), ..amount.clone() })
        }
        _ => None,
    };
    let plain = |column: &Column| column.path.iter().all(|piece| is_plain_total(&fold(piece)));
    let mut start = 0;
    while start < columns.len() {
        let side = columns[start..].iter().take_while(|column| !is_key(column)).count();
        let range = start..start + side;
        for index in range.clone() {
            let Some(own) = meaning(&columns[index]).filter(|own| own.level.is_none()) else { continue };
            let same: Vec<usize> = range
                .clone()
                .filter(|&other| printed[other] && meaning(&columns[other]).as_ref() == Some(&own))
                .collect();
            if same.len() < 2 {
                continue;
            }
            let keep = same.iter().copied().find(|&other| plain(&columns[other]));
            for other in same.into_iter().filter(|&other| Some(other) != keep) {
                if let Role::Amount(amount) = &mut columns[other].role {
                    amount.level = Some(RowLevel::OfWhich);
                }
            }
        }
        start += side.max(1);
    }
}

fn is_key(column: &Column) -> bool {
    !matches!(column.role, Role::Amount(_) | Role::Comparison | Role::Count | Role::Empty | Role::Note)
}

fn is_plain_total(folded: &str) -> bool {
    ["总计", "合计", "小计", "总额", "金额", "预算数", "决算数"].iter().any(|word| folded.ends_with(word))
}
