//! 增减率 = 增减额 ÷ 基数.

use crate::checks::explain::bases;
use crate::checks::explain::rates::{self, Mistake, Rate};
use crate::checks::figures::{Figure, Period};
use crate::checks::prose::{self, Untested};
use crate::checks::sheet::{Plain, shown};
use crate::checks::tie_out::{Ranged, tie_out_ratio};
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::{Amount, Percent};
use crate::facts::{Statement, StatementKind};
use crate::findings::{Explanation, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR010",
    name: "change_rate",
    name_zh: "增减率等于增减额除以基数",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "增减率 = 增减额 ÷ 基数；基数是写出的上年数，没有写出时是本年数 − 增减额；按公布位数的区间判断，没有误差容忍",
    why: "增减率是最常被引用的数，也最容易用错分母。",
    example: "36.15 ÷ (1092.22 − 36.15) = 3.42307%，只能印作 3.42%。",
    needs: "没有写增减率的句子",
    run,
};

/// What a rate has to be computed from.
struct Basis {
    numerator: Ranged,
    denominator: Ranged,
    /// The division in words.
    words: String,
    figures: Vec<Quantity>,
}

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    let mut seen: Vec<&Statement> = Vec::new();
    for claim in &case.dossier.statements {
        // 收、支总计各增加 is one sentence about two figures.
        let again = |other: &&Statement| {
            prose::same_sentence(other, claim)
                && other.subject == claim.subject
                && (other.amount, other.change, other.rate, other.base)
                    == (claim.amount, claim.change, claim.rate, claim.base)
        };
        if claim.coordinates.form.is_some() && seen.iter().any(again) {
            continue;
        }
        seen.push(claim);
        let Some(printed) = claim.rate.filter(|_| claim.kind != StatementKind::Execution) else { continue };
        match basis(case, claim) {
            Some(basis) if basis.denominator.range.low <= 0 => {
                untested.note(case.dossier, claim, "基数为零或负数，算不出增减率");
            }
            Some(basis) => compare(case, sheet, claim, printed, &basis),
            None => untested.note(case.dossier, claim, "没有写出增减额或基数"),
        }
    }
    untested.write(sheet);
}

fn basis(case: &Case, claim: &Statement) -> Option<Basis> {
    let ranged = |quantity: &Quantity| Ranged::of(&quantity.amount);
    let text = |quantity: &Quantity| shown(&quantity.printed);
    let base = prose::base(case.dossier, claim);
    let change = prose::change(case.dossier, claim);
    let current = prose::current(case.dossier, claim);
    match (change, base, current) {
        (Some(change), Some(base), _) => Some(Basis {
            numerator: ranged(&change),
            denominator: ranged(&base),
            words: format!("{} ÷ {}", text(&change), text(&base)),
            figures: vec![change, base],
        }),
        (Some(change), None, Some(current)) => Some(Basis {
            numerator: ranged(&change),
            denominator: ranged(&current).minus(ranged(&change)),
            words: format!("{} ÷ ({})", text(&change), difference(&current.amount, &change.amount)),
            figures: vec![change, current],
        }),
        (None, base, Some(current)) => {
            let base = base.or_else(|| stated(case, claim))?;
            Some(Basis {
                numerator: ranged(&current).minus(ranged(&base)),
                denominator: ranged(&base),
                words: format!("({} − {}) ÷ {}", text(&current), text(&base), text(&base)),
                figures: vec![current, base],
            })
        }
        _ => None,
    }
}

/// `1092.22 − 36.15`, `950 + 100`: an amount less a signed change.
fn difference(current: &Amount, change: &Amount) -> String {
    let amount = current.value.in_unit(current.unit, current.decimals);
    let change = change.value.in_unit(change.unit, change.decimals);
    match change.strip_prefix('-') {
        Some(decrease) => format!("{amount} + {decrease}"),
        None => format!("{amount} − {change}"),
    }
}

/// The base in a column of the same table.
fn stated(case: &Case, claim: &Statement) -> Option<Quantity> {
    let phase = claim.base_kind.and_then(bases::phase_of)?;
    let period = Period::of(case.dossier, claim.base_year?, phase);
    match period.figure(&claim.coordinates, &claim.subject) {
        Figure::One(fact) => Some(bases::of_other(case.dossier, fact)),
        _ => None,
    }
}

fn compare(case: &Case, sheet: &mut Sheet, claim: &Statement, printed: Percent, basis: &Basis) {
    let Some(outcome) = tie_out_ratio(&basis.numerator, &basis.denominator, printed) else { return };
    let rate = Rate {
        printed,
        numerator: basis.numerator,
        denominator: basis.denominator,
        page: claim.locator.page,
        mistakes: if outcome == Outcome::Breaks { mistakes(case, claim, basis) } else { Vec::new() },
        list: None,
    };
    let computed = rates::computed(&rate).unwrap_or(printed);
    let label = format!("情况说明“{}”增减率", claim.subject);
    let message = match outcome {
        Outcome::Ties => format!("{label}{}%，与{}一致。", shown(&printed.to_string()), basis.words),
        Outcome::TiesWithinRounding => format!(
            "{label}{}%，{}为{}%，属四舍五入尾差。",
            shown(&printed.to_string()),
            basis.words,
            shown(&computed.to_string())
        ),
        _ => format!(
            "{label}公布为{}%，{} = {}%。",
            shown(&printed.to_string()),
            basis.words,
            shown(&computed.to_string())
        ),
    };
    let texts = Plain {
        expected: computed.to_string(),
        printed: printed.to_string(),
        difference: prose::percent_difference(printed, computed),
        unit: "%",
        message,
        reason: (outcome == Outcome::Breaks)
            .then(|| bases::stale(case, claim).unwrap_or_else(|| rates::of_rate(&rate))),
        ..Plain::default()
    };
    sheet.plain(outcome, texts, basis.figures.iter().map(|figure| figure.evidence.clone()).collect());
}

/// The usual mistakes: this year's figure as denominator, the direction of the change, another base, another year.
fn mistakes(case: &Case, claim: &Statement, basis: &Basis) -> Vec<Mistake> {
    let Some(current) = prose::current(case.dossier, claim) else { return Vec::new() };
    let own = Ranged::of(&current.amount);
    let text =
        |amount: &Amount| format!("{}{}", amount.value.in_unit(amount.unit, amount.decimals), amount.unit.name_zh());
    let by_current = Mistake {
        explanation: Explanation::DividedByCurrent,
        words: format!("以本年数{}作分母", text(&current.amount)),
        numerator: basis.numerator,
        denominator: own,
    };
    // Change and rate both in the wrong direction: the base is this year's figure and the change together.
    let reversed = Mistake {
        explanation: Explanation::SignReversed,
        words: "增减额与增减率变号后".to_owned(),
        numerator: basis.numerator,
        denominator: own.plus(basis.numerator),
    };
    let mut found = match bases::is_reversed(case, claim) {
        Some(true) => vec![reversed, by_current],
        Some(false) => vec![by_current],
        None => vec![by_current, reversed],
    };
    for other in bases::others(case, claim) {
        let base = Ranged::of(&other.amount);
        found.push(Mistake {
            explanation: other.explanation,
            words: format!("与{}{}相比", other.name, text(&other.amount)),
            numerator: own.minus(base),
            denominator: base,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    fn said(rate: &str) -> Vec<String> {
        lines("NR010", &[&budget(&format!("2025年支出合计100.00万元，与上年相比增加5.00万元，{rate}%。"))])
    }

    #[test]
    fn a_rate_is_the_change_over_the_base_and_nothing_else() {
        assert_eq!(said("增长5.26"), ["ties 5.26 5.26"]);
        assert_eq!(said("增长5.3"), ["ties 5.3 5.3"]);
        assert_eq!(said("增长5.30"), ["breaks 5.30 5.26 unexplained"]);
        assert_eq!(said("增长5.00"), ["breaks 5.00 5.26 divided_by_current"]);
        assert_eq!(said("下降5.26"), ["breaks -5.26 5.26 self_contradiction"]);
        assert_eq!(said("增长52.60"), ["breaks 52.60 5.26 digit_slip"]);
    }

    #[test]
    fn a_rate_without_change_or_base_is_not_testable() {
        assert_eq!(lines("NR010", &[&budget("2025年支出合计100.00万元，比上年增长5.26%。")]), ["not_testable  "]);
        let text = budget("2025年支出合计100.00万元，比上年增加100.00万元，增长100%。");
        assert_eq!(lines("NR010", &[&text]), ["not_testable  "]);
    }

    #[test]
    fn a_rate_on_another_scope_is_not_tested_with_the_amount_of_this_one() {
        let text = budget(
            "2025年机关运行经费支出预算91.90万元，比上年增加55.00万元，增长149.05%。按与上年统计口径一致相比，本年比上年减少1.60万元，下降4.34%。",
        );
        assert!(lines("NR010", &[&text]).iter().all(|line| !line.starts_with("breaks")));
    }

    #[test]
    fn a_change_in_the_wrong_direction_with_its_rate_is_a_reversed_sign() {
        let own = budget("2025年支出合计100.00万元，与上年相比减少25.00万元，下降33.33%。");
        assert_eq!(lines("NR010", &[&own]), ["breaks -33.33 -20.00 sign_reversed"]);
    }

    #[test]
    fn the_amount_of_last_year_left_standing_is_the_reason_of_a_rate_that_does_not_fit() {
        let own = budget("2025年支出合计90.00万元，与上年相比增加10.00万元，增长11.11%。");
        let last = crate::checks::testing::budget_of(2024, "2024年支出合计90.00万元。").replace("100.00", "90.00");
        assert_eq!(lines("NR010", &[&own, &last]), ["breaks 11.11 12.50 stale_figure"]);
        assert_eq!(lines("NR001", &[&own, &last]), ["breaks 90.00 100.00 stale_figure"]);
    }
}
