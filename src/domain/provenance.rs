//! Where a value comes from: document, page, line, table, row, column. Every fact, statement and finding has one.

use std::fmt;

/// Identifies a document by its content: the first sixteen hexadecimal digits of its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(String);

impl DocumentId {
    /// The identifier of a document with this content.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        DocumentId(super::identifier::sha256_hex(bytes)[..16].to_owned())
    }

    /// Takes an identifier as it was stored.
    pub fn from_stored(text: &str) -> Self {
        DocumentId(text.to_owned())
    }

    /// The sixteen digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A place in a document. All numbers count from 1; `None` where the format has no such thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locator {
    /// Page of the document.
    pub page: Option<u32>,
    /// Line of the file (text formats) or of the page.
    pub line: Option<u32>,
    /// Table, counted through the document.
    pub table: Option<u32>,
    /// Row of the table, head included.
    pub row: Option<u32>,
    /// Column of the table.
    pub column: Option<u32>,
}

impl fmt::Display for Locator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.page, "第", "页"),
            (self.line, "第", "行"),
            (self.table, "表", ""),
            (self.row, "表内第", "行"),
            (self.column, "第", "列"),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter_map(|(number, before, after)| number.map(|number| format!("{before}{number}{after}")))
            .collect();
        formatter.write_str(&said.join(" "))
    }
}

/// A place in a named document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Provenance {
    /// The document.
    pub document: DocumentId,
    /// The place in it.
    pub locator: Locator,
}
