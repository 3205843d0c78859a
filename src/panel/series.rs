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
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Years in which a name was seen under a code (empty: without a code) of a region.
type Sightings = BTreeMap<String, BTreeSet<i32>>;

/// Finds the one key of each department from all its codes and names.
///
/// A name is one department within its region. Two names under one code are one department where they are seen in the
/// same year, are alike, or follow each other without a year between; never where one year has both under different
/// codes, since codes are given to others after a reorganisation.
#[derive(Debug, Default)]
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

/// Coordinates of a row as texts; empty means “not said”.
struct RowKey<'a> {
    region: &'a str,
    in_table: bool,
    department: String,
    unit: String,
    phase: &'a str,
    form: &'a str,
    flow: &'a str,
    fund: &'a str,
    nature: &'a str,
    function_code: &'a str,
    economic_code: &'a str,
    government_economic_code: &'a str,
    project: String,
    item: String,
    level: &'a str,
}

impl RowKey<'_> {
    /// A document is published for one department; a table for all departments of its region at once, so that a
    /// department missing from it is discontinued, not unpublished.
    fn scope(&self) -> i64 {
        if self.in_table {
            return stable_id(&["table scope", self.region, self.phase, self.form]);
        }
        stable_id(&["scope", &self.department, &self.unit, self.phase, self.form])
    }

    fn body(&self) -> i64 {
        stable_id(&["body", &self.department, &self.unit])
    }

    fn whole(&self) -> i64 {
        stable_id(&[
            "whole",
            &self.department,
            &self.unit,
            self.phase,
            self.form,
            self.flow,
            self.fund,
            self.nature,
            self.level,
        ])
    }

    /// Whether a figure counts as leaf or subtotal may change as its parts are listed or not: it stays one series.
    fn series(&self) -> i64 {
        let level = if matches!(self.level, "leaf" | "subtotal") { "" } else { self.level };
        stable_id(&[
            "series",
            &self.department,
            &self.unit,
            self.phase,
            self.form,
            self.flow,
            self.fund,
            self.nature,
            self.function_code,
            self.economic_code,
            self.government_economic_code,
            &self.project,
            &self.item,
            level,
        ])
    }
}

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

/// Reads text columns of a frame by name; a column that is missing reads as empty.
struct Texts<'a> {
    columns: HashMap<&'static str, &'a StringChunked>,
}

impl<'a> Texts<'a> {
    fn new(frame: &'a DataFrame, names: &[&'static str]) -> Result<Self> {
        let mut columns = HashMap::new();
        for &name in names {
            if let Ok(column) = frame.column(name) {
                columns.insert(name, column.str().map_err(|error| frame_error("读取面板列", error))?);
            }
        }
        Ok(Texts { columns })
    }

    fn get(&self, name: &'static str, row: usize) -> &'a str {
        self.columns.get(name).and_then(|column| column.get(row)).unwrap_or("")
    }
}

const KEY_COLUMNS: &[&str] = &[
    "document_id",
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
];

/// Learns the departments of a frame of facts or statements.
///
/// # Errors
/// When a column has another type than the schema says.
pub fn learn_departments(frame: &DataFrame, departments: &mut Departments) -> Result<()> {
    let texts = Texts::new(frame, &["region_code", "department_code", "department"])?;
    let years = frame.column("fiscal_year").and_then(|column| column.i32());
    let years = years.map_err(|error| frame_error("读取面板列", error))?;
    let mut last = ("", "", "", 0);
    for row in 0..frame.height() {
        let text = |name| texts.get(name, row);
        let now =
            (text("region_code"), text("department_code"), text("department"), years.get(row).unwrap_or_default());
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
    let (mut series, mut scopes, mut bodies, mut wholes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    {
        let texts = Texts::new(frame, KEY_COLUMNS)?;
        let columns = frame.column("column").ok().and_then(|column| column.i32().ok()).cloned();
        let mut keys: HashMap<(&str, &str), String> = HashMap::new();
        for row in 0..frame.height() {
            let text = |name| texts.get(name, row);
            let department = keys
                .entry((text("region_code"), text("department")))
                .or_insert_with(|| departments.key(text("region_code"), text("department")));
            let mut key = row_key(&text, department, tables.contains(text("document_id")));
            // Columns whose head is lost are not known to be the same thing: each is a series of its own.
            if key.fund == FundSource::Unknown.id() {
                key.item = columns.as_ref().and_then(|columns| columns.get(row)).unwrap_or_default().to_string();
            }
            series.push(key.series());
            scopes.push(key.scope());
            bodies.push(key.body());
            wholes.push(key.whole());
        }
    }
    for (name, values) in [("series_id", series), ("scope_id", scopes), ("body_id", bodies), ("whole_id", wholes)] {
        if frame.column(name).is_ok() {
            frame
                .with_column(Series::new(name.into(), values).into_column())
                .map_err(|error| frame_error("编号", error))?;
        }
    }
    Ok(())
}

fn row_key<'a>(text: &dyn Fn(&'static str) -> &'a str, department: &str, in_table: bool) -> RowKey<'a> {
    let coded = ["function_code", "economic_code", "government_economic_code", "project_code", "project"]
        .iter()
        .any(|name| !text(name).is_empty());
    let unit = if text("unit_code").is_empty() { fold(text("unit")) } else { text("unit_code").to_owned() };
    let item = if coded {
        String::new()
    } else {
        item_key(
            text("item"),
            text("form"),
            text("fund"),
            text("nature"),
            text("level"),
            (text("department"), text("unit")),
        )
    };
    RowKey {
        region: text("region_code"),
        in_table,
        department: department.to_owned(),
        unit,
        phase: text("phase"),
        form: text("form"),
        flow: text("flow"),
        // A three-public table says or does not say 一般公共预算 in its title; it is the same money.
        fund: if text("form") == Form::ThreePublicExpenses.id() { "" } else { text("fund") },
        nature: text("nature"),
        function_code: text("function_code"),
        economic_code: text("economic_code"),
        government_economic_code: text("government_economic_code"),
        project: if text("project_code").is_empty() { fold(text("project")) } else { text("project_code").to_owned() },
        item,
        level: text("level"),
    }
}
