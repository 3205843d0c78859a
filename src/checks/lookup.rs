//! Finds the figures that two tables have in common: totals by direction, fund and nature, and classes by code.

use super::structure::{self, Row};
use super::tie_out::tie_out;
use super::{Dossier, Quantity, TableView};
use crate::domain::{Flow, Form, FundSource, Nature, RowLevel};
use crate::facts::Fact;
use crate::findings::Outcome;
use std::collections::BTreeSet;

/// The only table of a form; `None` where it is absent, truncated, blank or printed more than once.
pub fn table_of(dossier: &Dossier, form: Form) -> Option<TableView<'_>> {
    if !dossier.is_whole(form) {
        return None;
    }
    let mut tables = dossier.tables_of(form).into_iter();
    let table = tables.next()?;
    tables.next().is_none().then_some(table)
}

fn is_total(row: &Row) -> bool {
    row.is_uncoded() && matches!(row.level, RowLevel::Total | RowLevel::GrandTotal)
}

/// The figures of the total rows of a table, memo columns left out.
pub fn totals<'a>(table: &TableView<'a>) -> Vec<&'a Fact> {
    structure::rows(table)
        .into_iter()
        .filter(is_total)
        .flat_map(|row| row.facts)
        .map(|(_, fact)| fact)
        .filter(|fact| fact.coordinates.level != RowLevel::OfWhich)
        .collect()
}

/// The only expenditure total of a nature in the total row of a table; a column 合计 and its parts by fund are told apart
/// by `fund`.
pub fn total<'a>(table: &TableView<'a>, nature: Nature, fund: FundSource) -> Option<&'a Fact> {
    let found: Vec<&Fact> = totals(table)
        .into_iter()
        .filter(|fact| {
            fact.coordinates.flow == Some(Flow::Expenditure)
                && fact.coordinates.nature == nature
                && fact.coordinates.fund == fund
        })
        .collect();
    let [total] = found.as_slice() else { return None };
    Some(total)
}

/// The fund that the whole table is about: the one of its first figure that is no carry-over.
pub fn whole_fund(table: &TableView) -> FundSource {
    let whole = [FundSource::All, FundSource::Appropriation];
    let printed: BTreeSet<FundSource> = table.facts.iter().map(|fact| fact.coordinates.fund).collect();
    whole
        .into_iter()
        .find(|fund| printed.contains(fund))
        .or_else(|| printed.into_iter().next())
        .unwrap_or(FundSource::All)
}

/// The figures of a classification code in the columns of one nature and fund: its own row, or where it has none the
/// outermost rows below it.
pub fn of_code<'a>(table: &TableView<'a>, code: &str, nature: Nature, fund: FundSource) -> Vec<&'a Fact> {
    let inside: Vec<(&str, &Fact)> = structure::rows(table)
        .into_iter()
        .flat_map(|row| row.facts)
        .filter(|(own, fact)| {
            own.starts_with(code)
                && fact.coordinates.nature == nature
                && fact.coordinates.fund == fund
                && fact.coordinates.level != RowLevel::OfWhich
                && fact.coordinates.flow == Some(Flow::Expenditure)
        })
        .collect();
    let is_outermost = |own: &str| !inside.iter().any(|(other, _)| other.len() < own.len() && own.starts_with(other));
    inside.iter().filter(|(own, _)| is_outermost(own)).map(|(_, fact)| *fact).collect()
}

/// The first three digits of all codes of a table: its classes.
pub fn classes(table: &TableView) -> BTreeSet<String> {
    structure::rows(table)
        .into_iter()
        .flat_map(|row| row.facts)
        .filter_map(|(code, _)| code.get(..3).map(str::to_owned))
        .collect()
}

/// Whether every income of a disclosure is general public budget: other sources and balances carried over are blank or
/// zero. `None` where the revenue side cannot be read.
pub fn all_general_public(dossier: &Dossier) -> Option<bool> {
    let table =
        [Form::RevenueExpenditureSummary, Form::RevenueSummary].into_iter().find_map(|form| table_of(dossier, form))?;
    let other = table.facts.iter().any(|fact| {
        let coordinates = &fact.coordinates;
        let inflow = matches!(coordinates.flow, Some(Flow::Revenue | Flow::CarryoverIn));
        let own = matches!(coordinates.fund, FundSource::All | FundSource::Appropriation | FundSource::GeneralPublic)
            && coordinates.flow == Some(Flow::Revenue);
        inflow && !own && fact.amount.value.fen() != 0
    });
    let own = table.facts.iter().any(|fact| {
        fact.coordinates.flow == Some(Flow::Revenue)
            && fact.coordinates.fund == FundSource::GeneralPublic
            && fact.amount.value.fen() != 0
    });
    own.then_some(!other)
}

/// What was carried over in a row of 收入总表, where its 合计 includes it: some provinces print no column 总计 beside
/// 上年结转. Nothing where the 合计 is of the year alone; arithmetic tells the two apart.
pub fn carried_in_total<'a>(row: &[&'a Fact]) -> Vec<&'a Fact> {
    let revenue =
        |fact: &&&Fact| fact.coordinates.flow == Some(Flow::Revenue) && fact.coordinates.level != RowLevel::OfWhich;
    let of_year: Vec<&Fact> = row.iter().filter(revenue).copied().collect();
    let whole = of_year.iter().find(|fact| fact.coordinates.fund == FundSource::All);
    let Some(branch) =
        whole.and_then(|whole| structure::by_fund(&of_year).into_iter().find(|branch| branch.parent.id == whole.id))
    else {
        return Vec::new();
    };
    let carried: Vec<&Fact> =
        row.iter().copied().filter(|fact| fact.coordinates.flow == Some(Flow::CarryoverIn)).collect();
    let outcome = |parts: &[&Fact]| tie_out(&branch.parent.amount, parts.iter().map(|part| &part.amount)).outcome;
    let with: Vec<&Fact> = branch.children.iter().copied().chain(carried.iter().copied()).collect();
    let included = outcome(&branch.children) == Outcome::Breaks && outcome(&with) != Outcome::Breaks;
    if included { carried } else { Vec::new() }
}

/// Figures as quantities.
pub fn quantities(dossier: &Dossier, facts: &[&Fact]) -> Vec<Quantity> {
    Quantity::of_facts(dossier, facts.iter().copied())
}

/// Why two forms cannot be compared: the first that is not whole.
pub fn lack(dossier: &Dossier, forms: &[Form]) -> Option<String> {
    forms.iter().find_map(|form| {
        dossier.lack_of(*form).or_else(|| {
            (dossier.tables_of(*form).len() > 1).then(|| format!("{}有多张，无法确定用哪一张", form.name_zh()))
        })
    })
}
