//! Why a printed figure is wrong: each reason is proved by recomputation before it is given.

pub mod bases;
pub mod digits;
pub mod rates;
pub mod sums;

use super::tie_out::{Tie, tie_out};
use super::{Case, Quantity};
use crate::domain::{Amount, Money};
use crate::facts::Coordinates;
use crate::findings::{Explanation, Outcome};
use sums::{Standings, Sum};

/// The likeliest reason of a break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The reason.
    pub explanation: Explanation,
    /// The next likely one.
    pub runner_up: Option<Explanation>,
    /// How it was proved, in Chinese, without a final mark.
    pub proof: String,
}

impl Reason {
    /// A reason with its proof.
    pub fn new(explanation: Explanation, proof: impl Into<String>) -> Self {
        Reason { explanation, runner_up: None, proof: proof.into() }
    }

    /// No reason could be proved.
    pub fn unexplained() -> Self {
        Reason::new(Explanation::Unexplained, "")
    }

    /// The most likely of several, the next one as runner-up; unexplained where there is none.
    pub fn first_of(found: Vec<Reason>) -> Self {
        let mut found = found.into_iter();
        let Some(mut first) = found.next() else { return Self::unexplained() };
        first.runner_up = found.map(|reason| reason.explanation).find(|other| *other != first.explanation);
        first
    }

    /// The end of a message: `；可能的原因：…（…）。`
    pub fn sentence(&self) -> String {
        if self.explanation == Explanation::Unexplained {
            return "，原因未能证实，请核对原始资料。".to_owned();
        }
        let proof = if self.proof.is_empty() { String::new() } else { format!("（{}）", self.proof) };
        format!("；可能的原因：{}{proof}。", self.explanation.name_zh())
    }
}

/// Why a total is not the sum of its parts.
pub fn of_sum(case: &Case, total: &Quantity, parts: &[Quantity], tie: &Tie) -> Reason {
    let computed = Amount { value: tie.computed, ..total.amount };
    let sum = Sum { case, total, parts, tie, standings: Standings::of(case, total, parts) };
    let mut found = Vec::new();
    found.extend(unit_slip(total, parts));
    found.extend(sum.printed_otherwise());
    found.extend(sum.stale());
    found.extend(sign(total, parts, tie));
    found.extend(truncation(total, parts, tie));
    found.extend(page_number(total, &computed));
    found.extend(sum.slip());
    found.extend(sum.subset());
    Reason::first_of(found)
}

/// 元 and 万元 confused in the total or in exactly one part.
fn unit_slip(total: &Quantity, parts: &[Quantity]) -> Option<Reason> {
    const FACTOR: i64 = 10_000;
    let scaled = |amount: &Amount, up: bool| {
        let fen = amount.value.fen();
        let value = if up { fen.checked_mul(FACTOR)? } else { (fen % FACTOR == 0).then_some(fen / FACTOR)? };
        // What is scaled down to next to nothing fits as well as leaving it out.
        Some(Amount { value: Money::from_fen(value), ..*amount }).filter(is_telling)
    };
    // Nothing is ten thousand times nothing, and a single digit fits many figures by chance.
    if !is_telling(&total.amount) {
        return None;
    }
    for up in [true, false] {
        if total.amount.value != Money::ZERO
            && let Some(amount) = scaled(&total.amount, up)
            && !breaks(&amount, parts)
        {
            return Some(Reason::new(Explanation::UnitSlip, format!("{}相差一万倍", total.label)));
        }
        let mut culprits = parts.iter().enumerate().filter(|(index, part)| {
            part.amount.value != Money::ZERO
                && scaled(&part.amount, up).is_some_and(|amount| !breaks_with(&total.amount, parts, *index, amount))
        });
        if let (Some((_, part)), None) = (culprits.next(), culprits.next()) {
            return Some(Reason::new(Explanation::UnitSlip, format!("{}相差一万倍", part.label)));
        }
    }
    None
}

/// Whether a printed figure has two significant digits or more.
fn is_telling(amount: &Amount) -> bool {
    let step = amount.unit.fen() / 10_i64.checked_pow(amount.decimals).unwrap_or(i64::MAX).max(1);
    step > 0 && amount.value.fen().unsigned_abs() / step.unsigned_abs() >= 10
}

fn breaks(total: &Amount, parts: &[Quantity]) -> bool {
    tie_out(total, parts.iter().map(|part| &part.amount)).outcome == Outcome::Breaks
}

/// Whether the sum still breaks with another amount in place of one part.
fn breaks_with(total: &Amount, parts: &[Quantity], index: usize, amount: Amount) -> bool {
    let replaced: Vec<Amount> =
        parts.iter().enumerate().map(|(position, part)| if position == index { amount } else { part.amount }).collect();
    tie_out(total, &replaced).outcome == Outcome::Breaks
}

/// The same figure in other tables of the disclosure.
fn twins(case: &Case, quantity: &Quantity) -> Vec<Quantity> {
    let Some(own) = case.dossier.facts.iter().find(|fact| Some(fact.id) == quantity.fact) else { return Vec::new() };
    case.dossier
        .facts
        .iter()
        .filter(|fact| {
            fact.coordinates.form != own.coordinates.form && same_figure(&fact.coordinates, &own.coordinates)
        })
        .map(|fact| Quantity::of_fact(case.dossier, fact))
        .collect()
}

/// Whether two figures of different tables say the same: the fund may be left out, a grand total is another thing than
/// a total, and rows without codes are the same only as totals.
fn same_figure(left: &Coordinates, right: &Coordinates) -> bool {
    let coded = !left.function_code.is_empty() || !left.economic_code.is_empty() || !left.project.is_empty();
    left.flow == right.flow
        && left.nature == right.nature
        && left.function_code == right.function_code
        && left.economic_code == right.economic_code
        && left.project == right.project
        && (coded
            || (left.level == right.level && left.level <= crate::domain::RowLevel::Total && left.fund == right.fund))
}

/// The total, or exactly one part, has the opposite sign.
fn sign(total: &Quantity, parts: &[Quantity], tie: &Tie) -> Option<Reason> {
    let opposite = |amount: &Amount| Amount { value: Money::from_fen(-amount.value.fen()), ..*amount };
    if tie.computed != Money::ZERO && !breaks(&opposite(&total.amount), parts) {
        return Some(Reason::new(Explanation::SignReversed, format!("{}变号后相符", total.label)));
    }
    let mut culprits = parts
        .iter()
        .enumerate()
        .filter(|(index, part)| {
            part.amount.value != Money::ZERO && !breaks_with(&total.amount, parts, *index, opposite(&part.amount))
        })
        .filter(|(_, part)| part.amount.value < Money::ZERO);
    let (_, part) = culprits.next()?;
    culprits.next().is_none().then(|| Reason::new(Explanation::SignReversed, format!("{}变号后相符", part.label)))
}

/// The total is printed coarser than its parts and cut off instead of rounded.
fn truncation(total: &Quantity, parts: &[Quantity], tie: &Tie) -> Option<Reason> {
    let step = total.amount.unit.fen() / 10_i64.checked_pow(total.amount.decimals)?;
    let finer = parts.iter().any(|part| part.amount.unit.fen() / 10_i64.pow(part.amount.decimals.min(18)) < step);
    let cut = step > 1 && finer && total.amount.value.fen() == tie.computed.fen() / step * step;
    cut.then(|| Reason::new(Explanation::Truncated, "截去末位后的尾数即为公布数"))
}

/// The number of the page that the figure stands on, or the one before, runs into its digits.
fn page_number(total: &Quantity, computed: &Amount) -> Option<Reason> {
    let page = total.evidence.locator.page?;
    let text = |amount: &Amount| amount.value.in_unit(amount.unit, amount.decimals);
    let (printed, right) = (text(&total.amount), text(computed));
    let joined =
        [page, page.saturating_sub(1)].into_iter().find(|page| *page > 0 && printed == format!("{page}{right}"))?;
    Some(Reason::new(Explanation::PageNumberJoined, format!("去掉页码{joined}即为{right}")))
}
