//! Isometric log-ratio coordinates: a structure of D positive parts becomes D − 1 ordinary numbers, in which distances
//! and covariances mean something.
//!
//! Egozcue, Pawlowsky-Glahn, Mateu-Figueras, Barceló-Vidal: Isometric Logratio Transformations for Compositional Data
//! Analysis, Mathematical Geology 35 (2003). Zeros have no logarithm: they are presence and absence, not structure.

/// The coordinates of a structure; the i-th sets the first i parts against the next. `None` where a part is not positive
/// or there are fewer than two.
pub fn coordinates(parts: &[f64]) -> Option<Vec<f64>> {
    if parts.len() < 2 || parts.iter().any(|part| !part.is_finite() || *part <= 0.0) {
        return None;
    }
    let mut sum = 0.0;
    let mut found = Vec::with_capacity(parts.len() - 1);
    for (count, part) in parts.iter().enumerate() {
        let logarithm = part.ln();
        if count > 0 {
            let count = count as f64;
            found.push((count / (count + 1.0)).sqrt() * (sum / count - logarithm));
        }
        sum += logarithm;
    }
    Some(found)
}

/// Logarithms of the parts less their mean, by which a change of structure is told part by part.
pub fn centred_logarithms(parts: &[f64]) -> Option<Vec<f64>> {
    if parts.is_empty() || parts.iter().any(|part| !part.is_finite() || *part <= 0.0) {
        return None;
    }
    let mean = parts.iter().map(|part| part.ln()).sum::<f64>() / parts.len() as f64;
    Some(parts.iter().map(|part| part.ln() - mean).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_keep_distances_and_forget_the_total() {
        let one = [0.2, 0.3, 0.5];
        let other = [10.0, 40.0, 50.0];
        let distance = |left: &[f64], right: &[f64]| -> f64 {
            left.iter().zip(right).map(|(left, right)| (left - right) * (left - right)).sum()
        };
        let by_coordinates = distance(&coordinates(&one).unwrap(), &coordinates(&other).unwrap());
        let by_logarithms = distance(&centred_logarithms(&one).unwrap(), &centred_logarithms(&other).unwrap());
        assert!((by_coordinates - by_logarithms).abs() < 1e-12);
        let doubled: Vec<f64> = one.iter().map(|part| part * 2.0).collect();
        assert!(distance(&coordinates(&one).unwrap(), &coordinates(&doubled).unwrap()) < 1e-24);
        assert_eq!(coordinates(&[1.0, 0.0]), None);
    }
}
