//! “三公”经费合计 = 因公出国 + 公务用车 + 公务接待.

use crate::checks::{Case, Check, Quantity, Sheet, three_public};
use crate::domain::ThreePublicItem;
use crate::findings::{Family, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "WT013",
    name: "three_public_sum",
    name_zh: "“三公”经费合计等于三项之和",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "“三公”经费表：合计 = 因公出国（境）费 + 公务用车购置及运行费 + 公务接待费（会议费、培训费不在其内）",
    why: "“三公”经费是公众最关注的数字，合计必须经得起相加。",
    example: "833.60 = 222.50 + 183.60 + 427.50。",
    needs: "没有“三公”经费支出表，或表中没有合计",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    use ThreePublicItem::{
        OfficialReception, OfficialVehicles, OverseasTravel, Total, VehicleOperation, VehiclePurchase,
    };
    for items in three_public::sets(case.dossier) {
        let Some(total) = items.get(&Total) else { continue };
        let vehicles: &[ThreePublicItem] = if items.contains_key(&OfficialVehicles) {
            &[OfficialVehicles]
        } else {
            &[VehiclePurchase, VehicleOperation]
        };
        let mut parts = three_public::quantities(case.dossier, &items, &[OverseasTravel, OfficialReception]);
        parts.extend(three_public::quantities(case.dossier, &items, vehicles));
        sheet.equation(&Quantity::of_fact(case.dossier, total), &parts, "因公出国（境）费、公务用车费、公务接待费之和");
    }
}
