//! 部门预算 forms of several provinces.

use super::{assert_facts, facts_of, states_of, unread_of};

#[test]
fn glued_and_bracketed_codes_are_codes() {
    assert_facts(
        &[
            "某某市科学技术局2021年部门预算\n一般公共预算基本支出情况表（按支出经济分类科目）\n单位：万元",
            "部门预算支出经济科目|<|政府预算支出经济科目|<|预算数
[301]工资福利支出|<|||140.00
[30101]基本工资|<|[50101]工资奖金津补贴|<|140.00
302-商品和服务支出|<|||40.00
302 1办公费|<|[50201]办公经费|<|30.00
3029 其他费用|<|||10.00
合计|<|||180.00",
        ],
        "
301 工资福利支出; 支 general_public basic subtotal 2021 approved=140.00
30101/50101 基本工资; 支 general_public basic leaf 2021 approved=140.00
302 商品和服务支出; 支 general_public basic subtotal 2021 approved=40.00
30201/50201 办公费; 支 general_public basic leaf 2021 approved=30.00
30209 其他费用; 支 general_public basic leaf 2021 approved=10.00
合计; 支 general_public basic total 2021 approved=180.00",
    );
}

#[test]
fn rows_with_ordinals_that_equal_the_rows_below_them_are_subtotals() {
    assert_facts(
        &[
            "某某市科学技术局2021年部门预算\n支出总体情况表\n单位：万元",
            "项目|2021年预算
一、基本支出|180.00
工资福利支出|140.00
商品和服务支出|40.00
二、项目支出|120.00
商品和服务支出|20.00
设备购置|100.00
本年支出合计|300.00
支出总计|300.00",
        ],
        "
基本支出; 支 all basic subtotal 2021 approved=180.00
工资福利支出; 支 all wages_and_benefits leaf 2021 approved=140.00
商品和服务支出; 支 all goods_and_services leaf 2021 approved=40.00
项目支出; 支 all project subtotal 2021 approved=120.00
商品和服务支出; 支 all project leaf 2021 approved=20.00
设备购置; 支 all project leaf 2021 approved=100.00
本年支出合计; 支 all total total 2021 approved=300.00
支出总计; 支 all total grand_total 2021 approved=300.00",
    );
}

#[test]
fn units_first_then_functions_make_no_second_total() {
    assert_facts(
        &[
            "某某县自然资源局2020年部门预算\n一般公共预算支出预算表\n单位：万元",
            "项目|<|<|<|<|总计|当年财政拨款安排|<|<|<
科目编码|<|<|单位代码|单位名称（科目）|^|合计|基本支出|<|项目支出
类|款|项|^|^|^|^|人员支出|公用支出|^
||||合计|800.00|800.00|450.00|50.00|300.00
|||326301|某某县自然资源局|800.00|800.00|450.00|50.00|300.00
208|5|5|326301|机关事业单位基本养老保险缴费支出|50.00|50.00|50.00||
220|1|1|326301|行政运行|450.00|450.00|400.00|50.00|
220|1|4|326301|自然资源规划及管理|300.00|300.00|||300.00",
        ],
        "
合计; 支 general_public total total 2020 approved=800.00; 支 general_public total of_which 2020 approved=800.00; 支 general_public personnel total 2020 approved=450.00; 支 general_public operating total 2020 approved=50.00; 支 general_public project total 2020 approved=300.00
某某县自然资源局; 支 general_public total subtotal 2020 approved=800.00; 支 general_public total of_which 2020 approved=800.00; 支 general_public personnel subtotal 2020 approved=450.00; 支 general_public operating subtotal 2020 approved=50.00; 支 general_public project subtotal 2020 approved=300.00
2080505 机关事业单位基本养老保险缴费支出; 支 general_public total leaf 2020 approved=50.00; 支 general_public total of_which 2020 approved=50.00; 支 general_public personnel leaf 2020 approved=50.00
2200101 行政运行; 支 general_public total leaf 2020 approved=450.00; 支 general_public total of_which 2020 approved=450.00; 支 general_public personnel leaf 2020 approved=400.00; 支 general_public operating leaf 2020 approved=50.00
2200104 自然资源规划及管理; 支 general_public total leaf 2020 approved=300.00; 支 general_public total of_which 2020 approved=300.00; 支 general_public project leaf 2020 approved=300.00",
    );
}

#[test]
fn three_public_items_in_columns_keep_their_item_in_rows_of_units() {
    assert_facts(
        &[
            "某某县自然资源局2020年部门预算\n一般公共预算“三公”经费支出预算表\n单位：万元",
            "单位编码|单位名称（科目）|当年财政拨款预算安排|<|<|<|<|<
^|^|合计|因公出国（境）费用|公务用车购置及运行费|<|<|公务接待费
^|^|^|^|小计|公务用车购置费|公务用车运行费|^
|合计|9.00||7.00||7.00|2.00
326301|某某县自然资源局|9.00||7.00||7.00|2.00",
        ],
        "
“三公”经费; 支 general_public total total 2020 approved=9.00
公务用车购置及运行费; 支 general_public total total 2020 approved=7.00
公务用车运行费; 支 general_public total total 2020 approved=7.00
公务接待费; 支 general_public total total 2020 approved=2.00
“三公”经费; 支 general_public total total 2020 approved=9.00
公务用车购置及运行费; 支 general_public total subtotal 2020 approved=7.00
公务用车运行费; 支 general_public total leaf 2020 approved=7.00
公务接待费; 支 general_public total leaf 2020 approved=2.00",
    );
}

#[test]
fn columns_of_government_classes_carry_their_codes() {
    assert_facts(
        &[
            "某某县司法局2022年部门预算\n支出预算分类汇总表（按政府预算经济分类）\n单位：万元",
            "科目|<|<|<|总计|机关工资福利支出|对企业补助|对个人和家庭的补助
科目编码|<|<|科目名称|^|^|^|^
类|款|项|^|^|^|^|^
|||合计|65.00|60.00|1.00|4.00
204|||公共安全支出|65.00|60.00|1.00|4.00
|06||司法|65.00|60.00|1.00|4.00
||01|行政运行|65.00|60.00|1.00|4.00",
        ],
        "
合计; 支 all total total 2022 approved=65.00
501 合计; 支 all wages_and_benefits total 2022 approved=60.00
507 合计; 支 all total total 2022 approved=1.00
509 合计; 支 all transfers_to_individuals total 2022 approved=4.00
204 公共安全支出; 支 all total subtotal 2022 approved=65.00
204/501 公共安全支出; 支 all wages_and_benefits subtotal 2022 approved=60.00
204/507 公共安全支出; 支 all total subtotal 2022 approved=1.00
204/509 公共安全支出; 支 all transfers_to_individuals subtotal 2022 approved=4.00
20406 司法; 支 all total subtotal 2022 approved=65.00
20406/501 司法; 支 all wages_and_benefits subtotal 2022 approved=60.00
20406/507 司法; 支 all total subtotal 2022 approved=1.00
20406/509 司法; 支 all transfers_to_individuals subtotal 2022 approved=4.00
2040601 行政运行; 支 all total leaf 2022 approved=65.00
2040601/501 行政运行; 支 all wages_and_benefits leaf 2022 approved=60.00
2040601/507 行政运行; 支 all total leaf 2022 approved=1.00
2040601/509 行政运行; 支 all transfers_to_individuals leaf 2022 approved=4.00",
    );
}

#[test]
fn last_years_columns_stay_last_years_and_growth_is_no_amount() {
    assert_facts(
        &[
            "某某市文化局2014年部门预算\n2014年部门收支预算总表\n单位：元",
            "收入|<|<|<|支出|<|<|<
项目|上年预算数|本年预算数|增减(%)|项目|上年预算数|本年预算数|增减(%)
一、财政拨款|900,000|1,000,000|11.1|一、基本支出|900,000|1,000,000|11.1
||||1、人员支出|700,000|800,000|14.3
||||2、公用支出|200,000|200,000|0
收入合计|900,000|1,000,000|11.1|支出合计|900,000|1,000,000|11.1",
        ],
        "
财政拨款; 收 appropriation total leaf 2013 approved=900,000; 收 appropriation total leaf 2014 approved=1,000,000
收入合计; 收 all total total 2013 approved=900,000; 收 all total total 2014 approved=1,000,000
基本支出; 支 all basic subtotal 2013 approved=900,000; 支 all basic subtotal 2014 approved=1,000,000
人员支出; 支 all personnel leaf 2013 approved=700,000; 支 all personnel leaf 2014 approved=800,000
公用支出; 支 all operating leaf 2013 approved=200,000; 支 all operating leaf 2014 approved=200,000
支出合计; 支 all total total 2013 approved=900,000; 支 all total total 2014 approved=1,000,000",
    );
}

#[test]
fn bare_years_are_heads() {
    assert_facts(
        &[
            "某某市应急管理局2021年部门预算\n2021年部门一般公共预算“三公”经费支出情况统计表\n单位：万元",
            "项目|2020年|2021年|增减%
合计|5.00|4.00|-20.00
公务接待费|1.00|1.00|
公务用车费|4.00|3.00|-25.00
其中：公务用车运行维护费|4.00|3.00|-25.00
公务用车购置费|||",
        ],
        "
合计; 支 general_public total total 2020 approved=5.00; 支 general_public total total 2021 approved=4.00
公务接待费; 支 general_public total leaf 2020 approved=1.00; 支 general_public total leaf 2021 approved=1.00
公务用车费; 支 general_public total subtotal 2020 approved=4.00; 支 general_public total subtotal 2021 approved=3.00
公务用车运行维护费; 支 general_public total leaf 2020 approved=4.00; 支 general_public total leaf 2021 approved=3.00",
    );
}

#[test]
fn funds_of_rows_and_columns_are_told_apart() {
    assert_facts(
        &[
            "某某县民政局2016年部门预算公开\n2016年财政拨款收支预算总表\n单位：元",
            "收入|<|支出|<|<|<
项目|金额|项目|合计|公共财政预算|政府性基金预算
一、本年收入|5000000|一、本年支出|5000000|4000000|1000000
（一）公共财政预算拨款|4000000|（一）社会保障和就业支出|4000000|4000000|
（二）政府性基金预算拨款|1000000|（二）其他支出|1000000||1000000
收入总计|5000000|支出总计|5000000|4000000|1000000",
        ],
        "
本年收入; 收 appropriation total total 2016 approved=5000000
公共财政预算拨款; 收 general_public total leaf 2016 approved=4000000
政府性基金预算拨款; 收 government_fund total leaf 2016 approved=1000000
收入总计; 收 appropriation total grand_total 2016 approved=5000000
本年支出; 支 appropriation total total 2016 approved=5000000; 支 general_public total total 2016 approved=4000000; 支 government_fund total total 2016 approved=1000000
208 社会保障和就业支出; 支 appropriation total leaf 2016 approved=4000000; 支 general_public total leaf 2016 approved=4000000
229 其他支出; 支 appropriation total leaf 2016 approved=1000000; 支 government_fund total leaf 2016 approved=1000000
支出总计; 支 appropriation total grand_total 2016 approved=5000000; 支 general_public total grand_total 2016 approved=4000000; 支 government_fund total grand_total 2016 approved=1000000",
    );
}

#[test]
fn units_with_codes_stand_above_their_projects() {
    assert_facts(
        &[
            "某某县教育局2023年部门预算公开表\n项目支出预算表\n单位：万元",
            "单位代码|单位名称|项目名称|功能科目编码|功能科目名称|合计|财政拨款|<|单位资金
^|^|^|^|^|^|小计|其中：一般公共预算|^
合计|<||||120.00|110.00|110.00|10.00
105|某某县教育局||||120.00|110.00|110.00|10.00
105001|某某县教育局机关|义务教育<br>薄弱环节改善|2050202|小学教育|100.00|100.00|100.00|
105001|某某县教育局机关|信息化运维|2050299|其他普通教育支出|20.00|10.00|10.00|10.00",
        ],
        "
合计; 支 all project total 2023 approved=120.00; 支 appropriation project total 2023 approved=110.00; 支 appropriation project of_which 2023 approved=110.00; 支 unit_funds project total 2023 approved=10.00
某某县教育局; 支 all project subtotal 2023 approved=120.00; 支 appropriation project subtotal 2023 approved=110.00; 支 appropriation project of_which 2023 approved=110.00; 支 unit_funds project subtotal 2023 approved=10.00
2050202/105001/义务教育薄弱环节改善 小学教育; 支 all project leaf 2023 approved=100.00; 支 appropriation project leaf 2023 approved=100.00; 支 appropriation project of_which 2023 approved=100.00
2050299/105001/信息化运维 其他普通教育支出; 支 all project leaf 2023 approved=20.00; 支 appropriation project leaf 2023 approved=10.00; 支 appropriation project of_which 2023 approved=10.00; 支 unit_funds project leaf 2023 approved=10.00",
    );
}

#[test]
fn a_table_of_one_row_without_names_is_a_total() {
    assert_facts(
        &["某某厅2019年部门预算\n支出预算总表\n单位：万元", "合计|基本支出|项目支出|结转下年资金\n30.00|20.00|10.00|"],
        "
合计; 支 all total total 2019 approved=30.00; 支 all basic total 2019 approved=20.00; 支 all project total 2019 approved=10.00",
    );
}

#[test]
fn a_row_without_a_name_goes_on_with_the_item_above_where_the_subtotal_says_so() {
    assert_facts(
        &[
            "某某厅2019年部门预算\n政府采购支出预算表\n单位：万元",
            "采购品目大类|专项名称|经济科目|采购物品名称|采购组织形式|总计
合计|||||476.00
服务C|||||476.00
|综合管理费|物业管理费|||466.00
|||物业管理服务|分散自行组织|36.00
||||部门集中采购|430.00
|交通运行费|维修费|||10.00
|||车辆维修服务|分散自行组织|10.00",
        ],
        "
合计; 支 all total total 2019 approved=476.00
服务C; 支 all total subtotal 2019 approved=476.00
综合管理费·物业管理费; 支 all total subtotal 2019 approved=466.00
物业管理服务; 支 all total leaf 2019 approved=36.00
物业管理服务; 支 all total leaf 2019 approved=430.00
交通运行费·维修费; 支 all total subtotal 2019 approved=10.00
车辆维修服务; 支 all total leaf 2019 approved=10.00",
    );
}

#[test]
fn a_title_inside_a_layout_table_begins_its_table() {
    let parts = [
        "某某区统计局2022年度部门预算",
        "收支预算总表|<|<|<
编制部门：|某某区统计局|单位：万元|<
收入|<|支出|<
项目|预算数|项目|预算数
一、财政拨款收入|88.80|一、一般公共服务支出|88.80
附件2|<|<|<
收入预算总表|<|<|<
单位：万元|<|<|<
单位|合计|财政拨款收入|其他收入
某某区统计局|88.80|88.80|
某某区调查队|11.20|11.20|
合计|100.00|100.00|",
    ];
    assert_facts(
        &parts,
        "
财政拨款收入; 收 appropriation total leaf 2022 approved=88.80
201 一般公共服务支出; 支 all total leaf 2022 approved=88.80
某某区统计局; 收 all total leaf 2022 approved=88.80; 收 appropriation total leaf 2022 approved=88.80
某某区调查队; 收 all total leaf 2022 approved=11.20; 收 appropriation total leaf 2022 approved=11.20
合计; 收 all total total 2022 approved=100.00; 收 appropriation total total 2022 approved=100.00",
    );
}

#[test]
fn a_blank_form_with_its_body_label_left_open_is_blank_not_cut() {
    let parts = [
        "2026年部门预算\n收支预算总表\n单位：万元",
        "收入|<|支出|<
项目|预算数|项目|预算数
一、财政拨款收入|88.80|一、一般公共服务支出|88.80",
        "2026年部门支出预算总表|<|<|<|<|<
编制部门：|<|<|<|单位：元|<
项目|<|<|<|支出预算|<
功能分类科目编码|<|<|功能分类科目名称|合计|基本支出
类|款|项|^|^|^
205|||教育支出||
合计|<|<|<||",
    ];
    assert_eq!(states_of(&parts), [crate::tables::TableState::Whole, crate::tables::TableState::Blank]);
}

#[test]
fn columns_of_economic_items_carry_their_codes() {
    assert_facts(
        &[
            "116001 某某县司法局2019年单位预算\n基本支出预算明细表（工资福利支出）\n部门：[116]某某县司法局  公开08表 单位：万元",
            "功能科目|<|工资福利支出|<|<|商品和服务支出|<
科目编码|科目名称|小计|基本工资|奖金|小计|办公费
|合计|40.00|30.00|10.00|3.00|3.00
2040601|行政运行|40.00|30.00|10.00|3.00|3.00",
        ],
        "
合计; 支 all wages_and_benefits total 2019 approved=40.00
30101 合计; 支 all wages_and_benefits total 2019 approved=30.00
30103 合计; 支 all wages_and_benefits total 2019 approved=10.00
合计; 支 all goods_and_services total 2019 approved=3.00
30201 合计; 支 all goods_and_services total 2019 approved=3.00
2040601 行政运行; 支 all wages_and_benefits leaf 2019 approved=40.00
2040601/30101 行政运行; 支 all wages_and_benefits leaf 2019 approved=30.00
2040601/30103 行政运行; 支 all wages_and_benefits leaf 2019 approved=10.00
2040601 行政运行; 支 all goods_and_services leaf 2019 approved=3.00
2040601/30201 行政运行; 支 all goods_and_services leaf 2019 approved=3.00",
    );
}

#[test]
fn a_unit_may_stand_in_the_line_of_the_title() {
    assert_facts(
        &[
            "某某县司法局2019年单位预算\n单位收支总表（单位：万元）",
            "收入|<|支出|<
项目|预算数|项目|预算数
一、财政拨款|10.00|一、公共安全支出|10.00",
            "部门支出表  单位：元",
            "科目|支出
204公共安全支出|100000
2040601行政运行|100000
合计|100000",
        ],
        "
财政拨款; 收 appropriation total leaf 2019 approved=10.00
204 公共安全支出; 支 all total leaf 2019 approved=10.00
204 公共安全支出; 支 all total subtotal 2019 approved=100000
2040601 行政运行; 支 all total leaf 2019 approved=100000
合计; 支 all total total 2019 approved=100000",
    );
}

#[test]
fn figures_that_contradict_their_heads_in_most_rows_are_not_read() {
    let parts = [
        "某某局2024年部门预算\n支出预算表\n单位：万元",
        "科目编码|科目名称|合计|项目支出|基本支出|上缴上级支出
204|公共安全支出|30.00||||
20406|司法|30.00|10.00|50.00|
2040601|行政运行|20.00|90.00|20.00|
2040602|一般行政管理事务|10.00|10.00|70.00|",
        "收入预算表\n单位：万元",
        "项目|金额\n收入合计|30.00",
    ];
    assert_eq!(facts_of(&parts), "收入合计; 收 all total total 2024 approved=30.00");
    assert_eq!(unread_of(&parts).lines().count(), 10);
}

#[test]
fn one_wrong_sum_is_the_documents_mistake_and_is_read() {
    assert_facts(
        &[
            "某某局2024年部门预算\n支出预算表\n单位：万元",
            "科目编码|科目名称|合计|基本支出|项目支出
20406|司法|30.00|20.00|10.00
2040601|行政运行|20.00|25.00|",
        ],
        "
20406 司法; 支 all total subtotal 2024 approved=30.00; 支 all basic subtotal 2024 approved=20.00; 支 all project subtotal 2024 approved=10.00
2040601 行政运行; 支 all total leaf 2024 approved=20.00; 支 all basic leaf 2024 approved=25.00",
    );
}

#[test]
fn memo_rows_of_one_budget_are_of_that_budget_and_last_years_plain_columns_of_last_year() {
    assert_facts(
        &[
            "某某局2018年部门预算\n收支预算总表\n单位：万元",
            "收入|<|<|<|支出|<|<|<
项目|上年数|本年数|同比|项目|上年数|本年数|同比
一、财政拨款收入|9.00|10.00|11%|一、公共安全支出|9.00|10.00|11%
其中：政府性基金拨款|1.00|2.00|||||
上年结转|1.00|1.00||结转下年|1.00|1.00|
收入总计|10.00|11.00||支出总计|10.00|11.00|",
        ],
        "
财政拨款收入; 收 appropriation total leaf 2017 approved=9.00; 收 appropriation total leaf 2018 approved=10.00
政府性基金拨款; 收 government_fund total of_which 2017 approved=1.00; 收 government_fund total of_which 2018 approved=2.00
上年结转; 转入 all total leaf 2017 approved=1.00; 转入 all total leaf 2018 approved=1.00
收入总计; 收 all total grand_total 2017 approved=10.00; 收 all total grand_total 2018 approved=11.00
204 公共安全支出; 支 all total leaf 2017 approved=9.00; 支 all total leaf 2018 approved=10.00
结转下年; 转出 all total leaf 2017 approved=1.00; 转出 all total leaf 2018 approved=1.00
支出总计; 支 all total grand_total 2017 approved=10.00; 支 all total grand_total 2018 approved=11.00",
    );
}

#[test]
fn codes_of_projects_are_no_codes_of_units() {
    assert_facts(
        &[
            "某某局2018年部门预算\n项目支出预算表\n单位：万元",
            "单位代码|单位名称|项目编码|项目名称|金额
105001|某某局机关|0012|信息化运维|20.00
105001|某某局机关|0013|业务培训|10.00
合计||||30.00",
        ],
        "
0012/105001 信息化运维; 支 all project leaf 2018 approved=20.00
0013/105001 业务培训; 支 all project leaf 2018 approved=10.00
合计; 支 all project total 2018 approved=30.00",
    );
}
