//! How heavy the tails of a sample are: degrees of freedom of the Student distribution whose bulk looks like the sample.
//!
//! Budgets change in jumps. A normal law would call one change in twenty impossible; a law with the tails of the sample
//! itself does not. The tails are read from where nine tenths of the values lie against where half of them lie, so that
//! a tenth of gross errors does not make the tails.

use super::distributions::{f_quantile, student_quantile};
use super::median::quantile;

/// What is tried: from Cauchy's law to nearly normal.
const DEGREES: [f64; 12] = [1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 6.0, 10.0, 20.0, 60.0];

/// Assumed where there are too few values to tell.
const USUAL: f64 = 3.0;

/// With fewer values the tails are not read from them.
const ENOUGH: usize = 40;

/// Degrees of freedom for scores (centre 0), by the ratio of their 90% to their 50% quantile, without sign.
pub fn of_scores(scores: &[f64]) -> f64 {
    let sizes: Vec<f64> = scores.iter().map(|score| score.abs()).collect();
    degrees(&sizes, |beyond, degrees| student_quantile(beyond, degrees))
}

/// Degrees of freedom for squared distances in `dimensions`, each divided by the dimensions being an F variable.
pub fn of_squared_distances(distances: &[f64], dimensions: f64) -> f64 {
    degrees(distances, |above, degrees| f_quantile(above, dimensions, degrees))
}

fn degrees(sizes: &[f64], law: impl Fn(f64, f64) -> f64) -> f64 {
    if sizes.len() < ENOUGH {
        return USUAL;
    }
    let (Some(half), Some(most)) = (quantile(sizes, 0.5), quantile(sizes, 0.9)) else { return USUAL };
    if half <= 0.0 {
        return DEGREES.first().copied().unwrap_or(USUAL);
    }
    let ratio = most / half;
    let fits = |degrees: &&f64| law(0.1, **degrees) / law(0.5, **degrees) >= ratio;
    DEGREES.iter().rev().find(fits).or(DEGREES.first()).copied().unwrap_or(USUAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_of_a_law_give_back_its_degrees() {
        for expected in [1.5, 3.0, 10.0] {
            let sample: Vec<f64> =
                (1..2000).map(|index| student_quantile(f64::from(index) / 2000.0, expected)).collect();
            let found = of_scores(&sample);
            assert!((found / expected).abs() < 1.3 && (expected / found).abs() < 1.3, "{found} for {expected}");
        }
    }

    #[test]
    fn few_values_or_many_equal_ones_are_taken_for_heavy_tails() {
        assert_eq!(of_scores(&[1.0; 5]), USUAL);
        let mut mostly_zero = vec![0.0; 60];
        mostly_zero.extend([1.0; 30]);
        assert_eq!(of_scores(&mostly_zero), 1.0);
    }
}
