//! The eight tables that every department discloses.

use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::domain::Form;
use crate::findings::{Evidence, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "CP001",
    name: "prescribed_tables",
    name_zh: "规定公开的表齐全",
    family: Family::Completeness,
    severity: Severity::Warning,
    formula: "收支总表、收入总表、支出总表、财政拨款收支总表、一般公共预算支出表、一般公共预算基本支出表、“三公”经费支出表、政府性基金预算支出表八张表都在（空表也要公开）",
    why: "《地方预决算公开操作规程》（财预〔2016〕143号）规定部门预决算至少公开这八张表，缺表即公开不完整。",
    example: "某局决算缺支出决算表：提醒。",
    needs: "文件里没有表（可能只是情况说明部分）",
    run,
};

/// 财预〔2016〕143号, articles on departments' budgets and final accounts.
const PRESCRIBED: [Form; 8] = [
    Form::RevenueExpenditureSummary,
    Form::RevenueSummary,
    Form::ExpenditureSummary,
    Form::AppropriationSummary,
    Form::GeneralPublicExpenditure,
    Form::GeneralPublicBasicExpenditure,
    Form::ThreePublicExpenses,
    Form::GovernmentFundExpenditure,
];

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    if dossier.forms.is_empty() {
        return;
    }
    if dossier.year.get() < 2016 {
        sheet.not_testable("八张表的规定自2016年起施行");
        return;
    }
    if dossier.forms.iter().all(|(form, _)| matches!(form, Form::ThreePublicExpenses | Form::OtherTable)) {
        sheet.not_testable("只有“三公”经费表，是“三公”经费的单独公开，不是整份预决算");
        return;
    }
    for form in PRESCRIBED {
        let present = dossier.state(form).is_some();
        let name = form.name_zh();
        let message = if present { format!("有{name}。") } else { format!("缺少{name}。") };
        let outcome = if present { Outcome::Ties } else { Outcome::Breaks };
        let file = dossier.files.first().map(|(_, file)| file.clone()).unwrap_or_default();
        let texts = Plain {
            expected: name.to_owned(),
            printed: if present { name.to_owned() } else { String::new() },
            message,
            ..Plain::default()
        };
        sheet.plain(outcome, texts, vec![Evidence { file, label: name.to_owned(), ..Evidence::default() }]);
    }
}
