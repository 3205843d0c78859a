//! Scores findings and outliers against the truth.
//!
//! A planted defect is found when a break cites one of its wrong figures: the break is about the defect's document (its
//! file, or the department and the year, or the year after for comparisons across years) and one of its figures or
//! sentences is the wrong one. One defect may break several checks; all breaks that cite it are consequences and no
//! false alarms. A break that cites no provable defect is a false alarm. A defect that changes books (a unit that
//! differs from its department) has no single wrong figure: breaks of its document across years or units cite it.
//! Hints (疑点) can find what is no contradiction (text left unfilled), and are never false alarms.

use super::truth::{DefectTruth, PlaceTruth, Truth};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One finding, as far as scoring needs it.
#[derive(Clone, Debug, Default)]
pub struct Found {
    code: String,
    family: String,
    severity: String,
    outcome: String,
    department: String,
    fiscal_year: i64,
    explanation: String,
    message: String,
    file: String,
    evidence: Vec<Evidence>,
}

/// A figure or sentence that a finding rests on.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// File.
    pub file: String,
    /// Text as it stands.
    pub text: String,
}

/// The score of one kind of defect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KindScore {
    /// Kind.
    pub kind: String,
    /// How many were planted and can be proved.
    pub planted: usize,
    /// How many of them were found.
    pub found: usize,
    /// Found with the right explanation.
    pub explained: usize,
    /// Found, with no explanation where one was expected.
    pub unexplained: usize,
    /// Found with a wrong explanation.
    pub wrongly_explained: usize,
}

/// A break that no planted defect causes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FalseAlarm {
    /// Code of the check.
    pub code: String,
    /// File.
    pub file: String,
    /// Message.
    pub message: String,
}

/// A defect that was not found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// Number in the truth file.
    pub number: usize,
    /// Kind.
    pub kind: String,
    /// File.
    pub file: String,
    /// What was done.
    pub note: String,
}

/// The score of all findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Score {
    /// By kind, in the order of the kinds' names.
    pub kinds: Vec<KindScore>,
    /// Breaks in the findings.
    pub breaks: usize,
    /// Breaks that a planted defect causes.
    pub caused: usize,
    /// Breaks that none causes.
    pub false_alarms: Vec<FalseAlarm>,
    /// Provable defects that no break cites.
    pub missed: Vec<Missed>,
    /// Defects found with an explanation expected.
    pub explainable: usize,
}

impl Found {
    /// Whether it is something to look at rather than a contradiction.
    fn is_hint(&self) -> bool {
        self.severity == "hint" || self.family == "outlier"
    }

    /// Whether it says that all is well or that nothing could be tested.
    fn is_silent(&self) -> bool {
        matches!(self.outcome.as_str(), "ties" | "ties_within_rounding" | "not_testable")
    }
}

impl KindScore {
    /// Whether nothing of the kind was missed and nothing explained wrongly.
    pub fn is_perfect(&self) -> bool {
        self.found == self.planted && self.wrongly_explained == 0
    }
}

/// Reads findings: an array, or an object that holds one under `findings`. Unknown keys do not matter. `resolve` gives
/// the printed figures and sentences behind ids of facts and statements, where a panel is at hand.
pub fn read_findings(value: &Value, resolve: &dyn Fn(i64) -> Option<Evidence>) -> Option<Vec<Found>> {
    let list = value.as_array().or_else(|| value.get("findings")?.as_array())?;
    Some(list.iter().map(|finding| read_finding(finding, resolve)).collect())
}

fn read_finding(value: &Value, resolve: &dyn Fn(i64) -> Option<Evidence>) -> Found {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |key: &str| value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let file = text(value, "file");
    let mut evidence: Vec<Evidence> = list("evidence")
        .iter()
        .map(|piece| Evidence { file: text(piece, "file"), text: text(piece, "text") })
        .collect();
    evidence
        .extend(["facts", "statements"].iter().flat_map(|key| list(key)).filter_map(Value::as_i64).filter_map(resolve));
    evidence.extend(
        ["printed", "source_text", "message"].map(|key| Evidence { file: file.clone(), text: text(value, key) }),
    );
    evidence.retain(|piece| !piece.text.is_empty());
    Found {
        code: text(value, "code"),
        family: text(value, "family"),
        severity: text(value, "severity"),
        outcome: text(value, "outcome"),
        department: text(value, "department"),
        fiscal_year: value.get("fiscal_year").and_then(Value::as_i64).unwrap_or_default(),
        explanation: text(value, "explanation"),
        message: text(value, "message"),
        file,
        evidence,
    }
}

/// Scores findings.
pub fn score(truth: &Truth, findings: &[Found]) -> Score {
    let breaks: Vec<&Found> = findings.iter().filter(|found| found.outcome == "breaks" && !found.is_hint()).collect();
    let hints: Vec<&Found> = findings.iter().filter(|found| found.is_hint() && !found.is_silent()).collect();
    let mut kinds: BTreeMap<&str, KindScore> = BTreeMap::new();
    let mut score = Score { breaks: breaks.len(), ..Score::default() };
    for defect in truth.defects.iter().filter(|defect| defect.provable && !defect.outlier) {
        // A hint about a sentence has its own reason; only what is itself no contradiction is found by hints.
        let hinted = hints.iter().filter(|_| defect.explanation.is_empty());
        let citing: Vec<&Found> = breaks.iter().chain(hinted).copied().filter(|found| cites(found, defect)).collect();
        let kind = kinds
            .entry(&defect.kind)
            .or_insert_with(|| KindScore { kind: defect.kind.clone(), ..KindScore::default() });
        kind.planted += 1;
        if citing.is_empty() {
            score.missed.push(Missed {
                number: defect.number,
                kind: defect.kind.clone(),
                file: defect.file.clone(),
                note: defect.note.clone(),
            });
            continue;
        }
        kind.found += 1;
        if defect.explanation.is_empty() {
            continue;
        }
        score.explainable += 1;
        match verdict(defect, &citing) {
            Verdict::Right => kind.explained += 1,
            Verdict::Unexplained => kind.unexplained += 1,
            Verdict::Wrong => kind.wrongly_explained += 1,
        }
    }
    for found in &breaks {
        let caused = truth.defects.iter().any(|defect| defect.provable && !defect.outlier && cites(found, defect));
        if caused {
            score.caused += 1;
        } else {
            score.false_alarms.push(FalseAlarm {
                code: found.code.clone(),
                file: found.file.clone(),
                message: found.message.clone(),
            });
        }
    }
    score.kinds = kinds.into_values().collect();
    score
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Right,
    Unexplained,
    Wrong,
}

/// Right where any break that cites the defect gives its reason: consequences elsewhere need not know it.
fn verdict(defect: &DefectTruth, citing: &[&Found]) -> Verdict {
    let right = |found: &Found| found.explanation == defect.explanation || defect.also.contains(&found.explanation);
    let definite = |found: &Found| !found.explanation.is_empty() && found.explanation != "unexplained";
    let any_definite = citing.iter().any(|found| definite(found));
    if citing.iter().any(|found| right(found)) || defect.explanation == "unexplained" && !any_definite {
        Verdict::Right
    } else if any_definite {
        Verdict::Wrong
    } else {
        Verdict::Unexplained
    }
}

/// Whether a break rests on a wrong figure of a defect.
pub fn cites(found: &Found, defect: &DefectTruth) -> bool {
    let in_own_file = |piece: &Evidence| is_same_file(&piece.file, &defect.file);
    let own_file = is_same_file(&found.file, &defect.file) || found.evidence.iter().any(in_own_file);
    let year = i64::from(defect.fiscal_year);
    let own_body = found.department == defect.department || !defect.unit.is_empty() && found.department == defect.unit;
    match defect.kind.as_str() {
        "missing_table" => found.family == "completeness" && (own_file || own_body && found.fiscal_year == year),
        "roll_up_mismatch" => {
            let across = matches!(found.family.as_str(), "roll_up" | "cross_year");
            across && (own_file || own_body && (found.fiscal_year == year || found.fiscal_year == year + 1))
        }
        _ => {
            // A comparison across years or units stands in another document and cites this one among its evidence.
            let shown = |piece: &Evidence| defect.places.iter().any(|place| shows(&piece.text, place));
            found.evidence.iter().any(|piece| in_own_file(piece) && shown(piece))
        }
    }
}

/// Whether a path ends with the path of the truth file.
fn is_same_file(file: &str, truth: &str) -> bool {
    let file = file.replace('\\', "/");
    file == truth || file.ends_with(&format!("/{truth}"))
}

/// Whether a text is or contains the wrong figure, as a whole number or as the whole sentence it stands in.
fn shows(text: &str, place: &PlaceTruth) -> bool {
    let plain = |text: &str| text.replace([',', ' ', '\n'], "");
    let (text, printed, sentence) = (plain(text), plain(&place.printed), plain(&place.sentence));
    let is_number = printed.bytes().any(|byte| byte.is_ascii_digit());
    if is_number && contains_number(&text, &printed) {
        return true;
    }
    let long = text.chars().count() >= 8;
    !sentence.is_empty() && long && (sentence.contains(&text) || text.contains(&sentence))
}

/// Whether a number stands in a text and is no part of a longer one.
fn contains_number(text: &str, number: &str) -> bool {
    let joins = |character: Option<char>| character.is_some_and(|character| character.is_ascii_digit());
    text.match_indices(number).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let mut after = text.get(at + number.len()..).unwrap_or_default().chars();
        let next = after.next();
        let decimals = next == Some('.') && joins(after.next());
        !joins(before) && before != Some('.') && !joins(next) && !decimals
    })
}

/// The score of the outlier measure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OutlierScore {
    /// Gross outliers planted.
    pub planted: usize,
    /// How many of them were flagged.
    pub found: usize,
    /// Flagged rows.
    pub flagged: usize,
    /// Flagged rows of departments and years in which nothing was planted (nor the year before, when it falls back).
    pub elsewhere: usize,
    /// Those not found.
    pub missed: Vec<Missed>,
}

/// Scores the rows of `tongbi outliers --format json` by department, year and item.
pub fn score_outliers(truth: &Truth, value: &Value) -> Option<OutlierScore> {
    let rows = value.as_array().or_else(|| value.get("outliers")?.as_array())?;
    let text = |row: &Value, key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let year = |row: &Value| row.get("fiscal_year").and_then(Value::as_i64).unwrap_or_default();
    let planted: Vec<&DefectTruth> = truth.defects.iter().filter(|defect| defect.outlier).collect();
    let mut score = OutlierScore { planted: planted.len(), flagged: rows.len(), ..OutlierScore::default() };
    for defect in &planted {
        let hit = rows.iter().any(|row| {
            let names = [text(row, "item"), text(row, "project"), text(row, "function_code")];
            let same_item = defect.places.iter().any(|place| {
                names.iter().any(|name| !name.is_empty() && (*name == place.item || *name == place.column))
            });
            text(row, "department") == defect.department && year(row) == i64::from(defect.fiscal_year) && same_item
        });
        if hit {
            score.found += 1;
        } else {
            score.missed.push(Missed {
                number: defect.number,
                kind: defect.kind.clone(),
                file: defect.file.clone(),
                note: defect.note.clone(),
            });
        }
    }
    let near = |row: &&Value| {
        planted.iter().any(|defect| {
            let distance = year(row) - i64::from(defect.fiscal_year);
            text(row, "department") == defect.department && (0..=1).contains(&distance)
        })
    };
    score.elsewhere = rows.iter().filter(|row| !near(row)).count();
    Some(score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn defect(kind: &str, explanation: &str, printed: &str, sentence: &str) -> DefectTruth {
        DefectTruth {
            number: 1,
            file: "甲子市财政局/甲子市财政局2024年度部门预算.txt".to_owned(),
            department: "甲子市财政局".to_owned(),
            fiscal_year: 2024,
            kind: kind.to_owned(),
            explanation: explanation.to_owned(),
            places: vec![PlaceTruth {
                printed: printed.to_owned(),
                sentence: sentence.to_owned(),
                ..PlaceTruth::default()
            }],
            provable: true,
            ..DefectTruth::default()
        }
    }

    fn truth(defects: Vec<DefectTruth>) -> Truth {
        Truth { defects, ..Truth::default() }
    }

    fn broken(printed: &str, explanation: &str, file: &str) -> Value {
        json!({"code": "WT001", "family": "within_table", "outcome": "breaks", "department": "甲子市财政局", "fiscal_year": 2024,
               "printed": printed, "explanation": explanation, "message": "合计与各项之和不符", "file": file})
    }

    const FILE: &str = "/tmp/样本/甲子市财政局/甲子市财政局2024年度部门预算.txt";

    #[test]
    fn a_defect_is_found_by_the_break_that_cites_its_figure_and_not_by_others() {
        let truth = truth(vec![defect("digit_slip", "digit_slip", "1,092.22", "")]);
        let findings = json!([broken("1092.22", "digit_slip", FILE), broken("92.22", "unexplained", FILE)]);
        let score = score(&truth, &read_findings(&findings, &|_| None).unwrap());
        assert_eq!((score.caused, score.false_alarms.len(), score.missed.len()), (1, 1, 0));
        assert_eq!((score.kinds[0].found, score.kinds[0].explained), (1, 1));
    }

    #[test]
    fn several_breaks_of_one_defect_are_consequences_and_no_false_alarms() {
        let truth = truth(vec![defect("digit_slip", "digit_slip", "1,092.22", "")]);
        let findings = json!([broken("1092.22", "unexplained", FILE), broken("1,092.22", "digit_slip", FILE)]);
        let score = score(&truth, &read_findings(&findings, &|_| None).unwrap());
        assert_eq!((score.breaks, score.caused, score.kinds[0].explained), (2, 2, 1));
    }

    #[test]
    fn the_same_figure_in_another_file_is_a_false_alarm() {
        let truth = truth(vec![defect("digit_slip", "digit_slip", "1,092.22", "")]);
        let findings = json!([broken("1092.22", "digit_slip", "别的/甲子市财政局2023年度部门预算.txt")]);
        let score = score(&truth, &read_findings(&findings, &|_| None).unwrap());
        assert_eq!((score.false_alarms.len(), score.missed.len()), (1, 1));
    }

    #[test]
    fn a_break_on_a_defect_that_cannot_be_proved_is_a_false_alarm() {
        let mut silent = defect("within_rounding", "", "36.16", "");
        silent.provable = false;
        let score = score(
            &truth(vec![silent]),
            &read_findings(&json!([broken("36.16", "unexplained", FILE)]), &|_| None).unwrap(),
        );
        assert_eq!((score.false_alarms.len(), score.kinds.len()), (1, 0));
    }

    #[test]
    fn a_word_in_a_sentence_is_cited_by_its_sentence() {
        let sentence = "收入总计1092.22万元，与上年相比减少36.15万元，下降3.42%。";
        let truth = truth(vec![defect("sign_reversed", "sign_reversed", "减少", sentence)]);
        let findings = json!([{"code": "CY001", "family": "cross_year", "outcome": "breaks", "explanation": "unexplained",
            "evidence": [{"file": FILE, "text": sentence}]}]);
        let score = score(&truth, &read_findings(&findings, &|_| None).unwrap());
        assert_eq!((score.kinds[0].found, score.kinds[0].unexplained), (1, 1));
    }

    #[test]
    fn wrong_reasons_count_against_and_missing_ones_do_not() {
        let truth = truth(vec![defect("truncated", "truncated", "3.42", "")]);
        let wrong = score(&truth, &read_findings(&json!([broken("3.42", "unit_slip", FILE)]), &|_| None).unwrap());
        assert_eq!((wrong.kinds[0].wrongly_explained, wrong.kinds[0].is_perfect()), (1, false));
        let none = score(&truth, &read_findings(&json!([broken("3.42", "unexplained", FILE)]), &|_| None).unwrap());
        assert_eq!((none.kinds[0].unexplained, none.kinds[0].is_perfect()), (1, true));
    }

    #[test]
    fn a_comparison_in_next_years_document_cites_this_years_figure_by_its_id() {
        let truth = truth(vec![defect("digit_slip", "digit_slip", "1,092.22", "")]);
        let next = "/tmp/甲子市财政局/甲子市财政局2025年度部门预算.txt";
        let findings =
            json!([{"code": "CY001", "family": "cross_year", "outcome": "breaks", "file": next, "facts": [7, 8]}]);
        let resolve = |id: i64| {
            let (file, text) = if id == 7 { (next, "1,128.37") } else { (FILE, "1,092.22") };
            Some(Evidence { file: file.to_owned(), text: text.to_owned() })
        };
        assert_eq!(score(&truth, &read_findings(&findings, &resolve).unwrap()).caused, 1);
        assert_eq!(score(&truth, &read_findings(&findings, &|_| None).unwrap()).caused, 0);
    }

    #[test]
    fn ties_and_hints_without_breaks_are_not_counted() {
        let findings = json!({"findings": [{"outcome": "ties", "printed": "1.00"}, {"outcome": "not_testable"}]});
        let score = score(&truth(vec![]), &read_findings(&findings, &|_| None).unwrap());
        assert_eq!(score, Score::default());
    }

    #[test]
    fn outliers_are_matched_by_department_year_and_item() {
        let mut gross = defect("gross_outlier", "", "100.00", "");
        gross.outlier = true;
        gross.places[0].item = "票据印制费".to_owned();
        let rows = json!([
            {"department": "甲子市财政局", "fiscal_year": 2024, "item": "票据印制费"},
            {"department": "甲子市财政局", "fiscal_year": 2025, "item": "票据印制费"},
            {"department": "乙丑市财政局", "fiscal_year": 2024, "item": "票据印制费"}
        ]);
        let score = score_outliers(&truth(vec![gross]), &rows).unwrap();
        assert_eq!((score.planted, score.found, score.flagged, score.elsewhere), (1, 1, 3, 1));
    }

    #[test]
    fn a_number_is_not_found_inside_a_longer_one() {
        assert!(contains_number("增长3.42%，", "3.42"));
        assert!(!contains_number("增长13.42%", "3.42"));
        assert!(!contains_number("3.421", "3.42"));
        assert!(!contains_number("1.3.42", "3.42"));
        assert!(contains_number("共3。", "3"));
    }
}
