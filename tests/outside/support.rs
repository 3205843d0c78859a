//! What the tests share: running the program, a temporary folder to work in, the corpus where it is, rows of results.

use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_tongbi");

/// Longer than any run of these tests may take; a run that hangs fails instead of blocking the suite.
const PATIENCE: Duration = Duration::from_secs(120);

/// What one run of the program did.
#[derive(Debug)]
pub struct Run {
    /// Exit status; `None` where the program was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// The same run, which must have ended with this exit status.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "exit status; stdout:\n{}\nstderr:\n{}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "the program panicked:\n{}", self.err);
        self
    }

    /// The same run, on whose standard error exactly one line holds all these words.
    #[track_caller]
    pub fn says_once(self, words: &[&str]) -> Self {
        let lines = self.err.lines().filter(|line| words.iter().all(|word| line.contains(word))).count();
        assert_eq!(lines, 1, "lines with {words:?} on standard error:\n{}", self.err);
        self
    }

    /// The lines on standard error that begin with 错误.
    pub fn errors(&self) -> Vec<&str> {
        self.err.lines().filter(|line| line.starts_with("错误：")).collect()
    }
}

/// Runs the program.
pub fn tongbi<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Run {
    let output =
        assert_cmd::Command::new(PROGRAM).args(arguments).timeout(PATIENCE).output().expect("the program starts");
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A temporary folder with inputs and a panel in it.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    /// An empty one.
    pub fn new() -> Self {
        Desk { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The panel in it.
    pub fn panel(&self) -> PathBuf {
        self.path("panel")
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).expect("a folder");
        }
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// Loads sources into its panel.
    pub fn load<S: AsRef<OsStr>>(&self, sources: &[S]) -> Run {
        let mut arguments: Vec<&OsStr> = vec![OsStr::new("load")];
        arguments.extend(sources.iter().map(AsRef::as_ref));
        let panel = self.panel();
        arguments.extend([OsStr::new("--panel"), panel.as_os_str()]);
        tongbi(arguments)
    }

    /// Runs a command on its panel.
    pub fn on_panel(&self, arguments: &[&str]) -> Run {
        let panel = self.panel();
        let mut all: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
        all.extend([OsStr::new("--panel"), panel.as_os_str()]);
        tongbi(all)
    }

    /// The rows that a command on its panel prints as JSON.
    #[track_caller]
    pub fn rows(&self, arguments: &[&str]) -> Vec<Row> {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        let run = self.on_panel(&all).exits(0);
        let value: Value = serde_json::from_str(&run.out).expect("JSON");
        value.as_array().expect("an array").iter().map(|row| Row(row.clone())).collect()
    }

    /// The rows of a query over its panel.
    #[track_caller]
    pub fn query(&self, sql: &str) -> Vec<Row> {
        self.rows(&["query", sql])
    }

    /// The one number that a query answers.
    #[track_caller]
    pub fn number(&self, sql: &str) -> i64 {
        let rows = self.query(sql);
        let values = rows.first().and_then(|row| row.0.as_object()).expect("a row");
        values.values().next().and_then(Value::as_i64).unwrap_or_default()
    }
}

/// One row of a result.
#[derive(Clone, Debug)]
pub struct Row(pub Value);

impl Row {
    /// A text; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or("")
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Value::as_i64)
    }

    /// A decimal text in hundredths: `-3.42` is −342. The text must have exactly two decimals.
    #[track_caller]
    pub fn hundredths(&self, name: &str) -> Option<i64> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let (_, fraction) = text.split_once('.').expect("a decimal");
        assert_eq!(fraction.len(), 2, "{name} is printed with two decimals: {text}");
        Some(text.replace('.', "").parse().expect("a decimal"))
    }
}

/// 万元 as printed, in fen: `1,092.22` is 1 092 220 000. Written independently of the program.
#[track_caller]
pub fn wan(printed: &str) -> i64 {
    let plain = printed.replace(',', "");
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    assert!(fraction.len() <= 6, "finer than a fen: {printed}");
    format!("{whole}{fraction:0<6}").parse().expect("an amount")
}

/// The folder of the corpus, where it is; a plain message where it is not.
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("TONGBI_CORPUS")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    if folder.is_dir() {
        Some(folder)
    } else {
        println!("skipped: there is no corpus at {} (set TONGBI_CORPUS)", folder.display());
        None
    }
}

/// A text disclosure of one department and year: table 01 with one class of expenditure, in 万元.
pub fn small_disclosure(department: &str, year: i32, amount: &str) -> String {
    format!(
        "{department}\n{year}年度部门预算\n\n{year}年部门收支总体情况表\n\n预算01表\n单位：万元\n\n部门：{department}\n\n{year}年度\n\n\
         收入\t\t支出\t\n项目\t金额\t项目\t金额\n一、一般公共预算\t{amount}\t一、一般公共服务\t{amount}\n\
         本年收入合计\t{amount}\t本年支出合计\t{amount}\n上年结转结余\t\t年终结转结余\t\n收入总计\t{amount}\t支出总计\t{amount}\n"
    )
}
