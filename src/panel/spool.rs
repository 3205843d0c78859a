//! What a load has read and not yet written into the panel: a little of it in memory, the rest in files beside the panel, year
//! by year and sorted by department, so that the panel is written from pieces and memory stays flat.

use super::frame_error;
use super::frames::Batch;
use super::row_groups::FactFile;
use super::series::{self, Departments};
use super::write::{TableWriter, disk_error, sibling, sorted, text_column};
use crate::error::Result;
use polars::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// So many facts are kept in memory before they go to files.
pub const FACTS_IN_MEMORY: usize = 300_000;

/// By what rows are brought together: they are the first columns of every table's order.
pub(super) type Owner = [Option<String>; 3];

/// The columns of an [`Owner`].
pub(super) const OWNER: [&str; 3] = ["region_code", "department_code", "department"];

/// Rows of one table and year.
pub(super) struct Run {
    rows: Rows,
    /// The owners of the rows in their order, each with the number of its rows.
    pub(super) owners: Vec<(Owner, usize)>,
}

enum Rows {
    Memory(DataFrame),
    File(PathBuf),
}

impl Run {
    /// Rows in memory, sorted by owner.
    pub(super) fn of_frame(frame: DataFrame) -> Result<Self> {
        let owners = owners_of(&frame)?;
        Ok(Run { rows: Rows::Memory(frame), owners })
    }

    /// Rows of a file of the panel, which are sorted by owner.
    pub(super) fn of_file(path: PathBuf, owners: Vec<(Owner, usize)>) -> Self {
        Run { rows: Rows::File(path), owners }
    }

    /// Some of the rows.
    pub(super) fn read(&self, start: usize, rows: usize) -> Result<DataFrame> {
        let path = match &self.rows {
            Rows::Memory(frame) => return Ok(frame.slice(i64::try_from(start).unwrap_or(i64::MAX), rows)),
            Rows::File(path) => path,
        };
        let file = FactFile::whole(path)?;
        let mut whole: Option<DataFrame> = None;
        let (mut row, end) = (start, (start + rows).min(file.rows()));
        while row < end {
            let group = file.group_of(row);
            let (first, last) = (file.start_of(group), end.min(file.start_of(group + 1)));
            let part = file.read(group)?.slice(i64::try_from(row - first).unwrap_or(i64::MAX), last - row);
            match &mut whole {
                None => whole = Some(part),
                Some(whole) => {
                    whole.vstack_mut_owned(part).map_err(|error| frame_error("读取面板", error))?;
                }
            }
            row = last;
        }
        match whole {
            Some(whole) => Ok(whole),
            None => file.empty(),
        }
    }
}

/// The owners of rows in their order, each with the number of its rows.
pub(super) fn owners_of(frame: &DataFrame) -> Result<Vec<(Owner, usize)>> {
    let mut columns: [Option<&StringChunked>; 3] = [None; 3];
    for (column, name) in columns.iter_mut().zip(OWNER) {
        *column = frame.column(name).is_ok().then(|| text_column(frame, name)).transpose()?;
    }
    let mut owners: Vec<(Owner, usize)> = Vec::new();
    for row in 0..frame.height() {
        let now = columns.map(|column| column.and_then(|column| column.get(row)));
        match owners.last_mut() {
            Some((last, count)) if last.iter().map(Option::as_deref).eq(now) => *count += 1,
            _ => owners.push((now.map(|text| text.map(str::to_owned)), 1)),
        }
    }
    Ok(owners)
}

/// What a load has read.
pub struct Spool {
    panel: PathBuf,
    /// Where its files are, once there are any.
    place: Option<Place>,
    most_facts: usize,
    pending: Option<Batch>,
    files: usize,
    /// Rows of facts, statements and indicators, by year, in the order in which they came.
    pub(super) runs: [BTreeMap<i32, Vec<Run>>; 3],
    pub(super) documents: Option<DataFrame>,
    pub(super) unread: Option<DataFrame>,
    pub(super) departments: Departments,
}

impl Spool {
    /// An empty spool beside a panel; its files are made when they are needed and go with it.
    ///
    /// # Errors
    /// When the files of a load that was killed cannot be removed.
    pub fn new(panel: &Path) -> Result<Self> {
        Self::with_facts_in_memory(panel, FACTS_IN_MEMORY)
    }

    /// The same, with another number of facts that are kept in memory.
    ///
    /// # Errors
    /// When the files of a load that was killed cannot be removed.
    pub fn with_facts_in_memory(panel: &Path, most_facts: usize) -> Result<Self> {
        remove_left_behind(panel)?;
        Ok(Spool {
            panel: panel.to_path_buf(),
            place: None,
            most_facts,
            pending: None,
            files: 0,
            runs: Default::default(),
            documents: None,
            unread: None,
            departments: Departments::default(),
        })
    }

    /// Adds rows behind those that are there.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn push(&mut self, batch: Batch) -> Result<()> {
        series::learn_departments(&batch.facts, &mut self.departments)?;
        series::learn_departments(&batch.statements, &mut self.departments)?;
        match &mut self.pending {
            Some(pending) => pending.append(batch)?,
            None => self.pending = Some(batch),
        }
        if self.pending.as_ref().is_some_and(|pending| pending.facts.height() > self.most_facts) {
            self.divide(true)?;
        }
        Ok(())
    }

    /// Divides what is pending by year, without writing it.
    pub(super) fn settle(&mut self) -> Result<()> {
        self.divide(false)
    }

    fn divide(&mut self, to_files: bool) -> Result<()> {
        let Some(Batch { facts, statements, indicators, documents, unread }) = self.pending.take() else {
            return Ok(());
        };
        for (held, added) in [(&mut self.documents, documents), (&mut self.unread, unread)] {
            match held {
                None => *held = Some(added),
                Some(held) => {
                    held.vstack_mut_owned(added).map_err(|error| frame_error("合并数据", error))?;
                }
            }
        }
        for (table, frame) in [facts, statements, indicators].into_iter().enumerate() {
            for year in years_of(&frame)? {
                let part = of_year(&frame, year, table)?;
                let run = if to_files { self.spill(part)? } else { Run::of_frame(part)? };
                if let Some(runs) = self.runs.get_mut(table) {
                    runs.entry(year).or_default().push(run);
                }
            }
        }
        Ok(())
    }

    /// Writes rows to a file of the spool.
    fn spill(&mut self, part: DataFrame) -> Result<Run> {
        let place = match &mut self.place {
            Some(place) => place,
            None => self.place.insert(Place::beside(&self.panel)?),
        };
        self.files += 1;
        let path = place.folder.join(format!("{}.parquet", self.files));
        let owners = owners_of(&part)?;
        let mut writer = TableWriter::create(&path, &part)?;
        writer.push(part)?;
        writer.finish()?;
        Ok(Run::of_file(path, owners))
    }
}

/// A folder of files that go with the load. The lock is held as long as the load lives, so that what a killed one left is
/// known by its lock being free.
struct Place {
    folder: PathBuf,
    _locked: File,
}

impl Place {
    /// A folder beside a panel that no other load uses.
    fn beside(panel: &Path) -> Result<Self> {
        let mut number = 1;
        loop {
            let folder = sibling(panel, &format!("spool-{number}"));
            if let Some(place) = Place::of(folder)? {
                fs::create_dir_all(&place.folder).map_err(|error| disk_error(&place.folder, &error))?;
                return Ok(place);
            }
            number += 1;
        }
    }

    /// A folder, unless another load uses it.
    fn of(folder: PathBuf) -> Result<Option<Self>> {
        let mut lock = folder.as_os_str().to_owned();
        lock.push(".lock");
        let lock = PathBuf::from(lock);
        let file = File::create(&lock).map_err(|error| disk_error(&lock, &error))?;
        Ok(file.try_lock().is_ok().then_some(Place { folder, _locked: file }))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next load.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Removes the files of loads into this panel that were killed.
fn remove_left_behind(panel: &Path) -> Result<()> {
    let prefix = sibling(panel, "spool-");
    let parent = prefix.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(prefix) = prefix.file_name().and_then(|name| name.to_str()) else { return Ok(()) };
    let Ok(entries) = fs::read_dir(parent) else { return Ok(()) };
    for entry in entries.flatten() {
        let is_spool = entry.file_name().to_str().is_some_and(|name| name.starts_with(prefix));
        if is_spool && entry.path().is_dir() {
            drop(Place::of(entry.path())?);
        }
    }
    Ok(())
}

pub(super) fn years_of(frame: &DataFrame) -> Result<Vec<i32>> {
    let years = frame.column("fiscal_year").and_then(|column| column.i32());
    let mut years: Vec<i32> = years.map_err(|error| frame_error("分年", error))?.iter().flatten().collect();
    years.sort_unstable();
    years.dedup();
    Ok(years)
}

/// Rows of one year, sorted by owner; facts without the column that the folder's name says.
fn of_year(frame: &DataFrame, year: i32, table: usize) -> Result<DataFrame> {
    let bad = |error: PolarsError| frame_error("分年", error);
    let mask = frame.column("fiscal_year").and_then(|years| Ok(years.i32()?.equal(year))).map_err(bad)?;
    let mut part = frame.filter(&mask).map_err(bad)?;
    if table == 0 {
        part = part.drop("fiscal_year").map_err(bad)?;
    }
    sorted(&part, &OWNER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::frames::{DocumentRecord, FactRow, FactsBuilder, documents_frame};
    use crate::panel::{read, schema, write, write_spool};
    use std::collections::BTreeMap;

    /// One document of a department and year with so many items; departments of one code change their name half way.
    fn document(number: usize) -> Batch {
        let (owner, year) = (number % 17, 2018 + (number / 17) as i32);
        let (id, name) =
            (format!("document {number:03}"), format!("第{}局{}", owner, if year > 2019 { "（新）" } else { "" }));
        let code = if owner % 5 == 0 { String::new() } else { format!("{:03}", 900 - owner) };
        let mut facts = FactsBuilder::new(0);
        for item in 0..12 + owner {
            facts.push(&FactRow {
                fact_id: (number * 1000 + item) as i64,
                document_id: &id,
                region_code: if owner > 8 { "410000" } else { "" },
                department_code: &code,
                department: &name,
                fiscal_year: year,
                phase: "approved",
                form: "expenditure_summary",
                flow: "expenditure",
                fund: "all",
                nature: "total",
                item: &format!("项{}", (item * 7) % 12),
                level: "leaf",
                amount_fen: (number * item) as i64,
                ..FactRow::default()
            });
        }
        let record = DocumentRecord {
            document_id: id.clone(),
            file: format!("{id}.txt"),
            department: name,
            ..DocumentRecord::default()
        };
        Batch {
            facts: facts.finish().unwrap(),
            statements: read::empty_frame(schema::STATEMENTS),
            indicators: read::empty_frame(schema::INDICATORS),
            documents: documents_frame(&[record]).unwrap(),
            unread: read::empty_frame(schema::UNREAD),
        }
    }

    fn files(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                files(&entry.path(), found)
            } else {
                found.insert(entry.path(), fs::read(entry.path()).unwrap());
            }
        }
    }

    #[track_caller]
    fn are_equal(one: &Path, other: &Path) {
        let read = |folder: &Path| {
            let mut found = BTreeMap::new();
            files(folder, &mut found);
            found
                .into_iter()
                .map(|(path, bytes)| (path.strip_prefix(folder).unwrap().to_owned(), bytes))
                .collect::<BTreeMap<_, _>>()
        };
        let (one, other) = (read(one), read(other));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, bytes) in &one {
            assert!(*bytes == other[name], "{} differs", name.display());
        }
    }

    #[test]
    fn a_panel_written_from_files_in_pieces_or_load_by_load_has_the_bytes_of_one_written_from_memory() {
        let desk = tempfile::tempdir().unwrap();
        let at = |name: &str| desk.path().join(name);
        let mut all = document(0);
        (1..60).for_each(|number| all.append(document(number)).unwrap());
        write(&at("memory"), all).unwrap();
        let mut spool = Spool::with_facts_in_memory(&at("files"), 70).unwrap();
        (0..60).for_each(|number| spool.push(document(number)).unwrap());
        let spilled = spool.place.as_ref().unwrap().folder.clone();
        assert!(fs::read_dir(&spilled).unwrap().count() > 10, "facts went to files");
        write_spool(&at("files"), spool).unwrap();
        are_equal(&at("memory"), &at("files"));
        assert!(!spilled.exists(), "the files of the spool are gone");
        for number in (0..60).rev() {
            write(&at("one by one"), document(number)).unwrap();
        }
        are_equal(&at("memory"), &at("one by one"));
    }

    #[test]
    fn a_load_of_one_year_leaves_the_files_of_the_others_as_they_are() {
        let desk = tempfile::tempdir().unwrap();
        let panel = desk.path().join("panel");
        let mut all = document(0);
        (1..59).for_each(|number| all.append(document(number)).unwrap());
        write(&panel, all).unwrap();
        let place = |year: i32| panel.join(format!("facts/fiscal_year={year}/facts.parquet"));
        let written = |year: i32| std::os::unix::fs::MetadataExt::ino(&fs::metadata(place(year)).unwrap());
        let before = [2018, 2019, 2020, 2021].map(written);
        write(&panel, document(59)).unwrap();
        let after = [2018, 2019, 2020, 2021].map(written);
        assert_eq!(before[..3], after[..3]);
        assert_ne!(before[3], after[3]);
    }

    #[test]
    fn what_a_killed_load_left_beside_the_panel_goes_with_the_next_one() {
        let desk = tempfile::tempdir().unwrap();
        let left = desk.path().join(".panel.spool-3");
        fs::create_dir_all(&left).unwrap();
        write(&desk.path().join("panel"), document(1)).unwrap();
        assert!(!left.exists());
    }
}
