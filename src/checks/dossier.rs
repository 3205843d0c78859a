//! What a check sees: one disclosure with everything taken from it, and the other disclosures of the panel.

use crate::domain::label::fold;
use crate::domain::{BodyKind, DocumentId, FiscalYear, Flow, Form, Phase};
use crate::error::Result;
use crate::facts::headings::Heading;
use crate::facts::{Fact, Indicator, Statement, Unread};
use crate::findings::Subject;
use crate::panel::records::{ReadDocument, Records};
use crate::panel::{Panel, records};
use crate::tables::TableState;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One disclosure: one document, or two files of one body, year and phase that belong together (tables and prose).
#[derive(Clone, Debug)]
pub struct Dossier {
    /// Whose, of which year and phase.
    pub subject: Subject,
    /// 部门 or 单位.
    pub kind: BodyKind,
    /// The same for one body in all years.
    pub body: String,
    /// Year.
    pub year: FiscalYear,
    /// Phase.
    pub phase: Phase,
    /// Its documents and their files.
    pub files: Vec<(DocumentId, String)>,
    /// Forms found, with their state.
    pub forms: Vec<(Form, TableState)>,
    /// Notes below blank tables.
    pub notes: Vec<(Form, String)>,
    /// Headings that say a year, with their document.
    pub headings: Vec<(DocumentId, Heading)>,
    /// Figures of its own year and phase, by table, row and column; each carries the decimals of its table.
    pub facts: Vec<Fact>,
    /// Figures of other years or phases that stand beside: last year's column, the budget beside the final accounts.
    pub beside: Vec<Fact>,
    /// Claims of the prose.
    pub statements: Vec<Statement>,
    /// Performance indicators.
    pub indicators: Vec<Indicator>,
    /// What was not understood.
    pub unread: Vec<Unread>,
}

/// One table of a disclosure.
#[derive(Clone, Debug)]
pub struct TableView<'a> {
    /// Which form.
    pub form: Form,
    /// Its figures, by row and column.
    pub facts: Vec<&'a Fact>,
}

impl Dossier {
    /// A disclosure of documents with everything taken from them.
    pub fn new(documents: &[&ReadDocument], records: Records) -> Option<Self> {
        let first = documents.first()?;
        let mut facts = records.facts;
        facts.sort_by_key(|fact| (fact.document.clone(), fact.locator.table, fact.locator.row, fact.locator.column));
        raise_decimals(&mut facts);
        let (facts, beside) =
            facts.into_iter().partition(|fact| Some(fact.year) == first.year && Some(fact.phase) == first.phase);
        let kind = if first.kind == BodyKind::Unit.id() { BodyKind::Unit } else { BodyKind::Department };
        Some(Dossier {
            subject: Subject {
                region_code: first.body.region_code.clone(),
                department: first.body.department.clone(),
                department_code: first.body.department_code.clone(),
                unit: first.body.unit.clone(),
                fiscal_year: first.year?.get(),
                phase: first.phase,
            },
            kind,
            body: body_key(first),
            year: first.year?,
            phase: first.phase?,
            files: documents.iter().map(|document| (document.id.clone(), document.file.clone())).collect(),
            forms: documents.iter().flat_map(|document| document.forms.clone()).collect(),
            notes: documents.iter().flat_map(|document| document.notes.clone()).collect(),
            headings: documents
                .iter()
                .flat_map(|document| document.headings.iter().map(|heading| (document.id.clone(), heading.clone())))
                .collect(),
            facts,
            beside,
            statements: records.statements,
            indicators: records.indicators,
            unread: records.unread,
        })
    }

    /// The dossier of one disclosure as it was read, without a panel.
    pub fn of_disclosure(disclosure: &crate::facts::Disclosure, id: &DocumentId, file: &str) -> Option<Self> {
        let extracted = &disclosure.extracted;
        let document = ReadDocument {
            id: id.clone(),
            file: file.to_owned(),
            kind: disclosure.identity.kind.id().to_owned(),
            body: disclosure.identity.body.clone(),
            year: Some(disclosure.year),
            phase: Some(disclosure.identity.phase),
            forms: disclosure.forms.clone(),
            notes: disclosure.notes.clone(),
            headings: disclosure.headings.clone(),
            facts: extracted.facts.len(),
            statements: extracted.statements.len(),
        };
        let records = Records {
            facts: extracted.facts.clone(),
            statements: extracted.statements.clone(),
            indicators: extracted.indicators.clone(),
            unread: extracted.unread.clone(),
        };
        Self::new(&[&document], records)
    }

    /// Whether something in this row of a table could not be read, so that its sums cannot be tested.
    pub fn has_unread_in_row(&self, document: &DocumentId, table: Option<u32>, row: Option<u32>) -> bool {
        self.unread.iter().any(|unread| {
            unread.document == *document
                && unread.locator.table == table
                && unread.locator.row == row
                && unread.locator.column.is_some()
        })
    }

    /// Whether something in this column of a table, or in a whole row of it, could not be read.
    pub fn has_unread_in_column(&self, document: &DocumentId, table: Option<u32>, column: Option<u32>) -> bool {
        self.unread.iter().any(|unread| {
            unread.document == *document
                && unread.locator.table == table
                && unread.locator.row.is_some()
                && (unread.locator.column == column || unread.locator.column.is_none())
        })
    }

    /// The file of a document.
    pub fn file_of(&self, document: &DocumentId) -> &str {
        self.files.iter().find(|(id, _)| id == document).map_or("", |(_, file)| file)
    }

    /// How complete a form is; the worst where it stands more than once. `None` where it is absent.
    pub fn state(&self, form: Form) -> Option<TableState> {
        let states: Vec<TableState> =
            self.forms.iter().filter(|(found, _)| *found == form).map(|(_, state)| *state).collect();
        [TableState::Truncated, TableState::Whole, TableState::Blank].into_iter().find(|state| states.contains(state))
    }

    /// Whether a form is there with figures and complete.
    pub fn is_whole(&self, form: Form) -> bool {
        self.state(form) == Some(TableState::Whole)
    }

    /// Its tables in reading order.
    pub fn tables(&self) -> Vec<TableView<'_>> {
        let mut tables: BTreeMap<(&DocumentId, Option<u32>), TableView<'_>> = BTreeMap::new();
        for fact in &self.facts {
            let Some(form) = fact.coordinates.form else { continue };
            tables
                .entry((&fact.document, fact.locator.table))
                .or_insert_with(|| TableView { form, facts: Vec::new() })
                .facts
                .push(fact);
        }
        tables.into_values().collect()
    }

    /// Its tables of a form.
    pub fn tables_of(&self, form: Form) -> Vec<TableView<'_>> {
        self.tables().into_iter().filter(|table| table.form == form).collect()
    }

    /// Figures of a form.
    pub fn facts_of(&self, form: Form) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |fact| fact.coordinates.form == Some(form))
    }

    /// What is wrong with a form, in words, for “not testable”: 没有, 残缺, 空表. `None` where it is whole.
    pub fn lack_of(&self, form: Form) -> Option<String> {
        let name = form.name_zh();
        match self.state(form) {
            Some(TableState::Whole) => None,
            Some(TableState::Truncated) => Some(format!("{name}残缺（表头或开头的行缺失）")),
            Some(TableState::Blank) => Some(format!("{name}是空表")),
            None => Some(format!("没有{name}")),
        }
    }

    /// Year and phase in words: 2025年预算.
    pub fn period(&self) -> String {
        format!("{}年{}", self.year, self.phase.name_zh())
    }

    /// Whose it is, in words.
    pub fn name(&self) -> &str {
        if self.subject.unit.is_empty() { &self.subject.department } else { &self.subject.unit }
    }
}

impl<'a> TableView<'a> {
    /// The figures of each column from top to bottom.
    pub fn columns(&self) -> Vec<Vec<&'a Fact>> {
        self.grouped(|fact| fact.locator.column)
    }

    /// The figures of each row from left to right.
    pub fn rows(&self) -> Vec<Vec<&'a Fact>> {
        self.grouped(|fact| fact.locator.row.or(fact.locator.line))
    }

    fn grouped(&self, key: impl Fn(&Fact) -> Option<u32>) -> Vec<Vec<&'a Fact>> {
        let mut groups: BTreeMap<Option<u32>, Vec<&Fact>> = BTreeMap::new();
        for fact in &self.facts {
            groups.entry(key(fact)).or_default().push(fact);
        }
        groups.into_values().collect()
    }

    /// Figures of one direction.
    pub fn of_flow(&self, flow: Flow) -> Vec<&'a Fact> {
        self.facts.iter().copied().filter(|fact| fact.coordinates.flow == Some(flow)).collect()
    }
}

/// A table prints all its figures alike; one whose trailing zeros were dropped (by a spreadsheet) is as fine as the others.
fn raise_decimals(facts: &mut [Fact]) {
    let mut finest: HashMap<(DocumentId, Option<u32>, i64), u32> = HashMap::new();
    let key = |fact: &Fact| (fact.document.clone(), fact.locator.table, fact.amount.unit.fen());
    for fact in facts.iter() {
        let decimals = finest.entry(key(fact)).or_default();
        *decimals = (*decimals).max(fact.amount.decimals);
    }
    for fact in facts.iter_mut() {
        if let Some(decimals) = finest.get(&key(fact)) {
            fact.amount.decimals = *decimals;
        }
    }
}

/// The name that one body has in all its years: its code where there is one, else its name.
fn body_key(document: &ReadDocument) -> String {
    let body = &document.body;
    let department =
        if body.department_code.is_empty() { fold(&body.department) } else { body.department_code.clone() };
    let unit = if document.kind == BodyKind::Unit.id() {
        format!("/{}", if body.unit_code.is_empty() { fold(&body.unit) } else { body.unit_code.clone() })
    } else {
        String::new()
    };
    format!("{}/{department}{unit}", body.region_code)
}

/// The key of a body; prose without a code has that of the tables of the same name, where these have one code only.
fn shared_key(document: &ReadDocument, documents: &[ReadDocument]) -> String {
    let named = |other: &&ReadDocument| {
        let (body, own) = (&other.body, &document.body);
        other.kind == document.kind
            && body.region_code == own.region_code
            && fold(&body.department) == fold(&own.department)
            && fold(&body.unit) == fold(&own.unit)
    };
    let coded = |other: &&ReadDocument| !other.body.department_code.is_empty() && other.facts > 0;
    if document.facts > 0 || !document.body.department_code.is_empty() {
        return body_key(document);
    }
    let keys: BTreeSet<String> = documents.iter().filter(named).filter(coded).map(body_key).collect();
    match keys.first() {
        Some(key) if keys.len() == 1 => key.clone(),
        _ => body_key(document),
    }
}

/// All disclosures of a panel that are looked at together.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    dossiers: Vec<Dossier>,
    positions: HashMap<(String, i32, Phase), Vec<usize>>,
    departments: HashMap<(String, i32, Phase), Vec<usize>>,
}

impl Archive {
    /// An archive of these disclosures.
    pub fn new(dossiers: Vec<Dossier>) -> Self {
        let mut positions: HashMap<(String, i32, Phase), Vec<usize>> = HashMap::new();
        let mut departments: HashMap<(String, i32, Phase), Vec<usize>> = HashMap::new();
        for (position, dossier) in dossiers.iter().enumerate() {
            positions.entry((dossier.body.clone(), dossier.year.get(), dossier.phase)).or_default().push(position);
            for name in department_names(&dossier.subject) {
                departments.entry((name, dossier.year.get(), dossier.phase)).or_default().push(position);
            }
        }
        Archive { dossiers, positions, departments }
    }

    /// All disclosures in order.
    pub fn dossiers(&self) -> &[Dossier] {
        &self.dossiers
    }

    /// The disclosure of the same body in another year or phase; `None` where there is none or more than one, because
    /// then nobody can say which is meant.
    pub fn of(&self, dossier: &Dossier, year: i32, phase: Phase) -> Option<&Dossier> {
        let positions = self.positions.get(&(dossier.body.clone(), year, phase))?;
        let [position] = positions.as_slice() else { return None };
        self.dossiers.get(*position)
    }

    /// Other disclosures of the same year, phase and department: its units, or its department.
    pub fn relatives<'a>(&'a self, dossier: &'a Dossier) -> impl Iterator<Item = &'a Dossier> {
        let found = department_names(&dossier.subject)
            .into_iter()
            .filter_map(|name| self.departments.get(&(name, dossier.year.get(), dossier.phase)));
        let positions: BTreeSet<usize> = found.flatten().copied().collect();
        positions.into_iter().filter_map(|position| self.dossiers.get(position)).filter(move |other| {
            other.kind != dossier.kind
                && other.subject.region_code == dossier.subject.region_code
                && same_department(&other.subject, &dossier.subject)
        })
    }
}

/// What a department is found by: its code and its name.
fn department_names(subject: &Subject) -> Vec<String> {
    let code = format!("#{}", subject.department_code);
    [code, fold(&subject.department)].into_iter().filter(|name| name.len() > 1).collect()
}

fn same_department(left: &Subject, right: &Subject) -> bool {
    if !left.department_code.is_empty() && !right.department_code.is_empty() {
        return left.department_code == right.department_code;
    }
    !left.department.is_empty() && fold(&left.department) == fold(&right.department)
}

/// Disclosures looked at in one go; more are read in several goes, all years of a body in the same one.
const DOCUMENTS_AT_ONCE: usize = 400;

/// Reads the disclosures of a panel, some bodies at a time, and hands each archive to `look`.
/// Imported tables (by mapping) are no disclosures and are left out.
///
/// # Errors
/// When the panel is damaged, or what `look` returns.
pub fn for_each_archive(
    panel: &Panel,
    wanted: impl Fn(&ReadDocument) -> bool,
    mut look: impl FnMut(&Archive) -> Result<()>,
) -> Result<()> {
    let mut by_department: BTreeMap<String, Vec<ReadDocument>> = BTreeMap::new();
    for document in records::documents(panel)? {
        if document.kind != "table" && document.year.is_some() && document.phase.is_some() && wanted(&document) {
            let key = format!("{}/{}", document.body.region_code, fold(&document.body.department));
            by_department.entry(key).or_default().push(document);
        }
    }
    let mut together: Vec<ReadDocument> = Vec::new();
    let mut departments = by_department.into_values().peekable();
    while let Some(documents) = departments.next() {
        together.extend(documents);
        let next = departments.peek().map_or(usize::MAX, Vec::len);
        if together.len().saturating_add(next) > DOCUMENTS_AT_ONCE {
            look(&archive(panel, &together)?)?;
            together.clear();
        }
    }
    Ok(())
}

fn archive(panel: &Panel, documents: &[ReadDocument]) -> Result<Archive> {
    let ids: Vec<DocumentId> = documents.iter().map(|document| document.id.clone()).collect();
    let mut by_document = divide(records::of_documents(panel, &ids)?);
    let dossiers = belonging_together(documents).into_iter().filter_map(|group| {
        let mut records = Records::default();
        for document in &group {
            let own = by_document.remove(&document.id).unwrap_or_default();
            records.facts.extend(own.facts);
            records.statements.extend(own.statements);
            records.indicators.extend(own.indicators);
            records.unread.extend(own.unread);
        }
        Dossier::new(&group, records)
    });
    Ok(Archive::new(dossiers.collect()))
}

fn divide(records: Records) -> HashMap<DocumentId, Records> {
    let mut divided: HashMap<DocumentId, Records> = HashMap::new();
    for fact in records.facts {
        divided.entry(fact.document.clone()).or_default().facts.push(fact);
    }
    for statement in records.statements {
        divided.entry(statement.document.clone()).or_default().statements.push(statement);
    }
    for indicator in records.indicators {
        divided.entry(indicator.document.clone()).or_default().indicators.push(indicator);
    }
    for unread in records.unread {
        divided.entry(unread.document.clone()).or_default().unread.push(unread);
    }
    divided
}

/// Tables without prose and prose without tables of one body, year and phase are one disclosure.
fn belonging_together(documents: &[ReadDocument]) -> Vec<Vec<&ReadDocument>> {
    let mut groups: BTreeMap<_, Vec<&ReadDocument>> = BTreeMap::new();
    for document in documents {
        groups.entry((shared_key(document, documents), document.year, document.phase)).or_default().push(document);
    }
    let mut together = Vec::new();
    for group in groups.into_values() {
        let tables: Vec<&ReadDocument> =
            group.iter().copied().filter(|one| one.facts > 0 && one.statements == 0).collect();
        let prose: Vec<&ReadDocument> =
            group.iter().copied().filter(|one| one.facts == 0 && one.statements > 0).collect();
        if group.len() == 2 && tables.len() == 1 && prose.len() == 1 {
            together.push(vec![tables[0], prose[0]]);
        } else {
            together.extend(group.into_iter().map(|document| vec![document]));
        }
    }
    together
}
