//! The records of an xls workbook, as far as calamine does not tell: the number format of every number, and whether
//! the sheets are of a size that can be held.

use super::compound::{u16_at, u32_at};
use super::number::NumberFormat;
use std::collections::{HashMap, HashSet};

/// The most places that calamine may spread out for all sheets together; a full xls sheet has 16.8 million.
const LARGEST_SPREAD: usize = 20_000_000;

/// What the records say.
#[derive(Default)]
pub(super) struct Records {
    /// Number formats by cell format.
    formats: Vec<NumberFormat>,
    /// The sheets in the workbook's order.
    sheets: Vec<SheetRecords>,
}

/// What the records of a sheet say.
#[derive(Default)]
struct SheetRecords {
    /// Cell format by row and column.
    cells: HashMap<(usize, usize), usize>,
    /// Rows that are hidden.
    hidden_rows: HashSet<usize>,
    /// Ranges of columns that are hidden.
    hidden_columns: Vec<(usize, usize)>,
    /// How many places the cells or the claimed size spread over.
    spread: usize,
}

/// Why a workbook cannot be handed on.
pub(super) enum Refusal {
    /// It needs a password.
    Password,
    /// It is damaged.
    Damaged,
    /// Its sheets claim too much.
    TooLarge,
}

/// One record.
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

/// The records from an offset on.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = Record<'_>> {
    let mut position = from;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, position)?;
        let length = usize::from(u16_at(stream, position + 2)?);
        let data = stream.get(position + 4..position + 4 + length)?;
        position += 4 + length;
        Some(Record { kind, data })
    })
}

impl Records {
    /// Goes through the workbook stream.
    pub fn read(stream: &[u8]) -> Result<Self, Refusal> {
        let mut codes: HashMap<u16, String> = HashMap::new();
        let mut cell_formats: Vec<u16> = Vec::new();
        let mut offsets: Vec<usize> = Vec::new();
        let mut is_wide = true;
        for record in records(stream, 0) {
            match record.kind {
                0x002f if u16_at(record.data, 0) != Some(0) => return Err(Refusal::Password),
                0x0809 => is_wide = u16_at(record.data, 0) == Some(0x0600),
                0x041e => codes.extend(format_code(record.data, is_wide)),
                0x00e0 => cell_formats.push(u16_at(record.data, 2).ok_or(Refusal::Damaged)?),
                0x0085 => {
                    let offset = u32_at(record.data, 0).and_then(|offset| usize::try_from(offset).ok());
                    offsets.push(offset.filter(|offset| *offset < stream.len()).ok_or(Refusal::Damaged)?);
                }
                0x000a => break,
                _ => {}
            }
        }
        let code_of = |format: &u16| codes.get(format).map(String::as_str).unwrap_or_else(|| built_in(*format));
        let mut found = Records {
            formats: cell_formats.iter().map(|format| NumberFormat::parse(code_of(format))).collect(),
            sheets: Vec::new(),
        };
        let mut spread = 0;
        for offset in offsets {
            let sheet = SheetRecords::read(stream, offset);
            spread = sheet.spread.saturating_add(spread);
            if spread > LARGEST_SPREAD {
                return Err(Refusal::TooLarge);
            }
            found.sheets.push(sheet);
        }
        Ok(found)
    }

    /// How many rows with content, and which columns, of a sheet are hidden.
    pub fn hidden(&self, sheet: usize) -> (usize, Vec<(usize, usize)>) {
        let Some(sheet) = self.sheets.get(sheet) else { return (0, Vec::new()) };
        let filled: HashSet<usize> = sheet.cells.keys().map(|at| at.0).collect();
        (sheet.hidden_rows.intersection(&filled).count(), sheet.hidden_columns.clone())
    }

    /// The number format of a cell of a sheet, both counted from 0.
    pub fn format(&self, sheet: usize, row: usize, column: usize) -> NumberFormat {
        let cell_format = self.sheets.get(sheet).and_then(|sheet| sheet.cells.get(&(row, column)));
        cell_format.and_then(|index| self.formats.get(*index)).cloned().unwrap_or_default()
    }
}

impl SheetRecords {
    /// Goes through the records of one sheet; those of charts inside it are passed over, as calamine does.
    fn read(stream: &[u8], offset: usize) -> Self {
        let mut sheet = SheetRecords::default();
        let mut depth = 0_usize;
        for record in records(stream, offset) {
            match record.kind {
                0x0809 => depth += 1,
                0x000a if depth <= 1 => break,
                0x000a => depth -= 1,
                _ if depth > 1 => {}
                _ => sheet.add(&record),
            }
        }
        let rows = sheet.cells.keys().map(|at| at.0 + 1).max().unwrap_or(0);
        let columns = sheet.cells.keys().map(|at| at.1 + 1).max().unwrap_or(0);
        sheet.spread = sheet.spread.max(rows * columns);
        sheet
    }

    fn add(&mut self, record: &Record<'_>) {
        let at = |position: usize| u16_at(record.data, position).map(usize::from);
        match record.kind {
            0x0200 => self.spread = self.spread.max(claimed_size(record.data)),
            0x0208 if at(12).is_some_and(|options| options & 0x20 != 0) => self.hidden_rows.extend(at(0)),
            0x007d if at(8).is_some_and(|options| options & 1 != 0) => {
                self.hidden_columns.extend(at(0).zip(at(2)));
            }
            0x0006 | 0x0203 | 0x0204 | 0x0205 | 0x00d6 | 0x00fd | 0x027e => {
                if let (Some(row), Some(column), Some(format)) = (at(0), at(2), at(4)) {
                    self.cells.insert((row, column), format);
                }
            }
            0x00bd => {
                let (Some(row), Some(first)) = (at(0), at(2)) else { return };
                for (index, number) in record.data.get(4..).unwrap_or_default().chunks_exact(6).enumerate() {
                    let format = u16_at(number, 0).map(usize::from);
                    self.cells.extend(format.map(|format| ((row, first + index), format)));
                }
            }
            _ => {}
        }
    }
}

/// The size that a `Dimensions` record claims, for which calamine reserves memory.
fn claimed_size(data: &[u8]) -> usize {
    let wide = |at: usize| u32_at(data, at).and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
    let narrow = |at: usize| u16_at(data, at).map_or(0, usize::from);
    let (rows, columns) = if data.len() < 14 {
        (narrow(2).abs_diff(narrow(0)), narrow(6).abs_diff(narrow(4)))
    } else {
        (wide(4).abs_diff(wide(0)), narrow(10).abs_diff(narrow(8)))
    };
    rows.saturating_mul(columns)
}

/// A number format record: its number and its code.
fn format_code(data: &[u8], is_wide: bool) -> Option<(u16, String)> {
    let number = u16_at(data, 0)?;
    if !is_wide {
        let length = usize::from(*data.get(2)?);
        return Some((number, String::from_utf8_lossy(data.get(3..3 + length)?).into_owned()));
    }
    let length = usize::from(u16_at(data, 2)?);
    let code = if data.get(4)? & 1 == 1 {
        let units = data.get(5..5 + 2 * length)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
        String::from_utf16_lossy(&units.collect::<Vec<u16>>())
    } else {
        data.get(5..5 + length)?.iter().map(|byte| char::from(*byte)).collect()
    };
    Some((number, code))
}

/// The code of a format that every workbook has.
fn built_in(number: u16) -> &'static str {
    match number {
        1 => "0",
        2 => "0.00",
        3 | 5 | 6 | 37 | 38 | 41 | 42 => "#,##0",
        4 | 7 | 8 | 39 | 40 | 43 | 44 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        _ => "General",
    }
}
