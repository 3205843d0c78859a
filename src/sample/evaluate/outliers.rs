//! Scores the outlier measure against the gross outliers of a sample.

use super::Missed;
use crate::sample::truth::{DefectTruth, Truth};
use serde::Serialize;
use serde_json::Value;

/// The score of the outlier measure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OutlierScore {
    /// Gross outliers planted.
    pub planted: usize,
    /// How many of them were flagged.
    pub found: usize,
    /// Flagged rows.
    pub flagged: usize,
    /// Flagged rows of departments and years in which nothing was planted (nor the year before, when it falls back).
    pub elsewhere: usize,
    /// Those not found.
    pub missed: Vec<Missed>,
}

/// Scores the rows of `tongbi outliers --format json` by department, year and item.
pub fn score_outliers(truth: &Truth, value: &Value) -> Option<OutlierScore> {
    let rows = value.as_array().or_else(|| value.get("outliers")?.as_array())?;
    let text = |row: &Value, key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let year = |row: &Value| row.get("fiscal_year").and_then(Value::as_i64).unwrap_or_default();
    let planted: Vec<&DefectTruth> = truth.defects.iter().filter(|defect| defect.outlier).collect();
    let mut score = OutlierScore { planted: planted.len(), flagged: rows.len(), ..OutlierScore::default() };
    for defect in &planted {
        let hit = rows.iter().any(|row| {
            let names = [text(row, "item"), text(row, "project"), text(row, "function_code")];
            let same_item = defect.places.iter().any(|place| {
                names.iter().any(|name| !name.is_empty() && (*name == place.item || *name == place.column))
            });
            text(row, "department") == defect.department && year(row) == i64::from(defect.fiscal_year) && same_item
        });
        if hit {
            score.found += 1;
        } else {
            score.missed.push(Missed {
                number: defect.number,
                kind: defect.kind.clone(),
                file: defect.file.clone(),
                note: defect.note.clone(),
            });
        }
    }
    let near = |row: &&Value| {
        planted.iter().any(|defect| {
            let distance = year(row) - i64::from(defect.fiscal_year);
            text(row, "department") == defect.department && (0..=1).contains(&distance)
        })
    };
    score.elsewhere = rows.iter().filter(|row| !near(row)).count();
    Some(score)
}
