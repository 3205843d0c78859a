//! What a section is given: the figures of the disclosure, of last year and of the budget, and the words to use.

use super::gather::Gathered;
use super::voice::Voice;
use super::{REASON, names};
use crate::checks::Dossier;
use crate::checks::figures::{Figure, Period};
use crate::checks::prose::same_place;
use crate::checks::tie_out::tie_out;
use crate::domain::{Amount, FiscalYear, Flow, Form, FundSource, Money, MoneyUnit, Nature, Phase, RowLevel};
use crate::facts::{Coordinates, StatementKind};
use crate::findings::Outcome;
use std::collections::BTreeMap;

/// The disclosures that a narrative speaks of.
pub struct Standpoint<'a> {
    /// The disclosure that is narrated.
    pub dossier: &'a Dossier,
    /// The same body's disclosure of the year before, in the same phase.
    pub last: Option<&'a Dossier>,
    /// For final accounts, the same body's budget of the year.
    pub budget: Option<&'a Dossier>,
    /// Whether what is not there is unknown, not nothing: tables imported by a mapping.
    pub sparse: bool,
    /// Unit and decimals of its tables, as those of an amount of nothing.
    pub precision: Amount,
}

/// What is known of a figure, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Printed, or the sum of what is printed.
    Printed(i64),
    /// Its table was published without it.
    Nothing,
    /// Nobody can say.
    Unknown,
}

impl Known {
    /// The amount in fen; nothing is 0.
    pub const fn fen(self) -> Option<i64> {
        match self {
            Known::Printed(fen) => Some(fen),
            Known::Nothing => Some(0),
            Known::Unknown => None,
        }
    }

    /// The amount in fen, where it is printed and not 0.
    pub fn some(self) -> Option<i64> {
        self.fen().filter(|fen| *fen != 0)
    }

    fn or(self, other: impl FnOnce() -> Known) -> Known {
        if self == Known::Unknown { other() } else { self }
    }
}

impl<'a> Standpoint<'a> {
    /// The disclosures around the one that was gathered.
    pub fn of(gathered: &'a Gathered) -> Self {
        let dossier = &gathered.dossier;
        let year = dossier.year.get();
        let budget = (dossier.phase == Phase::Executed).then(|| gathered.other(year, Phase::Approved)).flatten();
        let last = gathered.other(year - 1, dossier.phase);
        Standpoint { dossier, last, budget, sparse: gathered.sparse, precision: precision(dossier) }
    }

    fn find(&self, dossier: &Dossier, year: FiscalYear, phase: Phase, wanted: &Coordinates) -> Known {
        let period = Period::of(dossier, year, phase);
        let own = (dossier.year, dossier.phase) == (year, phase);
        let printed = match period.figure(wanted, &wanted.item) {
            Figure::One(fact) => Known::Printed(fact.amount.value.fen()),
            Figure::Either(facts) => {
                facts.first().map_or(Known::Unknown, |fact| Known::Printed(fact.amount.value.fen()))
            }
            Figure::Sum(facts) => Money::checked_sum(facts.iter().map(|fact| fact.amount.value))
                .map_or(Known::Unknown, |sum| Known::Printed(sum.fen())),
            Figure::Blank(_) if self.sparse || !own && period.is_empty() => Known::Unknown,
            Figure::Blank(_) => Known::Nothing,
            Figure::Missing(_) => Known::Unknown,
        };
        printed.or(|| stated(dossier, year, phase, wanted))
    }

    /// The figure of the disclosure itself.
    pub fn now(&self, wanted: &Coordinates) -> Known {
        self.find(self.dossier, self.dossier.year, self.dossier.phase, wanted)
    }

    /// The figure of the year before: as published then, or as printed beside this year's.
    pub fn base(&self, wanted: &Coordinates) -> Known {
        let phase = self.dossier.phase;
        let Some(year) = FiscalYear::new(self.dossier.year.get() - 1) else { return Known::Unknown };
        let published = self.last.map_or(Known::Unknown, |last| self.find(last, year, phase, wanted));
        published.or(|| self.find(self.dossier, year, phase, wanted))
    }

    /// The budget of what final accounts executed: as printed beside, or as published.
    pub fn planned(&self, wanted: &Coordinates) -> Known {
        if self.dossier.phase != Phase::Executed {
            return Known::Unknown;
        }
        let year = self.dossier.year;
        let beside = self.find(self.dossier, year, Phase::Approved, wanted);
        let published =
            || self.budget.map_or(Known::Unknown, |budget| self.find(budget, year, Phase::Approved, wanted));
        if matches!(beside, Known::Printed(_)) { beside } else { published().or(|| beside) }
    }

    /// Whether the disclosure has figures in a form.
    pub fn has(&self, form: Form) -> bool {
        self.dossier.facts_of(form).next().is_some()
    }
}

/// The unit of most figures of a disclosure's tables and the most decimals that they have; 万元 with two where there are none.
pub fn precision(dossier: &Dossier) -> Amount {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for fact in &dossier.facts {
        *counts.entry(fact.amount.unit.fen()).or_default() += 1;
    }
    let unit_fen = counts.into_iter().max_by_key(|(_, count)| *count).map(|(unit, _)| unit);
    let unit = MoneyUnit::ALL.iter().copied().find(|unit| Some(unit.fen()) == unit_fen);
    let of_unit = dossier.facts.iter().map(|fact| fact.amount).filter(|amount| Some(amount.unit) == unit);
    let decimals = of_unit.map(|amount| amount.decimals).max().unwrap_or(2);
    Amount { value: Money::ZERO, unit: unit.unwrap_or(MoneyUnit::WanYuan), decimals }
}

/// What the prose says of a figure that no table prints, where it says one thing only.
fn stated(dossier: &Dossier, year: FiscalYear, phase: Phase, wanted: &Coordinates) -> Known {
    let mut said = dossier.statements.iter().filter(|statement| {
        statement.kind != StatementKind::Count
            && (statement.year, statement.phase) == (year, phase)
            && same_place(&statement.coordinates, wanted)
    });
    let Some(first) = said.find_map(|statement| statement.amount) else { return Known::Unknown };
    let agreed = said.filter_map(|statement| statement.amount).all(|amount| amount.value == first.value);
    if agreed { Known::Printed(first.value.fen()) } else { Known::Unknown }
}

/// A section's view: figures and words.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The figures.
    pub standpoint: &'a Standpoint<'a>,
    /// The words.
    pub voice: &'a Voice,
}

impl Case<'_> {
    /// 预算 or 决算.
    pub fn stage(&self) -> &'static str {
        self.standpoint.dossier.phase.name_zh()
    }

    /// Whether it is about final accounts.
    pub fn executed(&self) -> bool {
        self.standpoint.dossier.phase == Phase::Executed
    }

    /// The beginning of a section's first sentence: 某某局2025年.
    pub fn opening(&self) -> String {
        format!("{}{}", self.voice.who, self.year())
    }

    /// 2025年 or 2025年度.
    pub fn year(&self) -> String {
        format!("{}{}", self.standpoint.dossier.year, self.voice.year_word)
    }

    /// The name of a figure with its amount: 支出合计1092.22万元. `None` where it is unknown.
    pub fn named(&self, wanted: &Coordinates) -> Option<String> {
        let fen = self.standpoint.now(wanted).fen()?;
        Some(format!("{}{}", self.voice.words(wanted), self.voice.money(fen)))
    }

    /// The change of a figure against last year as a clause that goes on after an amount: ，与上年相比，增加…。 Empty where
    /// last year is unknown.
    pub fn change(&self, wanted: &Coordinates) -> String {
        self.change_of("", "", self.standpoint.now(wanted), self.standpoint.base(wanted))
    }

    /// [`Case::change`] of named things; `each` is 各 where the words name two.
    pub fn change_of(&self, words: &str, each: &str, now: Known, base: Known) -> String {
        let voice = self.voice;
        let year = self.standpoint.dossier.year.get();
        let (Some(now_fen), Some(base_fen)) = (now.fen(), base.fen()) else { return String::new() };
        let difference = now_fen.saturating_sub(base_fen);
        if difference == 0 {
            return format!("，{words}{}", voice.unchanged(year));
        }
        if voice.rounds_to_nothing(difference) {
            return format!("，{words}{}", voice.nearly_unchanged(year));
        }
        let mut text = format!("，{}{}", voice.compared(words, each, year), voice.moved(difference));
        if base_fen > 0
            && let Some(rate) = voice.rate(difference, base_fen)
        {
            text.push_str(&format!("，{rate}"));
        }
        if base == Known::Nothing && now_fen > 0 {
            text.push_str("，为新增支出");
        }
        format!("{text}，{}{REASON}", voice.because)
    }

    /// The parts of a whole with their shares: 基本支出493.54万元，占45.19%；项目支出…. Parts of which nothing is known are
    /// left out.
    pub fn parts(&self, whole: i64, parts: &[Coordinates]) -> Option<String> {
        let listed: Vec<String> = parts
            .iter()
            .filter_map(|part| {
                let fen = self.standpoint.now(part).fen()?;
                let words = self.voice.words(part);
                Some(match self.voice.share(fen, whole) {
                    Some(share) => format!("{words}{}，占{share}", self.voice.money(fen)),
                    None => format!("{words}{}", self.voice.money(fen)),
                })
            })
            .collect();
        (!listed.is_empty()).then(|| listed.join("；"))
    }

    /// 年初预算为A万元，支出决算为B万元，完成年初预算的C%: how a budget was carried out. `None` where the budget is unknown.
    pub fn carried_out(&self, wanted: &Coordinates) -> Option<String> {
        let planned = self.standpoint.planned(wanted).fen()?;
        let done = self.standpoint.now(wanted).fen()?;
        let money = |fen: i64| self.voice.money(fen);
        let rate = self.voice.share(done, planned).filter(|_| planned > 0);
        let ending = match rate {
            Some(rate) => format!("，完成年初预算的{rate}"),
            None if done != 0 => "，年初没有安排预算".to_owned(),
            None => String::new(),
        };
        Some(format!("年初预算为{}，支出决算为{}{ending}", money(planned), money(done)))
    }
}

impl Case<'_> {
    /// The change of a figure as a sentence of its own: 与上年相比，基本支出增加…。 Empty where last year is unknown.
    pub fn changed(&self, wanted: &Coordinates) -> String {
        let words = self.voice.words(wanted);
        let clause = self.change_of(&words, "", self.standpoint.now(wanted), self.standpoint.base(wanted));
        clause.strip_prefix('，').map_or(String::new(), |clause| format!("{clause}。"))
    }

    /// Whether parts add up to a whole, within the rounding of the tables; those of which nothing is known count as nothing.
    pub fn adds_up(&self, whole: i64, parts: &[Coordinates]) -> bool {
        let printed = |fen: i64| Amount { value: Money::from_fen(fen), ..self.standpoint.precision };
        let amounts = parts.iter().filter_map(|part| self.standpoint.now(part).fen());
        let amounts: Vec<Amount> = amounts.filter(|fen| *fen != 0).map(printed).collect();
        !parts.is_empty() && tie_out(&printed(whole), amounts.iter()).outcome != Outcome::Breaks
    }

    /// Whether the changes of parts add up to that of their whole within the rounding of the tables, so that they can be told
    /// side by side.
    pub fn changes_add_up(&self, whole: &Coordinates, parts: &[Coordinates]) -> bool {
        let change = |wanted: &Coordinates| {
            let (now, base) = (self.standpoint.now(wanted).fen()?, self.standpoint.base(wanted).fen()?);
            Some(Amount { value: Money::from_fen(now.checked_sub(base)?), ..self.standpoint.precision })
        };
        let parts: Option<Vec<Amount>> = parts.iter().map(change).collect();
        let (Some(whole), Some(parts)) = (change(whole), parts) else { return false };
        tie_out(&whole, parts.iter()).outcome != Outcome::Breaks
    }

    /// 基本支出 and 项目支出, and the other natures that have an amount.
    pub fn natures(&self, form: Form, fund: FundSource) -> Vec<Coordinates> {
        const USUAL: [Nature; 2] = [Nature::Basic, Nature::Project];
        const RARE: [Nature; 4] =
            [Nature::Business, Nature::RemittanceToSuperior, Nature::SubsidyToAffiliates, Nature::Reserve];
        let of = |nature: &Nature| names::nature(form, fund, *nature);
        let usual = USUAL.iter().map(of).filter(|wanted| self.standpoint.now(wanted).fen().is_some());
        let rare = RARE.iter().map(of).filter(|wanted| self.standpoint.now(wanted).some().is_some());
        usual.chain(rare).collect()
    }

    /// Revenue and expenditure of a fund, with balances where they are printed, and how both changed.
    pub fn both_sides(&self, form: Form, fund: FundSource) -> Option<String> {
        let sides = [RowLevel::GrandTotal, RowLevel::Total].into_iter().find_map(|level| {
            let of = |flow: Flow| names::total(form, flow, fund, level);
            let (revenue, spent) = (of(Flow::Revenue), of(Flow::Expenditure));
            let known = self.standpoint.now(&revenue).fen().is_some() && self.standpoint.now(&spent).fen().is_some();
            known.then_some((revenue, spent))
        });
        let (revenue, spent) = sides?;
        let now = [&revenue, &spent].map(|wanted| self.standpoint.now(wanted));
        let base = [&revenue, &spent].map(|wanted| self.standpoint.base(wanted));
        let equal = now[0].fen() == now[1].fen() && base[0].fen() == base[1].fen();
        let own = self.voice.pair(&revenue).filter(|_| equal);
        let mut text = self.opening();
        match (own, now[0].fen()) {
            (Some(words), Some(fen)) => text.push_str(&format!("{words}{}", self.voice.money(fen))),
            _ => text.push_str(&format!("{}，{}", self.named(&revenue)?, self.named(&spent)?)),
        }
        if !equal {
            return Some(format!("{text}。{}{}", self.changed(&revenue), self.changed(&spent)));
        }
        let fund = if fund == FundSource::All { "" } else { fund.name_zh() };
        let ending = if revenue.level == RowLevel::GrandTotal { "总计" } else { "合计" };
        let usual = format!("{fund}收、支{ending}");
        let change = self.change_of(own.unwrap_or(&usual), "各", now[0], base[0]);
        Some(format!("{text}{change}。"))
    }

    /// What a fund spends and how that changed, or that it spends nothing. `None` where nobody can say.
    pub fn fund(&self, form: Form, fund: FundSource) -> Option<String> {
        let wanted = names::nature(form, fund, Nature::Total);
        let now = self.standpoint.now(&wanted).fen()?;
        if now == 0 && self.standpoint.base(&wanted).some().is_none() {
            return Some(format!("{}没有{}拨款安排的支出。", self.opening(), fund.name_zh()));
        }
        Some(format!("{}{}{}。", self.opening(), self.named(&wanted)?, self.change(&wanted)))
    }
}
