//! What a chart shows, as pure data in terms of money, rates and words. Pixels come later, in `layout`.

use super::options::{ChartSize, FavourableColours, Judgement, ThemeName};
use serde::Serialize;

/// A chart: title, message, panels, notes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChartSpec {
    /// The catalogue's name of the chart.
    pub name: &'static str,
    /// Size and colours.
    pub page: Page,
    /// Who, what, when.
    pub title: Title,
    /// The one sentence that the reader should take away.
    pub message: String,
    /// Explanation of fills and colours.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Key>,
    /// The panels, in reading order.
    pub panels: Vec<Panel>,
    /// Source and 口径.
    pub notes: Vec<Note>,
}

/// Size and colours of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Shape.
    pub size: ChartSize,
    /// Twice the pixels in each direction.
    pub double_scale: bool,
    /// Theme.
    pub theme: ThemeName,
    /// Colours of judgements.
    pub favourable_colours: FavourableColours,
}

/// Who, what (unit), when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Title {
    /// The department or the region.
    pub who: String,
    /// What is measured, with the unit in brackets.
    pub what: String,
    /// The years and phases.
    pub when: String,
}

/// A line of the foot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// 来源, 口径, 注.
    pub head: String,
    /// Its text.
    pub text: String,
}

/// An entry of the legend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Key {
    /// The mark.
    pub swatch: Swatch,
    /// Its meaning.
    pub text: String,
}

/// A mark in the legend or beside a column's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Swatch {
    /// A scenario.
    Scenario(Scenario),
    /// A judgement.
    Judgement(Judgement),
    /// A step of the heat scale and its meaning.
    Heat(i8, Judgement),
    /// A peer in a scatter.
    Peer,
    /// An outlier in a scatter.
    Outlier,
}

/// How a bar is filled: by its phase, and lighter for the earlier year. Never by hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Scenario {
    /// Outlined, solid or hatched.
    pub pattern: Pattern,
    /// The earlier year of a comparison.
    pub earlier: bool,
}

/// The fill of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// 预算
    Outlined,
    /// 决算
    Solid,
    /// 预计, 调整预算
    Hatched,
}

/// A part of the chart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Panel {
    /// Rows of names, numbers and marks under common heads.
    Table(TablePanel),
    /// Vertical bars over years, one small chart per entry.
    Timelines(TimelinesPanel),
    /// Stacked 100% bars over years beside a table.
    Structure(StructurePanel),
    /// Points.
    Scatter(ScatterPanel),
}

/// Rows of names, numbers and marks under common heads.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TablePanel {
    /// The columns, left to right.
    pub columns: Vec<Column>,
    /// The rows, top to bottom.
    pub rows: Vec<Row>,
    /// Rows may grow to fill the page.
    pub stretched: bool,
    /// Thin lines lead from the end of one bridge bar to the next.
    pub connected: bool,
}

impl TablePanel {
    /// Takes a column out of the heads and of every row.
    pub fn remove_column(&mut self, index: usize) {
        if index < self.columns.len() {
            self.columns.remove(index);
        }
        for row in self.rows.iter_mut().filter(|row| index < row.cells.len()) {
            row.cells.remove(index);
        }
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Head.
    pub head: String,
    /// The mark that the head explains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub swatch: Option<Scenario>,
    /// What it holds.
    pub holds: ColumnKind,
}

/// What a column holds. Extents are the data's, always with zero inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Names, flush left.
    Names,
    /// Numbers, flush right.
    Numbers,
    /// Bars, variances and bridges in fen: all such columns of a chart share one scale.
    Amounts(Extent),
    /// Bars in fen, so many times longer than those of the amount columns; the head says so.
    Enlarged(Extent, u32),
    /// Pins in hundredths of a percent, on an axis of their own.
    Rates(Extent),
    /// Coloured cells.
    Heat,
}

/// The range of values on an axis; zero is always inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Extent {
    /// Lowest value, at most zero.
    pub low: i64,
    /// Highest value, at least zero.
    pub high: i64,
}

impl Extent {
    /// The extent of `values`, with zero.
    pub fn of(values: impl IntoIterator<Item = i64>) -> Self {
        values.into_iter().fold(Extent::default(), |extent, value| Extent {
            low: extent.low.min(value),
            high: extent.high.max(value),
        })
    }
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// How it stands out.
    pub emphasis: Emphasis,
    /// One cell per column.
    pub cells: Vec<Cell>,
}

/// How a row stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Emphasis {
    /// An item.
    #[default]
    Item,
    /// What was folded together.
    Rest,
    /// The whole: bold, with a line above it.
    Total,
    /// The whole at the top: bold, with a line below it.
    Opening,
}

/// What stands in one cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing.
    Blank,
    /// A name.
    Name(String),
    /// An amount or a share, without a plus.
    Number(String),
    /// A variance as text, signed.
    Signed(String),
    /// A state that is written instead of drawn.
    Word(String),
    /// Bars from zero, back to front.
    Bars(Vec<Bar>),
    /// A variance bar from zero, with its label.
    Variance(Variance),
    /// A pin from zero, with its label.
    Pin(Pin),
    /// A floating bar.
    Bridge(Bridge),
    /// A coloured cell.
    Heat(HeatCell),
}

/// A coloured cell of a heat map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeatCell {
    /// Strength and direction: −4 to 4.
    pub level: i8,
    /// Meaning.
    pub judgement: Judgement,
    /// Signed label.
    pub label: String,
}

/// A bar from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Length in fen.
    pub value: i64,
    /// Fill.
    pub scenario: Scenario,
}

/// A variance bar from zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variance {
    /// Length in fen.
    pub value: i64,
    /// Colour.
    pub judgement: Judgement,
    /// Signed label.
    pub label: String,
}

/// A pin from zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pin {
    /// Position in hundredths of a percent, already at the edge where it is clipped.
    pub value: i64,
    /// It reaches beyond the axis: a triangle instead of a head.
    pub clipped: bool,
    /// Colour.
    pub judgement: Judgement,
    /// Signed label, exact.
    pub label: String,
}

/// A floating bar between two values, or a total from zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bridge {
    /// Start in fen.
    pub from: i64,
    /// End in fen.
    pub to: i64,
    /// Fill.
    pub fill: BridgeFill,
    /// Label at its end.
    pub label: String,
}

/// How a floating bar is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BridgeFill {
    /// A total.
    Scenario(Scenario),
    /// A change.
    Judgement(Judgement),
}

/// Small charts of vertical bars over years.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TimelinesPanel {
    /// The charts, in reading order.
    pub charts: Vec<Timeline>,
    /// How many stand side by side.
    pub side_by_side: usize,
    /// All charts have one scale; otherwise each has a bar that shows the same amount.
    pub scaling_bar: Option<ScalingBar>,
    /// A row of pins with the rates of change above the bars.
    pub with_rates: Option<Extent>,
}

/// The same amount drawn in each chart, where charts have scales of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScalingBar {
    /// The amount in fen.
    pub value: i64,
    /// The amount in words.
    pub label: String,
}

/// Vertical bars of one series over years.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timeline {
    /// What it shows; empty for a single chart.
    pub heading: String,
    /// A second line: the change in words.
    pub remark: String,
    /// Colour of the remark.
    pub judgement: Judgement,
    /// Extent in fen.
    pub extent: Extent,
    /// The years, without gaps.
    pub years: Vec<YearSlot>,
    /// An arrow from the first to the last year with 年均增长.
    pub arrow: Option<Arrow>,
}

/// A year of a timeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct YearSlot {
    /// The year.
    pub year: i32,
    /// Bars, back to front.
    pub bars: Vec<LabelledBar>,
    /// Written instead of a bar: 缺年.
    pub word: Option<String>,
    /// The rate of change against the year before.
    pub rate: Option<RateMark>,
}

/// A rate of change: a pin, or a word.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RateMark {
    /// Drawn.
    Pin(Pin),
    /// Written.
    Word(String),
}

/// A vertical bar with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelledBar {
    /// Height in fen.
    pub value: i64,
    /// Fill.
    pub scenario: Scenario,
    /// Label.
    pub label: String,
}

/// An arrow over several years.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arrow {
    /// First year.
    pub from_year: i32,
    /// Last year.
    pub to_year: i32,
    /// Whose bars it connects.
    pub scenario: Scenario,
    /// 年均增长 4.21%.
    pub label: String,
}

/// Stacked 100% bars over years; the last one leads into a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StructurePanel {
    /// The bars, in order of years.
    pub stacks: Vec<Stack>,
    /// One row per part, in the order of the stacks' parts.
    pub table: TablePanel,
}

/// One stacked bar.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stack {
    /// The year.
    pub label: String,
    /// Written instead of a bar: 缺年, 不可比.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// Parts from top to bottom.
    pub parts: Vec<StackPart>,
}

/// A part of a stacked bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StackPart {
    /// Amount in fen.
    pub value: i64,
    /// Share as printed.
    pub label: String,
}

/// Points over two linear axes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ScatterPanel {
    /// The horizontal axis.
    pub across: Axis,
    /// The vertical axis.
    pub up: Axis,
    /// The points: peers first.
    pub points: Vec<ScatterPoint>,
    /// Lines of equal rate through the origin, in hundredths of a percent, with labels.
    pub rays: Vec<(i64, String)>,
}

/// An axis of amounts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Axis {
    /// Name with unit.
    pub name: String,
    /// Extent in fen.
    pub extent: Extent,
    /// Ticks in fen with labels.
    pub ticks: Vec<(i64, String)>,
}

/// Where a point lies that is beyond the axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Beyond {
    /// Above.
    Up,
    /// Below.
    Down,
    /// To the right.
    Right,
}

/// A point of a scatter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScatterPoint {
    /// Horizontal position in fen.
    pub across: i64,
    /// Vertical position in fen.
    pub up: i64,
    /// It lies beyond the axes: a triangle at the edge points there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beyond: Option<Beyond>,
    /// Far from its peers.
    pub outlier: bool,
    /// Name and exact figures; empty for most peers.
    pub label: Vec<String>,
    /// Colour of an outlier.
    pub judgement: Judgement,
}
