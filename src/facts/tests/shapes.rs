//! Who and when, from headings and sentences.

use super::disclosure;

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
