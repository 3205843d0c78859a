//! The minimum covariance determinant: location and scatter of the half of the points that lie closest together, made
//! sharper by reweighting. Deterministic: the same points give the same answer.
//!
//! Rousseeuw, Van Driessen: A Fast Algorithm for the Minimum Covariance Determinant Estimator, Technometrics 41 (1999);
//! finite-sample corrections by Pison, Van Aelst, Willems: Small sample corrections for LTS and MCD, Metrika 55 (2002).
//! Points farther than the 97.5% quantile of chi-squared from the raw estimate get no weight, as in R's robustbase.

use super::distributions::{chi_squared_above, chi_squared_quantile};
use super::matrix::{Symmetric, mean};

/// Random subsets to start from; of so many, one without outliers is nearly certain up to half of outliers.
const STARTS: usize = 500;
/// Concentration steps on every start; the best are then followed to their end.
const FIRST_STEPS: usize = 2;
/// How many starts are followed to their end.
const FOLLOWED: usize = 10;
/// Steps after which a start has long come to its end.
const MOST_STEPS: usize = 100;
/// Points among which starts are tried; more points take part only in following.
const MOST_TRIED: usize = 600;
/// The part of clean points that lies beyond the cut-off.
const CUT_OFF: f64 = 0.025;

/// Where the bulk of the points lies and how it spreads.
#[derive(Clone, Debug)]
pub struct RobustScatter {
    /// The reweighted centre.
    pub centre: Vec<f64>,
    /// The reweighted covariance, consistent for normal points.
    pub covariance: Symmetric,
    /// The centre of the best half.
    pub raw_centre: Vec<f64>,
    /// The covariance of the best half, consistent for normal points.
    pub raw_covariance: Symmetric,
    /// Squared robust distance of every point.
    pub squared_distances: Vec<f64>,
    /// Whether a point lies within the cut-off of the raw estimate.
    pub kept: Vec<bool>,
}

/// A centre and covariance on the way.
struct Fit {
    centre: Vec<f64>,
    covariance: Symmetric,
    log_determinant: f64,
}

/// The estimate. `None` where there are too few points for their dimension, or where more than half of them lie on one
/// line, plane or hyperplane.
pub fn minimum_covariance_determinant(points: &[Vec<f64>]) -> Option<RobustScatter> {
    let dimensions = points.first()?.len();
    let count = points.len();
    let usable = points.iter().all(|point| point.len() == dimensions && point.iter().all(|value| value.is_finite()));
    if dimensions == 0 || !usable || count < 2 * dimensions + 1 {
        return None;
    }
    let half = (count + dimensions).div_ceil(2).max(dimensions + 1).min(count);
    let best = best_half(points, half, dimensions)?;
    let raw_factor = consistency(half as f64 / count as f64, dimensions) * RAW.factor(dimensions, count);
    let raw_covariance = best.covariance.scaled(raw_factor);
    let cut_off = chi_squared_quantile(CUT_OFF, dimensions as f64);
    let raw_distances = distances(points, &best.centre, &raw_covariance)?;
    let kept: Vec<bool> = raw_distances.iter().map(|distance| *distance <= cut_off).collect();
    let inside = || points.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(point, _)| point.as_slice());
    let weight = inside().count();
    let centre = mean(inside());
    let factor = consistency(weight as f64 / count as f64, dimensions) * REWEIGHTED.factor(dimensions, count);
    let covariance = Symmetric::covariance(inside(), &centre, weight.saturating_sub(1).max(1) as f64).scaled(factor);
    let squared_distances = distances(points, &centre, &covariance)?;
    Some(RobustScatter { centre, covariance, raw_centre: best.centre, raw_covariance, squared_distances, kept })
}

fn distances(points: &[Vec<f64>], centre: &[f64], covariance: &Symmetric) -> Option<Vec<f64>> {
    let lower = covariance.cholesky()?;
    Some(points.iter().map(|point| lower.squared_distance(point, centre)).collect())
}

/// The half whose covariance has the least determinant, as far as the starts find it.
fn best_half(points: &[Vec<f64>], half: usize, dimensions: usize) -> Option<Fit> {
    let mut random = Random(0x5DEE_CE66_D1CE_4E5B);
    let tried: Vec<&[f64]> = if points.len() > MOST_TRIED {
        random
            .subset(points.len(), MOST_TRIED)
            .into_iter()
            .filter_map(|index| points.get(index))
            .map(Vec::as_slice)
            .collect()
    } else {
        points.iter().map(Vec::as_slice).collect()
    };
    let half_of_tried = half * tried.len() / points.len();
    let mut fits: Vec<Fit> = Vec::new();
    for _ in 0..STARTS {
        let Some(mut fit) = start(&tried, dimensions, &mut random) else { continue };
        for _ in 0..FIRST_STEPS {
            match concentrate(&tried, &fit, half_of_tried) {
                Some(next) => fit = next,
                None => break,
            }
        }
        fits.push(fit);
        fits.sort_by(|one, other| one.log_determinant.total_cmp(&other.log_determinant));
        fits.truncate(FOLLOWED);
    }
    let all: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
    let ends = fits.into_iter().filter_map(|fit| follow(&all, fit, half));
    ends.min_by(|one, other| one.log_determinant.total_cmp(&other.log_determinant))
}

/// Mean and covariance of a few points drawn by lot; further points are drawn while the covariance is singular.
fn start(points: &[&[f64]], dimensions: usize, random: &mut Random) -> Option<Fit> {
    let drawn = random.subset(points.len(), points.len().min(2 * dimensions + 4));
    (dimensions + 1..=drawn.len()).find_map(|size| {
        let chosen: Vec<&[f64]> = drawn.iter().take(size).filter_map(|index| points.get(*index).copied()).collect();
        fit(&chosen)
    })
}

fn fit(points: &[&[f64]]) -> Option<Fit> {
    let centre = mean(points.iter().copied());
    let denominator = points.len().saturating_sub(1).max(1) as f64;
    let covariance = Symmetric::covariance(points.iter().copied(), &centre, denominator);
    let log_determinant = covariance.cholesky()?.log_determinant();
    Some(Fit { centre, covariance, log_determinant })
}

/// A concentration step: the `half` points closest to a fit give the next fit, whose determinant is not larger.
fn concentrate(points: &[&[f64]], from: &Fit, half: usize) -> Option<Fit> {
    let lower = from.covariance.cholesky()?;
    let mut order: Vec<(f64, usize)> =
        points.iter().enumerate().map(|(index, point)| (lower.squared_distance(point, &from.centre), index)).collect();
    order.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let closest: Vec<&[f64]> = order.iter().take(half).filter_map(|(_, index)| points.get(*index).copied()).collect();
    fit(&closest)
}

fn follow(points: &[&[f64]], from: Fit, half: usize) -> Option<Fit> {
    let mut fit = concentrate(points, &from, half)?;
    for _ in 0..MOST_STEPS {
        let next = concentrate(points, &fit, half)?;
        let settled = next.log_determinant >= fit.log_determinant - 1e-12;
        fit = next;
        if settled {
            break;
        }
    }
    Some(fit)
}

/// What the covariance of the inner `part` of normal points is multiplied with to be that of all.
fn consistency(part: f64, dimensions: usize) -> f64 {
    if part >= 1.0 {
        return 1.0;
    }
    let quantile = chi_squared_quantile(1.0 - part, dimensions as f64);
    part / (1.0 - chi_squared_above(quantile, dimensions as f64 + 2.0))
}

/// Coefficients of a finite-sample correction for subsets of one half.
struct Correction {
    /// log of the coefficient and exponent for one dimension
    one: (f64, f64),
    /// the same for two dimensions
    two: (f64, f64),
    /// coefficient, exponent and the q of the two curves from which more dimensions follow
    more: [(f64, f64, f64); 2],
}

/// For the raw estimate: Pison, Van Aelst, Willems (2002).
const RAW: Correction = Correction {
    one: (0.262_024_211_897_096, 0.604_756_680_630_497),
    two: (0.673_292_623_522_027, 0.691_365_864_961_895),
    more: [(-1.427_645_716_878_02, 1.262_633_369_321_51, 2.0), (-1.061_411_159_817_25, 1.289_079_914_403_87, 3.0)],
};

/// For the reweighted estimate: the same.
const REWEIGHTED: Correction = Correction {
    one: (1.110_981_434_150_27, 1.518_289_027_045_3),
    two: (3.111_017_129_090_49, 1.914_010_567_218_63),
    more: [(-1.028_425_727_247_93, 1.676_598_830_819_26, 2.0), (-0.268_002_734_508_53, 1.359_685_628_935_82, 3.0)],
};

impl Correction {
    fn factor(&self, dimensions: usize, count: usize) -> f64 {
        let (logarithm, exponent) = match dimensions {
            1 => self.one,
            2 => self.two,
            _ => self.curve(dimensions as f64),
        };
        1.0 / (1.0 - logarithm.exp() / (count as f64).powf(exponent))
    }

    /// The line through the two known curves at q p².
    fn curve(&self, dimensions: f64) -> (f64, f64) {
        let [(first, first_exponent, first_q), (second, second_exponent, second_q)] = self.more;
        let height = |coefficient: f64, exponent: f64| (-coefficient / dimensions.powf(exponent)).ln();
        let place = |q: f64| (q * dimensions * dimensions).ln();
        let (low, high) = (height(first, first_exponent), height(second, second_exponent));
        let exponent = (low - high) / (place(second_q) - place(first_q));
        (low + exponent * place(first_q), exponent)
    }
}

/// A small generator of random numbers (SplitMix64), so that no run differs from another.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }

    /// `size` different numbers below `count`.
    fn subset(&mut self, count: usize, size: usize) -> Vec<usize> {
        let mut pool: Vec<usize> = (0..count).collect();
        for position in 0..size.min(count) {
            let other = position + self.below(count - position);
            pool.swap(position, other);
        }
        pool.truncate(size);
        pool
    }
}

#[cfg(test)]
mod tests;
