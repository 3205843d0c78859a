//! Disclosures per second, as text and in every format of `datasets/synthetic`: bytes → document → tables → facts, on one
//! thread and on all; and for each PDF of the corpus
//! milliseconds per file and page and the peak memory of a process that reads nothing else.
//!
//! `cargo bench --bench text_disclosures`. PDFs are looked for in `TONGBI_CORPUS` (default: `../shared/corpus`). With
//! `--pdf-only` only the table of PDFs is printed.

use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tongbi::{documents, facts, tables};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long each case is repeated.
const ENOUGH: Duration = Duration::from_secs(3);

/// Time spent in each stage of one file, and what came of it.
#[derive(Clone, Default)]
struct Taken {
    read: Duration,
    recognise: Duration,
    extract: Duration,
    pages: u32,
    facts: usize,
    failure: String,
}

impl Taken {
    fn whole(&self) -> Duration {
        self.read + self.recognise + self.extract
    }
}

fn take(bytes: &[u8], path: &Path) -> Taken {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    let started = Instant::now();
    let document = match documents::read(bytes, &extension) {
        Ok(document) => document,
        Err(error) => return Taken { failure: error.to_string(), ..Taken::default() },
    };
    let read = started.elapsed();
    let recognised = tables::recognise(&document);
    let recognise = started.elapsed() - read;
    let extracted = facts::extract(&document, &recognised, &path.to_string_lossy());
    let extract = started.elapsed() - read - recognise;
    let (facts, failure) = match &extracted {
        Ok(disclosure) => (disclosure.extracted.facts.len(), String::new()),
        Err(error) => (0, error.to_string()),
    };
    Taken { read, recognise, extract, pages: document.pages.unwrap_or(0), facts, failure }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [mode, path] = arguments.as_slice()
        && mode == "--one"
    {
        return one(Path::new(path));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = std::env::var_os("TONGBI_CORPUS").map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    if !arguments.iter().any(|argument| argument == "--pdf-only") {
        texts(root, &corpus);
        formats(root);
    }
    pdfs(&corpus);
}

fn texts(root: &Path, corpus: &Path) {
    let shipped = find(&root.join("datasets/henan_2025"), "txt");
    let henan = if shipped.is_empty() { find(&corpus.join("henan"), "txt") } else { shipped };
    let excerpts = find(&corpus.join("excerpts"), "txt");
    table("text disclosures", vec![("Henan 2025, whole".to_owned(), henan), ("excerpts".to_owned(), excerpts)]);
}

/// The same two disclosures in every format that ships.
fn formats(root: &Path) {
    let of_format = |format: &&str| ((*format).to_owned(), find(&root.join("datasets/synthetic").join(format), format));
    table("the same disclosures by format", ["pdf", "docx", "xlsx", "html", "txt"].iter().map(of_format).collect());
}

/// Disclosures per second of each case, on one thread and on all.
fn table(title: &str, cases: Vec<(String, Vec<PathBuf>)>) {
    println!("| {title} | files | bytes | threads | files/s | ms/file | CPU ms/file |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for (name, files) in cases {
        let inputs: Vec<(PathBuf, Vec<u8>)> =
            files.into_iter().filter_map(|path| std::fs::read(&path).ok().map(|bytes| (path, bytes))).collect();
        if inputs.is_empty() {
            continue;
        }
        let bytes: usize = inputs.iter().map(|(_, bytes)| bytes.len()).sum();
        for threads in [1, rayon::current_num_threads()] {
            let before = cpu_seconds();
            let (count, seconds) = repeat(&inputs, threads);
            let cpu = (cpu_seconds() - before) * 1000.0 / count as f64;
            let rate = count as f64 / seconds;
            println!(
                "| {name} | {} | {bytes} | {threads} | {rate:.0} | {:.3} | {cpu:.3} |",
                inputs.len(),
                1000.0 / rate
            );
        }
    }
}

/// Reads the inputs again and again; how many files in how many seconds.
fn repeat(inputs: &[(PathBuf, Vec<u8>)], threads: usize) -> (usize, f64) {
    let round: Vec<&(PathBuf, Vec<u8>)> =
        inputs.iter().cycle().take(inputs.len() * (64 / inputs.len()).max(1)).collect();
    let facts = |input: &&(PathBuf, Vec<u8>)| take(&input.1, &input.0).facts;
    let started = Instant::now();
    let (mut count, mut found) = (0, 0);
    while started.elapsed() < ENOUGH {
        found += if threads == 1 {
            round.iter().map(facts).sum::<usize>()
        } else {
            round.par_iter().map(facts).sum::<usize>()
        };
        count += round.len();
    }
    assert!(found > 0, "no figure was read");
    (count, started.elapsed().as_secs_f64())
}

fn pdfs(corpus: &Path) {
    let files = find(corpus, "pdf");
    if files.is_empty() {
        return println!("\nno PDF below {}", corpus.display());
    }
    println!("\n| PDF | KB | pages | ms | ms/page | read ms | recognise ms | extract ms | facts | peak MiB |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for path in files {
        let program = std::env::current_exe().expect("the path of this program");
        let output = Command::new(program).arg("--one").arg(&path).output().expect("a process");
        print!("{}", String::from_utf8_lossy(&output.stdout));
        if !output.status.success() {
            println!("| {} | failed: {} |", path.display(), output.status);
        }
    }
}

/// One file in this process: peak memory after the first reading, the median of seven readings.
fn one(path: &Path) {
    let bytes = std::fs::read(path).expect("a file");
    let mut runs = vec![take(&bytes, path)];
    let peak = peak_mebibytes();
    runs.extend((0..6).map(|_| take(&bytes, path)));
    runs.sort_by_key(Taken::whole);
    let middle = &runs[runs.len() / 2];
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let whole = milliseconds(middle.whole());
    let found = if middle.failure.is_empty() { middle.facts.to_string() } else { middle.failure.replace('|', "/") };
    println!(
        "| {name} | {} | {} | {whole:.1} | {:.2} | {:.1} | {:.1} | {:.1} | {found} | {peak} |",
        bytes.len() / 1024,
        middle.pages,
        whole / f64::from(middle.pages.max(1)),
        milliseconds(middle.read),
        milliseconds(middle.recognise),
        milliseconds(middle.extract),
    );
}

/// User and system time of this process so far (Linux; ticks of 10 ms).
fn cpu_seconds() -> f64 {
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = status.rsplit(')').next().unwrap_or("").split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn peak_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kibibytes| kibibytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The files with this extension in a folder and below it, by path.
fn find(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(find(&path, extension));
        } else if path.extension().is_some_and(|other| other.eq_ignore_ascii_case(extension)) {
            found.push(path);
        }
    }
    found.sort();
    found
}
