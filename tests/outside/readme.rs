//! The READMEs say what the program says.

use crate::support::{Desk, PROGRAM};
use std::path::Path;
use std::process::Command;

#[test]
fn the_catalogue_tables_of_both_readmes_are_what_the_program_prints() {
    for catalogue in ["checks", "measures", "charts", "forms", "formats"] {
        let output = Command::new(PROGRAM)
            .args(["list", catalogue, "--format", "markdown"])
            .output()
            .expect("the program starts");
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        for readme in ["README.md", "README.zh-CN.md"] {
            let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(readme)).expect(readme);
            let begin = format!("<!-- catalogue:{catalogue} -->");
            let end = format!("<!-- /catalogue:{catalogue} -->");
            let shown =
                text.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end)).map(|(table, _)| table.trim());
            assert_eq!(
                shown,
                Some(printed.trim()),
                "{readme}: paste the output of tongbi list {catalogue} --format markdown"
            );
        }
    }
}

/// What the README's main command writes on the shipped data, and what it must exit with.
#[test]
fn the_main_command_reports_the_shipped_data_without_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let datasets = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    let real = ["henan_2025", "jiangsu", "shanghai", "taiwan"].map(|folder| datasets.join(folder));
    let output =
        Command::new(PROGRAM).arg("report").args(&real).arg("-o").arg(&report).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let page = std::fs::read_to_string(report.join("report.html")).expect("report.html").replace("&#x2f;", "/");
    for sentence in ["增加36.15万元，增长3.42%", "江苏省高级人民法院", "出处"] {
        assert!(page.contains(sentence), "{sentence}");
    }
    for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(page.contains(&format!("id=\"{link}\"")), "the link #{link} leads nowhere");
    }
    let pictures: Vec<&str> = page.split("<img src=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(pictures.len() > 10, "{pictures:?}");
    for picture in pictures {
        assert!(picture.starts_with("data:image/"), "one file: pictures are inside the page, not beside it");
    }
}

#[test]
fn the_shipped_tables_are_taken_whole() {
    let datasets = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    for (folder, table) in [("jiangsu", "departments_2017_2019.csv"), ("shanghai", "departments_2024_2025.csv")] {
        let desk = Desk::new();
        desk.load(&[datasets.join(folder)]).exits(0);
        let text = std::fs::read_to_string(datasets.join(folder).join(table)).expect("a table that ships");
        let figures = desk.query("SELECT COUNT(fact_id) AS figures FROM facts")[0].number("figures");
        assert_eq!(figures, Some(text.lines().count() as i64 - 1), "{folder}");
        assert!(desk.query("SELECT reason FROM unread").is_empty(), "{folder}");
    }
}
