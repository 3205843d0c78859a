//! Links over the years: crosswalks refused and applied, totals conserved, proposals confirmed and measured.

use crate::measures::{Line, desk_of};
use crate::support::{Desk, Row, small_disclosure};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const HEAD: &str = "subject,kind,year,from_code,from_name,to_code,to_name,share";

/// Three departments: 甲 until 2019, 乙 from 2020, 丙 in all years.
const RENAMED: &[Line] = &[
    (2018, "甲局", "2010101", 100_00),
    (2019, "甲局", "2010101", 120_00),
    (2020, "乙局", "2010101", 150_00),
    (2021, "乙局", "2010101", 150_00),
    (2018, "丙局", "2010101", 10_00),
    (2019, "丙局", "2010101", 10_00),
    (2020, "丙局", "2010101", 10_00),
    (2021, "丙局", "2010101", 10_00),
];

#[track_caller]
fn compared(desk: &Desk, crosswalk: &str, more: &[&str]) -> Vec<Row> {
    let file = desk.write("crosswalk.csv", format!("{HEAD}\n{crosswalk}\n"));
    let file = file.to_string_lossy().into_owned();
    let mut arguments = vec!["compare", "--crosswalk", &file];
    arguments.extend(more);
    desk.rows(&arguments)
}

#[track_caller]
fn row<'a>(rows: &'a [Row], department: &str, year: i64) -> &'a Row {
    let found = |row: &&Row| row.text("department") == department && row.number("fiscal_year") == Some(year);
    rows.iter().find(found).unwrap_or_else(|| panic!("{department} {year} in {rows:?}"))
}

fn departments(rows: &[Row]) -> BTreeSet<&str> {
    rows.iter().map(|row| row.text("department")).collect()
}

#[test]
fn a_bad_crosswalk_is_refused_with_file_line_and_reason() {
    let desk = desk_of(&[RENAMED]);
    let cases: &[(&str, &str, &str)] = &[
        // two successors of one thing, without saying that it is split
        ("department,renamed,2020,,甲局,,乙局,\ndepartment,renamed,2020,,甲局,,丙局,", "第3行", "认领两次"),
        ("department,renamed,2020,,甲局,,乙局,\ndepartment,renamed,2020,,丙局,,乙局,", "第3行", "认领两次"),
        ("department,renamed,2020,,甲局,,乙局,\ndepartment,renamed,2020,,甲局,,乙局,", "第3行", "写了两次"),
        // cycles
        ("department,merged,2020,,甲局,,乙局,\ndepartment,merged,2020,,乙局,,甲局,", "第2行", "循环"),
        (
            "function,merged,2020,2010101,,2010102,,\nfunction,merged,2020,2010102,,2010103,,\nfunction,merged,2020,2010103,,2010101,,",
            "第2行",
            "循环",
        ),
        ("department,renamed,2020,,甲局,,乙局,\ndepartment,renamed,2020,,乙局,,丁局,", "行", "循环"),
        // unknown things
        ("function,recoded,2020,2010101,,2999998,,", "第2行", "不在科目表里"),
        ("department,renamed,2020,,甲局,,戊局,", "第2行", "“戊局”在面板里没有"),
        ("function,recoded,2020,20101,,行政运行,,", "第2行", "“行政运行”不是 3、5 或 7 位数字"),
        // years that contradict
        ("department,renamed,2021,,甲局,,乙局,\ndepartment,renamed,2020,,甲局,,乙局,", "行", "年份矛盾"),
        ("department,renamed,2020,,乙局,,丙局,", "第2行", "“乙局”从 2020 年才有"),
        ("department,renamed,2019,,甲局,,乙局,", "第2行", "“甲局”2019 年还在"),
        ("department,renamed,2020,,甲局,,丙局,", "第2行", "“丙局”2019 年已经在"),
        ("department,renamed,明年,,甲局,,乙局,", "第2行", "不是年度"),
        // words
        ("departement,renamed,2020,,甲局,,乙局,", "第2行", "departement"),
        ("department,gone,2020,,甲局,,乙局,", "第2行", "gone"),
        ("department,renamed,2020,,,,乙局,", "第2行", "没有编码或名称"),
        ("department,renamed,2020,,甲局,,甲局,", "第2行", "两边相同"),
        // shares
        ("department,split,2020,,甲局,,乙局,1/2\ndepartment,split,2020,,甲局,,丙局,1/3", "第2行", "不等于 1"),
        ("department,split,2020,,甲局,,乙局,1/2\ndepartment,split,2020,,甲局,,丙局,", "第3行", "没有写 share"),
        ("department,split,2020,,甲局,,乙局,一半", "第2行", "不是份额"),
    ];
    for (text, line, reason) in cases {
        let file = desk.write("bad.csv", format!("{HEAD}\n{text}\n"));
        let file = file.to_string_lossy().into_owned();
        let run = desk.on_panel(&["compare", "--crosswalk", &file]).exits(2);
        let errors = run.errors();
        assert_eq!(errors.len(), 1, "{text}: {}", run.err);
        for word in ["bad.csv", line, reason] {
            assert!(errors[0].contains(word), "“{word}” for {text}: {}", errors[0]);
        }
        assert!(run.out.is_empty(), "nothing is compared with a refused crosswalk");
    }
}

#[test]
fn a_toml_crosswalk_is_refused_at_its_own_line_and_accepted_when_right() {
    let desk = desk_of(&[RENAMED]);
    let link = |from: &str| {
        format!(
            "# 更名\n\n[[links]]\nsubject = \"department\"\nkind = \"renamed\"\nyear = 2020\nfrom = [\"{from}\"]\nto = [\"乙局\"]\n"
        )
    };
    let bad = desk.write("bad.toml", link("己局")).to_string_lossy().into_owned();
    desk.on_panel(&["compare", "--crosswalk", &bad]).exits(2).says_once(&["bad.toml", "第3行", "己局"]);
    let good = desk.write("good.toml", link("甲局")).to_string_lossy().into_owned();
    let rows = desk.rows(&["compare", "--crosswalk", &good]);
    assert_eq!(departments(&rows), BTreeSet::from(["乙局", "丙局"]));
}

#[test]
fn a_renamed_department_is_one_series_with_what_is_printed_beside() {
    let desk = desk_of(&[RENAMED]);
    let rows = compared(&desk, "department,renamed,2020,,甲局,,乙局,", &[]);
    assert_eq!(departments(&rows), BTreeSet::from(["乙局", "丙局"]));
    let changed = row(&rows, "乙局", 2020);
    assert_eq!((changed.text("state"), changed.number("base_fen")), ("increase", Some(120_00)));
    assert_eq!(changed.hundredths("rate"), Some(25_00));
    assert_eq!((changed.text("book_state"), changed.number("book_base_fen")), ("new", None));
    assert_eq!(changed.number("book_change_fen"), Some(150_00));
    assert!(changed.text("note").contains("甲局 → 乙局"), "{}", changed.text("note"));
    assert_eq!(row(&rows, "乙局", 2021).text("book_state"), "", "beside only where it differs");
    assert_eq!(row(&rows, "乙局", 2021).hundredths("index_fixed_base"), Some(150_00));
    let printed = desk.rows(&["compare"]);
    assert_eq!(departments(&printed), BTreeSet::from(["甲局", "乙局", "丙局"]));
    assert_eq!(row(&printed, "甲局", 2020).text("state"), "discontinued");
}

#[test]
fn what_is_split_is_compared_as_one_in_that_year_and_by_itself_in_every_other() {
    let lines: &[Line] = &[
        (2018, "甲局", "2010101", 90_00),
        (2019, "甲局", "2010101", 100_00),
        (2020, "乙局", "2010101", 70_00),
        (2020, "丙局", "2010101", 50_00),
        (2021, "乙局", "2010101", 77_00),
        (2021, "丙局", "2010101", 50_00),
    ];
    let desk = desk_of(&[lines]);
    let split = "department,split,2020,,甲局,,乙局,\ndepartment,split,2020,,甲局,,丙局,";
    let rows = compared(&desk, split, &[]);
    let of_2020: Vec<&Row> = rows.iter().filter(|row| row.number("fiscal_year") == Some(2020)).collect();
    assert_eq!(of_2020.len(), 1, "{of_2020:?}");
    assert_eq!((of_2020[0].number("base_fen"), of_2020[0].number("amount_fen")), (Some(100_00), Some(120_00)));
    assert_eq!((of_2020[0].text("department"), of_2020[0].hundredths("contribution_rate")), ("甲局", Some(100_00)));
    assert!(of_2020[0].text("note").contains("甲局 → 丙局＋乙局"), "{}", of_2020[0].text("note"));
    assert_eq!(row(&rows, "甲局", 2019).number("base_fen"), Some(90_00));
    assert_eq!(row(&rows, "乙局", 2021).number("base_fen"), Some(70_00), "later years keep their detail");
}

#[test]
fn exact_shares_divide_the_old_amounts_to_the_fen() {
    let lines: &[Line] = &[
        (2018, "甲局", "2010101", 100_00),
        (2019, "甲局", "2010101", 1_00),
        (2020, "乙局", "2010101", 70_00),
        (2020, "丙局", "2010101", 50_00),
    ];
    let desk = desk_of(&[lines]);
    let rows = compared(&desk, "department,split,2020,,甲局,,乙局,2/3\ndepartment,split,2020,,甲局,,丙局,1/3", &[]);
    assert_eq!(row(&rows, "乙局", 2020).number("base_fen"), Some(67));
    assert_eq!(row(&rows, "丙局", 2020).number("base_fen"), Some(33));
    assert_eq!(row(&rows, "乙局", 2019).number("base_fen"), Some(66_67));
    assert_eq!(row(&rows, "丙局", 2019).number("base_fen"), Some(33_33));
}

#[test]
fn documents_of_merged_departments_add_up_and_are_not_compared_while_one_is_missing() {
    let desk = Desk::new();
    let paths = [("甲市文化局", 2018, "60.00"), ("甲市旅游局", 2018, "40.00"), ("甲市文化和旅游局", 2019, "110.00")]
        .map(|(name, year, amount)| desk.write(&format!("{name}{year}.txt"), small_disclosure(name, year, amount)));
    let merged =
        "department,merged,2019,,甲市文化局,,甲市文化和旅游局,\ndepartment,merged,2019,,甲市旅游局,,甲市文化和旅游局,";
    desk.load(&paths).exits(0);
    let rows = compared(&desk, merged, &["--by", "department"]);
    let merged_row = row(&rows, "甲市文化和旅游局", 2019);
    assert_eq!((merged_row.text("state"), merged_row.number("base_fen")), ("increase", Some(100_00_00_00)));
    assert_eq!(merged_row.hundredths("rate"), Some(10_00));

    let without = Desk::new();
    let paths = [("甲市文化局", 2018, "60.00"), ("甲市旅游局", 2017, "40.00"), ("甲市文化和旅游局", 2019, "110.00")]
        .map(|(name, year, amount)| without.write(&format!("{name}{year}.txt"), small_disclosure(name, year, amount)));
    without.load(&paths).exits(0);
    let rows = compared(&without, merged, &["--by", "department"]);
    assert_eq!(row(&rows, "甲市文化和旅游局", 2019).text("state"), "missing_year", "half of the base is no base");
}

#[test]
fn a_recoded_item_is_not_reported_as_ended_and_new() {
    let desk = Desk::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/jiangsu");
    desk.load(&[folder]).exits(0);
    let arguments = ["compare", "--department", "江苏省高级人民法院", "--by", "economic", "--level", "item"];
    let rows = desk.rows(&[&arguments[..], &["--years", "2018..2018"]].concat());
    let code = |code: &str| rows.iter().find(|row| row.text("code") == code);
    let housing = code("30113").expect("30113 住房公积金");
    assert_eq!((housing.number("base_fen"), housing.text("book_state")), (Some(1_029_15_00_00), "new"));
    assert!(code("30311").is_none(), "30311 is not discontinued, it is 30113 now");
    let allowances = code("30102").expect("30102 津贴补贴");
    assert_eq!(
        (allowances.number("base_fen"), allowances.number("book_base_fen")),
        (Some(6_180_59_00_00), Some(4_220_60_00_00))
    );
    let medical = code("30307").expect("30307 and 30114 together");
    assert_eq!((medical.number("base_fen"), medical.number("amount_fen")), (Some(334_43_00_00), Some(336_08_00_00)));
    let class = desk.rows(&["compare", "--department", "江苏省高级人民法院", "--by", "economic", "--level", "class"]);
    let transfers =
        |year: i64| class.iter().find(|row| row.text("code") == "303" && row.number("fiscal_year") == Some(year));
    let now = transfers(2018).expect("303");
    assert_eq!((now.number("base_fen"), now.number("book_base_fen")), (Some(2_918_03_00_00), Some(5_907_17_00_00)));
    assert_eq!((now.text("index_fixed_base"), now.text("growth_compound")), ("", ""), "no index over the reform");
    assert_eq!(transfers(2019).expect("303").text("index_fixed_base"), "");
    let total = |rows: &[Row], key: &str| rows.iter().filter_map(|row| row.number(key)).sum::<i64>();
    let printed = desk.rows(&[&arguments[..], &["--years", "2018..2018", "--basis", "book"]].concat());
    for key in ["amount_fen", "base_fen", "change_fen"] {
        assert_eq!(total(&rows, key), total(&printed, key), "{key} is conserved");
    }
    assert!(printed.iter().any(|row| row.text("code") == "30311" && row.text("state") == "discontinued"));
}

#[test]
fn nothing_is_applied_before_it_is_confirmed_and_what_is_rejected_is_not_proposed_again() {
    let desk = coded(&[
        (2019, "市统计局及所属", "110", "统计调查", 500),
        (2019, "市档案局", "120", "档案管理", 300),
        (2020, "市统计局", "111", "统计调查", 520),
        (2020, "市档案馆", "121", "档案管理", 310),
    ]);
    let proposed = desk.rows(&["link", "--subject", "department"]);
    let pairs: BTreeSet<(&str, &str)> =
        proposed.iter().map(|row| (row.text("from_name"), row.text("to_name"))).collect();
    assert_eq!(pairs, BTreeSet::from([("市统计局及所属", "市统计局"), ("市档案局", "市档案馆")]));
    assert!(proposed.iter().all(|row| row.text("evidence").contains("万元") && row.number("confidence") >= Some(50)));
    assert_eq!(departments(&desk.rows(&["compare"])).len(), 4, "a proposal alone changes nothing");

    let table = desk.on_panel(&["link", "--subject", "department", "--format", "csv"]).exits(0).out;
    let decided: String = table
        .lines()
        .map(|line| match line {
            line if line.contains("统计局") => format!("confirm{line}\n"),
            line if line.contains("档案") => format!("reject{line}\n"),
            line => format!("{line}\n"),
        })
        .collect();
    let file = desk.write("decided.csv", decided).to_string_lossy().into_owned();
    let said = desk.on_panel(&["link", "--confirm", &file]).exits(0).out;
    assert!(said.contains("确认 1 条，否决 1 条"), "{said}");
    assert!(desk.rows(&["link", "--subject", "department"]).is_empty(), "both are decided");
    let rows = desk.rows(&["compare"]);
    assert_eq!(departments(&rows), BTreeSet::from(["市统计局", "市档案局", "市档案馆"]));
    assert_eq!(row(&rows, "市统计局", 2020).number("base_fen"), Some(500_00));
    desk.write("in/table2.txt", small_disclosure("另一个局", 2020, "1.00"));
    desk.load(&[desk.path("in")]).exits(0);
    assert_eq!(row(&desk.rows(&["compare"]), "市统计局", 2020).number("base_fen"), Some(500_00), "loading keeps it");
}

#[test]
fn a_code_given_to_another_department_does_not_join_the_two() {
    let desk = coded(&[
        (2018, "甲局", "10", "合计", 100),
        (2019, "甲局", "10", "合计", 110),
        (2020, "甲局", "20", "合计", 120),
        (2018, "丁中心", "20", "合计", 7),
        (2019, "丁中心", "20", "合计", 8),
    ]);
    let rows = desk.rows(&["compare"]);
    assert_eq!(
        (row(&rows, "甲局", 2020).number("base_fen"), row(&rows, "甲局", 2020).number("amount_fen")),
        (Some(110_00), Some(120_00))
    );
    assert_eq!(row(&rows, "丁中心", 2020).text("state"), "discontinued");
}

#[test]
fn departments_joined_by_their_code_are_parted_when_the_link_is_rejected() {
    let desk = coded(&[(2018, "老干部局", "10", "合计", 100), (2019, "大数据局", "10", "合计", 110)]);
    assert_eq!(
        row(&desk.rows(&["compare"]), "大数据局", 2019).number("base_fen"),
        Some(100_00),
        "one code, year by year"
    );
    let table = desk.on_panel(&["link", "--format", "csv"]).exits(0).out;
    assert!(table.contains("否决则分开"), "{table}");
    let rejected = table
        .lines()
        .map(|line| if line.contains("老干部局") { format!("reject{line}\n") } else { format!("{line}\n") });
    let file = desk.write("rejected.csv", rejected.collect::<String>()).to_string_lossy().into_owned();
    desk.on_panel(&["link", "--confirm", &file]).exits(0);
    let rows = desk.rows(&["compare"]);
    assert_eq!(row(&rows, "大数据局", 2019).text("state"), "new");
    assert_eq!(row(&rows, "老干部局", 2019).text("state"), "discontinued");
}

#[test]
fn a_recoding_that_is_not_known_yet_is_proposed_once_with_the_number_of_departments() {
    let mut text = "year,department,code,item,amount\n".to_owned();
    for (department, old, new) in [("甲局", 300, 310), ("乙局", 90, 95)] {
        for (year, code, item, yuan) in [
            (2019, "2019701", "海防工作", old),
            (2020, "2019801", "海防工作", new),
            (2019, "2010101", "行政运行", 5),
            (2020, "2010101", "行政运行", 6),
        ] {
            text += &format!("{year},{department},{code},{item},{yuan}\n");
        }
    }
    let desk = Desk::new();
    desk.write("in/table.csv", text);
    desk.write("in/mapping.toml", CODED.replace("department_code", "function_code"));
    desk.load(&[desk.path("in")]).exits(0);
    let rows = desk.rows(&["link"]);
    assert_eq!(rows.len(), 1, "{rows:?}");
    let found = (rows[0].text("subject"), rows[0].text("kind"), rows[0].text("from_code"), rows[0].text("to_code"));
    assert_eq!(found, ("function", "recoded", "2019701", "2019801"));
    assert!(rows[0].text("evidence").contains("2 个部门如此"), "{}", rows[0].text("evidence"));
}

#[test]
fn a_project_whose_name_carries_the_year_is_proposed_and_then_followed() {
    let mut text = "year,department,project,amount\n".to_owned();
    for (year, project, yuan) in [
        (2019, "2019年智慧大厅建设项目", 300),
        (2020, "2020年智慧大厅建设项目", 260),
        (2019, "办公楼物业管理", 80),
        (2020, "办公楼物业管理", 82),
        (2020, "窗口培训", 9),
    ] {
        text += &format!("{year},甲局,{project},{yuan}\n");
    }
    let desk = Desk::new();
    desk.write("in/table.csv", text);
    let mapping = CODED.replace("department_code = \"code\"\n", "").replace("item = \"item\"", "project = \"project\"");
    desk.write("in/mapping.toml", mapping.replace("expenditure_summary", "project_expenditure"));
    desk.load(&[desk.path("in")]).exits(0);
    let table = desk.on_panel(&["link", "--format", "csv"]).exits(0).out;
    assert_eq!(table.lines().count(), 2, "{table}");
    let file =
        desk.write("projects.csv", table.replace("\n,project", "\nconfirm,project")).to_string_lossy().into_owned();
    desk.on_panel(&["link", "--confirm", &file]).exits(0);
    let rows = desk.rows(&["compare", "--by", "project", "--years", "2020..2020"]);
    let hall = rows.iter().find(|row| row.text("project").contains("智慧大厅")).expect("the project");
    assert_eq!(
        (hall.text("state"), hall.number("base_fen"), hall.text("book_state")),
        ("decrease", Some(300_00), "new")
    );
    assert_eq!(rows.iter().filter(|row| row.text("state") == "new").count(), 1, "窗口培训 alone is new");
}

#[test]
fn a_finer_list_does_not_make_its_headings_new_or_discontinued() {
    let mut lines: Vec<Line> = vec![(2019, "甲局", "2010101", 60_00), (2019, "甲局", "2010201", 40_00)];
    for part in 1..=6 {
        lines.push((2020, "甲局", "2010101", part * 3_00));
        lines.push((2020, "甲局", "2010301", part * 2_00));
    }
    let desk = desk_of(&[&lines]);
    let rows = desk.rows(&["compare", "--by", "function", "--level", "item"]);
    let state = |code: &str| {
        let row = rows.iter().find(|row| row.text("code") == code && row.number("fiscal_year") == Some(2020));
        row.map(|row| (row.text("state"), row.number("change_fen")))
    };
    assert_eq!(state("2010101"), Some(("increase", Some(3_00))));
    assert_eq!(state("2010301"), Some(("not_comparable", Some(42_00))));
    assert_eq!(state("2010201"), Some(("not_comparable", Some(-40_00))));
}

/// A desk with a table of departments with codes: year, department, code, item, yuan.
fn coded(lines: &[(i32, &str, &str, &str, i64)]) -> Desk {
    let text: String =
        lines.iter().map(|(year, name, code, item, yuan)| format!("{year},{name},{code},{item},{yuan}\n")).collect();
    let desk = Desk::new();
    desk.write("in/table.csv", format!("year,department,code,item,amount\n{text}"));
    desk.write("in/mapping.toml", CODED);
    desk.load(&[desk.path("in")]).exits(0);
    desk
}

const CODED: &str = r#"files = ["table.csv"]
[columns]
year = "year"
department = "department"
department_code = "code"
item = "item"
amount = "amount"
[constants]
money_unit = "元"
phase = "approved"
form = "expenditure_summary"
region_code = "410000"
"#;

/// Amounts before, amounts after, links from one to the other.
type Reorganisation = (Vec<Option<i64>>, Vec<Option<i64>>, Vec<(usize, usize)>);

/// Five departments and two years, and links from some of the old to some of the new.
fn reorganisation() -> impl Strategy<Value = Reorganisation> {
    let amounts = || prop::collection::vec(prop::option::weighted(0.8, 1..9_000_000_00_i64), 5);
    (amounts(), amounts(), prop::collection::vec((0..5_usize, 0..5_usize), 1..6))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_crosswalk_conserves_the_total_over_all_departments((old, new, links) in reorganisation()) {
        let names = |side: &str| (0..5).map(|index| format!("{side}{}局", index + 1)).collect::<Vec<_>>();
        let (old_names, new_names) = (names("旧"), names("新"));
        let mut lines: Vec<Line> = vec![(2018, "恒局", "2010101", 1_00), (2019, "恒局", "2010101", 1_00), (2020, "恒局", "2010101", 3_00)];
        for (name, amount) in old_names.iter().zip(&old) {
            lines.extend(amount.iter().flat_map(|fen| [(2018, name.as_str(), "2010101", fen / 2 + 1), (2019, name.as_str(), "2010101", *fen)]));
        }
        for (name, amount) in new_names.iter().zip(&new) {
            lines.extend(amount.iter().map(|fen| (2020, name.as_str(), "2010101", *fen)));
        }
        let linked: BTreeSet<(usize, usize)> = links.into_iter().filter(|(from, to)| old[*from].is_some() && new[*to].is_some()).collect();
        prop_assume!(!linked.is_empty());
        let desk = desk_of(&[&lines]);
        let text: Vec<String> = linked.iter().map(|(from, to)| format!("department,split,2020,,{},,{},", old_names[*from], new_names[*to])).collect();
        let rows = compared(&desk, &text.join("\n"), &[]);
        let printed = desk.rows(&["compare", "--basis", "book"]);
        let totals = |rows: &[Row]| {
            let mut totals: BTreeMap<i64, (i64, i64, i64)> = BTreeMap::new();
            for row in rows {
                let total = totals.entry(row.number("fiscal_year").unwrap_or(0)).or_default();
                total.0 += row.number("amount_fen").unwrap_or(0);
                total.1 += row.number("base_fen").unwrap_or(0);
                total.2 += row.number("change_fen").unwrap_or(0);
            }
            totals
        };
        prop_assert_eq!(totals(&rows), totals(&printed));
        let points = |rows: &[Row]| -> i64 { rows.iter().filter(|row| row.number("fiscal_year") == Some(2020)).filter_map(|row| row.hundredths("contribution_pp")).sum() };
        prop_assert_eq!(points(&rows), points(&printed), "拉动 still adds to the same headline");
        let gone: BTreeSet<&str> = linked.iter().map(|(from, _)| old_names[*from].as_str()).collect();
        prop_assert!(!rows.iter().any(|row| row.text("state") == "discontinued" && gone.contains(row.text("department"))));
    }
}

/// Year, old name and new name.
type Pair = (i64, String, String);

#[test]
fn proposals_for_taiwan_are_precise_against_a_sample_checked_by_hand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let desk = Desk::new();
    desk.load(std::slice::from_ref(&folder)).exits(0);
    let text = std::fs::read_to_string(folder.join("taiwan_links.csv")).expect("the sample");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut sample: BTreeMap<String, BTreeSet<Pair>> = BTreeMap::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let pair = (record[1].parse().expect("a year"), record[2].to_owned(), record[3].to_owned());
        sample.entry(record[0].to_owned()).or_default().insert(pair);
    }
    let (changed, same, unclear) = (&sample["changed"], &sample["same"], &sample["unclear"]);
    let proposals: BTreeMap<Pair, i64> = desk
        .rows(&["link", "--subject", "department"])
        .into_iter()
        .map(|row| {
            let pair =
                (row.number("year").unwrap_or(0), row.text("from_name").to_owned(), row.text("to_name").to_owned());
            (pair, row.number("confidence").unwrap_or(0))
        })
        .filter(|(pair, _)| !unclear.contains(pair))
        .collect();
    let found = proposals.keys().filter(|pair| changed.contains(*pair)).count();
    let joined = names_in_one_series(&desk);
    let kept = same.iter().filter(|(_, name, _)| joined.get(name) == Some(&1)).count();
    for least in [90, 80, 70, 60, 50] {
        let sure: Vec<&Pair> =
            proposals.iter().filter(|(_, confidence)| **confidence >= least).map(|(pair, _)| pair).collect();
        let right = sure.iter().filter(|pair| changed.contains(**pair)).count();
        println!("confidence ≥ {least}: {right} of {} proposals are right", sure.len());
    }
    println!(
        "{} links checked by hand; precision {found}/{}; recall {found}/{}; kept without asking {kept}/{}",
        changed.len() + same.len(),
        proposals.len(),
        changed.len(),
        same.len()
    );
    assert!(changed.len() + same.len() >= 200);
    assert!(found * 100 >= proposals.len() * 97, "precision fell: {found} of {}", proposals.len());
    assert!(found * 100 >= changed.len() * 75, "recall fell: {found} of {}", changed.len());
    assert_eq!(kept, same.len(), "a name that stays is one department whatever its code");
    let wrong: Vec<&Pair> = proposals
        .iter()
        .filter(|(pair, sure)| **sure >= 80 && !changed.contains(*pair))
        .map(|(pair, _)| pair)
        .collect();
    assert!(wrong.is_empty(), "confident and wrong: {wrong:?}");
}

/// How many bodies each name belongs to.
fn names_in_one_series(desk: &Desk) -> BTreeMap<String, i64> {
    let rows = desk.query("SELECT department, COUNT(DISTINCT body_id) AS bodies FROM facts GROUP BY department");
    rows.iter().map(|row| (row.text("department").to_owned(), row.number("bodies").unwrap_or(0))).collect()
}

/// Sums of a decomposition's parts at one depth.
fn sum(rows: &[Row], depth: i64, key: &str) -> i64 {
    rows.iter().filter(|row| row.number("depth") == Some(depth)).filter_map(|row| row.number(key)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_of_every_depth_add_to_the_whole_and_effects_to_each_change(
        amounts in prop::collection::vec((prop::option::of(1..5_000_000_00_i64), prop::option::of(1..5_000_000_00_i64)), 14)
    ) {
        let codes = ["2010101", "2010102", "2010301", "2050101", "2050201", "2080501", "2080502"];
        let departments = ["甲局", "乙局"];
        let mut lines: Vec<Line> = Vec::new();
        for (index, (old, new)) in amounts.iter().enumerate() {
            let (department, code) = (departments[index / 7], codes[index % 7]);
            lines.extend(old.iter().map(|fen| (2019, department, code, *fen)));
            lines.extend(new.iter().map(|fen| (2020, department, code, *fen)));
        }
        for department in departments {
            lines.extend([(2019, department, "2130101", 7_77), (2020, department, "2130101", 9_99)]);
        }
        let desk = desk_of(&[&lines]);
        let rows = desk.rows(&["why", "--by", "function"]);
        let whole = &rows[0];
        let whole_change = whole.number("change_fen").unwrap_or(0);
        for key in ["base_fen", "amount_fen", "change_fen"] {
            prop_assert_eq!(Some(sum(&rows, 1, key)), whole.number(key), "{} of the departments", key);
            let leaves: i64 = rows.iter().filter(|row| !row.text("state").is_empty()).filter_map(|row| row.number(key)).sum();
            prop_assert_eq!(Some(leaves), whole.number(key), "{} of the finest parts", key);
        }
        let top: Vec<&Row> = rows.iter().filter(|row| row.number("depth") == Some(1)).collect();
        let points: i64 = top.iter().filter_map(|row| row.hundredths("contribution_pp")).sum();
        prop_assert_eq!(Some(points), whole.hundredths("rate"), "拉动 adds to the printed rate");
        if whole_change != 0 {
            prop_assert_eq!(top.iter().filter_map(|row| row.hundredths("contribution_rate")).sum::<i64>(), 100_00);
        }
        prop_assert_eq!((sum(&rows, 1, "scale_fen"), sum(&rows, 1, "structure_fen")), (whole_change, 0));
        for (index, row) in rows.iter().enumerate().skip(1) {
            let effects = row.number("scale_fen").unwrap_or(0) + row.number("structure_fen").unwrap_or(0);
            prop_assert_eq!(Some(effects), row.number("change_fen"), "{:?}", row.0);
            let depth = row.number("depth").unwrap_or(0);
            let own: Vec<&Row> = rows[index + 1..]
                .iter()
                .take_while(|part| part.number("depth") > Some(depth))
                .filter(|part| part.number("depth") == Some(depth + 1))
                .collect();
            if !own.is_empty() {
                for key in ["base_fen", "amount_fen", "change_fen", "scale_fen", "structure_fen"] {
                    let parts: i64 = own.iter().filter_map(|part| part.number(key)).sum();
                    prop_assert_eq!(Some(parts), row.number(key), "{} of the parts of {:?}", key, row.0);
                }
                let parts: i64 = own.iter().filter_map(|part| part.hundredths("contribution_pp")).sum();
                prop_assert_eq!(Some(parts), row.hundredths("contribution_pp"), "拉动 of the parts of {:?}", row.0);
            }
        }
    }
}

#[test]
fn scale_and_share_effects_are_the_midpoints_of_their_definition() {
    // 甲 40 of 100, then 90 of 150: ½ (0.4 + 0.6) × 50 = 25, and ½ (100 + 150) × 0.2 = 25.
    let desk = desk_of(&[&[
        (2019, "甲局", "2010101", 40_00),
        (2019, "甲局", "2050101", 60_00),
        (2020, "甲局", "2010101", 90_00),
        (2020, "甲局", "2050101", 60_00),
    ]]);
    let rows = desk.rows(&["why", "--by", "function", "--level", "class"]);
    let of = |code: &str| {
        let row = rows.iter().find(|row| row.text("code") == code).expect("a class");
        (row.number("change_fen"), row.number("scale_fen"), row.number("structure_fen"))
    };
    assert_eq!(of("201"), (Some(50_00), Some(25_00), Some(25_00)));
    assert_eq!(of("205"), (Some(0), Some(25_00), Some(-25_00)), "its share fell from 60% to 40%");
}

#[test]
fn compare_says_below_its_table_which_few_parts_explain_the_change() {
    let desk = desk_of(&[&[
        (2019, "甲局", "2010101", 100_00),
        (2019, "甲局", "2050101", 100_00),
        (2019, "甲局", "2080501", 30_00),
        (2020, "甲局", "2010101", 190_00),
        (2020, "甲局", "2050101", 99_00),
        (2020, "甲局", "2210201", 20_00),
    ]]);
    let out = desk.on_panel(&["compare", "--by", "function", "--unit", "yuan"]).exits(0).out;
    let line = out.lines().find(|line| line.contains("主要变动")).expect("the line");
    for words in [
        "甲局支出 230.00 → 309.00 元，+79.00（+34.35%）",
        "新增 1 项，+20.00",
        "取消 1 项，−30.00",
        "拉动 +39.13 个百分点",
    ] {
        assert!(line.contains(words), "{words} in {line}");
    }
    assert!(!line.contains("205"), "one yuan of change is not named: {line}");
}
