//! Tables that people already have: CSV and Parquet exports with any columns, through a small mapping file (TOML).
//!
//! ```toml
//! name = "台湾中央政府总预算"
//! source = "https://…"
//! files = ["tw*ap.csv"]               # beside the mapping file; globs
//!
//! [columns]                            # our column = theirs
//! year = "year"
//! department = "depname"
//! department_code = { column = "code", skip = 2, first = 4 }   # the third to the sixth character
//! item = ["depcat", "name"]            # several are joined with ·
//! function_code = "code"
//! amount = "amount"
//! flow = "kind"
//!
//! [constants]                          # the same for every row
//! money_unit = "元"
//! phase = "approved"
//! form = "expenditure_summary"
//! region_code = "710000"
//!
//! [values.flow]                        # their value = ours
//! R = "revenue"
//! E = "expenditure"
//!
//! [[filters]]                          # rows to keep or to drop
//! column = "kind"
//! keep = ["R", "E"]
//! ```

use super::frame_error;
use super::frames::{DocumentRecord, FactRow, FactsBuilder};
use crate::domain::identifier::{sha256_hex, stable_id};
use crate::domain::label::cleaned;
use crate::domain::{
    Amount, DocumentId, FiscalYear, Flow, Form, FundSource, Locator, MoneyUnit, Nature, Phase, RowLevel,
};
use crate::error::{Error, Result};
use crate::facts::Unread;
use polars::prelude::*;
use rayon::prelude::*;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A mapping file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the tables are, for reports.
    #[serde(default)]
    pub name: String,
    /// Where they come from, for reports.
    #[serde(default)]
    pub source: String,
    /// Which files, relative to the mapping file; globs.
    #[serde(default)]
    pub files: Vec<String>,
    columns: BTreeMap<String, ColumnSource>,
    #[serde(default)]
    constants: BTreeMap<String, String>,
    #[serde(default)]
    values: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    filters: Vec<Filter>,
}

/// Where a value comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum ColumnSource {
    Whole(String),
    Joined(Vec<String>),
    Part {
        column: String,
        /// Characters left out before.
        #[serde(default)]
        skip: usize,
        first: usize,
    },
}

/// Rows to keep or to drop by the value of one column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    column: String,
    #[serde(default)]
    keep: Vec<String>,
    #[serde(default)]
    drop: Vec<String>,
}

/// The commonest complaints of the TOML reader, in Chinese.
fn chinese_reason(message: &str) -> String {
    match message.split_once('`').and_then(|(before, rest)| Some((before.trim(), rest.split_once('`')?.0))) {
        Some(("unknown field", field)) => format!("不认识的字段“{field}”"),
        Some(("missing field", field)) => format!("缺少“{field}”一节"),
        _ => message.to_owned(),
    }
}

/// Our columns that a mapping may fill.
const FIELDS: &[&str] = &[
    "year",
    "region_code",
    "department_code",
    "department",
    "unit_code",
    "unit",
    "phase",
    "form",
    "flow",
    "fund",
    "nature",
    "function_code",
    "economic_code",
    "government_economic_code",
    "project_code",
    "project",
    "item",
    "level",
    "amount",
    "money_unit",
];

/// Fields whose values are from a vocabulary, and whether a value is one of it.
type Choice = (&'static str, fn(&str) -> bool);
const CHOICES: &[Choice] = &[
    ("phase", |value| Phase::from_id(value).is_some()),
    ("form", |value| Form::from_id(value).is_some()),
    ("flow", |value| Flow::from_id(value).is_some()),
    ("fund", |value| FundSource::from_id(value).is_some()),
    ("nature", |value| Nature::from_id(value).is_some()),
    ("level", |value| RowLevel::from_id(value).is_some()),
    ("money_unit", |value| MoneyUnit::from_id(value).or(MoneyUnit::from_name(value)).is_some()),
];

impl Mapping {
    /// Reads a mapping file's text.
    ///
    /// # Errors
    /// When it is no mapping, names unknown fields, or lacks year, department or amount.
    pub fn parse(text: &str) -> Result<Self> {
        let mapping: Mapping = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or(text).lines().count().max(1));
            Error::usage(format!("映射文件第 {line} 行附近写得不对：{}", chinese_reason(error.message())))
        })?;
        for field in mapping.columns.keys().chain(mapping.constants.keys()).chain(mapping.values.keys()) {
            if !FIELDS.contains(&field.as_str()) {
                return Err(Error::usage(format!("映射文件里有不认识的字段“{field}”；可用：{}", FIELDS.join("、"))));
            }
        }
        for (field, name) in [("year", "年度"), ("department", "部门"), ("amount", "金额")] {
            if !mapping.columns.contains_key(field) && !mapping.constants.contains_key(field) {
                return Err(Error::usage(format!("映射文件缺少{name}（{field}）：请在 [columns] 里写明它是哪一列")));
            }
        }
        for (field, of) in CHOICES {
            let constants = mapping.constants.get(*field).into_iter();
            for value in constants.chain(mapping.values.get(*field).into_iter().flat_map(BTreeMap::values)) {
                if !of(value) {
                    return Err(Error::usage(format!(
                        "映射文件里 {field} 的值“{value}”不可用；可用的见 README 的“映射文件”一节"
                    )));
                }
            }
        }
        Ok(mapping)
    }

    /// Whether a TOML text looks like a mapping file at all.
    pub fn is_mapping(text: &str) -> bool {
        text.lines().any(|line| line.trim().starts_with("[columns]"))
    }
}

/// A table that was imported.
pub struct Imported {
    /// Its facts; series ids are filled in when the panel is written.
    pub facts: DataFrame,
    /// Its record.
    pub record: DocumentRecord,
    /// Rows that could not be used.
    pub unread: Vec<Unread>,
}

/// Reads a CSV or Parquet file through a mapping.
///
/// # Errors
/// When the file is no table, or lacks a column that the mapping names.
pub fn import(bytes: Vec<u8>, extension: &str, mapping: &Mapping, mapping_text: &str) -> Result<Imported> {
    import_columns(bytes, extension, mapping, mapping_text, None)
}

/// The same with only some columns of `facts`, for figures that are computed with and not kept; `None` for all.
///
/// # Errors
/// The same as [`import`]'s.
pub fn import_columns(
    bytes: Vec<u8>,
    extension: &str,
    mapping: &Mapping,
    mapping_text: &str,
    columns: Option<&[&str]>,
) -> Result<Imported> {
    if bytes.is_empty() {
        return Err(Error::unreadable("文件是空的，没有内容可读"));
    }
    let sha256 = sha256_hex(&bytes);
    let document = DocumentId::of_bytes(format!("{sha256}{mapping_text}").as_bytes());
    let record = DocumentRecord {
        document_id: document.as_str().to_owned(),
        sha256,
        bytes: bytes.len() as u64,
        format: extension.to_owned(),
        kind: "table".to_owned(),
        ..DocumentRecord::default()
    };
    let importer = Importer { mapping, document, columns };
    if extension == "parquet" { importer.read_parquet(bytes, record) } else { importer.read_csv(&bytes, record) }
}

/// What the rows had in common.
#[derive(Default)]
struct Seen {
    departments: BTreeSet<String>,
    years: BTreeSet<i32>,
    forms: BTreeMap<&'static str, &'static str>,
    phases: BTreeSet<&'static str>,
}

/// How a field is found in a row: indices of columns with the characters to skip and to keep, or a constant.
enum Getter<'m> {
    Columns(Vec<usize>, Option<(usize, usize)>),
    Constant(&'m str),
    Absent,
}

/// One of our fields, as one file fills it.
struct Slot<'m> {
    getter: Getter<'m>,
    /// Their value → ours.
    values: Option<&'m BTreeMap<String, String>>,
}

impl Slot<'_> {
    /// The value in a row, cleaned and translated by `[values.…]`.
    fn value<'r>(&'r self, cell: &impl Fn(usize) -> &'r str) -> Cow<'r, str> {
        let raw = match &self.getter {
            Getter::Columns(indices, None) if indices.len() == 1 => {
                indices.first().map_or(Cow::Borrowed(""), |&index| cleaned(cell(index)))
            }
            Getter::Columns(indices, part) => {
                let parts: Vec<Cow<str>> =
                    indices.iter().map(|&index| cleaned(cell(index))).filter(|part| !part.is_empty()).collect();
                let joined = parts.join("·");
                let (skip, first) = part.unwrap_or((0, usize::MAX));
                Cow::Owned(joined.chars().skip(skip).take(first).collect())
            }
            Getter::Constant(constant) => Cow::Borrowed(*constant),
            Getter::Absent => Cow::Borrowed(""),
        };
        match self.values.and_then(|values| values.get(raw.as_ref())) {
            Some(translated) => Cow::Borrowed(translated),
            None => raw,
        }
    }

    /// The first column it is read from, counted from 1.
    fn column(&self) -> Option<u32> {
        match &self.getter {
            Getter::Columns(indices, _) => indices.first().and_then(|index| u32::try_from(index + 1).ok()),
            _ => None,
        }
    }
}

/// How all fields are found in one file.
struct Plan<'m> {
    year: Slot<'m>,
    region_code: Slot<'m>,
    department_code: Slot<'m>,
    department: Slot<'m>,
    unit_code: Slot<'m>,
    unit: Slot<'m>,
    phase: Slot<'m>,
    form: Slot<'m>,
    flow: Slot<'m>,
    fund: Slot<'m>,
    nature: Slot<'m>,
    function_code: Slot<'m>,
    economic_code: Slot<'m>,
    government_economic_code: Slot<'m>,
    project_code: Slot<'m>,
    project: Slot<'m>,
    item: Slot<'m>,
    level: Slot<'m>,
    amount: Slot<'m>,
    money_unit: Slot<'m>,
    filters: Vec<(usize, &'m Filter)>,
}

impl Plan<'_> {
    fn keeps<'r>(&self, cell: &impl Fn(usize) -> &'r str) -> bool {
        self.filters.iter().all(|(index, filter)| {
            let value = cell(*index).trim();
            (filter.keep.is_empty() || filter.keep.iter().any(|keep| keep == value))
                && !filter.drop.iter().any(|drop| drop == value)
        })
    }
}

/// Fields that need not be read where their column is not wanted: no row is refused for their sake.
const LEFT_OUT_FIELDS: &[&str] = &[
    "region_code",
    "department_code",
    "unit_code",
    "unit",
    "function_code",
    "economic_code",
    "government_economic_code",
    "project_code",
    "project",
    "item",
];

/// One mapping at work on one file.
struct Importer<'m> {
    mapping: &'m Mapping,
    document: DocumentId,
    /// The columns of `facts` that are wanted; `None` for all.
    columns: Option<&'m [&'m str]>,
}

/// Rows of one run of a table.
struct Rows<'i> {
    document: &'i DocumentId,
    plan: &'i Plan<'i>,
    facts: FactsBuilder,
    count: usize,
    unread: Vec<Unread>,
    seen: Seen,
}

/// How many bytes of a CSV one thread reads at a time.
const BYTES_TOGETHER: usize = 4 << 20;

/// How many rows of a Parquet file one thread reads at a time.
const ROWS_TOGETHER: usize = 1 << 16;

impl Importer<'_> {
    fn read_csv(&self, bytes: &[u8], mut record: DocumentRecord) -> Result<Imported> {
        let (text, encoding) = crate::documents::decode_text(bytes)?;
        record.encoding = encoding.to_owned();
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let head = reader.headers().map_err(|error| Error::unreadable(format!("读不出表头：{error}")))?;
        let names: Vec<String> = head.iter().map(|name| name.trim().to_owned()).collect();
        let plan = self.plan(&names)?;
        let (start, line) = (reader.position().byte(), reader.position().line());
        let body = usize::try_from(start).ok().and_then(|start| text.get(start..)).unwrap_or("");
        let runs: Vec<Rows> =
            runs_of(body, line, BYTES_TOGETHER).par_iter().map(|run| self.read_run(run, &plan)).collect();
        finish(record, runs)
    }

    fn read_run<'i>(&'i self, run: &Run, plan: &'i Plan<'i>) -> Rows<'i> {
        let mut rows = self.rows(plan, run.records);
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(run.text.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut row = run.row;
        let line_of = |position: &csv::Position| u32::try_from(position.line() + run.line - 1).ok();
        loop {
            let line = line_of(reader.position());
            match reader.read_record(&mut record) {
                Ok(false) => return rows,
                Ok(true) => {
                    row += 1;
                    let place = Locator {
                        line: record.position().and_then(line_of).or(line),
                        row: u32::try_from(row).ok(),
                        ..Locator::default()
                    };
                    rows.row(&|index| record.get(index).unwrap_or(""), place);
                }
                Err(error) => {
                    rows.note(Locator { line, ..Locator::default() }, String::new(), format!("这一行读不出：{error}"))
                }
            }
        }
    }

    fn read_parquet(&self, bytes: Vec<u8>, record: DocumentRecord) -> Result<Imported> {
        let frame = ParquetReader::new(std::io::Cursor::new(bytes))
            .finish()
            .map_err(|error| Error::unreadable(format!("不是可读的 Parquet 文件：{error}")))?;
        let names: Vec<String> = frame.get_column_names().iter().map(|name| name.to_string()).collect();
        let plan = self.plan(&names)?;
        let mut columns = Vec::with_capacity(names.len());
        for column in frame.columns() {
            let text = column
                .cast(&DataType::String)
                .map_err(|error| Error::unreadable(format!("列“{}”不能读作文字：{error}", column.name())))?;
            columns.push(text.rechunk().str().map_err(|error| Error::unreadable(error.to_string()))?.clone());
        }
        let starts: Vec<usize> = (0..frame.height()).step_by(ROWS_TOGETHER).collect();
        let read = |start: &usize| {
            let end = frame.height().min(start + ROWS_TOGETHER);
            let mut rows = self.rows(&plan, end - start);
            for row in *start..end {
                let place = Locator { row: u32::try_from(row + 1).ok(), ..Locator::default() };
                rows.row(&|index| columns.get(index).and_then(|column| column.get(row)).unwrap_or(""), place);
            }
            rows
        };
        finish(record, starts.par_iter().map(read).collect())
    }

    fn rows<'i>(&'i self, plan: &'i Plan<'i>, capacity: usize) -> Rows<'i> {
        Rows {
            document: &self.document,
            plan,
            facts: self
                .columns
                .map_or_else(|| FactsBuilder::new(capacity), |of| FactsBuilder::of_columns(capacity, of)),
            count: 0,
            unread: Vec::new(),
            seen: Seen::default(),
        }
    }

    fn plan(&self, names: &[String]) -> Result<Plan<'_>> {
        let position = |name: &str| {
            names
                .iter()
                .position(|other| other == name)
                .ok_or_else(|| Error::usage(format!("表里没有映射文件所写的列“{name}”；表头有：{}", names.join("、"))))
        };
        let slot = |field: &str| -> Result<Slot> {
            let wanted =
                !LEFT_OUT_FIELDS.contains(&field) || self.columns.is_none_or(|columns| columns.contains(&field));
            let getter = match (self.mapping.columns.get(field), self.mapping.constants.get(field)) {
                _ if !wanted => Getter::Absent,
                (Some(ColumnSource::Whole(name)), _) => Getter::Columns(vec![position(name)?], None),
                (Some(ColumnSource::Joined(names)), _) => {
                    Getter::Columns(names.iter().map(|name| position(name)).collect::<Result<_>>()?, None)
                }
                (Some(ColumnSource::Part { column, skip, first }), _) => {
                    Getter::Columns(vec![position(column)?], Some((*skip, *first)))
                }
                (None, Some(constant)) => Getter::Constant(constant),
                (None, None) => Getter::Absent,
            };
            Ok(Slot { getter, values: self.mapping.values.get(field) })
        };
        let filters = self.mapping.filters.iter().map(|filter| Ok((position(&filter.column)?, filter)));
        Ok(Plan {
            year: slot("year")?,
            region_code: slot("region_code")?,
            department_code: slot("department_code")?,
            department: slot("department")?,
            unit_code: slot("unit_code")?,
            unit: slot("unit")?,
            phase: slot("phase")?,
            form: slot("form")?,
            flow: slot("flow")?,
            fund: slot("fund")?,
            nature: slot("nature")?,
            function_code: slot("function_code")?,
            economic_code: slot("economic_code")?,
            government_economic_code: slot("government_economic_code")?,
            project_code: slot("project_code")?,
            project: slot("project")?,
            item: slot("item")?,
            level: slot("level")?,
            amount: slot("amount")?,
            money_unit: slot("money_unit")?,
            filters: filters.collect::<Result<_>>()?,
        })
    }
}

/// A run of whole records of a CSV, which can be read apart from the others.
struct Run<'t> {
    text: &'t str,
    /// The line at which it begins, from 1.
    line: u64,
    /// How many records stand before it.
    row: usize,
    /// How many records it has, or nearly so where there are quotation marks.
    records: usize,
}

/// Divides the records of a CSV into runs of about so many bytes. Where there are quotation marks a line break may belong
/// to a cell, and only reading from the start tells: one run.
fn runs_of(body: &str, line: u64, size: usize) -> Vec<Run<'_>> {
    let size = if body.contains('"') { usize::MAX } else { size };
    let mut rest = body;
    let mut texts = Vec::new();
    while !rest.is_empty() {
        let (text, after) = rest.split_at(end_of_run(rest, size));
        texts.push(text);
        rest = after;
    }
    let count = |text: &&str| (text.bytes().filter(|byte| *byte == b'\n').count() as u64, records_in(text));
    let counts: Vec<(u64, usize)> = texts.par_iter().map(count).collect();
    let (mut line, mut row) = (line, 0);
    let place = |(text, (lines, records))| {
        let run = Run { text, line, row, records };
        line += lines;
        row += records;
        run
    };
    texts.into_iter().zip(counts).map(place).collect()
}

fn is_line_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The end of the first record that ends at or after `size`: behind the first character of its line break, where the reader
/// itself takes a record to end; so the next run is counted as if it were read on.
fn end_of_run(text: &str, size: usize) -> usize {
    let bytes = text.as_bytes();
    let breaks = bytes.windows(2).skip(size.saturating_sub(1)).position(|pair| match pair {
        [before, end] => !is_line_break(*before) && is_line_break(*end),
        _ => false,
    });
    breaks.map_or(text.len(), |position| position + size.max(1) + 1)
}

/// Lines that are not empty.
fn records_in(text: &str) -> usize {
    let mut at_start = true;
    text.bytes()
        .filter(|byte| {
            let begins = at_start && !is_line_break(*byte);
            at_start = is_line_break(*byte);
            begins
        })
        .count()
}

impl<'i> Rows<'i> {
    fn note(&mut self, locator: Locator, text: String, reason: String) {
        self.unread.push(Unread { document: self.document.clone(), locator, text, reason });
    }

    /// Takes one row, or notes why not.
    fn row<'r>(&mut self, cell: &impl Fn(usize) -> &'r str, place: Locator)
    where
        'i: 'r,
    {
        let plan = self.plan;
        if !plan.keeps(cell) {
            return;
        }
        match parse_row(plan, cell) {
            Ok(row) => self.push(&row, cell, place),
            Err((slot, reason)) => {
                let text = slot.value(cell).into_owned();
                self.note(Locator { column: slot.column(), ..place }, text, reason);
            }
        }
    }

    fn push<'r>(&mut self, row: &ParsedRow, cell: &impl Fn(usize) -> &'r str, place: Locator)
    where
        'i: 'r,
    {
        let plan = self.plan;
        let number = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
        let fact_id = stable_id(&[self.document.as_str(), "row", &number(place.row), &number(place.line)]);
        self.seen.take(row);
        self.facts.push(&FactRow {
            fact_id,
            document_id: self.document.as_str(),
            region_code: &plan.region_code.value(cell),
            department_code: &plan.department_code.value(cell),
            department: &row.department,
            unit_code: &plan.unit_code.value(cell),
            unit: &plan.unit.value(cell),
            fiscal_year: row.year.get(),
            phase: row.phase.id(),
            form: row.form.id(),
            flow: row.flow.id(),
            fund: row.fund.id(),
            nature: row.nature.id(),
            function_code: &plan.function_code.value(cell),
            economic_code: &plan.economic_code.value(cell),
            government_economic_code: &plan.government_economic_code.value(cell),
            project_code: &plan.project_code.value(cell),
            project: &plan.project.value(cell),
            item: &plan.item.value(cell),
            level: row.level.id(),
            amount_fen: row.amount.value.fen(),
            printed: &row.printed,
            unit_fen: row.amount.unit.fen(),
            decimals: row.amount.decimals,
            locator: place,
        });
        self.count += 1;
    }
}

impl Seen {
    fn take(&mut self, row: &ParsedRow) {
        if !self.departments.contains(row.department.as_ref()) {
            self.departments.insert(row.department.clone().into_owned());
        }
        self.years.insert(row.year.get());
        self.forms.insert(row.form.id(), row.form.name_zh());
        self.phases.insert(row.phase.id());
    }

    fn join(&mut self, other: Seen) {
        self.departments.extend(other.departments);
        self.years.extend(other.years);
        self.forms.extend(other.forms);
        self.phases.extend(other.phases);
    }
}

/// Puts the runs of a table together, in their order.
fn finish(mut record: DocumentRecord, runs: Vec<Rows>) -> Result<Imported> {
    let mut whole: Option<DataFrame> = None;
    let (mut unread, mut seen) = (Vec::new(), Seen::default());
    let parts = runs.into_par_iter().map(|rows| Ok((rows.facts.finish()?, rows.count, rows.unread, rows.seen)));
    for (facts, count, of_run, seen_in_run) in parts.collect::<Result<Vec<_>>>()? {
        match &mut whole {
            Some(whole) => {
                whole.vstack_mut_owned(facts).map_err(|error| frame_error("合并数据", error))?;
            }
            None => whole = Some(facts),
        }
        record.facts += count;
        unread.extend(of_run);
        seen.join(seen_in_run);
    }
    let facts = whole.map_or_else(|| FactsBuilder::new(0).finish(), Ok)?;
    let one = |values: Vec<String>| if let [only] = values.as_slice() { only.clone() } else { String::new() };
    record.department = one(seen.departments.into_iter().collect());
    if seen.years.len() == 1 {
        record.fiscal_year = seen.years.first().copied();
    }
    record.phase = one(seen.phases.into_iter().map(str::to_owned).collect());
    record.forms = seen.forms.into_values().collect::<Vec<_>>().join("、");
    record.unread = unread.len();
    Ok(Imported { facts, record, unread })
}

/// The fields of a row that decide whether it can be used.
struct ParsedRow<'r> {
    year: FiscalYear,
    department: Cow<'r, str>,
    phase: Phase,
    form: Form,
    flow: Flow,
    fund: FundSource,
    nature: Nature,
    level: RowLevel,
    amount: Amount,
    printed: Cow<'r, str>,
}

/// Why a row cannot be used: the field at fault, and the reason in Chinese.
type Fault<'r> = (&'r Slot<'r>, String);

fn parse_row<'r>(
    plan: &'r Plan<'r>,
    cell: &impl Fn(usize) -> &'r str,
) -> std::result::Result<ParsedRow<'r>, Fault<'r>> {
    let year_text = plan.year.value(cell);
    let year = FiscalYear::parse(year_text.trim_end_matches("年度").trim_end_matches('年')).ok_or_else(|| {
        (&plan.year, format!("年度“{year_text}”不是 {} 到 {} 之间的四位年份", FiscalYear::FIRST, FiscalYear::LAST))
    })?;
    let department = plan.department.value(cell);
    if department.is_empty() {
        return Err((&plan.department, "没有部门名称".to_owned()));
    }
    let unit_text = plan.money_unit.value(cell);
    let unit = if unit_text.is_empty() {
        Some(MoneyUnit::Yuan)
    } else {
        MoneyUnit::from_id(&unit_text).or(MoneyUnit::from_name(&unit_text))
    };
    let unit = unit.ok_or_else(|| {
        (&plan.money_unit, format!("金额单位“{unit_text}”不认识；可用：元、千元、万元、百万元、亿元"))
    })?;
    let printed = plan.amount.value(cell);
    let amount = match Amount::parse(&printed, unit) {
        Ok(Some(amount)) => amount,
        Ok(None) => return Err((&plan.amount, "没有金额".to_owned())),
        Err(error) => return Err((&plan.amount, format!("读不出金额：{error}"))),
    };
    Ok(ParsedRow {
        year,
        department,
        amount,
        printed,
        phase: choice(&plan.phase, "phase", cell, Phase::from_id, Phase::Approved)?,
        form: choice(&plan.form, "form", cell, Form::from_id, Form::ExpenditureSummary)?,
        flow: choice(&plan.flow, "flow", cell, Flow::from_id, Flow::Expenditure)?,
        fund: choice(&plan.fund, "fund", cell, FundSource::from_id, FundSource::All)?,
        nature: choice(&plan.nature, "nature", cell, Nature::from_id, Nature::Total)?,
        level: choice(&plan.level, "level", cell, RowLevel::from_id, RowLevel::Leaf)?,
    })
}

fn choice<'r, T>(
    slot: &'r Slot<'r>,
    field: &str,
    cell: &impl Fn(usize) -> &'r str,
    of: fn(&str) -> Option<T>,
    usual: T,
) -> std::result::Result<T, Fault<'r>> {
    let text = slot.value(cell);
    if text.is_empty() {
        Ok(usual)
    } else {
        of(&text).ok_or_else(|| (slot, format!("“{text}”不是 {field} 的可用值")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPPING: &str =
        "[columns]\nyear = \"年\"\ndepartment = \"部门\"\namount = \"金额\"\nitem = [\"类\", \"项\"]\n";

    /// Row, line and text of every row, read in runs of about so many bytes.
    fn rows(body: &str, size: usize) -> Vec<(usize, Option<u32>, String)> {
        let mapping = Mapping::parse(MAPPING).expect("a mapping");
        let importer = Importer { mapping: &mapping, document: DocumentId::of_bytes(b""), columns: None };
        let names = ["年", "部门", "金额", "类", "项"].map(str::to_owned);
        let plan = importer.plan(&names).expect("a plan");
        let mut read = Vec::new();
        for run in runs_of(body, 2, size) {
            let rows = importer.read_run(&run, &plan);
            let frame = rows.facts.finish().expect("a frame");
            let cells = crate::panel::Cells::of(&frame);
            let known = !body.contains('"');
            assert!(!known || run.records == frame.height() + rows.unread.len(), "{:?}", run.text);
            read.extend((0..frame.height()).map(|row| {
                let place = cells.locator(row);
                let text = format!("{} {}", cells.text("item", row), cells.text("printed", row));
                (place.row.unwrap_or_default() as usize, place.line, text)
            }));
            read.extend(rows.unread.iter().map(|unread| {
                (unread.locator.row.unwrap_or_default() as usize, unread.locator.line, unread.reason.clone())
            }));
        }
        read.sort();
        read
    }

    #[test]
    fn a_table_read_in_runs_of_any_length_has_the_rows_and_lines_of_one_read_through() {
        let line = |number: usize| format!("2020,甲局,{number}.50,类,项 {number}");
        for line_break in ["\n", "\r\n", "\r", "\n\n\n", "\r\n\r\n", "\n\r"] {
            let mut lines: Vec<String> = (0..9).map(line).collect();
            lines.insert(4, "2020,,3.00,没有部门,".to_owned());
            lines.insert(6, " ".to_owned());
            for end in ["", line_break] {
                let body = lines.join(line_break) + end;
                let through = rows(&body, usize::MAX);
                assert_eq!(through.len(), 11);
                for size in 0..body.len() + 2 {
                    assert_eq!(rows(&body, size), through, "{line_break:?} in runs of {size}");
                }
            }
        }
    }

    #[test]
    fn a_line_break_in_quotation_marks_ends_no_run() {
        let body = "2020,甲局,1.50,类,\"两\n行\"\n2020,甲局,2.50,类,项\n";
        assert_eq!(runs_of(body, 2, 1).len(), 1);
        let read = rows(body, 1);
        assert_eq!(read, [(1, Some(2), "类·两行 1.50".to_owned()), (2, Some(4), "类·项 2.50".to_owned())]);
    }
}
