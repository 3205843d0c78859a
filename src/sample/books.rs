//! The books of an invented department in one year: every fen once, with all its classifications. Tables and sentences
//! are sums over the same entries and therefore agree before they are rounded.

use crate::domain::{FundSource, Nature, Phase};

/// One amount of the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which unit: an index into [`Books::units`].
    pub unit: usize,
    /// 项 of the functional classification, seven digits; empty for a balance that is kept.
    pub function: String,
    /// Departments' economic classification, five digits.
    pub economic: &'static str,
    /// Government's economic classification, five digits.
    pub government: &'static str,
    /// The innermost nature: 工资福利, 商品和服务, 其他运转类 …
    pub nature: Nature,
    /// Source of the money.
    pub fund: FundSource,
    /// Which project: an index into [`Books::projects`]; `None` for basic expenditure.
    pub project: Option<usize>,
    /// Whether the money was carried over from last year.
    pub carried: bool,
    /// Whether the money is kept for next year instead of being spent.
    pub kept: bool,
    /// The amount in fen.
    pub fen: i64,
}

/// A budget unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Six digits: 132001.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it is a public institution (事业单位) rather than an agency.
    pub institution: bool,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// 21 digits.
    pub code: String,
    /// Name.
    pub name: String,
    /// The unit that has it.
    pub unit: usize,
}

/// The books of a department in one year and phase.
#[derive(Clone, Debug)]
pub struct Books {
    /// Department's code, three digits.
    pub code: String,
    /// Department's name.
    pub department: String,
    /// Fiscal year.
    pub year: i32,
    /// Budget or final accounts.
    pub phase: Phase,
    /// The units, its own first.
    pub units: Vec<Unit>,
    /// The projects of all years; those without entries are not printed.
    pub projects: Vec<Project>,
    /// Every amount.
    pub entries: Vec<Entry>,
    /// Procured goods, works and services, in fen.
    pub procurement: [i64; 3],
    /// Number of vehicles.
    pub vehicles: i64,
}

/// Which entries a figure adds up; everything that is not said is free.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Unit.
    pub unit: Option<usize>,
    /// First digits of the functional code.
    pub function: String,
    /// First digits of the economic code, alternatives.
    pub economic: Vec<String>,
    /// First digits of the government's economic code.
    pub government: String,
    /// Natures or groups of natures, alternatives.
    pub natures: Vec<Nature>,
    /// Funds, alternatives.
    pub funds: Vec<FundSource>,
    /// Project.
    pub project: Option<usize>,
    /// Carried over or not.
    pub carried: Option<bool>,
    /// Kept or spent.
    pub kept: Option<bool>,
}

/// The three funds that together are 财政拨款.
pub const APPROPRIATED: [FundSource; 3] =
    [FundSource::GeneralPublic, FundSource::GovernmentFund, FundSource::StateCapital];

impl Filter {
    /// Everything spent.
    pub fn spent() -> Self {
        Filter { kept: Some(false), ..Filter::default() }
    }

    /// The revenue of the year.
    pub fn revenue() -> Self {
        Filter { carried: Some(false), ..Filter::default() }
    }

    /// The same, of some funds.
    pub fn of_funds(mut self, funds: &[FundSource]) -> Self {
        self.funds = funds.to_vec();
        self
    }

    /// The same, of one nature or group.
    pub fn of_nature(mut self, nature: Nature) -> Self {
        self.natures = if nature == Nature::Total { Vec::new() } else { vec![nature] };
        self
    }

    /// The same, below a functional code.
    pub fn of_function(mut self, code: &str) -> Self {
        self.function = code.to_owned();
        self
    }

    /// The same, below economic codes.
    pub fn of_economic(mut self, codes: &[&str]) -> Self {
        self.economic = codes.iter().map(|code| (*code).to_owned()).collect();
        self
    }

    /// The same, of one unit.
    pub fn of_unit(mut self, unit: usize) -> Self {
        self.unit = Some(unit);
        self
    }

    /// The same, of one project.
    pub fn of_project(mut self, project: usize) -> Self {
        self.project = Some(project);
        self
    }

    /// Whether an entry is counted.
    pub fn takes(&self, entry: &Entry) -> bool {
        let begins = |prefixes: &[String], code: &str| {
            prefixes.is_empty() || prefixes.iter().any(|prefix| code.starts_with(prefix.as_str()))
        };
        self.unit.is_none_or(|unit| unit == entry.unit)
            && entry.function.starts_with(&self.function)
            && begins(&self.economic, entry.economic)
            && entry.government.starts_with(&self.government)
            && (self.natures.is_empty() || self.natures.iter().any(|nature| is_within(entry.nature, *nature)))
            && (self.funds.is_empty() || self.funds.contains(&entry.fund))
            && self.project.is_none_or(|project| entry.project == Some(project))
            && self.carried.is_none_or(|carried| carried == entry.carried)
            && self.kept.is_none_or(|kept| kept == entry.kept)
    }
}

/// Whether a nature is another one or a part of it.
pub fn is_within(nature: Nature, whole: Nature) -> bool {
    nature == whole || nature.parent().is_some_and(|parent| is_within(parent, whole))
}

impl Books {
    /// The sum of the entries that a filter takes, in fen.
    pub fn sum(&self, filter: &Filter) -> i64 {
        self.sum_both(filter, &Filter::default())
    }

    /// The sum of the entries that both filters take, in fen.
    pub fn sum_both(&self, row: &Filter, column: &Filter) -> i64 {
        self.entries.iter().filter(|entry| row.takes(entry) && column.takes(entry)).map(|entry| entry.fen).sum()
    }

    /// The functional codes of so many digits among the entries that a filter takes, sorted.
    pub fn functions(&self, filter: &Filter, digits: usize) -> Vec<String> {
        self.codes(filter, |entry| entry.function.get(..digits))
    }

    /// The economic codes of so many digits, sorted.
    pub fn economics(&self, filter: &Filter, digits: usize) -> Vec<String> {
        self.codes(filter, |entry| entry.economic.get(..digits))
    }

    fn codes<'a>(&'a self, filter: &Filter, code: impl Fn(&'a Entry) -> Option<&'a str>) -> Vec<String> {
        let mut codes: Vec<String> =
            self.entries.iter().filter(|entry| filter.takes(entry)).filter_map(code).map(str::to_owned).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The projects that have money, in the order of their codes.
    pub fn running_projects(&self, filter: &Filter) -> Vec<usize> {
        let runs = |project: &usize| {
            self.entries.iter().any(|entry| entry.project == Some(*project) && filter.takes(entry) && entry.fen != 0)
        };
        (0..self.projects.len()).filter(runs).collect()
    }

    /// Everything spent.
    pub fn expenditure(&self) -> i64 {
        self.sum(&Filter::spent())
    }

    /// The revenue of the year with balances carried over; equal to expenditure and kept balances.
    pub fn grand_total(&self) -> i64 {
        self.sum(&Filter::default())
    }

    /// The books of one of its units alone.
    pub fn of_unit(&self, unit: usize) -> Option<Books> {
        let own = self.units.get(unit)?.clone();
        let mut books = self.clone();
        books.units = vec![own];
        books.entries.retain(|entry| entry.unit == unit);
        for entry in &mut books.entries {
            entry.unit = 0;
        }
        for project in &mut books.projects {
            project.unit = 0;
        }
        let shares = i64::try_from(self.units.len()).unwrap_or(1).max(1);
        let part = i64::try_from(unit).unwrap_or(0);
        let divide = |whole: i64| if part == 0 { whole - (whole / shares) * (shares - 1) } else { whole / shares };
        books.procurement = books.procurement.map(divide);
        books.vehicles = divide(books.vehicles);
        Some(books)
    }
}
