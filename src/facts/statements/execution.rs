//! 完成预算的98.20%: how much of the budget was executed.

use super::Slot;
use super::change;
use crate::domain::{Amount, Money, Percent};
use crate::facts::StatementKind;
use crate::facts::narrative::comparison::{Comparison, What, When};
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::tokens::{Kind, Word};

/// The execution rate.
pub const SLOT: Slot = Slot {
    name: "execution",
    name_zh: "预算执行率",
    documentation: "“完成（年初、全年、调整）预算的X%”“完成预算A万元的X%”（A 是基数）“预算执行率X%”；与增减率分成两行，因为两者的基数不同。调整预算没有对应的基数种类，只记年份。",
    words: &[
        ("完成", Word::Execution),
        ("预算执行率", Word::Execution),
        ("执行率", Word::Execution),
        ("预算完成率", Word::Execution),
        ("完成率", Word::Execution),
    ],
    fill,
};

/// The budgets that may be executed, as said between 完成 and the percentage.
const BUDGETS: &[(&str, What)] = &[
    ("预算", What::Budget),
    ("年初预算", What::Budget),
    ("年初部门预算", What::Budget),
    ("年度预算", What::Budget),
    ("本年预算", What::Budget),
    ("当年预算", What::Budget),
    ("部门预算", What::Budget),
    ("年初预算安排", What::Budget),
    ("预算安排", What::Budget),
    ("全年预算", What::Budget),
    ("调整预算", What::Adjusted),
    ("调整后预算", What::Adjusted),
    ("调整后全年预算", What::Adjusted),
];

/// What was executed, the amount of the budget where printed, the rate, and the place after it.
struct Executed {
    budget: What,
    base: Option<Amount>,
    rate: Option<Percent>,
    next: usize,
}

/// Reads 完成年初预算的98.2%, 完成预算数15万元的83.33%, 预算执行率98.2%.
fn executed(reading: &Reading, at: usize) -> Option<Executed> {
    if reading.folded(at).ends_with('率') {
        let copula = usize::from(matches!(reading.folded(at + 1).as_str(), "为" | "达" | "达到"));
        let Kind::Percent(rate) = reading.kind(at + 1 + copula)? else { return None };
        return Some(Executed { budget: What::Budget, base: None, rate: Some(*rate), next: at + 2 + copula });
    }
    let said = reading.folded(at + 1);
    let mut plain = said.as_str();
    for ending in ["达到", "达", "为", "的", "数"] {
        plain = plain.strip_suffix(ending).unwrap_or(plain);
    }
    let budget = BUDGETS.iter().find(|(name, _)| *name == plain).map(|(_, budget)| *budget)?;
    // Where 年初预算 is said beside it, 全年预算 is another.
    let another = plain == "全年预算" && reading.text.contains("年初预算");
    let budget = if another { What::Adjusted } else { budget };
    match (reading.kind(at + 2)?, reading.kind(at + 3), reading.kind(at + 4)) {
        (Kind::Percent(rate), _, _) => Some(Executed { budget, base: None, rate: Some(*rate), next: at + 3 }),
        (Kind::Money { amount, .. }, Some(Kind::Text), Some(Kind::Percent(rate))) if reading.folded(at + 3) == "的" => {
            Some(Executed { budget, base: Some(*amount), rate: Some(*rate), next: at + 5 })
        }
        // 完成预算0万元的--%: of nothing there is no rate.
        (Kind::Money { amount, .. }, Some(Kind::Text), _)
            if amount.value == Money::ZERO && reading.folded(at + 3).starts_with("的-") =>
        {
            Some(Executed { budget, base: Some(*amount), rate: None, next: at + 4 })
        }
        _ => None,
    }
}

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    if !reading.is_word(at, Word::Execution) {
        return None;
    }
    let Executed { budget, base, rate, next } = executed(reading, at)?;
    let figure = next - 1;
    let targets = match reading.targets(at) {
        Ok(targets) => targets,
        Err(reason) => {
            reading.miss(figure, reason);
            return Some(next);
        }
    };
    let said = reading.comparison.replace(Comparison { when: When::ThisYear, what: budget });
    let mut rows = Vec::with_capacity(targets.len());
    for index in targets {
        let row = change::row_for(reading, index, |draft| {
            let same = draft.base.is_none() || base.is_none() || draft.base == base;
            draft.rate.is_none() && draft.change.is_none() && draft.kind != StatementKind::Unchanged && same
        });
        change::set_base(reading, row);
        if let Some(draft) = reading.ledger.drafts.get_mut(row) {
            draft.rate = rate;
            draft.base = draft.base.or(base);
            draft.kind = StatementKind::Execution;
        }
        rows.push(row);
    }
    reading.comparison = said;
    reading.current = rows;
    reading.filled = true;
    Some(next)
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
