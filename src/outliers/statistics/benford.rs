//! The law of leading digits, and whether a collection of amounts is one to which it applies.
//!
//! Benford: The Law of Anomalous Numbers (1938). The mean absolute deviation of the shares of digits and its limits are
//! Nigrini's: Benford's Law: Applications for Forensic Accounting, Auditing, and Fraud Detection (2012). The test is
//! refused rather than bent where its conditions do not hold.

/// Fewer amounts say nothing about the first two digits.
pub const ENOUGH_FOR_TWO_DIGITS: usize = 1_000;
/// Fewer amounts say nothing about the first digit.
pub const ENOUGH_FOR_ONE_DIGIT: usize = 300;
/// Amounts must span at least so many orders of magnitude.
const LEAST_MAGNITUDES: f64 = 3.0;

/// How close the digits are to the law, by Nigrini's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conformity {
    /// close
    Close,
    /// acceptable
    Acceptable,
    /// marginally acceptable
    Marginal,
    /// none
    None,
}

/// Why the test is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// so many amounts are not enough
    TooFew(usize),
    /// the amounts are too much of one size
    TooNarrow,
}

/// The result of the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Benford {
    /// How many amounts took part; zeros have no leading digit.
    pub amounts: usize,
    /// Whether one leading digit was looked at or two.
    pub digits: u32,
    /// The mean absolute deviation of the shares of digits from the law.
    pub mean_absolute_deviation: f64,
    /// What it means.
    pub conformity: Conformity,
    /// The leading digits that occur most in excess, and their share of all amounts.
    pub most_in_excess: (u64, f64),
}

/// Tests amounts (of any unit, as integers).
///
/// # Errors
/// With the reason where the amounts are not a collection to which the law applies.
pub fn test(amounts: &[u64]) -> Result<Benford, Refusal> {
    let positive: Vec<u64> = amounts.iter().copied().filter(|amount| *amount > 0).collect();
    if positive.len() < ENOUGH_FOR_ONE_DIGIT {
        return Err(Refusal::TooFew(positive.len()));
    }
    let mut sorted = positive.clone();
    sorted.sort_unstable();
    // One amount in a hundred at either end does not make a span.
    let trimmed = sorted.len() / 100;
    let ends = sorted.get(trimmed).zip(sorted.get(sorted.len() - 1 - trimmed));
    if ends.is_none_or(|(least, most)| (*most as f64 / *least as f64).log10() < LEAST_MAGNITUDES) {
        return Err(Refusal::TooNarrow);
    }
    let digits = if positive.len() >= ENOUGH_FOR_TWO_DIGITS { 2 } else { 1 };
    let numbers: Vec<u64> = positive.iter().filter_map(|amount| leading(*amount, digits)).collect();
    Ok(deviation(&numbers, digits))
}

/// The first one or two digits; `None` where there are fewer.
fn leading(amount: u64, digits: u32) -> Option<u64> {
    let length = amount.checked_ilog10()? + 1;
    // The amount 7 has the first two digits 70, as in 7.0.
    Some(if length >= digits { amount / 10_u64.pow(length - digits) } else { amount * 10_u64.pow(digits - length) })
}

/// The share of numbers that begin with these digits, by the law.
pub fn expected(leading: u64) -> f64 {
    (1.0 + 1.0 / leading as f64).log10()
}

fn deviation(numbers: &[u64], digits: u32) -> Benford {
    let first = 10_u64.pow(digits - 1);
    let total = numbers.len() as f64;
    let mut sum = 0.0;
    let mut excess = (first, 0.0);
    let mut most = f64::NEG_INFINITY;
    for digit in first..10 * first {
        let share = numbers.iter().filter(|number| **number == digit).count() as f64 / total;
        let apart = share - expected(digit);
        sum += apart.abs();
        if apart > most {
            most = apart;
            excess = (digit, share);
        }
    }
    let mean_absolute_deviation = sum / (9 * first) as f64;
    Benford {
        amounts: numbers.len(),
        digits,
        mean_absolute_deviation,
        conformity: conformity(mean_absolute_deviation, digits),
        most_in_excess: excess,
    }
}

/// Nigrini's limits.
fn conformity(deviation: f64, digits: u32) -> Conformity {
    let [close, acceptable, marginal] = if digits == 1 { [0.006, 0.012, 0.015] } else { [0.0012, 0.0018, 0.0022] };
    if deviation <= close {
        Conformity::Close
    } else if deviation <= acceptable {
        Conformity::Acceptable
    } else if deviation <= marginal {
        Conformity::Marginal
    } else {
        Conformity::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two_follow_the_law_and_equal_amounts_do_not() {
        // 2ⁿ in a grid of mantissas: the classic sequence that follows the law.
        let powers: Vec<u64> = (0..1500_u32)
            .map(|n| (10_f64.powf(5.0 * (f64::from(n) * std::f64::consts::LOG10_2).fract()) * 1000.0) as u64)
            .collect();
        let law = test(&powers).unwrap();
        assert_eq!((law.amounts, law.digits), (1500, 2));
        assert!(law.conformity != Conformity::None, "{law:?}");
        let even: Vec<u64> = (1..=1500).map(|n| n * n * n * 7).chain((0..1500).map(|n| 500_000 + n)).collect();
        let not = test(&even).unwrap();
        assert_eq!(not.conformity, Conformity::None);
        assert_eq!(not.most_in_excess.0, 50);
    }

    #[test]
    fn too_few_amounts_or_amounts_of_one_size_are_refused_with_the_reason() {
        assert_eq!(test(&[1, 20, 300]), Err(Refusal::TooFew(3)));
        assert_eq!(test(&(1000..2000).collect::<Vec<u64>>()), Err(Refusal::TooNarrow));
    }

    #[test]
    fn leading_digits_and_their_shares_are_those_of_the_law() {
        assert_eq!(leading(1_092_220_000, 2), Some(10));
        assert_eq!(leading(7, 2), Some(70));
        assert_eq!(leading(0, 1), None);
        assert!((expected(1) - std::f64::consts::LOG10_2).abs() < 1e-12);
        assert!(((10..100).map(expected).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(conformity(0.002_43, 2), Conformity::None);
    }
}
