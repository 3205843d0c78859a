//! Qₙ, the scale of Rousseeuw and Croux: an order statistic of all distances between pairs. It needs no centre, and it
//! is not 0 where half of the values are equal, as the MAD is.
//!
//! Rousseeuw, Croux: Alternatives to the Median Absolute Deviation, JASA 88 (1993); small-sample factors from Croux,
//! Rousseeuw: Time-efficient algorithms for two highly robust estimators of scale (1992).

/// Makes Qₙ consistent for the standard deviation of a normal distribution: 1 ÷ (√2 Φ⁻¹(⅝)).
pub const QN_CONSTANT: f64 = 2.219_144;

/// Factors for 2 to 9 values.
const SMALL_SAMPLE: [f64; 8] = [0.399, 0.994, 0.512, 0.844, 0.611, 0.857, 0.669, 0.872];

/// What Qₙ of so many values is multiplied with so that it is unbiased for normal samples.
pub fn small_sample_factor(count: usize) -> f64 {
    match SMALL_SAMPLE.get(count.wrapping_sub(2)) {
        Some(factor) => *factor,
        None if count % 2 == 1 => count as f64 / (count as f64 + 1.4),
        None => count as f64 / (count as f64 + 3.8),
    }
}

/// Qₙ with its small-sample factor. `None` for fewer than two values.
pub fn qn(values: &[f64]) -> Option<f64> {
    Some(uncorrected(values)? * QN_CONSTANT * small_sample_factor(values.len()))
}

/// The k-th smallest distance of two values, k = h(h − 1)/2 with h = ⌊n/2⌋ + 1.
fn uncorrected(values: &[f64]) -> Option<f64> {
    if values.len() < 2 || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let half = values.len() / 2 + 1;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Some(distance_of_rank(&sorted, half * (half - 1) / 2))
}

/// The `rank`-th smallest distance of two of the sorted values, exactly, without listing all pairs: distances are not
/// negative, and the bits of such floats are ordered as they are, so that a bisection of the bits ends at the distance.
fn distance_of_rank(sorted: &[f64], rank: usize) -> f64 {
    let (mut low, mut high) = (0_u64, f64::MAX.to_bits());
    while low < high {
        let middle = low + (high - low) / 2;
        if pairs_within(sorted, f64::from_bits(middle)) >= rank {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    f64::from_bits(low)
}

/// How many pairs are no farther apart than `distance`.
fn pairs_within(sorted: &[f64], distance: f64) -> usize {
    let mut first = 0;
    let mut pairs = 0;
    for (last, value) in sorted.iter().enumerate() {
        while sorted.get(first).is_some_and(|earlier| value - earlier > distance) {
            first += 1;
        }
        pairs += last - first;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 10] = [0.02, 0.31, -0.12, 0.07, 0.05, 1.4, -0.03, 0.11, 0.09, 0.0];

    #[test]
    fn qn_is_what_robustbase_computes() {
        // R, robustbase 0.95: Qn(x, constant = 2.219144, finite.corr = FALSE)
        let close = |found: Option<f64>, expected: f64| (found.unwrap() * QN_CONSTANT - expected).abs() < 1e-12;
        assert!(close(uncorrected(&VALUES), 0.177_531_52));
        assert!(close(uncorrected(&VALUES[..9]), 0.155_340_08));
        assert_eq!(uncorrected(&[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 9.0]), Some(0.0));
        assert_eq!(qn(&[1.0]), None);
    }

    #[test]
    fn the_small_sample_factors_are_those_of_croux_and_rousseeuw() {
        let factors: Vec<f64> = (2..=9).map(small_sample_factor).collect();
        assert_eq!(factors, [0.399, 0.994, 0.512, 0.844, 0.611, 0.857, 0.669, 0.872]);
        assert!((small_sample_factor(10) - 10.0 / 13.8).abs() < 1e-15);
        assert!((small_sample_factor(11) - 11.0 / 12.4).abs() < 1e-15);
        assert!((qn(&VALUES).unwrap() - 0.177_531_52 * 10.0 / 13.8).abs() < 1e-12);
    }

    #[test]
    fn qn_sees_spread_where_a_little_more_than_half_are_equal() {
        // 6 of 10 equal: 15 pairs at distance 0, and k is 15; 5 of 10 equal: 10 pairs only.
        let half_equal = [0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5];
        assert!(qn(&half_equal).unwrap() > 0.0);
    }

    #[test]
    fn bisection_finds_the_same_distance_as_sorting_all_pairs() {
        let mut seed = 7_u64;
        let values: Vec<f64> = (0..101)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((seed >> 40) as f64 / 1e5).sin()
            })
            .collect();
        let mut pairs = Vec::new();
        for (index, one) in values.iter().enumerate() {
            pairs.extend(values[index + 1..].iter().map(|other| (one - other).abs()));
        }
        pairs.sort_by(f64::total_cmp);
        assert_eq!(uncorrected(&values), Some(pairs[51 * 50 / 2 - 1]));
    }
}
