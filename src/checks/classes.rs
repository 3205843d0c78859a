//! Compares a summary that prints classes with a table that prints them with their items.

use super::summary::Summary;
use super::{Case, Quantity, Sheet, TableView, lookup};
use crate::domain::{Flow, FundSource, Nature, RowLevel};
use crate::facts::Fact;
use std::collections::BTreeSet;

/// Asserts for every class of either table that both print the same of it.
pub fn compare(
    case: &Case,
    sheet: &mut Sheet,
    summary: &Summary,
    fund: FundSource,
    detail: &TableView,
    detail_fund: FundSource,
) {
    let of_class = |code: &str| {
        summary.filter(|fact| {
            fact.coordinates.flow == Some(Flow::Expenditure)
                && fact.coordinates.fund == fund
                && fact.coordinates.nature == Nature::Total
                && fact.coordinates.function_code == code
                && fact.coordinates.level >= RowLevel::Subtotal
        })
    };
    let printed: BTreeSet<String> = summary
        .filter(|fact| fact.coordinates.function_code.len() == 3 && fact.coordinates.fund == fund)
        .into_iter()
        .map(|fact| fact.coordinates.function_code.clone())
        .collect();
    if printed.is_empty() {
        return;
    }
    for code in printed.union(&lookup::classes(detail)) {
        let left = of_class(code);
        let right = lookup::of_code(detail, code, Nature::Total, detail_fund);
        class(case, sheet, &left, &right);
    }
}

fn class(case: &Case, sheet: &mut Sheet, left: &[&Fact], right: &[&Fact]) {
    let dossier = case.dossier;
    match (left, right) {
        ([left], right) => {
            let parts = lookup::quantities(dossier, right);
            let computed = match parts.as_slice() {
                [] => "另一张表没有这一类，即为0".to_owned(),
                [part] => part.label.clone(),
                _ => format!(
                    "{}同类各项之和",
                    parts.first().and_then(|part| part.label.split('“').next()).unwrap_or_default()
                ),
            };
            sheet.equation(&Quantity::of_fact(dossier, left), &parts, &computed);
        }
        ([], [right, ..]) => {
            sheet.equation(&Quantity::of_fact(dossier, right), &[], "收支总表没有这一类，即为0");
        }
        _ => {}
    }
}
