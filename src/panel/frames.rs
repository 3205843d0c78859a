//! Facts, statements, indicators, documents and unread texts as columns.

use super::frame_error;
use super::schema::{self, ColumnSchema, ColumnType};
use crate::domain::Locator;
use crate::error::Result;
use crate::facts::{Fact, Indicator, Statement, Unread};
use polars::prelude::*;

/// A row of `facts` with borrowed texts; an empty text means “not said” and is stored as null.
#[derive(Clone, Copy, Debug, Default)]
pub struct FactRow<'a> {
    /// See [`schema::FACTS`] for every field.
    pub fact_id: i64,
    /// Document.
    pub document_id: &'a str,
    /// Region.
    pub region_code: &'a str,
    /// Department's code.
    pub department_code: &'a str,
    /// Department.
    pub department: &'a str,
    /// Unit's code.
    pub unit_code: &'a str,
    /// Unit.
    pub unit: &'a str,
    /// Year.
    pub fiscal_year: i32,
    /// Phase.
    pub phase: &'a str,
    /// Form.
    pub form: &'a str,
    /// Flow.
    pub flow: &'a str,
    /// Fund.
    pub fund: &'a str,
    /// Nature.
    pub nature: &'a str,
    /// Functional code.
    pub function_code: &'a str,
    /// Departments' economic code.
    pub economic_code: &'a str,
    /// Government's economic code.
    pub government_economic_code: &'a str,
    /// Project code.
    pub project_code: &'a str,
    /// Project.
    pub project: &'a str,
    /// Label.
    pub item: &'a str,
    /// Level.
    pub level: &'a str,
    /// Amount in fen.
    pub amount_fen: i64,
    /// As printed.
    pub printed: &'a str,
    /// Unit in fen.
    pub unit_fen: i64,
    /// Decimals.
    pub decimals: u32,
    /// Place.
    pub locator: Locator,
}

impl<'a> From<&'a Fact> for FactRow<'a> {
    fn from(fact: &'a Fact) -> Self {
        let coordinates = &fact.coordinates;
        FactRow {
            fact_id: fact.id,
            document_id: fact.document.as_str(),
            region_code: &fact.body.region_code,
            department_code: &fact.body.department_code,
            department: &fact.body.department,
            unit_code: &fact.body.unit_code,
            unit: &fact.body.unit,
            fiscal_year: fact.year.get(),
            phase: fact.phase.id(),
            form: coordinates.form.map_or("", |form| form.id()),
            flow: coordinates.flow.map_or("", |flow| flow.id()),
            fund: coordinates.fund.id(),
            nature: coordinates.nature.id(),
            function_code: &coordinates.function_code,
            economic_code: &coordinates.economic_code,
            government_economic_code: &coordinates.government_economic_code,
            project_code: &coordinates.project_code,
            project: &coordinates.project,
            item: &coordinates.item,
            level: coordinates.level.id(),
            amount_fen: fact.amount.value.fen(),
            printed: &fact.printed,
            unit_fen: fact.amount.unit.fen(),
            decimals: fact.amount.decimals,
            locator: fact.locator,
        }
    }
}

/// Values of one column while it is built.
enum Values {
    Integer(PrimitiveChunkedBuilder<Int64Type>),
    Small(PrimitiveChunkedBuilder<Int32Type>),
    Text(Box<TextBuilder>),
    /// A column that nobody asked for.
    LeftOut,
}

/// Builds a column of texts that keeps each distinct text once: names, forms and codes are the same in row after row. Where
/// the first rows prove to be all different, as printed amounts are, they are just strung together.
struct TextBuilder {
    plain: Option<StringChunkedBuilder>,
    rows: usize,
    capacity: usize,
    name: PlSmallStr,
    /// Row → position in `distinct`; null for an empty text.
    positions: PrimitiveChunkedBuilder<IdxType>,
    distinct: StringChunkedBuilder,
    known: PlHashMap<Box<str>, IdxSize>,
    /// The last text, and its position; neighbours are often equal.
    last: String,
    last_position: IdxSize,
}

/// A column with so many different texts in fewer than twice as many rows is not worth knowing them by heart.
const MANY_DISTINCT: usize = 1024;

impl TextBuilder {
    fn new(name: &'static str, capacity: usize) -> Self {
        let name = PlSmallStr::from_static(name);
        TextBuilder {
            plain: None,
            rows: 0,
            capacity,
            positions: PrimitiveChunkedBuilder::new(name.clone(), capacity),
            distinct: StringChunkedBuilder::new(name.clone(), 0),
            name,
            known: PlHashMap::new(),
            last: String::new(),
            last_position: 0,
        }
    }

    /// An empty text is null.
    fn push(&mut self, value: &str) {
        if let Some(plain) = &mut self.plain {
            return plain.append_option(Some(value).filter(|value| !value.is_empty()));
        }
        self.rows += 1;
        if value.is_empty() {
            return self.positions.append_null();
        }
        if self.last == value {
            return self.positions.append_value(self.last_position);
        }
        let position = match self.known.get(value) {
            Some(position) => *position,
            None => {
                let position = self.known.len() as IdxSize;
                self.distinct.append_value(value);
                self.known.insert(value.into(), position);
                position
            }
        };
        if self.known.len() == MANY_DISTINCT && self.rows < 2 * MANY_DISTINCT {
            self.positions.append_value(position);
            self.string_together();
            return;
        }
        self.positions.append_value(position);
        self.last.clear();
        self.last.push_str(value);
        self.last_position = position;
    }

    /// Keeps each text of its own from now on.
    fn string_together(&mut self) {
        let name = self.name.clone();
        let positions = std::mem::replace(&mut self.positions, PrimitiveChunkedBuilder::new(name.clone(), 0)).finish();
        let distinct = std::mem::replace(&mut self.distinct, StringChunkedBuilder::new(name.clone(), 0)).finish();
        self.known.clear();
        let mut plain = StringChunkedBuilder::new(name, self.capacity.max(positions.len()));
        for position in positions.iter() {
            plain.append_option(position.and_then(|position| distinct.get(position as usize)));
        }
        self.plain = Some(plain);
    }

    fn finish(self) -> PolarsResult<Column> {
        if let Some(plain) = self.plain {
            return Ok(plain.finish().into_series().into_column());
        }
        let texts = self.distinct.finish().take(&self.positions.finish())?;
        Ok(texts.with_name(self.name).into_series().into_column())
    }
}

/// Builds a frame of a given schema row by row; values are given in the order of the schema.
pub(crate) struct TableBuilder {
    schema: &'static [ColumnSchema],
    columns: Vec<Values>,
    next: usize,
    rows: usize,
}

impl TableBuilder {
    pub(crate) fn new(schema: &'static [ColumnSchema], capacity: usize) -> Self {
        Self::of_columns(schema, capacity, |_| true)
    }

    /// Values are given for every column; those that are not wanted are dropped.
    fn of_columns(schema: &'static [ColumnSchema], capacity: usize, wanted: impl Fn(&str) -> bool) -> Self {
        let columns = schema
            .iter()
            .map(|column| match column.kind {
                _ if !wanted(column.name) => Values::LeftOut,
                ColumnType::Integer => Values::Integer(PrimitiveChunkedBuilder::new(column.name.into(), capacity)),
                ColumnType::SmallInteger => Values::Small(PrimitiveChunkedBuilder::new(column.name.into(), capacity)),
                ColumnType::Text => Values::Text(Box::new(TextBuilder::new(column.name, capacity))),
            })
            .collect();
        TableBuilder { schema, columns, next: 0, rows: 0 }
    }

    fn advance(&mut self) {
        self.next += 1;
        if self.next == self.columns.len() {
            self.next = 0;
            self.rows += 1;
        }
    }

    pub(crate) fn integer(&mut self, value: Option<i64>) -> &mut Self {
        debug_assert!(
            matches!(self.columns[self.next], Values::Integer(_) | Values::LeftOut),
            "{}",
            self.schema[self.next].name
        );
        if let Some(Values::Integer(values)) = self.columns.get_mut(self.next) {
            values.append_option(value);
        }
        self.advance();
        self
    }

    pub(crate) fn small(&mut self, value: Option<i32>) -> &mut Self {
        debug_assert!(
            matches!(self.columns[self.next], Values::Small(_) | Values::LeftOut),
            "{}",
            self.schema[self.next].name
        );
        if let Some(Values::Small(values)) = self.columns.get_mut(self.next) {
            values.append_option(value);
        }
        self.advance();
        self
    }

    /// An empty text is null.
    pub(crate) fn text(&mut self, value: &str) -> &mut Self {
        debug_assert!(
            matches!(self.columns[self.next], Values::Text(_) | Values::LeftOut),
            "{}",
            self.schema[self.next].name
        );
        if let Some(Values::Text(values)) = self.columns.get_mut(self.next) {
            values.push(value);
        }
        self.advance();
        self
    }

    pub(crate) fn finish(self) -> Result<DataFrame> {
        let rows = self.rows;
        let columns = self
            .columns
            .into_iter()
            .filter_map(|values| match values {
                Values::Integer(builder) => Some(Ok(builder.finish().into_series().into_column())),
                Values::Small(builder) => Some(Ok(builder.finish().into_series().into_column())),
                Values::Text(builder) => Some(builder.finish()),
                Values::LeftOut => None,
            })
            .collect::<PolarsResult<Vec<Column>>>()
            .map_err(|error| frame_error("整理数据", error))?;
        DataFrame::new(rows, columns).map_err(|error| frame_error("整理数据", error))
    }
}

fn place(number: Option<u32>) -> Option<i32> {
    number.and_then(|number| i32::try_from(number).ok())
}

/// Builds the frame of `facts`; series ids are filled in when the panel is written.
pub struct FactsBuilder {
    table: TableBuilder,
}

impl FactsBuilder {
    /// A builder with room for so many rows.
    pub fn new(capacity: usize) -> Self {
        FactsBuilder { table: TableBuilder::new(schema::FACTS, capacity) }
    }

    /// A builder of only some of the columns, for facts that are computed with and not kept.
    pub fn of_columns(capacity: usize, columns: &[&str]) -> Self {
        FactsBuilder { table: TableBuilder::of_columns(schema::FACTS, capacity, |name| columns.contains(&name)) }
    }

    /// Adds a row.
    pub fn push(&mut self, row: &FactRow) {
        let table = &mut self.table;
        table.integer(Some(row.fact_id));
        for text in [row.document_id, row.region_code, row.department_code, row.department, row.unit_code, row.unit] {
            table.text(text);
        }
        table.small(Some(row.fiscal_year));
        for text in [
            row.phase,
            row.form,
            row.flow,
            row.fund,
            row.nature,
            row.function_code,
            row.economic_code,
            row.government_economic_code,
            row.project_code,
            row.project,
            row.item,
            row.level,
        ] {
            table.text(text);
        }
        table
            .integer(Some(row.amount_fen))
            .text(row.printed)
            .integer(Some(row.unit_fen))
            .small(place(Some(row.decimals)));
        let locator = row.locator;
        for number in [locator.page, locator.line, locator.table, locator.row, locator.column] {
            table.small(place(number));
        }
        for _ids_filled_in_when_written in 0..4 {
            table.integer(Some(0));
        }
    }

    /// The frame.
    ///
    /// # Errors
    /// When the frame library refuses the columns.
    pub fn finish(self) -> Result<DataFrame> {
        self.table.finish()
    }
}

/// One input and what became of it.
#[derive(Clone, Debug, Default)]
pub struct DocumentRecord {
    /// See [`schema::DOCUMENTS`] for every field.
    pub document_id: String,
    /// Path as given.
    pub file: String,
    /// Content hash.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Format.
    pub format: String,
    /// Encoding.
    pub encoding: String,
    /// Pages.
    pub pages: Option<u32>,
    /// Why it could not be read; empty when it was.
    pub failure: String,
    /// department, unit or table.
    pub kind: String,
    /// Region.
    pub region_code: String,
    /// Department's code.
    pub department_code: String,
    /// Department.
    pub department: String,
    /// Unit's code.
    pub unit_code: String,
    /// Unit.
    pub unit: String,
    /// Year.
    pub fiscal_year: Option<i32>,
    /// Phase.
    pub phase: String,
    /// What came from the file name.
    pub from_file_name: String,
    /// Forms found.
    pub forms: String,
    /// Notes below blank tables: form id, colon, note, one per line.
    pub notes: String,
    /// Headings that say a year: page, line, table, whether a date, year, text; one per line, 0 for none.
    pub headings: String,
    /// Number of facts.
    pub facts: usize,
    /// Number of statements.
    pub statements: usize,
    /// Number of indicators.
    pub indicators: usize,
    /// Number of unread texts.
    pub unread: usize,
    /// Sentences with an amount.
    pub sentences_with_amount: usize,
    /// Those understood.
    pub sentences_understood: usize,
}

/// Everything taken from a set of inputs, ready to be written.
#[derive(Clone, Debug)]
pub struct Batch {
    /// `facts`.
    pub facts: DataFrame,
    /// `statements`.
    pub statements: DataFrame,
    /// `indicators`.
    pub indicators: DataFrame,
    /// `documents`.
    pub documents: DataFrame,
    /// `unread`.
    pub unread: DataFrame,
}

impl Batch {
    /// Adds the rows of another batch.
    ///
    /// # Errors
    /// When the frame library refuses, which only rows of another schema can cause.
    pub fn append(&mut self, added: Batch) -> Result<()> {
        for (frame, added) in [
            (&mut self.facts, added.facts),
            (&mut self.statements, added.statements),
            (&mut self.indicators, added.indicators),
            (&mut self.documents, added.documents),
            (&mut self.unread, added.unread),
        ] {
            frame.vstack_mut_owned(added).map_err(|error| frame_error("合并数据", error))?;
        }
        Ok(())
    }
}

/// The frame of `statements`; series ids are filled in when the panel is written.
pub(crate) fn statements_frame(statements: &[Statement]) -> Result<DataFrame> {
    let mut table = TableBuilder::new(schema::STATEMENTS, statements.len());
    for statement in statements {
        push_statement(&mut table, statement);
    }
    table.finish()
}

fn push_statement(table: &mut TableBuilder, statement: &Statement) {
    let (body, coordinates) = (&statement.body, &statement.coordinates);
    table.integer(Some(statement.id)).text(statement.document.as_str());
    for text in [&body.region_code, &body.department_code, &body.department, &body.unit_code, &body.unit] {
        table.text(text);
    }
    table
        .small(Some(statement.year.get()))
        .text(statement.phase.id())
        .text(statement.kind.id())
        .text(&statement.subject);
    table.text(coordinates.form.map_or("", |form| form.id())).text(coordinates.flow.map_or("", |flow| flow.id()));
    table.text(coordinates.fund.id()).text(coordinates.nature.id());
    for text in [&coordinates.function_code, &coordinates.economic_code, &coordinates.project, &coordinates.item] {
        table.text(text);
    }
    table.text(coordinates.level.id());
    let (amount, change) = (statement.amount, statement.change);
    table.integer(amount.map(|amount| amount.value.fen())).integer(amount.map(|amount| amount.unit.fen()));
    table.small(amount.and_then(|amount| place(Some(amount.decimals))));
    table.text(statement.base_kind.map_or("", |kind| kind.id())).small(statement.base_year.map(|year| year.get()));
    let base = statement.base;
    table.integer(base.map(|base| base.value.fen())).integer(base.map(|base| base.unit.fen()));
    table.small(base.and_then(|base| place(Some(base.decimals)))).integer(change.map(|change| change.value.fen()));
    table.integer(change.map(|change| change.unit.fen())).small(change.and_then(|change| place(Some(change.decimals))));
    table.text(&statement.rate.map(|rate| rate.to_string()).unwrap_or_default());
    table.text(&statement.share.map(|share| share.to_string()).unwrap_or_default());
    for text in [&statement.share_of, &statement.count, &statement.count_unit, &statement.reason, &statement.text] {
        table.text(text);
    }
    table.small(place(statement.locator.page)).small(place(statement.locator.line)).integer(Some(0)).integer(Some(0));
}

/// The frame of `indicators`.
pub(crate) fn indicators_frame(indicators: &[Indicator]) -> Result<DataFrame> {
    let mut table = TableBuilder::new(schema::INDICATORS, indicators.len());
    for indicator in indicators {
        table.integer(Some(indicator.id)).text(indicator.document.as_str());
        for text in [&indicator.body.region_code, &indicator.body.department_code, &indicator.body.department] {
            table.text(text);
        }
        table.small(Some(indicator.year.get())).text(indicator.form.id());
        for text in [
            &indicator.project_code,
            &indicator.project,
            &indicator.level1,
            &indicator.level2,
            &indicator.level3,
            &indicator.comparator,
            &indicator.value,
            &indicator.unit,
            &indicator.printed,
        ] {
            table.text(text);
        }
        let locator = indicator.locator;
        for number in [locator.page, locator.line, locator.table, locator.row, locator.column] {
            table.small(place(number));
        }
    }
    table.finish()
}

/// The frame of `documents`.
pub(crate) fn documents_frame(records: &[DocumentRecord]) -> Result<DataFrame> {
    let mut table = TableBuilder::new(schema::DOCUMENTS, records.len());
    for record in records {
        table.text(&record.document_id).text(&record.file).text(&record.sha256);
        table
            .integer(i64::try_from(record.bytes).ok())
            .text(&record.format)
            .text(&record.encoding)
            .small(place(record.pages));
        table
            .text(if record.failure.is_empty() { "read" } else { "unreadable" })
            .text(&record.failure)
            .text(&record.kind);
        for text in [&record.region_code, &record.department_code, &record.department, &record.unit_code, &record.unit]
        {
            table.text(text);
        }
        table
            .small(record.fiscal_year)
            .text(&record.phase)
            .text(&record.from_file_name)
            .text(&record.forms)
            .text(&record.notes)
            .text(&record.headings);
        for count in [
            record.facts,
            record.statements,
            record.indicators,
            record.unread,
            record.sentences_with_amount,
            record.sentences_understood,
        ] {
            table.integer(i64::try_from(count).ok());
        }
    }
    table.finish()
}

/// The frame of `unread`, with the file of each document.
pub(crate) fn unread_frame(unread: &[(String, Unread)]) -> Result<DataFrame> {
    let mut table = TableBuilder::new(schema::UNREAD, unread.len());
    for (file, unread) in unread {
        table.text(unread.document.as_str()).text(file);
        let locator = unread.locator;
        for number in [locator.page, locator.line, locator.table, locator.row, locator.column] {
            table.small(place(number));
        }
        table.text(&unread.text).text(&unread.reason);
    }
    table.finish()
}
