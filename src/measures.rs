//! SQL over the panel → comparisons and shares: the measures, the engine that runs them, and their typed rows.

pub mod basis;
pub mod catalogue;
pub mod comparison;
pub mod decomposition;
pub mod engine;
pub mod growth;
pub mod peers;
pub mod run;
pub mod scan;
pub mod selection;

pub use catalogue::{MEASURES, Measure};
pub use comparison::{BaseSource, Book, Comparison, Series, Share, State};
pub use run::Prepared;
pub use selection::{Breakdown, Depth, Selection};
