//! Drawing of the marks that all panels share: scenario bars, judged bars, swatches, pins.

use super::Pen;
use crate::charts::options::Judgement;
use crate::charts::scene::{Area, Measured, Role, Shape};
use crate::charts::spec::{Pattern, Scenario, Swatch};
use crate::charts::theme::Theme;

/// The shape of a scenario: outlined, solid or hatched, lighter for the earlier year.
pub fn scenario_shape(theme: &Theme, scenario: Scenario, area: Area) -> Shape {
    let colour = if scenario.earlier { theme.earlier } else { theme.current };
    match scenario.pattern {
        Pattern::Solid => Shape::Fill(area, colour),
        Pattern::Outlined => Shape::Outline(area, colour, outline_of(scenario, area)),
        Pattern::Hatched => Shape::Hatch(area, colour),
    }
}

/// The thickness of an outline: thin where a thick one would fill a small bar and make it look solid.
fn outline_of(scenario: Scenario, area: Area) -> f64 {
    if scenario.earlier || area.width.min(area.height) < 7.0 { 1.0 } else { 2.0 }
}

/// A bar of a scenario.
pub fn scenario_bar(pen: &mut Pen, scenario: Scenario, area: Area, measured: Measured) {
    let shape = scenario_shape(&pen.theme, scenario, area);
    pen.scene.measured(Role::Bar, shape, measured);
}

/// A bar of a change.
pub fn judged_bar(pen: &mut Pen, judgement: Judgement, area: Area, measured: Measured) {
    let colour = pen.theme.judgement(judgement);
    pen.scene.measured(Role::Bar, Shape::Fill(area, colour), measured);
}

/// A swatch at a height; returns its right edge.
pub fn swatch(pen: &mut Pen, swatch: Swatch, (x, middle): (f64, f64), size: f64) -> f64 {
    let height = (size * 0.72).round();
    let area = Area { x: x.round(), y: (middle - height / 2.0).round(), width: (size * 1.3).round(), height };
    let shape = match swatch {
        Swatch::Scenario(scenario) => scenario_shape(&pen.theme, scenario, area),
        Swatch::Judgement(judgement) => Shape::Fill(area, pen.theme.judgement(judgement)),
        Swatch::Heat(level, judgement) => Shape::Fill(area, pen.theme.heat(level, judgement)),
        Swatch::Peer | Swatch::Outlier => {
            let radius = (size * 0.3).round();
            let colour = if swatch == Swatch::Peer { pen.theme.earlier } else { pen.theme.current };
            pen.scene.mark(Role::Swatch, Shape::Disc((x + radius, middle), radius, colour));
            return x + size * 0.7;
        }
    };
    pen.scene.mark(Role::Swatch, shape);
    area.right()
}

/// A horizontal pin from `zero` to `end`; a triangle points outwards where it is clipped.
pub fn pin_across(
    pen: &mut Pen,
    judgement: Judgement,
    (zero, end, middle): (f64, f64, f64),
    clipped: bool,
    radius: f64,
) {
    let colour = pen.theme.judgement(judgement);
    let (left, right) = (zero.min(end).round(), zero.max(end).round());
    let stem = Area { x: left, y: middle.round() - 1.0, width: right - left, height: 2.0 };
    pen.scene.mark(Role::Pin, Shape::Fill(stem, colour));
    let head = if clipped {
        let side = if end < zero { -1.0 } else { 1.0 };
        let base = end - side * radius * 1.2;
        Shape::Polygon(
            vec![(base, middle - radius * 1.2), (base, middle + radius * 1.2), (end + side * radius * 0.9, middle)],
            colour,
        )
    } else {
        Shape::Disc((end, middle), radius, colour)
    };
    pen.scene.mark(Role::Pin, head);
}

/// A vertical pin from `zero` to `end`; a triangle points outwards where it is clipped.
pub fn pin_upright(pen: &mut Pen, judgement: Judgement, (zero, end, x): (f64, f64, f64), clipped: bool, radius: f64) {
    let colour = pen.theme.judgement(judgement);
    let (top, bottom) = (zero.min(end).round(), zero.max(end).round());
    let stem = Area { x: x.round() - 1.0, y: top, width: 2.0, height: bottom - top };
    pen.scene.mark(Role::Pin, Shape::Fill(stem, colour));
    let head = if clipped {
        let side = if end > zero { 1.0 } else { -1.0 };
        let base = end - side * radius * 1.2;
        let points = vec![(x - radius * 1.2, base), (x + radius * 1.2, base), (x, end + side * radius * 0.9)];
        Shape::Polygon(points, colour)
    } else {
        Shape::Disc((x, end), radius, colour)
    };
    pen.scene.mark(Role::Pin, head);
}
