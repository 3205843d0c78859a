//! Reads a text of one's own and writes what was read as rows of text, for the tests of the slots.

use super::{Context, read_narrative};
use crate::documents::Line;
use crate::domain::{Amount, Body, DocumentId, FiscalYear, Locator, Phase};
use crate::facts::{Statement, Unread};

/// Reads paragraphs, one a line, of a budget of 2025.
pub fn budget(text: &str) -> (Vec<Statement>, Vec<Unread>) {
    read(text, Phase::Approved, true)
}

/// Reads paragraphs, one a line, of final accounts of 2025.
pub fn accounts(text: &str) -> (Vec<Statement>, Vec<Unread>) {
    read(text, Phase::Executed, true)
}

/// Reads hard-wrapped lines of a budget of 2025.
pub fn wrapped(text: &str) -> (Vec<Statement>, Vec<Unread>) {
    read(text, Phase::Approved, false)
}

fn read(text: &str, phase: Phase, ends_paragraph: bool) -> (Vec<Statement>, Vec<Unread>) {
    let lines: Vec<Line> = text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty())
        .map(|(line, number)| Line {
            text: line.to_owned(),
            place: Locator { line: Some(number), ..Locator::default() },
            ends_paragraph,
        })
        .collect();
    let lines: Vec<&Line> = lines.iter().collect();
    let body = Body { department: "云山县档案馆".into(), ..Body::default() };
    let code_of = |name: &str| crate::domain::codebook::FUNCTIONAL.name_in_year(name, 2025).map(str::to_owned);
    let context = Context {
        document: &DocumentId::from_stored("0123456789abcdef"),
        body: &body,
        year: FiscalYear::new(2025).unwrap(),
        phase,
        function_code_of: &code_of,
    };
    let (statements, unread, _) = read_narrative(&lines, &context);
    (statements, unread)
}

/// What each statement claims, one a line.
pub fn claims((statements, _): &(Vec<Statement>, Vec<Unread>)) -> String {
    statements.iter().map(claim).collect::<Vec<_>>().join("\n")
}

fn claim(statement: &Statement) -> String {
    let mut row = vec![statement.kind.id().to_owned(), statement.subject.clone()];
    let mut add = |name: &str, value: Option<String>| row.extend(value.map(|value| format!("{name}{value}")));
    add("", statement.amount.map(amount));
    add("Δ", statement.change.map(amount));
    add("rate", statement.rate.map(|rate| rate.to_string()));
    add("vs ", statement.base_kind.map(|kind| kind.id().to_owned()));
    add("of ", statement.base_year.map(|year| year.to_string()));
    add("base", statement.base.map(amount));
    add("share", statement.share.map(|share| format!("{share}/{}", statement.share_of)));
    add("count", Some(format!("{}{}", statement.count, statement.count_unit)).filter(|count| !count.is_empty()));
    add("because ", Some(statement.reason.clone()).filter(|reason| !reason.is_empty()));
    row.join(" | ")
}

fn amount(amount: Amount) -> String {
    format!("{}{}", amount.value.in_unit(amount.unit, amount.decimals), amount.unit.name_zh())
}

/// Where each statement stands among the figures of the tables, one a line.
pub fn places((statements, _): &(Vec<Statement>, Vec<Unread>)) -> String {
    let place = |statement: &Statement| {
        let coordinates = &statement.coordinates;
        let form = coordinates.form.map_or("-", |form| form.id());
        let flow = coordinates.flow.map_or("-", |flow| flow.id());
        let codes = [coordinates.function_code.as_str(), coordinates.economic_code.as_str()].concat();
        let parts =
            [form, flow, coordinates.fund.id(), coordinates.nature.id(), coordinates.level.id(), codes.as_str()];
        format!("{}: {}", statement.subject, parts.join(" ").trim_end())
    };
    statements.iter().map(place).collect::<Vec<_>>().join("\n")
}

/// What was not understood, one a line.
pub fn gaps((_, unread): &(Vec<Statement>, Vec<Unread>)) -> String {
    unread.iter().map(|unread| format!("{}: {}", unread.reason, unread.text)).collect::<Vec<_>>().join("\n")
}
