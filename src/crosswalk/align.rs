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
    /// Which groups merely give another name or code, at the depth that is compared.
    lasting: Vec<bool>,
    /// Code → lasting groups of a classification that lead on from it.
    codes: HashMap<(Subject, String), Vec<usize>>,
    /// Party → links that lead on from it by themselves: to another name, or to exact shares.
    names: HashMap<(Subject, String), Vec<&'a Link>>,
    /// Whether names that share a code are kept apart, so that every row must be numbered anew.
    parts_departments: bool,
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
        let groups: Vec<Group> =
            groups(crosswalk.links()).into_iter().filter(|group| subjects.contains(&group.subject)).collect();
        let lasting: Vec<bool> = groups.iter().map(|group| is_lasting(group, digits)).collect();
        let mut codes: HashMap<(Subject, String), Vec<usize>> = HashMap::new();
        let mut simple: HashSet<(Subject, i32, &Party, &Party)> = HashSet::new();
        for (number, group) in groups.iter().enumerate().filter(|(number, _)| lasting.get(*number) == Some(&true)) {
            if let ([from], [to]) = (group.from.as_slice(), group.to.as_slice()) {
                codes.entry((group.subject, from.code.clone())).or_default().push(number);
                simple.insert((group.subject, group.year, from, to));
            }
        }
        let mut names: HashMap<(Subject, String), Vec<&'a Link>> = HashMap::new();
        for link in crosswalk.links().iter().filter(|link| subjects.contains(&link.subject)) {
            let named =
                !link.subject.is_classification() && simple.contains(&(link.subject, link.year, &link.from, &link.to));
            if link.share.is_some() || named {
                names.entry((link.subject, link.from.key(link.subject))).or_default().push(link);
            }
        }
        let parts_departments = crosswalk.kept_apart().next().is_some();
        drop(simple);
        Alignment { groups, lasting, codes, names, parts_departments, departments, tables, digits }
    }

    /// Years for which a pair view may be needed.
    pub fn pair_years(&self) -> BTreeSet<i32> {
        let mut years = BTreeSet::new();
        for group in self.passing().map(|(_, group)| group) {
            let late = if group.subject.is_classification() { LATE_YEARS } else { 0 };
            years.extend(group.year..=group.year + late);
        }
        years
    }

    /// Groups that need a pair view, with their numbers.
    fn passing(&self) -> impl Iterator<Item = (usize, &Group)> {
        self.groups.iter().enumerate().filter(|(number, _)| self.lasting.get(*number) == Some(&false))
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
                let parts = group.side(new);
                let old = group.side(std::slice::from_ref(one));
                (one.clone(), Some(format!("{}（{old}＝{parts}）", one.label())))
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
        for subject in [Subject::Function, Subject::Economic, Subject::GovernmentEconomic] {
            for number in self.groups_from(subject, row.text(subject.code_column())) {
                let Some(group) = self.groups.get(number) else { continue };
                let in_force = row.year <= group.year + LATE_YEARS && row.region.starts_with(&group.region);
                if let Some(to) = group.to.first().filter(|_| in_force) {
                    let reason = format!("{} 年同口径：{}", group.year, group.words());
                    identity.become_party(subject, to, &reason);
                }
            }
        }
        if self.names.is_empty() {
            return vec![identity];
        }
        self.follow_names(identity, row.year, row)
    }

    /// Lasting groups that lead on from a code, or from what it is at the depth that is compared.
    fn groups_from(&self, subject: Subject, code: &str) -> Vec<usize> {
        if self.codes.is_empty() || official(code).is_empty() {
            return Vec::new();
        }
        let shown = code.get(..self.digits).filter(|shown| *shown != code);
        let keys = std::iter::once(code).chain(shown);
        keys.filter_map(|key| self.codes.get(&(subject, key.to_owned()))).flatten().copied().collect()
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
        };
        let mut next: Vec<&Link> = Vec::new();
        for subject in Subject::ALL {
            let party = Party {
                code: identity.get(subject.code_column()).to_owned(),
                name: identity.get(subject.name_column()).to_owned(),
            };
            let by_code = Party { code: party.code.clone(), name: String::new() };
            let keys = BTreeSet::from([party.key(*subject), by_code.key(*subject)]);
            let found = keys.into_iter().filter_map(|key| self.names.get(&(*subject, key))).flatten();
            next.extend(found.copied().filter(fits));
        }
        let first = next.iter().map(|link| (link.year, link.subject)).min();
        next.retain(|link| Some((link.year, link.subject)) == first);
        next
    }

    /// The frame with the rows' new identities; only rows that changed are numbered anew.
    fn rebuild(&self, frame: &DataFrame, rows: &[(u32, Identity)]) -> Result<DataFrame> {
        let bad = |error: PolarsError| frame_error("对照年度间的科目和部门", error);
        let picked: Vec<IdxSize> = rows.iter().map(|(origin, _)| *origin as IdxSize).collect();
        let mut rebuilt = frame.take(&IdxCa::from_vec("row".into(), picked)).map_err(bad)?;
        let changed: Vec<IdxSize> = rows
            .iter()
            .enumerate()
            .filter(|(_, (_, identity))| self.parts_departments || !identity.reason.is_empty())
            .filter_map(|(row, _)| IdxSize::try_from(row).ok())
            .collect();
        if changed.is_empty() {
            return Ok(rebuilt);
        }
        for column in COLUMNS.iter().filter(|column| frame.column(column).is_ok()) {
            let texts: StringChunked = rows.iter().map(|(_, identity)| Some(identity.get(column))).collect();
            rebuilt.with_column(texts.with_name((*column).into()).into_column()).map_err(bad)?;
        }
        let amounts: Int64Chunked = rows.iter().map(|(_, identity)| Some(identity.amount_fen)).collect();
        if frame.column("amount_fen").is_ok() {
            rebuilt.with_column(amounts.with_name("amount_fen".into()).into_column()).map_err(bad)?;
        }
        let picked = IdxCa::from_vec("row".into(), changed.clone());
        let mut part = rebuilt.take(&picked).map_err(bad)?;
        series::identify(&mut part, self.departments, self.tables)?;
        for name in ["series_id", "scope_id", "body_id", "whole_id"] {
            let (Ok(whole), Ok(own)) = (rebuilt.column(name), part.column(name)) else { continue };
            let mut ids: Vec<Option<i64>> = whole.i64().map_err(bad)?.iter().collect();
            for (row, id) in changed.iter().zip(own.i64().map_err(bad)?.iter()) {
                if let Some(place) = ids.get_mut(*row as usize) {
                    *place = id;
                }
            }
            let ids: Int64Chunked = ids.into_iter().collect();
            rebuilt.with_column(ids.with_name(name.into()).into_column()).map_err(bad)?;
        }
        Ok(rebuilt)
    }
}

/// Whether a group merely gives another name or code, at the depth that is compared.
fn is_lasting(group: &Group, digits: usize) -> bool {
    let lengths = group.parties().map(|party| party.code.len()).collect::<BTreeSet<_>>();
    group.is_one_to_one
        && (!group.subject.is_classification()
            || lengths.len() == 1 && lengths.iter().all(|length| *length > 3 && *length <= digits))
}

/// A code of the official classifications; nothing for codes that tables of other kinds carry in the same column.
fn official(code: &str) -> &str {
    if matches!(code.len(), 3 | 5 | 7) { code } else { "" }
}

/// Whether a crosswalk may change how figures of this frame are compared. Cheap, so that panels without anything to link
/// pay nothing.
pub fn concerns(crosswalk: &Crosswalk, subjects: &[Subject], frame: &DataFrame) -> bool {
    let mut links = crosswalk.links().iter().filter(|link| subjects.contains(&link.subject));
    if crosswalk.kept_apart().next().is_some() || links.any(|link| !link.subject.is_classification()) {
        return true;
    }
    let mut last_years: HashMap<(Subject, &str), i32> = HashMap::new();
    for link in crosswalk.links().iter().filter(|link| subjects.contains(&link.subject)) {
        let last = last_years.entry((link.subject, link.from.code.as_str())).or_insert(i32::MIN);
        *last = (*last).max(link.year - 1 + LATE_YEARS);
    }
    let subjects: BTreeSet<Subject> = last_years.keys().map(|(subject, _)| *subject).collect();
    let cells = Cells::of(frame);
    (0..frame.height()).any(|row| {
        let year = cells.small("fiscal_year", row).and_then(|year| i32::try_from(year).ok()).unwrap_or_default();
        subjects.iter().any(|subject| {
            let code = official(cells.text(subject.code_column(), row));
            let prefixes = [3, 5, 7].into_iter().filter_map(|length| code.get(..length));
            prefixes.filter_map(|code| last_years.get(&(*subject, code))).any(|last| year <= *last)
        })
    })
}

/// Whether all that a 科目 was split into lies in one other 类.
fn goes_elsewhere(group: &Group, old: &Party) -> bool {
    let class = |party: &Party| party.code.get(..3).unwrap_or_default().to_owned();
    let new: BTreeSet<String> = group.to.iter().map(class).collect();
    group.subject.is_classification() && new.len() == 1 && !new.contains(&class(old))
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
struct Active<'a> {
    index: GroupIndex<'a>,
    groups: BTreeSet<usize>,
    /// Groups of which a side has published nothing.
    incomplete: BTreeSet<usize>,
    /// Number of a group, body: both years are under the new classification at the latest.
    bodies: HashSet<(usize, i64)>,
}

impl<'a> Active<'a> {
    fn find(alignment: &'a Alignment, frame: &DataFrame, pair: i32) -> Self {
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
        let mut active = Active { index, ..Active::default() };
        for (number, found) in present {
            if let Some(group) = alignment.groups.get(number) {
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
        let in_force = |(number, _): &(usize, &Party)| {
            alignment.groups.get(*number).is_some_and(|group| {
                let there = if group.subject.is_classification() {
                    self.bodies.contains(&(*number, body))
                } else {
                    self.groups.contains(number)
                };
                there && row.region.starts_with(&group.region) && in_department(group, row)
            })
        };
        let candidates = self.index.candidates(|column| row.text(column)).into_iter().filter(in_force);
        candidates.max_by_key(|(_, party)| party.code.len()).map(|(number, party)| (number, party.clone()))
    }
}

fn in_department(group: &Group, row: &Row) -> bool {
    group.department.is_empty() || fold(row.text("department")) == fold(&group.department)
}

/// Finds the groups that a row may belong to without asking each of them.
#[derive(Default)]
struct GroupIndex<'a> {
    parties: HashMap<(Subject, String), Vec<(usize, &'a Party)>>,
    subjects: BTreeSet<Subject>,
}

impl<'a> GroupIndex<'a> {
    fn of(alignment: &'a Alignment) -> Self {
        let mut index = GroupIndex { parties: HashMap::new(), subjects: BTreeSet::new() };
        for (number, group) in alignment.passing() {
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
                let code = official(code);
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

/// Proves that every printed figure is still there, to the fen, in whatever parts: then every total over all
/// departments is what it was, since year, form, fund and the other columns that totals are made of are never changed.
fn conserved(frame: &DataFrame, rows: &[(u32, Identity)]) -> Result<()> {
    let cells = Cells::of(frame);
    let mut rest: Vec<i128> = (0..frame.height()).map(|row| i128::from(cells.integer("amount_fen", row))).collect();
    for (origin, identity) in rows {
        if let Some(rest) = rest.get_mut(*origin as usize) {
            *rest -= i128::from(identity.amount_fen);
        }
    }
    let total: i128 = rest.iter().sum();
    match rest.iter().position(|rest| *rest != 0) {
        None => Ok(()),
        Some(row) => {
            let year = cells.small("fiscal_year", row).unwrap_or_default();
            Err(Error::panel(format!("对照后 {year} 年的合计比账面差 {} 分，没有采用；请检查对照表里的份额", -total)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crosswalk::{Decision, LinkKind};
    use proptest::prelude::*;

    fn shared(share: (i64, i64)) -> Link {
        Link {
            subject: Subject::Department,
            kind: LinkKind::Split,
            year: 2020,
            region: String::new(),
            department: String::new(),
            from: Party { code: String::new(), name: "甲".to_owned() },
            to: Party { code: String::new(), name: "乙".to_owned() },
            share: Some(share),
            confidence: 100,
            evidence: String::new(),
            decision: Decision::Confirmed,
            file: String::new(),
            line: 0,
        }
    }

    proptest! {
        #[test]
        fn shares_divide_any_amount_without_a_fen_too_many_or_too_few(
            amount in any::<i64>().prop_map(|amount| amount / 1_000),
            cuts in prop::collection::vec(1..10_000_i64, 1..7),
        ) {
            let whole: i64 = cuts.iter().sum();
            let links: Vec<Link> = cuts.iter().map(|part| shared((*part, whole))).collect();
            let parts = divide(amount, &links.iter().collect::<Vec<_>>());
            prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(amount));
            for (part, cut) in parts.iter().zip(&cuts) {
                let exact = i128::from(amount) * i128::from(*cut);
                prop_assert!((i128::from(*part) * i128::from(whole) - exact).abs() < i128::from(whole));
            }
        }
    }
}
