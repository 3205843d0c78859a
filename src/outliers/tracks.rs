//! One figure through the years: its levels, its comparable changes and its usual size.

use crate::domain::label::fold;
use crate::measures::{Comparison, Series, State};
use std::collections::BTreeMap;

/// Amounts well below this (1,000 yuan, in fen) are all alike small; well above it asinh is a logarithm.
const UNIT_FEN: f64 = 100_000.0;

/// A figure through the years.
pub struct Track<'a> {
    /// Its rows by year.
    pub rows: BTreeMap<i32, &'a Comparison>,
    /// asinh(amount ÷ 1,000 yuan) by year.
    pub levels: BTreeMap<i32, f64>,
    /// Differences of levels between consecutive years, where they are comparable.
    pub changes: BTreeMap<i32, f64>,
    /// The median of the sizes of its amounts, in fen.
    pub size_fen: i64,
}

/// What an amount weighs in the scores.
pub fn level(fen: i64) -> f64 {
    (fen as f64 / UNIT_FEN).asinh()
}

/// Tracks in the order of their rows.
pub fn tracks(rows: &[Comparison]) -> Vec<Track<'_>> {
    let mut positions: BTreeMap<i64, usize> = BTreeMap::new();
    let mut collected: Vec<BTreeMap<i32, &Comparison>> = Vec::new();
    for row in rows {
        let position = *positions.entry(row.series.series_id).or_insert(collected.len());
        if position == collected.len() {
            collected.push(BTreeMap::new());
        }
        if let Some(years) = collected.get_mut(position) {
            years.insert(row.fiscal_year, row);
        }
    }
    collected.into_iter().map(track).collect()
}

fn track(rows: BTreeMap<i32, &Comparison>) -> Track<'_> {
    let mut levels = BTreeMap::new();
    let mut sizes = Vec::new();
    for row in rows.values() {
        for (year, amount) in [(row.base_year, row.base_fen), (row.fiscal_year, row.amount_fen)] {
            if let Some(fen) = amount.filter(|_| row.change_fen.is_some() || year == row.fiscal_year)
                && levels.insert(year, level(fen)).is_none()
            {
                sizes.push(fen.saturating_abs());
            }
        }
    }
    sizes.sort_unstable();
    let changes = rows
        .iter()
        .filter(|(_, row)| !row.granularity_differs)
        .filter_map(|(year, row)| Some((*year, change(row).or_else(|| change_of_size(row))?)))
        .collect();
    Track { levels, changes, size_fen: sizes.get(sizes.len() / 2).copied().unwrap_or(0), rows }
}

/// The comparable change of a row. What appears or disappears, also as a printed 0, is left to the rules.
pub fn change(row: &Comparison) -> Option<f64> {
    let comparable = matches!(row.state, State::Increase | State::Decrease | State::Unchanged);
    let (amount, base) = (row.amount_fen?, row.base_fen?);
    (comparable && amount > 0 && base > 0).then(|| level(amount) - level(base))
}

/// The change of the size of a figure whose sign is turned: the sign is left to the rules.
fn change_of_size(row: &Comparison) -> Option<f64> {
    let (amount, base) = (row.amount_fen?, row.base_fen?);
    let turned = row.state == State::NotComparable && row.change_fen.is_some() && (amount < 0) != (base < 0);
    let sizes = (amount.checked_abs()?, base.checked_abs()?);
    (turned && sizes.0 > 0 && sizes.1 > 0).then(|| level(sizes.0) - level(sizes.1))
}

impl<'a> Track<'a> {
    /// What the figure is, by its latest row.
    pub fn series(&self) -> Option<&'a Series> {
        self.rows.values().next_back().map(|row| &row.series)
    }
}

/// What makes two items of two departments the same: the code of a classification, or the name.
pub fn item_key(series: &Series) -> String {
    let coded = |code: &str| matches!(code.len(), 3 | 5 | 7) && code.bytes().all(|byte| byte.is_ascii_digit());
    if coded(&series.function_code) {
        return series.function_code.clone();
    }
    if !series.economic_code.is_empty() {
        return series.economic_code.clone();
    }
    if !series.project.is_empty() {
        return "project".to_owned();
    }
    if matches!(series.level, crate::domain::RowLevel::Total | crate::domain::RowLevel::GrandTotal) {
        return "total".to_owned();
    }
    fold(&series.item)
}
