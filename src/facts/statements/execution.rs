//! 完成预算的98.20%: how much of the budget was executed.

use super::Slot;
use super::change;
use crate::facts::StatementKind;
use crate::facts::narrative::comparison::{Comparison, What, When};
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::tokens::{Kind, Word};

/// The execution rate.
pub const SLOT: Slot = Slot {
    name: "execution",
    name_zh: "预算执行率",
    documentation: "“完成（年初、调整）预算的X%”“预算执行率X%”；与增减率分成两行，因为两者的基数不同。",
    words: &[
        ("完成", Word::Execution),
        ("预算执行率", Word::Execution),
        ("执行率", Word::Execution),
        ("预算完成率", Word::Execution),
        ("完成率", Word::Execution),
    ],
    fill,
};

/// Words between 完成 and its percentage.
const BETWEEN: &[&str] = &[
    "预算",
    "预算的",
    "年初预算",
    "年初预算的",
    "年初预算数的",
    "年初预算数",
    "预算数的",
    "预算数",
    "调整预算的",
    "调整预算",
    "调整预算数的",
    "调整后预算的",
    "全年预算的",
    "全年预算",
    "为",
    "达",
    "达到",
];

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    if !reading.is_word(at, Word::Execution) {
        return None;
    }
    let is_rate = reading.folded(at).ends_with('率');
    let figure = match reading.kind(at + 1)? {
        Kind::Percent(_) if is_rate => at + 1,
        Kind::Text if BETWEEN.contains(&reading.folded(at + 1).as_str()) => at + 2,
        _ => return None,
    };
    let Kind::Percent(rate) = reading.kind(figure)? else { return None };
    let targets = match reading.targets(at) {
        Ok(targets) => targets,
        Err(reason) => {
            reading.miss(figure, reason);
            return Some(figure + 1);
        }
    };
    let said = reading.comparison.replace(Comparison { when: When::ThisYear, what: What::Budget });
    let mut rows = Vec::with_capacity(targets.len());
    for index in targets {
        let row =
            change::row_for(reading, index, |draft| draft.rate.is_none() && draft.kind != StatementKind::Unchanged);
        change::set_base(reading, row);
        if let Some(draft) = reading.ledger.drafts.get_mut(row) {
            draft.rate = Some(*rate);
            draft.kind = StatementKind::Execution;
        }
        rows.push(row);
    }
    reading.comparison = said;
    reading.current = rows;
    reading.filled = true;
    Some(figure + 1)
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{accounts, claims};

    #[test]
    fn the_execution_rate_stands_beside_the_rate_of_change_in_a_row_of_its_own() {
        let read = accounts("2025年度项目支出决算70.00万元，与上年相比减少5.30万元，降低7.04%；完成年初预算98.20%。");
        assert_eq!(
            claims(&read),
            "change | 项目支出 | 70.00万元 | Δ-5.30万元 | rate-7.04 | vs final_last_year | of 2024\n\
             execution | 项目支出 | 70.00万元 | rate98.20 | vs budget_this_year | of 2025"
        );
    }

    #[test]
    fn budget_and_final_amount_of_one_sentence_become_one_row() {
        let read = accounts("“三公”经费支出年初预算为0.95万元，支出决算为0.50万元，完成预算的52.6%。");
        assert_eq!(
            claims(&read),
            "execution | “三公”经费支出 | 0.50万元 | rate52.6 | vs budget_this_year | of 2025 | base0.95万元"
        );
    }
}
