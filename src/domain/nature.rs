//! Nature of expenditure (支出性质): basic and project expenditure and their parts.

use super::vocabulary;

vocabulary! {
    /// The nature of expenditure.
    Nature {
        /// All natures together
        Total = "total", "合计";
        /// 基本支出
        Basic = "basic", "基本支出";
        /// 人员经费
        Personnel = "personnel", "人员经费";
        /// 工资福利支出 (301)
        WagesAndBenefits = "wages_and_benefits", "工资福利支出";
        /// 对个人和家庭的补助 (303)
        TransfersToIndividuals = "transfers_to_individuals", "对个人和家庭的补助";
        /// 公用经费
        Operating = "operating", "公用经费";
        /// 商品和服务支出 (302)
        GoodsAndServices = "goods_and_services", "商品和服务支出";
        /// 资本性支出 (309, 310)
        Capital = "capital", "资本性支出";
        /// 项目支出
        Project = "project", "项目支出";
        /// 其他运转类项目
        OtherOperating = "other_operating", "其他运转类";
        /// 特定目标类项目
        SpecificTarget = "specific_target", "特定目标类";
        /// 经营支出 of public institutions
        Business = "business", "经营支出";
        /// 上缴上级支出
        RemittanceToSuperior = "remittance_to_superior", "上缴上级支出";
        /// 对附属单位补助支出
        SubsidyToAffiliates = "subsidy_to_affiliates", "对附属单位补助支出";
        /// 单位预留机动经费
        Reserve = "reserve", "单位预留机动经费";
    }
}

impl Nature {
    /// The nature of which this one is a part; `None` for the whole.
    pub const fn parent(self) -> Option<Nature> {
        match self {
            Nature::Total => None,
            Nature::Personnel | Nature::Operating => Some(Nature::Basic),
            Nature::WagesAndBenefits | Nature::TransfersToIndividuals => Some(Nature::Personnel),
            Nature::GoodsAndServices | Nature::Capital => Some(Nature::Operating),
            Nature::OtherOperating | Nature::SpecificTarget => Some(Nature::Project),
            Nature::Basic
            | Nature::Project
            | Nature::Business
            | Nature::RemittanceToSuperior
            | Nature::SubsidyToAffiliates
            | Nature::Reserve => Some(Nature::Total),
        }
    }
}
