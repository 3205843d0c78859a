//! Measures over a whole panel in one pass: year beside year, body after body, in bounded memory.
//!
//! A measure relates only figures of one series, scope or whole, and these belong to one body (except the scopes of
//! imported tables, which are looked at beforehand). The files of the panel are sorted by department, so going through all
//! years side by side brings the figures of a body together: what SQL does by joining and grouping all figures is done with
//! those of one body, which fit the processor's cache. The `.sql` files stay the definition; that both give the same
//! integers is tested on random panels.

pub mod block;
pub mod measures;
pub mod plan;
pub mod rows;
#[cfg(test)]
mod tests;
pub mod wholes;

use super::catalogue::Measure;
use crate::error::{Error, Result};
use crate::panel::frame_error;
use crate::panel::row_groups::FactFile;
use block::{Block, Figure, Key, MOST_YEARS};
use plan::{Plan, Run};
use polars::prelude::*;
use rayon::prelude::*;
use rows::{Column64, Rows};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a measure is computed from the figures of a body.
pub struct Scan {
    /// The measure, whose SQL is the definition.
    pub measure: &'static Measure,
    /// Whether figures of one series are told apart by their scope.
    pub by_scope: bool,
    /// Whether they are told apart by their whole.
    pub by_whole: bool,
    /// Whether it matters in which years a scope was published.
    pub publication: bool,
    /// The columns of its result.
    pub columns: &'static [Column64],
    /// Adds the rows of one body.
    pub run: fn(&Block, &Beside, &mut Rows),
}

/// What a measure knows beside the figures of a body.
#[derive(Default)]
pub struct Beside {
    /// Series and year → the least and the greatest change that the prose tells, in fen.
    told: PlHashMap<(i64, i32), (i64, i64)>,
    shared_scopes: PlHashMap<i64, u64>,
}

impl Beside {
    /// The years in which a scope was published, one bit for each.
    pub fn published(&self, block: &Block, scope: i64) -> u64 {
        block.published(scope) | self.shared_scopes.get(&scope).copied().unwrap_or_default()
    }

    /// The change against the year before that the prose tells, where it tells one.
    pub fn told_change(&self, series: i64, year: i32) -> Option<i64> {
        self.told.get(&(series, year)).filter(|(least, greatest)| least == greatest).map(|(least, _)| *least)
    }
}

/// The scan of a measure, where there is one.
pub fn of(measure: &Measure) -> Option<&'static Scan> {
    measures::SCANS.iter().find(|scan| scan.measure.name == measure.name).copied()
}

/// Takes rows of the result: which stripe of the panel they are from, and the rows. A frame without rows ends a stripe.
pub type Take<'t> = &'t (dyn Fn(usize, DataFrame) -> Result<()> + Sync);

/// So many rows are handed on together; in tests few, so that small panels are handed on in parts too.
const ROWS_TOGETHER: usize = if cfg!(test) { 100 } else { 1 << 16 };

impl Scan {
    /// Computes the measure over the files of `facts` (year and path, in order) and hands its rows on as they are found:
    /// stripe by stripe from several threads, within a stripe in the order of the panel. Returns false, without handing
    /// on anything, where the files are not sorted so that a scan pays.
    ///
    /// # Errors
    /// When a file cannot be read, or when `take` fails.
    pub fn over_files(&self, files: &[(i32, PathBuf)], statements: LazyFrame, take: Take) -> Result<bool> {
        let mut years: Vec<i32> = files.iter().map(|(year, _)| *year).collect();
        years.sort_unstable();
        years.dedup();
        let year_of: Vec<usize> = files.iter().map(|(year, _)| years.binary_search(year).unwrap_or_default()).collect();
        if years.len() > MOST_YEARS {
            return Ok(false);
        }
        let Some(plan) = Plan::of(files, &year_of, self.publication)? else { return Ok(false) };
        let Plan { runs, stripes, shared_scopes } = plan;
        let beside = Beside { told: told(statements)?, shared_scopes };
        let columns = self.columns_read();
        let opened = files.iter().map(|(year, path)| FactFile::with_columns(*year, path, &columns));
        let opened: Vec<FactFile> = opened.collect::<Result<_>>()?;
        let next = AtomicUsize::new(0);
        // Each thread takes the next stripe, so that rows come nearly in order and little has to wait for its turn.
        (0..rayon::current_num_threads()).into_par_iter().with_max_len(1).try_for_each(|_| {
            let cursors = opened.iter().zip(&year_of).map(|(file, year)| Cursor::new(file, *year)).collect();
            let mut pass = Pass { scan: self, cursors, block: Block::new(years.clone()) };
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(stripe) = stripes.get(number) else { return Ok(()) };
                pass.through(runs.get(stripe.clone()).unwrap_or_default(), &beside, &|rows| take(number, rows))?;
            }
        })?;
        Ok(true)
    }

    /// The same with the rows in the order of the panel, to a taker that is called by one thread at a time.
    ///
    /// # Errors
    /// When a file cannot be read, or when `take` fails.
    pub fn in_order(
        &self,
        files: &[(i32, PathBuf)],
        statements: LazyFrame,
        take: &mut (dyn FnMut(DataFrame) -> Result<()> + Send),
    ) -> Result<bool> {
        let waiting = Mutex::new((0, BTreeMap::<usize, Vec<DataFrame>>::new(), take));
        let empty = Rows::new(self.columns).take()?;
        let scanned = self.over_files(files, statements, &|stripe, rows| {
            let mut guard = waiting.lock().map_err(|_| interrupted())?;
            let (now, later, take) = &mut *guard;
            later.entry(stripe).or_default().push(rows);
            while let Some(rows) = later.get_mut(now) {
                let ended = rows.last().is_some_and(|last| last.height() == 0);
                for rows in rows.drain(..).filter(|rows| rows.height() > 0) {
                    take(rows)?;
                }
                if !ended {
                    break;
                }
                later.remove(now);
                *now += 1;
            }
            Ok(())
        })?;
        let (_, _, take) = waiting.into_inner().map_err(|_| interrupted())?;
        if scanned {
            // A result without rows has its columns all the same.
            take(empty)?;
        }
        Ok(scanned)
    }

    /// The whole result in memory, sorted as the SQL sorts it; `None` where the files are not sorted so that a scan pays.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn collect(&self, files: &[(i32, PathBuf)], statements: LazyFrame) -> Result<Option<DataFrame>> {
        let parts: Mutex<Vec<(usize, DataFrame)>> = Mutex::new(Vec::new());
        let taken = self.over_files(files, statements, &|stripe, rows| {
            parts.lock().map_err(|_| interrupted())?.push((stripe, rows));
            Ok(())
        })?;
        let mut parts = parts.into_inner().map_err(|_| interrupted())?;
        parts.sort_by_key(|(stripe, _)| *stripe);
        let mut whole = Rows::new(self.columns).take()?;
        for (_, part) in parts {
            whole.vstack_mut_owned(part).map_err(|error| frame_error("合并数据", error))?;
        }
        if taken { self.sorted(whole).map(Some) } else { Ok(None) }
    }

    /// The same from figures in memory, in any order: series by series as they are first met, the years of each in order.
    ///
    /// # Errors
    /// When a column is missing or of another type, or there are more than [`MOST_YEARS`] years.
    pub fn over_frame(&self, facts: &DataFrame, statements: LazyFrame) -> Result<DataFrame> {
        let bad = |error: PolarsError| frame_error("读取面板列", error);
        let frame = facts.select(self.columns_read().into_iter().chain(["fiscal_year"])).map_err(bad)?;
        let mut frame = frame;
        frame.rechunk_mut();
        let columns = Columns::of(self, &frame)?;
        let of_rows = frame.column("fiscal_year").and_then(|years| years.i32()?.cont_slice()).map_err(bad)?;
        let mut years = of_rows.to_vec();
        years.sort_unstable();
        years.dedup();
        if years.len() > MOST_YEARS {
            return Err(Error::query(format!("年度超过 {MOST_YEARS} 个，请用 --years 缩小范围")));
        }
        let mut block = Block::new(years);
        let mut start = 0;
        for run in of_rows.chunk_by(|one, other| one == other) {
            let year = run.first().and_then(|year| block.years().binary_search(year).ok()).unwrap_or_default();
            block.begin_year();
            columns.add(&mut block, year, start, start + run.len());
            start += run.len();
        }
        block.settle();
        let mut rows = Rows::new(self.columns);
        (self.run)(&block, &Beside { told: told(statements)?, ..Beside::default() }, &mut rows);
        rows.take()
    }

    fn columns_read(&self) -> Vec<&'static str> {
        let mut columns = vec!["series_id", "amount_fen", "fact_id", "document_id"];
        columns.extend(["scope_id"].iter().filter(|_| self.by_scope));
        columns.extend(["whole_id"].iter().filter(|_| self.by_whole));
        columns
    }

    fn sorted(&self, rows: DataFrame) -> Result<DataFrame> {
        let ids = self.columns.iter().map(|(name, _)| *name).filter(|name| name.ends_with("_id") && *name != "fact_id");
        let mut by: Vec<&str> = ids.collect();
        by.insert(by.len().min(1), "fiscal_year");
        rows.sort(by, SortMultipleOptions::default()).map_err(|error| frame_error("排序", error))
    }
}

fn interrupted() -> Error {
    Error::query("计算中断")
}

/// Series and year → the least and the greatest change against the year before that the prose tells.
fn told(statements: LazyFrame) -> Result<PlHashMap<(i64, i32), (i64, i64)>> {
    let bad = |error: PolarsError| frame_error("读取面板", error);
    let names = ["series_id", "fiscal_year", "base_year", "phase", "base_kind", "change_fen"];
    let frame = statements.filter(col("change_fen").is_not_null()).select(names.map(col)).collect().map_err(bad)?;
    let (integer, small) = (
        |name: &str| frame.column(name).and_then(|column| column.i64()).map_err(bad),
        |name: &str| frame.column(name).and_then(|column| column.i32()).map_err(bad),
    );
    let text = |name: &str| frame.column(name).and_then(|column| column.str()).map_err(bad);
    let (series, changes) = (integer("series_id")?, integer("change_fen")?);
    let (years, base_years) = (small("fiscal_year")?, small("base_year")?);
    let (phases, kinds) = (text("phase")?, text("base_kind")?);
    let mut told: PlHashMap<(i64, i32), (i64, i64)> = PlHashMap::new();
    for row in 0..frame.height() {
        let fits = matches!(
            (phases.get(row), kinds.get(row)),
            (Some("approved"), Some("budget_last_year")) | (Some("executed"), Some("final_last_year"))
        );
        let (Some(series), Some(year), Some(change)) = (series.get(row), years.get(row), changes.get(row)) else {
            continue;
        };
        if fits && base_years.get(row) == Some(year - 1) {
            let range = told.entry((series, year)).or_insert((change, change));
            *range = (range.0.min(change), range.1.max(change));
        }
    }
    Ok(told)
}

/// One thread's pass over its stripe.
struct Pass<'f> {
    scan: &'f Scan,
    cursors: Vec<Cursor<'f>>,
    block: Block,
}

impl Pass<'_> {
    /// Goes through a stripe and hands its rows on; a frame without rows ends it.
    fn through(&mut self, runs: &[Run], beside: &Beside, take: &dyn Fn(DataFrame) -> Result<()>) -> Result<()> {
        let mut rows = Rows::new(self.scan.columns);
        for body in runs.chunk_by(|one, other| one.rank == other.rank) {
            self.gather(body)?;
            (self.scan.run)(&self.block, beside, &mut rows);
            if rows.height() >= ROWS_TOGETHER {
                take(rows.take()?)?;
            }
        }
        if rows.height() > 0 {
            take(rows.take()?)?;
        }
        take(rows.take()?)
    }

    /// Gathers the figures of one body.
    fn gather(&mut self, body: &[Run]) -> Result<()> {
        self.block.clear();
        for run in body {
            if let Some(cursor) = self.cursors.get_mut(run.file as usize) {
                cursor.add(self.scan, &mut self.block, run.start, run.start + run.rows)?;
            }
        }
        self.block.settle();
        Ok(())
    }
}

/// A place in one file: the row group that was read last.
struct Cursor<'f> {
    file: &'f FactFile,
    year: usize,
    group: Option<(usize, DataFrame)>,
}

impl<'f> Cursor<'f> {
    fn new(file: &'f FactFile, year: usize) -> Self {
        Cursor { file, year, group: None }
    }

    /// Adds the figures of some rows to a block.
    fn add(&mut self, scan: &Scan, block: &mut Block, start: usize, end: usize) -> Result<()> {
        let mut row = start;
        block.begin_year();
        while row < end {
            let group = self.file.group_of(row);
            if self.group.as_ref().is_none_or(|(read, _)| *read != group) {
                self.group = Some((group, self.file.read(group)?));
            }
            let (first, last) = (self.file.start_of(group), end.min(self.file.start_of(group + 1)));
            let Some((_, frame)) = &self.group else { return Ok(()) };
            Columns::of(scan, frame)?.add(block, self.year, row - first, last - first);
            row = last;
        }
        Ok(())
    }
}

/// The columns that a measure reads, each in one piece and without nulls but for the documents.
struct Columns<'f> {
    series: &'f [i64],
    amounts: &'f [i64],
    facts: &'f [i64],
    scopes: Option<&'f [i64]>,
    wholes: Option<&'f [i64]>,
    documents: &'f StringChunked,
    scan: &'f Scan,
}

impl<'f> Columns<'f> {
    fn of(scan: &'f Scan, frame: &'f DataFrame) -> Result<Self> {
        let bad = |error: PolarsError| frame_error("读取面板列", error);
        let integers = |name: &str| frame.column(name).and_then(|column| column.i64()?.cont_slice()).map_err(bad);
        Ok(Columns {
            series: integers("series_id")?,
            amounts: integers("amount_fen")?,
            facts: integers("fact_id")?,
            scopes: scan.by_scope.then(|| integers("scope_id")).transpose()?,
            wholes: scan.by_whole.then(|| integers("whole_id")).transpose()?,
            documents: frame.column("document_id").and_then(|column| column.str()).map_err(bad)?,
            scan,
        })
    }

    fn add(&self, block: &mut Block, year: usize, start: usize, end: usize) {
        let rows = start..end;
        let Some(documents) = self.documents.downcast_iter().next() else { return };
        let views = documents.views().get(rows.clone()).unwrap_or_default();
        let series = self.series.get(rows.clone()).unwrap_or_default();
        let amounts = self.amounts.get(rows.clone()).unwrap_or_default();
        let facts = self.facts.get(rows).unwrap_or_default();
        let mut last = None;
        // A null has a view too, which says nothing.
        let whole = self.documents.null_count() == 0;
        for (offset, (((series, amount), fact), view)) in series.iter().zip(amounts).zip(facts).zip(views).enumerate() {
            let row = start + offset;
            // Rows of one document point to one text.
            let document = match last {
                Some((seen, document)) if whole && seen == view.as_u128() => document,
                _ => block.document(documents.get(row).unwrap_or("")),
            };
            last = Some((view.as_u128(), document));
            let id = |ids: Option<&[i64]>| ids.and_then(|ids| ids.get(row)).copied().unwrap_or_default();
            let key = Key { series: *series, scope: id(self.scopes), whole: id(self.wholes) };
            if self.scan.publication {
                block.publish(key.scope, year);
            }
            block.add(&Figure { key, year, document, amount: *amount, fact: *fact });
        }
    }
}
