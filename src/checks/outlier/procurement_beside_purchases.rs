//! Procurement is nothing, and yet things are bought.

use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Quantity, Sheet, projects};
use crate::domain::{Form, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "OH005",
    name: "procurement_beside_purchases",
    name_zh: "政府采购为零而有采购性质的支出",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "政府采购预算为 0，而有物业管理、设备购置、委托业务、系统服务等支出，或说明的原因提到政府购买服务",
    why: "这些支出通常达到采购限额标准，没有列入政府采购预算可能是漏编。",
    example: "政府采购 0.00，而物业管理费 70.68、系统服务费 32.00。",
    needs: "情况说明和表都没有写政府采购金额",
    run,
};

/// Economic codes of purchases: 物业管理费, 委托业务费, 专用材料费, 设备购置, 信息网络购置 (政府收支分类科目).
const PURCHASE_CODES: [&str; 10] =
    ["30209", "30227", "30218", "30902", "30903", "30907", "31002", "31003", "31007", "31013"];

/// Words in names of projects that say that something is bought.
const PURCHASE_WORDS: [&str; 8] = ["物业", "采购", "购置", "购买服务", "系统", "设备", "租赁", "信息化"];

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let said = dossier.statements.iter().find(|statement| {
        statement.coordinates.form == Some(Form::Procurement)
            && statement.coordinates.level <= RowLevel::Total
            && statement.amount.is_some()
    });
    let Some((statement, amount)) = said.and_then(|statement| Some((statement, statement.amount?))) else { return };
    let purchases = purchases(case);
    let reason = dossier.statements.iter().find(|statement| statement.reason.contains("政府购买服务"));
    let strange = amount.value.fen() == 0 && (!purchases.is_empty() || reason.is_some());
    let total = purchases.iter().fold(0_i64, |sum, fact| sum.saturating_add(fact.amount.value.fen()));
    let mut names: Vec<String> = purchases
        .iter()
        .map(|fact| format!("{}{}{}", fact.coordinates.item, fact.printed.trim(), fact.amount.unit.name_zh()))
        .collect();
    names.extend(reason.map(|statement| format!("增减原因“{}”", statement.reason)));
    let printed = amount.value.in_unit(amount.unit, amount.decimals);
    let texts = Plain {
        printed: printed.clone(),
        unit: amount.unit.name_zh(),
        materiality_fen: strange.then_some(total),
        message: if strange {
            format!("政府采购预算为{printed}{}，而有采购性质的支出：{}。", amount.unit.name_zh(), names.join("、"))
        } else {
            format!("政府采购预算为{printed}{}。", amount.unit.name_zh())
        },
        ..Plain::default()
    };
    let mut evidence = vec![statement_evidence(dossier, statement)];
    evidence.extend(purchases.iter().map(|fact| Quantity::of_fact(dossier, fact).evidence));
    evidence.extend(reason.map(|statement| statement_evidence(dossier, statement)));
    sheet.plain(if strange { Outcome::Breaks } else { Outcome::Ties }, texts, evidence);
}

/// Projects that buy something, and economic items of purchases.
fn purchases<'a>(case: &Case<'a>) -> Vec<&'a Fact> {
    let dossier = case.dossier;
    let is_purchase = |name: &str| PURCHASE_WORDS.iter().any(|word| name.contains(word));
    let mut found: Vec<&Fact> =
        projects::amounts(dossier).into_iter().filter(|(name, _)| is_purchase(name)).map(|(_, fact)| fact).collect();
    found.extend(dossier.facts_of(Form::GeneralPublicBasicExpenditure).filter(|fact| {
        PURCHASE_CODES.contains(&fact.coordinates.economic_code.as_str())
            && fact.coordinates.level == RowLevel::Leaf
            && fact.coordinates.nature == crate::domain::Nature::Basic
    }));
    found.retain(|fact| fact.amount.value.fen() > 0);
    found
}
