//! The zip packages of Office files, inflated within bounds: a small hostile file must not fill the memory.

use crate::error::{Error, Result};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most that all parts of one package may inflate to (512 MiB; real disclosures stay below 50 MiB).
const LARGEST_INFLATED: u64 = 512 << 20;

/// An opened package.
pub(in crate::documents::formats) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// What may still be inflated.
    allowance: u64,
}

/// Whether the bytes are a zip file that holds a part whose name satisfies `wanted`. Inflates nothing.
pub(in crate::documents::formats) fn holds_part(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> bool {
    bytes.starts_with(b"PK")
        && ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| names(&archive).any(|name| wanted(&name)))
}

fn names<'a>(archive: &'a ZipArchive<Cursor<&[u8]>>) -> impl Iterator<Item = String> + 'a {
    archive.file_names().filter_map(|name| name.ok().map(|name| name.replace('\\', "/")))
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// When the zip directory is damaged.
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|cause| {
            Error::unreadable(format!("文件损坏，无法作为 Office 文件打开（{cause}）；请重新下载或另存"))
        })?;
        Ok(Package { archive, allowance: LARGEST_INFLATED })
    }

    /// The names of all parts.
    pub fn part_names(&self) -> Vec<String> {
        names(&self.archive).collect()
    }

    /// Inflates a part; `None` when there is no such part.
    ///
    /// # Errors
    /// When the part is damaged or the package inflates beyond all reason.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let allowance = self.allowance;
        let index = (0..self.archive.len()).find(|index| {
            self.archive.name_for_index(*index).and_then(|name| name.ok()).is_some_and(|found| same_part(&found, name))
        });
        let Some(index) = index else { return Ok(None) };
        let damaged = |cause: &dyn std::fmt::Display| {
            Error::unreadable(format!("文件内的 {name} 已损坏（{cause}）；请重新下载或另存"))
        };
        let part = self.archive.by_index(index).map_err(|cause| damaged(&cause))?;
        let mut inflated = Vec::new();
        part.take(allowance + 1).read_to_end(&mut inflated).map_err(|cause| damaged(&cause))?;
        self.allowance = allowance.checked_sub(inflated.len() as u64).ok_or_else(too_large)?;
        Ok(Some(inflated))
    }

    /// Checks, part by part and without keeping anything, that all parts together stay within the bounds. To be
    /// called before the package is handed to a reader that knows no bounds.
    ///
    /// # Errors
    /// When they do not, or when a part is damaged.
    pub fn check_inflated_size(&mut self) -> Result<()> {
        let mut total: u64 = 0;
        for index in 0..self.archive.len() {
            let Ok(part) = self.archive.by_index(index) else { continue };
            let copied = std::io::copy(&mut part.take(LARGEST_INFLATED + 1), &mut std::io::sink())
                .map_err(|cause| Error::unreadable(format!("文件损坏，无法解压（{cause}）；请重新下载或另存")))?;
            total = total.saturating_add(copied);
            if total > LARGEST_INFLATED {
                return Err(too_large());
            }
        }
        Ok(())
    }
}

/// Part names are compared as Office does: without case, with either slash, with or without a leading slash.
fn same_part(found: &str, wanted: &str) -> bool {
    found.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(wanted)
}

fn too_large() -> Error {
    Error::unreadable(format!(
        "文件解压后超过 {} MiB，不像一份预算公开文件，为保护内存没有读入；请删去无关内容或拆分后再读",
        LARGEST_INFLATED >> 20
    ))
}
