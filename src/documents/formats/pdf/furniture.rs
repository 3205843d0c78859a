//! Page numbers and running heads: what belongs to the page and not to the text.

use super::layout::{PageLayout, Piece};
use crate::domain::label::fold;
use std::collections::HashMap;

/// Part of the page's height at the top and bottom in which page numbers and running heads stand.
const MARGIN: f64 = 0.12;
/// Pages that must show a line at the same place for it to be a running head.
const REPEATED: usize = 3;
/// The longest running head that may stand close to the text, in characters.
const LONGEST_HEAD: usize = 30;
/// How far the heights of a running head may differ from page to page, in points.
const SAME_HEIGHT: f64 = 3.0;

/// Removes page numbers and running heads from the pages.
pub(super) fn remove(pages: &mut [PageLayout]) {
    let flags = flags(pages);
    for (page, flags) in pages.iter_mut().zip(flags) {
        let mut flags = flags.into_iter();
        page.pieces.retain(|_| !flags.next().unwrap_or(false));
    }
}

fn flags(pages: &[PageLayout]) -> Vec<Vec<bool>> {
    let numbered = plain_numbers(pages);
    let heads = running_heads(pages);
    pages
        .iter()
        .enumerate()
        .map(|(index, page)| {
            (0..page.pieces.len())
                .map(|at| {
                    let Some((_, Piece::Line(line))) = page.pieces.get(at) else { return false };
                    let beside = line.turned && is_beside(page, at) && plain_number(&line.text).is_some();
                    beside
                        || is_outermost(page, at)
                            && (is_decorated_number(&line.text)
                                || numbered.get(&(index, at)).copied().unwrap_or(false)
                                || heads.get(&(index, at)).copied().unwrap_or(false))
                })
                .collect()
        })
        .collect()
}

/// Whether a piece is one of the first or last two of its page and lies in the margin.
fn is_outermost(page: &PageLayout, at: usize) -> bool {
    let Some((_, piece)) = page.pieces.get(at) else { return false };
    let bounds = piece.bounds();
    let (top, bottom) = (page.height * MARGIN, page.height * (1.0 - MARGIN));
    (at < 2 && bounds.y1 < top) || (at + 2 >= page.pieces.len() && bounds.y0 > bottom)
}

/// Whether a piece lies in the margin at the side, where the numbers of turned pages stand.
fn is_beside(page: &PageLayout, at: usize) -> bool {
    let bounds = page.pieces.get(at).map(|(_, piece)| piece.bounds());
    bounds.is_some_and(|bounds| bounds.x1 < page.width * MARGIN || bounds.x0 > page.width * (1.0 - MARGIN))
}

/// The digits of a page number in decoration (`- 3 -`, `第3页`, `3/20`), folded.
fn is_decorated_number(text: &str) -> bool {
    let folded = fold(text);
    let bare = folded.trim_matches(|character| matches!(character, '-' | '~' | '·' | '.' | '_' | '/' | '|'));
    let is_count = |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if folded.len() > bare.len() + 1 && is_count(bare) && !folded.contains('.') {
        return true;
    }
    let says_page = |character: char| character.is_ascii_digit() || "第页共总/,，-".contains(character);
    if folded.contains('页')
        && folded.contains(|character: char| character.is_ascii_digit())
        && folded.chars().all(says_page)
    {
        return true;
    }
    let parts: Vec<&str> = folded.split('/').collect();
    parts.len() == 2 && parts.iter().all(|part| is_count(part))
}

/// Lines of digits only that count the pages: on at least two pages at the same height they differ from the page's
/// position by the same number.
fn plain_numbers(pages: &[PageLayout]) -> HashMap<(usize, usize), bool> {
    let mut by_offset: HashMap<i64, Vec<(usize, usize, f64)>> = HashMap::new();
    for (index, page) in pages.iter().enumerate() {
        for at in 0..page.pieces.len() {
            let Some((_, Piece::Line(line))) = page.pieces.get(at) else { continue };
            let Some(number) = plain_number(&line.text).filter(|_| is_outermost(page, at)) else { continue };
            let offset = number - i64::try_from(index).unwrap_or(i64::MAX);
            by_offset.entry(offset).or_default().push((index, at, line.baseline));
        }
    }
    let mut found = HashMap::new();
    for places in by_offset.values() {
        for (index, at, _) in places {
            let apart = pages.get(*index).is_some_and(|page| stands_apart(page, *at));
            found.insert((*index, *at), places.len() >= 2 || apart);
        }
    }
    found
}

fn plain_number(text: &str) -> Option<i64> {
    let folded = fold(text);
    let short = (1..=4).contains(&folded.len()) && folded.bytes().all(|byte| byte.is_ascii_digit());
    short.then(|| folded.parse().ok()).flatten()
}

/// Whether nothing stands close to a line, as befits a page number.
fn stands_apart(page: &PageLayout, at: usize) -> bool {
    let bounds = |at: usize| page.pieces.get(at).map(|(_, piece)| piece.bounds());
    let Some(own) = bounds(at) else { return false };
    let far = |other: Option<kurbo::Rect>| {
        other.is_none_or(|other| (own.y0 - other.y1).max(other.y0 - own.y1) > 1.5 * own.height())
    };
    far(at.checked_sub(1).and_then(bounds)) && far(bounds(at + 1))
}

/// Lines with the same text (numbers aside) at the same place on several pages, except titles of tables: lines that
/// stand right above a table wherever they occur.
fn running_heads(pages: &[PageLayout]) -> HashMap<(usize, usize), bool> {
    let mut by_text: HashMap<String, Vec<Place>> = HashMap::new();
    for (page, layout) in pages.iter().enumerate() {
        for at in (0..layout.pieces.len()).filter(|at| is_outermost(layout, *at)) {
            if let Some((_, Piece::Line(line))) = layout.pieces.get(at) {
                let text = fold(&line.text).chars().filter(|character| !character.is_ascii_digit()).collect();
                by_text.entry(text).or_default().push(Place { page, at, height: line.baseline });
            }
        }
    }
    let mut found = HashMap::new();
    for places in by_text.values_mut() {
        places.sort_by(|one, other| one.height.total_cmp(&other.height));
        for repeated in places.chunk_by(|one, other| other.height - one.height < SAME_HEIGHT) {
            let layout = |place: &Place| pages.get(place.page).map(|page| (page, place.at));
            let count = |is: fn(&PageLayout, usize) -> bool| {
                repeated.iter().filter_map(layout).filter(|(page, at)| is(page, *at)).count()
            };
            // What stands on nearly every page is a running head however close the text is.
            let first_text = repeated.first().and_then(layout).and_then(|(page, at)| line_text(page, at));
            let same = |(page, at): (&PageLayout, usize)| line_text(page, at) == first_text;
            let short = first_text.is_some_and(|text| text.chars().count() <= LONGEST_HEAD);
            let everywhere = short
                && repeated.len() > REPEATED
                && 5 * repeated.len() >= 4 * pages.len()
                && repeated.iter().filter_map(layout).all(same);
            let head = repeated.len() >= REPEATED
                && (everywhere || count(is_set_off) * 2 > repeated.len())
                && repeated.len() - count(is_title) >= 2;
            found.extend(repeated.iter().map(|place| ((place.page, place.at), head)));
        }
    }
    found
}

fn line_text(page: &PageLayout, at: usize) -> Option<&str> {
    match page.pieces.get(at) {
        Some((_, Piece::Line(line))) => Some(line.text.as_str()),
        _ => None,
    }
}

/// Where a line stands.
struct Place {
    page: usize,
    at: usize,
    height: f64,
}

/// Whether a larger gap than between lines of text lies between the outer lines of a page and its body: within the two
/// outermost pieces and the next.
fn is_set_off(page: &PageLayout, at: usize) -> bool {
    let inner: Vec<usize> =
        if at < 2 { vec![at, 1.max(at)] } else { vec![at, at.min(page.pieces.len().saturating_sub(2))] };
    inner.into_iter().any(|at| {
        let bounds = |at: usize| page.pieces.get(at).map(|(_, piece)| piece.bounds());
        let next = if at < 2 { bounds(at + 1) } else { at.checked_sub(1).and_then(bounds) };
        let Some(own) = bounds(at) else { return false };
        next.is_none_or(|next| (next.y0 - own.y1).max(own.y0 - next.y1) > own.height())
    })
}

/// Whether a line may be the title of a table: a table follows after few lines, and none of them looks more like its
/// title.
fn is_title(page: &PageLayout, at: usize) -> bool {
    let text = |at: usize| match page.pieces.get(at) {
        Some((_, Piece::Line(line))) => Some(fold(&line.text)),
        _ => None,
    };
    let near = page.pieces.iter().skip(at + 1).take(4).any(|(_, piece)| matches!(piece, Piece::Grid(_)));
    let names_table = |text: &String| text.contains('表');
    let another = text(at + 1).filter(|next| !next.contains("单位") && !next.contains("部门:"));
    near && (text(at).as_ref().is_some_and(names_table) || another.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_in_decoration_are_told_from_figures_and_years() {
        for number in ["- 3 -", "—12—", "第3页", "第 3 页 共 20 页", "3/20", "－５－", "第3页，共20页"]
        {
            assert!(is_decorated_number(number), "{number}");
        }
        for text in ["3", "2025", "-3.50", "1,234", "17.31%", "二、3", "2025年", "-134", "3-4"] {
            assert!(!is_decorated_number(text), "{text}");
        }
    }
}
