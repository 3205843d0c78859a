//! Reads single cells of a query's result by the name of their column.

use crate::domain::Locator;
use polars::prelude::{DataFrame, DataType};

/// The cells of a frame. A column that is missing or of another type reads as empty.
pub struct Cells<'a> {
    frame: &'a DataFrame,
}

impl<'a> Cells<'a> {
    /// The cells of this frame.
    pub fn of(frame: &'a DataFrame) -> Self {
        Cells { frame }
    }

    /// A text; empty where it is null.
    pub fn text(&self, name: &str, row: usize) -> &'a str {
        self.frame
            .column(name)
            .ok()
            .and_then(|column| column.str().ok())
            .and_then(|column| column.get(row))
            .unwrap_or("")
    }

    /// A 64-bit integer; zero where it is null.
    pub fn integer(&self, name: &str, row: usize) -> i64 {
        let column = self.frame.column(name).ok().and_then(|column| column.i64().ok());
        column.and_then(|column| column.get(row)).unwrap_or_default()
    }

    /// A 32-bit number that is not negative: a year, a page, a row.
    pub fn small(&self, name: &str, row: usize) -> Option<u32> {
        let column = self.frame.column(name).ok()?;
        // Engines differ in the width of a computed year.
        match column.dtype() {
            DataType::Int64 => column.i64().ok()?.get(row).and_then(|number| u32::try_from(number).ok()),
            _ => column.i32().ok()?.get(row).and_then(|number| u32::try_from(number).ok()),
        }
    }

    /// The place that the columns `page`, `line`, `table`, `row` and `column` say, as far as they are there.
    pub fn locator(&self, row: usize) -> Locator {
        Locator {
            page: self.small("page", row),
            line: self.small("line", row),
            table: self.small("table", row),
            row: self.small("row", row),
            column: self.small("column", row),
        }
    }
}
