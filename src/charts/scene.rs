//! A chart laid out: shapes and texts at pixel positions, with the values that they stand for.

use super::font::{self, SetLine, Weight};
use super::theme::Colour;

/// A rectangle on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Area {
    /// The right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The vertical middle.
    pub fn middle(&self) -> f64 {
        self.y + self.height / 2.0
    }

    /// The horizontal centre.
    pub fn centre(&self) -> f64 {
        self.x + self.width / 2.0
    }

    /// Whether two areas share more than `tolerance` in both directions.
    pub fn overlaps(&self, other: &Area, tolerance: f64) -> bool {
        self.x + tolerance < other.right()
            && other.x + tolerance < self.right()
            && self.y + tolerance < other.bottom()
            && other.y + tolerance < self.bottom()
    }

    /// Whether `other` lies inside, within `tolerance`.
    pub fn contains(&self, other: &Area, tolerance: f64) -> bool {
        other.x >= self.x - tolerance
            && other.y >= self.y - tolerance
            && other.right() <= self.right() + tolerance
            && other.bottom() <= self.bottom() + tolerance
    }
}

impl Area {
    /// Whether a segment runs more than `tolerance` deep through the area (Liang–Barsky).
    pub fn crossed_by(&self, from: (f64, f64), to: (f64, f64), tolerance: f64) -> bool {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let edges = [
            (-dx, from.0 - self.x - tolerance),
            (dx, self.right() - tolerance - from.0),
            (-dy, from.1 - self.y - tolerance),
            (dy, self.bottom() - tolerance - from.1),
        ];
        for (direction, distance) in edges {
            if direction == 0.0 {
                if distance < 0.0 {
                    return false;
                }
            } else if direction < 0.0 {
                enter = enter.max(distance / direction);
            } else {
                leave = leave.min(distance / direction);
            }
        }
        enter < leave
    }
}

/// The shape of a mark.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A filled rectangle.
    Fill(Area, Colour),
    /// The outline of a rectangle, drawn inside its edges on white.
    Outline(Area, Colour, f64),
    /// A rectangle with an outline and slanted lines.
    Hatch(Area, Colour),
    /// A straight line of a width.
    Line((f64, f64), (f64, f64), Colour, f64),
    /// A filled polygon.
    Polygon(Vec<(f64, f64)>, Colour),
    /// A filled circle: centre, radius.
    Disc((f64, f64), f64, Colour),
    /// The outline of a circle on white.
    Ring((f64, f64), f64, Colour, f64),
}

impl Shape {
    /// The smallest area around the shape.
    pub fn bounds(&self) -> Area {
        match self {
            Shape::Fill(area, _) | Shape::Outline(area, ..) | Shape::Hatch(area, _) => *area,
            Shape::Line(from, to, _, width) => around(&[*from, *to], width / 2.0),
            Shape::Polygon(points, _) => around(points, 0.0),
            Shape::Disc(centre, radius, _) | Shape::Ring(centre, radius, ..) => around(&[*centre], *radius),
        }
    }

    /// Whether every place and size of the shape is a number.
    pub fn is_finite(&self) -> bool {
        let area = |area: &Area| [area.x, area.y, area.width, area.height].iter().all(|value| value.is_finite());
        let point = |point: &(f64, f64)| point.0.is_finite() && point.1.is_finite();
        match self {
            Shape::Fill(bounds, _) | Shape::Outline(bounds, ..) | Shape::Hatch(bounds, _) => area(bounds),
            Shape::Line(from, to, _, width) => point(from) && point(to) && width.is_finite(),
            Shape::Polygon(points, _) => points.iter().all(point),
            Shape::Disc(centre, radius, _) | Shape::Ring(centre, radius, ..) => point(centre) && radius.is_finite(),
        }
    }

    /// The colour with which the shape is drawn.
    pub fn colour(&self) -> Colour {
        match self {
            Shape::Fill(_, colour)
            | Shape::Outline(_, colour, _)
            | Shape::Hatch(_, colour)
            | Shape::Line(_, _, colour, _)
            | Shape::Polygon(_, colour)
            | Shape::Disc(_, _, colour)
            | Shape::Ring(_, _, colour, _) => *colour,
        }
    }

    /// The colour behind a text that stands on the shape; `None` for lines.
    pub fn background(&self) -> Option<Colour> {
        match self {
            Shape::Fill(_, colour) | Shape::Polygon(_, colour) | Shape::Disc(_, _, colour) => Some(*colour),
            Shape::Outline(..) | Shape::Ring(..) => Some(Colour::WHITE),
            Shape::Hatch(..) | Shape::Line(..) => None,
        }
    }
}

fn around(points: &[(f64, f64)], margin: f64) -> Area {
    let least = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).fold(f64::INFINITY, f64::min) - margin;
    let most = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).fold(f64::NEG_INFINITY, f64::max) + margin;
    let (x, y) = (least(|point| point.0), least(|point| point.1));
    Area { x, y, width: most(|point| point.0) - x, height: most(|point| point.1) - y }
}

/// What a mark is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A bar whose length is a value.
    Bar,
    /// A stem, head or triangle of a pin.
    Pin,
    /// A coloured cell or a part of a stack: text stands on it.
    Cell,
    /// A point of a scatter.
    Point,
    /// A line between marks, an arrow, a leader.
    Connector,
    /// An axis.
    Axis,
    /// A line between rows, a grid line, a ray: text may stand on it.
    Rule,
    /// A swatch of the legend.
    Swatch,
}

/// The value that a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Index into the scene's scales.
    pub scale: usize,
    /// Start of the bar in the unit of the scale.
    pub from: i64,
    /// End of the bar.
    pub to: i64,
}

/// A drawn shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Shape.
    pub shape: Shape,
    /// Purpose.
    pub role: Role,
    /// Value, where its length stands for one.
    pub measured: Option<Measured>,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Title, message, head, name, note.
    Prose,
    /// An amount or share: never with a plus.
    Number,
    /// A variance: signed, or a word.
    Signed,
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Characters.
    pub text: String,
    /// Left edge.
    pub x: f64,
    /// Baseline.
    pub baseline: f64,
    /// Size.
    pub size: f64,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub colour: Colour,
    /// What it is.
    pub kind: TextKind,
    /// White around the characters.
    pub halo: bool,
    /// The set line.
    pub line: SetLine,
}

impl Text {
    /// The area that the characters fill.
    pub fn bounds(&self) -> Area {
        let low = if self.kind == TextKind::Prose { font::BOTTOM } else { 0.02 };
        let top = if self.kind == TextKind::Prose { font::TOP } else { 0.75 };
        let y = self.baseline - top * self.size;
        Area { x: self.x, y, width: self.line.width, height: (top + low) * self.size }
    }
}

/// What a scale measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Fen.
    Amount,
    /// Hundredths of a percent.
    Rate,
}

/// A scale in use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// What it measures.
    pub quantity: Quantity,
    /// Pixels per unit.
    pub pixels: f64,
    /// A bar in the panel shows how long an amount is, because panels differ.
    pub with_scaling_bar: bool,
    /// Bars run upwards.
    pub vertical: bool,
}

/// How a text is aligned to its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Position is the left edge.
    Start,
    /// Position is the middle.
    Middle,
    /// Position is the right edge.
    End,
}

/// The style of a text.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Size.
    pub size: f64,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub colour: Colour,
    /// What it is.
    pub kind: TextKind,
    /// White around the characters, where lines may run behind them.
    pub halo: bool,
}

/// A chart laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Width in pixels at scale 1.
    pub width: f64,
    /// Height in pixels at scale 1.
    pub height: f64,
    /// Marks, back to front.
    pub marks: Vec<Mark>,
    /// Texts, above all marks.
    pub texts: Vec<Text>,
    /// Scales in use.
    pub scales: Vec<Scale>,
}

impl Scene {
    /// Adds a mark without a value.
    pub fn mark(&mut self, role: Role, shape: Shape) {
        self.marks.push(Mark { shape, role, measured: None });
    }

    /// Adds a mark whose length is a value.
    pub fn measured(&mut self, role: Role, shape: Shape, measured: Measured) {
        self.marks.push(Mark { shape, role, measured: Some(measured) });
    }

    /// Adds a scale and returns its index.
    pub fn scale(&mut self, scale: Scale) -> usize {
        self.scales.push(scale);
        self.scales.len() - 1
    }

    /// Adds a line of text on a baseline.
    pub fn text(&mut self, text: &str, at: (f64, f64), align: Align, style: Style) {
        let text = font::drawable(text);
        if text.is_empty() {
            return;
        }
        let line = font::set(&text, style.size, style.weight);
        let x = match align {
            Align::Start => at.0,
            Align::Middle => (at.0 - line.width / 2.0).round(),
            Align::End => at.0 - line.width,
        };
        let Style { size, weight, colour, kind, halo } = style;
        self.texts.push(Text { text, x, baseline: at.1.round(), size, weight, colour, kind, halo, line });
    }

    /// Adds a line of text whose middle lies at a height.
    pub fn text_at_middle(&mut self, text: &str, at: (f64, f64), align: Align, style: Style) {
        self.text(text, (at.0, at.1 + font::MIDDLE * style.size), align, style);
    }

    /// A horizontal hairline of whole pixels.
    pub fn rule(&mut self, role: Role, x: f64, right: f64, y: f64, thickness: f64, colour: Colour) {
        let area = Area { x: x.round(), y: y.round(), width: (right.round() - x.round()).max(0.0), height: thickness };
        self.mark(role, Shape::Fill(area, colour));
    }

    /// A vertical hairline of whole pixels.
    pub fn upright(&mut self, role: Role, x: f64, y: f64, bottom: f64, thickness: f64, colour: Colour) {
        let area = Area { x: x.round(), y: y.round(), width: thickness, height: (bottom.round() - y.round()).max(0.0) };
        self.mark(role, Shape::Fill(area, colour));
    }
}
