//! Findings as far as scoring needs them: made by the checks in this program, or read from their JSON.

use crate::findings::Finding;
use serde_json::Value;
use std::collections::HashMap;

/// One finding.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub(super) code: String,
    pub(super) family: String,
    pub(super) severity: String,
    pub(super) outcome: String,
    pub(super) explanation: String,
    pub(super) proof: String,
    pub(super) message: String,
    pub(super) file: String,
    pub(super) evidence: Vec<Cited>,
}

/// A figure or sentence that a finding rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cited {
    /// File as it was given.
    pub file: String,
    /// Text as it stands.
    pub text: String,
    /// Whether it is a sentence.
    pub is_sentence: bool,
    /// Form of a figure; empty where it is not known.
    pub form: String,
    /// Label of a figure's row; empty where it is not known.
    pub item: String,
}

/// What the figures and sentences of a panel print, by id.
pub type Printed = HashMap<i64, Cited>;

impl Found {
    /// Whether it is something to look at rather than a contradiction.
    pub(super) fn is_hint(&self) -> bool {
        self.severity == "hint" || self.family == "outlier"
    }

    /// A finding of this program. What a figure's form and row are stands in `printed`.
    pub fn of(finding: &Finding, printed: &Printed) -> Self {
        let cited = finding.evidence.iter().map(|evidence| {
            printed.get(&evidence.id).cloned().unwrap_or_else(|| Cited {
                file: evidence.file.clone(),
                text: evidence.text.clone(),
                is_sentence: evidence.is_statement,
                ..Cited::default()
            })
        });
        Found {
            code: finding.code.to_owned(),
            family: finding.family.id().to_owned(),
            severity: finding.severity.id().to_owned(),
            outcome: finding.outcome.id().to_owned(),
            explanation: finding.explanation.map_or("", |reason| reason.id()).to_owned(),
            proof: finding.proof.clone(),
            message: finding.message.clone(),
            file: finding.evidence.first().map(|first| first.file.clone()).unwrap_or_default(),
            evidence: cited.collect(),
        }
    }
}

/// Reads findings: an array as `tongbi check --format json` prints it, or an object that holds one under `findings`.
/// Unknown keys do not matter. Figures and sentences are found in `printed` by the ids under `facts` and `statements`;
/// without a panel only the first one is known, which stands in the finding itself.
pub fn read_findings(value: &Value, printed: &Printed) -> Option<Vec<Found>> {
    let list = value.as_array().or_else(|| value.get("findings")?.as_array())?;
    Some(list.iter().map(|finding| read_finding(finding, printed)).collect())
}

fn read_finding(value: &Value, printed: &Printed) -> Found {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let ids = |key: &str| -> Vec<i64> {
        let list = value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(Value::as_i64).collect()
    };
    let (facts, statements) = (ids("facts"), ids("statements"));
    let mut evidence: Vec<Cited> = facts.iter().chain(&statements).filter_map(|id| printed.get(id)).cloned().collect();
    let source = text("source_text");
    if evidence.is_empty() && !text("file").is_empty() {
        evidence.push(Cited {
            file: text("file"),
            text: if source.is_empty() { text("printed") } else { source },
            is_sentence: facts.is_empty() && !statements.is_empty(),
            ..Cited::default()
        });
    }
    Found {
        code: text("code"),
        family: text("family"),
        severity: text("severity"),
        outcome: text("outcome"),
        explanation: text("explanation"),
        proof: text("proof"),
        message: text("message"),
        file: text("file"),
        evidence,
    }
}
