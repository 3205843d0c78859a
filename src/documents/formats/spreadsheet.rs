//! Spreadsheets: xlsx, xlsm, xls, et and ods. Every sheet is one grid that keeps the sheet's own rows and
//! columns; a sheet with one column of text is running text.

mod compound;
pub(in crate::documents::formats) mod layout;
mod number;
mod ods;
mod records;
mod sheet;
mod unseen;
mod xls;
mod xlsx;

use super::docx::package::holds_part;
use crate::documents::{Block, Content, Format, Warning};
use crate::domain::Locator;
use crate::error::{Error, Result};
use layout::LARGEST_GRID;
use sheet::Sheet;

/// A workbook of Excel, WPS or LibreOffice.
pub const FORMAT: Format = Format {
    name: "spreadsheet",
    name_zh: "电子表格",
    extensions: &["xlsx", "xlsm", "xls", "et", "ods"],
    documentation: "xlsx、xlsm、xls（含 WPS 的 et）、ods；每个工作表一张表，合并单元格、公式的已存结果、百分比和日期按显示读出，小数不比存储的少；隐藏的工作表也读，并给出提示。",
    recognises,
    read,
};

/// What to say of a file that needs a password.
const PASSWORD: &str = "文件加了打开密码，无法读入；请在 Excel、Word 或 WPS 里去掉密码后另存再读";

/// How an ods package starts: its first part names the type, and is not deflated.
const ODS_TYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

fn recognises(bytes: &[u8], _extension: &str) -> bool {
    holds_part(bytes, |name| name.starts_with("xl/")) || is_ods(bytes) || xls::recognises(bytes)
}

fn is_ods(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    head.windows(ODS_TYPE.len()).any(|window| window == ODS_TYPE) && holds_part(bytes, |name| name == "content.xml")
}

fn read(bytes: &[u8]) -> Result<Content> {
    let (sheets, warnings) = if bytes.starts_with(&compound::SIGNATURE) {
        xls::read(bytes)?
    } else if is_ods(bytes) {
        ods::read(bytes)?
    } else {
        xlsx::read(bytes)?
    };
    let mut content = Content { warnings, ..Content::default() };
    let mut allowance = LARGEST_GRID;
    for sheet in sheets {
        add(sheet, &mut content, &mut allowance);
    }
    if content.blocks.is_empty() {
        let reason = content.warnings.first().map_or(String::new(), |warning| format!("（{}）", warning.message));
        return Err(Error::unreadable(format!("工作簿里没有可读的内容{reason}；请换成完整的公开文件")));
    }
    Ok(content)
}

/// Turns a sheet into a grid, within what the workbook may still take.
fn add(sheet: Sheet, content: &mut Content, allowance: &mut usize) {
    let name = sheet.name.clone();
    content.warnings.extend(sheet.warnings.iter().cloned());
    if sheet.is_blank() {
        return;
    }
    match sheet.into_blocks(*allowance) {
        Some(blocks) => {
            for block in &blocks {
                if let Block::Grid(grid) = block {
                    *allowance = allowance.saturating_sub(grid.rows.len() * grid.width());
                }
            }
            content.blocks.extend(blocks);
        }
        None => content.warnings.push(Warning {
            place: Locator::default(),
            message: format!("工作表“{name}”太大（全工作簿最多读 500 万格），没有读入；请删去无关的行列后再读"),
        }),
    }
}

#[cfg(test)]
mod tests;
