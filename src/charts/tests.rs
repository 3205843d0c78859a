//! Tests over the whole gallery: the notation holds for every chart with real and hostile rows, and labels are drawn.

use super::font::{self, Weight};
use super::scene::{Align, Area, Role, Scale, Scene, Shape, Style, TextKind};
use super::spec::{Cell, Panel, RateMark, Row, TablePanel, Timeline, TimelinesPanel, Title, YearSlot};
use super::theme::Colour;
use super::{CHARTS, ChartInput, ChartOptions, ChartSize, ChartSpec, LabelMode, ThemeName, lint, render, sample};
use crate::domain::Phase;
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
    let png = render::png_of(scene, 1.0, &[]).unwrap();
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

/// A rule, a case that keeps it, and what breaks it.
struct Mutation {
    rule: &'static str,
    case: &'static str,
    spoil: fn(&mut ChartSpec, &mut Scene),
}

/// A picture breaks the rule: the scene is spoilt.
const fn drawn_wrong(rule: &'static str, case: &'static str, spoil: fn(&mut ChartSpec, &mut Scene)) -> Mutation {
    Mutation { rule, case, spoil }
}

fn first_text_of(scene: &mut Scene, kind: TextKind) -> &mut super::scene::Text {
    scene.texts.iter_mut().find(|text| text.kind == kind).unwrap()
}

fn recolour(scene: &mut Scene, role: Role, colour: Colour) {
    for mark in scene.marks.iter_mut().filter(|mark| mark.role == role) {
        mark.shape = Shape::Fill(mark.shape.bounds(), colour);
    }
}

fn table_of(spec: &mut ChartSpec) -> &mut TablePanel {
    match &mut spec.panels[0] {
        Panel::Table(table) => table,
        Panel::Structure(panel) => &mut panel.table,
        _ => panic!("not a table"),
    }
}

fn timelines_of(spec: &mut ChartSpec) -> &mut TimelinesPanel {
    let Panel::Timelines(panel) = &mut spec.panels[0] else { panic!("not timelines") };
    panel
}

/// The first pin of a table with its label.
fn pin_of(spec: &mut ChartSpec) -> &mut super::spec::Pin {
    let cells = table_of(spec).rows.iter_mut().flat_map(|row| &mut row.cells);
    cells.filter_map(|cell| if let Cell::Pin(pin) = cell { Some(pin) } else { None }).next().unwrap()
}

const CHANGE: &str = "1_change_zhoukou";
const MULTIPLES: &str = "8_multiples_sixty";

/// For every rule at least one picture or specification that breaks it.
const MUTATIONS: &[Mutation] = &[
    drawn_wrong("every_glyph_in_font", CHANGE, |_, scene| scene.texts[0].text.push('\u{1f600}')),
    drawn_wrong("every_glyph_in_font", CHANGE, |_, scene| scene.texts[0].text.push('〓')),
    drawn_wrong("inside_canvas", CHANGE, |_, scene| scene.texts[0].x = -20.0),
    drawn_wrong("inside_canvas", CHANGE, |_, scene| scene.width = 700.0),
    drawn_wrong("texts_do_not_overlap", CHANGE, |_, scene| {
        let mut copy = scene.texts[3].clone();
        copy.x += 4.0;
        scene.texts.push(copy);
    }),
    drawn_wrong("texts_clear_of_marks", CHANGE, |_, scene| {
        let bar = scene.marks.iter().find(|mark| mark.role == Role::Bar).unwrap().shape.bounds();
        (scene.texts[5].x, scene.texts[5].baseline) = (bar.x + 2.0, bar.bottom());
    }),
    drawn_wrong("contrast", CHANGE, |_, scene| scene.texts[0].colour = Colour(0x80, 0x88, 0x90)),
    drawn_wrong("contrast", "6_heat_sixty", |_, scene| recolour(scene, Role::Cell, Colour(0x60, 0x60, 0x60))),
    drawn_wrong("graphics_stand_out", CHANGE, |_, scene| recolour(scene, Role::Bar, Colour(0xC0, 0xC8, 0xD0))),
    drawn_wrong("graphics_stand_out", CHANGE, |_, scene| recolour(scene, Role::Pin, Colour(0xFF, 0xE0, 0x40))),
    drawn_wrong("legible_size", CHANGE, |_, scene| scene.texts[0].size = 7.0),
    drawn_wrong("lengths_are_true", CHANGE, |_, scene| scene.scales[0].pixels *= 1.2),
    drawn_wrong("lengths_are_true", MULTIPLES, |_, scene| {
        let bracket = scene.marks.iter_mut().find(|mark| mark.role == Role::Rule && mark.measured.is_some()).unwrap();
        let mut area = bracket.shape.bounds();
        area.height += 9.0;
        bracket.shape = Shape::Fill(area, Colour(0, 0, 0));
    }),
    drawn_wrong("axis_not_cut", CHANGE, |_, scene| scene.marks.retain(|mark| mark.role != Role::Axis)),
    drawn_wrong("axis_not_cut", "2_trend_jiangsu", |_, scene| {
        for mark in scene.marks.iter_mut().filter(|mark| mark.role == Role::Axis) {
            let area = mark.shape.bounds();
            mark.shape = Shape::Fill(Area { y: area.y - 60.0, ..area }, Colour(0, 0, 0));
        }
    }),
    drawn_wrong("same_unit_same_scale", CHANGE, |_, scene| {
        let half = Scale { pixels: scene.scales[0].pixels / 2.0, ..scene.scales[0] };
        let index = scene.scale(half);
        scene.marks.iter_mut().find_map(|mark| mark.measured.as_mut()).unwrap().scale = index;
    }),
    drawn_wrong("scale_changes_are_said", "3_waterfall_zhoukou", |spec, _| {
        for column in &mut table_of(spec).columns {
            column.head = column.head.replace("放大20倍", "");
        }
    }),
    drawn_wrong("scale_changes_are_said", MULTIPLES, |spec, _| {
        timelines_of(spec).scaling_bar.as_mut().unwrap().label.clear();
    }),
    drawn_wrong("variances_are_signed", CHANGE, |_, scene| {
        let text = first_text_of(scene, TextKind::Signed);
        text.text = text.text.replace('+', "");
    }),
    drawn_wrong("variances_are_signed", CHANGE, |_, scene| {
        first_text_of(scene, TextKind::Number).text.insert(0, '+');
    }),
    drawn_wrong("variances_are_signed", CHANGE, |_, scene| {
        let text = first_text_of(scene, TextKind::Signed);
        text.text = text.text.replace('+', "-");
    }),
    drawn_wrong("signs_match_values", CHANGE, |spec, _| pin_of(spec).value *= -1),
    drawn_wrong("signs_match_values", "6_heat_sixty", |spec, _| {
        let cells = table_of(spec).rows.iter_mut().flat_map(|row| &mut row.cells);
        cells.filter_map(|cell| if let Cell::Heat(heat) = cell { Some(heat) } else { None }).next().unwrap().level *=
            -1;
    }),
    drawn_wrong("signs_match_values", "2_trend_gaps", |spec, _| {
        let slots = &mut timelines_of(spec).charts[0].years;
        slots.iter_mut().flat_map(|slot| &mut slot.bars).for_each(|bar| bar.value = bar.value.abs());
    }),
    drawn_wrong("no_infinity", CHANGE, |_, scene| scene.texts[6].text = "inf%".to_owned()),
    drawn_wrong("no_infinity", CHANGE, |_, scene| {
        scene.marks[0].shape = Shape::Line((f64::NAN, 0.0), (1.0, 1.0), Colour(0, 0, 0), 1.0);
    }),
    drawn_wrong("gaps_are_not_bridged", "2_trend_gaps", |spec, _| {
        timelines_of(spec).charts[0].years.retain(|slot| !slot.bars.is_empty());
    }),
    drawn_wrong("gaps_are_not_bridged", "2_trend_gaps", |spec, _| {
        timelines_of(spec).charts[0].years.iter_mut().for_each(|slot| slot.word = None);
    }),
    drawn_wrong("gaps_are_not_bridged", "2_trend_gaps", |spec, _| {
        let slots = &mut timelines_of(spec).charts[0].years;
        let pin = slots[1].rate.clone();
        slots[4].rate = pin;
    }),
    drawn_wrong("gaps_are_not_bridged", "2_trend_jiangsu", |spec, _| {
        let chart = &mut timelines_of(spec).charts[0];
        (chart.years[1].bars, chart.years[1].word) = (Vec::new(), Some("缺年".to_owned()));
    }),
    drawn_wrong("gaps_are_not_bridged", "4_structure_jiangsu", |spec, _| {
        let Panel::Structure(panel) = &mut spec.panels[0] else { panic!("not a structure") };
        panel.stacks[1].word = Some("缺年".to_owned());
    }),
    drawn_wrong("cut_pins_are_explained", "1_change_states", |spec, _| spec.notes.retain(|note| note.head != "注")),
    drawn_wrong("cut_pins_are_explained", CHANGE, |spec, _| {
        let pin = pin_of(spec);
        (pin.clipped, pin.label) = (true, String::new());
    }),
    drawn_wrong("points_are_named", "9_outliers_sixty", |_, scene| {
        scene
            .texts
            .retain(|text| !text.text.contains('（') || text.kind != TextKind::Prose || text.text.contains('年'));
    }),
    drawn_wrong("title_is_complete", CHANGE, |spec, _| spec.title.what = "支出".to_owned()),
    drawn_wrong("title_is_complete", CHANGE, |spec, _| spec.notes.retain(|note| note.head != "来源")),
    drawn_wrong("title_is_complete", CHANGE, |spec, _| spec.message.clear()),
];

#[test]
fn every_rule_of_lint_finds_the_picture_that_breaks_it() {
    let cases = sample::cases();
    for mutation in MUTATIONS {
        let mut spec = specify(cases.iter().find(|case| case.file == mutation.case).unwrap());
        let mut scene = super::layout::lay_out(&spec);
        let before = lint::lint_picture(&spec, &scene);
        assert!(before.is_empty(), "{}: {before:#?}", mutation.case);
        (mutation.spoil)(&mut spec, &mut scene);
        let found: Vec<&str> = lint::lint_picture(&spec, &scene).into_iter().map(|finding| finding.rule).collect();
        assert!(found.contains(&mutation.rule), "{} in {}: found only {found:?}", mutation.rule, mutation.case);
    }
    let tried: BTreeSet<&str> = MUTATIONS.iter().map(|mutation| mutation.rule).collect();
    let rules: BTreeSet<&str> = lint::RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(tried, rules, "every rule is broken by one mutation at least");
}

/// Every number, word and mark of a specification, one case of each kind.
#[test]
fn specifications_of_all_kinds_are_as_reviewed() {
    let cases = sample::cases();
    let files = [
        "1_change_states",
        "2_trend_both_phases",
        "3_waterfall_zhoukou",
        "4_structure_gap",
        "5_ranking_sixteen_4_3_grey",
        "6_heat_ten_a4",
        "7_three_public_years",
        "8_multiples_ten_a4",
        "9_outliers_twelve_judged_audit",
    ];
    let kinds: HashSet<&str> =
        cases.iter().filter(|case| files.contains(&case.file.as_str())).map(|case| case.chart).collect();
    assert_eq!(kinds.len(), CHARTS.len());
    for file in files {
        let spec = specify(cases.iter().find(|case| case.file == file).unwrap());
        insta::assert_snapshot!(file, render::specification_json(&spec).unwrap());
    }
}

#[test]
fn a_picture_carries_its_words_and_the_fingerprint_of_its_specification() {
    let spec = specify(&sample::cases()[0]);
    let png = render::render_png(&spec).unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
    let texts: Vec<(String, String)> =
        reader.info().utf8_text.iter().map(|chunk| (chunk.keyword.clone(), chunk.get_text().unwrap())).collect();
    let text = |keyword: &str| texts.iter().find(|(name, _)| name == keyword).map(|(_, text)| text.as_str());
    assert_eq!(text("Description"), Some("支出合计1,092.22万元，比上年增加36.15万元，增长3.42%"));
    assert_eq!(text(render::FINGERPRINT), Some(render::fingerprint(&spec).unwrap().as_str()));
    let mut other = spec.clone();
    other.message.push('。');
    assert_ne!(render::fingerprint(&other).unwrap(), render::fingerprint(&spec).unwrap());
}

#[test]
fn the_svg_and_the_png_show_the_same() {
    for case in sample::cases().iter().step_by(9) {
        let spec = specify(case);
        let png = Pixmap::decode_png(&render::render_png(&spec).unwrap()).unwrap();
        let tree = resvg::usvg::Tree::from_str(&render::render_svg(&spec), &resvg::usvg::Options::default()).unwrap();
        let mut svg = Pixmap::new(png.width(), png.height()).unwrap();
        resvg::render(&tree, resvg::tiny_skia::Transform::identity(), &mut svg.as_mut());
        let differ = |(one, two): (&u8, &u8)| one.abs_diff(*two) > 64;
        let different = png.data().iter().zip(svg.data()).filter(|pair| differ(*pair)).count();
        assert!(different * 1000 < png.data().len(), "{}: {different} bytes differ", case.file);
    }
}

#[test]
fn an_svg_needs_no_font_and_hostile_names_stay_text() {
    let mut case = sample::cases().into_iter().next().unwrap();
    for row in &mut case.comparisons {
        row.series.department = "<script>&\"局\"</script>".to_owned();
    }
    let svg = render::render_svg(&specify(&case));
    assert!(!svg.contains("<text") && !svg.contains("font-family"), "texts are outlines");
    assert!(!svg.contains("<script>") && svg.contains("&lt;script&gt;&amp;&quot;局&quot;"));
    assert!(svg.contains("<desc>支出合计1,092.22万元"));
    assert!(resvg::usvg::Tree::from_str(&svg, &resvg::usvg::Options::default()).is_ok());
}

#[test]
fn lint_is_clean_in_every_size_theme_and_label_mode() {
    let mut findings = Vec::new();
    for mut case in sample::cases() {
        for size in [ChartSize::Wide, ChartSize::Standard, ChartSize::A4Width] {
            for (labels, theme) in [LabelMode::Briefing, LabelMode::Audit]
                .into_iter()
                .flat_map(|labels| [ThemeName::Light, ThemeName::Greyscale].map(|theme| (labels, theme)))
            {
                case.options = ChartOptions { size, labels, theme, ..case.options };
                let spec = specify(&case);
                let name = format!("{} {size:?} {labels:?} {theme:?}", case.file);
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
fn shares_of_nothing_are_not_drawn() {
    let parts = [("城乡社区支出", vec![0, 0]), ("其他支出", vec![0, 0])];
    let shares = sample::shares("某市财政局", 2024, &parts);
    let options = ChartOptions::default();
    let input = ChartInput { comparisons: &[], shares: &shares, options: &options };
    let chart = CHARTS.iter().find(|chart| chart.name == "structure").unwrap();
    assert!((chart.specify)(&input).unwrap_err().message.contains("没有能算占比的年度"));
}

#[test]
fn revenue_and_expenditure_are_not_ranked_beside_each_other() {
    let mut rows = sample::many_departments(6);
    let mut revenue = rows.clone();
    for row in &mut revenue {
        row.series.flow = Some(crate::domain::Flow::Revenue);
        (row.amount_fen, row.base_fen) = (row.amount_fen.map(|fen| fen * 3), row.base_fen.map(|fen| fen * 3));
    }
    rows.extend(revenue.into_iter().take(20));
    let options = ChartOptions::default();
    let input = ChartInput { comparisons: &rows, shares: &[], options: &options };
    for name in ["ranking", "heat_map", "small_multiples", "outliers"] {
        let chart = CHARTS.iter().find(|chart| chart.name == name).unwrap();
        let spec = (chart.specify)(&input).unwrap();
        assert!(!spec.title.what.contains("收支") && spec.title.what.contains("支出"), "{name}: {}", spec.title.what);
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
    reads_as(
        "1_change_zhoukou_audit_4_3",
        &[
            "支出合计1,092.22万元，比上年增加36.15万元，增长3.42%",
            "周口市行政服务中心 / 一般公共预算支出（万元） / 2025年预算与2024年预算",
            "项目 | 2024年预算 | 2025年预算 |  | 增减额 | 增减率",
            "一般公共服务支出 | 958.63 | 992.16 | 958630000<992160000 | +33.53 [33530000] | +3.50% 350",
            "社会保障和就业支出 | 39.50 | 41.02 | 39500000<41020000 | +1.52 [1520000] | +3.85% 385",
            "住房保障支出 | 32.08 | 33.18 | 32080000<33180000 | +1.10 [1100000] | +3.43% 343",
            "卫生健康支出 | 25.86 | 25.86 | 25860000<25860000 | 0.00 [0] | “持平”",
            "支出合计 | 1,056.07 | 1,092.22 | 1056070000<1092220000 | +36.15 [36150000] | +3.42% 342",
            "来源：周口市行政服务中心2025年度部门预算；2024年分项为示意",
            "口径：增减额＝本年数－上年数，增减率＝增减额÷上年数，四舍五入",
        ],
    );
}

#[test]
fn states_are_written_and_outliers_keep_their_exact_rate() {
    reads_as(
        "1_change_states",
        &[
            "支出合计1.02亿元，缺少可比的上年数据",
            "周口市住房和城乡建设局 / 一般公共预算支出（亿元） / 2025年预算与2024年预算",
            "项目 | 2024年预算 | 2025年预算 |  | 增减额 | 增减率",
            "城乡社区支出 | 0.399 | 0.421 | 3988100000<4210550000 | +0.0222 [222450000] | +5.6% 558",
            "国家机关事务管理局所属在京中央行政事业单位住房制度改革领导小组办公室及其直属服务中心（本级） | 0.312 | 0.295 | 3120400000<2950000000 | −0.0170 [-170400000] | −5.5% -546",
            "应急物资储备 | 0.000 | 0.186 | 1200000<1860000000 | +0.1859 [1858800000] | +154,900.0% 3571▲",
            "老旧小区改造（2024年一次性项目） | 0.098 | 0.000 | 980000000<0 | −0.0980 [-980000000] | “取消”",
            "节能环保支出 | 0.000 | 0.073 | 0<730000000 | +0.0730 [730000000] | “新增”",
            "住房保障支出 | 0.031 | 0.031 | 310220000<310220000 | 0.0000 [0] | “持平”",
            "卫生健康支出 | 0.013 | 0.014 | 131020000<142170000 | +0.0011 [11150000] | +8.5% 851",
            "其他支出 | 0.006 | −0.012 | 60000000<-120300000 | −0.0180 [-180300000] | “不可比”",
            "灾害防治及应急管理支出 | “缺年” | 0.009 | 88000000 |  | “缺年”",
            "科学技术支出 | 0.002 | 0.001 | 16800000<12000000 | −0.0005 [-4800000] | −28.6% -2857",
            "合计 | “缺年” | 1.018 |  |  | “缺年”",
            "来源：测试数据",
            "口径：增减额＝本年数－上年数，增减率＝增减额÷上年数，四舍五入",
            "注：合计（和其余各项之和）远大于单项，只列数字；带三角的针超出轴长，增减率照写",
        ],
    );
}

#[test]
fn trend_has_gaps_and_no_growth_over_them() {
    reads_as(
        "2_trend_gaps",
        &[
            "2025年信息化运行维护55.50万元，增加75.50万元，增减率不可比",
            "周口市行政服务中心 / 一般公共预算支出（万元） / 2016—2025年预算",
            ": 2016 31.2, 2017 35.8 (+14.7%), 2018 缺年, 2019 缺年, 2020 33.1, 2021 41.7 (+26.0%), 2022 39.9 (−4.3%), 2023 412.6 (+934.1%), 2024 −20.0 (不可比), 2025 55.5 (不可比)",
            "来源：测试数据",
            "口径：增减额＝本年数－上年数，增减率＝增减额÷上年数，四舍五入",
            "注：缺2018年、2019年数据，不跨缺年计算增减和年均增长；带三角的针超出轴长，增减率照写",
        ],
    );
}

#[test]
fn trend_carries_compound_growth() {
    reads_as(
        "2_trend_jiangsu",
        &[
            "2019年支出合计1.83亿元，比2017年增加4,681.30万元，增长34.30%，年均增长15.89%",
            "江苏省人大常委会办公厅 / 一般公共预算支出（亿元） / 2017—2019年预算",
            ": 2017 1.365, 2018 1.590 (+16.5%), 2019 1.833 (+15.3%) → 年均增长15.9%",
            "来源：江苏省人大常委会办公厅2017—2019年度部门预算公开表",
            "口径：增减额＝本年数－上年数，增减率＝增减额÷上年数，四舍五入",
        ],
    );
}

#[test]
fn waterfall_reads_from_total_to_total() {
    reads_as(
        "3_waterfall_zhoukou",
        &[
            "支出合计1,092.22万元，比上年增加36.15万元，增长3.42%",
            "周口市行政服务中心 / 一般公共预算支出（万元） / 2025年预算与2024年预算",
            "项目 | 数额 | 增减额（放大20倍） | 拉动（百分点） | 增减率",
            "2024年预算 | 1,056 [0..1056070000] |  |  | ",
            "一般公共服务支出 |  [1056070000..1089600000] | +33.53 [0..33530000] | +3.18 | +3.5%",
            "社会保障和就业支出 |  [1089600000..1091120000] | +1.52 [33530000..35050000] | +0.14 | +3.8%",
            "住房保障支出 |  [1091120000..1092220000] | +1.10 [35050000..36150000] | +0.10 | +3.4%",
            "卫生健康支出 |  [1092220000..1092220000] | 0.00 [36150000..36150000] | 0.00 | “持平”",
            "2025年预算 | 1,092 [0..1092220000] | +36.15 [0..36150000] |  | +3.4%",
            "来源：周口市行政服务中心2025年度部门预算；2024年分项为示意",
            "口径：增减额＝本年数－上年数，增减率＝增减额÷上年数，四舍五入",
        ],
    );
}

#[test]
fn structure_prints_shares_and_their_shift_in_points() {
    reads_as(
        "4_structure_jiangsu",
        &[
            "2019年一般公共服务支出占75.87%；住房保障支出占比上升4.66个百分点",
            "江苏省人大常委会办公厅 / 一般公共预算支出结构（%） / 2017—2019年预算",
            "2017年: 77.1% 11.1% 11.8%",
            "2018年: 79.9% 13.4% 6.7%",
            "2019年: 75.9% 18.0% 6.1%",
            "项目 | 2018年占比 | 2019年占比 | 占比变动（个百分点）",
            "一般公共服务支出 | 79.9% | 75.9% | −4.05 -405",
            "住房保障支出 | 13.4% | 18.0% | +4.66 466",
            "社会保障和就业支出 | 6.7% | 6.1% | −0.61 -61",
            "来源：江苏省人大常委会办公厅2017—2019年度部门预算公开表",
            "口径：占比＝项目数÷合计数，占比变动由精确占比相减后四舍五入；分项占比之和可能不等于100%",
        ],
    );
}

#[test]
fn structure_divides_one_phase_and_adds_up_units() {
    let mut rows = sample::shares("甲局", 2024, &[("教育支出", vec![60, 80]), ("住房保障支出", vec![40, 20])]);
    let mut executed = sample::shares("甲局", 2024, &[("教育支出", vec![500, 500])]);
    executed.iter_mut().for_each(|row| row.series.phase = Phase::Executed);
    let mut unit = sample::shares("甲局", 2024, &[("教育支出", vec![100, 100])]);
    unit.iter_mut().for_each(|row| row.series.unit = "甲局中心".to_owned());
    rows.extend(executed);
    rows.extend(unit);
    let input = ChartInput { comparisons: &[], shares: &rows, options: &ChartOptions::default() };
    let structure = CHARTS.iter().find(|chart| chart.name == "structure").expect("the chart");
    let spec = (structure.specify)(&input).expect("a specification");
    assert_eq!(spec.message, "2025年教育支出占90.00%；住房保障支出占比下降10.00个百分点");
    assert!(spec.title.when.ends_with("预算"), "{}", spec.title.when);
}

#[test]
fn three_public_expenses_read_as_published() {
    reads_as(
        "7_three_public_flat",
        &[
            "2025年“三公”经费4.50万元，与上年持平",
            "周口市行政服务中心 / “三公”经费（万元） / 2024—2025年预算",
            "合计持平: 2024 4.5, 2025 4.5",
            "因公出国（境）费持平: 2024 0.0, 2025 0.0",
            "公务用车购置及运行费持平: 2024 4.5, 2025 4.5",
            "公务接待费持平: 2024 0.0, 2025 0.0",
            "来源：测试数据",
            "口径：增减额＝本年数－上年数，增减率＝增减额÷上年数，四舍五入",
        ],
    );
}

/// The outline of a case, line by line.
fn reads_as(file: &str, expected: &[&str]) {
    let outline = outline_of(file);
    assert_eq!(outline.lines().collect::<Vec<_>>(), expected);
}
