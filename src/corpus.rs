//! Finds inputs on disk: files, folders, globs, and mapping files with the tables they claim. One of the only readers
//! of the file system.

use crate::documents::formats::FORMATS;
use crate::error::{Error, Result, disk_reason};
use crate::panel::imported::Mapping;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A mapping file with its text.
#[derive(Clone, Debug)]
pub struct MappingFile {
    /// Its path as shown to the user.
    pub path: String,
    /// What it says.
    pub mapping: Mapping,
    /// Its text, part of the identity of what is imported through it.
    pub text: String,
}

/// One file to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// Path on disk.
    pub path: PathBuf,
    /// Path as shown to the user and stored in the panel.
    pub shown: String,
    /// The mapping through which it is read; `None` for disclosures.
    pub mapping: Option<Arc<MappingFile>>,
    /// Whether the user named it singly, rather than a folder it lies in.
    pub named: bool,
}

impl Input {
    /// The extension in lower case.
    pub fn extension(&self) -> String {
        self.path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
    }

    /// Reads the file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let data = std::fs::metadata(&self.path)
            .map_err(|error| Error::unreadable(format!("打不开文件：{}", disk_reason(&error))))?;
        if !data.is_file() {
            return Err(Error::unreadable("不是普通文件（管道或设备），不读；请先存成文件"));
        }
        if data.len() > crate::documents::LARGEST_FILE as u64 {
            return Err(Error::unreadable("文件超过 1 GiB，不像一份预算公开文件；请拆分后再读"));
        }
        std::fs::read(&self.path).map_err(|error| Error::unreadable(format!("打不开文件：{}", disk_reason(&error))))
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Files to read, sorted by path, each once.
    pub inputs: Vec<Input>,
    /// Sources that lead nowhere, and mapping files that are wrong.
    pub errors: Vec<Error>,
    /// Files in folders that are left alone, because no format has their extension.
    pub skipped: Vec<String>,
    /// Whether the inputs are one shard of what was found: it becomes a panel even where nothing in it can be read, so
    /// that the shards together are what a single load would have written.
    pub is_shard: bool,
}

impl Found {
    /// Only the inputs of one shard. Where nothing was found at all there is nothing to divide.
    #[must_use]
    pub fn shard(mut self, shard: Shard) -> Self {
        self.is_shard = !self.inputs.is_empty();
        let mut position = 0;
        self.inputs.retain(|_| {
            position += 1;
            (position - 1) % shard.count == shard.number - 1
        });
        self
    }
}

/// One of the equal parts into which inputs are divided by their position in the order of their paths, so that every
/// machine that sees the same files divides them alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    number: usize,
    /// Of how many.
    count: usize,
}

impl Shard {
    /// Reads `2/16`: the second of sixteen parts.
    ///
    /// # Errors
    /// When the text is not two whole numbers, or the first is not between 1 and the second.
    pub fn parse(text: &str) -> Result<Self> {
        let numbers = text.split_once('/').and_then(|(number, count)| Some((whole(number)?, whole(count)?)));
        match numbers {
            Some((number, count)) if (1..=count).contains(&number) => Ok(Shard { number, count }),
            _ => Err(Error::usage(format!("分片应写成 I/N，如 2/16 表示十六份里的第二份，I 从 1 到 N，不是“{text}”"))),
        }
    }
}

fn whole(digits: &str) -> Option<usize> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// Finds the inputs that sources name. `mapping`, where given, is used for every CSV and Parquet file.
///
/// # Errors
/// When the given mapping file is wrong.
pub fn find(sources: &[String], mapping: Option<&Path>) -> Result<Found> {
    let given = mapping.map(read_mapping).transpose()?.map(Arc::new);
    let mut found = Found::default();
    let mut files: BTreeMap<PathBuf, bool> = BTreeMap::new();
    for source in sources {
        match expand(source) {
            Ok(paths) => {
                for (path, named) in paths {
                    let entry = files.entry(path).or_insert(named);
                    *entry |= named;
                }
            }
            Err(error) => found.errors.push(error),
        }
    }
    let claimed = claim_tables(&mut files, &mut found);
    for (path, named) in files {
        let shown = path.to_string_lossy().into_owned();
        let extension =
            path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
        let table = matches!(extension.as_str(), "csv" | "parquet");
        let mapping = claimed.get(&path).cloned().or_else(|| given.clone().filter(|_| table));
        if mapping.is_some() || named || is_readable(&extension) {
            found.inputs.push(Input { path, shown, mapping, named });
        } else {
            found.skipped.push(shown);
        }
    }
    Ok(found)
}

/// Whether files of this extension are read when they are found in a folder.
fn is_readable(extension: &str) -> bool {
    extension != "md" && FORMATS.iter().any(|format| format.extensions.contains(&extension))
}

/// The files that a source names, and whether it names them singly.
fn expand(source: &str) -> Result<Vec<(PathBuf, bool)>> {
    let path = Path::new(source);
    if path.is_dir() {
        let mut files = Vec::new();
        walk(path, &mut files, 0);
        return Ok(files.into_iter().map(|file| (file, false)).collect());
    }
    if path.exists() {
        return Ok(vec![(path.to_path_buf(), true)]);
    }
    let missing = || Error::usage("没有这个文件或文件夹；请检查路径").in_file(source);
    if !source.contains(['*', '?', '[']) {
        return Err(missing());
    }
    let matches =
        glob::glob(source).map_err(|error| Error::usage(format!("通配符写得不对：{error}")).in_file(source))?;
    let files: Vec<(PathBuf, bool)> =
        matches.flatten().filter(|path| path.is_file()).map(|path| (path, true)).collect();
    if files.is_empty() { Err(missing()) } else { Ok(files) }
}

/// How deep folders are followed.
const DEEPEST_FOLDER: usize = 32;

fn walk(folder: &Path, files: &mut Vec<PathBuf>, depth: usize) {
    if depth > DEEPEST_FOLDER || folder.join("panel.json").exists() {
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&path, files, depth + 1),
            Ok(kind) if kind.is_file() => files.push(path),
            _ => {}
        }
    }
}

fn read_mapping(path: &Path) -> Result<MappingFile> {
    let shown = path.to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::usage(format!("打不开映射文件：{}", disk_reason(&error))).in_file(&shown))?;
    let mapping = Mapping::parse(&text).map_err(|error| error.in_file(&shown))?;
    Ok(MappingFile { path: shown, mapping, text })
}

/// Takes mapping files out of the list and gives each the tables it claims, which are added if they were not listed.
fn claim_tables(files: &mut BTreeMap<PathBuf, bool>, found: &mut Found) -> BTreeMap<PathBuf, Arc<MappingFile>> {
    let mappings: Vec<(PathBuf, bool)> = files
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|(path, named)| (path.clone(), *named))
        .collect();
    let mut claimed = BTreeMap::new();
    for (path, named) in mappings {
        files.remove(&path);
        let looks_like_one = std::fs::read_to_string(&path).is_ok_and(|text| Mapping::is_mapping(&text));
        if !looks_like_one && !named {
            found.skipped.push(path.to_string_lossy().into_owned());
            continue;
        }
        let mapping = match read_mapping(&path) {
            Ok(mapping) => Arc::new(mapping),
            Err(error) => {
                found.errors.push(error);
                continue;
            }
        };
        let folder = path.parent().unwrap_or(Path::new("."));
        for pattern in &mapping.mapping.files {
            let full = folder.join(pattern).to_string_lossy().into_owned();
            let matched: Vec<PathBuf> = glob::glob(&full).map(|paths| paths.flatten().collect()).unwrap_or_default();
            if matched.is_empty() {
                found
                    .errors
                    .push(Error::usage(format!("映射文件所写的“{pattern}”没有对应的文件")).in_file(&mapping.path));
            }
            for file in matched {
                files.entry(file.clone()).or_insert(true);
                claimed.insert(file, Arc::clone(&mapping));
            }
        }
    }
    claimed
}
