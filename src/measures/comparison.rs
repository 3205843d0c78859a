//! Typed rows of the measures: what a figure is, how it changed, and what share it has.

use crate::domain::{Flow, Form, FundSource, Nature, Percent, Phase, RowLevel, vocabulary};

vocabulary! {
    /// What became of a figure since the year before. A rate exists only for the first three.
    State {
        /// 增加
        Increase = "increase", "增加";
        /// 减少
        Decrease = "decrease", "减少";
        /// 持平
        Unchanged = "unchanged", "持平";
        /// 新增: the year before was published without it, or with nothing
        New = "new", "新增";
        /// 取消: published the year before, not this year
        Discontinued = "discontinued", "取消";
        /// 不可比: base not positive, sign changed, documents disagree, or another granularity
        NotComparable = "not_comparable", "不可比";
        /// 缺年: the year before is not in the panel
        MissingYear = "missing_year", "缺年";
    }
}

vocabulary! {
    /// Where the base of a comparison comes from.
    BaseSource {
        /// a table of last year's own document
        Published = "published", "上年公开数";
        /// this year's amount less the change that this year's prose states
        Derived = "derived", "据说明推算";
        /// there is none
        Absent = "absent", "无";
    }
}

/// What a figure is, through the years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Stable identifier of the series.
    pub series_id: i64,
    /// Six-digit administrative division.
    pub region_code: String,
    /// Code of the department.
    pub department_code: String,
    /// Name of the department in the latest year.
    pub department: String,
    /// Code of the unit.
    pub unit_code: String,
    /// Name of the unit.
    pub unit: String,
    /// Phase.
    pub phase: Phase,
    /// The form the figures stand in.
    pub form: Form,
    /// Direction.
    pub flow: Option<Flow>,
    /// Source of funds.
    pub fund: FundSource,
    /// Nature of expenditure.
    pub nature: Nature,
    /// Functional classification.
    pub function_code: String,
    /// Departments' economic classification.
    pub economic_code: String,
    /// Government's economic classification.
    pub government_economic_code: String,
    /// Project code.
    pub project_code: String,
    /// Project name.
    pub project: String,
    /// Label in the latest year.
    pub item: String,
    /// Level in its table.
    pub level: RowLevel,
}

/// One figure of one year beside the year before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What is compared.
    pub series: Series,
    /// The year.
    pub fiscal_year: i32,
    /// Amount of the year in fen; `None` where it was discontinued.
    pub amount_fen: Option<i64>,
    /// The fact that prints the amount; `None` where several facts were added up.
    pub fact_id: Option<i64>,
    /// All facts that the amount was added up from.
    pub fact_ids: Vec<i64>,
    /// The year before.
    pub base_year: i32,
    /// Amount of the year before in fen.
    pub base_fen: Option<i64>,
    /// Where the base comes from.
    pub base_source: BaseSource,
    /// 增减额 in fen.
    pub change_fen: Option<i64>,
    /// 增减率 in percent.
    pub rate: Option<Percent>,
    /// What became of it.
    pub state: State,
    /// 拉动 in percentage points: the part of the total's rate that this item explains.
    pub contribution_pp: Option<Percent>,
    /// 贡献率 in percent of the total's change.
    pub contribution_rate: Option<Percent>,
    /// 定基比 in percent of the first year of the series.
    pub index: Option<Percent>,
    /// The year of the fixed base.
    pub index_base_year: Option<i32>,
    /// 年均增长 in percent since the first year of the series, over an unbroken run of years.
    pub growth_compound: Option<Percent>,
    /// Rank by amount among the compared, largest first.
    pub rank: Option<u32>,
    /// Places gained since the year before (positive: risen).
    pub rank_change: Option<i32>,
    /// Whether one of the two years lists this scope more finely than the other, so that its figures are sums.
    pub granularity_differs: bool,
    /// The whole whose change this row is a part of; `None` where that change cannot be taken apart, because a year is
    /// missing or documents disagree.
    pub whole_id: Option<i64>,
    /// What the two years say as printed (账面), where that differs from what is comparable (同口径).
    pub book: Option<Book>,
    /// Why the figures were put under another identity to be comparable, in Chinese; empty where they were not.
    pub basis: String,
}

/// A comparison as printed (账面): the figures of the year under their printed identities, against the same identities a
/// year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Book {
    /// Amount of the year in fen.
    pub amount_fen: Option<i64>,
    /// Amount of the year before in fen.
    pub base_fen: Option<i64>,
    /// 增减额 in fen.
    pub change_fen: Option<i64>,
    /// What became of it.
    pub state: State,
}

/// One item's share of its whole in one year, and how it shifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The item.
    pub series: Series,
    /// The year.
    pub fiscal_year: i32,
    /// Amount in fen.
    pub amount_fen: i64,
    /// The whole in fen: the sum of all items.
    pub whole_fen: i64,
    /// 占比 in percent.
    pub share: Option<Percent>,
    /// Share of the year before.
    pub base_share: Option<Percent>,
    /// 占比变动 in percentage points, from the exact shares, rounded once.
    pub share_shift: Option<Percent>,
    /// Why the figures were put under another identity to be comparable, in Chinese; empty where they were not.
    pub basis: String,
}
