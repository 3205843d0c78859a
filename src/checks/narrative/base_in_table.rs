//! 基数 = 同一份公开里列出的上年数或年初预算数.

use crate::checks::explain::bases::{of_change, of_other, phase_of};
use crate::checks::figures::{Figure, Period};
use crate::checks::prose::{self, Untested};
use crate::checks::sheet::shown;
use crate::checks::tie_out::tie_out;
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::{Amount, FiscalYear, Phase};
use crate::facts::Statement;
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR007",
    name: "base_in_table",
    name_zh: "文中基数等于本文件列出的上年数或预算数",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "写出的基数，或本年数 − 增减额 = 同一份公开的表或文字中列出的上年数（年初预算数）",
    why: "表中并列上年数或预算数时，增减说明的基数必须就是它。",
    example: "“三公”经费2022年预算11.80万元，比2021年的12.39万元减少0.59万元。",
    needs: "本文件没有并列上年数或预算数",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    for claim in case.dossier.statements.iter().filter(|claim| claim.base_kind.is_some()) {
        if claim.year != case.dossier.year || claim.phase != case.dossier.phase {
            continue;
        }
        if claim.base.is_none() && claim.change.is_none() {
            continue;
        }
        match stated(case, claim) {
            Some(base) => compare(case, sheet, claim, &base),
            None => untested.note(case.dossier, claim, "本文件没有列出相应的上年数或预算数"),
        }
    }
    if sheet.is_empty() {
        untested.write(sheet);
    }
}

fn compare(case: &Case, sheet: &mut Sheet, claim: &Statement, base: &Quantity) {
    if let Some(printed) = prose::base(case.dossier, claim) {
        sheet.repeats(&printed, base);
        return;
    }
    let (Some(current), Some(change)) = (prose::current(case.dossier, claim), prose::change(case.dossier, claim))
    else {
        return;
    };
    let reason = of_change(claim, &current, base, &change);
    let words = format!("所列基数{}与增减额{}之和", base.printed, shown(&change.printed));
    sheet.equation_with(&current, &[base.clone(), change], &words, Some(reason));
}

/// The base as the same disclosure prints it: in a table beside this year's figures, or in another sentence.
fn stated(case: &Case, claim: &Statement) -> Option<Quantity> {
    let year = claim.base_year?;
    let phase = claim.base_kind.and_then(phase_of)?;
    match Period::of(case.dossier, year, phase).figure(&claim.coordinates, &claim.subject) {
        Figure::One(fact) => Some(of_other(case.dossier, fact)),
        _ => said_elsewhere(case, claim, year, phase),
    }
}

fn said_elsewhere(case: &Case, claim: &Statement, year: FiscalYear, phase: Phase) -> Option<Quantity> {
    let exact = sentence(case, claim, year, |other| other.phase == phase);
    // 较2021年度 says neither budget nor execution: another item of the same list shows which is meant.
    let vague = || {
        let shown = siblings(case, claim, year);
        sentence(case, claim, year, |other| shown.contains(&(other.phase, true)))
    };
    // A base of the same year is another phase: what was executed is not what it is compared with.
    let meant = exact.or_else(|| if year == claim.year { None } else { vague() })?;
    let name = format!("{}年{}", meant.year, meant.phase.name_zh());
    Some(Quantity::of_statement(case.dossier, meant, meant.amount?, &name))
}

/// The sentence that says the amount of the same thing in another year; `None` where several disagree.
fn sentence<'a>(
    case: &Case<'a>,
    claim: &Statement,
    year: FiscalYear,
    wanted: impl Fn(&Statement) -> bool,
) -> Option<&'a Statement> {
    let mut found = case.dossier.statements.iter().filter(|other| {
        other.year == year
            && other.amount.is_some()
            && prose::same_place(&other.coordinates, &claim.coordinates)
            && wanted(other)
    });
    let first = found.next()?;
    found.all(|other| other.amount == first.amount).then_some(first)
}

/// For the other changes of the same form against the same year: the phase of the sentence with their base, and
/// whether they tie with it.
fn siblings(case: &Case, claim: &Statement, year: FiscalYear) -> Vec<(Phase, bool)> {
    let mut found = Vec::new();
    for other in &case.dossier.statements {
        let sibling = other.id != claim.id
            && other.coordinates.form == claim.coordinates.form
            && other.base_kind == claim.base_kind
            && other.base_year == Some(year);
        let Some((current, change)) = prose::current(case.dossier, other).zip(other.change).filter(|_| sibling) else {
            continue;
        };
        for phase in [Phase::Approved, Phase::Executed] {
            let Some(base) = sentence(case, other, year, |base| base.phase == phase) else { continue };
            let parts: Vec<Amount> = base.amount.into_iter().chain([change]).collect();
            found.push((phase, tie_out(&current.amount, &parts).outcome == Outcome::Ties));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{accounts, budget, lines};

    #[test]
    fn a_base_is_the_figure_that_the_same_prose_says_of_the_other_year() {
        let said = |decrease: &str| {
            format!(
                "2025年度“三公”经费预算总计21.80万元，其中：公务接待11.80万元，公务用车运行费用10.00万元。\n2024年度“三公”经费合计支出20.12万元，其中：公务接待12.39万元，公务用车运行费用7.73万元。\n2025年度“三公”经费预算较2024年度增加1.68万元，其中公务接待较上年同期减少{decrease}万元。公务用车运行费用较上年同期增加2.27万元。"
            )
        };
        let count = |decrease: &str, outcome: &str| {
            lines("NR007", &[&budget(&said(decrease))]).iter().filter(|line| line.starts_with(outcome)).count()
        };
        assert_eq!(count("0.59", "ties "), 3);
        assert_eq!(count("0.85", "ties "), 2);
        assert_eq!(count("0.85", "breaks 11.80 11.54"), 1);
    }

    #[test]
    fn without_a_figure_of_the_other_year_nothing_can_be_compared() {
        let text = accounts("2025年度项目支出80.00万元，与上年相比增加5.00万元。");
        assert_eq!(lines("NR007", &[&text]), ["not_testable  "]);
    }
}
