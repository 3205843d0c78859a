//! Applies a crosswalk to a frame of facts or statements: the same figures, under the identity they are compared by.
//!
//! Two views are made. The *lasting* view follows what simply got another name or code, so that a series runs through all
//! years. A *pair* view is made for one year in which something was split or merged, or moved between classes: it holds
//! that year and the one before, with the old side under the new identity, so that every other year keeps its detail.
//! Both conserve the total of every column of every year to the fen, which is proved each time.

use super::groups::{Group, groups};
use super::{Crosswalk, Link, Party, Subject};
use crate::domain::label::fold;
use crate::error::{Error, Result};
use crate::panel::series::{self, Departments};
use crate::panel::{Cells, frame_error};
use polars::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Columns that an identity consists of, as far as a crosswalk may change it.
const COLUMNS: [&str; 10] = [
    "department_code",
    "department",
    "unit_code",
    "unit",
    "function_code",
    "economic_code",
    "government_economic_code",
    "project_code",
    "project",
    "item",
];

/// Years after the official one in which a body may still print the old codes.
const LATE_YEARS: i32 = 2;

/// What frames are aligned with.
pub struct Alignment<'a> {
    groups: Vec<Group>,
    links: &'a [Link],
    departments: &'a Departments,
    tables: &'a HashSet<String>,
    /// Digits of a classification that are compared.
    digits: usize,
}

/// A frame under the identities it is compared by.
pub struct Aligned {
    /// The rows, with series, scope, body and whole numbered anew.
    pub frame: DataFrame,
    /// For each row the row of the original frame.
    pub origin: Vec<u32>,
    /// For each row why its identity changed, in Chinese; empty where it did not.
    pub reasons: Vec<String>,
    /// Groups that were applied.
    pub applied: Vec<Group>,
    /// Groups whose one side is not in the panel, so that nothing was compared.
    pub incomplete: Vec<Group>,
}

/// One row's identity while it is worked on.
struct Row<'a> {
    cells: &'a Cells<'a>,
    row: usize,
    year: i32,
    region: &'a str,
}

impl<'a> Row<'a> {
    fn text(&self, column: &str) -> &'a str {
        self.cells.text(column, self.row)
    }
}

/// The identity of one row, changed or not.
#[derive(Clone)]
struct Identity<'a> {
    texts: [Cow<'a, str>; 10],
    amount_fen: i64,
    reason: String,
    dropped: bool,
}

impl<'a> Identity<'a> {
    fn of(row: &Row<'a>) -> Self {
        Identity {
            texts: COLUMNS.map(|column| Cow::Borrowed(row.text(column))),
            amount_fen: row.cells.integer("amount_fen", row.row),
            reason: String::new(),
            dropped: false,
        }
    }

    fn get(&self, column: &str) -> &str {
        COLUMNS
            .iter()
            .position(|name| *name == column)
            .and_then(|index| self.texts.get(index))
            .map_or("", AsRef::as_ref)
    }

    fn set(&mut self, column: &str, text: &str) {
        let index = COLUMNS.iter().position(|name| *name == column);
        if let Some(place) = index.and_then(|index| self.texts.get_mut(index)) {
            *place = Cow::Owned(text.to_owned());
        }
    }

    /// Takes over the identity of a party. A row that bears its owner's name bears the new one too.
    fn become_party(&mut self, subject: Subject, party: &Party, reason: &str) {
        if subject.is_classification() {
            self.set(subject.code_column(), &party.code);
        } else {
            let owner = fold(self.get("item")) == fold(self.get(subject.name_column()));
            self.set(subject.code_column(), &party.code);
            self.set(subject.name_column(), party.label());
            if owner && subject != Subject::Project {
                self.set("item", party.label());
            }
        }
        if !self.reason.contains(reason) {
            if !self.reason.is_empty() {
                self.reason.push('；');
            }
            self.reason.push_str(reason);
        }
    }
}

impl<'a> Alignment<'a> {
    /// An alignment with the links of a crosswalk on these subjects. `digits` is how deep classifications are compared;
    /// `departments` must have learnt the whole panel, `tables` are the documents that are imported tables.
    pub fn new(
        crosswalk: &'a Crosswalk,
        subjects: &[Subject],
        digits: usize,
        departments: &'a Departments,
        tables: &'a HashSet<String>,
    ) -> Self {
        let groups = groups(crosswalk.links()).into_iter().filter(|group| subjects.contains(&group.subject)).collect();
        Alignment { groups, links: crosswalk.links(), departments, tables, digits }
    }

    /// Years for which a pair view may be needed.
    pub fn pair_years(&self) -> BTreeSet<i32> {
        let mut years = BTreeSet::new();
        for group in self.groups.iter().filter(|group| !self.is_lasting(group)) {
            let late = if group.subject.is_classification() { LATE_YEARS } else { 0 };
            years.extend(group.year..=group.year + late);
        }
        years
    }

    /// Whether a group merely gives another name or code, at the depth that is compared.
    fn is_lasting(&self, group: &Group) -> bool {
        let lengths = group.parties().map(|party| party.code.len()).collect::<BTreeSet<_>>();
        group.is_one_to_one
            && (!group.subject.is_classification()
                || lengths.len() == 1 && lengths.iter().all(|length| *length > 3 && *length <= self.digits))
    }

    /// The lasting view of a frame.
    ///
    /// # Errors
    /// When a column is missing or the totals are not conserved.
    pub fn lasting(&self, frame: &DataFrame) -> Result<Aligned> {
        self.align(frame, None)
    }

    /// The view of a year and the year before. `frame` should hold only these two.
    ///
    /// # Errors
    /// When a column is missing or the totals are not conserved.
    pub fn pair(&self, frame: &DataFrame, year: i32) -> Result<Aligned> {
        self.align(frame, Some(year))
    }

    fn align(&self, frame: &DataFrame, pair: Option<i32>) -> Result<Aligned> {
        let cells = Cells::of(frame);
        let active = pair.map(|year| Active::find(self, frame, year)).unwrap_or_default();
        let mut rows: Vec<(u32, Identity)> = Vec::with_capacity(frame.height());
        for index in 0..frame.height() {
            let year = cells.small("fiscal_year", index).and_then(|year| i32::try_from(year).ok()).unwrap_or_default();
            let row = Row { cells: &cells, row: index, year, region: cells.text("region_code", index) };
            let origin = u32::try_from(index).unwrap_or(u32::MAX);
            let identity = Identity::of(&row);
            let grouped = pair.and_then(|pair| active.group_of(self, &row, pair));
            let parts = match grouped {
                Some((group, party)) => vec![self.join(group, &party, identity, &row, &active)],
                None => self.follow(identity, &row),
            };
            rows.extend(parts.into_iter().map(|part| (origin, part)));
        }
        conserved(frame, &rows)?;
        let groups =
            |numbers: &BTreeSet<usize>| numbers.iter().filter_map(|number| self.groups.get(*number).cloned()).collect();
        let (applied, incomplete) = (groups(&active.groups), groups(&active.incomplete));
        rows.retain(|(_, identity)| !identity.dropped);
        Ok(Aligned {
            frame: self.rebuild(frame, &rows)?,
            origin: rows.iter().map(|(origin, _)| *origin).collect(),
            reasons: rows.into_iter().map(|(_, identity)| identity.reason).collect(),
            applied,
            incomplete,
        })
    }

    /// Puts a row under the identity of its group.
    fn join<'r>(
        &self,
        number: usize,
        party: &Party,
        identity: Identity<'r>,
        row: &Row<'r>,
        active: &Active,
    ) -> Identity<'r> {
        let Some(group) = self.groups.get(number) else { return identity };
        let mut joined = identity;
        let target = self.target(group, party);
        let reason = format!("{} 年同口径：{}", group.year, group.words());
        joined.become_party(group.subject, &target.0, &reason);
        if group.subject.is_classification() {
            if let Some(label) = target.1 {
                joined.set("item", &label);
            }
        } else if let Some(followed) = self.follow_names(joined.clone(), group.year, row).pop() {
            joined = followed;
        }
        joined.dropped = active.incomplete.contains(&number) && row.year < group.year;
        joined
    }

    /// What all parties of a group are compared as, and a label for it. The new side where it is one thing (or one at
    /// the depth that is compared), otherwise the old side where it is one, otherwise the whole new side.
    fn target(&self, group: &Group, party: &Party) -> (Party, Option<String>) {
        if group.subject.is_classification() {
            let shown = |party: &Party| party.code.get(..self.digits).unwrap_or(&party.code).to_owned();
            let new: BTreeSet<String> = group.to.iter().map(shown).collect();
            if new.len() == 1 && self.digits < 7 {
                // Rolled up, the new side is one row already, and its own parts stay what they are.
                let own = group.to.contains(party) && group.to.len() > 1;
                let target = if own { Some(party) } else { group.to.first() };
                return (target.cloned().unwrap_or_default(), None);
            }
        }
        match (group.from.as_slice(), group.to.as_slice()) {
            (_, [one]) => (one.clone(), None),
            ([one], new) if !goes_elsewhere(group, one) => {
                let parts = new.iter().map(Party::words).collect::<Vec<_>>().join("＋");
                (one.clone(), Some(format!("{}（＝{parts}）", one.label())))
            }
            (_, new) => {
                let most = new.iter().take(3).map(Party::label).collect::<Vec<_>>().join("＋");
                let rest = if new.len() > 3 { format!("等 {} 个", new.len()) } else { String::new() };
                let code =
                    if group.subject.is_classification() { new.first().map(|party| party.code.clone()) } else { None };
                let name = format!("{most}{rest}");
                (Party { code: code.unwrap_or_default(), name: name.clone() }, Some(name))
            }
        }
    }

    /// A row under its lasting identity: several rows where it is divided by exact shares.
    fn follow<'r>(&self, mut identity: Identity<'r>, row: &Row<'r>) -> Vec<Identity<'r>> {
        for group in self.groups.iter().filter(|group| group.subject.is_classification() && self.is_lasting(group)) {
            let in_time = row.year <= group.year + LATE_YEARS;
            if let ([from], [to]) = (group.from.as_slice(), group.to.as_slice())
                && in_time
                && row.region.starts_with(&group.region)
                && self.names(identity.get(group.subject.code_column()), &from.code)
            {
                let reason = format!("{} 年同口径：{}", group.year, group.words());
                identity.become_party(group.subject, to, &reason);
            }
        }
        let year = row.year;
        self.follow_names(identity, year, row)
    }

    /// Whether a row's code is a link's code, or is one at the depth that is compared.
    fn names(&self, printed: &str, code: &str) -> bool {
        printed == code || code.len() == self.digits && printed.starts_with(code)
    }

    /// Follows names, units and projects from a year on; divides by exact shares on the way.
    fn follow_names<'r>(&self, identity: Identity<'r>, year: i32, row: &Row<'r>) -> Vec<Identity<'r>> {
        let mut finished = Vec::new();
        let mut waiting = vec![(identity, year)];
        while let Some((identity, year)) = waiting.pop() {
            match self.next_links(&identity, year, row) {
                next if next.is_empty() => finished.push(identity),
                next => {
                    let amounts = divide(identity.amount_fen, &next);
                    for (link, amount_fen) in next.iter().zip(amounts) {
                        let mut part = Identity { amount_fen, ..identity.clone() };
                        part.become_party(link.subject, &link.to, &format!("{} 年同口径：{}", link.year, link.words()));
                        waiting.push((part, link.year));
                    }
                }
            }
        }
        finished.reverse();
        finished
    }

    /// The earliest links after a year that lead on from an identity.
    fn next_links(&self, identity: &Identity, year: i32, row: &Row) -> Vec<&'a Link> {
        let fits = |link: &&Link| {
            link.year > year
                && row.region.starts_with(&link.region)
                && (link.department.is_empty() || fold(identity.get("department")) == fold(&link.department))
                && (link.share.is_some() || !link.subject.is_classification() && self.leads_on(link))
                && is_party(&link.from, link.subject, |column| identity.get(column))
        };
        let mut next: Vec<&Link> = self.links.iter().filter(fits).collect();
        let first = next.iter().map(|link| (link.year, link.subject)).min();
        next.retain(|link| Some((link.year, link.subject)) == first);
        next
    }

    /// Whether a link simply leads from one name to another.
    fn leads_on(&self, link: &Link) -> bool {
        let own = |group: &&Group| {
            group.subject == link.subject
                && group.year == link.year
                && group.from.contains(&link.from)
                && group.to.contains(&link.to)
        };
        self.groups.iter().find(own).is_some_and(|group| group.is_one_to_one)
    }

    fn rebuild(&self, frame: &DataFrame, rows: &[(u32, Identity)]) -> Result<DataFrame> {
        let bad = |error: PolarsError| frame_error("对照年度间的科目和部门", error);
        let picked: Vec<IdxSize> = rows.iter().map(|(origin, _)| *origin as IdxSize).collect();
        let picked = IdxCa::from_vec("row".into(), picked);
        let mut rebuilt = frame.take(&picked).map_err(bad)?;
        for column in COLUMNS.iter().filter(|column| frame.column(column).is_ok()) {
            let texts: StringChunked = rows.iter().map(|(_, identity)| Some(identity.get(column))).collect();
            rebuilt.with_column(texts.with_name((*column).into()).into_column()).map_err(bad)?;
        }
        if rows.iter().any(|(_, identity)| identity.reason.contains("同口径")) {
            let cells = Cells::of(frame);
            let changed = |origin: u32, amount: i64| cells.integer("amount_fen", origin as usize) != amount;
            if rows.iter().any(|(origin, identity)| changed(*origin, identity.amount_fen)) {
                let amounts: Int64Chunked = rows.iter().map(|(_, identity)| Some(identity.amount_fen)).collect();
                rebuilt.with_column(amounts.with_name("amount_fen".into()).into_column()).map_err(bad)?;
            }
        }
        series::identify(&mut rebuilt, self.departments, self.tables)?;
        Ok(rebuilt)
    }
}

/// Whether all that a 科目 was split into lies in one other 类.
fn goes_elsewhere(group: &Group, old: &Party) -> bool {
    let class = |party: &Party| party.code.get(..3).unwrap_or_default().to_owned();
    let new: BTreeSet<String> = group.to.iter().map(class).collect();
    group.subject.is_classification() && new.len() == 1 && !new.contains(&class(old))
}

/// Whether a row's columns name a party.
fn is_party<'t>(party: &Party, subject: Subject, text: impl Fn(&str) -> &'t str) -> bool {
    if subject.is_classification() {
        return text(subject.code_column()).starts_with(party.code.as_str());
    }
    if party.name.is_empty() {
        return text(subject.code_column()) == party.code;
    }
    fold(text(subject.name_column())) == fold(&party.name)
}

/// An amount divided by exact shares; the parts add up to it to the fen (largest remainder). A single link without a
/// share takes all of it.
fn divide(amount_fen: i64, links: &[&Link]) -> Vec<i64> {
    let shares: Vec<(i128, i128)> = links
        .iter()
        .map(|link| link.share.map_or((1, 1), |(part, whole)| (i128::from(part), i128::from(whole))))
        .collect();
    let mut parts: Vec<(i64, i128)> = shares
        .iter()
        .map(|(part, whole)| {
            let scaled = i128::from(amount_fen) * part;
            let rest = scaled.rem_euclid(*whole) * 1_000_000_000 / whole;
            (i64::try_from(scaled.div_euclid(*whole)).unwrap_or_default(), rest)
        })
        .collect();
    let missing = i128::from(amount_fen) - parts.iter().map(|(part, _)| i128::from(*part)).sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(parts.get(*index).map_or(0, |part| part.1)));
    for index in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        if let Some(part) = parts.get_mut(index) {
            part.0 += 1;
        }
    }
    parts.into_iter().map(|(part, _)| part).collect()
}

/// Groups in force for one pair of years, and for classifications the bodies for which they are.
#[derive(Default)]
struct Active {
    groups: BTreeSet<usize>,
    /// Groups of which a side has published nothing.
    incomplete: BTreeSet<usize>,
    /// Number of a group, body: both years are under the new classification at the latest.
    bodies: HashSet<(usize, i64)>,
}

impl Active {
    fn find(alignment: &Alignment, frame: &DataFrame, pair: i32) -> Self {
        let cells = Cells::of(frame);
        // Group → (body, party, year) that are there.
        let mut present: BTreeMap<usize, BTreeSet<(i64, Party, i32)>> = BTreeMap::new();
        let index = GroupIndex::of(alignment);
        for row in 0..frame.height() {
            let year = cells.small("fiscal_year", row).and_then(|year| i32::try_from(year).ok()).unwrap_or_default();
            let text = |column: &str| cells.text(column, row);
            for (number, party) in index.candidates(text) {
                let Some(group) = alignment.groups.get(number) else { continue };
                if text("region_code").starts_with(&group.region) {
                    let found = (cells.integer("body_id", row), party.clone(), year);
                    present.entry(number).or_default().insert(found);
                }
            }
        }
        let mut active = Active::default();
        for (number, found) in present {
            if let Some(group) = alignment.groups.get(number).filter(|group| !alignment.is_lasting(group)) {
                active.add(number, group, &found, pair, in_tables(frame, alignment.tables));
            }
        }
        active
    }

    fn add(&mut self, number: usize, group: &Group, found: &BTreeSet<(i64, Party, i32)>, pair: i32, tables_only: bool) {
        if !group.subject.is_classification() {
            let there = |party: &Party, year: i32| found.iter().any(|(_, one, when)| one == party && *when == year);
            let (old, new) = (
                group.from.iter().filter(|party| there(party, pair - 1)).count(),
                group.to.iter().filter(|party| there(party, pair)).count(),
            );
            if group.year == pair && old + new > 0 {
                self.groups.insert(number);
                if (old < group.from.len() || new < group.to.len()) && !tables_only {
                    self.incomplete.insert(number);
                }
            }
            return;
        }
        let bodies: BTreeSet<i64> = found.iter().map(|(body, ..)| *body).collect();
        for body in bodies {
            let there = |parties: &[Party], year: i32| {
                found.iter().any(|(one, party, when)| *one == body && *when == year && parties.contains(party))
            };
            let gone: Vec<Party> = group.from.iter().filter(|party| !group.to.contains(party)).cloned().collect();
            let late = group.year < pair && pair <= group.year + LATE_YEARS;
            let in_time = group.year == pair && there(&group.from, pair - 1);
            if in_time || late && there(&gone, pair - 1) && !there(&gone, pair) {
                self.groups.insert(number);
                self.bodies.insert((number, body));
            }
        }
    }

    /// The group that a row belongs to, and as which of its parties: the one with the longest code.
    fn group_of(&self, alignment: &Alignment, row: &Row, pair: i32) -> Option<(usize, Party)> {
        if row.year != pair && row.year != pair - 1 {
            return None;
        }
        let body = row.cells.integer("body_id", row.row);
        let mut best: Option<(usize, &Party)> = None;
        for number in &self.groups {
            let Some(group) = alignment.groups.get(*number) else { continue };
            let in_force = !group.subject.is_classification() || self.bodies.contains(&(*number, body));
            if !in_force || !row.region.starts_with(&group.region) || !in_department(group, row) {
                continue;
            }
            for party in group.parties().filter(|party| is_party(party, group.subject, |column| row.text(column))) {
                if best.is_none_or(|(_, other)| other.code.len() < party.code.len()) {
                    best = Some((*number, party));
                }
            }
        }
        best.map(|(number, party)| (number, party.clone()))
    }
}

fn in_department(group: &Group, row: &Row) -> bool {
    group.department.is_empty() || fold(row.text("department")) == fold(&group.department)
}

/// Finds the groups that a row may belong to without asking each of them.
struct GroupIndex<'a> {
    parties: HashMap<(Subject, String), Vec<(usize, &'a Party)>>,
    subjects: BTreeSet<Subject>,
}

impl<'a> GroupIndex<'a> {
    fn of(alignment: &'a Alignment) -> Self {
        let mut index = GroupIndex { parties: HashMap::new(), subjects: BTreeSet::new() };
        for (number, group) in alignment.groups.iter().enumerate() {
            index.subjects.insert(group.subject);
            for party in group.parties() {
                let key = (group.subject, party.key(group.subject));
                index.parties.entry(key).or_default().push((number, party));
            }
        }
        index
    }

    fn candidates<'t>(&self, text: impl Fn(&str) -> &'t str) -> Vec<(usize, &'a Party)> {
        let mut found = Vec::new();
        for &subject in &self.subjects {
            let code = text(subject.code_column());
            let mut keys = Vec::new();
            if subject.is_classification() {
                keys.extend([3, 5, 7].iter().filter_map(|length| code.get(..*length)).map(|code| format!("码 {code}")));
            } else {
                keys.push(format!("名 {}", fold(text(subject.name_column()))));
                keys.push(format!("码 {code}"));
            }
            for key in keys {
                found.extend(self.parties.get(&(subject, key)).into_iter().flatten().copied());
            }
        }
        found
    }
}

/// Whether all figures of a frame come from imported tables, in which what has no row does not exist.
fn in_tables(frame: &DataFrame, tables: &HashSet<String>) -> bool {
    let cells = Cells::of(frame);
    (0..frame.height()).all(|row| tables.contains(cells.text("document_id", row)))
}

/// Coordinates that no crosswalk may change: the totals under them must stay.
type Column<'a> = (i32, &'a str, &'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

/// Proves that every column of every year adds up to what it did before.
fn conserved(frame: &DataFrame, rows: &[(u32, Identity)]) -> Result<()> {
    let cells = Cells::of(frame);
    let column = |row: usize| -> Column {
        let year = cells.small("fiscal_year", row).and_then(|year| i32::try_from(year).ok()).unwrap_or_default();
        let text = |name: &str| cells.text(name, row);
        (
            year,
            text("region_code"),
            text("phase"),
            text("form"),
            text("flow"),
            text("fund"),
            text("nature"),
            text("level"),
        )
    };
    let mut balance: HashMap<Column, i128> = HashMap::new();
    for row in 0..frame.height() {
        *balance.entry(column(row)).or_default() += i128::from(cells.integer("amount_fen", row));
    }
    for (origin, identity) in rows {
        *balance.entry(column(*origin as usize)).or_default() -= i128::from(identity.amount_fen);
    }
    match balance.into_iter().filter(|(_, rest)| *rest != 0).min() {
        None => Ok(()),
        Some(((year, ..), rest)) => {
            Err(Error::panel(format!("对照后 {year} 年的合计比账面差 {} 分，没有采用；请检查对照表里的份额", -rest)))
        }
    }
}
