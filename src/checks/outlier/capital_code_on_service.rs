//! A capital code on what is named a service fee.

use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Quantity, Sheet, projects};
use crate::domain::{Form, Nature};
use crate::facts::Fact;
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "OH006",
    name: "capital_code_on_service",
    name_zh: "服务费使用了资本性支出科目",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "资本性支出科目（309、310）的金额恰等于名称为服务、运维、维护、租赁的项目金额",
    why: "服务费属于商品和服务支出，列为资本性支出会形成账外无实物的资产。",
    example: "30907 信息网络及软件购置更新 32.00 = “行政审批电子监察系统服务费”32.00。",
    needs: "没有按经济分类列示资本性支出的表，或没有项目支出表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let amounts = projects::amounts(dossier);
    let capital: Vec<&Fact> = dossier
        .facts_of(Form::EconomicClassificationSummary)
        .filter(|fact| {
            let code = &fact.coordinates.economic_code;
            code.len() == 5
                && (code.starts_with("309") || code.starts_with("310"))
                && fact.coordinates.nature == Nature::Total
        })
        .collect();
    if amounts.is_empty() {
        return;
    }
    let mut seen = std::collections::BTreeSet::new();
    for fact in capital {
        if !seen.insert((&fact.coordinates.economic_code, fact.amount.value)) {
            continue;
        }
        let same: Vec<&&Fact> = amounts.values().filter(|project| project.amount.value == fact.amount.value).collect();
        let [project] = same.as_slice() else { continue };
        let service =
            ["服务费", "运维", "维护", "维修", "租赁"].iter().any(|word| project.coordinates.project.contains(word));
        let (own, other) = (Quantity::of_fact(dossier, fact), Quantity::of_fact(dossier, project));
        let texts = Plain {
            printed: own.printed.clone(),
            unit: own.amount.unit.name_zh(),
            materiality_fen: service.then_some(fact.amount.value.fen()),
            message: format!(
                "{} {}{}{}，与项目“{}”金额相同{}。",
                fact.coordinates.economic_code,
                fact.coordinates.item,
                own.printed,
                own.amount.unit.name_zh(),
                project.coordinates.project,
                if service { "，而从名称看该项目是服务费" } else { "" }
            ),
            ..Plain::default()
        };
        sheet.plain(if service { Outcome::Breaks } else { Outcome::Ties }, texts, vec![own.evidence, other.evidence]);
    }
}
