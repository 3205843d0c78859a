//! 决算里列出的年初预算 = 当年预算公开的数.

use super::last_year_column::beside;
use crate::checks::{Case, Check, Sheet};
use crate::domain::Phase;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XY003",
    name: "budget_in_final_accounts",
    name_zh: "决算表列出的预算数等于当年预算公开数",
    family: Family::CrossYear,
    severity: Severity::Warning,
    formula: "决算表中并列的年初预算数 = 同一部门当年预算公开中的同一个数",
    why: "决算时改动年初预算数，会使执行率失真。",
    example: "2024年决算“三公”经费表预算数0.95 = 2024年预算公开0.95。",
    needs: "不是决算，或决算表没有并列预算数",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    if case.dossier.phase == Phase::Executed {
        beside(case, sheet, |fact| fact.year == case.dossier.year && fact.phase == Phase::Approved);
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    fn accounts(reception: &str) -> String {
        format!(
            "云山县档案馆2025年度部门决算\n\n2025年度财政拨款“三公”经费支出决算表\n单位：万元\n项目\t预算数\t决算数\n“三公”经费合计\t3.00\t2.00\n公务用车购置及运行费\t2.00\t1.50\n公务接待费\t{reception}\t0.50\n"
        )
    }

    #[test]
    fn the_budget_beside_final_accounts_is_that_of_the_budget() {
        let own = budget("2025年公务接待费1.00万元。");
        let found = lines("XY003", &[&accounts("1.00"), &own]);
        assert_eq!(found, ["ties 3.00 3.00", "ties 2.00 2.00", "ties 1.00 1.00"]);
        let found = lines("XY003", &[&accounts("1.50"), &own]);
        assert_eq!(found.last().map(String::as_str), Some("breaks 1.50 1.00 digit_slip"));
        assert_eq!(lines("XY003", &[&accounts("1.00")]), ["not_testable  "]);
    }
}
