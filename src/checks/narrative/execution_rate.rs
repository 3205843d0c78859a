//! 预算执行率 = 决算数 ÷ 预算数.

use crate::checks::explain::bases;
use crate::checks::explain::rates::{self, Mistake, Rate};
use crate::checks::figures::{Figure, Period};
use crate::checks::prose::{self, Untested};
use crate::checks::sheet::Plain;
use crate::checks::tie_out::{Ranged, tie_out_ratio};
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::Percent;
use crate::facts::{BaseKind, Statement, StatementKind};
use crate::findings::{Explanation, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR011",
    name: "execution_rate",
    name_zh: "预算执行率等于决算数除以预算数",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "完成预算的百分比 = 支出决算 ÷ 年初预算；没有写出预算数而写出与预算的差额时，预算数 = 决算数 − 差额",
    why: "执行率与预算、决算两个数写在同一句话里，必须相符。",
    example: "2940.05 ÷ 2993.92 = 98.20%。",
    needs: "没有写预算执行率的句子，或没有写出预算数",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    for claim in case.dossier.statements.iter().filter(|claim| claim.kind == StatementKind::Execution) {
        let Some(printed) = claim.rate else { continue };
        match (prose::current(case.dossier, claim), budget(case, claim)) {
            (Some(executed), Some((denominator, budget))) if denominator.range.low > 0 => {
                compare(case, sheet, claim, printed, &executed, denominator, &budget);
            }
            (Some(_), Some(_)) => untested.note(case.dossier, claim, "预算数为零或负数，算不出执行率"),
            _ => untested.note(case.dossier, claim, "没有写出预算数"),
        }
    }
    untested.write(sheet);
}

/// The budget: printed, or the amount less its difference to the budget, or in a table.
fn budget(case: &Case, claim: &Statement) -> Option<(Ranged, Quantity)> {
    if let Some(base) = prose::base(case.dossier, claim) {
        return Some((Ranged::of(&base.amount), base));
    }
    if claim.base_kind == Some(BaseKind::BudgetThisYear)
        && let (Some(executed), Some(change)) = (prose::current(case.dossier, claim), claim.change)
    {
        let implied = prose::implied_base(case.dossier, claim)?;
        return Some((Ranged::of(&executed.amount).minus(Ranged::of(&change)), implied));
    }
    if let Some(budget) = prose::base_elsewhere(case.dossier, claim) {
        return Some((Ranged::of(&budget.amount), budget));
    }
    let phase = claim.base_kind.and_then(bases::phase_of)?;
    let period = Period::of(case.dossier, claim.base_year?, phase);
    match period.figure(&claim.coordinates, &claim.subject) {
        Figure::One(fact) => {
            let budget = bases::of_other(case.dossier, fact);
            Some((Ranged::of(&budget.amount), budget))
        }
        _ => None,
    }
}

fn compare(
    case: &Case,
    sheet: &mut Sheet,
    claim: &Statement,
    printed: Percent,
    executed: &Quantity,
    denominator: Ranged,
    budget: &Quantity,
) {
    let numerator = Ranged::of(&executed.amount);
    let Some(outcome) = tie_out_ratio(&numerator, &denominator, printed) else { return };
    let mistakes = if outcome == Outcome::Breaks { mistakes(case, claim, numerator, denominator) } else { Vec::new() };
    let rate = Rate { printed, numerator, denominator, page: claim.locator.page, mistakes, list: None };
    let computed = rates::computed(&rate).unwrap_or(printed);
    let label = format!("情况说明“{}”预算执行率", claim.subject);
    let words = format!("{} ÷ {}", executed.printed, budget.printed);
    let message = match outcome {
        Outcome::Ties => format!("{label}{printed}%，与{words}一致。"),
        Outcome::TiesWithinRounding => format!("{label}{printed}%，{words}为{computed}%，属四舍五入尾差。"),
        _ => format!("{label}公布为{printed}%，{words} = {computed}%。"),
    };
    let reason = (outcome == Outcome::Breaks).then(|| {
        let mut reason = rates::of_rate(&rate);
        // The sentence says both the rate and the difference to the budget: they contradict one another.
        if claim.base.is_none() && budget.evidence.text == claim.text {
            reason.runner_up = Some(reason.explanation).filter(|other| *other != Explanation::Unexplained);
            reason.explanation = Explanation::SelfContradiction;
            reason.proof = format!("同一句话写明的与预算的差额给出预算数{}", budget.printed);
        }
        reason
    });
    let difference = prose::percent_difference(printed, computed);
    let texts = Plain {
        expected: computed.to_string(),
        printed: printed.to_string(),
        difference,
        unit: "%",
        message,
        reason,
        ..Plain::default()
    };
    sheet.plain(outcome, texts, vec![executed.evidence.clone(), budget.evidence.clone()]);
}

fn mistakes(case: &Case, claim: &Statement, numerator: Ranged, denominator: Ranged) -> Vec<Mistake> {
    let mut found = vec![Mistake {
        explanation: Explanation::DividedByCurrent,
        words: "以决算数作分母、预算数作分子".to_owned(),
        numerator: denominator,
        denominator: numerator,
    }];
    found.extend(bases::others(case, claim).into_iter().map(|other| Mistake {
        explanation: other.explanation,
        words: format!("除以{}{}", other.name, other.amount.value.in_unit(other.amount.unit, other.amount.decimals)),
        numerator,
        denominator: Ranged::of(&other.amount),
    }));
    found
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{accounts, lines};

    #[test]
    fn the_execution_rate_is_the_amount_over_the_budget() {
        let said = |rate: &str| {
            accounts(&format!("2025年度项目支出年初预算为80.00万元，支出决算为76.00万元，完成年初预算的{rate}%。"))
        };
        assert_eq!(lines("NR011", &[&said("95.00")]), ["ties 95.00 95.00"]);
        assert_eq!(lines("NR011", &[&said("59.00")]), ["breaks 59.00 95.00 digits_transposed"]);
        assert_eq!(lines("NR011", &[&said("105.26")]), ["breaks 105.26 95.00 divided_by_current"]);
    }

    #[test]
    fn a_rate_and_a_difference_to_the_budget_in_one_sentence_do_not_contradict_one_another() {
        let text = accounts("2025年度项目支出决算70.00万元，完成年初预算100%，决算数大于预算数5.93万元。");
        assert_eq!(lines("NR011", &[&text]), ["breaks 100 109 self_contradiction"]);
    }

    #[test]
    fn without_a_budget_nothing_can_be_divided() {
        let text = accounts("2025年度项目支出决算70.00万元，完成年初预算的98.20%。");
        assert_eq!(lines("NR011", &[&text]), ["not_testable  "]);
    }
}
