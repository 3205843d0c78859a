//! All headings say the same year.

use crate::checks::explain::Reason;
use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::domain::Phase;
use crate::findings::{Evidence, Explanation, Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "CP006",
    name: "headings_agree",
    name_zh: "标题年度一致",
    family: Family::Completeness,
    severity: Severity::Warning,
    formula: "封面、目录、各部分标题和表名中的年度都等于公开的年度（预算文件看“预算”标题，决算文件看“决算”标题）",
    why: "标题年度写错常是沿用上年文件所致，随后的数字也可能没有更新。",
    example: "2024年度决算的第三部分标题写成“2023年度部门决算情况说明”。",
    needs: "没有写有年度的标题",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let (own, other) = if dossier.phase == Phase::Executed { ("决算", "预算执行") } else { ("预算", "决算") };
    for (document, heading) in dossier.headings.iter().filter(|(_, heading)| !heading.is_date) {
        if !heading.text.contains(own) || heading.text.contains(other) || heading.text.contains("执行") {
            continue;
        }
        let evidence = Evidence {
            file: dossier.file_of(document).to_owned(),
            locator: heading.locator,
            label: "标题".to_owned(),
            text: heading.text.clone(),
            ..Evidence::default()
        };
        let agrees = heading.year == dossier.year;
        let texts = Plain {
            expected: dossier.year.to_string(),
            printed: heading.year.to_string(),
            difference: if agrees { String::new() } else { (heading.year.get() - dossier.year.get()).to_string() },
            unit: "年",
            message: format!("标题“{}”{}。", heading.text, if agrees { "年度相符" } else { "的年度与公开的年度不符" }),
            reason: (!agrees).then(|| Reason::new(Explanation::WrongYear, "")),
            ..Plain::default()
        };
        sheet.plain(if agrees { Outcome::Ties } else { Outcome::Breaks }, texts, vec![evidence]);
    }
}
