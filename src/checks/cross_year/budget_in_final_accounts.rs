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
