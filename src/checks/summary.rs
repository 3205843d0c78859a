//! The two-sided summaries 收支总表 and 财政拨款收支总表: their totals and the rows that add up to them.

use super::{Dossier, TableView};
use crate::domain::{Flow, Form, FundSource, Nature, RowLevel};
use crate::facts::Fact;

/// The two summaries with revenue on one side and expenditure on the other.
pub const SUMMARIES: [Form; 2] = [Form::RevenueExpenditureSummary, Form::AppropriationSummary];

/// One summary of a disclosure.
#[derive(Clone, Debug)]
pub struct Summary<'a> {
    /// Its figures.
    pub table: TableView<'a>,
}

/// The summaries of a disclosure.
pub fn of(dossier: &Dossier) -> Vec<Summary<'_>> {
    let wanted = |table: &TableView| SUMMARIES.contains(&table.form) && dossier.is_whole(table.form);
    dossier.tables().into_iter().filter(wanted).map(|table| Summary { table }).collect()
}

impl<'a> Summary<'a> {
    /// The fund that all figures of the summary belong to where a column says no other.
    pub fn whole_fund(&self) -> FundSource {
        if self.table.form == Form::AppropriationSummary { FundSource::Appropriation } else { FundSource::All }
    }

    /// Figures that satisfy a condition, memo items left out.
    pub fn filter(&self, wanted: impl Fn(&Fact) -> bool) -> Vec<&'a Fact> {
        self.table
            .facts
            .iter()
            .copied()
            .filter(|fact| fact.coordinates.level != RowLevel::OfWhich && wanted(fact))
            .collect()
    }

    /// The only figure of a direction, level and fund that stands for the whole; `None` where there is none or several.
    pub fn total(&self, flow: Flow, level: RowLevel, fund: FundSource) -> Option<&'a Fact> {
        let found = self.filter(|fact| {
            let coordinates = &fact.coordinates;
            coordinates.flow == Some(flow)
                && coordinates.level == level
                && coordinates.fund == fund
                && coordinates.nature == Nature::Total
                && coordinates.function_code.is_empty()
        });
        let [total] = found.as_slice() else { return None };
        Some(total)
    }

    /// The funds that stand in columns of the expenditure side, the whole first.
    pub fn expenditure_funds(&self) -> Vec<FundSource> {
        let mut funds = vec![self.whole_fund()];
        for fact in self.filter(|fact| fact.coordinates.flow == Some(Flow::Expenditure)) {
            if !funds.contains(&fact.coordinates.fund) {
                funds.push(fact.coordinates.fund);
            }
        }
        funds
    }

    /// The amount carried over in or out, of one fund: rows that are not parts of one another.
    pub fn carryover(&self, flow: Flow, fund: FundSource) -> Vec<&'a Fact> {
        let rows = self.filter(|fact| fact.coordinates.flow == Some(flow));
        let of_fund: Vec<&Fact> = rows.iter().copied().filter(|fact| fact.coordinates.fund == fund).collect();
        let subtotals: Vec<&Fact> =
            of_fund.iter().copied().filter(|fact| fact.coordinates.level <= RowLevel::Subtotal).collect();
        match (subtotals.is_empty(), of_fund.is_empty()) {
            (false, _) => subtotals,
            (true, false) => of_fund,
            // Only kinds of funds are printed: together they are the whole.
            (true, true) if fund == self.whole_fund() => rows,
            (true, true) => Vec::new(),
        }
    }
}
