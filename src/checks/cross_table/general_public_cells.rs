//! 一般公共预算支出表 = 支出总表 cell by cell, where all income is 一般公共预算; and the tables of 财政拨款.

use crate::checks::{Case, Check, Sheet, lookup, same_cells};
use crate::domain::{Form, FundSource};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT008",
    name: "general_public_cells",
    name_zh: "收入全部是一般公共预算时，各支出表逐格一致",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "全部收入都是一般公共预算（没有其他收入、没有结转）时：支出总表 = 一般公共预算支出表 = 财政拨款支出表，逐科目、逐性质；财政拨款基本支出表 = 一般公共预算基本支出表，逐科目",
    why: "没有其他资金，几张表就是同一张表；逐格核对能找出只在一张表里录错的数。",
    example: "行政运行基本支出 389.46 = 389.46。",
    needs: "收入不全是一般公共预算，或没有可以逐格核对的两张表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    match lookup::all_general_public(dossier) {
        Some(true) => {}
        Some(false) => {
            sheet.not_testable("收入不全是一般公共预算，各表口径不同");
            return;
        }
        None => {
            sheet.not_testable("没有收入表可以判断收入是否全部是一般公共预算");
            return;
        }
    }
    for (left, right) in [
        (Form::ExpenditureSummary, Form::GeneralPublicExpenditure),
        (Form::AppropriationExpenditure, Form::GeneralPublicExpenditure),
        (Form::ExpenditureSummary, Form::AppropriationExpenditure),
        (Form::AppropriationBasicExpenditure, Form::GeneralPublicBasicExpenditure),
    ] {
        if let (Some(ours), Some(theirs)) = (lookup::table_of(dossier, left), lookup::table_of(dossier, right)) {
            let funds = (fund_of(left), fund_of(right));
            let coded = !lookup::classes(&ours).is_empty() && !lookup::classes(&theirs).is_empty();
            same_cells::compare(case, sheet, (&ours, funds.0), (&theirs, funds.1), coded);
        }
    }
}

/// The fund that all figures of a form belong to.
fn fund_of(form: Form) -> FundSource {
    match form {
        Form::ExpenditureSummary => FundSource::All,
        Form::AppropriationExpenditure | Form::AppropriationBasicExpenditure => FundSource::Appropriation,
        _ => FundSource::GeneralPublic,
    }
}
