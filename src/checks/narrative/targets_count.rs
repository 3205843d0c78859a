//! 共8个项目 = the number of projects in the table.

use crate::checks::prose::Untested;
use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::domain::label::fold;
use crate::domain::{Form, RowLevel};
use crate::facts::{Statement, StatementKind};
use crate::findings::{Evidence, Family, Outcome, Severity};
use std::collections::BTreeSet;

/// The check.
pub const CHECK: Check = Check {
    code: "NR018",
    name: "targets_count",
    name_zh: "绩效目标的项目个数与表相符",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "“共N个项目”设绩效目标 = 项目支出表（项目绩效目标表）所列项目的个数；文字没有说全部时，N ≤ 项目支出表的项目个数",
    why: "项目个数写错，或有项目没有编绩效目标。",
    example: "“共8个项目”，项目支出表列 8 个项目。",
    needs: "没有写绩效目标的项目个数，或没有按项目列示的表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    for claim in &case.dossier.statements {
        let counted = claim.kind == StatementKind::Count
            && claim.coordinates.form == Some(Form::ProjectPerformanceTargets)
            && (claim.year, claim.phase) == (case.dossier.year, case.dossier.phase);
        let Some(said) = counted.then(|| claim.count.parse::<usize>().ok()).flatten() else { continue };
        match projects(case) {
            Some((number, evidence)) => compare(case, sheet, claim, said, number, evidence, &mut untested),
            None => untested.note(case.dossier, claim, "没有按项目列示的表"),
        }
    }
    untested.write(sheet);
}

fn compare(
    case: &Case,
    sheet: &mut Sheet,
    claim: &Statement,
    said: usize,
    number: usize,
    evidence: Evidence,
    untested: &mut Untested,
) {
    let text = fold(&claim.text);
    let all = ["全面", "全部", "所有项目", "均设", "都设", "全覆盖"].iter().any(|word| text.contains(word));
    if said < number && !all {
        untested.note(case.dossier, claim, "文字没有说项目全部设绩效目标，少于表中项目不能判断");
        return;
    }
    let (outcome, words) = if said == number { (Outcome::Ties, "一致") } else { (Outcome::Breaks, "不一致") };
    let texts = Plain {
        expected: number.to_string(),
        printed: said.to_string(),
        difference: (said as i64 - number as i64).to_string(),
        unit: "个",
        message: format!("情况说明写{said}个项目，{}列{number}个，{words}。", evidence.label),
        ..Plain::default()
    };
    sheet.plain(outcome, texts, vec![statement_evidence(case.dossier, claim), evidence]);
}

/// The number of projects in the project table, and where they stand.
fn projects(case: &Case) -> Option<(usize, Evidence)> {
    let form = Form::ProjectExpenditure;
    if !case.dossier.is_whole(form) {
        return None;
    }
    let rows: Vec<_> = case
        .dossier
        .facts_of(form)
        .filter(|fact| fact.coordinates.level == RowLevel::Leaf && !fact.coordinates.project.is_empty())
        .collect();
    let names: BTreeSet<(&str, &str)> =
        rows.iter().map(|fact| (fact.coordinates.project.as_str(), fact.coordinates.project_code.as_str())).collect();
    let first = rows.first()?;
    let label = form.name_zh().to_owned();
    let locator = crate::domain::Locator { row: None, column: None, ..first.locator };
    let text = names.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("、");
    let file = case.dossier.file_of(&first.document).to_owned();
    Some((names.len(), Evidence { id: first.id, is_statement: false, file, locator, label, text }))
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    const PROJECTS: &str = "\n2025年项目支出表\n\n预算10表\n\n部门：云山县档案馆\n\n单位：万元\n\n类型\t项目名称\t项目单位\t合计\t一般公共预算\n\t合计\t\t40.00\t40.00\n其他运转类\t档案数字化\t云山县档案馆\t30.00\t30.00\n其他运转类\t库房维修\t云山县档案馆\t10.00\t10.00\n";

    #[test]
    fn the_number_of_projects_is_that_of_the_table() {
        let said = |number: &str| {
            let prose = format!("2025年对项目支出全面实施绩效目标管理，涉及预算拨款40.00万元，共{number}个项目。");
            lines("NR018", &[&format!("{}{PROJECTS}", budget(&prose))])
        };
        assert_eq!(said("2"), ["ties 2 2"]);
        assert_eq!(said("3"), ["breaks 3 2 unexplained"]);
    }

    #[test]
    fn without_a_table_of_projects_nothing_can_be_counted() {
        let text = budget("2025年对项目支出全面实施绩效目标管理，涉及预算拨款40.00万元，共8个项目。");
        assert_eq!(lines("NR018", &[&text]), ["not_testable  "]);
    }
}
