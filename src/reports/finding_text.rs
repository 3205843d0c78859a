//! Findings as a person reads them on a terminal: what was tested, then every break with its source line.

use super::finding_table::place;
use crate::findings::{Evidence, Family, Finding, Outcome, Tally};
use std::collections::BTreeMap;

/// Characters of a sentence that are shown on either side of the figure in question.
const CONTEXT: usize = 40;

/// Pieces of evidence that are shown below a break.
const EVIDENCE_SHOWN: usize = 4;

/// The whole text.
pub fn finding_text(findings: &[Finding], breaks_shown: usize) -> String {
    let mut lines = summary(findings);
    for (title, chosen) in [
        ("不平", findings.iter().filter(|finding| finding.is_break()).collect::<Vec<_>>()),
        ("疑点（需要人来判断，不是错误）", findings.iter().filter(|finding| finding.is_hint()).collect()),
    ] {
        if chosen.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.push(format!("{title}：{} 处", chosen.len()));
        for finding in chosen.iter().take(breaks_shown) {
            lines.extend(one(finding));
        }
        if chosen.len() > breaks_shown {
            lines.push(format!(
                "  另有 {} 处；用 --top N 多看，或 -o 底稿.xlsx、--format json 取全部",
                chosen.len() - breaks_shown
            ));
        }
    }
    lines.extend(not_testable(findings));
    lines.join("\n") + "\n"
}

/// Counts by family.
fn summary(findings: &[Finding]) -> Vec<String> {
    let all = Tally::of(findings);
    let mut lines = vec![format!(
        "核对 {} 项：平 {}，四舍五入尾差 {}，不平 {}，疑点 {}；无法核对 {}",
        all.tested(),
        all.ties,
        all.within_rounding,
        all.breaks,
        all.hints,
        all.not_testable
    )];
    for family in Family::ALL {
        let tally = Tally::of(findings.iter().filter(|finding| finding.family == *family));
        if tally == Tally::default() {
            continue;
        }
        let breaks = if *family == Family::Outlier {
            format!("疑点 {}", tally.hints)
        } else {
            format!("尾差 {}，不平 {}", tally.within_rounding, tally.breaks)
        };
        lines.push(format!("  {}：平 {}，{breaks}，无法核对 {}", family.name_zh(), tally.ties, tally.not_testable));
    }
    lines
}

fn one(finding: &Finding) -> Vec<String> {
    let mut lines = vec![format!("  {} {}", finding.code, finding.message)];
    if let Some(runner_up) = finding.runner_up {
        lines.push(format!("    另一种可能：{}", runner_up.name_zh()));
    }
    for (position, evidence) in finding.evidence.iter().take(EVIDENCE_SHOWN).enumerate() {
        let marked = if position == 0 { finding.printed.as_str() } else { "" };
        lines.push(format!("    {} ┆ {}", place(evidence), source_line(evidence, marked)));
    }
    if finding.evidence.len() > EVIDENCE_SHOWN {
        lines.push(format!("    …… 共 {} 处出处", finding.evidence.len()));
    }
    lines
}

/// The source line around the figure, with the figure in 【】.
fn source_line(evidence: &Evidence, marked: &str) -> String {
    let text = evidence.text.replace(['\n', '\r', '\t'], " ");
    if !evidence.is_statement {
        return format!("{}：【{}】", evidence.label, text.trim());
    }
    let Some(start) = (!marked.is_empty()).then(|| text.find(marked)).flatten() else {
        return shortened(&text, 2 * CONTEXT);
    };
    let (before, rest) = text.split_at(start);
    let (figure, after) = rest.split_at(marked.len());
    let skipped = before.chars().count().saturating_sub(CONTEXT);
    let before: String = before.chars().skip(skipped).collect();
    let dots = if skipped > 0 { "…" } else { "" };
    format!("{dots}{before}【{figure}】{}", shortened(after, CONTEXT))
}

fn shortened(text: &str, most: usize) -> String {
    let kept: String = text.chars().take(most).collect();
    if text.chars().count() > most { format!("{kept}…") } else { kept }
}

/// What could not be tested, the same reason only once.
fn not_testable(findings: &[Finding]) -> Vec<String> {
    let mut reasons: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.outcome == Outcome::NotTestable) {
        let reason = finding.message.rsplit("无法核对：").next().unwrap_or_default().trim_end_matches('。').to_owned();
        *reasons.entry((finding.code, reason)).or_default() += 1;
    }
    if reasons.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "无法核对的原因：".to_owned()];
    lines.extend(reasons.into_iter().map(|((code, reason), count)| format!("  {code} {reason}（{count} 处）")));
    lines
}
