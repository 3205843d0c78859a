//! Items of the “三公”经费 table, with 会议费 and 培训费 that many provinces print beside them.

use super::vocabulary;

vocabulary! {
    /// An item of the three public expenses.
    ThreePublicItem {
        /// “三公”经费合计
        Total = "three_public", "“三公”经费";
        /// 因公出国（境）费
        OverseasTravel = "overseas_travel", "因公出国（境）费";
        /// 公务用车购置及运行费
        OfficialVehicles = "official_vehicles", "公务用车购置及运行费";
        /// 公务用车购置费
        VehiclePurchase = "vehicle_purchase", "公务用车购置费";
        /// 公务用车运行维护费
        VehicleOperation = "vehicle_operation", "公务用车运行维护费";
        /// 公务接待费
        OfficialReception = "official_reception", "公务接待费";
        /// 会议费
        Meetings = "meetings", "会议费";
        /// 培训费
        Training = "training", "培训费";
    }
}

impl ThreePublicItem {
    /// The item that a folded label names (see `label::fold`); the most specific wins.
    pub fn from_folded(label: &str) -> Option<Self> {
        let has = |word: &str| label.contains(word);
        let vehicle = has("车");
        let (buys, runs) = (has("购置"), has("运行") || has("维护"));
        if has("出国") || has("出境") {
            Some(ThreePublicItem::OverseasTravel)
        } else if has("接待") {
            Some(ThreePublicItem::OfficialReception)
        } else if vehicle && buys && runs {
            Some(ThreePublicItem::OfficialVehicles)
        } else if vehicle && buys {
            Some(ThreePublicItem::VehiclePurchase)
        } else if vehicle && runs {
            Some(ThreePublicItem::VehicleOperation)
        } else if has("公务用车") || has("公务车") {
            Some(ThreePublicItem::OfficialVehicles)
        } else if has("会议费") {
            Some(ThreePublicItem::Meetings)
        } else if has("培训费") {
            Some(ThreePublicItem::Training)
        } else if has("三公") {
            Some(ThreePublicItem::Total)
        } else {
            None
        }
    }
}
