//! Rows that are a year or a phase of their own: 2022年 above 2023年, 年初预算数 above 决算数.

use crate::domain::{FiscalYear, Phase};
use crate::tables::columns;

/// The year and phase that a row names for its figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Period {
    /// The year it writes.
    pub year: Option<FiscalYear>,
    /// Whether it says 上年 instead.
    pub last_year: bool,
    /// The phase, where said.
    pub phase: Option<Phase>,
}

/// What stands behind the year in the label of such a row.
const FIGURES: &[&str] = &[
    "预算数",
    "预算",
    "年初预算数",
    "年初预算",
    "调整预算数",
    "调整预算",
    "全年预算数",
    "全年预算",
    "决算数",
    "决算",
    "执行数",
    "预算执行数",
    "预算安排数",
    "预算安排",
    "预计执行数",
];

/// The period that a folded label names and nothing else: `2022年`, `2022年度预算数`, `上年预算数`, `决算数`.
pub(super) fn period_of(folded: &str) -> Option<Period> {
    let last_year = ["上年度", "上年", "去年"].iter().find_map(|word| folded.strip_prefix(word));
    let this_year = ["本年度", "本年", "当年"].iter().find_map(|word| folded.strip_prefix(word));
    let written = folded.split_once('年').and_then(|(year, rest)| {
        let digits = year.chars().count() == 4;
        Some((FiscalYear::parse(year).filter(|_| digits)?, rest.trim_start_matches('度')))
    });
    let (year, rest) = match written {
        Some((year, rest)) => (Some(year), rest),
        None => (None, last_year.or(this_year).unwrap_or(folded)),
    };
    let bare_year = rest.is_empty() && year.is_some();
    let of_last_year = last_year.is_some() && rest == "数";
    let of_this_year = this_year.is_some() && rest == "数";
    (bare_year || of_last_year || of_this_year || FIGURES.contains(&rest)).then(|| Period {
        year,
        last_year: last_year.is_some(),
        phase: columns::phase_of_piece(rest),
    })
}

/// Whether a folded label says that its row compares the rows above it: 增减额, 比上年增减, 增长率(%).
pub(super) fn is_comparison(folded: &str) -> bool {
    const STARTS: &[&str] =
        &["增减", "增长率", "增长额", "增长比例", "增幅", "降幅", "同比", "比上年", "较上年", "与上年", "变动"];
    let compares_years = folded.starts_with('比') && folded.contains('年') && folded.contains(['增', '减']);
    let length = folded.chars().count();
    length <= 16 && (compares_years || STARTS.iter().any(|start| folded.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_is_only_a_period_is_told_from_one_that_names_an_item() {
        let year = |text: &str| period_of(text).and_then(|period| period.year).map(FiscalYear::get);
        assert_eq!(year("2022年"), Some(2022));
        assert_eq!(year("2022年度预算数"), Some(2022));
        assert_eq!(
            period_of("上年预算数").map(|period| (period.last_year, period.phase)),
            Some((true, Some(Phase::Approved)))
        );
        assert_eq!(period_of("决算数").and_then(|period| period.phase), Some(Phase::Executed));
        for item in ["本年支出", "本年收入", "2022年重点项目", "预算拨款", "上年结转", "数"] {
            assert_eq!(period_of(item), None, "{item}");
        }
    }

    #[test]
    fn rows_that_compare_are_told_from_projects() {
        for row in ["增减额", "增减率(%)", "比上年增减", "比2022年增减", "增长率"] {
            assert!(is_comparison(row), "{row}");
        }
        for item in ["经济增长奖励资金", "增加值统计调查", "比武竞赛经费"] {
            assert!(!is_comparison(item), "{item}");
        }
    }
}
