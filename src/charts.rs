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
#[cfg(test)]
mod tests;
pub mod theme;
mod wording;

pub use gallery::CHARTS;
pub use number::LabelMode;
pub use options::{ChartOptions, ChartSize, FavourableColours, Judgement, ThemeName};
pub use render::{render_png, render_svg};
pub use spec::ChartSpec;

use crate::error::Result;
use crate::measures::{Comparison, Share};

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
    /// From rows to specification.
    pub specify: fn(&ChartInput) -> Result<ChartSpec>,
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
