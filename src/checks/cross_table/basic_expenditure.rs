//! 基本支出表合计 = 支出表基本支出.

use crate::checks::{Case, Check, Quantity, Sheet, basic, lookup};
use crate::domain::Nature;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT010",
    name: "basic_expenditure",
    name_zh: "基本支出表合计与支出表基本支出一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "一般公共预算支出表“基本支出”合计 = 一般公共预算基本支出表合计；财政拨款的两张表同样",
    why: "按功能和按经济分类列的是同一笔基本支出，必须相等。",
    example: "493.54 = 493.54。",
    needs: "没有支出表或基本支出表，或支出表没有分基本支出与项目支出",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    for (by_function, by_class, fund) in basic::PAIRS {
        let (Some(function), Some(class)) =
            (lookup::table_of(dossier, by_function), lookup::table_of(dossier, by_class))
        else {
            continue;
        };
        let Some(own) = lookup::total(&function, Nature::Basic, fund) else { continue };
        let parts = basic::quantities(dossier, &basic::total(&class, fund));
        if parts.is_empty() {
            continue;
        }
        let computed = format!("{}合计", by_class.name_zh());
        sheet.equation(&Quantity::of_fact(dossier, own), &parts, &computed);
    }
}
