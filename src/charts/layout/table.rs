//! Layout of a table: rows of names, numbers and marks under common heads. All amount columns share one scale.

use super::{Pen, Sheet, bars};
use crate::charts::font::{self, Weight};
use crate::charts::number::MINUS;
use crate::charts::scene::{Align, Area, Measured, Quantity, Role, Scale, Shape, Style, TextKind};
use crate::charts::spec::{
    Bar, Bridge, BridgeFill, Cell, Column, ColumnKind, Emphasis, Extent, HeatCell, Pin, Row, TablePanel, Variance,
};

/// Space between a mark and its label, in ems.
const LABEL_GAP: f64 = 0.45;

/// The height that the table would like to have on a page that grows with it.
pub fn natural_height(panel: &TablePanel, sheet: &Sheet) -> f64 {
    let names = name_lines(panel, sheet.body, sheet.measure() * DIVISIONS[0].names);
    let lines: usize = names.iter().map(|lines| lines.len().max(1)).sum();
    head_height(sheet) + lines as f64 * sheet.body * 1.35 + panel.rows.len() as f64 * sheet.body * 0.75
}

/// How the width is divided: what names may take, what pins take beside their labels, space between columns, and text.
#[derive(Clone, Copy)]
struct Division {
    names: f64,
    rates: f64,
    gap: f64,
    text: f64,
}

/// From generous to narrow; the first one in which all columns stand beside each other is used.
const DIVISIONS: [Division; 6] = [
    Division { names: 0.31, rates: 0.12, gap: 1.7, text: 1.0 },
    Division { names: 0.27, rates: 0.09, gap: 1.4, text: 1.0 },
    Division { names: 0.24, rates: 0.07, gap: 1.1, text: 0.95 },
    Division { names: 0.21, rates: 0.06, gap: 0.9, text: 0.9 },
    Division { names: 0.19, rates: 0.05, gap: 0.8, text: 0.85 },
    Division { names: 0.16, rates: 0.04, gap: 0.7, text: 0.8 },
];

/// The least room for bars, as a part of the width.
const LEAST_BARS: f64 = 0.1;

fn head_height(sheet: &Sheet) -> f64 {
    (sheet.small * 2.0).round()
}

/// Where a column stands.
#[derive(Clone, Copy, Debug)]
struct Slot {
    left: f64,
    width: f64,
    zero: f64,
    pixels: f64,
    scale: usize,
    texts: Align,
}

impl Slot {
    fn at(&self, value: i64) -> f64 {
        self.zero + value as f64 * self.pixels
    }

    fn right(&self) -> f64 {
        self.left + self.width
    }
}

/// Where a row stands, and its name broken into lines.
struct Placed {
    area: Area,
    name: Vec<String>,
}

/// Sizes that hold for all rows.
#[derive(Clone, Copy)]
struct Sizes {
    text: f64,
    bar: f64,
}

/// Draws the table into an area; returns where its rows stand.
pub fn draw(pen: &mut Pen, panel: &TablePanel, area: Area) -> Vec<Area> {
    if panel.rows.is_empty() {
        return Vec::new();
    }
    let head = head_height(&pen.sheet);
    let room = Area { y: area.y + head, height: area.height - head, ..area };
    let fits = |division: &&Division| least_width(pen, panel, room, division) <= area.width;
    let division = DIVISIONS.iter().find(fits).unwrap_or(&DIVISIONS[DIVISIONS.len() - 1]);
    let (sizes, rows) = place_rows(&pen.sheet, panel, room, division);
    let slots = place_columns(pen, panel, area, (sizes, &rows), division);
    heads(pen, panel, &slots, area.y, head);
    for (row, placed) in panel.rows.iter().zip(&rows) {
        row_lines(pen, row, placed.area);
        for (cell, slot) in row.cells.iter().zip(&slots) {
            draw_cell(pen, (cell, row.emphasis), *slot, placed, sizes);
        }
    }
    axes(pen, panel, &slots, &rows);
    if panel.connected {
        connectors(pen, panel, &slots, &rows, sizes);
    }
    rows.into_iter().map(|row| row.area).collect()
}

/// The lines of each row's name.
fn name_lines(panel: &TablePanel, size: f64, room: f64) -> Vec<Vec<String>> {
    panel
        .rows
        .iter()
        .map(|row| match row.cells.iter().find(|cell| matches!(cell, Cell::Name(_))) {
            Some(Cell::Name(name)) => font::wrap(name, size, weight_of(row.emphasis), room, 4),
            _ => Vec::new(),
        })
        .collect()
}

fn weight_of(emphasis: Emphasis) -> Weight {
    match emphasis {
        Emphasis::Total | Emphasis::Opening => Weight::Bold,
        Emphasis::Item | Emphasis::Rest => Weight::Regular,
    }
}

/// The largest text size at which all names fit, and the rows: room that is left is shared out evenly.
fn place_rows(sheet: &Sheet, panel: &TablePanel, area: Area, division: &Division) -> (Sizes, Vec<Placed>) {
    let name_room = area.width * division.names;
    let mut text = (sheet.body * division.text).max(sheet.note);
    let mut names = name_lines(panel, text, name_room);
    while needed_height(&names, text) > area.height && text > sheet.note {
        text -= 0.5;
        names = name_lines(panel, text, name_room);
    }
    let lines = |names: &[Vec<String>]| names.iter().map(|lines| lines.len().max(1)).max().unwrap_or(1);
    while needed_height(&names, text) > area.height && lines(&names) > 1 {
        let fewer = lines(&names) - 1;
        for (name, row) in names.iter_mut().zip(&panel.rows) {
            *name = font::wrap(&name.concat(), text, weight_of(row.emphasis), name_room, fewer);
        }
    }
    let count = panel.rows.len() as f64;
    let spare = ((area.height - needed_height(&names, text)) / count)
        .clamp(0.0, text * if panel.stretched { 14.0 } else { 4.6 });
    let mut y = area.y;
    let mut rows = Vec::with_capacity(panel.rows.len());
    for name in names {
        let bottom = y + row_height(&name, text) + spare;
        let (top, end) = (y.round(), bottom.round());
        rows.push(Placed { area: Area { x: area.x, y: top, width: area.width, height: end - top }, name });
        y = bottom;
    }
    let least = rows.iter().map(|row| row.area.height).fold(f64::INFINITY, f64::min);
    let bar = (least * 0.44).clamp(6.0, text * 1.9).round();
    (Sizes { text, bar }, rows)
}

fn needed_height(names: &[Vec<String>], text: f64) -> f64 {
    names.iter().map(|name| row_height(name, text)).sum()
}

fn row_height(name: &[String], text: f64) -> f64 {
    name.len().max(1) as f64 * text * 1.25 + text * 0.32
}

/// The width that a column needs for its texts, and the room left and right of its extreme marks.
struct Need {
    least: f64,
    before: f64,
    after: f64,
    extent: Extent,
    factor: f64,
}

fn need_of(pen: &Pen, panel: &TablePanel, index: usize, column: &Column, sizes: Sizes) -> Need {
    let sheet = &pen.sheet;
    let swatch = if column.swatch.is_some() { sheet.small * 1.75 } else { 0.0 };
    let head = font::width(&column.head, sheet.small, Weight::Regular) + swatch;
    let mut need = Need { least: head, before: 0.0, after: 0.0, extent: Extent::default(), factor: 1.0 };
    match column.holds {
        ColumnKind::Amounts(extent) | ColumnKind::Rates(extent) => need.extent = extent,
        ColumnKind::Enlarged(extent, factor) => (need.extent, need.factor) = (extent, f64::from(factor)),
        ColumnKind::Names | ColumnKind::Numbers | ColumnKind::Heat => {}
    }
    if length(need.extent) == 0.0 && matches!(column.holds, ColumnKind::Amounts(_)) {
        need.least = need.least.max(sheet.measure() * LEAST_BARS);
    }
    for row in &panel.rows {
        let Some(cell) = row.cells.get(index) else { continue };
        let weight = weight_of(row.emphasis);
        let measure = |text: &str| font::width(text, sizes.text, weight);
        let gap = sizes.text * LABEL_GAP;
        match cell {
            Cell::Signed(text) if column.holds != ColumnKind::Numbers && text.starts_with(MINUS) => {
                need.before = need.before.max(measure(text) + gap);
            }
            Cell::Signed(text) if column.holds != ColumnKind::Numbers => {
                need.after = need.after.max(measure(text) + gap)
            }
            Cell::Number(text) | Cell::Signed(text) => need.least = need.least.max(measure(text)),
            Cell::Word(text) if matches!(column.holds, ColumnKind::Numbers | ColumnKind::Heat) => {
                need.least = need.least.max(measure(text));
            }
            Cell::Word(text) => need.after = need.after.max(measure(text) + gap),
            Cell::Variance(Variance { value, label, .. }) if *value < 0 => {
                need.before = need.before.max(measure(label) + gap);
            }
            Cell::Variance(Variance { label, .. }) => need.after = need.after.max(measure(label) + gap),
            Cell::Pin(Pin { value, label, .. }) if *value < 0 => {
                need.before = need.before.max(measure(label) + gap + sizes.text * 0.5);
            }
            Cell::Pin(Pin { label, .. }) => need.after = need.after.max(measure(label) + gap + sizes.text * 0.5),
            Cell::Bridge(bridge) if left_of_zero(bridge) => need.before = need.before.max(measure(&bridge.label) + gap),
            Cell::Bridge(Bridge { label, .. }) => need.after = need.after.max(measure(label) + gap),
            Cell::Heat(HeatCell { label, .. }) => need.least = need.least.max(measure(label) + sizes.text * 0.8),
            Cell::Blank | Cell::Name(_) | Cell::Bars(_) => {}
        }
    }
    need
}

/// The width that all columns need at least, with some room for bars.
fn least_width(pen: &Pen, panel: &TablePanel, area: Area, division: &Division) -> f64 {
    let (sizes, rows) = place_rows(&pen.sheet, panel, area, division);
    let gap = (pen.sheet.body * division.gap).round();
    let mut width = gap * panel.columns.len().saturating_sub(1) as f64;
    for (index, column) in panel.columns.iter().enumerate() {
        let need = need_of(pen, panel, index, column, sizes);
        width += match column.holds {
            ColumnKind::Names => name_width(panel, &rows, sizes.text),
            ColumnKind::Numbers => need.least,
            ColumnKind::Heat => need.least.min(pen.sheet.body * 3.6) - gap,
            ColumnKind::Rates(_) => rate_width(&need, area.width * division.rates, 0.0),
            ColumnKind::Amounts(extent) | ColumnKind::Enlarged(extent, _) => {
                let bars = if length(extent) > 0.0 { area.width * LEAST_BARS } else { 0.0 };
                (need.before + need.after + bars).max(need.least)
            }
        };
    }
    width
}

/// Places the columns. Names and numbers take what they need, pins a fixed part, and the amount columns share the
/// rest so that one fen has the same length in all of them.
fn place_columns(
    pen: &mut Pen,
    panel: &TablePanel,
    area: Area,
    (sizes, rows): (Sizes, &[Placed]),
    division: &Division,
) -> Vec<Slot> {
    let gap = (pen.sheet.body * division.gap).round();
    let needs: Vec<Need> =
        panel.columns.iter().enumerate().map(|(index, column)| need_of(pen, panel, index, column, sizes)).collect();
    let names = name_width(panel, rows, sizes.text);
    let is_heat = |index: usize| panel.columns.get(index).is_some_and(|column| column.holds == ColumnKind::Heat);
    let gaps = (1..panel.columns.len()).filter(|index| !(is_heat(*index) && is_heat(index - 1))).count();
    let mut room = area.width - gap * gaps as f64;
    let (mut amounts, mut heats, mut rates): (Vec<&Need>, usize, Vec<&Need>) = (Vec::new(), 0, Vec::new());
    for (column, need) in panel.columns.iter().zip(&needs) {
        match column.holds {
            ColumnKind::Names => room -= names,
            ColumnKind::Numbers => room -= need.least,
            ColumnKind::Rates(_) => rates.push(need),
            ColumnKind::Amounts(_) | ColumnKind::Enlarged(..) => amounts.push(need),
            ColumnKind::Heat => heats += 1,
        }
    }
    // Without other marks the pins have all the room.
    let rate_room = if amounts.is_empty() && heats == 0 { room } else { 0.0 };
    room -= rates.iter().map(|need| rate_width(need, area.width * division.rates, rate_room)).sum::<f64>();
    let pixels = amount_scale(&amounts, room);
    let scale = pen.scene.scale(Scale { quantity: Quantity::Amount, pixels, with_scaling_bar: false, vertical: false });
    let heat_width = (room / heats.max(1) as f64).min(pen.sheet.body * 14.0).floor();
    let mut x = area.x;
    let mut slots = Vec::with_capacity(needs.len());
    for (index, (column, need)) in panel.columns.iter().zip(&needs).enumerate() {
        let slot = match column.holds {
            ColumnKind::Names => Slot { left: x, width: names, zero: x, pixels: 0.0, scale, texts: Align::Start },
            ColumnKind::Numbers => Slot { left: x, width: need.least, zero: x, pixels: 0.0, scale, texts: Align::End },
            ColumnKind::Heat => Slot { left: x, width: heat_width, zero: x, pixels: 0.0, scale, texts: Align::Middle },
            ColumnKind::Amounts(_) => amount_slot(need, x, pixels, scale),
            ColumnKind::Enlarged(..) => enlarged_slot(pen, need, x, pixels),
            ColumnKind::Rates(_) => rate_slot(pen, need, x, rate_width(need, area.width * division.rates, rate_room)),
        };
        let separation = if is_heat(index) && is_heat(index + 1) { 0.0 } else { gap };
        x = slot.right() + separation;
        slots.push(slot);
    }
    slots
}

/// The width of the longest line of any name.
fn name_width(panel: &TablePanel, rows: &[Placed], text: f64) -> f64 {
    rows.iter()
        .zip(&panel.rows)
        .flat_map(|(placed, row)| placed.name.iter().map(|line| font::width(line, text, weight_of(row.emphasis))))
        .fold(0.0, f64::max)
}

fn rate_width(need: &Need, pins: f64, room: f64) -> f64 {
    (pins + need.before + need.after).max(need.least).max(room)
}

fn length(extent: Extent) -> f64 {
    extent.high as f64 - extent.low as f64
}

/// Pixels per fen with which the amount columns just fill the room: the widest that fits, found by halving.
fn amount_scale(needs: &[&Need], room: f64) -> f64 {
    let longest = needs.iter().map(|need| length(need.extent) * need.factor).fold(0.0, f64::max);
    if longest <= 0.0 {
        return 0.0;
    }
    let fits = |pixels: f64| needs.iter().map(|need| amount_width(need, pixels)).sum::<f64>() <= room;
    let (mut low, mut high) = (0.0, room.max(1.0) / longest);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if fits(middle) { low = middle } else { high = middle }
    }
    low
}

fn amount_width(need: &Need, pixels: f64) -> f64 {
    (need.before + length(need.extent) * need.factor * pixels + need.after).max(need.least)
}

fn amount_slot(need: &Need, left: f64, pixels: f64, scale: usize) -> Slot {
    let width = amount_width(need, pixels);
    let zero = (left + need.before - need.extent.low as f64 * pixels).round();
    Slot { left, width, zero, pixels, scale, texts: Align::Start }
}

/// A column of bars on a scale of its own, which its head names.
fn enlarged_slot(pen: &mut Pen, need: &Need, left: f64, pixels: f64) -> Slot {
    let pixels = pixels * need.factor;
    let scale = pen.scene.scale(Scale { quantity: Quantity::Amount, pixels, with_scaling_bar: true, vertical: false });
    let width = (need.before + length(need.extent) * pixels + need.after).max(need.least);
    let zero = (left + need.before - need.extent.low as f64 * pixels).round();
    Slot { left, width, zero, pixels, scale, texts: Align::Start }
}

fn rate_slot(pen: &mut Pen, need: &Need, left: f64, width: f64) -> Slot {
    let reach = length(need.extent);
    let pixels = if reach > 0.0 { (width - need.before - need.after) / reach } else { 0.0 };
    let scale = pen.scene.scale(Scale { quantity: Quantity::Rate, pixels, with_scaling_bar: false, vertical: false });
    let zero = (left + need.before - need.extent.low as f64 * pixels).round();
    Slot { left, width, zero, pixels, scale, texts: Align::Start }
}

/// Heads over the columns, and the line below them.
fn heads(pen: &mut Pen, panel: &TablePanel, slots: &[Slot], y: f64, height: f64) {
    let size = pen.sheet.small;
    let style = pen.secondary(size);
    let middle = y + height * 0.38;
    for (column, slot) in panel.columns.iter().zip(slots) {
        let swatch = if column.swatch.is_some() { size * 1.75 } else { 0.0 };
        let width = font::width(&column.head, size, Weight::Regular) + swatch;
        let left = match column.holds {
            ColumnKind::Names => slot.left,
            ColumnKind::Numbers => slot.right() - width,
            ColumnKind::Heat => slot.left + (slot.width - width) / 2.0,
            ColumnKind::Amounts(extent) | ColumnKind::Enlarged(extent, _) | ColumnKind::Rates(extent)
                if extent.low == 0 =>
            {
                slot.zero.max(slot.left)
            }
            ColumnKind::Amounts(_) | ColumnKind::Enlarged(..) | ColumnKind::Rates(_) => {
                (slot.zero - width / 2.0).clamp(slot.left, (slot.right() - width).max(slot.left))
            }
        };
        if let Some(scenario) = column.swatch {
            let at = (left, middle.round());
            bars::swatch(pen, crate::charts::spec::Swatch::Scenario(scenario), at, size);
        }
        pen.scene.text_at_middle(&column.head, (left + swatch, middle), Align::Start, style);
    }
    if let (Some(first), Some(last)) = (slots.first(), slots.last()) {
        let right = last.right().max(pen.sheet.width - pen.sheet.margin);
        pen.scene.rule(Role::Rule, first.left, right, y + height - 3.0, 1.0, pen.theme.earlier);
    }
}

/// The line that sets a row off from its neighbours.
fn row_lines(pen: &mut Pen, row: &Row, area: Area) {
    let (x, right) = (area.x, area.right());
    match row.emphasis {
        Emphasis::Item | Emphasis::Rest => {
            pen.scene.rule(Role::Rule, x, right, area.bottom() - 1.0, 1.0, pen.theme.hairline);
        }
        Emphasis::Opening => pen.scene.rule(Role::Rule, x, right, area.bottom() - 1.0, 1.0, pen.theme.earlier),
        Emphasis::Total => pen.scene.rule(Role::Rule, x, right, area.y - 1.0, 1.0, pen.theme.axis),
    }
}

fn draw_cell(pen: &mut Pen, (cell, emphasis): (&Cell, Emphasis), slot: Slot, placed: &Placed, sizes: Sizes) {
    let middle = placed.area.middle();
    let style = Style { weight: weight_of(emphasis), ..pen.prose(sizes.text) };
    let number = Style { kind: TextKind::Number, ..style };
    let signed = Style { kind: TextKind::Signed, ..style };
    let word = Style { colour: pen.theme.secondary, ..style };
    match cell {
        Cell::Blank => {}
        Cell::Name(_) => name(pen, placed, slot, style),
        Cell::Number(text) => pen.scene.text_at_middle(text, (slot.right(), middle), Align::End, number),
        Cell::Signed(text) if slot.texts == Align::Start && text.starts_with(MINUS) => {
            let x = slot.zero - sizes.text * LABEL_GAP;
            pen.scene.text_at_middle(text, (x, middle), Align::End, signed);
        }
        Cell::Signed(text) if slot.texts == Align::Start => {
            let x = slot.zero + sizes.text * LABEL_GAP;
            pen.scene.text_at_middle(text, (x, middle), Align::Start, signed);
        }
        Cell::Signed(text) => pen.scene.text_at_middle(text, (slot.right(), middle), Align::End, signed),
        Cell::Word(text) => match slot.texts {
            Align::Start => {
                let x = slot.zero + sizes.text * LABEL_GAP;
                pen.scene.text_at_middle(text, (x, middle), Align::Start, word);
            }
            Align::Middle => {
                pen.scene.text_at_middle(text, (slot.left + slot.width / 2.0, middle), Align::Middle, word);
            }
            Align::End => pen.scene.text_at_middle(text, (slot.right(), middle), Align::End, word),
        },
        Cell::Bars(list) => scenario_bars(pen, list, slot, middle, sizes),
        Cell::Variance(variance) => variance_bar(pen, variance, slot, middle, sizes, signed),
        Cell::Pin(pin) => draw_pin(pen, pin, slot, middle, sizes, signed),
        Cell::Bridge(bridge) => draw_bridge(pen, bridge, slot, middle, sizes, signed),
        Cell::Heat(cell) => heat(pen, cell, slot, placed.area, signed),
    }
}

fn name(pen: &mut Pen, placed: &Placed, slot: Slot, style: Style) {
    let step = style.size * 1.25;
    let first = placed.area.middle() - step * (placed.name.len().saturating_sub(1)) as f64 / 2.0;
    for (index, line) in placed.name.iter().enumerate() {
        let middle = first + step * index as f64;
        pen.scene.text_at_middle(line, (slot.left, middle), Align::Start, style);
    }
}

/// A horizontal area between two values, at least one pixel long unless they are equal.
fn across(slot: Slot, from: i64, to: i64, y: f64, thickness: f64) -> Area {
    let (low, high) = (slot.at(from.min(to)).round(), slot.at(from.max(to)).round());
    let width = if from == to { 0.0 } else { (high - low).max(1.0) };
    // The zero line is one pixel wide and lies left of zero: bars to the left end where it begins.
    let x = if from.max(to) <= 0 && from != to { high - 1.0 - width } else { low };
    Area { x, y: y.round(), width, height: thickness }
}

/// The bars of one row from zero: the earlier one behind, a little higher.
fn scenario_bars(pen: &mut Pen, list: &[Bar], slot: Slot, middle: f64, sizes: Sizes) {
    let offset = (sizes.bar * 0.34).round();
    let count = list.len().saturating_sub(1) as f64;
    let top = middle - (sizes.bar + offset * count) / 2.0;
    for (index, bar) in list.iter().enumerate().filter(|(_, bar)| bar.value != 0) {
        let area = across(slot, 0, bar.value, top + offset * index as f64, sizes.bar);
        let measured = Measured { scale: slot.scale, from: 0, to: bar.value };
        bars::scenario_bar(pen, bar.scenario, area, measured);
    }
}

/// Puts a label beyond the end of a mark, away from zero.
fn label_beyond(pen: &mut Pen, label: &str, (start, end, middle): (f64, f64, f64), downwards: bool, style: Style) {
    let gap = style.size * LABEL_GAP;
    if downwards {
        pen.scene.text_at_middle(label, (start - gap, middle), Align::End, style);
    } else {
        pen.scene.text_at_middle(label, (end + gap, middle), Align::Start, style);
    }
}

fn variance_bar(pen: &mut Pen, variance: &Variance, slot: Slot, middle: f64, sizes: Sizes, style: Style) {
    let area = across(slot, 0, variance.value, middle - sizes.bar / 2.0, sizes.bar);
    if variance.value != 0 {
        let measured = Measured { scale: slot.scale, from: 0, to: variance.value };
        bars::judged_bar(pen, variance.judgement, area, measured);
    }
    label_beyond(pen, &variance.label, (area.x, area.right(), middle), variance.value < 0, style);
}

fn draw_pin(pen: &mut Pen, pin: &Pin, slot: Slot, middle: f64, sizes: Sizes, style: Style) {
    let radius = (sizes.text * 0.27).max(3.0);
    let end = slot.at(pin.value);
    if pin.value != 0 {
        bars::pin_across(pen, pin.judgement, (slot.zero, end, middle), pin.clipped, radius);
    }
    let reach = if pin.value == 0 { 0.0 } else { radius * if pin.clipped { 1.0 } else { 0.8 } };
    label_beyond(pen, &pin.label, (end - reach, end + reach, middle), pin.value < 0, style);
}

/// A bar wholly left of zero has its label at its left, where it does not run into the axis.
fn left_of_zero(bridge: &Bridge) -> bool {
    bridge.from.max(bridge.to) <= 0 && bridge.from.min(bridge.to) < 0
}

fn draw_bridge(pen: &mut Pen, bridge: &Bridge, slot: Slot, middle: f64, sizes: Sizes, style: Style) {
    let area = across(slot, bridge.from, bridge.to, middle - sizes.bar / 2.0, sizes.bar);
    let measured = Measured { scale: slot.scale, from: bridge.from, to: bridge.to };
    let kind = match bridge.fill {
        BridgeFill::Scenario(scenario) => {
            bars::scenario_bar(pen, scenario, area, measured);
            TextKind::Number
        }
        BridgeFill::Judgement(judgement) => {
            bars::judged_bar(pen, judgement, area, measured);
            TextKind::Signed
        }
    };
    let left = left_of_zero(bridge);
    label_beyond(pen, &bridge.label, (area.x, area.right(), middle), left, Style { kind, ..style });
}

fn heat(pen: &mut Pen, cell: &HeatCell, slot: Slot, row: Area, style: Style) {
    let colour = pen.theme.heat(cell.level, cell.judgement);
    let (left, right) = (slot.left.round(), slot.right().round());
    let area = Area { x: left + 1.0, y: row.y + 1.0, width: right - left - 2.0, height: row.height - 2.0 };
    pen.scene.mark(Role::Cell, Shape::Fill(area, colour));
    let needed = font::width(&cell.label, style.size, style.weight) + 4.0;
    let size = (style.size * (area.width / needed).min(1.0)).max(pen.sheet.note * 0.9);
    let style = Style { colour: pen.theme.ink_on(colour), size, ..style };
    pen.scene.text_at_middle(&cell.label, (area.centre(), area.middle()), Align::Middle, style);
}

/// Zero lines of the columns with marks.
fn axes(pen: &mut Pen, panel: &TablePanel, slots: &[Slot], rows: &[Placed]) {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
    for (column, slot) in panel.columns.iter().zip(slots) {
        if matches!(column.holds, ColumnKind::Amounts(_) | ColumnKind::Enlarged(..) | ColumnKind::Rates(_)) {
            let (top, bottom) = (first.area.y + 1.0, last.area.bottom() - 2.0);
            pen.scene.upright(Role::Axis, slot.zero - 1.0, top, bottom, 1.0, pen.theme.axis);
        }
    }
}

/// Thin lines from the end of each floating bar to the start of the next, in every column of such bars.
fn connectors(pen: &mut Pen, panel: &TablePanel, slots: &[Slot], rows: &[Placed], sizes: Sizes) {
    for (index, slot) in slots.iter().enumerate() {
        let bridges: Vec<(&Bridge, f64)> = panel
            .rows
            .iter()
            .zip(rows)
            .filter_map(|(row, placed)| match row.cells.get(index) {
                Some(Cell::Bridge(bridge)) => Some((bridge, placed.area.middle())),
                _ => None,
            })
            .collect();
        for pair in bridges.windows(2) {
            let [(bridge, from), (next, to)] = pair else { continue };
            // A change of nothing has no bar: the line runs through.
            let above = if bridge.from == bridge.to { -sizes.bar / 2.0 } else { sizes.bar / 2.0 };
            let (top, bottom) = (from + above, to - sizes.bar / 2.0);
            let x = slot.at(bridge.to).round() - if bridge.to <= 0 || next.to < bridge.to { 0.0 } else { 1.0 };
            pen.scene.upright(Role::Connector, x, top, bottom, 1.0, pen.theme.secondary);
        }
    }
}
