//! Ruled tables: widths of columns from their texts, heights of rows from wrapped texts, pages as they are filled.

use super::pages::{MARGIN, Pages};
use crate::sample::draft::{Content, Draft, Table};

/// Space between a text and the lines of its cell.
const PADDING: f32 = 3.0;
/// Type sizes that are tried, largest first.
const SIZES: [f32; 4] = [9.0, 8.0, 7.0, 6.0];
/// Columns from which a table lies on a landscape page.
const WIDE: usize = 8;

struct Plan {
    size: f32,
    widths: Vec<f32>,
    heights: Vec<f32>,
}

/// Draws a table. Where it goes on over a page, its head is repeated or not.
pub fn draw(pages: &mut Pages, draft: &Draft, table: &Table, repeat_head: bool) {
    let columns = table.rows.first().map_or(0, Vec::len);
    let landscape = columns >= WIDE;
    if landscape != pages.is_landscape() {
        pages.begin(landscape);
    }
    let plan = plan(pages, draft, table);
    let head: f32 = plan.heights.iter().take(table.head).sum();
    let first = plan.heights.get(table.head).copied().unwrap_or(0.0);
    if !pages.fits(head + first + 90.0) {
        pages.begin(landscape);
    }
    caption(pages, table, plan.widths.iter().sum());
    draw_rows(pages, draft, table, &plan, 0, table.head);
    for row in table.head..table.rows.len() {
        if !pages.fits(plan.heights.get(row).copied().unwrap_or(0.0)) {
            pages.begin(landscape);
            if repeat_head {
                draw_rows(pages, draft, table, &plan, 0, table.head);
            }
        }
        draw_rows(pages, draft, table, &plan, row, row + 1);
    }
    for note in &table.notes {
        pages.paragraph(note, plan.size, plan.size * 1.8, 0.0);
    }
    pages.advance(14.0);
}

fn caption(pages: &mut Pages, table: &Table, width: f32) {
    if !table.number.is_empty() {
        pages.paragraph(&table.number, 10.0, 18.0, 0.0);
    }
    pages.centred(&table.title, 14.0, 24.0);
    let unit = format!("{}：{}", table.unit_words, table.unit.name_zh());
    pages.advance(18.0);
    let (pen, face) = (pages.pen(), pages.face());
    pages.text(MARGIN, pen, 10.0, &format!("部门：{}", table.body));
    pages.text(MARGIN + width - face.width(&unit, 10.0), pen, 10.0, &unit);
    pages.advance(6.0);
}

fn plan(pages: &Pages, draft: &Draft, table: &Table) -> Plan {
    let available = pages.width() - 2.0 * MARGIN;
    let mut best = Plan { size: SIZES[3], widths: Vec::new(), heights: Vec::new() };
    for size in SIZES {
        let (narrowest, widest) = bounds(pages, draft, table, size);
        let least: f32 = narrowest.iter().sum();
        best.size = size;
        best.widths = share_out(&narrowest, &widest, available);
        if least <= available {
            break;
        }
    }
    best.heights = heights(pages, draft, table, &best);
    best
}

/// The narrowest and the widest useful width of each column: figures and codes are never broken, words may be.
fn bounds(pages: &Pages, draft: &Draft, table: &Table, size: f32) -> (Vec<f32>, Vec<f32>) {
    let columns = table.rows.first().map_or(0, Vec::len);
    let mut narrowest = vec![2.4 * size + 2.0 * PADDING; columns];
    let mut widest = narrowest.clone();
    for (index, row) in table.rows.iter().enumerate() {
        for (column, slot) in row.iter().enumerate() {
            if slot.columns > 1 || matches!(slot.content, Content::Covered) {
                continue;
            }
            let text = draft.text_of_slot(slot);
            let needed = pages.face().width(text, size) + 2.0 * PADDING + 0.5;
            let whole = text.bytes().all(|byte| byte.is_ascii()) && index >= table.head;
            if let (Some(narrow), Some(wide)) = (narrowest.get_mut(column), widest.get_mut(column)) {
                if whole {
                    *narrow = narrow.max(needed);
                } else if index >= table.head {
                    *narrow = narrow.max(needed.min(6.0 * size));
                }
                *wide = wide.max(if index < table.head { needed.min(5.0 * size) } else { needed });
            }
        }
    }
    (narrowest, widest)
}

/// Widths between narrowest and widest that fill what is available.
fn share_out(narrowest: &[f32], widest: &[f32], available: f32) -> Vec<f32> {
    let least: f32 = narrowest.iter().sum();
    let most: f32 = widest.iter().sum();
    let part = if most > least { ((available - least) / (most - least)).clamp(0.0, 1.0) } else { 0.0 };
    narrowest.iter().zip(widest).map(|(low, high)| low + (high - low).max(0.0) * part).collect()
}

fn width_of(plan: &Plan, column: usize, columns: usize) -> f32 {
    plan.widths.iter().skip(column).take(columns.max(1)).sum()
}

fn heights(pages: &Pages, draft: &Draft, table: &Table, plan: &Plan) -> Vec<f32> {
    let line = plan.size * 1.3;
    let mut heights: Vec<f32> = vec![line + 2.0 * PADDING; table.rows.len()];
    for (index, row) in table.rows.iter().enumerate() {
        for (column, slot) in row.iter().enumerate().filter(|(_, slot)| !matches!(slot.content, Content::Covered)) {
            let width = width_of(plan, column, slot.columns) - 2.0 * PADDING;
            let lines = pages.face().wrap(draft.text_of_slot(slot), plan.size, width, 0.0).len();
            let needed = lines as f32 * line + 2.0 * PADDING;
            let covered: f32 = heights.iter().skip(index).take(slot.rows.max(1)).sum();
            let last = index + slot.rows.max(1) - 1;
            if let Some(height) = heights.get_mut(last).filter(|_| needed > covered) {
                *height += needed - covered;
            }
        }
    }
    heights
}

/// Draws the rows `from..to` at the pen and puts the pen below them.
fn draw_rows(pages: &mut Pages, draft: &Draft, table: &Table, plan: &Plan, from: usize, to: usize) {
    let line = plan.size * 1.3;
    for row in from..to {
        let top = pages.pen();
        let Some(slots) = table.rows.get(row) else { continue };
        let mut left = MARGIN;
        for (column, slot) in slots.iter().enumerate() {
            let own = plan.widths.get(column).copied().unwrap_or(0.0);
            if matches!(slot.content, Content::Covered) {
                left += own;
                continue;
            }
            let width = width_of(plan, column, slot.columns);
            let height: f32 = plan.heights.iter().skip(row).take(slot.rows.max(1)).sum();
            pages.outline(left, top, width, height);
            let text = draft.text_of_slot(slot).to_owned();
            let lines = pages.face().wrap(&text, plan.size, width - 2.0 * PADDING, 0.0);
            let block = lines.len() as f32 * line;
            let mut baseline = top - (height - block) / 2.0 - plan.size;
            for words in lines.iter().filter(|words| !words.is_empty()) {
                let needed = pages.face().width(words, plan.size);
                let shift = match (&slot.content, row < table.head) {
                    (_, true) => (width - needed) / 2.0,
                    (Content::Figure(_), false) => width - needed - PADDING,
                    _ => PADDING,
                };
                pages.text(left + shift, baseline, plan.size, words);
                baseline -= line;
            }
            left += own;
        }
        pages.advance(plan.heights.get(row).copied().unwrap_or(0.0));
    }
}
