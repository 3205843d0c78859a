//! Layouts of other provinces: years in rows, groups of comparisons, two classifications in one row, continuations.

use super::{disclosure, facts_of, unread_of};

#[test]
fn rows_that_name_a_year_give_it_to_their_figures() {
    let picture = "年度|“三公”经费预算总额|因公出国（境）费用|公务接待费|公务用车购置及运行维护费|<|<
^|^|^|^|小计|公务用车购置费|公务用车运行维护费
2022年|5.50|0.50|1.00|4.00|0.00|4.00
2023年|4.20|0.20|1.00|3.00|0.00|3.00
增减额|-1.30|-0.30|0.00|-1.00|0.00|-1.00";
    let parts = ["2023年部门预算", "一般公共预算财政拨款“三公”经费支出表", "单位：万元", picture];
    let read = disclosure(&parts);
    let of_year = |year: i32| -> Vec<&str> {
        read.extracted.facts.iter().filter(|fact| fact.year.get() == year).map(|fact| fact.printed.as_str()).collect()
    };
    assert_eq!(of_year(2022), ["5.50", "0.50", "1.00", "4.00", "0.00", "4.00"]);
    assert_eq!(of_year(2023), ["4.20", "0.20", "1.00", "3.00", "0.00", "3.00"]);
    assert_eq!(read.extracted.facts.len(), 12, "a row of differences is no figure of a year");
    assert!(unread_of(&parts).contains("-1.30：增减、占比一类的行"));
}

#[test]
fn a_column_of_years_is_no_amount() {
    let picture = "单位名称|年度|“三公”经费合计|因公出国（境）费|公务接待费
某某市水文站|2024|3.00|1.00|2.00
某某市水文站|2025|2.50|0.50|2.00";
    let read = disclosure(&["2025年部门预算", "“三公”经费支出表", "单位：万元", picture]);
    let facts: Vec<(i32, &str)> =
        read.extracted.facts.iter().map(|fact| (fact.year.get(), fact.printed.as_str())).collect();
    assert_eq!(facts, [(2024, "3.00"), (2024, "1.00"), (2024, "2.00"), (2025, "2.50"), (2025, "0.50"), (2025, "2.00")]);
}

#[test]
fn columns_under_a_head_that_compares_are_no_amounts() {
    let picture = "单位名称|2020年|<|<|2021年|<|<|增减变化情况|<|<
^|小计|会议费|培训费|小计|会议费|培训费|小计|会议费|培训费
某某县林场|5.00|3.00|2.00|4.00|3.00|1.00|-1.00|0.00|-1.00";
    let read = disclosure(&["2021年部门预算", "“三公”经费及会议费、培训费支出预算表", "单位：万元", picture]);
    let facts: Vec<(i32, &str)> =
        read.extracted.facts.iter().map(|fact| (fact.year.get(), fact.printed.as_str())).collect();
    assert_eq!(facts, [(2020, "5.00"), (2020, "3.00"), (2020, "2.00"), (2021, "4.00"), (2021, "3.00"), (2021, "1.00")]);
    let picture = "科目编码|科目名称|2021年执行数|2022年预算数|2022年预算数比2021年执行数|<
^|^|^|^|金额|比例
2130301|行政运行|10.00|12.00|2.00|20.00";
    let read = disclosure(&["2022年部门预算", "一般公共预算支出表", "单位：万元", picture]);
    let facts: Vec<(i32, &str)> =
        read.extracted.facts.iter().map(|fact| (fact.year.get(), fact.printed.as_str())).collect();
    assert_eq!(facts, [(2021, "10.00"), (2022, "12.00")]);
}

#[test]
fn function_and_economic_item_of_one_row_are_both_kept() {
    let picture = "功能科目|<|部门预算经济科目|<|金额
编码|名称|编码|名称|^
|合计|||30.00
2130301|行政运行|30101|基本工资|20.00
2130301|行政运行|30201|办公费|7.00
2210201|住房公积金|30113|住房公积金|3.00";
    let read = disclosure(&["2025年单位预算", "一般公共预算基本支出明细表", "单位：万元", picture]);
    let facts: Vec<(&str, &str, &str)> = read
        .extracted
        .facts
        .iter()
        .map(|fact| {
            let coordinates = &fact.coordinates;
            (coordinates.function_code.as_str(), coordinates.economic_code.as_str(), fact.printed.as_str())
        })
        .collect();
    assert_eq!(
        facts,
        [("", "", "30.00"), ("2130301", "30101", "20.00"), ("2130301", "30201", "7.00"), ("2210201", "30113", "3.00")]
    );
}

#[test]
fn codes_in_full_width_digits_are_codes() {
    let picture = "科目编码|科目名称|合计|基本支出|项目支出
２０５|教育支出|3.00|3.00|
２０５０８|进修及培训|3.00|3.00|
２０５０８０３|培训支出|3.00|3.00|";
    let read = disclosure(&["2026年单位预算", "一般公共预算支出表", "单位：万元", picture]);
    let codes: Vec<&str> =
        read.extracted.facts.iter().map(|fact| fact.coordinates.function_code.as_str()).step_by(2).collect();
    assert_eq!(codes, ["205", "20508", "2050803"]);
}

#[test]
fn a_place_with_the_character_of_the_unit_in_its_name_is_no_unit() {
    let picture = "科目编码|科目名称|合计\n2130301|行政运行（广元市本级）|3.00";
    let facts = facts_of(&["2025年部门预算", "支出总表", "金额单位：万元 编制单位：元谋县水务局", picture]);
    assert!(facts.contains("3.00"), "{facts}");
    let read = disclosure(&["2025年部门预算", "支出总表", "金额单位：万元 编制单位：元谋县水务局", picture]);
    assert_eq!(read.extracted.facts.iter().map(|fact| fact.amount.value.fen()).collect::<Vec<_>>(), [3_000_000]);
    let read = disclosure(&["2025年部门预算", "支出总表", "部门：广元市水利局", "单位：元", picture]);
    assert_eq!(read.identity.body.department, "广元市水利局");
    assert_eq!(read.extracted.facts.iter().map(|fact| fact.amount.value.fen()).collect::<Vec<_>>(), [300]);
}

#[test]
fn a_title_with_a_part_behind_a_dash_names_its_form() {
    let picture =
        "科目编码|科目名称|总计|工资津补贴|<|<\n^|^|^|合计|基本工资|津贴补贴\n2130301|行政运行|5.00|5.00|3.00|2.00";
    let title = "一般公共预算基本支出表—人员经费（工资福利支出）（按部门预算经济分类）";
    let read = disclosure(&["2022年部门预算公开", title, "单位：万元", picture]);
    let forms: Vec<&str> = read.forms.iter().map(|(form, _)| form.id()).collect();
    assert_eq!(forms, ["general_public_basic_expenditure"]);
}

#[test]
fn money_of_special_accounts_is_no_summary_of_all_expenditure() {
    let picture = "科目编码|科目名称|总计\n2130399|其他水利支出|9.92";
    let read = disclosure(&["2022年部门预算公开", "财政专户管理资金预算支出表", "单位：万元", picture]);
    let facts: Vec<(&str, &str)> = read
        .extracted
        .facts
        .iter()
        .map(|fact| (fact.coordinates.form.map_or("", |form| form.id()), fact.coordinates.fund.id()))
        .collect();
    assert_eq!(facts, [("other_table", "special_account")]);
}

#[test]
fn amounts_in_columns_that_hold_none_are_said() {
    let picture = "科目编码|科目名称|单位名称|合计\n2130301|行政运行|12.50|3.00";
    let unread = unread_of(&["2022年部门预算公开", "支出总表", "单位：万元", picture]);
    assert!(unread.contains("12.50：像是金额"), "{unread}");
}

#[test]
fn kinds_of_revenue_down_a_column_are_labels_whatever_stands_above_them() {
    let picture = "收入项目类别|2020年预算数\n合计|9.00\n一、一般公共预算拨款收入|6.00\n二、事业收入|3.00";
    let read = disclosure(&["2020年部门预算", "2020年度收入预算总表", "单位：万元", picture]);
    let facts: Vec<(&str, &str)> =
        read.extracted.facts.iter().map(|fact| (fact.coordinates.fund.id(), fact.printed.as_str())).collect();
    assert_eq!(facts, [("all", "9.00"), ("general_public", "6.00"), ("institution_service", "3.00")]);
}

#[test]
fn numbers_of_rows_under_another_head_are_no_amounts() {
    let picture = "项目|收入|决算数
一、财政拨款收入|1|5.00
二、上级补助收入|2|
三、事业收入|3|2.00
四、经营收入|4|
五、其他收入|5|
本年收入合计|27|7.00";
    let facts = facts_of(&["2021年度部门决算", "收入决算表", "单位：万元", picture]);
    assert!(facts.contains("5.00") && facts.contains("7.00") && !facts.contains("=27"), "{facts}");
    assert!(!facts.contains("=1"), "{facts}");
}

#[test]
fn tables_of_units_beside_those_of_their_department_keep_their_unit() {
    let picture = "项目|金额\n一、一般公共预算拨款收入|5.00\n收入总计|5.00";
    let tables = ["某某省流域管理局", "流域水文站", "某某省流域管理局本级", "流域管理局"];
    let mut parts = vec!["某某省流域管理局2023年部门预算".to_owned()];
    for name in tables {
        parts.extend(["收入预算总表".to_owned(), format!("单位名称：{name} 单位：万元"), picture.to_owned()]);
    }
    let read = disclosure(&parts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(read.identity.body.department, "某某省流域管理局");
    let units: Vec<&str> = read.extracted.facts.iter().step_by(2).map(|fact| fact.body.unit.as_str()).collect();
    assert_eq!(units, ["", "流域水文站", "某某省流域管理局本级", ""]);
}
