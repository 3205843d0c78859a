//! Rows of the panel as the typed records they were made from.

use super::read::Panel;
use super::{Cells, frame_error};
use crate::domain::{
    Amount, Body, DocumentId, FiscalYear, Flow, Form, FundSource, Locator, Money, MoneyUnit, Nature, Percent, Phase,
    RowLevel,
};
use crate::error::Result;
use crate::facts::headings::Heading;
use crate::facts::{BaseKind, Coordinates, Fact, Indicator, Statement, StatementKind, Unread};
use crate::tables::TableState;
use polars::prelude::*;

/// A document that was read, as `documents` describes it.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    /// The document.
    pub id: DocumentId,
    /// Path as given.
    pub file: String,
    /// `department`, `unit` or `table`.
    pub kind: String,
    /// Whose it is.
    pub body: Body,
    /// Of which year; `None` for tables of many years.
    pub year: Option<FiscalYear>,
    /// Phase.
    pub phase: Option<Phase>,
    /// Forms found, with their state.
    pub forms: Vec<(Form, TableState)>,
    /// Notes below blank tables.
    pub notes: Vec<(Form, String)>,
    /// Headings that say a year.
    pub headings: Vec<Heading>,
    /// Number of facts.
    pub facts: usize,
    /// Number of statements.
    pub statements: usize,
}

/// Everything taken from some documents.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// Figures of tables.
    pub facts: Vec<Fact>,
    /// Claims of the prose.
    pub statements: Vec<Statement>,
    /// Performance indicators.
    pub indicators: Vec<Indicator>,
    /// What was not understood.
    pub unread: Vec<Unread>,
}

/// All documents that were read.
///
/// # Errors
/// When the panel is damaged.
pub fn documents(panel: &Panel) -> Result<Vec<ReadDocument>> {
    let frame = collect(panel.documents()?.filter(col("status").eq(lit("read"))))?;
    let cells = Cells::of(&frame);
    Ok((0..frame.height()).map(|row| document(&cells, row)).collect())
}

/// Everything taken from the documents with these ids.
///
/// # Errors
/// When the panel is damaged.
pub fn of_documents(panel: &Panel, ids: &[DocumentId]) -> Result<Records> {
    let wanted = Series::new("wanted".into(), ids.iter().map(DocumentId::as_str).collect::<Vec<&str>>());
    let chosen =
        |frame: LazyFrame| collect(frame.filter(col("document_id").is_in(lit(wanted.clone()).implode(false), false)));
    Ok(Records {
        facts: rows(&chosen(panel.facts()?)?, fact),
        statements: rows(&chosen(panel.statements()?)?, statement),
        indicators: rows(&chosen(panel.indicators()?)?, indicator),
        unread: rows(&chosen(panel.unread()?)?, |cells, row| Some(unread(cells, row))),
    })
}

/// What tables imported by a mapping hold, as one document for each body, year and phase. Their forms are those that have
/// figures.
///
/// # Errors
/// When the panel is damaged.
pub fn imported(panel: &Panel) -> Result<Vec<ReadDocument>> {
    const KEYS: [&str; 8] =
        ["document_id", "region_code", "department_code", "department", "unit_code", "unit", "fiscal_year", "phase"];
    let tables = panel.documents()?.filter(col("kind").eq(lit("table")));
    let tables = tables.select([col("document_id"), col("file")]);
    let keys: Vec<Expr> = KEYS.iter().map(|key| col(*key)).chain([col("form")]).collect();
    let named: Vec<Expr> = KEYS.iter().map(|key| col(*key)).collect();
    let frame = panel
        .facts()?
        .select(&keys)
        .unique(None, UniqueKeepStrategy::Any)
        .inner_join(tables, col("document_id"), col("document_id"))
        .sort(KEYS.iter().copied().chain(["form"]).collect::<Vec<_>>(), SortMultipleOptions::default());
    let frame = collect(frame.group_by_stable(named).agg([col("file").first(), col("form")]))?;
    let cells = Cells::of(&frame);
    let forms = frame
        .column("form")
        .and_then(|column| column.list().cloned())
        .map_err(|error| frame_error("读取面板", error))?;
    Ok((0..frame.height()).map(|row| imported_document(&cells, &forms, row)).collect())
}

fn imported_document(cells: &Cells, forms: &ListChunked, row: usize) -> ReadDocument {
    let printed = forms.get_as_series(row).unwrap_or_default();
    let found = printed.str().map(|ids| ids.iter().flatten().filter_map(Form::from_id).collect::<Vec<Form>>());
    ReadDocument {
        id: DocumentId::from_stored(cells.text("document_id", row)),
        file: cells.text("file", row).to_owned(),
        kind: "table".to_owned(),
        body: body(cells, row),
        year: year(cells, "fiscal_year", row),
        phase: Phase::from_id(cells.text("phase", row)),
        forms: found.unwrap_or_default().into_iter().map(|form| (form, TableState::Whole)).collect(),
        notes: Vec::new(),
        headings: Vec::new(),
        facts: 0,
        statements: 0,
    }
}

/// The figures of one document of [`imported`].
///
/// # Errors
/// When the panel is damaged.
pub fn imported_of(panel: &Panel, document: &ReadDocument) -> Result<Records> {
    let is = |name: &str, value: &str| col(name).fill_null(lit("")).eq(lit(value.to_owned()));
    let body = &document.body;
    let mut wanted = is("document_id", document.id.as_str())
        .and(is("region_code", &body.region_code))
        .and(is("department_code", &body.department_code))
        .and(is("department", &body.department))
        .and(is("unit_code", &body.unit_code))
        .and(is("unit", &body.unit));
    if let (Some(year), Some(phase)) = (document.year, document.phase) {
        wanted = wanted.and(col("fiscal_year").eq(lit(year.get()))).and(is("phase", phase.id()));
    }
    Ok(Records { facts: rows(&collect(panel.facts()?.filter(wanted))?, fact), ..Records::default() })
}

fn collect(frame: LazyFrame) -> Result<DataFrame> {
    frame.collect().map_err(|error| frame_error("读取面板", error))
}

/// Rows that cannot be a record, which only a damaged panel has, are left out.
fn rows<Record>(frame: &DataFrame, read: impl Fn(&Cells, usize) -> Option<Record>) -> Vec<Record> {
    let cells = Cells::of(frame);
    (0..frame.height()).filter_map(|row| read(&cells, row)).collect()
}

fn document(cells: &Cells, row: usize) -> ReadDocument {
    let count = |name| usize::try_from(cells.integer(name, row)).unwrap_or_default();
    ReadDocument {
        id: DocumentId::from_stored(cells.text("document_id", row)),
        file: cells.text("file", row).to_owned(),
        kind: cells.text("kind", row).to_owned(),
        body: body(cells, row),
        year: year(cells, "fiscal_year", row),
        phase: Phase::from_id(cells.text("phase", row)),
        forms: cells.text("forms", row).split('、').filter_map(form_with_state).collect(),
        notes: cells.text("notes", row).lines().filter_map(form_with_note).collect(),
        headings: cells.text("headings", row).lines().filter_map(heading).collect(),
        facts: count("facts"),
        statements: count("statements"),
    }
}

fn form_with_state(text: &str) -> Option<(Form, TableState)> {
    let (name, state) = if let Some(name) = text.strip_suffix("（残）") {
        (name, TableState::Truncated)
    } else if let Some(name) = text.strip_suffix("（空）") {
        (name, TableState::Blank)
    } else {
        (text, TableState::Whole)
    };
    Form::ALL.iter().find(|form| form.name_zh() == name).map(|form| (*form, state))
}

fn form_with_note(line: &str) -> Option<(Form, String)> {
    let (id, note) = line.split_once(':')?;
    Form::from_id(id).map(|form| (form, note.to_owned()))
}

fn heading(line: &str) -> Option<Heading> {
    let mut parts = line.splitn(6, ' ');
    let mut number = || parts.next()?.parse::<u32>().ok();
    let (page, at, table, is_date, year) = (number()?, number()?, number()?, number()?, number()?);
    let place = |number: u32| (number > 0).then_some(number);
    Some(Heading {
        locator: Locator { page: place(page), line: place(at), table: place(table), ..Locator::default() },
        is_date: is_date == 1,
        year: FiscalYear::new(i32::try_from(year).ok()?)?,
        text: parts.next()?.to_owned(),
    })
}

fn body(cells: &Cells, row: usize) -> Body {
    let text = |name| cells.text(name, row).to_owned();
    Body {
        region_code: text("region_code"),
        department_code: text("department_code"),
        department: text("department"),
        unit_code: text("unit_code"),
        unit: text("unit"),
    }
}

fn year(cells: &Cells, name: &str, row: usize) -> Option<FiscalYear> {
    cells.small(name, row).and_then(|year| FiscalYear::new(i32::try_from(year).ok()?))
}

/// An amount from its three columns; `None` where nothing was printed.
fn amount(cells: &Cells, [value, unit, decimals]: [&str; 3], row: usize) -> Option<Amount> {
    let unit_fen = cells.integer(unit, row);
    let unit = MoneyUnit::ALL.iter().copied().find(|unit| unit.fen() == unit_fen)?;
    Some(Amount {
        value: Money::from_fen(cells.integer(value, row)),
        unit,
        decimals: cells.small(decimals, row).unwrap_or_default(),
    })
}

fn coordinates(cells: &Cells, row: usize) -> Coordinates {
    let text = |name| cells.text(name, row).to_owned();
    Coordinates {
        form: Form::from_id(cells.text("form", row)),
        flow: Flow::from_id(cells.text("flow", row)),
        fund: FundSource::from_id(cells.text("fund", row)).unwrap_or(FundSource::Unknown),
        nature: Nature::from_id(cells.text("nature", row)).unwrap_or(Nature::Total),
        function_code: text("function_code"),
        economic_code: text("economic_code"),
        government_economic_code: text("government_economic_code"),
        project_code: text("project_code"),
        project: text("project"),
        item: text("item"),
        level: RowLevel::from_id(cells.text("level", row)).unwrap_or(RowLevel::Leaf),
    }
}

fn fact(cells: &Cells, row: usize) -> Option<Fact> {
    Some(Fact {
        id: cells.integer("fact_id", row),
        document: DocumentId::from_stored(cells.text("document_id", row)),
        body: body(cells, row),
        year: year(cells, "fiscal_year", row)?,
        phase: Phase::from_id(cells.text("phase", row))?,
        coordinates: coordinates(cells, row),
        amount: amount(cells, ["amount_fen", "unit_fen", "decimals"], row)?,
        printed: cells.text("printed", row).to_owned(),
        locator: cells.locator(row),
    })
}

fn statement(cells: &Cells, row: usize) -> Option<Statement> {
    let text = |name| cells.text(name, row).to_owned();
    let base_kind = BaseKind::from_id(cells.text("base_kind", row));
    let base = amount(cells, ["base_fen", "base_unit_fen", "base_decimals"], row);
    Some(Statement {
        id: cells.integer("statement_id", row),
        document: DocumentId::from_stored(cells.text("document_id", row)),
        body: body(cells, row),
        year: year(cells, "fiscal_year", row)?,
        phase: Phase::from_id(cells.text("phase", row))?,
        kind: StatementKind::from_id(cells.text("kind", row))?,
        subject: text("subject"),
        coordinates: coordinates(cells, row),
        amount: amount(cells, ["amount_fen", "amount_unit_fen", "amount_decimals"], row),
        base_kind,
        base_year: year(cells, "base_year", row),
        base,
        change: amount(cells, ["change_fen", "change_unit_fen", "change_decimals"], row),
        rate: Percent::parse(cells.text("rate", row)),
        share: Percent::parse(cells.text("share", row)),
        share_of: text("share_of"),
        count: text("count"),
        count_unit: text("count_unit"),
        reason: text("reason"),
        text: text("text"),
        locator: cells.locator(row),
    })
}

fn indicator(cells: &Cells, row: usize) -> Option<Indicator> {
    let text = |name| cells.text(name, row).to_owned();
    Some(Indicator {
        id: cells.integer("indicator_id", row),
        document: DocumentId::from_stored(cells.text("document_id", row)),
        body: body(cells, row),
        year: year(cells, "fiscal_year", row)?,
        form: Form::from_id(cells.text("form", row))?,
        project_code: text("project_code"),
        project: text("project"),
        level1: text("level1"),
        level2: text("level2"),
        level3: text("level3"),
        comparator: text("comparator"),
        value: text("value"),
        unit: text("unit"),
        printed: text("printed"),
        locator: cells.locator(row),
    })
}

fn unread(cells: &Cells, row: usize) -> Unread {
    Unread {
        document: DocumentId::from_stored(cells.text("document_id", row)),
        locator: Locator { ..cells.locator(row) },
        text: cells.text("text", row).to_owned(),
        reason: cells.text("reason", row).to_owned(),
    }
}
