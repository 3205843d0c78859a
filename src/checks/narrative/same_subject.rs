//! One thing said twice has one amount.

use crate::checks::explain::Reason;
use crate::checks::explain::bases::stale;
use crate::checks::prose;
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::Form;
use crate::facts::Statement;
use crate::findings::{Explanation, Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR015",
    name: "same_subject",
    name_zh: "同一事项前后写出的金额相同",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "同一科目、资金来源和支出性质在情况说明中写两次以上的，各次金额相同；收入总计 = 支出总计",
    why: "前后两处金额不同，至少一处是错的。",
    example: "“2024年年初预算为208.8万元”与“2024年安排201.50万元”说的是同一项。",
    needs: "没有写过两次以上的事项",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let claims = prose::claims(case.dossier);
    let mut firsts: Vec<&Statement> = Vec::new();
    for claim in claims {
        let comparable = claim.coordinates.form.is_some_and(|form| {
            !matches!(form, Form::ProjectPerformanceTargets | Form::DepartmentPerformanceTargets | Form::StateAssets)
        });
        if !comparable {
            continue;
        }
        let first = firsts.iter().find(|first| prose::same_place(&first.coordinates, &claim.coordinates));
        match first {
            // One sentence that is read as two claims of one amount says it once.
            Some(first) if prose::same_sentence(first, claim) && first.amount == claim.amount => {}
            Some(first) => compare(case, sheet, first, claim),
            None => firsts.push(claim),
        }
    }
}

fn compare(case: &Case, sheet: &mut Sheet, first: &Statement, claim: &Statement) {
    let (Some(earlier), Some(later)) = (prose::amount(case.dossier, first), prose::amount(case.dossier, claim)) else {
        return;
    };
    let earlier = Quantity { label: format!("前文“{}”", first.subject), ..earlier };
    let contradiction = || Reason::new(Explanation::SelfContradiction, "同一事项写出两个金额");
    let known = stale(case, claim).or_else(|| stale(case, first)).unwrap_or_else(contradiction);
    sheet.repeats_with(&later, &earlier, Some(known));
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    #[test]
    fn one_thing_said_twice_has_one_amount() {
        let said = |again: &str| {
            budget(&format!(
                "一、项目支出说明\n\n2025年项目支出预算40.00万元。\n\n二、其他说明\n\n2025年项目支出安排{again}万元。"
            ))
        };
        assert_eq!(lines("NR015", &[&said("40.00")]), ["ties 40.00 40.00"]);
        assert_eq!(lines("NR015", &[&said("33.00")]), ["breaks 33.00 40.00 self_contradiction"]);
    }

    #[test]
    fn what_is_said_once_is_not_testable() {
        assert_eq!(lines("NR015", &[&budget("2025年项目支出预算40.00万元。")]), ["not_testable  "]);
    }
}
