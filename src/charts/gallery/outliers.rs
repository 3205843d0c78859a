//! 离群散点图: change against base, the outliers named and their peers in grey.

use crate::charts::entries::{self, Entry};
use crate::charts::number::{self, AmountFormat, LabelMode};
use crate::charts::options::{ChartOptions, Judgement};
use crate::charts::spec::{Axis, Beyond, ChartSpec, Extent, Key, Panel, ScatterPanel, ScatterPoint, Swatch};
use crate::charts::{Chart, ChartInput, Subject, wording};
use crate::crosswalk::shipped;
use crate::domain::MoneyUnit;
use crate::error::{Error, Result};
use crate::measures::{Breakdown, Comparison};
use crate::outliers::{self, Detection, Finding, Kind, NotApart, ScoredChange, Verdict};

/// The catalogue's entry.
pub const CHART: Chart = Chart {
    name: "outliers",
    name_zh: "离群散点图",
    name_en: "Outliers with peers",
    documentation: "横轴上年数，纵轴增减额，一点一行（部门或项目）；离群的（判断同 tongbi outliers，同类不足时按增减额和增减率的中位数）标出名称和数额，其余为灰色；\
                    灰色中变动最大的几个也标出，并写明为什么不算。\
                    远超坐标范围的点画成三角并照写原数。取最近一年；新增、取消、不可比、缺年不画，脚注说明个数。",
    subject: Subject::Departments,
    usual: None,
    specify,
};

/// With fewer peers nothing is called an outlier.
const LEAST_PEERS: usize = 5;

/// Whether a year has enough rows with a rate for some of them to stand out.
pub fn has_peers(comparisons: &[Comparison]) -> bool {
    let latest = comparisons.iter().map(|row| row.fiscal_year).max();
    comparisons.iter().filter(|row| Some(row.fiscal_year) == latest && row.rate.is_some()).count() >= LEAST_PEERS
}

/// A value is far from its peers beyond so many median absolute deviations.
const FAR: i128 = 6;

/// Changes at least this part of the largest one are seen at once, so they are named even where they are no outliers.
const SEEN_AT_ONCE: u64 = 4;

/// The most names of outliers.
const MOST_NAMED: usize = 8;

/// The most names of points that are no outliers.
const MOST_EXPLAINED: usize = 3;

/// What is said about the points: which are outliers, and why the others that catch the eye are none.
#[derive(Default)]
struct Verdicts<'a> {
    outliers: Vec<&'a Entry>,
    explained: Vec<(&'a Entry, &'static str)>,
    /// The rule that was applied, for the foot.
    rule: &'static str,
}

fn specify(input: &ChartInput) -> Result<ChartSpec> {
    let options = input.options;
    let rows = entries::of_latest_year(input)?;
    let items: Vec<_> = rows.iter().filter(|row| !entries::is_total(row.series.level)).copied().collect();
    let rows = if items.is_empty() { entries::leading_of_each_department(&rows) } else { items };
    let label = entries::labeller(&rows);
    let all: Vec<(&Comparison, Entry)> = rows.iter().map(|row| (*row, Entry::of(row, label(row), options))).collect();
    let drawn: Vec<(&Comparison, &Entry)> =
        all.iter().filter(|(_, entry)| point_of(entry).is_some()).map(|(row, entry)| (*row, entry)).collect();
    if drawn.is_empty() {
        return Err(Error::usage("没有可画的点：所选数据都没有可比的上年数"));
    }
    let verdicts = verdicts(input, &rows, &drawn);
    let left_out = all.len() - drawn.len();
    let drawn: Vec<&Entry> = drawn.into_iter().map(|(_, entry)| entry).collect();
    let unnamed = verdicts.outliers.len().saturating_sub(options.top.unwrap_or(MOST_NAMED));
    let unit = options.unit.unwrap_or_else(|| match options.labels {
        LabelMode::Audit => MoneyUnit::WanYuan,
        LabelMode::Briefing => number::fitting_unit(drawn.iter().filter_map(|entry| entry.base)),
    });
    let panel = panel(&drawn, &verdicts, unit, options);
    let mut title = wording::title_of_year(&rows, unit, options);
    title.what =
        format!("{}增减额与上年数（{}）", wording::what(rows.iter().map(|row| &row.series), options), unit.name_zh());
    let mut remarks = vec![verdicts.rule.to_owned()];
    if panel.points.iter().any(|point| point.beyond.is_some()) {
        remarks.push("三角为超出坐标范围的点，数额照写".to_owned());
    }
    if unnamed > 0 {
        remarks.push(format!("另有{unnamed}个离群的点没有标名"));
    }
    if left_out > 0 {
        remarks.push(format!("另有{left_out}个新增、取消、不可比或缺年，未画"));
    }
    remarks.retain(|remark| !remark.is_empty());
    let counter = if entries::by_department(&rows).len() > 1 { "个部门" } else { "个项目" };
    Ok(ChartSpec {
        name: CHART.name,
        page: wording::page(options),
        title,
        message: message(&drawn, &verdicts, counter, options.labels),
        keys: keys(&drawn, &verdicts.outliers),
        notes: wording::notes(&rows, options, &remarks),
        panels: vec![Panel::Scatter(panel)],
    })
}

/// What `tongbi outliers` says of the year that is drawn; by medians of the picture where it has too few peers to say.
fn verdicts<'a>(input: &ChartInput, rows: &[&Comparison], drawn: &[(&Comparison, &'a Entry)]) -> Verdicts<'a> {
    if drawn.len() < LEAST_PEERS {
        return Verdicts::default();
    }
    let by = if rows.iter().all(|row| entries::is_total(row.series.level)) {
        Breakdown::Department
    } else {
        Breakdown::Function
    };
    let detection = outliers::detect(input.comparisons, by, &shipped::links().unwrap_or_default());
    let year = rows.first().map_or(0, |row| row.fiscal_year);
    let scored = detection.scored.iter().any(|change| change.fiscal_year == year);
    let outliers = if scored {
        let mut outliers: Vec<&Entry> = drawn
            .iter()
            .filter(|(row, _)| finding_of(&detection, row).is_some_and(|found| found.verdict == Verdict::Outlier))
            .map(|(_, entry)| *entry)
            .collect();
        outliers.sort_by_key(|entry| std::cmp::Reverse(size_of(entry)));
        outliers
    } else {
        far_entries(&drawn.iter().map(|(_, entry)| *entry).collect::<Vec<_>>())
    };
    let reason =
        |row: &Comparison| if scored { reason(&detection, row) } else { "增减额、增减率未同时突出" };
    let explained = seen_at_once(drawn, &outliers).into_iter().map(|(row, entry)| (entry, reason(row))).collect();
    let rule = if scored {
        "离群须同时偏离同类和自身往年，误报率不超过5%"
    } else {
        "同类太少，离群按增减额和增减率的中位数判断"
    };
    Verdicts { outliers, explained, rule }
}

fn finding_of<'a>(detection: &'a Detection, row: &Comparison) -> Option<&'a Finding> {
    detection.findings.iter().find(|finding| {
        finding.kind == Kind::Change
            && finding.comparison.fiscal_year == row.fiscal_year
            && finding.comparison.series.series_id == row.series.series_id
    })
}

/// Why a change that catches the eye is no outlier.
fn reason(detection: &Detection, row: &Comparison) -> &'static str {
    if finding_of(detection, row).is_some_and(|finding| finding.verdict == Verdict::ScopeChange) {
        return "口径有变，不作离群";
    }
    let of_row =
        |change: &&ScoredChange| change.fiscal_year == row.fiscal_year && change.series_id == row.series.series_id;
    match detection.scored.iter().find(of_row).map(ScoredChange::not_apart) {
        None => "同类太少，未判断",
        Some(Some(NotApart::UsualAmongPeers)) => "增减率与同类相近",
        Some(Some(NotApart::UsualInHistory)) => "往年也常大幅变动",
        Some(Some(NotApart::TooLikely)) => "偏离，但误报率高于5%",
        // The way back after a spike belongs to the finding of the spike.
        Some(None) => "上年突变后的回落",
    }
}

/// The changes that are as conspicuous as the largest, apart from the outliers, the largest first.
fn seen_at_once<'a, 'b>(
    drawn: &[(&'b Comparison, &'a Entry)],
    outliers: &[&Entry],
) -> Vec<(&'b Comparison, &'a Entry)> {
    let edge = limit(drawn.iter().filter_map(|(_, entry)| entry.change)).max(1);
    let mut seen: Vec<_> = drawn
        .iter()
        .filter(|(_, entry)| size_of(entry) >= edge / SEEN_AT_ONCE && !is_in(entry, outliers))
        .copied()
        .collect();
    seen.sort_by_key(|(_, entry)| std::cmp::Reverse(size_of(entry)));
    seen.truncate(MOST_EXPLAINED);
    seen
}

fn size_of(entry: &Entry) -> u64 {
    entry.change.unwrap_or(0).unsigned_abs()
}

fn point_of(entry: &Entry) -> Option<(i64, i64)> {
    entry.rate?;
    Some((entry.base?, entry.change?))
}

/// Twice the median, exact in integers.
fn twice_median(values: &[i128]) -> i128 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    let at = |index: usize| sorted.get(index).copied().unwrap_or(0);
    if sorted.len() % 2 == 1 { 2 * at(middle) } else { at(middle.saturating_sub(1)) + at(middle) }
}

/// Distance of each value from the median in median absolute deviations, in hundredths.
fn distances(values: &[i128]) -> Vec<i128> {
    let centre = twice_median(values);
    let apart: Vec<i128> = values.iter().map(|value| (2 * value - centre).abs()).collect();
    let spread = twice_median(&apart).max(1);
    apart.iter().map(|distance| distance * 200 / spread).collect()
}

/// The entries whose change or rate is far from those of their peers, the farthest by change first.
fn far_entries<'a>(drawn: &[&'a Entry]) -> Vec<&'a Entry> {
    let of =
        |pick: fn(&Entry) -> i64| distances(&drawn.iter().map(|entry| i128::from(pick(entry))).collect::<Vec<_>>());
    let changes = of(|entry| entry.change.unwrap_or(0));
    let rates = of(|entry| entry.rate.map_or(0, number::hundredths));
    let mut far: Vec<(i128, &Entry)> = drawn
        .iter()
        .zip(changes.iter().zip(&rates))
        .filter(|(_, (change, rate))| **change > FAR * 100 && **rate > FAR * 50)
        .map(|(entry, (change, rate))| (*change.max(rate), *entry))
        .collect();
    far.sort_by(|one, two| two.0.cmp(&one.0).then_with(|| one.1.label.cmp(&two.1.label)));
    far.into_iter().map(|(_, entry)| entry).collect()
}

fn message(drawn: &[&Entry], verdicts: &Verdicts, counter: &str, mode: LabelMode) -> String {
    let count = format!("{}{counter}", drawn.len());
    match (verdicts.outliers.as_slice(), verdicts.explained.first()) {
        ([], _) if drawn.len() < LEAST_PEERS => format!("只有{count}可比，不判断离群"),
        ([], None) => format!("{count}没有增减"),
        ([], Some((largest, _))) => {
            let clause = wording::change_clause(largest, mode);
            format!("变动最大的是{}：{clause}；{count}均未判为离群", largest.label)
        }
        ([only], _) => format!("{count}中1个离群：{}{}", only.label, wording::change_clause(only, mode)),
        ([first, rest @ ..], _) => {
            let clause = wording::change_clause(first, mode);
            format!("{count}中{}个离群，最突出的是{}：{clause}", rest.len() + 1, first.label)
        }
    }
}

fn keys(drawn: &[&Entry], far: &[&Entry]) -> Vec<Key> {
    let mut keys = Vec::new();
    if far.iter().any(|entry| entry.judgement() != Judgement::Neutral) {
        keys.extend(wording::judgement_keys());
    }
    if !far.is_empty() && keys.is_empty() {
        keys.push(Key { swatch: Swatch::Outlier, text: "离群".to_owned() });
    }
    if drawn.len() > far.len() {
        keys.push(Key { swatch: Swatch::Peer, text: "同类".to_owned() });
    }
    keys
}

/// The limit beyond which a point is drawn as a triangle: it would squash the others.
fn limit(values: impl Iterator<Item = i64>) -> u64 {
    let mut sizes: Vec<u64> = values.map(i64::unsigned_abs).collect();
    sizes.sort_unstable();
    let Some((largest, rest)) = sizes.split_last() else { return 0 };
    match rest.last() {
        Some(second) if *second > 0 && *largest > second.saturating_mul(4) => second.saturating_add(second / 5),
        _ => *largest,
    }
}

fn panel(drawn: &[&Entry], verdicts: &Verdicts, unit: MoneyUnit, options: &ChartOptions) -> ScatterPanel {
    let points: Vec<(i64, i64)> = drawn.iter().filter_map(|entry| point_of(entry)).collect();
    let far = verdicts.outliers.as_slice();
    let leading = far.get(..options.top.unwrap_or(MOST_NAMED)).unwrap_or(far);
    let few = drawn.len() < LEAST_PEERS;
    let edge = |pick: fn(&(i64, i64)) -> i64| {
        let edge = limit(points.iter().map(pick));
        if few { i64::MAX } else { i64::try_from(edge).unwrap_or(i64::MAX) }
    };
    let (widest, tallest) = (edge(|point| point.0), edge(|point| point.1));
    let changes: Vec<i64> = points.iter().map(|point| point.1).collect();
    let format = AmountFormat::for_column(changes.iter().copied(), unit, options.labels);
    let clamp = |(across, up): (i64, i64)| (across.clamp(-widest, widest), up.clamp(-tallest, tallest));
    let across = Extent::of(points.iter().map(|point| clamp(*point).0));
    let up = Extent::of(points.iter().map(|point| clamp(*point).1));
    let mut shown: Vec<ScatterPoint> = Vec::new();
    for entry in drawn.iter().filter(|entry| !is_in(entry, far)).chain(far.iter()) {
        let Some(exact) = point_of(entry) else { continue };
        let (across, up) = clamp(exact);
        let beyond = match (across == exact.0, up == exact.1) {
            (true, true) => None,
            (false, _) => Some(Beyond::Right),
            (true, false) if up < 0 => Some(Beyond::Down),
            (true, false) => Some(Beyond::Up),
        };
        let outlier = is_in(entry, far);
        let reason = verdicts.explained.iter().find(|(other, _)| std::ptr::eq(*other, *entry)).map(|(_, why)| *why);
        let named = is_in(entry, leading) || few || beyond.is_some() || reason.is_some();
        let mut label = if named { label(entry, beyond, format, options) } else { Vec::new() };
        label.extend(reason.map(str::to_owned));
        shown.push(ScatterPoint { across, up, beyond, outlier, label, judgement: entry.judgement() });
    }
    ScatterPanel {
        across: axis("上年数", across, unit, false),
        up: axis("增减额", up, unit, true),
        points: shown,
        rays: rays(across, up),
    }
}

fn is_in(entry: &Entry, far: &[&Entry]) -> bool {
    far.iter().any(|other| std::ptr::eq(*other, entry))
}

/// Name, change and rate; beyond the right edge also the exact base.
fn label(entry: &Entry, beyond: Option<Beyond>, format: AmountFormat, options: &ChartOptions) -> Vec<String> {
    let rate = entry.printed_rate(options.labels).map(number::signed_percent).unwrap_or_default();
    let mut lines = vec![entry.label.clone(), format!("{}（{rate}）", format.signed(entry.change.unwrap_or(0)))];
    if beyond == Some(Beyond::Right) {
        lines.insert(1, format!("上年数{}", format.plain(entry.base.unwrap_or(0))));
    }
    lines
}

fn axis(name: &str, extent: Extent, unit: MoneyUnit, signed: bool) -> Axis {
    let reach = extent.high.unsigned_abs().max(extent.low.unsigned_abs());
    let step = i64::try_from(number::round_amount_below((reach / 4).max(1))).unwrap_or(i64::MAX).max(1);
    let values: Vec<i64> = (extent.low / step..=extent.high / step).map(|count| count * step).collect();
    let format = AmountFormat { unit, decimals: number::exact_decimals_of(&values, unit) };
    let text = |value: i64| if signed { format.signed(value) } else { format.plain(value) };
    let ticks =
        values.into_iter().map(|value| (value, if value == 0 { "0".to_owned() } else { text(value) })).collect();
    Axis { name: format!("{name}（{}）", unit.name_zh()), extent, ticks }
}

/// Lines of equal rate that cross the picture.
fn rays(across: Extent, up: Extent) -> Vec<(i64, String)> {
    let candidates = [-5000, -2000, -1000, 1000, 2000, 5000, 10_000];
    let inside = |rate: i64| {
        let end = i128::from(across.high) * i128::from(rate) / 10_000;
        let side = if rate < 0 { i128::from(up.low) } else { i128::from(up.high) };
        end.abs() <= side.abs() * 8 && side.abs() <= end.abs() * 12 && side != 0
    };
    let label = |rate: i64| number::signed_percent(crate::domain::Percent::new(rate / 100, 0));
    let mut rays: Vec<(i64, String)> =
        candidates.into_iter().filter(|rate| inside(*rate)).map(|rate| (rate, label(rate))).collect();
    rays.retain(|(rate, _)| [-2000, -1000, 1000, 2000, 5000].contains(rate));
    rays
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_far_from_its_peers_is_found_by_exact_medians() {
        assert_eq!(twice_median(&[3, 1, 2]), 4);
        assert_eq!(twice_median(&[1, 2]), 3);
        let distances = distances(&[10, 11, 9, 10, 12, 8, 500]);
        assert!(distances.last().is_some_and(|distance| *distance > 10_000));
        assert!(distances.iter().take(6).all(|distance| *distance <= 200));
    }

    #[test]
    fn one_point_beyond_all_others_does_not_squash_them() {
        assert_eq!(limit([10, 20, -30, 1000].into_iter()), 36);
        assert_eq!(limit([10, 20, -30].into_iter()), 30);
    }
}
