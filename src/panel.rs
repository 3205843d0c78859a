//! Facts ↔ Parquet: the panel, a folder that any Parquet reader opens. The first module that knows polars.
//!
//! ```text
//! PANEL/
//!   facts/fiscal_year=2025/facts.parquet   sorted by department, form, item
//!   statements/statements.parquet
//!   indicators/indicators.parquet
//!   documents.parquet  unread.parquet  panel.json
//!   crosswalk.csv                          links confirmed by the user, where there are any
//! ```

pub mod arrow;
pub mod cells;
pub mod frames;
pub mod imported;
pub mod merge;
pub mod read;
pub mod records;
pub mod remote;
pub mod row_groups;
pub mod schema;
pub mod series;
pub mod spool;
pub mod write;

pub use cells::Cells;
pub use frames::{Batch, DocumentRecord, FactRow, FactsBuilder};
pub use merge::merge;
pub use read::Panel;
pub use remote::{Remote, RemoteTable, Stage, Storage};
pub use spool::Spool;
pub use write::{LoadReport, write, write_spool};

use crate::error::Error;
use polars::prelude::PolarsError;

/// The version of the panel's layout, in `panel.json`.
pub const FORMAT_VERSION: u32 = 3;

/// The links that the user has confirmed for this panel, beside its tables.
pub const CROSSWALK_FILE: &str = "crosswalk.csv";

/// A failure of the data frame library while the panel is read or written.
pub(crate) fn frame_error(doing: &str, error: PolarsError) -> Error {
    Error::panel(format!("{doing}时出错：{error}"))
}
