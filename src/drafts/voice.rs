//! How a department writes: unit, digits, separators, verbs, and its own names for figures, taken from its own sentences.

use super::case::precision;
use super::gather::Gathered;
use super::names;
use crate::checks::Dossier;
use crate::checks::prose::{position, same_place};
use crate::domain::{Amount, Flow, Money, MoneyUnit, Percent, Phase};
use crate::facts::{BaseKind, Coordinates, Statement};
use std::collections::BTreeMap;

/// How a narrative is worded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Whom it speaks of at the beginning of a section.
    pub who: String,
    /// 年 or 年度.
    pub year_word: &'static str,
    /// What stands before a reason: 主要原因是.
    pub because: &'static str,
    unit: MoneyUnit,
    decimals: u32,
    trims: bool,
    zero_decimals: u32,
    separators: bool,
    rate_decimals: u32,
    lead: &'static str,
    level: &'static str,
    up: &'static str,
    down: &'static str,
    rate_up: &'static str,
    rate_down: &'static str,
    own: Vec<(Coordinates, String)>,
}

/// What a comparison begins with; {y} is the year of the base.
const LEADS: &[&str] = &[
    "与上年预算相比，",
    "与上年决算相比，",
    "与上年相比，",
    "与{y}年度相比，",
    "与{y}年相比，",
    "与上年相比",
    "比上年预算",
    "较上年预算",
    "比上年决算",
    "较上年决算",
    "比{y}年度",
    "较{y}年度",
    "比{y}年预算",
    "比{y}年",
    "较{y}年",
    "比上年",
    "较上年",
];
/// What says that nothing changed.
const LEVELS: &[&str] = &[
    "与上年预算数持平",
    "与上年决算数持平",
    "与上年数持平",
    "与上年预算持平",
    "与上年持平",
    "与上年一致",
    "与上年相同",
    "与{y}年度持平",
    "与{y}年预算持平",
    "与{y}年持平",
];
const BECAUSE: &[&str] = &["主要原因是：", "主要原因是", "主要原因：", "主要原因为", "主要是"];
const UP: &[&str] = &["增加", "增长", "上升"];
const DOWN: &[&str] = &["减少", "降低", "下降"];
const RATE_UP: &[&str] = &["增长", "上升", "增加", "提高"];
const RATE_DOWN: &[&str] = &["下降", "降低", "减少"];

/// Fewer claims than these are no manner of writing.
const FEWEST_CLAIMS: usize = 5;

impl Voice {
    /// The voice of the disclosure's own prose, or of that of another year; where there is none, the usual words in the unit
    /// of the tables.
    pub fn of(gathered: &Gathered) -> Self {
        let dossier = &gathered.dossier;
        let mut sources: Vec<&Dossier> = vec![dossier];
        let mut others: Vec<&Dossier> = gathered.others.iter().filter(|other| other.phase == dossier.phase).collect();
        others.sort_by_key(|other| (other.year.get() - dossier.year.get()).abs());
        sources.extend(others);
        let spoken = sources.into_iter().find(|source| spoken_amounts(source).len() >= FEWEST_CLAIMS);
        let usual = Voice::usual(dossier);
        match spoken {
            Some(source) => Voice::heard(source, usual),
            None => usual,
        }
    }

    /// The same unit and digits in the usual words.
    pub fn in_usual_words(&self) -> Self {
        let usual = Voice::worded(self.who.clone(), self.year_word);
        Voice {
            unit: self.unit,
            decimals: self.decimals,
            trims: self.trims,
            zero_decimals: self.zero_decimals,
            separators: self.separators,
            rate_decimals: self.rate_decimals,
            ..usual
        }
    }

    fn worded(who: String, year_word: &'static str) -> Self {
        Voice {
            who,
            year_word,
            because: "主要原因是",
            unit: MoneyUnit::WanYuan,
            decimals: 2,
            trims: false,
            zero_decimals: 2,
            separators: false,
            rate_decimals: 2,
            lead: "与上年相比，",
            level: "与上年持平",
            up: "增加",
            down: "减少",
            rate_up: "增长",
            rate_down: "下降",
            own: Vec::new(),
        }
    }

    /// The usual words in the unit and the digits of the tables.
    fn usual(dossier: &Dossier) -> Self {
        let mut voice = Voice::worded(dossier.name().to_owned(), "年");
        let precision = precision(dossier);
        (voice.unit, voice.decimals, voice.zero_decimals) = (precision.unit, precision.decimals, precision.decimals);
        voice
    }

    fn heard(source: &Dossier, usual: Voice) -> Self {
        let amounts = spoken_amounts(source);
        let mut voice = usual;
        if let Some(unit) = most_frequent(amounts.iter().map(|(amount, _)| amount.unit.fen())) {
            voice.unit = unit_of(unit);
        }
        let mut of_unit: Vec<(Amount, &Statement)> = amounts;
        of_unit.retain(|(amount, _)| amount.unit == voice.unit);
        let (zeros, others): (Vec<_>, Vec<_>) =
            of_unit.into_iter().partition(|(amount, _)| amount.value == Money::ZERO);
        voice.hear_digits(&zeros, &others);
        let rates = source.statements.iter().flat_map(|statement| [statement.rate, statement.share]).flatten();
        if let Some(decimals) = most_frequent(rates.map(Percent::decimals)) {
            voice.rate_decimals = decimals;
        }
        voice.hear_words(source);
        voice.own = own_words(source);
        voice
    }

    /// The decimals that most amounts of all digits have: departments that drop trailing zeros print fewer for round amounts.
    fn hear_digits(&mut self, zeros: &[(Amount, &Statement)], others: &[(Amount, &Statement)]) {
        const OFTEN: usize = 4;
        let with = |decimals: u32| others.iter().filter(|(amount, _)| amount.decimals == decimals).count();
        let finest = (0..=4).rev().find(|decimals| with(*decimals) * OFTEN >= others.len().max(1));
        self.decimals = finest.unwrap_or(self.decimals);
        let round = |amount: &Amount| {
            let step = self.unit.fen() / 10_i64.pow(self.decimals.saturating_sub(1));
            self.decimals > 0 && step > 0 && amount.value.fen() % step == 0
        };
        let rounds: Vec<&Amount> = others.iter().map(|(amount, _)| amount).filter(|amount| round(amount)).collect();
        let short = rounds.iter().filter(|amount| amount.decimals < self.decimals).count();
        self.trims = short * 2 > rounds.len();
        let plain = zeros.iter().filter(|(amount, _)| amount.decimals == 0).count();
        self.zero_decimals = if zeros.is_empty() {
            if self.trims { 0 } else { self.decimals }
        } else if plain * 2 > zeros.len() {
            0
        } else {
            self.decimals
        };
        let large = others.iter().filter(|(amount, _)| amount.value.fen().abs() >= 1_000 * amount.unit.fen());
        let separated = |(amount, statement): &&(Amount, &Statement)| {
            statement.text.contains(&grouped(&amount.value.in_unit(amount.unit, amount.decimals)))
        };
        let large: Vec<_> = large.collect();
        let count = large.iter().filter(|one| separated(one)).count();
        self.separators = !large.is_empty() && count * 2 > large.len();
    }

    fn hear_words(&mut self, source: &Dossier) {
        let own_base = if source.phase == Phase::Executed { BaseKind::FinalLastYear } else { BaseKind::BudgetLastYear };
        let year = source.year.get();
        let compared: Vec<&Statement> = source
            .statements
            .iter()
            .filter(|said| {
                said.base_kind == Some(own_base) && said.base_year.is_some_and(|base| base.get() == year - 1)
            })
            .collect();
        let texts: Vec<&str> = compared.iter().map(|said| said.text.as_str()).collect();
        let of_year = |pattern: &&'static str| pattern.replace("{y}", &(year - 1).to_string());
        let first_of = |patterns: &[&'static str], text: &str| {
            patterns.iter().copied().filter(|pattern| text.contains(&of_year(pattern))).max_by_key(|found| found.len())
        };
        let heard = |patterns: &'static [&'static str], among: &[&str]| {
            most_frequent(among.iter().filter_map(|text| first_of(patterns, text)))
        };
        self.lead = heard(LEADS, &texts).unwrap_or(self.lead);
        self.level = heard(LEVELS, &texts).unwrap_or(self.level);
        let reasons: Vec<&str> =
            source.statements.iter().filter(|said| !said.reason.is_empty()).map(|said| said.text.as_str()).collect();
        self.because = heard(BECAUSE, &reasons).unwrap_or(self.because);
        let moved = |up: bool, words: &'static [&'static str]| {
            most_frequent(compared.iter().filter_map(|said| {
                let change =
                    said.change.filter(|change| (change.value.fen() > 0) == up && change.value != Money::ZERO)?;
                let positive = Money::from_fen(change.value.fen().abs());
                word_before(&said.text, &positive.in_unit(change.unit, change.decimals), words)
            }))
        };
        self.up = moved(true, UP).unwrap_or(self.up);
        self.down = moved(false, DOWN).unwrap_or(self.down);
        let rated = |up: bool, words: &'static [&'static str]| {
            most_frequent(compared.iter().filter_map(|said| {
                let rate = said.rate.filter(|rate| (rate.mantissa() > 0) == up && rate.mantissa() != 0)?;
                let positive = if rate.mantissa() < 0 { rate.negated() } else { rate };
                word_before(&said.text, &positive.to_string(), words)
            }))
        };
        self.rate_up = rated(true, RATE_UP).unwrap_or(self.rate_up);
        self.rate_down = rated(false, RATE_DOWN).unwrap_or(self.rate_down);
        let long = source.statements.iter().filter(|said| said.text.contains(&format!("{year}年度"))).count();
        let any = source.statements.iter().filter(|said| said.text.contains(&format!("{year}年"))).count();
        self.year_word = if long * 2 > any { "年度" } else { "年" };
    }

    /// The words for a figure: the department's own, else the usual ones.
    pub fn words(&self, wanted: &Coordinates) -> String {
        let own = self.own.iter().find(|(coordinates, words)| same_place(coordinates, wanted) && !is_pair(words));
        own.map_or_else(|| names::usual(wanted), |(_, words)| words.clone())
    }

    /// The department's own words for revenue and expenditure together: 收入、支出预算总计.
    pub fn pair(&self, wanted: &Coordinates) -> Option<&str> {
        let own = self.own.iter().find(|(coordinates, words)| same_place(coordinates, wanted) && is_pair(words));
        own.map(|(_, words)| words.as_str())
    }

    /// An amount with its unit: 1,092.22万元.
    pub fn money(&self, fen: i64) -> String {
        format!("{}{}", self.digits(fen), self.unit.name_zh())
    }

    fn digits(&self, fen: i64) -> String {
        if fen == 0 {
            return Money::ZERO.in_unit(self.unit, self.zero_decimals);
        }
        let mut plain = Money::from_fen(fen).in_unit(self.unit, self.decimals);
        if self.trims && plain.contains('.') {
            plain = plain.trim_end_matches('0').trim_end_matches('.').to_owned();
        }
        if self.separators { grouped(&plain) } else { plain }
    }

    /// Whether an amount that is not 0 prints as 0.
    pub fn rounds_to_nothing(&self, fen: i64) -> bool {
        fen != 0 && !self.digits(fen).contains(|digit: char| ('1'..='9').contains(&digit))
    }

    /// A part as a percentage of a whole, rounded by itself: 45.19%. `None` where the whole is not positive.
    pub fn share(&self, part: i64, whole: i64) -> Option<String> {
        let share = Percent::of_ratio(i128::from(part), i128::from(whole), self.rate_decimals).filter(|_| whole > 0)?;
        Some(format!("{share}%"))
    }

    /// 增加36.15万元.
    pub fn moved(&self, difference: i64) -> String {
        format!("{}{}", if difference < 0 { self.down } else { self.up }, self.money(difference.saturating_abs()))
    }

    /// 增长3.42%. `None` where the base is not positive.
    pub fn rate(&self, difference: i64, base: i64) -> Option<String> {
        let size = self.share(difference.saturating_abs(), base)?;
        Some(format!("{}{size}", if difference < 0 { self.rate_down } else { self.rate_up }))
    }

    /// What stands before a change: 与上年相比，收、支总计各, or 收、支总计各比上年.
    pub fn compared(&self, words: &str, each: &str, year: i32) -> String {
        let lead = self.lead.replace("{y}", &(year - 1).to_string());
        if lead.starts_with('与') { format!("{lead}{words}{each}") } else { format!("{words}{each}{lead}") }
    }

    /// 与上年持平.
    pub fn unchanged(&self, year: i32) -> String {
        self.level.replace("{y}", &(year - 1).to_string())
    }

    /// 与上年基本持平: a change smaller than the digits that are printed.
    pub fn nearly_unchanged(&self, year: i32) -> String {
        let level = self.unchanged(year);
        let kept =
            ["持平", "一致"].iter().find_map(|word| level.strip_suffix(word).map(|rest| format!("{rest}基本{word}")));
        kept.unwrap_or_else(|| "与上年基本持平".to_owned())
    }
}

fn unit_of(fen: i64) -> MoneyUnit {
    MoneyUnit::ALL.iter().copied().find(|unit| unit.fen() == fen).unwrap_or(MoneyUnit::WanYuan)
}

/// The amounts that the prose says, each with its claim.
fn spoken_amounts(dossier: &Dossier) -> Vec<(Amount, &Statement)> {
    dossier.statements.iter().filter_map(|said| said.amount.map(|amount| (amount, said))).collect()
}

/// The most frequent value; the first in order where several are.
fn most_frequent<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(value, _)| value)
}

/// The direction word right before a figure.
fn word_before(text: &str, digits: &str, words: &'static [&'static str]) -> Option<&'static str> {
    let separated = grouped(digits);
    let places = text.match_indices(digits).chain(text.match_indices(separated.as_str())).map(|(at, _)| at);
    let mut before = places.filter_map(|at| text.get(..at));
    before.find_map(|before| words.iter().copied().find(|word| before.ends_with(word)))
}

/// Digits with separators at every third place.
fn grouped(plain: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// The department's own names for figures, the first of each in the order of its text.
fn own_words(source: &Dossier) -> Vec<(Coordinates, String)> {
    let mut said: Vec<&Statement> = source
        .statements
        .iter()
        .filter(|said| said.amount.is_some() && (said.year, said.phase) == (source.year, source.phase))
        .filter(|said| said.coordinates.form.is_some() && is_name(&said.subject))
        .collect();
    said.sort_by_key(|said| position(said));
    let mut own: Vec<(Coordinates, String)> = Vec::new();
    for statement in said {
        let (wanted, words) = (&statement.coordinates, &statement.subject);
        let known = own.iter().any(|(other, before)| same_place(other, wanted) && is_pair(before) == is_pair(words));
        if !known {
            own.push((wanted.clone(), words.clone()));
        }
    }
    own
}

fn is_name(words: &str) -> bool {
    const LONGEST: usize = 40;
    words.chars().count() <= LONGEST
        && !words.contains(|character: char| character.is_ascii_digit() || "，。；：,;:".contains(character))
}

/// Whether words name revenue and expenditure together.
fn is_pair(words: &str) -> bool {
    let both = [Flow::Revenue.name_zh(), Flow::Expenditure.name_zh()];
    both.iter().all(|flow| words.contains(flow))
        || ["收支", "收、支", "收入支出"].iter().any(|pair| words.contains(pair))
}
