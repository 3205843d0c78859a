//! Levels of rows in a table. Only leaves are summed.

use super::vocabulary;

vocabulary! {
    /// The level of a figure in its table.
    RowLevel {
        /// 收入总计, 支出总计: with balances carried over
        GrandTotal = "grand_total", "总计";
        /// 本年收入合计, 合计: of the year
        Total = "total", "合计";
        /// 小计, a unit, a class: a sum of rows below it
        Subtotal = "subtotal", "小计";
        /// 明细, the only level that is summed
        Leaf = "leaf", "明细";
        /// 其中: a memo item, never added to its parent
        OfWhich = "of_which", "其中";
    }
}
