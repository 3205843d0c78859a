//! “三公”经费 ≥ the same items of basic expenditure.

use crate::checks::sheet::Plain;
use crate::checks::tie_out::{range, range_of_sum};
use crate::checks::{Case, Check, Quantity, Sheet, basic, lookup, three_public};
use crate::domain::{Form, FundSource, ThreePublicItem};
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "XT014",
    name: "three_public_covers_basic",
    name_zh: "“三公”经费不小于基本支出中的相同科目",
    family: Family::CrossTable,
    severity: Severity::Error,
    formula: "“三公”经费表：因公出国 ≥ 基本支出表 30212；公务接待 ≥ 30217；公务用车运行 ≥ 30231；会议费 ≥ 30215；培训费 ≥ 30216（差额是项目支出安排的部分）",
    why: "基本支出里已经列了的“三公”经费，“三公”表必须包括，少于它说明“三公”经费漏报。",
    example: "公务用车运行维护费 4.50 ≥ 30231 的 4.50。",
    needs: "没有“三公”经费表或按经济分类的基本支出表，或没有相同的科目",
    run,
};

/// Items and the economic codes under which basic expenditure prints them (政府收支分类科目).
const CODES: [(ThreePublicItem, &str); 5] = [
    (ThreePublicItem::OverseasTravel, "30212"),
    (ThreePublicItem::OfficialReception, "30217"),
    (ThreePublicItem::VehicleOperation, "30231"),
    (ThreePublicItem::Meetings, "30215"),
    (ThreePublicItem::Training, "30216"),
];

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let Some(table) = lookup::table_of(dossier, Form::GeneralPublicBasicExpenditure) else { return };
    let sets = three_public::sets(dossier);
    let [items] = sets.as_slice() else { return };
    for (item, code) in CODES {
        let Some(own) = items.get(&item) else { continue };
        let own = Quantity::of_fact(dossier, own);
        let parts = basic::quantities(dossier, &basic::of_class(&table, code, FundSource::GeneralPublic));
        if parts.is_empty() {
            continue;
        }
        let fits = range(&own.amount).high >= range_of_sum(parts.iter().map(|part| &part.amount)).low;
        let words = if fits { "不小于" } else { "小于" };
        let texts = Plain {
            printed: own.printed.clone(),
            expected: format!("≥{}", parts.first().map_or("", |part| &part.printed)),
            unit: own.amount.unit.name_zh(),
            message: format!(
                "{}{}{}，{words}基本支出表{code}{}。",
                own.label,
                own.printed,
                own.amount.unit.name_zh(),
                item.name_zh()
            ),
            ..Plain::default()
        };
        let evidence = std::iter::once(&own).chain(&parts).map(|quantity| quantity.evidence.clone()).collect();
        sheet.plain(if fits { Outcome::Ties } else { Outcome::Breaks }, texts, evidence);
    }
}
