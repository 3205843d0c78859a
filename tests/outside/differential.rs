//! The measures' SQL files, unchanged, in DuckDB: the same integers as here. Runs where Python has duckdb.

use crate::measures::{ALL_STATES, Line, MAPPING, desk_of, table};
use crate::support::{Desk, PROGRAM, corpus};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python that can import a module: `TONGBI_PYTHON`, the one that `.ci/run` makes, or the system's.
pub fn python_with(module: &str) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let candidates = [
        std::env::var_os("TONGBI_PYTHON").map(PathBuf::from),
        Some(home.join(".cache/tongbi/venv/bin/python")),
        Some(PathBuf::from("python3")),
    ];
    let found = candidates.into_iter().flatten().find(|python| {
        Command::new(python)
            .args(["-c", &format!("import {module}")])
            .output()
            .is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        println!("skipped: no python3 with {module} (pip install {module}, or set TONGBI_PYTHON)");
    }
    found
}

/// Runs tests/differential.py on the panel of a desk and returns what it printed.
#[track_caller]
fn compare(python: &Path, desk: &Desk) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(python)
        .arg(root.join("tests/differential.py"))
        .arg(PROGRAM)
        .arg(root.join("src/measures"))
        .arg(desk.panel())
        .output()
        .expect("python starts");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    println!("{printed}");
    printed
}

#[test]
fn duckdb_runs_every_measure_unchanged_on_all_states_and_gets_the_same_integers() {
    let Some(python) = python_with("duckdb") else { return };
    let disputed: &[Line] = &[(2021, "丙局", "2010101", 70_00)];
    let mut lines: Vec<Line> = ALL_STATES.to_vec();
    lines.extend([
        (2018, "乙局", "2010101", 100_00),
        (2019, "乙局", "2010101", 110_00),
        (2021, "乙局", "2010101", 500_00),
        (2022, "乙局", "2010101", 250_00),
        (2022, "乙局", "2010101", 1),
        (2020, "丙局", "2010101", 50_00),
        (2021, "丙局", "2010101", 60_00),
        (2022, "丙局", "2010101", 60_00),
        (2022, "丙局", "2010102", 60_00),
        (2022, "丙局", "2010103", 9_000_000_000_000_000),
    ]);
    let desk = desk_of(&[&lines, disputed]);
    let printed = compare(&python, &desk);
    let states = ["decrease", "discontinued", "increase", "missing_year", "new", "not_comparable", "unchanged"];
    assert!(printed.contains(&states.join(" ")), "every state occurs:\n{printed}");
}

#[test]
fn duckdb_gets_the_same_integers_from_five_thousand_random_rows() {
    let Some(python) = python_with("duckdb") else { return };
    let names: Vec<String> = (0..40).map(|index| format!("第{index}厅")).collect();
    let codes: Vec<String> = (0..12).map(|index| format!("20{:02}{:02}1", index % 4 + 1, index + 1)).collect();
    let mut seed = 20_251_123_u64;
    let mut next = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut lines: Vec<Line> = Vec::new();
    for name in &names {
        for year in 2010..2022 {
            if next(8) == 0 {
                continue;
            }
            for code in &codes {
                let fen = [0, 1, 100_00, next(1_000_000_000) as i64, next(90_000) as i64, -(next(5_000) as i64)];
                if next(6) > 0 {
                    lines.push((year, name, code, fen[next(6) as usize]));
                }
            }
        }
    }
    let desk = Desk::new();
    desk.write("in/mapping.toml", MAPPING);
    desk.write("in/table0.csv", table(&lines));
    desk.load(&[desk.path("in")]).exits(0);
    compare(&python, &desk);
}

#[test]
fn duckdb_gets_the_same_integers_from_the_panel_of_the_corpus() {
    let (Some(python), Some(corpus)) = (python_with("duckdb"), corpus()) else { return };
    let desk = Desk::new();
    let run = desk.load(&["henan", "jiangsu", "shanghai", "excerpts"].map(|folder| corpus.join(folder)));
    assert!(matches!(run.code, Some(0 | 3)), "{}", run.err);
    compare(&python, &desk);
}
