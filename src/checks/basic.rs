//! The pairs of tables in which basic expenditure stands: by function, and by economic class.

use super::{Dossier, Quantity, TableView, lookup};
use crate::domain::{Form, FundSource, Nature, RowLevel};
use crate::facts::Fact;

/// Expenditure by function, basic expenditure by economic class, and their fund.
pub const PAIRS: [(Form, Form, FundSource); 2] = [
    (Form::GeneralPublicExpenditure, Form::GeneralPublicBasicExpenditure, FundSource::GeneralPublic),
    (Form::AppropriationExpenditure, Form::AppropriationBasicExpenditure, FundSource::Appropriation),
];

/// The total of a basic expenditure table: its 合计, or 人员经费合计 and 公用经费合计 where it has only these.
pub fn total<'a>(table: &TableView<'a>, fund: FundSource) -> Vec<&'a Fact> {
    let of_nature = |nature| lookup::total(table, nature, fund);
    if let Some(total) = of_nature(Nature::Basic).or_else(|| of_nature(Nature::Total)) {
        return vec![total];
    }
    match (of_nature(Nature::Personnel), of_nature(Nature::Operating)) {
        (Some(personnel), Some(operating)) => vec![personnel, operating],
        _ => Vec::new(),
    }
}

/// The figures of an economic class in a basic expenditure table: its own row, or its items.
pub fn of_class<'a>(table: &TableView<'a>, class: &str, fund: FundSource) -> Vec<&'a Fact> {
    let basic = lookup::of_code(table, class, Nature::Basic, fund);
    if basic.is_empty() { lookup::of_code(table, class, Nature::Total, fund) } else { basic }
}

/// Whether the rows of a table follow the departments' economic classification.
pub fn is_by_department_class(table: &TableView) -> bool {
    table.facts.iter().any(|fact| fact.coordinates.economic_code.starts_with("30"))
        && !table.facts.iter().any(|fact| {
            fact.coordinates.economic_code.is_empty()
                && fact.coordinates.level == RowLevel::Leaf
                && fact.coordinates.function_code.is_empty()
        })
}

/// Figures as quantities.
pub fn quantities(dossier: &Dossier, facts: &[&Fact]) -> Vec<Quantity> {
    lookup::quantities(dossier, facts)
}
