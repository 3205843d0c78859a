//! “三公”经费 = 因公出国 + 公务用车 + 公务接待, in the prose itself.

use crate::checks::prose::{self, Untested};
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::label::fold;
use crate::domain::{Form, Money, ThreePublicItem};
use crate::facts::{Statement, StatementKind};
use crate::findings::{Family, Severity};
use std::collections::BTreeMap;

/// The check.
pub const CHECK: Check = Check {
    code: "NR004",
    name: "three_public_items",
    name_zh: "文中“三公”经费等于三项之和",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "“三公”经费 = 因公出国（境）费 + 公务用车购置及运行费 + 公务接待费；公务用车购置及运行费 = 购置费 + 运行维护费",
    why: "“三公”经费是公众最先加一遍的数字。",
    example: "4.50 = 0.00 + 4.50 + 0.00；公务用车购置及运行费4.50 = 购置费0.00 + 运行维护费4.50。",
    needs: "情况说明没有同时写出“三公”经费和它的各项",
    run,
};

type Items<'a> = BTreeMap<ThreePublicItem, &'a Statement>;

fn run(case: &Case, sheet: &mut Sheet) {
    use ThreePublicItem::{
        OfficialReception, OfficialVehicles, OverseasTravel, Total, VehicleOperation, VehiclePurchase,
    };
    let mut untested = Untested::default();
    for items in lists(case) {
        let quantities = |wanted: &[ThreePublicItem]| -> Option<Vec<Quantity>> {
            wanted.iter().map(|item| prose::amount(case.dossier, items.get(item)?)).collect()
        };
        let vehicles = [VehiclePurchase, VehicleOperation];
        if let (Some(whole), Some(parts)) = (quantities(&[OfficialVehicles]), quantities(&vehicles)) {
            match items.get(&OfficialVehicles).filter(|claim| is_short(&whole, &parts) && lists_more(case, claim)) {
                Some(claim) => untested.note(case.dossier, claim, "公务用车购置及运行费还列有别的分项"),
                None => sum(sheet, &whole, &parts, "购置费与运行维护费之和"),
            }
        }
        let (Some(total), Some(claim)) = (quantities(&[Total]), items.get(&Total)) else { continue };
        let mut wanted = vec![OverseasTravel, OfficialReception];
        if items.contains_key(&OfficialVehicles) {
            wanted.push(OfficialVehicles);
        } else {
            wanted.extend(vehicles.into_iter().filter(|item| items.contains_key(item)));
        }
        match quantities(&wanted) {
            Some(parts) if parts.len() == 3 && !items.contains_key(&OfficialVehicles) && is_short(&total, &parts) => {
                untested.note(case.dossier, claim, "没有写全公务用车购置费、运行维护费");
            }
            Some(parts) if parts.len() > 2 => {
                sum(sheet, &total, &parts, "因公出国（境）费、公务用车费、公务接待费之和");
            }
            _ => untested.note(case.dossier, claim, "没有写全因公出国（境）费、公务用车费、公务接待费"),
        }
    }
    untested.write(sheet);
}

/// Whether parts add to less than their whole.
fn is_short(whole: &[Quantity], parts: &[Quantity]) -> bool {
    let sum = Money::checked_sum(parts.iter().map(|part| part.amount.value)).unwrap_or_default();
    whole.first().is_some_and(|whole| sum < whole.amount.value)
}

/// Whether the sentence lists amounts that no table shows beside the claim: 其他交通费用 among what vehicles cost.
fn lists_more(case: &Case, claim: &Statement) -> bool {
    let beside = |other: &&Statement| other.text == claim.text && other.coordinates.form.is_none();
    case.dossier.statements.iter().filter(beside).any(|other| other.amount.is_some())
}

fn sum(sheet: &mut Sheet, whole: &[Quantity], parts: &[Quantity], words: &str) {
    if let [whole] = whole {
        sheet.equation(whole, parts, words);
    }
}

/// The amounts of the items, in each document of the disclosure and for each year and phase that the prose speaks of.
fn lists<'a>(case: &Case<'a>) -> Vec<Items<'a>> {
    let mut lists: BTreeMap<(String, i32, &str), Items> = BTreeMap::new();
    let mut statements: Vec<&Statement> = case.dossier.statements.iter().collect();
    statements.sort_by_key(|statement| prose::position(statement));
    for statement in statements {
        let counts = statement.kind != StatementKind::Count && statement.amount.is_some();
        if statement.coordinates.form != Some(Form::ThreePublicExpenses) || !counts {
            continue;
        }
        let Some(item) = ThreePublicItem::from_folded(&fold(&statement.coordinates.item)) else { continue };
        let key = (statement.document.as_str().to_owned(), statement.year.get(), statement.phase.id());
        lists.entry(key).or_default().entry(item).or_insert(statement);
    }
    lists.into_values().collect()
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    #[test]
    fn the_three_items_add_to_the_three_public_expenses() {
        let said = |reception: &str| {
            budget(&format!(
                "2025年“三公”经费预算3.00万元，其中：因公出国（境）费0.00万元，公务用车购置及运行费2.00万元，公务接待费{reception}万元。"
            ))
        };
        assert_eq!(lines("NR004", &[&said("1.00")]), ["ties 3.00 3.00"]);
        assert_eq!(lines("NR004", &[&said("2.00")]), ["breaks 3.00 4.00 digit_slip"]);
    }

    #[test]
    fn other_costs_of_vehicles_beside_the_two_are_no_break() {
        let text = budget(
            "2025年公务用车购置及运行费预算9.00万元（其中：公务用车购置费2.00万元，公务用车运行维护费4.00万元，其他交通费用3.00万元）。",
        );
        assert_eq!(lines("NR004", &[&text]), ["not_testable  "]);
    }

    #[test]
    fn a_total_without_the_purchase_of_vehicles_is_not_testable_where_it_is_greater() {
        let text = |total: &str| {
            budget(&format!(
                "2025年“三公”经费预算{total}万元，其中：因公出国（境）费0.00万元，公务接待费1.00万元，公务用车运行维护费2.00万元。"
            ))
        };
        assert_eq!(lines("NR004", &[&text("5.00")]), ["not_testable  "]);
        assert_eq!(lines("NR004", &[&text("3.00")]), ["ties 3.00 3.00"]);
    }

    #[test]
    fn a_total_without_all_its_items_is_not_testable() {
        let text = budget("2025年“三公”经费预算3.00万元，其中：公务接待费1.00万元。");
        assert_eq!(lines("NR004", &[&text]), ["not_testable  "]);
    }
}
