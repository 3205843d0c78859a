//! The sheets that list: 底稿 with the findings, 来源 with the source of every figure, 文件 and 未读.

use super::compared::{number, words};
use super::failed;
use super::look::{Look, Sheet, WIDEST, name_of};
use crate::error::Result;
use crate::reports::model::{ColumnFormat, Report, ReportRow, ReportTable, TableKind};
use crate::reports::number_format;
use rust_xlsxwriter::{Color, ConditionalFormatText, ConditionalFormatTextRule, DataValidation, Format, FormatAlign};

/// Height of a line, in points.
const ROW_POINTS: u32 = 13;
/// Excel has 1,048,576 rows.
const MOST_ROWS: usize = 1_000_000;

/// Columns of the working paper.
const PAPER: &[&str] = &[
    "索引号",
    "单位",
    "年度",
    "检查项",
    "结论",
    "公布数",
    "核算数",
    "差额",
    "计量单位",
    "原因",
    "说明",
    "出处",
    "复核",
    "原文",
    "类别",
    "级别",
    "编号",
];
/// Their widths, in digits.
const WIDTHS: &[u32] = &[8, 20, 7, 22, 13, 15, 15, 13, 9, 20, 50, 30, 12, 40, 10, 8, 22];
const OUTCOME: u16 = 4;
const PRINTED: u16 = 5;
const EXPECTED: u16 = 6;
const DIFFERENCE: u16 = 7;
const REVIEW: u16 = 12;
/// Columns that are printed: up to 复核.
const PRINTED_COLUMNS: u16 = 13;
const PAPER_HEAD: u32 = 3;

/// The working paper; `None` where nothing was checked.
pub fn findings(report: &Report, look: &Look) -> Result<Option<Sheet>> {
    let Some(table) = report.tables().find(|table| table.kind == TableKind::Findings) else { return Ok(None) };
    let mut sheet = Sheet::new("底稿", look)?;
    let top =
        [(0, "勾稽核对底稿"), (1, "编制人：＿＿＿＿　　编制日期：＿＿＿＿　　复核人：＿＿＿＿　　复核日期：＿＿＿＿")];
    for (row, text) in top {
        let format = if row == 0 { &look.heading } else { &look.remark };
        sheet.worksheet.write_string_with_format(row, 0, text, format).map_err(failed)?;
    }
    sheet.head(PAPER_HEAD, PAPER, look)?;
    let mut at = PAPER_HEAD + 1;
    for row in table.rows.iter().take(MOST_ROWS) {
        finding(&mut sheet, table, row, at, look)?;
        at += 1;
    }
    let last = at.saturating_sub(1);
    for (column, width) in (0_u16..).zip(WIDTHS) {
        sheet.width(column, *width)?;
    }
    sheet.print_columns(last, PRINTED_COLUMNS)?;
    if last > PAPER_HEAD {
        let review =
            DataValidation::new().allow_list_strings(&["已核实", "不成立", "待核"]).map_err(failed)?.ignore_blank(true);
        sheet.worksheet.add_data_validation(PAPER_HEAD + 1, REVIEW, last, REVIEW, &review).map_err(failed)?;
        let red = Format::new().set_background_color(Color::RGB(0xFB_E3_DF)).set_bold();
        let broken = ConditionalFormatText::new()
            .set_rule(ConditionalFormatTextRule::Contains("不平".to_owned()))
            .set_format(red);
        sheet.worksheet.add_conditional_format(PAPER_HEAD + 1, OUTCOME, last, OUTCOME, &broken).map_err(failed)?;
    }
    sheet.freeze(PAPER_HEAD + 1, 1, last, PAPER.len())?;
    Ok(Some(sheet))
}

fn finding(sheet: &mut Sheet, table: &ReportTable, row: &ReportRow, at: u32, look: &Look) -> Result<()> {
    let unit = words(table, row, "unit");
    let who = if unit.is_empty() { words(table, row, "department") } else { unit };
    let facts = table.position("facts").and_then(|at| row.cells.get(at));
    let facts = facts.map(|cell| number_format::cell(cell, look.unit)).unwrap_or_default();
    let texts = [
        (0, words(table, row, "index"), &look.cell),
        (1, who, &look.long),
        (3, words(table, row, "name"), &look.long),
        (OUTCOME, words(table, row, "outcome"), &look.cell),
        (8, words(table, row, "amount_unit"), &look.cell),
        (9, words(table, row, "explanation"), &look.long),
        (10, words(table, row, "message"), &look.long),
        (11, words(table, row, "place"), &look.long),
        (13, words(table, row, "source_text"), &look.long),
        (14, words(table, row, "family"), &look.cell),
        (15, words(table, row, "severity"), &look.cell),
        (16, &facts, &look.cell),
    ];
    sheet.blanks(at, PAPER.len(), &look.cell)?;
    for (column, text, format) in texts {
        if !text.is_empty() {
            sheet.text(at, column, text, format)?;
        }
    }
    let figures = [(PRINTED, words(table, row, "printed")), (EXPECTED, words(table, row, "expected"))];
    let wrapped =
        texts.iter().filter(|(column, ..)| *column < PRINTED_COLUMNS).map(|(column, text, _)| (*column, *text));
    let width = |column: u16| WIDTHS.get(usize::from(column)).copied().unwrap_or(10);
    sheet.fit(at, wrapped.chain(figures).map(|(column, text)| (text, width(column))), ROW_POINTS)?;
    if let Some(year) = number(table, row, "fiscal_year") {
        sheet.number(at, 2, &year.to_string(), &look.plain)?;
    }
    let values = [(PRINTED, "printed"), (EXPECTED, "expected")].map(|(column, key)| (column, words(table, row, key)));
    let mut decimals = Some(0);
    for (column, text) in values {
        decimals = written(sheet, at, column, text, look)?.zip(decimals).map(|(one, two)| one.max(two));
    }
    let difference = words(table, row, "difference");
    match (decimals, plain_number(difference)) {
        (Some(decimals), Some(value)) => {
            let formula = format!("=ROUND({}-{},{decimals})", name_of(at, PRINTED), name_of(at, EXPECTED));
            sheet.formula(at, DIFFERENCE, &formula, &value, &decimal_format(decimals, true, look))?;
        }
        _ if difference.is_empty() => {}
        _ => sheet.text(at, DIFFERENCE, &number_format::signed(difference), &look.cell)?,
    }
    Ok(())
}

/// Writes a figure as a number where Excel can hold it; how many decimals it has then.
fn written(sheet: &mut Sheet, at: u32, column: u16, text: &str, look: &Look) -> Result<Option<usize>> {
    match plain_number(text) {
        Some(value) => {
            let decimals = value.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            sheet.number(at, column, &value, &decimal_format(decimals, false, look))?;
            Ok(Some(decimals))
        }
        None => {
            if !text.is_empty() {
                sheet.text(at, column, text, &look.long)?;
            }
            Ok(None)
        }
    }
}

/// A printed number without separators; `None` where it is none or has more digits than Excel keeps.
fn plain_number(text: &str) -> Option<String> {
    let plain = text.replace([',', '，', '+'], "").replace('−', "-");
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let significant = digits.chars().filter(char::is_ascii_digit).count();
    let sound = digits.chars().all(|character| character.is_ascii_digit() || character == '.')
        && digits.matches('.').count() <= 1
        && digits.starts_with(|character: char| character.is_ascii_digit());
    (sound && significant <= 15).then_some(plain)
}

fn decimal_format(decimals: usize, signed: bool, look: &Look) -> Format {
    let digits = if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(decimals)) };
    let plus = if signed { "+" } else { "" };
    look.cell.clone().set_align(FormatAlign::Right).set_num_format(format!("{plus}{digits};−{digits};{digits}"))
}

/// Where every figure of the report is printed; `None` where nothing has a source.
pub fn sources(report: &Report, look: &Look) -> Result<Option<Sheet>> {
    if report.sources.is_empty() {
        return Ok(None);
    }
    let mut sheet = Sheet::new("来源", look)?;
    sheet
        .worksheet
        .write_string_with_format(0, 0, "来源：每个数字在哪份文件的哪里、原文怎样写", &look.heading)
        .map_err(failed)?;
    let heads = ["数字", "文件", "位置", "原文", "编号"];
    sheet.head(1, &heads, look)?;
    let mut at = 2;
    for group in &report.sources {
        for place in &group.places {
            if at as usize >= MOST_ROWS {
                break;
            }
            let id = if place.id == 0 { String::new() } else { place.id.to_string() };
            let texts = [&group.title, &place.file, &place.place, &place.printed, &id];
            for (column, text) in (0_u16..).zip(texts) {
                sheet.text(at, column, text, if column == 3 { &look.long } else { &look.cell })?;
            }
            sheet.fit(at, [(place.printed.as_str(), WIDEST)], ROW_POINTS)?;
            at += 1;
        }
    }
    sheet.freeze(2, 1, at.saturating_sub(1), heads.len())?;
    Ok(Some(sheet))
}

/// The tables of one kind as they are; `None` where there is none.
pub fn plain(report: &Report, kind: TableKind, name: &'static str, look: &Look) -> Result<Option<Sheet>> {
    let Some(table) = report.tables().find(|table| table.kind == kind) else { return Ok(None) };
    let mut sheet = Sheet::new(name, look)?;
    sheet.worksheet.write_string_with_format(0, 0, &table.title, &look.heading).map_err(failed)?;
    let columns: Vec<(usize, ColumnFormat, &str)> =
        table.printed_columns().map(|(index, column, head)| (index, column.format, head)).collect();
    let heads: Vec<&str> = columns.iter().map(|(_, _, head)| *head).collect();
    sheet.head(1, &heads, look)?;
    let mut at = 2;
    for row in table.rows.iter().take(MOST_ROWS) {
        let mut texts = Vec::new();
        for (column, (index, format, _)) in (0_u16..).zip(&columns) {
            let text = row.cells.get(*index).map(|cell| number_format::cell(cell, look.unit)).unwrap_or_default();
            match format {
                _ if text.is_empty() => {}
                ColumnFormat::Number => sheet.number(at, column, &text, &look.plain)?,
                ColumnFormat::Text => sheet.text(at, column, &text, &look.long)?,
            }
            texts.push(text);
        }
        sheet.fit(at, texts.iter().map(|text| (text.as_str(), WIDEST)), ROW_POINTS)?;
        at += 1;
    }
    sheet.freeze(2, 1, at.saturating_sub(1), heads.len())?;
    Ok(Some(sheet))
}
