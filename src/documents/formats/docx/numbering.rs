//! numbering.xml: the numbers that Word prints before paragraphs without their being in the text.

use super::xml;
use quick_xml::events::Event;
use std::collections::HashMap;

/// How many levels a list can have.
const LEVELS: usize = 9;

/// One level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    start: usize,
    /// Kind of number, such as `decimal` or `chineseCounting`.
    kind: String,
    /// Pattern such as `第%1章` or `%1.%2`.
    pattern: String,
}

/// The lists of a document and how far each has counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    /// Levels by abstract list.
    lists: HashMap<String, HashMap<usize, Level>>,
    /// Numbering → abstract list.
    list_of: HashMap<String, String>,
    /// Start values that a numbering sets anew, by level.
    restarts: HashMap<(String, usize), usize>,
    /// Restarts already used.
    restarted: Vec<(String, usize)>,
    /// Counters by abstract list.
    counters: HashMap<String, [Option<usize>; LEVELS]>,
}

impl Numbering {
    /// Reads the part; what is malformed is left out.
    pub fn read(text: &str) -> Self {
        let mut reader = xml::reader(text);
        let mut numbering = Numbering::default();
        let (mut list, mut level, mut number) = (None::<String>, None::<usize>, None::<String>);
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    let value = || xml::attribute(&element, "val");
                    match element.local_name().as_ref() {
                        "abstractNum" => list = xml::attribute(&element, "abstractNumId"),
                        "num" => number = xml::attribute(&element, "numId"),
                        "lvl" | "lvlOverride" => level = xml::number(&element, "ilvl").filter(|level| *level < LEVELS),
                        "abstractNumId" => numbering.list_of.extend(number.clone().zip(value())),
                        "startOverride" => {
                            let place = number.clone().zip(level);
                            numbering.restarts.extend(place.zip(xml::number(&element, "val")));
                        }
                        name @ ("start" | "numFmt" | "lvlText") => {
                            if let (Some(list), Some(level)) = (&list, level) {
                                let level = numbering.lists.entry(list.clone()).or_default().entry(level).or_default();
                                match name {
                                    "start" => level.start = xml::number(&element, "val").unwrap_or(1),
                                    "numFmt" => level.kind = value().unwrap_or_default(),
                                    _ => level.pattern = value().unwrap_or_default(),
                                }
                            }
                        }
                        _ => {}
                    }
                }
                Ok(Event::End(element)) => match element.local_name().as_ref() {
                    "abstractNum" => list = None,
                    "num" => number = None,
                    "lvl" | "lvlOverride" => level = None,
                    _ => {}
                },
                Ok(Event::Eof) | Err(_) => return numbering,
                Ok(_) => {}
            }
        }
    }

    /// Counts one paragraph of a numbering and gives what is printed before it. Empty for bullets and for kinds of
    /// numbers that are not known here.
    pub fn next(&mut self, number: &str, level: usize) -> String {
        let Some(list) = self.list_of.get(number).cloned() else { return String::new() };
        let Some(levels) = self.lists.get(&list) else { return String::new() };
        let counters = self.counters.entry(list).or_default();
        let start_of = |level: usize| levels.get(&level).map_or(1, |level| level.start);
        let place = (number.to_owned(), level);
        let restart = self.restarts.get(&place).filter(|_| !self.restarted.contains(&place));
        let Some(counter) = counters.get_mut(level) else { return String::new() };
        *counter = Some(match (restart, *counter) {
            (Some(start), _) => *start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => start_of(level),
        });
        if restart.is_some() {
            self.restarted.push(place);
        }
        for deeper in counters.iter_mut().skip(level + 1) {
            *deeper = None;
        }
        let Some(definition) = levels.get(&level) else { return String::new() };
        let mut printed = definition.pattern.clone();
        for shown in 0..=level {
            let sign = format!("%{}", shown + 1);
            if !printed.contains(&sign) {
                continue;
            }
            let count = counters.get(shown).copied().flatten().unwrap_or_else(|| start_of(shown));
            let kind = levels.get(&shown).map_or("decimal", |level| level.kind.as_str());
            match in_words(count, kind) {
                Some(words) => printed = printed.replace(&sign, &words),
                None => return String::new(),
            }
        }
        if definition.kind == "bullet" || definition.kind == "none" { String::new() } else { printed }
    }
}

/// A count in the digits of a kind of number.
fn in_words(count: usize, kind: &str) -> Option<String> {
    match kind {
        "decimal" | "" => Some(count.to_string()),
        "decimalZero" => Some(format!("{count:02}")),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => chinese(count),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(count, 1, '①', 20),
        "decimalEnclosedParen" => enclosed(count, 1, '⑴', 20),
        "decimalFullWidth" | "decimalFullWidth2" => {
            let wide = |digit: char| char::from_u32(digit as u32 - u32::from('0') + u32::from('０'));
            count.to_string().chars().map(wide).collect()
        }
        "ideographTraditional" => "甲乙丙丁戊己庚辛壬癸".chars().nth(count.checked_sub(1)?).map(String::from),
        "lowerLetter" => enclosed(count, 1, 'a', 26),
        "upperLetter" => enclosed(count, 1, 'A', 26),
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).map(|words| words.to_lowercase()),
        _ => None,
    }
}

/// The character for a count in a row of characters.
fn enclosed(count: usize, first: usize, character: char, length: usize) -> Option<String> {
    let offset = count.checked_sub(first).filter(|offset| *offset < length)?;
    char::from_u32(u32::from(character) + u32::try_from(offset).ok()?).map(String::from)
}

/// 一, 十, 十一, 二十, 一百零三: up to 9999.
fn chinese(count: usize) -> Option<String> {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    const PLACES: [&str; 4] = ["千", "百", "十", ""];
    if count == 0 || count > 9999 {
        return (count == 0).then(|| "零".to_owned());
    }
    let mut words = String::new();
    let mut gap = false;
    for (digit, place) in format!("{count:04}").chars().zip(PLACES) {
        match digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()) {
            Some(0) | None => gap = !words.is_empty(),
            Some(digit) => {
                if gap {
                    words.push('零');
                    gap = false;
                }
                words.push_str(DIGITS.get(digit)?);
                words.push_str(place);
            }
        }
    }
    Some(words.strip_prefix("一十").map(|rest| format!("十{rest}")).unwrap_or(words))
}

fn roman(count: usize) -> Option<String> {
    const PARTS: [(usize, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut rest = Some(count).filter(|count| (1..400).contains(count))?;
    let mut words = String::new();
    for (value, sign) in PARTS {
        while rest >= value {
            words.push_str(sign);
            rest -= value;
        }
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers_are_written_as_word_prints_them() {
        for (count, words) in [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (103, "一百零三"), (110, "一百一十")]
        {
            assert_eq!(chinese(count).as_deref(), Some(words));
        }
        assert_eq!(roman(14).as_deref(), Some("XIV"));
        assert_eq!(in_words(3, "decimalEnclosedCircle").as_deref(), Some("③"));
    }

    #[test]
    fn levels_count_on_their_own_and_start_again_under_a_new_parent() {
        let mut numbering = Numbering::read(
            r#"<n><abstractNum abstractNumId="0"><lvl ilvl="0"><start val="1"/><numFmt val="chineseCounting"/><lvlText val="%1、"/></lvl>
            <lvl ilvl="1"><start val="1"/><numFmt val="decimal"/><lvlText val="%2."/></lvl></abstractNum>
            <num numId="5"><abstractNumId val="0"/></num></n>"#,
        );
        let printed: Vec<String> = [0, 1, 1, 0, 1].into_iter().map(|level| numbering.next("5", level)).collect();
        assert_eq!(printed, ["一、", "1.", "2.", "二、", "1."]);
    }
}
