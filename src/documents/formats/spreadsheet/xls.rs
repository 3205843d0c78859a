//! xls and et through calamine, with the number formats that calamine does not tell.

use super::compound::{Compound, SIGNATURE};
use super::records::{Records, Refusal};
use super::sheet::{Merge, Sheet, put, warn_of_hidden};
use crate::documents::Warning;
use crate::domain::Locator;
use crate::error::{Error, Result};
use calamine::{Reader, SheetType, Xls};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Streams of a workbook, and of an encrypted Office file of any kind.
const STREAMS: [&str; 3] = ["Workbook", "Book", "EncryptedPackage"];

/// Whether a compound file is a workbook, or an encrypted Office file. A damaged one is told by the names in it.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    match Compound::open(bytes) {
        Some(file) => STREAMS.iter().any(|name| file.has(name)),
        None => {
            let name: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.starts_with(&SIGNATURE) && bytes.windows(name.len()).any(|window| window == name)
        }
    }
}

/// Reads all sheets, in the workbook's order.
///
/// # Errors
/// When the workbook as a whole cannot be read.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<Warning>)> {
    let damaged =
        |cause: &str| Error::unreadable(format!("工作簿无法打开（{cause}）；请用 Excel 或 WPS 另存为 .xlsx 后再读"));
    let file = Compound::open(bytes).ok_or_else(|| damaged("文件损坏"))?;
    if file.has("EncryptedPackage") {
        return Err(Error::unreadable(super::PASSWORD));
    }
    let stream =
        file.stream("Workbook").or_else(|| file.stream("Book")).ok_or_else(|| damaged("没有完整的工作簿内容"))?;
    let records = Records::read(&stream).map_err(|refusal| match refusal {
        Refusal::Password => Error::unreadable(super::PASSWORD),
        Refusal::Damaged => damaged("记录损坏"),
        Refusal::TooLarge => damaged("工作表占用的行列太多，为保护内存没有读入"),
    })?;
    let opened = catch_unwind(AssertUnwindSafe(|| Xls::new(Cursor::new(bytes))));
    let mut workbook = opened.map_err(|_| damaged("结构异常"))?.map_err(|cause| damaged(&cause.to_string()))?;
    let mut sheets = Vec::new();
    let mut warnings = Vec::new();
    for (index, metadata) in workbook.sheets_metadata().to_vec().into_iter().enumerate() {
        if metadata.typ != SheetType::WorkSheet {
            let message = format!("“{}”不是数据工作表（图表或宏表），没有读入", metadata.name);
            warnings.push(Warning { place: Locator::default(), message });
            continue;
        }
        let mut sheet = Sheet::named(&metadata.name);
        let merges = workbook.merge_cells_by_sheet_name(&metadata.name).unwrap_or_default();
        sheet.merges = merges.iter().filter_map(Merge::of).collect();
        match workbook.worksheet_range(&metadata.name) {
            Ok(range) => {
                let (top, left) = range.start().unwrap_or_default();
                for (row, column, value) in range.used_cells() {
                    let (row, column) = (row + top as usize, column + left as usize);
                    put(&mut sheet, row, column, value, &records.format(index, row, column));
                }
            }
            Err(cause) => sheet.warn_of_sheet(&format!("无法读出（{cause}）")),
        }
        if !sheet.is_blank() {
            let (rows, columns) = records.hidden(index);
            sheet.warn_of_hidden_places(rows, &columns);
        }
        warn_of_hidden(&mut sheet, metadata.visible);
        sheet.finish();
        sheets.push(sheet);
    }
    Ok((sheets, warnings))
}
