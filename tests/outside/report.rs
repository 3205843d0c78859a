//! The report as its readers get it: the files of a folder, the three scopes, the page in a browser, the notebook in
//! Jupyter's own format.

use crate::support::{Desk, Run, small_disclosure, tongbi};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where chromium is; a plain message where it is not.
fn browser() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&paths).flat_map(|folder| names.map(|name| folder.join(name))).find(|path| path.exists());
    if found.is_none() {
        println!("skipped: there is no chromium on the path");
    }
    found
}

/// A desk with seven departments of two years, and a report on them.
fn reported(extra: &[&str]) -> (Desk, PathBuf, Run) {
    let desk = Desk::new();
    let amounts = [
        ("乙局", "90.00", "100.00"),
        ("甲局", "1,000.00", "1,200.50"),
        ("丙局", "20.00", "20.00"),
        ("丁局", "300.00", "250.00"),
        ("戊局", "5.00", "7.50"),
        ("己局", "66.00", "60.00"),
        ("庚局", "8.00", "9.00"),
    ];
    for (department, before, after) in amounts {
        desk.write(&format!("in/{department}2024.txt"), small_disclosure(&format!("某市{department}"), 2024, before));
        desk.write(&format!("in/{department}2025.txt"), small_disclosure(&format!("某市{department}"), 2025, after));
    }
    let folder = desk.path("report");
    let mut arguments = vec!["report".to_owned(), desk.path("in").display().to_string()];
    arguments.extend(["-o".to_owned(), folder.display().to_string()]);
    arguments.extend(extra.iter().map(|text| (*text).to_owned()));
    let run = tongbi(arguments);
    (desk, folder, run)
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_report_is_one_page_a_workbook_a_notebook_a_word_file_and_markdown() {
    let (_desk, folder, run) = reported(&[]);
    let run = run.exits(0);
    for name in ["report.html", "report.xlsx", "report.ipynb", "report.docx", "report.md"] {
        assert!(std::fs::metadata(folder.join(name)).is_ok_and(|file| file.len() > 1_000), "{name}");
        assert!(run.out.contains(name), "{name} is named: {}", run.out);
    }
    let page = text(&folder.join("report.html"));
    assert!(page.contains("2025年预算支出总计涉及部门7个：增加4个，减少2个，持平1个。"), "the first page counts");
    assert!(page.contains("增加最多的：某市甲局（200.50万元，增长20.05%）"), "and ranks");
}

#[test]
fn a_report_of_one_department_says_nothing_of_the_others() {
    let (_desk, folder, run) = reported(&["--department", "某市甲局"]);
    run.exits(0);
    let page = text(&folder.join("report.html"));
    assert!(page.contains("<h1>某市甲局2024—2025年预算比较报告</h1>"), "title");
    assert!(page.contains("某市甲局2025年预算收、支总计各1,200.50万元，均比上年增加200.50万元，增长20.05%。"));
    assert!(!page.contains("乙局"), "another department");
}

#[test]
fn a_report_on_a_department_that_is_not_there_says_how_to_find_one() {
    let (_desk, folder, run) = reported(&["--department", "辛局"]);
    run.exits(2).says_once(&["错误：没有符合条件的数字", "--department"]);
    assert!(!folder.join("report.html").exists());
}

#[test]
fn a_report_of_one_year_compares_with_the_year_before_and_lists_no_other() {
    let (desk, _, run) = reported(&[]);
    run.exits(0);
    let folder = desk.path("year");
    let panel = desk.path("report/panel");
    tongbi([
        "report".as_ref(),
        "--panel".as_ref(),
        panel.as_os_str(),
        "--years".as_ref(),
        "2025".as_ref(),
        "--unit".as_ref(),
        "yi".as_ref(),
        "-o".as_ref(),
        folder.as_os_str(),
    ])
    .exits(0);
    let page = text(&folder.join("report.html"));
    assert!(page.contains("<h1>7个部门2025年预算比较报告</h1>"), "title");
    assert!(page.contains("0.12005亿元"), "exact in 亿元");
    let notebook = text(&folder.join("report.ipynb"));
    assert!(notebook.contains("PANEL = \\\"../report/panel\\\""), "the panel is found from the report");
}

/// Appends a script to the page, opens it and returns what the script left in `#result`, and the console.
fn in_browser(browser: &Path, desk: &Desk, page: &str, width: u32, script: &str) -> (Value, String) {
    let page = page.replace(
        "</body>",
        &format!("<pre id=\"result\"></pre><script>document.getElementById('result').textContent = JSON.stringify((() => {{ {script} }})())</script></body>"),
    );
    let path = desk.write("browser.html", page);
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--dump-dom",
            "--virtual-time-budget=5000",
        ])
        .arg(format!("--window-size={width},900"))
        .arg(format!("--user-data-dir={}", desk.path("profile").display()))
        .arg(format!("file://{}", path.display()))
        .output()
        .expect("the browser starts");
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let result = dom.rsplit_once("<pre id=\"result\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let json = result.map(|(json, _)| json.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"));
    let console = String::from_utf8_lossy(&output.stderr).lines().filter(|line| line.contains("CONSOLE")).collect();
    (serde_json::from_str(&json.unwrap_or_default()).unwrap_or(Value::Null), console)
}

#[test]
fn in_a_browser_tables_sort_and_filter_and_figures_open_their_source() {
    let Some(browser) = browser() else { return };
    let (desk, folder, run) = reported(&[]);
    run.exits(0);
    let page = text(&folder.join("report.html"));
    let script = r#"
        const block = document.querySelector(".block"), table = block.querySelector("table");
        const heads = Array.from(table.tHead.rows[0].cells);
        const index = head => heads.findIndex(cell => cell.textContent.startsWith(head));
        const column = head => Array.from(table.tBodies[0].rows).filter(row => !row.hidden).map(row => row.cells[index(head)].textContent);
        const press = head => heads[index(head)].querySelector("[role=button]").click();
        const result = {};
        press("本年"); result.up = column("本年");
        press("本年"); result.down = column("本年");
        press("部门"); result.names = column("部门");
        const year = block.querySelector("select[aria-label='年度']");
        year.value = "2025"; year.dispatchEvent(new Event("change"));
        result.years = Array.from(new Set(column("年度")));
        const search = block.querySelector("input");
        search.value = "甲局"; search.dispatchEvent(new Event("input"));
        result.found = Array.from(new Set(column("部门")));
        result.count = block.querySelector(".count").textContent;
        const link = table.querySelector("tr:not([hidden]) td a");
        link.focus(); link.click();
        const panel = document.getElementById("source");
        result.panel = panel.textContent;
        result.focused = document.activeElement === panel;
        document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
        result.closed = panel.hidden && document.activeElement === link;
        return result;
    "#;
    let (result, console) = in_browser(&browser, &desk, &page, 1280, script);
    assert_eq!(console, "", "the console stays empty");
    let column = |name: &str| -> Vec<f64> {
        let texts = result[name].as_array().expect("a column").iter().filter_map(Value::as_str);
        texts.map(|text| text.replace(',', "").parse().expect("a number")).collect()
    };
    let up = column("up");
    assert!(up.is_sorted() && up.first() < up.last(), "by number, not by text: {up:?}");
    assert!(column("down").is_sorted_by(|one, two| one >= two));
    let names: Vec<&str> = result["names"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
    // 丙 bǐng, 丁 dīng, 庚 gēng, 己 jǐ, 甲 jiǎ, 戊 wù, 乙 yǐ
    let mut order = names.clone();
    order.dedup();
    assert_eq!(
        order,
        ["某市丙局", "某市丁局", "某市庚局", "某市己局", "某市甲局", "某市戊局", "某市乙局"],
        "by pinyin"
    );
    assert_eq!(result["years"], serde_json::json!(["2025"]));
    assert_eq!(result["found"], serde_json::json!(["某市甲局"]));
    assert_eq!(result["count"], "显示2行，共28行");
    let panel = result["panel"].as_str().unwrap_or_default();
    for words in ["甲局2025.txt", "第", "1,200.50", "tongbi trace "] {
        assert!(panel.contains(words), "{words} in {panel}");
    }
    assert_eq!((&result["focused"], &result["closed"]), (&Value::Bool(true), &Value::Bool(true)));
}

#[test]
fn in_a_browser_no_text_is_cut_on_a_desk_or_on_a_telephone() {
    let Some(browser) = browser() else { return };
    let (desk, folder, run) = reported(&[]);
    run.exits(0);
    let page = text(&folder.join("report.html"));
    // What may be wider than the page scrolls in its own box; everything else stays inside.
    let script = r#"
        const wide = [];
        const limit = document.documentElement.clientWidth;
        for (const element of document.body.querySelectorAll("*")) {
            if (element.closest("table, script, aside")) continue;
            const box = element.getBoundingClientRect();
            if (box.width > 0 && box.right > limit + 1) wide.push(element.tagName + "." + element.className);
        }
        for (const cell of document.querySelectorAll("td, th, p, li, h1, h2, h3")) {
            if (cell.scrollWidth > cell.clientWidth + 1 && cell.clientWidth > 0) wide.push("cut: " + cell.textContent);
        }
        return { wide, body: document.documentElement.scrollWidth <= limit };
    "#;
    for width in [1280, 500] {
        let (result, console) = in_browser(&browser, &desk, &page, width, script);
        assert_eq!(result, serde_json::json!({"wide": [], "body": true}), "{width} pixels; {console}");
    }
    // Windows are no narrower than 500 pixels; a frame is.
    let told =
        page.replace("</body>", &format!("<script>parent.postMessage((() => {{ {script} }})(), '*')</script></body>"));
    desk.write("telephone.html", told);
    let outer = "<body><script>addEventListener('message', event => {
        document.getElementById('result').textContent = JSON.stringify(event.data); });</script>
        <iframe src=\"telephone.html\" style=\"width:390px;height:800px;border:0\"></iframe></body>";
    let (result, console) = in_browser(&browser, &desk, outer, 500, "return null");
    assert_eq!(result, serde_json::json!({"wide": [], "body": true}), "390 pixels; {console}");
}

#[test]
fn the_figure_behind_any_cell_of_the_tables_can_be_traced() {
    let (desk, folder, run) = reported(&[]);
    run.exits(0);
    let csv = text(&folder.join("tables/01_departments.csv"));
    let mut lines = csv.lines();
    let position = lines.next().and_then(|heads| heads.split(',').position(|head| head == "fact_id")).expect("fact_id");
    let id = lines.find_map(|line| line.split(',').nth(position)).expect("an id");
    let panel = desk.path("report/panel");
    let traced = tongbi(["trace".as_ref(), id.as_ref(), "--panel".as_ref(), panel.as_os_str()]).exits(0);
    for words in ["原文：", "文件：", "位置：", "由它算出："] {
        assert!(traced.out.contains(words), "{words} in {}", traced.out);
    }
}

/// Jupyter's own package checks the notebook, where there is a Python that has it.
#[test]
fn the_notebook_is_valid_for_jupyter_and_its_sql_gives_the_printed_rows_in_duckdb() {
    let python = std::env::var_os("TONGBI_PYTHON").unwrap_or_else(|| "python3".into());
    let has = |module: &str| {
        Command::new(&python)
            .args(["-c", &format!("import {module}")])
            .output()
            .is_ok_and(|output| output.status.success())
    };
    if !has("nbformat") || !has("duckdb") {
        println!("skipped: this Python has no nbformat or no duckdb (set TONGBI_PYTHON)");
        return;
    }
    // A disclosure with breaks, hints, what could not be tested, and years whose codes differ.
    let desk = Desk::new();
    let folder = desk.path("report");
    let datasets = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    let sources = ["henan_2025", "jiangsu"].map(|name| datasets.join(name).into_os_string());
    let output = ["-o".into(), folder.clone().into_os_string()];
    tongbi(std::iter::once("report".into()).chain(sources).chain(output)).exits(0);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notebook.py");
    let output =
        Command::new(&python).arg(&script).arg("report.ipynb").current_dir(&folder).output().expect("Python starts");
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{out}{}", String::from_utf8_lossy(&output.stderr));
    assert!(out.starts_with("valid; "), "{out}");
}
