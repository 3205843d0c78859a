//! Collects the findings of one check on one disclosure, and writes their sentences.

use super::explain::{self, Reason};
use super::tie_out::{Tie, tie_out};
use super::{Case, Check, Quantity};
use crate::domain::{Amount, Money, MoneyUnit};
use crate::findings::{Evidence, Explanation, Finding, Outcome};

/// The findings of one check on one disclosure.
pub struct Sheet<'a> {
    check: &'static Check,
    case: Case<'a>,
    findings: Vec<Finding>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet.
    pub fn new(check: &'static Check, case: Case<'a>) -> Self {
        Sheet { check, case, findings: Vec::new() }
    }

    /// The findings; a sheet on which nothing was tested says what is missing.
    pub fn finish(mut self) -> Vec<Finding> {
        if self.findings.is_empty() {
            self.not_testable(self.check.needs);
        }
        self.findings
    }

    /// Whether nothing was tested yet.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// A finding of this check with nothing filled in.
    pub fn blank(&self, outcome: Outcome) -> Finding {
        Finding {
            code: self.check.code,
            name: self.check.name_zh,
            family: self.check.family,
            severity: self.check.severity,
            outcome,
            subject: self.case.dossier.subject.clone(),
            expected: String::new(),
            printed: String::new(),
            difference: String::new(),
            unit: "",
            difference_fen: None,
            explanation: None,
            runner_up: None,
            proof: String::new(),
            message: String::new(),
            materiality_fen: None,
            evidence: Vec::new(),
        }
    }

    /// Adds a finding. Its message is given the name and the period of the disclosure in front.
    pub fn push(&mut self, mut finding: Finding) {
        let dossier = self.case.dossier;
        finding.message = format!("{}{}：{}", dossier.name(), dossier.period(), finding.message);
        if finding.outcome == Outcome::NotTestable && finding.evidence.is_empty() {
            let file = dossier.files.first().map(|(_, file)| file.clone()).unwrap_or_default();
            finding.evidence.push(Evidence { file, ..Evidence::default() });
        }
        self.findings.push(finding);
    }

    /// Says that an assertion could not be tested, and what is missing: `没有项目支出表`.
    pub fn not_testable(&mut self, missing: impl AsRef<str>) {
        self.not_testable_of(missing, Vec::new());
    }

    /// The same, with the sentences or figures that it is about.
    pub fn not_testable_of(&mut self, missing: impl AsRef<str>, evidence: Vec<Evidence>) {
        let mut finding = self.blank(Outcome::NotTestable);
        finding.message = format!("“{}”无法核对：{}。", self.check.name_zh, missing.as_ref());
        finding.evidence = evidence;
        self.push(finding);
    }

    /// Asserts that a printed figure is the sum of others; `computed` says in words what is added: `各功能分类之和`.
    /// The parts may be none: then the figure must be nothing.
    pub fn equation(&mut self, total: &Quantity, parts: &[Quantity], computed: &str) {
        self.equation_with(total, parts, computed, None);
    }

    /// The same, with the reason that a break would have where the check knows one; a proved slip comes second.
    pub fn equation_with(&mut self, total: &Quantity, parts: &[Quantity], computed: &str, known: Option<Reason>) {
        let tie = tie_out(&total.amount, parts.iter().map(|part| &part.amount));
        let reason = self.reason(total, parts, &tie, known);
        let finding = self.amount_finding(total, parts, computed, &tie, reason);
        self.push(finding);
    }

    /// Asserts that two printed figures are the same.
    pub fn equality(&mut self, printed: &Quantity, other: &Quantity) {
        let computed = other.label.clone();
        self.equation(printed, std::slice::from_ref(other), &computed);
    }

    /// Asserts that a printed figure repeats another: printed alike, they are equal to the last digit, because one
    /// amount rounds to one figure; printed with fewer digits or in a larger unit, it is the other one rounded.
    pub fn repeats(&mut self, printed: &Quantity, other: &Quantity) {
        self.repeats_with(printed, other, None);
    }

    /// The same, with the reason that a break would have where the check knows one; a proved slip comes second.
    pub fn repeats_with(&mut self, printed: &Quantity, other: &Quantity, known: Option<Reason>) {
        let mut tie = tie_out(&printed.amount, [&other.amount]);
        let alike = printed.amount.unit == other.amount.unit && printed.amount.decimals == other.amount.decimals;
        if alike && tie.outcome == Outcome::TiesWithinRounding {
            tie.outcome = Outcome::Breaks;
        }
        let parts = std::slice::from_ref(other);
        let reason = self.reason(printed, parts, &tie, known);
        let finding = self.amount_finding(printed, parts, &other.label, &tie, reason);
        self.push(finding);
    }

    fn reason(&self, total: &Quantity, parts: &[Quantity], tie: &Tie, known: Option<Reason>) -> Option<Reason> {
        if tie.outcome != Outcome::Breaks {
            return None;
        }
        let Some(mut known) = known else { return Some(explain::of_sum(&self.case, total, parts, tie)) };
        // Sums have reasons of their own, which a base and its change have not.
        if known.explanation == Explanation::Unexplained || parts.len() > 1 {
            return Some(known);
        }
        let found = explain::of_sum(&self.case, total, parts, tie);
        known.runner_up =
            known.runner_up.or(Some(found.explanation).filter(|other| *other != Explanation::Unexplained));
        Some(known)
    }

    fn amount_finding(
        &self,
        total: &Quantity,
        parts: &[Quantity],
        computed: &str,
        tie: &Tie,
        reason: Option<Reason>,
    ) -> Finding {
        let (unit, decimals) = printing_of(&total.amount, parts, tie.computed);
        let unit_name = unit.name_zh();
        let separators = total.printed.contains([',', '，']);
        let expected = with_separators(&tie.computed.in_unit(unit, decimals), separators);
        let difference = tie.difference.in_unit(unit, decimals);
        let printed =
            if unit == total.amount.unit { total.printed.clone() } else { total.amount.value.in_unit(unit, decimals) };
        // People read amounts as the source prints them; programs read plain digits.
        let away = shown(&with_separators(&difference, separators));
        let (printed_words, expected_words) = (shown(&printed), shown(&expected));
        let mut finding = self.blank(tie.outcome);
        finding.message = match tie.outcome {
            Outcome::Ties => format!("{}{printed_words}{unit_name}，与{computed}一致。", total.label),
            Outcome::TiesWithinRounding => format!(
                "{}{printed_words}{unit_name}，{computed}为{expected_words}{unit_name}，相差{away}{unit_name}，属四舍五入尾差。",
                total.label,
            ),
            _ => format!(
                "{}公布数为{printed_words}{unit_name}，{computed}为{expected_words}{unit_name}，相差{away}{unit_name}{}",
                total.label,
                reason.as_ref().map_or("。".to_owned(), Reason::sentence)
            ),
        };
        if let Some(reason) = reason {
            finding.explanation = Some(reason.explanation);
            finding.runner_up = reason.runner_up;
            finding.proof = reason.proof;
        }
        finding.expected = expected;
        finding.printed = printed;
        finding.difference = difference;
        finding.unit = unit_name;
        finding.difference_fen = Some(tie.difference.fen());
        finding.evidence = std::iter::once(total).chain(parts).map(|quantity| quantity.evidence.clone()).collect();
        finding
    }

    /// A finding about figures that are no amounts: percentages, counts, codes, texts.
    pub fn plain(&mut self, outcome: Outcome, texts: Plain, evidence: Vec<Evidence>) {
        let mut finding = self.blank(outcome);
        finding.expected = texts.expected;
        finding.printed = texts.printed;
        finding.difference = texts.difference;
        finding.unit = texts.unit;
        finding.message = texts.message;
        finding.materiality_fen = texts.materiality_fen;
        if let Some(reason) = texts.reason {
            finding.message = format!("{}{}", finding.message.trim_end_matches('。'), reason.sentence());
            finding.explanation = Some(reason.explanation);
            finding.runner_up = reason.runner_up;
            finding.proof = reason.proof;
        } else if outcome == Outcome::Breaks && finding.family != crate::findings::Family::Outlier {
            finding.explanation = Some(Explanation::Unexplained);
        }
        finding.evidence = evidence;
        self.push(finding);
    }
}

/// The texts of a finding that is not about an amount.
#[derive(Clone, Debug, Default)]
pub struct Plain {
    /// What it should be.
    pub expected: String,
    /// What is printed.
    pub printed: String,
    /// Printed less expected.
    pub difference: String,
    /// Unit of the three.
    pub unit: &'static str,
    /// The sentence, ending in 。
    pub message: String,
    /// For hints: money at stake, in fen.
    pub materiality_fen: Option<i64>,
    /// Reason of a break.
    pub reason: Option<Reason>,
}

/// Unit and decimals that show the printed and the computed figure without losing a digit: those of the printed one,
/// unless the parts are finer.
fn printing_of(total: &Amount, parts: &[Quantity], computed: Money) -> (MoneyUnit, u32) {
    let unit = total.unit;
    let exact = computed.exactly_in_unit(unit, total.decimals);
    let needed = exact.split_once('.').map_or(0, |(_, digits)| digits.len() as u32);
    let finest = parts.iter().map(|part| part.amount.decimals).max().unwrap_or(total.decimals);
    (unit, needed.max(total.decimals).max(finest.min(total.decimals)))
}

/// A signed number as people read it: −0.01.
pub fn shown(number: &str) -> String {
    number.strip_prefix('-').map_or_else(|| number.to_owned(), |digits| format!("−{digits}"))
}

/// Digits with a comma every three places, where the source has them.
pub fn with_separators(digits: &str, wanted: bool) -> String {
    if !wanted {
        return digits.to_owned();
    }
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}
