//! 政府采购 = 货物 + 工程 + 服务, in the prose itself.

use crate::checks::prose::{self, Untested};
use crate::checks::{Case, Check, Quantity, Sheet};
use crate::domain::{Form, RowLevel};
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "NR005",
    name: "procurement_kinds",
    name_zh: "文中政府采购总额等于货物、工程、服务之和",
    family: Family::Narrative,
    severity: Severity::Error,
    formula: "政府采购预算（支出）= 货物 + 工程 + 服务",
    why: "采购按货物、工程、服务三类管理，总额必须等于三类之和。",
    example: "38.20 = 7.80 + 0 + 30.40。",
    needs: "情况说明没有同时写出政府采购总额和货物、工程、服务的金额",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    let mut untested = Untested::default();
    let claims: Vec<_> = prose::claims(case.dossier)
        .into_iter()
        .filter(|claim| claim.coordinates.form == Some(Form::Procurement))
        .collect();
    for (at, whole) in claims.iter().enumerate().filter(|(_, claim)| claim.coordinates.level <= RowLevel::Total) {
        let listed = claims.get(at + 1..).unwrap_or_default();
        let below: Vec<_> = listed.iter().take_while(|claim| claim.coordinates.level > RowLevel::Total).collect();
        let parts: Vec<Quantity> = ["货物", "工程", "服务"]
            .iter()
            .filter_map(|kind| {
                below.iter().find(|claim| claim.coordinates.item == *kind && claim.document == whole.document)
            })
            .filter_map(|claim| prose::amount(case.dossier, claim))
            .collect();
        match (prose::amount(case.dossier, whole), parts.len()) {
            (Some(total), 3) => sheet.equation(&total, &parts, "货物、工程、服务之和"),
            _ => untested.note(case.dossier, whole, "没有写全货物、工程、服务的金额"),
        }
    }
    untested.write(sheet);
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::{budget, lines};

    #[test]
    fn goods_works_and_services_add_to_procurement() {
        let said = |services: &str| {
            budget(&format!(
                "2025年政府采购预算10.00万元，其中：政府采购货物预算4.00万元、政府采购工程预算0.00万元、政府采购服务预算{services}万元。"
            ))
        };
        assert_eq!(lines("NR005", &[&said("6.00")]), ["ties 10.00 10.00"]);
        assert_eq!(lines("NR005", &[&said("5.00")]), ["breaks 10.00 9.00 digit_slip"]);
        assert_eq!(lines("NR005", &[&budget("2025年政府采购预算10.00万元。")]), ["not_testable  "]);
    }
}
