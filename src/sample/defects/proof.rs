//! Whether a printed rate or share can be right at all: what true amounts print as the amounts beside it.

use crate::domain::Percent;
use crate::domain::percent::round_quotient;
use crate::sample::draft::{Draft, Figure, Meaning, Place};

/// Half of the last digit of 万元 with two decimals, in fen.
const HALF_DIGIT: i128 = 5_000;

/// An amount as 万元 with two decimals print it, in fen.
fn as_printed(fen: i64) -> i128 {
    round_quotient(i128::from(fen), 2 * HALF_DIGIT) * 2 * HALF_DIGIT
}

/// Whether no true amounts that print as the figures at hand can give a printed percentage.
pub fn is_impossible(meaning: &Meaning, printed: &str) -> bool {
    match meaning {
        Meaning::Rate { now, base } => is_impossible_beside(*now, now - base, printed),
        Meaning::Share { part, whole, .. } => is_impossible_ratio(as_printed(*part), as_printed(*whole), 1, printed),
        Meaning::Execution { done, budget } => is_impossible_ratio(as_printed(*done), as_printed(*budget), 1, printed),
        _ => false,
    }
}

/// The same for a rate beside this year's figure and a signed change: the base is the one less the other, two printed
/// figures, twice the slack.
pub fn is_impossible_beside(now: i64, change: i64, printed: &str) -> bool {
    let change = as_printed(change);
    is_impossible_ratio(change.abs(), as_printed(now) - change, 2, printed)
}

fn is_impossible_ratio(part: i128, whole: i128, slack: i128, printed: &str) -> bool {
    let Some(percent) = Percent::parse(printed) else { return true };
    let (least_whole, most_whole) = (whole - slack * HALF_DIGIT, whole + slack * HALF_DIGIT);
    if least_whole <= 0 {
        return false;
    }
    // The percentage lies within (2·mantissa ± 1) ÷ (200 · 10^decimals).
    let scale = 200 * 10_i128.pow(percent.decimals());
    let (low, high) = (2 * i128::from(percent.mantissa()) - 1, 2 * i128::from(percent.mantissa()) + 1);
    let too_high = low * least_whole > (part + HALF_DIGIT) * scale && low > 0;
    let too_low = high * most_whole < (part - HALF_DIGIT) * scale;
    too_high || too_low
}

/// Whether every amount of the figure's paragraph is printed with two decimals, as the proof takes for granted.
pub fn is_fully_printed(draft: &Draft, figure: &Figure) -> bool {
    let Place::Sentence(block) = figure.place else { return false };
    draft.figures.iter().all(|other| {
        let beside = matches!(other.place, Place::Sentence(at) if at == block);
        let amount = matches!(other.meaning, Meaning::Amount { .. } | Meaning::Change { .. });
        !(beside && amount) || other.decimals == 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_the_henan_document_is_impossible_and_its_rate_is_not() {
        let share = Meaning::Share { part: 41_020_000, whole: 1_092_220_000, group: 0 };
        assert!(is_impossible(&share, "3.75"));
        assert!(!is_impossible(&share, "3.76"));
        let rate = Meaning::Rate { now: 1_092_220_000, base: 1_056_070_000 };
        assert!(!is_impossible(&rate, "3.42"));
        assert!(is_impossible(&rate, "3.31"));
    }

    #[test]
    fn a_rate_of_a_tiny_base_is_never_called_impossible() {
        assert!(!is_impossible(&Meaning::Rate { now: 20_000, base: 9_000 }, "7.00"));
    }
}
