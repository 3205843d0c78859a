//! 占比 = 部分 ÷ 合计.

use crate::checks::explain::rates::{self, Mistake, Rate, Share};
use crate::checks::explain::{Reason, digits};
use crate::checks::prose::{self, Untested};
use crate::checks::sheet::Plain;
use crate::checks::tie_out::{Ranged, ratio_prints_as, tie_out_ratio};
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::Percent;
use crate::facts::Statement;
use crate::findings::{Explanation, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR012",
    name: "share_of_whole",
    name_zh: "占比等于部分除以合计",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "占比 = 部分 ÷ 它所占的合计；按公布位数的区间判断，没有误差容忍",
    why: "占比凑成 100% 或抄错，会改变读者对结构的判断。",
    example: "41.02 ÷ 1092.22 = 3.7557%，印作 3.75% 不成立：四项占比被配平到 100.00%。",
    needs: "没有写占比的句子",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    let claims: Vec<&Statement> = case.dossier.statements.iter().filter(|claim| claim.share.is_some()).collect();
    for claim in &claims {
        let Some(printed) = claim.share else { continue };
        let Some(part) = prose::amount(case.dossier, claim) else {
            untested.note(case.dossier, claim, "没有写出部分的金额");
            continue;
        };
        match prose::whole_of(case, claim) {
            Some(whole) if Ranged::of(&whole.amount).range.low > 0 => {
                compare(case, sheet, claim, printed, &part, &whole, &claims);
            }
            Some(_) => untested.note(case.dossier, claim, "合计为零，算不出占比"),
            None => untested.note(case.dossier, claim, "没有写明占什么，或写明的合计没有金额"),
        }
    }
    untested.write(sheet);
}

fn compare(
    case: &Case,
    sheet: &mut Sheet,
    claim: &Statement,
    printed: Percent,
    part: &Quantity,
    whole: &Quantity,
    claims: &[&Statement],
) {
    let (numerator, denominator) = (Ranged::of(&part.amount), Ranged::of(&whole.amount));
    let Some(outcome) = tie_out_ratio(&numerator, &denominator, printed) else { return };
    let rate = Rate { printed, numerator, denominator, page: claim.locator.page, mistakes: Vec::new(), list: None };
    let computed = rates::computed(&rate).unwrap_or(printed);
    let label = format!("情况说明“{}”占比", claim.subject);
    let words = format!("{} ÷ {}", part.printed, whole.printed);
    let message = match outcome {
        Outcome::Ties => format!("{label}{printed}%，与{words}一致。"),
        Outcome::TiesWithinRounding => format!("{label}{printed}%，{words}为{computed}%，属四舍五入尾差。"),
        _ => format!("{label}公布为{printed}%，{words} = {computed}%。"),
    };
    let difference = prose::percent_difference(printed, computed);
    let reason = (outcome == Outcome::Breaks).then(|| reason_of(case, claim, claims)).flatten();
    let texts = Plain {
        expected: computed.to_string(),
        printed: printed.to_string(),
        difference,
        unit: "%",
        message,
        reason,
        ..Plain::default()
    };
    sheet.plain(outcome, texts, vec![part.evidence.clone(), whole.evidence.clone()]);
}

/// Why a share is wrong; `None` where it is right or cannot be computed.
pub fn reason_of(case: &Case, claim: &Statement, claims: &[&Statement]) -> Option<Reason> {
    let whole = prose::whole_of(case, claim)?;
    let (numerator, denominator) = (Ranged::of(&claim.amount?), Ranged::of(&whole.amount));
    let printed = claim.share?;
    if ratio_prints_as(numerator.range, denominator.range, printed)? {
        return None;
    }
    // The share is right of the whole that the table prints: the whole is what was written wrong.
    if let Some(right) = prose::whole_in_table(case, claim)
        && ratio_prints_as(numerator.range, Ranged::of(&right.amount).range, printed)?
    {
        let (wrong, slip) = (&whole.printed, digits::classify(&whole.amount, &right.amount));
        let proof = format!("合计印作{wrong}，{}为{}，占比按后者计算", right.label, right.printed);
        return Some(slip.map_or_else(Reason::unexplained, |slip| Reason::new(slip, proof)));
    }
    let list = list(case, claim, claims);
    let mistakes = prose::other_wholes(case, claim)
        .into_iter()
        .filter(|other| other.amount.value != whole.amount.value)
        .map(|other| Mistake {
            explanation: Explanation::WrongBase,
            words: format!("除以{}{}", other.label, other.printed),
            numerator,
            denominator: Ranged::of(&other.amount),
        })
        .collect();
    let page = claim.locator.page;
    Some(rates::of_rate(&Rate { printed, numerator, denominator, page, mistakes, list: Some(&list) }))
}

/// All shares of the same whole in one list.
fn list(case: &Case, claim: &Statement, claims: &[&Statement]) -> Vec<Share> {
    let mut siblings: Vec<&Statement> = claims.iter().copied().filter(|other| prose::same_list(claim, other)).collect();
    siblings.sort_by_key(|statement| prose::position(statement));
    siblings
        .iter()
        .filter_map(|sibling| {
            Some(Share {
                part: Ranged::of(&sibling.amount?).nominal,
                whole: Ranged::of(&prose::whole_of(case, sibling)?.amount).nominal,
                printed: sibling.share?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    #[test]
    fn a_share_is_the_part_over_the_whole() {
        let said = |share: &str| {
            let prose =
                format!("2025年支出合计100.00万元，其中：基本支出60.00万元，占60.00%；项目支出40.00万元，占{share}%。");
            lines("NR012", &[&budget(&prose)])
        };
        assert_eq!(said("40.00"), ["ties 60.00 60.00", "ties 40.00 40.00"]);
        assert_eq!(said("40.33"), ["ties 60.00 60.00", "breaks 40.33 40.00 unexplained"]);
        assert_eq!(said("4.00"), ["ties 60.00 60.00", "breaks 4.00 40.00 digit_slip"]);
    }

    #[test]
    fn shares_made_to_add_to_100_are_no_error_of_the_sums() {
        let text = budget(
            "2025年一般公共预算支出1092.22万元。主要用于以下方面：一般公共服务支出992.16万元，占90.84%；社会保障和就业支出41.02万元，占3.75%；卫生健康支出25.86万元，占2.37%；住房保障支出33.18万元，占3.04%。",
        );
        let found = lines("NR012", &[&text]);
        assert_eq!(found.iter().filter(|line| line.starts_with("ties ")).count(), 3);
        assert!(found.contains(&"breaks 3.75 3.76 allocated_to_100".to_owned()), "{found:?}");
    }

    #[test]
    fn a_share_of_three_public_divided_by_all_of_its_table_is_a_wrong_base() {
        let table = "2025年“三公”经费、会议费、培训费支出预算表\n单位：万元\n合计\t“三公”经费\t因公出国（境）费\t公务用车购置及运行费\t公务接待费\t会议费\t培训费\n10.00\t3.00\t0.00\t2.00\t1.00\t4.00\t3.00\n";
        let text = format!(
            "云山县档案馆2025年度部门预算\n\n2025年部门预算情况说明\n\n2025年“三公”经费预算支出中，公务接待费支出1.00万元，占“三公”经费的10.00%。\n\n{table}"
        );
        assert_eq!(lines("NR012", &[&text]), ["breaks 10.00 33.33 wrong_base"]);
    }

    #[test]
    fn a_share_of_nothing_said_is_not_testable() {
        assert_eq!(lines("NR012", &[&budget("2025年公务接待费1.00万元，占33.33%。")]), ["not_testable  "]);
    }

    #[test]
    fn shares_of_the_right_whole_beside_a_wrong_one_are_no_wrong_base() {
        let text =
            budget("2025年支出合计1000000.00万元，其中：基本支出60.00万元，占60.00%；项目支出40.00万元，占40.00%。");
        assert_eq!(lines("NR012", &[&text]), ["breaks 60.00 0.01 unit_slip", "breaks 40.00 0.00 unit_slip"]);
    }
}
