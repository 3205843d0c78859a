//! A real cluster on loopback: the same integers as this process and DuckDB, whatever happens to its machines.
//!
//! `TONGBI_CLUSTER_ROWS` says how many figures the large panel has (default: 5 million).

mod processes;
mod synthetic;

use polars::prelude::*;
use processes::{Cluster, PROGRAM, free_port};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tongbi::cluster;
use tongbi::measures::catalogue::SHARE;
use tongbi::measures::{MEASURES, engine};
use tongbi::panel::Panel;

/// Longer than the cluster may take to say that something is wrong.
const SOON: Duration = Duration::from_secs(30);

/// Longer than a run may take, also one that loses an executor.
const HANGING: Duration = Duration::from_secs(600);

/// The machine has few cores: one cluster at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A panel of five million figures, written once for all tests; the folder's name needs quoting everywhere.
fn large_panel() -> &'static Path {
    static FOLDER: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, panel) = FOLDER.get_or_init(|| {
        let rows = std::env::var("TONGBI_CLUSTER_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(5_000_000);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let panel = folder.path().join("大 面板 [100%]");
        synthetic::write(&panel, rows);
        (folder, panel)
    });
    panel
}

fn small_panel(folder: &Path) -> PathBuf {
    let panel = folder.join("panel");
    synthetic::write(&panel, 20_000);
    panel
}

fn here(panel: &Path) -> Panel {
    Panel::open(panel).expect("a panel")
}

fn there(panel: &Path, cluster: &Cluster) -> Panel {
    here(panel).answered_by(cluster::engine(&cluster.engine()).expect("a cluster"))
}

/// The same frame with every integer in 64 bits: engines differ in the width of what they compute.
fn wide(frame: DataFrame) -> DataFrame {
    let integers = [DataType::Int8, DataType::Int16, DataType::Int32, DataType::UInt32, DataType::UInt64];
    let columns = frame.columns().iter().map(|column| {
        assert!(!column.dtype().is_float(), "{} is a float", column.name());
        if integers.contains(column.dtype()) {
            column.strict_cast(&DataType::Int64).expect("fits")
        } else {
            column.clone()
        }
    });
    DataFrame::new(frame.height(), columns.collect()).expect("the same height")
}

#[track_caller]
fn equal(one: &DataFrame, other: &DataFrame, what: &str) {
    assert_eq!(one.get_column_names(), other.get_column_names(), "{what}: columns");
    assert_eq!(one.height(), other.height(), "{what}: rows");
    for (ours, theirs) in one.columns().iter().zip(other.columns()) {
        let same = ours.as_materialized_series().equals_missing(theirs.as_materialized_series());
        assert!(same, "{what}: {} differs\n{one}\n{other}", ours.name());
    }
}

/// Results of every measure in DuckDB; `None` where no Python has it.
fn of_duckdb(panel: &Path, folder: &Path) -> Option<PathBuf> {
    let python = std::env::var_os("TONGBI_PYTHON").unwrap_or_else(|| "python3".into());
    let has_it = Command::new(&python).args(["-c", "import duckdb"]).output();
    if !has_it.is_ok_and(|output| output.status.success()) {
        println!("skipped: no Python with duckdb (set TONGBI_PYTHON)");
        return None;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = root.join("tests/cluster/duckdb_measures.py");
    let output = Command::new(&python).arg(script).arg(root.join("src/measures")).arg(panel).arg(folder).output();
    let output = output.expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(folder.to_path_buf())
}

#[test]
fn every_measure_over_five_million_figures_gives_the_same_integers_here_on_the_cluster_and_in_duckdb() {
    let _alone = alone();
    let panel = large_panel();
    let results = tempfile::tempdir().expect("a folder");
    let duckdb = of_duckdb(panel, results.path());
    let cluster = Cluster::start(2);
    let remote = there(panel, &cluster);
    engine::query(&remote, "SELECT COUNT(*) AS figures FROM facts").expect("a cluster that works");
    let mut states = Vec::new();
    for measure in MEASURES {
        let started = Instant::now();
        let ours = wide(engine::query(&here(panel), measure.sql).expect("embedded"));
        let embedded = started.elapsed().as_secs_f64();
        let (started, before) = (Instant::now(), (cluster.jobs(), cluster.processor_time()));
        let theirs = engine::query(&remote, measure.sql).unwrap_or_else(|error| panic!("{}: {error}", measure.name));
        let theirs = wide(theirs);
        let time = cluster.processor_time() - before.1;
        let own = cluster.jobs().into_iter().filter(|(job, _)| !before.0.contains_key(job));
        let bytes: u64 = own.map(|(_, bytes)| bytes).sum();
        println!(
            "{}: {} rows; embedded {embedded:.1} s; cluster {:.1} s, {:.1} s of processors, {:.1} MB between tasks",
            measure.name,
            ours.height(),
            started.elapsed().as_secs_f64(),
            time as f64 / 100.0,
            bytes as f64 / 1e6
        );
        assert!(ours.height() > 0, "{}: the panel has nothing to measure", measure.name);
        equal(&ours, &theirs, measure.name);
        if let Some(folder) = &duckdb {
            let file = std::fs::File::open(folder.join(format!("{}.parquet", measure.name))).expect("DuckDB's result");
            equal(&ours, &wide(ParquetReader::new(file).finish().expect("Parquet")), measure.name);
        }
        if let Ok(column) = ours.column("state") {
            let distinct = column.unique().and_then(|column| column.sort(SortOptions::default())).expect("states");
            states.extend(distinct.str().expect("text").iter().flatten().map(str::to_owned).collect::<Vec<String>>());
        }
    }
    let all = ["decrease", "discontinued", "increase", "missing_year", "new", "not_comparable", "unchanged"];
    assert_eq!(states, all, "every state occurs");
    let peaks: Vec<u64> = cluster.executors.iter().map(processes::Server::peak_mebibytes).collect();
    println!("executors' peak memory: {peaks:?} MiB");
}

/// Intermediate results of a job that is under way: more than planning and counting leave behind.
const UNDER_WAY: u64 = 1_000_000;

/// Runs a measure on the cluster and kills an executor once it has written a part of its intermediate results.
fn struck(panel: &Path, cluster: &mut Cluster, executor: usize, sql: &'static str) -> tongbi::error::Result<DataFrame> {
    let remote = there(panel, cluster);
    engine::query(&remote, "SELECT COUNT(*) AS figures FROM facts").expect("a cluster that works");
    let before = cluster.jobs_of(executor);
    let run = std::thread::spawn(move || engine::query(&remote, sql));
    let started = Instant::now();
    let own = |cluster: &Cluster| -> u64 {
        cluster.jobs_of(executor).into_iter().filter(|(job, _)| !before.contains_key(job)).map(|(_, bytes)| bytes).sum()
    };
    while own(cluster) < UNDER_WAY {
        assert!(started.elapsed() < HANGING && !run.is_finished(), "the executor got no work");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(!run.is_finished(), "the run is over before the kill");
    cluster.executors[executor].kill();
    let killed = Instant::now();
    while !run.is_finished() {
        assert!(killed.elapsed() < HANGING, "it hangs");
        std::thread::sleep(Duration::from_millis(100));
    }
    println!("{:.0} s after the kill", killed.elapsed().as_secs_f64());
    run.join().expect("no panic")
}

#[test]
fn an_executor_killed_during_a_run_changes_no_integer() {
    let _alone = alone();
    let panel = large_panel();
    let expected = wide(engine::query(&here(panel), SHARE.sql).expect("embedded"));
    let mut cluster = Cluster::start(2);
    match struck(panel, &mut cluster, 1, SHARE.sql) {
        Ok(frame) => {
            println!("the job finished on the executor that was left");
            equal(&expected, &wide(frame), "after the kill");
        }
        Err(error) => {
            println!("the job failed: {error}");
            assert!(error.message.contains("没有输出任何数字"), "{error}");
        }
    }
    // The cluster goes on with what it has.
    let after = engine::query(&there(panel, &cluster), SHARE.sql).expect("the executor that is left");
    equal(&expected, &wide(after), "on one executor");
}

#[test]
fn a_cluster_that_loses_all_executors_says_so_and_does_not_hang() {
    let _alone = alone();
    let mut cluster = Cluster::start(1);
    let error = struck(large_panel(), &mut cluster, 0, SHARE.sql).expect_err("nobody is left to answer");
    assert!(error.message.contains("没有输出任何数字"), "{error}");
}

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().expect("the program runs")
}

/// The one message of a run that must fail soon.
#[track_caller]
fn refusal(arguments: &[&str]) -> String {
    let started = Instant::now();
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(started.elapsed() < SOON, "it took {:?}: {said}", started.elapsed());
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty(), "no figure may be printed: {}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn commands_print_the_same_bytes_on_the_cluster_and_leave_nothing_in_the_panel() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("a folder");
    let panel = small_panel(folder.path());
    let panel = panel.to_string_lossy().into_owned();
    let cluster = Cluster::start(1);
    let commands: [&[&str]; 5] = [
        &["compare"],
        &["compare", "--by", "function", "--years", "2019..2023", "--level", "item"],
        &["shares", "--by", "function"],
        &["peers"],
        &[
            "query",
            "SELECT phase, fiscal_year, COUNT(*) AS figures FROM facts GROUP BY phase, fiscal_year ORDER BY phase, fiscal_year",
        ],
    ];
    for command in commands {
        let arguments = [command, &["--panel", &panel, "--format", "json"]].concat();
        let embedded = run(&arguments);
        let remote = run(&[&arguments[..], &["--engine", &cluster.engine()]].concat());
        assert!(embedded.status.success() && embedded.stdout.len() > 1_000, "{embedded:?}");
        assert_eq!(String::from_utf8_lossy(&embedded.stderr), String::from_utf8_lossy(&remote.stderr), "{command:?}");
        assert!(embedded.stdout == remote.stdout, "{command:?} differs: {}", String::from_utf8_lossy(&remote.stdout));
    }
    assert!(!Path::new(&panel).join(".narrowed").exists(), "passing tables are left in the panel");
}

#[test]
fn a_wrong_address_another_program_and_a_scheduler_alone_are_each_named() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("a folder");
    let panel = small_panel(folder.path());
    let panel = panel.to_string_lossy().into_owned();
    let at = |engine: &str| refusal(&["compare", "--panel", &panel, "--engine", engine]);
    assert!(at("ballista://nowhere").contains("地址写不对"));
    assert!(at("spark://localhost:7077").contains("没有引擎"));
    assert!(at(&format!("ballista://127.0.0.1:{}", free_port())).contains("连不上集群的调度器"));
    // A program that takes the connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let silent = silent.local_addr().expect("an address").port();
    assert!(at(&format!("ballista://127.0.0.1:{silent}")).contains("不是 Ballista 调度器"));
    let cluster = Cluster::start(0);
    assert!(at(&cluster.engine()).contains("一个执行器也没有"));
}

#[test]
fn a_panel_that_the_cluster_does_not_see_whole_gives_a_message_and_no_figure() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("a folder");
    let panel = small_panel(folder.path());
    let cluster = Cluster::start(1);
    // What the manifest counts is not all there any more, as on a machine where the storage is not mounted.
    std::fs::rename(panel.join("facts/fiscal_year=2020"), folder.path().join("elsewhere")).expect("moved");
    let panel = panel.to_string_lossy().into_owned();
    let query = |sql: &str| refusal(&["query", sql, "--panel", &panel, "--engine", &cluster.engine()]);
    let said = query("SELECT COUNT(*) AS figures FROM facts");
    assert!(said.contains("集群看到的面板不全") && said.contains("共享存储"), "{said}");
}

#[test]
fn sql_that_the_cluster_would_answer_wrongly_or_not_at_all_is_refused() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("a folder");
    let panel = small_panel(folder.path());
    let panel = panel.to_string_lossy().into_owned();
    let cluster = Cluster::start(1);
    let query = |sql: &str| refusal(&["query", sql, "--panel", &panel, "--engine", &cluster.engine()]);
    let differing = "SELECT series_id FROM facts WHERE fiscal_year = 2020 EXCEPT SELECT series_id FROM facts WHERE fiscal_year = 2021";
    assert!(query(differing).contains("INTERSECT 和 EXCEPT"));
    assert!(query("SELECT nothing FROM facts").contains("不认这条 SQL"));
    assert!(query("DROP TABLE facts").contains("不认这条 SQL"));
}
