//! The catalogue of measures: one `.sql` file and one line here per measure.

/// A measure: portable SQL over the panel's tables.
pub struct Measure {
    /// Identifier, the name of its file.
    pub name: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// What it says, its formula and where the formula comes from, in Chinese.
    pub documentation: &'static str,
    /// The SQL, as run and as `tongbi explain` prints it.
    pub sql: &'static str,
}

/// 同比.
pub const CHANGE_YOY: Measure = Measure {
    name: "change_yoy",
    name_zh: "同比",
    documentation: "增减额 = 本年 − 上年；增减率 = 增减额 ÷ 上年，四舍五入一次。上年为零或负、正负相反、两份文件不一致：不可比；上年公开而没有该项：新增；上年有而今年没有：取消；上年没有公开：缺年，不跨年比较，本年说明写了增减额的，由它推出上年数并注明。",
    sql: include_str!("change_yoy.sql"),
};

/// 占比.
pub const SHARE: Measure = Measure {
    name: "share",
    name_zh: "占比",
    documentation: "占比 = 该项 ÷ 整体（同一整体各项之和），四舍五入一次，逐项计算，不为凑足 100% 而调整。",
    sql: include_str!("share.sql"),
};

/// 占比变动.
pub const SHARE_CHANGE: Measure = Measure {
    name: "share_change",
    name_zh: "占比变动",
    documentation: "占比变动（百分点）= 本年占比 − 上年占比，用未四舍五入的占比相减后四舍五入一次。",
    sql: include_str!("share_change.sql"),
};

/// 拉动与贡献率.
pub const CONTRIBUTION: Measure = Measure {
    name: "contribution",
    name_zh: "拉动与贡献率",
    documentation: "拉动（百分点）= 该项增减额 ÷ 整体上年数；贡献率 = 该项增减额 ÷ 整体增减额。各项按最大余数法取整，使之和恰等于整体的印刷值。",
    sql: include_str!("contribution.sql"),
};

/// 位次.
pub const RANK: Measure = Measure {
    name: "rank",
    name_zh: "位次与位次变动",
    documentation: "位次按金额从大到小，并列同名次；位次变动 = 上年位次 − 本年位次，正数为上升。",
    sql: include_str!("rank.sql"),
};

/// 定基比.
pub const INDEX_FIXED_BASE: Measure = Measure {
    name: "index_fixed_base",
    name_zh: "定基比",
    documentation: "定基比 = 该年 ÷ 序列第一年 × 100；第一年不为正则不计算。",
    sql: include_str!("index_fixed_base.sql"),
};

/// 年均增长.
pub const GROWTH_COMPOUND: Measure = Measure {
    name: "growth_compound",
    name_zh: "年均增长",
    documentation: "年均增长 = (末年 ÷ 首年) 的 (年数) 次方根 − 1，整数开方，四舍五入一次；首尾须为正，中间不得缺年。",
    sql: include_str!("growth_compound.sql"),
};

/// All measures.
pub const MEASURES: &[&Measure] =
    &[&CHANGE_YOY, &SHARE, &SHARE_CHANGE, &CONTRIBUTION, &RANK, &INDEX_FIXED_BASE, &GROWTH_COMPOUND];
