//! 基本支出表 by class = 支出表 by nature.

use crate::checks::{Case, Check, Quantity, Sheet, basic, lookup};
use crate::domain::Nature;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT011",
    name: "basic_classes",
    name_zh: "基本支出表各经济分类与支出表各性质一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "Σ 基本支出表 301 = 支出表工资福利支出；302 = 商品和服务支出；303 = 对个人和家庭的补助；309、310 = 资本性支出",
    why: "一张表按人员和公用分列，另一张按经济分类分列，说的是同一笔钱。",
    example: "Σ 301 = 453.07 = 工资福利支出 453.07。",
    needs: "支出表没有按工资福利、商品和服务、对个人和家庭的补助分列，或没有按经济分类的基本支出表",
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
        for (nature, codes) in [
            (Nature::WagesAndBenefits, &["301"][..]),
            (Nature::GoodsAndServices, &["302"]),
            (Nature::TransfersToIndividuals, &["303"]),
            (Nature::Capital, &["309", "310"]),
        ] {
            let Some(own) = lookup::total(&function, nature, fund) else { continue };
            let parts: Vec<_> = codes.iter().flat_map(|code| basic::of_class(&class, code, fund)).collect();
            let computed = format!("{}{}各项之和", by_class.name_zh(), codes.join("、"));
            sheet.equation(&Quantity::of_fact(dossier, own), &basic::quantities(dossier, &parts), &computed);
        }
    }
}
