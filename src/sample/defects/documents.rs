//! Defects of a whole document.

use super::{Defect, Plant, Planted, Setting};
use crate::domain::Form;
use crate::sample::draft::{Block, Draft, Place};
use crate::sample::random::Random;
use crate::sample::truth::PlaceTruth;

/// A prescribed table is not there, and no note says why.
pub const MISSING_TABLE: Defect = Defect {
    kind: "missing_table",
    name_zh: "缺少规定的表而无说明",
    explanation: "",
    also: &[],
    outlier: false,
    plant: Plant::Draft(missing_table),
};

/// Tables that every disclosure has to contain.
const PRESCRIBED: &[Form] = &[
    Form::RevenueSummary,
    Form::AppropriationSummary,
    Form::ThreePublicExpenses,
    Form::GovernmentFundExpenditure,
    Form::GeneralPublicBasicExpenditure,
];

fn missing_table(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let found: Vec<usize> = (0..draft.blocks.len())
        .filter(|at| matches!(draft.blocks.get(*at), Some(Block::Table(table)) if PRESCRIBED.contains(&table.form)))
        .collect();
    let at = *random.pick(&found)?;
    let block = draft.blocks.get_mut(at)?;
    let Block::Table(table) = std::mem::replace(block, Block::NewPage) else { return None };
    // What stood in the table is not printed any more. Figures are known by their number, so they stay as sentences of
    // a block without text and are taken out of the truth.
    draft.figures.iter_mut().filter(|figure| matches!(&figure.place, Place::Cell(cell) if cell.block == at)).for_each(
        |figure| {
            figure.place = Place::Sentence(usize::MAX);
            figure.printed.clear();
        },
    );
    let place = PlaceTruth { form: table.form.id().to_owned(), correct: table.title.clone(), ..PlaceTruth::default() };
    Some(Planted {
        places: vec![place],
        provable: true,
        reason_open: false,
        note: format!("缺“{}”，没有说明原因", table.title),
    })
}
