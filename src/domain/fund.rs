//! Sources of funds (资金来源).

use super::vocabulary;

vocabulary! {
    /// The source of the money.
    FundSource {
        /// All sources together
        All = "all", "全部资金";
        /// 财政拨款: the three appropriated funds together
        Appropriation = "appropriation", "财政拨款";
        /// 一般公共预算
        GeneralPublic = "general_public", "一般公共预算";
        /// 政府性基金预算
        GovernmentFund = "government_fund", "政府性基金预算";
        /// 国有资本经营预算
        StateCapital = "state_capital", "国有资本经营预算";
        /// 财政专户管理资金
        SpecialAccount = "special_account", "财政专户管理资金";
        /// 单位资金
        UnitFunds = "unit_funds", "单位资金";
        /// 事业收入
        InstitutionService = "institution_service", "事业收入";
        /// 事业单位经营收入
        InstitutionBusiness = "institution_business", "事业单位经营收入";
        /// 上级补助收入
        SuperiorSubsidy = "superior_subsidy", "上级补助收入";
        /// 附属单位上缴收入
        AffiliateRemittance = "affiliate_remittance", "附属单位上缴收入";
        /// 其他收入
        Other = "other", "其他收入";
        /// The document does not say which, or the head that said it is lost
        Unknown = "unknown", "未标明资金来源";
    }
}
