//! In which order a scan goes through the files of all years, so that the figures of a body meet.
//!
//! The files are sorted by department, so bodies stand in nearly the same order in each. That is looked at, not believed:
//! a body whose code changed stands elsewhere in that year and costs another read of its row group.

use crate::error::Result;
use crate::panel::frame_error;
use crate::panel::row_groups::FactFile;
use polars::prelude::*;
use rayon::prelude::*;
use std::ops::Range;
use std::path::PathBuf;

/// Neighbouring rows of one body in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// The body's place in the order of the scan.
    pub rank: u32,
    /// Which file.
    pub file: u32,
    /// First row.
    pub start: usize,
    /// Number of rows.
    pub rows: usize,
}

/// What is read in which order.
pub struct Plan {
    /// The runs of all bodies, in the order of the scan.
    pub runs: Vec<Run>,
    /// Runs that one thread goes through, with whole bodies.
    pub stripes: Vec<Range<usize>>,
    /// Scopes that several bodies publish in, with the years in which they do, one bit for each: only their publication
    /// cannot be seen from the figures of one body.
    pub shared_scopes: PlHashMap<i64, u64>,
}

/// What the first pass finds in one row group: runs of bodies, and the scopes of each.
struct Seen {
    file: usize,
    bodies: Vec<(i64, usize, usize)>,
    scopes: Vec<(i64, i64)>,
}

/// Runs must on average have so many rows, or the files are not sorted by department.
const ROWS_IN_RUN: usize = 4;

impl Plan {
    /// Looks through the files; `None` where they are not sorted so that a scan pays.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn of(files: &[(i32, PathBuf)], year_of: &[usize], publication: bool) -> Result<Option<Self>> {
        let columns: &[&str] = if publication { &["body_id", "scope_id"] } else { &["body_id"] };
        let opened = files.iter().map(|(year, path)| FactFile::with_columns(*year, path, columns));
        let opened: Vec<FactFile> = opened.collect::<Result<_>>()?;
        let groups: Vec<(usize, usize)> = opened
            .iter()
            .enumerate()
            .flat_map(|(file, opened)| (0..opened.groups()).map(move |group| (file, group)))
            .collect();
        let look = |(file, group): &(usize, usize)| look(&opened, *file, *group, publication);
        let seen: Vec<Seen> = groups.par_iter().map(look).collect::<Result<_>>()?;
        let rows: usize = opened.iter().map(FactFile::rows).sum();
        if seen.iter().map(|seen| seen.bodies.len()).sum::<usize>() > rows / ROWS_IN_RUN + groups.len() {
            return Ok(None);
        }
        let shared_scopes = shared_scopes(&seen, year_of);
        let mut runs = ranked(seen, opened.len());
        runs.sort_unstable();
        let stripes = stripes(&runs, rows);
        let plan = Plan { runs, stripes, shared_scopes };
        let most = 2 * groups.len() + 2 * plan.stripes.len() * opened.len();
        Ok((plan.reads(&opened) <= most).then_some(plan))
    }

    /// How many row groups are read in all.
    fn reads(&self, files: &[FactFile]) -> usize {
        let of_stripe = |stripe: &Range<usize>| {
            let mut at = vec![usize::MAX; files.len()];
            let mut reads = 0;
            for run in self.runs.get(stripe.clone()).unwrap_or_default() {
                let Some((file, at)) = files.get(run.file as usize).zip(at.get_mut(run.file as usize)) else {
                    continue;
                };
                for group in file.group_of(run.start)..=file.group_of(run.start + run.rows - 1) {
                    reads += usize::from(group != *at);
                    *at = group;
                }
            }
            reads
        };
        self.stripes.iter().map(of_stripe).sum()
    }
}

fn look(files: &[FactFile], file: usize, group: usize, publication: bool) -> Result<Seen> {
    let mut seen = Seen { file, bodies: Vec::new(), scopes: Vec::new() };
    let Some(opened) = files.get(file) else { return Ok(seen) };
    let bad = |error: PolarsError| frame_error("读取面板", error);
    let frame = opened.read(group)?;
    let integers = |name: &str| frame.column(name).and_then(|column| column.i64()?.cont_slice()).map_err(bad);
    let bodies = integers("body_id")?;
    let mut start = opened.start_of(group);
    for run in bodies.chunk_by(|one, other| one == other) {
        seen.bodies.extend(run.first().map(|body| (*body, start, run.len())));
        start += run.len();
    }
    if publication {
        let mut last = None;
        for pair in integers("scope_id")?.iter().copied().zip(bodies.iter().copied()) {
            if last != Some(pair) {
                seen.scopes.push(pair);
                last = Some(pair);
            }
        }
    }
    Ok(seen)
}

/// The scopes that several bodies publish in, with their years.
fn shared_scopes(seen: &[Seen], year_of: &[usize]) -> PlHashMap<i64, u64> {
    let mut owners: PlHashMap<i64, i64> = PlHashMap::new();
    let mut shared: PlHashMap<i64, u64> = PlHashMap::new();
    for (scope, body) in seen.iter().flat_map(|seen| &seen.scopes) {
        if *owners.entry(*scope).or_insert(*body) != *body {
            shared.insert(*scope, 0);
        }
    }
    drop(owners);
    for (seen, year) in seen.iter().filter_map(|seen| Some((seen, *year_of.get(seen.file)?))) {
        for (scope, _) in &seen.scopes {
            if let Some(years) = shared.get_mut(scope) {
                *years |= 1 << year;
            }
        }
    }
    shared
}

/// The runs with the ranks of their bodies: the order of the last file, into which each earlier one puts its own bodies
/// behind those that they follow there.
fn ranked(seen: Vec<Seen>, files: usize) -> Vec<Run> {
    const NONE: u32 = u32::MAX;
    let mut known: PlHashMap<i64, u32> = PlHashMap::new();
    let mut next: Vec<u32> = Vec::new();
    let mut first = NONE;
    let mut runs: Vec<Run> = Vec::new();
    for file in (0..files).rev() {
        let mut before = NONE;
        for (body, start, rows) in seen.iter().filter(|seen| seen.file == file).flat_map(|seen| &seen.bodies) {
            let place = *known.entry(*body).or_insert_with(|| {
                let place = next.len() as u32;
                let link = next.get_mut(before as usize).unwrap_or(&mut first);
                let behind = std::mem::replace(link, place);
                next.push(behind);
                place
            });
            before = place;
            match runs.last_mut() {
                Some(last) if last.rank == place && last.file as usize == file && last.start + last.rows == *start => {
                    last.rows += rows;
                }
                _ => runs.push(Run { rank: place, file: file as u32, start: *start, rows: *rows }),
            }
        }
    }
    let mut ranks = vec![0; next.len()];
    let (mut place, mut rank) = (first, 0);
    while let Some((link, found)) = next.get(place as usize).zip(ranks.get_mut(place as usize)) {
        *found = rank;
        rank += 1;
        place = *link;
    }
    for run in &mut runs {
        run.rank = ranks.get(run.rank as usize).copied().unwrap_or_default();
    }
    runs
}

/// Stripes for each thread: several, so that none waits long for the last.
const STRIPES_PER_THREAD: usize = 4;
/// The fewest rows of a stripe: at its ends a row group of every file is read twice. In tests few.
const FEWEST_ROWS: usize = if cfg!(test) { 1000 } else { 1 << 18 };
/// The most rows of a stripe: rows that come before their turn wait in memory.
const MOST_ROWS: usize = 1 << 22;

fn stripes(runs: &[Run], rows: usize) -> Vec<Range<usize>> {
    let most = (rows / (STRIPES_PER_THREAD * rayon::current_num_threads())).clamp(FEWEST_ROWS, MOST_ROWS);
    let (mut stripes, mut start, mut in_stripe, mut position) = (Vec::new(), 0, 0, 0);
    for body in runs.chunk_by(|one, other| one.rank == other.rank) {
        position += body.len();
        in_stripe += body.iter().map(|run| run.rows).sum::<usize>();
        if in_stripe >= most {
            stripes.push(start..position);
            (start, in_stripe) = (position, 0);
        }
    }
    if start < position {
        stripes.push(start..position);
    }
    stripes
}
