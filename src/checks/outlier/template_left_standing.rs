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
    let mut seen = BTreeSet::new();
    for statement in &case.dossier.statements {
        if !seen.insert((statement.locator, statement.text.as_str())) {
            continue;
        }
        let choice = CHOICES.iter().find(|choice| statement.text.contains(**choice));
        let (outcome, message) = match choice {
            Some(choice) => (
                Outcome::Breaks,
                format!("情况说明保留了模板文字“{choice}”：{}。", statement.text.trim_end_matches('。')),
            ),
            None => (Outcome::Ties, "这句说明没有未选择的模板文字。".to_owned()),
        };
        let texts =
            Plain { printed: choice.map_or(String::new(), |choice| (*choice).to_owned()), message, ..Plain::default() };
        sheet.plain(outcome, texts, vec![statement_evidence(case.dossier, statement)]);
    }
}
