//! The model of everything that is printed: tables of typed cells, the same for terminal, CSV, JSON, Markdown and HTML.

use crate::domain::MoneyUnit;
use std::borrow::Cow;

/// A value with its type, so that each output can print it in its own way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing to print; JSON null.
    Blank,
    /// Text.
    Text(String),
    /// Money in fen.
    Money(i64),
    /// Money in fen, printed with its sign (增减额).
    Change(i64),
    /// A decimal number as text, such as a percentage without its sign.
    Decimal(String),
    /// A decimal number as text, printed with its sign (增减率, 拉动).
    SignedDecimal(String),
    /// A whole number.
    Integer(i64),
}

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnFormat {
    /// Text, to the left
    Text,
    /// Numbers, to the right
    Number,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportColumn {
    /// The key in JSON and CSV.
    pub key: Cow<'static, str>,
    /// The Chinese head; `None` where only JSON and CSV carry the column.
    pub head: Option<Cow<'static, str>>,
    /// Alignment.
    pub format: ColumnFormat,
}

/// A table.
#[derive(Clone, Debug)]
pub struct ReportTable {
    /// File name without extension, for CSV beside a report.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// Unit of money in the printed forms; JSON and CSV always carry fen.
    pub unit: MoneyUnit,
    /// Columns.
    pub columns: Vec<ReportColumn>,
    /// Rows, each with as many cells as there are columns.
    pub rows: Vec<ReportRow>,
    /// Remarks below, in Chinese.
    pub notes: Vec<String>,
}

/// A row and the facts behind it.
#[derive(Clone, Debug)]
pub struct ReportRow {
    /// The cells.
    pub cells: Vec<Cell>,
    /// The fact that prints the row's amount, where it is one fact.
    pub fact_id: Option<i64>,
}

impl ReportTable {
    /// Columns that are printed for people, with their positions.
    pub fn printed_columns(&self) -> impl Iterator<Item = (usize, &ReportColumn, &str)> {
        self.columns
            .iter()
            .enumerate()
            .filter_map(|(index, column)| column.head.as_deref().map(|head| (index, column, head)))
    }
}
