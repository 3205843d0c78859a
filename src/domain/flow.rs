//! Direction of a figure: revenue, expenditure, or a balance carried over.

use super::vocabulary;

vocabulary! {
    /// Direction of money.
    Flow {
        /// 收入
        Revenue = "revenue", "收入";
        /// 支出
        Expenditure = "expenditure", "支出";
        /// 上年结转结余
        CarryoverIn = "carryover_in", "上年结转结余";
        /// 年终结转结余
        CarryoverOut = "carryover_out", "年终结转结余";
    }
}
