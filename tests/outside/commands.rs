//! The command line: every command, every output format, help in two languages, silence where nothing is to be said.

use crate::measures::{ALL_STATES, desk_of};
use crate::support::{Desk, Row, small_disclosure, tongbi};
use std::collections::BTreeSet;

/// A panel with one disclosure.
fn desk() -> Desk {
    let desk = Desk::new();
    let file = desk.write("甲市财政局2025.txt", small_disclosure("甲市财政局", 2025, "1,234.56"));
    desk.load(&[file]).exits(0);
    desk
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

#[test]
fn the_program_alone_says_what_to_do_next_in_chinese() {
    let run = tongbi::<&str>([]).exits(0);
    for expected in ["tongbi report", "tongbi load", "tongbi compare", "--help"] {
        assert!(run.out.contains(expected), "{expected} in {}", run.out);
    }
    assert!(is_chinese(&run.out) && run.err.is_empty());
}

/// The commands of the contract that exist, from the program's own help.
fn commands() -> Vec<String> {
    let help = tongbi(["--help"]).exits(0).out;
    let (_, list) = help.split_once("命令：").expect("a list of commands");
    list.lines()
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect()
}

#[test]
fn the_commands_of_the_contract_are_there() {
    let found: BTreeSet<String> = commands().into_iter().collect();
    for name in ["report", "load", "compare", "shares", "chart", "trace", "query", "list", "explain"] {
        assert!(found.contains(name), "{name} is missing from {found:?}");
    }
}

#[test]
fn help_has_no_english_heads_and_says_the_values_in_chinese() {
    for command in commands() {
        let help = tongbi([command.as_str(), "--help"]).exits(0).out;
        for english in ["Usage:", "Options:", "Arguments:", "Commands:", "[default", "[possible", "Print help"] {
            assert!(!help.contains(english), "{command}: {english} in {help}");
        }
        assert_eq!(tongbi(["help", command.as_str()]).exits(0).out, help, "tongbi help {command}");
    }
    let help = tongbi(["compare", "--help"]).exits(0).out;
    assert!(help.contains("（可用：table、csv、json、markdown）（默认：table）"), "{help}");
}

#[test]
fn every_help_line_is_bilingual() {
    for command in commands() {
        let help = tongbi([command.as_str(), "--help"]).exits(0).out;
        let (about, rest) = help.split_once("用法：").expect("a usage line");
        assert!(is_chinese(about) && about.contains(" / "), "{command}: {about}");
        let mut flags: Vec<String> = Vec::new();
        for line in rest.lines().skip_while(|line| !line.starts_with("选项：")).skip(1) {
            match flags.last_mut() {
                Some(last) if !line.trim_start().starts_with('-') => last.push_str(line),
                _ => flags.push(line.to_owned()),
            }
        }
        for flag in flags.iter().filter(|flag| !flag.contains("--help")) {
            assert!(is_chinese(flag) && flag.contains('/'), "{command}: {flag}");
        }
    }
}

#[test]
fn output_for_a_pipe_has_no_progress_and_no_colour() {
    let desk = Desk::new();
    let file = desk.write("甲市财政局2025.txt", small_disclosure("甲市财政局", 2025, "1.00"));
    let run = desk.load(&[file]).exits(0);
    assert!(run.err.is_empty(), "standard error is silent: {:?}", run.err);
    assert!(!run.out.contains('\u{1b}'));
    assert!(!desk.on_panel(&["compare"]).exits(0).out.contains('\u{1b}'));
}

#[test]
fn the_four_output_formats_say_the_same() {
    let desk = desk();
    let rows = desk.rows(&["compare"]);
    assert_eq!(rows.len(), 2);
    let csv = desk.on_panel(&["compare", "--format", "csv"]).exits(0).out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let heads = reader.headers().expect("a head").clone();
    for (record, row) in reader.records().zip(&rows) {
        for (head, field) in heads.iter().zip(&record.expect("a record")) {
            let value = match row.0.get(head) {
                None => panic!("{head} is not a key of the JSON"),
                Some(serde_json::Value::Null) => String::new(),
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            };
            assert_eq!(field, value, "{head}");
        }
    }
    for format in ["table", "markdown"] {
        let printed = desk.on_panel(&["compare", "--format", format]).exits(0).out;
        assert!(printed.contains("1,234.56") && printed.contains("甲市财政局"), "{printed}");
        assert!(printed.contains("万元"), "the unit is said: {printed}");
    }
}

#[test]
fn amounts_are_exact_in_every_unit() {
    let desk = desk();
    for (unit, expected) in [("yuan", "12,345,600.00"), ("wan", "1,234.56"), ("yi", "0.123456")] {
        let printed = desk.on_panel(&["compare", "--unit", unit]).exits(0).out;
        assert!(printed.contains(expected), "{unit}: {printed}");
    }
}

#[test]
fn results_are_written_to_the_file_that_is_asked_for() {
    let desk = desk();
    let file = desk.path("结果.json");
    let name = file.to_string_lossy();
    let printed = desk.on_panel(&["compare", "--format", "json"]).exits(0).out;
    let run = desk.on_panel(&["compare", "--format", "json", "-o", &name]).exits(0);
    assert!(run.out.is_empty());
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), printed);
}

#[test]
fn selections_keep_what_they_name_and_nothing_else() {
    let desk = desk_of(&[ALL_STATES, &[(2020, "乙厅", "2010101", 7_00), (2021, "乙厅", "2010101", 9_00)]]);
    let departments = |arguments: &[&str]| {
        let all = [&["compare"], arguments].concat();
        desk.rows(&all).iter().map(|row| row.text("department").to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(departments(&[]).len(), 2);
    assert_eq!(departments(&["--department", "乙"]), BTreeSet::from(["乙厅".to_owned()]));
    assert_eq!(departments(&["--department", "乙", "--department", "甲局"]).len(), 2);
    assert_eq!(departments(&["--region", "410000"]).len(), 2);
    assert_eq!(departments(&["--region", "河南省"]).len(), 2);
    desk.on_panel(&["compare", "--region", "110000"]).exits(2).says_once(&["--region 110000"]);
    let years = |arguments: &[&str]| {
        let all = [&["compare"], arguments].concat();
        desk.rows(&all).iter().filter_map(|row| row.number("fiscal_year")).collect::<BTreeSet<_>>()
    };
    assert_eq!(years(&["--years", "2021"]), BTreeSet::from([2021]));
    assert_eq!(years(&["--years", "2020..2021"]), BTreeSet::from([2020, 2021]));
    desk.on_panel(&["compare", "--phase", "executed"]).exits(2).says_once(&["--phase executed"]);
    let top = desk.rows(&["compare", "--by", "function", "--level", "item", "--top", "1", "--department", "甲局"]);
    assert_eq!(top.iter().map(|row| row.number("change_fen").map(i64::abs)).collect::<Vec<_>>(), [Some(50_00)]);
    let large = desk.rows(&["compare", "--by", "function", "--level", "item", "--min-change", "50", "--unit", "yuan"]);
    assert!(large.iter().all(|row| row.number("change_fen").is_some_and(|change| change.abs() >= 50_00)));
    assert_eq!(large.len(), 2, "2010101 and 2010102 of 甲局");
}

#[test]
fn a_year_range_keeps_the_year_before_as_a_base() {
    let desk = desk_of(&[ALL_STATES]);
    let rows = desk.rows(&["compare", "--by", "function", "--level", "item", "--years", "2021"]);
    let row = rows.iter().find(|row| row.text("code") == "2010101").expect("a row");
    assert_eq!((row.text("state"), row.number("base_fen")), ("increase", Some(100_00)), "2020 is in the panel");
}

#[test]
fn counting_the_facts_is_an_ordinary_query() {
    let desk = desk();
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM facts"), 6);
}

#[test]
fn a_query_that_begins_with_a_comment_is_a_query() {
    let desk = desk();
    let run = desk.on_panel(&["query", "-- 注释\nSELECT MAX(amount_fen) AS n FROM facts", "--format", "csv"]).exits(0);
    assert_eq!(run.out, "n\n12345600\n".replace("12345600", "1234560000"));
}

#[test]
fn the_catalogues_are_listed_with_unique_codes_and_explained() {
    for catalogue in ["measures", "forms", "formats"] {
        let listed = tongbi(["list", catalogue, "--format", "json"]).exits(0).out;
        let rows: Vec<Row> =
            serde_json::from_str::<Vec<serde_json::Value>>(&listed).expect("JSON").into_iter().map(Row).collect();
        assert!(rows.len() >= 5, "{catalogue}");
        for key in ["code", "name"] {
            let distinct: BTreeSet<&str> = rows.iter().map(|row| row.text(key)).collect();
            assert_eq!(distinct.len(), rows.len(), "{catalogue}: every {key} is unique");
        }
        for row in &rows {
            assert!(is_chinese(row.text("documentation")), "{:?} is documented in Chinese", row.0);
            let explained = tongbi(["explain", row.text("code")]).exits(0).out;
            assert!(explained.contains(row.text("name")) && explained.contains(row.text("documentation")));
        }
    }
}

#[test]
fn explain_prints_a_measure_s_sql_as_it_is_run() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/measures");
    let mut measures = 0;
    for entry in std::fs::read_dir(folder).expect("the measures").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(code) = name.strip_suffix(".sql") {
            let sql = std::fs::read_to_string(entry.path()).expect("a measure");
            let explained = tongbi(["explain", code]).exits(0).out;
            assert!(explained.contains(sql.trim_end()), "{code}");
            measures += 1;
        }
    }
    assert!(measures >= 7);
}

#[test]
fn measures_keep_to_the_dialect_that_every_engine_takes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/measures");
    let forbidden = [
        "QUALIFY",
        "MEDIAN",
        "AS DOUBLE)",
        "GROUPING SETS",
        "ROLLUP",
        "LATERAL",
        "RECURSIVE",
        "FULL JOIN",
        "FULL OUTER",
        "NTILE",
        "PERCENT_RANK",
        "PERCENTILE",
        "EXISTS",
        "SELECT *",
        "ROUND(",
        "SIGN(",
        "MOD(",
        " / ",
    ];
    for entry in std::fs::read_dir(folder).expect("the measures").flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "sql") {
            let sql = std::fs::read_to_string(entry.path()).expect("a measure");
            let code: String =
                sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
            for word in forbidden {
                assert!(!code.to_uppercase().contains(word), "{word} in {}", entry.path().display());
            }
            assert!(sql.starts_with("--"), "{} says in Chinese what it computes", entry.path().display());
        }
    }
}

#[test]
fn every_computed_figure_leads_back_to_its_printed_text() {
    let desk = desk();
    for row in desk.rows(&["compare"]) {
        let id = row.number("fact_id").expect("one fact").to_string();
        let traced = desk.on_panel(&["trace", &id, "--format", "json"]).exits(0).out;
        let traced: serde_json::Value = serde_json::from_str(&traced).expect("JSON");
        assert_eq!(traced["printed"], "1,234.56");
        assert_eq!(traced["amount_fen"].as_i64(), row.number("amount_fen"));
        assert_eq!(traced["fact_id"].as_i64(), row.number("fact_id"));
        assert!(traced["line"].as_i64().is_some() && traced["column"].as_i64().is_some());
    }
}

#[test]
fn a_text_that_a_spreadsheet_would_run_is_quoted_in_csv() {
    let desk = Desk::new();
    desk.write("in/mapping.toml", crate::measures::MAPPING);
    desk.write("in/table0.csv", "year,department,code,item,amount\n2020,=1+1,2010101,@项,1\n");
    desk.load(&[desk.path("in")]).exits(0);
    let printed = desk.on_panel(&["query", "SELECT department, item FROM facts", "--format", "csv"]).exits(0).out;
    assert_eq!(printed, "department,item\n'=1+1,'@项\n");
}

#[test]
fn shell_completions_are_written_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(tongbi(["completions", shell]).exits(0).out.contains("compare"), "{shell}");
    }
}
