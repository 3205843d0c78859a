//! 持平: nothing changed.

use crate::checks::prose::{self, Untested};
use crate::checks::{Case, Check, Sheet};
use crate::domain::Money;
use crate::facts::StatementKind;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR008",
    name: "unchanged",
    name_zh: "说持平的，本年数等于基数",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "“持平”“无增减变化”“等于预算数” ⇒ 写出的基数 = 本年数；同一事项同一基数没有另写增减额",
    why: "套用“持平”模板而数字已变，是说明与数字脱节的典型。",
    example: "“年初预算为258.50万元，支出决算为258.50万元，与预算数持平”。",
    needs: "没有写“持平”的句子，或没有写出可比的基数",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    let unchanged = case.dossier.statements.iter().filter(|claim| {
        claim.kind == StatementKind::Unchanged && claim.change.is_some_and(|change| change.value == Money::ZERO)
    });
    for claim in unchanged {
        let Some(current) = prose::current(case.dossier, claim) else { continue };
        let said_again = case.dossier.statements.iter().find(|other| {
            other.id != claim.id
                && other.base_kind == claim.base_kind
                && other.base_year == claim.base_year
                && (other.year, other.phase) == (claim.year, claim.phase)
                && (other.base.is_some() || other.change.is_some_and(|change| change.value != Money::ZERO))
                && prose::same_place(&other.coordinates, &claim.coordinates)
        });
        if let Some(base) = prose::base(case.dossier, claim) {
            sheet.repeats(&current, &base);
        } else if let Some(other) = said_again {
            let other = prose::base(case.dossier, other).or_else(|| prose::implied_base(case.dossier, other));
            if let Some(base) = other {
                sheet.repeats(&current, &base);
            }
        } else {
            untested.note(case.dossier, claim, "没有写出可比的基数");
        }
    }
    untested.write(sheet);
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{accounts, budget, lines};

    #[test]
    fn unchanged_means_that_the_printed_base_is_the_amount() {
        let said = |amount: &str| {
            accounts(&format!("1、住房公积金。年初预算为62.29万元，支出决算为{amount}万元，与年初预算数持平。"))
        };
        assert_eq!(lines("NR008", &[&said("62.29")]), ["ties 62.29 62.29"]);
        assert_eq!(lines("NR008", &[&said("60.99")]), ["breaks 60.99 62.29 unexplained"]);
    }

    #[test]
    fn without_a_printed_base_nothing_can_be_compared() {
        let text = budget("2025年公务接待费1.00万元，与上年持平。");
        assert_eq!(lines("NR008", &[&text]), ["not_testable  "]);
    }
}
