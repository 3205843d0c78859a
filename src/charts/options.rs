//! What the caller of a chart may choose; everything else follows from the notation.

use super::number::LabelMode;
use crate::domain::MoneyUnit;
use serde::Serialize;

/// The shape of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartSize {
    /// A 16:9 slide.
    #[default]
    Wide,
    /// A 4:3 slide.
    Standard,
    /// The width of an A4 page; as high as its contents.
    A4Width,
}

/// Colours of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeName {
    /// Colour on white.
    #[default]
    Light,
    /// For black-and-white printing.
    Greyscale,
}

/// The pair of colours that says favourable and unfavourable. All three are safe for the colour-blind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FavourableColours {
    /// Blue is favourable, orange unfavourable.
    #[default]
    BlueOrange,
    /// Green is favourable, red unfavourable.
    GreenRed,
    /// Red is favourable, green unfavourable.
    RedGreen,
}

/// What a change means to the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// Wanted.
    Favourable,
    /// Unwanted.
    Unfavourable,
    /// Neither: grey.
    #[default]
    Neutral,
}

/// The choices of one chart.
#[derive(Clone, Debug, Default)]
pub struct ChartOptions {
    /// Whom the chart is about; empty: taken from the rows.
    pub who: String,
    /// What is shown; empty: taken from the rows.
    pub what: String,
    /// First and last year; `None`: all years of the rows.
    pub years: Option<(i32, i32)>,
    /// Unit of the amounts; `None`: chosen to fit.
    pub unit: Option<MoneyUnit>,
    /// Digits of the labels.
    pub labels: LabelMode,
    /// Shape of the picture.
    pub size: ChartSize,
    /// Twice the pixels in each direction.
    pub double_scale: bool,
    /// Colours of the picture.
    pub theme: ThemeName,
    /// Colours of judgements.
    pub favourable_colours: FavourableColours,
    /// What an increase means where the item itself does not say; 三公经费 and 机构运转经费 are always unfavourable.
    pub increase_means: Judgement,
    /// The source, for the foot.
    pub source: String,
    /// The basis of comparison (口径), for the foot; empty: taken from the rows.
    pub scope: String,
    /// Items whose change is smaller than this, in fen, are shown as one row; `None`: as many as fit stand alone.
    pub least_change: Option<u64>,
    /// The most rows or panels to show; `None`: as many as fit.
    pub top: Option<usize>,
}
