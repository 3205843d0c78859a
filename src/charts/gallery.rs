//! The catalogue of charts: one file per kind.

pub mod change_bars;
pub mod heat_map;
pub mod outliers;
pub mod ranking;
pub mod small_multiples;
pub mod structure;
pub mod three_public;
pub mod trend;
pub mod waterfall;

use super::Chart;

/// All charts, in the order in which a briefing uses them.
pub static CHARTS: &[&Chart] = &[
    &change_bars::CHART,
    &trend::CHART,
    &waterfall::CHART,
    &structure::CHART,
    &ranking::CHART,
    &heat_map::CHART,
    &three_public::CHART,
    &small_multiples::CHART,
    &outliers::CHART,
];
