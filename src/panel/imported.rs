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

use super::frames::{DocumentRecord, FactRow, FactsBuilder};
use crate::domain::identifier::{sha256_hex, stable_id};
use crate::domain::label::clean_label;
use crate::domain::{
    Amount, DocumentId, FiscalYear, Flow, Form, FundSource, Locator, MoneyUnit, Nature, Phase, RowLevel,
};
use crate::error::{Error, Result};
use crate::facts::Unread;
use polars::prelude::*;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

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
    /// Its facts.
    pub facts: FactsBuilder,
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
    let mut importer = Importer {
        mapping,
        document,
        record,
        facts: FactsBuilder::new(bytes.len() / 200),
        unread: Vec::new(),
        seen: Seen::default(),
    };
    if extension == "parquet" {
        importer.read_parquet(bytes)?
    } else {
        importer.read_csv(&bytes)?
    }
    Ok(importer.finish())
}

/// What the rows had in common.
#[derive(Default)]
struct Seen {
    departments: HashMap<String, ()>,
    years: BTreeMap<i32, ()>,
    forms: BTreeMap<&'static str, &'static str>,
    phases: BTreeMap<&'static str, ()>,
}

struct Importer<'a> {
    mapping: &'a Mapping,
    document: DocumentId,
    record: DocumentRecord,
    facts: FactsBuilder,
    unread: Vec<Unread>,
    seen: Seen,
}

/// How a field is found in a row: indices of columns with the characters to skip and to keep, or a constant.
enum Getter {
    Columns(Vec<usize>, Option<(usize, usize)>),
    Constant(String),
    Absent,
}

/// Getters of all fields for one file.
struct Plan {
    getters: HashMap<&'static str, Getter>,
    filters: Vec<(usize, Filter)>,
}

impl Importer<'_> {
    fn read_csv(&mut self, bytes: &[u8]) -> Result<()> {
        let (text, encoding) = crate::documents::decode_text(bytes)?;
        self.record.encoding = encoding.to_owned();
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let head = reader.headers().map_err(|error| Error::unreadable(format!("读不出表头：{error}")))?.clone();
        let names: Vec<String> = head.iter().map(|name| name.trim().to_owned()).collect();
        let plan = self.plan(&names)?;
        let mut record = csv::StringRecord::new();
        let mut row = 0_u32;
        loop {
            let line = u32::try_from(reader.position().line()).ok();
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => {
                    row += 1;
                    let line = record.position().and_then(|position| u32::try_from(position.line()).ok()).or(line);
                    let place = Locator { line, row: Some(row), ..Locator::default() };
                    self.row(&plan, &|index| record.get(index).unwrap_or(""), place);
                }
                Err(error) => {
                    self.note(Locator { line, ..Locator::default() }, String::new(), format!("这一行读不出：{error}"))
                }
            }
        }
    }

    fn read_parquet(&mut self, bytes: Vec<u8>) -> Result<()> {
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
            columns.push(text.str().map_err(|error| Error::unreadable(error.to_string()))?.clone());
        }
        for row in 0..frame.height() {
            let place = Locator { row: u32::try_from(row + 1).ok(), ..Locator::default() };
            self.row(&plan, &|index| columns.get(index).and_then(|column| column.get(row)).unwrap_or(""), place);
        }
        Ok(())
    }

    fn plan(&self, names: &[String]) -> Result<Plan> {
        let position = |name: &str| {
            names
                .iter()
                .position(|other| other == name)
                .ok_or_else(|| Error::usage(format!("表里没有映射文件所写的列“{name}”；表头有：{}", names.join("、"))))
        };
        let mut getters = HashMap::new();
        for &field in FIELDS {
            let getter = match (self.mapping.columns.get(field), self.mapping.constants.get(field)) {
                (Some(ColumnSource::Whole(name)), _) => Getter::Columns(vec![position(name)?], None),
                (Some(ColumnSource::Joined(names)), _) => {
                    Getter::Columns(names.iter().map(|name| position(name)).collect::<Result<_>>()?, None)
                }
                (Some(ColumnSource::Part { column, skip, first }), _) => {
                    Getter::Columns(vec![position(column)?], Some((*skip, *first)))
                }
                (None, Some(constant)) => Getter::Constant(constant.clone()),
                (None, None) => Getter::Absent,
            };
            getters.insert(field, getter);
        }
        let filters = self
            .mapping
            .filters
            .iter()
            .map(|filter| Ok((position(&filter.column)?, filter.clone())))
            .collect::<Result<_>>()?;
        Ok(Plan { getters, filters })
    }

    fn note(&mut self, locator: Locator, text: String, reason: String) {
        self.unread.push(Unread { document: self.document.clone(), locator, text, reason });
    }

    /// Takes one row, or notes why not.
    fn row<'r>(&mut self, plan: &Plan, cell: &dyn Fn(usize) -> &'r str, place: Locator) {
        let keeps = |(index, filter): &(usize, Filter)| {
            let value = cell(*index).trim();
            (filter.keep.is_empty() || filter.keep.iter().any(|keep| keep == value))
                && !filter.drop.iter().any(|drop| drop == value)
        };
        if !plan.filters.iter().all(keeps) {
            return;
        }
        let value = |field: &'static str| self.value(plan, field, cell);
        let parsed = parse_row(&value);
        match parsed {
            Ok(row) => self.push(row, &value_map(plan, self.mapping, cell), place),
            Err((field, reason)) => {
                let column = match plan.getters.get(field) {
                    Some(Getter::Columns(indices, _)) => {
                        indices.first().and_then(|index| u32::try_from(index + 1).ok())
                    }
                    _ => None,
                };
                let text = self.value(plan, field, cell);
                self.note(Locator { column, ..place }, text, reason);
            }
        }
    }

    fn value<'r>(&self, plan: &Plan, field: &'static str, cell: &dyn Fn(usize) -> &'r str) -> String {
        field_value(plan, self.mapping, field, cell)
    }

    fn push(&mut self, row: ParsedRow, texts: &HashMap<&'static str, String>, place: Locator) {
        let text = |field: &str| texts.get(field).map_or("", String::as_str);
        let number = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
        let fact_id = stable_id(&[self.document.as_str(), "row", &number(place.row), &number(place.line)]);
        self.seen.departments.entry(row.department.clone()).or_default();
        self.seen.years.entry(row.year.get()).or_default();
        self.seen.forms.insert(row.form.id(), row.form.name_zh());
        self.seen.phases.entry(row.phase.id()).or_default();
        self.facts.push(&FactRow {
            fact_id,
            document_id: self.document.as_str(),
            region_code: text("region_code"),
            department_code: text("department_code"),
            department: &row.department,
            unit_code: text("unit_code"),
            unit: text("unit"),
            fiscal_year: row.year.get(),
            phase: row.phase.id(),
            form: row.form.id(),
            flow: row.flow.id(),
            fund: row.fund.id(),
            nature: row.nature.id(),
            function_code: text("function_code"),
            economic_code: text("economic_code"),
            government_economic_code: text("government_economic_code"),
            project_code: text("project_code"),
            project: text("project"),
            item: text("item"),
            level: row.level.id(),
            amount_fen: row.amount.value.fen(),
            printed: text("amount"),
            unit_fen: row.amount.unit.fen(),
            decimals: row.amount.decimals,
            locator: place,
        });
        self.record.facts += 1;
    }

    fn finish(mut self) -> Imported {
        let one = |values: Vec<String>| if let [only] = values.as_slice() { only.clone() } else { String::new() };
        self.record.department = one(self.seen.departments.into_keys().collect());
        if self.seen.years.len() == 1 {
            self.record.fiscal_year = self.seen.years.keys().next().copied();
        }
        self.record.phase = one(self.seen.phases.into_keys().map(str::to_owned).collect());
        self.record.forms = self.seen.forms.into_values().collect::<Vec<_>>().join("、");
        self.record.unread = self.unread.len();
        Imported { facts: self.facts, record: self.record, unread: self.unread }
    }
}

/// The fields of a row that are more than text.
struct ParsedRow {
    year: FiscalYear,
    department: String,
    phase: Phase,
    form: Form,
    flow: Flow,
    fund: FundSource,
    nature: Nature,
    level: RowLevel,
    amount: Amount,
}

fn value_map<'r>(plan: &Plan, mapping: &Mapping, cell: &dyn Fn(usize) -> &'r str) -> HashMap<&'static str, String> {
    const TEXTS: &[&str] = &[
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
        "amount",
    ];
    TEXTS.iter().map(|&field| (field, field_value(plan, mapping, field, cell))).collect()
}

/// The value of a field in a row, cleaned and translated by `[values.…]`.
fn field_value<'r>(plan: &Plan, mapping: &Mapping, field: &'static str, cell: &dyn Fn(usize) -> &'r str) -> String {
    let raw = match plan.getters.get(field) {
        Some(Getter::Columns(indices, part)) => {
            let parts: Vec<String> =
                indices.iter().map(|&index| clean_label(cell(index))).filter(|part| !part.is_empty()).collect();
            let joined = parts.join("·");
            part.map_or(joined.clone(), |(skip, first)| joined.chars().skip(skip).take(first).collect())
        }
        Some(Getter::Constant(constant)) => constant.clone(),
        Some(Getter::Absent) | None => String::new(),
    };
    mapping.values.get(field).and_then(|values| values.get(&raw)).cloned().unwrap_or(raw)
}

/// Reads the fields of a row that are more than text; on failure the field and the reason, in Chinese.
fn parse_row(value: &dyn Fn(&'static str) -> String) -> std::result::Result<ParsedRow, (&'static str, String)> {
    let year_text = value("year");
    let year = FiscalYear::parse(year_text.trim_end_matches("年度").trim_end_matches('年')).ok_or_else(|| {
        ("year", format!("年度“{year_text}”不是 {} 到 {} 之间的四位年份", FiscalYear::FIRST, FiscalYear::LAST))
    })?;
    let department = value("department");
    if department.is_empty() {
        return Err(("department", "没有部门名称".to_owned()));
    }
    let unit_text = value("money_unit");
    let unit = if unit_text.is_empty() {
        Some(MoneyUnit::Yuan)
    } else {
        MoneyUnit::from_id(&unit_text).or(MoneyUnit::from_name(&unit_text))
    };
    let unit =
        unit.ok_or_else(|| ("money_unit", format!("金额单位“{unit_text}”不认识；可用：元、千元、万元、百万元、亿元")))?;
    let amount = match Amount::parse(&value("amount"), unit) {
        Ok(Some(amount)) => amount,
        Ok(None) => return Err(("amount", "没有金额".to_owned())),
        Err(error) => return Err(("amount", format!("读不出金额：{error}"))),
    };
    Ok(ParsedRow {
        year,
        department,
        amount,
        phase: choice(value, "phase", Phase::from_id, Phase::Approved)?,
        form: choice(value, "form", Form::from_id, Form::ExpenditureSummary)?,
        flow: choice(value, "flow", Flow::from_id, Flow::Expenditure)?,
        fund: choice(value, "fund", FundSource::from_id, FundSource::All)?,
        nature: choice(value, "nature", Nature::from_id, Nature::Total)?,
        level: choice(value, "level", RowLevel::from_id, RowLevel::Leaf)?,
    })
}

fn choice<T>(
    value: &dyn Fn(&'static str) -> String,
    field: &'static str,
    of: fn(&str) -> Option<T>,
    usual: T,
) -> std::result::Result<T, (&'static str, String)> {
    let text = value(field);
    if text.is_empty() {
        Ok(usual)
    } else {
        of(&text).ok_or_else(|| (field, format!("“{text}”不是 {field} 的可用值")))
    }
}
