//! Layout of points over two linear axes; names stand where no other name, point or axis is.

use super::Pen;
use crate::charts::font::{self, Weight};
use crate::charts::scene::{Align, Area, Role, Shape, Style, TextKind};
use crate::charts::spec::{Axis, Beyond, ScatterPanel, ScatterPoint};

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

/// What names must not touch.
struct Taken {
    areas: Vec<Area>,
    leaders: Vec<((f64, f64), (f64, f64))>,
}

/// A free place for a name, and the line to its point where it stands away from it.
struct Place {
    area: Area,
    right_of: bool,
    leader: Option<((f64, f64), (f64, f64))>,
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
    rays(pen, panel, &plot);
    let mut taken = Taken { areas: points(pen, panel, &plot, size), leaders: Vec::new() };
    ray_names(pen, panel, &plot, &taken, size);
    taken.areas.extend(pen.scene.texts.iter().map(|text| text.bounds()));
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
        pen.scene.upright(Role::Rule, x, zero.1 + 1.0, zero.1 + 5.0, 1.0, pen.theme.axis);
        pen.scene.text(label, (x, plot.area.bottom() + size * 1.3), Align::Middle, number);
    }
    pen.scene.rule(Role::Axis, plot.area.x, plot.area.right(), zero.1, 1.0, pen.theme.axis);
    pen.scene.upright(Role::Axis, zero.0, plot.area.y, plot.area.bottom(), 1.0, pen.theme.axis);
    pen.scene.text(&panel.up.name, (area.x, area.y + size), Align::Start, style);
    let below = plot.area.bottom() + size * 2.75;
    pen.scene.text(&panel.across.name, (plot.area.right(), below), Align::End, style);
}

/// Lines of equal rate from the origin to the edge of the plot.
fn rays(pen: &mut Pen, panel: &ScatterPanel, plot: &Plot) {
    for (rate, _) in &panel.rays {
        let (origin, end) = ray(plot, *rate);
        pen.scene.mark(Role::Rule, Shape::Line(origin, end, pen.theme.hairline, 1.5));
    }
}

fn ray(plot: &Plot, rate: i64) -> ((f64, f64), (f64, f64)) {
    let origin = plot.at(0, 0);
    let slope = rate as f64 / 10_000.0 * plot.up / plot.across;
    let room = if slope > 0.0 { origin.1 - plot.area.y } else { plot.area.bottom() - origin.1 };
    let reach = (plot.area.right() - origin.0).min(room / slope.abs().max(1e-12));
    (origin, (origin.0 + reach, origin.1 - slope * reach))
}

/// The rate of each ray, beyond its end or, where a point is in the way, on the ray itself.
fn ray_names(pen: &mut Pen, panel: &ScatterPanel, plot: &Plot, taken: &Taken, size: f64) {
    let style = Style { kind: TextKind::Signed, halo: true, ..pen.secondary(pen.sheet.note) };
    for (rate, label) in &panel.rays {
        let (origin, end) = ray(plot, *rate);
        let width = font::width(label, style.size, style.weight);
        let at_right = end.0 >= plot.area.right() - 0.5;
        let beyond =
            if at_right { (end.0 + size * 0.4 + width / 2.0, end.1) } else { (end.0, plot.area.y - size * 0.6) };
        let along = |share: f64| (origin.0 + (end.0 - origin.0) * share, origin.1 + (end.1 - origin.1) * share);
        let first = if at_right || *rate > 0 { beyond } else { along(0.95) };
        let free = |centre: &(f64, f64)| {
            let area = Area { x: centre.0 - width / 2.0, y: centre.1 - size * 0.5, width, height: size };
            taken.areas.iter().all(|other| !other.overlaps(&area, -1.0))
        };
        let candidates = [first, along(0.9), along(0.8), along(0.7), along(0.6), along(0.5)];
        if let Some(place) = candidates.into_iter().find(free) {
            pen.scene.text_at_middle(label, place, Align::Middle, style);
        }
    }
}

/// Draws the points, peers first; returns the areas they take.
fn points(pen: &mut Pen, panel: &ScatterPanel, plot: &Plot, size: f64) -> Vec<Area> {
    let mut taken = Vec::new();
    for point in &panel.points {
        let peer = !point.outlier;
        let centre = plot.at(point.across, point.up);
        let radius = size * if peer { 0.28 } else { 0.42 };
        let colour = if peer { pen.theme.earlier } else { pen.theme.judgement_or_ink(point.judgement) };
        let shape = match point.beyond {
            None => Shape::Disc(centre, radius, colour),
            Some(beyond) => Shape::Polygon(triangle(centre, radius, beyond), colour),
        };
        taken.push(shape.bounds());
        pen.scene.mark(Role::Point, shape);
    }
    taken
}

/// A triangle that points beyond the axes.
fn triangle((x, y): (f64, f64), radius: f64, beyond: Beyond) -> Vec<(f64, f64)> {
    let (half, tip, base) = (radius * 1.3, radius * 1.4, radius * 0.8);
    match beyond {
        Beyond::Up => vec![(x - half, y + base), (x + half, y + base), (x, y - tip)],
        Beyond::Down => vec![(x - half, y - base), (x + half, y - base), (x, y + tip)],
        Beyond::Right => vec![(x - base, y - half), (x - base, y + half), (x + tip, y)],
    }
}

/// Writes a name at the nearest free place around its point, with a thin line where it stands away from it.
fn name(pen: &mut Pen, point: &ScatterPoint, plot: &Plot, taken: &mut Taken, size: f64) {
    let centre = plot.at(point.across, point.up);
    let step = size * 1.3;
    let style = Style { halo: true, ..pen.prose(size) };
    let bold = Style { halo: true, ..pen.bold(size) };
    let lines: Vec<String> = point
        .label
        .iter()
        .enumerate()
        .flat_map(|(index, line)| {
            let weight = if index == 0 { Weight::Bold } else { Weight::Regular };
            font::wrap(line, size, weight, plot.area.width * 0.3, 2)
        })
        .collect();
    let names = lines.len() - (point.label.len() - 1);
    let measure = |(index, line): (usize, &String)| {
        font::width(line, size, if index < names { Weight::Bold } else { Weight::Regular })
    };
    let width = lines.iter().enumerate().map(measure).fold(0.0, f64::max);
    let height = step * lines.len() as f64;
    let Some(place) = free_place(pen, plot, taken, centre, (width, height), size) else { return };
    for (index, line) in lines.iter().enumerate() {
        let style = if index < names { bold } else { style };
        let (align, x) = if place.right_of { (Align::Start, place.area.x) } else { (Align::End, place.area.right()) };
        pen.scene.text(line, (x, place.area.y + step * (index as f64 + 0.78)), align, style);
    }
    if let Some((from, to)) = place.leader {
        pen.scene.mark(Role::Connector, Shape::Line(from, to, pen.theme.secondary, 1.0));
    }
    taken.leaders.extend(place.leader);
    taken.areas.push(place.area);
}

/// The nearest place beside a point, trying rings around it, that is inside the page and touches nothing.
fn free_place(
    pen: &Pen,
    plot: &Plot,
    taken: &Taken,
    centre: (f64, f64),
    (width, height): (f64, f64),
    size: f64,
) -> Option<Place> {
    let right = pen.sheet.width - pen.sheet.margin;
    let page = Area {
        x: plot.area.x + 3.0,
        y: plot.area.y - size,
        width: right - plot.area.x - 3.0,
        height: plot.area.height + size,
    };
    let zero = plot.at(0, 0).1;
    let axis = Area { x: page.x, y: zero - 1.0, width: page.width, height: 7.0 };
    let gap = size * 0.75;
    for ring in 0..40 {
        let shift = f64::from(ring) * size * 0.55;
        for (right_of, down) in
            [(true, 0.0), (false, 0.0), (true, -shift), (false, -shift), (true, shift), (false, shift)]
        {
            for aside in [0.0, shift] {
                let x = if right_of { centre.0 + gap + aside } else { centre.0 - gap - aside - width };
                let area = Area { x, y: centre.1 - height / 2.0 + down, width, height };
                let leader = leader(centre, &area, right_of, size);
                if page.contains(&area, 0.0) && !axis.overlaps(&area, 0.0) && is_free(taken, &area, leader) {
                    return Some(Place { area, right_of, leader });
                }
            }
        }
    }
    None
}

fn is_free(taken: &Taken, area: &Area, leader: Option<((f64, f64), (f64, f64))>) -> bool {
    taken.areas.iter().all(|other| !other.overlaps(area, -1.0))
        && taken.leaders.iter().all(|(from, to)| !area.crossed_by(*from, *to, -2.0))
        && leader.is_none_or(|(from, to)| {
            taken.areas.iter().all(|other| !is_text(other) || !other.crossed_by(from, to, -1.0))
        })
}

/// Points are square, texts are not: a leader may pass over its neighbours' points but not over words.
fn is_text(area: &Area) -> bool {
    (area.width - area.height).abs() > area.height * 0.2
}

/// A thin line from a point to its name, where they are not side by side.
fn leader(centre: (f64, f64), area: &Area, right_of: bool, size: f64) -> Option<((f64, f64), (f64, f64))> {
    let near = (if right_of { area.x - 2.0 } else { area.right() + 2.0 }, area.middle());
    let distance = (near.0 - centre.0).hypot(near.1 - centre.1);
    let share = size * 0.55 / distance.max(1.0);
    let from = (centre.0 + (near.0 - centre.0) * share, centre.1 + (near.1 - centre.1) * share);
    (distance > size * 2.0).then_some((from, near))
}
