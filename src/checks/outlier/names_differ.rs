//! One body, several names.

use crate::checks::quantity::statement_evidence;
use crate::checks::sheet::Plain;
use crate::checks::{Case, Check, Sheet};
use crate::domain::label::fold;
use crate::findings::{Evidence, Family, Outcome, Severity};
use std::collections::BTreeMap;

/// The check.
pub const CHECK: Check = Check {
    code: "OH009",
    name: "names_differ",
    name_zh: "同一文件中单位名称不一致",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "封面、标题、情况说明句首（“××2025年……”）中的单位名称与公开主体一致",
    why: "名称不同，可能是部门与本级混用，也可能是套用了别的单位的文件。",
    example: "封面为“周口市行政服务中心”，正文为“周口市行政服务中心机关”。",
    needs: "情况说明和标题都没有写单位名称",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let own = fold(dossier.name());
    let department = fold(&dossier.subject.department);
    if dossier.name().is_ascii() {
        sheet.not_testable("文件里没有写明单位名称（取自文件名）");
        return;
    }
    let mut names: BTreeMap<String, (String, Evidence)> = BTreeMap::new();
    let texts = dossier
        .statements
        .iter()
        .map(|statement| (statement.text.as_str(), statement_evidence(dossier, statement)))
        .chain(dossier.headings.iter().map(|(document, heading)| {
            let evidence = Evidence {
                file: dossier.file_of(document).to_owned(),
                locator: heading.locator,
                label: "标题".to_owned(),
                text: heading.text.clone(),
                ..Evidence::default()
            };
            (heading.text.as_str(), evidence)
        }));
    for (text, evidence) in texts {
        if let Some(name) = name_before_year(text) {
            names.entry(fold(name)).or_insert_with(|| (name.to_owned(), evidence));
        }
    }
    for (folded, (name, evidence)) in names {
        let same = folded == own || folded == department || differs_by_region(&folded, &own);
        let message = if same {
            format!("名称“{name}”与公开主体一致。")
        } else {
            format!("名称“{name}”与公开主体“{}”不同。", dossier.name())
        };
        let texts = Plain { printed: name, expected: dossier.name().to_owned(), message, ..Plain::default() };
        sheet.plain(if same { Outcome::Ties } else { Outcome::Breaks }, texts, vec![evidence]);
    }
}

/// Whether one name is the other with its province or city before it: 安徽省寿县文物保护中心, 寿县文物保护中心.
fn differs_by_region(one: &str, other: &str) -> bool {
    let region = one.strip_suffix(other).or_else(|| other.strip_suffix(one));
    region.is_some_and(|region| region.ends_with(['省', '市', '区', '州', '县', '盟', '旗']))
}

/// Endings of names of public bodies.
const ENDINGS: [char; 22] = [
    '局', '委', '厅', '院', '办', '心', '府', '会', '所', '站', '校', '队', '处', '部', '室', '馆', '社', '台', '司',
    '署', '团', '关',
];

/// The name that stands at the beginning of a text before a year: `第二部分 某局2024年度…` → 某局.
fn name_before_year(text: &str) -> Option<&str> {
    let start = text.find(|character: char| character.is_ascii_digit())?;
    let rest = text.get(start..)?;
    let is_year =
        rest.get(..4).is_some_and(|year| year.starts_with("20") && year.bytes().all(|byte| byte.is_ascii_digit()));
    let before = text.get(..start)?.trim();
    let name =
        before.strip_prefix("第").and_then(|rest| rest.split_once("部分")).map_or(before, |(_, name)| name).trim();
    let name = name.rsplit(['、', '：', ':', '）', ' ']).next()?.trim();
    let name = name.rsplit("反映").next()?;
    let name = name.rsplit('】').next()?.trim();
    let name = name.strip_prefix("关于").unwrap_or(name);
    let length = name.chars().count();
    let plain = !name.contains(['，', '。', '“', '《', '年']) && (4..=30).contains(&length);
    (is_year && plain && name.ends_with(ENDINGS)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_from_before_the_year_only() {
        assert_eq!(name_before_year("第二部分 某市某区XX局2024年度部门决算表"), Some("某市某区XX局"));
        assert_eq!(name_before_year("某市行政服务中心机关2025年收入总计"), Some("某市行政服务中心机关"));
        assert_eq!(name_before_year("与上年相比，2024年增加3万元"), None);
        assert_eq!(name_before_year("本表反映某市行政服务中心2025年收入"), Some("某市行政服务中心"));
        assert_eq!(name_before_year("截至2024年12月31日"), None);
    }
}
