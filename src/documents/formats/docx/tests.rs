//! Documents built in the test, part by part.

use super::*;
use crate::documents::{Grid, Span};
use std::io::Write;

/// A package with these parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn document(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>{body}<w:sectPr/></w:body></w:document>"#
    )
}

fn content(body: &str) -> Content {
    read(&package(&[("word/document.xml", &document(body))])).unwrap()
}

fn lines(content: &Content) -> Vec<&str> {
    content.blocks.iter().map(line_text).filter(|text| !text.is_empty()).collect()
}

fn line_text(block: &Block) -> &str {
    match block {
        Block::Line(line) => &line.text,
        Block::Grid(_) => "",
    }
}

fn grids(content: &Content) -> Vec<&Grid> {
    fn grid(block: &Block) -> Option<&Grid> {
        match block {
            Block::Grid(grid) => Some(grid),
            Block::Line(_) => None,
        }
    }
    content.blocks.iter().filter_map(grid).collect()
}

fn texts(grid: &Grid) -> Vec<Vec<&str>> {
    grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(text))
}

#[test]
fn special_characters_inside_a_run_are_text() {
    let content = content(
        r#"<w:p><w:r><w:t xml:space="preserve">A &amp; B </w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t><w:br w:type="page"/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>
        <w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r></w:p>"#,
    );
    assert_eq!(lines(&content), ["A & B \tc-de☑", "上", "下"]);
    let ends: Vec<bool> =
        content.blocks.iter().map(|block| matches!(block, Block::Line(line) if line.ends_paragraph)).collect();
    assert_eq!(ends, [true, false, true]);
}

#[test]
fn a_raised_note_mark_never_joins_the_figure_before_it() {
    let content = content(
        r#"<w:p><w:r><w:t>1,092.22</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r><w:r><w:t>万元</w:t></w:r></w:p>"#,
    );
    assert_eq!(lines(&content), ["1,092.22¹万元"]);
}

#[test]
fn inserted_text_is_read_and_deleted_text_is_only_reported() {
    let content = content(
        r#"<w:p><w:r><w:t>增加</w:t></w:r><w:del><w:r><w:delText>10</w:delText></w:r></w:del><w:ins><w:r><w:t>20</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:r><w:t>万元</w:t></w:r></w:p>
        <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#,
    );
    assert_eq!(lines(&content), ["增加20万元"]);
    assert_eq!(content.warnings.len(), 2);
    assert!(content.warnings[0].message.contains("10旧处") && content.warnings[0].place.line == Some(1));
    assert!(content.warnings[1].message.contains("删行"));
}

#[test]
fn hidden_text_is_left_out_with_a_warning() {
    let styles = r#"<w:styles><w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="I"><w:basedOn w:val="H"/></w:style></w:styles>"#;
    let body = document(
        r#"<w:p><w:r><w:t>看得见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r><w:r><w:rPr><w:rStyle w:val="I"/></w:rPr><w:t>乙</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>也是</w:t></w:r></w:p>"#,
    );
    let content = read(&package(&[("word/document.xml", &body), ("word/styles.xml", styles)])).unwrap();
    assert_eq!(lines(&content), ["看得见也是"]);
    assert!(content.warnings[0].message.contains("甲乙"));
}

#[test]
fn a_text_box_is_read_once_although_it_is_written_twice() {
    let content = content(&format!(
        r#"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent><w:t>旁</w:t></w:r></w:p>
        <w:p><w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>只在后备里</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"#,
        paragraph("框内")
    ));
    assert_eq!(lines(&content), ["旁", "框内", "只在后备里"]);
}

#[test]
fn spans_of_a_three_row_head_are_kept() {
    let restart = r#"<w:vMerge w:val="restart"/>"#;
    let span = |count: usize| format!(r#"<w:gridSpan w:val="{count}"/>"#);
    let rows = [
        [cell(restart, "项目"), cell(&span(3), "支出")].concat(),
        [cell("<w:vMerge/>", ""), cell(restart, "合计"), cell(&span(2), "其中")].concat(),
        [cell("<w:vMerge/>", ""), cell("<w:vMerge/>", ""), cell("", "基本"), cell("", "项目")].concat(),
    ];
    let table: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    let content = content(&format!("<w:tbl>{table}</w:tbl>"));
    let grid = grids(&content)[0];
    assert_eq!(texts(grid), [["项目", "支出", "", ""], ["", "合计", "其中", ""], ["", "", "基本", "项目"]]);
    assert_eq!(grid.rows[0].cells[0].span, Span::Own { rows: 3, columns: 1 });
    assert_eq!(grid.rows[0].cells[1].span, Span::Own { rows: 1, columns: 3 });
    assert_eq!(grid.rows[1].cells[1].span, Span::Own { rows: 2, columns: 1 });
    assert_eq!(grid.rows[2].cells[1].span, Span::Covered { up: 1, left: 0 });
    assert!(grid.spans_known && content.warnings.is_empty());
}

#[test]
fn phantom_grid_columns_are_merged_away() {
    let wide = r#"<w:gridSpan w:val="2"/>"#;
    let content = content(&format!(
        r#"<w:tbl><w:tblGrid><w:gridCol w:w="1000"/><w:gridCol w:w="10"/><w:gridCol w:w="1000"/><w:gridCol w:w="12"/><w:tblGridChange><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid></w:tblGridChange></w:tblGrid><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>"#,
        cell(wide, "项目"),
        cell(wide, "金额"),
        cell("", "甲"),
        cell(r#"<w:gridSpan w:val="3"/>"#, "1.00"),
    ));
    assert_eq!(texts(grids(&content)[0]), [["项目", "金额"], ["甲", "1.00"]]);
}

#[test]
fn a_nested_table_follows_as_a_grid_of_its_own() {
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("", "内"), cell("", "2"));
    let content = content(&format!(
        "<w:tbl><w:tr><w:tc>{}{inner}</w:tc>{}</w:tr></w:tbl>{}",
        paragraph("外"),
        cell("", "1"),
        paragraph("后")
    ));
    let grids = grids(&content);
    assert_eq!((texts(grids[0]), texts(grids[1])), (vec![vec!["外", "1"]], vec![vec!["内", "2"]]));
    assert_eq!(line_text(content.blocks.last().unwrap()), "后");
}

#[test]
fn a_table_with_one_column_is_a_frame_around_running_text() {
    let content =
        content(&format!("<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>", paragraph("一段"), paragraph("二段")));
    assert_eq!(lines(&content), ["一段", "二段"]);
}

#[test]
fn two_numbers_in_one_cell_stay_apart() {
    let content = content(&format!(
        "<w:tbl><w:tr><w:tc>{}{}</w:tc><w:tc>{}{}</w:tc></w:tr></w:tbl>",
        paragraph("1.00"),
        paragraph("2.00"),
        paragraph("养老"),
        paragraph("支出")
    ));
    assert_eq!(texts(grids(&content)[0]), [["1.00\n2.00", "养老支出"]]);
}

#[test]
fn automatic_numbers_are_printed_before_their_paragraphs() {
    let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>"#;
    let styles = r#"<w:styles><w:style w:styleId="T"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#;
    let item = |number: usize, text: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
        )
    };
    let titled = r#"<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>部门收支</w:t></w:r></w:p>"#;
    let body = document(&[titled.to_owned(), item(2, "2万元"), item(1, "其他"), item(0, "无号")].concat());
    let parts = [("word/document.xml", body.as_str()), ("word/numbering.xml", numbering), ("word/styles.xml", styles)];
    let content = read(&package(&parts)).unwrap();
    assert_eq!(lines(&content), ["一、部门收支", "1. 2万元", "二、其他", "无号"]);
}

#[test]
fn notes_follow_the_body_and_margins_and_comments_are_reported() {
    let body = document(
        r#"<w:p><w:r><w:t>正文</w:t><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="7"/></w:r></w:p>"#,
    );
    let notes = format!(
        r#"<w:footnotes><w:footnote w:type="separator" w:id="0">{}</w:footnote><w:footnote w:id="2">{}</w:footnote></w:footnotes>"#,
        paragraph("线"),
        paragraph("脚注")
    );
    let header = format!("<w:hdr>{}{}</w:hdr>", paragraph("单位：万元"), paragraph("第 3 页"));
    let comments = format!(r#"<w:comments><w:comment w:id="7">{}</w:comment></w:comments>"#, paragraph("请核对"));
    let content = read(&package(&[
        ("word/document.xml", &body),
        ("word/footnotes.xml", &notes),
        ("word/header1.xml", &header),
        ("word/comments.xml", &comments),
    ]))
    .unwrap();
    assert_eq!(lines(&content), ["正文", "脚注"]);
    let messages: Vec<&str> = content.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(messages.len(), 2);
    assert!(messages[0].contains("请核对") && messages[1].contains("单位：万元"));
}

#[test]
fn a_document_cut_in_the_middle_keeps_what_was_read_and_says_so() {
    let whole = document(&[paragraph("前"), paragraph("后")].concat());
    let cut = whole.split("后").next().unwrap();
    let content = read(&package(&[("word/document.xml", cut)])).unwrap();
    assert_eq!(lines(&content)[0], "前");
    assert!(content.warnings.iter().any(|warning| warning.message.contains("损坏")));
}

#[test]
fn tables_nested_without_end_do_not_exhaust_the_stack() {
    let deep = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(20_000), paragraph("底"));
    let content = read(&package(&[("word/document.xml", &document(&deep))]));
    assert!(content.is_err() || !content.unwrap().warnings.is_empty());
    let runs = document(&format!("<w:p>{}", "<w:r>".repeat(50_000)));
    assert!(read(&package(&[("word/document.xml", &runs)])).is_err());
}

#[test]
fn foreign_forms_of_word_files_are_named() {
    assert!(recognises(b"{\\rtf1 abc}", "doc"));
    assert!(read(b"{\\rtf1 abc}").unwrap_err().message.contains("RTF"));
    assert!(!recognises(package(&[("xl/workbook.xml", "")]).as_slice(), "docx"));
}

#[test]
fn a_package_that_inflates_beyond_all_reason_is_refused() {
    let blanks = " ".repeat(1 << 20);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..513 {
        writer.write_all(blanks.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(read(&bytes).unwrap_err().message.contains("512 MiB"));
}
