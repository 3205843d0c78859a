//! Control of false discoveries among many tests.
//!
//! Benjamini, Hochberg: Controlling the False Discovery Rate, Journal of the Royal Statistical Society B 57 (1995).

/// The adjusted probability of each test: the smallest rate of false discoveries at which it would still be called a
/// discovery. In the order of the input.
pub fn adjusted(probabilities: &[f64]) -> Vec<f64> {
    let count = probabilities.len();
    let mut order: Vec<usize> = (0..count).collect();
    let value = |index: usize| probabilities.get(index).copied().unwrap_or(1.0);
    order.sort_by(|&one, &other| value(other).total_cmp(&value(one)));
    let mut adjusted = vec![1.0; count];
    let mut least: f64 = 1.0;
    for (position, &index) in order.iter().enumerate() {
        let rank = (count - position) as f64;
        least = least.min(value(index) * count as f64 / rank);
        if let Some(slot) = adjusted.get_mut(index) {
            *slot = least;
        }
    }
    adjusted
}

/// The probability that two independent tests together say so much: Fisher, Statistical Methods for Research Workers
/// (1925), section 21.1.
pub fn together(one: f64, other: f64) -> f64 {
    let product = one * other;
    if product <= 0.0 { 0.0 } else { (product * (1.0 - product.ln())).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tests_together_are_a_chi_squared_of_four_degrees() {
        let by_law = crate::outliers::statistics::distributions::chi_squared_above(-2.0 * (0.03_f64 * 0.2).ln(), 4.0);
        assert!((together(0.03, 0.2) - by_law).abs() < 1e-12);
        assert_eq!(together(1.0, 1.0), 1.0);
    }

    #[test]
    fn adjusted_probabilities_are_those_of_r() {
        // R: p.adjust(p, "BH") on the 25 tests of McDonald's handbook
        let probabilities = [
            0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34,
            0.341, 0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986,
        ];
        let expected = [0.025, 0.1, 0.21, 0.21, 0.21, 0.25, 0.264_285_714_285_714, 0.491_071_428_571_429];
        let mut reversed = probabilities;
        reversed.reverse();
        let found = adjusted(&probabilities);
        for (one, other) in found.iter().zip(expected) {
            assert!((one - other).abs() < 1e-12, "{one} {other}");
        }
        let mut backwards = adjusted(&reversed);
        backwards.reverse();
        assert_eq!(found, backwards);
    }
}
