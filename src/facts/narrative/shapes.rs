//! How disclosures of many provinces say the same things: each passage with what must be read of it.

use super::testing::{accounts, budget, claims, gaps, places};

#[test]
fn an_item_with_year_and_measure_behind_its_marks_is_that_item() {
    let read = budget(
        "五、一般公共预算当年拨款情况说明\n（一）一般公共预算当年拨款规模变化情况\n云山县档案馆2025年一般公共预算当年拨款312.45万元，比2024年执行数减少7.55万元，下降2.36%，主要原因：一是压减公用经费3万元；二是项目调整。\n（三）一般公共预算当年拨款具体使用情况\n1.教育支出（类）进修及培训（款）培训支出（项）2025年预算数为7.91万元，比2024年执行数增加1.01万元，增长14.64%。主要是培训增加。\n2.住房保障（类）住房改革支出（款）住房公积金（项）：2025年预算数为20万元，主要用于缴纳住房公积金。\n3.卫生健康支出（210类）行政事业单位医疗（11款）行政单位医疗（01项）9万元。",
    );
    assert_eq!(
        claims(&read),
        "change | 一般公共预算当年拨款 | 312.45万元 | Δ-7.55万元 | rate-2.36 | vs executed_last_year | of 2024 | because 一是压减公用经费3万元；二是项目调整\n\
         change | 教育支出（类）进修及培训（款）培训支出（项） | 7.91万元 | Δ1.01万元 | rate14.64 | vs executed_last_year | of 2024 | because 培训增加\n\
         amount | 住房保障（类）住房改革支出（款）住房公积金（项） | 20万元\n\
         amount | 卫生健康支出（210类）行政事业单位医疗（11款）行政单位医疗（01项） | 9万元"
    );
    assert_eq!(
        places(&read),
        "一般公共预算当年拨款: general_public_expenditure expenditure general_public total total\n\
         教育支出（类）进修及培训（款）培训支出（项）: general_public_expenditure expenditure general_public total leaf 2050803\n\
         住房保障（类）住房改革支出（款）住房公积金（项）: general_public_expenditure expenditure general_public total leaf 2210201\n\
         卫生健康支出（210类）行政事业单位医疗（11款）行政单位医疗（01项）: general_public_expenditure expenditure general_public total leaf 2101101"
    );
}

#[test]
fn a_list_after_a_denial_divides_what_stood_before_it() {
    let read = budget(
        "四、财政拨款收支预算情况的总体说明\n云山县档案馆2025年财政拨款收支总预算85.06万元。收入全部为一般公共预算拨款，无政府性基金预算拨款，包括：一般公共预算当年拨款收入80.73万元、上年结转4.33万元；支出包括：教育支出5.91万元、住房保障支出79.15万元。",
    );
    assert_eq!(
        places(&read),
        "财政拨款收支总预算: appropriation_summary revenue appropriation total grand_total\n\
         财政拨款收支总预算: appropriation_summary expenditure appropriation total grand_total\n\
         政府性基金预算拨款: - - government_fund total total\n\
         一般公共预算当年拨款收入: appropriation_summary revenue general_public total leaf\n\
         上年结转: appropriation_summary carryover_in appropriation total leaf\n\
         教育支出: appropriation_summary expenditure appropriation total subtotal 205\n\
         住房保障支出: appropriation_summary expenditure appropriation total subtotal 221"
    );
}

#[test]
fn the_base_may_be_named_again_with_its_amount() {
    let read = accounts(
        "2025年“三公”经费财政拨款决算数200.12万元，比2025年“三公”经费财政拨款年初预算255.48万元减少55.36万元。其中：\n1.公务接待费。2025年决算数0.20万元，比2025年年初预算数1.23万元减少1.03万元。公务接待3批次，公务接待20人次。\n2.公务用车购置及运行维护费。2025年决算数199.92万元，其中，公务用车购置费2025年决算数60万元，比2025年年初预算数60万元增加0万元。2025年购置（更新）3辆，车均购置费20万元。公务用车运行维护费2025年决算数139.92万元，主要原因：压减。公务用车加油40万元。",
    );
    assert_eq!(
        claims(&read),
        "change | “三公”经费财政拨款 | 200.12万元 | Δ-55.36万元 | vs budget_this_year | of 2025 | base255.48万元\n\
         change | 公务接待费 | 0.20万元 | Δ-1.03万元 | vs budget_this_year | of 2025 | base1.23万元\n\
         count | 公务接待 | count3批次\ncount | 公务接待 | count20人次\n\
         amount | 公务用车购置及运行维护费 | 199.92万元\n\
         change | 公务用车购置费 | 60万元 | Δ0万元 | vs budget_this_year | of 2025 | base60万元\n\
         amount | 车均购置费 | 20万元\n\
         amount | 公务用车运行维护费 | 139.92万元 | because 压减\n\
         amount | 公务用车加油 | 40万元"
    );
    assert!(places(&read).ends_with("公务用车加油: - expenditure all total subtotal"));
}

#[test]
fn an_executed_share_of_a_printed_budget_fills_base_and_rate() {
    let read = accounts(
        "2025年度“三公”经费支出决算为12.5万元，完成全年预算15万元的83.33%，比上年减少2万元，下降13.79%。其中：公务接待费支出决算为2.5万元，完成预算4万元的62.5%。",
    );
    assert_eq!(
        claims(&read),
        "execution | “三公”经费支出 | 12.5万元 | rate83.33 | vs budget_this_year | of 2025 | base15万元\n\
         change | “三公”经费支出 | 12.5万元 | Δ-2万元 | rate-13.79 | vs final_last_year | of 2024\n\
         execution | 公务接待费支出 | 2.5万元 | rate62.5 | vs budget_this_year | of 2025 | base4万元"
    );
}

#[test]
fn a_change_against_the_budget_is_not_mixed_with_the_execution_rate() {
    let read = accounts(
        "本部门2025年度“三公”经费财政拨款支出预算为120万元，支出决算为98.6万元，完成预算的82.2%，较预算减少21.4万元，降低17.8%，主要是节约；较2024年度决算减少5.3万元，降低5.1%，主要是压减。",
    );
    assert_eq!(
        claims(&read),
        "execution | “三公”经费财政拨款支出 | 98.6万元 | rate82.2 | vs budget_this_year | of 2025 | base120万元\n\
         change | “三公”经费财政拨款支出 | 98.6万元 | Δ-21.4万元 | rate-17.8 | vs budget_this_year | of 2025 | because 节约\n\
         change | “三公”经费财政拨款支出 | 98.6万元 | Δ-5.3万元 | rate-5.1 | vs final_last_year | of 2024 | because 压减"
    );
}

#[test]
fn the_deviation_from_the_budget_is_a_signed_rate() {
    let read = accounts(
        "2025年度财政拨款收入总计434.72万元，财政拨款支出总计434.72万元。与年初预算相比，年初预算数388.81万元，决算数434.72万元，预决算差异率11.81%，主要原因是：追加经费。\n与全年预算相比，公务接待费全年预算数3.00万元，决算数2.00万元，预决算差异率-33.33%。",
    );
    assert_eq!(
        claims(&read),
        "amount | 财政拨款收入总计 | 434.72万元\namount | 财政拨款支出总计 | 434.72万元\n\
         change | 财政拨款收入总计 | 434.72万元 | rate11.81 | vs budget_this_year | of 2025 | base388.81万元 | because 追加经费\n\
         change | 财政拨款支出总计 | 434.72万元 | rate11.81 | vs budget_this_year | of 2025 | base388.81万元 | because 追加经费\n\
         change | 公务接待费 | 2.00万元 | rate-33.33 | vs budget_this_year | of 2025 | base3.00万元"
    );
}

#[test]
fn the_second_side_of_a_fund_is_of_that_fund() {
    let read = accounts(
        "（一）财政拨款收支与上年决算对比情况\n本部门2025年度财政拨款本年收入200万元，比2024年度增加10万元，增长5.3%；本年支出205万元，增加15万元，增长7.9%。其中：一般公共预算财政拨款本年收入190万元，比上年增加8万元；本年支出195万元，比上年增加13万元，增长7.1%。",
    );
    assert_eq!(
        places(&read),
        "财政拨款本年收入: appropriation_summary revenue appropriation total total\n\
         本年支出: appropriation_summary expenditure appropriation total total\n\
         一般公共预算财政拨款本年收入: appropriation_summary revenue general_public total total\n\
         本年支出: appropriation_summary expenditure general_public total total"
    );
}

#[test]
fn figures_of_other_bodies_are_not_those_of_the_tables() {
    let read = budget(
        "云山县档案馆2025年收入预算100万元。\n云山县图书馆2025年收入预算30万元，支出预算30万元。\n所属事业单位收入预算12万元。\n（一）云山县图书馆\n2025年基本支出20万元。",
    );
    assert_eq!(
        places(&read),
        "收入: revenue_expenditure_summary revenue all total total\n\
         云山县图书馆收入: - revenue all total total\n\
         支出: - expenditure all total total\n\
         所属事业单位收入: - revenue all total total\n\
         基本支出: - expenditure all basic subtotal"
    );
}

#[test]
fn words_that_narrow_an_item_make_it_another() {
    let read = budget(
        "填报绩效目标的项目支出预算27万元，占全部项目支出预算的96.8%。\n预留给小型和微型企业的政府采购项目预算为3万元。\n基本支出70万元（不含离退休经费）。\n扣除一次性因素后，项目支出比上年减少3万元，下降10%。",
    );
    assert_eq!(
        places(&read),
        "填报绩效目标的项目支出: - - all total leaf\n\
         预留给小型和微型企业的政府采购项目: - - all total leaf\n\
         基本支出: - expenditure all basic subtotal\n\
         项目支出: - expenditure all project subtotal"
    );
}

#[test]
fn what_operating_costs_are_spent_on_is_not_the_whole_of_it() {
    let read = budget(
        "2025年机关运行经费安排123.46万元，其中：办公费10.2万元，会议费8.5万元，公务用车运行维护费20万元，其他费用4.86万元。\n2025年公务接待费支出预算16万元（其中：一般公共预算支出16万元；政府性基金预算支出0万元），比上年增加1万元。",
    );
    assert_eq!(
        places(&read),
        "机关运行经费: operating_costs expenditure all total total\n\
         办公费: - - all total leaf\n\
         会议费: - expenditure all total leaf\n\
         公务用车运行维护费: - expenditure all total leaf\n\
         其他费用: - - all total leaf\n\
         公务接待费支出: three_public_expenses expenditure all total leaf\n\
         一般公共预算支出: - expenditure general_public total total\n\
         政府性基金预算支出: - expenditure government_fund total total"
    );
    assert!(claims(&read).contains("change | 公务接待费支出 | 16万元 | Δ1万元"));
}

#[test]
fn classes_of_a_project_and_of_the_government_s_classification_are_not_those_of_the_basic_table() {
    let read = budget(
        "一般公共预算支出情况说明\n1.基本支出预算93万元。其中：\n工资福利支出预算80万元，占基本支出预算86.02%。\n商品和服务支出预算13万元，占基本支出预算13.98%。\n2.项目支出预算47万元。其中：\n工资福利支出12万元，占项目支出预算25.53%。\n机关工资福利支出（501）70万元。",
    );
    let places = places(&read);
    let forms: Vec<&str> = places.lines().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(
        forms,
        [
            "general_public_expenditure",
            "general_public_basic_expenditure",
            "general_public_basic_expenditure",
            "general_public_expenditure",
            "-",
            "-"
        ]
    );
}

#[test]
fn an_amount_after_a_number_of_things_is_not_that_of_the_item_before() {
    let read = accounts(
        "公务用车购置支出38万元。全年按规定更新购置公务用车2辆，其中：轿车1辆、金额18万元，越野车1辆、金额20万元。2025年末公务用车保有量为3辆。",
    );
    assert_eq!(
        claims(&read),
        "amount | 公务用车购置支出 | 38万元\ncount | 更新购置公务用车 | count2辆\ncount | 轿车 | count1辆\n\
         count | 越野车 | count1辆\ncount | 公务用车保有量 | count3辆"
    );
    assert_eq!(read.1.len(), 2);
}

#[test]
fn groups_of_travellers_and_visits_keep_both_their_numbers() {
    let read = accounts(
        "全年使用财政拨款安排因公出国（境）团组2个，累计5人次。国内公务接待120批次，累计1,234人次；国（境）外公务接待0批次0人次。单价100万元（含）以上设备（不含车辆）52台（套）。",
    );
    assert_eq!(
        claims(&read),
        "count | 因公出国（境）团组 | count2个\ncount | 因公出国（境）团组 | count5人次\n\
         count | 国内公务接待 | count120批次\ncount | 国内公务接待 | count1234人次\n\
         count | 国（境）外公务接待 | count0批次\ncount | 国（境）外公务接待 | count0人次\n\
         count | 单价100万元（含）以上设备（不含车辆） | count52台(套)"
    );
}

#[test]
fn what_is_bought_is_not_what_there_is() {
    let read = budget(
        "截至2024年7月31日，共有车辆136辆，其中，机要通信用车18辆。单位价值100万元以上设备52台（套）。2025年部门预算安排购置车辆6辆，其中，机要通信用车2辆。",
    );
    let rows: Vec<(String, i32, bool)> = read
        .0
        .iter()
        .map(|statement| (statement.count.clone(), statement.year.get(), statement.coordinates.form.is_some()))
        .collect();
    assert_eq!(
        rows,
        [("136", 2024, true), ("18", 2024, true), ("52", 2024, true), ("6", 2025, false), ("2", 2025, false)]
            .map(|(count, year, shown)| (count.to_owned(), year, shown))
    );
}

#[test]
fn contracts_with_small_firms_and_their_shares_are_read_by_name() {
    let read = accounts(
        "2025年度政府采购支出总额335万元，其中：政府采购货物支出35万元、政府采购服务支出300万元。授予中小企业合同金额324万元，占政府采购支出总额的96.72%，其中：授予小微企业合同金额27万元，占授予中小企业合同金额的8.33%；货物采购授予中小企业合同金额占货物支出金额的90.5%。",
    );
    assert_eq!(
        claims(&read),
        "amount | 政府采购支出 | 335万元\namount | 政府采购货物支出 | 35万元\namount | 政府采购服务支出 | 300万元\n\
         amount | 授予中小企业合同 | 324万元 | share96.72/政府采购支出总额\n\
         amount | 授予小微企业合同 | 27万元 | share8.33/授予中小企业合同金额\n\
         share | 货物采购授予中小企业合同 | share90.5/货物支出金额"
    );
}

#[test]
fn last_year_s_amount_beside_this_year_s_is_the_base() {
    let read = budget(
        "2025年公务接待费预算1.5万元，2024年公务接待费预算2万元，同比减少0.5万元。\n培训费3万元，比2024年的4万元减少1万元。\n2025年收入预算578.91万元，比2024年520万元增加58.91万元，增长11.33%。",
    );
    assert_eq!(
        claims(&read),
        "change | 公务接待费 | 1.5万元 | Δ-0.5万元 | vs budget_last_year | of 2024 | base2万元\n\
         amount | 公务接待费 | 2万元\n\
         change | 培训费 | 3万元 | Δ-1万元 | vs budget_last_year | of 2024 | base4万元\n\
         change | 收入 | 578.91万元 | Δ58.91万元 | rate11.33 | vs budget_last_year | of 2024 | base520万元"
    );
}

#[test]
fn a_list_inside_a_list_ends_with_its_clause() {
    let read = budget(
        "2025年支出预算100万元，其中：基本支出70万元，其中人员经费60万元，占85.71%，公用经费10万元，占14.29%；项目支出30万元，占30%。",
    );
    assert_eq!(
        claims(&read),
        "amount | 支出 | 100万元\namount | 基本支出 | 70万元\namount | 人员经费 | 60万元 | share85.71/基本支出\n\
         amount | 公用经费 | 10万元 | share14.29/基本支出\namount | 项目支出 | 30万元 | share30/"
    );
}

#[test]
fn names_joined_by_and_take_their_amounts_in_order() {
    let read = budget(
        "会议费和培训费分别为2万元和1万元。\n因公出国（境）费、公务用车购置费均为0万元，与上年持平。\n经费支出、资产处置分别为2万元和1万元。",
    );
    assert_eq!(
        claims(&read),
        "amount | 会议费 | 2万元\namount | 培训费 | 1万元\n\
         unchanged | 因公出国（境）费 | 0万元 | Δ0万元 | vs budget_last_year | of 2024\n\
         unchanged | 公务用车购置费 | 0万元 | Δ0万元 | vs budget_last_year | of 2024"
    );
}

#[test]
fn amounts_that_are_no_exact_figures_are_reported() {
    let read = budget("政府采购预算80余万元。\n公务接待费3至5万元。\n收入预算2.35亿元，较上年增长1.2倍。");
    assert_eq!(claims(&read), "amount | 收入 | 2.35亿元");
    assert_eq!(
        gaps(&read),
        "约数，不能精确保存: 政府采购预算80\n区间，不是一个数: 公务接待费3至5\n以倍数表示的增减，没有换算成百分数: 1.2"
    );
}

#[test]
fn a_reason_ends_where_a_comparison_with_its_figure_begins() {
    let read = accounts(
        "公务接待费支出预算为30万元，支出决算为25.5万元，完成预算的85%，决算数小于预算数的主要原因是厉行节约，与上年相比减少4.5万元，减少15%,减少的主要原因是接待减少。",
    );
    assert_eq!(
        claims(&read),
        "execution | 公务接待费支出 | 25.5万元 | rate85 | vs budget_this_year | of 2025 | base30万元 | because 厉行节约\n\
         change | 公务接待费支出 | 25.5万元 | vs budget_this_year | of 2025\n\
         change | 公务接待费支出 | 25.5万元 | Δ-4.5万元 | rate-15 | vs final_last_year | of 2024 | because 接待减少"
    );
}

#[test]
fn a_reason_after_parts_goes_to_what_was_compared_or_to_nothing() {
    let read = budget(
        "2025年支出预算57万元，其中：基本支出预算30万元，比2024年28万元增加2万元，增长7.14%。主要原因：人员增加。\n与上年相比，收入合计增加12万元，增长11.11%。其中：财政拨款收入增加10万元；其他收入增加2万元。主要原因是项目增加。",
    );
    assert!(claims(&read).contains(
        "change | 基本支出 | 30万元 | Δ2万元 | rate7.14 | vs budget_last_year | of 2024 | base28万元 | because 人员增加"
    ));
    assert!(!claims(&read).contains("项目增加"));
}

#[test]
fn codes_beside_names_settle_the_item() {
    let read = budget(
        "一般公共预算支出情况说明\n2080505机关事业单位基本养老保险缴费支出30万元。\n2010301-行政运行50万元。\n行政单位医疗（2101101）4万元。\n住房保障支出类科目6万元。",
    );
    let codes: Vec<&str> = read.0.iter().map(|statement| statement.coordinates.function_code.as_str()).collect();
    assert_eq!(codes, ["2080505", "2010301", "2101101", "221"]);
}

#[test]
fn ordinals_within_a_sentence_are_no_part_of_names() {
    let read = budget(
        "2025年一般公共预算支出100万元，其中：1.教育支出90万元，占90%；2.住房保障支出6万元，占6%；（3）卫生健康支出4万元，占4%。",
    );
    assert_eq!(
        claims(&read),
        "amount | 一般公共预算支出 | 100万元\namount | 教育支出 | 90万元 | share90/一般公共预算支出\n\
         amount | 住房保障支出 | 6万元 | share6/一般公共预算支出\namount | 卫生健康支出 | 4万元 | share4/一般公共预算支出"
    );
}

#[test]
fn the_reason_of_an_item_does_not_rise_to_the_total_above_it() {
    let read = accounts(
        "一般公共预算财政拨款支出决算具体情况\n2025年度一般公共预算财政拨款支出年初预算为10万元，支出决算为12万元，完成年初预算的120%。其中：\n1.教育支出（类）进修及培训（款）培训支出（项）。年初预算为5万元，支出决算为6万元，完成年初预算的120%，支出决算数大于年初预算数的主要原因：追加经费。",
    );
    assert_eq!(
        claims(&read),
        "execution | 一般公共预算财政拨款支出 | 12万元 | rate120 | vs budget_this_year | of 2025 | base10万元\n\
         execution | 教育支出（类）进修及培训（款）培训支出（项） | 6万元 | rate120 | vs budget_this_year | of 2025 | base5万元 | because 追加经费\n\
         change | 教育支出（类）进修及培训（款）培训支出（项） | 6万元 | vs budget_this_year | of 2025"
    );
}
