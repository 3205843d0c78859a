//! Comparisons and shares → `ChartSpec` (pure data) → SVG and PNG.
//!
//! A chart of the catalogue turns typed rows into a specification; `layout` places it, measuring text with the embedded
//! font; `render` draws it; `lint` checks the laid-out picture against the notation.

mod cells;
mod entries;
pub mod font;
pub mod gallery;
pub mod layout;
pub mod lint;
pub mod number;
pub mod options;
pub mod render;
#[cfg(test)]
mod sample;
pub mod scene;
mod series;
pub mod spec;
mod stamp;
#[cfg(test)]
mod tests;
pub mod theme;
mod wording;

pub use gallery::CHARTS;
pub use number::LabelMode;
pub use options::{ChartOptions, ChartSize, FavourableColours, Judgement, ThemeName};
pub use render::{fingerprint, render_png, render_svg, specification_json};
pub use spec::ChartSpec;

use crate::error::Result;
use crate::measures::{Breakdown, Comparison, Share};
use std::collections::BTreeSet;

/// A kind of chart: name, documentation and behaviour in one declaration.
pub struct Chart {
    /// Name on the command line.
    pub name: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// What it shows and which rows it takes.
    pub documentation: &'static str,
    /// Whom it is about.
    pub subject: Subject,
    /// How its rows are broken down, unless the caller says otherwise.
    pub usual: Option<Breakdown>,
    /// From rows to specification.
    pub specify: fn(&ChartInput) -> Result<ChartSpec>,
}

/// Whom a chart is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One department and its items.
    OneDepartment,
    /// Departments beside each other.
    Departments,
}

impl Chart {
    /// Whether the rows suffice for a picture that says something: a comparison needs a base, a share several items, a
    /// trend two years, a chart of departments several that can be compared. Only the phase that is drawn counts.
    pub fn is_worth_drawing(&self, comparisons: &[Comparison], shares: &[Share]) -> bool {
        let rows = entries::one_phase(comparisons.iter().collect(), |row| &row.series);
        let known = rows.iter().filter(|row| row.amount_fen.is_some());
        let years: BTreeSet<i32> = known.map(|row| row.fiscal_year).collect();
        let compared = rows.iter().filter(|row| Some(&row.fiscal_year) == years.last() && row.change_fen.is_some());
        let departments = compared.map(|row| row.series.department.as_str()).collect::<BTreeSet<_>>().len();
        match self.name {
            "trend" => years.len() > 1,
            "heat_map" | "small_multiples" => years.len() > 1 && departments > 1,
            "structure" => shares.len() > 1,
            "outliers" => gallery::outliers::has_peers(comparisons),
            "ranking" => departments > 2,
            "three_public" => rows.iter().any(|row| row.base_fen.is_some()),
            _ => departments > 0,
        }
    }
}

/// What a chart is made from: the selected rows and the caller's choices.
#[derive(Clone, Copy, Debug)]
pub struct ChartInput<'a> {
    /// Comparisons of the selected series and years.
    pub comparisons: &'a [Comparison],
    /// Shares of the selected series and years.
    pub shares: &'a [Share],
    /// Choices.
    pub options: &'a ChartOptions,
}
