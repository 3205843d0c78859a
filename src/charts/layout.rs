//! From a specification to a scene: the page with title, message, legend and foot, and the panels between them.

pub mod bars;
pub mod scatter;
pub mod structure;
pub mod table;
pub mod timelines;

use super::font::{self, Weight};
use super::options::ChartSize;
use super::scene::{Align, Area, Role, Scene, Style, TextKind};
use super::spec::{ChartSpec, Key, Panel, Swatch};
use super::theme::Theme;

/// Sizes of type and space on one page.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Width.
    pub width: f64,
    /// Height; `None`: as high as the contents.
    pub height: Option<f64>,
    /// White space around.
    pub margin: f64,
    /// Size of the message.
    pub message: f64,
    /// Size of the title.
    pub title: f64,
    /// Size of names and numbers.
    pub body: f64,
    /// Size of heads and keys.
    pub small: f64,
    /// Size of notes; nothing is smaller.
    pub note: f64,
}

impl Sheet {
    /// The sheet of a size.
    pub fn of(size: ChartSize) -> Sheet {
        match size {
            ChartSize::Wide => Sheet {
                width: 1280.0,
                height: Some(720.0),
                margin: 48.0,
                message: 27.0,
                title: 17.0,
                body: 16.0,
                small: 14.0,
                note: 12.0,
            },
            ChartSize::Standard => Sheet {
                width: 1024.0,
                height: Some(768.0),
                margin: 42.0,
                message: 24.0,
                title: 16.0,
                body: 15.0,
                small: 13.0,
                note: 11.5,
            },
            ChartSize::A4Width => Sheet {
                width: 794.0,
                height: None,
                margin: 28.0,
                message: 19.0,
                title: 14.0,
                body: 13.0,
                small: 12.0,
                note: 10.5,
            },
        }
    }

    /// How many rows of a table stand on the page beside title and foot.
    pub fn row_capacity(&self) -> usize {
        let room = self.height.map_or(800.0, |height| height - 2.0 * self.margin - 190.0);
        (room / (self.small * 1.62)) as usize
    }

    /// The width between the margins.
    pub fn measure(&self) -> f64 {
        self.width - 2.0 * self.margin
    }
}

/// What every part of the layout needs.
pub struct Pen {
    /// Sizes.
    pub sheet: Sheet,
    /// Colours.
    pub theme: Theme,
    /// The scene so far.
    pub scene: Scene,
}

impl Pen {
    /// A style of prose.
    pub fn prose(&self, size: f64) -> Style {
        Style { size, weight: Weight::Regular, colour: self.theme.ink, kind: TextKind::Prose, halo: false }
    }

    /// A style of secondary prose.
    pub fn secondary(&self, size: f64) -> Style {
        Style { colour: self.theme.secondary, ..self.prose(size) }
    }

    /// A style of bold prose.
    pub fn bold(&self, size: f64) -> Style {
        Style { weight: Weight::Bold, ..self.prose(size) }
    }
}

/// Lays a specification out. The same specification gives the same scene.
pub fn lay_out(spec: &ChartSpec) -> Scene {
    let sheet = Sheet::of(spec.page.size);
    let scene = Scene { width: sheet.width, ..Scene::default() };
    let mut pen = Pen { sheet, theme: Theme::of(spec.page), scene };
    let top = head(&mut pen, spec);
    let foot = foot_lines(&sheet, spec);
    let foot_height = if foot.is_empty() { 0.0 } else { foot.len() as f64 * line_height(sheet.note) + 14.0 };
    let height = sheet.height.unwrap_or_else(|| {
        let natural: f64 = spec.panels.iter().map(|panel| natural_height(panel, &sheet)).sum();
        (top + natural + 16.0 + foot_height + sheet.margin).ceil()
    });
    pen.scene.height = height;
    let bottom = height - sheet.margin * 0.75 - foot_height;
    let body = Area { x: sheet.margin, y: top, width: sheet.measure(), height: (bottom - top - 14.0).max(40.0) };
    panels(&mut pen, spec, body);
    foot_of(&mut pen, &foot, bottom);
    pen.scene
}

/// The distance between baselines.
pub fn line_height(size: f64) -> f64 {
    (size * 1.42).round()
}

/// Message, title and legend; returns where the panels may begin.
fn head(pen: &mut Pen, spec: &ChartSpec) -> f64 {
    let sheet = pen.sheet;
    let mut y = sheet.margin * 0.75;
    let size = message_size(&sheet, &spec.message);
    for line in font::wrap_clauses(&spec.message, size, Weight::Bold, sheet.measure(), 2) {
        pen.scene.text(&line, (sheet.margin, y + size * 0.9), Align::Start, pen.bold(size));
        y += line_height(size);
    }
    y += sheet.title * 0.35;
    y = title(pen, spec, y);
    if !spec.keys.is_empty() {
        y = keys(pen, &spec.keys, y + sheet.small * 0.5);
    }
    y + sheet.body * 1.1
}

/// A little smaller where the message then stands on one line: its room is the chart's.
fn message_size(sheet: &Sheet, message: &str) -> f64 {
    let fits = |size: &f64| font::width(message, *size, Weight::Bold) <= sheet.measure();
    [1.0, 0.95, 0.9, 0.85].map(|part| sheet.message * part).into_iter().find(fits).unwrap_or(sheet.message)
}

/// Who in bold, then what and when; broken into lines where they do not fit on one.
fn title(pen: &mut Pen, spec: &ChartSpec, y: f64) -> f64 {
    let sheet = pen.sheet;
    let size = sheet.title;
    let rest = [spec.title.what.as_str(), spec.title.when.as_str()].join("　");
    let who = font::width(&spec.title.who, size, Weight::Bold);
    let gap = if spec.title.who.is_empty() { 0.0 } else { size };
    if who + gap + font::width(&rest, size, Weight::Regular) <= sheet.measure() {
        let baseline = y + size * 0.9;
        pen.scene.text(&spec.title.who, (sheet.margin, baseline), Align::Start, pen.bold(size));
        pen.scene.text(&rest, (sheet.margin + who + gap, baseline), Align::Start, pen.secondary(size));
        return y + line_height(size);
    }
    let mut y = y;
    for (text, style) in [(&spec.title.who, pen.bold(size)), (&rest, pen.secondary(size))] {
        for line in font::wrap(text, size, style.weight, sheet.measure(), 2) {
            pen.scene.text(&line, (sheet.margin, y + size * 0.9), Align::Start, style);
            y += line_height(size);
        }
    }
    y
}

/// The legend: swatches with their meaning, in as many lines as they need.
fn keys(pen: &mut Pen, keys: &[Key], y: f64) -> f64 {
    let sheet = pen.sheet;
    let size = sheet.small;
    let (mut x, mut y) = (sheet.margin, y);
    let width_of =
        |key: &Key| swatch_width(key.swatch, size) + size * 0.45 + font::width(&key.text, size, Weight::Regular);
    let total: f64 = keys.iter().map(width_of).sum();
    let gaps = keys.len().saturating_sub(1).max(1) as f64;
    // On one line, a little closer, where that suffices.
    let gap = ((sheet.measure() - total) / gaps).clamp(size * 0.7, size * 1.6);
    for key in keys {
        let width = width_of(key);
        if x > sheet.margin && x + width > sheet.width - sheet.margin + 0.5 {
            x = sheet.margin;
            y += line_height(size);
        }
        let middle = (y + size * 0.55).round();
        let after = bars::swatch(pen, key.swatch, (x, middle), size);
        pen.scene.text_at_middle(&key.text, (after + size * 0.45, middle), Align::Start, pen.secondary(size));
        x += width + gap;
    }
    y + line_height(size)
}

fn swatch_width(swatch: Swatch, size: f64) -> f64 {
    match swatch {
        Swatch::Peer | Swatch::Outlier => size * 0.7,
        _ => size * 1.3,
    }
}

/// The lines of the foot.
fn foot_lines(sheet: &Sheet, spec: &ChartSpec) -> Vec<String> {
    spec.notes
        .iter()
        .filter(|note| !note.text.is_empty())
        .flat_map(|note| {
            font::wrap(&format!("{}：{}", note.head, note.text), sheet.note, Weight::Regular, sheet.measure(), 3)
        })
        .collect()
}

fn foot_of(pen: &mut Pen, lines: &[String], bottom: f64) {
    let sheet = pen.sheet;
    if lines.is_empty() {
        return;
    }
    pen.scene.rule(Role::Rule, sheet.margin, sheet.width - sheet.margin, bottom, 1.0, pen.theme.hairline);
    let mut y = bottom + 14.0;
    for line in lines {
        pen.scene.text(line, (sheet.margin, y + sheet.note * 0.7), Align::Start, pen.secondary(sheet.note));
        y += line_height(sheet.note);
    }
}

fn natural_height(panel: &Panel, sheet: &Sheet) -> f64 {
    match panel {
        Panel::Table(panel) => table::natural_height(panel, sheet),
        Panel::Timelines(panel) => timelines::natural_height(panel, sheet),
        Panel::Structure(panel) => table::natural_height(&panel.table, sheet).max(sheet.measure() * 0.4),
        Panel::Scatter(_) => sheet.measure() * 0.6,
    }
}

/// The panels one below the other, each as high as its contents ask for.
fn panels(pen: &mut Pen, spec: &ChartSpec, body: Area) {
    let wishes: Vec<f64> = spec.panels.iter().map(|panel| natural_height(panel, &pen.sheet)).collect();
    let total: f64 = wishes.iter().sum::<f64>().max(1.0);
    let mut y = body.y;
    for (panel, wish) in spec.panels.iter().zip(wishes) {
        let area = Area { y, height: body.height * wish / total, ..body };
        match panel {
            Panel::Table(panel) => {
                table::draw(pen, panel, area);
            }
            Panel::Timelines(panel) => timelines::draw(pen, panel, area),
            Panel::Structure(panel) => structure::draw(pen, panel, area),
            Panel::Scatter(panel) => scatter::draw(pen, panel, area),
        }
        y += area.height;
    }
}
