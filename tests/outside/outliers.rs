//! Outliers and peers from outside: what is called an outlier, what is not, and what the sentence says.

use crate::measures::{Line, MAPPING, desk_of};
use crate::support::{Desk, Row, corpus, tongbi};

/// Twenty departments, eight years, one item: 10,000,000 yuan that grow by a little, each in its own way.
fn calm(names: &[String]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let mut fen = 1_000_000_000 + 37_000_000 * index as i64;
        for year in 2016..2024 {
            lines.push((year, name, "2010101", fen));
            // Between 1% and 7% a year, in no order.
            fen += fen / 1000 * (10 + ((index * 7 + year as usize * 13) % 61) as i64);
        }
    }
    lines
}

fn departments() -> Vec<String> {
    [
        "东", "南", "西", "北", "江", "河", "湖", "海", "山", "林", "风", "云", "雨", "雪", "春", "夏", "秋", "冬",
        "金", "木",
    ]
    .iter()
    .map(|word| format!("{word}城局"))
    .collect()
}

fn outliers(desk: &Desk) -> Vec<Row> {
    desk.rows(&["outliers", "--by", "function", "--level", "item"])
}

fn by_verdict<'a>(rows: &'a [Row], verdict: &str) -> Vec<&'a Row> {
    rows.iter().filter(|row| row.text("verdict") == verdict).collect()
}

/// Changes one amount of the calm panel.
fn with(change: impl Fn(&mut Vec<Line<'_>>)) -> Vec<Row> {
    let names = departments();
    let mut lines = calm(&names);
    change(&mut lines);
    outliers(&desk_of(&[&lines]))
}

fn amount<'a>(lines: &'a mut [Line<'_>], department: &str, year: i32) -> &'a mut i64 {
    &mut lines.iter_mut().find(|line| line.1 == department && line.0 == year).expect("a line").3
}

#[test]
fn a_calm_panel_has_no_outlier() {
    assert_eq!(with(|_| {}).len(), 0);
}

#[test]
fn one_digit_too_many_is_one_outlier_with_peers_score_money_and_a_sentence() {
    let rows = with(|lines| *amount(lines, "湖城局", 2019) *= 10);
    let found = by_verdict(&rows, "outlier");
    assert_eq!(found.len(), 1, "the way back in 2020 is the same finding: {rows:?}", rows = rows.len());
    let row = found[0];
    assert_eq!(
        (row.text("department"), row.number("fiscal_year"), row.number("suspect_year")),
        ("湖城局", Some(2019), Some(2019))
    );
    assert_eq!((row.text("pattern"), row.number("power_of_ten")), ("spike", Some(1)));
    assert_eq!(row.number("materiality_fen"), row.number("change_fen"));
    assert_eq!(row.number("peers"), Some(20));
    assert!(row.text("false_discovery").parse::<f64>().expect("a number") < 0.05);
    for words in ["增加", "20个部门的“项2010101”", "次年即回到原来的水平", "10倍，像是多写了位数"]
    {
        assert!(row.text("reason").contains(words), "{words}: {}", row.text("reason"));
    }
}

#[test]
fn a_unit_slip_and_a_turned_sign_are_found_and_named() {
    let rows = with(|lines| {
        *amount(lines, "湖城局", 2019) /= 10_000;
        let turned = amount(lines, "山城局", 2021);
        *turned = -*turned;
    });
    let slip = by_verdict(&rows, "outlier");
    assert_eq!(slip.len(), 1);
    assert_eq!((slip[0].text("department"), slip[0].number("power_of_ten")), ("湖城局", Some(-4)));
    assert!(slip[0].text("reason").contains("元与万元混用"), "{}", slip[0].text("reason"));
    let turned = by_verdict(&rows, "rule");
    assert_eq!(turned.len(), 1, "the way back is the same finding");
    assert_eq!((turned[0].text("kind"), turned[0].number("suspect_year")), ("sign_change", Some(2021)));
    assert_eq!(turned[0].text("score"), "", "a rule has no score");
}

#[test]
fn a_level_that_stays_is_a_change_and_no_suspected_figure() {
    let rows = with(|lines| {
        lines.iter_mut().filter(|line| line.1 == "云城局" && line.0 >= 2020).for_each(|line| line.3 *= 3);
    });
    let found = by_verdict(&rows, "outlier");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].text("pattern"), found[0].number("suspect_year")), ("step", None));
}

#[test]
fn a_missing_year_is_not_bridged() {
    let names = departments();
    let mut lines = calm(&names);
    lines.retain(|line| line.0 != 2019);
    lines.iter_mut().filter(|line| line.1 == "云城局" && line.0 >= 2020).for_each(|line| line.3 *= 10);
    assert_eq!(outliers(&desk_of(&[&lines])).len(), 0, "2020 has no year before to be compared with");
}

#[test]
fn a_renamed_department_is_a_change_of_basis() {
    let names = departments();
    let mut lines = calm(&names);
    lines.iter_mut().filter(|line| line.1 == "风城局" && line.0 >= 2020).for_each(|line| line.1 = "风城委员会");
    let rows = outliers(&desk_of(&[&lines]));
    assert_eq!(rows.len(), 2, "one gone, one new");
    for row in &rows {
        assert_eq!((row.text("verdict"), row.text("scope_change")), ("scope_change", "renamed"));
        assert!(row.text("reason").contains("疑为机构更名或改隶，不作离群"), "{}", row.text("reason"));
    }
}

#[test]
fn a_year_with_finer_lines_is_a_change_of_basis() {
    let names = departments();
    let mut text = "year,department,code,item,amount\n".to_owned();
    for (year, name, code, fen) in calm(&names) {
        // From 2022 every item is printed in two lines, and one department grows by half.
        let parts = if year >= 2022 { 2 } else { 1 };
        let fen = if name == "海城局" && year >= 2022 { fen * 4 } else { fen };
        for _ in 0..parts {
            text += &format!("{year},{name},{code},项{code},{}\n", fen / 100 / parts);
        }
    }
    let desk = Desk::new();
    desk.write("in/mapping.toml", MAPPING);
    desk.write("in/table0.csv", text);
    desk.load(&[desk.path("in")]).exits(0);
    let rows = outliers(&desk);
    assert!(by_verdict(&rows, "outlier").is_empty(), "{}", rows[0].text("reason"));
}

#[test]
fn a_structure_that_moves_while_no_single_figure_is_odd_is_found() {
    let names = departments();
    let mut lines: Vec<Line> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let mut whole = 2_000_000_000 + 37_000_000 * index as i64;
        for year in 2016..2024 {
            for (item, code, percent) in [(1, "2010101", 55), (2, "2080505", 25), (3, "2101101", 12), (4, "2210201", 8)]
            {
                let jitter = 1000 + ((index * 5 + item * 11 + year as usize * 7) % 13) as i64;
                let moved = match (*name == "湖城局" && year >= 2020, code) {
                    (true, "2080505") => 130,
                    (true, "2101101") => 77,
                    _ => 100,
                };
                lines.push((year, name, code, whole / 100 * percent / 1000 * jitter / 100 * moved));
            }
            // All of a department moves together, by a lot: from −25% to +35%.
            whole = whole / 100 * (75 + ((index * 17 + year as usize * 29) % 61) as i64);
        }
    }
    let desk = desk_of(&[&lines]);
    let rows = desk.rows(&["outliers", "--by", "function"]);
    let found = by_verdict(&rows, "outlier");
    assert_eq!(found.len(), 1, "{:?}", found.iter().map(|row| row.text("reason")).collect::<Vec<_>>());
    let row = found[0];
    assert_eq!(
        (row.text("kind"), row.text("department"), row.number("fiscal_year")),
        ("structure", "湖城局", Some(2020))
    );
    assert!(row.text("reason").contains("占比由"), "{}", row.text("reason"));
}

#[test]
fn too_few_peers_and_too_few_amounts_are_refused_with_the_reason() {
    let names = departments();
    let lines: Vec<Line> = calm(&names).into_iter().filter(|line| line.1 == "东城局").collect();
    let desk = desk_of(&[&lines]);
    let run = desk.on_panel(&["outliers", "--by", "function"]).exits(0);
    assert!(run.out.contains("同类不足，未判断"), "{}", run.out);
    assert!(run.out.contains("首位数字（Benford）：只有"), "{}", run.out);
}

#[test]
fn departments_and_years_asked_for_narrow_what_is_shown_and_not_what_is_compared() {
    let names = departments();
    let mut lines = calm(&names);
    *amount(&mut lines, "湖城局", 2019) *= 10;
    let desk = desk_of(&[&lines]);
    let arguments = ["outliers", "--by", "function", "--level", "item", "--department", "湖城局", "--years", "2019"];
    assert_eq!(desk.rows(&arguments).len(), 1);
    let elsewhere = ["outliers", "--by", "function", "--level", "item", "--department", "山城局"];
    assert_eq!(desk.rows(&elsewhere).len(), 0);
}

#[test]
fn the_pension_reform_of_2018_is_a_change_of_basis_in_the_budgets_of_jiangsu() {
    let Some(corpus) = corpus() else { return };
    let desk = Desk::new();
    desk.load(&[corpus.join("jiangsu/gaoyuan"), corpus.join("jiangsu/renda")]).exits(0);
    let rows = outliers(&desk);
    let pensions: Vec<&Row> = rows.iter().filter(|row| row.text("item") == "未归口管理的行政单位离退休").collect();
    assert_eq!(pensions.len(), 2);
    assert!(pensions.iter().all(|row| row.text("scope_change") == "common_change"));
    let housing = desk.rows(&["outliers", "--by", "economic", "--level", "item"]);
    let recoded: Vec<&Row> = housing.iter().filter(|row| row.text("item") == "住房公积金").collect();
    assert_eq!(recoded.len(), 4, "two departments, each gone under 30311 and new under 30113");
    assert!(recoded.iter().all(|row| row.text("scope_change") == "recoded"));
}

#[test]
fn codes_that_were_split_in_2018_are_a_change_of_basis_and_projects_that_begin_are_new() {
    let desk = Desk::new();
    let folder = desk.path("sample");
    let name = folder.to_str().expect("a path");
    tongbi(["sample", "-o", name, "--departments", "3", "--years", "2017..2018", "--seed", "5", "--format", "txt"])
        .exits(0);
    desk.load(&[&folder]).exits(0);
    let rows = desk.rows(&["outliers", "--by", "economic", "--level", "item"]);
    let insurance = ["30104", "30110", "30111", "30112", "30113", "30311"];
    let (split, other): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| insurance.contains(&row.text("code")));
    assert!(split.len() >= 12, "{}", split.len());
    assert!(split.iter().all(|row| row.text("verdict") == "scope_change"), "{split:?}");
    let turned = other.iter().filter(|row| matches!(row.text("kind"), "new" | "discontinued"));
    assert!(turned.clone().all(|row| row.text("verdict") == "rule"), "{other:?}");
    // With the links of the program the split codes go on as one item: nothing of them is new or gone.
    let compared = desk.rows(&["compare", "--by", "economic", "--level", "item", "--years", "2018..2018"]);
    let turned = compared.iter().filter(|row| matches!(row.text("state"), "new" | "discontinued"));
    assert!(turned.clone().all(|row| !insurance.contains(&row.text("code"))));
}

#[test]
fn departments_stand_side_by_side_by_ratios_ranks_and_rank_changes() {
    let lines: &[Line] = &[
        (2020, "甲局", "2010101", 100_00),
        (2021, "甲局", "2010101", 150_00),
        (2020, "乙局", "2010101", 100_00),
        (2021, "乙局", "2010101", 110_00),
        (2020, "丙局", "2010101", 100_00),
        (2021, "丙局", "2010101", 90_00),
        (2021, "丙局", "2010102", 30_00),
    ];
    let rows = desk_of(&[lines]).rows(&["peers"]);
    let of = |indicator: &str, department: &str, year: i64| {
        let found = rows.iter().find(|row| {
            (row.text("indicator"), row.text("department"), row.number("fiscal_year"))
                == (indicator, department, Some(year))
        });
        found.unwrap_or_else(|| panic!("{indicator} {department} {year}"))
    };
    let growth = of("growth", "甲局", 2021);
    assert_eq!((growth.text("value"), growth.text("median"), growth.number("rank")), ("50.00", "20.00", Some(1)));
    assert_eq!(of("growth_deviation", "丙局", 2021).text("value"), "0.00");
    assert_eq!(of("concentration", "甲局", 2021).text("value"), "10000.00");
    // 90 and 30 of 120: 75² + 25² = 6,250.
    let mixed = of("concentration", "丙局", 2021);
    assert_eq!(
        (mixed.text("value"), mixed.number("rank"), mixed.number("rank_change")),
        ("6250.00", Some(3), Some(-2))
    );
}

#[test]
fn a_department_asked_for_by_code_has_its_execution_rate_and_its_costs() {
    let desk = Desk::new();
    let budget = |year: i32, total: &str| {
        format!(
            "云山县档案馆\n{year}年度部门预算\n\n{year}年部门预算情况说明\n\n{}年期末，我部门共有车辆2辆。\n\n\
             附件：{year}年度部门预算表\n\n{year}年部门收入总体情况表\n\n预算02表\n单位：万元\n\n部门：云山县档案馆\n\n\
             部门（单位）代码\t部门（单位）名称\t总计\t一般公共预算\n\t合计\t{total}\t{total}\n\
             126\t云山县档案馆\t{total}\t{total}\n126001\t云山县档案馆\t{total}\t{total}\n\n\
             {year}年部门支出总体情况表\n\n预算03表\n单位：万元\n\n部门：云山县档案馆\n\n\
             科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t{total}\t50.00\t30.00\n\
             201\t一般公共服务支出\t{total}\t50.00\t30.00\n\n\
             {year}年一般公共预算“三公”经费支出情况表\n\n预算08表\n单位：万元\n\n部门：云山县档案馆\n\n\
             项目\t金额\n“三公”经费合计\t4.00\n1、因公出国（境）费\t\n2、公务接待费\t\n3、公务用车购置及运行费\t4.00\n\
             其中：公务用车购置费\t\n公务用车运行维护费\t4.00\n",
            year - 1
        )
    };
    let executed = "云山县档案馆\n2025年度部门决算\n\n2025年度部门决算情况说明\n\n\
                    2025年度一般公共预算财政拨款支出年初预算为80.00万元，支出决算为72.00万元，完成年初预算的90.00%。\n";
    let files = [
        desk.write("2024.txt", budget(2024, "70.00")),
        desk.write("2025.txt", budget(2025, "80.00")),
        desk.write("executed.txt", executed),
    ];
    desk.load(&files).exits(0);
    assert_eq!(desk.number("SELECT COUNT(*) FROM documents WHERE department_code = '126'"), 2, "one prints no code");
    let of = |wish: &str| {
        let rows = desk.rows(&["peers", "--department", wish]);
        let place = |row: &Row| format!("{} {} {}", row.text("indicator"), row.text("phase"), row.text("value"));
        rows.iter().map(place).collect::<Vec<String>>()
    };
    let by_name = of("云山县档案馆");
    for told in ["execution_rate executed 90.00", "cost_per_vehicle approved 2000000"] {
        assert!(by_name.iter().any(|row| row == told), "{told} in {by_name:?}");
    }
    assert_eq!(of("126"), by_name);
}

#[test]
fn costs_for_one_and_execution_rates_come_from_real_disclosures() {
    let Some(corpus) = corpus() else { return };
    let desk = Desk::new();
    let files = ["jiangsu/gaoyuan", "shanghai/finance_bureau_final_2024_good.pdf"];
    desk.load(&files.map(|file| corpus.join(file))).exits(0);
    let rows = desk.rows(&["peers"]);
    let value = |indicator: &str| {
        rows.iter().find(|row| row.text("indicator") == indicator).map(|row| row.text("value").to_owned())
    };
    // 266.80 万元 for 66 vehicles, in fen; 2940.05 of 2993.92 万元, printed as 98.20%.
    assert_eq!(value("cost_per_vehicle").as_deref(), Some("4042424"));
    assert_eq!(value("execution_rate").as_deref(), Some("98.20"));
}
