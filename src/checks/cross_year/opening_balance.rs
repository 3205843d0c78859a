//! 年初结转 = 上年决算的年末结转.

use crate::checks::explain::bases::of_other;
use crate::checks::{Case, Check, Dossier, Sheet};
use crate::domain::{Flow, Form, FundSource, Phase};
use crate::facts::Fact;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XY002",
    name: "opening_balance",
    name_zh: "年初结转等于上年决算的年末结转",
    family: Family::CrossYear,
    severity: Severity::Warning,
    formula: "决算：本年年初结转和结余 = 上年决算的年末结转和结余，按表和资金来源逐一核对",
    why: "结转资金跨年连续，断开说明有调整未说明或有错账。",
    example: "2024年决算年初结转和结余49.14 = 2023年决算年末结转和结余49.14。",
    needs: "不是决算，或决算表没有年初结转",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    if case.dossier.phase != Phase::Executed {
        return;
    }
    let year = case.dossier.year.last_year();
    for form in [Form::RevenueExpenditureSummary, Form::AppropriationSummary] {
        for fund in [FundSource::All, FundSource::Appropriation, FundSource::GeneralPublic, FundSource::GovernmentFund]
        {
            let Some(opening) = balance(case.dossier, form, Flow::CarryoverIn, fund) else { continue };
            let Some(last) = case.archive.of(case.dossier, year, Phase::Executed) else {
                sheet.not_testable(format!("没有{}{year}年决算公开", case.dossier.name()));
                return;
            };
            match balance(last, form, Flow::CarryoverOut, fund) {
                Some(closing) => sheet.repeats(&of_other(case.dossier, opening), &of_other(last, closing)),
                None => sheet.not_testable(format!("{}{}没有年末结转", last.period(), form.name_zh())),
            }
        }
    }
}

/// The only balance of a direction and fund in a form; its parts are left out.
fn balance(dossier: &Dossier, form: Form, flow: Flow, fund: FundSource) -> Option<&Fact> {
    if !dossier.is_whole(form) {
        return None;
    }
    let mut found = dossier.facts_of(form).filter(|fact| {
        fact.coordinates.flow == Some(flow)
            && fact.coordinates.fund == fund
            && fact.coordinates.function_code.is_empty()
    });
    let first = found.next()?;
    found.all(|other| other.amount.value == first.amount.value).then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::lines;

    fn accounts(year: i32, opening: &str, closing: &str) -> String {
        format!(
            "云山县档案馆{year}年度部门决算\n\n{year}年度收入支出决算总表\n单位：万元\n收入\t\t支出\t\n项目\t决算数\t项目\t决算数\n一、一般公共预算财政拨款收入\t100.00\t一、一般公共服务支出\t90.00\n本年收入合计\t100.00\t本年支出合计\t90.00\n年初结转和结余\t{opening}\t年末结转和结余\t{closing}\n总计\t120.00\t总计\t120.00\n"
        )
    }

    #[test]
    fn what_is_carried_over_at_the_end_of_a_year_is_there_at_the_beginning_of_the_next() {
        let last = accounts(2024, "10.00", "20.00");
        assert_eq!(lines("XY002", &[&accounts(2025, "20.00", "30.00"), &last]), ["ties 20.00 20.00"]);
        assert_eq!(lines("XY002", &[&accounts(2025, "25.00", "30.00"), &last]), ["breaks 25.00 20.00 digit_slip"]);
        assert_eq!(lines("XY002", &[&last]), ["not_testable  "]);
    }
}
