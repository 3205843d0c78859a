//! No table is cut.

use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::findings::{Evidence, Family, Outcome, Severity};
use crate::tables::TableState;

/// The check.
pub const CHECK: Check = Check {
    code: "CP004",
    name: "tables_whole",
    name_zh: "各表完整",
    family: Family::Completeness,
    severity: Severity::Warning,
    formula: "每张表都有表头，第一行数字之前没有缺失",
    why: "残缺的表不能合计，也不能与其他表核对；如实说明，不猜。",
    example: "支出经济分类汇总表的表头和开头几行缺失：无法核对。",
    needs: "文件里没有表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    for (form, state) in &dossier.forms {
        let name = form.name_zh();
        if *state == TableState::Truncated {
            sheet.not_testable(format!("{name}残缺（表头或开头的行缺失）"));
            continue;
        }
        let file = dossier.files.first().map(|(_, file)| file.clone()).unwrap_or_default();
        let texts = Plain { message: format!("{name}完整。"), ..Plain::default() };
        let evidence = Evidence { file, label: name.to_owned(), ..Evidence::default() };
        sheet.plain(Outcome::Ties, texts, vec![evidence]);
    }
}
