//! The measures: hand examples of every state, and properties checked against arithmetic written here independently.

use crate::support::{Desk, Row, small_disclosure, wan};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A mapping for `year,department,code,item,amount` in 元.
pub const MAPPING: &str = r#"name = "合成数据"
files = ["table*.csv"]
[columns]
year = "year"
department = "department"
function_code = "code"
item = "item"
amount = "amount"
[constants]
money_unit = "元"
phase = "approved"
form = "expenditure_summary"
region_code = "410000"
"#;

/// A line of a synthetic table: year, department, code, amount in fen.
pub type Line<'a> = (i32, &'a str, &'a str, i64);

/// 元 with two decimals.
fn yuan(fen: i64) -> String {
    format!("{}{}.{:02}", if fen < 0 { "-" } else { "" }, fen.abs() / 100, fen.abs() % 100)
}

/// A synthetic table as CSV.
pub fn table(lines: &[Line]) -> String {
    let mut text = "year,department,code,item,amount\n".to_owned();
    for (year, department, code, fen) in lines {
        text += &format!("{year},{department},{code},项{code},{}\n", yuan(*fen));
    }
    text
}

/// A desk whose panel holds these tables, each a document of its own.
pub fn desk_of(tables: &[&[Line]]) -> Desk {
    let desk = Desk::new();
    desk.write("in/mapping.toml", MAPPING);
    for (index, lines) in tables.iter().enumerate() {
        desk.write(&format!("in/table{index}.csv"), table(lines));
    }
    desk.load(&[desk.path("in")]).exits(0);
    desk
}

/// Comparisons by code and year.
fn by_code(desk: &Desk) -> BTreeMap<(String, i64), Row> {
    desk.rows(&["compare", "--by", "function", "--level", "item"])
        .into_iter()
        .map(|row| ((row.text("code").to_owned(), row.number("fiscal_year").unwrap_or_default()), row))
        .collect()
}

#[track_caller]
fn is(row: &Row, state: &str, base: Option<i64>, amount: Option<i64>, change: Option<i64>, rate: Option<i64>) {
    assert_eq!(row.text("state"), state, "{:?}", row.0);
    assert_eq!(
        (row.number("base_fen"), row.number("amount_fen"), row.number("change_fen"), row.hundredths("rate")),
        (base, amount, change, rate),
        "{:?}",
        row.0
    );
}

/// One department in which every state occurs from 2020 to 2021.
pub const ALL_STATES: &[Line] = &[
    (2020, "甲局", "2010101", 100_00),
    (2021, "甲局", "2010101", 150_00),
    (2020, "甲局", "2010102", 200_00),
    (2021, "甲局", "2010102", 150_00),
    (2020, "甲局", "2010103", 80_00),
    (2021, "甲局", "2010103", 80_00),
    (2021, "甲局", "2010104", 30_00),
    (2020, "甲局", "2010105", 30_00),
    (2020, "甲局", "2010106", 0),
    (2021, "甲局", "2010106", 10_00),
    (2020, "甲局", "2010107", -10_00),
    (2021, "甲局", "2010107", -5_00),
    (2020, "甲局", "2010108", 10_00),
    (2021, "甲局", "2010108", -5_00),
    (2020, "甲局", "2010109", -10_00),
    (2021, "甲局", "2010109", 5_00),
    (2020, "甲局", "2010150", 0),
    (2021, "甲局", "2010150", 0),
    (2020, "甲局", "2010199", 0),
    (2021, "甲局", "2010151", 0),
];

#[test]
fn every_state_is_told_by_hand_examples_and_never_gives_an_impossible_rate() {
    let desk = desk_of(&[ALL_STATES]);
    let rows = by_code(&desk);
    let row = |code: &str| &rows[&(code.to_owned(), 2021)];
    is(row("2010101"), "increase", Some(100_00), Some(150_00), Some(50_00), Some(50_00));
    is(row("2010102"), "decrease", Some(200_00), Some(150_00), Some(-50_00), Some(-25_00));
    is(row("2010103"), "unchanged", Some(80_00), Some(80_00), Some(0), Some(0));
    is(row("2010104"), "new", None, Some(30_00), Some(30_00), None);
    is(row("2010105"), "discontinued", Some(30_00), None, Some(-30_00), None);
    is(row("2010106"), "not_comparable", Some(0), Some(10_00), Some(10_00), None);
    is(row("2010107"), "not_comparable", Some(-10_00), Some(-5_00), Some(5_00), None);
    is(row("2010108"), "not_comparable", Some(10_00), Some(-5_00), Some(-15_00), None);
    is(row("2010109"), "not_comparable", Some(-10_00), Some(5_00), Some(15_00), None);
    is(row("2010150"), "unchanged", Some(0), Some(0), Some(0), None);
    assert_eq!(row("2010199").text("state"), "unchanged", "nothing after nothing");
    assert_eq!(row("2010151").text("state"), "unchanged", "nothing after no row");
    for ((code, year), row) in &rows {
        if *year == 2020 {
            assert_eq!(row.text("state"), "missing_year", "{code}: 2019 was not published");
            assert_eq!((row.number("base_fen"), row.number("change_fen"), row.text("rate")), (None, None, ""));
        }
    }
}

#[test]
fn a_missing_year_is_never_bridged() {
    let desk = desk_of(&[&[
        (2018, "甲局", "2010101", 100_00),
        (2019, "甲局", "2010101", 110_00),
        (2021, "甲局", "2010101", 500_00),
        (2022, "甲局", "2010101", 250_00),
    ]]);
    let rows = by_code(&desk);
    let years: Vec<i64> = rows.keys().map(|(_, year)| *year).collect();
    assert_eq!(years, [2018, 2019, 2021, 2022], "a year that was not published has no row");
    let row = |year: i64| &rows[&("2010101".to_owned(), year)];
    is(row(2018), "missing_year", None, Some(100_00), None, None);
    is(row(2019), "increase", Some(100_00), Some(110_00), Some(10_00), Some(10_00));
    is(row(2021), "missing_year", None, Some(500_00), None, None);
    is(row(2022), "decrease", Some(500_00), Some(250_00), Some(-250_00), Some(-50_00));
    assert_eq!(row(2019).hundredths("growth_compound"), Some(10_00));
    assert_eq!(row(2021).text("growth_compound"), "", "no compound growth over a gap");
    assert_eq!(row(2022).text("growth_compound"), "", "no compound growth over a gap");
    assert_eq!(row(2022).hundredths("index_fixed_base"), Some(250_00));
    assert_eq!(row(2021).text("contribution_pp"), "", "no contribution to a change that is not known");
    for row in desk.rows(&["shares", "--by", "function", "--level", "item"]) {
        if row.number("fiscal_year") == Some(2021) {
            assert_eq!(row.text("share_shift"), "", "no shift of a share over a gap");
        }
    }
}

#[test]
fn figures_on_which_two_documents_disagree_are_not_comparable() {
    let first: &[Line] =
        &[(2020, "甲局", "2010101", 100_00), (2021, "甲局", "2010101", 150_00), (2022, "甲局", "2010101", 160_00)];
    let second: &[Line] = &[(2021, "甲局", "2010101", 151_00)];
    let rows = by_code(&desk_of(&[first, second]));
    for year in [2021, 2022] {
        let row = &rows[&("2010101".to_owned(), year)];
        assert_eq!(
            (row.text("state"), row.number("change_fen"), row.text("rate")),
            ("not_comparable", None, ""),
            "{year}"
        );
    }
}

#[test]
fn two_documents_that_agree_count_once() {
    let first: &[Line] = &[
        (2020, "甲局", "2010101", 100_00),
        (2020, "甲局", "2010102", 300_00),
        (2021, "甲局", "2010101", 150_00),
        (2021, "甲局", "2010102", 250_00),
    ];
    let again: &[Line] = &[(2021, "甲局", "2010101", 150_00), (2021, "甲局", "2010102", 250_00)];
    let once = by_code(&desk_of(&[first]));
    let twice = by_code(&desk_of(&[first, again]));
    let keys = [
        "amount_fen",
        "base_fen",
        "change_fen",
        "rate",
        "state",
        "contribution_pp",
        "contribution_rate",
        "index_fixed_base",
        "growth_compound",
        "rank",
        "rank_change",
    ];
    for (key, row) in &once {
        for name in keys {
            assert_eq!(twice[key].0.get(name), row.0.get(name), "{name} of {key:?} when 2021 is in two documents");
        }
    }
}

#[test]
fn the_first_year_alone_takes_its_base_from_the_prose_and_a_published_base_wins() {
    let told = |year: i32, amount: &str, change: &str| {
        small_disclosure("甲市财政局", year, amount)
            + &format!(
                "\n一、收入支出预算总体情况说明\n\n甲市财政局{year}年收入总计{amount}万元，支出总计{amount}万元，与上年相比，收、支总计各增加{change}万元，增长10.00%。\n"
            )
    };
    let desk = Desk::new();
    let this = desk.write("甲市财政局2025.txt", told(2025, "110.00", "10.00"));
    desk.load(&[this]).exits(0);
    let rows = desk.rows(&["compare"]);
    assert!(!rows.is_empty());
    for row in &rows {
        assert_eq!((row.text("base_source"), row.number("base_fen")), ("derived", Some(wan("100.00"))), "{:?}", row.0);
    }
    let before = desk.write("甲市财政局2024.txt", small_disclosure("甲市财政局", 2024, "99.00"));
    desk.load(&[before]).exits(0);
    let rows = desk.rows(&["compare", "--years", "2024..2025"]);
    let this: Vec<&Row> = rows.iter().filter(|row| row.number("fiscal_year") == Some(2025)).collect();
    assert!(!this.is_empty());
    for row in this {
        assert_eq!((row.text("base_source"), row.number("base_fen")), ("published", Some(wan("99.00"))), "{:?}", row.0);
    }
}

#[test]
fn shares_are_rounded_one_by_one_and_never_nudged_to_one_hundred() {
    let desk = desk_of(&[&[
        (2021, "甲局", "2010101", 1_00),
        (2021, "甲局", "2010102", 1_00),
        (2021, "甲局", "2010103", 1_00),
        (2022, "甲局", "2010101", 5_00),
        (2022, "甲局", "2010102", 795_00),
    ]]);
    let rows = desk.rows(&["shares", "--by", "function", "--level", "item"]);
    let share = |code: &str, year: i64, name: &str| {
        let row = rows.iter().find(|row| row.text("code") == code && row.number("fiscal_year") == Some(year));
        row.and_then(|row| row.hundredths(name))
    };
    for code in ["2010101", "2010102", "2010103"] {
        assert_eq!(share(code, 2021, "share"), Some(33_33), "a third is 33.33, three of them 99.99");
    }
    assert_eq!(share("2010101", 2022, "share"), Some(63), "0.625 is 0.63: a half away from zero");
    assert_eq!(share("2010102", 2022, "share"), Some(99_38), "99.375 is 99.38; the two add to 100.01");
    // 0.625 − 33.333… = −32.7083…, not 0.63 − 33.33 = −32.70
    assert_eq!(
        share("2010101", 2022, "share_shift"),
        Some(-32_71),
        "the exact shares are subtracted, then rounded once"
    );
}

/// Half away from zero, in hundredths of a percent. Written independently of the program.
fn percent(part: i128, whole: i128) -> i64 {
    let (sign, part, whole) = (part.signum() * whole.signum(), part.abs(), whole.abs());
    let rounded = (2 * part * 10_000 + whole) / (2 * whole);
    i64::try_from(sign * rounded).expect("a rate")
}

#[test]
fn rates_at_an_exact_half_are_rounded_away_from_zero() {
    // The base is 1 000 000 fen: each fen of change is 0.01%; with a base of 20 000.00 half a hundredth is one fen.
    let mut lines: Vec<Line> = Vec::new();
    let names: Vec<String> =
        (0..120).map(|index| format!("{}局", char::from_u32(0x5000 + index).unwrap_or('甲'))).collect();
    for (index, name) in names.iter().enumerate() {
        let change = if index % 2 == 0 { 1 + 2 * index as i64 } else { -(1 + 2 * index as i64) };
        lines.push((2020, name, "2010101", 20_000_00 / 100));
        lines.push((2021, name, "2010101", 20_000_00 / 100 + change));
    }
    let desk = desk_of(&[&lines]);
    let mut checked = 0;
    for row in desk.rows(&["compare", "--by", "function", "--level", "item", "--years", "2020..2021"]) {
        if row.number("fiscal_year") == Some(2021) {
            let change = row.number("change_fen").expect("a change");
            assert_eq!(
                row.hundredths("rate"),
                Some((change.abs() + 1) / 2 * change.signum()),
                "{change} fen of 20 000"
            );
            checked += 1;
        }
    }
    assert_eq!(checked, 120);
}

/// Amounts of one item in three years; `None` where the year does not list it.
type Item = [Option<i64>; 3];

fn an_amount() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![
        2 => Just(None),
        1 => Just(Some(0)),
        8 => (1..2_000_000_00_i64).prop_map(Some),
        4 => (1..1_000_i64).prop_map(Some),
        1 => (-50_000_i64..0).prop_map(Some),
        1 => (1..100_000_000_000_000_i64).prop_map(Some),
    ]
}

fn departments() -> impl Strategy<Value = Vec<Vec<Item>>> {
    prop::collection::vec(prop::collection::vec(prop::array::uniform3(an_amount()), 1..9), 30..50)
}

/// The panel of generated departments: every year of every department is published (with an item that is always there).
fn generated(departments: &[Vec<Item>]) -> (Desk, BTreeMap<(String, String), Item>) {
    let names: Vec<String> = (0..departments.len()).map(|index| format!("第{}局", index + 1001)).collect();
    let codes: Vec<String> = (0..20).map(|index| format!("20101{:02}", index + 1)).collect();
    let mut lines: Vec<Line> = Vec::new();
    let mut truth = BTreeMap::new();
    for (name, items) in names.iter().zip(departments) {
        let always: Item = [Some(123_456_78), Some(123_456_79), Some(1)];
        for (code, item) in codes.iter().zip(items.iter().chain([&always])) {
            truth.insert((name.clone(), code.clone()), *item);
            for (year, fen) in (2020..).zip(item) {
                if let Some(fen) = fen {
                    lines.push((year, name, code, *fen));
                }
            }
        }
    }
    (desk_of(&[&lines]), truth)
}

fn total(truth: &BTreeMap<(String, String), Item>, department: &str, year: usize) -> i128 {
    truth.iter().filter(|((name, _), _)| name == department).filter_map(|(_, item)| item[year]).map(i128::from).sum()
}

/// What the state must be, told from the two amounts alone.
fn state_of(base: Option<i64>, amount: Option<i64>) -> &'static str {
    match (base, amount) {
        (None | Some(0), None | Some(0)) => "unchanged",
        (None, Some(_)) => "new",
        (Some(_), None) => "discontinued",
        (Some(base), Some(amount)) if base == amount => "unchanged",
        (Some(base), Some(amount)) if base <= 0 || amount < 0 => "not_comparable",
        (Some(base), Some(amount)) if amount > base => "increase",
        _ => "decrease",
    }
}

fn check_comparison(row: &Row, item: &Item) {
    let year = usize::try_from(row.number("fiscal_year").expect("a year") - 2020).expect("a year");
    let amount = item[year];
    assert_eq!(row.number("amount_fen"), amount, "{:?}", row.0);
    if year == 0 {
        assert_eq!((row.text("state"), row.text("rate")), ("missing_year", ""));
        return;
    }
    let base = item[year - 1];
    let state = state_of(base, amount);
    assert_eq!((row.text("state"), row.number("base_fen")), (state, base), "{:?}", row.0);
    assert_eq!(row.number("change_fen"), Some(amount.unwrap_or(0) - base.unwrap_or(0)), "{:?}", row.0);
    let rate = match (state, base) {
        ("increase" | "decrease" | "unchanged", Some(base)) if base > 0 => {
            Some(percent(i128::from(amount.unwrap_or(0) - base), i128::from(base)))
        }
        _ => None,
    };
    assert_eq!(row.hundredths("rate"), rate, "{:?}", row.0);
    check_series(row, item, year);
}

/// 定基比 and 年均增长 against the amounts.
fn check_series(row: &Row, item: &Item, year: usize) {
    let first = (0..3).find(|&year| item[year].is_some()).unwrap_or(0);
    let (start, now) = (item[first].map_or(0, i128::from), item[year].map_or(0, i128::from));
    if let Some(index) = row.hundredths("index_fixed_base") {
        assert_eq!(index, percent(now, start), "{:?}", row.0);
        assert_eq!(row.number("index_base_year"), Some(2020 + first as i64));
    } else {
        assert!(start <= 0 || item[year].is_none(), "{:?}", row.0);
    }
    let unbroken = (first..=year).all(|year| item[year].is_some());
    let years = u32::try_from(year.saturating_sub(first)).expect("years");
    let Some(growth) = row.hundredths("growth_compound") else {
        assert!(!unbroken || years == 0 || start <= 0 || now <= 0, "{:?}", row.0);
        return;
    };
    assert!(unbroken && years > 0 && start > 0 && now > 0, "{:?}", row.0);
    let power = |doubled: i128| num_bigint::BigInt::from(doubled.max(0)).pow(years) * start;
    let exact = num_bigint::BigInt::from(20_000).pow(years) * now;
    let doubled = 2 * (i128::from(growth) + 10_000);
    assert!(power(doubled - 1) <= exact && exact <= power(doubled + 1), "年均增长 {growth}: {:?}", row.0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn comparisons_equal_the_arithmetic_of_their_definition(departments in departments()) {
        let (desk, truth) = generated(&departments);
        let rows = desk.rows(&["compare", "--by", "function", "--level", "item"]);
        let mut seen = BTreeMap::new();
        for row in &rows {
            let key = (row.text("department").to_owned(), row.text("code").to_owned());
            check_comparison(row, &truth[&key]);
            *seen.entry(key).or_insert(0) += 1;
        }
        for (key, item) in &truth {
            let expected = (0..3).filter(|&year| item[year].is_some() || year > 0 && item[year - 1].is_some()).count();
            prop_assert_eq!(seen.get(key).copied().unwrap_or(0), expected, "rows of {:?}", key);
        }
    }

    #[test]
    fn contributions_add_exactly_to_the_headline_at_printed_precision(departments in departments()) {
        let (desk, truth) = generated(&departments);
        let headlines = desk.rows(&["compare", "--by", "department"]);
        let mut sums: BTreeMap<(String, i64), (i64, i64, i64)> = BTreeMap::new();
        for row in desk.rows(&["compare", "--by", "function", "--level", "item"]) {
            let entry = sums.entry((row.text("department").to_owned(), row.number("fiscal_year").unwrap_or(0))).or_default();
            entry.0 += row.hundredths("contribution_pp").unwrap_or(0);
            entry.1 += row.hundredths("contribution_rate").unwrap_or(0);
            entry.2 += i64::from(!row.text("contribution_pp").is_empty());
        }
        for ((department, year), (points, rates, rows)) in &sums {
            let year_index = usize::try_from(year - 2020).expect("a year");
            if year_index == 0 {
                prop_assert_eq!(*rows, 0, "the first year explains nothing");
                continue;
            }
            let (base, now) = (total(&truth, department, year_index - 1), total(&truth, department, year_index));
            if base > 0 {
                prop_assert_eq!(*points, percent(now - base, base), "拉动 of {} {}", department, year);
                let headline = headlines.iter().find(|row| {
                    row.text("department") == department && row.number("fiscal_year") == Some(*year)
                });
                let rate = headline.and_then(|row| row.hundredths("rate"));
                prop_assert!(rate.is_none() || rate == Some(*points), "拉动 adds to the printed rate {:?}", rate);
            }
            if base != now {
                prop_assert_eq!(*rates, 100_00, "贡献率 of {} {}", department, year);
            }
        }
    }

    #[test]
    fn shares_and_their_shifts_equal_the_exact_quotients_rounded_once(departments in departments()) {
        let (desk, truth) = generated(&departments);
        for row in desk.rows(&["shares", "--by", "function", "--level", "item"]) {
            let key = (row.text("department").to_owned(), row.text("code").to_owned());
            let (item, year) = (&truth[&key], usize::try_from(row.number("fiscal_year").unwrap_or(0) - 2020).expect("a year"));
            let whole = total(&truth, &key.0, year);
            let amount = item[year].map_or(0, i128::from);
            prop_assert_eq!(row.number("whole_fen").map(i128::from), Some(whole));
            let share = (whole > 0).then(|| percent(amount, whole));
            prop_assert_eq!(row.hundredths("share"), share, "{:?}", row.0);
            if year > 0 {
                let (base, base_whole) = (item[year - 1].map_or(0, i128::from), total(&truth, &key.0, year - 1));
                if whole > 0 && base_whole > 0 {
                    let shift = percent_big(amount * base_whole - base * whole, whole * base_whole);
                    prop_assert_eq!(row.hundredths("share_shift"), Some(shift), "{:?}", row.0);
                }
            }
        }
    }

    #[test]
    fn ranks_follow_the_amounts_and_equal_amounts_share_a_rank(departments in departments()) {
        let (desk, truth) = generated(&departments);
        for row in desk.rows(&["compare", "--by", "function", "--level", "item"]) {
            let (Some(rank), Some(amount)) = (row.number("rank"), row.number("amount_fen")) else { continue };
            let year = usize::try_from(row.number("fiscal_year").unwrap_or(0) - 2020).expect("a year");
            let larger = truth
                .iter()
                .filter(|((name, _), item)| name == row.text("department") && item[year].is_some_and(|other| other > amount))
                .count();
            prop_assert_eq!(rank, larger as i64 + 1, "{:?}", row.0);
        }
    }
}

/// The same as [`percent`] for products of two totals, which may leave 128 bits when scaled.
fn percent_big(part: i128, whole: i128) -> i64 {
    use num_bigint::BigInt;
    let (part_size, whole_size) = (BigInt::from(part.unsigned_abs()), BigInt::from(whole.unsigned_abs()));
    let rounded = (part_size * 20_000 + &whole_size) / (whole_size * 2);
    let rounded = i64::try_from(rounded).expect("a share");
    if (part < 0) == (whole < 0) { rounded } else { -rounded }
}

/// A budget whose table of expenditure lists the rows of two units under their codes, with the printed total above.
fn listed_by_unit(year: i32, total: &str, rows: &[&str]) -> String {
    format!(
        "甲市财政局\n{year}年部门预算\n\n部门支出总表\n\n公开表1-2\n金额单位：万元\n\n部门：甲市财政局\n\n\
         科目编码\t\t\t单位代码\t科目名称\t合计\t基本支出\t项目支出\n类\t款\t项\t\t\t\t\t\n\
         合计\t\t\t\t\t{total}\t{total}\t0.00\n{}\n",
        rows.join("\n")
    )
}

#[test]
fn units_that_one_table_lists_are_one_department() {
    let desk = Desk::new();
    for (year, total, first, second) in [(2024, "300.00", "100.00", "200.00"), (2025, "330.00", "120.00", "210.00")] {
        let rows = [
            format!("201\t06\t01\t110001\t行政运行\t{first}\t{first}\t0.00"),
            format!("201\t06\t01\t110002\t行政运行\t{second}\t{second}\t0.00"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        desk.write(&format!("in/甲市财政局{year}年部门预算.txt"), listed_by_unit(year, total, &rows));
    }
    desk.load(&[desk.path("in")]).exits(0);
    for by in ["function", "department"] {
        let rows = desk.rows(&["compare", "--by", by, "--years", "2025", "--form", "expenditure_summary"]);
        assert_eq!(rows.len(), 1, "by {by}: the units are added up, and not to their own total: {rows:?}");
        assert_eq!((rows[0].number("amount_fen"), rows[0].number("base_fen")), (Some(wan("330")), Some(wan("300"))));
    }
}

#[test]
fn a_measure_of_the_whole_panel_is_exported_with_the_rows_of_its_sql_or_refused_with_the_names_that_there_are() {
    let desk = desk_of(&[ALL_STATES]);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/measures");
    for name in ["change_yoy", "share", "rank", "execution_rate"] {
        let sql = std::fs::read_to_string(folder.join(format!("{name}.sql"))).expect("the SQL");
        let csv = desk.path("rows.csv");
        desk.on_panel(&["measure", name, "-o", csv.to_str().expect("a path")]).exits(0);
        let text = std::fs::read_to_string(&csv).expect("the file");
        assert_eq!(text.lines().count(), 1 + desk.query(&sql).len(), "{name}");
        let parquet = desk.path("rows.parquet");
        let run = desk.on_panel(&["measure", name, "-o", parquet.to_str().expect("a path")]).exits(0);
        assert!(run.out.contains(&format!("写出 {} 行", text.lines().count() - 1)), "{}", run.out);
        assert!(std::fs::read(&parquet).expect("the file").starts_with(b"PAR1"));
    }
    let unknown = desk.on_panel(&["measure", "nothing", "-o", "x.csv"]).exits(2);
    assert!(unknown.err.contains("change_yoy"), "{}", unknown.err);
    let wrong = desk.on_panel(&["measure", "share", "-o", "x.txt"]).exits(2);
    assert!(wrong.err.contains(".parquet"), "{}", wrong.err);
}
