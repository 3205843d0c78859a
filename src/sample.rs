//! Synthetic disclosures with a truth file, for trying and measuring: consistent books of invented departments, written
//! in the layouts of several provinces and in every format that can be written, and spoiled at a given rate.
//!
//! A document is either consistent or has exactly one planted defect. The same seed gives the same bytes.
//!
//! # The truth file
//! `truth.json` holds `seed`, `files` (see [`truth::FileTruth`]) and `defects` (see [`truth::DefectTruth`]): for each
//! defect the document, its kind, the explanation that a check should give (`explanation`, or one of `also`), the wrong
//! figures with their places in the table or their sentence (`places`, each with `true`, `printed`, `true_fen`,
//! `printed_fen`), whether the documents prove it (`provable`), whether it is for the outlier measure (`outlier`), and
//! a sentence about what was done (`note`). `figures.csv` holds every printed figure ([`truth::FigureTruth`]).

pub mod books;
pub mod defects;
pub mod draft;
pub mod evaluate;

pub mod history;
pub mod layouts;
pub mod random;
pub mod truth;
pub mod vocabulary;
pub mod writers;

use crate::domain::{BodyKind, Phase};
use crate::error::{Error, Result};
use books::Books;
use defects::{Defect, Plant, Planted, Setting};
use draft::{Block, Draft};
use history::History;
use layouts::{LAYOUTS, Layout, Paper, final_accounts};
use random::Random;
use truth::{DefectTruth, FigureTruth, FileTruth, Truth, differing, figures_of};
use writers::Writer;

/// What to make.
pub struct Options {
    /// How many departments.
    pub departments: usize,
    /// First published year.
    pub first: i32,
    /// Last published year.
    pub last: i32,
    /// Seed.
    pub seed: u64,
    /// Formats; documents take turns.
    pub writers: Vec<&'static Writer>,
    /// Documents with a defect, in a thousand.
    pub defects: i64,
    /// Kinds of defects; documents take turns.
    pub kinds: Vec<&'static Defect>,
}

/// A written document.
pub struct SampleFile {
    /// Path inside the sample's folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its figures.
    pub figures: Vec<FigureTruth>,
}

/// One document that is to be written.
struct Job<'a> {
    index: usize,
    history: &'a History,
    layout: &'a Layout,
    year: i32,
    phase: Phase,
    unit: Option<usize>,
}

/// Makes a sample and hands on each document as it is written, so that only one is in memory.
///
/// # Errors
/// When a document cannot be written or `sink` refuses it.
pub fn generate(options: &Options, sink: &mut dyn FnMut(SampleFile) -> Result<()>) -> Result<Truth> {
    let mut truth = Truth { seed: options.seed, ..Truth::default() };
    let mut next_kind = 0;
    for index in 0..options.departments {
        let history = History::of(options.seed, index, options.first, options.last);
        let Some(layout) = LAYOUTS.get(index % LAYOUTS.len()).copied() else { continue };
        let mut altered = Altered::default();
        for year in options.first..=options.last {
            for job in jobs(index, &history, layout, year) {
                let file = write(options, &job, &mut altered, &mut truth, &mut next_kind)?;
                sink(file)?;
            }
        }
    }
    Ok(truth)
}

/// Books of a department that a defect changed: documents of later years compare with what was published.
#[derive(Default)]
struct Altered(Vec<(i32, Phase, Option<usize>, Books)>);

/// The documents of one department and year: its budget, those of its units, and with every other department the final
/// accounts.
fn jobs<'a>(index: usize, history: &'a History, layout: &'a Layout, year: i32) -> Vec<Job<'a>> {
    let mut bodies: Vec<Option<usize>> = vec![None];
    if history.unit_count() > 1 {
        bodies.extend((0..history.unit_count()).map(Some));
    }
    let job = |phase: Phase, unit: Option<usize>| Job { index, history, layout, year, phase, unit };
    let mut jobs: Vec<Job> = bodies.into_iter().map(|unit| job(Phase::Approved, unit)).collect();
    if index % 2 == 1 {
        jobs.push(job(Phase::Executed, None));
    }
    jobs
}

impl Job<'_> {
    fn books(&self, year: i32, phase: Phase, altered: &Altered) -> Option<Books> {
        let published = altered.0.iter().find(|(of, stage, unit, _)| (*of, *stage, *unit) == (year, phase, self.unit));
        if let Some((_, _, _, books)) = published {
            return Some(books.clone());
        }
        let carryover = phase == Phase::Executed || self.layout.carryover;
        let books = self.history.books(year, phase, carryover)?;
        match self.unit {
            None => Some(books),
            Some(unit) => books.of_unit(unit),
        }
    }

    fn kind(&self) -> BodyKind {
        if self.unit.is_some() { BodyKind::Unit } else { BodyKind::Department }
    }

    /// A stream of choices that belongs to this document and purpose alone.
    fn random(&self, seed: u64, purpose: u64) -> Random {
        let phase = u64::from(self.phase == Phase::Executed);
        let unit = self.unit.map_or(0, |unit| unit as u64 + 1);
        Random::of(seed, &[purpose, self.index as u64, self.year as u64, phase, unit])
    }

    fn draft(&self, books: &Books, last: &Books, budget: Option<&Books>) -> Draft {
        let mut draft = Draft::default();
        if self.unit.is_some() {
            draft.blocks.push(Block::Cover(format!("主管部门：{}", books.department)));
        }
        let executed = self.phase == Phase::Executed;
        let style = if executed { final_accounts::STYLE } else { self.layout.style };
        let paper = Paper { books, last, budget: budget.filter(|_| executed), kind: self.kind(), style };
        if executed {
            final_accounts::write(&mut draft, &paper)
        } else {
            (self.layout.write)(&mut draft, &paper)
        }
        draft
    }
}

fn write(
    options: &Options,
    job: &Job,
    altered: &mut Altered,
    truth: &mut Truth,
    next_kind: &mut usize,
) -> Result<SampleFile> {
    let missing = || Error::usage("合成数据的年度超出范围");
    let mut books = job.books(job.year, job.phase, altered).ok_or_else(missing)?;
    let last = job.books(job.year - 1, job.phase, altered).ok_or_else(missing)?;
    let budget = job.books(job.year, Phase::Approved, altered);
    let mut draft = job.draft(&books, &last, budget.as_ref());
    let mut file = file_truth(options, job, &books)?;
    if job.random(options.seed, 3).chance(options.defects) {
        let setting = setting(options, job, altered, &books, &last, budget.as_ref());
        let mut random = job.random(options.seed, 4);
        for step in 0..options.kinds.len() {
            let Some(defect) = options.kinds.get((*next_kind + step) % options.kinds.len()).copied() else { break };
            let planted = match defect.plant {
                Plant::Books(plant) => plant(&mut books, &setting, &mut random).map(|planted| {
                    let right = std::mem::replace(&mut draft, job.draft(&books, &last, budget.as_ref()));
                    altered.0.push((job.year, job.phase, job.unit, books.clone()));
                    (planted, differing(&draft, &right))
                }),
                Plant::Draft(plant) => plant(&mut draft, &setting, &mut random).map(|planted| (planted, Vec::new())),
                Plant::Last(plant) => {
                    let mut other = last.clone();
                    plant(&mut other, &setting, &mut random).map(|planted| {
                        let right = std::mem::replace(&mut draft, job.draft(&books, &other, budget.as_ref()));
                        (planted, differing(&draft, &right))
                    })
                }
                Plant::Budget(plant) => {
                    budget.clone().filter(|_| job.phase == Phase::Executed).and_then(|mut other| {
                        plant(&mut other, &setting, &mut random).map(|planted| {
                            let right = std::mem::replace(&mut draft, job.draft(&books, &last, Some(&other)));
                            (planted, differing(&draft, &right))
                        })
                    })
                }
            };
            if let Some((planted, touched)) = planted {
                *next_kind += step + 1;
                let number = truth.defects.len() + 1;
                truth.defects.push(DefectTruth { touched, ..defect_truth(number, defect, planted, &file) });
                break;
            }
        }
    }
    let figures = figures_of(&draft, &file);
    file.figures = figures.iter().filter(|figure| figure.place == "cell").count();
    let writer = writer_of(options, job)?;
    let bytes = (writer.write)(&draft)?;
    let name = file.file.clone();
    truth.files.push(file);
    Ok(SampleFile { name, bytes, figures })
}

fn setting<'a>(
    options: &Options,
    job: &Job,
    altered: &Altered,
    books: &Books,
    last: &'a Books,
    budget: Option<&Books>,
) -> Setting<'a> {
    let against =
        |year: i32, phase: Phase| job.books(year, phase, altered).map(|other| job.draft(books, &other, budget));
    Setting {
        last,
        last_published: job.year > options.first,
        before_last_published: job.year > options.first + 1,
        against_before_last: against(job.year - 2, job.phase),
        against_budget: if job.phase == Phase::Executed { against(job.year - 1, Phase::Approved) } else { None },
        has_units: job.unit.is_none() && job.history.unit_count() > 1,
        is_unit: job.unit.is_some(),
        phase: job.phase,
    }
}

/// Documents take turns with the formats; one department's documents are in several.
fn writer_of(options: &Options, job: &Job) -> Result<&'static Writer> {
    let turn = job.index + (job.year - options.first).unsigned_abs() as usize + job.unit.map_or(0, |unit| unit + 1);
    let writer = options.writers.get(turn % options.writers.len().max(1)).copied();
    writer.ok_or_else(|| Error::usage("没有可写的格式"))
}

fn file_truth(options: &Options, job: &Job, books: &Books) -> Result<FileTruth> {
    let writer = writer_of(options, job)?;
    let body = books.units.first().filter(|_| job.unit.is_some()).map_or(&books.department, |unit| &unit.name).clone();
    Ok(FileTruth {
        file: file_name(job, &books.department, &body, writer),
        department: books.department.clone(),
        unit: if job.unit.is_some() { body } else { String::new() },
        fiscal_year: job.year,
        phase: job.phase.id().to_owned(),
        kind: job.kind().id().to_owned(),
        layout: if job.phase == Phase::Executed { "final_accounts" } else { job.layout.name }.to_owned(),
        format: writer.name.to_owned(),
        figures: 0,
    })
}

fn file_name(job: &Job, department: &str, body: &str, writer: &Writer) -> String {
    let kind = if job.unit.is_some() { "单位" } else { "部门" };
    let phase = if job.phase == Phase::Executed { "决算" } else { "预算" };
    format!("{department}/{body}{}年度{kind}{phase}.{}", job.year, writer.extension)
}

fn defect_truth(number: usize, defect: &Defect, planted: Planted, file: &FileTruth) -> DefectTruth {
    DefectTruth {
        number,
        file: file.file.clone(),
        department: file.department.clone(),
        unit: file.unit.clone(),
        fiscal_year: file.fiscal_year,
        phase: file.phase.clone(),
        kind: defect.kind.to_owned(),
        explanation: defect.explanation.to_owned(),
        also: defect
            .also
            .iter()
            .copied()
            .chain(planted.reason_open.then_some("unexplained"))
            .map(str::to_owned)
            .collect(),
        places: planted.places,
        touched: Vec::new(),
        provable: planted.provable,
        outlier: defect.outlier,
        note: planted.note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use writers::WRITERS;

    fn made(seed: u64, defects: i64) -> (Vec<(String, Vec<u8>)>, Truth) {
        let options = Options {
            departments: 4,
            first: 2023,
            last: 2024,
            seed,
            writers: WRITERS.to_vec(),
            defects,
            kinds: defects::DEFECTS.to_vec(),
        };
        let mut files = Vec::new();
        let truth = generate(&options, &mut |file| {
            files.push((file.name, file.bytes));
            Ok(())
        });
        (files, truth.unwrap())
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_in_every_format() {
        let (first, truth) = made(5, 500);
        let (second, _) = made(5, 500);
        assert!(first == second);
        assert!(first != made(6, 500).0);
        assert!(!truth.defects.is_empty());
    }

    #[test]
    fn a_document_has_at_most_one_defect_and_none_at_rate_zero() {
        let (_, truth) = made(5, 1000);
        let mut files: Vec<&str> = truth.defects.iter().map(|defect| defect.file.as_str()).collect();
        let count = files.len();
        files.sort_unstable();
        files.dedup();
        assert_eq!(files.len(), count);
        assert!(made(5, 0).1.defects.is_empty());
    }
}
