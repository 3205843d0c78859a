//! A workbook: the prose on the first sheet, one sheet per table, amounts as numbers with their format.

use super::Writer;
use crate::error::{Error, Result};
use crate::sample::draft::{Block, Content, Draft, Slot, Table};
use crate::sample::layouts::MARK;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};

/// Office Open XML workbook.
pub const WRITER: Writer = Writer { name: "spreadsheet", extension: "xlsx", write };

fn write(draft: &Draft) -> Result<Vec<u8>> {
    build(draft).map_err(|error| Error::write(format!("写不出 xlsx：{error}")))
}

fn build(draft: &Draft) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(MARK).set_creation_datetime(&made));
    let prose = workbook.add_worksheet().set_name("说明")?;
    prose.set_header(format!("&C{MARK}"));
    let mut line = 0;
    for block in &draft.blocks {
        let text = match block {
            Block::Cover(words) | Block::Heading(words) => words.clone(),
            Block::Paragraph(pieces) => draft.text_of(pieces),
            Block::Table(_) | Block::NewPage => continue,
        };
        prose.write_string(line, 0, text)?;
        line += 1;
    }
    let mut number = 0;
    for block in &draft.blocks {
        if let Block::Table(table) = block {
            number += 1;
            let name = if table.number.is_empty() { format!("表{number}") } else { table.number.clone() };
            let sheet = workbook.add_worksheet().set_name(name)?;
            sheet.set_header(format!("&C{MARK}"));
            write_table(sheet, draft, table)?;
        }
    }
    workbook.save_to_buffer()
}

fn write_table(sheet: &mut Worksheet, draft: &Draft, table: &Table) -> std::result::Result<(), XlsxError> {
    let width = u16::try_from(table.rows.first().map_or(1, Vec::len)).unwrap_or(1);
    let mut line = 0;
    if width > 1 {
        sheet.merge_range(line, 0, line, width - 1, &table.title, &Format::new())?;
    } else {
        sheet.write_string(line, 0, &table.title)?;
    }
    line += 1;
    if !table.number.is_empty() {
        sheet.write_string(line, 0, &table.number)?;
        line += 1;
    }
    sheet.write_string(line, 0, format!("部门：{}", table.body))?;
    let unit = format!("{}：{}", table.unit_words, table.unit.name_zh());
    if width > 1 {
        sheet.write_string(line, width - 1, unit)?;
    } else {
        line += 1;
        sheet.write_string(line, 0, unit)?;
    }
    line += 1;
    for (offset, row) in table.rows.iter().enumerate() {
        let at = line + u32::try_from(offset).unwrap_or(0);
        for (column, slot) in row.iter().enumerate() {
            write_slot(sheet, draft, slot, at, u16::try_from(column).unwrap_or(0))?;
        }
    }
    line += u32::try_from(table.rows.len()).unwrap_or(0);
    for note in &table.notes {
        if width > 1 {
            sheet.merge_range(line, 0, line, width - 1, note, &Format::new())?;
        } else {
            sheet.write_string(line, 0, note)?;
        }
        line += 1;
    }
    Ok(())
}

fn write_slot(
    sheet: &mut Worksheet,
    draft: &Draft,
    slot: &Slot,
    row: u32,
    column: u16,
) -> std::result::Result<(), XlsxError> {
    let border = Format::new().set_border(FormatBorder::Thin);
    let text = draft.text_of_slot(slot);
    if slot.rows > 1 || slot.columns > 1 {
        let last_row = row + u32::try_from(slot.rows.saturating_sub(1)).unwrap_or(0);
        let last_column = column + u16::try_from(slot.columns.saturating_sub(1)).unwrap_or(0);
        sheet.merge_range(row, column, last_row, last_column, text, &border)?;
        return Ok(());
    }
    match &slot.content {
        Content::Covered => {}
        Content::Blank => drop(sheet.write_blank(row, column, &border)?),
        Content::Text(text) => drop(sheet.write_string_with_format(row, column, text, &border)?),
        Content::Figure(_) => {
            // The file format stores numbers as floats; the printed decimals come back through the number format.
            let plain: String = text.chars().filter(|character| *character != ',').collect();
            let format = if text.contains(',') || plain.len() < 7 { "#,##0.00" } else { "0.00" };
            match plain.parse::<f64>() {
                Ok(number) => {
                    sheet.write_number_with_format(row, column, number, &border.set_num_format(format))?;
                }
                Err(_) => drop(sheet.write_string_with_format(row, column, text, &border)?),
            }
        }
    }
    Ok(())
}
