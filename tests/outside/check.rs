//! `tongbi check` from outside: the keys of the contract, exit status, the working paper, documents with known mistakes.

use crate::support::{Desk, tongbi};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn henan() -> Desk {
    let desk = Desk::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/henan_2025");
    tongbi([Path::new("load"), &folder, Path::new("--panel"), &desk.panel()]).exits(0);
    desk
}

fn findings(desk: &Desk, more: &[&str]) -> Vec<Value> {
    let panel = desk.panel();
    let mut arguments = vec!["check", "--panel", panel.to_str().expect("a path"), "--format", "json"];
    arguments.extend(more);
    let run = tongbi(arguments).exits(0);
    match serde_json::from_str(&run.out).expect("JSON") {
        Value::Array(rows) => rows,
        other => panic!("no array: {other}"),
    }
}

#[test]
fn findings_carry_the_keys_of_the_contract() {
    let all = findings(&henan(), &[]);
    for finding in &all {
        let object = finding.as_object().expect("an object");
        for key in [
            "code",
            "name",
            "family",
            "severity",
            "outcome",
            "department",
            "fiscal_year",
            "expected",
            "printed",
            "difference",
            "explanation",
            "message",
            "facts",
            "file",
            "page",
            "line",
        ] {
            assert!(object.contains_key(key), "{key} is missing in {finding}");
        }
        assert!(finding["message"].as_str().is_some_and(|message| message.ends_with('。')), "{finding}");
        assert!(finding["facts"].is_array());
    }
    let outcomes: BTreeSet<&str> = all.iter().filter_map(|finding| finding["outcome"].as_str()).collect();
    assert!(outcomes.is_subset(&BTreeSet::from(["ties", "ties_within_rounding", "breaks", "not_testable"])));
}

#[test]
fn every_check_stands_in_the_matrix_of_every_document() {
    let all = findings(&henan(), &[]);
    let listed: Vec<Value> =
        serde_json::from_str(&tongbi(["list", "checks", "--format", "json"]).exits(0).out).expect("JSON");
    let tested: BTreeSet<&str> = all.iter().filter_map(|finding| finding["code"].as_str()).collect();
    let known: BTreeSet<&str> = listed.iter().filter_map(|check| check["code"].as_str()).collect();
    assert!(known.len() >= 45, "{}", known.len());
    assert_eq!(tested, known);
}

#[test]
fn henan_ties_a_hundred_times_and_its_truncated_table_is_not_testable() {
    let all = findings(&henan(), &[]);
    let count = |outcome: &str| all.iter().filter(|finding| finding["outcome"] == outcome).count();
    assert!(count("ties") >= 100, "{}", count("ties"));
    let truncated = all.iter().any(|finding| {
        finding["outcome"] == "not_testable"
            && finding["message"].as_str().is_some_and(|message| message.contains("支出经济分类汇总表"))
    });
    assert!(truncated);
}

#[test]
fn each_check_is_explained_with_its_formula_and_an_example() {
    let page = tongbi(["explain", "xt003"]).exits(0).out;
    for expected in ["XT003", "为什么", "例：", "表间勾稽", "支出总计"] {
        assert!(page.contains(expected), "{expected} in {page}");
    }
}

#[test]
fn deny_ends_with_one_only_when_something_of_the_level_is_found() {
    let desk = henan();
    let panel = desk.panel();
    let panel = panel.to_str().expect("a path");
    tongbi(["check", "--panel", panel, "--family", "within_table", "--deny", "error"]).exits(0);
    tongbi(["check", "--panel", panel, "--family", "outlier", "--deny", "hint"]).exits(1);
    tongbi(["check", "--panel", panel, "--family", "outlier", "--deny", "error"]).exits(0);
}

#[test]
fn the_working_paper_is_a_workbook() {
    let desk = henan();
    let paper = desk.path("底稿.xlsx");
    let panel = desk.panel();
    tongbi([Path::new("check"), Path::new("--panel"), &panel, Path::new("-o"), &paper]).exits(0);
    let bytes = std::fs::read(&paper).expect("a workbook");
    assert!(bytes.starts_with(b"PK"));
}

#[test]
fn unknown_codes_families_and_outcomes_are_named() {
    let desk = henan();
    let panel = desk.panel();
    let panel = panel.to_str().expect("a path");
    for (flag, value) in [("--code", "ZZ999"), ("--family", "table"), ("--outcome", "wrong")] {
        let run = tongbi(["check", "--panel", panel, flag, value]).exits(2);
        assert!(run.err.contains(value), "{}", run.err);
    }
}
