//! Glyphs → lines of text: which glyphs stand on one line, where words are apart, how the lines of a cell join.

use super::characters::{is_numeric, is_wide};
use super::glyphs::Glyph;

/// A line of glyphs from left to right.
#[derive(Clone, Debug)]
pub(super) struct TextLine {
    /// The glyphs, from left to right.
    pub glyphs: Vec<Glyph>,
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Base line.
    pub baseline: f64,
    /// The largest type size in it.
    pub size: f64,
}

impl TextLine {
    /// A line of these glyphs; `None` without any.
    pub fn of(mut glyphs: Vec<Glyph>) -> Option<Self> {
        glyphs.sort_by(|one, other| one.left.total_cmp(&other.left));
        let first = glyphs.first()?;
        let (left, count) = (first.left, glyphs.len() as f64);
        let right = glyphs.iter().map(|glyph| glyph.right).fold(left, f64::max);
        let baseline = glyphs.iter().map(|glyph| glyph.baseline).sum::<f64>() / count;
        let size = glyphs.iter().map(|glyph| glyph.size).fold(0.0, f64::max);
        Some(TextLine { glyphs, left, right, baseline, size })
    }

    /// The text, with a space where a gap between words shows one. `gap_of_wide` is the gap, in type sizes, from which
    /// even Chinese characters are apart.
    pub fn text(&self, gap_of_wide: f64) -> String {
        let mut text = String::with_capacity(self.glyphs.len() * 3);
        let mut before: Option<&Glyph> = None;
        for glyph in &self.glyphs {
            if before.is_some_and(|before| are_apart(before, glyph, gap_of_wide)) {
                text.push(' ');
            }
            text.push(glyph.character);
            before = Some(glyph);
        }
        text
    }

    /// Height of the middle of the text.
    pub fn height_middle(&self) -> f64 {
        self.baseline - 0.36 * self.size
    }

    /// The pieces of the line that may stand in different columns.
    pub fn pieces(&self) -> Vec<TextLine> {
        let mut pieces = Vec::new();
        let mut piece: Vec<Glyph> = Vec::new();
        for (index, glyph) in self.glyphs.iter().enumerate() {
            if piece.last().is_some_and(|before| are_in_columns(before, glyph)) || self.parts_words(index) {
                pieces.extend(TextLine::of(std::mem::take(&mut piece)));
            }
            piece.push(*glyph);
        }
        pieces.extend(TextLine::of(piece));
        pieces
    }
}

impl TextLine {
    /// Whether a narrow gap stands before a character, between two words set without gaps (项目支出 经营支出): two heads
    /// side by side. A text that is spread out has gaps everywhere.
    fn parts_words(&self, index: usize) -> bool {
        let gap = |index: usize| {
            let (before, glyph) = (self.glyphs.get(index.checked_sub(1)?)?, self.glyphs.get(index)?);
            let wide = is_wide(before.character) && is_wide(glyph.character);
            wide.then(|| (glyph.left - before.right) / before.size.min(glyph.size).max(0.1))
        };
        let tight = |index: Option<usize>| index.and_then(gap).is_some_and(|gap| gap < 0.1);
        gap(index).is_some_and(|gap| gap > 0.45) && tight(index.checked_sub(1)) && tight(Some(index + 1))
    }
}

/// Whether the gap between two characters is so wide that they may stand in different columns. Figures stand closer
/// to each other than words, and nothing else parts them.
fn are_in_columns(before: &Glyph, glyph: &Glyph) -> bool {
    let gap = (glyph.left - before.right) / before.size.min(glyph.size).max(0.1);
    match (is_wide(before.character), is_wide(glyph.character)) {
        (false, false) => gap > 0.45,
        (true, true) => gap > 1.0,
        _ => gap > 0.7,
    }
}

/// Gap between Chinese characters of running text from which they are two pieces of text, in type sizes.
pub(super) const RUNNING_TEXT_GAP: f64 = 1.8;

fn are_apart(before: &Glyph, glyph: &Glyph, gap_of_wide: f64) -> bool {
    let gap = (glyph.left - before.right) / before.size.min(glyph.size).max(0.1);
    match (is_wide(before.character), is_wide(glyph.character)) {
        (false, false) => gap > 0.25,
        (true, true) => gap > gap_of_wide,
        _ => gap > 0.8,
    }
}

/// How far base lines of one line of a cell may differ, in type sizes: characters of several sizes are centred.
pub(super) const IN_CELL: f64 = 0.5;
/// The same on the open page, where the halves of a wrapped name stand beside the figures of their row.
pub(super) const ON_PAGE: f64 = 0.35;

/// Gathers glyphs into lines from top to bottom. Glyphs on their side are lines of their own, in drawing order.
pub(super) fn text_lines(mut glyphs: Vec<Glyph>, tolerance: f64) -> Vec<TextLine> {
    let mut lines = turned_lines(&glyphs);
    glyphs.retain(|glyph| !glyph.turned);
    glyphs.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let mut line: Vec<Glyph> = Vec::new();
    let (mut baseline, mut size) = (0.0, 0.0_f64);
    for glyph in glyphs {
        if !line.is_empty() && glyph.baseline - baseline > tolerance * size.min(glyph.size).max(0.5 * size) {
            lines.extend(TextLine::of(std::mem::take(&mut line)));
        }
        if line.is_empty() {
            (baseline, size) = (glyph.baseline, glyph.size);
        } else {
            let count = line.len() as f64;
            baseline = (baseline * count + glyph.baseline) / (count + 1.0);
            size = size.max(glyph.size);
        }
        line.push(glyph);
    }
    lines.extend(TextLine::of(line));
    lines.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    lines
}

/// Lines of glyphs on their side: what one drawing command drew, as one line at its middle.
fn turned_lines(glyphs: &[Glyph]) -> Vec<TextLine> {
    let mut lines: Vec<TextLine> = Vec::new();
    for glyph in glyphs.iter().filter(|glyph| glyph.turned) {
        match lines.last_mut() {
            Some(line) if (line.left - glyph.left).abs() < 0.5 * glyph.size => line.glyphs.push(*glyph),
            _ => lines.push(TextLine {
                glyphs: vec![*glyph],
                left: glyph.left,
                right: glyph.right,
                baseline: glyph.baseline,
                size: glyph.size,
            }),
        }
    }
    for line in &mut lines {
        spread_out(line);
    }
    lines
}

/// Gives the glyphs of a turned line places in their order, so that no gaps or overlaps are seen between them.
fn spread_out(line: &mut TextLine) {
    let width = line.right - line.left;
    for (index, glyph) in line.glyphs.iter_mut().enumerate() {
        glyph.left = line.left + width * index as f64;
        glyph.right = glyph.left + width;
    }
}

/// The room that lines of a cell have, to tell a number broken over two lines from two numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Width of the cell.
    pub cell: f64,
    /// Width of the widest line in the column.
    pub widest: f64,
}

/// The text of a cell: its lines joined without spaces; a newline between two numbers.
pub(super) fn cell_text(lines: &[TextLine], room: Room) -> String {
    let mut text = String::new();
    let mut before: Option<&TextLine> = None;
    for line in lines {
        let next = line.text(f64::INFINITY);
        if let Some(before) = before {
            text.push_str(joint(&text, before, line, room));
        }
        text.push_str(&next);
        before = Some(line);
    }
    text
}

/// What goes between the text so far and the next line of a cell.
fn joint(text: &str, before: &TextLine, line: &TextLine, room: Room) -> &'static str {
    let first = line.glyphs.first().map(|glyph| glyph.character);
    let (Some(last), Some(first)) = (text.chars().next_back(), first) else { return "" };
    if last.is_ascii_alphabetic() && first.is_ascii_alphabetic() {
        return " ";
    }
    let is_part = |character: char| is_numeric(character) && !matches!(character, '%' | '％');
    if !is_part(last) || !is_part(first) {
        return if last.is_ascii_digit() && first.is_ascii_alphabetic() { " " } else { "" };
    }
    let reversed: String = text.chars().rev().take_while(|character| is_numeric(*character)).collect();
    let tail: String = reversed.chars().rev().collect();
    if is_broken_number(&tail, before, line, room) { "" } else { "\n" }
}

/// Whether two lines of a cell are one number that was broken between them for want of room: `tail` is what the line
/// before ends with.
fn is_broken_number(tail: &str, before: &TextLine, line: &TextLine, room: Room) -> bool {
    let text = line.text(f64::INFINITY);
    let head: String = text.chars().take_while(|character| is_numeric(*character)).collect();
    let is_point = |character: char| matches!(character, '.' | '．');
    let is_separator = |character: char| matches!(character, ',' | '，');
    let joined = format!("{tail}{head}");
    let points = joined.chars().filter(|character| is_point(*character)).count();
    let decimals = joined.chars().rev().take_while(|character| !is_point(*character)).count();
    // 万元 are printed with two, four or six decimals.
    let well_formed = points == 0 || points == 1 && (decimals <= 2 || matches!(decimals, 4 | 6));
    let signs = head.chars().filter(|character| matches!(character, '-' | '+' | '－' | '−')).count();
    let tight = line.baseline - before.baseline < 1.8 * line.size;
    if !well_formed || signs > 0 || !tight {
        return false;
    }
    let unfinished = tail.chars().next_back().is_some_and(|last| is_point(last) || is_separator(last) || last == '-');
    let continues = head.chars().next().is_some_and(|first| is_point(first) || is_separator(first));
    // Two codes or amounts of the same length are two, however narrow the cell.
    unfinished || continues || fills(before, room) && head.chars().count() < tail.chars().count()
}

/// Whether a line leaves no room for another digit, in its cell and by the example of the other lines of the column.
fn fills(line: &TextLine, room: Room) -> bool {
    let width = line.right - line.left;
    let digit = 0.55 * line.size;
    width + digit > room.cell - 14.0 && width + digit > room.widest
}

/// Whether two lines of a cell are surely two figures and not one that was broken.
pub(super) fn are_two_figures(before: &TextLine, line: &TextLine, room: Room) -> bool {
    let tail = before.text(f64::INFINITY);
    tail.chars().all(is_numeric) && !is_broken_number(&tail, before, line, room)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Glyphs of a text that begins at a place, Chinese characters as wide as high, others half as wide.
    pub fn glyphs_at(text: &str, left: f64, baseline: f64, size: f64) -> Vec<Glyph> {
        let mut glyphs = Vec::new();
        let mut at = left;
        for character in text.chars() {
            let width = if is_wide(character) { size } else { size / 2.0 };
            if character != ' ' {
                let (left, right) = (at, at + width);
                glyphs.push(Glyph { character, left, right, baseline, size, run: 0, turned: false });
            }
            at += width;
        }
        glyphs
    }

    fn cell(lines: &[&str], width: f64) -> String {
        let lines: Vec<TextLine> = lines
            .iter()
            .enumerate()
            .filter_map(|(index, text)| TextLine::of(glyphs_at(text, 0.0, 12.0 * index as f64, 10.0)))
            .collect();
        let widest = lines.iter().map(|line| line.right - line.left).fold(0.0, f64::max);
        cell_text(&lines, Room { cell: width, widest })
    }

    #[test]
    fn words_are_apart_where_the_gap_says_so_and_chinese_is_not() {
        let line = TextLine::of(glyphs_at("City  of 10 20", 0.0, 10.0, 10.0)).unwrap();
        assert_eq!(line.text(RUNNING_TEXT_GAP), "City of 10 20");
        let line = TextLine::of(glyphs_at("项 目 名称", 0.0, 10.0, 10.0)).unwrap();
        assert_eq!(line.text(RUNNING_TEXT_GAP), "项目名称");
    }

    #[test]
    fn a_name_broken_over_lines_joins_without_spaces() {
        assert_eq!(cell(&["机关事业单位基本", "养老保险缴费支出"], 90.0), "机关事业单位基本养老保险缴费支出");
    }

    #[test]
    fn two_numbers_in_a_cell_are_never_glued() {
        assert_eq!(cell(&["12.00", "34.00"], 60.0), "12.00\n34.00");
        assert_eq!(cell(&["12.00", "34.00"], 27.0), "12.00\n34.00");
        assert_eq!(cell(&["12", "345678"], 60.0), "12\n345678");
        assert_eq!(cell(&["100", "-5"], 20.0), "100\n-5");
        assert_eq!(cell(&["2080505", "2080506"], 38.0), "2080505\n2080506");
    }

    #[test]
    fn a_number_broken_for_want_of_room_is_one_number() {
        assert_eq!(cell(&["1,234,", "567.89"], 60.0), "1,234,567.89");
        assert_eq!(cell(&["12345678", "9.01"], 44.0), "123456789.01");
        assert_eq!(cell(&["515.06550", "5"], 46.0), "515.065505");
    }

    #[test]
    fn lines_of_different_type_sizes_on_one_base_line_are_one_line() {
        let mut glyphs = glyphs_at("合计", 0.0, 100.0, 14.0);
        glyphs.extend(glyphs_at("12.5", 60.0, 99.0, 9.0));
        glyphs.extend(glyphs_at("小计", 0.0, 114.0, 10.0));
        assert_eq!(text_lines(glyphs, IN_CELL).len(), 2);
    }
}
