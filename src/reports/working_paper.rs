//! The audit working paper (底稿) of findings as an Excel workbook: breaks, hints, what could not be tested, and all
//! assertions.
//!
//! Texts of documents are written as strings, never as formulas; the difference is a formula that an auditor can follow.

use super::finding_table::place;
use crate::error::{Error, Result};
use crate::findings::{Evidence, Finding, Outcome};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

/// Head and width, in characters, of every column.
const COLUMNS: &[(&str, f64)] = &[
    ("索引号", 10.0),
    ("单位", 26.0),
    ("年度", 8.0),
    ("检查项", 30.0),
    ("结果", 12.0),
    ("公布数", 16.0),
    ("核算数", 16.0),
    ("差额", 14.0),
    ("计量单位", 9.0),
    ("原因", 34.0),
    ("出处", 44.0),
    ("原文", 50.0),
    ("说明", 70.0),
    ("复核", 14.0),
];

/// Column of 公布数, 核算数 and 差额.
const PRINTED: u16 = 5;
const EXPECTED: u16 = 6;
const DIFFERENCE: u16 = 7;

/// The longest text that a cell of a workbook holds.
const LONGEST_TEXT: usize = 32_000;

/// The workbook as bytes.
///
/// # Errors
/// When the workbook cannot be made, which no content of findings causes.
pub fn workbook(findings: &[Finding]) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    add_sheets(&mut workbook, findings).map_err(failed)?;
    workbook.save_to_buffer().map_err(failed)
}

fn failed(error: XlsxError) -> Error {
    Error::write(format!("写不出 Excel 底稿：{error}"))
}

/// Adds the sheets of the working paper to a workbook.
///
/// # Errors
/// When a sheet cannot be made.
pub fn add_sheets(workbook: &mut Workbook, findings: &[Finding]) -> std::result::Result<(), XlsxError> {
    let chosen = |wanted: fn(&Finding) -> bool| findings.iter().filter(|finding| wanted(finding)).collect::<Vec<_>>();
    for (name, rows) in [
        ("底稿", chosen(Finding::is_break)),
        ("疑点", chosen(Finding::is_hint)),
        ("无法核对", chosen(|finding| finding.outcome == Outcome::NotTestable)),
        ("全部核对", findings.iter().collect()),
    ] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        write_sheet(sheet, &rows)?;
    }
    Ok(())
}

fn write_sheet(sheet: &mut Worksheet, findings: &[&Finding]) -> std::result::Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E8_EEF4))
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center);
    for (column, (name, width)) in (0_u16..).zip(COLUMNS) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, *name, &head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, finding) in (1_u32..).zip(findings) {
        write_row(sheet, row, finding, &body)?;
    }
    let last = u32::try_from(findings.len()).unwrap_or(u32::MAX - 1);
    let last_column = u16::try_from(COLUMNS.len() - 1).unwrap_or_default();
    sheet.autofilter(0, 0, last.max(1), last_column)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

fn write_row(sheet: &mut Worksheet, row: u32, finding: &Finding, body: &Format) -> std::result::Result<(), XlsxError> {
    let subject = &finding.subject;
    let nothing = Evidence::default();
    let first = finding.evidence.first().unwrap_or(&nothing);
    let reason = match finding.explanation {
        Some(explanation) if finding.proof.is_empty() => explanation.name_zh().to_owned(),
        Some(explanation) => format!("{}（{}）", explanation.name_zh(), finding.proof),
        None => String::new(),
    };
    let body_name = if subject.unit.is_empty() { &subject.department } else { &subject.unit };
    let places: Vec<String> = finding.evidence.iter().take(12).map(place).collect();
    for (column, text) in [
        (0, format!("{}-{row:04}", finding.code)),
        (1, body_name.clone()),
        (3, format!("{} {}", finding.code, finding.name)),
        (4, finding.outcome.name_zh().to_owned()),
        (8, finding.unit.to_owned()),
        (9, reason),
        (10, places.join("\n")),
        (11, first.text.clone()),
        (12, finding.message.clone()),
        (13, String::new()),
    ] {
        sheet.write_string_with_format(row, column, text.chars().take(LONGEST_TEXT).collect::<String>(), body)?;
    }
    sheet.write_number_with_format(row, 2, f64::from(subject.fiscal_year), body)?;
    let numbers = [&finding.printed, &finding.expected].map(|text| number(text));
    for (column, text) in [(PRINTED, &finding.printed), (EXPECTED, &finding.expected)] {
        match number(text) {
            Some((value, decimals)) => sheet.write_number_with_format(row, column, value, &number_format(decimals))?,
            None => sheet.write_string_with_format(row, column, text, body)?,
        };
    }
    match (numbers, number(&finding.difference)) {
        ([Some(_), Some(_)], Some((_, decimals))) => {
            let place = row + 1;
            let formula = Formula::new(format!("=ROUND(F{place}-G{place},{decimals})")).set_result(&finding.difference);
            sheet.write_formula_with_format(row, DIFFERENCE, formula, &number_format(decimals))?;
        }
        _ => {
            sheet.write_string_with_format(row, DIFFERENCE, &finding.difference, body)?;
        }
    }
    Ok(())
}

/// A plain decimal number and its decimals; `None` for anything else, and for more digits than a cell holds exactly.
fn number(text: &str) -> Option<(f64, usize)> {
    const EXACT_DIGITS: usize = 15;
    let plain: String = text.trim().chars().filter(|character| *character != ',').collect();
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exact =
        !whole.is_empty() && all_digits(whole) && all_digits(fraction) && whole.len() + fraction.len() <= EXACT_DIGITS;
    if exact { Some((plain.parse().ok()?, fraction.len())) } else { None }
}

fn number_format(decimals: usize) -> Format {
    let digits = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals)) };
    Format::new().set_num_format(format!("#,##0{digits};−#,##0{digits}")).set_align(FormatAlign::Top)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Explanation, Family, Severity, Subject};
    use calamine::{Data, Reader, Xlsx};

    fn finding(message: &str) -> Finding {
        Finding {
            code: "WT001",
            name: "收入各项之和等于本年收入合计",
            family: Family::WithinTable,
            severity: Severity::Error,
            outcome: Outcome::Breaks,
            subject: Subject { department: "=HYPERLINK(\"x\")".into(), fiscal_year: 2025, ..Subject::default() },
            expected: "1,092.22".into(),
            printed: "1,092.32".into(),
            difference: "0.10".into(),
            unit: "万元",
            difference_fen: Some(100_000),
            explanation: Some(Explanation::DigitSlip),
            runner_up: None,
            proof: String::new(),
            message: message.into(),
            materiality_fen: None,
            evidence: vec![Evidence { text: "+1,092.32".into(), ..Evidence::default() }],
        }
    }

    #[test]
    fn another_library_reads_numbers_formulas_and_harmless_texts_back() {
        let bytes = workbook(&[finding("=1+1")]).unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let values = book.worksheet_range("底稿").unwrap();
        assert_eq!(values.get_value((1, 5)), Some(&Data::Float(1092.32)));
        assert_eq!(values.get_value((1, 6)), Some(&Data::Float(1092.22)));
        assert_eq!(values.get_value((1, 1)), Some(&Data::String("=HYPERLINK(\"x\")".into())));
        assert_eq!(values.get_value((1, 12)), Some(&Data::String("=1+1".into())));
        let formulas = book.worksheet_formula("底稿").unwrap();
        let only: Vec<&String> = formulas.used_cells().map(|(_, _, formula)| formula).collect();
        assert_eq!(only, ["ROUND(F2-G2,2)"]);
    }

    #[test]
    fn numbers_with_more_digits_than_a_cell_holds_stay_texts() {
        assert_eq!(number("1,234.50"), Some((1234.5, 2)));
        assert_eq!(number("1234567890123456.78"), None);
        assert_eq!(number("≤3.00"), None);
    }
}
