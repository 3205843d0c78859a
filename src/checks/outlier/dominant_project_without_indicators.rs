//! The project that takes most of the money has no indicators.

use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Quantity, Sheet, projects};
use crate::domain::label::fold;
use crate::domain::{Form, Percent};
use crate::findings::{Family, Outcome, Severity};
use std::collections::BTreeSet;

/// The check.
pub const CHECK: Check = Check {
    code: "OH002",
    name: "dominant_project_without_indicators",
    name_zh: "金额最大的项目没有绩效指标",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "项目绩效目标表列有其他项目的指标，而占项目支出一半以上的项目没有指标",
    why: "花钱最多的项目没有目标，绩效管理就落了空；也可能是文件在这里被截断。",
    example: "12345 热线工作经费 443.80，占项目支出 74.13%，没有指标。",
    needs: "没有项目绩效目标表，或没有占一半以上的项目",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let with_indicators: BTreeSet<String> = dossier
        .indicators
        .iter()
        .filter(|indicator| indicator.form == Form::ProjectPerformanceTargets)
        .map(|indicator| fold(&indicator.project))
        .collect();
    if with_indicators.is_empty() {
        return;
    }
    let amounts = projects::amounts(dossier);
    let total = projects::total_fen(&amounts);
    for (name, fact) in &amounts {
        let fen = fact.amount.value.fen();
        if total <= 0 || fen.saturating_mul(2) < total {
            continue;
        }
        let share =
            Percent::of_ratio(i128::from(fen), i128::from(total), 2).map_or(String::new(), |share| share.to_string());
        let has = with_indicators.contains(name);
        let quantity = Quantity::of_fact(dossier, fact);
        let texts = Plain {
            printed: quantity.printed.clone(),
            unit: quantity.amount.unit.name_zh(),
            materiality_fen: (!has).then_some(fen),
            message: format!(
                "项目“{}”{}{}，占项目支出{share}%，{}。",
                fact.coordinates.project,
                quantity.printed,
                quantity.amount.unit.name_zh(),
                if has { "有绩效指标" } else { "没有绩效指标（也可能是文件在此截断）" }
            ),
            ..Plain::default()
        };
        sheet.plain(if has { Outcome::Ties } else { Outcome::Breaks }, texts, vec![quantity.evidence]);
    }
}
