//! The panel: the same input gives the same bytes, and nobody ever sees half of it.

use crate::differential::python_with;
use crate::measures::{ALL_STATES, MAPPING, table};
use crate::support::{Desk, PROGRAM, Row, small_disclosure};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Every file of a folder with its bytes.
pub fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), files);
            } else {
                files.insert(name, std::fs::read(entry.path()).expect("a file"));
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, "", &mut files);
    files
}

/// Inputs of three kinds: two disclosures with prose and one mapped table.
fn inputs(desk: &Desk) -> [std::path::PathBuf; 3] {
    let prose = "\n一、收入支出预算总体情况说明\n\n乙市财政局2025年收入总计20.00万元，支出总计20.00万元，与上年相比，收、支总计各增加2.00万元，增长11.11%。\n";
    desk.write("tables/mapping.toml", MAPPING);
    desk.write("tables/table0.csv", table(ALL_STATES));
    [
        desk.write("甲市财政局2025.txt", small_disclosure("甲市财政局", 2025, "10.00")),
        desk.write("乙市财政局2025.txt", small_disclosure("乙市财政局", 2025, "20.00") + prose),
        desk.path("tables"),
    ]
}

#[test]
fn loading_twice_changes_no_byte_and_says_so() {
    let desk = Desk::new();
    let inputs = inputs(&desk);
    desk.load(&inputs).exits(0);
    let before = bytes_of(&desk.panel());
    let run = desk.load(&inputs).exits(0);
    assert!(run.out.contains("未改动"), "{}", run.out);
    assert!(before == bytes_of(&desk.panel()), "the panel's bytes changed");
    desk.load(&inputs[..1]).exits(0);
    assert!(before == bytes_of(&desk.panel()), "loading a part again changed the panel's bytes");
}

#[test]
fn the_order_of_loading_leaves_no_trace_in_the_bytes() {
    let desk = Desk::new();
    let inputs = inputs(&desk);
    desk.load(&inputs).exits(0);
    let at_once = bytes_of(&desk.panel());
    std::fs::remove_dir_all(desk.panel()).expect("the panel");
    for input in [&inputs[2], &inputs[0], &inputs[1]] {
        desk.load(&[input]).exits(0);
    }
    let one_by_one = bytes_of(&desk.panel());
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&at_once), names(&one_by_one));
    for (name, bytes) in &at_once {
        assert!(bytes == &one_by_one[name], "{name} depends on the order of loading");
    }
}

#[test]
fn a_document_that_changed_on_disk_replaces_its_old_figures() {
    let desk = Desk::new();
    let file = desk.write("甲市财政局2025.txt", small_disclosure("甲市财政局", 2025, "10.00"));
    desk.load(&[&file]).exits(0);
    desk.write("甲市财政局2025.txt", small_disclosure("甲市财政局", 2025, "11.00"));
    desk.load(&[&file]).exits(0);
    assert_eq!(desk.number("SELECT COUNT(sha256) AS n FROM documents"), 1);
    assert_eq!(desk.number("SELECT MIN(amount_fen) AS n FROM facts"), 110_000_00);
    assert_eq!(desk.number("SELECT MAX(amount_fen) AS n FROM facts"), 110_000_00);
}

#[test]
fn panel_json_counts_the_rows_and_knows_the_checksum_of_every_file() {
    let desk = Desk::new();
    desk.load(&inputs(&desk)).exits(0);
    let files = bytes_of(&desk.panel());
    let manifest: serde_json::Value = serde_json::from_slice(&files["panel.json"]).expect("JSON");
    let told: BTreeMap<String, String> = serde_json::from_value(manifest["sha256"].clone()).expect("checksums");
    let found: BTreeMap<String, String> = files
        .iter()
        .filter(|(name, _)| *name != "panel.json")
        .map(|(name, bytes)| (name.clone(), Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()))
        .collect();
    assert_eq!(told, found);
    for (name, key) in
        [("facts", "fact_id"), ("statements", "statement_id"), ("documents", "sha256"), ("unread", "reason")]
    {
        let rows = desk.number(&format!("SELECT COUNT({key}) AS n FROM {name}"));
        assert_eq!(manifest["counts"][name].as_i64(), Some(rows), "{name}");
    }
}

#[test]
fn facts_are_sorted_so_that_a_year_over_year_pass_is_a_merge() {
    let desk = Desk::new();
    desk.load(&inputs(&desk)).exits(0);
    let key = |row: &Row| {
        [
            "region_code",
            "department_code",
            "department",
            "unit_code",
            "phase",
            "form",
            "flow",
            "function_code",
            "economic_code",
            "item",
        ]
        .map(|name| row.text(name).to_owned())
    };
    let mut years = 0;
    for year in desk.query("SELECT fiscal_year FROM facts GROUP BY fiscal_year") {
        let rows =
            desk.query(&format!("SELECT * FROM facts WHERE fiscal_year = {}", year.number("fiscal_year").unwrap_or(0)));
        let keys: Vec<_> = rows.iter().map(key).collect();
        assert!(keys.is_sorted(), "{keys:#?}");
        years += 1;
    }
    assert_eq!(years, 3);
}

#[test]
fn fact_ids_are_unique_and_stay_when_other_documents_come() {
    let desk = Desk::new();
    let inputs = inputs(&desk);
    let ids = |desk: &Desk| {
        let rows = desk.query("SELECT fact_id, printed FROM facts WHERE department = '甲市财政局' ORDER BY fact_id");
        rows.iter().map(|row| row.number("fact_id").expect("an id")).collect::<Vec<_>>()
    };
    desk.load(&inputs[..1]).exits(0);
    let alone = ids(&desk);
    desk.load(&inputs).exits(0);
    assert_eq!(alone, ids(&desk));
    let all = desk.query("SELECT fact_id FROM facts");
    let distinct: std::collections::BTreeSet<_> = all.iter().map(|row| row.number("fact_id")).collect();
    assert_eq!(distinct.len(), all.len());
}

/// Starts `load` without waiting for it.
fn start_load(desk: &Desk, inputs: &[std::path::PathBuf]) -> std::process::Child {
    Command::new(PROGRAM)
        .arg("load")
        .args(inputs)
        .arg("--panel")
        .arg(desk.panel())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

#[test]
fn a_kill_at_any_moment_leaves_a_readable_panel() {
    let desk = Desk::new();
    let inputs = inputs(&desk);
    let start = Instant::now();
    desk.load(&inputs[..1]).exits(0);
    let usual = start.elapsed();
    let changing = desk.path("甲市财政局2025.txt");
    let allowed = |amount: i64| (0..=40).any(|index| amount == (1000 + index) * 10_000);
    for index in 1..=40_u32 {
        std::fs::write(&changing, small_disclosure("甲市财政局", 2025, &format!("10.{index:02}"))).expect("a file");
        let mut child = start_load(&desk, &inputs);
        std::thread::sleep(usual * index / 30);
        let _ = child.kill();
        let _ = child.wait();
        let rows = desk
            .query("SELECT MIN(amount_fen) AS low, MAX(amount_fen) AS high FROM facts WHERE department = '甲市财政局'");
        let (low, high) = (rows[0].number("low"), rows[0].number("high"));
        assert!(low == high && allowed(low.unwrap_or(0)), "half of a panel after kill {index}: {low:?} {high:?}");
    }
    desk.load(&inputs).exits(0);
    let after_kills = bytes_of(&desk.panel());
    std::fs::remove_dir_all(desk.panel()).expect("the panel");
    desk.load(&inputs).exits(0);
    assert!(after_kills == bytes_of(&desk.panel()), "what was killed left traces");
    let left: Vec<String> = std::fs::read_dir(desk.path(""))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".new") || name.ends_with(".old"))
        .collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

#[test]
fn a_reader_during_a_load_sees_the_old_panel_or_the_new_one() {
    let desk = Desk::new();
    let inputs = inputs(&desk);
    desk.load(&inputs).exits(0);
    let changing = desk.path("甲市财政局2025.txt");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut turn = 0;
            while !done.load(Ordering::Relaxed) {
                turn += 1;
                let year = if turn % 2 == 0 { 2025 } else { 2031 };
                std::fs::write(&changing, small_disclosure("甲市财政局", year, &format!("10.{:02}", turn % 100)))
                    .expect("a file");
                let _ = start_load(&desk, &inputs).wait();
            }
        });
        let start = Instant::now();
        let mut wrong = Vec::new();
        while start.elapsed() < Duration::from_secs(8) {
            let run = desk.on_panel(&["query", "--format", "csv", "SELECT documents.file AS file, MAX(documents.facts) AS told, COUNT(facts.fact_id) AS found FROM documents JOIN facts ON documents.document_id = facts.document_id GROUP BY documents.file"]);
            let consistent = run.code == Some(0)
                && run.out.lines().count() == 4
                && run.out.lines().skip(1).all(|line| {
                    let fields: Vec<&str> = line.rsplit(',').take(2).collect();
                    fields[0] == fields[1]
                });
            if !consistent {
                wrong.push(format!("{:?} {} {}", run.code, run.out, run.err));
            }
        }
        done.store(true, Ordering::Relaxed);
        assert!(wrong.is_empty(), "{} readings were wrong: {wrong:#?}", wrong.len());
    });
}

#[test]
fn two_loads_at_once_do_not_mix() {
    let desk = Desk::new();
    let inputs = inputs(&desk);
    let mut children: Vec<_> = (0..4).map(|index| start_load(&desk, &inputs[index % 3..=index % 3])).collect();
    let codes: Vec<Option<i32>> =
        children.iter_mut().map(|child| child.wait().ok().and_then(|status| status.code())).collect();
    assert!(codes.contains(&Some(0)), "one of them wins: {codes:?}");
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 2))), "{codes:?}");
    assert!(desk.number("SELECT COUNT(fact_id) AS n FROM facts") > 0);
}

const READ_BY_OTHERS: &str = r#"
import sys, pathlib, json
import duckdb, pyarrow.dataset, pyarrow.parquet
panel = pathlib.Path(sys.argv[1])
counts = json.loads((panel / "panel.json").read_text())["counts"]
facts = pyarrow.dataset.dataset(panel / "facts", partitioning="hive").to_table()
assert facts.num_rows == counts["facts"], (facts.num_rows, counts)
kinds = {field.name: str(field.type) for field in facts.schema}
for name in ("fact_id", "amount_fen", "unit_fen", "series_id", "scope_id", "whole_id"):
    assert kinds[name] == "int64", (name, kinds[name])
for name in ("fiscal_year", "decimals", "line", "row", "column"):
    assert kinds[name] == "int32", (name, kinds[name])
for name in ("department", "item", "printed", "form", "level"):
    assert kinds[name] in ("string", "large_string", "string_view"), (name, kinds[name])
for name in ("statements", "indicators"):
    assert pyarrow.parquet.read_table(panel / name).num_rows == counts[name], name
for name in ("documents", "unread"):
    assert pyarrow.parquet.read_table(panel / f"{name}.parquet").num_rows == counts[name], name
total = duckdb.sql(f"SELECT COUNT(*), SUM(amount_fen) FROM read_parquet('{panel}/facts/*/*.parquet', hive_partitioning=true)").fetchall()[0]
assert total[0] == counts["facts"]
print(total[1])
"#;

#[test]
fn duckdb_and_pyarrow_open_the_panel_with_the_types_of_the_contract() {
    let Some(python) = python_with("duckdb, pyarrow") else { return };
    let desk = Desk::new();
    desk.load(&inputs(&desk)).exits(0);
    let output = Command::new(python).args(["-c", READ_BY_OTHERS]).arg(desk.panel()).output().expect("python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let total = desk.number("SELECT SUM(amount_fen) AS n FROM facts");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), total.to_string());
}
