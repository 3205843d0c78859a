//! The panel for an engine outside this process: its tables as Parquet files that the engine sees too.

use super::read::Panel;
use super::schema::{self, ColumnSchema};
use crate::error::{Error, Result, disk_reason};
use polars::prelude::{DataFrame, ParquetCompression, ParquetWriter};
use std::fmt::Debug;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// An engine outside this process that answers SQL over Parquet files.
pub trait Remote: Debug + Send + Sync {
    /// Runs one SQL statement over the tables.
    ///
    /// # Errors
    /// When the engine cannot be reached, does not see the files, or refuses or fails the statement.
    fn run(&self, sql: &str, tables: &[RemoteTable]) -> Result<DataFrame>;
}

/// How a table is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// One Parquet file.
    File(PathBuf),
    /// A folder of folders `fiscal_year=YYYY`, each with Parquet files.
    Years(PathBuf),
}

impl Storage {
    /// The file or the folder.
    pub fn path(&self) -> &Path {
        match self {
            Storage::File(path) | Storage::Years(path) => path,
        }
    }
}

/// A table for an engine outside this process.
#[derive(Clone, Debug)]
pub struct RemoteTable {
    /// The name that SQL calls it by.
    pub name: &'static str,
    /// Where it is.
    pub storage: Storage,
    /// Its columns, in order.
    pub columns: Vec<ColumnSchema>,
    /// The first year that the engine may see; all where there is none.
    pub first_year: Option<i32>,
    /// Rows that must be there, all years together.
    pub rows: u64,
}

impl Panel {
    /// The tables as an engine outside this process finds them.
    ///
    /// # Errors
    /// When the folder that this process works in is gone.
    pub fn remote_tables(&self) -> Result<Vec<RemoteTable>> {
        // Every machine must find the panel under this path; links are followed by each for itself.
        let folder = std::path::absolute(self.folder())
            .map_err(|error| Error::panel(disk_reason(&error)).in_file(self.folder().display()))?;
        let file = |name: &str| Storage::File(folder.join(name));
        let tables: [(&'static str, Storage, &[ColumnSchema]); 5] = [
            ("facts", Storage::Years(folder.join("facts")), schema::FACTS),
            ("statements", file("statements/statements.parquet"), schema::STATEMENTS),
            ("indicators", file("indicators/indicators.parquet"), schema::INDICATORS),
            ("documents", file("documents.parquet"), schema::DOCUMENTS),
            ("unread", file("unread.parquet"), schema::UNREAD),
        ];
        let rows = |name: &str| self.manifest().counts.get(name).copied().unwrap_or_default();
        Ok(tables
            .into_iter()
            .map(|(name, storage, columns)| RemoteTable {
                name,
                storage,
                columns: columns.to_vec(),
                first_year: None,
                rows: rows(name),
            })
            .collect())
    }
}

/// Folder inside the panel for tables that are there for the time of one command.
const PASSING: &str = ".narrowed";

/// Tables written into the panel's folder, so that an engine outside this process sees them. They are removed when this
/// is dropped.
#[derive(Debug)]
pub struct Stage {
    folder: PathBuf,
}

impl Stage {
    /// A folder of its own inside the panel.
    ///
    /// # Errors
    /// When the panel's folder cannot be written.
    pub fn inside(panel: &Panel) -> Result<Self> {
        let refused = |error: std::io::Error| {
            Error::write(format!("集群从面板文件夹里读选出的数字，这里写不进去：{}；请给写权限", disk_reason(&error)))
                .in_file(panel.folder().display())
        };
        let parent = panel.folder().join(PASSING);
        fs::create_dir_all(&parent).map_err(refused)?;
        let parent = std::path::absolute(parent).map_err(refused)?;
        // Making a folder is one step also on network storage: no two commands get the same one.
        for number in 0_u32.. {
            let folder = parent.join(number.to_string());
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Stage { folder }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(refused(error)),
            }
        }
        Err(refused(ErrorKind::AlreadyExists.into()))
    }

    /// Writes a frame as a table, unless it is there under this file name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn table(&self, name: &'static str, file_name: &str, frame: &DataFrame) -> Result<RemoteTable> {
        let path = self.folder.join(format!("{file_name}.parquet"));
        if !path.exists() {
            let file =
                File::create(&path).map_err(|error| Error::write(disk_reason(&error)).in_file(path.display()))?;
            ParquetWriter::new(file)
                .with_compression(ParquetCompression::Snappy)
                .with_row_group_size(Some(super::write::ROW_GROUP))
                .finish(&mut frame.clone())
                .map_err(|error| super::frame_error("写选出的数字", error))?;
        }
        let columns: Vec<ColumnSchema> = frame
            .get_column_names()
            .iter()
            .filter_map(|name| schema::FACTS.iter().find(|column| column.name == name.as_str()).copied())
            .collect();
        let rows = u64::try_from(frame.height()).unwrap_or(u64::MAX);
        Ok(RemoteTable { name, storage: Storage::File(path), columns, first_year: None, rows })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What cannot be removed goes with the panel's folder at the next load.
        let _ = fs::remove_dir_all(&self.folder);
        if let Some(parent) = self.folder.parent() {
            let _ = fs::remove_dir(parent);
        }
    }
}
