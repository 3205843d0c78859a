//! 其中：… and 主要用于以下方面：…: a list of the parts of what was said last.

use super::Slot;
use crate::facts::narrative::phrase::{self, Named};
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::subject::Subject;
use crate::facts::narrative::tokens::{Kind, Word};

/// The parts of a whole.
pub const SLOT: Slot = Slot {
    name: "parts",
    name_zh: "其中",
    documentation: "“其中”“具体如下”“主要用于以下方面”“收入包括……A万元”“分为：”之后是前一个合计的分项；分项里再有“其中”的，到分号为止：没有写明占什么的占比，就是占这个合计。",
    words: &[
        ("其中", Word::Parts),
        ("主要用于以下方面", Word::Listing),
        ("主要用于以下几个方面", Word::Listing),
        ("用于以下方面", Word::Listing),
        ("具体支出情况如下", Word::Listing),
        ("具体情况如下", Word::Listing),
        ("具体如下", Word::Listing),
        ("情况如下", Word::Listing),
        ("明细如下", Word::Listing),
        ("内容如下", Word::Listing),
        ("预算如下", Word::Listing),
        ("如下", Word::Listing),
        ("具体构成为", Word::Listing),
        ("构成情况为", Word::Listing),
        ("构成为", Word::Listing),
        ("包括", Word::Includes),
        ("分为", Word::Includes),
        ("含", Word::Contains),
        ("不含", Word::Plain),
        ("包含", Word::Plain),
        ("含税", Word::Plain),
        ("主要包括", Word::Purpose),
    ],
    fill,
};

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    let colon = matches!(reading.kind(at + 1), Some(Kind::Mark(':')));
    let listing = match reading.kind(at)? {
        Kind::Word(Word::Parts) => false,
        Kind::Word(Word::Listing) => true,
        Kind::Word(Word::Includes) if (colon || amounts_follow(reading, at + 1)) && !reading.purpose => false,
        Kind::Word(Word::Contains) if amounts_follow(reading, at + 1) && begins_clause(reading, at) => false,
        Kind::Word(Word::Contains) if amounts_follow(reading, at + 1) && reading.phrase_text().ends_with('中') => {
            false
        }
        Kind::Word(Word::Purpose) if colon && ends_paragraph(reading, at + 2) => true,
        Kind::Word(Word::Purpose) if colon && is_inclusion(reading, at) && amounts_follow(reading, at + 2) => false,
        _ => return None,
    };
    if reading.absent {
        reading.current.clear();
        reading.absent = false;
    }
    let again = reading.folded(at) == "分为" && reading.in_list();
    let whole = if again { reading.last_list() } else { whole(reading, listing) };
    if whole.is_empty() && reading.lost {
        reading.orphaned = true;
        return Some(at + 1);
    }
    let next = at + 1 + usize::from(matches!(reading.kind(at + 1), Some(Kind::Mark(':' | ','))));
    let last = matches!(reading.kind(next), None | Some(Kind::Mark('。')));
    if last {
        reading.named.clone_from(&whole);
    }
    reading.open_list(whole, !last);
    reading.phrase = None;
    reading.purpose = false;
    reading.tainted = false;
    reading.each = false;
    Some(next)
}

/// Whether an amount follows in the clause: 收入包括一般公共预算拨款收入5万元.
fn amounts_follow(reading: &Reading, from: usize) -> bool {
    let mut position = from;
    while matches!(reading.kind(position), Some(Kind::Text | Kind::Mark('、'))) {
        position += 1;
    }
    position > from && matches!(reading.kind(position), Some(Kind::Money { .. }))
}

/// Whether the word stands at the beginning of a clause, right behind an amount: 总预算80万元，含幼儿园经费20万元.
fn begins_clause(reading: &Reading, at: usize) -> bool {
    let comma = at > 1 && matches!(reading.kind(at - 1), Some(Kind::Mark(',')));
    comma && matches!(reading.kind(at - 2), Some(Kind::Money { .. }))
}

fn is_inclusion(reading: &Reading, at: usize) -> bool {
    reading.folded(at) == "主要包括"
}

/// Whether nothing follows: 主要用于： above a list of paragraphs.
fn ends_paragraph(reading: &Reading, at: usize) -> bool {
    reading.kind(at).is_none()
}

/// What the list divides: what the words before it name; for 如下 the sentence's own subject, for 其中 the last one.
fn whole(reading: &mut Reading, listing: bool) -> Vec<Subject> {
    match reading.name() {
        Named::Subjects { subjects, .. } if phrase::is_bare_flow(&subjects) && !reading.head_subjects().is_empty() => {
            reading.head_subjects()
        }
        Named::Subjects { subjects, pure } if pure || listing => {
            reading.named.clone_from(&subjects);
            reading.current.clear();
            subjects
        }
        Named::Label(subject) if listing => vec![subject],
        _ if reading.lost => Vec::new(),
        _ if listing && !reading.heads.is_empty() => reading.head_subjects(),
        _ => reading.last_subjects(),
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{budget, claims, places};

    #[test]
    fn a_list_goes_on_over_paragraphs_until_it_ends() {
        let read =
            budget("云山县档案馆本年支出预算合计80万元，其中：\n基本支出50万元，占62.5%；\n项目支出30万元，占37.5%。");
        assert_eq!(
            claims(&read),
            "amount | 本年支出预算合计 | 80万元\namount | 基本支出 | 50万元 | share62.5/本年支出预算合计\namount | 项目支出 | 30万元 | share37.5/本年支出预算合计"
        );
    }

    #[test]
    fn as_follows_divides_the_subject_of_the_sentence_and_not_its_last_part() {
        let read = budget(
            "2025年一般公共预算支出80万元，其中：基本支出50万元，项目支出30万元，具体支出如下：\n住房公积金6万元，其中：基本支出6万元。",
        );
        assert_eq!(
            places(&read).lines().skip(3).collect::<Vec<_>>().join("\n"),
            "住房公积金: general_public_expenditure expenditure general_public total leaf 2210201\n\
             基本支出: general_public_expenditure expenditure general_public basic subtotal 2210201"
        );
    }

    #[test]
    fn parts_in_brackets_do_not_become_the_subject_of_what_follows() {
        let read = budget(
            "2025年公务用车购置及运行维护费4.5万元（公务用车购置费0万元、公务用车运行维护费4.5万元），比上年减少1万元。",
        );
        assert_eq!(
            claims(&read),
            "change | 公务用车购置及运行维护费 | 4.5万元 | Δ-1万元 | vs budget_last_year | of 2024\n\
             amount | 公务用车购置费 | 0万元\namount | 公务用车运行维护费 | 4.5万元"
        );
    }
}
