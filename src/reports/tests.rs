//! What every output keeps of a report whose names are hostile and whose amounts are too large for a float.

use super::build::file_name;
use super::model::{
    Cell, MeasureQuery, Paragraph, Picture, Report, ReportTable, Section, SourceGroup, SourcePlace, TableKind,
};
use super::tables::{self, Behind};
use super::{outputs, working_paper};
use crate::domain::{Flow, Form, FundSource, Locator, MoneyUnit, Nature, Percent, Phase, RowLevel};
use crate::findings::{Evidence, Explanation, Family, Finding, Outcome, Severity, Subject};
use crate::measures::{BaseSource, Comparison, Series, Share, State};
use calamine::{Data, Reader, Xlsx};
use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;

/// Names that break out of HTML, out of attributes, out of scripts, or that a spreadsheet would run.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</script><script>alert(2)</script>",
    "=HYPERLINK(\"http://example.org\",\"甲局\")",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "{{ 7 * 7 }}",
    "\"\"\")\nimport os #",
];

fn series(series_id: i64, department: &str, item: &str) -> Series {
    Series {
        series_id,
        region_code: "410000".to_owned(),
        department_code: String::new(),
        department: department.to_owned(),
        unit_code: String::new(),
        unit: String::new(),
        phase: Phase::Approved,
        form: Form::ExpenditureSummary,
        flow: Some(Flow::Expenditure),
        fund: FundSource::All,
        nature: Nature::Total,
        function_code: "201".to_owned(),
        economic_code: String::new(),
        government_economic_code: String::new(),
        project_code: String::new(),
        project: String::new(),
        item: item.to_owned(),
        level: RowLevel::Leaf,
    }
}

fn comparison(series: Series, amount: Option<i64>, base: Option<i64>, state: State) -> Comparison {
    let change = match (amount, base, state) {
        (_, _, State::MissingYear) => None,
        (amount, base, _) => Some(amount.unwrap_or(0) - base.unwrap_or(0)),
    };
    let ratio = change.zip(base).filter(|(_, base)| *base > 0);
    Comparison {
        fact_id: amount.map(|_| series.series_id * 10),
        fact_ids: vec![series.series_id * 10],
        series,
        fiscal_year: 2025,
        amount_fen: amount,
        base_year: 2024,
        base_fen: base,
        base_source: if base.is_some() { BaseSource::Published } else { BaseSource::Absent },
        change_fen: change,
        rate: ratio
            .filter(|_| matches!(state, State::Increase | State::Decrease | State::Unchanged))
            .and_then(|(change, base)| Percent::of_ratio(i128::from(change), i128::from(base), 2)),
        state,
        contribution_pp: None,
        contribution_rate: None,
        index: None,
        index_base_year: None,
        growth_compound: None,
        rank: None,
        rank_change: None,
        granularity_differs: false,
        whole_id: None,
        book: None,
        basis: String::new(),
    }
}

/// One whole of four items: 1,092.22 against 1,056.07, a new one, one that is gone, and one with a base of zero.
fn whole() -> Vec<Comparison> {
    vec![
        comparison(series(1, "甲局", "一般公共服务支出"), Some(1_092_220_000), Some(1_056_070_000), State::Increase),
        comparison(series(2, "甲局", "农林水支出"), Some(25_860_000), None, State::New),
        comparison(series(3, "甲局", "其他支出"), None, Some(10_000_000), State::Discontinued),
        comparison(series(4, "甲局", "债务付息支出"), Some(5_000_000), Some(0), State::NotComparable),
    ]
}

fn behind(rows: &[Comparison]) -> Behind {
    let mut facts = HashMap::new();
    let mut wholes = HashMap::new();
    for row in rows {
        for year in [row.fiscal_year, row.base_year] {
            facts.insert((row.series.series_id, year), vec![row.series.series_id * 10 + i64::from(year - 2024)]);
            wholes.insert((row.series.series_id, year), 77);
        }
    }
    Behind { facts, wholes }
}

fn source(anchor: String, title: &str) -> SourceGroup {
    let place = SourcePlace {
        id: 10,
        file: "=cmd|' /C calc'!A0.pdf".to_owned(),
        place: "第3页 第2行".to_owned(),
        printed: "=1+1".to_owned(),
    };
    SourceGroup { anchor, title: title.to_owned(), places: vec![place] }
}

fn report_of(rows: &[Comparison]) -> Report {
    let table = ReportTable {
        breakdown: "功能分类".to_owned(),
        title: rows.first().map(|row| row.series.department.clone()).unwrap_or_default(),
        name: "01_departments".to_owned(),
        ..tables::comparison_table(rows, MoneyUnit::WanYuan, &behind(rows))
    };
    let anchors: BTreeSet<(String, String)> = rows
        .iter()
        .flat_map(|row| [row.fiscal_year, row.base_year].map(|year| (row, year)))
        .map(|(row, year)| (tables::anchor(row.series.series_id, year), row.series.department.clone()))
        .collect();
    let hostile = HOSTILE.join(" ");
    Report {
        title: hostile.clone(),
        sections: vec![Section {
            heading: hostile.clone(),
            paragraphs: vec![
                Paragraph::Heading(hostile.clone()),
                Paragraph::Text(hostile.clone()),
                Paragraph::Point(hostile.clone()),
            ],
            pictures: vec![Picture {
                path: format!("charts/{}.png", file_name(&hostile)),
                png: b"\x89PNG".to_vec(),
                size: (16, 9),
                caption: hostile.clone(),
            }],
            tables: vec![table],
        }],
        sources: anchors.into_iter().map(|(anchor, title)| source(anchor, &title)).collect(),
        queries: vec![MeasureQuery {
            name: "change_yoy".to_owned(),
            name_zh: "同比".to_owned(),
            documentation: hostile,
            sql: "-- 同比\nSELECT 1".to_owned(),
            excerpt: "SELECT 1 AS one".to_owned(),
            result: ReportTable::new(
                "query",
                "",
                MoneyUnit::Yuan,
                vec![tables::number("one", Some("one"))],
                vec![super::model::ReportRow { cells: vec![Cell::Integer(1)], links: Vec::new() }],
            ),
        }],
        panel_path: "o'hara/panel".to_owned(),
    }
}

fn hostile() -> Report {
    let rows: Vec<Comparison> = HOSTILE
        .iter()
        .zip(1..)
        .map(|(name, id)| comparison(series(id, name, name), Some(100_000_000), Some(80_000_000), State::Increase))
        .collect();
    report_of(&rows)
}

fn written(report: &Report, name: &str) -> Vec<u8> {
    let output = outputs::output(name).unwrap();
    let mut bytes = Vec::new();
    (output.write)(report, &mut bytes).unwrap();
    bytes
}

fn workbook(report: &Report) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(written(report, "xlsx"))).unwrap()
}

#[test]
fn hostile_names_stay_text_in_the_page() {
    let page = String::from_utf8(written(&hostile(), "html")).unwrap();
    assert_eq!(page.matches("<script>").count(), 1, "only the page's own script");
    assert_eq!(page.matches("</script>").count(), 1);
    assert!(!page.contains("<img src=x"), "an element came out of a name");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;"), "the name is still read as it was printed");
    assert!(!page.contains("49"), "a name was run as a template");
    let document = scraper::Html::parse_document(&page);
    for element in document.root_element().descendants().filter_map(scraper::ElementRef::wrap) {
        for (name, value) in element.value().attrs() {
            assert!(!name.starts_with("on"), "<{} {name}={value}>", element.value().name());
            let allowed = match name {
                "href" => value.starts_with('#'),
                "src" => value.starts_with("data:image/png;base64,"),
                _ => true,
            };
            assert!(allowed, "{name}={value}");
        }
    }
    assert_eq!(document.select(&scraper::Selector::parse("img").unwrap()).count(), 1, "only the chart");
}

#[test]
fn every_figure_of_the_page_leads_to_its_source() {
    let page = String::from_utf8(written(&report_of(&whole()), "html")).unwrap();
    let links: Vec<&str> = page.split("<a href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.iter().filter(|link| link.starts_with('s')).count() >= 5, "{links:?}");
    for link in links {
        assert!(page.contains(&format!("id=\"{link}\"")), "the link #{link} leads nowhere");
    }
}

#[test]
fn the_page_asks_the_network_for_nothing() {
    let page = String::from_utf8(written(&report_of(&whole()), "html")).unwrap();
    for word in ["http://", "https://", "@import", "url(", "<link"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
}

/// The cell in the row that begins with these words, below this head.
fn below<'a>(sheet: &'a calamine::Range<Data>, item: &str, head: &str) -> &'a Data {
    let heads = sheet.rows().position(|row| row.iter().any(|cell| cell == head)).unwrap();
    let column = sheet.rows().nth(heads).unwrap().iter().position(|cell| cell == head).unwrap();
    let row = sheet.rows().find(|row| row.iter().any(|cell| cell == item)).unwrap();
    &row[column]
}

fn float(data: &Data) -> f64 {
    match data {
        Data::Float(number) => *number,
        other => panic!("not a number: {other:?}"),
    }
}

#[test]
fn the_workbook_holds_real_numbers_and_formulas_with_their_values() {
    let mut workbook = workbook(&report_of(&whole()));
    let sheet = workbook.worksheet_range("对比").unwrap();
    assert_eq!(float(below(&sheet, "一般公共服务支出", "本年")), 1092.22);
    assert_eq!(float(below(&sheet, "一般公共服务支出", "上年")), 1056.07);
    assert_eq!(float(below(&sheet, "一般公共服务支出", "增减额")), 36.15);
    assert_eq!(float(below(&sheet, "一般公共服务支出", "增减率")), 0.0342);
    assert_eq!(float(below(&sheet, "农林水支出", "增减额")), 25.86);
    assert_eq!(below(&sheet, "农林水支出", "增减率"), &Data::Empty, "a new item has no rate");
    assert_eq!(float(below(&sheet, "其他支出", "增减额")), -10.0);
    assert_eq!(below(&sheet, "债务付息支出", "增减率"), &"不可比", "a base of zero has no rate");
    assert_eq!(float(below(&sheet, "合计", "本年")), 1123.08);
    assert_eq!(float(below(&sheet, "合计", "上年")), 1066.07);
    assert_eq!(float(below(&sheet, "合计", "增减额")), 57.01);
    assert_eq!(float(below(&sheet, "合计", "增减率")), 0.0535);
    let formulas = workbook.worksheet_formula("对比").unwrap();
    let all: Vec<&String> = formulas.rows().flatten().filter(|formula| !formula.is_empty()).collect();
    assert!(all.iter().any(|formula| formula.as_str() == "ROUND(SUM(I4:I7),6)"), "{all:?}");
    assert!(all.iter().any(|formula| formula.as_str() == "ROUND(I4-H4,6)"), "{all:?}");
    assert!(all.iter().any(|formula| formula.as_str() == "IF(AND(H4>0,I4>=0),ROUND(J4/H4,4),\"不可比\")"), "{all:?}");
}

/// 占 60% and 40% in 2024, 50% and 50% in 2025; the second item's base was put into this year's terms: 45%.
#[test]
fn a_share_whose_base_was_restated_is_a_value_and_no_formula_over_last_years_row() {
    let share = |id, year, amount, base: Option<(i64, i64)>| Share {
        series: series(id, "甲局", if id == 1 { "甲项" } else { "乙项" }),
        fiscal_year: year,
        amount_fen: amount,
        whole_fen: 100_000_000,
        share: Percent::of_ratio(i128::from(amount), 100_000_000, 2),
        base_share: base.map(|(share, _)| Percent::new(share, 2)),
        share_shift: base.map(|(_, shift)| Percent::new(shift, 2)),
        basis: String::new(),
    };
    let rows = vec![
        share(1, 2024, 60_000_000, None),
        share(1, 2025, 50_000_000, Some((6_000, -1_000))),
        share(2, 2024, 40_000_000, None),
        share(2, 2025, 50_000_000, Some((4_500, 500))),
    ];
    let mut report = Report::of_table(tables::share_table(&rows, MoneyUnit::WanYuan, &Behind::default()));
    report.title = "占比".to_owned();
    let mut workbook = workbook(&report);
    let formulas = workbook.worksheet_formula("占比").unwrap();
    let all: Vec<&str> = formulas.rows().flatten().map(String::as_str).filter(|formula| !formula.is_empty()).collect();
    assert!(all.contains(&"ROUND((H6/I6-H4/I4)*100,2)"), "{all:?}");
    assert!(!all.contains(&"ROUND((H7/I7-H5/I5)*100,2)"), "{all:?}");
    let sheet = workbook.worksheet_range("占比").unwrap();
    let restated = sheet.rows().nth(6).unwrap();
    assert_eq!((float(&restated[10]), float(&restated[11])), (0.45, 5.0));
}

#[test]
fn no_text_of_a_document_becomes_a_formula_of_the_workbook() {
    let mut workbook = workbook(&hostile());
    for name in workbook.sheet_names() {
        let Ok(formulas) = workbook.worksheet_formula(&name) else { continue };
        for formula in formulas.rows().flatten().filter(|formula| !formula.is_empty()) {
            assert!(formula.starts_with("ROUND(") || formula.starts_with("IF("), "{name}: {formula}");
        }
    }
    let sheet = workbook.worksheet_range("对比").unwrap();
    for name in HOSTILE {
        assert!(sheet.rows().flatten().any(|cell| cell == name), "{name} is kept as it is");
    }
    let sources = workbook.worksheet_range("来源").unwrap();
    assert!(sources.rows().flatten().any(|cell| cell == "=1+1"));
}

#[test]
fn an_amount_too_long_for_a_float_is_text_and_takes_no_part_in_formulas() {
    let large = 9_007_199_254_740_993;
    let rows = vec![
        comparison(series(1, "甲局", "很大"), Some(large), Some(large - 2), State::Increase),
        comparison(series(2, "甲局", "普通"), Some(100), Some(50), State::Increase),
    ];
    let mut workbook = workbook(&report_of(&rows));
    let sheet = workbook.worksheet_range("对比").unwrap();
    assert_eq!(below(&sheet, "很大", "本年"), &"9,007,199,254.740993");
    assert_eq!(float(below(&sheet, "普通", "增减额")), 0.00005);
    assert!(sheet.rows().all(|row| row[3] != "合计"), "a sum over text would be wrong");
}

#[test]
fn characters_that_xml_cannot_hold_reach_no_office_file() {
    let rows = vec![
        comparison(series(1, "甲\u{1}局\u{FFFF}", "基本\u{C}支出"), Some(200), Some(100), State::Increase),
        comparison(series(2, "甲\u{1}局\u{FFFF}", "项目\u{8}支出"), Some(200), Some(100), State::Increase),
    ];
    let mut report = report_of(&rows);
    report.title = "甲\u{1}局\u{FFFF}".to_owned();
    for name in ["xlsx", "docx"] {
        let mut archive = zip::ZipArchive::new(Cursor::new(written(&report, name))).unwrap();
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).unwrap();
            let part_name = part.name().unwrap().into_owned();
            if part_name.ends_with(".xml") {
                let mut text = String::new();
                std::io::Read::read_to_string(&mut part, &mut text).unwrap();
                let bad = text.chars().find(|character| {
                    (*character < ' ' && !character.is_ascii_whitespace()) || matches!(character, '\u{C}' | '\u{FFFF}')
                });
                assert_eq!(bad, None, "{name}: {part_name}");
            }
        }
    }
}

fn finding(outcome: Outcome, message: &str) -> Finding {
    Finding {
        code: "N-01",
        name: "占比",
        family: Family::Narrative,
        severity: Severity::Error,
        outcome,
        subject: Subject { department: "甲局".to_owned(), fiscal_year: 2025, ..Subject::default() },
        expected: "3.76".to_owned(),
        printed: "3.75".to_owned(),
        difference: "-0.01".to_owned(),
        unit: "%",
        difference_fen: None,
        explanation: (outcome == Outcome::Breaks).then_some(Explanation::AllocatedTo100),
        runner_up: None,
        proof: String::new(),
        message: message.to_owned(),
        materiality_fen: None,
        evidence: vec![Evidence {
            id: 4711,
            is_statement: false,
            file: "甲局.pdf".to_owned(),
            locator: Locator { page: Some(3), line: Some(2), ..Locator::default() },
            label: String::new(),
            text: "占3.75%".to_owned(),
        }],
    }
}

fn checked() -> Report {
    let all = vec![finding(Outcome::Ties, "相符"), finding(Outcome::Breaks, "占比应为3.76%，公布3.75%")];
    let numbered = working_paper::numbered(&all);
    let mut report = report_of(&whole());
    report.sources.extend(working_paper::sources(&numbered));
    report.sections.push(Section {
        heading: "勾稽核对".to_owned(),
        tables: vec![working_paper::table(&numbered)],
        ..Section::default()
    });
    report
}

#[test]
fn the_working_paper_lists_breaks_first_with_place_reason_and_room_for_review() {
    let mut workbook = workbook(&checked());
    let sheet = workbook.worksheet_range("底稿").unwrap();
    let heads: Vec<String> = sheet.rows().nth(3).unwrap().iter().map(ToString::to_string).collect();
    for head in ["索引号", "单位", "年度", "检查项", "公布数", "核算数", "差额", "原因", "出处", "复核"]
    {
        assert!(heads.iter().any(|known| known == head), "{head} is missing from {heads:?}");
    }
    assert_eq!(below(&sheet, "G-1", "结论"), &"不平");
    assert_eq!(float(below(&sheet, "G-1", "公布数")), 3.75);
    assert_eq!(float(below(&sheet, "G-1", "差额")), -0.01);
    assert_eq!(below(&sheet, "G-1", "原因"), &"配平：各项占比被调整到合计恰为100%");
    assert_eq!(below(&sheet, "G-1", "出处"), &"甲局.pdf 第3页 第2行");
    assert_eq!(below(&sheet, "G-1", "编号"), &"4711");
    assert_eq!(below(&sheet, "G-2", "结论"), &"平");
    let formulas = workbook.worksheet_formula("底稿").unwrap();
    assert!(formulas.rows().flatten().any(|formula| formula == "ROUND(F5-G5,2)"));
}

#[test]
fn findings_carry_the_keys_of_the_contract_in_json() {
    let report = checked();
    let table = report.tables().find(|table| table.kind == TableKind::Findings).unwrap().clone();
    let json: serde_json::Value = serde_json::from_slice(&written(&Report::of_table(table), "json")).unwrap();
    let first = &json[0];
    for key in [
        "code",
        "name",
        "family",
        "severity",
        "outcome",
        "department",
        "fiscal_year",
        "expected",
        "printed",
        "difference",
        "explanation",
        "message",
        "facts",
        "file",
        "page",
        "line",
    ] {
        assert!(first.get(key).is_some(), "{key}");
    }
    assert_eq!(first["outcome"], "breaks");
    assert_eq!(first["explanation"], "allocated_to_100");
    assert_eq!(first["page"], 3);
}

#[test]
fn the_notebook_is_json_with_unique_ids_and_code_that_no_name_can_leave() {
    let notebook: serde_json::Value = serde_json::from_slice(&written(&hostile(), "ipynb")).unwrap();
    assert_eq!((notebook["nbformat"].as_u64(), notebook["nbformat_minor"].as_u64()), (Some(4), Some(5)));
    let cells = notebook["cells"].as_array().unwrap();
    let ids: BTreeSet<&str> = cells.iter().filter_map(|cell| cell["id"].as_str()).collect();
    assert_eq!(ids.len(), cells.len());
    let source = |cell: &serde_json::Value| -> String {
        cell["source"].as_array().unwrap().iter().filter_map(serde_json::Value::as_str).collect()
    };
    let code: Vec<String> = cells.iter().filter(|cell| cell["cell_type"] == "code").map(source).collect();
    assert!(code.iter().all(|code| !code.contains("import os")), "{code:?}");
    assert!(code[0].contains("PANEL = \"o'hara/panel\".replace"));
    assert!(code.iter().any(|code| code.starts_with("measure(\"change_yoy\", r\"\"\"\n-- 同比")));
    let text: String = cells.iter().filter(|cell| cell["cell_type"] == "markdown").map(source).collect();
    assert!(!text.contains("<script>") && text.contains("&lt;script&gt;"));
}

#[test]
fn the_word_document_reads_back_with_its_texts_and_tables() {
    let document = crate::documents::read(&written(&checked(), "docx"), "docx").unwrap();
    assert!(document.warnings.iter().all(|warning| warning.message.contains("图片")), "{:?}", document.warnings);
    let texts = format!("{:?}", document.blocks);
    for words in ["勾稽核对", "1,092.22", "+36.15", "+3.42", "配平", "javascript:alert(1)", "=HYPERLINK("] {
        assert!(texts.contains(words), "{words}");
    }
    assert!(!texts.contains("G-2"), "what ties is not listed on paper");
}

#[test]
fn every_figure_of_json_and_csv_carries_the_facts_it_comes_from() {
    let rows = whole();
    let report = Report::of_table(tables::comparison_table(&rows, MoneyUnit::WanYuan, &behind(&rows)));
    let json: serde_json::Value = serde_json::from_slice(&written(&report, "json")).unwrap();
    assert_eq!((json[0]["fact_id"].as_i64(), json[0]["base_fact_ids"].as_str()), (Some(10), Some("10")));
    let csv = String::from_utf8(written(&report, "csv")).unwrap();
    assert!(csv.lines().next().unwrap().ends_with("fact_id,fact_ids,base_fact_ids,series_id,whole_id"));
}
