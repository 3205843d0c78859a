//! Drafts of synthetic disclosures: what is drafted reads back whole, and contradicts no table.

use super::gather::Gathered;
use super::{draft, proof};
use crate::checks::{self, Archive, Dossier};
use crate::domain::Phase;
use crate::findings::{Outcome, Severity};
use crate::sample::writers::WRITERS;
use crate::sample::{Options, generate};
use crate::{documents, facts, tables};

/// The disclosures of a sample without defects.
fn sample(seed: u64, departments: usize) -> Vec<Dossier> {
    let writers = WRITERS.iter().copied().filter(|writer| writer.extension == "txt").collect();
    let options = Options { departments, first: 2024, last: 2025, seed, writers, defects: 0, kinds: Vec::new() };
    let mut dossiers = Vec::new();
    let made = generate(&options, &mut |file| {
        let document = documents::read(&file.bytes, "txt")?;
        let disclosure = facts::extract(&document, &tables::recognise(&document), &file.name)?;
        dossiers.extend(Dossier::of_disclosure(&disclosure, &document.id, &file.name));
        Ok(())
    });
    assert_eq!(made.err().map(|error| error.to_string()), None);
    dossiers
}

fn gathered(dossiers: &[Dossier], index: usize) -> Gathered {
    let dossier = dossiers[index].clone();
    let same = |other: &&Dossier| other.name() == dossier.name() && other.kind == dossier.kind;
    let apart = |other: &&Dossier| (other.year, other.phase) != (dossier.year, dossier.phase);
    let others = dossiers.iter().filter(same).filter(apart).cloned().collect();
    Gathered { dossier, others, sparse: false }
}

/// Errors and warnings of a disclosure among others, apart from CP003: that it has no prose.
fn breaks(dossier: &Dossier, others: &[Dossier]) -> Vec<String> {
    let all: Vec<_> = checks::all().collect();
    let archive = Archive::new(std::iter::once(dossier.clone()).chain(others.iter().cloned()).collect());
    let own = (dossier.year, dossier.phase);
    let findings = checks::run(&all, &archive, |other| (other.year, other.phase) == own);
    let broken = findings.iter().filter(|finding| {
        finding.outcome == Outcome::Breaks && finding.severity != Severity::Hint && finding.code != "CP003"
    });
    broken.map(|finding| format!("{} {}", finding.code, finding.message)).collect()
}

/// The disclosure as if the draft were its prose.
fn told(gathered: &Gathered, text: &str) -> (Dossier, usize, usize) {
    let document = documents::read(text.as_bytes(), "txt").unwrap();
    let read = facts::extract(&document, &tables::recognise(&document), "draft.txt").unwrap();
    assert_eq!(read.extracted.unread, [], "{text}");
    let mut dossier =
        Dossier { statements: read.extracted.statements, headings: Vec::new(), ..gathered.dossier.clone() };
    dossier.files.push((document.id, "draft.txt".to_owned()));
    (dossier, read.coverage.sentences_with_amount, read.coverage.sentences_understood)
}

/// Drafts every disclosure and holds the draft to what the tables alone give.
fn prove(dossiers: &[Dossier]) {
    let mut told_of = [0, 0];
    for index in 0..dossiers.len() {
        let gathered = gathered(dossiers, index);
        let draft = draft(&gathered);
        let (with_prose, sentences, understood) = told(&gathered, &draft.text());
        assert!(sentences > 15, "{}", draft.text());
        assert_eq!(sentences, understood, "{}", draft.text());
        let bare = Dossier { statements: Vec::new(), ..gathered.dossier.clone() };
        assert_eq!(breaks(&with_prose, &gathered.others), breaks(&bare, &gathered.others), "{}", draft.text());
        assert!(proof::of_draft(&gathered, &draft).holds());
        assert!(!draft.text().contains("【待核"), "{}", draft.text());
        told_of[usize::from(gathered.dossier.phase == Phase::Executed)] += 1;
    }
    assert!(told_of.iter().all(|count| *count > 0), "budgets and final accounts");
}

#[test]
fn drafts_of_budgets_and_final_accounts_read_back_and_contradict_no_table() {
    prove(&sample(3, 4));
}

#[test]
fn drafts_of_tables_without_any_prose_are_in_the_usual_words() {
    let mut dossiers = sample(8, 4);
    for dossier in &mut dossiers {
        dossier.statements.clear();
    }
    prove(&dossiers);
}

#[test]
fn a_table_that_contradicts_itself_is_marked_and_not_told() {
    let dossiers = sample(3, 1);
    let mut gathered = gathered(&dossiers, 0);
    // The total of 收支总表 is that of the year, the list of its sources is not.
    let total = gathered.dossier.facts.iter_mut().find(|fact| {
        fact.coordinates.form == Some(crate::domain::Form::GeneralPublicExpenditure)
            && fact.coordinates.level == crate::domain::RowLevel::Total
    });
    let Some(total) = total else { panic!("a total") };
    total.amount.value = crate::domain::Money::from_fen(total.amount.value.fen() + 5_000_000);
    let draft = draft(&gathered);
    assert!(proof::of_draft(&gathered, &draft).disputed.is_empty());
    let (_, sentences, understood) = told(&gathered, &draft.text());
    assert_eq!(sentences, understood);
}
