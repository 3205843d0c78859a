//! Writes a panel beside its place and moves it in: a reader or a kill at any moment sees the old panel or the new one.

use super::frames::Batch;
use super::read::Panel;
use super::{FORMAT_VERSION, frame_error, series};
use crate::domain::identifier::sha256_hex;
use crate::error::{Error, Result, disk_reason};
use polars::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
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
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| disk_error(parent, &error))?;
    let _lock = lock(folder)?;
    let merged = match Panel::open_if_present(folder)? {
        Some(panel) => merge(&panel, batch)?,
        None => batch,
    };
    let staging = sibling(folder, "new");
    remove(&staging)?;
    let manifest = write_files(&staging, merged)?;
    let changed = Panel::open_if_present(folder)?.is_none_or(|panel| panel.manifest().sha256 != manifest.sha256);
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

fn disk_error(path: &Path, error: &std::io::Error) -> Error {
    Error::write(format!("写不进去：{}；请检查磁盘空间和权限", disk_reason(error))).in_file(path.display())
}

fn sibling(folder: &Path, suffix: &str) -> PathBuf {
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

/// The panel's own rows without the documents that the batch brings, and the batch's rows.
fn merge(panel: &Panel, batch: Batch) -> Result<Batch> {
    let stored = panel.collect_all()?;
    let ids = distinct_texts(&batch.documents, "document_id")?;
    let files = distinct_texts(&batch.documents, "file")?;
    let mut replaced = ids;
    let stored_files = text_column(&stored.documents, "file")?;
    let stored_ids = text_column(&stored.documents, "document_id")?;
    for (file, id) in stored_files.iter().zip(stored_ids.iter()) {
        if files.contains(file.unwrap_or("")) {
            replaced.insert(id.unwrap_or("").to_owned());
        }
    }
    let keep = |frame: DataFrame, added: DataFrame| -> Result<DataFrame> {
        let ids = text_column(&frame, "document_id")?;
        let mask: BooleanChunked = ids.iter().map(|id| !replaced.contains(id.unwrap_or(""))).collect();
        let mut kept = frame.filter(&mask).map_err(|error| frame_error("合并面板", error))?;
        kept.vstack_mut_owned(added).map_err(|error| frame_error("合并面板", error))?;
        Ok(kept)
    };
    Ok(Batch {
        facts: keep(stored.facts, batch.facts)?,
        statements: keep(stored.statements, batch.statements)?,
        indicators: keep(stored.indicators, batch.indicators)?,
        unread: keep(stored.unread, batch.unread)?,
        documents: keep(stored.documents, batch.documents)?,
    })
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

fn sorted(frame: &DataFrame, by: &[&str]) -> Result<DataFrame> {
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
    let magnitude = amounts.iter().flatten().map(|amount| i128::from(amount).abs()).sum();
    if magnitude > i128::from(i64::MAX) {
        return Err(Error::panel("面板里金额的绝对值之和超过 64 位整数，求和可能溢出；请按地区分成几个面板"));
    }
    Ok(magnitude)
}

/// Numbers the series, sorts and writes every table. Facts go year by year, so that beside the rows as they came only one
/// year is in memory a second time.
fn write_files(staging: &Path, batch: Batch) -> Result<Manifest> {
    let Batch { facts, mut statements, indicators, documents, unread } = batch;
    let mut manifest = Manifest { format_version: FORMAT_VERSION, ..Manifest::default() };
    manifest.total_magnitude_fen = magnitude(&facts)?.to_string();
    for (name, frame) in [
        ("facts", &facts),
        ("statements", &statements),
        ("indicators", &indicators),
        ("documents", &documents),
        ("unread", &unread),
    ] {
        manifest.counts.insert(name.to_owned(), frame.height() as u64);
    }
    let mut departments = series::Departments::default();
    series::learn_departments(&facts, &mut departments)?;
    series::learn_departments(&statements, &mut departments)?;
    let departments = departments.settle();
    let tables = imported_tables(&documents)?;
    for year in years_of(&facts)? {
        let mut part = facts_of(&facts, year)?;
        series::identify(&mut part, &departments, &tables)?;
        write_table(
            staging,
            &format!("facts/fiscal_year={year}/facts.parquet"),
            sorted(&part, FACTS_ORDER)?,
            &mut manifest,
        )?;
    }
    drop(facts);
    series::identify(&mut statements, &departments, &tables)?;
    for (name, frame, order) in [
        ("statements/statements.parquet", statements, STATEMENTS_ORDER),
        ("indicators/indicators.parquet", indicators, INDICATORS_ORDER),
        ("documents.parquet", documents, DOCUMENTS_ORDER),
        ("unread.parquet", unread, UNREAD_ORDER),
    ] {
        write_table(staging, name, sorted(&frame, order)?, &mut manifest)?;
    }
    let text = serde_json::to_string_pretty(&manifest)
        .map_err(|error| Error::write(format!("写 panel.json 时出错：{error}")))?;
    let path = staging.join("panel.json");
    fs::write(&path, text + "\n").map_err(|error| disk_error(&path, &error))?;
    Ok(manifest)
}

fn years(facts: &DataFrame) -> Result<&Int32Chunked> {
    facts.column("fiscal_year").and_then(|column| column.i32()).map_err(|error| frame_error("分年", error))
}

fn years_of(facts: &DataFrame) -> Result<BTreeSet<i32>> {
    Ok(years(facts)?.iter().flatten().collect())
}

/// Facts of one year, without the column that the folder's name says.
fn facts_of(facts: &DataFrame, year: i32) -> Result<DataFrame> {
    let mask = years(facts)?.equal(year);
    let part = facts.filter(&mask).and_then(|part| part.drop("fiscal_year"));
    part.map_err(|error| frame_error("分年", error))
}

fn write_table(staging: &Path, name: &str, mut frame: DataFrame, manifest: &mut Manifest) -> Result<()> {
    let path = staging.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| disk_error(parent, &error))?;
    }
    let file = File::create(&path).map_err(|error| disk_error(&path, &error))?;
    frame.rechunk_mut();
    ParquetWriter::new(file)
        .with_compression(ParquetCompression::Snappy)
        .with_statistics(StatisticsOptions::default())
        .with_row_group_size(Some(ROW_GROUP))
        .finish(&mut frame)
        .map_err(|error| frame_error("写面板", error))?;
    let bytes = fs::read(&path).map_err(|error| disk_error(&path, &error))?;
    manifest.sha256.insert(name.to_owned(), sha256_hex(&bytes));
    Ok(())
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
