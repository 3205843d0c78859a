//! 机关运行经费 = 一般公共预算基本支出的公用经费.

use crate::checks::explain::digits;
use crate::checks::figures::{Figure, Period};
use crate::checks::prose::{self, Untested};
use crate::checks::tie_out::tie_out;
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::label::fold;
use crate::domain::{Flow, Form, FundSource, Nature, RowLevel};
use crate::facts::Coordinates;
use crate::findings::{Explanation, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR016",
    name: "operating_costs",
    name_zh: "机关运行经费等于公用经费",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "机关（机构）运行经费 = 一般公共预算基本支出表的公用经费；只在文字写明它就是公用经费、而数字不符时算不平，口径另有规定的不算",
    why: "机关运行经费是公用经费的另一种说法，口径不同必须说明。",
    example: "机构运转经费26.64万元 = 一般公共预算基本支出表公用经费26.64。",
    needs: "没有写机关运行经费，或没有公用经费的数",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    let period = Period::own(case.dossier);
    for claim in prose::claims(case.dossier) {
        if claim.coordinates.form != Some(Form::OperatingCosts) || claim.coordinates.level > RowLevel::Total {
            continue;
        }
        let Some(printed) = prose::amount(case.dossier, claim) else { continue };
        let public = Coordinates {
            form: Some(Form::GeneralPublicBasicExpenditure),
            flow: Some(Flow::Expenditure),
            fund: FundSource::GeneralPublic,
            nature: Nature::Operating,
            ..Coordinates::default()
        };
        let parts = match period.figure(&public, "公用经费") {
            Figure::One(fact) => vec![Quantity::of_fact(case.dossier, fact)],
            Figure::Sum(facts) => Quantity::of_facts(case.dossier, facts),
            _ => {
                untested.note(case.dossier, claim, "没有一般公共预算基本支出的公用经费");
                continue;
            }
        };
        let ties = tie_out(&printed.amount, parts.iter().map(|part| &part.amount)).outcome != Outcome::Breaks;
        let text = fold(&claim.text);
        let defined =
            ["即公用经费", "(公用经费)", "为公用经费", "即日常公用经费"].iter().any(|words| text.contains(words));
        // A figure ten thousand times the other is the same figure.
        let total = crate::domain::Money::checked_sum(parts.iter().map(|part| part.amount.value)).unwrap_or_default();
        let right = crate::domain::Amount { value: total, ..printed.amount };
        let slipped = digits::classify(&printed.amount, &right) == Some(Explanation::UnitSlip);
        if ties || defined || slipped {
            sheet.equation(&printed, &parts, "公用经费");
        } else {
            untested.note(case.dossier, claim, "与公用经费不同，文字没有写明口径");
        }
    }
    untested.write(sheet);
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    #[test]
    fn operating_costs_are_the_public_expenses_where_the_prose_says_so() {
        let said = |words: &str| lines("NR016", &[&budget(&format!("2025年机关运行经费支出预算{words}。"))]);
        assert_eq!(said("10.00万元"), ["ties 10.00 10.00"]);
        assert_eq!(said("12.00万元"), ["not_testable  "]);
        assert_eq!(said("100000.00万元"), ["breaks 100000.00 10.00 unit_slip"]);
        assert_eq!(said("12.00万元，即公用经费"), ["breaks 12.00 10.00 digit_slip"]);
    }
}
