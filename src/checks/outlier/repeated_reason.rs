//! One reason for changes that have nothing in common.

use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::facts::Statement;
use crate::findings::{Family, Outcome, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// The check.
pub const CHECK: Check = Check {
    code: "OH012",
    name: "repeated_reason",
    name_zh: "同一句原因用于方向相反的变动",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "同一句“主要原因”不同时用来解释增加和减少",
    why: "同一句话既解释增加又解释减少，说明原因是套用的。",
    example: "“项目进度影响”同时用于增加 12.00 和减少 30.00。",
    needs: "情况说明没有写原因的增减变动",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut by_reason: BTreeMap<&str, Vec<&Statement>> = BTreeMap::new();
    for statement in &case.dossier.statements {
        let moved = statement.change.is_some_and(|change| change.value.fen() != 0);
        let reason = statement.reason.trim();
        // 【待填：原因】 marks what is still to be written.
        if moved && reason.chars().count() >= 4 && !(reason.starts_with('【') && reason.ends_with('】')) {
            by_reason.entry(reason).or_default().push(statement);
        }
    }
    for (reason, statements) in by_reason {
        let up = |statement: &&&Statement| statement.change.is_some_and(|change| change.value.fen() > 0);
        let rising: BTreeSet<&str> = statements.iter().filter(up).map(|statement| statement.subject.as_str()).collect();
        let falling: BTreeSet<&str> =
            statements.iter().filter(|statement| !up(statement)).map(|statement| statement.subject.as_str()).collect();
        let both = !rising.is_empty() && !falling.is_empty();
        let size = statements
            .iter()
            .filter_map(|statement| statement.change)
            .map(|change| change.value.fen().saturating_abs())
            .max();
        let listed = |subjects: &BTreeSet<&str>| subjects.iter().copied().collect::<Vec<&str>>().join("、");
        let texts = Plain {
            printed: reason.to_owned(),
            materiality_fen: if both { size } else { None },
            message: if both {
                format!("原因“{reason}”既用于增加（{}），又用于减少（{}）。", listed(&rising), listed(&falling))
            } else {
                format!("原因“{reason}”只用于同一方向的变动。")
            },
            ..Plain::default()
        };
        let evidence = statements.iter().map(|statement| statement_evidence(case.dossier, statement)).collect();
        sheet.plain(if both { Outcome::Breaks } else { Outcome::Ties }, texts, evidence);
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, count};
    use crate::findings::Outcome;

    #[test]
    fn a_reason_for_up_and_down_is_a_hint_and_a_blank_to_be_filled_in_is_none() {
        let hints = |reason: &str| {
            let prose = format!(
                "2025年基本支出80.00万元，比上年增加5.00万元，主要原因是{reason}。\n2025年项目支出20.00万元，比上年减少5.00万元，主要原因是{reason}。"
            );
            count("OH012", &[&budget(&prose)], Outcome::Breaks)
        };
        assert_eq!((hints("政策性调整"), hints("【待填：原因】")), (1, 0));
    }
}
