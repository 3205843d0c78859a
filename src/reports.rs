//! Comparisons and shares → reports: tables and texts as data, and one file per output format.

pub mod build;
pub mod decomposition;
pub mod excerpt;
pub mod finding_table;
pub mod finding_text;
pub mod model;
pub mod number_format;
pub mod outliers;
pub mod outputs;
pub mod peers;
pub mod sentences;
pub mod summary;
pub mod tables;
#[cfg(test)]
mod tests;
pub mod working_paper;

pub use model::{Cell, ColumnFormat, Paragraph, Report, ReportColumn, ReportTable, TableKind};
pub use outputs::{OUTPUTS, Output};
