//! Text in two shapes at once: folded characters for matching, printed characters for showing, and the line of each.

use crate::documents::Line;
use crate::domain::Locator;
use crate::domain::label::fold_char;

/// Stands between two numbers that white space separates: they are not one number.
pub const GAP: char = ' ';
/// Stands where a line ends inside what may be one number or two.
pub const TEAR: char = '\n';

/// A character for matching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Glyph {
    folded: char,
    printed: usize,
}

/// A stretch of running text, joined from lines.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    glyphs: Vec<Glyph>,
    printed: Vec<char>,
    /// For each printed character, which of `places` it stands on.
    line_of: Vec<usize>,
    places: Vec<Locator>,
}

impl Passage {
    /// Adds a line. Nothing is put between the lines: Chinese is joined without a space.
    pub fn push_line(&mut self, line: &Line) {
        let place = self.places.len();
        self.places.push(line.place);
        let before = self.glyphs.len();
        let mut spaced = false;
        for character in line.text.trim().chars() {
            self.printed.push(character);
            self.line_of.push(place);
            if character.is_whitespace() {
                spaced = true;
            } else if !is_invisible(character) {
                let folded = fold_char(character);
                self.push_separator(folded, spaced, self.glyphs.len() == before);
                self.glyphs.push(Glyph { folded, printed: self.printed.len() - 1 });
                spaced = false;
            }
        }
    }

    /// Keeps two numbers apart that only white space or a line end separates.
    fn push_separator(&mut self, next: char, spaced: bool, line_begins: bool) {
        let Some(last) = self.glyphs.last().copied() else { return };
        let separator = if line_begins && last.folded.is_ascii_digit() && next.is_ascii_digit() {
            TEAR
        } else if spaced && is_of_number(last.folded) && is_of_number(next) {
            GAP
        } else {
            return;
        };
        self.glyphs.push(Glyph { folded: separator, printed: last.printed });
    }

    /// Number of characters for matching.
    pub fn len(&self) -> usize {
        self.glyphs.len()
    }

    /// Whether it has no characters.
    pub fn is_empty(&self) -> bool {
        self.glyphs.is_empty()
    }

    /// The character for matching at a position; GAP beyond the end.
    pub fn at(&self, position: usize) -> char {
        self.glyphs.get(position).map_or(GAP, |glyph| glyph.folded)
    }

    /// Whether a text stands at a position.
    pub fn has(&self, position: usize, text: &str) -> bool {
        (position..)
            .zip(text.chars())
            .all(|(at, character)| self.glyphs.get(at).is_some_and(|glyph| glyph.folded == character))
    }

    /// The characters for matching from `start` up to `end`.
    pub fn folded(&self, start: usize, end: usize) -> String {
        self.glyphs
            .get(start..end.min(self.glyphs.len()))
            .unwrap_or_default()
            .iter()
            .map(|glyph| glyph.folded)
            .collect()
    }

    /// The printed characters from `start` up to `end`, with the quotation marks and spaces between them.
    pub fn printed(&self, start: usize, end: usize) -> String {
        let (Some(first), Some(last)) = (self.glyphs.get(start), self.glyphs.get(end.saturating_sub(1))) else {
            return String::new();
        };
        let closing = self.printed.get(last.printed + 1).is_some_and(|next| matches!(next, '”' | '’' | '」'));
        let opening = first.printed > 0
            && self.printed.get(first.printed - 1).is_some_and(|before| matches!(before, '“' | '‘' | '「'));
        let from = first.printed - usize::from(opening);
        let to = last.printed + 1 + usize::from(closing);
        self.printed.get(from..to).unwrap_or_default().iter().collect()
    }

    /// Page and line on which the character at a position stands.
    pub fn place(&self, position: usize) -> Locator {
        let glyph = self.glyphs.get(position).or(self.glyphs.last());
        glyph
            .and_then(|glyph| self.line_of.get(glyph.printed))
            .and_then(|line| self.places.get(*line))
            .copied()
            .unwrap_or_default()
    }
}

/// Quotation marks and zero-width characters: printed, but not matched.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '“' | '”' | '‘' | '’' | '"' | '\'' | '「' | '」' | '＂' | '\u{feff}' | '\u{200b}' | '\u{7f}' | '\u{ad}'
    ) || character.is_control()
}

fn is_of_number(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '.' | ',')
}
