//! Synthetic disclosures: the shipped ones are read without a single wrong figure in every format, samples are the same
//! for the same seed, and findings are scored against what was planted.

use crate::support::{Desk, tongbi};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const FORMATS: [&str; 5] = ["txt", "html", "docx", "xlsx", "pdf"];

/// What names a figure: the columns that `figures.csv` and the panel share.
const COORDINATES: [&str; 17] = [
    "form",
    "flow",
    "fund",
    "nature",
    "function_code",
    "economic_code",
    "government_economic_code",
    "project_code",
    "project",
    "unit_code",
    "item",
    "level",
    "fiscal_year",
    "phase",
    "row",
    "column",
    "printed",
];

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/synthetic")
}

/// Coordinates and amount → how often.
type Figures = BTreeMap<String, usize>;

/// The figures of a truth file, without those of the prose. Spreadsheets store no separators of thousands.
fn truth(path: &Path, department_code: &str) -> Figures {
    let mut figures = Figures::new();
    let mut reader = csv::Reader::from_path(path).expect("figures.csv");
    let head = reader.headers().expect("a head").clone();
    for record in reader.records().map(|record| record.expect("a row")) {
        let field = |name: &str| {
            let column = head.iter().position(|other| other == name).expect(name);
            record.get(column).unwrap_or_default()
        };
        if field("place") == "cell" {
            let texts: Vec<&str> = COORDINATES
                .iter()
                .map(|name| field(name))
                // The department's own code in the column of units is its code, not a unit's.
                .map(|text| if text == department_code { "" } else { text })
                .collect();
            let key = format!("{} = {}", texts.join("|").replace(',', ""), field("printed_fen"));
            *figures.entry(key).or_default() += 1;
        }
    }
    figures
}

/// The figures in a panel.
fn read(desk: &Desk) -> Figures {
    let mut figures = Figures::new();
    for row in desk.query("SELECT * FROM facts") {
        let texts: Vec<String> = COORDINATES
            .iter()
            .map(|name| row.number(name).map_or_else(|| row.text(name).to_owned(), |number| number.to_string()))
            .collect();
        let amount = row.number("amount_fen").expect("an amount");
        *figures.entry(format!("{} = {amount}", texts.join("|").replace(',', ""))).or_default() += 1;
    }
    figures
}

#[track_caller]
fn same(wanted: &Figures, found: &Figures) {
    let missing: Vec<&String> =
        wanted.iter().filter(|(key, count)| found.get(*key) != Some(count)).map(|(key, _)| key).collect();
    let extra: Vec<&String> =
        found.iter().filter(|(key, count)| wanted.get(*key) != Some(count)).map(|(key, _)| key).collect();
    assert!(missing.is_empty() && extra.is_empty(), "not read: {missing:#?}\nread otherwise: {extra:#?}");
    assert!(wanted.len() > 500, "{} figures are no test", wanted.len());
}

#[test]
fn every_figure_of_the_shipped_synthetic_disclosures_is_read_in_every_format() {
    let wanted = truth(&shipped().join("figures.csv"), "101");
    for format in FORMATS {
        let desk = Desk::new();
        desk.load(&[shipped().join(format)]).exits(0);
        same(&wanted, &read(&desk));
        let unread = desk.number("SELECT COUNT(*) AS n FROM unread WHERE text <> ''");
        assert_eq!(unread, 0, "{format}: {unread} pieces were not understood");
    }
}

#[test]
fn the_shipped_synthetic_disclosures_are_what_the_program_writes() {
    for format in FORMATS {
        let desk = Desk::new();
        let folder = desk.path("sample");
        sample(&folder, &["--departments", "1", "--years", "2024..2025", "--seed", "2027", "--format", format]);
        for entry in std::fs::read_dir(shipped().join(format)).expect(format).flatten() {
            let name = entry.file_name();
            let department = name.to_string_lossy().split("20").next().unwrap_or_default().to_owned();
            let written = std::fs::read(folder.join(department).join(&name)).expect("the same file");
            let kept = std::fs::read(entry.path()).expect("a file");
            assert!(written == kept, "{}: make it again, see datasets/synthetic/README.md", name.to_string_lossy());
        }
    }
}

fn sample(folder: &Path, arguments: &[&str]) {
    let folder = folder.to_string_lossy().into_owned();
    let mut all = vec!["sample", "-o", &folder];
    all.extend(arguments);
    tongbi(all).exits(0);
}

#[test]
fn every_layout_of_a_sample_is_read_back_figure_by_figure() {
    let desk = Desk::new();
    let folder = desk.path("sample");
    sample(&folder, &["--departments", "4", "--years", "2021..2021", "--seed", "11", "--format", "txt,pdf"]);
    desk.load(&[&folder]).exits(0);
    let found = desk.number("SELECT COUNT(*) AS n FROM facts");
    let amounts = desk.number("SELECT SUM(amount_fen) AS n FROM facts");
    let mut reader = csv::Reader::from_path(folder.join("figures.csv")).expect("figures.csv");
    let head = reader.headers().expect("a head").clone();
    let column = |name: &str| head.iter().position(|other| other == name).expect(name);
    let (place, fen) = (column("place"), column("printed_fen"));
    let printed: Vec<i64> = reader
        .records()
        .map(|record| record.expect("a row"))
        .filter(|record| &record[place] == "cell")
        .map(|record| record[fen].parse().expect("an amount"))
        .collect();
    assert_eq!((found, amounts), (printed.len() as i64, printed.iter().sum()));
}

#[test]
fn a_sample_with_defects_says_where_each_stands_and_what_should_stand_there() {
    let desk = Desk::new();
    let folder = desk.path("sample");
    sample(&folder, &["--departments", "2", "--years", "2024..2025", "--defects", "1", "--format", "txt"]);
    let text = std::fs::read_to_string(folder.join("truth.json")).expect("truth.json");
    let truth: Value = serde_json::from_str(&text).expect("JSON");
    let defects = truth["defects"].as_array().expect("defects");
    assert_eq!(defects.len(), truth["files"].as_array().expect("files").len());
    for defect in defects {
        let file = defect["file"].as_str().expect("a file");
        let document = std::fs::read_to_string(folder.join(file)).expect(file);
        // Changed books print other sums than the one amount that the truth names.
        let books =
            ["roll_up_mismatch", "gross_outlier", "last_year_restated", "budget_restated", "opening_balance_mismatch"];
        let of_books = books.iter().any(|kind| defect["kind"] == *kind);
        for place in defect["places"].as_array().expect("places").iter().filter(|_| !of_books) {
            let printed = place["printed"].as_str().expect("a text");
            assert!(document.contains(printed), "{file} does not print {printed}");
            let said = |text: &str, fen: &str| (place[text].clone(), place[fen].clone());
            assert_ne!(said("printed", "printed_fen"), said("true", "true_fen"), "{defect:#}");
        }
    }
}

#[test]
fn findings_are_scored_against_what_was_planted() {
    let desk = Desk::new();
    let folder = desk.path("sample");
    let kinds =
        ["--defects", "1", "--kinds", "digit_slip", "--departments", "1", "--years", "2024..2024", "--format", "txt"];
    sample(&folder, &kinds);
    let truth_path = folder.join("truth.json");
    let truth: Value = serde_json::from_str(&std::fs::read_to_string(&truth_path).expect("truth.json")).expect("JSON");
    let defect = &truth["defects"][0];
    let finding = |printed: &str, explanation: &str| {
        json!({"code": "WT001", "family": "within_table", "severity": "error", "outcome": "breaks", "fiscal_year": 2024,
               "department": defect["department"], "file": defect["file"], "printed": printed, "explanation": explanation})
    };
    let printed = defect["places"][0]["printed"].as_str().expect("a text");
    let findings = json!([finding(printed, "digit_slip"), finding("123456.78", "unexplained")]);
    let path = desk.write("findings.json", findings.to_string());
    let run = tongbi([
        "evaluate".as_ref(),
        "--truth".as_ref(),
        truth_path.as_os_str(),
        "--findings".as_ref(),
        path.as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
    ]);
    let score: Value = serde_json::from_str(&run.exits(0).out).expect("JSON");
    assert_eq!(
        (&score["precision"], &score["recall"], &score["explained"]),
        (&json!("50.00"), &json!("100.00"), &json!("100.00"))
    );
    assert_eq!(score["findings"]["false_alarms"].as_array().map(Vec::len), Some(1));
}

#[test]
fn wrong_arguments_of_sample_and_evaluate_are_named() {
    let desk = Desk::new();
    let folder = desk.path("sample").to_string_lossy().into_owned();
    for (arguments, words) in [
        (vec!["--years", "2025..2023"], "2025..2023"),
        (vec!["--years", "1990"], "1990"),
        (vec!["--defects", "1.5"], "1.5"),
        (vec!["--defects", "-1"], "-1"),
        (vec!["--kinds", "no_such_kind"], "no_such_kind"),
    ] {
        let mut all = vec!["sample", "-o", &folder];
        all.extend(arguments);
        tongbi(all).exits(2).says_once(&["错误", words]);
    }
    tongbi(["evaluate", "--truth", "x.json"]).exits(2).says_once(&["--findings"]);
}
