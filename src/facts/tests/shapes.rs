//! Who and when, from headings and sentences; text that is no table any more.

use super::{disclosure, refusal_of, unread_of};

const TABLE: &str = "项目|金额（万元）\n收入总计|1.00";

fn who_and_when(heading: &str) -> String {
    let disclosure = disclosure(&[heading, "收入预算总表", TABLE]);
    let marks = disclosure.identity.from_file_name.join("、");
    format!("{} {} {marks}", disclosure.identity.body.department, disclosure.year.get())
}

#[test]
fn years_that_a_sentence_compares_with_are_not_the_documents() {
    let text = "基本支出比2020年减少2.3万元，2020年无此项预算。2021年安排6.1万元，2021年没有新增。";
    assert_eq!(who_and_when(text), "测试 2021 部门");
}

#[test]
fn names_before_a_claim_are_found_by_their_region() {
    assert_eq!(who_and_when("二、天水市幼兒園2017年度部門決算情況說明"), "天水市幼兒園 2017 ");
    assert_eq!(who_and_when("鶴山市水務局2018年用一般公共預算財政撥款開支的費用如下。"), "鶴山市水務局 2018 ");
    assert_eq!(who_and_when("2019年度部门预算\n达州市第二中学概况"), "达州市第二中学 2019 ");
}

#[test]
fn a_table_taken_apart_into_cells_is_refused_with_the_reason() {
    let text = "收入支出决算总表\n2019年度\n金额单位：万元\n项目\n行次\n金额\n一、财政拨款收入\n440.55\n二、其他收入\n三、事业收入\n2\n0.00\n四、\n3\n1.00\n五、\n4\n2.00\n合计\n443.55\n";
    let error = refusal_of(text);
    assert!(error.contains("一格一行"), "{error}");
}

#[test]
fn rows_of_figures_outside_tables_are_said() {
    let parts = [
        "2019年度部门预算",
        "收入预算总表",
        TABLE,
        "本年收入合计 300.00 本年支出合计 300.00",
        "其中12.50万元、3.50万元。",
    ];
    let unread = unread_of(&parts);
    assert!(unread.contains("本年收入合计 300.00 本年支出合计 300.00：像是表格里的一行"), "{unread}");
}

#[test]
fn forms_to_be_filled_in_are_refused_with_the_reason() {
    let summary = "项目|预算数\n一、财政拨款收入|\n收入总计|";
    let parts = [
        "2026年部门预算",
        "收入预算总表",
        "单位：元",
        summary,
        "支出预算总表",
        "单位：元",
        "科目编码|科目名称|合计\n|合计|",
        "一般公共预算支出表",
        "单位：元",
        "科目编码|科目名称|合计\n|合计|",
    ];
    let page = super::html_of(&parts);
    let document = crate::documents::read(page.as_bytes(), "html").expect("a page of the test");
    let error = crate::facts::extract(&document, &crate::tables::recognise(&document), "样表.html");
    assert!(error.expect_err("no disclosure").to_string().contains("空白样表"));
}
