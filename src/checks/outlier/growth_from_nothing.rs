//! A rate of growth from a base of nothing.

use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::domain::Percent;
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "OH011",
    name: "growth_from_nothing",
    name_zh: "基数为零而写了增长率",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "增加额等于本年数（上年为 0）时不写增长率；写“增长100%”会被误读为翻倍",
    why: "零没有增长率。写 100% 容易让人以为上年有同样多的一笔支出。",
    example: "机关事业单位职业年金缴费530.72万元，比上年增加530.72万元，增长100%。",
    needs: "情况说明没有同时写本年数、增减额和增减率",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for statement in &case.dossier.statements {
        let (Some(amount), Some(change), Some(rate)) = (statement.amount, statement.change, statement.rate) else {
            continue;
        };
        let from_nothing = amount.value == change.value && amount.value.fen() > 0;
        let rate_text = rate.to_string();
        let hundred = rate == Percent::new(100, 0) || rate.mantissa() == 100 * 10_i64.pow(rate.decimals());
        let texts = Plain {
            printed: rate_text.clone(),
            unit: "%",
            materiality_fen: from_nothing.then(|| change.value.fen()),
            message: if from_nothing {
                format!(
                    "“{}”上年为0，情况说明写增长{rate_text}%{}。",
                    statement.subject,
                    if hundred { "" } else { "，而且不是100%" }
                )
            } else {
                format!("“{}”的增减率有不为零的基数。", statement.subject)
            },
            ..Plain::default()
        };
        let outcome = if from_nothing { Outcome::Breaks } else { Outcome::Ties };
        sheet.plain(outcome, texts, vec![statement_evidence(case.dossier, statement)]);
    }
}
