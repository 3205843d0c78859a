//! Table shapes as provinces print them, drawn as pictures, and the facts that must come of them.

mod budgets;
mod final_accounts;
mod layouts;
mod shapes;
mod units;

use super::Fact;
use crate::documents;
use crate::domain::Flow;
use crate::tables::{self, TableState};

/// A table drawn as text: cells between `|`, `^` is merged with the cell above, `<` with the cell on the left.
fn html_of_picture(picture: &str) -> String {
    let rows: Vec<Vec<&str>> =
        picture.trim_matches('\n').lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    let at = |row: usize, column: usize| rows.get(row).and_then(|row| row.get(column)).copied().unwrap_or("");
    let mut html = "<table>".to_owned();
    for (row, cells) in rows.iter().enumerate() {
        html.push_str("<tr>");
        for (column, text) in cells.iter().enumerate().filter(|(_, text)| !matches!(**text, "^" | "<")) {
            let wide = 1 + (column + 1..).take_while(|next| at(row, *next) == "<").count();
            let high = 1 + (row + 1..).take_while(|next| at(*next, column) == "^").count();
            html.push_str(&format!("<td rowspan={high} colspan={wide}>{text}</td>"));
        }
        html.push_str("</tr>");
    }
    html + "</table>"
}

/// A page: parts with `|` are pictures of tables, others paragraphs, one a line.
fn html_of(parts: &[&str]) -> String {
    let body: String = parts
        .iter()
        .map(|part| {
            if part.contains('|') {
                html_of_picture(part)
            } else {
                part.trim().lines().map(|line| format!("<p>{line}</p>")).collect()
            }
        })
        .collect();
    format!("<html><meta charset=utf-8><body>{body}</body></html>")
}

fn disclosure(parts: &[&str]) -> super::Disclosure {
    let document = documents::read(html_of(parts).as_bytes(), "html").expect("a page of the test");
    super::extract(&document, &tables::recognise(&document), "测试.html").expect("a disclosure")
}

/// Why a plain text is no disclosure.
fn refusal_of(text: &str) -> String {
    let document = documents::read(text.as_bytes(), "txt").expect("a text of the test");
    super::extract(&document, &tables::recognise(&document), "测试.txt").expect_err("no disclosure").to_string()
}

/// One line per row of a table: code and item, then for each figure what it is.
fn facts_of(parts: &[&str]) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut last = None;
    for fact in &disclosure(parts).extracted.facts {
        let key = (fact.locator.table, fact.locator.row, head_of(fact));
        if last.as_ref() != Some(&key) {
            lines.push(key.2.clone());
            last = Some(key);
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&figure_of(fact));
        }
    }
    lines.join("\n")
}

fn head_of(fact: &Fact) -> String {
    let of = &fact.coordinates;
    let codes: Vec<&str> = [
        &of.function_code,
        &of.economic_code,
        &of.government_economic_code,
        &of.project_code,
        &fact.body.unit_code,
        &of.project,
    ]
    .into_iter()
    .map(String::as_str)
    .filter(|code| !code.is_empty() && *code != of.item)
    .collect();
    let codes = if codes.is_empty() { String::new() } else { format!("{} ", codes.join("/")) };
    format!("{codes}{}", of.item)
}

fn figure_of(fact: &Fact) -> String {
    let of = &fact.coordinates;
    let flow = match of.flow {
        Some(Flow::Revenue) => "收",
        Some(Flow::Expenditure) => "支",
        Some(Flow::CarryoverIn) => "转入",
        Some(Flow::CarryoverOut) => "转出",
        None => "-",
    };
    format!(
        "; {flow} {} {} {} {} {}={}",
        of.fund.id(),
        of.nature.id(),
        of.level.id(),
        fact.year.get(),
        fact.phase.id(),
        fact.printed
    )
}

/// Table, place and reason of everything that was not read.
fn unread_of(parts: &[&str]) -> String {
    let disclosure = disclosure(parts);
    let lines: Vec<String> =
        disclosure.extracted.unread.iter().map(|unread| format!("{}：{}", unread.text, unread.reason)).collect();
    lines.join("\n")
}

fn states_of(parts: &[&str]) -> Vec<TableState> {
    disclosure(parts).forms.into_iter().map(|(_, state)| state).collect()
}

/// Compares listings; both are printed whole where they differ.
#[track_caller]
fn assert_facts(parts: &[&str], expected: &str) {
    let found = facts_of(parts);
    assert_eq!(found, expected.trim(), "\nfound:\n{found}\n");
}
