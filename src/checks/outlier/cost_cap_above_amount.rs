//! A cost indicator allows more than the project has.

use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Quantity, Sheet, projects};
use crate::domain::label::fold;
use crate::domain::{Amount, MoneyUnit};
use crate::findings::{Evidence, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "OH001",
    name: "cost_cap_above_amount",
    name_zh: "成本指标高于项目金额",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "项目绩效目标中“成本指标 ≤ X万元”的 X > 该项目本年金额",
    why: "成本上限高于预算，指标就起不到约束作用；也可能是照抄往年或总投资。",
    example: "便民大厅运行维护费预算 10.00，成本指标 ≤108.00。",
    needs: "没有以金额表示的成本指标",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let amounts = projects::amounts(dossier);
    for indicator in dossier.indicators.iter().filter(|indicator| indicator.level1.contains("成本")) {
        let unit = match indicator.unit.as_str() {
            "万元" => MoneyUnit::WanYuan,
            "元" => MoneyUnit::Yuan,
            _ => continue,
        };
        let is_cap = matches!(indicator.comparator.as_str(), "≤" | "<" | "=");
        let Ok(Some(cap)) = Amount::parse(&indicator.value, unit) else { continue };
        let (true, Some(fact)) = (is_cap, amounts.get(&fold(&indicator.project))) else { continue };
        let amount = Quantity::of_fact(dossier, fact);
        let above = cap.value > fact.amount.value;
        let evidence = Evidence {
            file: dossier.file_of(&indicator.document).to_owned(),
            locator: indicator.locator,
            label: format!("成本指标“{}”", indicator.level3),
            text: indicator.printed.clone(),
            ..Evidence::default()
        };
        let texts = Plain {
            printed: indicator.printed.clone(),
            expected: format!("≤{}", amount.printed),
            unit: unit.name_zh(),
            materiality_fen: above.then(|| cap.value.fen().saturating_sub(fact.amount.value.fen())),
            message: format!(
                "项目“{}”本年金额{}{}，成本指标{}{}{}{}。",
                indicator.project,
                amount.printed,
                amount.amount.unit.name_zh(),
                indicator.comparator,
                indicator.value,
                unit.name_zh(),
                if above { "，高于预算" } else { "，不高于预算" }
            ),
            ..Plain::default()
        };
        sheet.plain(if above { Outcome::Breaks } else { Outcome::Ties }, texts, vec![evidence, amount.evidence]);
    }
}
