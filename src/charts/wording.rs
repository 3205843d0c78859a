//! The words of a chart: title, message, notes, states.

use super::entries::Entry;
use super::number::{self, AmountFormat, LabelMode};
use super::options::{ChartOptions, Judgement};
use super::spec::{Key, Note, Page, Pattern, Scenario, Swatch, Title};
use crate::domain::codebook::REGIONS;
use crate::domain::{Flow, Form, FundSource, MoneyUnit, Phase};
use crate::measures::{Comparison, Series, State};

/// The page that the options ask for.
pub fn page(options: &ChartOptions) -> Page {
    Page {
        size: options.size,
        double_scale: options.double_scale,
        theme: options.theme,
        favourable_colours: options.favourable_colours,
    }
}

/// Whom a set of series is about: the one department, or the region.
pub fn who<'a>(series: impl IntoIterator<Item = &'a Series> + Clone, options: &ChartOptions) -> String {
    if !options.who.is_empty() {
        return options.who.clone();
    }
    let mut all = series.into_iter();
    let Some(first) = all.next() else { return String::new() };
    let (mut one_department, mut one_region) = (true, true);
    for other in all {
        one_department &= other.department == first.department;
        one_region &= other.region_code == first.region_code;
    }
    let region = REGIONS.iter().find(|region| region.code == first.region_code).map_or("", |region| region.name);
    match (one_department, one_region) {
        (true, _) => first.department.clone(),
        (false, true) => format!("{region}各部门"),
        (false, false) => "各部门".to_owned(),
    }
}

/// What a set of series measures: `一般公共预算支出`.
pub fn what<'a>(series: impl IntoIterator<Item = &'a Series>, options: &ChartOptions) -> String {
    if !options.what.is_empty() {
        return options.what.clone();
    }
    let all: Vec<&Series> = series.into_iter().collect();
    let Some(first) = all.first() else { return String::new() };
    let same = |test: fn(&Series, &Series) -> bool| all.iter().all(|other| test(first, other));
    if same(|one, two| one.form == two.form) && first.form == Form::ThreePublicExpenses {
        return "“三公”经费".to_owned();
    }
    if same(|one, two| one.form == two.form) && first.form == Form::OperatingCosts {
        return "机构运转经费".to_owned();
    }
    let fund = match first.fund {
        FundSource::All | FundSource::Unknown => "",
        fund if same(|one, two| one.fund == two.fund) => fund.name_zh(),
        _ => "",
    };
    let flow = match first.flow {
        Some(flow) if same(|one, two| one.flow == two.flow) => flow.name_zh(),
        _ => "收支",
    };
    format!("{fund}{flow}")
}

/// The title of a comparison of two years.
pub fn title_of_year(rows: &[&Comparison], unit: MoneyUnit, options: &ChartOptions) -> Title {
    let series = || rows.iter().map(|row| &row.series);
    let when = rows.first().map_or_else(String::new, |row| {
        let phase = phase_name(row.series.phase);
        format!("{}年{phase}与{}年{phase}", row.fiscal_year, row.base_year)
    });
    Title { who: who(series().collect::<Vec<_>>(), options), what: in_unit(&what(series(), options), unit), when }
}

/// The title of several years.
pub fn title_of_years(rows: &[&Comparison], unit: MoneyUnit, options: &ChartOptions) -> Title {
    let series = || rows.iter().map(|row| &row.series);
    Title {
        who: who(series().collect::<Vec<_>>(), options),
        what: in_unit(&what(series(), options), unit),
        when: span(rows.iter().map(|row| row.fiscal_year), rows.first().map(|row| row.series.phase)),
    }
}

/// `2017—2019年预算`.
pub fn span(years: impl Iterator<Item = i32> + Clone, phase: Option<Phase>) -> String {
    let phase = phase.map_or("", phase_name);
    match (years.clone().min(), years.max()) {
        (Some(first), Some(last)) if first < last => format!("{first}—{last}年{phase}"),
        (Some(only), _) => format!("{only}年{phase}"),
        _ => String::new(),
    }
}

fn in_unit(what: &str, unit: MoneyUnit) -> String {
    format!("{what}（{}）", unit.name_zh())
}

/// 预算, 决算.
pub fn phase_name(phase: Phase) -> &'static str {
    phase.name_zh()
}

/// The fill of a phase.
pub fn scenario(phase: Phase, earlier: bool) -> Scenario {
    let pattern = match phase {
        Phase::Approved => Pattern::Outlined,
        Phase::Adjusted => Pattern::Hatched,
        Phase::Executed => Pattern::Solid,
    };
    Scenario { pattern, earlier }
}

/// 增加36.15万元，增长3.42%.
pub fn change_clause(entry: &Entry, mode: LabelMode) -> String {
    let change = entry.change.unwrap_or(0);
    let amount = number::amount_in_sentence(i64::try_from(change.unsigned_abs()).unwrap_or(i64::MAX), mode);
    let rate = entry.rate.map(|rate| if rate.mantissa() < 0 { rate.negated() } else { rate });
    let rate = rate.map(number::percent_text);
    match (entry.state, rate) {
        (State::Increase, Some(rate)) => format!("增加{amount}，增长{rate}"),
        (State::Decrease, Some(rate)) => format!("减少{amount}，下降{rate}"),
        (State::Unchanged, _) => "持平".to_owned(),
        (State::New, _) => "为新增".to_owned(),
        (State::Discontinued, _) => format!("减少{amount}，已取消"),
        (State::MissingYear, _) => "缺少可比的上年数据".to_owned(),
        (_, None) if change > 0 => format!("增加{amount}，增减率不可比"),
        (_, None) if change < 0 => format!("减少{amount}，增减率不可比"),
        _ => "不可比".to_owned(),
    }
}

/// 支出合计1,092.22万元，比上年增加36.15万元，增长3.42%.
pub fn change_sentence(subject: &str, entry: &Entry, mode: LabelMode) -> String {
    let amount = entry.amount.map(|fen| number::amount_in_sentence(fen, mode)).unwrap_or_default();
    let joint = match entry.state {
        State::Increase | State::Decrease => "比上年",
        State::Unchanged => "与上年",
        _ => "",
    };
    format!("{subject}{amount}，{joint}{}", change_clause(entry, mode))
}

/// 收入合计, 支出合计, 合计.
pub fn total_name(series: &Series) -> &'static str {
    match (series.form, series.flow) {
        (Form::ThreePublicExpenses, _) => "“三公”经费",
        (Form::OperatingCosts, _) => "机构运转经费",
        (_, Some(Flow::Revenue)) => "收入合计",
        (_, Some(Flow::Expenditure)) => "支出合计",
        _ => "合计",
    }
}

/// Source, 口径 and remarks for the foot.
pub fn notes(rows: &[&Comparison], options: &ChartOptions, remarks: &[String]) -> Vec<Note> {
    let mut scope = options.scope.clone();
    if scope.is_empty() {
        scope = "增减额＝本年数－上年数，增减率＝增减额÷上年数，四舍五入".to_owned();
    }
    if rows.iter().any(|row| row.base_source == crate::measures::BaseSource::Derived) {
        scope.push_str("；部分上年数按本年说明推算");
    }
    if rows.iter().any(|row| row.granularity_differs) {
        scope.push_str("；部分项目两年列示的细度不同，按合计比较");
    }
    let mut notes = vec![note("来源", &options.source), note("口径", &scope)];
    notes.push(note("注", &remarks.join("；")));
    notes.retain(|note| !note.text.is_empty());
    notes
}

/// One line of the foot.
pub fn note(head: &str, text: &str) -> Note {
    Note { head: head.to_owned(), text: text.to_owned() }
}

/// The legend of judgements.
pub fn judgement_keys() -> Vec<Key> {
    [(Judgement::Favourable, "有利变动"), (Judgement::Unfavourable, "不利变动")]
        .into_iter()
        .map(|(judgement, text)| Key { swatch: Swatch::Judgement(judgement), text: text.to_owned() })
        .collect()
}

/// The legend of judgements, where any change has one.
pub fn keys_of(entries: &[Entry]) -> Vec<Key> {
    let judged = entries.iter().any(|entry| entry.judgement() != Judgement::Neutral);
    if judged { judgement_keys() } else { Vec::new() }
}

/// The change in a few words for a small chart: −0.30万元，−6.3%.
pub fn remark(entry: &Entry, format: AmountFormat, mode: LabelMode) -> String {
    match (entry.state, entry.change, entry.printed_rate(mode)) {
        (State::Increase | State::Decrease, Some(change), Some(rate)) => {
            format!("{}{}，{}", format.signed(change), format.unit.name_zh(), number::signed_percent(rate))
        }
        (state, ..) => state.name_zh().to_owned(),
    }
}

/// What a page with the largest departments does not show: those of all years count.
pub fn remark_on_left_out(shown: usize, left_out: usize, last_year: i32) -> String {
    format!("历年共{}个部门，列出{last_year}年数额最大的{shown}个", shown + left_out)
}

/// How many rose, fell and stayed: 60个部门中38个增加、21个减少、1个持平.
pub fn count_sentence(entries: &[Entry], counter: &str) -> String {
    let of = |states: &[State]| entries.iter().filter(|entry| states.contains(&entry.state)).count();
    let groups = [
        (of(&[State::Increase]), "个增加"),
        (of(&[State::Decrease]), "个减少"),
        (of(&[State::Unchanged]), "个持平"),
        (of(&[State::New]), "个新增"),
        (of(&[State::Discontinued]), "个取消"),
        (of(&[State::NotComparable, State::MissingYear]), "个不可比"),
    ];
    let named: Vec<String> =
        groups.into_iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count}{name}")).collect();
    match named.as_slice() {
        [only] if entries.len() > 1 => format!(
            "{}{counter}均{}",
            entries.len(),
            only.trim_start_matches(char::is_numeric).trim_start_matches('个')
        ),
        _ => format!("{}{counter}中{}", entries.len(), named.join("、")),
    }
}
