//! For tests: a text disclosure in, findings out.

use super::{Archive, Dossier, check, run};
use crate::findings::{Finding, Outcome};

/// The dossier of a disclosure written as text, its tables with tab-separated cells.
pub fn dossier(text: &str) -> Dossier {
    let document = crate::documents::read(text.as_bytes(), "txt").expect("a document");
    let recognised = crate::tables::recognise(&document);
    let disclosure = crate::facts::extract(&document, &recognised, "甲局.txt").expect("a disclosure");
    Dossier::of_disclosure(&disclosure, &document.id, "甲局.txt").expect("a dossier")
}

/// The findings of one check on the first of these disclosures.
pub fn findings(code: &str, texts: &[&str]) -> Vec<Finding> {
    let archive = Archive::new(texts.iter().map(|text| dossier(text)).collect());
    let first = archive.dossiers()[0].clone();
    run(&[check(code).expect("a check")], &archive, |dossier| {
        dossier.year == first.year && dossier.files == first.files
    })
}

/// One line per finding: outcome, printed, expected, explanation; then its message.
pub fn lines(code: &str, texts: &[&str]) -> Vec<String> {
    findings(code, texts)
        .iter()
        .map(|finding| {
            let reason = finding.explanation.map_or(String::new(), |reason| format!(" {}", reason.id()));
            format!("{} {} {}{reason}", finding.outcome.id(), finding.printed, finding.expected)
        })
        .collect()
}

/// How many findings have this outcome.
pub fn count(code: &str, texts: &[&str], outcome: Outcome) -> usize {
    findings(code, texts).iter().filter(|finding| finding.outcome == outcome).count()
}
