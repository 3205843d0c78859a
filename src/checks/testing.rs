//! For tests: a text disclosure in, findings out.

use super::{Archive, Dossier, check, run};
use crate::findings::{Finding, Outcome};

/// The dossier of a disclosure written as text, its tables with tab-separated cells.
pub fn dossier(text: &str) -> Dossier {
    let document = crate::documents::read(text.as_bytes(), "txt").expect("a document");
    let recognised = crate::tables::recognise(&document);
    let disclosure = crate::facts::extract(&document, &recognised, "甲局.txt").expect("a disclosure");
    Dossier::of_disclosure(&disclosure, &document.id, "甲局.txt").expect("a dossier")
}

/// The findings of one check on the first of these disclosures.
pub fn findings(code: &str, texts: &[&str]) -> Vec<Finding> {
    let archive = Archive::new(texts.iter().map(|text| dossier(text)).collect());
    let first = archive.dossiers()[0].clone();
    run(&[check(code).expect("a check")], &archive, |dossier| {
        dossier.year == first.year && dossier.files == first.files
    })
}

/// One line per finding: outcome, printed, expected, explanation; then its message.
pub fn lines(code: &str, texts: &[&str]) -> Vec<String> {
    findings(code, texts)
        .iter()
        .map(|finding| {
            let reason = finding.explanation.map_or(String::new(), |reason| format!(" {}", reason.id()));
            format!("{} {} {}{reason}", finding.outcome.id(), finding.printed, finding.expected)
        })
        .collect()
}

/// How many findings have this outcome.
pub fn count(code: &str, texts: &[&str], outcome: Outcome) -> usize {
    findings(code, texts).iter().filter(|finding| finding.outcome == outcome).count()
}

/// The tables of a small budget: revenue and expenditure of 100.00 with functional classes 80.00 and 20.00, basic 60.00
/// (personnel 50.00, operating 10.00), projects 40.00, three public expenses 3.00.
const TABLES: &str = "\
2025年部门收支总体情况表\n预算01表\n单位：万元\n\n部门：云山县档案馆\n\n\
收入\t\t支出\t\n项目\t金额\t项目\t金额\n一、一般公共预算\t100.00\t一、一般公共服务\t80.00\n\
二、政府性基金预算拨款收入\t\t二、卫生健康\t20.00\n三、其他收入\t\t三、住房保障支出\t\n\
本年收入合计\t100.00\t本年支出合计\t100.00\n收入总计\t100.00\t支出总计\t100.00\n\n\
2025年部门支出总体情况表\n\n部门：云山县档案馆\n\n预算03表\n单位：万元\n\n\
科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t100.00\t60.00\t40.00\n\
201\t一般公共服务支出\t80.00\t40.00\t40.00\n20126\t档案事务\t80.00\t40.00\t40.00\n\
2012601\t行政运行\t80.00\t40.00\t40.00\n\
210\t卫生健康支出\t20.00\t20.00\t\n21011\t行政事业单位医疗\t20.00\t20.00\t\n2101101\t行政单位医疗\t20.00\t20.00\t\n\n\
2025年一般公共预算支出情况表\n\n部门：云山县档案馆\n\n预算05表\n单位：万元\n\n\
科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t100.00\t60.00\t40.00\n\
201\t一般公共服务支出\t80.00\t40.00\t40.00\n20126\t档案事务\t80.00\t40.00\t40.00\n\
2012601\t行政运行\t80.00\t40.00\t40.00\n\
210\t卫生健康支出\t20.00\t20.00\t\n21011\t行政事业单位医疗\t20.00\t20.00\t\n2101101\t行政单位医疗\t20.00\t20.00\t\n\n\
2025年一般公共预算基本支出表\n\n部门：云山县档案馆\n\n预算06表\n单位：万元\n\n\
科目编码\t科目名称\t合计\t人员经费\t公用经费\n\t合计\t60.00\t50.00\t10.00\n\
30101\t基本工资\t50.00\t50.00\t\n30201\t办公费\t10.00\t\t10.00\n\n\
2025年一般公共预算“三公”经费支出情况表\n\n预算08表\n单位：万元\n\n部门：云山县档案馆\n\n\
“三公”经费合计\t因公出国（境）费\t公务用车购置及运行费\t\t\t公务接待费\n\t\t小计\t公务用车购置费\t公务用车运行费\t\n\
3.00\t\t2.00\t\t2.00\t1.00\n";

/// A budget of 2025 with this prose and consistent tables.
pub fn budget(prose: &str) -> String {
    format!(
        "云山县档案馆2025年度部门预算\n\n第二部分\n\n2025年部门预算情况说明\n\n{prose}\n\n附件：2025年度部门预算表\n\n{TABLES}"
    )
}

/// The budget of another year with the same tables.
pub fn budget_of(year: i32, prose: &str) -> String {
    budget(prose).replace("2025年", &format!("{year}年"))
}

/// Final accounts of 2025 that are prose only.
pub fn accounts(prose: &str) -> String {
    format!("云山县档案馆2025年度部门决算\n\n第三部分\n\n2025年度部门决算情况说明\n\n{prose}\n")
}
