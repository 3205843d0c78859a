//! Choices of the template that nobody made.

use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::findings::{Family, Outcome, Severity};
use std::collections::BTreeSet;

/// The check.
pub const CHECK: Check = Check {
    code: "OH010",
    name: "template_left_standing",
    name_zh: "模板文字没有填写",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "情况说明中没有“增加（减少）”“增长（下降）”“持平/增加/减少”等未选择的模板文字",
    why: "模板文字没有选择，说明这句话没有人核对过。",
    example: "政府性基金收入预算0万元，与上年相比增加（减少）0万元，增长（减少）0%。",
    needs: "没有情况说明",
    run,
};

/// Choices as templates print them.
const CHOICES: [&str; 9] = [
    "增加（减少）",
    "减少（增加）",
    "增长（减少）",
    "增长（下降）",
    "下降（增长）",
    "增加/减少",
    "增加(减少)",
    "增长(下降)",
    "大于（小于）",
];

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let mut seen = BTreeSet::new();
    for statement in &dossier.statements {
        let Some(choice) = CHOICES.iter().find(|choice| statement.text.contains(**choice)) else { continue };
        if !seen.insert((statement.locator, statement.text.as_str())) {
            continue;
        }
        let message = format!("情况说明保留了模板文字“{choice}”：{}。", statement.text.trim_end_matches('。'));
        let texts = Plain { printed: (*choice).to_owned(), message, ..Plain::default() };
        sheet.plain(Outcome::Breaks, texts, vec![statement_evidence(dossier, statement)]);
    }
    if let (true, Some(first)) = (sheet.is_empty(), dossier.statements.first()) {
        let texts = Plain { message: "情况说明没有未选择的模板文字。".to_owned(), ..Plain::default() };
        sheet.plain(Outcome::Ties, texts, vec![statement_evidence(dossier, first)]);
    }
}
