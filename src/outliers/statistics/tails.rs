//! How heavy the tails of a sample are: degrees of freedom of the Student distribution whose bulk looks like the sample.
//!
//! Budgets change in jumps. A normal law would call one change in twenty impossible; a law with the tails of the sample
//! itself does not. The tails are read from where three quarters of the values lie against where half of them lie: the
//! law is that of the ordinary values, and what is not ordinary does not bend it (an empirical null: Efron, Large-Scale
//! Simultaneous Hypothesis Testing, JASA 99, 2004).

use super::distributions::{f_quantile, student_quantile};
use super::median::quantile;

/// What is tried for single figures, down to the fewest degrees with a variance: by heavier tails nothing is an outlier.
const DEGREES: [f64; 5] = [3.0, 4.0, 6.0, 10.0, 30.0];

/// What is tried for distances of many parts at once, of which one small part can make any distance.
const HEAVIER_DEGREES: [f64; 6] = [2.0, 3.0, 4.0, 6.0, 10.0, 30.0];

/// Assumed where there are too few values to tell.
const USUAL: f64 = 3.0;

/// With fewer values the tails are not read from them.
const ENOUGH: usize = 40;

/// Degrees of freedom for scores (centre 0), by the ratio of their 75% to their 50% quantile, without sign.
pub fn of_scores(scores: &[f64]) -> f64 {
    let sizes: Vec<f64> = scores.iter().map(|score| score.abs()).collect();
    degrees(&sizes, &DEGREES, student_quantile)
}

/// Degrees of freedom for squared distances in `dimensions`, each divided by the dimensions being an F variable.
pub fn of_squared_distances(distances: &[f64], dimensions: f64) -> f64 {
    degrees(distances, &HEAVIER_DEGREES, |above, degrees| f_quantile(above, dimensions, degrees))
}

fn degrees(sizes: &[f64], tried: &[f64], law: impl Fn(f64, f64) -> f64) -> f64 {
    if sizes.len() < ENOUGH {
        return USUAL;
    }
    let (Some(half), Some(most)) = (quantile(sizes, 0.5), quantile(sizes, 0.75)) else { return USUAL };
    if half <= 0.0 {
        return tried.first().copied().unwrap_or(USUAL);
    }
    let ratio = most / half;
    let fits = |degrees: &&f64| law(0.25, **degrees) / law(0.5, **degrees) >= ratio;
    tried.iter().rev().find(fits).or(tried.first()).copied().unwrap_or(USUAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_of_a_law_give_back_its_degrees() {
        for expected in [3.0, 4.0, 10.0] {
            let sample: Vec<f64> =
                (1..2000).map(|index| student_quantile(f64::from(index) / 2000.0, expected)).collect();
            let found = of_scores(&sample);
            assert!(found / expected < 1.7 && expected / found < 1.7, "{found} for {expected}");
        }
    }

    #[test]
    fn few_values_or_many_equal_ones_are_taken_for_heavy_tails() {
        assert_eq!(of_scores(&[1.0; 5]), USUAL);
        let mut mostly_zero = vec![0.0; 60];
        mostly_zero.extend([1.0; 30]);
        assert_eq!(of_scores(&mostly_zero), 3.0);
    }
}
