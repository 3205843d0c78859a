//! 没有安排的支出，表中也没有数.

use crate::checks::figures::{Figure, Period};
use crate::checks::prose::Untested;
use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::{Form, Money};
use crate::facts::{Fact, Statement, StatementKind};
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR002",
    name: "absence_in_table",
    name_zh: "文中说没有的，表中也没有数",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "“无政府性基金预算拨款安排的支出”等 ⇒ 相应的表是空表，或相应的数为 0",
    why: "空表必须有说明，说明也必须与表相符；套用模板写“没有安排”而表中有数是常见错误。",
    example: "“2025年无政府性基金预算拨款安排的支出”，政府性基金预算支出表是空表。",
    needs: "情况说明中没有“没有安排”一类的说法",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let period = Period::own(dossier);
    let mut untested = Untested::default();
    let absences = dossier.statements.iter().filter(|statement| {
        statement.kind == StatementKind::Absence
            && statement.amount.is_none()
            && statement.year == dossier.year
            && statement.phase == dossier.phase
    });
    for claim in absences {
        match period.figure(&claim.coordinates, "合计") {
            Figure::Blank(form) => nothing(case, sheet, claim, form),
            Figure::One(fact) => printed(case, sheet, claim, fact),
            Figure::Missing(reason) => untested.note(dossier, claim, reason),
            Figure::Either(_) | Figure::Sum(_) => untested.note(dossier, claim, "表中有几个数都可能是它"),
        }
    }
    untested.write(sheet);
}

fn nothing(case: &Case, sheet: &mut Sheet, claim: &Statement, form: Form) {
    let evidence = statement_evidence(case.dossier, claim);
    let message = format!("{}没有安排，{}也没有相应的数，一致。", evidence.label, form.name_zh());
    let zero = "0".to_owned();
    let texts = Plain { expected: zero.clone(), printed: zero.clone(), difference: zero, message, ..Plain::default() };
    sheet.plain(Outcome::Ties, texts, vec![evidence]);
}

fn printed(case: &Case, sheet: &mut Sheet, claim: &Statement, fact: &Fact) {
    let evidence = statement_evidence(case.dossier, claim);
    let figure = Quantity::of_fact(case.dossier, fact);
    let unit = fact.amount.unit.name_zh();
    let (outcome, words) =
        if fact.amount.value == Money::ZERO { (Outcome::Ties, "一致") } else { (Outcome::Breaks, "两者矛盾") };
    let texts = Plain {
        expected: "0".to_owned(),
        printed: figure.printed.clone(),
        difference: figure.printed.clone(),
        unit,
        message: format!("{}没有安排，{}为{}{unit}，{words}。", evidence.label, figure.label, figure.printed),
        ..Plain::default()
    };
    sheet.plain(outcome, texts, vec![evidence, figure.evidence]);
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    #[test]
    fn what_is_said_not_to_be_there_is_not_in_the_tables() {
        assert_eq!(lines("NR002", &[&budget("2025年没有安排因公出国（境）费。")]), ["ties 0 0"]);
        assert_eq!(lines("NR002", &[&budget("2025年没有安排公务接待费。")]), ["breaks 1.00 0 unexplained"]);
        assert_eq!(lines("NR002", &[&budget("2025年无政府性基金预算拨款安排的支出。")]), ["not_testable  "]);
    }
}
