//! 勾稽: milliseconds per disclosure, check by check, and the time and peak memory of all checks over a panel.
//!
//! `TONGBI_BENCH_DOCUMENTS=10000 cargo bench --bench checks` (default: 1000). The disclosures are synthetic texts,
//! written into `TONGBI_BENCH_DIR` (default: the temporary folder) once and kept for the next run. Writing and reading
//! the panel run in processes of their own, so that the peak (VmHWM) is that of checking alone; wall time is from
//! opening the panel to the last finding.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tongbi::checks::{self, Archive, Check, Dossier, dossier};
use tongbi::findings::Tally;
use tongbi::panel::Panel;
use tongbi::sample::{self, Options};
use tongbi::{corpus, pipeline};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FIRST_YEAR: i32 = 2021;
const LAST_YEAR: i32 = 2025;
/// Documents of a department and year on average: its budget, every third department's units, every other one's final
/// accounts.
const DOCUMENTS_PER_YEAR: f64 = 2.3;
/// Disclosures that are timed one by one.
const TIMED: usize = 200;
/// The slowest checks that are named.
const NAMED: usize = 8;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.as_slice() {
        [mode, folder] if mode == "--whole" => return whole(Path::new(folder)),
        [mode, folder] if mode == "--each" => return each(Path::new(folder)),
        [mode, folder, documents] if mode == "--prepare" => {
            return prepare(Path::new(folder), documents.parse().expect("a number"));
        }
        _ => {}
    }
    let documents = std::env::var("TONGBI_BENCH_DOCUMENTS").unwrap_or_else(|_| "1000".to_owned());
    let root = std::env::var_os("TONGBI_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = root.join(format!("tongbi_bench_checks_{documents}"));
    if !folder.join("panel/panel.json").exists() {
        run(&["--prepare".as_ref(), folder.as_os_str(), documents.as_ref()]);
    }
    run(&["--whole".as_ref(), folder.as_os_str()]);
    run(&["--each".as_ref(), folder.as_os_str()]);
}

fn run(arguments: &[&std::ffi::OsStr]) {
    let program = std::env::current_exe().expect("the path of this program");
    let status = Command::new(program).args(arguments).status().expect("a process");
    assert!(status.success(), "{arguments:?}: {status}");
}

/// Writes so many synthetic disclosures, one in ten with a defect, and reads them into a panel.
fn prepare(folder: &Path, documents: f64) {
    let years = f64::from(LAST_YEAR - FIRST_YEAR + 1);
    let options = Options {
        departments: (documents / years / DOCUMENTS_PER_YEAR).ceil() as usize,
        first: FIRST_YEAR,
        last: LAST_YEAR,
        seed: 1,
        writers: sample::writers::writer("txt").into_iter().collect(),
        defects: 100,
        kinds: sample::defects::DEFECTS.to_vec(),
    };
    let started = Instant::now();
    let sources = folder.join("documents");
    let truth = sample::generate(&options, &mut |file| {
        let path = sources.join(&file.name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder that can be made");
        std::fs::write(&path, &file.bytes).expect("a file that can be written");
        Ok(())
    });
    let written = truth.expect("a sample").files.len();
    let found = corpus::find(&[sources.to_string_lossy().into_owned()], None).expect("the documents");
    let loaded = pipeline::load(found, &folder.join("panel"), &|_| {}).expect("a panel");
    assert!(loaded.errors.is_empty(), "{} documents could not be read", loaded.errors.len());
    println!("{written} disclosures written and read in {:.1} s", started.elapsed().as_secs_f64());
}

/// All checks over the whole panel, as `tongbi check` runs them.
fn whole(folder: &Path) {
    let started = Instant::now();
    let panel = Panel::open(&folder.join("panel")).expect("a panel");
    let all: Vec<&'static Check> = checks::all().collect();
    let (mut disclosures, mut tally, mut checking) = (0, Tally::default(), Duration::ZERO);
    let walked = dossier::for_each_archive(
        &panel,
        |_| true,
        |archive| {
            let began = Instant::now();
            let found = Tally::of(&checks::run(&all, archive, |_| true));
            checking += began.elapsed();
            disclosures += archive.dossiers().len();
            tally.ties += found.ties + found.within_rounding;
            tally.breaks += found.breaks;
            Ok(())
        },
    );
    walked.expect("a panel that can be read");
    println!("| disclosures | wall s | of it checks s | ms per disclosure | peak MiB | ties | breaks |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    println!(
        "| {disclosures} | {:.2} | {:.2} | {:.2} | {} | {} | {} |",
        started.elapsed().as_secs_f64(),
        checking.as_secs_f64(),
        1000.0 * checking.as_secs_f64() / disclosures.max(1) as f64,
        peak_mebibytes(),
        tally.ties,
        tally.breaks
    );
}

/// Milliseconds of one disclosure, and the checks that take the most of them.
fn each(folder: &Path) {
    let panel = Panel::open(&folder.join("panel")).expect("a panel");
    let mut archives: Vec<Archive> = Vec::new();
    let read = dossier::for_each_archive(
        &panel,
        |_| true,
        |archive| {
            archives.push(archive.clone());
            Ok(())
        },
    );
    read.expect("a panel that can be read");
    let Some(archive) = archives.first() else { return };
    let mut by_check: Vec<(Duration, &'static Check)> = checks::all().map(|check| (Duration::ZERO, check)).collect();
    let mut times: Vec<Duration> = Vec::new();
    for dossier in archive.dossiers().iter().take(TIMED) {
        let this = |other: &Dossier| std::ptr::eq(other, dossier);
        let mut whole = Duration::ZERO;
        for (sum, check) in &mut by_check {
            let began = Instant::now();
            let findings = checks::run(&[check], archive, this);
            let taken = began.elapsed();
            assert!(!findings.is_empty(), "{} says nothing", check.code);
            *sum += taken;
            whole += taken;
        }
        times.push(whole);
    }
    times.sort_unstable();
    let milliseconds = |duration: Duration| 1000.0 * duration.as_secs_f64();
    let at = |share: usize| times.get(times.len() * share / 100).copied().map_or(0.0, milliseconds);
    println!(
        "one disclosure: median {:.2} ms, 95 % {:.2} ms, slowest {:.2} ms",
        at(50),
        at(95),
        times.last().copied().map_or(0.0, milliseconds)
    );
    by_check.sort_by_key(|(sum, _)| std::cmp::Reverse(*sum));
    for (sum, check) in by_check.iter().take(NAMED) {
        println!("  {} {}: {:.3} ms", check.code, check.name, milliseconds(*sum) / times.len().max(1) as f64);
    }
}

/// The largest memory of this process so far.
fn peak_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kibibytes| kibibytes.parse::<u64>().ok()).unwrap_or_default() / 1024
}
