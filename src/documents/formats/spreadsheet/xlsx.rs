//! xlsx and xlsm through calamine's stream of cells: its ranges would claim a whole sheet for one far cell.

use super::number::NumberFormat;
use super::sheet::{LAST_COLUMN, LAST_ROW, Merge, Sheet, put, warn_of_hidden};
use super::unseen::{self, Unseen};
use crate::documents::Warning;
use crate::documents::formats::docx::package::Package;
use crate::domain::Locator;
use crate::error::{Error, Result};
use calamine::{Data, Reader, SheetType, Xlsx, XlsxError};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The most texts that the table of shared texts may claim to hold; calamine believes the claim.
const MOST_SHARED_TEXTS: u64 = 10_000_000;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads all sheets, in the workbook's order.
///
/// # Errors
/// When the package or the workbook as a whole cannot be read.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<Warning>)> {
    let mut unseen = check(bytes)?;
    let damaged =
        |cause: String| Error::unreadable(format!("工作簿无法打开（{cause}）；请用 Excel 或 WPS 另存为 .xlsx 后再读"));
    let opened = catch_unwind(AssertUnwindSafe(|| Workbook::new(Cursor::new(bytes))));
    let mut workbook =
        opened.map_err(|_| damaged("结构异常".to_owned()))?.map_err(|cause| damaged(cause.to_string()))?;
    let mut sheets = Vec::new();
    let of_workbook = |message: String| Warning { place: Locator::default(), message };
    let mut warnings: Vec<Warning> = unseen.of_workbook.drain(..).map(of_workbook).collect();
    for metadata in workbook.sheets_metadata().to_vec() {
        if metadata.typ != SheetType::WorkSheet {
            warnings.push(of_workbook(format!("“{}”不是数据工作表（图表或宏表），没有读入", metadata.name)));
            continue;
        }
        let mut sheet = Sheet::named(&metadata.name);
        let outcome = catch_unwind(AssertUnwindSafe(|| read_sheet(&mut workbook, &mut sheet)));
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(cause)) => sheet.warn_of_sheet(&format!("从某一格起无法读出（{cause}），以下内容缺失")),
            Err(_) => sheet.warn_of_sheet("结构异常，读到一半中止，以下内容缺失"),
        }
        if let Some(unseen) = unseen.by_sheet.get(&metadata.name).filter(|_| !sheet.is_blank()) {
            unseen.warn(&mut sheet);
        }
        warn_of_hidden(&mut sheet, metadata.visible);
        sheet.finish();
        sheets.push(sheet);
    }
    Ok((sheets, warnings))
}

/// Refuses what calamine would take in without bounds; gathers what it does not tell.
fn check(bytes: &[u8]) -> Result<Unseen> {
    let mut package = Package::open(bytes)?;
    let names = package.part_names();
    if names.iter().any(|name| name.ends_with(".bin") && name.starts_with("xl/workbook")) {
        return Err(Error::unreadable("这是 .xlsb 二进制工作簿，暂不支持；请用 Excel 或 WPS 另存为 .xlsx 后再读"));
    }
    package.check_inflated_size()?;
    for name in names.iter().filter(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml")) {
        let part = package.part(name)?.unwrap_or_default();
        let head = String::from_utf8_lossy(part.get(..part.len().min(2048)).unwrap_or_default()).into_owned();
        let claimed = head.split("uniqueCount=").nth(1).map(|rest| rest.trim_start_matches(['"', '\'', ' ']));
        let digits: Option<String> = claimed.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect());
        if digits.is_some_and(|digits| digits.parse::<u64>().is_ok_and(|count| count > MOST_SHARED_TEXTS)) {
            return Err(Error::unreadable("工作簿的文字表自称超过 1000 万条，不像一份预算公开文件，没有读入"));
        }
    }
    // A package of its own: what has been inflated above does not count twice.
    unseen::look(&mut Package::open(bytes)?)
}

fn read_sheet(workbook: &mut Workbook<'_>, sheet: &mut Sheet) -> std::result::Result<(), XlsxError> {
    match workbook.merge_cells_by_sheet_name(&sheet.name) {
        Ok(merges) => sheet.merges = merges.iter().filter_map(Merge::of).collect(),
        Err(cause) => sheet.warn_of_sheet(&format!("的合并单元格无法读出（{cause}），各格按未合并读入")),
    }
    let mut reader = workbook.worksheet_cells_reader(&sheet.name)?;
    let formats: Vec<NumberFormat> = reader
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().map(|format| NumberFormat::parse(&format.format_code)))
        .map(Option::unwrap_or_default)
        .collect();
    let general = NumberFormat::default();
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        if row > LAST_ROW || column > LAST_COLUMN {
            return Err(XlsxError::Unexpected("单元格在工作表范围之外"));
        }
        if sheet.texts.len() > super::LARGEST_GRID {
            return Err(XlsxError::Unexpected("超过 500 万格"));
        }
        let format = formats.get(style).unwrap_or(&general);
        put(sheet, row as usize, column as usize, &Data::from(cell.get_value().clone()), format);
    }
    Ok(())
}
