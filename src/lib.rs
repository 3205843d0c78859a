//! tongbi (同比): published government budget disclosures turned into exact multi-year comparisons.

pub mod domain;
pub mod error;
pub mod documents;
pub mod tables;
pub mod facts;
