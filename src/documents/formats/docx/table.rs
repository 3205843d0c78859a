//! Tables: grid columns, spans, vertical merges, and tables inside cells.

use super::body::{Reader, Story};
use super::xml;
use crate::documents::Block;
use crate::documents::formats::spreadsheet::layout::{self, PlacedCell, join_lines};
use crate::domain::Locator;
use quick_xml::Reader as XmlReader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// The widest table that is taken for one; Word itself allows 63 columns.
const WIDEST: usize = 1024;

/// Grid columns narrower than this (3 points, in twentieths) cannot carry text: borders that miss each other.
const NARROWEST: usize = 60;

/// How a cell continues another.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Merged {
    /// It does not.
    #[default]
    No,
    /// The cell above.
    Above,
    /// The cell on the left.
    Left,
}

/// What `w:tcPr` says.
#[derive(Clone, Copy)]
pub(super) struct CellProperties {
    columns: usize,
    merged: Merged,
}

impl Default for CellProperties {
    fn default() -> Self {
        CellProperties { columns: 1, merged: Merged::No }
    }
}

impl CellProperties {
    /// Reads `w:tcPr`, whose start tag has just been read.
    pub fn read(source: &mut XmlReader<&[u8]>) -> Self {
        let mut properties = CellProperties::default();
        let continues =
            |element: &BytesStart<'_>| xml::attribute(element, "val").is_none_or(|value| value != "restart");
        for_each_property(source, |name, element| match name {
            "gridSpan" => properties.columns = xml::number(element, "val").unwrap_or(1).clamp(1, WIDEST),
            "vMerge" if continues(element) => properties.merged = Merged::Above,
            "hMerge" if continues(element) => properties.merged = Merged::Left,
            _ => {}
        });
        properties
    }
}

/// A table while it is read.
#[derive(Default)]
struct Table {
    /// Widths of the grid columns in twentieths of a point.
    widths: Vec<usize>,
    cells: Vec<PlacedCell>,
    places: Vec<Locator>,
    /// The cell, by its first column, that a vertical merge in the next row continues.
    above: HashMap<usize, usize>,
    /// Tables inside cells.
    nested: Vec<Block>,
    /// The content of all cells in order: what remains of a table with a single column, which is only a frame.
    content: Vec<Block>,
    /// Whether some cell stands beside another.
    has_columns: bool,
}

/// Reads a table whose start tag has just been read; the tables inside its cells follow it.
pub(super) fn read(reader: &mut Reader, source: &mut XmlReader<&[u8]>, blocks: &mut Vec<Block>, depth: usize) {
    let mut table = Table::default();
    let mut open = 0_usize;
    loop {
        match source.read_event() {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "gridCol" => {
                    table.widths.push(xml::number(&element, "w").unwrap_or(usize::MAX));
                    open += 1;
                }
                "tr" => table.row(reader, source, depth),
                _ => open += usize::from(!reader.is_left_out(&element, source)),
            },
            Ok(Event::End(_)) if open > 0 => open -= 1,
            Ok(Event::End(_) | Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    table.finish(reader, blocks);
}

impl Table {
    fn row(&mut self, reader: &mut Reader, source: &mut XmlReader<&[u8]>, depth: usize) {
        let row = self.places.len();
        let place = Locator { line: Some(reader.paragraphs.saturating_add(1)), ..Locator::default() };
        let mut column = 0;
        let mut above = HashMap::new();
        let mut open = 0_usize;
        loop {
            match source.read_event() {
                Ok(Event::Start(element)) => match element.local_name().as_ref() {
                    "trPr" => {
                        let properties = RowProperties::read(source);
                        column = properties.columns_before;
                        if properties.is_deleted {
                            let text = xml::text_inside(source);
                            reader.warn_of_text("修订中删除的表格行", &text);
                            return;
                        }
                    }
                    "tc" => self.cell(reader, source, (row, &mut column), &mut above, depth),
                    _ => open += usize::from(!reader.is_left_out(&element, source)),
                },
                Ok(Event::End(_)) if open > 0 => open -= 1,
                Ok(Event::End(_) | Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        self.places.push(place);
        self.above = above;
    }

    fn cell(
        &mut self,
        reader: &mut Reader,
        source: &mut XmlReader<&[u8]>,
        (row, column): (usize, &mut usize),
        above: &mut HashMap<usize, usize>,
        depth: usize,
    ) {
        let (properties, content) = read_cell(reader, source, depth);
        let start = *column;
        self.has_columns = self.has_columns || self.cells.first().is_some_and(|cell| cell.column != start);
        let text = self.take_content(content);
        *column += properties.columns;
        if *column > WIDEST {
            reader.warn_of_text("表格超过 1024 列，单元格", &text);
            return;
        }
        let continued = match properties.merged {
            Merged::No => None,
            Merged::Above => self.above.get(&start).copied(),
            Merged::Left => self.cells.len().checked_sub(1),
        };
        let fits = |cell: &PlacedCell| match properties.merged {
            Merged::Left => cell.row == row && cell.column + cell.columns == start,
            _ => cell.columns == properties.columns,
        };
        let continued = continued.filter(|index| self.cells.get(*index).is_some_and(fits));
        match continued.and_then(|index| self.cells.get_mut(index).map(|cell| (index, cell))) {
            Some((index, cell)) => {
                if properties.merged == Merged::Left {
                    cell.columns += properties.columns;
                } else {
                    cell.rows = row + 1 - cell.row;
                    above.insert(start, index);
                }
                reader.warn_of_text("被合并单元格盖住、不显示的内容", &text);
            }
            None => {
                above.insert(start, self.cells.len());
                self.cells.push(PlacedCell { row, column: start, rows: 1, columns: properties.columns, text });
            }
        }
    }

    /// Keeps the content of a cell; gives its text.
    fn take_content(&mut self, content: Vec<Block>) -> String {
        let lines = content.iter().filter_map(|block| match block {
            Block::Line(line) => Some(line.text.as_str()),
            Block::Grid(_) => None,
        });
        let text = join_lines(lines);
        if self.has_columns {
            self.nested.extend(self.content.drain(..).filter(is_grid));
            self.nested.extend(content.into_iter().filter(is_grid));
        } else {
            self.content.extend(content);
        }
        text
    }

    fn finish(mut self, reader: &mut Reader, blocks: &mut Vec<Block>) {
        if !self.has_columns {
            blocks.append(&mut self.content);
        } else if self.cells.iter().any(|cell| !cell.text.trim().is_empty()) {
            drop_narrow_columns(&mut self.cells, &self.widths);
            layout::drop_columns_without_start(&mut self.cells);
            match layout::grid(self.cells, self.places, None, reader.allowance) {
                Some(grid) => {
                    reader.allowance = reader.allowance.saturating_sub(grid.rows.len() * grid.width());
                    blocks.push(Block::Grid(grid));
                }
                None => reader.warn("表格太大（全文最多读 500 万格），没有读入".to_owned()),
            }
        }
        blocks.append(&mut self.nested);
    }
}

fn is_grid(block: &Block) -> bool {
    matches!(block, Block::Grid(_))
}

/// What `w:trPr` says.
struct RowProperties {
    columns_before: usize,
    is_deleted: bool,
}

impl RowProperties {
    fn read(source: &mut XmlReader<&[u8]>) -> Self {
        let mut properties = RowProperties { columns_before: 0, is_deleted: false };
        for_each_property(source, |name, element| match name {
            "gridBefore" => properties.columns_before = xml::number(element, "val").unwrap_or(0).min(WIDEST),
            "del" => properties.is_deleted = true,
            _ => {}
        });
        properties
    }
}

/// Reads a cell: its properties and its content.
fn read_cell(reader: &mut Reader, source: &mut XmlReader<&[u8]>, depth: usize) -> (CellProperties, Vec<Block>) {
    let outer = std::mem::take(&mut reader.cell);
    let mut blocks = Vec::new();
    reader.container(source, &mut blocks, depth + 1, Story::Main);
    (std::mem::replace(&mut reader.cell, outer), blocks)
}

/// Calls `each` for every direct or nested property up to the end of the properties; old values of tracked changes
/// are left out.
fn for_each_property(source: &mut XmlReader<&[u8]>, mut each: impl FnMut(&str, &BytesStart<'_>)) {
    let mut open = 0_usize;
    loop {
        match source.read_event() {
            Ok(Event::Start(element)) if element.local_name().as_ref().ends_with("Change") => {
                xml::text_inside(source);
            }
            Ok(Event::Start(element)) => {
                each(element.local_name().as_ref(), &element);
                open += 1;
            }
            Ok(Event::End(_)) if open > 0 => open -= 1,
            Ok(Event::End(_) | Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Merges away grid columns too narrow for text, where no cell with text stands in them alone: two borders that were
/// meant to be one.
fn drop_narrow_columns(cells: &mut Vec<PlacedCell>, widths: &[usize]) {
    for column in (0..widths.len()).rev() {
        let is_narrow = widths.get(column).is_some_and(|width| *width < NARROWEST);
        let stands_alone = |cell: &PlacedCell| cell.column == column && cell.columns == 1;
        if !is_narrow || cells.iter().any(|cell| stands_alone(cell) && !cell.text.trim().is_empty()) {
            continue;
        }
        cells.retain(|cell| !stands_alone(cell));
        for cell in cells.iter_mut() {
            if cell.column > column {
                cell.column -= 1;
            } else if cell.column + cell.columns > column {
                cell.columns -= 1;
            }
        }
    }
}
