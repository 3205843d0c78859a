//! Names of the functional classification in prose: 社会保障和就业支出（类）…（款）…（项）, A-B-C科目, or a plain name.

use super::subject::Scope;
use crate::domain::codebook::FUNCTIONAL;
use crate::domain::label::fold;

/// A 科目 named by a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionName {
    /// Its code; empty where the codebook does not settle it.
    pub code: String,
    /// 1 类, 2 款, 3 项.
    pub depth: usize,
    /// Where its words begin in the phrase, in characters.
    pub start: usize,
    /// Where its words end.
    pub end: usize,
}

const MARKS: [&str; 3] = ["(类)", "(款)", "(项)"];

/// Whether a phrase marks the levels of a 科目.
pub fn is_marked(phrase: &str) -> bool {
    let phrase = with_plain_marks(phrase);
    MARKS.iter().any(|mark| phrase.contains(mark)) || phrase.ends_with("科目") && phrase.contains('-')
}

/// Marks without the code that may stand in them: 卫生健康支出（210类）行政事业单位医疗（11款）.
fn with_plain_marks(phrase: &str) -> String {
    let mut plain = String::with_capacity(phrase.len());
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('(') {
        plain.push_str(before);
        plain.push('(');
        let inside = after.trim_start_matches(|character: char| character.is_ascii_digit());
        let marks = ["类)", "款)", "项)"].iter().any(|mark| inside.starts_with(mark));
        rest = if marks { inside } else { after };
    }
    plain.push_str(rest);
    plain
}

/// The 科目 that a phrase names. `plain` is the phrase without year, body and measure words.
pub fn find(
    phrase: &str,
    plain: &str,
    scope: &Scope,
    code_of: &dyn Fn(&str) -> Option<String>,
    year: i32,
) -> Option<FunctionName> {
    let length = phrase.chars().count();
    if is_marked(phrase) {
        let (marked, plainly_marked) = (with_plain_marks(phrase), with_plain_marks(plain));
        let steps = marked_steps(&marked, &plainly_marked);
        let depth = steps.last().map(|(depth, _)| *depth)?;
        return Some(FunctionName {
            code: code_of_steps(&steps, scope, code_of, year),
            depth,
            start: length.saturating_sub(plain.chars().count()),
            end: length,
        });
    }
    let name = plain.strip_suffix("科目").map_or(plain, |name| name.trim_end_matches(['类', '款', '项']));
    let code =
        code_before(name, year).or_else(|| code_of(name)).or_else(|| name.strip_suffix("支出").and_then(code_of))?;
    let depth = match code.len() {
        3 => 1,
        5 => 2,
        7 => 3,
        _ => return None,
    };
    let start = phrase.find(plain).and_then(|byte| phrase.get(..byte)).map_or(0, |before| before.chars().count());
    Some(FunctionName { code, depth, start, end: start + plain.chars().count() })
}

/// The code that stands before its own name: 2080505机关事业单位基本养老保险缴费支出.
fn code_before(name: &str, year: i32) -> Option<String> {
    let rest = name.trim_start_matches(|character: char| character.is_ascii_digit());
    let code = name.strip_suffix(rest).filter(|code| matches!(code.len(), 3 | 5 | 7))?;
    let label = rest.trim_start_matches(['-', '—', '.']);
    is_name_of(code, label, year).then(|| code.to_owned())
}

/// The levels that a phrase names, from the outermost; none where words follow the last mark, whose level is unknown.
fn marked_steps<'a>(phrase: &'a str, plain: &'a str) -> Vec<(usize, &'a str)> {
    if !MARKS.iter().any(|mark| phrase.contains(mark)) {
        let path = plain.strip_suffix("科目").unwrap_or(plain);
        return path
            .split('-')
            .enumerate()
            .map(|(index, name)| (index + 1, name))
            .filter(|(depth, _)| *depth <= 3)
            .collect();
    }
    let mut rest = plain;
    let mut steps = Vec::new();
    for (index, mark) in MARKS.iter().enumerate() {
        if let Some((name, after)) = rest.split_once(mark) {
            steps.push((index + 1, name.trim_start_matches(|character: char| character.is_ascii_digit())));
            rest = after;
        }
    }
    if matches!(rest, "" | "支出" | "科目" | "财政拨款支出") { steps } else { Vec::new() }
}

/// Follows the names from class to item. Each name must be found below the one before it: 行政运行 stands in many
/// classes, and a code of the wrong one would be worse than none.
fn code_of_steps(
    steps: &[(usize, &str)],
    scope: &Scope,
    code_of: &dyn Fn(&str) -> Option<String>,
    year: i32,
) -> String {
    let mut code = match steps.first() {
        Some((depth, _)) if *depth > 1 => heading_code(scope, *depth),
        _ => String::new(),
    };
    for (depth, name) in steps {
        let found = if *depth == 1 {
            class_code(name, code_of).or_else(|| section_marked_as_class(name, steps, scope, code_of, year))
        } else {
            code_below(&code, name, year).or_else(|| unique_code(name, &code, *depth, code_of))
        };
        match found {
            Some(found) => code = found,
            None => return String::new(),
        }
    }
    code
}

/// The code of the nearest heading that names a 科目 above the level asked for.
fn heading_code(scope: &Scope, depth: usize) -> String {
    let above = scope.headings.iter().filter_map(|heading| heading.function.as_ref());
    above.into_iter().find(|name| name.depth + 1 == depth).map(|name| name.code.clone()).unwrap_or_default()
}

fn class_code(name: &str, code_of: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let name = name.trim_end_matches("支出");
    [name.to_owned(), format!("{name}支出")].iter().find_map(|name| code_of(name)).filter(|code| code.len() == 3)
}

/// A 款 that a department marks as （类）, with its （项） behind it: 住房改革支出（类）住房公积金（项）.
fn section_marked_as_class(
    name: &str,
    steps: &[(usize, &str)],
    scope: &Scope,
    code_of: &dyn Fn(&str) -> Option<String>,
    year: i32,
) -> Option<String> {
    if steps.iter().any(|(depth, _)| *depth == 2) {
        return None;
    }
    let above = heading_code(scope, 2);
    code_below(&above, name, year).or_else(|| unique_code(name, &above, 2, code_of))
}

fn unique_code(name: &str, above: &str, depth: usize, code_of: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let length = 2 * depth + 1;
    code_of(name).filter(|code| code.len() == length && code.starts_with(above))
}

/// The code below `above` that has this name in the year, or had it in a year when names changed.
fn code_below(above: &str, name: &str, year: i32) -> Option<String> {
    if above.is_empty() {
        return None;
    }
    let below = || (1..=99).map(|number| format!("{above}{number:02}"));
    below().find(|code| is_name_of(code, name, year)).or_else(|| {
        let mut alike = below().filter(|code| is_like_name_of(code, name, year));
        let first = alike.next()?;
        alike.next().is_none().then_some(first)
    })
}

/// Whether a name differs from that of a code only as departments misspell names: 其它 for 其他, or two words that have
/// changed places (一般行政事务管理 for 一般行政管理事务).
fn is_like_name_of(code: &str, name: &str, year: i32) -> bool {
    let letters = |name: &str| {
        let mut letters: Vec<char> = fold(name).trim_end_matches("支出").replace("其它", "其他").chars().collect();
        letters.sort_unstable();
        letters
    };
    FUNCTIONAL.contains(code) && FUNCTIONAL.name(code, year).is_some_and(|known| letters(known) == letters(name))
}

/// Whether a code has this name in the year, or had it in a year when names changed.
fn is_name_of(code: &str, name: &str, year: i32) -> bool {
    /// Years around which the Ministry renamed 科目.
    const RENAMING_YEARS: [i32; 5] = [2013, 2016, 2018, 2019, 2020];
    let plain = |name: &str| name.trim_end_matches("支出").to_owned();
    let wanted = plain(name);
    let mut years = std::iter::once(year).chain(RENAMING_YEARS);
    FUNCTIONAL.contains(code)
        && years.any(|year| FUNCTIONAL.name(code, year).is_some_and(|known| plain(known) == wanted))
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{budget, places};

    #[test]
    fn misspelt_names_and_a_section_marked_as_a_class_find_their_codes() {
        let read = budget(
            "1.公共安全支出（类）法院（款）一般行政事务管理（项）支出7万元。\n2.社会保障和就业支出（类）行政事业单位养老支出（款）其它行政事业单位养老支出（项）0.96万元。\n3.住房改革支出（类）住房公积金（项）支出12万元。",
        );
        let codes: Vec<String> =
            places(&read).lines().map(|place| place.rsplit(' ').next().unwrap_or_default().to_owned()).collect();
        assert_eq!(codes, ["2040502", "2080599", "2210201"]);
    }

    #[test]
    fn a_name_that_is_like_none_below_its_section_finds_no_code() {
        let read = budget("1.公共安全支出（类）法院（款）观云事务（项）支出7万元。");
        assert!(places(&read).ends_with("total leaf"), "{}", places(&read));
    }
}
