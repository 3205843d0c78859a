//! tongbi (同比): published government budget disclosures turned into exact multi-year comparisons.

pub mod cli;
pub mod corpus;
pub mod documents;
pub mod domain;
pub mod error;
pub mod facts;
pub mod measures;
pub mod panel;
pub mod pipeline;
pub mod reports;
pub mod tables;
