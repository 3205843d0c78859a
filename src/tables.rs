//! [`Document`] → [`Table`]: which prescribed form each grid is, what its columns mean, where its rows begin.
//!
//! Recognition is by vocabulary, header structure and arithmetic; never by file name, page number or province.

pub mod columns;
pub mod forms;
pub mod header;
pub mod heads;
pub mod section;
pub mod settle;

use crate::documents::{Cell, Document, Line};
use crate::domain::{FiscalYear, Form, FundSource, Locator, MoneyUnit, Phase};
pub use columns::{AmountColumn, CodePart, Role};

/// How complete a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableState {
    /// Head and rows are there.
    Whole,
    /// The head is lost: only what codes and names tell is known of its figures.
    Truncated,
    /// A head without any figure.
    Blank,
}

/// A recognised table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Counted through the document from 1.
    pub number: u32,
    /// Which form it is.
    pub form: Form,
    /// Its title as printed; empty when it has none.
    pub title: String,
    /// How complete it is.
    pub state: TableState,
    /// The printed unit of money, where the table says it.
    pub unit: Option<MoneyUnit>,
    /// Who filled it in, as printed behind 部门： or 编制单位：.
    pub body_label: Option<String>,
    /// The year in its title.
    pub year: Option<FiscalYear>,
    /// The phase in its title.
    pub phase: Option<Phase>,
    /// The fund that its title restricts all its figures to.
    pub fund: Option<FundSource>,
    /// Notes below it.
    pub notes: Vec<String>,
    /// Place of its title, or of its first row.
    pub place: Locator,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows below the head.
    pub rows: Vec<TableRow>,
    /// What could not be settled about its columns, in Chinese; its amounts then go to `unread`.
    pub unsettled: Option<String>,
}

/// A column: its head from top to bottom and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Head texts from top to bottom, cleaned.
    pub path: Vec<String>,
    /// What stands in it.
    pub role: Role,
}

/// A row below the head.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// Row of the table, head included, from 1.
    pub number: u32,
    /// Page and line.
    pub place: Locator,
    /// The cells.
    pub cells: Vec<Cell>,
}

/// A grid in which no table was recognised.
#[derive(Clone, Debug)]
pub struct Unrecognised {
    /// Where it begins.
    pub place: Locator,
    /// Its first texts.
    pub text: String,
    /// Why, in Chinese.
    pub reason: String,
}

/// What became of a document's blocks: nothing is dropped silently.
#[derive(Clone, Debug, Default)]
pub struct Recognised {
    /// The tables in reading order.
    pub tables: Vec<Table>,
    /// Grids that are no table of money or of performance targets.
    pub unrecognised: Vec<Unrecognised>,
    /// Running text that belongs to no table, in reading order.
    pub lines: Vec<Line>,
}

/// Recognises all tables of a document.
pub fn recognise(document: &Document) -> Recognised {
    let sections = section::divide(document);
    let mut recognised = Recognised { lines: sections.lines, ..Recognised::default() };
    for raw in sections.tables {
        let number = recognised.tables.len() as u32 + 1;
        match header::build(raw, number) {
            Ok(table) => recognised.tables.push(table),
            Err(unrecognised) => recognised.unrecognised.push(unrecognised),
        }
    }
    recognised
}
