//! 表中并列的上年数 = 上年自己的公开数.

use crate::checks::explain::bases::of_other;
use crate::checks::figures::{Figure, Period};
use crate::checks::{Case, Check, Sheet};
use crate::facts::Fact;
use crate::findings::{Family, Severity};
use std::collections::BTreeMap;

/// The check.
pub const CHECK: Check = Check {
    code: "XY004",
    name: "last_year_column",
    name_zh: "表中并列的上年数等于上年公开数",
    family: Family::CrossYear,
    severity: Severity::Warning,
    formula: "表中并列的上年数 = 同一部门上年预算（决算）公开中的同一个数",
    why: "并列的上年数被改动，同比就失去基础。",
    example: "“三公”经费表上年预算数0.95 = 上年预算公开0.95。",
    needs: "表中没有并列上年数",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    beside(case, sheet, |fact| fact.year.get() < case.dossier.year.get());
}

/// Compares the figures that stand beside with the documents of their own year and phase.
pub fn beside(case: &Case, sheet: &mut Sheet, wanted: impl Fn(&Fact) -> bool) {
    let mut missing: BTreeMap<String, usize> = BTreeMap::new();
    for fact in case.dossier.beside.iter().filter(|fact| wanted(fact)) {
        let (year, phase) = (fact.year, fact.phase);
        let Some(other) = case.archive.of(case.dossier, year.get(), phase) else {
            *missing.entry(format!("没有{}{year}年{}公开", case.dossier.name(), phase.name_zh())).or_default() += 1;
            continue;
        };
        match Period::own(other).figure(&fact.coordinates, "合计") {
            Figure::One(figure) => sheet.repeats(&of_other(case.dossier, fact), &of_other(other, figure)),
            _ => *missing.entry(format!("{}公开中没有相应的数", other.period())).or_default() += 1,
        }
    }
    for (reason, number) in missing {
        sheet.not_testable(format!("{reason}（{number} 个数）"));
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget_of, lines};

    fn beside(last: &str) -> String {
        format!(
            "云山县档案馆2025年度部门预算\n\n2025年“三公”经费支出预算表\n单位：万元\n项目\t2024年预算数\t2025年预算数\n“三公”经费合计\t{last}\t2.00\n公务接待费\t1.00\t2.00\n"
        )
    }

    #[test]
    fn the_column_of_last_year_is_last_year_as_it_was_published() {
        let own = budget_of(2024, "2024年公务接待费1.00万元。");
        assert_eq!(lines("XY004", &[&beside("3.00"), &own]), ["ties 3.00 3.00", "ties 1.00 1.00"]);
        assert_eq!(lines("XY004", &[&beside("3.20"), &own])[0], "breaks 3.20 3.00 digit_slip");
        assert_eq!(lines("XY004", &[&beside("3.00")]), ["not_testable  "]);
    }
}
