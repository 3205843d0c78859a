//! Which figure of a sum is wrong, and why: other tables of the disclosure print many of its figures again, and show
//! which of them to believe.

use super::{Reason, breaks, breaks_with, digits, twins};
use crate::checks::sheet::{shown, with_separators};
use crate::checks::tie_out::{Ranged, Tie, tie_out};
use crate::checks::{Case, Quantity};
use crate::domain::{Amount, Money, RowLevel};
use crate::facts::{Coordinates, Fact};
use crate::findings::{Explanation, Outcome};

/// A sum that does not tie.
pub struct Sum<'a> {
    /// The disclosure.
    pub case: &'a Case<'a>,
    /// The printed total.
    pub total: &'a Quantity,
    /// The printed parts.
    pub parts: &'a [Quantity],
    /// How far they are apart.
    pub tie: &'a Tie,
    /// What other tables say about each figure.
    pub standings: Standings,
}

/// What other tables say about a figure.
enum Standing {
    /// Another table prints it otherwise, and with that print the sum ties.
    Refuted(Box<Quantity>),
    /// Another table prints the same.
    Confirmed,
    /// No other table prints it.
    Alone,
}

/// What other tables say about the total and each part.
pub struct Standings {
    total: Standing,
    parts: Vec<Standing>,
}

impl Standings {
    /// Asks the other tables. Figures of the sum itself are no witnesses for each other.
    pub fn of(case: &Case, total: &Quantity, parts: &[Quantity]) -> Self {
        let involved = |twin: &Quantity| twin.fact == total.fact || parts.iter().any(|part| part.fact == twin.fact);
        let standing = |quantity: &Quantity, ties: &dyn Fn(&Amount) -> bool| {
            let others: Vec<Quantity> = twins(case, quantity).into_iter().filter(|twin| !involved(twin)).collect();
            let same = |twin: &&Quantity| twin.amount.value == quantity.amount.value;
            match others.iter().find(|twin| !same(twin) && ties(&twin.amount)) {
                Some(twin) => Standing::Refuted(Box::new(twin.clone())),
                None if others.iter().any(|twin| same(&twin)) => Standing::Confirmed,
                None => Standing::Alone,
            }
        };
        Standings {
            total: standing(total, &|amount| !breaks(amount, parts)),
            parts: parts
                .iter()
                .enumerate()
                .map(|(index, part)| standing(part, &|amount| !breaks_with(&total.amount, parts, index, *amount)))
                .collect(),
        }
    }
}

/// So many cases in which a difference fits some part by chance are one too many for the fit to prove anything: one in
/// twenty.
const CHANCE: i128 = 20;

impl Sum<'_> {
    /// The figures that other tables refute, with what those print.
    fn refuted(&self) -> Vec<(&Quantity, &Quantity)> {
        let all =
            std::iter::once((self.total, &self.standings.total)).chain(self.parts.iter().zip(&self.standings.parts));
        all.filter_map(|(quantity, standing)| match standing {
            Standing::Refuted(right) => Some((quantity, right.as_ref())),
            _ => None,
        })
        .collect()
    }

    /// Exactly one figure is printed otherwise in another table: the strongest proof of which figure is wrong.
    pub fn printed_otherwise(&self) -> Option<Reason> {
        let refuted = self.refuted();
        let [(wrong, right)] = refuted.as_slice() else { return None };
        let slip = digits::classify(&wrong.amount, &right.amount)?;
        let printed = &right.printed;
        let table = right.label.split('“').next().unwrap_or_default();
        Some(Reason::new(slip, format!("{}在{table}印作{printed}{}", wrong.label, right.amount.unit.name_zh())))
    }

    /// The figure of last year was left standing: the total, or the part that another table refutes. A part that is as
    /// it was last year may well be right.
    pub fn stale(&self) -> Option<Reason> {
        let refuted = self.refuted();
        let suspect = match (refuted.as_slice(), &self.standings.total) {
            ([(wrong, _)], _) => *wrong,
            ([], Standing::Alone) => self.total,
            _ => return None,
        };
        let dossier = self.case.dossier;
        let last = self.case.archive.of(dossier, dossier.year.last_year(), dossier.phase)?;
        let fact = self.fact(suspect)?;
        let plain = |fact: &Fact| Coordinates { item: String::new(), ..fact.coordinates.clone() };
        let mut before = last.facts.iter().filter(|other| plain(other) == plain(fact));
        let (first, second) = (before.next()?, before.next());
        let same =
            second.is_none() && suspect.amount.value != Money::ZERO && first.amount.value == suspect.amount.value;
        same.then(|| {
            Reason::new(Explanation::StaleFigure, format!("{}与{}年相同", suspect.label, dossier.year.last_year()))
        })
    }

    fn fact(&self, quantity: &Quantity) -> Option<&Fact> {
        self.case.dossier.facts.iter().find(|fact| Some(fact.id) == quantity.fact)
    }

    /// A slip of digits in the total or in one part. Which of them is said only where no other one could be it.
    pub fn slip(&self) -> Option<Reason> {
        if !self.refuted().is_empty() {
            return None;
        }
        let is_open = |standing: &Standing| matches!(standing, Standing::Alone);
        let right_total = Amount { value: self.tie.computed, ..self.total.amount };
        let of_total = digits::classify(&self.total.amount, &right_total).map(|slip| (self.total, right_total, slip));
        let mut found: Vec<(&Quantity, Amount, Explanation)> =
            of_total.into_iter().filter(|_| is_open(&self.standings.total)).collect();
        let open = self.parts.iter().zip(&self.standings.parts).filter(|(_, standing)| is_open(standing));
        for (part, _) in open {
            let Some(value) = part.amount.value.checked_add(self.tie.difference) else { continue };
            let right = Amount { value, ..part.amount };
            // Only slips of digits: a sign or a unit that fits a single part by chance was tried with proof before.
            let slip = digits::classify(&part.amount, &right)
                .filter(|slip| matches!(slip, Explanation::DigitSlip | Explanation::DigitsTransposed));
            found.extend(slip.map(|slip| (part, right, slip)));
        }
        let (first, right, explanation) = found.first()?;
        if found.iter().any(|(_, _, other)| other != explanation) {
            return None;
        }
        let text = |amount: &Amount| {
            let separators = first.printed.contains([',', '，']);
            shown(&with_separators(&amount.value.in_unit(amount.unit, amount.decimals), separators))
        };
        let proof = match found.as_slice() {
            [_] => format!("{}应为{}而印作{}", first.label, text(right), text(&first.amount)),
            _ => "有一个数录入有误，单凭这些数不能确定是哪一个".to_owned(),
        };
        Some(Reason::new(*explanation, proof))
    }

    /// The difference is one part, or one row below a part: left out of the total, or counted twice in it. Exact
    /// figures prove it; rounded ones only where few parts are of that size, so that chance is unlikely.
    pub fn subset(&self) -> Option<Reason> {
        let of_total = self.refuted().iter().all(|(wrong, _)| wrong.fact == self.total.fact);
        let confirmed = matches!(self.standings.total, Standing::Confirmed);
        if self.parts.len() < 2 || self.total.amount.value == Money::ZERO || !of_total || confirmed {
            return None;
        }
        let (right, beside) = match &self.standings.total {
            Standing::Refuted(twin) => (Ranged::of(&twin.amount), format!("，{}为{}", twin.label, twin.printed)),
            _ => {
                let nothing = Ranged::default();
                (self.parts.iter().fold(nothing, |sum, part| sum.plus(Ranged::of(&part.amount))), String::new())
            }
        };
        let missing = right.minus(Ranged::of(&self.total.amount));
        let candidates = self.candidates();
        if self.is_chance(&candidates, &missing) {
            return None;
        }
        let only = |twice: bool| {
            let fits = |part: &&Quantity| {
                let own = Ranged::of(&part.amount);
                let wanted = if twice { Ranged::default().minus(own) } else { own };
                own.nominal != 0 && wanted.range.overlaps(missing.range)
            };
            let mut found = candidates.iter().filter(fits);
            let first = found.next()?;
            // A class with a single item is the same amount twice.
            found.all(|other| other.amount.value == first.amount.value).then_some(first)
        };
        if let Some(part) = only(false) {
            return Some(Reason::new(Explanation::PartLeftOut, format!("差额与{}相符{beside}", part.label)));
        }
        only(true).map(|part| Reason::new(Explanation::CountedTwice, format!("差额与{}相符{beside}", part.label)))
    }

    /// The parts, and where the rows below them in the same column add up to them, those rows too: a total may have been
    /// added up from either. Rows that do not show that it is a part that is wrong.
    fn candidates(&self) -> Vec<Quantity> {
        let mut found = self.parts.to_vec();
        let place = |fact: &Fact| (fact.document.clone(), fact.locator.table, fact.locator.column);
        let Some(total) = self.fact(self.total) else { return found };
        let in_column = |part: &Quantity| self.fact(part).is_some_and(|fact| place(fact) == place(total));
        if !self.parts.iter().all(in_column) {
            return found;
        }
        let below: Vec<&Fact> = self
            .case
            .dossier
            .facts
            .iter()
            .filter(|fact| {
                place(fact) == place(total)
                    && matches!(fact.coordinates.level, RowLevel::Subtotal | RowLevel::Leaf)
                    && fact.id != total.id
            })
            .collect();
        let leaves = below.iter().filter(|fact| fact.coordinates.level == RowLevel::Leaf);
        let sum = Amount { value: self.tie.computed, ..self.total.amount };
        if tie_out(&sum, leaves.map(|fact| &fact.amount).collect::<Vec<_>>()).outcome != Outcome::Breaks {
            let known: Vec<Option<i64>> = found.iter().map(|part| part.fact).collect();
            let others = below.into_iter().filter(|fact| !known.contains(&Some(fact.id)));
            found.extend(others.map(|fact| Quantity::of_fact(self.case.dossier, fact)));
        }
        found
    }

    /// Whether some part would fit a difference of this size by chance too often: as many values as fit one part, for
    /// every part between half and twice the size, among the values of that range.
    fn is_chance(&self, candidates: &[Quantity], missing: &Ranged) -> bool {
        let amount = &self.total.amount;
        let scale = 10_i64.checked_pow(amount.decimals).unwrap_or(i64::MAX);
        let step = 2 * i128::from((amount.unit.fen() / scale).max(1));
        let size = missing.nominal.abs();
        let near = candidates.iter().filter(|part| {
            let own = 2 * i128::from(part.amount.value.fen()).abs();
            (size / 2..=2 * size).contains(&own)
        });
        let mut values: Vec<i64> = near.map(|part| part.amount.value.fen()).collect();
        values.sort_unstable();
        values.dedup();
        let window = (missing.range.high - missing.range.low) / step + 1;
        2 * CHANCE * window * values.len() as i128 * step > 3 * size
    }
}
