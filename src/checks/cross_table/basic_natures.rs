//! 基本支出表: 人员经费 = 301 + 303, 公用经费 = the rest.

use crate::checks::{Case, Check, Quantity, Sheet, basic, lookup};
use crate::domain::Nature;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT012",
    name: "basic_natures",
    name_zh: "人员经费与公用经费等于相应经济分类之和",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "基本支出表：人员经费合计 = 301 工资福利支出 + 303 对个人和家庭的补助；公用经费合计 = 302 商品和服务支出 + 资本性支出等其余各类",
    why: "公用经费挤占人员经费、或相反，只有按经济分类核对才能看出。",
    example: "人员经费 466.90 = 301 的 453.07 + 303 的 13.83。",
    needs: "基本支出表没有分人员经费与公用经费，或没有经济分类编码",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    for (_, by_class, fund) in basic::PAIRS {
        let Some(table) = lookup::table_of(dossier, by_class) else { continue };
        if !basic::is_by_department_class(&table) {
            continue;
        }
        for (nature, codes, words) in [
            (Nature::Personnel, &["301", "303"][..], "301与303各项之和"),
            (Nature::Operating, &["302", "307", "309", "310", "311", "312", "399"], "302及其余各类之和"),
        ] {
            let Some(own) = lookup::total(&table, nature, fund) else { continue };
            let parts: Vec<_> = codes.iter().flat_map(|code| basic::of_class(&table, code, fund)).collect();
            if !parts.is_empty() {
                sheet.equation(&Quantity::of_fact(dossier, own), &basic::quantities(dossier, &parts), words);
            }
        }
    }
}
