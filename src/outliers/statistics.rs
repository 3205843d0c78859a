//! Robust statistics, pure: slices of `f64` in, numbers out. No data frames, no money.

pub mod benford;
pub mod distributions;
pub mod false_discovery;
pub mod ilr;
pub mod matrix;
pub mod mcd;
pub mod median;
pub mod median_polish;
pub mod qn;
pub mod tails;
