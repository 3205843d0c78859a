//! Finds the printed figure of a table that coordinates name: what a sentence of the prose repeats, or what another
//! year printed of the same thing.

use super::{Dossier, structure};
use crate::domain::label::fold;
use crate::domain::{FiscalYear, Flow, Form, FundSource, Money, Nature, Phase, RowLevel, ThreePublicItem};
use crate::facts::{Coordinates, Fact};
use crate::tables::TableState;

/// What a disclosure prints of some coordinates.
#[derive(Clone, Debug)]
pub enum Figure<'a> {
    /// One figure.
    One(&'a Fact),
    /// 收入 may be the total of the year or the total with balances: either will do; the likelier one first.
    Either(Vec<&'a Fact>),
    /// Not printed itself, but all its parts are.
    Sum(Vec<&'a Fact>),
    /// The table is whole and has no figure there: nothing.
    Blank(Form),
    /// Cannot be told, and why.
    Missing(String),
}

/// The figures of one year and phase in a disclosure: its own, or those that stand beside.
pub struct Period<'a> {
    dossier: &'a Dossier,
    facts: Vec<&'a Fact>,
    own: bool,
}

impl<'a> Period<'a> {
    /// The figures of a year and phase.
    pub fn of(dossier: &'a Dossier, year: FiscalYear, phase: Phase) -> Self {
        let own = dossier.year == year && dossier.phase == phase;
        let facts = if own {
            dossier.facts.iter().collect()
        } else {
            dossier.beside.iter().filter(|fact| fact.year == year && fact.phase == phase).collect()
        };
        Period { dossier, facts, own }
    }

    /// The figures of the disclosure's own year and phase.
    pub fn own(dossier: &'a Dossier) -> Self {
        Self::of(dossier, dossier.year, dossier.phase)
    }

    /// Whether nothing is printed of this year and phase.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// The figure of these coordinates. `words` are those of the prose: without 合计 and 总计 in them, the total of the
    /// year and the total with balances are both meant.
    pub fn figure(&self, wanted: &Coordinates, words: &str) -> Figure<'a> {
        let Some(form) = wanted.form else { return Figure::Missing("说的不是某一张表里的数".to_owned()) };
        if matches!(form, Form::ProjectPerformanceTargets | Form::StateAssets | Form::OtherTable) {
            return Figure::Missing(format!("{}没有这样的合计", form.name_zh()));
        }
        let mut lack: Option<String> = None;
        let mut blank: Option<Form> = None;
        for (form, fund) in self.places(form, wanted) {
            match self.state(form) {
                State::Lacking(reason) => {
                    lack.get_or_insert(reason);
                }
                State::Blank => {
                    blank.get_or_insert(form);
                }
                State::Figures => {
                    let coordinates = Coordinates { form: Some(form), fund, ..wanted.clone() };
                    match self.search(form, &coordinates, words) {
                        Figure::Blank(form) => {
                            blank.get_or_insert(form);
                        }
                        Figure::Missing(reason) => return Figure::Missing(reason),
                        found => return found,
                    }
                }
            }
        }
        match (blank, lack) {
            (Some(form), _) => Figure::Blank(form),
            (None, lack) => Figure::Missing(lack.unwrap_or_else(|| format!("没有{}", form.name_zh()))),
        }
    }

    fn state(&self, form: Form) -> State {
        if !self.own {
            let printed = self.facts.iter().any(|fact| fact.coordinates.form == Some(form));
            return if printed {
                State::Figures
            } else {
                State::Lacking(format!("{}没有列出那一年的数", form.name_zh()))
            };
        }
        match self.dossier.state(form) {
            Some(TableState::Whole) => State::Figures,
            Some(TableState::Blank) => State::Blank,
            // Operating costs stand in a column of the table of the three public expenses in many places.
            None if self.facts.iter().any(|fact| fact.coordinates.form == Some(form)) => State::Figures,
            _ => State::Lacking(self.dossier.lack_of(form).unwrap_or_default()),
        }
    }

    /// The forms that print the figure, the named one first, each with the fund under which they do.
    fn places(&self, form: Form, wanted: &Coordinates) -> Vec<(Form, FundSource)> {
        use Form::{
            AppropriationBasicExpenditure, AppropriationExpenditure, AppropriationSummary, ExpenditureSummary,
            GeneralPublicBasicExpenditure, GeneralPublicExpenditure, GovernmentFundExpenditure,
            RevenueExpenditureSummary, RevenueSummary, StateCapitalExpenditure,
        };
        let fund = wanted.fund;
        let mut places = vec![(form, fund)];
        let only_general = || self.is_only_general_public();
        match form {
            RevenueSummary => places.push((RevenueExpenditureSummary, fund)),
            RevenueExpenditureSummary if wanted.flow == Some(Flow::Expenditure) => {
                places.push((ExpenditureSummary, fund))
            }
            RevenueExpenditureSummary => places.push((RevenueSummary, fund)),
            ExpenditureSummary => places.push((RevenueExpenditureSummary, fund)),
            AppropriationSummary if wanted.flow == Some(Flow::Expenditure) => {
                places.push((AppropriationExpenditure, fund));
            }
            AppropriationExpenditure => {
                places.push((AppropriationSummary, FundSource::Appropriation));
                if only_general() {
                    places.push((GeneralPublicExpenditure, FundSource::GeneralPublic));
                }
            }
            GeneralPublicExpenditure => places.push((AppropriationSummary, FundSource::GeneralPublic)),
            AppropriationBasicExpenditure if only_general() => {
                places.push((GeneralPublicBasicExpenditure, FundSource::GeneralPublic));
            }
            GeneralPublicBasicExpenditure => places.push((GeneralPublicExpenditure, FundSource::GeneralPublic)),
            GovernmentFundExpenditure | StateCapitalExpenditure => places.push((AppropriationSummary, fund)),
            _ => {}
        }
        if fund == FundSource::Appropriation && wanted.flow == Some(Flow::Revenue) && only_general() {
            let general: Vec<(Form, FundSource)> =
                places.iter().map(|(form, _)| (*form, FundSource::GeneralPublic)).collect();
            places.extend(general);
        }
        places
    }

    /// Whether 财政拨款 is the general public budget and nothing else.
    fn is_only_general_public(&self) -> bool {
        let others = |fact: &&Fact| {
            matches!(fact.coordinates.fund, FundSource::GovernmentFund | FundSource::StateCapital)
                && fact.amount.value.fen() != 0
        };
        self.dossier.is_whole(Form::AppropriationSummary) && !self.facts.iter().copied().any(|fact| others(&fact))
    }

    fn search(&self, form: Form, wanted: &Coordinates, words: &str) -> Figure<'a> {
        let of_form: Vec<&Fact> = self
            .facts
            .iter()
            .copied()
            .filter(|fact| fact.coordinates.form == Some(form) && fact.coordinates.level != RowLevel::OfWhich)
            .collect();
        let found: Vec<&Fact> =
            of_form.iter().copied().filter(|fact| is_it(form, &fact.coordinates, wanted, &of_form)).collect();
        if found.is_empty() {
            return if self.has_unread(&of_form) {
                Figure::Missing(format!("{}有未读懂的金额", form.name_zh()))
            } else {
                parts(form, wanted, &of_form)
            };
        }
        // 总计 and 合计 are the same only where nothing is carried over.
        let other_level = |fact: &&Fact| is_total(&fact.coordinates) && fact.coordinates.level != wanted.level;
        let vague = !SAYS_WHICH_TOTAL.iter().any(|word| words.contains(word));
        let of_all = wanted.level <= RowLevel::Total && wanted.function_code.is_empty() && is_summary(form);
        if of_all && !(vague && wanted.level == RowLevel::Total) && found.iter().all(other_level) && carries(&of_form) {
            return Figure::Missing(format!("{}没有印出同一口径的合计", form.name_zh()));
        }
        choose(found, wanted, words)
    }

    /// Whether a blank cell is nothing beyond doubt, because the table adds up without it: no balance where the total
    /// with balances equals that of the year, no other fund where those printed are all there is.
    pub fn is_nothing(&self, form: Form, wanted: &Coordinates) -> bool {
        let of_form = || {
            self.facts.iter().copied().map(|fact| (&fact.coordinates, fact.amount.value)).filter(move |(own, _)| {
                own.form == Some(form)
                    && own.nature == Nature::Total
                    && own.function_code.is_empty()
                    && own.level != RowLevel::OfWhich
                    && own.project.is_empty()
            })
        };
        let whole = |flow: Flow, level: RowLevel| {
            let mut found = of_form().filter(|(own, _)| {
                own.flow == Some(flow) && own.level == level && own.fund == whole_fund(form) && is_total(own)
            });
            found.next().map(|(_, value)| value)
        };
        let side = match wanted.flow {
            Some(Flow::CarryoverIn) => Flow::Revenue,
            Some(Flow::CarryoverOut) => Flow::Expenditure,
            Some(flow) => flow,
            None => return false,
        };
        let (total, grand) = (whole(side, RowLevel::Total), whole(side, RowLevel::GrandTotal));
        if wanted.flow != Some(side) {
            return total.is_some() && total == grand;
        }
        if wanted.fund == whole_fund(form) || !wanted.function_code.is_empty() || wanted.nature != Nature::Total {
            return false;
        }
        let single = |own: &Coordinates| {
            !matches!(own.fund, FundSource::All | FundSource::Unknown) && own.fund != whole_fund(form)
        };
        let rows: Vec<_> = of_form().filter(|(own, _)| own.flow == Some(side) && single(own)).collect();
        let in_total_row = rows.iter().any(|(own, _)| own.level == RowLevel::Total);
        let level = if in_total_row { RowLevel::Total } else { RowLevel::Leaf };
        let funds: Vec<FundSource> = rows.iter().map(|(own, _)| own.fund).collect();
        let outer = |fund: FundSource| !funds.iter().any(|other| is_below(fund, *other));
        let printed = rows.iter().filter(|(own, _)| own.level == level && outer(own.fund)).map(|(_, value)| *value);
        let sum = Money::checked_sum(printed);
        sum.is_some() && sum == total.or(grand)
    }

    /// Whether a cell of these tables could not be read, so that what is missing may be there.
    fn has_unread(&self, of_form: &[&Fact]) -> bool {
        self.dossier.unread.iter().any(|unread| {
            unread.locator.row.is_some()
                && of_form
                    .iter()
                    .any(|fact| fact.document == unread.document && fact.locator.table == unread.locator.table)
        })
    }
}

/// Whether a fund is a part of another.
pub fn is_below(part: FundSource, whole: FundSource) -> bool {
    let mut above = structure::fund_above(part);
    while let Some(fund) = above {
        if fund == whole {
            return true;
        }
        above = structure::fund_above(fund);
    }
    false
}

/// Whether a table can be asked.
enum State {
    Figures,
    Blank,
    Lacking(String),
}

/// The fund that a form is about as a whole.
pub const fn whole_fund(form: Form) -> FundSource {
    match form {
        Form::AppropriationSummary | Form::AppropriationExpenditure | Form::AppropriationBasicExpenditure => {
            FundSource::Appropriation
        }
        Form::GeneralPublicExpenditure
        | Form::GeneralPublicBasicExpenditure
        | Form::GeneralPublicProjectExpenditure => FundSource::GeneralPublic,
        Form::GovernmentFundExpenditure => FundSource::GovernmentFund,
        Form::StateCapitalExpenditure => FundSource::StateCapital,
        _ => FundSource::All,
    }
}

const fn goes_by_item(form: Form) -> bool {
    matches!(
        form,
        Form::ThreePublicExpenses
            | Form::Procurement
            | Form::OperatingCosts
            | Form::TransferPayments
            | Form::ServicePurchases
    )
}

const fn is_summary(form: Form) -> bool {
    matches!(form, Form::RevenueExpenditureSummary | Form::AppropriationSummary)
}

/// Whether a figure is the wanted one.
fn is_it(form: Form, fact: &Coordinates, wanted: &Coordinates, of_form: &[&Fact]) -> bool {
    if goes_by_item(form) {
        return is_item(form, fact, wanted, of_form);
    }
    let flow = wanted.flow.is_none() || fact.flow == wanted.flow;
    flow && fund_fits(form, fact.fund, wanted.fund)
        && fact.function_code == wanted.function_code
        && fact.project.is_empty()
        && nature_fits(form, fact, wanted)
        && (!wanted.function_code.is_empty() || is_uncoded_place(form, fact, wanted))
}

fn fund_fits(form: Form, printed: FundSource, wanted: FundSource) -> bool {
    let whole = whole_fund(form);
    if wanted == whole || wanted == FundSource::All {
        printed == whole || matches!(printed, FundSource::All | FundSource::Unknown)
    } else {
        printed == wanted
    }
}

/// A nature is a column, or a row of its class in the economic classification.
fn nature_fits(form: Form, fact: &Coordinates, wanted: &Coordinates) -> bool {
    let basic_form = matches!(form, Form::GeneralPublicBasicExpenditure | Form::AppropriationBasicExpenditure);
    let asked = if basic_form && wanted.nature == Nature::Total { Nature::Basic } else { wanted.nature };
    if !wanted.economic_code.is_empty() && fact.economic_code == wanted.economic_code {
        return matches!(fact.nature, Nature::Total | Nature::Basic) || fact.nature == asked;
    }
    fact.economic_code.is_empty() && fact.nature == asked
}

/// Without a classification code the figure stands in the total row, or in a row of its own of a two-sided summary.
fn is_uncoded_place(form: Form, fact: &Coordinates, wanted: &Coordinates) -> bool {
    if !fact.economic_code.is_empty() {
        return true;
    }
    let own_row = is_summary(form)
        && (fact.nature != Nature::Total
            || !matches!(fact.fund, FundSource::All)
            || matches!(fact.flow, Some(Flow::CarryoverIn | Flow::CarryoverOut)));
    let whole = wanted.fund == whole_fund(form) || wanted.fund == FundSource::All;
    let is_total = is_total(fact);
    if own_row
        && !(whole && wanted.nature == Nature::Total && matches!(wanted.flow, Some(Flow::Revenue | Flow::Expenditure)))
    {
        return true;
    }
    is_total
}

fn is_total(fact: &Coordinates) -> bool {
    let named = || {
        let item = fold(&fact.item);
        item.ends_with("合计") || item.ends_with("总计")
    };
    fact.level <= RowLevel::Total || (fact.level != RowLevel::Leaf && named()) || fold(&fact.item) == "合计"
}

/// Items of the forms that have no codes.
fn is_item(form: Form, fact: &Coordinates, wanted: &Coordinates, of_form: &[&Fact]) -> bool {
    if form == Form::ThreePublicExpenses {
        let kind = |coordinates: &Coordinates| ThreePublicItem::from_folded(&fold(&coordinates.item));
        let total = (wanted.level == RowLevel::Total).then_some(ThreePublicItem::Total);
        let Some(item) = kind(wanted).or(total) else { return false };
        let named = |other: ThreePublicItem| of_form.iter().any(|fact| kind(&fact.coordinates) == Some(other));
        let bare_total = item == ThreePublicItem::Total
            && kind(fact).is_none()
            && fact.level == RowLevel::Total
            && fold(&fact.item) == "合计"
            && ![ThreePublicItem::Total, ThreePublicItem::Meetings, ThreePublicItem::Training].into_iter().any(named);
        return (kind(fact) == Some(item) && fact.level > RowLevel::GrandTotal) || bare_total;
    }
    let wanted_item = fold(&wanted.item);
    let uncoded = fact.function_code.is_empty() && fact.economic_code.is_empty();
    if wanted.level <= RowLevel::Total {
        return uncoded && fact.level <= RowLevel::Total;
    }
    form == Form::Procurement
        && uncoded
        && fact.level == RowLevel::Subtotal
        && fold(&fact.item).starts_with(&wanted_item)
}

/// Words that say whether a total holds balances.
const SAYS_WHICH_TOTAL: [&str; 3] = ["合计", "总计", "本年"];

/// Whether a table has balances carried over.
fn carries(of_form: &[&Fact]) -> bool {
    of_form.iter().any(|fact| {
        matches!(fact.coordinates.flow, Some(Flow::CarryoverIn | Flow::CarryoverOut))
            && fact.amount.value != Money::ZERO
    })
}

/// Several figures fit: those that differ only in whether balances are counted, or those that are all equal.
fn choose<'a>(found: Vec<&'a Fact>, wanted: &Coordinates, words: &str) -> Figure<'a> {
    let (Some(first), equal) = (found.first().copied(), all_equal(&found)) else {
        return Figure::Missing("表中没有这个数".to_owned());
    };
    if equal {
        let exact = found.iter().copied().find(|fact| fact.coordinates.level == wanted.level);
        return Figure::One(exact.unwrap_or(first));
    }
    let of_level = |level: RowLevel| -> Vec<&Fact> {
        found.iter().copied().filter(|fact| fact.coordinates.level == level).collect()
    };
    let (grand, total) = (of_level(RowLevel::GrandTotal), of_level(RowLevel::Total));
    let exact = if wanted.level == RowLevel::GrandTotal { &grand } else { &total };
    let vague = !SAYS_WHICH_TOTAL.iter().any(|word| words.contains(word));
    if let ([grand], [total]) = (grand.as_slice(), total.as_slice())
        && vague
        && wanted.level <= RowLevel::Total
    {
        let likelier_first = if wanted.level == RowLevel::GrandTotal { [*grand, *total] } else { [*total, *grand] };
        return Figure::Either(likelier_first.to_vec());
    }
    match exact.as_slice() {
        [one] => Figure::One(one),
        several if !several.is_empty() && all_equal(several) => {
            several.first().map_or_else(|| Figure::Missing("表中没有这个数".to_owned()), |one| Figure::One(one))
        }
        _ => Figure::Missing("表中有几个数都可能是它".to_owned()),
    }
}

fn all_equal(facts: &[&Fact]) -> bool {
    facts.windows(2).all(|pair| matches!(pair, [left, right] if left.amount.value == right.amount.value))
}

/// What is not printed itself: a functional class by its items, 人员经费 and 公用经费 by the economic classes.
fn parts<'a>(form: Form, wanted: &Coordinates, of_form: &[&'a Fact]) -> Figure<'a> {
    let fits = |fact: &&&Fact| fund_fits(form, fact.coordinates.fund, wanted.fund);
    if !wanted.function_code.is_empty() {
        let below: Vec<&Fact> = of_form
            .iter()
            .filter(fits)
            .copied()
            .filter(|fact| {
                let own = &fact.coordinates.function_code;
                own.len() > wanted.function_code.len()
                    && own.starts_with(&wanted.function_code)
                    && fact.coordinates.nature == wanted.nature
                    && fact.coordinates.economic_code.is_empty()
                    && wanted.flow.is_none_or(|flow| fact.coordinates.flow == Some(flow))
            })
            .collect();
        let outermost = |fact: &&Fact| {
            let own = &fact.coordinates.function_code;
            !below.iter().any(|other| {
                let code = &other.coordinates.function_code;
                code.len() < own.len() && own.starts_with(code.as_str())
            })
        };
        let outer: Vec<&Fact> = below.iter().copied().filter(outermost).collect();
        return if outer.is_empty() { Figure::Blank(form) } else { Figure::Sum(outer) };
    }
    let class_of = |fact: &Fact| fact.coordinates.economic_code.clone();
    let classes: Vec<&Fact> = of_form.iter().filter(fits).copied().filter(|fact| class_of(fact).len() == 3).collect();
    let personnel = |fact: &&Fact| matches!(class_of(fact).as_str(), "301" | "303");
    let chosen: Vec<&Fact> = match wanted.nature {
        Nature::Personnel => classes.into_iter().filter(personnel).collect(),
        Nature::Operating => classes.into_iter().filter(|fact| !personnel(fact)).collect(),
        _ => return Figure::Blank(form),
    };
    if chosen.is_empty() {
        Figure::Missing(format!("{}没有人员经费、公用经费的合计", form.name_zh()))
    } else {
        Figure::Sum(chosen)
    }
}
