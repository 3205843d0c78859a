//! Defects of the books: the document is consistent, and only other documents show that something is wrong.

use super::{Defect, Plant, Planted, Setting};
use crate::domain::{FundSource, Money, MoneyUnit, Phase, codebook};
use crate::sample::books::{Books, Entry, Filter};
use crate::sample::random::Random;
use crate::sample::truth::PlaceTruth;

/// A unit publishes other figures than its department counts for it.
pub const ROLL_UP_MISMATCH: Defect = Defect {
    kind: "roll_up_mismatch",
    name_zh: "部门数不等于所属单位之和",
    explanation: "unexplained",
    also: &[],
    outlier: false,
    plant: Plant::Books(roll_up_mismatch),
};

/// Last year's figures are quoted otherwise than they were published.
pub const LAST_YEAR_RESTATED: Defect = Defect {
    kind: "last_year_restated",
    name_zh: "引用的上年数不是上年公开数",
    explanation: "unexplained",
    also: &[],
    outlier: false,
    plant: Plant::Last(last_year_restated),
};

/// Final accounts quote a budget that is not the published one.
pub const BUDGET_RESTATED: Defect = Defect {
    kind: "budget_restated",
    name_zh: "决算引用的年初预算不是公开的预算",
    explanation: "unexplained",
    also: &[],
    outlier: false,
    plant: Plant::Budget(budget_restated),
};

/// The opening balance is not the closing balance of the year before.
pub const OPENING_BALANCE: Defect = Defect {
    kind: "opening_balance_mismatch",
    name_zh: "年初结转不等于上年年末结转",
    explanation: "unexplained",
    also: &[],
    outlier: false,
    plant: Plant::Books(opening_balance),
};

/// An amount is ten times what it was in other years.
pub const GROSS_OUTLIER: Defect = Defect {
    kind: "gross_outlier",
    name_zh: "金额是历年的十倍",
    explanation: "",
    also: &[],
    outlier: true,
    plant: Plant::Books(gross_outlier),
};

fn place_of(entry: &Entry, books: &Books, before: i64) -> PlaceTruth {
    let project = entry.project.and_then(|project| books.projects.get(project)).map(|project| project.name.clone());
    let function = codebook::FUNCTIONAL.name(&entry.function, books.year).unwrap_or_default().to_owned();
    let money = |fen: i64| Money::from_fen(fen).in_unit(MoneyUnit::WanYuan, 2);
    PlaceTruth {
        item: project.unwrap_or(function),
        column: entry.function.clone(),
        correct: money(before),
        printed: money(entry.fen),
        true_fen: Some(before),
        printed_fen: Some(entry.fen),
        ..PlaceTruth::default()
    }
}

fn roll_up_mismatch(books: &mut Books, setting: &Setting, random: &mut Random) -> Option<Planted> {
    if !setting.is_unit {
        return None;
    }
    let large: Vec<usize> = (0..books.entries.len())
        .filter(|index| books.entries.get(*index).is_some_and(|entry| entry.fen > 10 * MoneyUnit::WanYuan.fen()))
        .collect();
    let index = *random.pick(&large)?;
    let entry = books.entries.get_mut(index)?;
    let before = entry.fen;
    entry.fen += before / 1_000 * random.between(120, 380);
    let entry = entry.clone();
    let place = place_of(&entry, books, before);
    let note = format!("本单位的“{}”与部门汇总时用的数不同，本文件内部平衡", place.item);
    Some(Planted { places: vec![place], provable: true, reason_open: false, note })
}

/// Changes one of the entries that fit by 12 to 38 per cent, and says what it was.
fn change_one(books: &mut Books, random: &mut Random, fits: impl Fn(&Entry) -> bool) -> Option<(PlaceTruth, String)> {
    let candidates: Vec<usize> =
        (0..books.entries.len()).filter(|index| books.entries.get(*index).is_some_and(&fits)).collect();
    let index = *random.pick(&candidates)?;
    let entry = books.entries.get_mut(index)?;
    let before = entry.fen;
    entry.fen += before / 1_000 * random.between(120, 380);
    let entry = entry.clone();
    let place = place_of(&entry, books, before);
    let name = place.item.clone();
    Some((place, name))
}

/// The economic codes of the three public expenses, which some tables print beside those of another year.
const THREE_PUBLIC: [&str; 3] = ["30217", "30231", "30212"];

/// Money of the general public budget that every document prints in some total.
fn is_quoted(entry: &Entry, three_public: bool) -> bool {
    let least = if three_public { MoneyUnit::WanYuan.fen() } else { 10 * MoneyUnit::WanYuan.fen() };
    let own = entry.fund == FundSource::GeneralPublic && !entry.carried && !entry.kept;
    own && entry.fen >= least && (!three_public || entry.project.is_none() && THREE_PUBLIC.contains(&entry.economic))
}

fn last_year_restated(books: &mut Books, setting: &Setting, random: &mut Random) -> Option<Planted> {
    if !setting.last_published {
        return None;
    }
    let three_public = random.chance(500);
    let (place, name) = change_one(books, random, |entry| is_quoted(entry, three_public))?;
    let note = format!("引用的上年数里，“{name}”与上年公开的数不同");
    Some(Planted { places: vec![place], provable: true, reason_open: false, note })
}

fn budget_restated(books: &mut Books, _: &Setting, random: &mut Random) -> Option<Planted> {
    let three_public = random.chance(500);
    let (place, name) = change_one(books, random, |entry| is_quoted(entry, three_public))?;
    let note = format!("引用的年初预算里，“{name}”与公开的预算不同");
    Some(Planted { places: vec![place], provable: true, reason_open: false, note })
}

fn opening_balance(books: &mut Books, setting: &Setting, random: &mut Random) -> Option<Planted> {
    if setting.phase != Phase::Executed || !setting.last_published {
        return None;
    }
    let (place, name) = change_one(books, random, |entry| entry.carried && entry.fen >= MoneyUnit::WanYuan.fen())?;
    let note = format!("“{name}”的年初结转与上年决算的年末结转不同，本文件内部平衡");
    Some(Planted { places: vec![place], provable: true, reason_open: false, note })
}

fn gross_outlier(books: &mut Books, setting: &Setting, random: &mut Random) -> Option<Planted> {
    if setting.is_unit || setting.has_units || !setting.last_published || setting.phase != Phase::Approved {
        return None;
    }
    let steady = |entry: &Entry| {
        let before = setting.last.entries.iter().find(|other| {
            (other.economic, &other.function, other.project, other.unit)
                == (entry.economic, &entry.function, entry.project, entry.unit)
        });
        entry.project.is_some()
            && !entry.carried
            && before.is_some_and(|before| before.fen > 5 * MoneyUnit::WanYuan.fen())
    };
    // It must stand out from whatever is added to it in the tables.
    let weighs = |entry: &Entry| {
        let whole = books.sum(&Filter::spent().of_function(&entry.function));
        3 * entry.fen >= whole
    };
    let candidates: Vec<usize> = (0..books.entries.len())
        .filter(|index| books.entries.get(*index).is_some_and(|entry| steady(entry) && weighs(entry)))
        .collect();
    let index = *random.pick(&candidates)?;
    let entry = books.entries.get_mut(index)?;
    let before = entry.fen;
    entry.fen *= 10;
    let entry = entry.clone();
    let mut by_project = place_of(&entry, books, before);
    let function = codebook::FUNCTIONAL.name(&entry.function, books.year).unwrap_or_default();
    let by_function = PlaceTruth { item: function.to_owned(), ..by_project.clone() };
    by_project.form = "project_expenditure".to_owned();
    let note = format!("“{}”是往年的十倍，各表和说明彼此相符", by_project.item);
    Some(Planted { places: vec![by_project, by_function], provable: true, reason_open: false, note })
}
