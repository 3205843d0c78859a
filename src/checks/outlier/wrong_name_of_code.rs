//! A code that carries the name of another code.

use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::codebook::FUNCTIONAL;
use crate::domain::label::fold;
use crate::findings::{Family, Outcome, Severity};
use std::collections::BTreeSet;

/// The check.
pub const CHECK: Check = Check {
    code: "OH013",
    name: "wrong_name_of_code",
    name_zh: "科目名称与编码不符",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "支出功能分类科目：名称在科目表里是另一个同级编码的名称时提示（名称相同而编码不同的科目除外）",
    why: "编码和名称有一个录错，金额就归错了类。",
    example: "2080505 写成“机关事业单位职业年金缴费支出”（应为 2080506）。",
    needs: "没有带编码的支出功能分类表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let year = dossier.year.get();
    let mut seen = BTreeSet::new();
    let mut tested = None;
    for fact in &dossier.facts {
        let (code, item) = (&fact.coordinates.function_code, &fact.coordinates.item);
        if code.len() < 3 || item.is_empty() || !seen.insert((fact.coordinates.form, code, item)) {
            continue;
        }
        let siblings = code.get(..code.len() - 2).filter(|_| code.len() > 3);
        let Some(named) = FUNCTIONAL.name_in_year(&fold(item), year) else { continue };
        // Names such as 行政运行 stand under many sections: only a name of a sibling says something.
        let sibling = siblings.is_some_and(|prefix| named.starts_with(prefix) && named.len() == code.len());
        if !sibling || named == code {
            tested.get_or_insert(fact);
            continue;
        }
        let quantity = Quantity::of_fact(dossier, fact);
        let texts = Plain {
            printed: format!("{code} {item}"),
            expected: named.to_owned(),
            materiality_fen: Some(fact.amount.value.fen().saturating_abs()),
            message: format!(
                "{}编码{code}的名称“{item}”在科目表里是{named}的名称。",
                fact.coordinates.form.map_or("", |form| form.name_zh())
            ),
            ..Plain::default()
        };
        sheet.plain(Outcome::Breaks, texts, vec![quantity.evidence]);
    }
    if let (true, Some(fact)) = (sheet.is_empty(), tested) {
        let texts = Plain { message: "科目名称与编码没有矛盾。".to_owned(), ..Plain::default() };
        sheet.plain(Outcome::Ties, texts, vec![Quantity::of_fact(dossier, fact).evidence]);
    }
}
