//! 与上年相比, 比2024年预算执行数: what the change that follows is measured against, and its amount where printed.

use super::Slot;
use crate::facts::narrative::phrase::Named;
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::tokens::{Kind, Word};

/// The base of a comparison.
pub const SLOT: Slot = Slot {
    name: "base",
    name_zh: "比较基数",
    documentation: "“比2024年“三公”经费年初预算A万元减少B万元”里的 A 是基数。上年预算数、上年执行数、上年决算数或年初预算数，连同写明的年份和金额。同一段里没有另写基数的增减沿用前一个基数。",
    words: &[],
    fill,
};

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    let Kind::Comparison(comparison) = reading.kind(at)? else { return None };
    if reading.purpose && reading.phrase.is_some() {
        reading.phrase = None;
    }
    set_subject_apart(reading, at);
    reading.comparison = Some(*comparison);
    reading.compared_here = true;
    reading.compared_in_clause = true;
    reading.base_amount = None;
    reading.base_end = reading.tokens.get(at).map_or(0, |token| token.end);
    let at = at + usize::from(reading.folded(at + 1) == "的");
    let Some(Kind::Money { amount, .. }) = reading.kind(at + 1) else { return Some(at + 1) };
    let after = (at + 2..at + 5).find(|place| !is_joint(reading, *place))?;
    let compared = matches!(
        reading.kind(after),
        Some(Kind::Word(
            Word::Increase | Word::Decrease | Word::Either | Word::Unchanged | Word::Same | Word::Execution
        ))
    );
    if !compared {
        return Some(at + 1);
    }
    reading.base_amount = Some(*amount);
    Some(after)
}

/// 决算数比2024年“三公”经费决算数减少: what is compared is named before the base, and words that name it again follow.
fn set_subject_apart(reading: &mut Reading, at: usize) {
    // Nothing has so long a name; reading an endless phrase again at each of its comparisons would take for ever.
    const LONGEST_NAME: usize = 120;
    let endless = reading.phrase.is_some_and(|(start, _, end)| end.saturating_sub(start) > LONGEST_NAME);
    let followed = matches!(reading.kind(at + 1), Some(Kind::Text)) && reading.folded(at + 1) != "的";
    if reading.phrase.is_none() || reading.purpose || reading.tainted || !followed || endless {
        return;
    }
    if let Named::Subjects { subjects, .. } = reading.name() {
        reading.named = subjects;
        reading.phrase = None;
    }
}

fn is_joint(reading: &Reading, at: usize) -> bool {
    matches!(reading.kind(at), Some(Kind::Mark(',')))
        || matches!(reading.kind(at), Some(Kind::Text))
            && matches!(reading.folded(at).as_str(), "相比" | "比" | "对比" | "相比较")
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{accounts, budget, claims};

    #[test]
    fn words_decide_which_figure_of_which_year_is_the_base() {
        let cases = [
            ("比上年", "vs budget_last_year | of 2024"),
            ("同比", "vs budget_last_year | of 2024"),
            ("比2024年预算执行数", "vs executed_last_year | of 2024"),
            ("较上年决算数", "vs final_last_year | of 2024"),
            ("比2023年预算", "vs budget_last_year | of 2023"),
        ];
        for (words, base) in cases {
            let read = budget(&format!("2025年项目支出预算80万元，{words}增加5万元。"));
            assert_eq!(claims(&read), format!("change | 项目支出 | 80万元 | Δ5万元 | {base}"), "{words}");
        }
    }

    #[test]
    fn final_accounts_compare_with_final_accounts() {
        let read = accounts("2025年度项目支出80万元，与上年相比增加5万元。");
        assert_eq!(claims(&read), "change | 项目支出 | 80万元 | Δ5万元 | vs final_last_year | of 2024");
    }

    #[test]
    fn a_printed_base_is_kept() {
        let read = budget("2025年项目支出预算80万元，与上年预算75万元相比，增加5万元。");
        assert_eq!(claims(&read), "change | 项目支出 | 80万元 | Δ5万元 | vs budget_last_year | of 2024 | base75万元");
    }
}
