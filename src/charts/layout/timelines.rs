//! Layout of vertical bars over years: one large chart, or many small ones on one scale.

use super::{Pen, bars, line_height};
use crate::charts::font::{self, Weight};
use crate::charts::options::Judgement;
use crate::charts::scene::{Align, Area, Measured, Quantity, Role, Scale, Shape, Style, Text, TextKind};
use crate::charts::spec::{Arrow, Extent, LabelledBar, Pin, RateMark, ScalingBar, Timeline, TimelinesPanel, YearSlot};

/// The parts of one chart, from top to bottom.
struct Frame {
    heading: Area,
    heading_lines: usize,
    rates: Option<Area>,
    arrow: f64,
    bars: Area,
    slot: f64,
    size: f64,
    /// Every bar of the panel has its label; else only the first and the last of each chart.
    all_labels: bool,
}

impl Frame {
    fn slot_area(&self, index: usize) -> Area {
        Area { x: self.bars.x + self.slot * index as f64, width: self.slot, ..self.bars }
    }
}

/// The height that the panel would like to have on a page that grows with it.
pub fn natural_height(panel: &TimelinesPanel, sheet: &super::Sheet) -> f64 {
    let rows = panel.charts.len().div_ceil(panel.side_by_side.max(1)) as f64;
    let one = if panel.side_by_side <= 1 { sheet.measure() * 0.5 } else { sheet.body * 16.0 };
    rows * one
}

/// Draws all charts into an area.
pub fn draw(pen: &mut Pen, panel: &TimelinesPanel, area: Area) {
    let side_by_side = panel.side_by_side.max(1);
    let rows = panel.charts.len().div_ceil(side_by_side).max(1);
    let gap = pen.sheet.body * if side_by_side > 1 { 1.8 } else { 0.0 };
    let width = (area.width - gap * (side_by_side - 1) as f64) / side_by_side as f64;
    let height = (area.height - gap * 0.8 * (rows - 1) as f64) / rows as f64;
    let mut frames: Vec<Frame> = panel
        .charts
        .iter()
        .enumerate()
        .map(|(index, chart)| {
            let (row, column) = ((index / side_by_side) as f64, (index % side_by_side) as f64);
            let (x, y) = (area.x + column * (width + gap), area.y + row * (height + gap * 0.8));
            frame(pen, panel, chart, Area { x, y, width, height })
        })
        .collect();
    let all_labels = frames.iter().zip(&panel.charts).all(|(frame, chart)| labels_fit(chart, frame));
    frames.iter_mut().for_each(|frame| frame.all_labels = all_labels);
    let common = frames.iter().zip(&panel.charts).map(|(frame, chart)| fitting(frame, chart)).fold(f64::MAX, f64::min);
    let mut shared = None;
    for (frame, chart) in frames.iter().zip(&panel.charts) {
        let pixels = if panel.scaling_bar.is_some() { fitting(frame, chart) } else { common };
        let with_scaling_bar = panel.scaling_bar.is_some();
        let scale = Scale { quantity: Quantity::Amount, pixels, with_scaling_bar, vertical: true };
        let index = match shared.filter(|_| !with_scaling_bar) {
            Some(index) => index,
            None => pen.scene.scale(scale),
        };
        shared = Some(index);
        draw_chart(pen, panel, chart, frame, (pixels, index));
    }
}

/// Divides one chart's area.
fn frame(pen: &Pen, panel: &TimelinesPanel, chart: &Timeline, area: Area) -> Frame {
    let sheet = &pen.sheet;
    let small = panel.side_by_side > 1;
    let size = if small { sheet.small } else { sheet.body };
    let heading_lines = heading_lines(panel, sheet.small, area.width);
    let lines = if chart.heading.is_empty() { 0.0 } else { 1.0 + heading_lines as f64 };
    let heading = Area { height: lines * sheet.small * 1.4 + if lines > 0.0 { 4.0 } else { 0.0 }, ..area };
    let gutter = gutter(pen, panel, size);
    let mut y = heading.bottom();
    let rates = panel.with_rates.filter(|_| !small).map(|_| {
        let tier = Area { x: area.x + gutter, y, width: area.width - gutter, height: area.height * 0.27 };
        y = tier.bottom() + sheet.body;
        tier
    });
    let arrow = y + size * 0.8;
    if chart.arrow.is_some() {
        y += size * 2.0;
    }
    let years = line_height(size) + 6.0;
    let count = chart.years.len().max(1) as f64;
    let slot = ((area.width - gutter) / count).min(sheet.body * 26.0);
    let bars = Area { x: area.x + gutter, y, width: slot * count, height: (area.bottom() - years - y).max(10.0) };
    Frame { heading, heading_lines, rates, arrow, bars, slot, size, all_labels: true }
}

/// Room at the left for the names of the tiers or for the scaling bar.
fn gutter(pen: &Pen, panel: &TimelinesPanel, size: f64) -> f64 {
    if let Some(bar) = &panel.scaling_bar {
        return font::width(&bar.label, pen.sheet.note, Weight::Regular).max(8.0) + 10.0;
    }
    if panel.with_rates.is_some() { font::width("增减率", size, Weight::Regular) + size } else { 0.0 }
}

/// Pixels per fen with which a chart's bars and their labels just fit.
fn fitting(frame: &Frame, chart: &Timeline) -> f64 {
    let reach = chart.extent.high as f64 - chart.extent.low as f64;
    let labels = frame.size * if chart.extent.low < 0 { 3.0 } else { 1.5 };
    if reach > 0.0 { (frame.bars.height - labels).max(4.0) / reach } else { f64::MAX }
}

fn draw_chart(pen: &mut Pen, panel: &TimelinesPanel, chart: &Timeline, frame: &Frame, (pixels, scale): (f64, usize)) {
    heading(pen, chart, frame);
    let pixels = if pixels == f64::MAX { 0.0 } else { pixels };
    let below = if chart.extent.low < 0 { -chart.extent.low as f64 * pixels + frame.size * 1.5 } else { 0.0 };
    let zero = (frame.bars.bottom() - below).round();
    let first_word = pen.scene.texts.len();
    words(pen, chart, frame, zero);
    let words: Vec<Area> = pen.scene.texts.iter().skip(first_word).map(Text::bounds).collect();
    all_bars(pen, chart, frame, (zero, pixels, scale), &words);
    pen.scene.rule(Role::Axis, frame.bars.x, frame.bars.right(), zero, 1.0, pen.theme.axis);
    year_names(pen, chart, frame);
    if let Some(extent) = panel.with_rates.filter(|_| panel.side_by_side <= 1) {
        rates(pen, chart, frame, extent);
    }
    if let Some(arrow) = &chart.arrow {
        growth_arrow(pen, chart, arrow, frame, (zero, pixels));
    }
    // A chart without any amount has no scale to explain.
    if let Some(bar) = panel.scaling_bar.as_ref().filter(|_| chart.extent != Extent::default()) {
        scaling_bar(pen, bar, frame, (zero, pixels, scale));
    }
}

/// How many lines the longest name of the panel takes, at most two.
fn heading_lines(panel: &TimelinesPanel, size: f64, width: f64) -> usize {
    let lines = panel.charts.iter().map(|chart| font::wrap(&chart.heading, size, Weight::Bold, width, 2).len());
    lines.max().unwrap_or(0)
}

/// Name in bold and the change in words.
fn heading(pen: &mut Pen, chart: &Timeline, frame: &Frame) {
    let size = pen.sheet.small;
    let area = frame.heading;
    let name = font::wrap(&chart.heading, size, Weight::Bold, area.width, frame.heading_lines);
    for (index, line) in name.iter().enumerate() {
        pen.scene.text(line, (area.x, area.y + size * (1.0 + 1.25 * index as f64)), Align::Start, pen.bold(size));
    }
    let last = name.len().saturating_sub(1) as f64;
    let colour = match chart.judgement {
        Judgement::Neutral => pen.theme.secondary,
        judgement => pen.theme.judged_text(judgement),
    };
    let remark = font::wrap(&chart.remark, size, Weight::Regular, area.width, 1).into_iter().next().unwrap_or_default();
    let style = Style { colour, ..pen.prose(size) };
    pen.scene.text(&remark, (area.x, area.y + size * (2.4 + 1.25 * last)), Align::Start, style);
}

/// Whether every bar's label is narrower than its slot.
fn labels_fit(chart: &Timeline, frame: &Frame) -> bool {
    chart.years.iter().all(|slot| {
        let room = frame.slot / slot.bars.len().max(1) as f64;
        slot.bars.iter().all(|bar| font::width(&bar.label, frame.size, Weight::Regular) + 4.0 <= room)
    })
}

/// Whether the labels of the first and the last year that have bars stand beside each other; else only the last is
/// written.
fn both_ends_fit(chart: &Timeline, frame: &Frame) -> bool {
    let with_bars = || chart.years.iter().enumerate().filter(|(_, slot)| !slot.bars.is_empty());
    let (Some((first, one)), Some((last, two))) = (with_bars().next(), with_bars().next_back()) else { return true };
    let width = |slot: &YearSlot| {
        slot.bars.iter().map(|bar| font::width(&bar.label, frame.size, Weight::Regular)).fold(0.0, f64::max)
    };
    // At the edge of the chart a label moves inwards.
    let right = frame.bars.right();
    let left_end = (frame.slot_area(first).centre() + width(one) / 2.0).max(frame.bars.x + width(one));
    let right_start = (frame.slot_area(last).centre() - width(two) / 2.0).min(right - width(two));
    first == last || left_end + 6.0 <= right_start
}

/// Where the bars of one year stand, side by side, with the signed tops of their values.
fn bar_areas(pen: &Pen, slot: &YearSlot, area: Area, (zero, pixels): (f64, f64)) -> Vec<Area> {
    let count = slot.bars.len().max(1) as f64;
    let width = (area.width * if count > 1.0 { 0.38 } else { 0.56 }).min(pen.sheet.body * 5.5).round();
    let gap = if count > 1.0 { (width * 0.12).round() } else { 0.0 };
    let left = (area.centre() - (width * count + gap * (count - 1.0)) / 2.0).round();
    let place = |(index, bar): (usize, &LabelledBar)| {
        let x = left + index as f64 * (width + gap);
        let height = (bar.value.unsigned_abs() as f64 * pixels).round().max(if bar.value == 0 { 0.0 } else { 1.0 });
        let y = if bar.value < 0 { zero + 1.0 } else { zero - height };
        Area { x, y, width, height }
    };
    slot.bars.iter().enumerate().map(place).collect()
}

/// The bars of all years, and their labels: all of them where they fit, else the first and the last.
fn all_bars(pen: &mut Pen, chart: &Timeline, frame: &Frame, (zero, pixels, scale): (f64, f64, usize), words: &[Area]) {
    let places: Vec<Vec<Area>> = chart
        .years
        .iter()
        .enumerate()
        .map(|(index, slot)| bar_areas(pen, slot, frame.slot_area(index), (zero, pixels)))
        .collect();
    for (slot, areas) in chart.years.iter().zip(&places) {
        for (bar, area) in slot.bars.iter().zip(areas).filter(|(bar, _)| bar.value != 0) {
            bars::scenario_bar(pen, bar.scenario, *area, Measured { scale, from: 0, to: bar.value });
        }
    }
    let drawn: Vec<usize> =
        (0..chart.years.len()).filter(|index| places.get(*index).is_some_and(|p| !p.is_empty())).collect();
    let all = frame.all_labels;
    let all_areas: Vec<Area> = places.iter().flatten().chain(words).copied().collect();
    let ends = both_ends_fit(chart, frame);
    let shown = drawn.iter().filter(|index| all || ends && drawn.first() == Some(index) || drawn.last() == Some(index));
    for index in shown {
        let (Some(slot), Some(areas)) = (chart.years.get(*index), places.get(*index)) else { continue };
        for (bar, area) in slot.bars.iter().zip(areas) {
            bar_label(pen, bar, *area, &all_areas, frame);
        }
    }
}

/// A label above its bar and above all bars and words that it spans; below for negative values.
fn bar_label(pen: &mut Pen, bar: &LabelledBar, area: Area, all: &[Area], frame: &Frame) {
    let size = frame.size;
    let style = Style { kind: TextKind::Number, ..pen.prose(size) };
    let width = font::width(&bar.label, size, Weight::Regular);
    let left = (area.centre() - width / 2.0).clamp(frame.bars.x, (frame.bars.right() - width).max(frame.bars.x));
    let spanned = all.iter().filter(|other| other.x < left + width + 3.0 && left < other.right() + 3.0);
    let baseline = if bar.value < 0 {
        spanned.map(Area::bottom).fold(area.bottom(), f64::max) + size * 1.05
    } else {
        spanned.map(|other| other.y).fold(area.y, f64::min) - size * 0.42
    };
    pen.scene.text(&bar.label, (left.round(), baseline), Align::Start, style);
}

/// A word in the middle of each run of years that it stands for.
fn words(pen: &mut Pen, chart: &Timeline, frame: &Frame, zero: f64) {
    let mut index = 0;
    while let Some(slot) = chart.years.get(index) {
        let Some(word) = &slot.word else {
            index += 1;
            continue;
        };
        let run = chart.years.iter().skip(index).take_while(|other| other.word.as_ref() == Some(word)).count();
        let (first, last) = (frame.slot_area(index), frame.slot_area(index + run - 1));
        let narrow = font::width(word, frame.size, Weight::Regular) > first.width * 1.2 && run == 1;
        let style = pen.secondary(if narrow { pen.sheet.note } else { frame.size });
        let place = |area: Area| (area.centre(), zero - frame.size * 0.6);
        if font::width(word, frame.size, Weight::Regular) + 8.0 <= first.width {
            for each in 0..run {
                pen.scene.text(word, place(frame.slot_area(index + each)), Align::Middle, style);
            }
        } else {
            let middle = Area { width: last.right() - first.x, ..first };
            pen.scene.text(word, place(middle), Align::Middle, style);
        }
        index += run;
    }
}

/// The years below the bars: all of them where they fit, else the first and the last.
fn year_names(pen: &mut Pen, chart: &Timeline, frame: &Frame) {
    let name = |slot: &YearSlot| format!("{}年", slot.year);
    let plain = |slot: &YearSlot| slot.year.to_string();
    let fits = |text: String| font::width(&text, frame.size, Weight::Regular) + 6.0 <= frame.slot;
    let style = pen.secondary(frame.size);
    let baseline = frame.bars.bottom() + frame.size * 1.25;
    let with_unit = chart.years.iter().all(|slot| fits(name(slot)));
    let all = chart.years.iter().all(|slot| fits(plain(slot)));
    for (index, slot) in chart.years.iter().enumerate() {
        let edge = index == 0 || index + 1 == chart.years.len();
        if all || edge {
            let text = if with_unit { name(slot) } else { plain(slot) };
            // In a narrow slot the first and the last year move inwards.
            let half = font::width(&text, frame.size, Weight::Regular) / 2.0;
            let right = (frame.bars.right() - half).max(frame.bars.x + half);
            let centre = frame.slot_area(index).centre().clamp(frame.bars.x + half, right);
            pen.scene.text(&text, (centre, baseline), Align::Middle, style);
        }
    }
}

/// The tier of pins above the bars.
fn rates(pen: &mut Pen, chart: &Timeline, frame: &Frame, extent: Extent) {
    let Some(tier) = frame.rates else { return };
    let size = frame.size;
    let label = size * 1.7;
    let above = label;
    let below = if extent.low < 0 { label } else { 0.0 };
    let reach = extent.high as f64 - extent.low as f64;
    let pixels = if reach > 0.0 { (tier.height - above - below).max(4.0) / reach } else { 0.0 };
    let zero = (tier.bottom() - below + extent.low as f64 * pixels).round();
    pen.scene.scale(Scale { quantity: Quantity::Rate, pixels, with_scaling_bar: false, vertical: true });
    for (index, slot) in chart.years.iter().enumerate() {
        let centre = frame.slot_area(index).centre().round();
        match &slot.rate {
            Some(RateMark::Pin(pin)) => upright_pin(pen, pin, (centre, zero, pixels), size),
            Some(RateMark::Word(word)) => {
                let style = pen.secondary(size);
                pen.scene.text(word, (centre, zero - size * 0.55), Align::Middle, style);
            }
            None => {}
        }
    }
    pen.scene.rule(Role::Axis, frame.bars.x, frame.bars.right(), zero, 1.0, pen.theme.axis);
    let name = pen.secondary(size);
    pen.scene.text_at_middle("增减率", (frame.heading.x, zero), Align::Start, name);
}

fn upright_pin(pen: &mut Pen, pin: &Pin, (x, zero, pixels): (f64, f64, f64), size: f64) {
    let end = zero - pin.value as f64 * pixels;
    let radius = (size * 0.27).max(3.0);
    if pin.value != 0 {
        bars::pin_upright(pen, pin.judgement, (zero, end, x), pin.clipped, radius);
    }
    let style = Style { kind: TextKind::Signed, ..pen.prose(size) };
    let baseline = if pin.value < 0 { end + radius + size * 0.95 } else { end - radius - size * 0.3 };
    pen.scene.text(&pin.label, (x, baseline), Align::Middle, style);
}

/// An arrow over the bars from the first to the last year, with 年均增长 in its middle.
fn growth_arrow(pen: &mut Pen, chart: &Timeline, arrow: &Arrow, frame: &Frame, (zero, pixels): (f64, f64)) {
    let find = |year: i32| chart.years.iter().position(|slot| slot.year == year);
    let (Some(first), Some(last)) = (find(arrow.from_year), find(arrow.to_year)) else { return };
    let place = |index: usize| arrow_end(pen, chart, arrow, frame.slot_area(index), index, (zero, pixels));
    let (Some((from, from_top)), Some((to, to_top))) = (place(first), place(last)) else { return };
    let y = frame.arrow.round();
    let colour = pen.theme.secondary;
    let size = frame.size;
    let label = font::width(&arrow.label, size, Weight::Bold);
    let middle = ((from + to) / 2.0).round();
    let (left, right) = (middle - label / 2.0 - size * 0.6, middle + label / 2.0 + size * 0.6);
    pen.scene.rule(Role::Connector, from, left, y, 1.0, colour);
    pen.scene.rule(Role::Connector, right, to, y, 1.0, colour);
    let head = size * 0.4;
    for (top, x, tip) in [(from_top, from, 0.0), (to_top, to, head * 1.6)] {
        let end = top - size * 1.6;
        if end - tip > y + 2.0 {
            pen.scene.upright(Role::Connector, x, y, end - tip, 1.0, colour);
            if tip > 0.0 {
                let points =
                    vec![(x + 0.5 - head * 0.75, end - tip), (x + 0.5 + head * 0.75, end - tip), (x + 0.5, end)];
                pen.scene.mark(Role::Connector, Shape::Polygon(points, colour));
            }
        } else if tip > 0.0 {
            let points = vec![(x - tip, y + 0.5 - head * 0.75), (x - tip, y + 0.5 + head * 0.75), (x, y + 0.5)];
            pen.scene.mark(Role::Connector, Shape::Polygon(points, colour));
        }
    }
    pen.scene.text_at_middle(&arrow.label, (middle, y + 0.5), Align::Middle, pen.bold(size));
}

/// Where the arrow touches a year: the middle and the top of the bar of its scenario.
fn arrow_end(
    pen: &Pen,
    chart: &Timeline,
    arrow: &Arrow,
    area: Area,
    index: usize,
    scale: (f64, f64),
) -> Option<(f64, f64)> {
    let slot = chart.years.get(index)?;
    let areas = bar_areas(pen, slot, area, scale);
    let bar = slot.bars.iter().zip(areas).find(|(bar, _)| bar.scenario == arrow.scenario)?;
    Some((bar.1.centre().round(), bar.1.y.min(scale.0)))
}

/// The same amount in every chart, as a bracket at the left.
fn scaling_bar(pen: &mut Pen, bar: &ScalingBar, frame: &Frame, (zero, pixels, scale): (f64, f64, usize)) {
    let height = (bar.value as f64 * pixels).round();
    let x = frame.heading.x.round();
    let colour = pen.theme.secondary;
    let bracket = Area { x: x + 1.0, y: zero - height, width: 2.0, height };
    let measured = Measured { scale, from: 0, to: bar.value };
    pen.scene.measured(Role::Rule, Shape::Fill(bracket, colour), measured);
    pen.scene.rule(Role::Rule, x, x + 5.0, zero - height, 1.0, colour);
    pen.scene.rule(Role::Rule, x, x + 5.0, zero, 1.0, colour);
    let style = pen.secondary(pen.sheet.note);
    pen.scene.text(&bar.label, (x, frame.bars.bottom() + frame.size * 1.2), Align::Start, style);
}
