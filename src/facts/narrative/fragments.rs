//! Shapes found in fragments of disclosures of many counties: whose year, whose part, against which base.

use super::testing::{accounts, budget, claims, gaps, places};

#[test]
fn parts_are_of_the_year_and_the_phase_of_their_whole() {
    let read = budget("2024年“三公”经费执行数为6.5万元。其中，公务接待费2.5万元，公务用车运行维护费4万元。");
    let whose: Vec<String> = read
        .0
        .iter()
        .map(|statement| format!("{} {} {}", statement.subject, statement.year, statement.phase.id()))
        .collect();
    assert_eq!(whose, ["“三公”经费 2024 executed", "公务接待费 2024 executed", "公务用车运行维护费 2024 executed"]);
}

#[test]
fn classes_that_are_shares_of_all_expenditure_are_no_parts_of_projects() {
    let read = budget(
        "基本支出预算70万元，占支出总预算的70%；\n项目支出预算30万元，占支出总预算的30%。\n其中：\n（一）教育支出类科目80万元，占支出总预算的80%。\n（二）住房保障支出类科目20万元，占支出总预算的20%。",
    );
    assert!(
        places(&read).contains("教育支出类科目: revenue_expenditure_summary expenditure all total subtotal 205"),
        "{}",
        places(&read)
    );
}

#[test]
fn natures_that_are_shares_of_a_fund_are_of_that_fund() {
    let read = budget(
        "1.基本支出预算70万元，占一般公共预算支出的70%。其中：\n工资福利支出预算60万元，占基本支出预算85.71%。\n商品和服务支出预算10万元，占基本支出预算14.29%。",
    );
    assert_eq!(
        places(&read),
        "基本支出: general_public_expenditure expenditure general_public basic subtotal\n\
         工资福利支出: general_public_basic_expenditure expenditure general_public wages_and_benefits leaf 301\n\
         商品和服务支出: general_public_basic_expenditure expenditure general_public goods_and_services leaf 302"
    );
}

#[test]
fn the_amount_of_last_year_behind_the_comparison_is_the_base() {
    let read = accounts("2025年“三公”经费支出52万元，比上年累计支出60万元减少8万元，下降13.33%。");
    assert_eq!(
        claims(&read),
        "change | “三公”经费支出 | 52万元 | Δ-8万元 | rate-13.33 | vs final_last_year | of 2024 | base60万元"
    );
    let read = accounts("2025年公务接待费决算数据比2024年公务接待费决算数据减少1.5万元，下降30%。");
    assert_eq!(claims(&read), "change | 公务接待费 | Δ-1.5万元 | rate-30 | vs final_last_year | of 2024");
}

#[test]
fn a_base_may_carry_a_remark_or_lack_its_sign_for_the_year() {
    let read = accounts("2025年公务接待费支出决算为3万元，比2019年（疫情前）决算数减少2万元，降低40%。");
    assert_eq!(claims(&read), "change | 公务接待费 | 3万元 | Δ-2万元 | rate-40 | vs final_last_year | of 2019");
    let read = budget("2025年项目支出30万元，较2024增加3万元。");
    assert_eq!(claims(&read), "change | 项目支出 | 30万元 | Δ3万元 | vs budget_last_year | of 2024");
}

#[test]
fn a_rate_in_brackets_behind_a_change_is_its_rate() {
    let read = budget("2025年公务接待费2万元，较上年减少0.5万元（20%）。");
    assert_eq!(claims(&read), "change | 公务接待费 | 2万元 | Δ-0.5万元 | rate-20 | vs budget_last_year | of 2024");
}

#[test]
fn items_with_ordinals_within_one_sentence_do_not_take_each_others_comparisons() {
    let read = budget(
        "2025年“三公”经费预算9万元，与2024年预算持平：一、2025年公务用车运行维护费预算6万元，主要原因是车辆老化，二、2025年公务接待费预算3万元，与2024年预算相比持平。",
    );
    assert_eq!(
        claims(&read),
        "unchanged | “三公”经费 | 9万元 | Δ0万元 | vs budget_last_year | of 2024\n\
         amount | 公务用车运行维护费 | 6万元 | because 车辆老化\n\
         unchanged | 公务接待费 | 3万元 | Δ0万元 | vs budget_last_year | of 2024"
    );
}

#[test]
fn the_name_in_brackets_behind_a_list_is_that_of_the_sum() {
    let read = accounts("2025年因公出国（境）费、公务接待费，公车运行费（“三公”经费）决算总额45万元，比上年下降10%。");
    assert_eq!(claims(&read), "change | “三公”经费 | 45万元 | rate-10 | vs final_last_year | of 2024");
}

#[test]
fn parts_of_something_said_before_the_page_begins_are_not_given_to_the_whole_body() {
    let read = budget("19.8万元，项目支出0万元。主要用于日常运转。");
    assert_eq!(claims(&read), "");
    assert_eq!(gaps(&read), "金额前没有主语: 19.8万元\n所属的合计没有读懂，分项无法归位: 项目支出0万元");
}

#[test]
fn a_comparison_behind_what_is_contained_is_not_that_of_the_last_thing() {
    let read = budget("2025年收支总预算90万元，含幼儿园经费20万元，招待所经费10万元；比2024年预算增加5万元。");
    assert!(!claims(&read).contains('Δ'), "{}", claims(&read));
    assert_eq!(read.1.len(), 1);
}

#[test]
fn the_parts_of_what_vehicles_cost_need_not_name_vehicles() {
    let read = budget("2025年公务用车购置及运行费9万元（包括购置费3万元、运行费6万元）。");
    let items: Vec<&str> = read.0.iter().map(|statement| statement.coordinates.item.as_str()).collect();
    assert_eq!(items, ["公务用车购置及运行费", "公务用车购置费", "公务用车运行维护费"]);
}
