//! Every figure of the tables could be read.

use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::findings::{Evidence, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "CP005",
    name: "figures_readable",
    name_zh: "表中数字全部读出",
    family: Family::Completeness,
    severity: Severity::Warning,
    formula: "各表的每个金额都读成了数字；没有读懂的逐个列出",
    why: "没有读懂的数字不参加核对，必须让复核的人知道是哪一个。",
    example: "政府采购预算表第 60 行“430.00”没有项目名称，未收入。",
    needs: "文件里没有表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    if dossier.forms.is_empty() {
        return;
    }
    let mut unread = dossier.unread.iter().filter(|unread| unread.locator.row.is_some()).peekable();
    if unread.peek().is_none() {
        let file = dossier.files.first().map(|(_, file)| file.clone()).unwrap_or_default();
        let texts =
            Plain { message: format!("各表的{}个金额全部读出。", dossier.facts.len()), ..Plain::default() };
        sheet.plain(Outcome::Ties, texts, vec![Evidence { file, ..Evidence::default() }]);
    }
    for unread in unread {
        let mut finding = sheet.blank(Outcome::NotTestable);
        finding.printed = unread.text.trim().to_owned();
        finding.message =
            format!("“{}”没有读懂，无法核对：{}。", unread.text.trim(), unread.reason.trim_end_matches('。'));
        finding.evidence = vec![Evidence {
            file: dossier.file_of(&unread.document).to_owned(),
            locator: unread.locator,
            text: unread.text.clone(),
            ..Evidence::default()
        }];
        sheet.push(finding);
    }
}
