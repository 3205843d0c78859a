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
    /// A word of the vocabulary: its identifier for programs, its Chinese name for people.
    Term(&'static str, &'static str),
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
    /// Ids of facts and statements, for programs.
    Ids(Vec<i64>),
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
    /// Whether columns in which nothing is printed are left out for people.
    pub hides_empty: bool,
}

/// A row and where its figures come from.
#[derive(Clone, Debug)]
pub struct ReportRow {
    /// The cells.
    pub cells: Vec<Cell>,
    /// Position of a cell, and the anchor of its [`SourceGroup`].
    pub links: Vec<(usize, String)>,
}

/// The printed figures or the sentence behind one figure of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceGroup {
    /// Anchor that figures link to.
    pub anchor: String,
    /// What it is the source of, in Chinese.
    pub title: String,
    /// Where it is printed: file, place, text as it stands.
    pub places: Vec<SourcePlace>,
}

/// One printed figure or sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePlace {
    /// Id of the fact or statement, for `tongbi trace`.
    pub id: i64,
    /// File.
    pub file: String,
    /// Page, line, table, row, column in words.
    pub place: String,
    /// Text as it stands.
    pub printed: String,
}

/// A picture beside the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Path relative to the report.
    pub path: String,
    /// Chinese caption, also the text for readers who cannot see it.
    pub caption: String,
}

/// A part of a report.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Heading.
    pub heading: String,
    /// Sentences.
    pub paragraphs: Vec<String>,
    /// Pictures.
    pub pictures: Vec<Picture>,
    /// Tables.
    pub tables: Vec<ReportTable>,
}

/// A whole report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Title; empty for a single table.
    pub title: String,
    /// Parts in reading order.
    pub sections: Vec<Section>,
    /// Sources that figures link to.
    pub sources: Vec<SourceGroup>,
}

impl Report {
    /// A report that is one table.
    pub fn of_table(table: ReportTable) -> Self {
        Report { sections: vec![Section { tables: vec![table], ..Section::default() }], ..Report::default() }
    }

    /// All tables in reading order.
    pub fn tables(&self) -> impl Iterator<Item = &ReportTable> {
        self.sections.iter().flat_map(|section| &section.tables)
    }
}

impl ReportTable {
    /// Printed columns in which at least one row prints something.
    pub fn used_columns(&self) -> impl Iterator<Item = (usize, &ReportColumn, &str)> {
        self.printed_columns().filter(|(index, ..)| {
            let empty =
                |cell: &Cell| matches!(cell, Cell::Blank) || matches!(cell, Cell::Text(text) if text.is_empty());
            !self.hides_empty
                || self.rows.is_empty()
                || self.rows.iter().any(|row| row.cells.get(*index).is_some_and(|cell| !empty(cell)))
        })
    }

    /// Columns that are printed for people, with their positions.
    pub fn printed_columns(&self) -> impl Iterator<Item = (usize, &ReportColumn, &str)> {
        self.columns
            .iter()
            .enumerate()
            .filter_map(|(index, column)| column.head.as_deref().map(|head| (index, column, head)))
    }
}
