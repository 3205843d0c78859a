//! The whole of a disclosure: its expenditure, as the first table prints it that has it.

use super::summary::Summary;
use super::{Dossier, lookup};
use crate::domain::{Flow, Form, FundSource, Nature, RowLevel};
use crate::facts::Fact;

/// 支出总计 (or 支出合计) of a disclosure; `None` where no table says it.
pub fn expenditure(dossier: &Dossier) -> Option<&Fact> {
    if let Some(table) = lookup::table_of(dossier, Form::RevenueExpenditureSummary) {
        let summary = Summary { table };
        let of = |level| summary.total(Flow::Expenditure, level, FundSource::All);
        if let Some(total) = of(RowLevel::Total).or_else(|| of(RowLevel::GrandTotal)) {
            return Some(total);
        }
    }
    let table = lookup::table_of(dossier, Form::ExpenditureSummary)?;
    lookup::total(&table, Nature::Total, FundSource::All)
}
