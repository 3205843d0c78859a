//! Writes a panel beside its place and moves it in: a reader or a kill at any moment sees the old panel or the new one.

use super::frames::Batch;
use super::read::{Panel, empty_frame};
use super::row_groups::FactFile;
use super::schema::{self, ColumnSchema};
use super::series::{self, Departments};
use super::spool::{OWNER, Owner, Run, Spool, owners_of, years_of};
use super::{FORMAT_VERSION, frame_error};
use crate::domain::identifier::sha256_hex_of;
use crate::error::{Error, Result, disk_reason};
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// `panel.json`: layout version, counts and checksums.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// Rows of each table.
    pub counts: BTreeMap<String, u64>,
    /// Sum of the magnitudes of all amounts, in fen: a proof that no sum over the panel leaves 64 bits.
    pub total_magnitude_fen: String,
    /// SHA-256 of each file, by its path in the panel.
    pub sha256: BTreeMap<String, String>,
}

/// What writing did.
#[derive(Clone, Debug, Default)]
pub struct LoadReport {
    /// The manifest of the panel as it now stands.
    pub manifest: Manifest,
    /// Whether any byte of the panel changed.
    pub changed: bool,
}

/// Rows of one Parquet row group: small enough that a question about one department reads little, and that one group of each
/// year fits in memory on every thread.
pub const ROW_GROUP: usize = 65_536;

/// Adds a batch to a panel (made if it is not there). Documents that the panel already has are replaced, so that
/// loading again changes nothing; so are documents that were read from the same path before.
///
/// # Errors
/// When the panel is damaged or of another version, when another program writes to it, when the sums could leave 64
/// bits, or when the disk refuses.
pub fn write(folder: &Path, batch: Batch) -> Result<LoadReport> {
    let mut spool = Spool::new(folder)?;
    spool.push(batch)?;
    write_spool(folder, spool)
}

/// The same with what a spool holds.
///
/// # Errors
/// The same as [`write`]'s.
pub fn write_spool(folder: &Path, mut spool: Spool) -> Result<LoadReport> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| disk_error(parent, &error))?;
    let _lock = lock(folder)?;
    spool.settle()?;
    let stored = Panel::open_if_present(folder)?.map(|panel| Stored::of(panel, &mut spool)).transpose()?;
    let staging = sibling(folder, "new");
    remove(&staging)?;
    let manifest = write_files(&staging, spool, stored.as_ref())?;
    let changed = stored.is_none_or(|stored| stored.panel.manifest().sha256 != manifest.sha256);
    if changed {
        keep_crosswalk(folder, &staging)?;
        move_into_place(&staging, folder)?
    } else {
        remove(&staging)?
    }
    Ok(LoadReport { manifest, changed })
}

/// The user's confirmed links outlive the figures that they were confirmed on.
fn keep_crosswalk(folder: &Path, staging: &Path) -> Result<()> {
    let kept = folder.join(super::CROSSWALK_FILE);
    match fs::copy(&kept, staging.join(super::CROSSWALK_FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(disk_error(&kept, &error)),
        _ => Ok(()),
    }
}

pub(super) fn disk_error(path: &Path, error: &std::io::Error) -> Error {
    Error::write(format!("写不进去：{}；请检查磁盘空间和权限", disk_reason(error))).in_file(path.display())
}

pub(super) fn sibling(folder: &Path, suffix: &str) -> PathBuf {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_else(|| "panel".to_owned());
    folder.with_file_name(format!(".{name}.{suffix}"))
}

fn lock(folder: &Path) -> Result<File> {
    let path = sibling(folder, "lock");
    let file = File::create(&path).map_err(|error| disk_error(&path, &error))?;
    file.try_lock()
        .map_err(|_| Error::panel("另一个 tongbi 正在写这个面板，请等它结束再载入").in_file(folder.display()))?;
    Ok(file)
}

/// Whether nothing is here and no writer ever was: then there is nobody to keep out, and no lock file is left behind.
pub(super) fn was_never_written(folder: &Path) -> bool {
    !folder.exists() && !sibling(folder, "reading").exists()
}

/// Keeps writers from moving another panel into place while this file is open; `None` where no lock can be had.
pub(super) fn begin_reading(folder: &Path) -> Option<File> {
    let file = File::options().create(true).append(true).open(sibling(folder, "reading")).ok()?;
    file.lock_shared().ok()?;
    Some(file)
}

/// Waits until no reader is half way through.
fn wait_for_readers(folder: &Path) -> Result<File> {
    let path = sibling(folder, "reading");
    let file = File::options().create(true).append(true).open(&path).map_err(|error| disk_error(&path, &error))?;
    file.lock().map_err(|error| disk_error(&path, &error))?;
    Ok(file)
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(disk_error(folder, &error)),
        _ => Ok(()),
    }
}

/// The panel as it is before a load.
struct Stored {
    panel: Panel,
    /// Documents that the load brings again, or that stand at the path of one.
    replaced: HashSet<String>,
    /// Years of facts of which the load changes nothing, with the file.
    untouched: BTreeMap<i32, PathBuf>,
    /// The other years, with the owners of their rows.
    touched: BTreeMap<i32, Run>,
}

impl Stored {
    /// Looks through the panel and teaches the spool its departments.
    fn of(panel: Panel, spool: &mut Spool) -> Result<Self> {
        let documents = collected(panel.documents()?)?;
        let mut replaced = HashSet::new();
        if let Some(added) = &spool.documents {
            replaced = distinct_texts(added, "document_id")?;
            let files = distinct_texts(added, "file")?;
            let places = text_column(&documents, "file")?.iter().zip(text_column(&documents, "document_id")?.iter());
            let moved = places.filter(|(file, _)| files.contains(file.unwrap_or("")));
            replaced.extend(moved.map(|(_, id)| id.unwrap_or("").to_owned()));
        }
        let mut stored = Stored { panel, replaced, untouched: BTreeMap::new(), touched: BTreeMap::new() };
        let mut before = Departments::default();
        let statements = collected(stored.panel.statements()?.select([
            col("region_code"),
            col("department_code"),
            col("department"),
            col("fiscal_year"),
            col("document_id"),
        ]))?;
        series::learn_departments(&statements, &mut before)?;
        series::learn_departments(&stored.kept(statements)?, &mut spool.departments)?;
        for (year, path) in stored.panel.fact_files()? {
            stored.look_at(year, path, &mut before, spool)?;
        }
        let before = before.settle();
        if !before.agrees_with(&spool.departments.clone().settle()) {
            // Departments have become one or fallen apart: ids change everywhere.
            for (year, path) in std::mem::take(&mut stored.untouched) {
                let owners = owners_of_file(year, &path, |_| Ok(()))?;
                stored.touched.insert(year, Run::of_file(path, owners));
            }
        }
        Ok(stored)
    }

    /// Looks at the facts of one year.
    fn look_at(&mut self, year: i32, path: PathBuf, before: &mut Departments, spool: &mut Spool) -> Result<()> {
        let mut loses_rows = false;
        let owners = owners_of_file(year, &path, |part| {
            series::learn_departments(part, before)?;
            let kept = self.kept(part.clone())?;
            loses_rows |= kept.height() < part.height();
            series::learn_departments(&kept, &mut spool.departments)
        })?;
        let facts = spool.runs.first().is_some_and(|facts| facts.contains_key(&year));
        if loses_rows || facts {
            self.touched.insert(year, Run::of_file(path, owners));
        } else {
            self.untouched.insert(year, path);
        }
        Ok(())
    }

    /// The rows whose documents stay.
    fn kept(&self, frame: DataFrame) -> Result<DataFrame> {
        let ids = text_column(&frame, "document_id")?;
        let mask: BooleanChunked = ids.iter().map(|id| !self.replaced.contains(id.unwrap_or(""))).collect();
        frame.filter(&mask).map_err(|error| frame_error("合并面板", error))
    }

    /// The rows of a small table that stay, followed by what is added.
    fn with(&self, rows: LazyFrame, added: Option<DataFrame>) -> Result<DataFrame> {
        let mut kept = self.kept(collected(rows)?)?;
        if let Some(added) = added {
            kept.vstack_mut_owned(added).map_err(|error| frame_error("合并面板", error))?;
        }
        Ok(kept)
    }

    /// The rows of one year of `statements` or `indicators` that stay.
    fn of_year(&self, table: &str, year: i32) -> Result<DataFrame> {
        let rows = if table == "statements" { self.panel.statements()? } else { self.panel.indicators()? };
        self.kept(collected(rows.filter(col("fiscal_year").eq(lit(year))))?)
    }
}

fn collected(frame: LazyFrame) -> Result<DataFrame> {
    frame.collect().map_err(|error| frame_error("读取面板", error))
}

/// The owners of a file's rows; every part of the file is shown on the way.
fn owners_of_file(
    year: i32,
    path: &Path,
    mut show: impl FnMut(&DataFrame) -> Result<()>,
) -> Result<Vec<(Owner, usize)>> {
    let [region, code, name] = OWNER;
    let file = FactFile::with_columns(year, path, &[region, code, name, "document_id"])?;
    let mut owners: Vec<(Owner, usize)> = Vec::new();
    for group in 0..file.groups() {
        let mut part = file.read(group)?;
        let years = Int32Chunked::full("fiscal_year".into(), year, part.height());
        part.with_column(years.into_column()).map_err(|error| frame_error("读取面板", error))?;
        show(&part)?;
        owners.extend(owners_of(&part)?);
    }
    Ok(owners)
}

pub(super) fn text_column<'a>(frame: &'a DataFrame, name: &str) -> Result<&'a StringChunked> {
    frame.column(name).and_then(|column| column.str()).map_err(|error| frame_error("读取面板列", error))
}

pub(super) fn distinct_texts(frame: &DataFrame, name: &str) -> Result<std::collections::HashSet<String>> {
    Ok(text_column(frame, name)?.iter().flatten().map(str::to_owned).collect())
}

/// In which order the rows of each table stand.
const FACTS_ORDER: &[&str] = &[
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
    "series_id",
    "fact_id",
];
const STATEMENTS_ORDER: &[&str] =
    &["fiscal_year", "department_code", "department", "document_id", "page", "line", "statement_id", "phase"];
const INDICATORS_ORDER: &[&str] =
    &["fiscal_year", "department_code", "department", "document_id", "table", "row", "column", "indicator_id"];
const DOCUMENTS_ORDER: &[&str] = &["file", "document_id"];
const UNREAD_ORDER: &[&str] = &["file", "page", "line", "table", "row", "column", "text", "reason"];

pub(super) fn sorted(frame: &DataFrame, by: &[&str]) -> Result<DataFrame> {
    let options = SortMultipleOptions::default().with_maintain_order(true);
    frame.sort(by.iter().copied(), options).map_err(|error| frame_error("排序", error))
}

/// Ids of the documents that were imported through a mapping.
fn imported_tables(documents: &DataFrame) -> Result<std::collections::HashSet<String>> {
    let (ids, kinds) = (text_column(documents, "document_id")?, text_column(documents, "kind")?);
    let of_tables = ids.iter().zip(kinds.iter()).filter(|(_, kind)| *kind == Some("table"));
    Ok(of_tables.filter_map(|(id, _)| id).map(str::to_owned).collect())
}

fn magnitude(facts: &DataFrame) -> Result<i128> {
    let amounts =
        facts.column("amount_fen").and_then(|column| column.i64()).map_err(|error| frame_error("核对金额", error))?;
    Ok(amounts.iter().flatten().map(|amount| i128::from(amount).abs()).sum())
}

/// What all tables are written with.
struct Writing<'w> {
    staging: &'w Path,
    departments: Departments,
    tables: HashSet<String>,
    manifest: Manifest,
    magnitude: i128,
}

/// Numbers the series, sorts and writes every table. Facts go year by year and, within a year, some departments after others,
/// so that only these are in memory.
fn write_files(staging: &Path, mut spool: Spool, stored: Option<&Stored>) -> Result<Manifest> {
    let with = |rows: fn(&Panel) -> Result<LazyFrame>, added: Option<DataFrame>, schema: &[ColumnSchema]| match stored {
        Some(stored) => stored.with(rows(&stored.panel)?, added),
        None => Ok(added.unwrap_or_else(|| empty_frame(schema))),
    };
    let documents = with(Panel::documents, spool.documents.take(), schema::DOCUMENTS)?;
    let unread = with(Panel::unread, spool.unread.take(), schema::UNREAD)?;
    let mut writing = Writing {
        staging,
        departments: std::mem::take(&mut spool.departments).settle(),
        tables: imported_tables(&documents)?,
        manifest: Manifest { format_version: FORMAT_VERSION, ..Manifest::default() },
        magnitude: 0,
    };
    let [mut facts, mut statements, mut indicators] = std::mem::take(&mut spool.runs);
    writing.facts(&mut facts, stored)?;
    writing.dated("statements", schema::STATEMENTS, STATEMENTS_ORDER, &mut statements, stored)?;
    writing.dated("indicators", schema::INDICATORS, INDICATORS_ORDER, &mut indicators, stored)?;
    for (name, frame, order) in [("documents", documents, DOCUMENTS_ORDER), ("unread", unread, UNREAD_ORDER)] {
        let mut writer = TableWriter::create(&staging.join(format!("{name}.parquet")), &frame)?;
        writing.manifest.counts.insert(name.to_owned(), frame.height() as u64);
        writer.push(sorted(&frame, order)?)?;
        writing.manifest.sha256.insert(format!("{name}.parquet"), writer.finish()?);
    }
    if writing.magnitude > i128::from(i64::MAX) {
        return Err(Error::panel("面板里金额的绝对值之和超过 64 位整数，求和可能溢出；请按地区分成几个面板"));
    }
    let mut manifest = writing.manifest;
    manifest.total_magnitude_fen = writing.magnitude.to_string();
    let text = serde_json::to_string_pretty(&manifest)
        .map_err(|error| Error::write(format!("写 panel.json 时出错：{error}")))?;
    let path = staging.join("panel.json");
    fs::write(&path, text + "\n").map_err(|error| disk_error(&path, &error))?;
    Ok(manifest)
}

/// So many facts are sorted at a time.
const FACTS_TOGETHER: usize = if cfg!(test) { 100 } else { 500_000 };

impl Writing<'_> {
    fn facts(&mut self, runs: &mut BTreeMap<i32, Vec<Run>>, stored: Option<&Stored>) -> Result<()> {
        self.manifest.counts.insert("facts".to_owned(), 0);
        let mut years: BTreeSet<i32> = runs.keys().copied().collect();
        if let Some(stored) = stored {
            years.extend(stored.untouched.keys().chain(stored.touched.keys()));
        }
        for year in years {
            let name = format!("facts/fiscal_year={year}/facts.parquet");
            if let Some((stored, path)) = stored.and_then(|stored| Some((stored, stored.untouched.get(&year)?))) {
                self.keep(&name, path, stored)?;
                continue;
            }
            let added = runs.remove(&year).unwrap_or_default();
            let before = stored.and_then(|stored| Some((stored, stored.touched.get(&year)?)));
            self.facts_of(&name, before, &added)?;
        }
        Ok(())
    }

    /// Takes a file of the panel over as it is.
    fn keep(&mut self, name: &str, path: &Path, stored: &Stored) -> Result<()> {
        let target = self.staging.join(name);
        make_folder_of(&target)?;
        fs::hard_link(path, &target)
            .or_else(|_| fs::copy(path, &target).map(|_| ()))
            .map_err(|error| disk_error(&target, &error))?;
        let file = FactFile::with_columns(0, path, &["amount_fen"])?;
        for group in 0..file.groups() {
            self.magnitude += magnitude(&file.read(group)?)?;
        }
        self.count("facts", file.rows());
        let checksum = stored.panel.manifest().sha256.get(name).cloned().unwrap_or_default();
        self.manifest.sha256.insert(name.to_owned(), checksum);
        Ok(())
    }

    fn count(&mut self, table: &str, rows: usize) {
        *self.manifest.counts.entry(table.to_owned()).or_default() += rows as u64;
    }

    /// Writes the facts of one year: those that stay, and those that are added.
    fn facts_of(&mut self, name: &str, before: Option<(&Stored, &Run)>, added: &[Run]) -> Result<()> {
        let path = self.staging.join(name);
        let mut writer: Option<TableWriter> = None;
        let sources: Vec<&Run> = before.iter().map(|(_, run)| *run).chain(added).collect();
        for slices in slices(&sources) {
            let mut whole: Option<DataFrame> = None;
            for (position, (source, (start, rows))) in sources.iter().zip(slices).enumerate() {
                let mut part = source.read(start, rows)?;
                if let Some((stored, _)) = before.filter(|_| position == 0) {
                    part = stored.kept(part)?;
                }
                match &mut whole {
                    None => whole = Some(part),
                    Some(whole) => {
                        whole.vstack_mut_owned(part).map_err(|error| frame_error("合并面板", error))?;
                    }
                }
            }
            let Some(mut whole) = whole.filter(|whole| whole.height() > 0) else { continue };
            self.magnitude += magnitude(&whole)?;
            self.count("facts", whole.height());
            series::identify(&mut whole, &self.departments, &self.tables)?;
            let whole = sorted(&whole, FACTS_ORDER)?;
            match &mut writer {
                Some(writer) => writer.push(whole)?,
                None => writer.insert(TableWriter::create(&path, &whole)?).push(whole)?,
            }
        }
        if let Some(writer) = writer {
            self.manifest.sha256.insert(name.to_owned(), writer.finish()?);
        }
        Ok(())
    }

    /// Writes a table whose order begins with the year.
    fn dated(
        &mut self,
        table: &str,
        schema: &[ColumnSchema],
        order: &[&str],
        runs: &mut BTreeMap<i32, Vec<Run>>,
        stored: Option<&Stored>,
    ) -> Result<()> {
        let name = format!("{table}/{table}.parquet");
        let mut writer = TableWriter::create(&self.staging.join(&name), &empty_frame(schema))?;
        self.count(table, 0);
        let mut years: BTreeSet<i32> = runs.keys().copied().collect();
        if let Some(stored) = stored {
            let rows = if table == "statements" { stored.panel.statements()? } else { stored.panel.indicators()? };
            years.extend(years_of(&collected(rows.select([col("fiscal_year")]))?)?);
        }
        for year in years {
            let mut whole = match stored {
                Some(stored) => stored.of_year(table, year)?,
                None => empty_frame(schema),
            };
            for run in runs.remove(&year).unwrap_or_default() {
                let rows = run.owners.iter().map(|(_, rows)| rows).sum();
                whole.vstack_mut_owned(run.read(0, rows)?).map_err(|error| frame_error("合并面板", error))?;
            }
            if table == "statements" {
                series::identify(&mut whole, &self.departments, &self.tables)?;
            }
            self.count(table, whole.height());
            writer.push(sorted(&whole, order)?)?;
        }
        self.manifest.sha256.insert(name, writer.finish()?);
        Ok(())
    }
}

/// Divides runs that are sorted by owner: each piece has some owners of every run, and at most about [`FACTS_TOGETHER`] rows.
/// For every piece, start and number of rows of each run.
fn slices(runs: &[&Run]) -> Vec<Vec<(usize, usize)>> {
    let mut rows: BTreeMap<&Owner, usize> = BTreeMap::new();
    for (owner, count) in runs.iter().flat_map(|run| &run.owners) {
        *rows.entry(owner).or_default() += count;
    }
    // The first owner of every piece but the first. Runs that are not in order stay in one piece.
    let mut cuts: Vec<&Owner> = Vec::new();
    let mut together = 0;
    let in_order = runs.iter().all(|run| run.owners.is_sorted_by(|(one, _), (other, _)| one <= other));
    for (owner, count) in rows.iter().filter(|_| in_order) {
        if together > 0 && together + count > FACTS_TOGETHER {
            cuts.push(owner);
            together = 0;
        }
        together += count;
    }
    let mut pieces = vec![Vec::with_capacity(runs.len()); cuts.len() + 1];
    for run in runs {
        let mut owners = run.owners.iter().peekable();
        let mut start = 0;
        for (position, piece) in pieces.iter_mut().enumerate() {
            let end = cuts.get(position);
            let mut length = 0;
            while let Some((_, count)) = owners.next_if(|(owner, _)| end.is_none_or(|end| owner < *end)) {
                length += count;
            }
            piece.push((start, length));
            start += length;
        }
    }
    pieces
}

fn make_folder_of(path: &Path) -> Result<()> {
    match path.parent() {
        Some(parent) => fs::create_dir_all(parent).map_err(|error| disk_error(parent, &error)),
        None => Ok(()),
    }
}

/// Writes a table piece by piece, in row groups of [`ROW_GROUP`] rows wherever the pieces end, so that the bytes do not
/// depend on them.
pub(super) struct TableWriter {
    path: PathBuf,
    writer: BatchedWriter<File>,
    rest: DataFrame,
}

impl TableWriter {
    /// Makes a file for rows with the columns of a frame.
    pub(super) fn create(path: &Path, like: &DataFrame) -> Result<Self> {
        make_folder_of(path)?;
        let file = File::create(path).map_err(|error| disk_error(path, &error))?;
        let writer = ParquetWriter::new(file)
            .with_compression(ParquetCompression::Snappy)
            .with_statistics(StatisticsOptions::default())
            .batched(like.schema())
            .map_err(|error| frame_error("写面板", error))?;
        Ok(TableWriter { path: path.to_path_buf(), writer, rest: like.clear() })
    }

    /// Adds rows.
    pub(super) fn push(&mut self, rows: DataFrame) -> Result<()> {
        self.rest.vstack_mut_owned(rows).map_err(|error| frame_error("写面板", error))?;
        while self.rest.height() >= ROW_GROUP {
            let group = self.rest.slice(0, ROW_GROUP);
            self.write(group)?;
            self.rest = self.rest.slice(i64::try_from(ROW_GROUP).unwrap_or(i64::MAX), usize::MAX);
        }
        Ok(())
    }

    fn write(&mut self, mut group: DataFrame) -> Result<()> {
        group.rechunk_mut();
        self.writer.write_batch(&group).map_err(|error| frame_error("写面板", error))
    }

    /// Writes what is left, and gives the SHA-256 of the file.
    pub(super) fn finish(mut self) -> Result<String> {
        if self.rest.height() > 0 {
            let group = std::mem::take(&mut self.rest);
            self.write(group)?;
        }
        self.writer.finish().map_err(|error| frame_error("写面板", error))?;
        let file = File::open(&self.path).map_err(|error| disk_error(&self.path, &error))?;
        sha256_hex_of(file).map_err(|error| disk_error(&self.path, &error))
    }
}

/// Exchanges the new folder with the old one in one step where the system can; the old one is then removed.
fn move_into_place(staging: &Path, folder: &Path) -> Result<()> {
    let _no_reader = wait_for_readers(folder)?;
    if !folder.exists() {
        return fs::rename(staging, folder).map_err(|error| disk_error(folder, &error));
    }
    if exchange(staging, folder) {
        return remove(staging);
    }
    let old = sibling(folder, "old");
    remove(&old)?;
    fs::rename(folder, &old).map_err(|error| disk_error(folder, &error))?;
    fs::rename(staging, folder).map_err(|error| disk_error(folder, &error))?;
    remove(&old)
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_one: &Path, _other: &Path) -> bool {
    false
}
