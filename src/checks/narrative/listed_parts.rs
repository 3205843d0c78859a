//! 其中各项之和 = 合计, in the prose itself.

use crate::checks::explain::Reason;
use crate::checks::figures::is_below;
use crate::checks::prose::{self, By, Division, Untested};
use crate::checks::tie_out::tie_out;
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::{Flow, Form, FundSource, Money, Nature, RowLevel};
use crate::facts::{Fact, Statement};
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR003",
    name: "listed_parts",
    name_zh: "文中分项之和等于合计",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "收入合计 = 所列各项收入；支出合计 = 基本支出 + 项目支出；基本支出 = 人员经费 + 公用经费；支出 = 所列各功能科目；总计 = 本年合计 + 结转结余",
    why: "一段话里的合计与分项对不上，读者不看表就能发现。",
    example: "支出合计1092.22万元 = 基本支出493.54 + 项目支出598.68。",
    needs: "情况说明没有同时写出合计和它的分项",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    for division in prose::divisions(case.dossier) {
        compare(case, sheet, &division, &mut untested);
    }
    untested.write(sheet);
}

fn compare(case: &Case, sheet: &mut Sheet, division: &Division, untested: &mut Untested) {
    let Some(total) = prose::amount(case.dossier, division.whole) else { return };
    let mut parts: Vec<Quantity> = division.parts.iter().filter_map(|part| prose::amount(case.dossier, part)).collect();
    let adds_up =
        |parts: &[Quantity]| tie_out(&total.amount, parts.iter().map(|part| &part.amount)).outcome != Outcome::Breaks;
    if !adds_up(&parts)
        && let Some(balance) = balance(case, division)
    {
        parts.push(balance);
        if !adds_up(&parts) {
            parts.pop();
        }
    }
    let sum = Money::checked_sum(parts.iter().map(|part| part.amount.value)).unwrap_or_default();
    if adds_up(&parts) {
        sheet.equation(&total, &parts, division.by.name_zh());
        return;
    }
    if division.by == By::Function && leaves_out_unknown(case, division) {
        untested.note(case.dossier, division.whole, "所列科目中有名称不在科目表里的，分项不全");
        return;
    }
    // 总计 holds balances that the parts do not.
    if division.whole.coordinates.level == RowLevel::GrandTotal && division.by != By::Balance {
        untested.note(case.dossier, division.whole, "总计含结转结余，与分项不能直接相加核对");
        return;
    }
    let short = sum.fen().abs() < total.amount.value.fen().abs();
    let complete = is_complete(case, division);
    if short && !complete {
        untested.note(case.dossier, division.whole, "分项没有列全");
        return;
    }
    // Which figure is wrong can only be told where the list is known to be complete.
    let known = (!complete).then(Reason::unexplained);
    sheet.equation_with(&total, &parts, division.by.name_zh(), known);
}

/// Whether the list holds an item that the codebook does not know, which is therefore not among the parts.
fn leaves_out_unknown(case: &Case, division: &Division) -> bool {
    let claims = prose::claims(case.dossier);
    let place = |wanted: &Statement| claims.iter().position(|claim| claim.id == wanted.id);
    let last = division.parts.iter().filter_map(|part| place(part)).max();
    let (Some(first), Some(last)) = (place(division.whole), last) else { return false };
    // One more claim may follow the last part that is known.
    let listed = claims.iter().skip(first).take(last.saturating_sub(first) + 2);
    listed.filter(|claim| claim.document == division.whole.document).any(|claim| prose::names_unknown_item(claim))
}

/// The balance carried over that is listed among the items of income.
fn balance(case: &Case, division: &Division) -> Option<Quantity> {
    if division.by != By::Fund {
        return None;
    }
    let carried = prose::claims(case.dossier).into_iter().find(|claim| {
        claim.coordinates.flow == Some(Flow::CarryoverIn)
            && claim.coordinates.form == division.whole.coordinates.form
            && prose::same_sentence(claim, division.whole)
    })?;
    prose::amount(case.dossier, carried)
}

/// Whether the list names all there is: its shares add to 100, or the table has nothing else.
fn is_complete(case: &Case, division: &Division) -> bool {
    let whole = &division.whole.coordinates;
    if division.by == By::Nature && whole.nature == Nature::Basic {
        return division.parts.len() == 2;
    }
    if prose::shares_add_up(&division.parts) {
        return true;
    }
    let form = match (division.by, whole.form) {
        (By::Nature, Some(Form::RevenueExpenditureSummary)) => Form::ExpenditureSummary,
        (_, Some(form)) => form,
        (_, None) => return false,
    };
    case.dossier.is_whole(form) && !case.dossier.facts_of(form).any(|fact| is_unlisted(fact, division))
}

/// Whether a figure of the table is a part of the whole that the list does not name.
fn is_unlisted(fact: &Fact, division: &Division) -> bool {
    if fact.amount.value == Money::ZERO {
        return false;
    }
    let own = &fact.coordinates;
    let whole = &division.whole.coordinates;
    let parts = || division.parts.iter().map(|part| &part.coordinates);
    match division.by {
        By::Nature => own.nature.parent() == Some(whole.nature) && !parts().any(|part| part.nature == own.nature),
        By::Function => {
            own.function_code.len() > whole.function_code.len()
                && own.function_code.starts_with(&whole.function_code)
                && !parts().any(|part| {
                    own.function_code.starts_with(&part.function_code)
                        || part.function_code.starts_with(&own.function_code)
                })
        }
        By::Fund => {
            let other = own.flow == Some(Flow::Revenue)
                && !matches!(own.fund, FundSource::All | FundSource::Unknown)
                && !parts().any(|part| {
                    part.fund == own.fund || is_below(own.fund, part.fund) || is_below(part.fund, own.fund)
                });
            own.flow == Some(Flow::CarryoverIn) || other
        }
        By::Balance => own.flow.is_some() && own.flow != whole.flow && !parts().any(|part| part.flow == own.flow),
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    #[test]
    fn the_parts_of_a_list_add_to_its_whole() {
        let text = budget("2025年支出合计100.00万元，其中：基本支出60.00万元；项目支出40.00万元。");
        assert_eq!(lines("NR003", &[&text]), ["ties 100.00 100.00"]);
        let text = budget("2025年支出合计100.00万元，其中：基本支出60.00万元；项目支出30.00万元。");
        assert_eq!(lines("NR003", &[&text]), ["breaks 100.00 90.00 digit_slip"]);
    }

    #[test]
    fn a_list_that_does_not_name_all_there_is_cannot_be_added_up() {
        let text = budget("2025年收入合计100.00万元，其中：事业收入5.00万元；其他收入10.00万元。");
        assert_eq!(lines("NR003", &[&text]), ["not_testable  "]);
    }

    #[test]
    fn a_total_with_balances_is_not_the_sum_of_the_natures() {
        let text = budget(
            "2025年支出总计105.00万元。\n\n2025年支出合计100.00万元，其中：基本支出60.00万元；项目支出40.00万元。",
        );
        assert_eq!(lines("NR003", &[&text]), ["ties 100.00 100.00"]);
    }

    #[test]
    fn money_of_performance_targets_is_no_part_of_expenditure() {
        let text = budget(
            "2025年支出合计100.00万元，其中：基本支出60.00万元；项目支出40.00万元。\n\n2025年对项目支出全面实施绩效目标管理，涉及预算拨款40.00万元，共8个项目。",
        );
        assert_eq!(lines("NR003", &[&text]), ["ties 100.00 100.00"]);
    }
}
