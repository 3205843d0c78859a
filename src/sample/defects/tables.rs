//! Wrong cells and totals of tables.

use super::digits::is_summed_cell;
use super::{Defect, Plant, Planted, Setting, Spoiled, any, planted, spoil};
use crate::domain::{Form, MoneyUnit, Nature, RowLevel};
use crate::sample::books::is_within;
use crate::sample::draft::{CellPlace, Draft, Figure, Meaning, Place, print_amount};
use crate::sample::random::Random;

/// A total without one of its parts.
pub const PART_LEFT_OUT: Defect = Defect {
    kind: "part_left_out",
    name_zh: "合计漏加一项",
    explanation: "part_left_out",
    also: &[],
    outlier: false,
    plant: Plant::Draft(part_left_out),
};

/// A total with one of its parts twice.
pub const COUNTED_TWICE: Defect = Defect {
    kind: "counted_twice",
    name_zh: "合计重复加一项",
    explanation: "counted_twice",
    also: &[],
    outlier: false,
    plant: Plant::Draft(counted_twice),
};

/// A sum in 元 that is off by one yuan.
pub const OFF_BY_ONE_YUAN: Defect = Defect {
    kind: "off_by_one_yuan",
    name_zh: "合计差一元",
    explanation: "unexplained",
    also: &["digit_slip"],
    outlier: false,
    plant: Plant::Draft(off_by_one_yuan),
};

/// A row whose 合计 is not 基本支出 and 项目支出.
pub const ROW_TOTAL_MISMATCH: Defect = Defect {
    kind: "row_total_mismatch",
    name_zh: "一行的合计不等于基本支出加项目支出",
    explanation: "unexplained",
    also: &[],
    outlier: false,
    plant: Plant::Draft(row_total_mismatch),
};

/// 0 above a child that is not 0.
pub const ZERO_PARENT: Defect = Defect {
    kind: "zero_parent",
    name_zh: "上级科目为零而下级科目不为零",
    explanation: "unexplained",
    also: &["part_left_out", "digit_slip"],
    outlier: false,
    plant: Plant::Draft(zero_parent),
};

/// A table that is right in itself and disagrees with the others.
pub const CROSS_TABLE_MISMATCH: Defect = Defect {
    kind: "cross_table_mismatch",
    name_zh: "表内平衡而与其他表不符",
    explanation: "unexplained",
    also: &[],
    outlier: false,
    plant: Plant::Draft(cross_table_mismatch),
};

/// The total of the three public expenses is not the sum of its parts.
pub const THREE_PUBLIC_MISMATCH: Defect = Defect {
    kind: "three_public_mismatch",
    name_zh: "“三公”经费合计不等于各项之和",
    explanation: "unexplained",
    also: &["digit_slip", "part_left_out"],
    outlier: false,
    plant: Plant::Draft(three_public_mismatch),
};

fn cell(figure: &Figure) -> Option<&CellPlace> {
    match &figure.place {
        Place::Cell(cell) => Some(cell),
        Place::Sentence(_) => None,
    }
}

fn fen_of(figure: &Figure) -> i64 {
    match figure.meaning {
        Meaning::Amount { fen } => fen,
        _ => 0,
    }
}

fn is_total(cell: &CellPlace) -> bool {
    cell.coordinates.level == RowLevel::Total
}

/// The leaves below a total in its column.
fn parts(draft: &Draft, total: &CellPlace) -> Vec<usize> {
    let is_part = |figure: &Figure| {
        cell(figure).is_some_and(|part| {
            (part.block, part.column) == (total.block, total.column) && part.coordinates.level == RowLevel::Leaf
        })
    };
    (0..draft.figures.len()).filter(|index| draft.figures.get(*index).is_some_and(is_part)).collect()
}

/// A total whose leaves add to it, and one of them of at least a unit but not nearly all of it.
fn total_and_part(draft: &Draft, random: &mut Random) -> Option<(usize, i64)> {
    const FORMS: &[Form] = &[
        Form::ExpenditureSummary,
        Form::GeneralPublicExpenditure,
        Form::GeneralPublicBasicExpenditure,
        Form::ProjectExpenditure,
    ];
    let sum = |members: &[usize]| members.iter().filter_map(|index| draft.figures.get(*index)).map(fen_of).sum::<i64>();
    let index = any(draft, random, |draft, figure| {
        cell(figure).is_some_and(|place| {
            let members = parts(draft, place);
            let form = place.coordinates.form.is_some_and(|form| FORMS.contains(&form));
            form && is_total(place) && members.len() >= 3 && sum(&members) == fen_of(figure)
        })
    })?;
    let total = draft.figures.get(index)?;
    let members = parts(draft, cell(total)?);
    let large: Vec<i64> = members
        .iter()
        .filter_map(|member| draft.figures.get(*member))
        .map(fen_of)
        .filter(|fen| *fen >= 2 * total.unit.fen() && 2 * fen < fen_of(total))
        .collect();
    Some((index, *random.pick(&large)?))
}

fn change_total(draft: &mut Draft, random: &mut Random, sign: i64, note: &str) -> Option<Planted> {
    let (index, part) = total_and_part(draft, random)?;
    let total = draft.figures.get(index)?;
    let separators = total.printed.contains(',');
    let printed = print_amount(fen_of(total) + sign * part, total.unit, 2, separators);
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], note)
}

fn part_left_out(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    change_total(draft, random, -1, "合计数漏加了其中一项")
}

fn counted_twice(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    change_total(draft, random, 1, "合计数把其中一项加了两次")
}

fn off_by_one_yuan(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let index = any(draft, random, |_, figure| {
        cell(figure).is_some_and(|place| matches!(place.coordinates.level, RowLevel::Total | RowLevel::Subtotal))
            && figure.unit == MoneyUnit::Yuan
            && is_summed_cell(figure)
    })?;
    let figure = draft.figures.get(index)?;
    let step = if random.chance(500) { 100 } else { -100 };
    let printed = print_amount(fen_of(figure) + step, MoneyUnit::Yuan, 2, true);
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], "以元印出的合计与各项之和差一元")
}

/// Another amount, 5 to 40 percent off, of the same number of digits and different in at least three.
fn another(figure: &Figure, random: &mut Random) -> Option<String> {
    for _ in 0..50 {
        let factor = if random.chance(500) { random.between(1_050, 1_400) } else { random.between(600, 950) };
        let fen = fen_of(figure) / 1_000 * factor + random.between(0, 999_999);
        let text = print_amount(fen, figure.unit, 2, figure.printed.contains(','));
        let different = text.chars().zip(figure.printed.chars()).filter(|(new, old)| new != old).count();
        if text.len() == figure.printed.len() && different >= 3 {
            return Some(text);
        }
    }
    None
}

fn row_total_mismatch(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let index = any(draft, random, |draft, figure| {
        let Some(place) = cell(figure) else { return false };
        let in_row =
            |nature: Nature| {
                draft.figures.iter().filter_map(cell).any(|other| {
                    (other.block, other.row) == (place.block, place.row) && other.coordinates.nature == nature
                })
            };
        is_summed_cell(figure)
            && place.coordinates.nature == Nature::Total
            && place.coordinates.level == RowLevel::Leaf
            && !place.coordinates.function_code.is_empty()
            && (in_row(Nature::Basic) || in_row(Nature::Project))
    })?;
    let printed = another(draft.figures.get(index)?, random)?;
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], "一行的合计不等于基本支出加项目支出")
}

fn zero_parent(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let index = any(draft, random, |_, figure| {
        let coded = cell(figure).is_some_and(|place| {
            let coordinates = &place.coordinates;
            coordinates.level == RowLevel::Subtotal
                && !(coordinates.function_code.is_empty() && coordinates.economic_code.is_empty())
        });
        coded && is_summed_cell(figure)
    })?;
    let spoiled = spoil(draft, index, "0.00".to_owned())?;
    planted(draft, vec![spoiled], "上级科目印作0，下级科目有数")
}

fn cross_table_mismatch(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let index = any(draft, random, |_, figure| {
        cell(figure).is_some_and(|place| {
            place.coordinates.form == Some(Form::GeneralPublicExpenditure)
                && place.coordinates.level == RowLevel::Leaf
                && !place.coordinates.function_code.is_empty()
        }) && is_summed_cell(figure)
    })?;
    let leaf = draft.figures.get(index)?.clone();
    let place = cell(&leaf)?.clone();
    // The innermost nature printed in this row, so that every group above it can follow.
    let inner = draft.figures.iter().filter_map(|figure| Some((figure, cell(figure)?))).find(|(_, other)| {
        (other.block, other.row) == (place.block, place.row)
            && is_within(other.coordinates.nature, place.coordinates.nature)
            && !draft.figures.iter().filter_map(cell).any(|deeper| {
                (deeper.block, deeper.row) == (place.block, place.row)
                    && deeper.coordinates.nature != other.coordinates.nature
                    && is_within(deeper.coordinates.nature, other.coordinates.nature)
            })
    });
    let nature = inner?.1.coordinates.nature;
    let delta = fen_of(&leaf) / 1_000 * random.between(110, 290) + random.between(0, 999_999) + 10 * leaf.unit.fen();
    let mut spoiled: Vec<Spoiled> = Vec::new();
    for index in 0..draft.figures.len() {
        let Some(figure) = draft.figures.get(index) else { continue };
        if cell(figure).is_some_and(|other| follows(other, &place, nature)) {
            let printed = print_amount(fen_of(figure) + delta, figure.unit, 2, figure.printed.contains(','));
            spoiled.extend(spoil(draft, index, printed));
        }
    }
    planted(draft, spoiled, "一般公共预算支出表内部平衡，但与收支总表和说明不符")
}

/// Whether a cell of the same table holds the amount of a leaf too: its row is the leaf's or above it, its column the
/// nature's or a group's.
fn follows(other: &CellPlace, leaf: &CellPlace, nature: Nature) -> bool {
    let (code, own) = (&other.coordinates.function_code, &leaf.coordinates.function_code);
    let row = code.is_empty() || own.starts_with(code.as_str()) && other.unit_code == leaf.unit_code;
    other.block == leaf.block && row && is_within(nature, other.coordinates.nature)
}

fn three_public_mismatch(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let index = any(draft, random, |_, figure| {
        cell(figure).is_some_and(|place| place.coordinates.form == Some(Form::ThreePublicExpenses) && is_total(place))
            && fen_of(figure) >= 2 * figure.unit.fen()
    })?;
    let printed = another(draft.figures.get(index)?, random)?;
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], "“三公”经费合计与各项之和不符")
}
