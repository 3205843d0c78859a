//! Whose figure a phrase speaks of: the body of the document, or one of the units under it.

use super::Context;
use super::ledger::Ledger;
use crate::domain::label::fold;

/// Endings of bodies' names: what stands before the vocabulary and ends so is whose figure it is.
const BODY_ENDINGS: &[&str] = &[
    "中心",
    "局",
    "厅",
    "委员会",
    "委",
    "院",
    "机关",
    "办公室",
    "室",
    "政府",
    "学校",
    "校",
    "园",
    "站",
    "所",
    "队",
    "处",
    "办",
    "部",
    "会",
    "馆",
    "镇",
    "乡",
    "街道",
    "本级",
    "部门",
    "单位",
    "区",
    "县",
    "市",
    "州",
    "旗",
    "党派",
    "级",
];

/// Words for the body of the document, whatever it is called.
const OWN: &[&str] = &["部门", "单位", "系统", "机关"];

/// Whether the words before a name say whose it is: 云山县档案馆, 本部门3家行政单位的, 某局（行政单位）.
pub fn is_body(before: &str) -> bool {
    let plain = before.strip_suffix('的').unwrap_or(before);
    let plain = plain.trim_end_matches(')');
    BODY_ENDINGS.iter().any(|ending| plain.ends_with(ending))
}

/// Whether these words may name the body of the document. 所属图书馆 and 厅本级 in the disclosure of a department
/// are parts of it: their figures are not those of its tables.
pub fn is_own(words: &str, ledger: &Ledger, context: &Context) -> bool {
    let words = fold(words);
    let words = words.strip_suffix("安排的").or_else(|| words.strip_suffix("安排")).unwrap_or(&words);
    let words = words.strip_suffix('的').unwrap_or(words);
    if words.contains(['及', '和', '与', '各']) {
        return true;
    }
    let ends = |character: char| character == '(' || character.is_ascii_digit();
    let words = words.split(ends).next().unwrap_or_default();
    if words.is_empty() {
        return true;
    }
    if ["所属", "下属"].iter().any(|below| words.contains(below)) {
        return false;
    }
    let names = [fold(&context.body.department), fold(&context.body.unit)];
    // A name that was taken from a file name may be no name at all.
    let known: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_ascii()).collect();
    if known.is_empty() {
        return true;
    }
    if let Some(above) = words.strip_suffix("本级") {
        return !context.body.unit.is_empty() || known.iter().any(|name| is_township(name)) || above.is_empty();
    }
    if !ledger.names_own {
        return true;
    }
    let generic = OWN.iter().any(|own| words.ends_with(own)) && !is_named(words);
    generic
        || words.starts_with(['我', '本', '全'])
        || known.iter().any(|name| name.contains(words) || words.contains(name) || is_abbreviation(words, name))
}

/// Whether a body is a township, whose 本级 is all of it.
fn is_township(name: &str) -> bool {
    ["人民政府", "镇", "乡", "街道", "办事处"].iter().any(|ending| name.ends_with(ending))
}

/// Whether words that end in 单位 or 机关 still name one body: 市公安局机关.
fn is_named(words: &str) -> bool {
    const NAMED: &[&str] = &["局", "厅", "委", "院", "中心", "馆", "所", "站", "校"];
    NAMED.iter().any(|name| words.contains(name))
}

/// Whether the characters of a short name stand in the long one in the same order: 省高院, 江苏省高级人民法院.
fn is_abbreviation(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|character| character == wanted))
}

/// Whether a text calls the body of the document by its name. Where none does, what is taken for its name may be none.
pub fn is_named_in(text: &str, context: &Context) -> bool {
    let names = [fold(&context.body.department), fold(&context.body.unit)];
    names.iter().any(|name| !name.is_ascii() && text.contains(name.as_str()))
}

/// Whether a phrase says that it speaks of the body of the document as a whole: 2025年本部门收入预算.
pub fn says_own(phrase: &str, context: &Context) -> bool {
    const OWN_WORDS: &[&str] =
        &["本部门", "我部门", "本单位", "我单位", "全部门", "我局", "本局", "我厅", "我委", "我院", "我校", "我镇"];
    let names = [fold(&context.body.department), fold(&context.body.unit)];
    OWN_WORDS.iter().any(|own| phrase.contains(own))
        || names.iter().any(|name| !name.is_empty() && phrase.contains(name.as_str()))
}
