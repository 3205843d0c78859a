//! SQL over the panel → comparisons and shares: the measures, the engine that runs them, and their typed rows.

pub mod comparison;

pub use comparison::{BaseSource, Comparison, Series, Share, State};
