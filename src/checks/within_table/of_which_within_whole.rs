//! 其中 ≤ 主项.

use crate::checks::sheet::Plain;
use crate::checks::tie_out::range;
use crate::checks::{Case, Check, Quantity, Sheet, TableView};
use crate::domain::RowLevel;
use crate::facts::Fact;
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT006",
    name: "of_which_within_whole",
    name_zh: "“其中”数不大于主项",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "每个“其中”数 ≤ 它所属的项（同一行的主列，或上方最近的主项）",
    why: "“其中”是主项的一部分，大于主项必有一数错误。",
    example: "其中：财政拨款 1,092.22 ≤ 一般公共预算 1,092.22。",
    needs: "各表没有“其中”数",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for table in case.dossier.tables() {
        let memo = |fact: &&&Fact| fact.coordinates.level == RowLevel::OfWhich;
        for part in table.facts.iter().filter(memo) {
            let Some(whole) = whole_of(&table, part) else { continue };
            let (part, whole) = (Quantity::of_fact(case.dossier, part), Quantity::of_fact(case.dossier, whole));
            // A negative whole (a refund) has parts of any size.
            if whole.amount.value.fen() < 0 {
                continue;
            }
            let fits = range(&part.amount).low <= range(&whole.amount).high;
            let outcome = if fits { Outcome::Ties } else { Outcome::Breaks };
            let words = if fits { "不大于" } else { "大于" };
            let unit = part.amount.unit.name_zh();
            let message = format!(
                "{}{}{unit}，{words}{}{}{}。",
                part.label,
                part.printed,
                whole.label,
                whole.printed,
                whole.amount.unit.name_zh()
            );
            let texts = Plain {
                expected: format!("≤{}", whole.printed),
                printed: part.printed.clone(),
                unit,
                message,
                ..Plain::default()
            };
            sheet.plain(outcome, texts, vec![part.evidence, whole.evidence]);
        }
    }
}

/// The figure that a memo item is part of: the main column of its row, else the nearest main row above in its column.
fn whole_of<'a>(table: &TableView<'a>, part: &Fact) -> Option<&'a Fact> {
    let main =
        |fact: &&&Fact| fact.coordinates.level != RowLevel::OfWhich && fact.coordinates.flow == part.coordinates.flow;
    let beside = table.facts.iter().rev().filter(main).find(|fact| {
        fact.locator.row == part.locator.row
            && fact.locator.column < part.locator.column
            && fact.coordinates.fund == part.coordinates.fund
            && fact.coordinates.nature == part.coordinates.nature
    });
    let above = || {
        table
            .facts
            .iter()
            .filter(main)
            .rfind(|fact| fact.locator.column == part.locator.column && fact.locator.row < part.locator.row)
    };
    beside.or_else(above).copied()
}
