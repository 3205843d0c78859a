//! The catalogue of charts: one file per kind.

pub mod change_bars;
pub mod trend;
pub mod waterfall;

use super::Chart;

/// All charts, in the order in which a briefing uses them.
pub static CHARTS: &[&Chart] = &[&change_bars::CHART, &trend::CHART, &waterfall::CHART];
