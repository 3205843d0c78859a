//! The projects of a disclosure: name, code and amount.

use super::Dossier;
use crate::domain::label::fold;
use crate::domain::{Form, FundSource, RowLevel};
use crate::facts::Fact;
use std::collections::BTreeMap;

/// The amount of every project of all funds together, by folded name: that of 项目支出表, else of 项目绩效目标表.
/// A name that stands twice is left out.
pub fn amounts(dossier: &Dossier) -> BTreeMap<String, &Fact> {
    for form in [Form::ProjectExpenditure, Form::ProjectPerformanceTargets, Form::GeneralPublicProjectExpenditure] {
        let mut found: BTreeMap<String, Vec<&Fact>> = BTreeMap::new();
        for fact in dossier.facts_of(form) {
            let coordinates = &fact.coordinates;
            let whole = coordinates.fund == FundSource::All || form == Form::GeneralPublicProjectExpenditure;
            if !coordinates.project.is_empty() && whole && coordinates.level == RowLevel::Leaf {
                found.entry(fold(&coordinates.project)).or_default().push(fact);
            }
        }
        if !found.is_empty() {
            return found
                .into_iter()
                .filter_map(|(name, facts)| if let [fact] = facts.as_slice() { Some((name, *fact)) } else { None })
                .collect();
        }
    }
    BTreeMap::new()
}

/// The code of every project, by folded name.
pub fn codes(dossier: &Dossier) -> BTreeMap<String, &Fact> {
    dossier
        .facts
        .iter()
        .filter(|fact| !fact.coordinates.project_code.is_empty() && !fact.coordinates.project.is_empty())
        .map(|fact| (fold(&fact.coordinates.project), fact))
        .collect()
}

/// The total of all projects in fen.
pub fn total_fen(amounts: &BTreeMap<String, &Fact>) -> i64 {
    amounts.values().fold(0, |sum, fact| sum.saturating_add(fact.amount.value.fen()))
}
