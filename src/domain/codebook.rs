//! Codebooks of the 政府收支分类科目 by year, and administrative divisions. Names change; codes change more rarely.
//!
//! The lists ship in `datasets/codebooks` with the source of each row.

use super::label::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One name of one code, valid in a range of years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodebookEntry {
    /// Digits only.
    pub code: &'static str,
    /// Official name.
    pub name: &'static str,
    /// First year.
    pub from_year: i32,
    /// Last year, `i32::MAX` while still valid.
    pub to_year: i32,
}

/// A list of codes with their names over the years.
#[derive(Debug, Default)]
pub struct Codebook {
    by_code: HashMap<&'static str, Vec<CodebookEntry>>,
    by_name: HashMap<String, Vec<CodebookEntry>>,
}

/// 支出功能分类.
pub static FUNCTIONAL: LazyLock<Codebook> = LazyLock::new(|| {
    let mut book = Codebook::parse(include_str!("../../datasets/codebooks/functional_classification.csv"));
    book.add_aliases(include_str!("../../datasets/codebooks/aliases.csv"));
    book
});

/// 部门预算支出经济分类.
pub static ECONOMIC_DEPARTMENT: LazyLock<Codebook> =
    LazyLock::new(|| Codebook::parse(include_str!("../../datasets/codebooks/economic_department.csv")));

/// 政府预算支出经济分类.
pub static ECONOMIC_GOVERNMENT: LazyLock<Codebook> =
    LazyLock::new(|| Codebook::parse(include_str!("../../datasets/codebooks/economic_government.csv")));

impl Codebook {
    fn parse(text: &'static str) -> Self {
        let mut book = Codebook::default();
        for fields in csv_rows(text) {
            let [code, name, from, to, ..] = fields.as_slice() else { continue };
            let entry = CodebookEntry {
                code,
                name,
                from_year: from.parse().unwrap_or(i32::MIN),
                to_year: to.parse().unwrap_or(i32::MAX),
            };
            book.by_code.entry(code).or_default().push(entry);
            book.by_name.entry(name_key(&fold(name))).or_default().push(entry);
        }
        book
    }

    fn add_aliases(&mut self, text: &'static str) {
        for fields in csv_rows(text) {
            let [alias, canonical, ..] = fields.as_slice() else { continue };
            let Some(entries) = self.by_name.get(&name_key(&fold(canonical))).cloned() else { continue };
            self.by_name.entry(name_key(&fold(alias))).or_insert(entries);
        }
    }

    /// The official name of a code in a year; where the year has none, the name of the nearest year.
    pub fn name(&self, code: &str, year: i32) -> Option<&'static str> {
        let entries = self.by_code.get(code)?;
        let distance = |entry: &CodebookEntry| (entry.from_year - year).max(year - entry.to_year).max(0);
        entries.iter().min_by_key(|entry| distance(entry)).map(|entry| entry.name)
    }

    /// Whether the code stands in the book in any year.
    pub fn contains(&self, code: &str) -> bool {
        self.by_code.contains_key(code)
    }

    /// The code that a folded name has, among codes of `digits` digits; `None` if no code or several have it.
    /// A final 支出 makes no difference.
    pub fn code_of(&self, folded_name: &str, digits: usize) -> Option<&'static str> {
        let entries = self.by_name.get(&name_key(folded_name))?;
        let mut codes = entries.iter().map(|entry| entry.code).filter(|code| code.len() == digits);
        let first = codes.next()?;
        codes.all(|code| code == first).then_some(first)
    }

    /// The one code, of any depth, that a folded name has in a year; the shallowest where a 类 and its 款 share a name.
    pub fn name_in_year(&self, folded_name: &str, year: i32) -> Option<&'static str> {
        let entries = self.by_name.get(&name_key(folded_name))?;
        let mut codes: Vec<&'static str> = entries
            .iter()
            .filter(|entry| (entry.from_year..=entry.to_year).contains(&year))
            .map(|entry| entry.code)
            .collect();
        codes.sort_by_key(|code| (code.len(), *code));
        codes.dedup();
        match codes.as_slice() {
            [] => self.code_of_any_depth(folded_name),
            [only] => Some(only),
            [first, second, ..] => (first.len() < second.len()).then_some(first),
        }
    }

    /// The one code, of any depth, that a folded name has.
    pub fn code_of_any_depth(&self, folded_name: &str) -> Option<&'static str> {
        let entries = self.by_name.get(&name_key(folded_name))?;
        let first = entries.first()?.code;
        entries.iter().all(|entry| entry.code == first).then_some(first)
    }
}

/// The name under which entries are found: without a final 支出 or 事务.
fn name_key(folded: &str) -> String {
    let name = folded.strip_suffix("支出").unwrap_or(folded);
    if name.is_empty() { folded.to_owned() } else { name.to_owned() }
}

/// Fields of each row after the head; the shipped lists have no quoted commas.
fn csv_rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| line.split(',').map(|field| field.trim().trim_matches('"')).collect())
}

/// An administrative division (GB/T 2260).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Six digits.
    pub code: &'static str,
    /// Name: 周口市.
    pub name: &'static str,
    /// Code of the division above; empty for provinces.
    pub parent: &'static str,
}

/// All divisions, in the order of their codes.
pub static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| {
    csv_rows(include_str!("../../datasets/codebooks/regions.csv"))
        .filter_map(|fields| match fields.as_slice() {
            [code, name, parent, ..] => Some(Region { code, name, parent }),
            [code, name] => Some(Region { code, name, parent: "" }),
            _ => None,
        })
        .collect()
});

/// The division that a body's name begins with: 上海市普陀区人民政府办公室 → 310107. A county whose name several
/// provinces share is told apart by the province or city named before it; where that is missing and the name is not
/// unique, `None`.
pub fn region_of(name: &str) -> Option<Region> {
    let mut found: Option<Region> = None;
    let mut rest = name;
    for _ in 0..3 {
        let parent = found.map(|region| region.code);
        let mut matches = REGIONS
            .iter()
            .filter(|region| rest.starts_with(region.name) && parent.is_none_or(|parent| is_below(region, parent)));
        let Some(first) = matches.next() else { break };
        if parent.is_none() && matches.any(|other| other.name == first.name) {
            break;
        }
        rest = rest.strip_prefix(first.name).unwrap_or_default();
        found = Some(*first);
    }
    found
}

fn is_below(region: &Region, ancestor: &str) -> bool {
    let prefix = ancestor.trim_end_matches("00");
    region.code != ancestor && region.code.starts_with(prefix)
}
