//! Joins panels that were written apart, by shards or on several machines, into one.

use super::frames::Batch;
use super::read::Panel;
use super::spool::Spool;
use super::write::{LoadReport, distinct_texts, text_column, write_spool};
use super::{CROSSWALK_FILE, frame_error};
use crate::error::{Error, Result};
use polars::prelude::*;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Adds the panels `parts` to the panel in `folder` (made if it is not there). Where two parts hold a document of the same
/// path, the later one's counts. Series are numbered anew over the whole, so that shards together give the bytes that a
/// single load gives.
///
/// # Errors
/// When a part is no panel, is damaged or of another version, when no part has a document that was read, or when the
/// panel cannot be written.
pub fn merge(parts: &[PathBuf], folder: &Path) -> Result<LoadReport> {
    // For every part, the paths of the documents that a later part has.
    let mut later: Vec<HashSet<String>> = Vec::new();
    let mut files = HashSet::new();
    for part in parts.iter().rev() {
        let documents = open(part)?.documents()?.collect().map_err(|error| frame_error("读取面板", error))?;
        later.push(files.clone());
        files.extend(distinct_texts(&documents, "file")?);
    }
    let mut spool = Spool::new(folder)?;
    let mut any_read = false;
    for (part, later) in parts.iter().zip(later.iter().rev()) {
        let batch = without_files(open(part)?.collect_all()?, later)?;
        let status = text_column(&batch.documents, "status")?;
        any_read |= status.iter().flatten().any(|status| status == "read");
        spool.push(batch)?;
    }
    if parts.is_empty() {
        return Err(Error::usage("请写明要合并哪些面板"));
    }
    if !any_read {
        return Err(Error::panel("要合并的面板里没有一份读出的文件，没有写出面板"));
    }
    write_spool(folder, spool)
}

/// The parts that hold links confirmed by the user, which `merge` leaves where they are.
pub fn with_crosswalk(parts: &[PathBuf]) -> Vec<PathBuf> {
    parts.iter().map(|part| part.join(CROSSWALK_FILE)).filter(|path| path.exists()).collect()
}

/// A panel whose files are what its manifest says; parts have often travelled.
fn open(part: &Path) -> Result<Panel> {
    let panel = Panel::open_if_present(part)?
        .ok_or_else(|| Error::panel("这里没有面板，不能合并；请检查路径").in_file(part.display()))?;
    match panel.damage() {
        Some(damage) => Err(damage),
        None => Ok(panel),
    }
}

/// A panel's rows without those of documents that were read from these paths.
fn without_files(batch: Batch, files: &HashSet<String>) -> Result<Batch> {
    let by_file = |frame: &DataFrame| rows_where(frame, "file", |file| !files.contains(file));
    let documents = by_file(&batch.documents)?;
    if documents.height() == batch.documents.height() {
        return Ok(batch);
    }
    let ids = distinct_texts(&documents, "document_id")?;
    let by_id = |frame: &DataFrame| rows_where(frame, "document_id", |id| ids.contains(id));
    Ok(Batch {
        facts: by_id(&batch.facts)?,
        statements: by_id(&batch.statements)?,
        indicators: by_id(&batch.indicators)?,
        unread: by_file(&batch.unread)?,
        documents,
    })
}

fn rows_where(frame: &DataFrame, column: &str, keeps: impl Fn(&str) -> bool) -> Result<DataFrame> {
    let mask: BooleanChunked = text_column(frame, column)?.iter().map(|text| keeps(text.unwrap_or(""))).collect();
    frame.filter(&mask).map_err(|error| frame_error("合并面板", error))
}
