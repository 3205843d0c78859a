//! Pages written in the test.

use super::*;
use crate::documents::{Block, Grid, Span};

fn content(body: &str) -> Content {
    read(format!("<!DOCTYPE html><html><meta charset=utf-8><body>{body}</body></html>").as_bytes()).unwrap()
}

fn lines(content: &Content) -> Vec<(&str, bool)> {
    let mut lines = Vec::new();
    for block in &content.blocks {
        if let Block::Line(line) = block {
            lines.push((line.text.as_str(), line.ends_paragraph));
        }
    }
    lines
}

fn grids(content: &Content) -> Vec<&Grid> {
    let mut grids = Vec::new();
    for block in &content.blocks {
        if let Block::Grid(grid) = block {
            grids.push(grid);
        }
    }
    grids
}

fn texts(grid: &Grid) -> Vec<Vec<&str>> {
    grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
}

#[test]
fn blocks_are_paragraphs_and_breaks_are_lines() {
    let content = content("<div>标题<p>一段，<br>接着。<br><br>二段<br>　　三段</div>a <b>b</b>\n c&nbsp;d");
    assert_eq!(
        lines(&content),
        [("标题", true), ("一段，", false), ("接着。", true), ("二段", true), ("三段", true), ("a b c d", true)]
    );
}

#[test]
fn what_nobody_sees_is_not_read() {
    let content = content(
        "<script>1</script><style>2</style><p hidden>3</p><p style='color:red; DISPLAY : none'>4</p><!--5--><p>6</p>",
    );
    assert_eq!(lines(&content), [("6", true)]);
}

#[test]
fn spans_of_a_head_are_kept() {
    let content = content(
        "<table><caption>收支总表</caption><tr><th rowspan=2>项目<th colspan=2>支出<tr><th>基本<br>支出<th>项目<tr><td>甲<td>1,092.22<sup>1</sup><td>1<br>2</table>",
    );
    let grid = grids(&content)[0];
    assert_eq!(texts(grid), [["项目", "支出", ""], ["", "基本支出", "项目"], ["甲", "1,092.22¹", "1\n2"]]);
    assert_eq!(grid.rows[0].cells[0].span, Span::Own { rows: 2, columns: 1 });
    assert_eq!(grid.rows[1].cells[0].span, Span::Covered { up: 1, left: 0 });
    assert_eq!(lines(&content), [("收支总表", true)]);
}

#[test]
fn hostile_spans_do_not_explode() {
    let content = content(
        "<table><tr><td rowspan=100000 colspan=100000>题<tr><td>甲<td>1</table><table><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d<td>e</table>",
    );
    let tables = grids(&content);
    assert_eq!(texts(tables[0]), [["题", "", ""], ["", "甲", "1"]]);
    assert_eq!(texts(tables[1]), [["a", "b"], ["", "c"], ["d", "e"]]);
    let many = format!("<table>{}</table>", "<tr><td colspan=1000>a<td>b".repeat(20));
    assert_eq!(grids_of(&many), 1);
    let wide = format!("<table><tr>{}</table><p>x", "<td colspan=1000>a".repeat(1000));
    let page = read(wide.as_bytes()).unwrap();
    assert!(grids(&page).is_empty() && page.warnings.len() == 1);
}

fn grids_of(page: &str) -> usize {
    grids(&read(page.as_bytes()).unwrap()).len()
}

#[test]
fn a_layout_table_is_looked_through_and_its_text_kept() {
    let content = content(
        "<table><tr><td>导航<td><p>正文</p><table><tr><td>甲<td>1</table></table><table><tr><td>框内<p>二段</table>",
    );
    assert_eq!(lines(&content), [("导航", true), ("正文", true), ("框内", true), ("二段", true)]);
    assert_eq!(texts(grids(&content)[0]), [["甲", "1"]]);
}

#[test]
fn deleted_text_is_reported() {
    let content = content("<p>增加<del>10</del><ins>20</ins>万元");
    assert_eq!(lines(&content), [("增加20万元", true)]);
    assert!(content.warnings[0].message.contains("10"));
}

#[test]
fn the_encoding_comes_from_the_page_or_from_its_bytes() {
    let page = |charset: &str| {
        format!(
            "<html><head>{charset}</head><body><p>一般公共预算拨款收入支出决算总表及说明部门单位教育科学</p></body></html>"
        )
    };
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let cases = [
        (page("<meta charset=gb2312>").into_bytes(), "UTF-8", 1),
        (gb(&page("<meta http-equiv=Content-Type content='text/html; charset=gb2312'>")), "gb18030", 0),
        (gb(&page("")), "GB18030", 0),
        (gb(&page("<meta charset=utf-8>")), "GB18030", 1),
        ([&[0xef, 0xbb, 0xbf], page("<meta charset=gbk>").as_bytes()].concat(), "UTF-8", 0),
    ];
    for (bytes, encoding, warnings) in cases {
        let content = read(&bytes).unwrap();
        assert!(lines(&content)[0].0.starts_with("一般公共"), "{encoding}");
        assert_eq!(
            (content.encoding.map(str::to_uppercase), content.warnings.len()),
            (Some(encoding.to_uppercase()), warnings)
        );
    }
}

#[test]
fn pages_are_told_by_content_and_not_by_name() {
    assert!(recognises(b"\r\n<TABLE border=1><tr><td>1", "xls"));
    assert!(recognises(b"<?xml version='1.0'?><!-- x --><!DOCTYPE HTML PUBLIC>", ""));
    assert!(!recognises("a < b <table".as_bytes(), "txt"));
    assert!(!recognises(b"PK\x03\x04", "html"));
    let archive = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n<html>";
    assert!(recognises(archive, "html") && read(archive).unwrap_err().message.contains("MHTML"));
    let sheet = b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
    assert!(recognises(sheet, "xls") && read(sheet).unwrap_err().message.contains("Excel 2003 XML"));
}

#[test]
fn elements_nested_without_end_do_not_exhaust_the_stack() {
    let content = read(format!("<html>{}深", "<div>".repeat(20_000)).as_bytes()).unwrap();
    assert_eq!(lines(&content), [("深", true)]);
    let tables = "<table><tr><td>".repeat(2_000);
    assert!(read(format!("{tables}底").as_bytes()).is_ok());
}
