//! What links may connect, as a panel shows it: departments, units, 科目 and projects with their names, codes, amounts and
//! parts of each year.

use super::{Party, Subject};
use crate::domain::label::fold;
use crate::domain::{FundSource, Nature};
use crate::error::Result;
use crate::panel::{Cells, Panel, frame_error};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What a thing is in one year.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// Code.
    pub code: String,
    /// Name as printed.
    pub name: String,
    /// Amount in fen: the sum of its leaves, or its printed total where it has none.
    pub amount_fen: i64,
    /// Amounts of its parts (plans, 科目, projects) by folded label; of a joined label the first piece.
    pub parts: BTreeMap<String, i64>,
}

impl Sight {
    /// The party that a link would name.
    pub fn party(&self) -> Party {
        Party { code: self.code.clone(), name: self.name.clone() }
    }
}

/// One thing through the years: one name among things that could be taken for one another.
#[derive(Clone, Debug, Default)]
pub struct Entity {
    /// Name (or code, for a classification) by which it is one through the years.
    pub key: String,
    /// Its years.
    pub years: BTreeMap<i32, Sight>,
}

impl Entity {
    /// First year.
    pub fn first(&self) -> i32 {
        self.years.keys().next().copied().unwrap_or_default()
    }

    /// Last year.
    pub fn last(&self) -> i32 {
        self.years.keys().next_back().copied().unwrap_or_default()
    }
}

/// Things of one subject, region and owner, among which links are looked for.
#[derive(Clone, Debug)]
pub struct Family {
    /// What they are.
    pub subject: Subject,
    /// Six digits.
    pub region: String,
    /// Department that they belong to; empty for departments themselves.
    pub department: String,
    /// Phase, form and fund whose amounts they have.
    pub basis: String,
    /// Years that were published.
    pub years: BTreeSet<i32>,
    /// The things.
    pub entities: Vec<Entity>,
}

/// Region, department, basis → key → year → sight.
type Collected = BTreeMap<(Subject, String, String, String), BTreeMap<String, Entity>>;

/// All families of a panel.
///
/// # Errors
/// When the panel cannot be read.
pub fn families(panel: &Panel) -> Result<Vec<Family>> {
    let names = [
        "region_code",
        "department_code",
        "department",
        "unit_code",
        "unit",
        "fiscal_year",
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
        "document_id",
        "amount_fen",
    ];
    let leaves = col("level").eq(lit("leaf")).and(col("flow").neq(lit("revenue")));
    let frame = panel
        .facts()?
        .filter(leaves)
        .select(names.map(col))
        .collect()
        .map_err(|error| frame_error("读取面板", error))?;
    let cells = Cells::of(&frame);
    let mut collected = Collected::new();
    let mut documents: BTreeMap<(String, i32), String> = BTreeMap::new();
    for row in 0..frame.height() {
        let figure = Figure { cells: &cells, row };
        if figure.is_whole() && figure.is_first_version(&mut documents) {
            figure.collect(&mut collected);
        }
    }
    Ok(into_families(collected))
}

/// One leaf of the panel.
struct Figure<'a> {
    cells: &'a Cells<'a>,
    row: usize,
}

impl Figure<'_> {
    fn text(&self, column: &str) -> &str {
        self.cells.text(column, self.row)
    }

    fn year(&self) -> i32 {
        self.cells.small("fiscal_year", self.row).and_then(|year| i32::try_from(year).ok()).unwrap_or_default()
    }

    /// One cell of the widest column of its form: natures and funds are columns of the same row.
    fn is_whole(&self) -> bool {
        let nature = Nature::from_id(self.text("nature"));
        let basic = self.text("form").contains("basic") && nature == Some(Nature::Basic);
        let fund = FundSource::from_id(self.text("fund"));
        (nature == Some(Nature::Total) || basic)
            && match self.text("form") {
                form if form.starts_with("general_public") => fund == Some(FundSource::GeneralPublic),
                form if form.starts_with("appropriation") => fund == Some(FundSource::Appropriation),
                form if form.starts_with("government_fund") => fund == Some(FundSource::GovernmentFund),
                _ => fund == Some(FundSource::All),
            }
    }

    /// A form that two documents print counts once.
    fn is_first_version(&self, documents: &mut BTreeMap<(String, i32), String>) -> bool {
        let place = [
            self.text("region_code"),
            self.text("department"),
            self.text("unit"),
            self.text("phase"),
            self.text("form"),
        ];
        let first =
            documents.entry((place.join("\n"), self.year())).or_insert_with(|| self.text("document_id").to_owned());
        first.as_str() == self.text("document_id")
    }

    fn collect(&self, collected: &mut Collected) {
        let basis = [self.text("phase"), self.text("form"), self.text("flow")].join(" ");
        let label = fold(if self.text("item").is_empty() { self.text("project") } else { self.text("item") });
        // Labels joined of several columns are known by their first: a plan, not its details.
        let label = label.split('·').next().unwrap_or_default().to_owned();
        for subject in Subject::ALL {
            let sight = Sight {
                code: self.text(subject.code_column()).to_owned(),
                name: self.text(subject.name_column()).to_owned(),
                ..Sight::default()
            };
            let owner = match subject {
                Subject::Department => "",
                _ => self.text("department"),
            };
            let there = match subject {
                Subject::Department => !sight.name.is_empty(),
                Subject::Unit => !sight.name.is_empty() && fold(&sight.name) != fold(self.text("department")),
                Subject::Project => !sight.name.is_empty(),
                // Codes of other classifications than the official ones are not shared between departments.
                _ => matches!(sight.code.len(), 3 | 5 | 7),
            };
            if !there {
                continue;
            }
            let family = (*subject, self.text("region_code").to_owned(), owner.to_owned(), basis.clone());
            let key = sight.party().key(*subject);
            let entity = collected.entry(family).or_default().entry(key.clone()).or_default();
            entity.key = key;
            let amount = self.cells.integer("amount_fen", self.row);
            let found = entity.years.entry(self.year()).or_insert(sight);
            found.amount_fen = found.amount_fen.saturating_add(amount);
            if !subject.is_classification() {
                let part = found.parts.entry(label.clone()).or_default();
                *part = part.saturating_add(amount);
            }
        }
    }
}

/// For every subject, region and owner the basis that covers most things and years.
fn into_families(collected: Collected) -> Vec<Family> {
    let mut best: BTreeMap<(Subject, String, String), Family> = BTreeMap::new();
    for ((subject, region, department, basis), entities) in collected {
        let entities: Vec<Entity> = entities.into_values().collect();
        let years = entities.iter().flat_map(|entity| entity.years.keys().copied()).collect();
        let family = Family { subject, region: region.clone(), department: department.clone(), basis, years, entities };
        let size = |family: &Family| {
            (family.years.len(), family.entities.iter().map(|entity| entity.years.len()).sum::<usize>())
        };
        let place = best.entry((subject, region, department)).or_insert_with(|| family.clone());
        if size(&family) > size(place) {
            *place = family;
        }
    }
    best.into_values().filter(|family| family.years.len() > 1).collect()
}
