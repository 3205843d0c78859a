//! Checks a chart, its specification and its laid-out picture, against the notation: what a reader could misread is a
//! finding.

use super::cells::pins_of;
use super::font;
use super::layout::lay_out;
use super::number::MINUS;
use super::scene::{Area, Mark, Quantity, Role, Scene, Shape, Text, TextKind};
use super::spec::{
    BridgeFill, Cell, ChartSpec, ColumnKind, Panel, Pin, RateMark, StructurePanel, TablePanel, Timeline,
};
use super::theme::Colour;

/// Something wrong with a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintFinding {
    /// Name of the rule.
    pub rule: &'static str,
    /// What is wrong, with the text or the value concerned.
    pub message: String,
}

/// A rule of the notation.
pub struct Rule {
    /// Name, as it stands in findings.
    pub name: &'static str,
    /// What must be true, in Chinese.
    pub name_zh: &'static str,
    find: Find,
}

/// What a rule looks at.
enum Find {
    /// The picture.
    Scene(fn(&Scene) -> Vec<String>),
    /// The specification.
    Spec(fn(&ChartSpec) -> Vec<String>),
    /// Whether the picture shows what the specification asks for.
    Both(fn(&ChartSpec, &Scene) -> Vec<String>),
}

/// All rules: first what every picture must be, then what the notation asks.
pub static RULES: &[Rule] = &[
    Rule { name: "every_glyph_in_font", name_zh: "每个字都画得出", find: Find::Scene(missing_glyphs) },
    Rule { name: "inside_canvas", name_zh: "不出画面", find: Find::Scene(outside_canvas) },
    Rule { name: "texts_do_not_overlap", name_zh: "文字不重叠", find: Find::Scene(overlapping_texts) },
    Rule { name: "texts_clear_of_marks", name_zh: "文字不压图形", find: Find::Scene(texts_on_marks) },
    Rule { name: "contrast", name_zh: "文字对比度不低于4.5", find: Find::Scene(faint_texts) },
    Rule { name: "graphics_stand_out", name_zh: "图形对比度不低于3", find: Find::Scene(faint_graphics) },
    Rule { name: "legible_size", name_zh: "字号看得清", find: Find::Scene(small_texts) },
    Rule { name: "lengths_are_true", name_zh: "条长与数额成比例", find: Find::Scene(untrue_lengths) },
    Rule { name: "axis_not_cut", name_zh: "条从零起，轴不截断", find: Find::Scene(bars_off_zero) },
    Rule { name: "same_unit_same_scale", name_zh: "同一单位同一比例", find: Find::Scene(different_scales) },
    Rule { name: "scale_changes_are_said", name_zh: "比例不同处写明", find: Find::Spec(unsaid_scales) },
    Rule {
        name: "variances_are_signed", name_zh: "增减带正负号，数额不带", find: Find::Scene(unsigned_variances)
    },
    Rule { name: "signs_match_values", name_zh: "正负号与数一致", find: Find::Spec(wrong_signs) },
    Rule { name: "no_infinity", name_zh: "没有无穷和非数", find: Find::Scene(infinities) },
    Rule { name: "gaps_are_not_bridged", name_zh: "缺年留空，不跨年连接", find: Find::Spec(bridged_gaps) },
    Rule {
        name: "cut_pins_are_explained", name_zh: "画短的针有三角和说明", find: Find::Spec(unexplained_pins)
    },
    Rule { name: "points_are_named", name_zh: "离群点写出名称", find: Find::Both(unnamed_points) },
    Rule {
        name: "title_is_complete", name_zh: "标题有单位和年度，脚注有来源和口径", find: Find::Spec(missing_words)
    },
];

/// The least contrast of text and its background (WCAG AA, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// The least contrast of a mark that carries a value and the paper (WCAG AA, 1.4.11).
const LEAST_GRAPHIC_CONTRAST: f64 = 3.0;

/// The smallest size of text at scale 1, in pixels.
const LEAST_SIZE: f64 = 9.0;

/// Overlaps of less than this are rounding, in pixels.
const TOUCH: f64 = 0.6;

/// Lays a chart out and checks it.
pub fn lint(spec: &ChartSpec) -> Vec<LintFinding> {
    lint_picture(spec, &lay_out(spec))
}

/// Checks a chart and the picture that was made of it.
pub fn lint_picture(spec: &ChartSpec, scene: &Scene) -> Vec<LintFinding> {
    let found = |rule: &'static Rule| {
        let messages = match rule.find {
            Find::Scene(find) => find(scene),
            Find::Spec(find) => find(spec),
            Find::Both(find) => find(spec, scene),
        };
        messages.into_iter().map(|message| LintFinding { rule: rule.name, message })
    };
    RULES.iter().flat_map(found).collect()
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

/// The tables of a specification.
fn tables(spec: &ChartSpec) -> impl Iterator<Item = &TablePanel> {
    spec.panels.iter().filter_map(|panel| match panel {
        Panel::Table(table) => Some(table),
        Panel::Structure(panel) => Some(&panel.table),
        Panel::Timelines(_) | Panel::Scatter(_) => None,
    })
}

/// The timelines of a specification.
fn timelines(spec: &ChartSpec) -> impl Iterator<Item = &Timeline> {
    spec.panels.iter().flat_map(|panel| match panel {
        Panel::Timelines(panel) => panel.charts.as_slice(),
        _ => &[],
    })
}

/// The pins of a specification.
fn pins(spec: &ChartSpec) -> Vec<&Pin> {
    let mut pins: Vec<&Pin> = tables(spec).flat_map(|table| pins_of(&table.rows)).collect();
    let slots = timelines(spec).flat_map(|timeline| &timeline.years);
    pins.extend(slots.filter_map(|slot| if let Some(RateMark::Pin(pin)) = &slot.rate { Some(pin) } else { None }));
    pins
}

/// A scale that differs from the others is named: in the head of its column, or by a bar in every chart.
fn unsaid_scales(spec: &ChartSpec) -> Vec<String> {
    let columns = tables(spec).flat_map(|table| &table.columns).filter_map(|column| match column.holds {
        ColumnKind::Enlarged(_, factor) if !column.head.contains(&format!("放大{factor}倍")) => {
            Some(format!("放大{factor}倍没有写在“{}”上", column.head))
        }
        _ => None,
    });
    let bars = spec.panels.iter().filter_map(|panel| match panel {
        Panel::Timelines(panel) => panel.scaling_bar.as_ref(),
        _ => None,
    });
    let unlabelled = bars.filter(|bar| bar.label.is_empty() || bar.value <= 0).map(|_| "比例尺没有数额".to_owned());
    columns.chain(unlabelled).collect()
}

/// Whether a label's sign is that of its value; a value that rounds to nothing may have either.
fn sign_fits(label: &str, value: i64, is_variance: bool) -> bool {
    let sign = label.chars().next().filter(|first| ['+', MINUS].contains(first));
    let is_nothing = !label.chars().any(|character| ('1'..='9').contains(&character));
    match value.signum() {
        1 if is_variance => sign == Some('+') || is_nothing,
        -1 => sign == Some(MINUS) || is_nothing,
        0 => is_nothing || is_variance,
        _ => sign.is_none(),
    }
}

fn wrong_signs(spec: &ChartSpec) -> Vec<String> {
    let mut labels: Vec<(&str, i64, bool)> = Vec::new();
    for cell in tables(spec).flat_map(|table| &table.rows).flat_map(|row| &row.cells) {
        match cell {
            Cell::Variance(variance) => labels.push((&variance.label, variance.value, true)),
            Cell::Heat(heat) => labels.push((&heat.label, i64::from(heat.level), true)),
            Cell::Bridge(bridge) if matches!(bridge.fill, BridgeFill::Judgement(_)) && !bridge.label.is_empty() => {
                labels.push((&bridge.label, bridge.to.saturating_sub(bridge.from), true));
            }
            _ => {}
        }
    }
    labels.extend(pins(spec).into_iter().map(|pin| (pin.label.as_str(), pin.value, true)));
    let bars = timelines(spec).flat_map(|timeline| &timeline.years).flat_map(|slot| &slot.bars);
    labels.extend(bars.map(|bar| (bar.label.as_str(), bar.value, false)));
    let wrong = labels.into_iter().filter(|(label, value, is_variance)| !sign_fits(label, *value, *is_variance));
    wrong.map(|(label, value, _)| format!("“{label}”与数{value}的正负不一致")).collect()
}

/// Years stand without a gap; a year without figures says so, and nothing is compared over it.
fn bridged_gaps(spec: &ChartSpec) -> Vec<String> {
    let mut found: Vec<String> = timelines(spec).flat_map(bridged_gaps_of).collect();
    let structures = spec.panels.iter().filter_map(|panel| match panel {
        Panel::Structure(panel) => Some(panel),
        _ => None,
    });
    found
        .extend(structures.filter(|panel| shifts_over_a_gap(panel)).map(|_| "占比变动跨过了没有数据的年份".to_owned()));
    found
}

fn bridged_gaps_of(timeline: &Timeline) -> Vec<String> {
    let mut found = Vec::new();
    for pair in timeline.years.windows(2) {
        let [before, now] = pair else { continue };
        if before.year.checked_add(1) != Some(now.year) {
            found.push(format!("{}年之后直接是{}年", before.year, now.year));
        }
        if before.bars.is_empty() && matches!(now.rate, Some(RateMark::Pin(_))) {
            found.push(format!("{}年的增减率没有上年数", now.year));
        }
    }
    let unsaid = timeline.years.iter().filter(|slot| slot.bars.is_empty() && slot.word.is_none());
    found.extend(unsaid.map(|slot| format!("{}年没有数，也没有写明", slot.year)));
    if let Some(arrow) = &timeline.arrow {
        let spanned = timeline.years.iter().filter(|slot| (arrow.from_year..=arrow.to_year).contains(&slot.year));
        let empty = spanned.filter(|slot| !slot.bars.iter().any(|bar| bar.scenario == arrow.scenario));
        found.extend(empty.map(|slot| format!("“{}”跨过了没有数据的{}年", arrow.label, slot.year)));
    }
    found
}

/// Whether a shift is drawn though one of the last two years has no shares.
fn shifts_over_a_gap(panel: &StructurePanel) -> bool {
    let a_gap = panel.stacks.iter().rev().take(2).any(|stack| stack.word.is_some()) || panel.stacks.len() < 2;
    a_gap && panel.table.rows.iter().flat_map(|row| &row.cells).any(|cell| matches!(cell, Cell::Pin(_)))
}

/// A pin that is cut off keeps its exact label, and the foot says what its triangle means.
fn unexplained_pins(spec: &ChartSpec) -> Vec<String> {
    let pins = pins(spec);
    let cut: Vec<&&Pin> = pins.iter().filter(|pin| pin.clipped).collect();
    let explained = spec.notes.iter().any(|note| note.text.contains("三角"));
    let mut found: Vec<String> =
        cut.iter().filter(|pin| pin.label.is_empty()).map(|pin| format!("画短的针{}没有写原数", pin.value)).collect();
    if !cut.is_empty() && !explained {
        found.push("有画短的针，脚注没有说明三角".to_owned());
    }
    found
}

fn missing_words(spec: &ChartSpec) -> Vec<String> {
    let has_note = |head: &str| spec.notes.iter().any(|note| note.head == head && !note.text.is_empty());
    let needed = [
        ("标题没有说是谁", !spec.title.who.is_empty()),
        ("标题没有写单位", spec.title.what.contains('（')),
        ("标题没有写年度", spec.title.when.contains('年')),
        ("没有要点句", !spec.message.is_empty()),
        ("脚注没有来源", has_note("来源")),
        ("脚注没有口径", has_note("口径")),
    ];
    needed.into_iter().filter(|(_, is_there)| !is_there).map(|(missing, _)| missing.to_owned()).collect()
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

/// A bar, pin, point or axis that hardly differs from the paper.
fn faint_graphics(scene: &Scene) -> Vec<String> {
    let carries = |role: Role| matches!(role, Role::Bar | Role::Pin | Role::Point | Role::Axis | Role::Connector);
    let faint = |mark: &&Mark| mark.shape.colour().contrast(Colour::WHITE) < LEAST_GRAPHIC_CONTRAST;
    let mut found: Vec<String> = scene
        .marks
        .iter()
        .filter(|mark| carries(mark.role))
        .filter(faint)
        .map(|mark| format!("{:?}的颜色{}在白底上太浅", mark.role, mark.shape.colour().hex()))
        .collect();
    found.dedup();
    found
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
    let broken = scene.marks.iter().filter(|mark| !mark.shape.is_finite());
    texts
        .map(|text| format!("不可解释的数：{}", text.text))
        .chain(broken.map(|mark| format!("图形位置无穷：{:?}", mark.role)))
        .collect()
}
