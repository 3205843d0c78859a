//! Tests over the whole gallery: the notation holds for every chart with real and hostile rows, and labels are drawn.

use super::font::{self, Weight};
use super::scene::{Align, Scene, Style, TextKind};
use super::spec::{Cell, Panel, RateMark, Row, TablePanel, Timeline, Title, YearSlot};
use super::theme::Colour;
use super::{CHARTS, ChartInput, ChartOptions, ChartSize, ChartSpec, LabelMode, lint, render, sample};
use resvg::tiny_skia::Pixmap;
use std::collections::{BTreeSet, HashSet};

fn specify(case: &sample::Case) -> ChartSpec {
    let chart = CHARTS.iter().find(|chart| chart.name == case.chart).unwrap();
    let input = ChartInput { comparisons: &case.comparisons, shares: &case.shares, options: &case.options };
    (chart.specify)(&input).unwrap_or_else(|error| panic!("{}: {error}", case.file))
}

/// A white scene with one line of text.
fn scene_of(text: &str, weight: Weight) -> Scene {
    let mut scene = Scene { width: 64.0, height: 64.0, ..Scene::default() };
    let style = Style { size: 40.0, weight, colour: Colour(0, 0, 0), kind: TextKind::Prose, halo: false };
    scene.text(text, (12.0, 46.0), Align::Start, style);
    scene
}

fn pixels_of(scene: &Scene) -> Vec<u8> {
    let png = render::png_of(scene, 1.0).unwrap();
    Pixmap::decode_png(&png).unwrap().data().to_vec()
}

fn dark(pixels: &[u8]) -> usize {
    pixels.chunks_exact(4).filter(|pixel| pixel[0] < 128).count()
}

#[test]
fn the_catalogue_names_every_chart_once() {
    let names: HashSet<&str> = CHARTS.iter().map(|chart| chart.name).collect();
    assert_eq!(names.len(), 9);
    assert!(CHARTS.iter().all(|chart| !chart.name_zh.is_empty() && !chart.documentation.is_empty()));
    let tried: HashSet<&str> = sample::cases().iter().map(|case| case.chart).collect();
    assert_eq!(tried, names, "every chart is tried with hostile rows");
}

#[test]
fn lint_is_clean_over_the_gallery_with_hostile_rows() {
    let mut findings = Vec::new();
    for case in sample::cases() {
        let spec = specify(&case);
        findings.extend(lint::lint(&spec).into_iter().map(|finding| format!("{}: {finding:?}", case.file)));
    }
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn lint_is_clean_in_every_size_theme_and_label_mode() {
    let mut findings = Vec::new();
    for mut case in sample::cases() {
        for size in [ChartSize::Wide, ChartSize::Standard, ChartSize::A4Width] {
            for labels in [LabelMode::Briefing, LabelMode::Audit] {
                case.options = ChartOptions { size, labels, ..case.options };
                let spec = specify(&case);
                let name = format!("{} {size:?} {labels:?}", case.file);
                findings.extend(lint::lint(&spec).into_iter().map(|finding| format!("{name}: {finding:?}")));
            }
        }
    }
    assert!(findings.is_empty(), "{} findings: {findings:#?}", findings.len());
}

#[test]
fn every_character_of_every_label_is_drawn_and_is_not_the_box_of_a_missing_glyph() {
    let mut characters = BTreeSet::new();
    for case in sample::cases() {
        let scene = super::layout::lay_out(&specify(&case));
        characters.extend(scene.texts.iter().flat_map(|text| text.text.chars().collect::<Vec<_>>()));
    }
    characters.retain(|character| !character.is_whitespace());
    assert!(characters.len() > 150, "the gallery uses {} characters", characters.len());
    for weight in [Weight::Regular, Weight::Bold] {
        let mut scene = scene_of("", weight);
        // A private character that no font draws: whatever the rasteriser makes of it is the box.
        let style = Style { size: 40.0, weight, colour: Colour(0, 0, 0), kind: TextKind::Prose, halo: false };
        scene.text("一", (12.0, 46.0), Align::Start, style);
        scene.texts[0].text = "\u{e123}".to_owned();
        scene.texts[0].line.runs = vec![(0.0, "\u{e123}".to_owned())];
        let missing = pixels_of(&scene);
        for character in &characters {
            let drawn = pixels_of(&scene_of(&character.to_string(), weight));
            assert!(dark(&drawn) >= 6, "{character} leaves no ink");
            assert!(drawn != missing, "{character} is drawn as a missing glyph");
        }
    }
}

#[test]
fn measured_width_is_the_width_that_is_drawn() {
    for text in ["周口市行政服务中心", "+1,092.22", "（2025年）", "“三公”经费增加36.15万元，增长3.42%"]
    {
        for weight in [Weight::Regular, Weight::Bold] {
            let mut scene = Scene { width: 800.0, height: 60.0, ..Scene::default() };
            let style = Style { size: 32.0, weight, colour: Colour(0, 0, 0), kind: TextKind::Prose, halo: false };
            scene.text(text, (50.0, 44.0), Align::Start, style);
            let pixels = pixels_of(&scene);
            let columns =
                pixels.chunks_exact(4).enumerate().filter(|(_, pixel)| pixel[0] < 128).map(|(at, _)| at % 800);
            let columns: Vec<usize> = columns.collect();
            let (left, right) = (*columns.iter().min().unwrap() as f64, *columns.iter().max().unwrap() as f64);
            let width = font::width(text, 32.0, weight);
            assert!((49.0..=56.0).contains(&left), "{text} begins at {left}");
            assert!(right <= 51.0 + width && right >= 50.0 + width - 8.0, "{text} ends at {right}, measured {width}");
        }
    }
}

#[test]
fn hairlines_and_bars_are_crisp_at_scale_one() {
    let case = &sample::cases()[0];
    let scene = super::layout::lay_out(&specify(case));
    for mark in &scene.marks {
        if let super::scene::Shape::Fill(area, _) | super::scene::Shape::Outline(area, ..) = &mark.shape {
            for edge in [area.x, area.y, area.right(), area.bottom()] {
                assert!((edge - edge.round()).abs() < 1e-6, "{:?} at {edge}", mark.role);
            }
        }
    }
}

#[test]
fn the_same_rows_give_the_same_specification_and_the_same_pixels() {
    for case in sample::cases().iter().step_by(7) {
        let (one, two) = (specify(case), specify(case));
        assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&two).unwrap());
        assert_eq!(render::render_png(&one).unwrap(), render::render_png(&two).unwrap());
    }
}

#[test]
fn double_scale_doubles_the_pixels() {
    let mut spec = specify(&sample::cases()[0]);
    let single = Pixmap::decode_png(&render::render_png(&spec).unwrap()).unwrap();
    spec.page.double_scale = true;
    let double = Pixmap::decode_png(&render::render_png(&spec).unwrap()).unwrap();
    assert_eq!((single.width(), single.height()), (1280, 720));
    assert_eq!((double.width(), double.height()), (2560, 1440));
}

#[test]
fn rows_that_chart_nothing_are_a_clear_error_not_a_panic() {
    let options = ChartOptions::default();
    for chart in CHARTS {
        let input = ChartInput { comparisons: &[], shares: &[], options: &options };
        let error = (chart.specify)(&input).map(|_| ()).unwrap_err();
        assert!(error.message.contains("没有"), "{}: {error}", chart.name);
    }
}

#[test]
fn amounts_at_the_edge_of_the_range_do_not_overflow() {
    let edge = [i64::MAX, i64::MIN + 1, 0, 1];
    let item = sample::series("某部门", "某项", crate::domain::RowLevel::Leaf);
    for amount in edge {
        let mut row = sample::comparison(&item, 2025, Some(0), Some(0));
        (row.amount_fen, row.base_fen, row.change_fen) = (Some(amount), Some(-1), Some(amount));
        row.state = crate::measures::State::NotComparable;
        row.rate = None;
        for chart in CHARTS {
            let options = ChartOptions::default();
            let rows = [row.clone()];
            let input = ChartInput { comparisons: &rows, shares: &[], options: &options };
            if let Ok(spec) = (chart.specify)(&input) {
                assert!(render::render_png(&spec).is_ok(), "{}", chart.name);
            }
        }
    }
}

/// A specification as a few lines of text: what a reader would read, and the values behind the marks.
fn outline(spec: &ChartSpec) -> String {
    let Title { who, what, when } = &spec.title;
    let mut lines = vec![spec.message.clone(), format!("{who} / {what} / {when}")];
    for panel in &spec.panels {
        match panel {
            Panel::Table(table) => lines.extend(outline_of_table(table)),
            Panel::Structure(panel) => {
                for stack in &panel.stacks {
                    let parts: Vec<&str> = stack.parts.iter().map(|part| part.label.as_str()).collect();
                    lines.push(format!("{}: {}", stack.label, parts.join(" ")));
                }
                lines.extend(outline_of_table(&panel.table));
            }
            Panel::Timelines(panel) => lines.extend(panel.charts.iter().map(outline_of_timeline)),
            Panel::Scatter(panel) => lines.push(format!("{} points", panel.points.len())),
        }
    }
    lines.extend(spec.notes.iter().map(|note| format!("{}：{}", note.head, note.text)));
    lines.join("\n")
}

fn outline_of_table(table: &TablePanel) -> Vec<String> {
    let heads: Vec<&str> = table.columns.iter().map(|column| column.head.as_str()).collect();
    let cell = |cell: &Cell| match cell {
        Cell::Blank => String::new(),
        Cell::Name(text) | Cell::Number(text) | Cell::Signed(text) => text.clone(),
        Cell::Word(word) => format!("“{word}”"),
        Cell::Bars(bars) => bars.iter().map(|bar| bar.value.to_string()).collect::<Vec<_>>().join("<"),
        Cell::Variance(variance) => format!("{} [{}]", variance.label, variance.value),
        Cell::Pin(pin) => format!("{} {}{}", pin.label, pin.value, if pin.clipped { "▲" } else { "" }),
        Cell::Bridge(bridge) => format!("{} [{}..{}]", bridge.label, bridge.from, bridge.to),
        Cell::Heat(heat) => format!("{} {}", heat.label, heat.level),
    };
    let row = |row: &Row| row.cells.iter().map(cell).collect::<Vec<_>>().join(" | ");
    std::iter::once(heads.join(" | ")).chain(table.rows.iter().map(row)).collect()
}

fn outline_of_timeline(timeline: &Timeline) -> String {
    let slot = |slot: &YearSlot| {
        let bars: Vec<&str> = slot.bars.iter().map(|bar| bar.label.as_str()).collect();
        let rate = match &slot.rate {
            Some(RateMark::Pin(pin)) => format!(" ({})", pin.label),
            Some(RateMark::Word(word)) => format!(" ({word})"),
            None => String::new(),
        };
        format!("{} {}{}{rate}", slot.year, bars.join("+"), slot.word.clone().unwrap_or_default())
    };
    let years: Vec<String> = timeline.years.iter().map(slot).collect();
    let arrow = timeline.arrow.as_ref().map(|arrow| format!(" → {}", arrow.label)).unwrap_or_default();
    format!("{}{}: {}{arrow}", timeline.heading, timeline.remark, years.join(", "))
}

fn outline_of(file: &str) -> String {
    outline(&specify(sample::cases().iter().find(|case| case.file == file).unwrap()))
}

#[test]
fn change_bars_of_zhoukou_read_as_published() {
    reads_as("1_change_zhoukou_audit_4_3", "");
}

#[test]
fn states_are_written_and_outliers_keep_their_exact_rate() {
    reads_as("1_change_states", "");
}

#[test]
fn trend_has_gaps_and_no_growth_over_them() {
    reads_as("2_trend_gaps", "");
}

#[test]
fn trend_carries_compound_growth() {
    reads_as("2_trend_jiangsu", "");
}

#[test]
fn waterfall_reads_from_total_to_total() {
    reads_as("3_waterfall_zhoukou", "");
}

#[test]
fn structure_prints_shares_and_their_shift_in_points() {
    reads_as("4_structure_jiangsu", "");
}

#[test]
fn three_public_expenses_read_as_published() {
    reads_as("7_three_public_flat", "");
}

fn reads_as(file: &str, expected: &str) {
    println!("=={file}\n{}\n==end", outline_of(file));
    assert_eq!(outline_of(file), expected);
}
