//! What a figure is compared with: 与上年相比, 比2024年预算执行数, 较年初预算数, 同比.

use super::passage::Passage;
use crate::domain::{FiscalYear, Phase};
use crate::facts::BaseKind;

/// Which year the base is of, as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// 上年, 去年
    LastYear,
    /// 年初, 本年, 当年
    ThisYear,
    /// 2024年
    Year(FiscalYear),
    /// Not said: 较预算数
    Unsaid,
}

/// Which figure of that year the base is, as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// 预算
    Budget,
    /// 调整预算
    Adjusted,
    /// 执行数
    Executed,
    /// 决算
    Final,
    /// Not said: 与上年相比
    Unsaid,
}

/// A base as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Of which year.
    pub when: When,
    /// Which figure.
    pub what: What,
}

const LEADS: &[&str] = &["相比于", "对比", "相比", "相较于", "相较", "比较", "比", "较", "与", "和", "同", "跟"];
const LAST_YEAR: &[&str] = &["上一年度", "上一年", "上年度", "上年", "去年", "前一年", "前年度"];
const THIS_YEAR: &[&str] = &["本年度", "当年", "本年", "年初", "全年", "同年"];
/// Words that may stand between the year and the kind of figure without changing what the base is.
const FILLERS: &[&str] = &[
    "同期",
    "累计",
    "部门",
    "单位",
    "年初",
    "安排",
    "批复",
    "实际",
    "完成",
    "财政拨款",
    "支出",
    "收入",
    "总额",
    "数额",
    "的",
    "度",
    "数",
    "相",
    "总",
    "额",
    "本级",
];
/// The longest base in characters: whatever is longer is a sentence, not a base.
const LONGEST: usize = 24;

/// Reads the base that begins at `at`, and where it ends. After 大于 and 小于 the base stands without 与 or 比.
pub fn read(passage: &Passage, at: usize, end: usize, bare: bool) -> Option<(Comparison, usize)> {
    if passage.has(at, "同比") {
        return Some((Comparison { when: When::LastYear, what: What::Unsaid }, at + 2));
    }
    let lead = LEADS.iter().find(|lead| passage.has(at, lead)).map(|lead| lead.chars().count());
    let start = match lead {
        Some(length) => at + length,
        None if bare => at,
        None => return None,
    };
    let end = end.min(start + LONGEST);
    let (when, after_when) = read_when(passage, start);
    let (what, after_what) = read_what(passage, after_when, end);
    if when == When::Unsaid && what == What::Unsaid {
        return None;
    }
    if when == When::Unsaid && matches!(passage.at(start), '支' | '收') {
        return None;
    }
    let when = if when == When::Unsaid && after_when != start { When::ThisYear } else { when };
    let mut next = after_what;
    for tail in ["相对比", "相比较", "相比", "对比", "比较", "而言", "比"] {
        if passage.has(next, tail) {
            next += tail.chars().count();
            break;
        }
    }
    Some((Comparison { when, what }, next))
}

fn read_when(passage: &Passage, start: usize) -> (When, usize) {
    for (words, when) in [(LAST_YEAR, When::LastYear), (THIS_YEAR, When::ThisYear)] {
        if let Some(word) = words.iter().find(|word| passage.has(start, word)) {
            return (when, start + word.chars().count());
        }
    }
    let digits = passage.folded(start, start + 4);
    let Some(year) = FiscalYear::parse(&digits).filter(|_| !passage.at(start + 4).is_ascii_digit()) else {
        return (When::Unsaid, start);
    };
    if passage.at(start + 4) == '年' {
        let next = start + 5 + usize::from(passage.at(start + 5) == '度');
        return (When::Year(year), next + remark(passage, next));
    }
    // 较2024增加: the sign for the year is left out.
    let bare = ["增", "减", "预算", "决算", "年度", "上升", "下降", "相比"];
    if bare.iter().any(|word| passage.has(start + 4, word)) {
        return (When::Year(year), start + 4);
    }
    (When::Unsaid, start)
}

/// How long a remark in brackets is that stands behind a year: 2019年（疫情前）.
fn remark(passage: &Passage, at: usize) -> usize {
    const LONGEST_REMARK: usize = 8;
    if passage.at(at) != '(' {
        return 0;
    }
    let inside = (1..=LONGEST_REMARK).take_while(|place| {
        let character = passage.at(at + place);
        !character.is_ascii() && character != '\n'
    });
    let length = inside.count();
    if length > 0 && passage.at(at + length + 1) == ')' { length + 2 } else { 0 }
}

/// Reads 预算数, 预算执行数, 支出决算数 …; fillers alone are not consumed.
fn read_what(passage: &Passage, start: usize, end: usize) -> (What, usize) {
    const KINDS: &[(&str, What)] = &[
        ("预算执行数", What::Executed),
        ("预算执行", What::Executed),
        ("执行数", What::Executed),
        ("执行", What::Executed),
        ("一般公共预算", What::Unsaid),
        ("政府性基金预算", What::Unsaid),
        ("国有资本经营预算", What::Unsaid),
        ("调整后预算", What::Adjusted),
        ("调整预算", What::Adjusted),
        ("年初预算", What::Budget),
        ("预算", What::Budget),
        ("决算", What::Final),
    ];
    let (mut what, mut position, mut settled) = (What::Unsaid, start, start);
    while position < end {
        if let Some((text, kind)) = KINDS.iter().find(|(text, _)| passage.has(position, text)) {
            position += text.chars().count();
            if *kind != What::Unsaid {
                what = *kind;
                settled = position;
            }
        } else if let Some(filler) = FILLERS.iter().find(|filler| {
            passage.has(position, filler) && !passage.has(position, "相比") && !passage.has(position, "相等")
        }) {
            position += filler.chars().count();
            if matches!(*filler, "数" | "度" | "同期" | "数额" | "总额" | "额") {
                settled = position;
            }
        } else {
            break;
        }
    }
    let before_tail = ["相比", "相对比", "对比", "比较"].iter().any(|tail| passage.has(position, tail));
    // 比上年累计支出433万元: the words name the figure of which the amount follows.
    let before_amount = position > start && passage.at(position).is_ascii_digit();
    (what, if before_tail || before_amount { position } else { settled })
}

impl What {
    /// Which figure the words at the end of a base name: “三公”经费财政拨款年初预算.
    pub fn at_end_of(words: &str) -> What {
        const FUNDS: &[&str] = &["一般公共预算", "政府性基金预算", "国有资本经营预算"];
        if FUNDS.iter().any(|fund| words.ends_with(fund)) {
            return What::Unsaid;
        }
        let plain = words.trim_end_matches("总数").trim_end_matches(['数', '额']).trim_end_matches('总');
        match plain {
            plain if plain.ends_with("调整预算") => What::Adjusted,
            plain if plain.ends_with("预算") || plain.ends_with("预算安排") => What::Budget,
            plain if plain.ends_with("预算执行") || plain.ends_with("执行") => What::Executed,
            plain if plain.ends_with("决算") => What::Final,
            _ => What::Unsaid,
        }
    }
}

impl Comparison {
    /// Kind and year of the base for a figure of `year` in `phase`; no kind where the words leave it open.
    pub fn settle(self, year: FiscalYear, phase: Phase) -> (Option<BaseKind>, Option<FiscalYear>) {
        let last = FiscalYear::new(year.last_year());
        let base_year = match self.when {
            When::LastYear => last,
            When::ThisYear => Some(year),
            When::Year(said) => Some(said),
            When::Unsaid => Some(year).filter(|_| phase != Phase::Approved),
        };
        let same_year = base_year == Some(year);
        let kind = match (self.what, same_year) {
            // The statements have no kind of their own for the adjusted budget; it is not the budget of the tables.
            (What::Adjusted, _) => None,
            (What::Budget, true) => Some(BaseKind::BudgetThisYear),
            (What::Budget, false) => base_year.map(|_| BaseKind::BudgetLastYear),
            (What::Executed, false) => Some(BaseKind::ExecutedLastYear),
            (What::Final, false) => Some(BaseKind::FinalLastYear),
            (What::Executed | What::Final, true) => None,
            (What::Unsaid, true) if self.when == When::ThisYear => Some(BaseKind::BudgetThisYear),
            (What::Unsaid, true) => None,
            (What::Unsaid, false) if phase == Phase::Executed => Some(BaseKind::FinalLastYear),
            (What::Unsaid, false) => Some(BaseKind::BudgetLastYear),
        };
        (kind, base_year)
    }
}
