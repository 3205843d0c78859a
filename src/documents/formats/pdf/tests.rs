//! The reader on tiny files: what it must and must not do with a page.

use super::sample::{Drawing, Sample};
use super::{FORMAT, read};
use crate::documents::{Block, Content, Grid, Span};

const XS: [f64; 5] = [60.0, 130.0, 280.0, 360.0, 440.0];
const ROWS: [&[&str]; 4] = [
    &["编码", "科目名称", "本年", "上年"],
    &["201", "一般公共服务支出", "1,234.56", "1,000.00"],
    &["208", "社会保障和就业支出", "88.10", ""],
    &["", "合计", "1,322.66", "1,000.00"],
];

fn grids(content: &Content) -> Vec<&Grid> {
    content.blocks.iter().filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None }).collect()
}

fn texts(grid: &Grid) -> Vec<Vec<&str>> {
    grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
}

fn lines(content: &Content) -> Vec<(&str, bool)> {
    content
        .blocks
        .iter()
        .filter_map(
            |block| if let Block::Line(line) = block { Some((line.text.as_str(), line.ends_paragraph)) } else { None },
        )
        .collect()
}

fn read_page(drawing: Drawing) -> Content {
    read(&Sample::default().page(drawing).bytes()).unwrap()
}

#[test]
fn a_ruled_table_keeps_its_cells_its_title_and_its_place() {
    let drawing = Drawing::default()
        .text(240.0, 60.0, 14.0, "支出预算表")
        .text(380.0, 80.0, 10.0, "单位：万元")
        .table(90.0, &XS, &ROWS);
    let content = read_page(drawing);
    assert_eq!(lines(&content), [("支出预算表", true), ("单位：万元", true)]);
    let grid = grids(&content)[0];
    assert_eq!(texts(grid), ROWS);
    assert!(grid.spans_known);
    let place = grid.rows[1].place;
    assert_eq!((place.page, place.line), (Some(1), Some(4)));
    assert_eq!(content.pages, Some(1));
    assert!(content.warnings.is_empty());
}

#[test]
fn merged_cells_become_spans() {
    // 收入 over two columns; 项目 over two rows.
    let drawing = Drawing::default()
        .line(60.0, 60.0, 360.0, 60.0)
        .line(160.0, 80.0, 360.0, 80.0)
        .line(60.0, 100.0, 360.0, 100.0)
        .line(60.0, 120.0, 360.0, 120.0)
        .line(60.0, 60.0, 60.0, 120.0)
        .line(160.0, 60.0, 160.0, 120.0)
        .line(260.0, 80.0, 260.0, 120.0)
        .line(360.0, 60.0, 360.0, 120.0)
        .text(90.0, 84.0, 10.0, "项目")
        .text(250.0, 74.0, 10.0, "收入")
        .text(200.0, 94.0, 10.0, "本年")
        .text(300.0, 94.0, 10.0, "上年")
        .text(64.0, 114.0, 10.0, "合计")
        .figure(256.0, 114.0, "1.00")
        .figure(356.0, 114.0, "2.00");
    let content = read_page(drawing);
    let grid = grids(&content)[0];
    assert_eq!(texts(grid), [["项目", "收入", ""], ["", "本年", "上年"], ["合计", "1.00", "2.00"]]);
    let spans: Vec<Span> = grid.rows.iter().take(2).flat_map(|row| row.cells.iter().map(|cell| cell.span)).collect();
    let own = |rows, columns| Span::Own { rows, columns };
    let covered = |up, left| Span::Covered { up, left };
    assert_eq!(spans, [own(2, 1), own(1, 2), covered(0, 1), covered(1, 0), own(1, 1), own(1, 1)]);
}

#[test]
fn rotated_and_sideways_pages_read_upright() {
    // On a page shown turned by 90°, upright text runs upwards in the page's own coordinates.
    let sideways = |turn: &str| Drawing::default().raw(&format!("q {turn} cm")).table(90.0, &XS, &ROWS).raw("Q");
    let up = sideways("0 1 -1 0 842 0");
    let down = sideways("0 -1 1 0 -247 595");
    let bytes = Sample::default().page_with("/Rotate 90", up).page(sideways("0 1 -1 0 842 0")).page(down).bytes();
    let content = read(&bytes).unwrap();
    let grids = grids(&content);
    assert_eq!(grids.len(), 3);
    for grid in grids {
        assert_eq!(texts(grid), ROWS);
    }
}

#[test]
fn tables_beside_and_below_each_other_stay_apart() {
    let rows: [&[&str]; 2] = [&["收入", "金额"], &["甲", "1.00"]];
    let drawing = Drawing::default()
        .table(60.0, &[60.0, 160.0, 240.0], &rows)
        .table(60.0, &[244.0, 344.0, 424.0], &rows)
        .table(104.0, &[60.0, 160.0, 240.0], &rows);
    let content = read_page(drawing);
    assert_eq!(grids(&content).len(), 3);
    assert!(grids(&content).iter().all(|grid| texts(grid) == rows));
}

#[test]
fn fake_bold_is_read_once_and_doubled_digits_stay() {
    let drawing = Drawing::default()
        .text(60.0, 60.0, 14.0, "收入")
        .text(60.4, 60.0, 14.0, "收入")
        .text(60.0, 90.0, 10.0, "1122.00")
        .text(60.3, 90.2, 10.0, "1122.00");
    assert_eq!(lines(&read_page(drawing)), [("收入", true), ("1122.00", true)]);
}

#[test]
fn a_wrapped_name_without_lines_between_rows_stays_with_its_figures() {
    let mut drawing = Drawing::default();
    for y in [60.0, 80.0, 200.0] {
        drawing = drawing.line(60.0, y, 440.0, y);
    }
    for x in [60.0, 130.0, 270.0, 440.0] {
        drawing = drawing.line(x, 60.0, x, 200.0);
    }
    let drawing = drawing
        .text(64.0, 74.0, 10.0, "编码")
        .text(134.0, 74.0, 10.0, "名称")
        .text(274.0, 74.0, 10.0, "金额")
        .text(134.0, 96.0, 10.0, "机关事业单位基本养老保险")
        .text(134.0, 109.0, 10.0, "缴费支出")
        .text(64.0, 102.5, 10.0, "2080505")
        .figure(436.0, 102.5, "1,384.70")
        .text(134.0, 130.0, 10.0, "住房公积金")
        .text(64.0, 130.0, 10.0, "2210201")
        .figure(436.0, 130.0, "1,879.36")
        .text(134.0, 150.0, 10.0, "购房补贴")
        .text(64.0, 150.0, 10.0, "2210203")
        .figure(436.0, 150.0, "258.50");
    let content = read_page(drawing);
    assert_eq!(
        texts(grids(&content)[0]),
        [
            ["编码", "名称", "金额"],
            ["2080505", "机关事业单位基本养老保险缴费支出", "1,384.70"],
            ["2210201", "住房公积金", "1,879.36"],
            ["2210203", "购房补贴", "258.50"],
        ]
    );
}

#[test]
fn tables_without_lines_or_with_horizontal_lines_only_have_columns() {
    let bare = Drawing::default().rows(90.0, &XS, &ROWS);
    let mut ruled = Drawing::default().rows(90.0, &XS, &ROWS).text(64.0, 230.0, 10.0, "表二单位：元");
    for y in [90.0, 110.0, 170.0, 240.0, 260.0, 320.0] {
        ruled = ruled.line(60.0, y, 440.0, y);
    }
    let ruled = ruled.rows(240.0, &XS, &ROWS);
    let content = read(&Sample::default().page(bare).page(ruled).bytes()).unwrap();
    let grids = grids(&content);
    assert_eq!(grids.len(), 3);
    for grid in grids {
        assert!(!grid.spans_known);
        assert_eq!(texts(grid), ROWS);
    }
}

#[test]
fn open_borders_and_dashed_lines_still_bound_cells() {
    let mut open = Drawing::default().rows(90.0, &XS, &ROWS);
    for step in 0..5 {
        let y = 90.0 + 20.0 * f64::from(step);
        open = open.line(60.0, y, 440.0, y);
    }
    for x in &XS[1..4] {
        open = open.line(*x, 90.0, *x, 170.0);
    }
    let dashed = Drawing::default().raw("[3 3] 0 d").table(90.0, &XS, &ROWS);
    let content = read(&Sample::default().page(open).page(dashed).bytes()).unwrap();
    for grid in grids(&content) {
        assert_eq!(texts(grid), ROWS);
    }
    assert_eq!(grids(&content).len(), 2);
}

#[test]
fn a_loose_table_keeps_wrapped_names_and_headings_of_their_own_apart() {
    let drawing = Drawing::default()
        .text(134.0, 80.0, 10.0, "机关事业单位基本养老保险")
        .text(134.0, 93.0, 10.0, "缴费支出")
        .text(64.0, 86.5, 10.0, "2080505")
        .figure(400.0, 86.5, "1,384.70")
        .text(134.0, 114.0, 10.0, "三、其他支出")
        .text(134.0, 135.0, 10.0, "住房公积金")
        .text(64.0, 135.0, 10.0, "2210201")
        .figure(400.0, 135.0, "1,879.36")
        .text(134.0, 156.0, 10.0, "购房补贴")
        .text(64.0, 156.0, 10.0, "2210203")
        .figure(400.0, 156.0, "258.50");
    let content = read_page(drawing);
    assert_eq!(
        texts(grids(&content)[0]),
        [
            ["2080505", "机关事业单位基本养老保险缴费支出", "1,384.70"],
            ["", "三、其他支出", ""],
            ["2210201", "住房公积金", "1,879.36"],
            ["2210203", "购房补贴", "258.50"],
        ]
    );
}

#[test]
fn numbers_broken_in_narrow_cells_are_not_two_rows() {
    let mut drawing = Drawing::default();
    for y in [60.0, 90.0] {
        drawing = drawing.line(60.0, y, 140.0, y);
    }
    for x in [60.0, 100.0, 140.0] {
        drawing = drawing.line(x, 60.0, x, 90.0);
    }
    let drawing = drawing
        .text(64.0, 72.0, 10.0, "208050")
        .text(64.0, 84.0, 10.0, "501")
        .text(104.0, 72.0, 10.0, "123456")
        .text(104.0, 84.0, 10.0, "78.90");
    assert_eq!(texts(grids(&read_page(drawing))[0]), [["208050501", "12345678.90"]]);
}

#[test]
fn contents_and_prose_are_no_tables() {
    let mut drawing = Drawing::default();
    for (index, title) in ["概况", "收支预算", "情况说明", "名词解释"].into_iter().enumerate() {
        let baseline = 60.0 + 20.0 * index as f64;
        drawing = drawing.text(60.0, baseline, 10.0, title).figure(500.0, baseline, &(index * 3 + 1).to_string());
    }
    assert!(grids(&read_page(drawing)).is_empty());
}

/// A line as wide as the text of the page.
const FULL: &str = "本部门收入预算总计与上年相比收支预算总计各增加八百万元主要原因是政策性增资以及其他";

#[test]
fn a_page_number_never_joins_a_figure_over_the_page_break() {
    let mut sample = Sample::default();
    for page in 4..8 {
        let mut drawing = Drawing::default();
        for line in 0..35 {
            drawing = drawing.text(60.0, 80.0 + 20.0 * f64::from(line), 10.0, FULL);
        }
        let drawing = drawing.text(60.0, 780.0, 10.0, &FULL.replace("以及其他", "共增长"));
        sample = sample.page(drawing.text(290.0, 815.0, 9.0, &page.to_string()));
    }
    let content = read(&sample.bytes()).unwrap();
    assert_eq!(lines(&content).len(), 36 * 4);
    assert!(lines(&content).iter().all(|(text, _)| text.chars().count() > 30));
    // The last line of a page goes on on the next.
    assert!(!lines(&content)[35].1);
}

#[test]
fn running_heads_go_and_titles_above_tables_stay() {
    let mut sample = Sample::default();
    for page in 0..4 {
        let drawing = Drawing::default().text(200.0, 40.0, 9.0, "某局部门预算公开");
        sample = sample.page(if page < 2 {
            drawing.text(60.0, 90.0, 10.0, FULL).text(60.0, 110.0, 10.0, "完。")
        } else {
            drawing.text(200.0, 70.0, 10.0, "支出预算表").table(90.0, &XS, &ROWS)
        });
    }
    let content = read(&sample.bytes()).unwrap();
    let said: Vec<&str> = lines(&content).into_iter().map(|(text, _)| text).collect();
    assert_eq!(said, [FULL, "完。", FULL, "完。", "支出预算表", "支出预算表"]);
    let mut sample = Sample::default();
    for _ in 0..4 {
        sample = sample.page(Drawing::default().text(200.0, 60.0, 14.0, "支出预算表").table(90.0, &XS, &ROWS));
    }
    assert_eq!(lines(&read(&sample.bytes()).unwrap()).len(), 4);
}

#[test]
fn paragraphs_end_where_a_line_is_short_or_the_next_is_indented() {
    let drawing = Drawing::default()
        .text(80.0, 80.0, 10.0, &FULL.chars().skip(2).collect::<String>())
        .text(60.0, 100.0, 10.0, FULL)
        .text(60.0, 120.0, 10.0, "增长百分之三。")
        .text(80.0, 140.0, 10.0, &FULL.chars().skip(2).collect::<String>())
        .text(60.0, 160.0, 10.0, FULL)
        .text(80.0, 180.0, 10.0, "二、收入情况");
    let content = read_page(drawing);
    let ends: Vec<bool> = lines(&content).into_iter().map(|(_, ends)| ends).collect();
    assert_eq!(ends, [false, false, true, false, true, true]);
}

#[test]
fn a_line_that_stops_in_the_middle_of_a_sentence_goes_on_below_however_far_that_is_indented() {
    let full: String = FULL.chars().skip(3).collect();
    let drawing = Drawing::default()
        .text(60.0, 60.0, 10.0, FULL)
        .text(90.0, 80.0, 10.0, &format!("因，{}", full.chars().skip(2).collect::<String>()))
        .text(96.0, 100.0, 10.0, "无公务用车。");
    let ends: Vec<bool> = lines(&read_page(drawing)).into_iter().map(|(_, ends)| ends).collect();
    assert_eq!(ends, [true, false, true]);
}

#[test]
fn text_that_nobody_sees_is_left_out_and_reported() {
    let drawing = Drawing::default()
        .text(60.0, 60.0, 10.0, "看得见12")
        .raw("1 g")
        .text(60.0, 80.0, 10.0, "白字99")
        .raw("0 g 0.5 0.5 0.5 rg 60 700 100 20 re f 1 g")
        .text(64.0, 136.0, 10.0, "白字标题")
        .raw("0 g 3 Tr")
        .text(60.0, 160.0, 10.0, "隐藏88")
        .raw("0 Tr q 60 600 25 40 re W n")
        .text(60.0, 222.0, 10.0, "裁剪以外77")
        .raw("Q");
    let content = read_page(drawing);
    assert_eq!(lines(&content), [("看得见12", true), ("白字标题", true), ("裁剪以", true)]);
    assert_eq!(content.warnings.len(), 1);
    assert_eq!(content.warnings[0].place.page, Some(1));
}

#[test]
fn a_figure_that_runs_over_its_border_stays_whole() {
    let drawing = Drawing::default()
        .line(60.0, 60.0, 200.0, 60.0)
        .line(60.0, 80.0, 200.0, 80.0)
        .line(60.0, 60.0, 60.0, 80.0)
        .line(130.0, 60.0, 130.0, 80.0)
        .line(200.0, 60.0, 200.0, 80.0)
        .text(70.0, 74.0, 10.0, "22.22")
        .text(126.0, 74.0, 10.0, "1,234,567.89");
    let content = read_page(drawing);
    assert_eq!(texts(grids(&content)[0]), [["22.22", "1,234,567.89"]]);
}

#[test]
fn fonts_without_unicode_are_said_and_not_guessed() {
    let sample = Sample::default().page(Drawing::default().text(60.0, 60.0, 10.0, "合计"));
    let error = read(&sample.bytes_without_unicode()).unwrap_err();
    assert!(error.message.contains("没有文字编码"));
}

#[test]
fn scans_damaged_and_encrypted_files_are_refused_in_chinese() {
    let scan = Sample::default().page(Drawing::default().raw("0 0 595 842 re f"));
    assert!(read(&scan.bytes()).unwrap_err().message.contains("扫描件"));
    assert!(read(b"%PDF-1.7\nnothing").unwrap_err().message.contains("损坏"));
    let bytes = Sample::default().page(Drawing::default().text(60.0, 60.0, 10.0, "合计")).bytes();
    let locked = String::from_utf8(bytes).unwrap().replace(
        "/Root 1 0 R",
        "/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O (00000000000000000000000000000000) \
         /U (00000000000000000000000000000000) >>",
    );
    assert!(read(locked.as_bytes()).unwrap_err().message.contains("加密"));
}

#[test]
fn truncated_and_mutilated_files_never_panic() {
    let bytes = Sample::default().page(Drawing::default().table(90.0, &XS, &ROWS)).bytes();
    for length in (0..bytes.len()).step_by(97) {
        let _ = read(&bytes[..length]);
    }
    for place in (0..bytes.len()).step_by(41) {
        let mut changed = bytes.clone();
        changed[place] ^= 0x15;
        let _ = read(&changed);
    }
}

#[test]
fn a_page_beyond_the_limits_is_cut_off_and_reported() {
    let commands = "60 60 m 70 60 l S\n".repeat(super::glyphs::MOST_SEGMENTS + 1);
    let drawing = Drawing::default().text(60.0, 60.0, 10.0, "合计").raw(&commands);
    let content = read_page(drawing);
    assert_eq!(lines(&content), [("合计", true)]);
    assert!(content.warnings[0].message.contains("线条超过上限"));
}

#[test]
fn too_many_characters_are_cut_off_and_reported() {
    let drawing = Drawing::default()
        .text(60.0, 60.0, 10.0, "合计")
        .text(60.0, 80.0, 0.001, &"字".repeat(super::glyphs::MOST_GLYPHS))
        .text(60.0, 100.0, 10.0, "其余");
    let content = read_page(drawing);
    assert_eq!(lines(&content)[0].0, "合计");
    assert!(content.warnings.iter().any(|warning| warning.message.contains("超过上限")));
}

#[test]
fn missing_pages_are_reported() {
    let bytes = Sample::default().page(Drawing::default().text(60.0, 60.0, 10.0, "合计")).bytes();
    let fewer = String::from_utf8(bytes).unwrap().replace("/Count 1", "/Count 3");
    let content = read(fewer.as_bytes()).unwrap();
    assert!(content.warnings[0].message.contains("应有 3 页，只找到 1 页"));
}

#[test]
fn a_pdf_is_told_by_its_first_bytes() {
    assert!((FORMAT.recognises)(b"\n%PDF-1.4", ""));
    assert!(!(FORMAT.recognises)(b"PK\x03\x04", "pdf"));
}

#[test]
fn a_loose_table_with_rows_far_apart_keeps_its_head_and_the_numbers_of_its_columns() {
    let mut drawing = Drawing::default()
        .text(64.0, 80.0, 10.0, "项")
        .text(104.0, 80.0, 10.0, "目")
        .text(222.0, 80.0, 10.0, "预算数")
        .text(350.0, 80.0, 10.0, "决算数")
        .text(74.0, 115.0, 10.0, "栏次")
        .text(234.0, 115.0, 10.0, "1")
        .text(362.0, 115.0, 10.0, "2");
    let rows = [
        ("一、财政拨款收入", "440.55", "450.00"),
        ("二、事业收入", "", ""),
        ("三、其他收入", "1.00", "2.00"),
        ("总计", "441.55", "452.00"),
    ];
    for (step, (label, budget, executed)) in rows.into_iter().enumerate() {
        let y = 150.0 + 35.0 * step as f64;
        drawing = drawing.text(64.0, y, 10.0, label).figure(290.0, y, budget).figure(420.0, y, executed);
    }
    let content = read_page(drawing);
    let found = texts(grids(&content)[0]);
    assert_eq!(found[0], ["项目", "预算数", "决算数"]);
    assert_eq!(found[1], ["栏次", "1", "2"]);
    assert_eq!(found[2], ["一、财政拨款收入", "440.55", "450.00"]);
    assert_eq!(found[3], ["二、事业收入", "", ""]);
    assert_eq!(found[5], ["总计", "441.55", "452.00"]);
}
