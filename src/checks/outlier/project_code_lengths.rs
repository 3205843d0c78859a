//! Project codes of one disclosure have one length.

use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Quantity, Sheet, projects};
use crate::findings::{Family, Outcome, Severity};
use std::collections::BTreeMap;

/// The check.
pub const CHECK: Check = Check {
    code: "OH004",
    name: "project_code_lengths",
    name_zh: "项目编码位数不一致",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "同一份公开文件里各项目编码的位数相同",
    why: "编码由系统生成，位数不同多半是手工录入，项目可能不在项目库。",
    example: "七个项目编码 21 位，一个 22 位。",
    needs: "没有两个以上的项目编码",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let codes = projects::codes(case.dossier);
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    for fact in codes.values() {
        *lengths.entry(fact.coordinates.project_code.chars().count()).or_default() += 1;
    }
    let usual = lengths.iter().max_by_key(|(_, count)| **count).map(|(length, _)| *length);
    let (Some(usual), true) = (usual, codes.len() > 1) else { return };
    let amounts = projects::amounts(case.dossier);
    for (name, fact) in &codes {
        let code = &fact.coordinates.project_code;
        let length = code.chars().count();
        let differs = length != usual;
        let texts = Plain {
            expected: usual.to_string(),
            printed: length.to_string(),
            unit: "位",
            materiality_fen: if differs { amounts.get(name).map(|fact| fact.amount.value.fen()) } else { None },
            message: format!("项目“{}”的编码{code}是{length}位，其他项目多为{usual}位。", fact.coordinates.project),
            ..Plain::default()
        };
        let outcome = if differs { Outcome::Breaks } else { Outcome::Ties };
        sheet.plain(outcome, texts, vec![Quantity::of_fact(case.dossier, fact).evidence]);
    }
}
