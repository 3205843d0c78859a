//! Why a printed figure is wrong: each reason is proved by recomputation before it is given.

pub mod bases;
pub mod digits;
pub mod rates;

use super::sheet::shown;
use super::tie_out::{Ranged, Tie, tie_out};
use super::{Case, Quantity};
use crate::domain::{Amount, Money};
use crate::facts::{Coordinates, Fact};
use crate::findings::{Explanation, Outcome};

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
    let mut found = Vec::new();
    found.extend(unit_slip(total, parts));
    found.extend(printed_otherwise(case, total, parts));
    found.extend(stale(case, total, parts));
    found.extend(sign(total, parts, tie));
    found.extend(subset(total, parts, tie));
    found.extend(truncation(total, parts, tie));
    found.extend(slip(total, parts, tie));
    found.extend(subset_within_rounding(case, total, parts, tie));
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

/// The same figure is printed otherwise in another table, and with that one the sum ties: the strongest proof of which
/// figure is wrong.
fn printed_otherwise(case: &Case, total: &Quantity, parts: &[Quantity]) -> Option<Reason> {
    let mut culprits: Vec<(&Quantity, Quantity)> = Vec::new();
    for twin in twins(case, total) {
        if twin.amount.value != total.amount.value && !breaks(&twin.amount, parts) {
            culprits.push((total, twin));
            break;
        }
    }
    // One part alone is the same figure as the total: whichever the twin agrees with, the other one is wrong.
    for (index, part) in parts.iter().enumerate() {
        let agreeing = twins(case, part).into_iter().find(|twin| {
            twin.amount.value != part.amount.value && !breaks_with(&total.amount, parts, index, twin.amount)
        });
        if let Some(twin) = agreeing {
            culprits.push((part, twin));
        }
    }
    let [(wrong, right)] = culprits.as_slice() else { return None };
    let slip = digits::classify(&wrong.amount, &right.amount)?;
    let printed = right.amount.value.in_unit(right.amount.unit, right.amount.decimals);
    Some(Reason::new(slip, format!("{}在{}印作{printed}{}", wrong.label, place_of(right), right.amount.unit.name_zh())))
}

fn place_of(quantity: &Quantity) -> &str {
    quantity.label.split('“').next().unwrap_or_default()
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

/// The figure of last year was left standing.
fn stale(case: &Case, total: &Quantity, parts: &[Quantity]) -> Option<Reason> {
    let last = case.archive.of(case.dossier, case.dossier.year.last_year(), case.dossier.phase)?;
    let own = |quantity: &Quantity| case.dossier.facts.iter().find(|fact| Some(fact.id) == quantity.fact);
    let before = |fact: &Fact| {
        let mut same = last.facts.iter().filter(|other| {
            let coordinates = |fact: &Fact| Coordinates { item: String::new(), ..fact.coordinates.clone() };
            coordinates(other) == coordinates(fact)
        });
        let first = same.next()?;
        same.next().is_none().then_some(first)
    };
    let is_stale = |quantity: &&Quantity| {
        quantity.amount.value != Money::ZERO
            && own(quantity).and_then(before).is_some_and(|fact| fact.amount.value == quantity.amount.value)
    };
    let mut suspects = std::iter::once(total).chain(parts).filter(is_stale);
    let suspect = suspects.next()?;
    suspects.next().is_none().then(|| {
        Reason::new(Explanation::StaleFigure, format!("{}与{}年相同", suspect.label, case.dossier.year.last_year()))
    })
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

/// The difference is exactly one part: left out of the total, or counted twice in it.
fn subset(total: &Quantity, parts: &[Quantity], tie: &Tie) -> Option<Reason> {
    if parts.len() < 2 || total.amount.value == Money::ZERO {
        return None;
    }
    let difference = tie.difference.fen();
    let matching = |wanted: i64| {
        let mut found = parts.iter().filter(|part| part.amount.value.fen() == wanted && wanted != 0);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    };
    if let Some(part) = matching(difference.checked_neg()?) {
        return Some(Reason::new(Explanation::PartLeftOut, format!("差额恰等于{}", part.label)));
    }
    matching(difference).map(|part| Reason::new(Explanation::CountedTwice, format!("差额恰等于{}", part.label)))
}

/// How often a difference may fit some part by chance for the fit still to prove anything: once in so many cases.
const CHANCE: i64 = 20;

/// The difference is one part within rounding. The right total is the one that another table prints, where it prints
/// one that ties; else the sum of the parts, whose rounding leaves more room for chance.
fn subset_within_rounding(case: &Case, total: &Quantity, parts: &[Quantity], tie: &Tie) -> Option<Reason> {
    if parts.len() < 2 || total.amount.value == Money::ZERO || tie.difference == Money::ZERO {
        return None;
    }
    let twin = twins(case, total).into_iter().find(|twin| !breaks(&twin.amount, parts));
    let right = match &twin {
        Some(twin) => Ranged::of(&twin.amount),
        None => parts.iter().fold(Ranged::default(), |sum, part| sum.plus(Ranged::of(&part.amount))),
    };
    let missing = right.minus(Ranged::of(&total.amount));
    let fits = |part: &&Quantity, twice: bool| {
        let own = Ranged::of(&part.amount);
        let wanted = if twice { Ranged::default().minus(own) } else { own };
        own.nominal != 0 && wanted.range.overlaps(missing.range)
    };
    // So many values of the difference would fit some part, of about as many as it is large.
    let step = (total.amount.unit.fen() / 10_i64.checked_pow(total.amount.decimals)?).max(1);
    let window = (missing.range.high - missing.range.low) / (2 * i128::from(step)) + 2;
    let size = i128::from(tie.difference.fen()).abs() / i128::from(step);
    if window * (parts.len() as i128) * i128::from(CHANCE) > size {
        return None;
    }
    let only = |twice: bool| {
        let mut found = parts.iter().filter(|part| fits(part, twice));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    };
    let beside = twin.map_or(String::new(), |twin| format!("，{}为{}", twin.label, twin.printed));
    if let Some(part) = only(false) {
        return Some(Reason::new(Explanation::PartLeftOut, format!("差额与{}相符{beside}", part.label)));
    }
    only(true).map(|part| Reason::new(Explanation::CountedTwice, format!("差额与{}相符{beside}", part.label)))
}

/// The total is printed coarser than its parts and cut off instead of rounded.
fn truncation(total: &Quantity, parts: &[Quantity], tie: &Tie) -> Option<Reason> {
    let step = total.amount.unit.fen() / 10_i64.checked_pow(total.amount.decimals)?;
    let finer = parts.iter().any(|part| part.amount.unit.fen() / 10_i64.pow(part.amount.decimals.min(18)) < step);
    let cut = step > 1 && finer && total.amount.value.fen() == tie.computed.fen() / step * step;
    cut.then(|| Reason::new(Explanation::Truncated, "截去末位后的尾数即为公布数"))
}

/// A slip of digits in the total, or in exactly one part.
fn slip(total: &Quantity, parts: &[Quantity], tie: &Tie) -> Option<Reason> {
    let computed = Amount { value: tie.computed, ..total.amount };
    let text = |amount: &Amount| shown(&amount.value.in_unit(amount.unit, amount.decimals));
    let mut found: Vec<(&Quantity, Amount, Explanation)> = digits::classify(&total.amount, &computed)
        .map(|explanation| (total, computed, explanation))
        .into_iter()
        .collect();
    if let Some(reason) = page_number(total, &computed) {
        return Some(reason);
    }
    if parts.len() > 1 {
        for part in parts {
            let Some(value) = part.amount.value.checked_add(tie.difference) else { continue };
            let right = Amount { value, ..part.amount };
            // Only slips of digits: a sign or a unit that fits a single part by chance was tried with proof before.
            let slip = digits::classify(&part.amount, &right)
                .filter(|slip| matches!(slip, Explanation::DigitSlip | Explanation::DigitsTransposed));
            if let Some(explanation) = slip {
                found.push((part, right, explanation));
            }
        }
    }
    let explanation = found.first().map(|(_, _, explanation)| *explanation)?;
    let kinds_differ = found.iter().any(|(_, _, other)| *other != explanation);
    if kinds_differ && found.len() > 2 {
        return None;
    }
    // Which of several figures slipped cannot be told from the sum alone.
    const MOST_NAMED: usize = 3;
    let named = found
        .iter()
        .map(|(wrong, right, _)| format!("{}应为{}而印作{}", wrong.label, text(right), text(&wrong.amount)));
    let proof = match found.len() {
        ..=MOST_NAMED => named.collect::<Vec<_>>().join("，或"),
        _ => "有一项录入有误".to_owned(),
    };
    let runner_up = found.iter().map(|(_, _, other)| *other).find(|other| *other != explanation);
    Some(Reason { runner_up, ..Reason::new(explanation, proof) })
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
