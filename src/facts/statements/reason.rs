//! 主要原因是…: the reason given for the claims made last.

use super::Slot;
use crate::domain::{Form, FundSource, Nature, RowLevel};
use crate::facts::narrative::ledger::Draft;
use crate::facts::narrative::phrase::{self, Named};
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::subject::Subject;
use crate::facts::narrative::tokens::{Kind, Token, Word};

/// The reason.
pub const SLOT: Slot = Slot {
    name: "reason",
    name_zh: "原因",
    documentation: "“主要原因是（：、为）”之后直到句号；分号之后如果另起比较或另有主语和金额，则到分号为止；逗号之后如果是写明数字的比较，则到逗号为止。原因里的金额留在原因的文字里，不作为数据。几个分项之后只有一个原因的，说不清是哪一项的，不记。",
    words: &[
        ("增减变化的主要原因", Word::Reason),
        ("变动的主要原因", Word::Reason),
        ("主要原因", Word::Reason),
        ("原因主要", Word::Reason),
        ("其原因", Word::Reason),
        ("原因", Word::Reason),
        ("主要是因为", Word::Reason),
        ("主要是由于", Word::Reason),
        ("主要因为", Word::Reason),
        ("主要由于", Word::Reason),
        ("主要系", Word::ReasonAfterChange),
        ("主要是", Word::ReasonAfterChange),
        ("是因为", Word::Reason),
        ("因客观原因", Word::Plain),
    ],
    fill,
};

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    match reading.kind(at)? {
        Kind::Word(Word::Reason) => {}
        Kind::Word(Word::ReasonAfterChange) if follows_change(reading) || at == 0 && begins_reason(reading) => {}
        Kind::Word(Word::ReasonAfterChange) if reading.filled && !reading.current.is_empty() => {
            reading.end_clause(',');
            reading.purpose = true;
            reading.spent_on = reading.tokens.get(at).map(|token| token.end);
            return Some(at + 1);
        }
        _ => return None,
    }
    let start = skip_copula(reading, at + 1);
    if start > at + 1 && begins_claim(reading, start) {
        reading.phrase = None;
        return Some(start);
    }
    let end = end_of_reason(reading, start);
    let text = without_copula(&reading.printed(start, end));
    let claims = claims(reading, at);
    let figure = (start..end).find(|place| reading.tokens.get(*place).is_some_and(Token::is_figure));
    if let (true, Some(figure)) = (claims.is_empty(), figure) {
        reading.miss(figure, "原因里的金额，说的是哪一项无法确定");
    }
    for index in claims {
        if let Some(draft) = reading.ledger.drafts.get_mut(index)
            && draft.reason.is_empty()
        {
            draft.reason.clone_from(&text);
            reading.filled = true;
        }
    }
    reading.phrase = None;
    reading.tainted = false;
    Some(end)
}

/// Whether a change was said of what is spoken of: without one, 主要是 says what the money is for.
fn follows_change(reading: &Reading) -> bool {
    let drafts = reading.current.iter().filter_map(|index| reading.ledger.drafts.get(*index));
    reading.filled && drafts.into_iter().any(|draft| draft.compared)
}

/// Whether a sentence that begins with 主要是 gives the reason for the change that the sentence above said.
fn begins_reason(reading: &Reading) -> bool {
    let topic = &reading.ledger.topic;
    let mut drafts = topic.drafts.iter().filter_map(|index| reading.ledger.drafts.get(*index));
    reading.ledger.paragraph <= topic.paragraph + 1 && !topic.ambiguous && drafts.any(|draft| draft.compared)
}

/// The claims that the reason is given for: those that the words before it name, or else those made last.
fn claims(reading: &mut Reading, at: usize) -> Vec<usize> {
    let phrase = reading.phrase_text();
    if phrase.contains("差异") && !phrase.contains("预决算") {
        return Vec::new();
    }
    let last = last_claims(reading);
    let named = match reading.phrase {
        Some((start, cut, end)) => {
            let end = start + before_change(&reading.passage.folded(start, end));
            phrase::read(reading.passage, start, cut.min(end), end, reading.year, reading.ledger, reading.context)
        }
        None => Named::Nothing,
    };
    match named {
        Named::Label(_) | Named::Several => Vec::new(),
        // 支出决算数大于年初预算数的主要原因: that of the item spoken of.
        Named::Subjects { subjects, .. } if phrase::is_bare_flow(&subjects) => last,
        Named::Subjects { subjects, .. } => {
            let against_budget = is_against_budget(reading, at);
            let find = |subject: &Subject| reading.ledger.find_against(subject, against_budget);
            let found: Vec<usize> = subjects.iter().filter_map(find).collect();
            if found.is_empty() && is_about(reading, &subjects, &last) { last } else { found }
        }
        _ => last,
    }
}

/// The claims made last, where it is certain which they are: those of this sentence, or else those of the sentence
/// above, of which the compared ones are meant.
fn last_claims(reading: &Reading) -> Vec<usize> {
    if !reading.current.is_empty() {
        return if is_last_of_several(reading) { Vec::new() } else { reading.current.clone() };
    }
    let topic = &reading.ledger.topic;
    let near = reading.ledger.paragraph <= topic.paragraph + 1;
    if reading.lost || reading.missed > 0 || topic.ambiguous || !near {
        return Vec::new();
    }
    let compared =
        |index: &usize| reading.ledger.drafts.get(*index).is_some_and(|draft| draft.compared || draft.amount.is_none());
    let of_drafts: Vec<usize> = topic.drafts.iter().copied().filter(compared).collect();
    match (of_drafts.is_empty(), topic.last_compared.is_empty()) {
        (false, _) => of_drafts,
        (true, false) => topic.last_compared.clone(),
        (true, true) => topic.drafts.clone(),
    }
}

/// Whether the claim made last is one of several changes in a list, of which no other has a reason of its own: the
/// reason is then that of the whole.
fn is_last_of_several(reading: &Reading) -> bool {
    let text = &reading.text;
    let first = reading.current.first().copied().unwrap_or_default();
    let before = reading.ledger.drafts.get(..first).unwrap_or_default();
    let listed = before.iter().rev().take_while(|draft| draft.text == *text).filter(|draft| draft.count.is_none());
    let changes: Vec<&Draft> = listed.filter(|draft| draft.compared).collect();
    reading.in_list()
        && reading.listed > 1
        && !changes.is_empty()
        && changes.iter().all(|draft| draft.reason.is_empty())
}

/// Whether the reason is that of the difference to this year's budget: 决算数小于预算数的主要原因.
fn is_against_budget(reading: &Reading, at: usize) -> bool {
    let start = reading.tokens.get(at).map_or(0, |token| token.start);
    let clause = reading.passage.folded(start.saturating_sub(CLAUSE), start);
    let clause = clause.rsplit([',', ';', '。', ':']).next().unwrap_or_default();
    clause.contains("预算数") && clause.contains("决算数")
}

/// How many characters before a reason can say of what it is.
const CLAUSE: usize = 48;

/// Whether 收入、支出变动较大 speaks of the revenue and expenditure claimed last.
fn is_about(reading: &Reading, subjects: &[Subject], claims: &[usize]) -> bool {
    let plain = |subject: &Subject| {
        let coordinates = &subject.coordinates;
        let special =
            matches!(coordinates.form, Some(Form::ThreePublicExpenses | Form::Procurement | Form::OperatingCosts));
        coordinates.nature == Nature::Total && coordinates.function_code.is_empty() && !special
    };
    let flows: Vec<_> = subjects.iter().map(|subject| (subject.coordinates.flow, subject.coordinates.fund)).collect();
    let claimed = claims.iter().filter_map(|index| reading.ledger.drafts.get(*index));
    let same = |draft: &Draft| {
        let coordinates = &draft.subject.coordinates;
        let total = matches!(coordinates.level, RowLevel::GrandTotal | RowLevel::Total);
        let named = |fund| flows.contains(&(coordinates.flow, fund));
        total && coordinates.nature == Nature::Total && (named(FundSource::All) || named(coordinates.fund))
    };
    subjects.iter().all(plain) && claimed.clone().count() > 0 && claimed.into_iter().all(same)
}

/// How many characters of 财政拨款收入支出减少的 name what changed.
fn before_change(folded: &str) -> usize {
    const CHANGES: &[&str] = &[
        "增减",
        "增加",
        "减少",
        "增长",
        "下降",
        "变动",
        "变化",
        "降低",
        "小于",
        "大于",
        "低于",
        "高于",
        "上升",
        "较",
        "与",
        "比",
        "决算数",
        "预算数",
    ];
    let byte = CHANGES.iter().filter_map(|word| folded.find(word)).min().unwrap_or(folded.len());
    folded.get(..byte).map_or(0, |before| before.chars().count())
}

fn skip_copula(reading: &Reading, at: usize) -> usize {
    let copula = matches!(reading.folded(at).as_str(), "是" | "为");
    match reading.kind(at + usize::from(copula)) {
        Some(Kind::Mark(':' | ',')) => at + usize::from(copula) + 1,
        _ => at,
    }
}

/// 主要原因是： and 主要原因为 leave 是 and 为 to the text.
fn without_copula(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix(['是', '为']).unwrap_or(text);
    text.trim_start_matches(['：', ':', '，', ',']).trim_end_matches(['。', '；', ';', '，', ',']).trim().to_owned()
}

fn end_of_reason(reading: &Reading, start: usize) -> usize {
    let mut position = start;
    while let Some(kind) = reading.kind(position) {
        match kind {
            Kind::Mark('。') => break,
            Kind::Mark(';') if begins_claim(reading, position + 1) => break,
            Kind::Mark(',') if begins_comparison(reading, position + 1) => break,
            Kind::Mark(')') if !reading.brackets.is_empty() => break,
            _ => position += 1,
        }
    }
    position
}

/// Whether the clause after a comma leaves the reason: it compares, and says by how much.
fn begins_comparison(reading: &Reading, start: usize) -> bool {
    if !matches!(reading.kind(start), Some(Kind::Comparison(_))) {
        return false;
    }
    let place = start + 1 + usize::from(matches!(reading.kind(start + 1), Some(Kind::Mark(','))));
    match reading.kind(place) {
        Some(Kind::Word(Word::Increase | Word::Decrease)) => {
            matches!(reading.kind(place + 1), Some(Kind::Money { .. } | Kind::Percent(_)))
        }
        Some(Kind::Word(Word::Unchanged | Word::Same)) => true,
        _ => false,
    }
}

/// Whether the clause after a semicolon leaves the reason: it compares, or says an amount of something known.
fn begins_claim(reading: &Reading, start: usize) -> bool {
    if matches!(reading.kind(start), Some(Kind::Comparison(_) | Kind::Word(Word::Parts))) {
        return true;
    }
    let clause =
        reading.tokens.iter().skip(start).take_while(|token| !matches!(token.kind, Kind::Mark(',' | ';' | '。')));
    let tokens: Vec<_> = clause.collect();
    let figure = |token: &&Token| matches!(token.kind, Kind::Money { .. } | Kind::Unreadable(_));
    let Some(figure) = tokens.iter().position(figure) else { return false };
    let before = tokens.get(..figure).unwrap_or_default();
    let plain = before.iter().all(|token| matches!(token.kind, Kind::Text | Kind::Year(_) | Kind::Mark('、')));
    let (Some(first), Some(last)) = (before.first(), before.last()) else { return false };
    let year = before.iter().rev().find_map(|token| match token.kind {
        Kind::Year(year) => Some((year, token.end)),
        _ => None,
    });
    let cut = year.map_or(first.start, |(_, end)| end);
    let year = year.map(|(year, _)| year).or(reading.year);
    let named = phrase::read(reading.passage, first.start, cut, last.end, year, reading.ledger, reading.context);
    plain && matches!(named, Named::Subjects { pure: true, .. })
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{budget, claims, gaps};

    #[test]
    fn amounts_in_a_reason_are_no_claims() {
        let read =
            budget("2025年基本支出80万元，比上年增加5万元。主要原因是增加人员工资等3.2万元、公用经费减少1.1万元。");
        assert_eq!(
            claims(&read),
            "change | 基本支出 | 80万元 | Δ5万元 | vs budget_last_year | of 2024 | because 增加人员工资等3.2万元、公用经费减少1.1万元"
        );
        assert_eq!(gaps(&read), "");
    }

    #[test]
    fn a_reason_ends_where_the_next_item_is_compared() {
        let read = budget(
            "一般公共预算收入80万元，与上年相比增加5万元，主要原因：人员增加；与上年相比，政府性基金收入预算数持平，主要原因：没有安排。",
        );
        assert_eq!(
            claims(&read),
            "change | 一般公共预算收入 | 80万元 | Δ5万元 | vs budget_last_year | of 2024 | because 人员增加\n\
             unchanged | 政府性基金收入 | vs budget_last_year | of 2024 | because 没有安排"
        );
    }

    #[test]
    fn the_reason_goes_to_what_it_names_and_not_to_the_last_item() {
        let read = budget(
            "财政拨款收入80万元，比上年减少5万元；国有资本经营预算收入0万元，与上年持平。财政拨款收入减少的主要原因是项目调整。",
        );
        assert_eq!(
            claims(&read),
            "change | 财政拨款收入 | 80万元 | Δ-5万元 | vs budget_last_year | of 2024 | because 项目调整\n\
             unchanged | 国有资本经营预算收入 | 0万元 | Δ0万元 | vs budget_last_year | of 2024"
        );
    }

    #[test]
    fn amounts_in_the_reason_of_nothing_known_are_reported() {
        let read = budget("某某事项变动的主要原因是调整了12万元。");
        assert_eq!(claims(&read), "");
        assert_eq!(read.1.len(), 1);
    }
}
