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

/// 集中度.
pub const CONCENTRATION: Measure = Measure {
    name: "concentration",
    name_zh: "集中度",
    documentation: "赫芬达尔–赫希曼指数（HHI）：整体中各项占比（百分数）的平方和，0 至 10,000，越大越集中；有负数的整体不计算。",
    sql: include_str!("concentration.sql"),
};

/// 偏离同类.
pub const DEVIATION_FROM_PEERS: Measure = Measure {
    name: "deviation_from_peers",
    name_zh: "偏离同类",
    documentation: "增减率减去同一整体各序列增减率的中位数，并给出它们的中位数绝对偏差（MAD）；全用整数计算，缺年不跨年比较。",
    sql: include_str!("deviation_from_peers.sql"),
};

/// 预算执行率.
pub const EXECUTION_RATE: Measure = Measure {
    name: "execution_rate",
    name_zh: "预算执行率",
    documentation: "决算数 ÷ 调整预算数，没有调整预算的用年初预算数；取自同年同表样的两张表，或决算说明里同一句写出的两个数。",
    sql: include_str!("execution_rate.sql"),
};

/// 单位成本.
pub const COST_PER_UNIT: Measure = Measure {
    name: "cost_per_unit",
    name_zh: "单位成本",
    documentation: "公开文件写明数量的：车均运行费、人均基本支出（在职、编制）、人次均接待费；金额 ÷ 数量，四舍五入一次。",
    sql: include_str!("cost_per_unit.sql"),
};

/// All measures.
pub const MEASURES: &[&Measure] = &[
    &CHANGE_YOY,
    &SHARE,
    &SHARE_CHANGE,
    &CONTRIBUTION,
    &RANK,
    &INDEX_FIXED_BASE,
    &GROWTH_COMPOUND,
    &CONCENTRATION,
    &DEVIATION_FROM_PEERS,
    &EXECUTION_RATE,
    &COST_PER_UNIT,
];
