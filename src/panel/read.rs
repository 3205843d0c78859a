//! Opens a panel and gives its tables, lazily.

use super::frames::Batch;
use super::remote::Remote;
use super::schema::{self, ColumnSchema, ColumnType};
use super::write::Manifest;
use super::{FORMAT_VERSION, frame_error};
use crate::domain::identifier::sha256_hex;
use crate::error::{Error, Result, disk_reason};
use polars::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An open panel.
#[derive(Clone, Debug)]
pub struct Panel {
    folder: PathBuf,
    manifest: Manifest,
    /// Held while the panel is open, so that a writer moves the next one into place only when no reader is half way
    /// through. `None` where the place cannot be written, and so not loaded into either.
    _reading: Option<Arc<File>>,
    /// Who answers questions about it; `None`: this process.
    remote: Option<Arc<dyn Remote>>,
}

impl Panel {
    /// Opens a panel.
    ///
    /// # Errors
    /// When there is none, it is damaged, or it was written in another layout.
    pub fn open(folder: &Path) -> Result<Self> {
        let make_one = "先运行 tongbi load 文件或文件夹… --panel 面板文件夹";
        let wrong = |message: String| Err(Error::panel(message).in_file(folder.display()));
        if folder.exists() && !folder.join("panel.json").exists() {
            let inside = folder.join("panel");
            if inside.join("panel.json").exists() {
                return wrong(format!("文件夹不是面板，面板在它里面；是不是 --panel {}", inside.display()));
            }
            if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
                return wrong(format!(
                    "文件夹不是面板（没有 panel.json）；请写 load 或 report 写出的面板，或{make_one}"
                ));
            }
        }
        match Self::open_if_present(folder)? {
            Some(panel) => Ok(panel),
            None => wrong(format!("这里没有面板；请{make_one}")),
        }
    }

    /// Opens a panel; `None` where there is none.
    ///
    /// # Errors
    /// When it is damaged or was written in another layout.
    pub fn open_if_present(folder: &Path) -> Result<Option<Self>> {
        if super::write::was_never_written(folder) {
            return Ok(None);
        }
        let reading = super::write::begin_reading(folder);
        let path = folder.join("panel.json");
        if !path.exists() {
            let empty = !folder.exists() || folder.read_dir().is_ok_and(|mut entries| entries.next().is_none());
            return if empty {
                Ok(None)
            } else {
                Err(Error::panel("文件夹不是面板（没有 panel.json）；请换一个空文件夹").in_file(folder.display()))
            };
        }
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Error::panel(format!("读不出：{}", disk_reason(&error))).in_file(path.display()))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| {
            Error::panel(format!("panel.json 已损坏（{error}）；请删除面板后重新载入")).in_file(path.display())
        })?;
        if manifest.format_version != FORMAT_VERSION {
            return Err(Error::panel(format!(
                "面板格式版本是 {}，本程序用 {FORMAT_VERSION}；请重新载入",
                manifest.format_version
            ))
            .in_file(folder.display()));
        }
        Ok(Some(Panel { folder: folder.to_path_buf(), manifest, _reading: reading.map(Arc::new), remote: None }))
    }

    /// The same panel, about which another engine answers.
    pub fn answered_by(self, remote: Option<Arc<dyn Remote>>) -> Self {
        Panel { remote, ..self }
    }

    /// The engine outside this process that answers, where there is one.
    pub fn remote(&self) -> Option<&Arc<dyn Remote>> {
        self.remote.as_ref()
    }

    /// The first file of the panel whose content is not what its manifest says, as an error that names it.
    pub fn damage(&self) -> Option<Error> {
        self.manifest.sha256.iter().find_map(|(name, expected)| {
            let path = self.folder.join(name);
            let sound = std::fs::read(&path).is_ok_and(|bytes| sha256_hex(&bytes) == *expected);
            (!sound).then(|| Error::panel("面板的这个文件缺失或已损坏；请删除面板后重新载入").in_file(path.display()))
        })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Counts and checksums.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// `facts`, all years.
    ///
    /// # Errors
    /// When a file is missing or damaged.
    pub fn facts(&self) -> Result<LazyFrame> {
        let files: Vec<&String> = self.manifest.sha256.keys().filter(|name| name.starts_with("facts/")).collect();
        if files.is_empty() {
            return Ok(empty_frame(schema::FACTS).lazy());
        }
        // The year of each file is the name of its folder.
        let year_schema: Schema = [Field::new("fiscal_year".into(), DataType::Int32)].into_iter().collect();
        let hive_options =
            HiveOptions { enabled: Some(true), schema: Some(Arc::new(year_schema)), ..HiveOptions::new_enabled() };
        let arguments = ScanArgsParquet { glob: false, hive_options, ..ScanArgsParquet::default() };
        let paths = files.iter().map(|file| Ok(path_of(&self.existing(file)?))).collect::<Result<Vec<PlRefPath>>>()?;
        let facts =
            LazyFrame::scan_parquet_files(paths.into(), arguments).map_err(|error| frame_error("打开面板", error))?;
        Ok(facts.select(schema::FACTS.iter().map(|column| col(column.name)).collect::<Vec<Expr>>()))
    }

    /// The Parquet files of `facts` with their years, in the order of year and name.
    ///
    /// # Errors
    /// When a file is missing.
    pub fn fact_files(&self) -> Result<Vec<(i32, PathBuf)>> {
        let names = self.manifest.sha256.keys();
        let dated = names.filter_map(|name| {
            let (year, _) = name.strip_prefix("facts/fiscal_year=")?.split_once('/')?;
            Some((year.parse::<i32>().ok()?, name))
        });
        dated.map(|(year, name)| Ok((year, self.existing(name)?))).collect()
    }

    /// `statements`.
    ///
    /// # Errors
    /// When the file is missing or damaged.
    pub fn statements(&self) -> Result<LazyFrame> {
        self.scan("statements/statements.parquet")
    }

    /// `indicators`.
    ///
    /// # Errors
    /// When the file is missing or damaged.
    pub fn indicators(&self) -> Result<LazyFrame> {
        self.scan("indicators/indicators.parquet")
    }

    /// `documents`.
    ///
    /// # Errors
    /// When the file is missing or damaged.
    pub fn documents(&self) -> Result<LazyFrame> {
        self.scan("documents.parquet")
    }

    /// `unread`.
    ///
    /// # Errors
    /// When the file is missing or damaged.
    pub fn unread(&self) -> Result<LazyFrame> {
        self.scan("unread.parquet")
    }

    /// The text of the crosswalk that the user confirmed for this panel; `None` where there is none.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn crosswalk(&self) -> Result<Option<String>> {
        let path = self.folder.join(super::CROSSWALK_FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::panel(format!("读不出：{}", disk_reason(&error))).in_file(path.display())),
        }
    }

    /// Every table by its name.
    ///
    /// # Errors
    /// When a file is missing or damaged.
    pub fn tables(&self) -> Result<Vec<(&'static str, LazyFrame)>> {
        Ok(vec![
            ("facts", self.facts()?),
            ("statements", self.statements()?),
            ("indicators", self.indicators()?),
            ("documents", self.documents()?),
            ("unread", self.unread()?),
        ])
    }

    /// All tables in memory, for merging.
    ///
    /// # Errors
    /// When a file is missing or damaged.
    pub(super) fn collect_all(&self) -> Result<Batch> {
        let collect = |frame: LazyFrame| frame.collect().map_err(|error| frame_error("读取面板", error));
        Ok(Batch {
            facts: collect(self.facts()?)?,
            statements: collect(self.statements()?)?,
            indicators: collect(self.indicators()?)?,
            documents: collect(self.documents()?)?,
            unread: collect(self.unread()?)?,
        })
    }

    fn scan(&self, name: &str) -> Result<LazyFrame> {
        let arguments = ScanArgsParquet { glob: false, ..ScanArgsParquet::default() };
        LazyFrame::scan_parquet(path_of(&self.existing(name)?), arguments)
            .map_err(|error| frame_error("打开面板", error))
    }

    fn existing(&self, name: &str) -> Result<PathBuf> {
        let path = self.folder.join(name);
        if path.exists() {
            return Ok(path);
        }
        Err(Error::panel("面板缺少这个文件，已损坏；请重新载入").in_file(path.display()))
    }
}

fn path_of(path: &Path) -> PlRefPath {
    PlRefPath::from(path.to_string_lossy().as_ref())
}

/// A frame of the given columns without rows.
pub fn empty_frame(columns: &[ColumnSchema]) -> DataFrame {
    let schema: Schema = columns
        .iter()
        .map(|column| {
            let kind = match column.kind {
                ColumnType::Integer => DataType::Int64,
                ColumnType::SmallInteger => DataType::Int32,
                ColumnType::Text => DataType::String,
            };
            Field::new(column.name.into(), kind)
        })
        .collect();
    DataFrame::empty_with_arc_schema(Arc::new(schema))
}
