//! Phases of a year's budget, after the Fiscal Data Package.

use super::vocabulary;

vocabulary! {
    /// Which stage of the year a figure belongs to.
    Phase {
        /// 年初预算
        Approved = "approved", "预算";
        /// 调整预算
        Adjusted = "adjusted", "调整预算";
        /// 决算 or 执行
        Executed = "executed", "决算";
    }
}
