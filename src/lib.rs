//! tongbi (同比): published government budget disclosures turned into exact multi-year comparisons.
//!
//! The modules stand in the order in which data flows; a module uses only modules before it (`tests` prove it). The
//! blank lines keep rustfmt from sorting them.

pub mod domain;

pub mod error;

pub mod documents;

pub mod tables;

pub mod facts;

pub mod panel;

pub mod cluster;

pub mod crosswalk;

pub mod measures;

pub mod outliers;

pub mod findings;

pub mod checks;

pub mod drafts;

pub mod charts;

pub mod reports;

pub mod sample;

pub mod corpus;

pub mod pipeline;

pub mod cli;
