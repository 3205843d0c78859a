//! 基数 + 增减额 = 本年数, where the sentence prints all three.

use crate::checks::explain::bases::of_change;
use crate::checks::prose::{self, Untested};
use crate::checks::sheet::shown;
use crate::checks::{Case, Check, Sheet};
use crate::facts::StatementKind;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR006",
    name: "base_plus_change",
    name_zh: "文中基数加增减额等于本年数",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "一句话里同时写出上年数（或年初预算数）、增减额和本年数时：本年数 = 基数 + 增减额",
    why: "同一句话里的三个数必须自相符合。",
    example: "年初预算62.29万元，支出决算60.99万元，减少1.30万元：60.99 = 62.29 − 1.30。",
    needs: "没有同时写出基数、增减额和本年数的句子",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    for claim in &case.dossier.statements {
        // 持平 is a check of its own.
        if claim.base.is_none() || claim.change.is_none() || claim.kind == StatementKind::Unchanged {
            continue;
        }
        let (Some(base), Some(change)) = (prose::base(case.dossier, claim), prose::change(case.dossier, claim)) else {
            continue;
        };
        match prose::current(case.dossier, claim) {
            Some(current) => {
                let reason = of_change(claim, &current, &base, &change);
                let words = format!("基数{}与增减额{}之和", base.printed, shown(&change.printed));
                sheet.equation_with(&current, &[base, change], &words, Some(reason));
            }
            None => untested.note(case.dossier, claim, "没有写出本年数"),
        }
    }
    untested.write(sheet);
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    #[test]
    fn base_and_change_of_one_sentence_give_its_amount() {
        let said =
            |change: &str| budget(&format!("2025年项目支出预算80.00万元，与上年预算75.00万元相比，{change}万元。"));
        assert_eq!(lines("NR006", &[&said("增加5.00")]), ["ties 80.00 80.00"]);
        assert_eq!(lines("NR006", &[&said("减少5.00")]), ["breaks 80.00 70.00 sign_reversed"]);
        assert_eq!(lines("NR006", &[&budget("2025年项目支出预算80.00万元。")]), ["not_testable  "]);
    }
}
