//! Characters as small masks of coverage, made once per size and quarter of a pixel and then printed like stamps.

use super::font::{self, UNITS_PER_EM, Weight};
use super::theme::Colour;
use resvg::tiny_skia;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Places of a character between two pixels.
const PARTS: i64 = 4;

/// A character at a size: how much of each pixel it covers.
struct Stamp {
    left: i64,
    top: i64,
    width: usize,
    coverage: Vec<u8>,
}

/// What makes a stamp: character, weight, the bits of its size in pixels, and the part of a pixel at which it begins.
type Key = (char, Weight, u32, i64);

/// All stamps made so far; `None` for characters without ink.
type Stamps = HashMap<Key, Option<Arc<Stamp>>>;

static STAMPS: LazyLock<Mutex<Stamps>> = LazyLock::new(Mutex::default);

/// Prints a character of a size in pixels with its origin at a place. What lies outside the picture is left out.
pub fn print(
    pixels: &mut tiny_skia::Pixmap,
    (character, weight): (char, Weight),
    size: f64,
    (x, baseline): (f64, f64),
    colour: Colour,
) {
    let place = (x * PARTS as f64).round() as i64;
    let key = (character, weight, (size as f32).to_bits(), place.rem_euclid(PARTS));
    let stamp = {
        let mut stamps = STAMPS.lock().unwrap_or_else(PoisonError::into_inner);
        stamps.entry(key).or_insert_with(|| make(key).map(Arc::new)).clone()
    };
    let Some(stamp) = stamp else { return };
    let (left, top) = (place.div_euclid(PARTS) + stamp.left, baseline.round() as i64 + stamp.top);
    let stride = pixels.width() as usize;
    let (width, height) = (i64::from(pixels.width()), i64::from(pixels.height()));
    let ink = [colour.0, colour.1, colour.2];
    for (row, line) in (top..).zip(stamp.coverage.chunks_exact(stamp.width)) {
        if !(0..height).contains(&row) {
            continue;
        }
        let start = row as usize * stride;
        for (column, coverage) in (left..).zip(line).filter(|(column, one)| **one > 0 && (0..width).contains(column)) {
            let at = (start + column as usize) * 4;
            if let Some(pixel) = pixels.data_mut().get_mut(at..at + 3) {
                blend(pixel, ink, *coverage);
            }
        }
    }
}

/// Mixes ink into an opaque pixel.
fn blend(pixel: &mut [u8], ink: [u8; 3], coverage: u8) {
    let part = u32::from(coverage);
    for (below, above) in pixel.iter_mut().zip(ink) {
        *below = ((u32::from(*below) * (255 - part) + u32::from(above) * part + 127) / 255) as u8;
    }
}

fn make((character, weight, size, part): Key) -> Option<Stamp> {
    let unit = f32::from_bits(size) / UNITS_PER_EM as f32;
    let aside = part as f32 / PARTS as f32;
    let path = font::outline(character, weight).path.as_ref()?.as_ref().clone();
    let path = path.transform(tiny_skia::Transform::from_row(unit, 0.0, 0.0, -unit, aside, 0.0))?;
    let bounds = path.bounds();
    let (left, top) = (bounds.left().floor(), bounds.top().floor());
    let (width, height) = ((bounds.right().ceil() - left).max(1.0), (bounds.bottom().ceil() - top).max(1.0));
    let mut mask = tiny_skia::Mask::new(width as u32, height as u32)?;
    mask.fill_path(&path, tiny_skia::FillRule::Winding, true, tiny_skia::Transform::from_translate(-left, -top));
    Some(Stamp { left: left as i64, top: top as i64, width: width as usize, coverage: mask.data().to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(x: f64) -> Vec<u8> {
        let mut pixels = tiny_skia::Pixmap::new(40, 40).expect("pixels");
        pixels.fill(tiny_skia::Color::WHITE);
        print(&mut pixels, ('预', Weight::Regular), 24.0, (x, 30.0), Colour(0, 0, 0));
        pixels.data().to_vec()
    }

    #[test]
    fn a_character_is_printed_where_it_begins_and_cut_at_the_edges() {
        assert_ne!(printed(5.0), printed(5.25));
        assert_eq!(printed(5.0), printed(5.1));
        let shifted: Vec<u8> = printed(6.0).chunks_exact(160).flat_map(|row| [&row[4..], &[255; 4]].concat()).collect();
        assert_eq!(printed(5.0), shifted);
        assert!(printed(-12.0).iter().any(|value| *value < 128) && printed(-90.0).iter().all(|value| *value == 255));
    }
}
