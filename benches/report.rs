//! The report on 100 departments × 5 years, each with a section and charts of its own: synthetic disclosures → panel →
//! report folder, as whole processes.
//!
//! `cargo bench --bench report`; `TONGBI_BENCH_DEPARTMENTS=30` for a smaller one.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// The program as it is installed.
const PROGRAM: &str = env!("CARGO_BIN_EXE_tongbi");

/// Departments, unless the environment says otherwise.
const DEPARTMENTS: &str = "100";

fn main() {
    let departments = std::env::var("TONGBI_BENCH_DEPARTMENTS").unwrap_or_else(|_| DEPARTMENTS.to_owned());
    let folder = std::env::temp_dir().join(format!("tongbi_bench_report_{}", std::process::id()));
    let (sample, panel, report) = (folder.join("sample"), folder.join("panel"), folder.join("report"));
    let (sample, panel, report) = (path(&sample), path(&panel), path(&report));
    println!("| step | wall s |");
    println!("|---|---:|");
    timed("sample", &["sample", "-o", &sample, "--departments", &departments, "--years", "2021..2025", "--seed", "1"]);
    timed("load", &["load", &sample, "--panel", &panel]);
    timed("report, all formats", &["report", "--panel", &panel, "-o", &report, "--detail", &departments]);
    let charts = count(&folder.join("report/charts"));
    timed(
        "report, HTML only",
        &["report", "--panel", &panel, "-o", &report, "--detail", &departments, "--format", "html"],
    );
    println!(
        "\n{departments} departments, {} documents, {charts} charts, report.html {:.1} MiB, {} threads",
        documents(&panel),
        std::fs::metadata(folder.join("report/report.html")).map_or(0, |file| file.len()) as f64 / 1_048_576.0,
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
    );
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn timed(name: &str, arguments: &[&str]) {
    let started = Instant::now();
    let output = Command::new(PROGRAM).args(arguments).output().expect("the program starts");
    let taken = started.elapsed().as_secs_f64();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    println!("| {name} | {taken:.2} |");
}

fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).expect("the charts").count()
}

/// How many documents the panel's manifest counts.
fn documents(panel: &str) -> u64 {
    let text = std::fs::read_to_string(Path::new(panel).join("panel.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    manifest["counts"]["documents"].as_u64().unwrap_or(0)
}
