//! 收支总表 against 支出总表.

use crate::checks::summary::Summary;
use crate::checks::{Case, Check, Quantity, Sheet, lookup};
use crate::domain::{Flow, Form, FundSource, Nature, RowLevel};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT003",
    name: "expenditure_total",
    name_zh: "收支总表支出与支出总表一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "收支总表本年支出合计 = 支出总表合计；只有支出总计时：支出总计 = 支出总表合计 + 年终结转结余",
    why: "两张表说的是同一笔支出，不一致则至少有一张表是错的。",
    example: "1,092.22 = 1,092.22。",
    needs: "没有收支总表或支出总表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let forms = [Form::RevenueExpenditureSummary, Form::ExpenditureSummary];
    if let Some(lack) = lookup::lack(dossier, &forms) {
        sheet.not_testable(lack);
        return;
    }
    let [Some(summary), Some(expenditure)] = forms.map(|form| lookup::table_of(dossier, form)) else { return };
    let summary = Summary { table: summary };
    let Some(total) = lookup::total(&expenditure, Nature::Total, FundSource::All) else { return };
    let total = Quantity::of_fact(dossier, total);
    if let Some(own) = summary.total(Flow::Expenditure, RowLevel::Total, FundSource::All) {
        sheet.equality(&Quantity::of_fact(dossier, own), &total);
    } else if let Some(grand_total) = summary.total(Flow::Expenditure, RowLevel::GrandTotal, FundSource::All) {
        let carried = summary.carryover(Flow::CarryoverOut, FundSource::All);
        let mut parts = vec![total];
        parts.extend(Quantity::of_facts(dossier, carried));
        sheet.equation(&Quantity::of_fact(dossier, grand_total), &parts, "支出总表合计与年终结转之和");
    }
}
