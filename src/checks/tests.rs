//! The checks together: on the shipped Henan disclosure, and on the same with one figure changed.

use super::testing::{dossier, lines};
use super::*;
use crate::facts::Fact;
use crate::findings::{Explanation, Outcome};
use std::collections::BTreeSet;

const HENAN: &str = include_str!("../../datasets/henan_2025/周口市行政服务中心2025年度部门预算.txt");

fn breaks_of(text: &str) -> Vec<Finding> {
    let archive = Archive::new(vec![dossier(text)]);
    let checks: Vec<&'static Check> = all().collect();
    run(&checks, &archive, |_| true).into_iter().filter(Finding::is_break).collect()
}

/// The text with the figure of a fact printed otherwise.
fn changed(text: &str, fact: &Fact, printed: &str) -> String {
    let line = fact.locator.line.expect("a line") as usize;
    let column = fact.locator.column.expect("a column") as usize;
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut cells: Vec<&str> = rows[line - 1].split('\t').collect();
    assert_eq!(cells[column - 1].trim(), fact.printed.trim());
    cells[column - 1] = printed;
    rows[line - 1] = cells.join("\t");
    rows.join("\n")
}

/// The same figure with its first digit changed.
fn slipped(printed: &str) -> String {
    let mut done = false;
    printed
        .chars()
        .map(|character| match character.to_digit(10) {
            Some(digit) if !done => {
                done = true;
                char::from_digit(if digit == 9 { 4 } else { digit + 1 }, 10).unwrap_or('1')
            }
            _ => character,
        })
        .collect()
}

#[test]
fn codes_and_names_are_unique_and_codes_say_their_family() {
    let mut seen = BTreeSet::new();
    for check in all() {
        assert!(seen.insert(check.code) && seen.insert(check.name) && seen.insert(check.name_zh), "{}", check.code);
        let letters = match check.family {
            Family::Completeness => "CP",
            Family::WithinTable => "WT",
            Family::CrossTable => "XT",
            Family::Narrative => "NR",
            Family::CrossYear => "XY",
            Family::RollUp => "RU",
            Family::Outlier => "OH",
        };
        assert!(check.code.starts_with(letters) && check.code.len() == 5, "{}", check.code);
        assert_eq!(check.severity == Severity::Hint, check.family == Family::Outlier, "{}", check.code);
    }
}

#[test]
fn every_check_explains_itself() {
    for check in all() {
        for text in [check.formula, check.why, check.example, check.needs] {
            assert!(!text.trim().is_empty(), "{}", check.code);
        }
    }
}

#[test]
fn henan_ties_in_more_than_a_hundred_assertions_and_its_tables_break_nowhere() {
    let archive = Archive::new(vec![dossier(HENAN)]);
    let checks: Vec<&'static Check> = all().collect();
    let findings = run(&checks, &archive, |_| true);
    let ties = findings.iter().filter(|finding| finding.outcome == Outcome::Ties).count();
    assert!(ties >= 100, "{ties}");
    let tables: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.is_break() && !matches!(finding.family, Family::Narrative | Family::CrossYear))
        .collect();
    assert!(tables.is_empty(), "{tables:#?}");
    let truncated = findings
        .iter()
        .any(|finding| finding.outcome == Outcome::NotTestable && finding.message.contains("支出经济分类汇总表残缺"));
    assert!(truncated);
}

#[test]
fn every_check_says_something_about_every_disclosure() {
    let archive = Archive::new(vec![dossier(HENAN)]);
    for check in all() {
        let findings = run(&[check], &archive, |_| true);
        assert!(!findings.is_empty(), "{}", check.code);
        assert!(findings.iter().all(|finding| !finding.evidence.is_empty()), "{} without evidence", check.code);
    }
}

/// Table 07 has lost its head and first rows, so that nothing in it can be tested. A total row without a label that is
/// not the sum of its rows is no total: then it is unread, and that is said.
#[test]
fn a_slipped_digit_in_any_whole_table_is_found() {
    let original = dossier(HENAN);
    let mut missed = Vec::new();
    for fact in original.facts.iter().step_by(3) {
        let form = fact.coordinates.form.expect("a form");
        if form == crate::domain::Form::EconomicClassificationSummary {
            continue;
        }
        let text = changed(HENAN, fact, &slipped(&fact.printed));
        let found = breaks_of(&text)
            .iter()
            .any(|finding| finding.evidence.iter().any(|evidence| evidence.locator == fact.locator));
        let unread = dossier(&text).unread.iter().any(|unread| unread.locator.line == fact.locator.line);
        if !found && !unread {
            missed.push(format!("{form} {} {} {}", fact.coordinates.item, fact.printed, fact.locator));
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn a_slip_is_explained_by_the_same_figure_in_another_table() {
    let original = dossier(HENAN);
    let fact = original
        .facts
        .iter()
        .find(|fact| {
            fact.printed.trim() == "39.07" && fact.coordinates.form == Some(crate::domain::Form::ExpenditureSummary)
        })
        .expect("a figure");
    let cases = [
        ("93.07", Explanation::DigitsTransposed),
        ("30.97", Explanation::DigitsTransposed),
        ("89.07", Explanation::DigitSlip),
        ("390.70", Explanation::DigitSlip),
        ("390700.00", Explanation::UnitSlip),
        ("93.70", Explanation::Unexplained),
        ("39.70", Explanation::DigitsTransposed),
    ];
    for (printed, expected) in cases {
        let breaks = breaks_of(&changed(HENAN, fact, printed));
        // An inequality that breaks too has no sum to explain it by.
        let reasons: BTreeSet<Explanation> = breaks
            .iter()
            .filter(|finding| finding.difference_fen.is_some())
            .filter(|finding| finding.evidence.iter().any(|evidence| evidence.locator == fact.locator))
            .filter_map(|finding| finding.explanation)
            .collect();
        assert_eq!(reasons, BTreeSet::from([expected]), "{printed}");
    }
}

/// A small disclosure whose tables can be changed cell by cell.
fn small(function_total: &str, basic: &str) -> String {
    format!(
        "某市某局2025年部门预算\n\n2025年部门收支总体情况表\n部门：某市某局\t\t\t单位：万元\n收入\t\t支出\t\n项目\t金额\t项目\t金额\n一般公共预算\t100.00\t一般公共服务支出\t{function_total}\n\t\t卫生健康支出\t20.00\n本年收入合计\t100.00\t本年支出合计\t100.00\n收入总计\t100.00\t支出总计\t100.00\n\n2025年部门支出总体情况表\n部门：某市某局\t\t\t\t单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t100.00\t{basic}\t40.00\n201\t一般公共服务支出\t80.00\t40.00\t40.00\n210\t卫生健康支出\t20.00\t20.00\t\n"
    )
}

#[test]
fn sums_of_a_summary_tie_within_rounding_or_break() {
    assert_eq!(lines("WT002", &[&small("80.00", "60.00")]), ["ties 100.00 100.00"]);
    assert_eq!(lines("WT002", &[&small("80.01", "60.00")]), ["ties_within_rounding 100.00 100.01"]);
    assert_eq!(lines("WT002", &[&small("80.10", "60.00")]), ["breaks 100.00 100.10 digit_slip"]);
    assert_eq!(lines("XT004", &[&small("81.00", "60.00")])[0], "breaks 81.00 80.00 digit_slip");
    assert!(lines("WT009", &[&small("80.00", "61.00")]).contains(&"breaks 100.00 101.00 digit_slip".to_owned()));
    assert!(lines("WT007", &[&small("80.00", "61.00")]).contains(&"breaks 61.00 60.00 digit_slip".to_owned()));
}

#[test]
fn what_is_missing_is_said_and_nothing_is_skipped() {
    let text = small("80.00", "60.00");
    for (code, missing) in
        [("WT013", "没有“三公”经费支出表"), ("XT010", "没有支出表或基本支出表"), ("RU001", "没有所属单位的公开文件")]
    {
        let findings = super::testing::findings(code, &[&text]);
        assert!(findings.iter().all(|finding| finding.outcome == Outcome::NotTestable), "{code}");
        assert!(findings.iter().any(|finding| finding.message.contains(missing)), "{code}: {findings:?}");
    }
}

/// 收入总表 as some provinces print it: its 合计 includes what was carried over.
#[test]
fn a_total_that_includes_the_carryover_is_no_break() {
    let text = |carried: &str| {
        format!(
            "某市某局2025年部门预算\n\n2025年部门收入总体情况表\n部门：某市某局\t\t\t\t单位：万元\n单位名称\t合计\t上年结转\t一般公共预算拨款收入\t其他收入\n合计\t100.00\t{carried}\t70.00\t10.00\n某市某局机关\t100.00\t{carried}\t70.00\t10.00\n"
        )
    };
    assert_eq!(lines("WT010", &[&text("20.00")]), ["ties 100.00 100.00", "ties 100.00 100.00"]);
    assert!(lines("WT010", &[&text("25.00")]).iter().all(|line| line.starts_with("breaks")));
}
