//! The truth file: which documents were written, what was spoiled in them, and every figure as it is printed.

use super::draft::{Draft, Figure, Meaning, Place};
use crate::domain::Amount;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Everything that is known about a sample.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Truth {
    /// The seed that makes the same sample again.
    pub seed: u64,
    /// The documents.
    pub files: Vec<FileTruth>,
    /// What was spoiled.
    pub defects: Vec<DefectTruth>,
}

/// One document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FileTruth {
    /// Path inside the sample's folder.
    pub file: String,
    /// Department.
    pub department: String,
    /// Unit, for a unit's own disclosure; else empty.
    pub unit: String,
    /// Year.
    pub fiscal_year: i32,
    /// `approved` or `executed`.
    pub phase: String,
    /// `department` or `unit`.
    pub kind: String,
    /// Layout: `henan`, `jiangsu`, `shanghai`, `sichuan`, `final_accounts`.
    pub layout: String,
    /// Format: `text`, `html`, `docx`, `spreadsheet`, `pdf`.
    pub format: String,
    /// How many figures its tables print.
    pub figures: usize,
}

/// One planted defect.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DefectTruth {
    /// Number in the sample, from 1.
    pub number: usize,
    /// The document.
    pub file: String,
    /// Department.
    pub department: String,
    /// Unit, for a unit's own disclosure; else empty.
    pub unit: String,
    /// Year.
    pub fiscal_year: i32,
    /// `approved` or `executed`.
    pub phase: String,
    /// Kind, see `tongbi sample --help` and [`super::defects::DEFECTS`].
    pub kind: String,
    /// The explanation that a check should give; empty where the kind is not explained by one (missing tables, hints).
    pub explanation: String,
    /// Other explanations that are just as right.
    pub also: Vec<String>,
    /// The figures whose print is wrong.
    pub places: Vec<PlaceTruth>,
    /// Where the books were changed and not a print: every figure that is printed otherwise than the right books would
    /// print it.
    pub touched: Vec<PlaceTruth>,
    /// Whether the documents prove that something is wrong. Checks must be silent where this is false.
    pub provable: bool,
    /// Whether it is for the outlier measure (the documents are consistent) and not for the checks.
    pub outlier: bool,
    /// In a sentence, what was done.
    pub note: String,
}

/// One wrong figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceTruth {
    /// Form; empty in prose.
    pub form: String,
    /// Label of the row; empty in prose.
    pub item: String,
    /// Head of the column, top to bottom, joined by `/`; empty in prose.
    pub column: String,
    /// Row of the table, head included, from 1; 0 in prose.
    pub row: usize,
    /// Column of the table, from 1; 0 in prose.
    pub column_number: usize,
    /// The sentence as printed, with the wrong figure; empty in tables.
    pub sentence: String,
    /// The text that should stand there.
    #[serde(rename = "true")]
    pub correct: String,
    /// The text that stands there.
    pub printed: String,
    /// The exact amount in fen, for amounts.
    pub true_fen: Option<i64>,
    /// The printed amount in fen, for amounts.
    pub printed_fen: Option<i64>,
}

/// One figure of a sample as a row of `figures.csv`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureTruth {
    /// The document.
    pub file: String,
    /// `cell` or `sentence`.
    pub place: String,
    /// `amount`, `change`, `rate`, `share`, `execution` or `direction`.
    pub meaning: String,
    /// Year of the figure.
    pub fiscal_year: i32,
    /// Phase of the figure.
    pub phase: String,
    /// Form; empty in prose.
    pub form: String,
    /// Direction.
    pub flow: String,
    /// Fund.
    pub fund: String,
    /// Nature.
    pub nature: String,
    /// Functional code.
    pub function_code: String,
    /// Departments' economic code.
    pub economic_code: String,
    /// Government's economic code.
    pub government_economic_code: String,
    /// Project code.
    pub project_code: String,
    /// Project.
    pub project: String,
    /// Code of the unit that the row prints.
    pub unit_code: String,
    /// Label.
    pub item: String,
    /// Level.
    pub level: String,
    /// Row from 1, head included; 0 in prose.
    pub row: usize,
    /// Column from 1; 0 in prose.
    pub column: usize,
    /// The text as it stands.
    pub printed: String,
    /// The printed amount in fen.
    pub printed_fen: Option<i64>,
    /// The exact amount in fen.
    pub exact_fen: Option<i64>,
    /// The sentence, in prose.
    pub sentence: String,
}

/// The exact amount that a figure prints, in fen.
pub fn exact_fen(meaning: &Meaning) -> Option<i64> {
    match meaning {
        Meaning::Amount { fen } => Some(*fen),
        Meaning::Change { now, base } => Some((now - base).abs()),
        _ => None,
    }
}

/// The amount that a figure's text says, in fen.
pub fn printed_fen(figure: &Figure) -> Option<i64> {
    exact_fen(&figure.meaning)?;
    Amount::parse(&figure.printed, figure.unit).ok().flatten().map(|amount| amount.value.fen())
}

/// The place of a figure, with the text that should have stood there.
pub fn place_of(draft: &Draft, figure: &Figure, correct: String) -> PlaceTruth {
    let mut place = PlaceTruth {
        correct,
        printed: figure.printed.clone(),
        true_fen: exact_fen(&figure.meaning),
        printed_fen: printed_fen(figure),
        ..PlaceTruth::default()
    };
    match &figure.place {
        Place::Cell(cell) => {
            place.form = cell.coordinates.form.map_or_else(String::new, |form| form.id().to_owned());
            place.item = cell.coordinates.item.clone();
            place.column = cell.head.clone();
            place.row = cell.row + 1;
            place.column_number = cell.column + 1;
        }
        Place::Sentence(block) => place.sentence = draft.sentence(*block),
    }
    place
}

/// The figures of a draft that another draft of the same document prints otherwise or not at all.
pub fn differing(draft: &Draft, right: &Draft) -> Vec<PlaceTruth> {
    let cell = |figure: &Figure| match &figure.place {
        Place::Cell(cell) => Some((cell.block, cell.row, cell.column)),
        Place::Sentence(_) => None,
    };
    let cells: HashMap<_, &str> =
        right.figures.iter().filter_map(|figure| Some((cell(figure)?, figure.printed.as_str()))).collect();
    let mut said: HashMap<(usize, &str), Vec<&str>> = HashMap::new();
    for figure in &right.figures {
        if let Place::Sentence(block) = figure.place {
            said.entry((block, &figure.subject)).or_default().push(&figure.printed);
        }
    }
    let differs = |figure: &&Figure| match figure.place {
        Place::Cell(_) => cell(figure).and_then(|place| cells.get(&place)) != Some(&figure.printed.as_str()),
        Place::Sentence(block) => {
            said.get(&(block, figure.subject.as_str())).is_none_or(|same| !same.contains(&figure.printed.as_str()))
        }
    };
    let printed = draft.figures.iter().filter(|figure| !figure.printed.is_empty());
    printed.filter(differs).map(|figure| place_of(draft, figure, String::new())).collect()
}

/// All printed figures of a draft.
pub fn figures_of(draft: &Draft, file: &FileTruth) -> Vec<FigureTruth> {
    draft
        .figures
        .iter()
        .filter(|figure| !figure.printed.is_empty())
        .map(|figure| figure_of(draft, figure, file))
        .collect()
}

fn figure_of(draft: &Draft, figure: &Figure, file: &FileTruth) -> FigureTruth {
    let meaning = match &figure.meaning {
        Meaning::Amount { .. } => "amount",
        Meaning::Change { .. } => "change",
        Meaning::Direction { .. } => "direction",
        Meaning::Rate { .. } => "rate",
        Meaning::Share { .. } => "share",
        Meaning::Execution { .. } => "execution",
    };
    let mut truth = FigureTruth {
        file: file.file.clone(),
        place: "sentence".to_owned(),
        meaning: meaning.to_owned(),
        fiscal_year: file.fiscal_year,
        phase: file.phase.clone(),
        printed: figure.printed.clone(),
        printed_fen: printed_fen(figure),
        exact_fen: exact_fen(&figure.meaning),
        ..FigureTruth::default()
    };
    match &figure.place {
        Place::Sentence(block) => truth.sentence = draft.sentence(*block),
        Place::Cell(cell) => {
            let coordinates = &cell.coordinates;
            truth.place = "cell".to_owned();
            truth.fiscal_year = cell.year;
            truth.phase = cell.phase.id().to_owned();
            truth.form = coordinates.form.map_or_else(String::new, |form| form.id().to_owned());
            truth.flow = coordinates.flow.map_or_else(String::new, |flow| flow.id().to_owned());
            truth.fund = coordinates.fund.id().to_owned();
            truth.nature = coordinates.nature.id().to_owned();
            truth.function_code = coordinates.function_code.clone();
            truth.economic_code = coordinates.economic_code.clone();
            truth.government_economic_code = coordinates.government_economic_code.clone();
            truth.project_code = coordinates.project_code.clone();
            truth.project = coordinates.project.clone();
            truth.unit_code = cell.unit_code.clone();
            truth.item = coordinates.item.clone();
            truth.level = coordinates.level.id().to_owned();
            truth.row = cell.row + 1;
            truth.column = cell.column + 1;
        }
    }
    truth
}
