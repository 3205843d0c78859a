//! 无政府性基金预算拨款安排的支出, 没有安排出国计划: nothing of the kind.

use super::Slot;
use crate::facts::StatementKind;
use crate::facts::narrative::phrase::Named;
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::tokens::{Kind, Word};

/// Nothing of the kind.
pub const SLOT: Slot = Slot {
    name: "absence",
    name_zh: "没有安排",
    documentation: "“无”“没有”“未安排”与一个词汇表里的主语在同一分句，且该分句没有数字。",
    words: &[
        ("没有安排", Word::Nothing),
        ("没有使用", Word::Nothing),
        ("没有", Word::Nothing),
        ("未安排", Word::Nothing),
        ("未编制", Word::Nothing),
        ("不涉及", Word::Nothing),
        ("未发生", Word::Nothing),
        ("无", Word::Nothing),
        ("无关", Word::Plain),
        ("无线", Word::Plain),
        ("无偿", Word::Plain),
        ("无法", Word::Plain),
        ("无形", Word::Plain),
        ("无数据", Word::Plain),
        ("无障碍", Word::Plain),
        ("无害", Word::Plain),
        ("无人", Word::Plain),
    ],
    fill,
};

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    if !reading.is_word(at, Word::Nothing) || reading.tainted || reading.purpose {
        return None;
    }
    let mut end = at + 1;
    while matches!(reading.kind(end), Some(Kind::Text | Kind::Year(_) | Kind::Mark('、'))) {
        end += 1;
    }
    if !matches!(reading.kind(end), None | Some(Kind::Mark(',' | ';' | '。' | ')'))) {
        return None;
    }
    let before = reading.phrase;
    for place in at..end {
        reading.extend_phrase(place);
    }
    let of_people = ["人数", "人次", "批次", "团组"].iter().any(|word| reading.phrase_text().contains(word));
    let named = if of_people { Named::Nothing } else { reading.name() };
    let Named::Subjects { subjects, .. } = named else {
        reading.phrase = before;
        return None;
    };
    let claims = reading.begin_claims(subjects, at);
    for index in &claims {
        if let Some(draft) = reading.ledger.drafts.get_mut(*index) {
            draft.kind = StatementKind::Absence;
        }
    }
    reading.current = claims;
    reading.absent = true;
    reading.named.clear();
    reading.phrase = None;
    reading.filled = true;
    Some(end)
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{budget, claims, places};

    #[test]
    fn what_was_not_arranged_is_said_of_the_fund_or_the_item() {
        let read = budget("云山县档案馆2025年无政府性基金预算拨款安排的支出。\n2025年没有安排因公出国（境）费。");
        assert_eq!(claims(&read), "absence | 政府性基金预算拨款安排的支出\nabsence | 因公出国（境）费");
        assert_eq!(
            places(&read),
            "政府性基金预算拨款安排的支出: government_fund_expenditure expenditure government_fund total total\n\
             因公出国（境）费: three_public_expenses expenditure all total leaf"
        );
    }
}
