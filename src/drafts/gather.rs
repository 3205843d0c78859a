//! Finds the disclosure that is asked for, and the other disclosures of the same body.

use crate::checks::Dossier;
use crate::checks::dossier;
use crate::domain::label::fold;
use crate::domain::similarity::similarity;
use crate::domain::{Body, BodyKind, Phase};
use crate::error::{Error, Result};
use crate::panel::Panel;
use crate::panel::records::{self, ReadDocument};
use std::collections::BTreeSet;

/// Whose narrative, of which year.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Department or unit by name, part of it, or code.
    pub department: String,
    /// Year.
    pub year: i32,
    /// Phase; needed where the panel has several of the year.
    pub phase: Option<Phase>,
    /// 部门 or 单位, where both are of one name.
    pub kind: Option<BodyKind>,
}

/// A disclosure with what the panel has beside it.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The disclosure that is narrated.
    pub dossier: Dossier,
    /// Other years and phases of the same body.
    pub others: Vec<Dossier>,
    /// Whether its figures were imported by a mapping, so that what is not there is unknown.
    pub sparse: bool,
}

impl Gathered {
    /// The same body's disclosure of another year or phase; `None` where there is none, or more than one.
    pub fn other(&self, year: i32, phase: Phase) -> Option<&Dossier> {
        let mut found = self.others.iter().filter(|other| (other.year.get(), other.phase) == (year, phase));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}

/// Names that are suggested for one that nobody has.
const SUGGESTED: usize = 3;
/// Names that are listed where several fit.
const LISTED: usize = 6;

/// Finds the disclosure.
///
/// # Errors
/// When no body, or more than one, has the name; when the year or the phase is not in the panel; when there is nothing to
/// say; when the panel is damaged.
pub fn gather(panel: &Panel, wish: &Wish) -> Result<Gathered> {
    let documents = records::documents(panel)?;
    let published: Vec<ReadDocument> = documents
        .iter()
        .filter(|one| one.kind != TABLE && one.year.is_some() && one.phase.is_some())
        .cloned()
        .collect();
    let imported = records::imported(panel)?;
    let all: Vec<&ReadDocument> = published.iter().chain(&imported).collect();
    let body = choose(&all, wish)?;
    let of_body = |document: &ReadDocument| {
        (&document.body.region_code, fold(&document.body.department)) == (&body.region_code, fold(&body.department))
    };
    let mut dossiers: Vec<(Dossier, bool)> = Vec::new();
    dossier::for_each_archive(panel, of_body, |archive| {
        let own = archive.dossiers().iter().filter(|one| one.kind == body.kind && names(one, &body));
        dossiers.extend(own.map(|one| (one.clone(), false)));
        Ok(())
    })?;
    if dossiers.is_empty() {
        for document in imported.iter().filter(|one| of_body(one)) {
            let records = records::imported_of(panel, document)?;
            dossiers.extend(Dossier::new(&[document], records).map(|dossier| (dossier, true)));
        }
    }
    settle(dossiers, wish, &body)
}

/// How `documents` calls tables imported by a mapping.
const TABLE: &str = "table";

/// A body of the panel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    region_code: String,
    department: String,
    unit: String,
    code: String,
    kind: BodyKind,
}

impl Named {
    fn of(document: &ReadDocument) -> Self {
        let body: &Body = &document.body;
        let kind = if document.kind == BodyKind::Unit.id() { BodyKind::Unit } else { BodyKind::Department };
        let unit = if kind == BodyKind::Unit { body.unit.clone() } else { String::new() };
        let own = if kind == BodyKind::Unit { &body.unit_code } else { &body.department_code };
        Named {
            region_code: body.region_code.clone(),
            department: body.department.clone(),
            unit,
            code: own.clone(),
            kind,
        }
    }

    fn name(&self) -> &str {
        if self.unit.is_empty() { &self.department } else { &self.unit }
    }

    fn in_words(&self) -> String {
        let code = if self.code.is_empty() { String::new() } else { format!("，代码{}", self.code) };
        let region = if self.region_code.is_empty() { String::new() } else { format!("，地区{}", self.region_code) };
        format!("{}（{}{code}{region}）", self.name(), self.kind.name_zh())
    }
}

fn names(dossier: &Dossier, body: &Named) -> bool {
    fold(dossier.name()) == fold(body.name())
}

/// The one body that fits: by its whole name or code, else by a part of its name. A department goes before a unit of the
/// same name, unless the unit was asked for.
fn choose(documents: &[&ReadDocument], wish: &Wish) -> Result<Named> {
    let bodies: BTreeSet<Named> = documents.iter().map(|document| Named::of(document)).collect();
    let bodies: Vec<&Named> = bodies.iter().filter(|body| wish.kind.is_none_or(|kind| kind == body.kind)).collect();
    let wanted = fold(&wish.department);
    let exact: Vec<&Named> =
        bodies.iter().copied().filter(|body| fold(body.name()) == wanted || body.code == wish.department).collect();
    let found: Vec<&Named> = if exact.is_empty() {
        bodies.iter().copied().filter(|body| !wanted.is_empty() && fold(body.name()).contains(&wanted)).collect()
    } else {
        exact
    };
    let mut named: Vec<&Named> = Vec::new();
    for body in found {
        let same =
            |other: &&mut &Named| fold(other.name()) == fold(body.name()) && other.region_code == body.region_code;
        // The set is in order of kinds last: where names are equal, keep the department.
        match named.iter_mut().find(|other| same(other)) {
            Some(other) if body.kind == BodyKind::Department => *other = body,
            Some(_) => {}
            None => named.push(body),
        }
    }
    match named.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(unknown(&bodies, wish)),
        several => {
            let listed: Vec<String> = several.iter().take(LISTED).map(|body| body.in_words()).collect();
            let more = if several.len() > LISTED { "等" } else { "" };
            Err(Error::usage(format!(
                "“{}”在面板里有 {} 个：{}{more}；请用 --department 写全名称或代码",
                wish.department,
                several.len(),
                listed.join("、")
            )))
        }
    }
}

fn unknown(bodies: &[&Named], wish: &Wish) -> Error {
    let mut near: Vec<(u32, &str)> =
        bodies.iter().map(|body| (similarity(body.name(), &wish.department), body.name())).collect();
    near.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(right.1)));
    near.dedup_by(|left, right| left.1 == right.1);
    let listed: Vec<&str> = near.iter().take(SUGGESTED).map(|(_, name)| *name).collect();
    if listed.is_empty() {
        return Error::usage("面板里没有公开文件；请先用 tongbi load 载入".to_owned());
    }
    let lead = if near.first().is_some_and(|(score, _)| *score > 0) { "最接近的是" } else { "面板里有" };
    Error::usage(format!("面板里没有“{}”；{lead}：{}", wish.department, listed.join("、")))
}

/// The disclosure of the year and the phase among those of the body.
fn settle(dossiers: Vec<(Dossier, bool)>, wish: &Wish, body: &Named) -> Result<Gathered> {
    let name = body.name();
    let phase = phase_of(&dossiers, wish, name)?;
    let (mut own, others): (Vec<_>, Vec<_>) =
        dossiers.into_iter().partition(|(dossier, _)| dossier.year.get() == wish.year && dossier.phase == phase);
    if own.iter().filter(|(dossier, _)| !dossier.facts.is_empty()).count() == 1 {
        // A file of prose beside one that holds the tables is no second disclosure.
        own.retain(|(dossier, _)| !dossier.facts.is_empty());
    }
    if own.len() > 1 {
        let files: Vec<&str> =
            own.iter().flat_map(|(dossier, _)| &dossier.files).map(|(_, file)| file.as_str()).collect();
        return Err(Error::usage(format!(
            "{name}{}年{}有几份公开文件，无法确定用哪一份：{}；请只载入其中一份",
            wish.year,
            phase.name_zh(),
            files.join("、")
        )));
    }
    match own.pop() {
        Some((dossier, sparse)) if !dossier.facts.is_empty() || !dossier.statements.is_empty() => {
            Ok(Gathered { dossier, others: others.into_iter().map(|(dossier, _)| dossier).collect(), sparse })
        }
        _ => Err(Error::usage(format!("面板里{name}{}年没有读出金额，没有可写的", wish.year))),
    }
}

/// The phase to narrate: the one asked for, or the only one of the year.
fn phase_of(dossiers: &[(Dossier, bool)], wish: &Wish, name: &str) -> Result<Phase> {
    let years: BTreeSet<i32> = dossiers.iter().map(|(dossier, _)| dossier.year.get()).collect();
    let of_year = dossiers.iter().map(|(dossier, _)| dossier).filter(|dossier| dossier.year.get() == wish.year);
    let phases: BTreeSet<Phase> = of_year.map(|dossier| dossier.phase).collect();
    let listed: Vec<String> = phases.iter().map(|phase| format!("{}（{}）", phase.name_zh(), phase.id())).collect();
    let listed = listed.join("、");
    let year = wish.year;
    match (wish.phase, phases.len(), phases.first()) {
        (_, 0, _) | (_, _, None) => {
            let years: Vec<String> = years.iter().map(i32::to_string).collect();
            Err(Error::usage(format!("面板里没有{name}{year}年的数据，只有{}年", years.join("、"))))
        }
        (Some(phase), ..) if phases.contains(&phase) => Ok(phase),
        (Some(phase), ..) => Err(Error::usage(format!("面板里没有{name}{year}年的{}，只有{listed}", phase.name_zh()))),
        (None, 1, Some(phase)) => Ok(*phase),
        (None, ..) => Err(Error::usage(format!("面板里{name}{year}年有{listed}；请用 --phase 指明起草哪一个"))),
    }
}
