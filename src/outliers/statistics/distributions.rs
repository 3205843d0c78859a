//! Distribution functions: normal, chi-squared, F and Student's t, by the incomplete gamma and beta functions.
//!
//! Series and continued fractions as in Abramowitz, Stegun: Handbook of Mathematical Functions (1964), 6.5 and 26.5;
//! the logarithm of gamma by Lanczos' approximation.

/// Terms after which a series or a continued fraction is as exact as a float.
const MOST_TERMS: usize = 500;
const PRECISE: f64 = 1e-15;
const TINY: f64 = 1e-300;

/// The logarithm of the gamma function, for positive arguments.
pub fn log_gamma(argument: f64) -> f64 {
    const COEFFICIENTS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if argument < 0.5 {
        let reflected = std::f64::consts::PI / (std::f64::consts::PI * argument).sin().abs();
        return reflected.ln() - log_gamma(1.0 - argument);
    }
    let shifted = argument - 1.0;
    let [first, rest @ ..] = COEFFICIENTS;
    let series: f64 =
        first + rest.iter().enumerate().map(|(index, value)| value / (shifted + index as f64 + 1.0)).sum::<f64>();
    let base = shifted + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (shifted + 0.5) * base.ln() - base + series.ln()
}

/// The regularised upper incomplete gamma function Q(shape, value).
fn upper_gamma(shape: f64, value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let front = (shape * value.ln() - value - log_gamma(shape)).exp();
    if value < shape + 1.0 {
        let (mut term, mut sum) = (1.0 / shape, 1.0 / shape);
        for index in 1..MOST_TERMS {
            term *= value / (shape + index as f64);
            sum += term;
            if term < sum * PRECISE {
                break;
            }
        }
        return 1.0 - front * sum;
    }
    let mut shifted = value + 1.0 - shape;
    let (mut numerator, mut denominator) = (1.0 / TINY, 1.0 / shifted);
    let mut fraction = denominator;
    for index in 1..MOST_TERMS {
        let factor = -(index as f64) * (index as f64 - shape);
        shifted += 2.0;
        denominator = 1.0 / not_zero(factor * denominator + shifted);
        numerator = not_zero(shifted + factor / numerator);
        let step = denominator * numerator;
        fraction *= step;
        if (step - 1.0).abs() < PRECISE {
            break;
        }
    }
    front * fraction
}

fn not_zero(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}

/// The regularised incomplete beta function I(value; one, other).
fn incomplete_beta(value: f64, one: f64, other: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    if value >= 1.0 {
        return 1.0;
    }
    if value > (one + 1.0) / (one + other + 2.0) {
        return 1.0 - incomplete_beta(1.0 - value, other, one);
    }
    let front =
        (log_gamma(one + other) - log_gamma(one) - log_gamma(other) + one * value.ln() + other * (1.0 - value).ln())
            .exp()
            / one;
    let mut numerator = 1.0;
    let mut denominator = 1.0 / not_zero(1.0 - (one + other) * value / (one + 1.0));
    let mut fraction = denominator;
    for index in 1..MOST_TERMS {
        let term = index as f64;
        let even = term * (other - term) * value / ((one + 2.0 * term - 1.0) * (one + 2.0 * term));
        denominator = 1.0 / not_zero(1.0 + even * denominator);
        numerator = not_zero(1.0 + even / numerator);
        fraction *= denominator * numerator;
        let odd = -(one + term) * (one + other + term) * value / ((one + 2.0 * term) * (one + 2.0 * term + 1.0));
        denominator = 1.0 / not_zero(1.0 + odd * denominator);
        numerator = not_zero(1.0 + odd / numerator);
        let step = denominator * numerator;
        fraction *= step;
        if (step - 1.0).abs() < PRECISE {
            break;
        }
    }
    front * fraction
}

/// The probability that a chi-squared variable of `degrees` exceeds `value`.
pub fn chi_squared_above(value: f64, degrees: f64) -> f64 {
    upper_gamma(degrees / 2.0, value / 2.0)
}

/// The value that a chi-squared variable of `degrees` exceeds with probability `above`.
pub fn chi_squared_quantile(above: f64, degrees: f64) -> f64 {
    bisect(|value| chi_squared_above(value, degrees) > above)
}

/// The probability that an F variable exceeds `value`.
pub fn f_above(value: f64, numerator: f64, denominator: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    incomplete_beta(denominator / (denominator + numerator * value), denominator / 2.0, numerator / 2.0)
}

/// The value that an F variable exceeds with probability `above`.
pub fn f_quantile(above: f64, numerator: f64, denominator: f64) -> f64 {
    bisect(|value| f_above(value, numerator, denominator) > above)
}

/// The probability that Student's t of `degrees` is farther from 0 than `value`, on either side.
pub fn student_beyond(value: f64, degrees: f64) -> f64 {
    f_above(value * value, 1.0, degrees)
}

/// The value that Student's t of `degrees` is farther from 0 than, on either side, with probability `beyond`.
pub fn student_quantile(beyond: f64, degrees: f64) -> f64 {
    f_quantile(beyond, 1.0, degrees).sqrt()
}

/// The positive value at which a condition that holds for small ones ceases to hold.
fn bisect(holds: impl Fn(f64) -> bool) -> f64 {
    let mut high = 1.0;
    while holds(high) && high < 1e300 {
        high *= 2.0;
    }
    let mut low = 0.0;
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if holds(middle) { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn close(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-10, "{found} instead of {expected}");
    }

    #[test]
    fn tail_probabilities_and_quantiles_are_those_of_r() {
        // R: 2 * pt(-5, 3), 2 * pt(-12, 2.5), pchisq(20, 5, lower = FALSE), qchisq(0.975, 3), qchisq(0.975, 2),
        // pf(8, 4, 6.5, lower = FALSE), qf(0.9, 3, 4), qt(0.95, 3)
        close(student_beyond(5.0, 3.0), 0.015_392_438_073_302_3);
        close(student_beyond(12.0, 2.5), 0.002_836_215_030_078_32);
        close(chi_squared_above(20.0, 5.0), 0.001_249_730_563_031_38);
        close(chi_squared_quantile(0.025, 3.0), 9.348_403_604_496_14);
        close(chi_squared_quantile(0.025, 2.0), 7.377_758_908_227_87);
        close(f_above(8.0, 4.0, 6.5), 0.011_417_609_175_177_7);
        close(f_quantile(0.1, 3.0, 4.0), 4.190_860_438_872_25);
        close(student_quantile(0.1, 3.0), 2.353_363_434_801_82);
    }
}
