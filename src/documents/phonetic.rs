//! Pronunciations that mirror pages put behind characters, 預(yù)算: no part of the text, and taken off it.

use super::{Block, Content, Warning};
use crate::domain::Locator;

/// The letters that only pronunciations have.
const TONED: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ";
/// The most letters of one pronunciation.
const MOST_LETTERS: usize = 6;

/// Takes the pronunciations off every line and cell, and says how many there were.
pub(super) fn strip(content: &mut Content) {
    let mut found = 0;
    let mut clean = |text: &mut String| {
        if let Some((plain, count)) = without(text) {
            *text = plain;
            found += count;
        }
    };
    for block in &mut content.blocks {
        match block {
            Block::Line(line) => clean(&mut line.text),
            Block::Grid(grid) => {
                grid.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| clean(&mut cell.text));
            }
        }
    }
    if found > 0 {
        content.warnings.push(Warning {
            place: Locator::default(),
            message: format!("网页在汉字后插入了 {found} 处注音（如“預(yù)算”），读取时已去掉；请以原始网页为准"),
        });
    }
}

/// The text without pronunciations, and how many there were; `None` where there is none.
fn without(text: &str) -> Option<(String, usize)> {
    if !text.contains(|character| TONED.contains(character)) {
        return None;
    }
    let characters: Vec<char> = text.chars().collect();
    let mut plain = String::with_capacity(text.len());
    let (mut position, mut count) = (0, 0);
    while let Some(character) = characters.get(position) {
        let after_word = position.checked_sub(1).and_then(|before| characters.get(before)).is_some_and(is_chinese);
        match length_of(&characters, position).filter(|_| after_word) {
            Some(length) => {
                position += length;
                count += 1;
            }
            None => {
                plain.push(*character);
                position += 1;
            }
        }
    }
    (count > 0).then_some((plain, count))
}

/// How many characters the pronunciation in brackets takes that begins at a position.
fn length_of(characters: &[char], at: usize) -> Option<usize> {
    let opens = characters.get(at).is_some_and(|first| matches!(first, '(' | '（'));
    let letters = characters
        .iter()
        .skip(at + 1)
        .take_while(|next| next.is_ascii_lowercase() || **next == 'ü' || TONED.contains(**next));
    let letters: Vec<&char> = letters.collect();
    let closes = characters.get(at + 1 + letters.len()).is_some_and(|last| matches!(last, ')' | '）'));
    let toned = letters.iter().any(|letter| TONED.contains(**letter));
    (opens && closes && toned && letters.len() <= MOST_LETTERS).then_some(letters.len() + 2)
}

fn is_chinese(character: &char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pronunciations_are_taken_off_and_other_brackets_stay() {
        let plain = |text: &str| without(text).map(|(plain, count)| format!("{count} {plain}"));
        assert_eq!(plain("預(yù)算32.6萬(wàn)元").as_deref(), Some("2 預算32.6萬元"));
        assert_eq!(plain("因公出國(guó)(境)費(fèi)").as_deref(), Some("2 因公出國(境)費"));
        assert_eq!(plain("方案(a)、單位（yuan）"), None);
        assert_eq!(plain("café(é)"), None);
    }
}
