//! The first page of a report: what changed and why, what does not add up, what could not be tested.

use super::model::Paragraph;
use super::number_format::{fitting_unit, worded};
use super::sentences;
use crate::domain::codebook::REGIONS;
use crate::domain::{Flow, MoneyUnit, Percent, Phase};
use crate::findings::{Finding, Outcome, Tally};
use crate::measures::selection::province;
use crate::measures::{Comparison, Share, State};
use std::collections::{BTreeMap, BTreeSet};

/// Items named as what moved a total.
const MOST_DRIVERS: usize = 3;
/// Findings spelled out on the first page.
const MOST_BREAKS: usize = 12;
/// Departments named on each side of a ranking.
const MOST_NAMED: usize = 3;

/// A reason that the prose gives for a change.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The words.
    pub text: String,
    /// Where they stand: file and place.
    pub place: String,
}

/// What is said of one department on the first page.
#[derive(Clone, Debug, Default)]
pub struct DepartmentSummary {
    /// The change of its totals.
    pub headline: Vec<String>,
    /// Items that moved them, with the reasons that the prose gives.
    pub points: Vec<String>,
}

/// From so many fen (10亿元) on a sentence says 亿元, as exactly, unless one of its amounts is below one.
const LARGE: u64 = 100_000_000_000;

/// The unit of a sentence: as asked, else 亿元 for large amounts, else the one in which they are exact.
pub fn sentence_unit(asked: Option<MoneyUnit>, rows: &[&Comparison]) -> MoneyUnit {
    asked.unwrap_or_else(|| {
        let amounts = || rows.iter().flat_map(|row| [row.amount_fen, row.base_fen, row.change_fen]).flatten();
        let is_large = amounts().any(|fen| fen.unsigned_abs() >= LARGE);
        let is_small = |fen: i64| fen != 0 && fen.saturating_abs() < MoneyUnit::YiYuan.fen();
        if is_large && !amounts().any(is_small) { MoneyUnit::YiYuan } else { fitting_unit(amounts()) }
    })
}

/// The latest comparison of a department's totals, in sentences.
pub fn headline(comparisons: &[Comparison], department: &str, asked: Option<MoneyUnit>) -> Vec<String> {
    let rows = latest_totals(comparisons, department);
    let unit = sentence_unit(asked, &rows);
    match rows.as_slice() {
        [revenue, expenditure]
            if (revenue.amount_fen, revenue.base_fen, revenue.state, revenue.series.phase)
                == (expenditure.amount_fen, expenditure.base_fen, expenditure.state, expenditure.series.phase) =>
        {
            let amount = revenue.amount_fen.map(|fen| worded(fen, unit)).unwrap_or_default();
            let compared = sentences::compared_phrase(revenue, unit);
            vec![format!(
                "{department}{}年{}收、支总计各{amount}，{}。",
                revenue.fiscal_year,
                revenue.series.phase.name_zh(),
                if compared.starts_with("比上年") { format!("均{compared}") } else { compared }
            )]
        }
        rows => rows.iter().map(|row| sentences::change_sentence(row, unit)).collect(),
    }
}

/// The totals of a department's latest year.
pub fn latest_totals<'a>(comparisons: &'a [Comparison], department: &str) -> Vec<&'a Comparison> {
    let own: Vec<&Comparison> = comparisons
        .iter()
        .filter(|row| row.series.department == department && row.state != State::Discontinued)
        .collect();
    let latest = own.iter().map(|row| row.fiscal_year).max();
    own.into_iter().filter(|row| Some(row.fiscal_year) == latest).collect()
}

/// The items that moved the total most in the latest year: 其中：….
pub fn drivers(items: &[Comparison], asked: Option<MoneyUnit>) -> Option<String> {
    let latest = items.iter().map(|row| row.fiscal_year).max()?;
    let mut moved: Vec<&Comparison> = items
        .iter()
        .filter(|row| row.fiscal_year == latest && row.change_fen.is_some_and(|change| change != 0))
        .collect();
    moved.sort_by_key(|row| std::cmp::Reverse(row.change_fen.unwrap_or_default().unsigned_abs()));
    moved.truncate(MOST_DRIVERS);
    if moved.is_empty() {
        return None;
    }
    let unit = sentence_unit(asked, &moved);
    let phrases: Vec<String> = moved
        .iter()
        .map(|row| {
            let pulled = row
                .contribution_pp
                .map(|points| format!("（拉动{}个百分点）", super::number_format::signed(&points.to_string())))
                .unwrap_or_default();
            format!("{}{}{pulled}", row.series.item, sentences::change_phrase(row, unit))
        })
        .collect();
    Some(format!("变动最大的{}：{}。", if phrases.len() > 1 { "几项" } else { "一项" }, phrases.join("；")))
}

/// The item whose share of the whole shifted most in the latest year.
pub fn largest_shift(shares: &[Share]) -> Option<String> {
    let latest = shares.iter().map(|row| row.fiscal_year).max()?;
    let row = shares
        .iter()
        .filter(|row| row.fiscal_year == latest)
        .max_by_key(|row| row.share_shift.map_or(0, |shift| shift.mantissa().unsigned_abs()))?;
    let (share, base, shift) = (row.share?, row.base_share?, row.share_shift?);
    let direction = match shift.mantissa() {
        0 => return None,
        mantissa if mantissa > 0 => "提高",
        _ => "降低",
    };
    let points = Percent::new(shift.mantissa().saturating_abs(), shift.decimals());
    Some(format!("占比变动最大的是{}：由{base}%变为{share}%，{direction}{points}个百分点。", row.series.item))
}

/// Many departments in a few sentences, province by province: how many rose and fell, and which most.
pub fn departments(comparisons: &[Comparison], asked: Option<MoneyUnit>) -> Vec<String> {
    let mut provinces: BTreeMap<(&str, Phase), Vec<&Comparison>> = BTreeMap::new();
    for row in comparisons.iter().filter(|row| row.series.flow != Some(Flow::Revenue)) {
        provinces.entry((province(&row.series.region_code), row.series.phase)).or_default().push(row);
    }
    let several = provinces.keys().map(|(code, _)| code).collect::<BTreeSet<_>>().len() > 1;
    provinces
        .into_iter()
        .flat_map(|((code, phase), rows)| {
            let name = REGIONS.iter().find(|region| several && region.code.trim_end_matches("0000") == code);
            departments_of(name.map_or("", |region| region.name), phase, rows, asked)
        })
        .collect()
}

fn departments_of(region: &str, phase: Phase, spent: Vec<&Comparison>, asked: Option<MoneyUnit>) -> Vec<String> {
    let Some(latest) = spent.iter().map(|row| row.fiscal_year).max() else { return Vec::new() };
    let rows: Vec<&Comparison> = spent.into_iter().filter(|row| row.fiscal_year == latest).collect();
    let names: BTreeSet<&str> = rows.iter().map(|row| row.series.department.as_str()).collect();
    if names.len() < 2 {
        return Vec::new();
    }
    let phase = phase.name_zh();
    let counted = count_by_state(&rows);
    let mut said = vec![format!("{region}{latest}年{phase}支出总计涉及部门{}个：{counted}。", names.len())];
    for (verb, rising) in [("增加", true), ("减少", false)] {
        let wanted = if rising { State::Increase } else { State::Decrease };
        let mut moved: Vec<&Comparison> = rows.iter().copied().filter(|row| row.state == wanted).collect();
        moved.sort_by_key(|row| std::cmp::Reverse(row.change_fen.unwrap_or_default().unsigned_abs()));
        moved.truncate(MOST_NAMED);
        let unit = sentence_unit(asked, &moved);
        let named: Vec<String> = moved
            .iter()
            .map(|row| {
                let direction = if rising { "增长" } else { "下降" };
                let rate = row.rate.map(|rate| format!("，{direction}{}%", rate.to_string().trim_start_matches('-')));
                let change = worded(row.change_fen.unwrap_or_default(), unit);
                format!("{}（{change}{}）", row.series.department, rate.unwrap_or_default())
            })
            .collect();
        if !named.is_empty() {
            let most = if named.len() > 1 { "最多的" } else { "的" };
            said.push(format!("{verb}{most}：{}。", named.join("、")));
        }
    }
    said
}

fn count_by_state(rows: &[&Comparison]) -> String {
    let mut counts: BTreeMap<usize, (State, usize)> = BTreeMap::new();
    for row in rows {
        counts.entry(row.state as usize).or_insert((row.state, 0)).1 += 1;
    }
    let words: Vec<String> = counts
        .values()
        .map(|(state, count)| match state {
            State::MissingYear => format!("缺上年数据、不作比较{count}个"),
            state => format!("{}{count}个", state.name_zh()),
        })
        .collect();
    words.join("，")
}

/// What the checks found.
pub fn checked(numbered: &[(String, &Finding)]) -> Vec<Paragraph> {
    if numbered.is_empty() {
        return Vec::new();
    }
    let tally = Tally::of(numbered.iter().map(|(_, finding)| *finding));
    let mut said = vec![
        Paragraph::Heading("勾稽".to_owned()),
        Paragraph::Text(format!(
            "共核对{}项：平{}项，差额在四舍五入尾差以内{}项，不平{}项，疑点{}项；另有{}项无法核对。",
            tally.tested(),
            tally.ties,
            tally.within_rounding,
            tally.breaks,
            tally.hints,
            tally.not_testable
        )),
    ];
    let breaks: Vec<&(String, &Finding)> =
        numbered.iter().filter(|(_, finding)| finding.outcome == Outcome::Breaks).collect();
    said.extend(
        breaks
            .iter()
            .take(MOST_BREAKS)
            .map(|(index, finding)| Paragraph::Point(format!("{index} {}", finding.message))),
    );
    if breaks.len() > MOST_BREAKS {
        said.push(Paragraph::Text(format!("其余{}项见勾稽核对表。", breaks.len() - MOST_BREAKS)));
    }
    said
}

/// What could not be tested, by check.
pub fn not_testable(numbered: &[(String, &Finding)]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, finding) in numbered.iter().filter(|(_, finding)| finding.outcome == Outcome::NotTestable) {
        *counts.entry(finding.name).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    if counts.is_empty() {
        return Vec::new();
    }
    let words: Vec<String> =
        counts.iter().take(MOST_BREAKS).map(|(name, count)| format!("{name}（{count}项）")).collect();
    let rest = if counts.len() > MOST_BREAKS { "等" } else { "" };
    vec![format!("无法核对的检查：{}{rest}；缺什么见勾稽核对表。", words.join("、"))]
}
