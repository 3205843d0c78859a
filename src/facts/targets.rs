//! Performance targets (tables 11 and 12): the amounts among the free text of table 11, and the indicators of both.

use super::{Coordinates, Extracted, Fact, Indicator, Unread, from_table::Subject};
use crate::documents::Cell;
use crate::domain::label::{clean_label, fold, split_ordinal};
use crate::domain::{Amount, Flow, Form, FundSource, Locator, MoneyUnit, Nature, RowLevel, identifier};
use crate::tables::columns::{Role, fund_in, nature_in};
use crate::tables::{Table, TableRow};

/// Reads table 11: label–amount pairs above the row 一级指标, indicators below it.
pub fn read_department_targets(table: &Table, subject: &Subject, extracted: &mut Extracted) {
    let head = table.rows.iter().position(|row| row.cells.iter().any(|cell| fold(&cell.text) == "三级指标"));
    let mut unit = table.unit;
    for row in &table.rows[..head.unwrap_or(table.rows.len())] {
        read_amounts(table, row, &mut unit, subject, extracted);
    }
    if let Some(head) = head {
        read_levelled_indicators(table, head, subject, extracted);
    }
}

/// Takes every amount of a row with the label on its left.
fn read_amounts(
    table: &Table,
    row: &TableRow,
    unit: &mut Option<MoneyUnit>,
    subject: &Subject,
    extracted: &mut Extracted,
) {
    let mut label = String::new();
    for (index, cell) in row.cells.iter().enumerate() {
        let folded = fold(&cell.text);
        if folded.is_empty() {
            continue;
        }
        if let Some(printed) = folded.split_once('(').and_then(|(_, inside)| MoneyUnit::from_name(inside)) {
            *unit = Some(printed);
        }
        if !crate::tables::header::is_amount(&cell.text) {
            label = clean_label(&cell.text);
            continue;
        }
        let locator =
            Locator { table: Some(table.number), row: Some(row.number), column: Some(index as u32 + 1), ..row.place };
        let parsed = unit.or(subject.usual_unit).map(|unit| Amount::parse(&cell.text, unit));
        match parsed {
            Some(Ok(Some(amount))) if is_budget_label(&label) => {
                extracted.facts.push(target_fact(&label, amount, cell, locator, subject));
            }
            _ => extracted.unread.push(Unread {
                document: subject.document.clone(),
                locator,
                text: format!("{label} {}", cell.text),
                reason: "整体绩效目标表里没有金额单位或名称的数字".to_owned(),
            }),
        }
    }
}

fn is_budget_label(label: &str) -> bool {
    let folded = fold(label);
    fund_in(&folded).is_some()
        || nature_in(&folded).is_some()
        || folded.contains("预算总额")
        || folded.contains("资金总额")
        || folded.contains("预算资金")
        || folded.contains("合计")
}

fn target_fact(label: &str, amount: Amount, cell: &Cell, locator: Locator, subject: &Subject) -> Fact {
    let (_, rest) = split_ordinal(label);
    let rest = rest.split(['（', '(']).next().unwrap_or(rest);
    let folded = fold(rest);
    let nature = nature_in(&folded);
    let fund = fund_in(&folded);
    let total = nature.is_none() && fund.is_none();
    let id = identifier::stable_id(&[
        subject.document.as_str(),
        "target",
        &format!("{:?}{:?}{:?}{:?}", locator.table, locator.row, locator.column, locator.line),
    ]);
    Fact {
        id,
        document: subject.document.clone(),
        body: subject.body.clone(),
        year: subject.year,
        phase: subject.phase,
        coordinates: Coordinates {
            form: Some(Form::DepartmentPerformanceTargets),
            flow: Some(if fund.is_some() { Flow::Revenue } else { Flow::Expenditure }),
            fund: fund.unwrap_or(FundSource::All),
            nature: nature.unwrap_or(Nature::Total),
            item: clean_label(rest),
            level: if total { RowLevel::Total } else { RowLevel::Leaf },
            ..Coordinates::default()
        },
        amount,
        printed: cell.text.clone(),
        locator,
    }
}

/// Rows 一级指标 | 二级指标 | 三级指标 | 指标值: the first two are printed once for many rows.
fn read_levelled_indicators(table: &Table, head: usize, subject: &Subject, extracted: &mut Extracted) {
    let Some(head_row) = table.rows.get(head) else { return };
    let column_of = |name: &str| head_row.cells.iter().position(|cell| fold(&cell.text) == name);
    let Some(third) = column_of("三级指标") else { return };
    let value_column = ["指标值", "目标值", "年度指标值"].into_iter().find_map(column_of).unwrap_or(third + 1);
    let (first, second) = (column_of("一级指标"), column_of("二级指标"));
    let (mut level1, mut level2) = (String::new(), String::new());
    for row in &table.rows[head + 1..] {
        let text = |column: Option<usize>| {
            column.and_then(|column| row.cells.get(column)).map(|cell| clean_label(&cell.text)).unwrap_or_default()
        };
        let (one, two, three, value) = (text(first), text(second), text(Some(third)), text(Some(value_column)));
        if !one.is_empty() {
            level1 = one;
            level2.clear();
        }
        if !two.is_empty() {
            level2 = two;
        }
        if three.is_empty() && value.is_empty() {
            continue;
        }
        let locator =
            Locator { table: Some(table.number), row: Some(row.number), column: Some(third as u32 + 1), ..row.place };
        let names = IndicatorNames {
            level1: level1.clone(),
            level2: level2.clone(),
            level3: three,
            project: String::new(),
            project_code: String::new(),
        };
        extracted.indicators.push(indicator_of(names, &value, table.form, locator, subject));
    }
}

struct IndicatorNames {
    level1: String,
    level2: String,
    level3: String,
    project: String,
    project_code: String,
}

fn indicator_of(names: IndicatorNames, printed: &str, form: Form, locator: Locator, subject: &Subject) -> Indicator {
    let (comparator, value, unit) = split_value(printed);
    Indicator {
        id: identifier::stable_id(&[
            subject.document.as_str(),
            "indicator",
            &format!("{:?}{:?}{:?}{:?}", locator.table, locator.row, locator.column, locator.line),
        ]),
        document: subject.document.clone(),
        body: subject.body.clone(),
        year: subject.year,
        form,
        project_code: names.project_code,
        project: names.project,
        level1: names.level1,
        level2: names.level2,
        level3: names.level3,
        comparator,
        value,
        unit,
        printed: printed.to_owned(),
        locator,
    }
}

/// `≥95%` → (`≥`, `95`, `%`); `良好` → (``, `良好`, ``).
fn split_value(printed: &str) -> (String, String, String) {
    let folded = fold(printed);
    let rest = folded.trim_start_matches(['≥', '≤', '>', '<', '=', '≧', '≦']);
    let comparator = folded[..folded.len() - rest.len()].to_owned();
    let end = rest
        .find(|character: char| !(character.is_ascii_digit() || matches!(character, '.' | ',')))
        .unwrap_or(rest.len());
    if end == 0 {
        return (comparator, rest.to_owned(), String::new());
    }
    (comparator, rest[..end].to_owned(), rest[end..].to_owned())
}

/// Reads the indicator columns of table 12; rows without a code belong to the project above. A row whose pair stands
/// one cell too far left (its name in a value column) is moved back.
pub fn read_project_indicators(table: &Table, subject: &Subject, extracted: &mut Extracted) {
    let pairs: Vec<(usize, usize, &str)> = indicator_pairs(table);
    if pairs.is_empty() {
        return;
    }
    let code_column = table.columns.iter().position(|column| column.role == Role::UnitCode);
    let name_column = table.columns.iter().position(|column| matches!(column.role, Role::Label | Role::ProjectName));
    let (mut code, mut name) = (String::new(), String::new());
    for row in &table.rows {
        let text = |column: usize| row.cells.get(column).map(|cell| clean_label(&cell.text)).unwrap_or_default();
        let row_code = code_column.map(text).unwrap_or_default();
        if !row_code.is_empty() {
            code = row_code;
            name = name_column.map(text).unwrap_or_default();
        }
        let shifted = is_shifted(&pairs, row);
        for &(name_at, value_at, level1) in &pairs {
            let (from_name, from_value) =
                if shifted { (name_at.saturating_sub(1), value_at.saturating_sub(1)) } else { (name_at, value_at) };
            let (level3, value) = (text(from_name), text(from_value));
            if level3.is_empty() && value.is_empty() {
                continue;
            }
            let locator = Locator {
                table: Some(table.number),
                row: Some(row.number),
                column: Some(from_name as u32 + 1),
                ..row.place
            };
            if level3.is_empty() || value.is_empty() {
                if !continue_name(extracted, &level3, level1, &code) {
                    extracted.unread.push(Unread {
                        document: subject.document.clone(),
                        locator,
                        text: format!("{level3} {value}"),
                        reason: "绩效指标缺少名称或指标值".to_owned(),
                    });
                }
                continue;
            }
            let names = IndicatorNames {
                level1: level1.to_owned(),
                level2: String::new(),
                level3,
                project: name.clone(),
                project_code: code.clone(),
            };
            extracted.indicators.push(indicator_of(names, &value, table.form, locator, subject));
        }
    }
}

/// (name column, value column, kind) of the indicator columns.
fn indicator_pairs(table: &Table) -> Vec<(usize, usize, &str)> {
    table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(index, column)| match &column.role {
            Role::IndicatorName(kind) => (table.columns.get(index + 1)?.role == Role::IndicatorValue).then_some((
                index,
                index + 1,
                kind.as_str(),
            )),
            _ => None,
        })
        .collect()
}

/// Whether every pair of the row stands one cell too far left: as it stands some pair is torn, moved it is whole.
fn is_shifted(pairs: &[(usize, usize, &str)], row: &TableRow) -> bool {
    let printed = |column: usize| row.cells.get(column).is_some_and(|cell| !cell.is_blank());
    let torn = pairs.iter().any(|&(name_at, value_at, _)| printed(name_at) != printed(value_at));
    let whole_when_moved = pairs.iter().all(|&(name_at, value_at, _)| {
        let (Some(name_at), Some(value_at)) = (name_at.checked_sub(1), value_at.checked_sub(1)) else { return false };
        let value_fits = row.cells.get(value_at).is_some_and(|cell| cell.is_blank() || looks_like_value(&cell.text));
        printed(name_at) == printed(value_at) && value_fits
    });
    torn && whole_when_moved
}

fn looks_like_value(text: &str) -> bool {
    let folded = fold(text);
    folded.starts_with(['≥', '≤', '>', '<', '='])
        || folded.starts_with(|first: char| first.is_ascii_digit())
        || folded.chars().count() <= 3
}

/// The rest of an indicator's name broken over a page is joined to the last indicator of the same kind and project.
fn continue_name(extracted: &mut Extracted, rest: &str, level1: &str, code: &str) -> bool {
    if rest.is_empty() {
        return false;
    }
    match extracted
        .indicators
        .iter_mut()
        .rev()
        .find(|indicator| indicator.project_code == code && indicator.level1 == level1)
    {
        Some(indicator) => {
            indicator.level3.push_str(rest);
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indicator_values_are_split_into_comparator_value_and_unit() {
        let owned = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(split_value("≥95%"), owned("≥", "95", "%"));
        assert_eq!(split_value("≤32.00万元"), owned("≤", "32.00", "万元"));
        assert_eq!(split_value("良好"), owned("", "良好", ""));
        assert_eq!(split_value("100%"), owned("", "100", "%"));
    }
}
