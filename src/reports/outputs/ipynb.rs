//! A Jupyter notebook: the report's tables and pictures as outputs, and the SQL of every measure to be run again.

use super::{Output, failed};
use crate::error::Result;
use crate::reports::model::{Cell, ColumnFormat, MeasureQuery, Paragraph, Picture, Report, ReportTable};
use crate::reports::number_format;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

/// Jupyter.
pub const OUTPUT: Output = Output { name: "ipynb", extension: "ipynb", in_report: true, write };

/// Rows of one table; all are in the CSV that the cell reads.
const MOST_ROWS: usize = 200;

fn write(report: &Report, out: &mut dyn Write) -> Result<()> {
    let mut notebook = Notebook::default();
    notebook.markdown(&format!("# {}", plain(&report.title)));
    notebook.code(&preparation(report), Vec::new());
    for section in &report.sections {
        notebook.markdown(&section_text(&section.heading, &section.paragraphs));
        for picture in &section.pictures {
            notebook.picture(picture);
        }
        for table in &section.tables {
            notebook.table(table);
        }
    }
    if !report.queries.is_empty() {
        notebook.markdown(
            "## 指标的SQL\n\n每个指标是一个SQL文件，在面板的Parquet文件上用DuckDB原样运行，得到与tongbi相同的整数（金额单位：分）。\
             下面对面板里的全部数字逐行计算，列出最大的几行；上面各表先选定一种口径、归并到类，再运行同一SQL。",
        );
    }
    for query in &report.queries {
        notebook.measure(query);
    }
    let document = json!({
        "cells": notebook.cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": report.title,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    });
    serde_json::to_writer_pretty(&mut *out, &document).map_err(failed)?;
    writeln!(out).map_err(failed)
}

#[derive(Default)]
struct Notebook {
    cells: Vec<Value>,
    executed: u32,
}

impl Notebook {
    /// Ids are unique within the notebook and the same each time.
    fn id(&self) -> String {
        format!("cell-{:04}", self.cells.len() + 1)
    }

    fn markdown(&mut self, text: &str) {
        if !text.is_empty() {
            self.cells.push(json!({"cell_type": "markdown", "id": self.id(), "metadata": {}, "source": lines(text)}));
        }
    }

    /// A cell with what it gives: data by MIME type.
    fn code(&mut self, source: &str, results: Vec<Value>) {
        self.executed += 1;
        let outputs: Vec<Value> = results
            .into_iter()
            .map(|data| {
                json!({"output_type": "execute_result", "execution_count": self.executed, "data": data, "metadata": {}})
            })
            .collect();
        self.cells.push(json!({
            "cell_type": "code", "id": self.id(), "metadata": {}, "execution_count": self.executed,
            "source": lines(source), "outputs": outputs,
        }));
    }

    fn picture(&mut self, picture: &Picture) {
        let source = format!("Image(filename={})", quoted(&picture.path));
        let data =
            json!({"image/png": STANDARD.encode(&picture.png), "text/plain": [format!("图：{}", picture.caption)]});
        self.code(&source, vec![data]);
    }

    fn table(&mut self, table: &ReportTable) {
        let title = table.titled();
        if !title.is_empty() {
            self.markdown(&format!("**{}**", plain(&title)));
        }
        let (rows, remark) = table.first_rows(MOST_ROWS);
        let used: Vec<(usize, ColumnFormat, &str)> =
            table.used_columns().map(|(index, column, head)| (index, column.format, head)).collect();
        let columns: Vec<Value> = used
            .iter()
            .filter_map(|(index, _, head)| Some(json!([table.columns.get(*index)?.key, head, kind_of(table, *index)])))
            .collect();
        let source = format!(
            "read_table({}, {}, {}, {})",
            quoted(&format!("tables/{}.csv", table.name)),
            table.unit.fen(),
            rows.len(),
            Value::Array(columns)
        );
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                used.iter()
                    .map(|(index, ..)| number_format::cell(row.cells.get(*index).unwrap_or(&Cell::Blank), table.unit))
                    .collect()
            })
            .collect();
        let heads: Vec<(&str, bool)> =
            used.iter().map(|(_, format, head)| (*head, *format == ColumnFormat::Number)).collect();
        self.code(&source, vec![data_of(&heads, &cells)]);
        let notes: Vec<String> = table.notes.iter().chain(&remark).map(|note| format!("注：{}", plain(note))).collect();
        self.markdown(&notes.join("\n\n"));
    }

    fn measure(&mut self, query: &MeasureQuery) {
        self.markdown(&format!("### {}（{}）\n\n{}", plain(&query.name_zh), query.name, plain(&query.documentation)));
        self.code(&format!("measure(\"{}\", r\"\"\"\n{}\n\"\"\")", query.name, query.sql.trim_end()), Vec::new());
        let table = &query.result;
        let heads: Vec<(&str, bool)> =
            table.printed_columns().map(|(_, column, head)| (head, column.format == ColumnFormat::Number)).collect();
        let cells: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| number_format::cell(cell, table.unit).replace('−', "-")).collect())
            .collect();
        self.code(&format!("show(r\"\"\"\n{}\n\"\"\")", query.excerpt), vec![data_of(&heads, &cells)]);
    }
}

/// How the cells of a column are printed.
fn kind_of(table: &ReportTable, index: usize) -> &'static str {
    if table.columns.get(index).is_some_and(|column| column.key == "outcome") {
        return "outcome";
    }
    let first = table.rows.iter().filter_map(|row| row.cells.get(index)).find(|cell| **cell != Cell::Blank);
    match first {
        Some(Cell::Money(_)) => "money",
        Some(Cell::Change(_)) => "change",
        Some(Cell::SignedDecimal(_)) => "signed",
        Some(Cell::Decimal(_) | Cell::Integer(_)) => "number",
        Some(Cell::Term(..)) => "term",
        _ => "text",
    }
}

/// The Chinese names of the identifiers in each column.
fn terms(report: &Report) -> Value {
    let mut terms: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for table in report.tables() {
        for row in &table.rows {
            for (column, cell) in table.columns.iter().zip(&row.cells) {
                if let (Cell::Term(id, name), true) = (cell, column.head.is_some()) {
                    terms.entry(&column.key).or_default().entry(id).or_insert(name);
                }
            }
        }
    }
    json!(terms)
}

/// A table as HTML and as text.
fn data_of(heads: &[(&str, bool)], rows: &[Vec<String>]) -> Value {
    let mut html = String::from("<table>\n<thead><tr>");
    let align = |number: bool| if number { " style=\"text-align:right\"" } else { " style=\"text-align:left\"" };
    for (head, number) in heads {
        let _ = write!(html, "<th{}>{}</th>", align(*number), escaped(head));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    let mut text = heads.iter().map(|(head, _)| *head).collect::<Vec<_>>().join("\t");
    for row in rows {
        html.push_str("<tr>");
        for (cell, (_, number)) in row.iter().zip(heads) {
            let _ = write!(html, "<td{}>{}</td>", align(*number), escaped(cell));
        }
        html.push_str("</tr>\n");
        text.push('\n');
        text.push_str(&row.join("\t"));
    }
    html.push_str("</tbody>\n</table>");
    json!({"text/html": lines(&html), "text/plain": lines(&text)})
}

/// The first cell: opens the panel's Parquet files and says how results are shown.
fn preparation(report: &Report) -> String {
    PREPARATION
        .replace("PANEL_FOLDER", &quoted(&report.panel_path))
        .replace("TERMS_OF_COLUMNS", &terms(report).to_string())
}

/// Runs on Python's standard library and the package duckdb alone.
const PREPARATION: &str = r#"# 运行：pip install duckdb jupyter，在报告文件夹里打开本文件。
import csv, html
import duckdb
from IPython.display import Image

PANEL = PANEL_FOLDER.replace("'", "''")
database = duckdb.connect()
database.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet('{PANEL}/facts/*/*.parquet', hive_partitioning = true, hive_types = {{'fiscal_year': INTEGER}})")
for name in ["statements", "indicators"]:
    database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{PANEL}/{name}/{name}.parquet')")
for name in ["documents", "unread"]:
    database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{PANEL}/{name}.parquet')")

TERMS = TERMS_OF_COLUMNS

class Table:
    """Rows that Jupyter shows as a table."""
    def __init__(self, heads, rows):
        self.heads, self.rows = heads, rows
    def _repr_html_(self):
        def line(cells, tag):
            return "<tr>" + "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"
        return "<table>\n<thead>" + line(self.heads, "th") + "</thead>\n<tbody>\n" + "\n".join(line(row, "td") for row in self.rows) + "\n</tbody>\n</table>"
    def __repr__(self):
        return "\n".join("\t".join(str(cell) for cell in row) for row in [self.heads] + self.rows)

def show(sql):
    result = database.sql(sql)
    return Table(result.columns, [["" if cell is None else cell for cell in row] for row in result.fetchall()])

def measure(name, sql):
    database.execute(f"CREATE OR REPLACE VIEW {name} AS {sql}")

def money(fen, unit):
    """Exact: at least two decimals of the unit, more where the amount needs them."""
    sign, fen, most = ("−" if fen < 0 else ""), abs(fen), len(str(unit)) - 1
    fraction = str(fen % unit).zfill(most).rstrip("0").ljust(2, "0")
    return f"{sign}{fen // unit:,}.{fraction}"

def printed(row, key, kind, unit):
    text = row[key]
    if text == "":
        return ""
    if kind == "money" or kind == "change":
        plus = "+" if kind == "change" and int(text) > 0 else ""
        return plus + money(int(text), unit)
    if kind == "signed":
        whole, point, fraction = text.lstrip("-").partition(".")
        if not (whole + fraction).isdecimal():
            return text
        sign = "−" if text.startswith("-") else "+" if any(digit in "123456789" for digit in text) else ""
        return f"{sign}{int(whole):,}{point}{fraction}"
    if kind == "number":
        return text.replace("-", "−")
    if kind == "term":
        return TERMS[key].get(text, text)
    if kind == "outcome":
        return "疑点" if text == "breaks" and row["family"] == "outlier" else TERMS[key].get(text, text)
    return text[1:] if text[:1] == "'" and text[1:2] in set("=+-@\t\r") else text

def read_table(path, unit, most, columns):
    """The table of the report: CSV holds amounts in fen and English names."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:most]
    heads = [head for _, head, _ in columns]
    return Table(heads, [[printed(row, key, kind, unit) for key, _, kind in columns] for row in rows])"#;

fn section_text(heading: &str, paragraphs: &[Paragraph]) -> String {
    let mut text = String::new();
    if !heading.is_empty() {
        let _ = write!(text, "## {}", plain(heading));
    }
    for paragraph in paragraphs {
        let words = plain(paragraph.text());
        let _ = match paragraph {
            Paragraph::Heading(_) => write!(text, "\n\n### {words}"),
            Paragraph::Text(_) => write!(text, "\n\n{words}"),
            Paragraph::Point(_) => write!(text, "\n\n- {words}"),
        };
    }
    text
}

/// Text that Markdown reads as nothing but text.
fn plain(text: &str) -> String {
    super::markdown::escape(text).replace('$', "\\$")
}

/// A Python string.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// Lines as nbformat wants them: each with its line break but the last.
fn lines(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_owned).collect()
}
