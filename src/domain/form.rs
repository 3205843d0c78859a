//! Forms (表样): the tables that a disclosure is prescribed to contain.

use super::vocabulary;

vocabulary! {
    /// A prescribed table. The numbers in brackets are those of 河南.
    Form {
        /// 收支总表 (01)
        RevenueExpenditureSummary = "revenue_expenditure_summary", "收支总体情况表";
        /// 收入总表 (02)
        RevenueSummary = "revenue_summary", "收入总体情况表";
        /// 支出总表 (03)
        ExpenditureSummary = "expenditure_summary", "支出总体情况表";
        /// 财政拨款收支总表 (04)
        AppropriationSummary = "appropriation_summary", "财政拨款收支总体情况表";
        /// 财政拨款支出表 by function and nature
        AppropriationExpenditure = "appropriation_expenditure", "财政拨款支出表";
        /// 财政拨款基本支出表 by economic class
        AppropriationBasicExpenditure = "appropriation_basic_expenditure", "财政拨款基本支出表";
        /// 一般公共预算支出表 (05)
        GeneralPublicExpenditure = "general_public_expenditure", "一般公共预算支出情况表";
        /// 一般公共预算基本支出表 (06)
        GeneralPublicBasicExpenditure = "general_public_basic_expenditure", "一般公共预算基本支出表";
        /// 一般公共预算项目支出表
        GeneralPublicProjectExpenditure = "general_public_project_expenditure", "一般公共预算项目支出表";
        /// 支出经济分类汇总表 (07)
        EconomicClassificationSummary = "economic_classification_summary", "支出经济分类汇总表";
        /// “三公”经费支出表 (08), with 会议费 and 培训费 where printed
        ThreePublicExpenses = "three_public_expenses", "“三公”经费支出表";
        /// 政府性基金预算支出表 (09)
        GovernmentFundExpenditure = "government_fund_expenditure", "政府性基金预算支出表";
        /// 国有资本经营预算支出表
        StateCapitalExpenditure = "state_capital_expenditure", "国有资本经营预算支出表";
        /// 项目支出表 (10)
        ProjectExpenditure = "project_expenditure", "项目支出表";
        /// 整体绩效目标表 (11)
        DepartmentPerformanceTargets = "department_performance_targets", "整体绩效目标表";
        /// 项目绩效目标表 (12)
        ProjectPerformanceTargets = "project_performance_targets", "项目绩效目标表";
        /// 政府采购表
        Procurement = "procurement", "政府采购预算表";
        /// 政府购买服务表
        ServicePurchases = "service_purchases", "政府购买服务表";
        /// 机关运行经费表
        OperatingCosts = "operating_costs", "机关运行经费表";
        /// 国有资产占用情况表
        StateAssets = "state_assets", "国有资产情况表";
        /// 转移支付表
        TransferPayments = "transfer_payments", "转移支付表";
        /// Any other table with amounts
        OtherTable = "other_table", "其他表";
    }
}
