//! Σ 占比 = 100%.

use super::share_of_whole;
use crate::checks::explain::Reason;
use crate::checks::prose::{self, Untested};
use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::{Plain, shown};
use crate::checks::tie_out::{range, range_of_sum};
use crate::checks::{Case, Check, Sheet};
use crate::domain::percent::decimal_text;
use crate::domain::{Amount, Percent};
use crate::facts::Statement;
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR013",
    name: "shares_of_list",
    name_zh: "各项占比之和等于100%",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "一个合计的各项列全时：Σ 占比 = 100%（每项各有半个末位的四舍五入余地）；不论列全与否，Σ 占比不大于 100%",
    why: "占比之和超过 100% 或不足，说明至少一项算错。",
    example: "90.84% + 3.75% + 2.37% + 3.04% = 100.00%。",
    needs: "没有列出两项以上占比的句子",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    let mut shares: Vec<&Statement> = case.dossier.statements.iter().filter(|claim| claim.share.is_some()).collect();
    shares.sort_by_key(|statement| prose::position(statement));
    let mut lists: Vec<Vec<&Statement>> = Vec::new();
    for claim in shares {
        let own = lists.iter_mut().find(|list| list.last().is_some_and(|last| prose::same_list(last, claim)));
        match own {
            Some(list) => list.push(claim),
            None => lists.push(vec![claim]),
        }
    }
    for list in lists.into_iter().filter(|list| list.len() > 1) {
        compare(case, sheet, &list, &mut untested);
    }
    untested.write(sheet);
}

fn compare(case: &Case, sheet: &mut Sheet, list: &[&Statement], untested: &mut Untested) {
    let printed: Vec<Percent> = list.iter().filter_map(|claim| claim.share).collect();
    let (Some((sum, hundred)), Some(first)) = (prose::sum_of_shares(&printed), list.first()) else { return };
    // Shares that name no whole are parts of one only if their amounts add up to it.
    let whole = if first.share_of.is_empty() { prose::whole_of(case, first) } else { None };
    if first.share_of.is_empty() && whole.is_none() {
        untested.note(case.dossier, first, "没有写明占什么");
        return;
    }
    let decimals = printed.iter().map(|share| share.decimals()).max().unwrap_or_default();
    let coarsest = printed.iter().map(|share| share.decimals()).min().unwrap_or_default();
    // Half the last digit of every share, in half steps of the finest.
    let room = printed.len() as i128 * 10_i128.pow(decimals - coarsest);
    let within = 2 * (sum - hundred).abs() <= room;
    if !within && sum < hundred && !is_complete(case, list) {
        untested.note(case.dossier, first, "各项没有列全");
        return;
    }
    let outcome = match (sum == hundred, within) {
        (true, _) => Outcome::Ties,
        (false, true) => Outcome::TiesWithinRounding,
        (false, false) => Outcome::Breaks,
    };
    let total = decimal_text(sum, decimals);
    let difference = decimal_text(sum - hundred, decimals);
    let terms: Vec<String> = printed.iter().map(ToString::to_string).collect();
    let label = match &whole {
        Some(whole) => format!("{}各项占比", whole.label),
        None => format!("情况说明“{}”各项占比", first.share_of),
    };
    let message = match outcome {
        Outcome::Ties => format!("{label}之和为{total}%。"),
        Outcome::TiesWithinRounding => format!("{label}之和为{total}%，属四舍五入尾差。"),
        _ => format!("{label}{}之和为{total}%，应为100%，相差{}个百分点。", terms.join(" + "), shown(&difference)),
    };
    let reason = (outcome == Outcome::Breaks).then(|| culprits(case, list, decimals));
    let texts = Plain {
        expected: decimal_text(hundred, decimals),
        printed: total,
        difference,
        unit: "%",
        message,
        reason,
        ..Plain::default()
    };
    sheet.plain(outcome, texts, list.iter().map(|claim| statement_evidence(case.dossier, claim)).collect());
}

/// Whether the amounts of the list add to the whole.
fn is_complete(case: &Case, list: &[&Statement]) -> bool {
    let whole = list.first().and_then(|first| prose::whole_of(case, first));
    let parts: Option<Vec<Amount>> = list.iter().map(|claim| claim.amount).collect();
    match (whole, parts) {
        (Some(whole), Some(parts)) => range(&whole.amount).overlaps(range_of_sum(&parts)),
        _ => false,
    }
}

/// The shares that their amounts refute: with the right ones the list adds up, and all are wrong for one reason.
fn culprits(case: &Case, list: &[&Statement], decimals: u32) -> Reason {
    let mut right: i128 = 0;
    let mut reasons: Vec<Reason> = Vec::new();
    for claim in list {
        let Some(printed) = claim.share else { return Reason::unexplained() };
        let scale = 10_i128.pow(decimals.saturating_sub(printed.decimals()));
        let mut share = printed;
        if let Some(reason) = share_of_whole::reason_of(case, claim, list) {
            let whole = prose::whole_of(case, claim).map(|whole| whole.amount.value.fen());
            let part = claim.amount.map(|amount| amount.value.fen());
            let computed = part
                .zip(whole)
                .and_then(|(part, whole)| Percent::of_ratio(i128::from(part), i128::from(whole), printed.decimals()));
            share = computed.unwrap_or(printed);
            reasons.push(reason);
        }
        right += i128::from(share.mantissa()) * scale;
    }
    let hundred = 100 * 10_i128.pow(decimals);
    let adds_up = 2 * (right - hundred).abs() <= list.len() as i128;
    let alike = reasons.windows(2).all(|pair| matches!(pair, [left, right] if left.explanation == right.explanation));
    match reasons.into_iter().next() {
        Some(first) if adds_up && alike => first,
        _ => Reason::unexplained(),
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    fn said(basic: &str, projects: &str) -> Vec<String> {
        let prose = format!("2025年支出合计100.00万元，其中：基本支出60.00万元，占{basic}%；项目支出{projects}%。");
        lines("NR013", &[&budget(&prose)])
    }

    #[test]
    fn the_shares_of_a_complete_list_add_to_100() {
        assert_eq!(said("60.00", "40.00万元，占40.00"), ["ties 100.00 100.00"]);
        assert_eq!(said("60.01", "40.00万元，占40.00"), ["ties_within_rounding 100.01 100.00"]);
        assert_eq!(said("63.68", "40.00万元，占40.00"), ["breaks 103.68 100.00 unexplained"]);
        assert_eq!(said("60.00", "40.00万元，占4.00"), ["breaks 64.00 100.00 digit_slip"]);
    }

    #[test]
    fn shares_that_name_no_whole_are_of_the_amount_above_that_they_add_up_to() {
        let said = |share: &str| {
            let prose = format!(
                "2025年一般公共预算支出100.00万元。\n一般公共服务支出80.00万元，占{share}%；卫生健康支出20.00万元，占20.00%。"
            );
            (lines("NR012", &[&budget(&prose)]), lines("NR013", &[&budget(&prose)]))
        };
        let ties = vec!["ties 80.00 80.00".to_owned(), "ties 20.00 20.00".to_owned()];
        assert_eq!(said("80.00"), (ties, vec!["ties 100.00 100.00".to_owned()]));
        let (shares, sum) = said("84.37");
        assert_eq!(shares[0], "breaks 84.37 80.00 unexplained");
        assert_eq!(sum, ["breaks 104.37 100.00 unexplained"]);
        let other = budget(
            "2025年一般公共预算支出150.00万元。\n一般公共服务支出80.00万元，占80.00%；卫生健康支出20.00万元，占90.00%。",
        );
        assert_eq!(lines("NR013", &[&other]), ["not_testable  "]);
    }

    #[test]
    fn the_shares_of_an_incomplete_list_need_not() {
        assert_eq!(said("60.00", "20.00万元，占20.00"), ["not_testable  "]);
    }
}
