//! The CSV job in tongbi: CSV → 同比 and 占比 → Parquet, as one process. `side_by_side.py` runs it beside DuckDB and pandas.
//!
//! ```text
//! csv_job panel  IN.csv OUT.parquet PANEL   through a panel on disk, with the provenance of every figure (`pipeline::load`)
//! csv_job memory IN.csv OUT.parquet         the same figures and measures without writing a panel
//! ```
//! Stage times go to standard error. Without arguments (as `cargo bench` starts it) it says how to run it.

use polars::prelude::*;
use rayon::prelude::*;
use std::fs::File;
use std::path::Path;
use std::time::Instant;
use tongbi::corpus;
use tongbi::domain::Percent;
use tongbi::error::{Error, Result};
use tongbi::measures::scan::Scan;
use tongbi::measures::scan::measures::{change_yoy, share};
use tongbi::panel::imported::{self, Mapping};
use tongbi::panel::{Panel, read, schema, series};
use tongbi::pipeline;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CHANGE: Scan = change_yoy::SCAN;
const SHARE: Scan = share::SCAN;

const MAPPING: &str = include_str!("mapping.toml");

/// The columns that the job needs: what names a row, what its series depends on, and the amount.
const COLUMNS: &[&str] = &[
    "fact_id",
    "region_code",
    "document_id",
    "department_code",
    "department",
    "fiscal_year",
    "phase",
    "form",
    "flow",
    "fund",
    "nature",
    "function_code",
    "item",
    "level",
    "amount_fen",
    "series_id",
    "scope_id",
    "body_id",
    "whole_id",
];

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
    let files = panel.fact_files()?;
    let changes = CHANGE.collect(&files, panel.statements()?)?.expect("the panel is in order");
    clock.lap("change_yoy");
    let shares = SHARE.collect(&files, panel.statements()?)?.expect("the panel is in order");
    clock.lap("share");
    let names = ["series_id", "department_code", "department", "function_code", "item"].map(col);
    let facts = panel.facts()?.select(names).collect().map_err(failed)?;
    clock.lap("names");
    write(&facts, &changes, &shares, target, clock)
}

fn in_memory(source: &str, target: &str) -> Result<()> {
    let mut clock = Clock(Instant::now());
    let bytes = std::fs::read(source).map_err(|error| Error::unreadable(error.to_string()))?;
    let imported = imported::import_columns(bytes, "csv", &Mapping::parse(MAPPING)?, MAPPING, Some(COLUMNS))?;
    assert!(imported.unread.is_empty(), "{} rows unread", imported.unread.len());
    let mut facts = imported.facts;
    clock.lap("import");
    let mut departments = series::Departments::default();
    series::learn_departments(&facts, &mut departments)?;
    let tables = [imported.record.document_id].into();
    series::identify(&mut facts, &departments.settle(), &tables)?;
    clock.lap("identify");
    let no_statements = || read::empty_frame(schema::STATEMENTS).lazy();
    let (changes, shares) =
        rayon::join(|| CHANGE.over_frame(&facts, no_statements()), || SHARE.over_frame(&facts, no_statements()));
    clock.lap("measures");
    write(&facts, &changes?, &shares?, target, clock)
}

/// Labels, ratios rounded once, and the file.
fn write(facts: &DataFrame, changes: &DataFrame, shares: &DataFrame, target: &str, mut clock: Clock) -> Result<()> {
    let mut rows = labelled(facts, changes, shares).map_err(failed)?;
    clock.lap("labels");
    round(&mut rows).map_err(failed)?;
    clock.lap("round");
    let file = File::create(target).map_err(|error| Error::write(error.to_string()))?;
    ParquetWriter::new(file).with_compression(ParquetCompression::Snappy).finish(&mut rows).map_err(failed)?;
    clock.lap("write");
    Ok(())
}

/// Names beside the numbers: one row per series and year, by department, code and year. Both results have series by series
/// and the years of each in order.
fn labelled(facts: &DataFrame, changes: &DataFrame, shares: &DataFrame) -> PolarsResult<DataFrame> {
    let integers =
        |frame: &DataFrame, name: &str| frame.column(name).map(|column| column.as_materialized_series().rechunk());
    let (of_facts, of_changes) = (integers(facts, "series_id")?, integers(changes, "series_id")?);
    let mut first_row: PlHashMap<i64, IdxSize> = PlHashMap::with_capacity(1 << 17);
    for (row, series) in (0..).zip(of_facts.i64()?.cont_slice()?) {
        first_row.entry(*series).or_insert(row);
    }
    // Series → where its rows start in `changes`.
    let ids = of_changes.i64()?.cont_slice()?;
    let mut groups: Vec<(IdxSize, std::ops::Range<usize>)> = Vec::new();
    let mut start = 0;
    for group in ids.chunk_by(|one, other| one == other) {
        groups.push((first_row[&group[0]], start..start + group.len()));
        start += group.len();
    }
    let (departments, codes) = (facts.column("department_code")?.str()?, facts.column("function_code")?.str()?);
    let key = |row: IdxSize| (departments.get(row as usize), codes.get(row as usize));
    groups.sort_by_cached_key(|(row, _)| key(*row));
    let mut order: Vec<IdxSize> = Vec::with_capacity(ids.len());
    let mut labels: Vec<IdxSize> = Vec::with_capacity(ids.len());
    for (row, range) in groups {
        labels.extend(range.clone().map(|_| row));
        order.extend(range.map(|row| row as IdxSize));
    }
    let wholes = beside(changes, shares)?;
    let (order, labels) = (IdxCa::from_vec("".into(), order), IdxCa::from_vec("".into(), labels));
    let of_change =
        |name: &str, new: &str| changes.column(name)?.take(&order).map(|column| column.with_name(new.into()));
    let of_label = |name: &str, new: &str| facts.column(name)?.take(&labels).map(|column| column.with_name(new.into()));
    let columns = vec![
        of_change("fiscal_year", "year")?,
        of_label("department_code", "department_code")?,
        of_label("department", "department")?,
        of_label("function_code", "code")?,
        of_label("item", "item")?,
        of_change("amount_fen", "amount_fen")?,
        of_change("base_fen", "base_fen")?,
        of_change("change_fen", "change_fen")?,
        of_change("state", "state")?,
        wholes.take(&order)?,
    ];
    DataFrame::new(order.len(), columns)
}

/// The whole of each row of the changes, where it has one; the shares are in the same order.
fn beside(changes: &DataFrame, shares: &DataFrame) -> PolarsResult<Column> {
    let key = |frame: &DataFrame| -> PolarsResult<Vec<(i64, i32)>> {
        let (series, years) = (frame.column("series_id")?.i64()?, frame.column("fiscal_year")?.i32()?);
        Ok(series.into_no_null_iter().zip(years.into_no_null_iter()).collect())
    };
    let wholes = shares.column("whole_fen")?.i64()?;
    let mut of_shares = key(shares)?.into_iter().zip(wholes.into_no_null_iter()).peekable();
    let whole_of = |key: (i64, i32)| of_shares.next_if(|(share, _)| *share == key).map(|(_, whole)| whole);
    let found: Vec<Option<i64>> = key(changes)?.into_iter().map(whole_of).collect();
    Ok(Column::new("whole_fen".into(), found))
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
    let rate = |row: usize| {
        matches!(states.get(row), Some("increase" | "decrease" | "unchanged")).then_some(())?;
        hundredths(changes.get(row)?, bases.get(row)?)
    };
    let share = |row: usize| hundredths(amounts.get(row)?, wholes.get(row)?);
    let rates: Vec<Option<i64>> = (0..rows.height()).into_par_iter().map(rate).collect();
    let shares: Vec<Option<i64>> = (0..rows.height()).into_par_iter().map(share).collect();
    rows.with_column(Column::new("rate_hundredths".into(), rates))?;
    rows.with_column(Column::new("share_hundredths".into(), shares))?;
    Ok(())
}
