//! Rows per second, wall time and peak memory of every measure on a synthetic panel of Parquet files, one per year.
//!
//! `TONGBI_BENCH_ROWS=1000000,20000000 cargo bench --bench measures` (default: 1 M). `TONGBI_BENCH_DIR` says where the
//! tables are kept (default: the temporary folder). Every measure runs in a process of its own, so that each peak
//! (VmHWM) is its own; wall time is from scanning the files to the collected result.

use polars::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use tongbi::measures::{MEASURES, engine};
use tongbi::panel::{read, schema};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const YEARS: std::ops::RangeInclusive<i32> = 2016..=2025;
/// Figures of one department in one year.
const SERIES_PER_SCOPE: u64 = 50;
/// One figure in so many is missing.
const GAP: u64 = 50;
/// One scope and year in so many is not published.
const UNPUBLISHED: u64 = 100;

fn main() -> PolarsResult<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [mode, name, folder] = arguments.as_slice()
        && mode == "--one"
    {
        return one(name, Path::new(folder));
    }
    let sizes = arguments.first().cloned().or_else(|| std::env::var("TONGBI_BENCH_ROWS").ok());
    println!("| rows | measure | wall s | rows/s | peak MiB | rows out |");
    println!("|---:|---|---:|---:|---:|---:|");
    for size in sizes.as_deref().unwrap_or("1000000").split(',') {
        let rows: u64 = size.trim().replace('_', "").parse().expect("TONGBI_BENCH_ROWS: numbers separated by commas");
        let folder = prepare(rows)?;
        for measure in MEASURES {
            let program = std::env::current_exe().expect("the path of this program");
            let output = Command::new(program).args(["--one", measure.name]).arg(&folder).output().expect("a process");
            let text = String::from_utf8_lossy(&output.stdout);
            match text.split_whitespace().collect::<Vec<_>>().as_slice() {
                [input, seconds, peak, height] => {
                    let (input, seconds): (f64, f64) = (parse(input), parse(seconds));
                    let rate = input / seconds;
                    println!("| {input} | {} | {seconds:.2} | {rate:.0} | {peak} | {height} |", measure.name);
                }
                _ => println!("| {rows} | {} | failed: {} | | | |", measure.name, output.status),
            }
        }
    }
    Ok(())
}

fn parse(text: &str) -> f64 {
    text.parse().expect("a number")
}

/// Runs one measure and prints rows in, seconds, peak MiB and rows out.
fn one(name: &str, folder: &Path) -> PolarsResult<()> {
    let measure = MEASURES.iter().find(|measure| measure.name == name).expect("a measure's name");
    let started = Instant::now();
    let facts = scan(folder)?;
    let statements = read::empty_frame(schema::STATEMENTS).lazy();
    let result = engine::run(measure.sql, &[("facts", facts), ("statements", statements)]);
    let result = result.unwrap_or_else(|error| panic!("{name}: {error}"));
    let (seconds, peak) = (started.elapsed().as_secs_f64(), peak_mebibytes());
    let rows = std::fs::read_to_string(folder.join("done"))?;
    println!("{rows} {seconds} {peak} {}", result.height());
    Ok(())
}

/// The files as [`tongbi::panel::Panel::facts`] scans them.
fn scan(folder: &Path) -> PolarsResult<LazyFrame> {
    let mut parts = Vec::new();
    for year in YEARS {
        let path = folder.join(format!("{year}.parquet"));
        let path = PlRefPath::from(path.to_string_lossy().as_ref());
        let arguments = ScanArgsParquet { glob: false, ..ScanArgsParquet::default() };
        parts.push(LazyFrame::scan_parquet(path, arguments)?.with_column(lit(year).alias("fiscal_year")));
    }
    concat(&parts, UnionArgs::default())
}

fn peak_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kibibytes| kibibytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// A number that looks random and is the same everywhere (splitmix64).
fn mixed(seed: u64) -> u64 {
    let mut value = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn identifier(kind: u64, number: u64) -> i64 {
    (mixed(mixed(kind) ^ number) >> 1).cast_signed()
}

/// Writes the tables of about so many rows, unless they are there.
fn prepare(rows: u64) -> PolarsResult<PathBuf> {
    let parent = std::env::var_os("TONGBI_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = parent.join(format!("tongbi_measures_{rows}"));
    let done = folder.join("done");
    if done.exists() {
        return Ok(folder);
    }
    std::fs::create_dir_all(&folder)?;
    let years = YEARS.count() as u64;
    // As many series as give the wanted number of rows after the gaps.
    let kept = (1.0 - 1.0 / GAP as f64) * (1.0 - 1.0 / UNPUBLISHED as f64);
    let series = (rows as f64 / years as f64 / kept).round() as u64;
    let mut written = 0;
    for year in YEARS {
        let mut frame = year_of(series, year)?;
        written += frame.height();
        let file = File::create(folder.join(format!("{year}.parquet")))?;
        ParquetWriter::new(file)
            .with_compression(ParquetCompression::Snappy)
            .with_row_group_size(Some(262_144))
            .finish(&mut frame)?;
    }
    std::fs::write(done, written.to_string())?;
    Ok(folder)
}

fn year_of(series: u64, year: i32) -> PolarsResult<DataFrame> {
    let (mut facts, mut ids, mut scopes, mut wholes) = (vec![], vec![], vec![], vec![]);
    let mut amounts: Vec<i64> = vec![];
    let mut documents = StringChunkedBuilder::new("document_id".into(), series as usize);
    for number in 0..series {
        let scope = number / SERIES_PER_SCOPE;
        let of_scope = mixed(scope ^ (u64::from(year.cast_unsigned()) << 40));
        let of_fact = mixed(number ^ (u64::from(year.cast_unsigned()) << 48));
        if of_scope.is_multiple_of(UNPUBLISHED) || of_fact.is_multiple_of(GAP) {
            continue;
        }
        facts.push(identifier(1, of_fact));
        documents.append_value(format!("{of_scope:016x}"));
        ids.push(identifier(2, number));
        scopes.push(identifier(3, scope));
        wholes.push(identifier(4, scope));
        // About 1 万元 to 1 亿元, moving by up to a tenth of itself from year to year; some stay, some are zero.
        let level = 1_000_000 + mixed(number) % 10_000_000_000;
        let amount = match of_fact % 40 {
            1 => 0,
            3 | 5 => level,
            _ => level + of_fact % (level / 10),
        };
        amounts.push(amount.cast_signed());
    }
    DataFrame::new(
        facts.len(),
        vec![
            Column::new("fact_id".into(), facts),
            documents.finish().into_series().into_column(),
            Column::new("series_id".into(), ids),
            Column::new("scope_id".into(), scopes),
            Column::new("whole_id".into(), wholes),
            Column::new("amount_fen".into(), amounts),
        ],
    )
}
