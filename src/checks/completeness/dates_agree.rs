//! Final accounts count assets at the end of their own year.

use crate::checks::explain::Reason;
use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::domain::Phase;
use crate::findings::{Evidence, Explanation, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "CP007",
    name: "dates_agree",
    name_zh: "决算基准日为当年年末",
    family: Family::Completeness,
    severity: Severity::Warning,
    formula: "决算文件中“截至××××年12月31日”的年度 = 决算年度",
    why: "国有资产占用等时点数必须是决算年度年末数，写成上年说明数字没有更新。",
    example: "2024年度决算写“截至2023年12月31日，共有车辆0辆”。",
    needs: "不是决算，或没有写基准日",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    if dossier.phase != Phase::Executed {
        return;
    }
    for (document, date) in dossier.headings.iter().filter(|(_, heading)| heading.is_date) {
        let evidence = Evidence {
            file: dossier.file_of(document).to_owned(),
            locator: date.locator,
            label: "基准日".to_owned(),
            text: date.text.clone(),
            ..Evidence::default()
        };
        let agrees = date.year == dossier.year;
        let texts = Plain {
            expected: dossier.year.to_string(),
            printed: date.year.to_string(),
            unit: "年",
            message: format!("“{}”{}。", date.text, if agrees { "是决算年度年末" } else { "不是决算年度年末" }),
            reason: (!agrees).then(|| Reason::new(Explanation::WrongYear, "")),
            ..Plain::default()
        };
        sheet.plain(if agrees { Outcome::Ties } else { Outcome::Breaks }, texts, vec![evidence]);
    }
}
