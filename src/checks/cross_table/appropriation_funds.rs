//! 财政拨款收支总表 by fund against the table of each fund.

use crate::checks::summary::Summary;
use crate::checks::{Case, Check, Quantity, Sheet, lookup};
use crate::domain::{Flow, Form, FundSource, Nature, RowLevel};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT006",
    name: "appropriation_funds",
    name_zh: "财政拨款收支总表分资金支出与各资金支出表一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "财政拨款收支总表：一般公共预算支出 = 一般公共预算支出表合计；政府性基金支出 = 政府性基金预算支出表合计；国有资本经营支出 = 国有资本经营预算支出表合计",
    why: "三本预算各有各的法律依据，分别公开的表必须等于汇总表中的一列。",
    example: "一般公共预算 1,092.22 = 1,092.22。",
    needs: "没有财政拨款收支总表，或没有各资金的支出表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let Some(table) = lookup::table_of(dossier, Form::AppropriationSummary) else { return };
    let summary = Summary { table };
    let only_one = summary.expenditure_funds() == [FundSource::Appropriation];
    for (fund, form) in [
        (FundSource::GeneralPublic, Form::GeneralPublicExpenditure),
        (FundSource::GovernmentFund, Form::GovernmentFundExpenditure),
        (FundSource::StateCapital, Form::StateCapitalExpenditure),
    ] {
        let Some(detail) = lookup::table_of(dossier, form) else { continue };
        // A summary without columns by fund says the same only where there is no other fund.
        let undivided =
            only_one && fund == FundSource::GeneralPublic && lookup::all_general_public(dossier) == Some(true);
        let wanted = if undivided { FundSource::Appropriation } else { fund };
        let own = summary
            .total(Flow::Expenditure, RowLevel::Total, wanted)
            .or_else(|| summary.total(Flow::Expenditure, RowLevel::GrandTotal, wanted));
        let own_is_grand = summary.total(Flow::Expenditure, RowLevel::Total, wanted).is_none();
        let Some((own, total)) = own.zip(lookup::total(&detail, Nature::Total, fund)) else { continue };
        let mut parts = vec![Quantity::of_fact(dossier, total)];
        if own_is_grand {
            parts.extend(Quantity::of_facts(dossier, summary.carryover(Flow::CarryoverOut, wanted)));
        }
        let computed = if parts.len() > 1 {
            format!("{}合计与年终结转之和", form.name_zh())
        } else {
            format!("{}合计", form.name_zh())
        };
        sheet.equation(&Quantity::of_fact(dossier, own), &parts, &computed);
    }
}
