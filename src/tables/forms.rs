//! The catalogue of forms: which titles name them. One file and one line here per form.

mod appropriation_basic_expenditure;
mod appropriation_expenditure;
mod appropriation_summary;
mod department_performance_targets;
mod economic_classification_summary;
mod expenditure_summary;
mod general_public_basic_expenditure;
mod general_public_expenditure;
mod general_public_project_expenditure;
mod government_fund_expenditure;
mod operating_costs;
mod procurement;
mod project_expenditure;
mod project_performance_targets;
mod revenue_expenditure_summary;
mod revenue_summary;
mod service_purchases;
mod state_assets;
mod state_capital_expenditure;
mod three_public_expenses;
mod transfer_payments;

use crate::domain::{Flow, Form};

/// One form: how its title reads and what all its figures are.
pub struct FormRule {
    /// The form.
    pub form: Form,
    /// Alternatives; a title names the form when it contains every word of one alternative. A word that begins with
    /// `!` must not occur.
    pub titles: &'static [&'static [&'static str]],
    /// Direction of all figures, unless a column or row says otherwise; `None` for two-sided tables.
    pub flow: Option<Flow>,
    /// What it shows, in Chinese, with the names that provinces give it.
    pub documentation: &'static str,
}

/// All forms. The first whose words fit a title is taken, so the more specific stand before the more general.
pub const FORMS: &[&FormRule] = &[
    &three_public_expenses::RULE,
    &project_performance_targets::RULE,
    &department_performance_targets::RULE,
    &service_purchases::RULE,
    &procurement::RULE,
    &operating_costs::RULE,
    &transfer_payments::RULE,
    &state_assets::RULE,
    &government_fund_expenditure::RULE,
    &state_capital_expenditure::RULE,
    &general_public_basic_expenditure::RULE,
    &general_public_project_expenditure::RULE,
    &appropriation_basic_expenditure::RULE,
    &economic_classification_summary::RULE,
    &general_public_expenditure::RULE,
    &appropriation_summary::RULE,
    &appropriation_expenditure::RULE,
    &project_expenditure::RULE,
    &revenue_expenditure_summary::RULE,
    &expenditure_summary::RULE,
    &revenue_summary::RULE,
];

/// The rule of a form; `None` for [`Form::OtherTable`].
pub fn rule_of(form: Form) -> Option<&'static FormRule> {
    FORMS.iter().copied().find(|rule| rule.form == form)
}

/// The form that a folded title names.
pub fn form_of_title(folded: &str) -> Option<Form> {
    let fits = |words: &[&str]| {
        words.iter().all(|word| match word.strip_prefix('!') {
            Some(forbidden) => !folded.contains(forbidden),
            None => folded.contains(word),
        })
    };
    FORMS.iter().find(|rule| rule.titles.iter().any(|words| fits(words))).map(|rule| rule.form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::label::fold;

    #[test]
    fn titles_of_many_provinces_name_their_form() {
        for (title, form) in [
            ("2025年部门收支总体情况表", Form::RevenueExpenditureSummary),
            ("收支预算总表", Form::RevenueExpenditureSummary),
            ("2025年预算单位财务收支预算总表", Form::RevenueExpenditureSummary),
            ("收入支出决算总表", Form::RevenueExpenditureSummary),
            ("部门收支总表（公开表1）", Form::RevenueExpenditureSummary),
            ("收入预算总表", Form::RevenueSummary),
            ("2025年部门收入总体情况表", Form::RevenueSummary),
            ("收入决算表", Form::RevenueSummary),
            ("部门支出总表(公开表1-2)", Form::ExpenditureSummary),
            ("支出决算表", Form::ExpenditureSummary),
            ("财政拨款收支预算总表", Form::AppropriationSummary),
            ("财政拨款收入支出决算总表", Form::AppropriationSummary),
            ("财政拨款支出预算表", Form::AppropriationExpenditure),
            ("财政拨款支出预算表（部门经济分类科目）", Form::EconomicClassificationSummary),
            ("财政拨款基本支出预算表", Form::AppropriationBasicExpenditure),
            ("2025年预算单位一般公共预算支出功能分类预算表", Form::GeneralPublicExpenditure),
            ("一般公共预算财政拨款支出决算表", Form::GeneralPublicExpenditure),
            ("一般公共预算财政拨款基本支出决算表", Form::GeneralPublicBasicExpenditure),
            ("一般公共预算项目支出预算表", Form::GeneralPublicProjectExpenditure),
            ("支出经济分类汇总表", Form::EconomicClassificationSummary),
            ("2025年单位“三公”经费和机关运行经费预算表", Form::ThreePublicExpenses),
            ("一般公共预算”三公“经费支出情况表", Form::ThreePublicExpenses),
            ("政府性基金预算财政拨款收入支出决算表", Form::GovernmentFundExpenditure),
            ("固有资本经营预算支出表", Form::StateCapitalExpenditure),
            ("一般公共预算机关运行经费支出预算表", Form::OperatingCosts),
            ("政府采购支出预算表", Form::Procurement),
            ("2025年项目支出表", Form::ProjectExpenditure),
            ("部门（单位）整体绩效目标表", Form::DepartmentPerformanceTargets),
            ("2025年部门预算项目绩效目标汇总表", Form::ProjectPerformanceTargets),
        ] {
            assert_eq!(form_of_title(&fold(title)), Some(form), "{title}");
        }
    }
}
