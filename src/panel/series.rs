//! Identity through the years: series, scope and whole of every figure.
//!
//! A series is one figure followed through the years: region, department, unit, phase, form, flow, fund, nature and
//! code (or name where there is no code). Departments are one where name or code agree within a region. A scope (口径)
//! is one form of one department in one phase. A whole is what the leaves of one column of a form add up to.

use super::frame_error;
use crate::domain::identifier::stable_id;
use crate::domain::label::fold;
use crate::domain::{Form, FundSource, ThreePublicItem, similarity};
use crate::error::Result;
use polars::prelude::*;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Years in which a name was seen under a code (empty: without a code) of a region.
type Sightings = BTreeMap<String, BTreeSet<i32>>;

/// Finds the one key of each department from all its codes and names.
///
/// A name is one department within its region. Two names under one code are one department where they are seen in the
/// same year, are alike, or follow each other without a year between; never where one year has both under different
/// codes, since codes are given to others after a reorganisation.
#[derive(Clone, Debug, Default)]
pub struct Departments {
    parent: HashMap<String, String>,
    /// Region and code → name keys → years.
    codes: BTreeMap<(String, String), Sightings>,
    /// Name key → codes → years.
    names: HashMap<String, Sightings>,
    /// Region → years.
    years: HashMap<String, BTreeSet<i32>>,
    /// Folded names that the user wants kept apart, whatever their codes.
    apart: HashSet<(String, String)>,
}

impl Departments {
    /// Learns that a code and a name of a region belong to one department in a year.
    pub fn learn(&mut self, region: &str, code: &str, name: &str, year: i32) {
        let name_key = name_key(region, name);
        self.years.entry(region.to_owned()).or_default().insert(year);
        self.parent.entry(name_key.clone()).or_insert_with(|| name_key.clone());
        if !code.is_empty() {
            let place = (region.to_owned(), code.to_owned());
            self.codes.entry(place).or_default().entry(name_key.clone()).or_default().insert(year);
            self.names.entry(name_key).or_default().entry(code.to_owned()).or_default().insert(year);
        }
    }

    /// Keeps two names apart although they share a code.
    pub fn keep_apart(&mut self, one: &str, other: &str) {
        let (one, other) = (fold(one), fold(other));
        self.apart.insert((one.clone(), other.clone()));
        self.apart.insert((other, one));
    }

    /// Joins the names that share a code, once everything has been learnt.
    pub fn settle(mut self) -> Self {
        let mut joined = Vec::new();
        for ((region, _), names) in &self.codes {
            let names: Vec<(&String, &BTreeSet<i32>)> = names.iter().collect();
            for (position, one) in names.iter().enumerate() {
                for other in names.iter().skip(position + 1) {
                    if self.are_one(region, *one, *other) {
                        joined.push((one.0.clone(), other.0.clone()));
                    }
                }
            }
        }
        for (one, other) in joined {
            let (one, other) = (self.root(&one), self.root(&other));
            let (smaller, larger) = if one <= other { (one, other) } else { (other, one) };
            self.parent.insert(larger, smaller);
        }
        self
    }

    /// Whether two names under one code are one department.
    fn are_one(&self, region: &str, one: (&String, &BTreeSet<i32>), other: (&String, &BTreeSet<i32>)) -> bool {
        if self.live_apart(one.0, other.0) || self.apart.contains(&(name_of(one.0), name_of(other.0))) {
            return false;
        }
        if !one.1.is_disjoint(other.1) || alike(one.0, other.0) {
            return true;
        }
        let (earlier, later) = if one.1.first() <= other.1.first() { (one.1, other.1) } else { (other.1, one.1) };
        let before = |year: i32| earlier.iter().rev().find(|seen| **seen < year);
        later.first().and_then(|first| before(*first).map(|last| (*last, *first))).is_some_and(|(last, first)| {
            self.years.get(region).is_none_or(|years| !years.iter().any(|year| last < *year && *year < first))
        })
    }

    /// Whether some year has both names, each under a code that the other does not have.
    fn live_apart(&self, one: &str, other: &str) -> bool {
        let (Some(one), Some(other)) = (self.names.get(one), self.names.get(other)) else { return false };
        let years: BTreeSet<i32> = one.values().flatten().copied().collect();
        years.iter().any(|year| {
            let codes = |names: &Sightings| -> BTreeSet<String> {
                names.iter().filter(|(_, years)| years.contains(year)).map(|(code, _)| code.clone()).collect()
            };
            let (one, other) = (codes(one), codes(other));
            !other.is_empty() && one.is_disjoint(&other)
        })
    }

    fn root(&self, key: &str) -> String {
        let mut key = key;
        while let Some(parent) = self.parent.get(key).filter(|parent| parent.as_str() != key) {
            key = parent;
        }
        key.to_owned()
    }

    /// Whether every name that is known here has the same key there.
    pub fn agrees_with(&self, other: &Departments) -> bool {
        self.parent.keys().all(|name| self.root(name) == other.root(name))
    }

    /// The key of a department: the same for all its codes and names.
    pub fn key(&self, region: &str, name: &str) -> String {
        self.root(&name_key(region, name))
    }
}

fn name_key(region: &str, name: &str) -> String {
    format!("{region} 名 {}", fold(name))
}

/// Whether the names of two keys are spellings of one name.
fn alike(one: &str, other: &str) -> bool {
    similarity::similarity(&name_of(one), &name_of(other)) >= similarity::ALIKE
}

/// The folded name in a key.
fn name_of(key: &str) -> String {
    key.split_once(" 名 ").map_or_else(|| key.to_owned(), |(_, name)| name.to_owned())
}

/// What many rows have in common: whose figures they are, and which column of which form. Empty means “not said”.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct FormColumn<'a> {
    region: &'a str,
    department: &'a str,
    unit_code: &'a str,
    unit: &'a str,
    phase: &'a str,
    form: &'a str,
    flow: &'a str,
    fund: &'a str,
    nature: &'a str,
    level: &'a str,
    in_table: bool,
}

/// What the ids of all rows of a [`FormColumn`] are made of. An id costs a SHA-256: those that do not depend on the row itself
/// are computed once.
struct Numbered {
    department: String,
    unit: String,
    scope: i64,
    body: i64,
    whole: i64,
}

impl FormColumn<'_> {
    /// A three-public table says or does not say 一般公共预算 in its title; it is the same money.
    fn same_fund(&self) -> &str {
        if self.form == Form::ThreePublicExpenses.id() { "" } else { self.fund }
    }

    fn numbered(&self, departments: &Departments) -> Numbered {
        let department = departments.key(self.region, self.department);
        let unit = if self.unit_code.is_empty() { fold(self.unit) } else { self.unit_code.to_owned() };
        // A document is published for one department; a table for all departments of its region at once, so that a
        // department missing from it is discontinued, not unpublished.
        let scope = if self.in_table {
            stable_id(&["table scope", self.region, self.phase, self.form])
        } else {
            stable_id(&["scope", &department, &unit, self.phase, self.form])
        };
        let body = stable_id(&["body", &department, &unit]);
        let whole = stable_id(&[
            "whole",
            &department,
            &unit,
            self.phase,
            self.form,
            self.flow,
            self.same_fund(),
            self.nature,
            self.level,
        ]);
        Numbered { department, unit, scope, body, whole }
    }

    /// The series of a row. Whether a figure counts as leaf or subtotal may change as its parts are listed or not: it
    /// stays one series.
    fn series(&self, numbered: &Numbered, row: &RowTexts, printed_column: i32) -> i64 {
        let [function_code, economic_code, government_economic_code, project_code, project, item] = *row;
        let coded = [function_code, economic_code, government_economic_code, project_code, project];
        let item = if self.same_fund() == FundSource::Unknown.id() {
            // Columns whose head is lost are not known to be the same thing: each is a series of its own.
            printed_column.to_string()
        } else if coded.iter().any(|text| !text.is_empty()) {
            String::new()
        } else {
            item_key(item, self.form, self.fund, self.nature, self.level, (self.department, self.unit))
        };
        let project = if project_code.is_empty() { fold(project) } else { project_code.to_owned() };
        stable_id(&[
            "series",
            &numbered.department,
            &numbered.unit,
            self.phase,
            self.form,
            self.flow,
            self.same_fund(),
            self.nature,
            function_code,
            economic_code,
            government_economic_code,
            &project,
            &item,
            if matches!(self.level, "leaf" | "subtotal") { "" } else { self.level },
        ])
    }
}

/// The texts of a row that only its series depends on: functional, economic, government's economic and project code,
/// project, item.
type RowTexts<'a> = [&'a str; 6];

/// What names an item where it has no code: nothing for totals and where the fund or unit already says it.
fn item_key(item: &str, form: &str, fund: &str, nature: &str, level: &str, owner: (&str, &str)) -> String {
    let folded = fold(item);
    let is_owner = !folded.is_empty() && (folded == fold(owner.0) || folded == fold(owner.1));
    if is_owner {
        return "owner".to_owned();
    }
    if matches!(level, "grand_total" | "total") {
        return String::new();
    }
    if form == Form::ThreePublicExpenses.id()
        && let Some(item) = ThreePublicItem::from_folded(&folded)
    {
        return item.id().to_owned();
    }
    let fund_says_it = !matches!(
        FundSource::from_id(fund),
        None | Some(
            FundSource::All
                | FundSource::Unknown
                | FundSource::Other
                | FundSource::UnitFunds
                | FundSource::Appropriation
        )
    ) && crate::tables::columns::fund_in(&folded).is_some_and(|named| named.id() == fund);
    let nature_says_it = crate::tables::columns::nature_in(&folded).is_some_and(|named| named.id() == nature);
    if fund_says_it || nature_says_it { String::new() } else { folded }
}

fn texts_of<'a>(frame: &'a DataFrame, name: &str) -> Result<&'a StringChunked> {
    frame.column(name).and_then(|column| column.str()).map_err(|error| frame_error("读取面板列", error))
}

/// Learns the departments of a frame of facts or statements.
///
/// # Errors
/// When a column has another type than the schema says.
pub fn learn_departments(frame: &DataFrame, departments: &mut Departments) -> Result<()> {
    let (regions, codes) = (texts_of(frame, "region_code")?, texts_of(frame, "department_code")?);
    let names = texts_of(frame, "department")?;
    let years = frame.column("fiscal_year").and_then(|column| column.i32());
    let years = years.map_err(|error| frame_error("读取面板列", error))?;
    let mut last = ("", "", "", 0);
    for (((region, code), name), year) in regions.iter().zip(codes.iter()).zip(names.iter()).zip(years.iter()) {
        let now =
            (region.unwrap_or_default(), code.unwrap_or_default(), name.unwrap_or_default(), year.unwrap_or_default());
        if now != last {
            departments.learn(now.0, now.1, now.2, now.3);
            last = now;
        }
    }
    Ok(())
}

/// Fills `series_id`, `scope_id` and (where the frame has it) `whole_id`. `tables` names the documents that are imported
/// tables.
///
/// # Errors
/// When a column has another type than the schema says.
pub fn identify(frame: &mut DataFrame, departments: &Departments, tables: &HashSet<String>) -> Result<()> {
    frame.rechunk_mut();
    let ids = ids_of(frame, departments, tables)?;
    for (position, name) in ["series_id", "scope_id", "body_id", "whole_id"].into_iter().enumerate() {
        if frame.column(name).is_ok() {
            let values: Vec<i64> = ids.iter().flatten().filter_map(|ids| ids.get(position).copied()).collect();
            frame
                .with_column(Series::new(name.into(), values).into_column())
                .map_err(|error| frame_error("编号", error))?;
        }
    }
    Ok(())
}

/// Series, scope, body and whole of a row.
type Ids = [i64; 4];

/// Texts of a row and, where it names the series, its printed column → series.
type KnownSeries<'a> = PlHashMap<(RowTexts<'a>, i32), i64>;

/// How many rows one thread numbers at least.
const ROWS_TOGETHER: usize = 1 << 14;

/// The ids of all rows, in one run for each thread: what a thread has numbered it knows when it comes again, as it does in
/// a table of many years.
fn ids_of(frame: &DataFrame, departments: &Departments, tables: &HashSet<String>) -> Result<Vec<Vec<Ids>>> {
    let texts = TextColumns::of(frame)?;
    let together = frame.height().div_ceil(rayon::current_num_threads()).max(ROWS_TOGETHER);
    let starts: Vec<usize> = (0..frame.height()).step_by(together).collect();
    let number = |start: &usize| -> Vec<Ids> {
        let mut columns: PlHashMap<FormColumn, usize> = PlHashMap::new();
        let mut known: Vec<(Numbered, KnownSeries)> = Vec::new();
        let mut last: Option<(FormColumn, usize)> = None;
        let rows = *start..frame.height().min(start + together);
        let mut ids = Vec::with_capacity(rows.len());
        for row in rows {
            let column = texts.column(row, tables);
            let place = match last {
                Some((same, place)) if same == column => place,
                _ => *columns.entry(column).or_insert_with(|| {
                    known.push((column.numbered(departments), PlHashMap::new()));
                    known.len() - 1
                }),
            };
            last = Some((column, place));
            if let Some((numbered, series)) = known.get_mut(place) {
                let (own, printed_column) = (texts.row(row), texts.printed_column(row));
                let of_row = || column.series(numbered, &own, printed_column);
                // The printed column names a series only where its head is lost.
                let named = if column.same_fund() == FundSource::Unknown.id() { printed_column } else { 0 };
                let series = *series.entry((own, named)).or_insert_with(of_row);
                ids.push([series, numbered.scope, numbered.body, numbered.whole]);
            }
        }
        ids
    };
    Ok(starts.par_iter().map(number).collect())
}

/// The columns that ids depend on; one that the frame does not have reads as empty.
struct TextColumns<'a> {
    /// In the order of the fields of [`FormColumn`].
    common: [Option<&'a StringChunked>; 10],
    /// In the order of [`RowTexts`].
    own: [Option<&'a StringChunked>; 6],
    documents: Option<&'a StringChunked>,
    printed_columns: Option<&'a Int32Chunked>,
}

impl<'a> TextColumns<'a> {
    fn of(frame: &'a DataFrame) -> Result<Self> {
        let common = columns_of(
            frame,
            ["region_code", "department", "unit_code", "unit", "phase", "form", "flow", "fund", "nature", "level"],
        )?;
        let own = columns_of(
            frame,
            ["function_code", "economic_code", "government_economic_code", "project_code", "project", "item"],
        )?;
        let [documents] = columns_of(frame, ["document_id"])?;
        let printed_columns = frame.column("column").ok().and_then(|column| column.i32().ok());
        Ok(TextColumns { common, own, documents, printed_columns })
    }

    fn column(&self, row: usize, tables: &HashSet<String>) -> FormColumn<'a> {
        let [region, department, unit_code, unit, phase, form, flow, fund, nature, level] =
            self.common.map(|column| text_at(column, row));
        let in_table = !tables.is_empty() && tables.contains(text_at(self.documents, row));
        FormColumn { region, department, unit_code, unit, phase, form, flow, fund, nature, level, in_table }
    }

    fn row(&self, row: usize) -> RowTexts<'a> {
        self.own.map(|column| text_at(column, row))
    }

    fn printed_column(&self, row: usize) -> i32 {
        self.printed_columns.and_then(|columns| columns.get(row)).unwrap_or_default()
    }
}

fn text_at(column: Option<&StringChunked>, row: usize) -> &str {
    column.and_then(|column| column.get(row)).unwrap_or("")
}

fn columns_of<'a, const N: usize>(frame: &'a DataFrame, names: [&str; N]) -> Result<[Option<&'a StringChunked>; N]> {
    let mut columns = [None; N];
    for (column, name) in columns.iter_mut().zip(names) {
        *column = if frame.column(name).is_ok() { Some(texts_of(frame, name)?) } else { None };
    }
    Ok(columns)
}
