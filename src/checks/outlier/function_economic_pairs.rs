//! Functional and economic items of one thing usually agree.

use crate::checks::sheet::Plain;
use crate::checks::tie_out::tie_out;
use crate::checks::{Case, Check, Sheet, basic, lookup};
use crate::domain::{Form, FundSource, Nature};
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "OH008",
    name: "function_economic_pairs",
    name_zh: "功能科目与经济科目对应数不同",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "基本支出中通常一一对应的科目：2080505 = 30108，2080506 = 30109，2101101 + 2101102 = 30110，2101103 = 30111，2210201 = 30113",
    why: "社会保险和住房公积金在两种分类里是同一笔钱；不同不一定错，但值得问。",
    example: "养老保险 39.07 = 39.07；公积金 33.18 = 33.18。",
    needs: "没有一般公共预算支出表或按经济分类的基本支出表，或没有这些科目",
    run,
};

/// Functional codes and the economic code of the same payment, from 政府收支分类科目 since 2018.
const PAIRS: [(&[&str], &str); 5] = [
    (&["2080505"], "30108"),
    (&["2080506"], "30109"),
    (&["2101101", "2101102"], "30110"),
    (&["2101103"], "30111"),
    (&["2210201"], "30113"),
];

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    if dossier.year.get() < 2018 {
        sheet.not_testable("2018年以前经济分类科目不同");
        return;
    }
    let (Some(function), Some(class)) = (
        lookup::table_of(dossier, Form::GeneralPublicExpenditure),
        lookup::table_of(dossier, Form::GeneralPublicBasicExpenditure),
    ) else {
        return;
    };
    for (functions, economic) in PAIRS {
        let left: Vec<_> = functions
            .iter()
            .flat_map(|code| {
                let basic = lookup::of_code(&function, code, Nature::Basic, FundSource::GeneralPublic);
                if basic.is_empty() {
                    lookup::of_code(&function, code, Nature::Total, FundSource::GeneralPublic)
                } else {
                    basic
                }
            })
            .collect();
        let right = basic::of_class(&class, economic, FundSource::GeneralPublic);
        let (left, right) = (lookup::quantities(dossier, &left), lookup::quantities(dossier, &right));
        let (Some(first), true) = (right.first(), !left.is_empty()) else { continue };
        // Several rows of one economic code (by government class) are one payment.
        let sum = crate::domain::Money::checked_sum(right.iter().map(|part| part.amount.value)).unwrap_or_default();
        let whole = crate::domain::Amount { value: sum, ..first.amount };
        let tie = tie_out(&whole, left.iter().map(|part| &part.amount));
        let differs = tie.outcome == Outcome::Breaks;
        let texts = Plain {
            printed: sum.in_unit(first.amount.unit, first.amount.decimals),
            expected: tie.computed.in_unit(first.amount.unit, first.amount.decimals),
            difference: tie.difference.in_unit(first.amount.unit, first.amount.decimals),
            unit: first.amount.unit.name_zh(),
            materiality_fen: differs.then(|| tie.difference.fen().saturating_abs()),
            message: format!(
                "经济科目{economic}与功能科目{}{}。",
                functions.join("、"),
                if differs { "金额不同" } else { "金额一致" }
            ),
            ..Plain::default()
        };
        let evidence = right.iter().chain(&left).map(|quantity| quantity.evidence.clone()).collect();
        sheet.plain(tie.outcome, texts, evidence);
    }
}
