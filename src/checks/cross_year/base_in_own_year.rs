//! 与上年相比 ⇒ the base stands in last year's own document.

use crate::checks::explain::bases::{self, of_other, phase_of};
use crate::checks::explain::{Reason, digits};
use crate::checks::figures::{Figure, Period};
use crate::checks::prose::{self, Untested};
use crate::checks::sheet::shown;
use crate::checks::tie_out::tie_out;
use crate::checks::{Case, Check, Dossier, Quantity, Sheet};
use crate::domain::{Amount, Money};
use crate::facts::{BaseKind, Statement};
use crate::findings::{Explanation, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XY001",
    name: "base_in_own_year",
    name_zh: "增减说明的基数等于基数年度自己的公开数",
    family: Family::CrossYear,
    severity: Severity::Warning,
    formula: "写出的基数（或本年数 − 增减额）= 同一部门那一年自己的预算或决算公开中的同一个数，按句子说的是预算还是决算",
    why: "两年的文件是分别公开的，基数对不上，增减额和增减率就没有意义。",
    example: "2018年支出总计33172.15万元，增加4322.77万元 ⇒ 2017年预算公开的支出总计应为28849.38万元。",
    needs: "没有与上年或年初预算比较的句子",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    let mut tested: Vec<(&Statement, Amount)> = Vec::new();
    for claim in &case.dossier.statements {
        let said = claim.base_kind.is_some() && (claim.base.is_some() || claim.change.is_some());
        let own = (claim.year, claim.phase) == (case.dossier.year, case.dossier.phase);
        if !said || !own || claim.coordinates.form.is_none() {
            continue;
        }
        let base = claim.base.or_else(|| prose::implied_base(case.dossier, claim).map(|base| base.amount));
        let Some(base) = base else {
            untested.note(case.dossier, claim, "没有写出本年数，算不出基数");
            continue;
        };
        let again = tested.iter().any(|(other, amount)| {
            *amount == base
                && other.base_kind == claim.base_kind
                && other.base_year == claim.base_year
                && prose::same_place(&other.coordinates, &claim.coordinates)
        });
        if again {
            continue;
        }
        tested.push((claim, base));
        match other_document(case, claim) {
            Ok(other) => compare(case, sheet, claim, other, base, &mut untested),
            Err(missing) => untested.note(case.dossier, claim, missing),
        }
    }
    untested.write(sheet);
}

/// The document of the year and phase that the sentence compares with.
fn other_document<'a>(case: &Case<'a>, claim: &Statement) -> Result<&'a Dossier, String> {
    let kind = claim.base_kind.ok_or("没有说明与什么比较")?;
    let year = claim.base_year.ok_or("没有说明与哪一年比较")?;
    let Some(phase) = phase_of(kind) else {
        return Err(format!("{year}年预算执行数没有单独的公开文件"));
    };
    if kind == BaseKind::BudgetThisYear && phase == case.dossier.phase {
        return Err("与本文件自己的预算比较".to_owned());
    }
    case.archive
        .of(case.dossier, year.get(), phase)
        .ok_or_else(|| format!("没有{}{year}年{}公开", case.dossier.name(), phase.name_zh()))
}

fn compare(case: &Case, sheet: &mut Sheet, claim: &Statement, other: &Dossier, base: Amount, untested: &mut Untested) {
    let mut coordinates = claim.coordinates.clone();
    let figure = match Period::own(other).figure(&coordinates, &claim.subject) {
        Figure::One(fact) => Some(of_other(other, fact)),
        Figure::Either(facts) => {
            let fits = |fact: &&&crate::facts::Fact| tie_out(&base, [&fact.amount]).outcome != Outcome::Breaks;
            facts.iter().find(fits).or(facts.first()).map(|fact| of_other(other, fact))
        }
        _ => None,
    };
    coordinates.item.clear();
    match figure.or_else(|| bases::in_prose(other, claim)) {
        Some(figure) => test(case, sheet, claim, &figure),
        None if base.value == Money::ZERO => {
            let message = format!("{}没有这一项，与基数为零一致", other.period());
            nothing(case, sheet, claim, message);
        }
        None => untested.note(case.dossier, claim, format!("{}公开中没有相应的数", other.period())),
    }
}

/// Last year's document has no such item, and the sentence says that there was none.
fn nothing(case: &Case, sheet: &mut Sheet, claim: &Statement, message: String) {
    let texts = crate::checks::sheet::Plain {
        expected: "0".to_owned(),
        printed: "0".to_owned(),
        difference: "0".to_owned(),
        message: format!("情况说明“{}”的基数为零，{message}。", claim.subject),
        ..crate::checks::sheet::Plain::default()
    };
    sheet.plain(Outcome::Ties, texts, vec![crate::checks::quantity::statement_evidence(case.dossier, claim)]);
}

fn test(case: &Case, sheet: &mut Sheet, claim: &Statement, figure: &Quantity) {
    let dossier = case.dossier;
    if let Some(printed) = prose::base(dossier, claim) {
        sheet.repeats_with(&printed, figure, other_base(case, claim, printed.amount, figure));
        return;
    }
    let (Some(current), Some(change)) = (prose::current(dossier, claim), prose::change(dossier, claim)) else { return };
    let base = prose::less(current.amount, change.amount);
    let unit = |base: &Amount| digits::classify(base, &figure.amount) == Some(Explanation::UnitSlip);
    let slipped = || Reason::new(Explanation::UnitSlip, format!("与{}相差一万倍", figure.label));
    let known = base.and_then(|base| if unit(&base) { Some(slipped()) } else { other_base(case, claim, base, figure) });
    let reason = known
        .or_else(|| bases::stale(case, claim).filter(|_| change.amount.value != Money::ZERO))
        .unwrap_or_else(|| bases::of_change(claim, &current, figure, &change));
    let unit = if figure.amount.unit == current.amount.unit { "" } else { figure.amount.unit.name_zh() };
    let words = format!("那一年公开的数{}{unit}与增减额{}之和", figure.printed, shown(&change.printed));
    sheet.equation_with(&current, &[figure.clone(), change], &words, Some(reason));
}

/// The base is another figure of the archive: the budget instead of the final accounts, or the year before.
fn other_base(case: &Case, claim: &Statement, base: Amount, figure: &Quantity) -> Option<Reason> {
    if base.value == Money::ZERO {
        return None;
    }
    // Another place says the base of that year too: the figure compared with is wrong, not the comparison.
    if let Some(said) = said_elsewhere(case, claim, figure, base) {
        let proof = format!("{}在{}印作{}", figure.label, said.label, said.printed);
        let slip = digits::classify(&figure.amount, &said.amount);
        return Some(slip.map_or_else(Reason::unexplained, |slip| Reason::new(slip, proof)));
    }
    let fitting: Vec<_> = bases::others(case, claim)
        .into_iter()
        .filter(|other| tie_out(&base, [&other.amount]).outcome != Outcome::Breaks)
        .collect();
    let first = fitting.first()?;
    let mut reason = Reason::new(first.explanation, format!("基数等于{}", first.name));
    reason.runner_up = fitting.iter().map(|other| other.explanation).find(|other| *other != first.explanation);
    Some(reason)
}

/// The base as the prose of the document compared with says it, or as this document prints it in a column of that year.
fn said_elsewhere(case: &Case, claim: &Statement, figure: &Quantity, base: Amount) -> Option<Quantity> {
    let other = other_document(case, claim).ok()?;
    let beside = || {
        let period = Period::of(case.dossier, claim.base_year?, claim.base_kind.and_then(phase_of)?);
        match period.figure(&claim.coordinates, &claim.subject) {
            Figure::One(fact) => Some(of_other(case.dossier, fact)),
            _ => None,
        }
    };
    let agrees = |said: &Quantity| {
        said.amount.value != figure.amount.value && tie_out(&base, [&said.amount]).outcome != Outcome::Breaks
    };
    bases::in_prose(other, claim).filter(agrees).or_else(|| beside().filter(agrees))
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, budget_of, lines};

    #[test]
    fn a_base_stands_in_the_document_of_its_own_year() {
        let said = |change: &str| budget(&format!("2025年支出合计100.00万元，与上年相比{change}。"));
        let last = budget_of(2024, "2024年支出合计100.00万元。");
        assert_eq!(lines("XY001", &[&said("持平"), &last]), ["ties 100.00 100.00"]);
        assert_eq!(lines("XY001", &[&said("增加10.00万元"), &last]), ["breaks 100.00 110.00 stale_figure"]);
    }

    #[test]
    fn a_base_of_the_year_before_is_a_wrong_year() {
        let own = budget("2025年支出合计100.00万元，与上年相比增加10.00万元。");
        let last = budget_of(2024, "2024年支出合计100.00万元。");
        let before = budget_of(2023, "2023年支出合计90.00万元。").replace("100.00", "90.00");
        assert_eq!(lines("XY001", &[&own, &last, &before]), ["breaks 100.00 110.00 wrong_year"]);
    }

    #[test]
    fn without_the_other_document_nothing_can_be_compared() {
        let text = budget("2025年支出合计100.00万元，与上年相比增加10.00万元。");
        assert_eq!(lines("XY001", &[&text]), ["not_testable  "]);
    }

    #[test]
    fn a_total_with_balances_is_not_compared_with_one_of_the_year_alone() {
        let tables = |year: i32, grand: &str| {
            format!(
                "云山县档案馆{year}年度部门预算\n\n{year}年部门预算情况说明\n\n{year}年收入总计105.00万元，与上年相比持平。\n\n{year}年部门收支总体情况表\n单位：万元\n收入\t\t支出\t\n项目\t金额\t项目\t金额\n一般公共预算\t100.00\t一般公共服务支出\t105.00\n本年收入合计\t100.00\t本年支出合计\t105.00\n上年结转\t5.00\t\t\n{grand}"
            )
        };
        let grand = "收入总计\t105.00\t支出总计\t105.00\n";
        assert_eq!(lines("XY001", &[&tables(2025, grand), &tables(2024, grand)]), ["ties 105.00 105.00"]);
        let found = lines("XY001", &[&tables(2025, grand), &tables(2024, "").replace("2024年收入总计", "2024年计划")]);
        assert_eq!(found, ["not_testable  "]);
    }
}
