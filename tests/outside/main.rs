//! The program from outside: everything here runs the binary `tongbi` as a user would, on files in a temporary folder.

// 1_234_56 is 1,234.56 yuan in fen.
#![allow(clippy::inconsistent_digit_grouping)]

mod bad_input;
mod charts;
mod check;
mod commands;
mod corpus;
mod differential;
mod drafts;
mod gallery;
mod henan;
mod links;
mod measures;
mod outliers;
mod panel;
mod readme;
mod report;
mod shards;
mod support;
mod synthetic;
mod tidy;
