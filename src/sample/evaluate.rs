//! Scores findings and outliers against the truth.
//!
//! A break is a consequence of a planted defect when it rests on one of its wrong figures: its evidence names the
//! defect's document and there the wrong print – the cell of the same form and row, or the sentence with the wrong
//! figure in it. It may be about another document, which compares with the wrong figure. All other breaks are false
//! alarms, also those in a spoiled document, and those that rest on a figure that cannot be proved wrong.
//!
//! Reasons are held to account one by one: a reason is wrong when it is none of those that the truth allows, or when it
//! names another figure than the planted one as the one to be corrected. `unexplained` is no reason.
//! Hints (疑点) can find what is no contradiction (text left unfilled), and are never false alarms.

pub mod found;
pub mod outliers;

use super::truth::{DefectTruth, PlaceTruth, Truth};
use crate::domain::Form;
use crate::domain::label::fold;
use found::{Cited, Found};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The score of one kind of defect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KindScore {
    /// Kind.
    pub kind: String,
    /// How many were planted.
    pub planted: usize,
    /// How many of them the documents prove; the others have to be passed over in silence.
    pub provable: usize,
    /// How many of the provable ones were found.
    pub found: usize,
    /// Breaks that rest on them.
    pub breaks: usize,
    /// Found, and at least one break gives the right reason, none a wrong one.
    pub explained: usize,
    /// Found, without any reason where one was expected.
    pub unexplained: usize,
    /// Found, and some break gives a wrong reason.
    pub wrongly_explained: usize,
}

/// A break that does not belong: a false alarm, or a wrong reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Complaint {
    /// Code of the check.
    pub code: String,
    /// File.
    pub file: String,
    /// The reason that was given.
    pub explanation: String,
    /// For a wrong reason, the kind of the defect and its number in the truth file: `truncated #12`.
    pub defect: String,
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

impl Missed {
    fn of(defect: &DefectTruth) -> Self {
        Missed {
            number: defect.number,
            kind: defect.kind.clone(),
            file: defect.file.clone(),
            note: defect.note.clone(),
        }
    }
}

/// The score of all findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Score {
    /// By kind, in the order of the kinds' names.
    pub kinds: Vec<KindScore>,
    /// Breaks in the findings.
    pub breaks: usize,
    /// Breaks that rest on the wrong figure of a provable defect.
    pub caused: usize,
    /// The other breaks.
    pub false_alarms: Vec<Complaint>,
    /// Wrong reasons of the breaks that rest on a defect.
    pub wrong_reasons: Vec<Complaint>,
    /// Provable defects that no break rests on.
    pub missed: Vec<Missed>,
    /// Defects found of the kinds that have a reason.
    pub explainable: usize,
}

impl KindScore {
    /// Whether nothing of the kind was missed and nothing explained wrongly.
    pub fn is_perfect(&self) -> bool {
        self.found == self.provable && self.wrongly_explained == 0
    }
}

/// Scores findings.
pub fn score(truth: &Truth, findings: &[Found]) -> Score {
    let mut of_file: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, defect) in truth.defects.iter().enumerate() {
        of_file.entry(&defect.file).or_default().push(index);
    }
    let mut score = Score::default();
    let mut citing: BTreeMap<usize, Vec<&Found>> = BTreeMap::new();
    for found in findings.iter().filter(|found| found.outcome == "breaks") {
        let rests_on = defects_of(truth, &of_file, found);
        let caused = rests_on.iter().any(|defect| is_for_checks(defect));
        for defect in rests_on {
            // A hint about a sentence has its own reason; only what is itself no contradiction is found by hints.
            if !found.is_hint() || defect.explanation.is_empty() {
                citing.entry(defect.number).or_default().push(found);
            }
        }
        if found.is_hint() {
            continue;
        }
        score.breaks += 1;
        if caused {
            score.caused += 1;
        } else {
            score.false_alarms.push(complaint(found, String::new()));
        }
    }
    let mut kinds: BTreeMap<&str, KindScore> = BTreeMap::new();
    for defect in truth.defects.iter().filter(|defect| !defect.outlier) {
        let kind = kinds.entry(&defect.kind).or_default();
        kind.kind.clone_from(&defect.kind);
        kind.planted += 1;
        if defect.provable {
            kind.provable += 1;
            let found = citing.get(&defect.number).map(Vec::as_slice).unwrap_or_default();
            score_defect(defect, found, kind, &mut score);
        }
    }
    score.kinds = kinds.into_values().collect();
    score
}

fn score_defect(defect: &DefectTruth, citing: &[&Found], kind: &mut KindScore, score: &mut Score) {
    if citing.is_empty() {
        score.missed.push(Missed::of(defect));
        return;
    }
    kind.found += 1;
    kind.breaks += citing.iter().filter(|found| !found.is_hint()).count();
    if defect.explanation.is_empty() {
        return;
    }
    score.explainable += 1;
    let wrong: Vec<&&Found> = citing.iter().filter(|found| !found.is_hint() && is_wrong(found, defect)).collect();
    for found in &wrong {
        score.wrong_reasons.push(complaint(found, format!("{} #{}", defect.kind, defect.number)));
    }
    let right = |found: &&Found| is_allowed(&found.explanation, defect);
    if !wrong.is_empty() {
        kind.wrongly_explained += 1;
    } else if defect.explanation == UNEXPLAINED || citing.iter().any(right) {
        kind.explained += 1;
    } else {
        kind.unexplained += 1;
    }
}

const UNEXPLAINED: &str = "unexplained";

/// Whether it can and should be found by checks: what no document proves is none of their business, and what stands
/// out without a contradiction is for the outlier measure.
fn is_for_checks(defect: &DefectTruth) -> bool {
    defect.provable && !defect.outlier
}

fn complaint(found: &Found, defect: String) -> Complaint {
    Complaint {
        code: found.code.clone(),
        file: found.file.clone(),
        explanation: found.explanation.clone(),
        defect,
        message: found.message.clone(),
    }
}

fn is_allowed(explanation: &str, defect: &DefectTruth) -> bool {
    explanation == defect.explanation || defect.also.iter().any(|other| other == explanation)
}

/// Whether a reason is another one than the truth allows, or blames a figure that is right.
fn is_wrong(found: &Found, defect: &DefectTruth) -> bool {
    let definite = !found.explanation.is_empty() && found.explanation != UNEXPLAINED;
    definite && (!is_allowed(&found.explanation, defect) || blames_another(found, defect))
}

/// Whether the proof says of a figure that is printed rightly that it should be another one.
fn blames_another(found: &Found, defect: &DefectTruth) -> bool {
    let Some((_, blamed)) = found.proof.split_once("而印作") else { return false };
    let blamed = plain(blamed);
    let number = blamed.trim_end_matches('%').trim_start_matches(['-', '−']);
    let is_number = |place: &PlaceTruth| place.printed.bytes().any(|byte| byte.is_ascii_digit());
    let mut wrong = defect.places.iter().chain(&defect.touched);
    // A word that was changed gives another meaning to the numbers beside it.
    !wrong.any(|place| {
        same_number(number, &plain(&place.printed))
            || !is_number(place) && contains_number(&plain(&place.sentence), number)
    })
}

/// Whether two prints are one number, whatever zeros stand behind the point.
fn same_number(left: &str, right: &str) -> bool {
    let short = |text: &str| -> String {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
    };
    short(left) == short(right)
}

/// The defects whose wrong figures a break rests on.
fn defects_of<'a>(truth: &'a Truth, of_file: &HashMap<&str, Vec<usize>>, found: &Found) -> Vec<&'a DefectTruth> {
    let mut numbers: Vec<usize> = Vec::new();
    for cited in &found.evidence {
        // Truth names files from the sample's folder on, findings from wherever they were read.
        let path = cited.file.replace('\\', "/");
        let mut tails = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
        let indices = tails.find_map(|from| of_file.get(path.get(from..)?));
        for index in indices.into_iter().flatten().filter(|index| !numbers.contains(index)).copied().collect::<Vec<_>>()
        {
            if truth.defects.get(index).is_some_and(|defect| rests_on(found, cited, defect)) {
                numbers.push(index);
            }
        }
    }
    numbers.into_iter().filter_map(|index| truth.defects.get(index)).collect()
}

/// Whether a piece of evidence in the defect's document is one of its wrong figures.
fn rests_on(found: &Found, cited: &Cited, defect: &DefectTruth) -> bool {
    if defect.places.iter().all(|place| place.printed.is_empty()) {
        let named =
            |place: &PlaceTruth| Form::from_id(&place.form).is_some_and(|form| found.message.contains(form.name_zh()));
        return found.family == "completeness" && defect.places.iter().any(named);
    }
    defect.places.iter().chain(&defect.touched).any(|place| is_shown(cited, place))
}

/// Whether evidence is the wrong figure: the same print in the same form and row, or in the same sentence.
fn is_shown(cited: &Cited, place: &PlaceTruth) -> bool {
    let (text, printed) = (plain(&cited.text), plain(&place.printed));
    let is_number = printed.bytes().any(|byte| byte.is_ascii_digit());
    if place.sentence.is_empty() {
        let prints = same_number(&text, &printed) || cited.form.is_empty() && contains_number(&text, &printed);
        let form = cited.form.is_empty() || place.form.is_empty() || cited.form == place.form;
        let item = cited.item.is_empty() || place.item.is_empty() || fold(&cited.item) == fold(&place.item);
        return prints && form && item && !cited.is_sentence;
    }
    let sentence = plain(&place.sentence);
    let prints = |text: &str| if is_number { contains_number(text, &printed) } else { text.contains(&printed) };
    if !cited.is_sentence {
        // Without the panel only the printed figure may be known.
        return is_number && text == printed;
    }
    // A claim may rest on sentences of several paragraphs.
    let mut cited = text.split_inclusive('。').filter(|piece| prints(piece));
    cited.any(|piece| sentence.contains(piece) || piece.contains(&sentence))
}

/// Without separators and white space.
fn plain(text: &str) -> String {
    fold(text).replace(',', "")
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

#[cfg(test)]
mod tests {
    use super::found::{Printed, read_findings};
    use super::outliers::score_outliers;
    use super::*;
    use serde_json::{Value, json};

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
        json!({"code": "WT001", "family": "within_table", "outcome": "breaks", "printed": printed, "facts": [1],
               "explanation": explanation, "message": "合计与各项之和不符", "file": file, "source_text": printed})
    }

    fn scored(defect: DefectTruth, findings: Value) -> Score {
        score(&truth(vec![defect]), &read_findings(&findings, &Printed::new()).unwrap())
    }

    const FILE: &str = "/tmp/样本/甲子市财政局/甲子市财政局2024年度部门预算.txt";

    #[test]
    fn a_defect_is_found_by_the_break_that_rests_on_its_figure_and_not_by_others_of_the_document() {
        let score = scored(
            defect("digit_slip", "digit_slip", "1,092.22", ""),
            json!([broken("1092.22", "digit_slip", FILE), broken("92.22", "unexplained", FILE)]),
        );
        assert_eq!((score.caused, score.false_alarms.len(), score.missed.len()), (1, 1, 0));
        assert_eq!((score.kinds[0].found, score.kinds[0].explained), (1, 1));
    }

    #[test]
    fn several_breaks_of_one_defect_are_consequences_and_no_false_alarms() {
        let findings = json!([broken("1092.22", "unexplained", FILE), broken("1,092.22", "digit_slip", FILE)]);
        let score = scored(defect("digit_slip", "digit_slip", "1,092.22", ""), findings);
        assert_eq!((score.breaks, score.caused, score.kinds[0].breaks, score.kinds[0].explained), (2, 2, 2, 1));
    }

    #[test]
    fn the_same_figure_in_another_file_is_a_false_alarm() {
        let findings = json!([broken("1092.22", "digit_slip", "别的/甲子市财政局2023年度部门预算.txt")]);
        let score = scored(defect("digit_slip", "digit_slip", "1,092.22", ""), findings);
        assert_eq!((score.false_alarms.len(), score.missed.len()), (1, 1));
    }

    #[test]
    fn the_same_print_in_another_table_or_row_is_a_false_alarm() {
        let mut planted = defect("digit_slip", "digit_slip", "1,092.22", "");
        planted.places[0].form = "expenditure_summary".to_owned();
        planted.places[0].item = "行政运行".to_owned();
        let cited = |form: &str, item: &str| Cited {
            file: FILE.to_owned(),
            text: "1,092.22".to_owned(),
            form: form.to_owned(),
            item: item.to_owned(),
            ..Cited::default()
        };
        let caused = |form: &str, item: &str| {
            let printed = Printed::from([(1, cited(form, item))]);
            let findings = read_findings(&json!([broken("1,092.22", "digit_slip", FILE)]), &printed);
            score(&truth(vec![planted.clone()]), &findings.unwrap()).caused
        };
        assert_eq!(caused("expenditure_summary", "行政运行"), 1);
        assert_eq!(caused("expenditure_summary", "合计"), 0);
        assert_eq!(caused("general_public_expenditure", "行政运行"), 0);
    }

    #[test]
    fn a_break_on_a_defect_that_cannot_be_proved_is_a_false_alarm() {
        let mut silent = defect("within_rounding", "", "36.16", "");
        silent.provable = false;
        let score = scored(silent, json!([broken("36.16", "unexplained", FILE)]));
        assert_eq!((score.false_alarms.len(), score.kinds[0].planted, score.kinds[0].provable), (1, 1, 0));
    }

    #[test]
    fn a_word_in_a_sentence_is_cited_by_its_sentence_and_not_by_the_next_one() {
        let sentence = "收入总计1092.22万元，与上年相比减少36.15万元，下降3.42%。";
        let found = |text: &str| {
            let finding = json!([{"code": "XY001", "family": "cross_year", "outcome": "breaks", "statements": [1],
                "explanation": "unexplained", "file": FILE, "source_text": text}]);
            scored(defect("sign_reversed", "sign_reversed", "减少", sentence), finding)
        };
        assert_eq!((found(sentence).kinds[0].found, found(sentence).kinds[0].unexplained), (1, 1));
        assert_eq!(found("基本支出100.00万元，与上年相比减少2.00万元。").false_alarms.len(), 1);
    }

    #[test]
    fn wrong_reasons_count_against_and_missing_ones_do_not() {
        let planted = || defect("truncated", "truncated", "3.42", "");
        let wrong = scored(planted(), json!([broken("3.42", "unit_slip", FILE)]));
        assert_eq!((wrong.kinds[0].wrongly_explained, wrong.kinds[0].is_perfect()), (1, false));
        let none = scored(planted(), json!([broken("3.42", "unexplained", FILE)]));
        assert_eq!((none.kinds[0].unexplained, none.kinds[0].is_perfect()), (1, true));
        let both = scored(planted(), json!([broken("3.42", "truncated", FILE), broken("3.42", "unit_slip", FILE)]));
        assert_eq!((both.kinds[0].explained, both.wrong_reasons.len()), (0, 1));
    }

    #[test]
    fn a_right_reason_that_blames_another_figure_is_wrong() {
        let blaming = |figure: &str| {
            let mut finding = broken("1092.22", "digit_slip", FILE);
            finding["proof"] = json!(format!("合计应为1,192.22而印作{figure}"));
            scored(defect("digit_slip", "digit_slip", "1,092.22", ""), json!([finding]))
        };
        assert_eq!((blaming("1,092.22").kinds[0].explained, blaming("41.20").kinds[0].wrongly_explained), (1, 1));
    }

    #[test]
    fn a_comparison_in_next_years_document_cites_this_years_figure_by_its_id() {
        let next = "/tmp/甲子市财政局/甲子市财政局2025年度部门预算.txt";
        let findings =
            json!([{"code": "XY001", "family": "cross_year", "outcome": "breaks", "file": next, "facts": [7, 8]}]);
        let cited = |file: &str, text: &str| Cited { file: file.into(), text: text.into(), ..Cited::default() };
        let printed = Printed::from([(7, cited(next, "1,128.37")), (8, cited(FILE, "1,092.22"))]);
        let caused = |printed: &Printed| {
            let truth = truth(vec![defect("digit_slip", "digit_slip", "1,092.22", "")]);
            score(&truth, &read_findings(&findings, printed).unwrap()).caused
        };
        assert_eq!((caused(&printed), caused(&Printed::new())), (1, 0));
    }

    #[test]
    fn a_table_that_is_missing_is_found_by_the_check_that_names_it() {
        let mut missing = defect("missing_table", "", "", "");
        missing.places[0].form = "three_public_expenses".to_owned();
        let found = |message: &str| {
            let finding = json!([{"code": "CM001", "family": "completeness", "outcome": "breaks", "file": FILE, "message": message}]);
            scored(missing.clone(), finding).caused
        };
        assert_eq!((found("缺“三公”经费支出表。"), found("缺支出总体情况表。")), (1, 0));
    }

    #[test]
    fn ties_and_what_cannot_be_tested_are_not_counted() {
        let findings = json!({"findings": [{"outcome": "ties", "printed": "1.00"}, {"outcome": "not_testable"}]});
        let score = score(&truth(vec![]), &read_findings(&findings, &Printed::new()).unwrap());
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
