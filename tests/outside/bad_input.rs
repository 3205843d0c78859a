//! Bad and hostile input: one clear Chinese message with file and place, the rest is done, the exit status of the contract.

use crate::measures::{MAPPING, table};
use crate::support::{Desk, PROGRAM, small_disclosure, tongbi};
use std::time::{Duration, Instant};

/// A desk with one readable disclosure.
fn desk_with_good() -> (Desk, std::path::PathBuf) {
    let desk = Desk::new();
    let good = desk.write("甲市财政局2025.txt", small_disclosure("甲市财政局", 2025, "10.00"));
    (desk, good)
}

/// The bad file alone is refused with status 2; beside a good one status is 3 and the good one is loaded.
#[track_caller]
fn is_refused(name: &str, content: &[u8], words: &[&str]) {
    let (desk, good) = desk_with_good();
    let bad = desk.write(name, content);
    let mut all = vec![name];
    all.extend(words);
    let alone = desk.load(&[&bad]).exits(2).says_once(&all);
    assert_eq!(alone.errors().len(), 1, "{}", alone.err);
    assert!(!desk.panel().exists(), "nothing was read, so there is no panel");
    let both = desk.load(&[&bad, &good]).exits(3).says_once(&all);
    assert_eq!(both.errors().len(), 1, "{}", both.err);
    assert!(both.out.contains("读出 1 份，未读出 1 份"), "{}", both.out);
    assert_eq!(desk.number("SELECT COUNT(fact_id) AS n FROM facts WHERE department = '甲市财政局'"), 6);
    let stored = desk.query("SELECT file, status, message FROM documents WHERE status = 'unreadable'");
    assert_eq!(stored.len(), 1);
    assert!(!stored[0].text("message").is_empty());
}

#[test]
fn a_missing_folder_is_named_and_the_rest_is_done() {
    let (desk, good) = desk_with_good();
    let missing = desk.path("没有这里");
    desk.load(&[&missing]).exits(2).says_once(&["没有这里", "没有这个文件或文件夹"]);
    let both = desk.load(&[&missing, &good]).exits(3).says_once(&["没有这里", "没有这个文件或文件夹"]);
    assert!(both.out.contains("读出 1 份"), "{}", both.out);
}

#[test]
fn a_glob_without_match_and_an_empty_folder_are_wrong_use() {
    let desk = Desk::new();
    desk.load(&[desk.path("*.pdf")]).exits(2).says_once(&["*.pdf"]);
    std::fs::create_dir(desk.path("空文件夹")).expect("a folder");
    let run = desk.load(&[desk.path("空文件夹")]).exits(2);
    assert!(!run.err.trim().is_empty(), "something is said");
}

#[test]
fn an_empty_file_is_named() {
    is_refused("空2025.txt", b"", &["文件是空的"]);
    is_refused("空2025.csv", b"", &["文件是空的"]);
}

#[test]
fn a_file_of_blanks_is_named() {
    is_refused("空白2025.txt", " \n\t\n　\n".as_bytes(), &["空白"]);
}

#[test]
fn a_binary_renamed_txt_is_named() {
    let noise: Vec<u8> = (0..40_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
    is_refused("程序2025.txt", &noise, &["不是可读的格式"]);
    is_refused("图片2025.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01", &["图片"]);
    is_refused("文档2025.txt", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0], &["另存为"]);
}

#[test]
fn a_pdf_and_an_office_file_cut_in_half_are_named() {
    is_refused("残2025.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R", &["PDF"]);
    is_refused("残2025.xlsx", b"PK\x03\x04\x14\0\0\0\x08\0", &[]);
    is_refused("残2025.docx", b"PK\x03\x04\x14\0\0\0\x08\0", &[]);
}

#[test]
fn a_text_without_any_year_is_named() {
    is_refused("部门预算.txt", small_disclosure("甲市财政局", 2025, "10.00").replace("2025", "").as_bytes(), &["年度"]);
}

#[test]
fn a_text_that_is_no_disclosure_is_named() {
    is_refused("随笔2025.txt", "今天天气很好。\n我们去公园。\n".as_bytes(), &["没有找到预算表"]);
}

#[test]
fn letters_for_a_number_are_noted_with_their_place_and_the_rest_is_read() {
    let (desk, _) = desk_with_good();
    let text =
        small_disclosure("乙市财政局", 2025, "10.00").replace("一、一般公共服务\t10.00", "一、一般公共服务\tabc");
    let line = text.lines().position(|line| line.contains("abc")).expect("a line") + 1;
    let file = desk.write("乙市财政局2025.txt", text);
    let run = desk.load(&[file]).exits(0).says_once(&["乙市财政局2025.txt", "abc"]);
    assert!(run.err.contains(&format!("第{line}行")) && run.err.contains("第4列"), "{}", run.err);
    assert_eq!(desk.number("SELECT COUNT(fact_id) AS n FROM facts"), 5);
    assert_eq!(desk.number("SELECT COUNT(reason) AS n FROM unread"), 1);
}

#[test]
fn an_amount_finer_than_a_fen_is_noted_with_its_place_and_never_rounded() {
    let (desk, _) = desk_with_good();
    let text =
        small_disclosure("乙市财政局", 2025, "10.00").replace("一、一般公共服务\t10.00", "一、一般公共服务\t9.9999999");
    let line = text.lines().position(|line| line.contains("9.9999999")).expect("a line") + 1;
    let file = desk.write("乙市财政局2025.txt", text);
    let run = desk.load(&[file]).exits(0).says_once(&["乙市财政局2025.txt", "9.9999999", "分"]);
    assert!(run.err.contains(&format!("第{line}行")), "{}", run.err);
    assert_eq!(desk.number("SELECT COUNT(fact_id) AS n FROM facts"), 5);
}

#[test]
fn two_documents_that_disagree_are_both_named_and_both_kept() {
    let (desk, good) = desk_with_good();
    let other = desk.write("另一份2025.txt", small_disclosure("甲市财政局", 2025, "12.00"));
    let run = desk.load(&[&good, &other]).exits(0);
    for name in ["甲市财政局2025.txt", "另一份2025.txt"] {
        assert!(run.err.lines().any(|line| line.contains(name) && line.contains("不一致")), "{name} in {}", run.err);
    }
    assert_eq!(desk.number("SELECT COUNT(fact_id) AS n FROM facts"), 12);
    for row in desk.rows(&["compare"]) {
        assert_eq!((row.text("state"), row.text("rate")), ("not_comparable", ""), "{:?}", row.0);
    }
}

/// Loads a mapped table and returns the run.
fn load_table(desk: &Desk, mapping: &str, csv: &str) -> crate::support::Run {
    desk.write("in/mapping.toml", mapping);
    desk.write("in/table0.csv", csv);
    desk.load(&[desk.path("in")])
}

#[test]
fn a_year_out_of_range_in_a_table_is_noted_with_its_row() {
    for year in ["1800", "20255", "第一年"] {
        let desk = Desk::new();
        let csv = format!(
            "year,department,code,item,amount\n2020,甲局,2010101,项,1\n{year},甲局,2010101,项,2\n2021,甲局,2010101,项,3\n"
        );
        let run = load_table(&desk, MAPPING, &csv).exits(0).says_once(&["table0.csv", "第3行", "年度"]);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
        assert_eq!(desk.number("SELECT COUNT(fact_id) AS n FROM facts"), 2, "{year}");
    }
}

#[test]
fn a_row_without_year_or_department_is_noted_with_its_row() {
    for row in [",甲局,2010101,项,2", "2020,,2010101,项,2"] {
        let desk = Desk::new();
        let csv = format!("year,department,code,item,amount\n2020,甲局,2010101,项,1\n{row}\n");
        load_table(&desk, MAPPING, &csv).exits(0).says_once(&["table0.csv", "第3行"]);
    }
}

#[test]
fn bad_amounts_in_a_table_are_noted_with_their_cell() {
    for amount in ["abc", "1.234", "1e5", "1,2,3.00", "99999999999999999999", "NaN", "１２３a", "--5"] {
        let desk = Desk::new();
        let csv =
            format!("year,department,code,item,amount\n2020,甲局,2010101,项,1\n2020,甲局,2010102,项,\"{amount}\"\n");
        load_table(&desk, MAPPING, &csv).exits(0).says_once(&["table0.csv", "第3行", "第5列"]);
        assert_eq!(desk.number("SELECT COUNT(fact_id) AS n FROM facts"), 1, "{amount}");
    }
}

#[test]
fn amounts_that_together_leave_64_bits_are_refused_not_wrapped() {
    let desk = Desk::new();
    let names: Vec<String> = (0..1000).map(|index| format!("第{index}局")).collect();
    let lines: Vec<crate::measures::Line> =
        names.iter().map(|name| (2020, name.as_str(), "2010101", 9_999_999_999_999_999)).collect();
    let csv = table(&lines);
    let run = load_table(&desk, MAPPING, &csv).exits(2);
    assert_eq!(run.errors().len(), 1, "{}", run.err);
    assert!(run.err.contains("64 位"), "{}", run.err);
    assert!(!desk.panel().exists());
}

#[test]
fn a_mapping_that_names_an_unknown_column_lists_the_columns_there_are() {
    let desk = Desk::new();
    let run = load_table(
        &desk,
        &MAPPING.replace("amount = \"amount\"", "amount = \"金额\""),
        &table(&[(2020, "甲局", "2010101", 1)]),
    );
    run.exits(2).says_once(&["table0.csv", "金额", "year、department"]);
}

#[test]
fn a_mapping_without_amount_or_with_an_unknown_field_is_explained() {
    let csv = table(&[(2020, "甲局", "2010101", 1)]);
    let without = MAPPING.replace("amount = \"amount\"\n", "");
    load_table(&Desk::new(), &without, &csv).exits(2).says_once(&["mapping.toml", "金额"]);
    let unknown = MAPPING.replace("item = \"item\"", "itme = \"item\"");
    load_table(&Desk::new(), &unknown, &csv).exits(2).says_once(&["mapping.toml", "itme"]);
    let broken = MAPPING.replace("[constants]", "[constants");
    load_table(&Desk::new(), &broken, &csv).exits(2).says_once(&["mapping.toml"]);
}

#[test]
fn a_mapping_beside_a_good_document_does_not_stop_it() {
    let (desk, good) = desk_with_good();
    desk.write("in/mapping.toml", MAPPING.replace("amount = \"amount\"\n", ""));
    desk.write("in/table0.csv", table(&[(2020, "甲局", "2010101", 1)]));
    let run = desk.load(&[desk.path("in/mapping.toml"), good]).exits(3).says_once(&["mapping.toml", "金额"]);
    assert_eq!(run.errors().len(), 1, "{}", run.err);
}

#[test]
fn a_mapping_given_by_flag_that_is_missing_is_wrong_use() {
    let (desk, good) = desk_with_good();
    let mapping = desk.path("无.toml");
    let run = tongbi([
        "load".as_ref(),
        good.as_os_str(),
        "--panel".as_ref(),
        desk.panel().as_os_str(),
        "--mapping".as_ref(),
        mapping.as_os_str(),
    ]);
    run.exits(2).says_once(&["无.toml", "映射文件"]);
}

#[test]
fn a_parquet_file_without_mapping_says_what_is_missing() {
    let (desk, good) = desk_with_good();
    desk.load(&[good]).exits(0);
    let bytes = std::fs::read(desk.path("panel/facts/fiscal_year=2025/facts.parquet")).expect("a file");
    is_refused("数据2025.parquet", &bytes, &["映射文件"]);
}

/// Files of a panel that are overwritten with rubbish.
const DAMAGES: [&str; 3] = ["panel.json", "facts/fiscal_year=2025/facts.parquet", "statements/statements.parquet"];

#[test]
fn the_message_about_a_damaged_panel_names_the_file() {
    for damage in DAMAGES {
        let (desk, good) = desk_with_good();
        desk.load(&[&good]).exits(0);
        std::fs::write(desk.panel().join(damage), "{ 残").expect("a file");
        let run = desk.on_panel(&["compare"]).exits(2);
        let name = damage.rsplit('/').next().unwrap_or(damage);
        assert!(run.err.contains(name), "{damage}: {}", run.err);
    }
}

#[test]
fn a_damaged_panel_is_one_message_of_every_command_and_never_overwritten() {
    for damage in DAMAGES {
        let (desk, good) = desk_with_good();
        desk.load(&[&good]).exits(0);
        std::fs::write(desk.panel().join(damage), "{ 残").expect("a file");
        for command in [
            &["compare"][..],
            &["query", "SELECT * FROM facts JOIN statements ON facts.series_id = statements.series_id"],
        ] {
            let run = desk.on_panel(command).exits(2);
            assert_eq!(run.errors().len(), 1, "{damage} {command:?}: {}", run.err);
        }
        desk.load(&[&good]).exits(2);
        assert_eq!(std::fs::read(desk.panel().join(damage)).expect("a file"), "{ 残".as_bytes());
    }
}

#[test]
fn a_panel_file_that_is_gone_is_named() {
    let (desk, good) = desk_with_good();
    desk.load(&[&good]).exits(0);
    std::fs::remove_file(desk.panel().join("unread.parquet")).expect("a file");
    desk.on_panel(&["query", "SELECT * FROM facts"]).exits(2).says_once(&["unread.parquet"]);
}

#[test]
fn a_folder_that_is_no_panel_is_never_written_to() {
    let (desk, good) = desk_with_good();
    desk.write("panel/重要.doc", "请勿删除");
    desk.load(&[good]).exits(2).says_once(&["panel", "不是面板"]);
    assert_eq!(std::fs::read(desk.path("panel/重要.doc")).expect("a file"), "请勿删除".as_bytes());
    desk.on_panel(&["compare"]).exits(2).says_once(&["不是面板"]);
}

#[test]
fn a_panel_that_is_not_there_says_how_to_make_one_and_leaves_no_file() {
    let desk = Desk::new();
    desk.on_panel(&["compare"]).exits(2).says_once(&["tongbi load"]);
    let left = std::fs::read_dir(desk.path("")).expect("the folder").count();
    assert_eq!(left, 0, "a lock or another file is left beside the panel that is not there");
}

#[test]
fn the_folder_around_a_panel_is_answered_with_the_panel_in_it() {
    let (desk, good) = desk_with_good();
    desk.load(&[good]).exits(0);
    let around = desk.path("");
    let run = tongbi(["compare".as_ref(), "--panel".as_ref(), around.as_os_str()]).exits(2);
    run.says_once(&["是不是 --panel", "panel"]);
}

#[test]
fn a_selection_that_fits_nothing_says_what_was_asked_and_what_there_is() {
    let (desk, good) = desk_with_good();
    desk.load(&[good]).exits(0);
    for command in ["compare", "shares", "why"] {
        let run = desk.on_panel(&[command, "--department", "甲市财正局", "--years", "2031"]).exits(2);
        assert!(run.out.is_empty(), "{command}: {}", run.out);
        run.says_once(&["--department 甲市财正局、--years 2031", "是不是 甲市财政局", "年度 2025"]);
    }
    desk.on_panel(&["compare", "--form", "procurement"]).exits(2).says_once(&["有的表：revenue_expenditure_summary"]);
}

#[test]
fn a_wrong_query_is_explained_in_chinese_with_the_nearest_name() {
    let (desk, good) = desk_with_good();
    desk.load(&[good]).exits(0);
    for (sql, cause) in [
        ("SELECT amount FROM facts", "错误：没有列 amount；是不是 amount_fen"),
        ("SELECT * FROM fact", "错误：没有表 fact；是不是 facts；可用的表：facts、statements"),
        ("SELECT nope(1) FROM facts", "错误：没有函数 nope"),
        ("SELEC 1", "错误：SQL 写得不对（引擎原话："),
    ] {
        desk.on_panel(&["query", sql]).exits(2).says_once(&[cause, "引擎原话"]);
    }
}

#[test]
#[cfg(unix)]
fn a_file_without_read_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let (desk, good) = desk_with_good();
    let locked = desk.write("锁2025.txt", small_disclosure("乙市财政局", 2025, "10.00"));
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).expect("permissions");
    if std::fs::read(&locked).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    desk.load(&[&locked, &good]).exits(3).says_once(&["锁2025.txt", "打不开"]);
}

#[test]
#[cfg(unix)]
fn a_link_to_nowhere_is_named() {
    let (desk, good) = desk_with_good();
    let link = desk.path("断2025.txt");
    std::os::unix::fs::symlink(desk.path("没有"), &link).expect("a link");
    desk.load(&[&link, &good]).exits(3).says_once(&["断2025.txt"]);
}

#[test]
#[cfg(unix)]
fn a_file_name_that_is_not_utf_8_is_read() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let folder = desk.path("in");
    std::fs::create_dir(&folder).expect("a folder");
    let name = std::ffi::OsStr::from_bytes(b"\xd4\xa4\xcb\xe32025.txt");
    std::fs::write(folder.join(name), small_disclosure("甲市财政局", 2025, "10.00")).expect("a file");
    desk.load(&[folder]).exits(0);
    assert_eq!(desk.number("SELECT COUNT(fact_id) AS n FROM facts"), 6);
}

/// Flag values that are wrong, with a word that the message must hold.
const WRONG_VALUES: &[(&[&str], &str)] = &[
    (&["compare", "--years", "2025..2019"], "2025..2019"),
    (&["compare", "--years", "去年"], "去年"),
    (&["compare", "--form", "表七"], "表七"),
    (&["compare", "--min-change", "很多"], "很多"),
    (&["compare", "--format", "xml"], "xml"),
    (&["compare", "--by", "颜色"], "颜色"),
    (&["compare", "--level", "目"], "目"),
    (&["compare", "--phase", "draft"], "draft"),
    (&["compare", "--unit", "亿"], "亿"),
    (&["compare", "--top", "-1"], "-1"),
    (&["compare", "--colour", "red"], "--colour"),
    (&["trace", "甲"], "甲"),
    (&["trace", "1"], "1"),
    (&["query", "SELEKT 1"], "SQL"),
    (&["query", "SELECT * FROM fact"], "fact"),
    (&["query", "SELECT nope FROM facts"], "nope"),
];

#[test]
fn wrong_flag_values_end_with_status_2_and_name_the_value() {
    let (desk, good) = desk_with_good();
    desk.load(&[good]).exits(0);
    for (arguments, word) in WRONG_VALUES {
        let run = desk.on_panel(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {} {}", run.out, run.err);
        assert!(run.err.contains(word), "{arguments:?} names {word}: {}", run.err);
        assert!(run.out.is_empty(), "{arguments:?} prints nothing on standard output: {}", run.out);
    }
    for arguments in [&["explain", "没有"][..], &["list", "没有"], &["没有"], &["load"]] {
        tongbi(arguments).exits(2);
    }
}

#[test]
fn wrong_flag_values_are_explained_in_chinese() {
    let (desk, good) = desk_with_good();
    desk.load(&[good]).exits(0);
    for (arguments, _) in WRONG_VALUES {
        let run = desk.on_panel(arguments);
        assert!(!run.err.contains("\nerror:") && !run.err.starts_with("error:"), "{arguments:?}: {}", run.err);
        assert_eq!(run.errors().len(), 1, "{arguments:?}: {}", run.err);
    }
}

#[test]
fn a_result_that_cannot_be_written_is_named() {
    let (desk, good) = desk_with_good();
    desk.load(&[good]).exits(0);
    let target = desk.path("没有/结果.csv");
    let target = target.to_string_lossy();
    desk.on_panel(&["compare", "--format", "csv", "-o", &target]).exits(2).says_once(&["结果.csv"]);
}

/// Loads hostile content and demands an end in bounded time, without a panic inside, with a status of the contract.
#[track_caller]
fn survives(name: &str, content: &[u8]) {
    let desk = Desk::new();
    let file = desk.write(name, content);
    let start = Instant::now();
    let run = desk.load(&[file]);
    let took = start.elapsed();
    assert!(matches!(run.code, Some(0 | 2 | 3)), "{name}: {:?} {}", run.code, run.err);
    let inside = run.err.contains("panicked") || run.err.contains("程序内部出错");
    assert!(!inside, "{name}: {}", run.err.chars().take(2000).collect::<String>());
    assert!(took < Duration::from_secs(30), "{name} took {took:?}");
    assert!(run.err.len() < 100_000, "{name}: the message is {} bytes long", run.err.len());
}

/// A disclosure into whose middle something hostile is put.
fn with_inside(hostile: &[u8]) -> Vec<u8> {
    let text = small_disclosure("甲市财政局", 2025, "10.00");
    let (before, after) = text.split_at(text.find("收入\t").expect("the table"));
    [before.as_bytes(), hostile, b"\n", after.as_bytes()].concat()
}

#[test]
fn a_very_long_line_is_survived() {
    survives("长行2025.txt", &with_inside("预算支出1.5万元，".repeat(20_000).as_bytes()));
    survives("长行2025.txt", &with_inside("啊".repeat(1_000_000).as_bytes()));
    survives("长数2025.txt", &with_inside("9".repeat(1_000_000).as_bytes()));
}

#[test]
fn a_million_tabs_are_survived() {
    survives("制表符2025.txt", &with_inside("\t".repeat(1_000_000).as_bytes()));
    survives("制表符2025.txt", &with_inside("1\t".repeat(30_000).as_bytes()));
    survives("竖线2025.txt", &with_inside("|".repeat(1_000_000).as_bytes()));
    survives("逗号2025.csv", ",".repeat(1_000_000).as_bytes());
    survives("引号2025.csv", "\"".repeat(300_001).as_bytes());
}

/// One row of 20 000 cells makes each of 20 000 rows as wide: 400 million cells, refused in csv and xlsx.
#[test]
#[cfg(unix)]
fn a_table_with_one_very_wide_row_stays_within_four_gigabytes() {
    let desk = Desk::new();
    let ragged = format!("{}\n{}", "\t".repeat(20_000), "1\t2\n".repeat(20_000));
    let file = desk.write("参差2025.txt", with_inside(ragged.as_bytes()));
    let output = assert_cmd::Command::new("sh")
        .args(["-c", "ulimit -v 4000000; exec \"$@\"", "sh", PROGRAM, "load"])
        .arg(file)
        .arg("--panel")
        .arg(desk.panel())
        .timeout(Duration::from_secs(60))
        .output()
        .expect("the program starts");
    assert!(matches!(output.status.code(), Some(0 | 2)), "{:?}", output.status);
}

#[test]
fn deep_nesting_is_survived() {
    survives("编号2025.txt", &with_inside("1.".repeat(200_000).as_bytes()));
    survives("括号2025.txt", &with_inside("（".repeat(200_000).as_bytes()));
    survives("括号2025.txt", &with_inside(format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000)).as_bytes()));
    survives("其中2025.txt", &with_inside("其中：".repeat(100_000).as_bytes()));
    survives("汉字2025.txt", &with_inside("一百".repeat(200_000).as_bytes()));
    survives("网页2025.html", format!("<html>{}", "<table><tr><td>".repeat(3_000)).as_bytes());
}

#[test]
fn nul_bytes_and_invalid_utf_8_are_survived() {
    survives("零2025.txt", &with_inside(&[0; 5_000]));
    survives("零2025.txt", &with_inside(b"10\0.00"));
    survives("代理2025.txt", &with_inside(&[0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80]));
    survives("乱码2025.txt", &with_inside(&[0xff, 0xfe, 0xfd, 0xc0, 0x80, 0xf5]));
    survives("半字2025.txt", &with_inside(&[0xe9, 0xa2]));
    survives("标记2025.txt", &[0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00, 0x01]);
    survives("标记2025.txt", &[0xef, 0xbb, 0xbf]);
}

#[test]
fn an_invalid_byte_in_the_middle_loses_no_figure_around_it() {
    let desk = Desk::new();
    let file = desk.write("甲市财政局2025.txt", with_inside("\u{feff}\u{202e}\u{0}".trim_end_matches('\0').as_bytes()));
    desk.load(&[file]).exits(0);
    assert_eq!(desk.number("SELECT COUNT(fact_id) AS n FROM facts"), 6);
}

#[test]
fn a_table_of_ten_thousand_rows_is_read_in_bounded_time() {
    let rows: String = (0..10_000).map(|index| format!("一、一般公共预算\t1.00\t项目{index}\t1.00\n")).collect();
    let text = small_disclosure("甲市财政局", 2025, "10.00");
    let (before, after) = text.split_at(text.find("本年收入合计").expect("the table"));
    survives("大表2025.txt", format!("{before}{rows}{after}").as_bytes());
}

#[test]
fn three_hundred_mutations_of_a_disclosure_cause_no_panic() {
    let desk = Desk::new();
    let prose = "\n一、收入支出预算总体情况说明\n\n甲市财政局2025年收入总计10.00万元，与上年相比，收、支总计各增加1.00万元，增长11.11%，其中：基本支出5.00万元，占50.00%。三公经费与上年持平。\n";
    let text = (small_disclosure("甲市财政局", 2025, "10.00") + prose).into_bytes();
    let mut seed = 7_u64;
    let mut next = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for index in 0..300 {
        let mut bytes = text.clone();
        for _ in 0..=next(12) {
            let at = next(bytes.len());
            match next(5) {
                0 => bytes[at] = next(256) as u8,
                1 => drop(bytes.drain(at..(at + 1 + next(40)).min(bytes.len()))),
                2 => {
                    let end = (at + 1 + next(60)).min(bytes.len());
                    let copy = bytes[at..end].to_vec();
                    let to = next(bytes.len());
                    bytes.splice(to..to, copy);
                }
                3 => bytes.insert(at, [b'\t', b'\n', b'-', b'.', b'%', b'(', b'0', b'9'][next(8)]),
                _ => bytes.truncate(at.max(1)),
            }
            if bytes.is_empty() {
                bytes.push(b'1');
            }
        }
        desk.write(&format!("in/{index}年2025.txt"), bytes);
    }
    let start = Instant::now();
    let run = desk.load(&[desk.path("in")]);
    assert!(matches!(run.code, Some(0 | 3)), "{:?} {}", run.code, run.err);
    let inside: Vec<&str> =
        run.err.lines().filter(|line| line.contains("panicked") || line.contains("程序内部出错")).collect();
    assert!(inside.is_empty(), "{inside:#?}");
    assert!(start.elapsed() < Duration::from_secs(60));
    assert_eq!(desk.number("SELECT COUNT(file) AS n FROM documents"), 300, "every input has a record");
}

#[test]
#[cfg(unix)]
fn a_pipe_or_a_device_in_place_of_a_file_does_not_hang() {
    let desk = Desk::new();
    let pipe = desk.path("管道2025.txt");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success());
    if !made {
        println!("skipped: no mkfifo");
        return;
    }
    let output = assert_cmd::Command::new(PROGRAM)
        .arg("load")
        .arg(&pipe)
        .arg("--panel")
        .arg(desk.panel())
        .timeout(Duration::from_secs(5))
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2), "a pipe is refused at once");
}
