//! What checks find: an outcome for every assertion, with the printed and the computed figure, the likeliest reason and
//! the evidence.

use crate::domain::{Locator, Phase, vocabulary};

vocabulary! {
    /// The family of a check.
    Family {
        /// 完整性: what a disclosure has to contain
        Completeness = "completeness", "完整性";
        /// 表内勾稽
        WithinTable = "within_table", "表内勾稽";
        /// 表间勾稽
        CrossTable = "cross_table", "表间勾稽";
        /// 文表勾稽: the prose against itself and against the tables
        Narrative = "narrative", "文表勾稽";
        /// 年际勾稽
        CrossYear = "cross_year", "年际勾稽";
        /// 汇总勾稽: a department against its units
        RollUp = "roll_up", "汇总勾稽";
        /// 疑点: what an auditor would look at; never a break
        Outlier = "outlier", "疑点";
    }
}

vocabulary! {
    /// How much a break of a check weighs.
    Severity {
        /// The document contradicts itself.
        Error = "error", "错误";
        /// Two documents disagree, or something prescribed is missing.
        Warning = "warning", "提醒";
        /// Worth a look; may well be right.
        Hint = "hint", "疑点";
    }
}

vocabulary! {
    /// What became of one assertion.
    Outcome {
        /// The printed figures agree exactly.
        Ties = "ties", "平";
        /// They differ by no more than rounding of the printed digits explains.
        TiesWithinRounding = "ties_within_rounding", "四舍五入尾差";
        /// No true amounts can print so.
        Breaks = "breaks", "不平";
        /// Something needed is missing.
        NotTestable = "not_testable", "无法核对";
    }
}

vocabulary! {
    /// The likeliest reason of a break, proved by recomputation.
    Explanation {
        /// Shares nudged so that they add to 100.00: equal to the largest-remainder allocation.
        AllocatedTo100 = "allocated_to_100", "配平：各项占比被调整到合计恰为100%";
        /// The rate was divided by this year's figure instead of the base.
        DividedByCurrent = "divided_by_current", "误用本年数作分母";
        /// One digit is wrong, missing or too many, or the decimal point slipped.
        DigitSlip = "digit_slip", "数字或小数点录错";
        /// Two neighbouring digits are exchanged.
        DigitsTransposed = "digits_transposed", "相邻数字颠倒";
        /// 元 and 万元 confused: 10,000 times too large or too small.
        UnitSlip = "unit_slip", "元与万元混淆";
        /// Cut off instead of rounded.
        Truncated = "truncated", "截尾而未四舍五入";
        /// Compared with another year than said.
        WrongYear = "wrong_year", "年度不对";
        /// Compared with another base than said: budget, execution, final accounts.
        WrongBase = "wrong_base", "比较的基数不对";
        /// The sign is reversed: an increase called a decrease.
        SignReversed = "sign_reversed", "增减方向相反";
        /// One sentence contradicts itself.
        SelfContradiction = "self_contradiction", "同一说明前后矛盾";
        /// A part is missing from the sum.
        PartLeftOut = "part_left_out", "漏加一项";
        /// A part was added twice.
        CountedTwice = "counted_twice", "重复相加一项";
        /// The figure of last year was left standing.
        StaleFigure = "stale_figure", "沿用上年数未更新";
        /// A page number ran into the figure.
        PageNumberJoined = "page_number_joined", "页码混入数字";
        /// No reason could be proved.
        Unexplained = "unexplained", "原因未能证实";
    }
}

/// Whose disclosure a finding is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// 行政区划代码; empty where unknown.
    pub region_code: String,
    /// Department.
    pub department: String,
    /// Department's code; empty where unknown.
    pub department_code: String,
    /// Unit, for a unit's own disclosure.
    pub unit: String,
    /// Year.
    pub fiscal_year: i32,
    /// Phase.
    pub phase: Option<Phase>,
}

/// One printed figure or sentence that a finding rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Id of the fact or of the statement; 0 where there is neither.
    pub id: i64,
    /// Whether `id` is a statement's.
    pub is_statement: bool,
    /// File as it was given.
    pub file: String,
    /// Place in the file.
    pub locator: Locator,
    /// What it is: form, row, column in words.
    pub label: String,
    /// The text as it stands.
    pub text: String,
}

/// The result of one assertion of a check on one disclosure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Code of the check.
    pub code: &'static str,
    /// Chinese name of the check.
    pub name: &'static str,
    /// Family.
    pub family: Family,
    /// Weight if it breaks.
    pub severity: Severity,
    /// Outcome.
    pub outcome: Outcome,
    /// Whose disclosure.
    pub subject: Subject,
    /// The computed figure as it would be printed, without unit: `3.76`.
    pub expected: String,
    /// The printed figure as it stands, without unit.
    pub printed: String,
    /// Printed less computed, signed, in the same unit: `-0.01`.
    pub difference: String,
    /// Unit of the three: 元, 万元, %, 个; empty where they are no numbers.
    pub unit: &'static str,
    /// Printed less computed in fen, for amounts.
    pub difference_fen: Option<i64>,
    /// Likeliest reason, for breaks.
    pub explanation: Option<Explanation>,
    /// The next likely reason, where two fit.
    pub runner_up: Option<Explanation>,
    /// How the reason was proved, in Chinese; empty without one.
    pub proof: String,
    /// The sentence for the working paper, in Chinese.
    pub message: String,
    /// For hints: how much money is at stake, in fen.
    pub materiality_fen: Option<i64>,
    /// What it rests on; the first is the figure in question.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// Whether it is a contradiction of the document, not a hint.
    pub fn is_break(&self) -> bool {
        self.outcome == Outcome::Breaks && self.family != Family::Outlier
    }

    /// Whether it is a hint that something deserves a look.
    pub fn is_hint(&self) -> bool {
        self.outcome == Outcome::Breaks && self.family == Family::Outlier
    }
}

/// How many assertions had which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Exactly equal.
    pub ties: usize,
    /// Equal within the rounding of printed digits.
    pub within_rounding: usize,
    /// Contradictions.
    pub breaks: usize,
    /// Hints of the outlier family.
    pub hints: usize,
    /// Not testable.
    pub not_testable: usize,
}

impl Tally {
    /// Counts findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut tally = Tally::default();
        for finding in findings {
            match finding.outcome {
                Outcome::Ties => tally.ties += 1,
                Outcome::TiesWithinRounding => tally.within_rounding += 1,
                Outcome::Breaks if finding.family == Family::Outlier => tally.hints += 1,
                Outcome::Breaks => tally.breaks += 1,
                Outcome::NotTestable => tally.not_testable += 1,
            }
        }
        tally
    }

    /// All assertions that could be tested.
    pub fn tested(&self) -> usize {
        self.ties + self.within_rounding + self.breaks + self.hints
    }
}
