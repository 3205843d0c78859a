//! 决算公开 01–09 as the Ministry's forms print them: 行次 and 栏次, 类款项 over two rows, 预算数 beside 决算数.

use super::{assert_facts, states_of, unread_of};

const TITLE: &str = "某某省审计厅\n2022年度部门决算\n部门：某某省审计厅\n金额单位：万元";

#[test]
fn line_and_column_numbers_are_no_amounts() {
    assert_facts(
        &[
            "某某省审计厅2022年度部门决算\n收入支出决算总表\n公开01表\n部门：某某省审计厅\n金额单位：万元",
            "收入|<|<|支出|<|<
项目|行次|金额|项目|行次|金额
栏次||1|栏次||2
一、一般公共预算财政拨款收入|1|1,000.00|一、一般公共服务支出|32|880.00
八、其他收入|8|20.00|八、社会保障和就业支出|39|150.00
本年收入合计|27|1,020.00|本年支出合计|57|1,030.00
年初结转和结余|29|30.00|年末结转和结余|59|20.00
总计|30|1,050.00|总计|60|1,050.00",
        ],
        "
一般公共预算财政拨款收入; 收 general_public total leaf 2022 executed=1,000.00
其他收入; 收 other total leaf 2022 executed=20.00
本年收入合计; 收 all total total 2022 executed=1,020.00
年初结转和结余; 转入 all total leaf 2022 executed=30.00
总计; 收 all total grand_total 2022 executed=1,050.00
201 一般公共服务支出; 支 all total leaf 2022 executed=880.00
208 社会保障和就业支出; 支 all total leaf 2022 executed=150.00
本年支出合计; 支 all total total 2022 executed=1,030.00
年末结转和结余; 转出 all total leaf 2022 executed=20.00
总计; 支 all total grand_total 2022 executed=1,050.00",
    );
}

#[test]
fn code_heads_over_the_rows_of_numbers_and_total_are_heads() {
    assert_facts(
        &[
            TITLE,
            "收入决算表\n公开02表",
            "项目|<|<|<|本年收入合计|财政拨款收入|其他收入
功能分类科目编码|<|<|科目名称|^|^|^
类|款|项|栏次|1|2|3
^|^|^|合计|1,020.00|1,000.00|20.00
201|<|<|一般公共服务支出|1,020.00|1,000.00|20.00
20108|<|<|审计事务|1,020.00|1,000.00|20.00
2010801|<|<|行政运行|650.00|650.00|
2010804|<|<|审计业务|370.00|350.00|20.00",
        ],
        "
合计; 收 all total total 2022 executed=1,020.00; 收 appropriation total total 2022 executed=1,000.00; 收 other total total 2022 executed=20.00
201 一般公共服务支出; 收 all total subtotal 2022 executed=1,020.00; 收 appropriation total subtotal 2022 executed=1,000.00; 收 other total subtotal 2022 executed=20.00
20108 审计事务; 收 all total subtotal 2022 executed=1,020.00; 收 appropriation total subtotal 2022 executed=1,000.00; 收 other total subtotal 2022 executed=20.00
2010801 行政运行; 收 all total leaf 2022 executed=650.00; 收 appropriation total leaf 2022 executed=650.00
2010804 审计业务; 收 all total leaf 2022 executed=370.00; 收 appropriation total leaf 2022 executed=350.00; 收 other total leaf 2022 executed=20.00",
    );
}

#[test]
fn a_total_beside_the_code_heads_is_a_row() {
    assert_facts(
        &[
            TITLE,
            "支出决算表",
            "项目|<|<|<|本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出
支出功能分类科目编码|<|<|科目名称|^|^|^|^|^|^
类|款|项|合计|880.00|510.00|370.00|||
201|||一般公共服务支出|880.00|510.00|370.00|||
201|08||审计事务|880.00|510.00|370.00|||
201|08|01|行政运行|510.00|510.00||||
201|08|04|审计业务|370.00||370.00|||",
        ],
        "
合计; 支 all total total 2022 executed=880.00; 支 all basic total 2022 executed=510.00; 支 all project total 2022 executed=370.00
201 一般公共服务支出; 支 all total subtotal 2022 executed=880.00; 支 all basic subtotal 2022 executed=510.00; 支 all project subtotal 2022 executed=370.00
20108 审计事务; 支 all total subtotal 2022 executed=880.00; 支 all basic subtotal 2022 executed=510.00; 支 all project subtotal 2022 executed=370.00
2010801 行政运行; 支 all total leaf 2022 executed=510.00; 支 all basic leaf 2022 executed=510.00
2010804 审计业务; 支 all total leaf 2022 executed=370.00; 支 all project leaf 2022 executed=370.00",
    );
}

#[test]
fn codes_side_by_side_under_one_head_are_class_section_and_item() {
    assert_facts(
        &[
            TITLE,
            "一般公共预算财政拨款支出决算表",
            "功能分类科目编码|<|<|科目名称|合计|基本支出|项目支出
201|||一般公共服务支出|880.00|510.00|370.00
|08||审计事务|880.00|510.00|370.00
||01|行政运行|510.00|510.00|
||04|审计业务|370.00||370.00
合计|<|<|<|880.00|510.00|370.00",
        ],
        "
201 一般公共服务支出; 支 general_public total subtotal 2022 executed=880.00; 支 general_public basic subtotal 2022 executed=510.00; 支 general_public project subtotal 2022 executed=370.00
20108 审计事务; 支 general_public total subtotal 2022 executed=880.00; 支 general_public basic subtotal 2022 executed=510.00; 支 general_public project subtotal 2022 executed=370.00
2010801 行政运行; 支 general_public total leaf 2022 executed=510.00; 支 general_public basic leaf 2022 executed=510.00
2010804 审计业务; 支 general_public total leaf 2022 executed=370.00; 支 general_public project leaf 2022 executed=370.00
合计; 支 general_public total total 2022 executed=880.00; 支 general_public basic total 2022 executed=510.00; 支 general_public project total 2022 executed=370.00",
    );
}

#[test]
fn budgets_below_a_carried_balance_are_its_parts_without_ordinals_too() {
    assert_facts(
        &[
            TITLE,
            "财政拨款收入支出决算总表",
            "收入|<|支出|<|<|<
项目|金额|项目|合计|一般公共预算财政拨款|政府性基金预算财政拨款
一、一般公共预算财政拨款|1,000.00|一、一般公共服务支出|860.00|860.00|
二、政府性基金预算财政拨款|50.00|二、城乡社区支出|50.00||50.00
本年收入合计|1,050.00|本年支出合计|910.00|860.00|50.00
年初财政拨款结转和结余|10.00|年末财政拨款结转和结余|150.00|150.00|
一般公共预算财政拨款|8.00||||
政府性基金预算财政拨款|2.00||||
总计|1,060.00|总计|1,060.00|1,010.00|50.00",
        ],
        "
一般公共预算财政拨款; 收 general_public total leaf 2022 executed=1,000.00
政府性基金预算财政拨款; 收 government_fund total leaf 2022 executed=50.00
本年收入合计; 收 appropriation total total 2022 executed=1,050.00
年初财政拨款结转和结余; 转入 appropriation total subtotal 2022 executed=10.00
一般公共预算财政拨款; 转入 general_public total leaf 2022 executed=8.00
政府性基金预算财政拨款; 转入 government_fund total leaf 2022 executed=2.00
总计; 收 appropriation total grand_total 2022 executed=1,060.00
201 一般公共服务支出; 支 appropriation total leaf 2022 executed=860.00; 支 general_public total leaf 2022 executed=860.00
212 城乡社区支出; 支 appropriation total leaf 2022 executed=50.00; 支 government_fund total leaf 2022 executed=50.00
本年支出合计; 支 appropriation total total 2022 executed=910.00; 支 general_public total total 2022 executed=860.00; 支 government_fund total total 2022 executed=50.00
年末财政拨款结转和结余; 转出 appropriation total leaf 2022 executed=150.00; 转出 general_public total leaf 2022 executed=150.00
总计; 支 appropriation total grand_total 2022 executed=1,060.00; 支 general_public total grand_total 2022 executed=1,010.00; 支 government_fund total grand_total 2022 executed=50.00",
    );
}

#[test]
fn personnel_and_operating_costs_stand_side_by_side() {
    assert_facts(
        &[
            TITLE,
            "一般公共预算财政拨款基本支出决算表",
            "人员经费|<|<|公用经费|<|<|<|<|<
科目编码|科目名称|决算数|科目编码|科目名称|决算数|科目编码|科目名称|决算数
301|工资福利支出|500.00|302|商品和服务支出|90.00|310|资本性支出|10.00
30101|基本工资|500.00|30201|办公费|90.00|31002|办公设备购置|10.00
人员经费合计|<|500.00|公用经费合计|<|<|<|<|100.00",
        ],
        "
301 工资福利支出; 支 general_public personnel subtotal 2022 executed=500.00
30101 基本工资; 支 general_public personnel leaf 2022 executed=500.00
人员经费合计; 支 general_public personnel total 2022 executed=500.00
302 商品和服务支出; 支 general_public operating subtotal 2022 executed=90.00
30201 办公费; 支 general_public operating leaf 2022 executed=90.00
310 资本性支出; 支 general_public operating subtotal 2022 executed=10.00
31002 办公设备购置; 支 general_public operating leaf 2022 executed=10.00
公用经费合计; 支 general_public operating total 2022 executed=100.00",
    );
}

#[test]
fn three_public_budget_and_final_figures_stand_side_by_side() {
    assert_facts(
        &[
            TITLE,
            "财政拨款“三公”经费支出决算表",
            "预算数|<|<|<|<|<|决算数|<|<|<|<|<
合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费|合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费
^|^|小计|公务用车购置费|公务用车运行费|^|^|^|小计|公务用车购置费|公务用车运行费|^
1|2|3|4|5|6|7|8|9|10|11|12
30.00|5.00|20.00|0.00|20.00|5.00|18.00|0.00|15.00|0.00|15.00|3.00",
        ],
        "
“三公”经费; 支 appropriation total total 2022 approved=30.00
因公出国（境）费; 支 appropriation total leaf 2022 approved=5.00
公务用车购置及运行费; 支 appropriation total subtotal 2022 approved=20.00
公务用车购置费; 支 appropriation total leaf 2022 approved=0.00
公务用车运行费; 支 appropriation total leaf 2022 approved=20.00
公务接待费; 支 appropriation total leaf 2022 approved=5.00
“三公”经费; 支 appropriation total total 2022 executed=18.00
因公出国（境）费; 支 appropriation total leaf 2022 executed=0.00
公务用车购置及运行费; 支 appropriation total subtotal 2022 executed=15.00
公务用车购置费; 支 appropriation total leaf 2022 executed=0.00
公务用车运行费; 支 appropriation total leaf 2022 executed=15.00
公务接待费; 支 appropriation total leaf 2022 executed=3.00",
    );
}

#[test]
fn three_public_items_may_be_rows_with_memo_rows_and_counts() {
    let parts = [
        TITLE,
        "“三公”经费、机关运行经费情况表",
        "项目|行次|预算数|统计数|项目|行次|统计数
栏次||1|2|栏次||3
一、“三公”经费支出|1|—|—|四、国有资产占用情况|29|—
（一）支出合计|2|30.00|18.00|（一）车辆数合计（辆）|30|8
1．因公出国（境）费|3|5.00|0.00|1．机要通信用车|31|2
2．公务用车购置及运行维护费|4|20.00|15.00|五、政府采购支出信息|36|—
（1）公务用车购置费|5|0.00|0.00|（一）政府采购支出合计|37|200.00
（2）公务用车运行维护费|6|20.00|15.00|1．政府采购货物支出|38|50.00
3．公务接待费|7|5.00|3.00|2．政府采购服务支出|40|150.00
其中：外事接待费|9|—|0.50|（二）政府采购授予中小企业合同金额|41|120.00
1．因公出国（境）团组数（个）|12|—|1|其中：授予小微企业合同金额|42|80.00
二、机关运行经费|22|—|85.60|||
（一）行政单位|23|—|85.60|||",
    ];
    assert_facts(
        &parts,
        "
支出合计; 支 all total total 2022 approved=30.00; 支 all total total 2022 executed=18.00
因公出国（境）费; 支 all total leaf 2022 approved=5.00; 支 all total leaf 2022 executed=0.00
公务用车购置及运行维护费; 支 all total subtotal 2022 approved=20.00; 支 all total subtotal 2022 executed=15.00
公务用车购置费; 支 all total leaf 2022 approved=0.00; 支 all total leaf 2022 executed=0.00
公务用车运行维护费; 支 all total leaf 2022 approved=20.00; 支 all total leaf 2022 executed=15.00
公务接待费; 支 all total leaf 2022 approved=5.00; 支 all total leaf 2022 executed=3.00
外事接待费; 支 all total of_which 2022 executed=0.50
机关运行经费; 支 all total total 2022 executed=85.60
行政单位; 支 all total leaf 2022 executed=85.60
政府采购支出合计; 支 all total total 2022 executed=200.00
政府采购货物支出; 支 all total leaf 2022 executed=50.00
政府采购服务支出; 支 all total leaf 2022 executed=150.00
政府采购授予中小企业合同金额; 支 all total of_which 2022 executed=120.00
授予小微企业合同金额; 支 all total of_which 2022 executed=80.00",
    );
    assert_eq!(unread_of(&parts), "1：数量，不是金额\n8：数量，不是金额\n2：数量，不是金额");
}

#[test]
fn a_form_with_column_numbers_only_is_blank() {
    let parts = [
        TITLE,
        "收入支出决算总表",
        "收入|<|支出|<
项目|金额|项目|金额
一、其他收入|1.00|一、其他支出|1.00",
        "国有资本经营预算财政拨款支出决算表",
        "项目|<|<|<|本年支出|<|<
功能分类科目编码|<|<|科目名称|小计|基本支出|项目支出
类|款|项|栏次|1|2|3
^|^|^|合计|||
223|||国有资本经营预算支出|||",
    ];
    assert_eq!(states_of(&parts), [crate::tables::TableState::Whole, crate::tables::TableState::Blank]);
}

#[test]
fn initial_adjusted_and_final_figures_have_their_phase() {
    assert_facts(
        &[
            "某某市水利局2023年度部门决算\n收入支出决算总表\n单位：某某市水利局    金额单位：元",
            "收入|<|<|<|<|支出|<|<|<|<
项目|行次|年初预算数|全年预算数|决算数|项目|行次|年初预算数|全年预算数|决算数
栏次||1|2|3|栏次||4|5|6
一、一般公共预算财政拨款收入|1|10|12|11|一、农林水支出|1|10|12|11
总计|4|10|12|11|总计|5|10|12|11",
        ],
        "
一般公共预算财政拨款收入; 收 general_public total leaf 2023 approved=10; 收 general_public total leaf 2023 adjusted=12; 收 general_public total leaf 2023 executed=11
总计; 收 all total grand_total 2023 approved=10; 收 all total grand_total 2023 adjusted=12; 收 all total grand_total 2023 executed=11
213 农林水支出; 支 all total leaf 2023 approved=10; 支 all total leaf 2023 adjusted=12; 支 all total leaf 2023 executed=11
总计; 支 all total grand_total 2023 approved=10; 支 all total grand_total 2023 adjusted=12; 支 all total grand_total 2023 executed=11",
    );
}
