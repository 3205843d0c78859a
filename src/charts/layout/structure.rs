//! Layout of stacked 100% bars beside a table whose rows belong to the parts of the last bar.

use super::{Pen, line_height, table};
use crate::charts::font::{self, Weight};
use crate::charts::scene::{Align, Area, Role, Shape, Style, TextKind};
use crate::charts::spec::{Stack, StructurePanel};

/// Draws the bars, the table, and thin lines from the parts of the last bar to their rows.
pub fn draw(pen: &mut Pen, panel: &StructurePanel, area: Area) {
    let sheet = pen.sheet;
    let count = panel.stacks.len().max(1) as f64;
    let slot = (area.width * 0.42 / count).min(sheet.body * 8.5);
    let bar = (slot * 0.74).round();
    let leaders = sheet.body * 2.6;
    let left = slot * count - (slot - bar);
    let right = Area { x: (area.x + left + leaders).round(), width: area.width - left - leaders, ..area };
    let years = line_height(sheet.body);
    let rows = table::draw(pen, &panel.table, Area { height: right.height - years, ..right });
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
    let (top, bottom) = (first.y + 4.0, last.bottom() - 4.0);
    for (index, stack) in panel.stacks.iter().enumerate() {
        let frame = Area { x: (area.x + slot * index as f64).round(), y: top, width: bar, height: bottom - top };
        let parts = stack_bar(pen, stack, frame);
        let style = pen.secondary(sheet.body);
        pen.scene.text(&stack.label, (frame.centre(), bottom + sheet.body * 1.35), Align::Middle, style);
        if index + 1 == panel.stacks.len() {
            for (part, row) in parts.iter().zip(&rows) {
                let from = (frame.right() + 3.0, part.middle());
                let to = (right.x - 6.0, row.middle());
                pen.scene.mark(Role::Connector, Shape::Line(from, to, pen.theme.earlier, 1.0));
            }
        }
    }
}

/// One bar, cut into parts by exact running sums; a part's label stands inside where it fits.
fn stack_bar(pen: &mut Pen, stack: &Stack, frame: Area) -> Vec<Area> {
    if let Some(word) = &stack.word {
        let style = pen.secondary(pen.sheet.body);
        pen.scene.text_at_middle(word, (frame.centre(), frame.middle()), Align::Middle, style);
        return Vec::new();
    }
    let whole: i128 = stack.parts.iter().map(|part| i128::from(part.value)).sum();
    let edge = |sum: i128| (frame.y + frame.height * (sum as f64 / whole.max(1) as f64)).round();
    let mut sum = 0_i128;
    let mut areas = Vec::with_capacity(stack.parts.len());
    for (index, part) in stack.parts.iter().enumerate() {
        let top = edge(sum);
        sum += i128::from(part.value);
        let bottom = edge(sum);
        let area = Area { x: frame.x, y: top, width: frame.width, height: bottom - top };
        areas.push(area);
        if area.height < 1.0 {
            continue;
        }
        let gap = if area.height > 3.0 && index > 0 { 1.0 } else { 0.0 };
        let colour = pen.theme.part(index, stack.parts.len());
        let filled = Area { y: area.y + gap, height: area.height - gap, ..area };
        pen.scene.mark(Role::Cell, Shape::Fill(filled, colour));
        let size = pen.sheet.small;
        let fits = area.height >= size * 1.25 && font::width(&part.label, size, Weight::Regular) + 4.0 <= area.width;
        if fits {
            let style = Style { colour: pen.theme.ink_on(colour), kind: TextKind::Number, ..pen.prose(size) };
            pen.scene.text_at_middle(&part.label, (filled.centre(), filled.middle()), Align::Middle, style);
        }
    }
    areas
}
