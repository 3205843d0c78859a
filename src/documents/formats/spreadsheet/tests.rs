//! Workbooks written in the test.

use super::*;
use crate::documents::{Grid, Span};
use rust_xlsxwriter::{Format as Look, Formula, Workbook};
use std::io::Write;

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

fn messages(content: &Content) -> String {
    content.warnings.iter().map(|warning| warning.message.as_str()).collect::<Vec<_>>().join("\n")
}

/// An xlsx package with one sheet of this XML, and these shared texts.
fn raw(sheet: &str, shared: &str) -> Vec<u8> {
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        (
            "_rels/.rels",
            format!(
                r#"<Relationships><Relationship Id="a" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships><Relationship Id="s" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="s"/></sheets></workbook>"#.to_owned(),
        ),
        ("xl/sharedStrings.xml", shared.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    package(&parts)
}

fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, stored).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

#[test]
fn rows_columns_and_spans_are_those_of_the_sheet() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("收支总表").unwrap();
    sheet.merge_range(2, 2, 2, 5, "部门收支总表", &Look::new()).unwrap();
    sheet.write(3, 5, "单位：万元").unwrap();
    sheet.merge_range(4, 2, 5, 2, "项目", &Look::new()).unwrap();
    sheet.write(4, 3, "金额").unwrap();
    sheet.write(5, 4, "x").unwrap();
    sheet.write(19, 2, "注").unwrap();
    let content = read(&workbook.save_to_buffer().unwrap()).unwrap();
    let grid = grids(&content)[0];
    assert_eq!(grid.name.as_deref(), Some("收支总表"));
    let rows: Vec<u32> = grid.rows.iter().filter_map(|row| row.place.line).collect();
    assert_eq!(rows, [3, 4, 5, 6, 7, 20]);
    assert_eq!(texts(grid)[0], ["", "", "部门收支总表", "", "", ""]);
    assert_eq!(grid.rows[0].cells[2].span, Span::Own { rows: 1, columns: 4 });
    assert_eq!(grid.rows[2].cells[2].span, Span::Own { rows: 2, columns: 1 });
    assert_eq!(grid.rows[3].cells[2].span, Span::Covered { up: 1, left: 0 });
}

#[test]
fn values_come_back_as_printed() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let look = |code: &str| Look::new().set_num_format(code);
    sheet.write(0, 0, 1092.22).unwrap();
    sheet.write_with_format(0, 1, 1092.2, &look("#,##0.00")).unwrap();
    sheet.write(0, 2, 2_080_505).unwrap();
    sheet.write(0, 3, "0301").unwrap();
    sheet.write_with_format(0, 4, 0.125, &look("0.00%")).unwrap();
    sheet.write(0, 5, 1.1 + 2.2).unwrap();
    sheet.write(0, 6, true).unwrap();
    sheet.write_with_format(0, 7, 45_717, &look("yyyy-mm-dd")).unwrap();
    sheet.write_formula(0, 8, Formula::new("=A1*2").set_result("2184.44")).unwrap();
    sheet.write_formula(0, 9, Formula::new("=#REF!").set_result("#REF!")).unwrap();
    sheet.write(0, 10, "项\r\n目").unwrap();
    let content = read(&workbook.save_to_buffer().unwrap()).unwrap();
    let expected =
        ["1092.22", "1092.20", "2080505", "0301", "12.50%", "3.3", "TRUE", "2025-03-01", "2184.44", "#REF!", "项\n目"];
    assert_eq!(texts(grids(&content)[0]), [expected]);
    assert!(messages(&content).contains("J1") && messages(&content).contains("#REF!"));
    assert_eq!(content.warnings.len(), 1);
}

#[test]
fn hidden_sheets_rows_and_columns_are_read_and_named() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "显示").unwrap();
    let sheet = workbook.add_worksheet().set_name("底稿").unwrap();
    sheet.write(0, 0, "a").unwrap().write(0, 1, 5).unwrap();
    sheet.set_row_hidden(0).unwrap().set_column_hidden(1).unwrap().set_hidden(true);
    workbook.add_worksheet().set_name("空表").unwrap();
    let content = read(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(texts(grids(&content)[0]), [["a", "5"]]);
    let said = messages(&content);
    for part in ["“底稿”是隐藏的", "1 个隐藏行", "1 个隐藏列"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(content.blocks.len(), 2);
}

#[test]
fn a_sheet_with_one_column_is_running_text() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.merge_range(0, 0, 0, 5, "编制说明", &Look::new()).unwrap();
    sheet.write(2, 0, "第一段，\n接着。\n　　第二段").unwrap();
    let content = read(&workbook.save_to_buffer().unwrap()).unwrap();
    let mut lines = Vec::new();
    for block in &content.blocks {
        if let Block::Line(line) = block {
            lines.push((line.text.as_str(), line.place.line, line.ends_paragraph));
        }
    }
    let expected = [
        ("编制说明", Some(1), true),
        ("第一段，", Some(3), false),
        ("接着。", Some(3), true),
        ("　　第二段", Some(3), true),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn formulas_without_a_stored_result_are_not_silently_blank() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f></c><c r="C1"><f>A1</f><v/></c><c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><v>2</v></c></row>"#;
    let content = read(&raw(&sheet(rows), "<sst/>")).unwrap();
    assert_eq!(texts(grids(&content)[0]), [["1", "", "", "", "2"]]);
    assert!(messages(&content).contains("从单元格 B1 起有 2 个公式没有存下结果"));
}

#[test]
fn values_under_a_merged_cell_are_out_and_reported() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>"#;
    let xml = format!(
        "<worksheet><sheetData>{rows}</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>"
    );
    let content = read(&raw(&xml, "<sst/>")).unwrap();
    assert_eq!(texts(grids(&content)[0]), [["1", "", "3"]]);
    assert!(messages(&content).contains("B1") && messages(&content).contains("“2”"));
}

#[test]
fn empty_and_rich_shared_texts_keep_their_numbers() {
    let shared = r#"<sst uniqueCount="3"><si/><si><r><t>富</t></r><r><t>文本</t></r><rPh><t>fu</t></rPh></si><si><t xml:space="preserve"> 末 </t></si></sst>"#;
    let rows =
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>"#;
    let content = read(&raw(&sheet(rows), shared)).unwrap();
    assert_eq!(texts(grids(&content)[0]), [["", "富文本", " 末 "]]);
}

#[test]
fn a_sheet_that_claims_everything_does_not_exhaust_memory() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    let xml = format!(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData><mergeCells><mergeCell ref=\"A1:XFD1048575\"/></mergeCells></worksheet>"
    );
    let outcome = read(&raw(&xml, "<sst/>"));
    assert!(outcome.unwrap_err().message.contains("太大"));
    let claim = r#"<sst uniqueCount="18446744073709551615"><si><t>a</t></si></sst>"#;
    assert!(read(&raw(&sheet(""), claim)).is_err());
}

#[test]
fn a_damaged_sheet_keeps_what_was_read_and_says_so() {
    let xml = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>"#;
    let content = read(&raw(xml, "<sst/>")).unwrap();
    assert_eq!(texts(grids(&content)[0]), [["1", "2"]]);
    assert!(messages(&content).contains("内容缺失"));
}

#[test]
fn ods_keeps_spans_printed_decimals_and_repeated_cells() {
    let content_xml = r#"<office:document-content><office:automatic-styles><style:style style:name="h"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>
        <table:table table:name="表" table:style-name="h"><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>题</text:p></table:table-cell><table:covered-table-cell/><table:table-cell table:number-columns-repeated="16380"/></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1092.2"><text:p>1,092.20</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="0.125"><text:p>12.5%</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="float" office:value="10922200"><text:p>1092.22</text:p></table:table-cell><table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation><text:p>a<text:s text:c="2"/>&amp;b</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let bytes = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        ("content.xml", content_xml.to_owned()),
    ]);
    assert!(recognises(&bytes, ""));
    let content = read(&bytes).unwrap();
    let grid = grids(&content)[0];
    assert_eq!(
        texts(grid),
        [["题", "", ""], ["1092.20", "12.5%", "12.5%"], ["1092.20", "12.5%", "12.5%"], ["10922200.00", "a  &b", ""]]
    );
    assert_eq!(grid.rows[0].cells[0].span, Span::Own { rows: 1, columns: 2 });
    let said = messages(&content);
    assert!(said.contains("是隐藏的") && said.contains("显示为“1092.22”，存储值是 10922200"));
}

#[test]
fn compound_files_are_told_apart_and_circles_in_them_end() {
    let mut bytes = vec![0_u8; 512 * 4];
    bytes[..8].copy_from_slice(&compound::SIGNATURE);
    bytes[30] = 9;
    bytes[32] = 6;
    bytes[68..72].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    for four in bytes[76..512].chunks_exact_mut(4) {
        four.copy_from_slice(&[0xff; 4]);
    }
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    bytes[48..52].copy_from_slice(&1_u32.to_le_bytes());
    bytes[512 + 4..512 + 8].copy_from_slice(&1_u32.to_le_bytes());
    for (index, unit) in "Workbook".encode_utf16().enumerate() {
        bytes[1024 + 2 * index..1026 + 2 * index].copy_from_slice(&unit.to_le_bytes());
    }
    assert!(recognises(&bytes, "xls"), "a damaged workbook is still a workbook");
    assert!(read(&bytes).unwrap_err().message.contains("损坏"));
    assert!(!recognises(&bytes[..600], "doc"), "what names no workbook is none");
}
