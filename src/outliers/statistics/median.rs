//! Median and median absolute deviation.

/// Makes the median absolute deviation consistent for the standard deviation of a normal distribution: 1 ÷ Φ⁻¹(¾).
pub const MAD_CONSTANT: f64 = 1.482_602_218_505_602;

/// The value below which the fraction `probability` lies, linear between order statistics. `None` for no values.
pub fn quantile(values: &[f64], probability: f64) -> Option<f64> {
    let mut sorted: Vec<f64> = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let position = probability.clamp(0.0, 1.0) * last as f64;
    let below = *sorted.get(position.floor() as usize)?;
    let above = *sorted.get(position.ceil() as usize)?;
    Some(below + (above - below) * (position - position.floor()))
}

/// The median. `None` for no values.
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// The median absolute deviation from `centre`, made consistent for the normal distribution. `None` for no values.
pub fn mad(values: &[f64], centre: f64) -> Option<f64> {
    let apart: Vec<f64> = values.iter().map(|value| (value - centre).abs()).collect();
    Some(MAD_CONSTANT * median(&apart)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wild_value_moves_neither_median_nor_mad() {
        let calm = [0.02, 0.31, -0.12, 0.07, 0.05, 1.4, -0.03, 0.11, 0.09, 0.0];
        let centre = median(&calm).unwrap();
        assert!((centre - 0.06).abs() < 1e-12);
        // R: mad(x)
        assert!((mad(&calm, centre).unwrap() - 0.081_543).abs() < 1e-6);
        let wild = [0.02, 0.31, -0.12, 0.07, 0.05, 1e9, -0.03, 0.11, 0.09, 0.0];
        assert_eq!(median(&wild), Some(centre));
        assert_eq!(mad(&wild, centre), mad(&calm, centre));
        assert_eq!(median(&[]), None);
    }
}
