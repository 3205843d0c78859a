//! The CSV job in tongbi: CSV → 同比 and 占比 → Parquet, as one process. `side_by_side.py` runs it beside DuckDB and pandas.
//!
//! ```text
//! csv_job panel  IN.csv OUT.parquet PANEL   through a panel on disk, with the provenance of every figure (`pipeline::load`)
//! csv_job memory IN.csv OUT.parquet         the same figures and measures without writing a panel
//! ```
//! Stage times go to standard error. Without arguments (as `cargo bench` starts it) it says how to run it.

use polars::prelude::*;
use std::fs::File;
use std::path::Path;
use std::time::Instant;
use tongbi::corpus;
use tongbi::domain::Percent;
use tongbi::error::{Error, Result};
use tongbi::measures::catalogue::{CHANGE_YOY, SHARE};
use tongbi::measures::engine;
use tongbi::panel::imported::{self, Mapping};
use tongbi::panel::{Panel, read, schema, series};
use tongbi::pipeline;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MAPPING: &str = include_str!("mapping.toml");

/// Names beside the numbers: one row per series and year.
const LABELLED_SQL: &str = "
WITH labels AS (
  SELECT series_id, MIN(department_code) AS department_code, MIN(department) AS department, MIN(function_code) AS code,
         MIN(item) AS item
  FROM facts GROUP BY series_id
)
SELECT changes.fiscal_year AS year, labels.department_code AS department_code, labels.department AS department,
       labels.code AS code, labels.item AS item, changes.amount_fen AS amount_fen, changes.base_fen AS base_fen,
       changes.change_fen AS change_fen, changes.state AS state, shares.whole_fen AS whole_fen
FROM changes JOIN labels ON changes.series_id = labels.series_id
LEFT JOIN shares ON changes.series_id = shares.series_id AND changes.fiscal_year = shares.fiscal_year
ORDER BY department_code, code, year";

struct Clock(Instant);

impl Clock {
    fn lap(&mut self, stage: &str) {
        eprintln!("{stage:<10} {:>8.3} s", self.0.elapsed().as_secs_f64());
        self.0 = Instant::now();
    }
}

fn failed(error: PolarsError) -> Error {
    Error::query(error.to_string())
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["panel", source, target, panel] => through_panel(source, target, panel),
        ["memory", source, target] => in_memory(source, target),
        _ => {
            println!(
                "run through benches/side_by_side.py, or: csv_job panel IN.csv OUT.parquet PANEL | csv_job memory IN.csv OUT.parquet"
            );
            return;
        }
    };
    if let Err(error) = done {
        eprintln!("{error:?}");
        std::process::exit(1);
    }
}

fn through_panel(source: &str, target: &str, panel: &str) -> Result<()> {
    let mut clock = Clock(Instant::now());
    let mapping = std::env::temp_dir().join(format!("tongbi_csv_job_{}.toml", std::process::id()));
    std::fs::write(&mapping, MAPPING).map_err(|error| Error::write(error.to_string()))?;
    let found = corpus::find(&[source.to_owned()], Some(&mapping))?;
    let loaded = pipeline::load(found, Path::new(panel), &|_| {})?;
    let _ = std::fs::remove_file(&mapping);
    assert!(loaded.errors.is_empty(), "{:?}", loaded.errors);
    clock.lap("load");
    let panel = Panel::open(Path::new(panel))?;
    measure(panel.facts()?, panel.statements()?, target, clock)
}

fn in_memory(source: &str, target: &str) -> Result<()> {
    let mut clock = Clock(Instant::now());
    let bytes = std::fs::read(source).map_err(|error| Error::unreadable(error.to_string()))?;
    let imported = imported::import(bytes, "csv", &Mapping::parse(MAPPING)?, MAPPING)?;
    assert!(imported.unread.is_empty(), "{} rows unread", imported.unread.len());
    let mut facts = imported.facts;
    clock.lap("import");
    let mut departments = series::Departments::default();
    series::learn_departments(&facts, &mut departments)?;
    let tables = [imported.record.document_id].into();
    series::identify(&mut facts, &departments, &tables)?;
    clock.lap("identify");
    measure(facts.lazy(), read::empty_frame(schema::STATEMENTS).lazy(), target, clock)
}

fn measure(facts: LazyFrame, statements: LazyFrame, target: &str, mut clock: Clock) -> Result<()> {
    let changes = engine::run(CHANGE_YOY.sql, &[("facts", facts.clone()), ("statements", statements)])?;
    clock.lap("change_yoy");
    let shares = engine::run(SHARE.sql, &[("facts", facts.clone())])?;
    clock.lap("share");
    let tables = [("facts", facts), ("changes", changes.lazy()), ("shares", shares.lazy())];
    let mut rows = engine::run(LABELLED_SQL, &tables)?;
    clock.lap("labels");
    round(&mut rows).map_err(failed)?;
    clock.lap("round");
    let file = File::create(target).map_err(|error| Error::write(error.to_string()))?;
    ParquetWriter::new(file).with_compression(ParquetCompression::Snappy).finish(&mut rows).map_err(failed)?;
    clock.lap("write");
    Ok(())
}

/// 增减率 and 占比 in hundredths of a percent, each rounded once by the library.
fn round(rows: &mut DataFrame) -> PolarsResult<()> {
    let hundredths = |part: i64, whole: i64| {
        (whole > 0).then(|| Percent::of_ratio(part.into(), whole.into(), 2)).flatten().map(Percent::mantissa)
    };
    let column = |name: &str| rows.column(name)?.i64();
    let (amounts, bases) = (column("amount_fen")?, column("base_fen")?);
    let (changes, wholes) = (column("change_fen")?, column("whole_fen")?);
    let states = rows.column("state")?.str()?;
    let rates: Vec<Option<i64>> = (0..rows.height())
        .map(|row| {
            matches!(states.get(row), Some("increase" | "decrease" | "unchanged")).then_some(())?;
            hundredths(changes.get(row)?, bases.get(row)?)
        })
        .collect();
    let shares: Vec<Option<i64>> =
        amounts.iter().zip(wholes.iter()).map(|(amount, whole)| hundredths(amount?, whole?)).collect();
    rows.with_column(Column::new("rate_hundredths".into(), rates))?;
    rows.with_column(Column::new("share_hundredths".into(), shares))?;
    Ok(())
}
