//! Why a printed rate or share is wrong: each reason is proved by recomputation before it is given.

use super::{Reason, digits};
use crate::checks::tie_out::{Ranged, ratio_prints_as};
use crate::domain::{Percent, percent};
use crate::findings::Explanation;

/// A printed rate or share, and what it has to be computed from.
pub struct Rate<'a> {
    /// As printed, signed.
    pub printed: Percent,
    /// The change, or the part.
    pub numerator: Ranged,
    /// The base, or the whole.
    pub denominator: Ranged,
    /// The page on which it stands.
    pub page: Option<u32>,
    /// Other ways of computing it that would be mistakes.
    pub mistakes: Vec<Mistake>,
    /// Shares of one list that were nudged to add to 100, this one among them.
    pub list: Option<&'a [Share]>,
}

/// A wrong way of computing a rate.
pub struct Mistake {
    /// What the mistake is.
    pub explanation: Explanation,
    /// In words, for the proof: `以本年数1092.22万元作分母`.
    pub words: String,
    /// What is divided.
    pub numerator: Ranged,
    /// By what.
    pub denominator: Ranged,
}

/// One share of a list: its part in half fen, the whole in half fen, and the printed share.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The part.
    pub part: i128,
    /// The whole.
    pub whole: i128,
    /// As printed.
    pub printed: Percent,
}

/// Printed digits below which a rate fits many things by chance.
const TELLING: u64 = 10;

/// Why a printed rate is not what its figures give.
pub fn of_rate(rate: &Rate) -> Reason {
    let mut found = Vec::new();
    found.extend(rate.list.and_then(allocated));
    found.extend(opposite_sign(rate));
    found.extend(rate.mistakes.iter().filter_map(|mistake| mistaken(rate, mistake)));
    found.extend(page_number(rate));
    found.extend(slip(rate));
    found.extend(truncated(rate));
    Reason::first_of(found)
}

/// What the figures give, with the printed number of decimals.
pub fn computed(rate: &Rate) -> Option<Percent> {
    Percent::of_ratio(rate.numerator.nominal, rate.denominator.nominal, rate.printed.decimals())
}

/// The shares of a list are exactly those of the largest remainder: whoever wrote them made them add to 100.
pub fn allocated(list: &[Share]) -> Option<Reason> {
    let first = list.first()?;
    let alike =
        list.iter().all(|share| share.whole == first.whole && share.printed.decimals() == first.printed.decimals());
    let total: i128 = list.iter().map(|share| share.part).sum();
    if !alike || list.len() < 2 || total != first.whole || total <= 0 {
        return None;
    }
    let parts: Vec<i128> = list.iter().map(|share| share.part).collect();
    let allocated = percent::allocate(&parts, first.whole, first.printed.decimals())?;
    let same = allocated.iter().zip(list).all(|(allocated, share)| *allocated == share.printed);
    let shares: Vec<String> = list.iter().map(|share| share.printed.to_string()).collect();
    same.then(|| {
        let proof = format!("各项占比{}恰为最大余数法的分配，合计100%", shares.join("、"));
        Reason::new(Explanation::AllocatedTo100, proof)
    })
}

/// An increase with a falling rate or the reverse: the sentence contradicts itself.
fn opposite_sign(rate: &Rate) -> Option<Reason> {
    let fits = ratio_prints_as(rate.numerator.range, rate.denominator.range, rate.printed.negated())?;
    (fits && rate.printed.mantissa() != 0).then(|| {
        let mut reason = Reason::new(Explanation::SelfContradiction, "增减额与增减率的方向相反，变号后相符");
        reason.runner_up = Some(Explanation::SignReversed);
        reason
    })
}

fn mistaken(rate: &Rate, mistake: &Mistake) -> Option<Reason> {
    let telling = rate.printed.mantissa().unsigned_abs() >= TELLING;
    let fits = ratio_prints_as(mistake.numerator.range, mistake.denominator.range, rate.printed)?;
    let right = Percent::of_ratio(mistake.numerator.nominal, mistake.denominator.nominal, rate.printed.decimals())?;
    (telling && fits).then(|| Reason::new(mistake.explanation, format!("{}，得{right}%", mistake.words)))
}

/// What may rightly be printed: what the figures give, and its neighbours where true amounts can give them.
fn possible(rate: &Rate) -> Vec<Percent> {
    let Some(right) = computed(rate) else { return Vec::new() };
    let neighbours = [0, -1, 1].map(|step| Percent::new(right.mantissa().saturating_add(step), right.decimals()));
    let fits = |percent: &Percent| {
        *percent == right || ratio_prints_as(rate.numerator.range, rate.denominator.range, *percent) == Some(true)
    };
    neighbours.into_iter().filter(fits).collect()
}

fn page_number(rate: &Rate) -> Option<Reason> {
    let page = rate.page?;
    let printed = rate.printed.to_string();
    possible(rate).into_iter().find_map(|right| {
        let pages = [page, page.saturating_sub(1)].into_iter().filter(|page| *page > 0);
        let sign = if right.mantissa() < 0 { "-" } else { "" };
        let digits = right.to_string();
        let digits = digits.trim_start_matches('-');
        let joined = pages.into_iter().find(|page| printed == format!("{sign}{page}{digits}"))?;
        Some(Reason::new(Explanation::PageNumberJoined, format!("去掉页码{joined}即为{right}%")))
    })
}

fn slip(rate: &Rate) -> Option<Reason> {
    let right = computed(rate)?;
    // The point slipped before the last digits were rounded: 0.53 for 5.26.
    let (over, under) = (rate.numerator.nominal, rate.denominator.nominal);
    let slipped = [10_i128, 100].iter().any(|factor| {
        let shifted = [(over, under.saturating_mul(*factor)), (over.saturating_mul(*factor), under)];
        shifted
            .iter()
            .any(|(over, under)| Percent::of_ratio(*over, *under, rate.printed.decimals()) == Some(rate.printed))
    });
    if slipped && rate.printed.mantissa().unsigned_abs() >= TELLING {
        return Some(Reason::new(Explanation::DigitSlip, format!("小数点移位，应为{right}%")));
    }
    possible(rate).into_iter().find_map(|right| slip_from(rate, right))
}

fn slip_from(rate: &Rate, right: Percent) -> Option<Reason> {
    if (right.mantissa() < 0) != (rate.printed.mantissa() < 0) || right.mantissa() == 0 || rate.printed.mantissa() == 0
    {
        return None;
    }
    let text = |percent: Percent| percent.mantissa().unsigned_abs().to_string();
    let (wrong_digits, right_digits) = (text(rate.printed), text(right));
    // Of three digits two agree by chance too often; only an exchange or a slipped point then proves anything.
    let short = wrong_digits.len().max(right_digits.len()) < 4;
    let explanation = digits::classify_digits(&wrong_digits, &right_digits)?;
    let slipped_point = wrong_digits.trim_end_matches('0') == right_digits.trim_end_matches('0');
    (!short || slipped_point || explanation == Explanation::DigitsTransposed)
        .then(|| Reason::new(explanation, format!("应为{right}%而印作{}%", rate.printed)))
}

/// One step below the right print, and some true figures are cut off to it.
fn truncated(rate: &Rate) -> Option<Reason> {
    let scale = 100 * 10_i128.checked_pow(rate.printed.decimals())?;
    let right = computed(rate)?;
    let step = i128::from(right.mantissa().checked_abs()?) - i128::from(rate.printed.mantissa().checked_abs()?);
    if rate.denominator.range.low <= 0 || step != 1 || (right.mantissa() < 0) != (rate.printed.mantissa() < 0) {
        return None;
    }
    let ends = rate.numerator.range;
    let least = ends.low.checked_abs()?.min(ends.high.checked_abs()?).checked_mul(scale)?;
    let next = i128::from(right.mantissa().checked_abs()?).checked_mul(rate.denominator.range.high)?;
    let finer = Percent::of_ratio(rate.numerator.nominal, rate.denominator.nominal, rate.printed.decimals() + 3)?;
    (least < next).then(|| Reason::new(Explanation::Truncated, format!("{finer}%截尾即为{}%", rate.printed)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, MoneyUnit};

    fn wan(text: &str) -> Ranged {
        Ranged::of(&Amount::parse(text, MoneyUnit::WanYuan).unwrap().unwrap())
    }

    fn reason(change: &str, base: &str, printed: &str, mistakes: Vec<Mistake>) -> Explanation {
        let printed = Percent::parse(printed).unwrap();
        of_rate(&Rate { printed, numerator: wan(change), denominator: wan(base), page: Some(4), mistakes, list: None })
            .explanation
    }

    #[test]
    fn every_mistake_in_a_rate_is_told_from_the_others() {
        let by_current = || {
            vec![Mistake {
                explanation: Explanation::DividedByCurrent,
                words: "以本年数作分母".to_owned(),
                numerator: wan("-392.92"),
                denominator: wan("6049.97"),
            }]
        };
        assert_eq!(reason("-392.92", "6442.89", "-6.49", by_current()), Explanation::DividedByCurrent);
        assert_eq!(reason("-392.92", "6442.89", "6.10", Vec::new()), Explanation::SelfContradiction);
        assert_eq!(reason("3637.69", "300.00", "1312.56", Vec::new()), Explanation::DigitSlip);
        assert_eq!(reason("0.60", "100.00", "0.06", Vec::new()), Explanation::DigitSlip);
        assert_eq!(reason("5.00", "95.00", "0.53", Vec::new()), Explanation::DigitSlip);
        assert_eq!(reason("34.12", "100.00", "34.21", Vec::new()), Explanation::DigitsTransposed);
        assert_eq!(reason("17.31", "100.00", "417.31", Vec::new()), Explanation::PageNumberJoined);
        assert_eq!(reason("41.02", "1092.22", "3.75", Vec::new()), Explanation::Truncated);
        assert_eq!(reason("-392.92", "6442.89", "-5.95", Vec::new()), Explanation::Unexplained);
    }

    #[test]
    fn shares_that_were_made_to_add_to_100_are_recognised_and_others_are_not() {
        let list = |printed: [&str; 4]| -> Vec<Share> {
            ["992.16", "41.02", "25.86", "33.18"]
                .iter()
                .zip(printed)
                .map(|(part, printed)| Share {
                    part: wan(part).nominal,
                    whole: wan("1092.22").nominal,
                    printed: Percent::parse(printed).unwrap(),
                })
                .collect()
        };
        assert!(allocated(&list(["90.84", "3.75", "2.37", "3.04"])).is_some());
        assert!(allocated(&list(["90.83", "3.76", "2.37", "3.04"])).is_none());
        assert!(allocated(&list(["90.84", "3.76", "2.37", "3.04"])).is_none());
    }
}
