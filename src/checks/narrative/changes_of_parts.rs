//! 各项增减额之和 = 合计的增减额.

use crate::checks::explain::bases;
use crate::checks::prose::{self, Division, Untested};
use crate::checks::tie_out::tie_out;
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::{Amount, Flow, Money, RowLevel};
use crate::facts::Statement;
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR009",
    name: "changes_of_parts",
    name_zh: "各项增减额之和等于合计的增减额",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "分项加起来等于合计时：合计的增减额 = 各分项增减额之和；收入总计与支出总计相等时，两者的增减额相等",
    why: "分项与合计用了不同的基数，或某项方向写反，总和就对不上。",
    example: "4322.77 = 2687.77 − 92.37 + 1727.37。",
    needs: "没有同时写出合计与各分项的增减额",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    for division in prose::divisions(case.dossier) {
        let (Some(total), Some(whole)) =
            (prose::amount(case.dossier, division.whole), prose::change(case.dossier, division.whole))
        else {
            continue;
        };
        let amounts: Vec<Quantity> =
            division.parts.iter().filter_map(|part| prose::amount(case.dossier, part)).collect();
        if tie_out(&total.amount, amounts.iter().map(|part| &part.amount)).outcome == Outcome::Breaks {
            continue;
        }
        let same_base = |part: &&Statement| {
            part.base_kind == division.whole.base_kind && part.base_year == division.whole.base_year
        };
        let changes: Option<Vec<Quantity>> = division
            .parts
            .iter()
            .map(|part| Some(*part).filter(same_base).and_then(|part| prose::change(case.dossier, part)))
            .collect();
        match changes {
            Some(changes) if may_lack_gone_parts(case, &division, &whole, &changes) => {
                untested.note(case.dossier, division.whole, "上年可能有本年已没有的分项，不在所列之中");
            }
            Some(changes) => sheet.equation(&whole, &changes, "各分项增减额之和"),
            None => untested.note(case.dossier, division.whole, "分项没有写全增减额"),
        }
    }
    both_sides(case, sheet);
    untested.write(sheet);
}

/// Whether items that ended last year may explain the difference: this year's parts are all there is, but what is gone
/// took its amount with it, so the whole changed by less than its parts. Last year's own figures may show that nothing
/// is gone.
fn may_lack_gone_parts(case: &Case, division: &Division, whole: &Quantity, changes: &[Quantity]) -> bool {
    let tie = tie_out(&whole.amount, changes.iter().map(|change| &change.amount));
    if tie.outcome != Outcome::Breaks || tie.difference > Money::ZERO {
        return false;
    }
    let base = |claim: &Statement| {
        let phase = claim.base_kind.and_then(bases::phase_of)?;
        let found = bases::figure(case, claim, claim.base_year?.get(), phase);
        // What was new this year had nothing last year.
        let is_new = prose::implied_base(case.dossier, claim).is_some_and(|base| base.amount.value == Money::ZERO);
        found.or_else(|| is_new.then_some(Amount { value: Money::ZERO, ..whole.amount }))
    };
    let parts: Option<Vec<Amount>> = division.parts.iter().map(|part| base(part)).collect();
    match (base(division.whole), parts) {
        (Some(whole), Some(parts)) => tie_out(&whole, &parts).outcome == Outcome::Breaks,
        _ => true,
    }
}

/// Revenue and expenditure in all are equal each year, so they change alike.
fn both_sides(case: &Case, sheet: &mut Sheet) {
    let grand = |flow: Flow| {
        move |claim: &&Statement| {
            claim.coordinates.flow == Some(flow)
                && claim.coordinates.level == RowLevel::GrandTotal
                && claim.coordinates.function_code.is_empty()
                && claim.change.is_some()
        }
    };
    let claims = prose::claims(case.dossier);
    for revenue in claims.iter().copied().filter(grand(Flow::Revenue)) {
        let twin = claims.iter().copied().filter(grand(Flow::Expenditure)).find(|other| {
            other.coordinates.form == revenue.coordinates.form
                && other.coordinates.fund == revenue.coordinates.fund
                && other.amount == revenue.amount
                && (other.base_kind, other.base_year) == (revenue.base_kind, revenue.base_year)
                && prose::nearby(other, revenue)
        });
        let Some(twin) = twin else { continue };
        if let (Some(left), Some(right)) = (prose::change(case.dossier, revenue), prose::change(case.dossier, twin)) {
            sheet.repeats(&left, &right);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, budget_of, findings, lines};

    #[test]
    fn the_changes_of_the_parts_add_to_that_of_the_whole() {
        let said = |projects: &str| {
            budget(&format!(
                "2025年支出合计100.00万元，与上年相比增加10.00万元。\n基本支出60.00万元，与上年相比增加4.00万元。\n项目支出40.00万元，与上年相比{projects}万元。"
            ))
        };
        assert_eq!(lines("NR009", &[&said("增加6.00")]), ["ties 10.00 10.00"]);
        assert_eq!(lines("NR009", &[&said("减少6.00")]), ["breaks 10.00 -2.00 sign_reversed"]);
    }

    #[test]
    fn which_of_several_figures_slipped_is_left_open() {
        let text = budget(
            "2025年支出合计100.00万元，与上年相比增加10.40万元。\n基本支出60.00万元，与上年相比增加4.25万元。\n项目支出40.00万元，与上年相比增加6.05万元。",
        );
        let message = findings("NR009", &[&text])[0].message.clone();
        assert!(message.contains("不能确定是哪一个"), "{message}");
    }

    #[test]
    fn a_part_that_ended_last_year_is_not_listed_and_takes_its_amount_with_it() {
        let own = budget(
            "2025年支出合计100.00万元，与上年相比减少10.00万元。\n基本支出60.00万元，与上年相比增加4.00万元。\n项目支出40.00万元，与上年相比增加6.00万元。",
        );
        assert_eq!(lines("NR009", &[&own]), ["not_testable  "]);
        let last = budget_of(2024, "").replace("100.00", "110.00").replace("40.00", "50.00");
        assert_eq!(lines("NR009", &[&own, &last]), ["breaks -10.00 10.00 sign_reversed"]);
    }

    #[test]
    fn parts_without_changes_are_not_testable() {
        let text =
            budget("2025年支出合计100.00万元，与上年相比增加10.00万元。\n基本支出60.00万元。\n项目支出40.00万元。");
        assert_eq!(lines("NR009", &[&text]), ["not_testable  "]);
    }
}
