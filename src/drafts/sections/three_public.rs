//! “三公”经费支出情况: the total, its three items, and 会议费 and 培训费 where they are published.

use super::Section;
use crate::domain::ThreePublicItem as Item;
use crate::drafts::Line;
use crate::drafts::case::Case;
use crate::drafts::names;

/// The section.
pub const SECTION: Section = Section {
    name: "three_public",
    name_zh: "“三公”经费支出情况",
    heading: |case| format!("“三公”经费支出{}情况说明", case.stage()),
    write,
};

fn write(case: &Case) -> Vec<Line> {
    let items: Vec<String> = [Item::OverseasTravel, Item::OfficialVehicles, Item::OfficialReception]
        .into_iter()
        .filter_map(|item| if item == Item::OfficialVehicles { vehicles(case) } else { one(case, item) })
        .collect();
    let mut lines = Vec::new();
    if let Some(total) = one(case, Item::Total) {
        let ending = if items.is_empty() { "。" } else { "。具体情况如下：" };
        lines.push(Line::Text(format!("{}{total}{ending}", case.opening())));
    }
    lines.extend(
        items.iter().enumerate().map(|(index, text)| Line::Text(format!("（{}）{text}。", names::ordinal(index + 1)))),
    );
    let beside: Vec<String> = [Item::Meetings, Item::Training]
        .into_iter()
        .filter(|item| matters(case, *item))
        .filter_map(|item| one(case, item))
        .collect();
    if !beside.is_empty() {
        lines.push(Line::Text(format!("此外，{}。", beside.join("。"))));
    }
    lines
}

/// Whether an item has an amount, this year or last year.
fn matters(case: &Case, item: Item) -> bool {
    let wanted = names::three_public(item);
    case.standpoint.now(&wanted).some().is_some() || case.standpoint.base(&wanted).some().is_some()
}

/// An item with its amount, the budget that it executed, and its change.
fn one(case: &Case, item: Item) -> Option<String> {
    let wanted = names::three_public(item);
    let change = case.change(&wanted);
    match case.carried_out(&wanted) {
        Some(carried_out) => Some(format!("{}{carried_out}{change}", case.voice.words(&wanted))),
        None => Some(format!("{}{change}", case.named(&wanted)?)),
    }
}

/// 公务用车购置及运行费 with its two parts.
fn vehicles(case: &Case) -> Option<String> {
    let whole = one(case, Item::OfficialVehicles)?;
    let parts: Vec<String> =
        [Item::VehiclePurchase, Item::VehicleOperation].into_iter().filter_map(|item| one(case, item)).collect();
    if parts.len() < 2 { Some(whole) } else { Some(format!("{whole}。其中：{}", parts.join("；"))) }
}
