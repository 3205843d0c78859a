//! The figures of a 三公 table by item, once for each of its columns of one kind.

use super::{Dossier, Quantity};
use crate::domain::label::fold;
use crate::domain::{Form, RowLevel, ThreePublicItem};
use crate::facts::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// One set of the items of a 三公 table.
pub type Items<'a> = BTreeMap<ThreePublicItem, &'a Fact>;

/// The sets of items: one for a table with an item per column or per row, several where a table prints several funds
/// or periods side by side. A set in which an item stands twice is left out: nobody can say which one counts.
pub fn sets(dossier: &Dossier) -> Vec<Items<'_>> {
    let mut found = Vec::new();
    for table in dossier.tables_of(Form::ThreePublicExpenses) {
        let items: Vec<(ThreePublicItem, &Fact)> = table
            .facts
            .iter()
            .filter(|fact| fact.coordinates.level > RowLevel::GrandTotal && fact.coordinates.level < RowLevel::OfWhich)
            .filter_map(|fact| Some((ThreePublicItem::from_folded(&fold(&fact.coordinates.item))?, *fact)))
            .collect();
        let kinds: BTreeSet<ThreePublicItem> = items.iter().map(|(item, _)| *item).collect();
        if kinds.len() == items.len() {
            found.push(items.into_iter().collect());
            continue;
        }
        let by_row = divide(&items, |fact| fact.locator.row);
        let by_column = divide(&items, |fact| fact.locator.column);
        found.extend(if by_row.len() >= by_column.len() { by_row } else { by_column });
    }
    found
}

fn divide<'a>(items: &[(ThreePublicItem, &'a Fact)], place: impl Fn(&Fact) -> Option<u32>) -> Vec<Items<'a>> {
    let mut groups: BTreeMap<Option<u32>, Vec<(ThreePublicItem, &Fact)>> = BTreeMap::new();
    for (item, fact) in items {
        groups.entry(place(fact)).or_default().push((*item, fact));
    }
    groups
        .into_values()
        .filter(|group| {
            let kinds: BTreeSet<ThreePublicItem> = group.iter().map(|(item, _)| *item).collect();
            kinds.len() == group.len() && kinds.len() > 1
        })
        .map(|group| group.into_iter().collect())
        .collect()
}

/// The figures of these items that are printed.
pub fn quantities(dossier: &Dossier, items: &Items, wanted: &[ThreePublicItem]) -> Vec<Quantity> {
    wanted.iter().filter_map(|item| items.get(item)).map(|fact| Quantity::of_fact(dossier, fact)).collect()
}
