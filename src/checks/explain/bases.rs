//! Other figures that a sentence may have been compared with by mistake: the budget for the final accounts, the year
//! before for last year.

use super::{Reason, digits};
use crate::checks::figures::{Figure, Period};
use crate::checks::sheet::shown;
use crate::checks::tie_out::{Ranged, ratio_prints_as, tie_out};
use crate::checks::{Case, Dossier, Quantity, prose};
use crate::domain::{Amount, FiscalYear, Money, Phase};
use crate::facts::{BaseKind, Statement, StatementKind};
use crate::findings::{Explanation, Outcome};

/// A figure that is not the base that was said.
pub struct OtherBase {
    /// Wrong base of the right year, or wrong year.
    pub explanation: Explanation,
    /// What it is: `2016年预算`.
    pub name: String,
    /// The figure.
    pub amount: Amount,
}

/// The phase that a kind of base is of; `None` for the execution of a year that no document publishes.
pub const fn phase_of(kind: BaseKind) -> Option<Phase> {
    match kind {
        BaseKind::BudgetLastYear | BaseKind::BudgetThisYear => Some(Phase::Approved),
        BaseKind::FinalLastYear => Some(Phase::Executed),
        BaseKind::ExecutedLastYear => None,
    }
}

/// The same thing in other years and phases of the archive.
pub fn others(case: &Case, claim: &Statement) -> Vec<OtherBase> {
    let said_year = claim.base_year.map_or(case.dossier.year.last_year(), FiscalYear::get);
    let said = (said_year, claim.base_kind.and_then(phase_of));
    let year = case.dossier.year.get();
    let mut found = Vec::new();
    for other_year in [year - 1, year, year - 2] {
        for phase in [Phase::Approved, Phase::Executed, Phase::Adjusted] {
            let own = other_year == claim.year.get() && phase == claim.phase;
            if own || (other_year, Some(phase)) == said {
                continue;
            }
            let Some(amount) = figure(case, claim, other_year, phase) else { continue };
            let explanation = if other_year == said_year || other_year == year {
                Explanation::WrongBase
            } else {
                Explanation::WrongYear
            };
            found.push(OtherBase { explanation, name: format!("{other_year}年{}", phase.name_zh()), amount });
        }
    }
    found
}

/// What the archive prints of the same thing in a year and phase: in a table of its own document, in its prose, or
/// beside this year's figures.
pub fn figure(case: &Case, claim: &Statement, year: i32, phase: Phase) -> Option<Amount> {
    let year = FiscalYear::new(year)?;
    let one = |period: &Period| match period.figure(&claim.coordinates, &claim.subject) {
        Figure::One(fact) => Some(fact.amount),
        _ => None,
    };
    let other = case.archive.of(case.dossier, year.get(), phase);
    other
        .and_then(|dossier| one(&Period::own(dossier)))
        .or_else(|| other.and_then(|dossier| in_prose(dossier, claim)).map(|said| said.amount))
        .or_else(|| one(&Period::of(case.dossier, year, phase)))
}

/// The amount that the prose of the other document says of the same thing, where it says only one.
pub fn in_prose(other: &Dossier, claim: &Statement) -> Option<Quantity> {
    let same: Vec<&Statement> = prose::claims(other)
        .into_iter()
        .filter(|statement| prose::same_place(&statement.coordinates, &claim.coordinates))
        .collect();
    let first = same.first()?;
    let amount = first.amount?;
    let one = same.iter().all(|statement| statement.amount == first.amount);
    one.then(|| Quantity::of_statement(other, first, amount, &other.period()))
}

/// The name of a quantity of another disclosure, with its year and phase in front.
pub fn of_other(dossier: &Dossier, fact: &crate::facts::Fact) -> Quantity {
    let mut quantity = Quantity::of_fact(dossier, fact);
    quantity.label = format!("{}年{}{}", fact.year, fact.phase.name_zh(), quantity.label);
    quantity.evidence.label.clone_from(&quantity.label);
    quantity
}

/// Why an amount is not its base and its change. The change is to blame only where its own rate does not bear it out;
/// otherwise the base is, which another document or another place prints.
pub fn of_change(claim: &Statement, current: &Quantity, base: &Quantity, change: &Quantity) -> Reason {
    let text = |amount: &Amount| shown(&amount.value.in_unit(amount.unit, amount.decimals));
    let right_change =
        current.amount.value.checked_sub(base.amount.value).map(|value| Amount { value, ..change.amount });
    let of_change = right_change.and_then(|right| digits::classify(&change.amount, &right).map(|slip| (slip, right)));
    let implied = prose::less(current.amount, change.amount);
    let of_base = implied.and_then(|right| digits::classify(&base.amount, &right));
    match (of_change, of_base, borne_out(claim, current, change)) {
        (Some((slip, right)), None, None) | (Some((slip, right)), _, Some(false)) => {
            Reason::new(slip, format!("{}应为{}而印作{}", change.label, text(&right), text(&change.amount)))
        }
        (Some((slip, _)), Some(other), None) if slip == other => {
            Reason::new(slip, "有一个数录入有误，单凭这些数不能确定是哪一个")
        }
        (_, Some(slip), Some(true)) => {
            let right = implied.map(|right| text(&right)).unwrap_or_default();
            Reason::new(slip, format!("按增减额倒推，{}应为{right}{}", base.label, current.amount.unit.name_zh()))
        }
        _ => Reason::unexplained(),
    }
}

/// Whether the printed rate is that of the printed change; `None` without a rate.
fn borne_out(claim: &Statement, current: &Quantity, change: &Quantity) -> Option<bool> {
    let rate = claim.rate.filter(|rate| rate.mantissa() != 0)?;
    let change = Ranged::of(&change.amount);
    ratio_prints_as(change.range, Ranged::of(&current.amount).minus(change).range, rate)
}

/// The amount of a claim is what the body printed of the same thing the year before: the text was not brought up to date.
pub fn stale(case: &Case, claim: &Statement) -> Option<Reason> {
    let amount = claim.amount.filter(|amount| amount.value != Money::ZERO)?;
    // What did not change is rightly the same.
    if claim.kind == StatementKind::Unchanged || claim.change.is_some_and(|change| change.value == Money::ZERO) {
        return None;
    }
    let last = figure(case, claim, claim.year.last_year(), claim.phase)?;
    let alike = (amount.unit, amount.decimals) == (last.unit, last.decimals);
    let tie = tie_out(&amount, [&last]).outcome;
    let same = tie == Outcome::Ties || !alike && tie == Outcome::TiesWithinRounding;
    same.then(|| {
        let year = claim.year.last_year();
        Reason::new(Explanation::StaleFigure, format!("与{year}年{}公开的数相同", claim.phase.name_zh()))
    })
}

/// Whether last year's own figure less the change is this year's, so that the change is right and its direction is not.
/// `None` where last year's figure is not known.
pub fn is_reversed(case: &Case, claim: &Statement) -> Option<bool> {
    let phase = claim.base_kind.and_then(phase_of)?;
    let last = figure(case, claim, claim.base_year?.get(), phase)?;
    let change = claim.change.filter(|change| change.value != Money::ZERO)?;
    let opposite = Amount { value: Money::from_fen(change.value.fen().checked_neg()?), ..change };
    Some(tie_out(&claim.amount?, [&last, &opposite]).outcome != Outcome::Breaks)
}
