//! Lines → paragraphs → sentences. Printed lines break anywhere; sentences do not.

use super::passage::Passage;
use crate::documents::Line;
use crate::domain::label::{fold, split_ordinal};

/// A paragraph: an ordinal, where it has one, and its text.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// The text with its ordinal.
    pub passage: Passage,
    /// How deep its ordinal stands: 0 第一部分, 1 一、, 2 （一）, 3 1、, 4 （1）, 5 ①; `None` without ordinal.
    pub depth: Option<u8>,
    /// How many characters the ordinal takes.
    pub ordinal: usize,
    /// Whether it is a heading: an ordinal or a closing 说明, and no sentence.
    pub heading: bool,
}

/// The longest heading, in characters.
const LONGEST_HEADING: usize = 48;

/// The shortest beginning of a sentence, in characters, that a line may end in before its amount.
const SHORTEST_BEGINNING: usize = 12;

/// Joins lines into paragraphs. Page numbers standing alone on a line are dropped.
pub fn paragraphs(lines: &[&Line]) -> Vec<Paragraph> {
    let widths: Vec<usize> = lines.iter().map(|line| width(&line.text)).collect();
    let mut joined: Vec<Paragraph> = Vec::new();
    let mut open: Option<(Passage, String)> = None;
    for (index, line) in lines.iter().enumerate() {
        let folded = fold(&line.text);
        if folded.is_empty() || is_page_number(lines, index, &folded) {
            continue;
        }
        let mut passage = match open.take() {
            Some((passage, last)) if continues(&last, &folded) => passage,
            Some((passage, _)) => {
                joined.push(paragraph(passage));
                Passage::default()
            }
            None => Passage::default(),
        };
        let begins = passage.is_empty();
        passage.push_line(line);
        let ended = ends(line, &folded, begins, is_short(&widths, index));
        open = Some((passage, if ended { format!("{folded}\n") } else { folded }));
    }
    joined.extend(open.map(|(passage, _)| paragraph(passage)));
    joined
}

/// Whether a line surely is the last of its paragraph. Hard-wrapped text does not say so: there, a heading or a line
/// much shorter than its neighbours ends one.
fn ends(line: &Line, folded: &str, begins: bool, short: bool) -> bool {
    if line.ends_paragraph {
        return true;
    }
    if short && !folded.ends_with(['(', '、']) {
        return true;
    }
    let ordinal = depth_of(folded).is_some();
    begins
        && ordinal
        && !has_sentence_mark(folded)
        && ["说明", "情况", "情况表", "构成", "目标"].iter().any(|ending| folded.ends_with(ending))
}

/// Whether `next` goes on with the paragraph whose last line is `last` (which ends in a line feed if it had ended).
fn continues(last: &str, next: &str) -> bool {
    if depth_of(next).is_some() || next.starts_with("注:") || next.starts_with("附件") {
        return false;
    }
    let Some(ended) = last.strip_suffix('\n') else {
        return !last.ends_with(['。', '!', '?']) || cannot_begin(next);
    };
    if cannot_begin(next) {
        return true;
    }
    let unfinished = depth_of(ended).is_none() && ended.chars().count() > SHORTEST_BEGINNING;
    let number_ends = ended.ends_with(|last: char| last.is_ascii_digit()) && has_sentence_mark(ended);
    number_ends && (begins_with_unit(next) || begins_with_amount(next))
        || (has_sentence_mark(ended) || unfinished)
            && !ended.ends_with(['。', ';', ':', '!'])
            && begins_with_amount(next)
}

/// Whether a text cannot be the beginning of a paragraph: closing signs, a unit without its number, （项） without its name.
fn cannot_begin(folded: &str) -> bool {
    folded.starts_with(['。', ',', ';', ':', ')', '、', '%', '》'])
        || begins_with_unit(folded)
        || ["(类)", "(款)", "(项)", "(境)"].iter().any(|mark| folded.starts_with(mark))
}

fn begins_with_unit(folded: &str) -> bool {
    ["万元", "元,", "元。", "元;", "亿元", "元)"].iter().any(|unit| folded.starts_with(unit)) || folded == "元"
}

/// Whether a text begins with an amount or a percentage: no paragraph does.
fn begins_with_amount(folded: &str) -> bool {
    let rest =
        folded.trim_start_matches(|character: char| character.is_ascii_digit() || matches!(character, '.' | ','));
    rest.len() < folded.len() && (rest.starts_with("万") || rest.starts_with("元") || rest.starts_with('%'))
}

/// Whether a text holds punctuation of sentences.
pub fn has_sentence_mark(folded: &str) -> bool {
    folded.contains(['。', ',', ';', ':'])
}

/// Whether a line holds nothing but a page number: `17`, `— 5 —`.
fn is_page_number(lines: &[&Line], index: usize, folded: &str) -> bool {
    let digits = folded.trim_matches(['-', '—', '─', '━', '―', '~', '.', '·', '•', '_']);
    let digits = digits.strip_prefix('第').and_then(|rest| rest.strip_suffix('页')).unwrap_or(digits);
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let page = |index: usize| lines.get(index).map(|line| line.place.page);
    let alone_on_edge = lines.get(index).is_some_and(|line| line.place.page.is_some())
        && (page(index + 1) != page(index) || index == 0 || page(index - 1) != page(index));
    let torn = index > 0
        && lines.get(index - 1).is_some_and(|line| {
            line.text.trim_end().ends_with(|last: char| last.is_ascii_digit() || matches!(last, '.' | ','))
        });
    alone_on_edge || !torn
}

/// Columns that a line takes: two for a Chinese character.
fn width(text: &str) -> usize {
    text.trim().chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a line is much shorter than the lines around it, so that more would have fitted on it.
fn is_short(widths: &[usize], index: usize) -> bool {
    const NEIGHBOURS: usize = 6;
    let from = index.saturating_sub(NEIGHBOURS);
    let to = (index + NEIGHBOURS + 1).min(widths.len());
    let widest = widths.get(from..to).unwrap_or_default().iter().copied().max().unwrap_or(0);
    widths.get(index).is_some_and(|width| width * 10 < widest * 7)
}

/// How deep the ordinal of a text stands; `None` without one.
fn depth_of(folded: &str) -> Option<u8> {
    if let Some(rest) = folded.strip_prefix('第') {
        let rest = rest.trim_start_matches(|character: char| {
            "一二三四五六七八九十".contains(character) || character.is_ascii_digit()
        });
        return (rest.starts_with("部分") || rest.starts_with('章')).then_some(0);
    }
    let plain = folded.trim_start_matches(['-', '*']);
    split_ordinal(plain).0.map(|ordinal| ordinal.depth)
}

fn paragraph(passage: Passage) -> Paragraph {
    let folded = passage.folded(0, passage.len());
    let depth = depth_of(&folded);
    let ordinal = match depth {
        Some(0) => folded.chars().position(|character| matches!(character, '分' | '章')).map_or(0, |end| end + 1),
        Some(_) => folded.chars().count() - split_ordinal(folded.trim_start_matches(['-', '*'])).1.chars().count(),
        None => 0,
    };
    let body = folded.trim_end_matches(['。', ':']);
    let closed = body.ends_with("说明") || body.ends_with("名词解释");
    let heading = (depth.is_some() || closed)
        && folded.chars().count() <= LONGEST_HEADING
        && !body.contains(['。', ',', ';', ':'])
        && !(folded.contains('元')
            && folded.contains(|character: char| character.is_ascii_digit())
            && folded.contains("万"))
        && !folded.contains('%');
    Paragraph { passage, depth, ordinal, heading }
}

/// How long the ordinal is that stands behind a sign within a paragraph, 持平：一、2025年…，二、2025年…: there another
/// item begins, which a paragraph of its own would say in a list.
fn ordinal_within(passage: &Passage, at: usize) -> Option<usize> {
    const NUMERALS: &str = "一二三四五六七八九十";
    if !matches!(passage.at(at), ',' | ';' | ':') {
        return None;
    }
    let numerals = (1..=2).take_while(|place| NUMERALS.contains(passage.at(at + place))).count();
    let marked = numerals > 0 && passage.at(at + 1 + numerals) == '、';
    (marked && !NUMERALS.contains(passage.at(at + 2 + numerals))).then_some(numerals + 1)
}

/// The sentences of a paragraph as ranges of its characters, without the ordinal.
pub fn sentences(paragraph: &Paragraph) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = paragraph.ordinal;
    let length = paragraph.passage.len();
    for position in paragraph.ordinal..length {
        if position < start {
            continue;
        }
        let closes_bracket = paragraph.passage.at(position + 1) == ')';
        if matches!(paragraph.passage.at(position), '。' | '!' | '?') && !closes_bracket {
            found.push((start, position + 1));
            start = position + 1;
        } else if let Some(ordinal) = ordinal_within(&paragraph.passage, position) {
            found.push((start, position + 1));
            start = position + 1 + ordinal;
        }
    }
    if start < length {
        found.push((start, length));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{budget, claims, gaps, wrapped};

    #[test]
    fn a_sentence_broken_before_its_unit_is_one_sentence() {
        let read = budget("公务用车运行维护费4.50\n万元，主要用于燃料费等支出。与上年相比，预算数持平。");
        assert_eq!(
            claims(&read),
            "unchanged | 公务用车运行维护费 | 4.50万元 | Δ0.00万元 | vs budget_last_year | of 2024"
        );
        assert_eq!(read.0.first().and_then(|statement| statement.locator.line), Some(1));
    }

    #[test]
    fn a_page_number_between_lines_does_not_enter_a_rate() {
        let read =
            wrapped("项目支出80.00万元，比上年增加11.81万元，增长\n4\n17.31%，主要原因是新增信息化项目建设任务较多。");
        assert_eq!(
            claims(&read),
            "change | 项目支出 | 80.00万元 | Δ11.81万元 | rate17.31 | vs budget_last_year | of 2024 | because 新增信息化项目建设任务较多"
        );
    }

    #[test]
    fn a_number_torn_at_a_line_end_is_reported_not_guessed() {
        let read = wrapped(
            "云山县档案馆二〇二五年度部门预算安排的项目支出80\n12.5万元，比上年增加一些用于开展档案数字化工作。",
        );
        assert_eq!(claims(&read), "");
        assert!(gaps(&read).starts_with("数字被换行或空格断开"));
    }

    #[test]
    fn a_heading_is_not_joined_to_the_paragraph_below_it() {
        let read = wrapped(
            "六、一般公共预算基本支出预算情况说明\n云山县档案馆2025年一般公共预算基本支出年初预算为50.00万元，其中：人员经\n费支出40.00万元。",
        );
        assert_eq!(claims(&read), "amount | 一般公共预算基本支出 | 50.00万元\namount | 人员经费支出 | 40.00万元");
    }

    #[test]
    fn definitions_hold_no_claims() {
        let read = budget(
            "第三部分 名词解释\n一、公务接待费：指单位支出100万元以内的费用，占比5%。\n附件：部门预算表\n公务接待费2万元。",
        );
        assert_eq!(claims(&read), "amount | 公务接待费 | 2万元");
        assert_eq!(gaps(&read), "");
    }
}
