//! Wall time, peak memory and a digest of every measure on a synthetic panel of Parquet files, one per year.
//!
//! ```text
//! measures generate ROWS FOLDER        writes the facts of a panel, about so many rows, in the order of a panel
//! measures scan MEASURE FOLDER         one pass over the sorted years (measures::scan)
//! measures sql MEASURE FOLDER          the measure's SQL file on the embedded streaming engine
//! measures join change_yoy FOLDER      the plain hash join: series and year − 1, lazy, streaming, amounts only
//! ```
//! `measures_side_by_side.py` runs these beside DuckDB and pandas. Every run is a process of its own, so that each peak
//! (VmHWM) is its own, and prints seconds, peak MiB, rows and the digest: for every column the sum of its values (of words,
//! 31 × length + first byte), so that equal digests mean equal results. Nothing is collected where an engine can stream.

use polars::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;
use tongbi::error::Result;
use tongbi::measures::{MEASURES, engine, scan};
use tongbi::panel::{read, schema};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const YEARS: std::ops::RangeInclusive<i32> = 2016..=2025;
/// Figures of one scope in one year, and scopes of one body.
const SERIES_PER_SCOPE: u64 = 50;
const SCOPES_PER_BODY: u64 = 6;
/// One figure in so many is missing.
const GAP: u64 = 50;
/// One scope and year in so many is not published.
const UNPUBLISHED: u64 = 100;
/// One figure in so many is printed twice, every third time in another document with another amount.
const REPEATED: u64 = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let folder = |text: &str| PathBuf::from(text);
    match arguments.as_slice() {
        ["generate", rows, target] => {
            generate(rows.parse().expect("a number of rows"), &folder(target)).expect("files")
        }
        [how @ ("scan" | "sql" | "join"), name, source] => {
            let started = Instant::now();
            let digest = measure(how, name, &folder(source)).unwrap_or_else(|error| panic!("{name}: {error}"));
            let words: Vec<String> = digest.sums.iter().map(|(name, sum)| format!("{name}={sum}")).collect();
            println!("{:.3} {} {} {}", started.elapsed().as_secs_f64(), peak_mebibytes(), digest.rows, words.join(","));
        }
        _ => println!("run through benches/measures_side_by_side.py"),
    }
}

/// Rows, and the sum of every column.
#[derive(Default)]
struct Digest {
    rows: usize,
    sums: BTreeMap<String, i128>,
}

impl Digest {
    fn add(&mut self, frame: &DataFrame) {
        self.rows += frame.height();
        for column in frame.columns() {
            let sum: i128 = match column.dtype() {
                DataType::Int64 => column.i64().map_or(0, |values| values.iter().flatten().map(i128::from).sum()),
                DataType::Int32 => column.i32().map_or(0, |values| values.iter().flatten().map(i128::from).sum()),
                _ => column.str().map_or(0, |words| {
                    let weight =
                        |word: &str| 31 * word.len() as i128 + i128::from(*word.as_bytes().first().unwrap_or(&0));
                    words.iter().flatten().map(weight).sum()
                }),
            };
            *self.sums.entry(column.name().to_string()).or_default() += sum;
        }
    }

    fn join(&mut self, other: Digest) {
        self.rows += other.rows;
        for (name, sum) in other.sums {
            *self.sums.entry(name).or_default() += sum;
        }
    }
}

fn measure(how: &str, name: &str, folder: &Path) -> Result<Digest> {
    let measure = MEASURES.iter().find(|measure| measure.name == name).expect("a measure's name");
    let files: Vec<(i32, PathBuf)> = YEARS.map(|year| (year, file_of(folder, year))).collect();
    let statements = read::empty_frame(schema::STATEMENTS).lazy();
    let mut digest = Digest::default();
    match how {
        "scan" => {
            let whole = Mutex::new(Digest::default());
            let scan = scan::of(measure).expect("a measure with a scan");
            let scanned = scan.over_files(&files, statements, &|_, rows| {
                let mut part = Digest::default();
                part.add(&rows);
                whole.lock().expect("no thread died").join(part);
                Ok(())
            })?;
            assert!(scanned, "the files are in order");
            digest = whole.into_inner().expect("no thread died");
        }
        "sql" => {
            let facts = facts(&files).expect("files");
            digest.add(&engine::run(measure.sql, &[("facts", facts), ("statements", statements)])?);
        }
        _ => digest.add(&hash_join(&files).expect("the join runs")),
    }
    Ok(digest)
}

/// The files as [`tongbi::panel::Panel::facts`] scans them.
fn facts(files: &[(i32, PathBuf)]) -> PolarsResult<LazyFrame> {
    let parts = files.iter().map(|(year, path)| {
        let path = PlRefPath::from(path.to_string_lossy().as_ref());
        let arguments = ScanArgsParquet { glob: false, ..ScanArgsParquet::default() };
        Ok(LazyFrame::scan_parquet(path, arguments)?.with_column(lit(*year).alias("fiscal_year")))
    });
    concat(parts.collect::<PolarsResult<Vec<_>>>()?, UnionArgs::default())
}

/// What one would write first: every figure joined with that of the year before, without states, documents or scopes.
fn hash_join(files: &[(i32, PathBuf)]) -> PolarsResult<DataFrame> {
    let figures = facts(files)?.select([col("series_id"), col("fiscal_year"), col("amount_fen")]);
    let before = figures.clone().select([
        col("series_id"),
        (col("fiscal_year") + lit(1)).alias("fiscal_year"),
        col("amount_fen").alias("base_fen"),
    ]);
    let keys = [col("series_id"), col("fiscal_year")];
    let joined = figures.join(before, keys.clone(), keys, JoinArgs::new(JoinType::Left));
    let changes = joined.with_column((col("amount_fen") - col("base_fen")).alias("change_fen"));
    let sums = ["amount_fen", "base_fen", "change_fen"].map(|name| col(name).sum());
    changes.select(sums).collect_with_engine(Engine::Streaming).map(|result| result.unwrap_single())
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

fn file_of(folder: &Path, year: i32) -> PathBuf {
    folder.join(format!("facts/fiscal_year={year}/facts.parquet"))
}

/// Writes the tables of about so many rows, a row group at a time.
fn generate(rows: u64, folder: &Path) -> PolarsResult<()> {
    let kept = (1.0 - 1.0 / GAP as f64) * (1.0 - 1.0 / UNPUBLISHED as f64);
    let series = (rows as f64 / YEARS.count() as f64 / kept).round() as u64;
    let mut written = 0;
    for year in YEARS {
        let path = file_of(folder, year);
        std::fs::create_dir_all(path.parent().expect("a folder"))?;
        let writer = ParquetWriter::new(File::create(path)?)
            .with_compression(ParquetCompression::Snappy)
            .with_statistics(StatisticsOptions::default());
        let mut writer = writer.batched(part_of(0..0, year)?.schema())?;
        let step = tongbi::panel::write::ROW_GROUP as u64;
        for start in (0..series).step_by(tongbi::panel::write::ROW_GROUP) {
            let frame = part_of(start..series.min(start + step), year)?;
            written += frame.height();
            writer.write_batch(&frame)?;
        }
        writer.finish()?;
    }
    std::fs::write(folder.join("rows"), written.to_string())?;
    Ok(())
}

fn part_of(series: std::ops::Range<u64>, year: i32) -> PolarsResult<DataFrame> {
    let (mut facts, mut ids, mut scopes, mut wholes, mut bodies) = (vec![], vec![], vec![], vec![], vec![]);
    let mut amounts: Vec<i64> = vec![];
    let mut documents = StringChunkedBuilder::new("document_id".into(), 0);
    for number in series {
        let scope = number / SERIES_PER_SCOPE;
        let body = scope / SCOPES_PER_BODY;
        let of_scope = mixed(scope ^ (u64::from(year.cast_unsigned()) << 40));
        let of_fact = mixed(number ^ (u64::from(year.cast_unsigned()) << 48));
        if of_scope.is_multiple_of(UNPUBLISHED) || of_fact.is_multiple_of(GAP) {
            continue;
        }
        let copies = if of_fact % REPEATED == 7 { 2 } else { 1 };
        for copy in 0..copies {
            facts.push(identifier(1 + 10 * copy, of_fact));
            let elsewhere = copy * u64::from((of_fact >> 20).is_multiple_of(3));
            documents
                .append_value(format!("{:016x}", mixed(body ^ (u64::from(year.cast_unsigned()) << 40)) + elsewhere));
            ids.push(identifier(2, number));
            scopes.push(identifier(3, scope));
            wholes.push(identifier(4, scope));
            bodies.push(identifier(5, body));
            // About 1 万元 to 1 亿元, moving by up to a tenth of itself from year to year; some stay, some are zero.
            let level = 1_000_000 + mixed(number) % 10_000_000_000;
            let amount = match of_fact % 40 {
                1 => 0,
                3 | 5 => level,
                _ => level + of_fact % (level / 10),
            };
            amounts.push((amount + elsewhere).cast_signed());
        }
    }
    DataFrame::new(
        facts.len(),
        vec![
            Column::new("fact_id".into(), facts),
            documents.finish().into_series().into_column(),
            Column::new("amount_fen".into(), amounts),
            Column::new("series_id".into(), ids),
            Column::new("scope_id".into(), scopes),
            Column::new("body_id".into(), bodies),
            Column::new("whole_id".into(), wholes),
        ],
    )
}
