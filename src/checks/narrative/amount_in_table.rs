//! 情况说明里的金额 = 表中的数.

use crate::checks::explain::bases::stale;
use crate::checks::explain::digits;
use crate::checks::figures::{Figure, Period};
use crate::checks::prose::{self, Untested};
use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::Plain;
use crate::checks::tie_out::tie_out;
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::{Amount, Form, Money};
use crate::facts::Statement;
use crate::findings::{Family, Outcome, Severity};
use crate::tables::TableState;

/// The check.
pub const CHECK: Check = Check {
    code: "NR001",
    name: "amount_in_table",
    name_zh: "文中金额等于表中数",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "情况说明每一个写明科目、资金来源或支出性质的金额 = 相应表中的数；表中空格按 0",
    why: "文字是从表里抄来的，抄错、漏改或沿用上年文字，读者就得到两个数。",
    example: "“收入总计1092.22万元” = 收支总体情况表“收入总计”1,092.22。",
    needs: "没有情况说明，或说明中没有与表对应的金额",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let period = Period::own(case.dossier);
    let mut untested = Untested::default();
    let mut seen: Vec<(&Statement, Amount)> = Vec::new();
    for claim in prose::claims(case.dossier) {
        let Some(amount) = claim.amount else { continue };
        if prose::names_unknown_item(claim) {
            untested.note(case.dossier, claim, "科目的名称不在科目表里，无法与表中的行对应");
        }
        let has_form = claim.coordinates.form.is_some_and(|form| form != Form::ProjectPerformanceTargets);
        let said = |(other, value): &(&Statement, Amount)| {
            *value == amount
                && other.subject == claim.subject
                && prose::same_place(&other.coordinates, &claim.coordinates)
                && prose::nearby(other, claim)
        };
        // A claim with two comparisons is two statements of one amount.
        if !has_form || seen.iter().any(said) {
            continue;
        }
        seen.push((claim, amount));
        compare(case, sheet, claim, &period, &mut untested);
    }
    untested.write(sheet);
}

fn compare(case: &Case, sheet: &mut Sheet, claim: &Statement, period: &Period, untested: &mut Untested) {
    let Some(printed) = prose::amount(case.dossier, claim) else { return };
    match period.figure(&claim.coordinates, &claim.subject) {
        Figure::One(fact) => {
            let other = Quantity::of_fact(case.dossier, fact);
            let wrong = printed.amount.value != other.amount.value;
            let slipped = digits::classify(&printed.amount, &other.amount).is_some();
            sheet.repeats_with(&printed, &other, (wrong && !slipped).then(|| stale(case, claim)).flatten());
        }
        Figure::Either(facts) => {
            let quantities = Quantity::of_facts(case.dossier, facts);
            let fits = |other: &&Quantity| tie_out(&printed.amount, [&other.amount]).outcome != Outcome::Breaks;
            let fitting = quantities.iter().find(fits);
            if let Some(other) = fitting.or(quantities.first()) {
                sheet.repeats(&printed, other);
            }
        }
        Figure::Sum(facts) => {
            let parts = Quantity::of_facts(case.dossier, facts);
            let tie = tie_out(&printed.amount, parts.iter().map(|part| &part.amount));
            // Which economic classes count as 人员 differs by province; functional items always add to their class.
            if tie.outcome == Outcome::Breaks && claim.coordinates.function_code.is_empty() {
                untested.note(case.dossier, claim, "表中没有印出人员经费和公用经费的合计");
            } else {
                sheet.equation(&printed, &parts, "表中各项之和");
            }
        }
        Figure::Blank(form) => {
            let certain = form == Form::ThreePublicExpenses || period.is_nothing(form, &claim.coordinates);
            blank(case, sheet, claim, &printed, form, certain, untested);
        }
        Figure::Missing(reason) => untested.note(case.dossier, claim, reason),
    }
}

/// The table has nothing there: right where the prose says 0.
fn blank(
    case: &Case,
    sheet: &mut Sheet,
    claim: &Statement,
    printed: &Quantity,
    form: Form,
    certain: bool,
    untested: &mut Untested,
) {
    let unit = printed.amount.unit.name_zh();
    let empty_table = case.dossier.state(form) == Some(TableState::Blank);
    let zero = printed.amount.value == Money::ZERO;
    if !zero && !empty_table && !certain {
        untested.note(case.dossier, claim, format!("{}没有印出相应的数", form.name_zh()));
        return;
    }
    let place = if empty_table {
        format!("{}是空表", form.name_zh())
    } else {
        format!("{}相应的栏是空的", form.name_zh())
    };
    let message = if zero {
        format!("{}{}{unit}，{place}，一致。", printed.label, printed.printed)
    } else {
        format!("{}公布数为{}{unit}，而{place}。", printed.label, printed.printed)
    };
    let texts = Plain {
        expected: Money::ZERO.in_unit(printed.amount.unit, printed.amount.decimals),
        printed: printed.printed.clone(),
        difference: printed.printed.clone(),
        unit,
        message,
        ..Plain::default()
    };
    let outcome = if zero { Outcome::Ties } else { Outcome::Breaks };
    sheet.plain(outcome, texts, vec![statement_evidence(case.dossier, claim)]);
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    #[test]
    fn amounts_of_the_prose_are_those_of_the_tables() {
        let text = budget("2025年支出合计100.00万元，其中：基本支出60.00万元；项目支出40万元。");
        assert_eq!(lines("NR001", &[&text]), ["ties 100.00 100.00", "ties 60.00 60.00", "ties 40 40.00"]);
        let text = budget("2025年支出合计100.00万元，其中：基本支出61.00万元；项目支出40.01万元。");
        let expected = ["ties 100.00 100.00", "breaks 61.00 60.00 digit_slip", "breaks 40.01 40.00 unexplained"];
        assert_eq!(lines("NR001", &[&text]), expected);
    }

    #[test]
    fn a_blank_cell_of_a_whole_table_is_nothing() {
        let text = budget("（一）因公出国（境）费0.00万元，用于出国。\n\n（二）公务用车购置费5.00万元，用于购车。");
        assert_eq!(lines("NR001", &[&text]), ["ties 0.00 0.00", "breaks 5.00 0.00 unexplained"]);
    }

    #[test]
    fn an_item_that_no_codebook_knows_is_not_passed_over() {
        let text = budget("2025年云山事务（款）观云（项）支出10.00万元。");
        assert_eq!(lines("NR001", &[&text]), ["not_testable  "]);
    }

    #[test]
    fn what_no_table_shows_is_not_testable() {
        let text = budget("2025年政府采购预算10.00万元。");
        assert_eq!(lines("NR001", &[&text]), ["not_testable  "]);
    }
}
