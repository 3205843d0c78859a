//! 公务用车购置及运行费 = 购置费 + 运行费.

use crate::checks::{Case, Check, Quantity, Sheet, three_public};
use crate::domain::ThreePublicItem;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT014",
    name: "official_vehicles_sum",
    name_zh: "公务用车购置及运行费等于购置费加运行费",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "“三公”经费表：公务用车购置及运行费 = 购置费 + 运行维护费",
    why: "购置与运行受不同的编制和标准约束，合并数不平就无法分别考核。",
    example: "4.50 = 购置 0.00 + 运行 4.50。",
    needs: "没有“三公”经费支出表，或没有公务用车费",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for items in three_public::sets(case.dossier) {
        let Some(total) = items.get(&ThreePublicItem::OfficialVehicles) else { continue };
        let parts = three_public::quantities(
            case.dossier,
            &items,
            &[ThreePublicItem::VehiclePurchase, ThreePublicItem::VehicleOperation],
        );
        // A table without the two columns does not say how the sum is made up.
        if !parts.is_empty() {
            sheet.equation(&Quantity::of_fact(case.dossier, total), &parts, "购置费与运行费之和");
        }
    }
}
