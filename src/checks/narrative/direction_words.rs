//! 决算数大于、小于、等于预算数: the word agrees with the figures.

use crate::checks::prose::{self, Untested};
use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::Plain;
use crate::checks::tie_out::range;
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::label::fold;
use crate::facts::{Statement, StatementKind};
use crate::findings::{Explanation, Family, Outcome, Severity};
use std::cmp::Ordering;

/// The check.
pub const CHECK: Check = Check {
    code: "NR014",
    name: "direction_words",
    name_zh: "增减、大小的说法与数字相符",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "“决算数大于（小于、等于）预算数”“比上年增加（减少）”与同一事项写出的本年数和基数的大小相符",
    why: "改了数字没有改文字，或套用模板，说法与数字就相反。",
    example: "年初预算1560.05万元，支出决算1511.89万元，却写“决算数大于预算数”。",
    needs: "没有只说大小、增减而另写数字的句子",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    for claim in &case.dossier.statements {
        let Some(said) = direction(claim) else { continue };
        let base = prose::base(case.dossier, claim).or_else(|| prose::base_elsewhere(case.dossier, claim));
        match (prose::current(case.dossier, claim), base) {
            (Some(current), Some(base)) => compare(case, sheet, claim, said, &current, &base),
            _ => untested.note(case.dossier, claim, "没有写出可比的基数"),
        }
    }
    untested.write(sheet);
}

/// The direction that a sentence says in words only. With an amount or a rate the direction is their sign, and other
/// checks test it.
fn direction(claim: &Statement) -> Option<Ordering> {
    let in_words = matches!(claim.kind, StatementKind::Change | StatementKind::Execution)
        && claim.change.is_none()
        && (claim.rate.is_none() || claim.kind == StatementKind::Execution);
    let equal = claim.kind == StatementKind::Unchanged && claim.base.is_none();
    if !in_words && !equal {
        return None;
    }
    word_in(&fold(&claim.text), in_words && claim.kind == StatementKind::Change)
}

/// The only direction that a text says of 决算数 or 本年数 against 预算数 or 上年数; of a change in words also 增加 and 减少.
fn word_in(text: &str, changes: bool) -> Option<Ordering> {
    const WORDS: &[(&str, Ordering)] = &[
        ("大于", Ordering::Greater),
        ("高于", Ordering::Greater),
        ("多于", Ordering::Greater),
        ("小于", Ordering::Less),
        ("低于", Ordering::Less),
        ("少于", Ordering::Less),
        ("等于", Ordering::Equal),
    ];
    const CHANGES: &[(&str, Ordering)] = &[
        ("有所增加", Ordering::Greater),
        ("有所减少", Ordering::Less),
        ("有所增长", Ordering::Greater),
        ("有所下降", Ordering::Less),
    ];
    const BASES: &[&str] = &["预算", "年初", "上年", "去年", "决算"];
    let mut found: Vec<Ordering> = Vec::new();
    for (word, direction) in WORDS {
        for (place, _) in text.match_indices(word) {
            let rest = text.get(place + word.len()..).unwrap_or_default();
            let year = rest.get(4..).is_some_and(|rest| rest.starts_with('年')) && rest.starts_with("20");
            if BASES.iter().any(|base| rest.starts_with(base)) || year {
                found.push(*direction);
            }
        }
    }
    if changes {
        found.extend(CHANGES.iter().filter(|(word, _)| text.contains(word)).map(|(_, direction)| *direction));
    }
    let first = *found.first()?;
    found.iter().all(|other| *other == first).then_some(first)
}

fn compare(case: &Case, sheet: &mut Sheet, claim: &Statement, said: Ordering, current: &Quantity, base: &Quantity) {
    let (own, other) = (range(&current.amount), range(&base.amount));
    let actual = current.amount.value.cmp(&base.amount.value);
    // Figures that print alike may differ in what is not printed.
    let possible = match said {
        Ordering::Greater => own.high > other.low,
        Ordering::Less => own.low < other.high,
        Ordering::Equal => actual == Ordering::Equal,
    };
    let (outcome, words) = match (actual == said, possible) {
        (true, _) => (Outcome::Ties, "相符"),
        (false, true) => (Outcome::TiesWithinRounding, "在印出的位数内可以成立"),
        (false, false) => (Outcome::Breaks, "不相符"),
    };
    let name = |direction: Ordering| match direction {
        Ordering::Greater => "大于",
        Ordering::Less => "小于",
        Ordering::Equal => "等于",
    };
    let unit = current.amount.unit.name_zh();
    let message = format!(
        "情况说明“{}”写作{}，而本年数{}{unit}、{}{}{}，实为{}，{words}。",
        claim.subject,
        name(said),
        current.printed,
        base.label.rsplit('”').next().unwrap_or_default(),
        base.printed,
        base.amount.unit.name_zh(),
        name(actual),
    );
    let texts = Plain {
        expected: name(actual).to_owned(),
        printed: name(said).to_owned(),
        message,
        reason: (outcome == Outcome::Breaks).then(|| reason(said, actual)),
        ..Plain::default()
    };
    let evidence = vec![statement_evidence(case.dossier, claim), current.evidence.clone(), base.evidence.clone()];
    sheet.plain(outcome, texts, evidence);
}

fn reason(said: Ordering, actual: Ordering) -> crate::checks::explain::Reason {
    use crate::checks::explain::Reason;
    if said == actual.reverse() && said != Ordering::Equal {
        let mut reason = Reason::new(Explanation::SignReversed, "方向反过来即与数字相符");
        reason.runner_up = Some(Explanation::SelfContradiction);
        reason
    } else {
        Reason::new(Explanation::SelfContradiction, "说法与同一段写出的两个数不符")
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{accounts, lines};

    fn said(budget: &str, word: &str) -> Vec<String> {
        let prose = format!(
            "1、住房公积金。年初预算为{budget}万元，支出决算为60.99万元。决算数{word}预算数的主要原因：人员减少。"
        );
        lines("NR014", &[&accounts(&prose)])
    }

    #[test]
    fn greater_smaller_and_equal_agree_with_the_figures() {
        assert_eq!(said("62.29", "小于"), ["ties 小于 小于"]);
        assert_eq!(said("62.29", "大于"), ["breaks 大于 小于 sign_reversed"]);
        assert_eq!(said("62.29", "等于"), ["breaks 等于 小于 self_contradiction"]);
        assert_eq!(said("60.99", "等于"), ["ties 等于 等于"]);
        assert_eq!(said("60.99", "大于"), ["ties_within_rounding 大于 等于"]);
    }

    #[test]
    fn a_word_without_a_printed_base_is_not_testable() {
        let text = accounts("1、住房公积金。支出决算为60.99万元。决算数小于预算数的主要原因：人员减少。");
        assert_eq!(lines("NR014", &[&text]), ["not_testable  "]);
    }
}
