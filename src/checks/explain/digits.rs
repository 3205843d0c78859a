//! Slips of the hand: exchanged, wrong, missing or surplus digits, and a decimal point in the wrong place.

use crate::domain::Amount;
use crate::domain::percent::round_quotient;
use crate::findings::Explanation;

/// How a printed amount comes from the right one by one slip of the hand; `None` where it does not.
///
/// A last digit that is off by one is no proof of a slip, because rounding elsewhere does the same.
pub fn classify(printed: &Amount, right: &Amount) -> Option<Explanation> {
    let (printed_fen, right_fen) = (printed.value.fen(), right.value.fen());
    if printed_fen == right_fen || right_fen == 0 || printed_fen == 0 {
        return None;
    }
    if printed_fen.checked_neg() == Some(right_fen) {
        return Some(Explanation::SignReversed);
    }
    if is_ten_thousandth(printed, right) || is_ten_thousandth(right, printed) {
        return Some(Explanation::UnitSlip);
    }
    if (printed_fen < 0) != (right_fen < 0) {
        return None;
    }
    let step = printed.unit.fen() / 10_i64.checked_pow(printed.decimals)?;
    if step == 0 {
        return None;
    }
    // The right one may be printed finer: rounded as the printed one, it would have stood there.
    let digits = |fen: i64| round_quotient(i128::from(fen), i128::from(step)).unsigned_abs().to_string();
    classify_digits(&digits(printed_fen), &digits(right_fen))
}

/// Whether one amount is a ten-thousandth of the other, or prints as it: 39.94 of 399435.28. A single digit proves
/// nothing.
fn is_ten_thousandth(small: &Amount, large: &Amount) -> bool {
    let (value, whole) = (i128::from(small.value.fen()) * 10_000, i128::from(large.value.fen()));
    let step = 10_i128.checked_pow(small.decimals).map_or(1, |scale| (i128::from(small.unit.fen()) / scale).max(1));
    let telling = i128::from(small.value.fen()).abs() >= 10 * step;
    value == whole || telling && 2 * (value - whole).abs() <= 10_000 * step
}

/// The same for plain digits, both counted in the same last place.
pub fn classify_digits(printed: &str, right: &str) -> Option<Explanation> {
    if printed == right {
        return None;
    }
    let (wrong, right): (Vec<char>, Vec<char>) = (printed.chars().collect(), right.chars().collect());
    if is_transposed(&wrong, &right) {
        return Some(Explanation::DigitsTransposed);
    }
    let slipped = point_slipped(printed, &right) || one_digit_differs(&wrong, &right) || one_digit_more(&wrong, &right);
    slipped.then_some(Explanation::DigitSlip)
}

fn is_transposed(wrong: &[char], right: &[char]) -> bool {
    if wrong.len() != right.len() {
        return false;
    }
    let places: Vec<usize> = (0..wrong.len()).filter(|&place| wrong.get(place) != right.get(place)).collect();
    let [first, second] = places.as_slice() else { return false };
    second - first == 1 && wrong.get(*first) == right.get(*second) && wrong.get(*second) == right.get(*first)
}

/// Ten, a hundred or a thousand times too large or too small.
fn point_slipped(printed: &str, right: &[char]) -> bool {
    let right: String = right.iter().collect();
    ["0", "00", "000"].iter().any(|zeros| format!("{printed}{zeros}") == right || format!("{right}{zeros}") == printed)
}

/// Exactly one digit differs, and it is not the last one by one.
fn one_digit_differs(wrong: &[char], right: &[char]) -> bool {
    if wrong.len() != right.len() {
        return false;
    }
    let places: Vec<usize> = (0..wrong.len()).filter(|&place| wrong.get(place) != right.get(place)).collect();
    let [place] = places.as_slice() else { return false };
    let value = |digits: &[char]| digits.get(*place).and_then(|digit| digit.to_digit(10)).unwrap_or_default();
    let by_one_at_the_end = *place + 1 == wrong.len() && value(wrong).abs_diff(value(right)) == 1;
    !by_one_at_the_end
}

/// One digit was left out or typed twice; numbers of three digits and more only, because short ones fit by chance.
fn one_digit_more(wrong: &[char], right: &[char]) -> bool {
    let (short, long) = if wrong.len() < right.len() { (wrong, right) } else { (right, wrong) };
    if short.len() < 3 || short.len() + 1 != long.len() {
        return false;
    }
    (0..long.len()).any(|left_out| {
        long.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, digit)| digit).eq(short.iter())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MoneyUnit;

    fn reason(printed: &str, right: &str) -> Option<Explanation> {
        let wan = |text: &str| Amount::parse(text, MoneyUnit::WanYuan).unwrap().unwrap();
        classify(&wan(printed), &wan(right))
    }

    #[test]
    fn every_slip_of_the_hand_is_told_from_the_others() {
        assert_eq!(reason("41.20", "41.02"), Some(Explanation::DigitsTransposed));
        assert_eq!(reason("47.02", "41.02"), Some(Explanation::DigitSlip));
        assert_eq!(reason("410.20", "41.02"), Some(Explanation::DigitSlip));
        assert_eq!(reason("4.12", "41.02"), Some(Explanation::DigitSlip));
        assert_eq!(reason("410200.00", "41.02"), Some(Explanation::UnitSlip));
        assert_eq!(reason("399435.28", "39.94"), Some(Explanation::UnitSlip));
        assert_eq!(reason("-41.02", "41.02"), Some(Explanation::SignReversed));
    }

    #[test]
    fn a_slip_is_seen_behind_finer_digits() {
        let printed = Amount::parse("887.36", MoneyUnit::WanYuan).unwrap().unwrap();
        let right = Amount::parse("873617.00", MoneyUnit::Yuan).unwrap().unwrap();
        assert_eq!(classify(&printed, &right), Some(Explanation::DigitSlip));
    }

    #[test]
    fn what_rounding_could_do_is_no_slip() {
        assert_eq!(reason("41.03", "41.02"), None);
        assert_eq!(reason("41.02", "41.02"), None);
        assert_eq!(reason("83.17", "41.02"), None);
    }
}
