//! Small symmetric matrices: covariance and Cholesky decomposition. Written by hand, since six by six is the largest.

/// Points of one dimension each.
pub type Points = Vec<Vec<f64>>;

/// A symmetric matrix, by rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetric(pub Vec<Vec<f64>>);

/// The lower triangle whose product with its transpose is the matrix.
#[derive(Clone, Debug)]
pub struct Cholesky(Vec<Vec<f64>>);

/// The mean of some points. Empty for none.
pub fn mean<'a>(points: impl Iterator<Item = &'a [f64]>) -> Vec<f64> {
    let mut sums: Vec<f64> = Vec::new();
    let mut count = 0.0;
    for point in points {
        sums.resize(point.len(), 0.0);
        for (sum, value) in sums.iter_mut().zip(point) {
            *sum += value;
        }
        count += 1.0;
    }
    sums.iter().map(|sum| sum / count).collect()
}

impl Symmetric {
    /// The covariance of some points about a centre, divided by `denominator`.
    pub fn covariance<'a>(points: impl Iterator<Item = &'a [f64]>, centre: &[f64], denominator: f64) -> Self {
        let size = centre.len();
        let mut cells = vec![vec![0.0; size]; size];
        for point in points {
            let apart: Vec<f64> = point.iter().zip(centre).map(|(value, middle)| value - middle).collect();
            for (row, one) in cells.iter_mut().zip(&apart) {
                for (cell, other) in row.iter_mut().zip(&apart) {
                    *cell += one * other / denominator;
                }
            }
        }
        Symmetric(cells)
    }

    /// The same with every cell multiplied.
    pub fn scaled(&self, factor: f64) -> Self {
        Symmetric(self.0.iter().map(|row| row.iter().map(|cell| cell * factor).collect()).collect())
    }

    /// The same with a variance added in every direction, so that no direction is without spread.
    pub fn widened(&self, variance: f64) -> Self {
        let widen = |(index, row): (usize, &Vec<f64>)| {
            row.iter().enumerate().map(|(other, cell)| if other == index { cell + variance } else { *cell }).collect()
        };
        Symmetric(self.0.iter().enumerate().map(widen).collect())
    }

    /// The decomposition; `None` where the matrix is singular to working precision.
    pub fn cholesky(&self) -> Option<Cholesky> {
        let mut lower: Vec<Vec<f64>> = Vec::with_capacity(self.0.len());
        for (index, row) in self.0.iter().enumerate() {
            let mut line: Vec<f64> = Vec::with_capacity(index + 1);
            for (above, cell) in lower.iter().zip(row) {
                let known: f64 = line.iter().zip(above).map(|(one, other)| one * other).sum();
                line.push((cell - known) / above.last()?);
            }
            let diagonal = row.get(index)?;
            let rest = diagonal - line.iter().map(|value| value * value).sum::<f64>();
            if rest <= diagonal.abs() * 1e-12 || !rest.is_finite() {
                return None;
            }
            line.push(rest.sqrt());
            lower.push(line);
        }
        Some(Cholesky(lower))
    }
}

impl Cholesky {
    /// The logarithm of the matrix's determinant.
    pub fn log_determinant(&self) -> f64 {
        self.0.iter().filter_map(|row| row.last()).map(|value| 2.0 * value.ln()).sum()
    }

    /// The squared Mahalanobis distance of a point from a centre.
    pub fn squared_distance(&self, point: &[f64], centre: &[f64]) -> f64 {
        let mut solved: Vec<f64> = Vec::with_capacity(centre.len());
        for ((row, value), middle) in self.0.iter().zip(point).zip(centre) {
            let known: f64 = row.iter().zip(&solved).map(|(one, other)| one * other).sum();
            solved.push((value - middle - known) / row.last().copied().unwrap_or(1.0));
        }
        solved.iter().map(|value| value * value).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_and_determinant_agree_with_the_inverse_by_hand() {
        let matrix = Symmetric(vec![vec![4.0, 2.0], vec![2.0, 3.0]]);
        let lower = matrix.cholesky().unwrap();
        assert!((lower.log_determinant() - 8.0_f64.ln()).abs() < 1e-12);
        // (1, 2) · [3 −2; −2 4] / 8 · (1, 2) = 11 / 8
        assert!((lower.squared_distance(&[1.0, 2.0], &[0.0, 0.0]) - 11.0 / 8.0).abs() < 1e-12);
        assert!(Symmetric(vec![vec![1.0, 1.0], vec![1.0, 1.0]]).cholesky().is_none());
    }
}
