//! Proves a draft: read back as it would be read from a file, every sentence with an amount is understood, and the checks
//! find nothing in it that contradicts the tables.

use super::gather::Gathered;
use super::{Draft, Part};
use crate::checks::{self, Archive, Dossier};
use crate::facts::{self, Disclosure};
use crate::findings::{Finding, Outcome, Severity};
use crate::{documents, tables};

/// What reading a draft back gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Sentences with an amount.
    pub sentences: usize,
    /// Those of them in which every amount and percentage found its place.
    pub understood: usize,
    /// Claims that were tested.
    pub tested: usize,
    /// What was not understood.
    pub unread: Vec<String>,
    /// Sentences that contradict the tables.
    pub disputed: Vec<Disputed>,
    /// What an auditor would look at in the figures that are told, in Chinese.
    pub hints: Vec<String>,
}

/// A sentence that contradicts the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputed {
    /// The sentence as it is in the draft.
    pub sentence: String,
    /// Code and name of the check.
    pub check: String,
    /// What the check says.
    pub reason: String,
}

impl Proof {
    /// Whether everything was understood and nothing contradicts the tables.
    pub fn holds(&self) -> bool {
        self.sentences == self.understood && self.unread.is_empty() && self.disputed.is_empty()
    }
}

/// Proves one part, as if nothing else were written.
pub fn of_part(gathered: &Gathered, title: &str, part: &Part) -> Proof {
    let draft = Draft { title: title.to_owned(), parts: vec![part.clone()], notes: Vec::new() };
    of_draft(gathered, &draft)
}

/// Proves a draft.
pub fn of_draft(gathered: &Gathered, draft: &Draft) -> Proof {
    let Some((disclosure, id)) = read_back(draft) else {
        return Proof { unread: vec![draft.title.clone()], ..Proof::default() };
    };
    let findings = findings(gathered, &disclosure, &id);
    let breaks = || findings.iter().filter(|finding| finding.outcome == Outcome::Breaks);
    let disputed = breaks().filter(|finding| finding.severity != Severity::Hint).flat_map(|finding| {
        let said = finding.evidence.iter().filter(|evidence| evidence.is_statement);
        said.map(|evidence| Disputed {
            sentence: as_written(draft, &evidence.text),
            check: format!("{} {}", finding.code, finding.name),
            reason: finding.message.clone(),
        })
    });
    let hints = breaks().filter(|finding| finding.severity == Severity::Hint);
    Proof {
        sentences: disclosure.coverage.sentences_with_amount,
        understood: disclosure.coverage.sentences_understood,
        tested: findings.iter().filter(|finding| finding.outcome != Outcome::NotTestable).count(),
        unread: disclosure.extracted.unread.iter().map(|unread| unread.text.clone()).collect(),
        disputed: disputed.collect(),
        hints: hints.map(|finding| format!("{} {}", finding.code, finding.message)).collect(),
    }
}

fn read_back(draft: &Draft) -> Option<(Disclosure, crate::domain::DocumentId)> {
    let document = documents::read(draft.text().as_bytes(), "txt").ok()?;
    let recognised = tables::recognise(&document);
    let disclosure = facts::extract(&document, &recognised, "草稿.txt").ok()?;
    Some((disclosure, document.id))
}

/// What the checks say that rests on a sentence of the draft beside the tables of the disclosure.
fn findings(gathered: &Gathered, disclosure: &Disclosure, id: &crate::domain::DocumentId) -> Vec<Finding> {
    let own = &gathered.dossier;
    let mut files: Vec<_> = own.files.clone();
    files.push((id.clone(), "草稿.txt".to_owned()));
    let unread = own.unread.iter().filter(|unread| unread.locator.table.is_some()).cloned();
    let told = Dossier {
        files,
        headings: Vec::new(),
        statements: disclosure.extracted.statements.clone(),
        unread: unread.collect(),
        ..own.clone()
    };
    let dossiers = std::iter::once(told).chain(gathered.others.iter().cloned()).collect();
    let all: Vec<_> = checks::all().collect();
    let wanted = |dossier: &Dossier| (dossier.year, dossier.phase) == (own.year, own.phase);
    let mut findings = checks::run(&all, &Archive::new(dossiers), wanted);
    findings.retain(|finding| finding.evidence.iter().any(|evidence| evidence.is_statement));
    findings
}

/// The sentence as it stands in the draft: the reader stores it cleaned.
fn as_written(draft: &Draft, sentence: &str) -> String {
    let lines = draft.parts.iter().flat_map(|part| &part.lines).map(super::Line::text);
    let found = lines.filter(|line| line.contains(sentence)).count();
    if found > 0 {
        return sentence.to_owned();
    }
    let folded = crate::domain::label::fold(sentence);
    let mut lines = draft.parts.iter().flat_map(|part| &part.lines).map(super::Line::text);
    lines.find(|line| crate::domain::label::fold(line).contains(&folded)).unwrap_or(sentence).to_owned()
}
