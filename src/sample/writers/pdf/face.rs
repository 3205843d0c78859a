//! The embedded face: glyphs and widths of characters, and the part of the font that a document needs.

use crate::charts::font;
use crate::error::{Error, Result};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::collections::HashMap;

/// The regular face.
pub struct Face {
    data: Vec<u8>,
    /// Glyph and advance width in thousandths of an em.
    glyphs: HashMap<char, (u16, f32)>,
}

impl Face {
    /// Loads the face that charts use too.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn load() -> Result<Face> {
        let broken = || Error::write("内嵌字体读不出来，写不出 PDF");
        let data = font::regular().to_vec();
        let parsed = FontRef::new(&data).map_err(|_| broken())?;
        let metrics = parsed.glyph_metrics(Size::unscaled(), LocationRef::default());
        let units = f32::from(parsed.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let glyphs = parsed
            .charmap()
            .mappings()
            .filter_map(|(code, glyph)| {
                let number = u16::try_from(glyph.to_u32()).ok()?;
                Some((char::from_u32(code)?, (number, metrics.advance_width(glyph)? * 1000.0 / units)))
            })
            .collect();
        Ok(Face { data, glyphs })
    }

    /// Width of a text, in points.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|character| self.advance(character)).sum::<f32>() * size / 1000.0
    }

    /// Advance width in thousandths of an em; a full em for characters that the face lacks.
    pub fn advance(&self, character: char) -> f32 {
        self.glyphs.get(&character).map_or(1000.0, |(_, advance)| *advance)
    }

    /// The glyph of a character; 0 for characters that the face lacks.
    pub fn glyph(&self, character: char) -> u16 {
        self.glyphs.get(&character).map_or(0, |(glyph, _)| *glyph)
    }

    /// The font program.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// Breaks a text into lines no wider than `width` points. Digits with their point, comma and percent sign stay
    /// together.
    pub fn wrap(&self, text: &str, size: f32, width: f32, first_indent: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        let mut used = first_indent;
        for piece in unbroken(text) {
            let needed = self.width(&piece, size);
            let fresh = lines.last().is_none_or(String::is_empty);
            if used + needed > width && !fresh {
                lines.push(String::new());
                used = 0.0;
            }
            if let Some(line) = lines.last_mut() {
                line.push_str(&piece);
            }
            used += needed;
        }
        lines
    }
}

/// Pieces between which a line may be broken: single characters, runs of digits, closing marks with what they close.
fn unbroken(text: &str) -> Vec<String> {
    let numeric = |character: char| character.is_ascii_digit() || matches!(character, '.' | ',' | '%');
    let closing = |character: char| matches!(character, '，' | '。' | '；' | '：' | '、' | '）' | '”');
    let mut pieces: Vec<String> = Vec::new();
    let mut last: Option<char> = None;
    for character in text.chars() {
        let joins = closing(character) || last.is_some_and(|last| numeric(last) && numeric(character));
        match pieces.last_mut() {
            Some(piece) if joins => piece.push(character),
            _ => pieces.push(character.to_string()),
        }
        last = Some(character);
    }
    pieces
}
