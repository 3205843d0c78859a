//! The prose names a project that no table has.

use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet, projects};
use crate::domain::label::fold;
use crate::findings::{Family, Outcome, Severity};
use std::collections::BTreeSet;

/// The check.
pub const CHECK: Check = Check {
    code: "OH007",
    name: "project_only_in_prose",
    name_zh: "情况说明提到的项目不在项目表中",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "情况说明“优化（调整、压减、新增、取消）××等项目支出”中的××能在项目支出表或项目绩效目标表中找到",
    why: "说明里有而表里没有的项目，可能改了名、并入了别的项目，或没有公开。",
    example: "“优化政府临时购买服务等项目支出”，项目表中没有“政府临时购买服务”。",
    needs: "没有项目表，或情况说明没有点名项目",
    run,
};

/// Words that stand before the name of a project in such a sentence.
const BEFORE: [&str; 7] = ["优化", "调整", "压减", "新增", "取消", "增加", "安排"];

fn run(case: &Case, sheet: &mut Sheet) {
    let known = projects::amounts(case.dossier);
    if known.is_empty() {
        return;
    }
    let mut seen = BTreeSet::new();
    for statement in &case.dossier.statements {
        let Some(name) = named(&statement.text) else { continue };
        if !seen.insert(fold(name)) {
            continue;
        }
        let folded = fold(name);
        let found = known.keys().any(|project| project.contains(&folded) || folded.contains(project.as_str()));
        let texts = Plain {
            printed: name.to_owned(),
            message: format!(
                "情况说明提到项目“{name}”，{}。",
                if found { "项目表中有" } else { "项目表中没有同名项目" }
            ),
            ..Plain::default()
        };
        let outcome = if found { Outcome::Ties } else { Outcome::Breaks };
        sheet.plain(outcome, texts, vec![statement_evidence(case.dossier, statement)]);
    }
}

/// The name between such a word and 等项目支出.
fn named(text: &str) -> Option<&str> {
    let end = text.find("等项目支出").or_else(|| text.find("等项目经费"))?;
    let before = text.get(..end)?;
    let clause = before.rsplit(['，', '。', '；', '：', '、']).next()?;
    let start = BEFORE.iter().filter_map(|word| clause.find(word).map(|at| at + word.len())).min()?;
    clause.get(start..).filter(|name| name.chars().count() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_cut_out_of_its_sentence() {
        assert_eq!(named("根据评价结果，优化某某购买服务等项目支出2025年预算安排"), Some("某某购买服务"));
        assert_eq!(named("项目支出598.68万元"), None);
    }
}
