//! 收支总表 against 收入总表.

use crate::checks::summary::Summary;
use crate::checks::{Case, Check, Quantity, Sheet, lookup};
use crate::domain::{Flow, Form, FundSource, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT001",
    name: "revenue_total",
    name_zh: "收支总表收入与收入总表一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "收支总表本年收入合计 = 收入总表本年收入合计；收支总表收入总计 = 收入总表总计",
    why: "两张表说的是同一笔收入，不一致则至少有一张表是错的。",
    example: "1,092.22 = 1,092.22。",
    needs: "没有收支总表或收入总表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let forms = [Form::RevenueExpenditureSummary, Form::RevenueSummary];
    if let Some(lack) = lookup::lack(dossier, &forms) {
        sheet.not_testable(lack);
        return;
    }
    let [Some(summary), Some(revenue)] = forms.map(|form| lookup::table_of(dossier, form)) else { return };
    let summary = Summary { table: summary };
    let totals = lookup::totals(&revenue);
    // A 合计 that includes what was carried over is a 总计.
    let with_carryover = !lookup::carried_in_total(&totals).is_empty();
    let of_level = |level: RowLevel| {
        let level = match (with_carryover, level) {
            (true, RowLevel::GrandTotal) => RowLevel::Total,
            (true, _) => return None,
            (false, level) => level,
        };
        let found: Vec<&Fact> = totals
            .iter()
            .copied()
            .filter(|fact| {
                fact.coordinates.flow == Some(Flow::Revenue)
                    && fact.coordinates.fund == FundSource::All
                    && fact.coordinates.level == level
            })
            .collect();
        if let [total] = found.as_slice() { Some(*total) } else { None }
    };
    let of_summary = |level| summary.total(Flow::Revenue, level, FundSource::All);
    let carried = summary.carryover(Flow::CarryoverIn, FundSource::All).iter().any(|fact| fact.amount.value.fen() != 0);
    let mut pairs = vec![
        (of_summary(RowLevel::Total), of_level(RowLevel::Total)),
        (of_summary(RowLevel::GrandTotal), of_level(RowLevel::GrandTotal)),
    ];
    // Where one table prints only 合计 and the other only 总计, they are the same unless something was carried over.
    if !carried {
        if of_summary(RowLevel::Total).is_none() {
            pairs.push((of_summary(RowLevel::GrandTotal), of_level(RowLevel::Total)));
        }
        if of_level(RowLevel::Total).is_none()
            && of_level(RowLevel::GrandTotal).is_some()
            && of_summary(RowLevel::GrandTotal).is_none()
        {
            pairs.push((of_summary(RowLevel::Total), of_level(RowLevel::GrandTotal)));
        }
    }
    for (left, right) in pairs {
        if let (Some(left), Some(right)) = (left, right) {
            sheet.equality(&Quantity::of_fact(dossier, left), &Quantity::of_fact(dossier, right));
        }
    }
}
