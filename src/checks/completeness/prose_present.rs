//! The tables are explained.

use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::findings::{Evidence, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "CP003",
    name: "prose_present",
    name_zh: "表与情况说明都已公开",
    family: Family::Completeness,
    severity: Severity::Warning,
    formula: "公开文件里既有预算表（或决算表），又有对收支增减变化、“三公”经费等的情况说明",
    why: "只有表没有说明，或只有说明没有表，都无法相互核对。",
    example: "江苏省人大常委会办公厅 2019 年的表和说明是两份文件，合在一起核对。",
    needs: "文件里没有读出任何内容",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let (tables, prose) = (!dossier.forms.is_empty(), !dossier.statements.is_empty());
    let file = dossier.files.first().map(|(_, file)| file.clone()).unwrap_or_default();
    let (outcome, message) = match (tables, prose) {
        (true, true) => (Outcome::Ties, "表和情况说明都有。"),
        (true, false) => (Outcome::Breaks, "只有表，没有读出情况说明；说明可能是另一份文件，请一并载入。"),
        (false, true) => (Outcome::NotTestable, "只有情况说明，没有表；可能只是公开文件的一部分。"),
        (false, false) => return,
    };
    let texts = Plain { message: message.to_owned(), ..Plain::default() };
    sheet.plain(outcome, texts, vec![Evidence { file, ..Evidence::default() }]);
}
