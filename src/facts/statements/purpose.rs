//! 主要用于…: what the money is for. Figures in it are claims only where their subject is beyond doubt.

use super::Slot;
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::tokens::Word;

/// The purpose.
pub const SLOT: Slot = Slot {
    name: "purpose",
    name_zh: "用途",
    documentation: "“主要用于”“主要包括”之后直到分号或句号是用途；其中出现的科目名称不是后面比较的主语。",
    words: &[
        ("主要用于", Word::Purpose),
        ("全部用于", Word::Purpose),
        ("用于", Word::Purpose),
        ("主要保障", Word::Purpose),
        ("主要支出", Word::Purpose),
        ("包含", Word::Purpose),
        ("严格控制", Word::Purpose),
        ("严格执行", Word::Purpose),
    ],
    fill,
};

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    if !reading.is_word(at, Word::Purpose) {
        return None;
    }
    reading.end_clause(',');
    reading.purpose = true;
    reading.spent_on = reading.tokens.get(at).map(|token| token.end);
    Some(at + 1)
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{budget, claims};

    #[test]
    fn what_the_money_is_for_is_not_what_is_compared() {
        let read = budget("2025年项目支出80万元，主要用于人员经费，公务接待费等支出，比上年增加5万元。");
        assert_eq!(claims(&read), "change | 项目支出 | 80万元 | Δ5万元 | vs budget_last_year | of 2024");
        let read = budget("2025年项目支出80万元，主要用于办公费5万元。");
        assert_eq!(claims(&read), "amount | 项目支出 | 80万元");
        assert_eq!(read.1.len(), 1);
    }
}
