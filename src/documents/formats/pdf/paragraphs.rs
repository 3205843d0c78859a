//! Where paragraphs end, so that a sentence broken over lines and pages can be put together again.

use super::characters::is_wide;
use super::layout::{PageLayout, Piece, PlacedLine};
use super::lines::TextLine;
use std::collections::HashMap;

/// Characters that cannot begin a line, so that they come down together with the character before them.
const NEVER_FIRST: &str = "，。、；：！？）》」』】”’％%,.;:!?)]…";

/// Width of the first word of a line: one Chinese character, or a whole number or Latin word, with the punctuation
/// that must stay with it.
pub(super) fn first_word(line: &TextLine) -> f64 {
    let Some(first) = line.glyphs.first() else { return 0.0 };
    let mut right = first.right;
    let mut in_word = !is_wide(first.character) || NEVER_LAST.contains(first.character);
    for glyph in line.glyphs.iter().skip(1) {
        let stays = NEVER_FIRST.contains(glyph.character)
            || (in_word && !is_wide(glyph.character) && glyph.left - right < 0.25 * glyph.size)
            || (in_word && NEVER_LAST.contains(first.character) && glyph.left - first.right < 0.1);
        if !stays {
            break;
        }
        in_word = !is_wide(glyph.character);
        right = glyph.right;
    }
    right - first.left
}

/// Characters that cannot end a line.
const NEVER_LAST: &str = "（《「『【“‘([￥";

/// How far lines of one paragraph may stay behind the margin for want of even spacing, in type sizes.
const RAGGED: f64 = 1.6;
/// The same for lines at whose end a sentence ends.
const EVEN: f64 = 0.6;
/// The same for lines that end within brackets.
const RAGGED_IN_BRACKETS: f64 = 4.0;
/// Smallest indentation of a paragraph's first line, in type sizes (two are usual, half of one was seen).
const INDENT: f64 = 0.7;
/// Marks that end a sentence.
const SENTENCE_ENDS: [char; 5] = ['。', '；', '：', '！', '？'];

/// The margins of the running text of pages of one size.
#[derive(Clone, Copy, Debug)]
struct Margins {
    left: f64,
    right: f64,
}

/// For each page, for each piece, whether a paragraph ends with it (grids: always).
pub(super) fn ends(pages: &[PageLayout]) -> Vec<Vec<bool>> {
    let all: Vec<(usize, usize, &Piece)> = pages
        .iter()
        .enumerate()
        .flat_map(|(page, layout)| layout.pieces.iter().enumerate().map(move |(at, (_, piece))| (page, at, piece)))
        .collect();
    let by_size = margins(pages);
    let margins: Vec<Option<Margins>> = pages.iter().map(|page| by_size.get(&size_key(page)).copied()).collect();
    let mut ends: Vec<Vec<bool>> = pages.iter().map(|page| vec![true; page.pieces.len()]).collect();
    for (index, (page, at, piece)) in all.iter().enumerate() {
        let Piece::Line(line) = piece else { continue };
        let Some((next_page, _, Piece::Line(next))) = all.get(index + 1) else { continue };
        let margins_of = |page: usize| margins.get(page).copied().flatten();
        let (Some(own), Some(other)) = (margins_of(*page), margins_of(*next_page)) else { continue };
        if let Some(flag) = ends.get_mut(*page).and_then(|flags| flags.get_mut(*at)) {
            *flag = is_end(line, own, next, other, page == next_page);
        }
    }
    ends
}

fn is_end(line: &PlacedLine, margins: Margins, next: &PlacedLine, next_margins: Margins, same_page: bool) -> bool {
    let size = line.size.min(next.size);
    let room = margins.right - line.right;
    let slack = if line.text.ends_with(SENTENCE_ENDS) {
        EVEN
    } else if opens_bracket(&line.text) {
        RAGGED_IN_BRACKETS
    } else {
        RAGGED
    };
    if room > next.first_word + slack * size {
        return true;
    }
    let indented = next.left - next_margins.left > INDENT * size && next.left - line.left > -0.5 * size;
    let goes_on = is_unfinished(&line.text) && !starts_with_ordinal(&next.text);
    if !goes_on && (indented || same_page && next.left - line.left > 0.5 * INDENT * size) {
        return true;
    }
    let numbered =
        starts_with_ordinal(&next.text) && (line.text.ends_with(SENTENCE_ENDS) || starts_with_ordinal(&line.text));
    if numbered || line.turned || next.turned || line.size.max(next.size) > 1.15 * size {
        return true;
    }
    same_page && (next.baseline - line.baseline > 3.2 * size || next.baseline - line.baseline < 0.5 * size)
}

/// Whether a line that reaches the margin surely ends in the middle of a sentence: it has a comma and ends with a word, so
/// that the line below goes on with it however far it is indented (hanging indents were seen).
fn is_unfinished(text: &str) -> bool {
    text.contains('，') && text.ends_with(|last: char| last.is_alphabetic() || matches!(last, '，' | '、'))
}

/// Whether a bracket that the text opens is not closed in it.
fn opens_bracket(text: &str) -> bool {
    let last = |signs: [char; 2]| text.rfind(signs);
    last(['（', '(']).is_some_and(|open| last(['）', ')']).is_none_or(|close| close < open))
}

/// Whether a text begins like a numbered heading: 一、 (二) 三.
fn starts_with_ordinal(text: &str) -> bool {
    let text = text.trim_start_matches(['（', '(']);
    let rest = text.trim_start_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    rest.len() < text.len() && rest.starts_with(['、', '）', ')', '．', '.'])
}

/// The size of a page to the nearest two points, under which pages share their margins.
fn size_key(page: &PageLayout) -> (i64, i64) {
    ((page.width / 2.0).round() as i64, (page.height / 2.0).round() as i64)
}

/// For each page size, the margins between which the lines of such pages run: the outermost places that several lines
/// reach.
fn margins(pages: &[PageLayout]) -> HashMap<(i64, i64), Margins> {
    let mut edges: HashMap<(i64, i64), (Vec<f64>, Vec<f64>)> = HashMap::new();
    for page in pages {
        let (lefts, rights) = edges.entry(size_key(page)).or_default();
        for (_, piece) in &page.pieces {
            if let Piece::Line(line) = piece {
                lefts.push(line.left);
                rights.push(-line.right);
            }
        }
    }
    edges
        .into_iter()
        .map(|(key, (lefts, rights))| (key, Margins { left: outermost(lefts), right: -outermost(rights) }))
        .collect()
}

/// The smallest value that at least a twentieth of the values (and at least two) lie close to.
fn outermost(mut values: Vec<f64>) -> f64 {
    const CLOSE: f64 = 12.0;
    values.sort_by(f64::total_cmp);
    let needed = (values.len() / 20).max(2).min(values.len()).max(1);
    let close = |group: &&[f64]| group.last().zip(group.first()).is_some_and(|(last, first)| last - first < CLOSE);
    values.windows(needed).find(close).and_then(<[f64]>::first).or(values.first()).copied().unwrap_or(0.0)
}
