//! Wrong digits: one replaced, two exchanged, a factor of 10,000, a page number run in.

use super::{Defect, Plant, Planted, Setting, any, planted, proof, spoil};
use crate::domain::{Form, MoneyUnit, RowLevel};
use crate::sample::draft::{Block, Draft, Figure, Meaning, Place, print_amount};
use crate::sample::random::Random;

/// One digit of a cell is another one.
pub const DIGIT_SLIP: Defect = Defect {
    kind: "digit_slip",
    name_zh: "表中一位数字录错",
    explanation: "digit_slip",
    also: &[],
    outlier: false,
    plant: Plant::Draft(digit_slip),
};

/// Two neighbouring digits of a cell are exchanged.
pub const DIGITS_TRANSPOSED: Defect = Defect {
    kind: "digits_transposed",
    name_zh: "表中相邻两位数字颠倒",
    explanation: "digits_transposed",
    also: &[],
    outlier: false,
    plant: Plant::Draft(digits_transposed),
};

/// An amount of the prose is printed in 元 and called 万元.
pub const UNIT_SLIP: Defect = Defect {
    kind: "unit_slip",
    name_zh: "说明中以元为数、以万元为单位",
    explanation: "unit_slip",
    also: &[],
    outlier: false,
    plant: Plant::Draft(unit_slip),
};

/// The three-public table in 万元 says 元 above it.
pub const UNIT_LABEL_SLIP: Defect = Defect {
    kind: "unit_label_slip",
    name_zh: "表的金额单位写错",
    explanation: "unit_slip",
    also: &[],
    outlier: false,
    plant: Plant::Draft(unit_label_slip),
};

/// A page number stands before the digits of a rate.
pub const PAGE_NUMBER_JOINED: Defect = Defect {
    kind: "page_number_joined",
    name_zh: "页码混入增减率",
    explanation: "page_number_joined",
    also: &["digit_slip"],
    outlier: false,
    plant: Plant::Draft(page_number_joined),
};

/// Tables whose leaves are all added up somewhere.
pub const SUMMED: &[Form] = &[
    Form::RevenueExpenditureSummary,
    Form::ExpenditureSummary,
    Form::AppropriationSummary,
    Form::AppropriationExpenditure,
    Form::AppropriationBasicExpenditure,
    Form::GeneralPublicExpenditure,
    Form::GeneralPublicBasicExpenditure,
    Form::ProjectExpenditure,
];

/// A cell of a table whose figures are all added up, of at least ten whole units.
pub fn is_summed_cell(figure: &Figure) -> bool {
    let Place::Cell(cell) = &figure.place else { return false };
    let summed = cell.coordinates.form.is_some_and(|form| SUMMED.contains(&form));
    let large = matches!(figure.meaning, Meaning::Amount { fen } if fen >= 10 * figure.unit.fen());
    summed && large && cell.coordinates.level != RowLevel::OfWhich
}

/// Positions of the digits before the point.
fn whole_digits(printed: &str) -> Vec<usize> {
    let end = printed.find('.').unwrap_or(printed.len());
    printed
        .char_indices()
        .take_while(|(at, _)| *at < end)
        .filter(|(_, digit)| digit.is_ascii_digit())
        .map(|(at, _)| at)
        .collect()
}

fn digit_slip(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let index = any(draft, random, |_, figure| is_summed_cell(figure))?;
    let printed = draft.figures.get(index)?.printed.clone();
    let places = whole_digits(&printed);
    let at = *random.pick(&places)?;
    let old = printed.as_bytes().get(at)?.wrapping_sub(b'0');
    // The first digit never becomes zero.
    let first = places.first() == Some(&at);
    let choices: Vec<u8> = (u8::from(first)..=9).filter(|digit| *digit != old).collect();
    let new = *random.pick(&choices)?;
    let mut bytes = printed.into_bytes();
    *bytes.get_mut(at)? = b'0' + new;
    let spoiled = spoil(draft, index, String::from_utf8(bytes).ok()?)?;
    planted(draft, vec![spoiled], "表中一位数字换成了另一位")
}

fn digits_transposed(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let exchanged = |printed: &str| -> Option<String> {
        let places = whole_digits(printed);
        let mut bytes = printed.as_bytes().to_vec();
        let pair = places.windows(2).find(|pair| {
            let digit = |at: usize| bytes.get(at).copied().unwrap_or(b'0');
            digit(pair[0]) != digit(pair[1]) && digit(pair[1]) != b'0'
        })?;
        bytes.swap(*pair.first()?, *pair.last()?);
        String::from_utf8(bytes).ok()
    };
    let index = any(draft, random, |_, figure| is_summed_cell(figure) && exchanged(&figure.printed).is_some())?;
    let printed = exchanged(&draft.figures.get(index)?.printed)?;
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], "表中相邻两位数字颠倒")
}

/// Subjects of the prose that a table prints too.
pub const PRINTED_IN_TABLES: &[&str] = &[
    "total_revenue",
    "total_expenditure",
    "expenditure",
    "general",
    "basic",
    "appropriated",
    "operating",
    "three_public",
];

/// An amount of the prose that a table prints too, of at least ten 万元.
pub fn is_repeated_amount(draft: &Draft, figure: &Figure) -> bool {
    // 机关运行经费 is not everywhere the same as 公用经费: only a table of its own proves it wrong.
    let of_operating = |figure: &Figure| matches!(&figure.place, Place::Cell(cell) if cell.coordinates.form == Some(Form::OperatingCosts));
    let provable = figure.subject != "operating" || draft.figures.iter().any(of_operating);
    matches!(figure.place, Place::Sentence(_))
        && provable
        && PRINTED_IN_TABLES.contains(&figure.subject.as_str())
        && matches!(figure.meaning, Meaning::Amount { fen } if fen >= 10 * MoneyUnit::WanYuan.fen())
}

fn unit_slip(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let index = any(draft, random, is_repeated_amount)?;
    let Meaning::Amount { fen } = draft.figures.get(index)?.meaning else { return None };
    let spoiled = spoil(draft, index, print_amount(fen, MoneyUnit::Yuan, 2, false))?;
    planted(draft, vec![spoiled], "以元为数的金额后面写成万元，大了一万倍")
}

fn unit_label_slip(draft: &mut Draft, _: &Setting, _: &mut Random) -> Option<Planted> {
    let at = draft.blocks.iter().position(|block| {
        matches!(block, Block::Table(table) if table.form == Form::ThreePublicExpenses && table.unit == MoneyUnit::WanYuan)
    })?;
    let mut spoiled = Vec::new();
    for index in 0..draft.figures.len() {
        let Some(figure) = draft.figures.get_mut(index) else { continue };
        if matches!(&figure.place, Place::Cell(cell) if cell.block == at) {
            figure.unit = MoneyUnit::Yuan;
            let printed = figure.printed.clone();
            spoiled.extend(spoil(draft, index, printed));
        }
    }
    if let Some(Block::Table(table)) = draft.blocks.get_mut(at) {
        table.unit = MoneyUnit::Yuan;
    }
    planted(draft, spoiled, "“三公”经费表的数字是万元，表头写成了元")
}

fn page_number_joined(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let page = random.between(2, 9);
    let joined = |figure: &Figure| format!("{page}{}", figure.printed);
    let index = any(draft, random, |draft, figure| {
        matches!(figure.meaning, Meaning::Rate { .. })
            && proof::is_fully_printed(draft, figure)
            && figure.printed.len() == 5
            && proof::is_impossible(&figure.meaning, &joined(figure))
    })?;
    let printed = joined(draft.figures.get(index)?);
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], format!("页码 {page} 混进了增减率"))
}
