//! The model of everything that is printed: texts and tables of typed cells, the same for every output.

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

/// What a table is about, so that an output can give it the place and the formulas that its readers expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// 同比: columns of [`tables::comparison_table`](super::tables::comparison_table)
    Comparison,
    /// 占比: columns of [`tables::share_table`](super::tables::share_table)
    Share,
    /// 勾稽: columns of [`finding_table`](super::finding_table::finding_table)
    Findings,
    /// The files that were read
    Documents,
    /// What was seen and not understood
    Unread,
    /// Anything else
    Other,
}

/// A table.
#[derive(Clone, Debug)]
pub struct ReportTable {
    /// What it is about.
    pub kind: TableKind,
    /// By what its figures are broken down, in Chinese; empty where that says nothing.
    pub breakdown: String,
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

/// A picture of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Path relative to the report.
    pub path: String,
    /// The picture itself, as PNG, for outputs that are one file.
    pub png: Vec<u8>,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Chinese caption, also the text for readers who cannot see it.
    pub caption: String,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paragraph {
    /// A heading inside a section.
    Heading(String),
    /// Sentences.
    Text(String),
    /// One of several points.
    Point(String),
}

impl Paragraph {
    /// The words, whatever they are.
    pub fn text(&self) -> &str {
        match self {
            Paragraph::Heading(text) | Paragraph::Text(text) | Paragraph::Point(text) => text,
        }
    }
}

/// The SQL of one measure with what it gives on this panel, for outputs that can be run again.
#[derive(Clone, Debug)]
pub struct MeasureQuery {
    /// Name of the measure, also the name of its view.
    pub name: String,
    /// Chinese name.
    pub name_zh: String,
    /// What it says.
    pub documentation: String,
    /// The measure's SQL over the panel's tables, as it is run everywhere.
    pub sql: String,
    /// SQL that shows the largest rows of the measure with their names.
    pub excerpt: String,
    /// What `excerpt` gives.
    pub result: ReportTable,
}

/// A part of a report.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Heading.
    pub heading: String,
    /// Texts in reading order.
    pub paragraphs: Vec<Paragraph>,
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
    /// The measures with their SQL.
    pub queries: Vec<MeasureQuery>,
    /// The panel's folder as seen from the report's.
    pub panel_path: String,
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
    /// A table without remarks. Columns in which nothing is printed are left out for people.
    pub fn new(name: &str, title: &str, unit: MoneyUnit, columns: Vec<ReportColumn>, rows: Vec<ReportRow>) -> Self {
        ReportTable {
            kind: TableKind::Other,
            breakdown: String::new(),
            name: name.to_owned(),
            title: title.to_owned(),
            unit,
            columns,
            rows,
            notes: Vec::new(),
            hides_empty: true,
        }
    }

    /// The title, with the unit where there are amounts.
    pub fn titled(&self) -> String {
        if self.has_money() {
            format!("{}（金额单位：{}）", self.title, self.unit.name_zh())
        } else {
            self.title.clone()
        }
    }

    /// Whether it has amounts.
    pub fn has_money(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.cells).any(|cell| matches!(cell, Cell::Money(_) | Cell::Change(_)))
            || matches!(self.kind, TableKind::Comparison | TableKind::Share)
    }

    /// The position of the column with this key.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The first rows, and a remark for readers where there are more. What ties is counted, not listed.
    pub fn first_rows(&self, most: usize) -> (&[ReportRow], Option<String>) {
        let ties = |row: &ReportRow| row.cells.iter().any(|cell| matches!(cell, Cell::Term("ties", _)));
        let listed = match self.kind {
            TableKind::Findings => self.rows.iter().position(ties).unwrap_or(self.rows.len()),
            _ => self.rows.len(),
        };
        let shown = listed.min(most);
        let mut remarks = Vec::new();
        if listed > most {
            remarks.push(format!("共{listed}行，这里列前{most}行"));
        }
        if listed < self.rows.len() {
            remarks.push(format!("平的{}项没有列出", self.rows.len() - listed));
        }
        let remark =
            (!remarks.is_empty()).then(|| format!("{}；全部见report.xlsx和tables文件夹。", remarks.join("；")));
        (self.rows.get(..shown).unwrap_or(&self.rows), remark)
    }

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
