//! An empty table says that it is meant to be empty.

use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::domain::{Form, FundSource, RowLevel};
use crate::facts::{Statement, StatementKind};
use crate::findings::{Evidence, Family, Outcome, Severity};
use crate::tables::TableState;

/// The check.
pub const CHECK: Check = Check {
    code: "CP002",
    name: "blank_tables_noted",
    name_zh: "空表有说明",
    family: Family::Completeness,
    severity: Severity::Warning,
    formula: "没有数字的表 ⇒ 表下注明“本表无数据”，或情况说明写明没有这项安排（金额为 0）",
    why: "空表没有说明，就分不清是没有这笔钱还是漏填。",
    example: "政府性基金预算支出表为空，注明“没有使用政府性基金预算拨款安排的支出，故本表无数据”。",
    needs: "没有空表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let blank = dossier.forms.iter().filter(|(form, state)| {
        *form != Form::OtherTable && *state == TableState::Blank && dossier.state(*form) == Some(TableState::Blank)
    });
    for (form, _) in blank {
        let note = dossier.notes.iter().find(|(noted, note)| noted == form && says_nothing(note));
        let said = dossier.statements.iter().find(|statement| denies(statement, *form));
        let name = form.name_zh();
        let (outcome, message) = match (note, said) {
            (Some((_, note)), _) => (Outcome::Ties, format!("{name}是空表，注有“{note}”。")),
            (None, Some(statement)) => {
                (Outcome::Ties, format!("{name}是空表，情况说明写明“{}”。", statement.text.trim()))
            }
            (None, None) => (Outcome::Breaks, format!("{name}是空表，既没有注，情况说明也没有写明没有这项安排。")),
        };
        let evidence = said.map_or_else(
            || Evidence {
                file: dossier.files.first().map(|(_, file)| file.clone()).unwrap_or_default(),
                label: name.to_owned(),
                ..Evidence::default()
            },
            |statement| crate::checks::quantity::statement_evidence(dossier, statement),
        );
        sheet.plain(outcome, Plain { message, ..Plain::default() }, vec![evidence]);
    }
}

fn says_nothing(note: &str) -> bool {
    ["无", "没有", "未安排", "空表", "不涉及"].iter().any(|word| note.contains(word))
}

/// Whether a sentence says that there is nothing of the whole form: that there is none, or that its total is zero.
fn denies(statement: &Statement, form: Form) -> bool {
    let fund = match form {
        Form::GovernmentFundExpenditure => Some(FundSource::GovernmentFund),
        Form::StateCapitalExpenditure => Some(FundSource::StateCapital),
        _ => None,
    };
    let zero = statement.amount.is_some_and(|amount| amount.value.fen() == 0);
    let of_form = statement.coordinates.form == Some(form)
        && (statement.kind == StatementKind::Absence || zero && statement.coordinates.level <= RowLevel::Total);
    of_form || fund == Some(statement.coordinates.fund) && (zero || statement.kind == StatementKind::Absence)
}
