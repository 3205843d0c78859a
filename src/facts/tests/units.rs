//! 元 and 万元 in one document.

use super::{assert_facts, unread_of};

const FUNCTIONS: &str = "科目编码|科目名称|合计|基本支出|项目支出
204|公共安全支出|1234.57|1000.00|234.57
20406|司法|1234.57|1000.00|234.57
2040601|行政运行|1234.57|1000.00|234.57
合计||1234.57|1000.00|234.57";

const SUMMARY: &str = "收入|<|支出|<
项目|金额|项目|金额
一、财政拨款收入|12345678.90|一、公共安全支出|12345678.90
收入总计|12345678.90|支出总计|12345678.90";

#[test]
fn yuan_and_wan_yuan_in_one_document_are_no_slip() {
    let parts = [
        "某某市司法局2023年部门预算\n收支预算总表\n单位：元",
        SUMMARY,
        "一般公共预算支出预算表\n单位：万元",
        FUNCTIONS,
    ];
    assert_eq!(unread_of(&parts), "");
}

#[test]
fn a_unit_that_makes_a_total_ten_thousandfold_is_said_and_not_absorbed() {
    let parts = [
        "某某市司法局2023年部门预算\n收支预算总表\n单位：万元",
        SUMMARY,
        "一般公共预算支出预算表\n单位：万元",
        FUNCTIONS,
    ];
    assert_eq!(
        unread_of(&parts),
        "收支预算总表：这张表的合计（单位万元）正好是表2同一数字（单位万元）的1万倍，金额单位疑为元；金额仍按所注单位收入，没有换算，请核对原文"
    );
}

#[test]
fn a_table_too_small_by_ten_thousand_is_said_where_two_places_agree_against_it() {
    let parts = [
        "某某市司法局2023年部门预算\n收支预算总表\n单位：元",
        SUMMARY,
        "一般公共预算支出预算表\n单位：元",
        FUNCTIONS,
        "2023年收入总计1234.57万元，支出总计1234.57万元。",
    ];
    assert_eq!(
        unread_of(&parts),
        "一般公共预算支出预算表：这张表的合计（单位元）正好是表1同一数字（单位元）的1万分之一，金额单位疑为万元；金额仍按所注单位收入，没有换算，请核对原文"
    );
}

#[test]
fn a_table_without_a_unit_is_not_read_where_the_others_differ() {
    let parts = [
        "某某市司法局2023年部门预算\n收支预算总表\n单位：元",
        SUMMARY,
        "一般公共预算支出预算表\n单位：万元",
        FUNCTIONS,
        "收入预算总表",
        "项目|金额\n收入总计|1.00",
    ];
    assert_eq!(unread_of(&parts), "1.00：这张表没有注明金额单位，其他表有的用元、有的用万元，无法确定金额");
}

#[test]
fn a_table_without_a_unit_takes_the_unit_of_all_others() {
    assert_facts(
        &[
            "某某市司法局2023年部门预算\n收入预算总表\n单位：元",
            "项目|金额\n收入总计|1.00",
            "支出预算总表",
            "项目|金额\n支出总计|1.00",
        ],
        "收入总计; 收 all total grand_total 2023 approved=1.00\n支出总计; 支 all total grand_total 2023 approved=1.00",
    );
}
