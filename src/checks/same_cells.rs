//! Compares two tables that print the same rows and columns, cell by cell.

use super::{Case, Quantity, Sheet, TableView, structure};
use crate::domain::{FundSource, Nature, RowLevel};
use crate::facts::Fact;
use std::collections::BTreeMap;

/// Classification code and nature: what a cell of an expenditure table is about.
type Key = (String, Nature);

/// The cells of a table in the columns of one fund: coded rows, and the total row as the code of nothing. A key that
/// stands twice is left out, because nobody can say which cell is meant.
fn cells<'a>(table: &TableView<'a>, fund: FundSource) -> BTreeMap<Key, &'a Fact> {
    let mut all: BTreeMap<Key, Vec<&Fact>> = BTreeMap::new();
    for row in structure::rows(table) {
        let is_total = row.is_uncoded() && matches!(row.level, RowLevel::Total | RowLevel::GrandTotal);
        for (code, fact) in row.facts {
            let counts = fact.coordinates.fund == fund && fact.coordinates.level != RowLevel::OfWhich;
            if counts && (is_total || !code.is_empty()) {
                all.entry((code.to_owned(), fact.coordinates.nature)).or_default().push(fact);
            }
        }
    }
    all.into_iter()
        .filter_map(|(key, facts)| if let [fact] = facts.as_slice() { Some((key, *fact)) } else { None })
        .collect()
}

/// Asserts that both tables print the same in every cell of a code that both have; a cell that is blank in one is nothing.
/// Codes of one table only are compared as nothing where `complete` says that both must have the same rows.
pub fn compare(
    case: &Case,
    sheet: &mut Sheet,
    left: (&TableView, FundSource),
    right: (&TableView, FundSource),
    complete: bool,
) {
    let (ours, theirs) = (cells(left.0, left.1), cells(right.0, right.1));
    let natures = |cells: &BTreeMap<Key, &Fact>| -> std::collections::BTreeSet<Nature> {
        cells.keys().map(|(_, nature)| *nature).collect()
    };
    let codes = |cells: &BTreeMap<Key, &Fact>| -> std::collections::BTreeSet<String> {
        cells.keys().map(|(code, _)| code.clone()).collect()
    };
    let (our_natures, their_natures) = (natures(&ours), natures(&theirs));
    let (our_codes, their_codes) = (codes(&ours), codes(&theirs));
    let keys: std::collections::BTreeSet<&Key> = ours.keys().chain(theirs.keys()).collect();
    for key in keys {
        let both_columns = our_natures.contains(&key.1) && their_natures.contains(&key.1);
        let both_rows = our_codes.contains(&key.0) && their_codes.contains(&key.0);
        if !both_columns || !(both_rows || complete) {
            continue;
        }
        match (ours.get(key), theirs.get(key)) {
            (Some(own), Some(other)) => {
                sheet.equality(&Quantity::of_fact(case.dossier, own), &Quantity::of_fact(case.dossier, other));
            }
            (Some(only), None) => one_sided(case, sheet, only, right.0),
            (None, Some(only)) => one_sided(case, sheet, only, left.0),
            (None, None) => {}
        }
    }
}

fn one_sided(case: &Case, sheet: &mut Sheet, only: &Fact, other: &TableView) {
    let computed = format!("{}没有这一数，即为0", other.form.name_zh());
    sheet.equation(&Quantity::of_fact(case.dossier, only), &[], &computed);
}
