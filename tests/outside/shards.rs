//! Shards: inputs read in parts, on one machine or many, are the panel that one load writes.

use crate::measures::{ALL_STATES, MAPPING, table};
use crate::panel::bytes_of;
use crate::support::{Desk, Run, small_disclosure, tongbi};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Loads one shard of the sources into a panel of its own.
fn load_shard(desk: &Desk, sources: &[PathBuf], shard: &str) -> (PathBuf, Run) {
    let panel = desk.path(&format!("part {}", shard.replace('/', " of ")));
    let mut arguments: Vec<OsString> = vec!["load".into()];
    arguments.extend(sources.iter().map(Into::into));
    arguments.extend(["--shard".into(), shard.into(), "--panel".into(), panel.clone().into()]);
    (panel, tongbi(arguments))
}

fn merge(parts: &[PathBuf], panel: &Path) -> Run {
    let mut arguments: Vec<OsString> = vec!["merge".into()];
    arguments.extend(parts.iter().map(Into::into));
    arguments.extend(["--panel".into(), panel.into()]);
    tongbi(arguments)
}

#[track_caller]
fn are_equal(single: &BTreeMap<String, Vec<u8>>, merged: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(single.keys().collect::<Vec<_>>(), merged.keys().collect::<Vec<_>>());
    for (name, bytes) in single {
        assert!(*bytes == merged[name], "{name} is not what a single load writes");
    }
}

/// Four small disclosures, one of them twice under names of which one gives another phase, one that cannot be read, and
/// a mapped table.
fn small_inputs(desk: &Desk) -> Vec<PathBuf> {
    desk.write("in/甲市财政局2025年度部门预算.txt", small_disclosure("甲市财政局", 2025, "10.00"));
    desk.write("in/甲市财政局2024年度部门预算.txt", small_disclosure("甲市财政局", 2024, "9.00"));
    desk.write("in/乙市财政局2025年度部门预算.txt", small_disclosure("乙市财政局", 2025, "20.00"));
    desk.write("in/副本/乙市财政局2025年度部门预算.txt", small_disclosure("乙市财政局", 2025, "20.00"));
    desk.write("in/空2025.txt", "");
    desk.write("in/tables/mapping.toml", MAPPING);
    desk.write("in/tables/table0.csv", table(ALL_STATES));
    vec![desk.path("in")]
}

#[test]
fn three_shards_of_the_shipped_data_and_of_synthetic_disclosures_merge_into_the_bytes_of_a_single_load() {
    let desk = Desk::new();
    let sample = desk.path("sample");
    let mut arguments: Vec<OsString> = vec!["sample".into(), "-o".into(), sample.clone().into()];
    arguments.extend(["--departments", "3", "--years", "2024..2025"].map(OsString::from));
    tongbi(arguments).exits(0);
    let sources = [Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets"), sample];
    desk.load(&sources).exits(0);
    let parts: Vec<PathBuf> = ["1/3", "2/3", "3/3"]
        .map(|shard| {
            let (part, run) = load_shard(&desk, &sources, shard);
            run.exits(0);
            part
        })
        .to_vec();
    let merged = desk.path("merged");
    merge(&parts, &merged).exits(0);
    are_equal(&bytes_of(&desk.panel()), &bytes_of(&merged));
}

#[test]
fn shards_without_a_readable_input_and_a_document_published_twice_leave_no_trace_in_the_bytes() {
    let desk = Desk::new();
    let sources = small_inputs(&desk);
    desk.load(&sources).exits(3);
    for count in [2, 9] {
        let mut codes = Vec::new();
        let parts: Vec<PathBuf> = (1..=count)
            .map(|number| {
                let (part, run) = load_shard(&desk, &sources, &format!("{number}/{count}"));
                codes.push(run.code);
                part
            })
            .collect();
        assert_eq!(
            codes.iter().filter(|code| **code == Some(3)).count(),
            1,
            "the empty file is in one shard: {codes:?}"
        );
        assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), count - 1, "{codes:?}");
        let merged = desk.path(&format!("merged {count}"));
        merge(&parts, &merged).exits(0);
        are_equal(&bytes_of(&desk.panel()), &bytes_of(&merged));
    }
}

#[test]
fn merging_again_or_parts_that_overlap_changes_no_byte_and_says_so() {
    let desk = Desk::new();
    let sources = small_inputs(&desk);
    desk.load(&sources).exits(3);
    let single = bytes_of(&desk.panel());
    let (first, _) = load_shard(&desk, &sources, "1/2");
    let (second, _) = load_shard(&desk, &sources, "2/2");
    let merged = desk.path("merged");
    merge(&[first.clone(), second.clone()], &merged).exits(0);
    let again = merge(&[second.clone(), first.clone(), second.clone()], &merged).exits(0);
    assert!(again.out.contains("未改动"), "{}", again.out);
    are_equal(&single, &bytes_of(&merged));
    merge(&[first.clone(), second], &first).exits(0);
    are_equal(&single, &bytes_of(&first));
}

#[test]
fn a_document_that_changed_between_two_parts_counts_as_the_later_part_has_it() {
    let desk = Desk::new();
    let file = desk.write("甲市财政局2025.txt", small_disclosure("甲市财政局", 2025, "10.00"));
    let (old, _) = load_shard(&desk, std::slice::from_ref(&file), "1/1");
    desk.write("甲市财政局2025.txt", small_disclosure("甲市财政局", 2025, "11.00"));
    desk.load(&[&file]).exits(0);
    let merged = desk.path("merged");
    merge(&[old, desk.panel()], &merged).exits(0);
    are_equal(&bytes_of(&desk.panel()), &bytes_of(&merged));
}

#[test]
fn documents_of_two_parts_that_disagree_are_named_when_they_are_merged() {
    let desk = Desk::new();
    desk.write("in/1.txt", small_disclosure("甲市财政局", 2025, "10.00"));
    desk.write("in/2.txt", small_disclosure("甲市财政局", 2025, "12.00"));
    let parts = ["1/2", "2/2"].map(|shard| load_shard(&desk, &[desk.path("in")], shard).0);
    let run = merge(&parts, &desk.panel()).exits(0);
    for name in ["1.txt", "2.txt"] {
        assert!(run.err.lines().any(|line| line.contains(name) && line.contains("不一致")), "{name} in {}", run.err);
    }
}

#[test]
fn a_shard_that_is_none_is_refused_with_what_to_write() {
    let desk = Desk::new();
    let file = desk.write("甲市财政局2025.txt", small_disclosure("甲市财政局", 2025, "10.00"));
    for shard in ["0/3", "4/3", "a/b", "3", "1/0", "-1/3", "+1/3", "1/3/5", "", "1/99999999999999999999"] {
        let panel = desk.path("none");
        let arguments: [OsString; 5] = [
            "load".into(),
            file.clone().into(),
            format!("--shard={shard}").into(),
            "--panel".into(),
            panel.clone().into(),
        ];
        tongbi(arguments).exits(2).says_once(&["分片", "I/N", &format!("“{shard}”")]);
        assert!(!panel.exists());
    }
}

#[test]
fn what_is_no_panel_or_of_another_version_or_damaged_is_refused_by_its_name() {
    let desk = Desk::new();
    desk.load(&[desk.write("甲市财政局2025.txt", small_disclosure("甲市财政局", 2025, "10.00"))]).exits(0);
    let merged = desk.path("merged");
    let refused = |part: &str, words: &[&str]| {
        let mut all = vec![part];
        all.extend(words);
        merge(&[desk.panel(), desk.path(part)], &merged).exits(2).says_once(&all);
        assert!(!merged.exists(), "nothing is written");
    };
    refused("没有这里", &["没有面板"]);
    desk.write("别的/随笔.txt", "今天天气很好。");
    refused("别的", &["不是面板"]);
    desk.write("旧版/panel.json", r#"{"format_version":1,"counts":{},"total_magnitude_fen":"0","sha256":{}}"#);
    refused("旧版", &["版本是 1"]);
    desk.load(&[desk.path("甲市财政局2025.txt")]).exits(0);
    for (name, bytes) in bytes_of(&desk.panel()) {
        desk.write(&format!("坏了/{name}"), bytes);
    }
    desk.write("坏了/unread.parquet", "PAR1");
    refused("坏了", &["unread.parquet", "损坏"]);
}

#[test]
fn panels_in_which_nothing_could_be_read_do_not_become_a_panel() {
    let desk = Desk::new();
    desk.write("in/空2025.txt", "");
    let (part, run) = load_shard(&desk, &[desk.path("in")], "1/1");
    run.exits(3);
    merge(&[part], &desk.panel()).exits(2).says_once(&["没有一份读出"]);
    assert!(!desk.panel().exists());
}
