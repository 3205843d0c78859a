//! Milliseconds per chart: rows → specification → layout → SVG → PNG, for every kind, of the data that ship; and a batch
//! of 300 pictures on all threads.
//!
//! `cargo bench --bench charts`. With `--specifications FOLDER` it only writes the specifications as JSON, from which
//! `charts_side_by_side.py` draws the same figures with matplotlib.

use rayon::prelude::*;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use tongbi::charts::{self, CHARTS, Chart, ChartInput, ChartOptions, ChartSpec, Subject, layout};
use tongbi::measures::{Comparison, Prepared, Selection, Share};
use tongbi::panel::Panel;
use tongbi::{corpus, pipeline};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long each step is repeated.
const ENOUGH: Duration = Duration::from_millis(800);

/// Pictures of the batch, as in a report on 100 departments.
const BATCH: usize = 300;

/// A chart with its rows.
struct Case {
    chart: &'static Chart,
    comparisons: Vec<Comparison>,
    shares: Vec<Share>,
    options: ChartOptions,
}

impl Case {
    fn specify(&self) -> ChartSpec {
        let input = ChartInput { comparisons: &self.comparisons, shares: &self.shares, options: &self.options };
        (self.chart.specify)(&input).unwrap_or_else(|error| panic!("{}: {error}", self.chart.name))
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let cases = cases();
    if let [flag, folder] = arguments.as_slice()
        && flag == "--specifications"
    {
        return write_specifications(&cases, Path::new(folder));
    }
    println!("| chart | specification ms | layout ms | SVG ms | PNG 1× ms | PNG 2× ms | PNG 1× KiB |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for case in &cases {
        let spec = case.specify();
        let double = ChartSpec { page: charts::spec::Page { double_scale: true, ..spec.page }, ..spec.clone() };
        println!(
            "| {} | {:.3} | {:.3} | {:.2} | {:.2} | {:.2} | {:.0} |",
            case.chart.name,
            median(|| drop(black_box(case.specify()))),
            median(|| drop(black_box(layout::lay_out(&spec)))),
            median(|| drop(black_box(charts::render_svg(&spec)))),
            median(|| drop(black_box(charts::render_png(&spec)))),
            median(|| drop(black_box(charts::render_png(&double)))),
            charts::render_png(&spec).map_or(0, |bytes| bytes.len()) as f64 / 1024.0,
        );
    }
    let started = Instant::now();
    let bytes: usize = (0..BATCH)
        .into_par_iter()
        .map(|index| charts::render_png(&cases[index % cases.len()].specify()).map_or(0, |png| png.len()))
        .sum();
    let taken = started.elapsed().as_secs_f64();
    println!(
        "\n{BATCH} pictures on {} threads: {taken:.2} s, {:.1} ms each, {:.1} MiB",
        rayon::current_num_threads(),
        taken * 1000.0 / BATCH as f64,
        bytes as f64 / 1_048_576.0
    );
}

/// The median time of one run, in milliseconds.
fn median(run: impl Fn()) -> f64 {
    run();
    let mut taken: Vec<f64> = Vec::new();
    let begin = Instant::now();
    while begin.elapsed() < ENOUGH || taken.len() < 5 {
        let started = Instant::now();
        run();
        taken.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    taken.sort_by(f64::total_cmp);
    taken[taken.len() / 2]
}

/// All kinds: one department of Jiangsu, and the agencies of the Taiwan table.
fn cases() -> Vec<Case> {
    let folder = std::env::temp_dir().join(format!("tongbi_bench_charts_{}", std::process::id()));
    let datasets = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    let found = corpus::find(&[datasets.to_string_lossy().into_owned()], None).expect("the datasets");
    pipeline::load(found, &folder, &|_| {}).expect("the datasets load");
    let panel = Panel::open(&folder).expect("a panel");
    let cases = CHARTS.iter().map(|chart| case(&panel, chart)).collect();
    std::fs::remove_dir_all(&folder).expect("the panel goes");
    cases
}

fn case(panel: &Panel, chart: &'static Chart) -> Case {
    let one = chart.subject == Subject::OneDepartment;
    let selection = Selection {
        departments: if one { vec!["江苏省高级人民法院".to_owned()] } else { Vec::new() },
        regions: if one { Vec::new() } else { vec!["710000".to_owned()] },
        by: chart.usual,
        ..Selection::default()
    };
    let prepared = Prepared::new(panel, &selection).expect("figures");
    Case {
        chart,
        comparisons: prepared.comparisons().expect("comparisons"),
        shares: prepared.shares().expect("shares"),
        options: ChartOptions { source: "公开的部门预算".to_owned(), ..ChartOptions::default() },
    }
}

fn write_specifications(cases: &[Case], folder: &Path) {
    std::fs::create_dir_all(folder).expect("a folder");
    for case in cases {
        let json = charts::specification_json(&case.specify()).expect("JSON");
        std::fs::write(folder.join(format!("{}.json", case.chart.name)), json).expect("a file");
        let png = charts::render_png(&case.specify()).expect("a picture");
        std::fs::write(folder.join(format!("{}.png", case.chart.name)), png).expect("a file");
    }
}
