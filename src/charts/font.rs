//! The two embedded faces: measuring, spacing and breaking of Chinese text, and the outlines of its
//! characters.

use resvg::tiny_skia;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, MetadataProvider};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

static REGULAR: &[u8] = include_bytes!("../../assets/fonts/TongbiSansSC-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../assets/fonts/TongbiSansSC-Bold.ttf");

/// The weight of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Regular.
    #[default]
    Regular,
    /// Bold.
    Bold,
}

/// Space between a Chinese character and a digit or letter, in ems.
const MIXED_GAP: f64 = 0.11;

/// Where the middle of a line of text lies above its baseline, in ems.
pub const MIDDLE: f64 = 0.37;
/// Height of figures and capitals above the baseline, in ems.
pub const TOP: f64 = 0.86;
/// Depth of characters below the baseline, in ems.
pub const BOTTOM: f64 = 0.10;

/// Units of an em in the outlines, as in the two faces.
pub const UNITS_PER_EM: f64 = 1000.0;

/// Advance widths of one face, in ems.
struct Face {
    data: &'static [u8],
    advances: HashMap<char, f64>,
}

static FACES: LazyLock<(Face, Face)> = LazyLock::new(|| (Face::read(REGULAR), Face::read(BOLD)));

impl Face {
    /// Reads the character map and the advance widths; a face that cannot be read has no characters.
    fn read(data: &'static [u8]) -> Self {
        let Ok(font) = FontRef::new(data) else { return Face { data, advances: HashMap::new() } };
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let units = f64::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let advances = font
            .charmap()
            .mappings()
            .filter_map(|(code, glyph)| Some((char::from_u32(code)?, f64::from(metrics.advance_width(glyph)?) / units)))
            .collect();
        Face { data, advances }
    }

    fn of(weight: Weight) -> &'static Face {
        match weight {
            Weight::Regular => &FACES.0,
            Weight::Bold => &FACES.1,
        }
    }
}

/// The outline of a character, in units of a thousandth of an em, upwards.
#[derive(Debug)]
pub struct Outline {
    /// SVG path data.
    pub data: String,
    /// The same for the rasteriser; `None` where there is no ink.
    pub path: Option<Arc<tiny_skia::Path>>,
}

/// Outlines by character and weight.
type Outlines = HashMap<(char, Weight), Arc<Outline>>;

/// The outline of a character. Each is made once.
pub fn outline(character: char, weight: Weight) -> Arc<Outline> {
    static OUTLINES: LazyLock<Mutex<Outlines>> = LazyLock::new(Mutex::default);
    let mut outlines = OUTLINES.lock().unwrap_or_else(PoisonError::into_inner);
    outlines.entry((character, weight)).or_insert_with(|| Arc::new(outline_of(character, weight))).clone()
}

fn outline_of(character: char, weight: Weight) -> Outline {
    let mut trace = Trace { data: String::new(), path: tiny_skia::PathBuilder::new() };
    if let Ok(font) = FontRef::new(Face::of(weight).data)
        && let Some(glyph) = font.charmap().map(character).and_then(|glyph| font.outline_glyphs().get(glyph))
    {
        let size = Size::new(UNITS_PER_EM as f32);
        // A glyph that cannot be read stays empty; a test looks that every character leaves ink.
        let _ = glyph.draw(DrawSettings::unhinted(size, LocationRef::default()), &mut trace);
    }
    Outline { data: trace.data, path: trace.path.finish().map(Arc::new) }
}

/// Follows an outline.
struct Trace {
    data: String,
    path: tiny_skia::PathBuilder,
}

impl Trace {
    fn write(&mut self, command: char, numbers: &[f32]) {
        self.data.push(command);
        for (index, number) in numbers.iter().enumerate() {
            let gap = if index > 0 && *number >= 0.0 { " " } else { "" };
            // Writing into a string cannot fail.
            let _ = write!(self.data, "{gap}{}", (f64::from(*number) * 10.0).round() / 10.0);
        }
    }
}

impl OutlinePen for Trace {
    fn move_to(&mut self, x: f32, y: f32) {
        self.write('M', &[x, y]);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.write('L', &[x, y]);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.write('Q', &[cx, cy, x, y]);
        self.path.quad_to(cx, cy, x, y);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.write('C', &[cx0, cy0, cx1, cy1, x, y]);
        self.path.cubic_to(cx0, cy0, cx1, cy1, x, y);
    }

    fn close(&mut self) {
        self.data.push('Z');
        self.path.close();
    }
}

/// Advance width of a character in ems.
pub fn advance(character: char, weight: Weight) -> f64 {
    Face::of(weight).advances.get(&character).copied().unwrap_or(1.0)
}

/// The regular face as a font program (TrueType).
pub fn regular() -> &'static [u8] {
    REGULAR
}

/// Whether both faces draw the character.
pub fn draws(character: char) -> bool {
    [Weight::Regular, Weight::Bold].into_iter().all(|weight| Face::of(weight).advances.contains_key(&character))
}

/// The text with every character that the font lacks replaced by 〓, the printers' mark for a missing character.
pub fn drawable(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control() && !is_invisible(*character))
        .map(|character| if draws(character) { character } else { '〓' })
        .collect()
}

/// Marks of direction and joining that leave no ink.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A line of text with the place of each run of evenly set characters.
#[derive(Clone, Debug, PartialEq)]
pub struct SetLine {
    /// Runs: offset from the start of the line, and text.
    pub runs: Vec<(f64, String)>,
    /// Width of the line.
    pub width: f64,
}

/// Sets one line: gaps between Chinese and Latin, half-width room for punctuation that meets punctuation or the edge.
pub fn set(text: &str, size: f64, weight: Weight) -> SetLine {
    let face = Face::of(weight);
    let mut runs: Vec<(f64, String)> = Vec::new();
    let mut pen = 0.0;
    let mut previous: Option<char> = None;
    for character in text.chars() {
        let shift = shift_before(previous, character);
        match runs.last_mut().filter(|_| shift == 0.0) {
            Some((_, run)) => run.push(character),
            None => runs.push((pen + shift * size, character.to_string())),
        }
        pen += (shift + face.advances.get(&character).copied().unwrap_or(1.0)) * size;
        previous = Some(character);
    }
    if previous.is_some_and(|last| closes(last) || ends_quote(last)) {
        pen -= 0.5 * size;
    }
    SetLine { runs, width: pen }
}

/// Width of a line of text.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    set(text, size, weight).width
}

/// How far a character moves from where its neighbour ends, in ems.
fn shift_before(previous: Option<char>, character: char) -> f64 {
    let Some(previous) = previous else {
        return if opens(character) || begins_quote(character) { -0.5 } else { 0.0 };
    };
    if begins_quote(character) || ends_quote(previous) {
        return if begins_quote(character) && (closes(previous) || ends_quote(previous)) { -0.9 } else { -0.45 };
    }
    let punctuation = |c: char| opens(c) || closes(c);
    if (closes(previous) && punctuation(character)) || (opens(previous) && opens(character)) {
        return -0.5;
    }
    let mixed = |left: char, right: char| is_han(left) && (right.is_ascii_alphanumeric() || "+−".contains(right));
    let unmixed = |left: char, right: char| (left.is_ascii_alphanumeric() || left == '%') && is_han(right);
    if mixed(previous, character) || unmixed(previous, character) { MIXED_GAP } else { 0.0 }
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// Full-width quotation marks are set as half-width ones: their other half is empty.
fn begins_quote(character: char) -> bool {
    matches!(character, '“' | '‘')
}

fn ends_quote(character: char) -> bool {
    matches!(character, '”' | '’')
}

/// Full-width punctuation whose ink lies in the right half.
fn opens(character: char) -> bool {
    "（〔【《〈「『".contains(character)
}

/// Full-width punctuation whose ink lies in the left half.
fn closes(character: char) -> bool {
    "）〕】》〉」』，。、；：".contains(character)
}

/// Breaks a text into at most `most` lines no wider than `room`, as even as they can be; what does not fit ends in ….
pub fn wrap(text: &str, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let greedy = fill(pieces(text, size, weight, room), size, weight, room);
    if greedy.len() <= 1 {
        return greedy;
    }
    if greedy.len() > most.max(1) {
        return shortened(greedy, size, weight, room, most.max(1));
    }
    let mut narrow = room;
    for step in 1..=24 {
        let candidate = room * (1.0 - f64::from(step) / 48.0);
        let lines = fill(pieces(text, size, weight, candidate), size, weight, candidate);
        if lines.len() > greedy.len() || lines.iter().any(|line| width(line, size, weight) > candidate) {
            break;
        }
        narrow = candidate;
    }
    fill(pieces(text, size, weight, narrow), size, weight, narrow)
}

/// Breaks a sentence after its commas where its clauses fit, else as any text.
pub fn wrap_clauses(text: &str, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let clauses: Vec<String> = text.split_inclusive(['，', '；', '。']).map(str::to_owned).collect();
    let lines = fill(clauses, size, weight, room);
    let fits = lines.iter().all(|line| width(line, size, weight) <= room);
    if fits && lines.len() <= most { lines } else { wrap(text, size, weight, room, most) }
}

/// Greedy line breaking between pieces.
fn fill(pieces: Vec<String>, size: f64, weight: Weight, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces {
        let longer = format!("{line}{piece}");
        if line.is_empty() || width(longer.trim_end(), size, weight) <= room {
            line = longer;
        } else {
            lines.push(line.trim_end().to_owned());
            line = piece.trim_start().to_owned();
        }
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The smallest pieces between which a line may break: no closing mark begins a line, no opening mark ends one, and
/// numbers and words stay whole unless one alone is wider than the room.
fn pieces(text: &str, size: f64, weight: Weight, room: f64) -> Vec<String> {
    let split = |piece: String| {
        let whole = width(&piece, size, weight) <= room;
        if whole { vec![piece] } else { piece.chars().map(String::from).collect() }
    };
    unbroken_pieces(text).into_iter().flat_map(split).collect()
}

fn unbroken_pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut previous: Option<char> = None;
    for character in text.chars() {
        let joined = previous.is_some_and(|previous| stays_with(previous, character));
        match pieces.last_mut().filter(|_| joined) {
            Some(piece) => piece.push(character),
            None => pieces.push(character.to_string()),
        }
        previous = Some(character);
    }
    pieces
}

fn stays_with(previous: char, character: char) -> bool {
    let word = |c: char| c.is_ascii_graphic() || "−–—…％".contains(c);
    let unit = |c: char| "年月日万亿元个项".contains(c);
    let opening = |c: char| opens(c) || c == '“' || c == '‘';
    let closing = |c: char| closes(c) || "”’？！%·・".contains(c);
    opening(previous)
        || closing(character)
        || (word(previous) && word(character))
        || (previous.is_ascii_digit() && unit(character))
        || ("万亿".contains(previous) && character == '元')
}

/// The first `most` lines, the last of them ending in ….
fn shortened(lines: Vec<String>, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let mut kept: Vec<String> = lines.into_iter().take(most).collect();
    if let Some(last) = kept.last_mut() {
        while !last.is_empty() && width(&format!("{last}…"), size, weight) > room {
            last.pop();
        }
        last.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_tabular_in_both_weights() {
        for weight in [Weight::Regular, Weight::Bold] {
            let widths: Vec<f64> = ('0'..='9').map(|digit| width(&digit.to_string(), 100.0, weight)).collect();
            assert!(widths.iter().all(|one| (one - 55.0).abs() < 5.0 && (one - widths[0]).abs() < 1e-9), "{widths:?}");
        }
    }

    #[test]
    fn every_sign_of_the_notation_is_in_the_font() {
        for character in "+−%…·，。、：（）“”—–0123456789,.〓▲▼".chars() {
            assert!(draws(character), "{character}");
        }
        assert_eq!(drawable("周口\u{7}\u{202e}\u{10ffff}"), "周口〓");
    }

    #[test]
    fn no_line_begins_with_a_closing_mark_or_breaks_a_number() {
        let text = "收入合计1,092.22万元，比上年增加36.15万元，增长3.42%（含上年结转结余）。";
        for room in (130..400).step_by(7) {
            for line in wrap(text, 15.0, Weight::Regular, f64::from(room), 30) {
                assert!(!line.starts_with(['，', '。', '）', '%']), "{line}");
                assert!(!line.ends_with('（'), "{line}");
                assert!(!line.ends_with("1,") && !line.ends_with("36."), "{line}");
            }
        }
    }

    #[test]
    fn a_line_breaks_at_the_dot_between_two_words_and_not_inside_one() {
        let lines = wrap("Wastewater Fund·Transfers", 15.0, Weight::Regular, 120.0, 3);
        assert_eq!(lines.concat().replace(' ', ""), "WastewaterFund·Transfers");
        assert!(lines.iter().all(|line| !line.ends_with("Fu") && !line.starts_with('·')), "{lines:?}");
    }

    #[test]
    fn text_that_does_not_fit_ends_in_an_ellipsis_within_its_room() {
        let lines = wrap(&"长".repeat(60), 14.0, Weight::Regular, 100.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| width(line, 14.0, Weight::Regular) <= 100.0));
        assert!(lines.last().is_some_and(|line| line.ends_with('…')));
    }
}
