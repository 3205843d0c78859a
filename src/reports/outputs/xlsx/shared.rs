//! The sheet 占比: shares as formulas over their wholes, and how they shifted.

use super::compared::{fraction, number, words};
use super::look::{Look, Sheet, name_of};
use crate::domain::Percent;
use crate::error::Result;
use crate::reports::model::{Report, ReportRow, ReportTable, TableKind};
use std::collections::{BTreeMap, HashMap};

const HEADS: &[&str] = &[
    "部门",
    "分项",
    "编码",
    "项目",
    "年度",
    "阶段",
    "方向",
    "金额",
    "整体",
    "占比",
    "上年占比",
    "占比变动（百分点）",
    "单位",
    "表",
    "备注",
    "编号",
];
const AMOUNT: u16 = 7;
const WHOLE: u16 = 8;
const SHARE: u16 = 9;
const HEAD_ROW: u32 = 2;
/// Excel has 1,048,576 rows.
const MOST_ROWS: u32 = 1_000_000;

/// Writes the sheet; `None` where there are no shares.
pub fn sheet(report: &Report, look: &Look) -> Result<Option<Sheet>> {
    let tables: Vec<&ReportTable> =
        report.tables().filter(|table| table.kind == TableKind::Share && !table.rows.is_empty()).collect();
    if tables.is_empty() {
        return Ok(None);
    }
    let mut sheet = Sheet::new("占比", look)?;
    let unit = look.unit.name_zh();
    sheet.worksheet.write_string_with_format(0, 0, "占比：各项占整体的比重", &look.heading).map_err(super::failed)?;
    let note = format!(
        "金额单位：{unit}。占比＝金额÷整体；占比变动＝本年占比－上年占比，用未四舍五入的占比相减；上年科目有变动的，先换算成同口径，写数值并在备注说明。占比逐项四舍五入，合计可能不等于100%。"
    );
    sheet.worksheet.write_string_with_format(1, 0, note, &look.remark).map_err(super::failed)?;
    sheet.head(HEAD_ROW, HEADS, look)?;
    let mut at = HEAD_ROW + 1;
    for table in tables {
        let mut years: BTreeMap<i64, Vec<&ReportRow>> = BTreeMap::new();
        for row in &table.rows {
            years.entry(number(table, row, "fiscal_year").unwrap_or_default()).or_default().push(row);
        }
        let mut places: HashMap<(i64, i64), (u32, &ReportRow)> = HashMap::new();
        for (year, rows) in years {
            for row in rows {
                if at >= MOST_ROWS {
                    sheet.text(at, 0, "行数超过Excel的上限，其余见tables文件夹", &look.remark)?;
                    return Ok(Some(sheet));
                }
                let series = number(table, row, "series_id").unwrap_or_default();
                let before = places.get(&(series, year - 1)).filter(|(_, before)| is_base(table, before, row, look));
                write_row(&mut sheet, table, row, at, before.map(|(at, _)| *at), look)?;
                places.insert((series, year), (at, row));
                at += 1;
            }
        }
    }
    sheet.freeze(HEAD_ROW + 1, 4, at.saturating_sub(1), HEADS.len())?;
    sheet.width(15, 21)?;
    sheet.print_columns(at.saturating_sub(1), 12)?;
    Ok(Some(sheet))
}

/// Whether last year's row is what this year's base share and shift were computed from. Where codes changed between the
/// years, last year was put into this year's terms (同口径) first, and its own row says something else.
fn is_base(table: &ReportTable, before: &ReportRow, row: &ReportRow, look: &Look) -> bool {
    let exact = |row: &ReportRow, key: &str| number(table, row, key).filter(|fen| look.exact(*fen).is_some());
    let figures = || {
        let own = (exact(row, "amount_fen")?, exact(row, "whole_fen")?);
        Some((own, (exact(before, "amount_fen")?, exact(before, "whole_fen")?)))
    };
    let Some(((amount, whole), (base, base_whole))) = figures() else { return false };
    let [amount, whole, base, base_whole] = [amount, whole, base, base_whole].map(i128::from);
    let (Some(one), Some(two)) = (amount.checked_mul(base_whole), base.checked_mul(whole)) else { return false };
    let shift = one.checked_sub(two).and_then(|part| Percent::of_ratio(part, whole.checked_mul(base_whole)?, 2));
    words(table, row, "base_share") == words(table, before, "share")
        && shift.is_some_and(|shift| shift.to_string() == words(table, row, "share_shift"))
}

fn write_row(
    sheet: &mut Sheet,
    table: &ReportTable,
    row: &ReportRow,
    at: u32,
    before: Option<u32>,
    look: &Look,
) -> Result<()> {
    let mut computable = true;
    sheet.blanks(at, HEADS.len(), &look.cell)?;
    for (column, key) in [(AMOUNT, "amount_fen"), (WHOLE, "whole_fen")] {
        if let Some(fen) = number(table, row, key) {
            computable &= sheet.money(at, column, fen, false, look)?;
        }
    }
    let cell = |row, column| name_of(row, column);
    if let Some(share) = fraction(words(table, row, "share")) {
        if computable {
            let formula = format!(
                "=IF({whole}>0,ROUND({amount}/{whole},4),\"不可比\")",
                whole = cell(at, WHOLE),
                amount = cell(at, AMOUNT)
            );
            sheet.formula(at, SHARE, &formula, &share, &look.share)?;
        } else {
            sheet.number(at, SHARE, &share, &look.share)?;
        }
    }
    if let Some(share) = fraction(words(table, row, "base_share")) {
        match before {
            Some(before) => {
                sheet.formula(at, SHARE + 1, &format!("={}", cell(before, SHARE)), &share, &look.share)?;
            }
            None => sheet.number(at, SHARE + 1, &share, &look.share)?,
        }
    }
    let shift = words(table, row, "share_shift");
    match before {
        _ if shift.is_empty() => {}
        Some(before) if computable => {
            let ratio = |row| format!("{}/{}", cell(row, AMOUNT), cell(row, WHOLE));
            let formula = format!("=ROUND(({}-{})*100,2)", ratio(at), ratio(before));
            sheet.formula(at, SHARE + 2, &formula, shift, &look.points)?;
        }
        _ => sheet.number(at, SHARE + 2, shift, &look.points)?,
    }
    let texts = [
        (0, "department"),
        (2, "code"),
        (3, "item"),
        (5, "phase"),
        (6, "flow"),
        (12, "unit"),
        (13, "form"),
        (14, "note"),
        (15, "fact_ids"),
    ];
    for (column, key) in texts {
        let text = words(table, row, key);
        if !text.is_empty() {
            sheet.text(at, column, text, &look.cell)?;
        }
    }
    sheet.text(at, 1, &table.breakdown, &look.cell)?;
    if let Some(year) = number(table, row, "fiscal_year") {
        sheet.number(at, 4, &year.to_string(), &look.plain)?;
    }
    Ok(())
}
