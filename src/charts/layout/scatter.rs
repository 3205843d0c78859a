//! Layout of points over two linear axes; names stand where no other name, point or axis is.

use super::Pen;
use crate::charts::font::{self, Weight};
use crate::charts::scene::{Align, Area, Role, Shape, Style, TextKind};
use crate::charts::spec::{Axis, ScatterPanel, ScatterPoint};

/// The plot: its area and the scales.
struct Plot {
    area: Area,
    left: i64,
    low: i64,
    across: f64,
    up: f64,
}

impl Plot {
    fn at(&self, across: i64, up: i64) -> (f64, f64) {
        let x = self.area.x + (across as f64 - self.left as f64) * self.across;
        let y = self.area.bottom() - (up as f64 - self.low as f64) * self.up;
        (x, y)
    }
}

/// Draws axes, rays, peers, outliers and their names.
pub fn draw(pen: &mut Pen, panel: &ScatterPanel, area: Area) {
    let size = pen.sheet.small;
    let ticks =
        |axis: &Axis| axis.ticks.iter().map(|(_, label)| font::width(label, size, Weight::Regular)).fold(0.0, f64::max);
    let left = ticks(&panel.up) + size;
    let (top, bottom) = (size * 2.0, size * 3.2);
    let inner = Area {
        x: (area.x + left).round(),
        y: (area.y + top).round(),
        width: (area.width - left - size * 3.5).round(),
        height: (area.height - top - bottom).round(),
    };
    let plot = plot_of(panel, inner, size);
    axes(pen, panel, &plot, area, size);
    rays(pen, panel, &plot, size);
    let mut taken = points(pen, panel, &plot, size);
    taken.extend(pen.scene.texts.iter().map(|text| text.bounds()));
    for point in panel.points.iter().filter(|point| !point.label.is_empty()) {
        name(pen, point, &plot, &mut taken, size);
    }
}

/// The scales, with room for a point's radius at the edges.
fn plot_of(panel: &ScatterPanel, area: Area, size: f64) -> Plot {
    let reach = |axis: &Axis| (axis.extent.high as f64 - axis.extent.low as f64).max(1.0);
    let room = size * 1.2;
    let across = (area.width - room) / reach(&panel.across);
    let below = if panel.up.extent.low < 0 { room } else { 0.0 };
    let up = (area.height - room - below) / reach(&panel.up);
    let low = panel.up.extent.low - (below / up) as i64;
    Plot { area, left: panel.across.extent.low, low, across, up }
}

fn axes(pen: &mut Pen, panel: &ScatterPanel, plot: &Plot, area: Area, size: f64) {
    let style = pen.secondary(size);
    let signed = Style { kind: TextKind::Signed, ..style };
    let number = Style { kind: TextKind::Number, ..style };
    for (value, label) in &panel.up.ticks {
        let y = plot.at(0, *value).1.round();
        if *value != 0 {
            pen.scene.rule(Role::Rule, plot.area.x, plot.area.right(), y, 1.0, pen.theme.hairline);
        }
        let style = if *value == 0 { number } else { signed };
        pen.scene.text_at_middle(label, (plot.area.x - size * 0.6, y + 0.5), Align::End, style);
    }
    let zero = plot.at(0, 0);
    for (value, label) in panel.across.ticks.iter().filter(|(value, _)| *value != 0) {
        let x = plot.at(*value, 0).0.round();
        pen.scene.upright(Role::Rule, x, plot.area.y, plot.area.bottom(), 1.0, pen.theme.hairline);
        pen.scene.text(label, (x, plot.area.bottom() + size * 1.3), Align::Middle, number);
    }
    pen.scene.rule(Role::Axis, plot.area.x, plot.area.right(), zero.1, 1.0, pen.theme.axis);
    pen.scene.upright(Role::Axis, zero.0, plot.area.y, plot.area.bottom(), 1.0, pen.theme.axis);
    pen.scene.text(&panel.up.name, (area.x, area.y + size), Align::Start, style);
    let below = plot.area.bottom() + size * 2.75;
    pen.scene.text(&panel.across.name, (plot.area.right(), below), Align::End, style);
}

/// Lines of equal rate, named at the edge where they leave the plot.
fn rays(pen: &mut Pen, panel: &ScatterPanel, plot: &Plot, size: f64) {
    let origin = plot.at(0, 0);
    for (rate, label) in &panel.rays {
        let slope = *rate as f64 / 10_000.0 * plot.up / plot.across;
        let right = plot.area.right() - origin.0;
        let room = if slope > 0.0 { origin.1 - plot.area.y } else { plot.area.bottom() - origin.1 };
        let reach = right.min(room / slope.abs().max(1e-12));
        let end = (origin.0 + reach, origin.1 - slope * reach);
        pen.scene.mark(Role::Rule, Shape::Line(origin, end, pen.theme.earlier, 1.0));
        let style = Style { kind: TextKind::Signed, ..pen.secondary(pen.sheet.note) };
        if reach >= right - 0.5 {
            pen.scene.text_at_middle(label, (end.0 + size * 0.4, end.1), Align::Start, style);
        } else {
            let y = if slope > 0.0 { plot.area.y - size * 0.4 } else { plot.area.bottom() - size * 0.3 };
            pen.scene.text(label, (end.0, y), Align::Middle, style);
        }
    }
}

/// Draws the points, peers first; returns the areas they take.
fn points(pen: &mut Pen, panel: &ScatterPanel, plot: &Plot, size: f64) -> Vec<Area> {
    let mut taken = Vec::new();
    for point in &panel.points {
        let peer = point.label.is_empty();
        let centre = plot.at(point.across, point.up);
        let radius = size * if peer { 0.28 } else { 0.42 };
        let colour = if peer { pen.theme.earlier } else { pen.theme.judgement_or_ink(point.judgement) };
        let shape = if point.clipped {
            let side = if point.up < 0 { 1.0 } else { -1.0 };
            let tip = (centre.0, centre.1 + side * radius * 1.4);
            let base = centre.1 - side * radius * 0.8;
            Shape::Polygon(vec![(centre.0 - radius * 1.3, base), (centre.0 + radius * 1.3, base), tip], colour)
        } else {
            Shape::Disc(centre, radius, colour)
        };
        taken.push(shape.bounds());
        pen.scene.mark(Role::Point, shape);
    }
    taken
}

/// Writes a name at the nearest free place around its point, with a thin line where it stands away from it.
fn name(pen: &mut Pen, point: &ScatterPoint, plot: &Plot, taken: &mut Vec<Area>, size: f64) {
    let centre = plot.at(point.across, point.up);
    let step = size * 1.3;
    let style = pen.prose(size);
    let bold = pen.bold(size);
    let lines: Vec<String> = point
        .label
        .iter()
        .enumerate()
        .flat_map(|(index, line)| {
            let weight = if index == 0 { Weight::Bold } else { Weight::Regular };
            font::wrap(line, size, weight, plot.area.width * 0.3, 2)
        })
        .collect();
    let names = lines.len() - 1;
    let measure = |(index, line): (usize, &String)| {
        font::width(line, size, if index < names { Weight::Bold } else { Weight::Regular })
    };
    let width = lines.iter().enumerate().map(measure).fold(0.0, f64::max);
    let height = step * lines.len() as f64;
    let Some(place) = free_place(pen, plot, taken, centre, (width, height), size) else { return };
    let right_of = place.x >= centre.0;
    for (index, line) in lines.iter().enumerate() {
        let style = if index < names { bold } else { style };
        let align = if right_of { Align::Start } else { Align::End };
        let x = if right_of { place.x } else { place.right() };
        pen.scene.text(line, (x, place.y + step * (index as f64 + 0.78)), align, style);
    }
    let near = (if right_of { place.x - 2.0 } else { place.right() + 2.0 }, place.middle());
    let distance = (near.0 - centre.0).hypot(near.1 - centre.1);
    if distance > size * 2.4 {
        let share = size * 0.6 / distance;
        let from = (centre.0 + (near.0 - centre.0) * share, centre.1 + (near.1 - centre.1) * share);
        pen.scene.mark(Role::Connector, Shape::Line(from, near, pen.theme.secondary, 1.0));
    }
    taken.push(place);
}

/// The nearest place beside a point, trying rings around it, that is inside the page and touches nothing.
fn free_place(
    pen: &Pen,
    plot: &Plot,
    taken: &[Area],
    centre: (f64, f64),
    (width, height): (f64, f64),
    size: f64,
) -> Option<Area> {
    let page = Area {
        x: plot.area.x + 3.0,
        y: plot.area.y - size,
        width: pen.sheet.width - pen.sheet.margin - plot.area.x - 3.0,
        height: plot.area.height + size,
    };
    let zero = plot.at(0, 0).1;
    let axis = Area { x: page.x, y: zero - 1.0, width: page.width, height: 3.0 };
    let gap = size * 0.75;
    for ring in 0..26 {
        let shift = f64::from(ring) * size * 0.55;
        for (right, down) in [(true, 0.0), (false, 0.0), (true, -shift), (false, -shift), (true, shift), (false, shift)]
        {
            for aside in [0.0, shift] {
                let x = if right { centre.0 + gap + aside } else { centre.0 - gap - aside - width };
                let place = Area { x, y: centre.1 - height / 2.0 + down, width, height };
                let free = page.contains(&place, 0.0)
                    && !axis.overlaps(&place, 0.0)
                    && taken.iter().all(|other| !other.overlaps(&place, -1.0));
                if free {
                    return Some(place);
                }
            }
        }
    }
    None
}
