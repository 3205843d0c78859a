//! Two-way analysis by medians: what a row is, what a column is, and what is left.
//!
//! Tukey: Exploratory Data Analysis (1977), chapter 11. Cells may be missing.

use super::median::median;

/// The most rounds; two or three are usual.
const MOST_ROUNDS: usize = 20;

/// A table taken apart: cell = overall + row + column + residual.
#[derive(Clone, Debug, PartialEq)]
pub struct Polished {
    /// What all cells have in common.
    pub overall: f64,
    /// What each row adds.
    pub rows: Vec<f64>,
    /// What each column adds.
    pub columns: Vec<f64>,
    /// What is left of each cell; `None` where the cell is missing.
    pub residuals: Vec<Vec<Option<f64>>>,
}

/// Takes the medians of rows and columns away until nothing changes any more.
pub fn median_polish(cells: &[Vec<Option<f64>>]) -> Polished {
    let width = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut polished =
        Polished { overall: 0.0, rows: vec![0.0; cells.len()], columns: vec![0.0; width], residuals: cells.to_vec() };
    let mut before = f64::INFINITY;
    for _ in 0..MOST_ROUNDS {
        polished.sweep_rows();
        polished.sweep_columns();
        let left: f64 = polished.residuals.iter().flatten().flatten().map(|value| value.abs()).sum();
        if left == 0.0 || (before - left).abs() <= 1e-6 * left {
            break;
        }
        before = left;
    }
    polished
}

impl Polished {
    fn sweep_rows(&mut self) {
        for (row, effect) in self.residuals.iter_mut().zip(&mut self.rows) {
            let present: Vec<f64> = row.iter().flatten().copied().collect();
            let Some(middle) = median(&present) else { continue };
            row.iter_mut().flatten().for_each(|value| *value -= middle);
            *effect += middle;
        }
        self.overall += centre(&mut self.columns);
    }

    fn sweep_columns(&mut self) {
        for (index, effect) in self.columns.iter_mut().enumerate() {
            let present: Vec<f64> = self.residuals.iter().filter_map(|row| row.get(index).copied().flatten()).collect();
            let Some(middle) = median(&present) else { continue };
            for value in self.residuals.iter_mut().filter_map(|row| row.get_mut(index)).flatten() {
                *value -= middle;
            }
            *effect += middle;
        }
        self.overall += centre(&mut self.rows);
    }
}

/// Takes the median of the effects away and returns it.
fn centre(effects: &mut [f64]) -> f64 {
    let middle = median(effects).unwrap_or(0.0);
    effects.iter_mut().for_each(|effect| *effect -= middle);
    middle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wild_cell_stays_in_its_own_residual() {
        // R: medpolish(matrix(c(1, 2, 3, 4, 7, 6, 7, 8, 13), 3))
        let cells = [[1.0, 4.0, 7.0], [2.0, 7.0, 8.0], [3.0, 6.0, 13.0]].map(|row| row.map(Some).to_vec());
        let polished = median_polish(&cells);
        assert_eq!(polished.overall, 5.0);
        assert_eq!(polished.rows, [-1.0, 0.0, 1.0]);
        assert_eq!(polished.columns, [-3.0, 0.0, 3.0]);
        let left: Vec<f64> = polished.residuals.iter().flatten().map(|value| value.unwrap()).collect();
        assert_eq!(left, [0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 4.0]);
    }

    #[test]
    fn missing_cells_stay_missing_and_do_not_count() {
        let polished =
            median_polish(&[vec![Some(1.0), None, Some(3.0)], vec![Some(2.0), Some(3.0), Some(4.0)], vec![]]);
        assert_eq!(polished.residuals[0][1], None);
        assert!(polished.residuals.iter().flatten().flatten().all(|value| value.abs() < 1e-9));
    }
}
