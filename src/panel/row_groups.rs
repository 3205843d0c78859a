//! Reads the files of `facts` one row group at a time, so that a pass over all years needs one group of each in memory.

use super::frame_error;
use crate::error::{Error, Result, disk_reason};
use polars::io::parquet::metadata::FileMetadataRef;
use polars::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One Parquet file of one year, open for reading some columns of its row groups.
pub struct FactFile {
    /// The year of all its rows.
    pub year: i32,
    path: PathBuf,
    columns: Vec<String>,
    /// For every row group, what the reader needs to read that one alone.
    groups: Vec<FileMetadataRef>,
    /// Row at which each group starts, and the number of rows at the end.
    starts: Vec<usize>,
}

impl FactFile {
    /// Opens a file for reading these columns.
    ///
    /// # Errors
    /// When it cannot be read, is no Parquet file, or lacks a column.
    pub fn with_columns(year: i32, path: &Path, columns: &[&str]) -> Result<Self> {
        let bad = |error: PolarsError| frame_error("读取面板", error).in_file(path.display());
        let mut reader = ParquetReader::new(file(path)?);
        let names: Vec<PlSmallStr> = columns.iter().map(|name| PlSmallStr::from_str(name)).collect();
        let schema = reader.schema().map_err(bad)?;
        if let Some(missing) = names.iter().find(|name| schema.get(name).is_none()) {
            return Err(Error::panel(format!("面板的文件缺少 {missing} 一列；请重新载入")).in_file(path.display()));
        }
        let whole = reader.get_metadata().map_err(bad)?;
        let pruned = whole.pruned(&names, &[]).map_err(|error| bad(error.into()))?;
        let mut starts = vec![0];
        let mut groups = Vec::with_capacity(pruned.row_groups.len());
        for group in &pruned.row_groups {
            starts.push(starts.last().copied().unwrap_or_default() + group.num_rows());
            let mut alone = pruned.clone();
            alone.num_rows = group.num_rows();
            alone.row_groups = vec![group.clone()];
            groups.push(Arc::new(alone));
        }
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Ok(FactFile { year, path: path.to_path_buf(), columns, groups, starts })
    }

    /// Opens a file for reading all of its columns.
    ///
    /// # Errors
    /// When it cannot be read or is no Parquet file.
    pub fn whole(path: &Path) -> Result<Self> {
        let schema = ParquetReader::new(file(path)?).schema();
        let schema = schema.map_err(|error| frame_error("读取面板", error).in_file(path.display()))?;
        let names: Vec<&str> = schema.iter_names().map(PlSmallStr::as_str).collect();
        Self::with_columns(0, path, &names)
    }

    /// A frame of the file's columns without rows.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn empty(&self) -> Result<DataFrame> {
        let reader = ParquetReader::new(file(&self.path)?).with_slice(Some((0, 0)));
        let frame = reader.with_columns(Some(self.columns.clone())).finish();
        frame.map_err(|error| frame_error("读取面板", error).in_file(self.path.display()))
    }

    /// How many row groups it has.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The row at which a group starts; for the number of groups, the number of rows.
    pub fn start_of(&self, group: usize) -> usize {
        self.starts.get(group).copied().unwrap_or_else(|| self.rows())
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    /// The group that a row stands in.
    pub fn group_of(&self, row: usize) -> usize {
        self.starts.partition_point(|start| *start <= row).saturating_sub(1)
    }

    /// The columns of one row group, each in one piece.
    ///
    /// # Errors
    /// When the group cannot be read.
    pub fn read(&self, group: usize) -> Result<DataFrame> {
        let bad = |error: PolarsError| frame_error("读取面板", error).in_file(self.path.display());
        let mut reader = ParquetReader::new(file(&self.path)?)
            .read_parallel(ParallelStrategy::None)
            .with_columns(Some(self.columns.clone()));
        if let Some(alone) = self.groups.get(group) {
            reader.set_metadata(alone.clone());
        }
        let mut frame = reader.finish().map_err(bad)?;
        frame.rechunk_mut();
        Ok(frame)
    }
}

fn file(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| Error::panel(format!("读不出：{}", disk_reason(&error))).in_file(path.display()))
}
