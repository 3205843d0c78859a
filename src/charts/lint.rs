//! Checks a laid-out chart against the notation: what a reader could misread is a finding.

use super::font;
use super::layout::lay_out;
use super::number::MINUS;
use super::scene::{Area, Mark, Quantity, Role, Scene, Shape, Text, TextKind};
use super::spec::{ChartSpec, Panel};
use super::theme::Colour;

/// Something wrong with a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintFinding {
    /// Name of the rule.
    pub rule: &'static str,
    /// What is wrong, with the text or the value concerned.
    pub message: String,
}

/// A rule: its name and what it finds.
struct Rule {
    name: &'static str,
    find: fn(&Scene) -> Vec<String>,
}

const RULES: &[Rule] = &[
    Rule { name: "every_glyph_in_font", find: missing_glyphs },
    Rule { name: "inside_canvas", find: outside_canvas },
    Rule { name: "texts_do_not_overlap", find: overlapping_texts },
    Rule { name: "texts_clear_of_marks", find: texts_on_marks },
    Rule { name: "contrast", find: faint_texts },
    Rule { name: "legible_size", find: small_texts },
    Rule { name: "lengths_are_true", find: untrue_lengths },
    Rule { name: "axis_not_cut", find: bars_off_zero },
    Rule { name: "same_unit_same_scale", find: different_scales },
    Rule { name: "variances_are_signed", find: unsigned_variances },
    Rule { name: "no_infinity", find: infinities },
];

/// The least contrast of text and its background (WCAG AA).
const LEAST_CONTRAST: f64 = 4.5;

/// The smallest size of text at scale 1, in pixels.
const LEAST_SIZE: f64 = 9.0;

/// Overlaps of less than this are rounding, in pixels.
const TOUCH: f64 = 0.6;

/// Lays a chart out and checks it.
pub fn lint(spec: &ChartSpec) -> Vec<LintFinding> {
    let scene = lay_out(spec);
    let mut findings = lint_scene(&scene);
    let unnamed = unnamed_points(spec, &scene).into_iter();
    findings.extend(unnamed.map(|message| LintFinding { rule: "points_are_named", message }));
    findings
}

/// A point of a scatter whose name found no place.
fn unnamed_points(spec: &ChartSpec, scene: &Scene) -> Vec<String> {
    let panels = spec.panels.iter().filter_map(|panel| match panel {
        Panel::Scatter(panel) => Some(panel),
        _ => None,
    });
    panels
        .flat_map(|panel| &panel.points)
        .filter_map(|point| point.label.last())
        .filter(|figures| !scene.texts.iter().any(|text| text.text == **figures))
        .map(|figures| format!("离群点没有写出：{figures}"))
        .collect()
}

/// Checks a laid-out chart.
pub fn lint_scene(scene: &Scene) -> Vec<LintFinding> {
    RULES
        .iter()
        .flat_map(|rule| (rule.find)(scene).into_iter().map(|message| LintFinding { rule: rule.name, message }))
        .collect()
}

fn missing_glyphs(scene: &Scene) -> Vec<String> {
    let missing = |text: &&Text| text.text.chars().any(|character| character == '〓' || !font::draws(character));
    scene.texts.iter().filter(missing).map(|text| format!("字体缺字：{}", text.text)).collect()
}

fn outside_canvas(scene: &Scene) -> Vec<String> {
    let canvas = Area { x: 0.0, y: 0.0, width: scene.width, height: scene.height };
    let texts = scene.texts.iter().map(|text| (text.bounds(), text.text.clone()));
    let marks = scene.marks.iter().map(|mark| (mark.shape.bounds(), format!("{:?}", mark.role)));
    texts
        .chain(marks)
        .filter(|(area, _)| !canvas.contains(area, 0.0))
        .map(|(_, name)| format!("超出画布：{name}"))
        .collect()
}

fn overlapping_texts(scene: &Scene) -> Vec<String> {
    let bounds: Vec<Area> = scene.texts.iter().map(Text::bounds).collect();
    let mut found = Vec::new();
    for (index, (text, area)) in scene.texts.iter().zip(&bounds).enumerate() {
        for (other, place) in scene.texts.iter().zip(&bounds).skip(index + 1) {
            if area.overlaps(place, TOUCH) {
                found.push(format!("文字重叠：{} / {}", text.text, other.text));
            }
        }
    }
    found
}

/// A text may stand on a rule or inside a cell, never on a bar, a pin, a point, an axis or half in a cell.
fn texts_on_marks(scene: &Scene) -> Vec<String> {
    let mut found = Vec::new();
    for text in &scene.texts {
        let area = text.bounds();
        for mark in scene.marks.iter().filter(|mark| mark.role != Role::Rule) {
            let inside = mark.role == Role::Cell && mark.shape.bounds().contains(&area, TOUCH);
            if !inside && touches(&mark.shape, &area) {
                found.push(format!("文字压在图形上：{}（{:?}）", text.text, mark.role));
            }
        }
    }
    found
}

fn touches(shape: &Shape, area: &Area) -> bool {
    match shape {
        Shape::Line(from, to, _, _) => area.crossed_by(*from, *to, TOUCH),
        other => other.bounds().overlaps(area, TOUCH),
    }
}

fn faint_texts(scene: &Scene) -> Vec<String> {
    let background = |text: &Text| {
        let area = text.bounds();
        let under = |mark: &&Mark| mark.shape.bounds().contains(&area, TOUCH);
        scene.marks.iter().rev().find(under).and_then(|mark| mark.shape.background()).unwrap_or(Colour::WHITE)
    };
    scene
        .texts
        .iter()
        .map(|text| (text, text.colour.contrast(background(text))))
        .filter(|(_, contrast)| *contrast < LEAST_CONTRAST)
        .map(|(text, contrast)| format!("对比度{contrast:.1}不足：{}", text.text))
        .collect()
}

fn small_texts(scene: &Scene) -> Vec<String> {
    let small = scene.texts.iter().filter(|text| text.size < LEAST_SIZE);
    small.map(|text| format!("字号{:.1}过小：{}", text.size, text.text)).collect()
}

/// The length of a bar along its scale.
fn length(mark: &Mark, vertical: bool) -> f64 {
    let area = mark.shape.bounds();
    if vertical { area.height } else { area.width }
}

fn untrue_lengths(scene: &Scene) -> Vec<String> {
    let mut found = Vec::new();
    for mark in &scene.marks {
        let Some(measured) = mark.measured else { continue };
        let Some(scale) = scene.scales.get(measured.scale) else {
            found.push("条没有比例尺".to_owned());
            continue;
        };
        let expected = (measured.to as f64 - measured.from as f64).abs() * scale.pixels;
        let drawn = length(mark, scale.vertical);
        if (drawn - expected).abs() > 1.01 {
            found.push(format!("条长{drawn:.1}与数额{}不符（应为{expected:.1}）", measured.to));
        }
    }
    found
}

/// A bar from zero begins at an axis.
fn bars_off_zero(scene: &Scene) -> Vec<String> {
    let axes: Vec<Area> =
        scene.marks.iter().filter(|mark| mark.role == Role::Axis).map(|mark| mark.shape.bounds()).collect();
    let begins = |mark: &Mark, vertical: bool, negative: bool| {
        let area = mark.shape.bounds();
        axes.iter().any(|axis| match (vertical, negative) {
            (false, false) => (area.x - axis.x).abs() <= 1.5,
            (false, true) => (area.right() - axis.x).abs() <= 1.5,
            (true, false) => (area.bottom() - axis.y).abs() <= 1.5,
            (true, true) => (area.y - axis.y).abs() <= 1.5,
        })
    };
    let from_zero = scene.marks.iter().filter_map(|mark| {
        let measured = mark.measured.filter(|measured| measured.from == 0)?;
        let scale = scene.scales.get(measured.scale)?;
        (!begins(mark, scale.vertical, measured.to < 0)).then(|| format!("条不从零起：{}", measured.to))
    });
    from_zero.collect()
}

fn different_scales(scene: &Scene) -> Vec<String> {
    let used = |index: usize| scene.marks.iter().any(|mark| mark.measured.is_some_and(|it| it.scale == index));
    let mut amounts = scene
        .scales
        .iter()
        .enumerate()
        .filter(|(index, scale)| scale.quantity == Quantity::Amount && !scale.with_scaling_bar && used(*index))
        .map(|(_, scale)| scale.pixels);
    let Some(first) = amounts.next() else { return Vec::new() };
    amounts
        .filter(|pixels| (pixels - first).abs() > first.abs() * 1e-9)
        .map(|pixels| format!("同一单位有两种比例：{first:e}、{pixels:e}"))
        .collect()
}

fn unsigned_variances(scene: &Scene) -> Vec<String> {
    let is_zero = |text: &str| text.chars().all(|character| "0.,%".contains(character));
    let wrong = |text: &&Text| match text.kind {
        TextKind::Prose => false,
        TextKind::Number => text.text.starts_with('+') || text.text.contains('-'),
        TextKind::Signed => !text.text.starts_with(['+', MINUS]) && !is_zero(&text.text) || text.text.contains('-'),
    };
    scene.texts.iter().filter(wrong).map(|text| format!("正负号不合规则：{}", text.text)).collect()
}

fn infinities(scene: &Scene) -> Vec<String> {
    let texts = scene.texts.iter().filter(|text| ["inf", "NaN", "∞"].iter().any(|word| text.text.contains(word)));
    let broken = scene.marks.iter().filter(|mark| {
        let area = mark.shape.bounds();
        ![area.x, area.y, area.width, area.height].iter().all(|value| value.is_finite())
    });
    texts
        .map(|text| format!("不可解释的数：{}", text.text))
        .chain(broken.map(|mark| format!("图形位置无穷：{:?}", mark.role)))
        .collect()
}
