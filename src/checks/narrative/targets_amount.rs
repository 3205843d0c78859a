//! 涉及预算资金 of the projects with performance targets = 项目支出.

use crate::checks::figures::{Figure, Period};
use crate::checks::prose::{self, Untested};
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::label::fold;
use crate::domain::{Flow, Form, Nature, RowLevel};
use crate::facts::{Coordinates, Statement};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR017",
    name: "targets_amount",
    name_zh: "绩效目标涉及的预算与项目支出相符",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "文字写明项目全部设绩效目标时：涉及预算资金 = 项目支出合计；其余情形：涉及预算资金 ≤ 项目支出合计",
    why: "绩效管理的覆盖面是公开评分的项目，金额多写或漏写都失实。",
    example: "“项目支出全面实施绩效目标管理，涉及预算拨款598.68万元” = 项目支出表合计598.68。",
    needs: "没有写绩效目标涉及的预算资金，或没有项目支出的合计",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    for claim in prose::claims(case.dossier) {
        if claim.coordinates.form != Some(Form::ProjectPerformanceTargets) {
            continue;
        }
        let Some(printed) = prose::amount(case.dossier, claim) else { continue };
        let Some(total) = projects(case) else {
            untested.note(case.dossier, claim, "没有项目支出的合计");
            continue;
        };
        let equal = printed.amount.value == total.amount.value;
        let beyond = printed.amount.value > total.amount.value;
        if equal || beyond || covers_all(claim) {
            sheet.repeats(&printed, &total);
        } else {
            untested.note(case.dossier, claim, "文字没有说项目全部设绩效目标，小于项目支出合计不能判断");
        }
    }
    untested.write(sheet);
}

/// Whether the sentence says that all projects have targets.
fn covers_all(claim: &Statement) -> bool {
    let text = fold(&claim.text);
    ["全面", "全部", "所有项目", "均设", "都设", "全覆盖"].iter().any(|word| text.contains(word))
}

/// The total of all projects.
fn projects(case: &Case) -> Option<Quantity> {
    let period = Period::own(case.dossier);
    [(Form::ProjectExpenditure, Nature::Project), (Form::ExpenditureSummary, Nature::Project)].into_iter().find_map(
        |(form, nature)| {
            let wanted = Coordinates {
                form: Some(form),
                flow: Some(Flow::Expenditure),
                nature,
                level: RowLevel::Total,
                ..Coordinates::default()
            };
            match period.figure(&wanted, "合计") {
                Figure::One(fact) => Some(Quantity::of_fact(case.dossier, fact)),
                _ => None,
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    #[test]
    fn targets_for_all_projects_cover_all_their_money() {
        let all = |amount: &str| {
            budget(&format!("2025年对项目支出全面实施绩效目标管理，涉及预算拨款{amount}万元，共8个项目。"))
        };
        assert_eq!(lines("NR017", &[&all("40.00")]), ["ties 40.00 40.00"]);
        assert_eq!(lines("NR017", &[&all("30.00")]), ["breaks 30.00 40.00 digit_slip"]);
    }

    #[test]
    fn targets_for_some_projects_may_cover_less_but_not_more() {
        let some = |amount: &str| budget(&format!("2025年编报绩效目标的项目共3个，涉及项目预算资金{amount}万元。"));
        assert_eq!(lines("NR017", &[&some("30.00")]), ["not_testable  "]);
        assert_eq!(lines("NR017", &[&some("77.00")]), ["breaks 77.00 40.00 unexplained"]);
    }
}
