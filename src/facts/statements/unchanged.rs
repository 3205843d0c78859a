//! 持平, 无增减变化, 与上年一致: nothing changed.

use super::Slot;
use super::change;
use crate::domain::{Amount, Money};
use crate::facts::StatementKind;
use crate::facts::narrative::phrase::Named;
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::tokens::{Kind, Word};

/// No change.
pub const SLOT: Slot = Slot {
    name: "unchanged",
    name_zh: "持平",
    documentation: "持平、零增长、无增减变化；“一致”“相等”只在写明基数时才算。增减额记为 0；“基本持平”不记增减额。",
    words: &[
        ("基本持平", Word::NearlyUnchanged),
        ("大致持平", Word::NearlyUnchanged),
        ("持平", Word::Unchanged),
        ("零增长", Word::Unchanged),
        ("无增减变化", Word::Unchanged),
        ("无增减变动", Word::Unchanged),
        ("没有增减变化", Word::Unchanged),
        ("没有变化", Word::Unchanged),
        ("没有增减", Word::Unchanged),
        ("无增减", Word::Unchanged),
        ("无增加或减少", Word::Unchanged),
        ("未增减", Word::Unchanged),
        ("未发生变化", Word::Unchanged),
        ("无变化", Word::Unchanged),
        ("基本一致", Word::NearlyUnchanged),
        ("保持一致", Word::Same),
        ("一致", Word::Same),
        ("相等", Word::Same),
        ("相同", Word::Same),
        ("保持不变", Word::Same),
        ("不变", Word::Same),
        ("一样", Word::Same),
    ],
    fill,
};

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    let Kind::Word(word) = reading.kind(at)? else { return None };
    match word {
        Word::Unchanged | Word::NearlyUnchanged => {}
        Word::Same if reading.compared_in_clause => {}
        _ => return None,
    }
    let next = match reading.kind(at + 1) {
        Some(Kind::Money { amount, .. }) if amount.value == Money::ZERO => at + 2,
        _ => at + 1,
    };
    reading.absorb_base();
    if reading.tainted
        || reading.comparison.is_none() && matches!(reading.name(), Named::Nothing) && reading.current.is_empty()
    {
        return None;
    }
    let targets = reading.targets(at).ok()?;
    let exactly = *word != Word::NearlyUnchanged;
    for index in targets {
        settle(reading, index, exactly);
    }
    reading.filled = true;
    Some(next)
}

fn settle(reading: &mut Reading, index: usize, exactly: bool) {
    let index = change::row_for(reading, index, |draft| {
        draft.kind == StatementKind::Unchanged || draft.change.is_none() && draft.rate.is_none()
    });
    change::set_base(reading, index);
    let Some(draft) = reading.ledger.drafts.get_mut(index) else { return };
    draft.kind = StatementKind::Unchanged;
    if exactly {
        draft.change = draft.amount.map(|amount| Amount { value: Money::ZERO, ..amount });
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{accounts, budget, claims};

    #[test]
    fn every_wording_of_no_change_gives_a_change_of_zero() {
        for words in [
            "与上年预算数持平",
            "与上年一致",
            "与上年预算数相等",
            "同比无增减变化",
            "本年数与上年数持平，零增长",
            "与2024年预算持平",
        ] {
            let read = budget(&format!("（一）公务接待费1.50万元，{words}。"));
            assert_eq!(
                claims(&read),
                "unchanged | 公务接待费 | 1.50万元 | Δ0.00万元 | vs budget_last_year | of 2024",
                "{words}"
            );
        }
    }

    #[test]
    fn nearly_unchanged_is_not_zero() {
        let read = accounts("年初预算为10.00万元，支出决算为9.98万元。");
        assert_eq!(claims(&read), "");
        let read = accounts("2025年公务接待费支出决算9.98万元，与上年基本持平。");
        assert_eq!(claims(&read), "unchanged | 公务接待费支出 | 9.98万元 | vs final_last_year | of 2024");
    }

    #[test]
    fn the_heading_is_the_subject_where_the_sentence_has_none() {
        let read = budget(
            "（二）公务接待费\n2025年预算2.00万元，主要用于公务接待。与上年相比，预算数持平，主要原因是：厉行节约。",
        );
        assert_eq!(
            claims(&read),
            "unchanged | 公务接待费 | 2.00万元 | Δ0.00万元 | vs budget_last_year | of 2024 | because 厉行节约"
        );
    }
}
