//! The whole path: files → documents → tables → facts → panel.

use crate::corpus::{Found, Input, MappingFile};
use crate::domain::identifier::sha256_hex;
use crate::error::{Error, Result};
use crate::facts::{Disclosure, Unread};
use crate::measures::engine;
use crate::measures::scan::measures::disagreement;
use crate::panel::{
    self, Batch, Cells, DocumentRecord, FactRow, FactsBuilder, LoadReport, Panel, Spool, frames, imported,
};
use crate::tables::TableState;
use crate::{documents, facts, tables};
use polars::prelude::{DataFrame, col, lit};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// What became of one input.
pub struct Outcome {
    /// Its record, as stored in `documents`, without its notes and headings.
    pub record: DocumentRecord,
    /// Amounts that were printed and could not be read, with their place, for the messages of `load`.
    pub bad_amounts: Vec<Unread>,
}

/// What loading did.
pub struct Loaded {
    /// One outcome per input, in the order of their paths.
    pub outcomes: Vec<Outcome>,
    /// CSV files found in folders that are neither disclosures nor claimed by a mapping.
    pub skipped: Vec<String>,
    /// Inputs that could not be read, and sources that lead nowhere.
    pub errors: Vec<Error>,
    /// Contradictions between documents, in Chinese.
    pub contradictions: Vec<String>,
    /// What was written; `None` where nothing was readable.
    pub report: Option<LoadReport>,
}

/// Everything taken from one input, before it is put into frames.
struct Taken {
    /// Whether it is somebody's table in a folder unless it proves to be a disclosure.
    incidental: bool,
    record: DocumentRecord,
    content: Content,
}

enum Content {
    Disclosure(Box<Disclosure>),
    Table(Box<DataFrame>, Vec<Unread>),
    Nothing(Error),
}

/// How many inputs are at most in memory as records on one thread: the rest are still files, or already frames.
const INPUTS_TOGETHER: usize = 64;

/// Reads the inputs and adds them to the panel. `progress` is called once per input, from any thread.
///
/// # Errors
/// When the panel cannot be written.
pub fn load(found: Found, folder: &Path, progress: &(dyn Fn(&DocumentRecord) + Sync)) -> Result<Loaded> {
    let Found { inputs, errors, skipped, is_shard } = found;
    let mut loaded = Loaded { outcomes: Vec::new(), skipped, errors, contradictions: Vec::new(), report: None };
    // Few inputs are divided finely, so that no thread is left with all the slow ones.
    let threads = rayon::current_num_threads();
    let together = inputs.len().div_ceil(4 * threads).clamp(1, INPUTS_TOGETHER);
    let mut spool = Spool::new(folder)?;
    for inputs in inputs.chunks(4 * threads * together) {
        let parts = inputs.par_chunks(together).with_max_len(1).map(|inputs| read_part(inputs, progress));
        for part in parts.collect::<Result<Vec<Part>>>()? {
            loaded.outcomes.extend(part.outcomes);
            loaded.skipped.extend(part.skipped);
            loaded.errors.extend(part.errors);
            spool.push(part.batch)?;
        }
    }
    let readable = loaded.outcomes.iter().any(|outcome| outcome.record.failure.is_empty());
    if readable || is_shard {
        loaded.report = Some(panel::write_spool(folder, spool)?);
        loaded.contradictions = contradictions(&Panel::open(folder)?)?;
    }
    Ok(loaded)
}

/// What some inputs, read one after the other, came to.
struct Part {
    outcomes: Vec<Outcome>,
    skipped: Vec<String>,
    errors: Vec<Error>,
    batch: Batch,
}

fn read_part(inputs: &[Input], progress: &(dyn Fn(&DocumentRecord) + Sync)) -> Result<Part> {
    let taken = inputs.iter().map(|input| {
        let taken = take(input);
        progress(&taken.record);
        taken
    });
    let mut skipped = Vec::new();
    let taken = leave_out_foreign_tables(taken.collect(), &mut skipped);
    let outcomes = taken.iter().map(outcome_of).collect();
    let errors = taken.iter().filter_map(|taken| match &taken.content {
        Content::Nothing(error) => Some(error.clone()),
        _ => None,
    });
    Ok(Part { outcomes, skipped, errors: errors.collect(), batch: batch_of(taken)? })
}

/// Joins panels, and adds them to the panel in `folder` (made if it is not there). The contradictions are those of the
/// whole: documents in different parts may disagree.
///
/// # Errors
/// When a part is no panel, is damaged or of another version, or when the panel cannot be written.
pub fn merge(parts: &[PathBuf], folder: &Path) -> Result<(LoadReport, Vec<String>)> {
    let report = panel::merge(parts, folder)?;
    Ok((report, contradictions(&Panel::open(folder)?)?))
}

/// A CSV that was only found in a folder and is no disclosure is somebody's table: it is named, and not an error.
fn leave_out_foreign_tables(taken: Vec<Taken>, skipped: &mut Vec<String>) -> Vec<Taken> {
    let foreign = |taken: &Taken| {
        taken.incidental && taken.record.file.ends_with(".csv") && matches!(taken.content, Content::Nothing(_))
    };
    skipped.extend(taken.iter().filter(|taken| foreign(taken)).map(|taken| taken.record.file.clone()));
    taken.into_iter().filter(|taken| !foreign(taken)).collect()
}

/// Reads one input; whatever happens inside, the others go on.
fn take(input: &Input) -> Taken {
    let mut record = DocumentRecord { file: input.shown.clone(), ..DocumentRecord::default() };
    let attempt = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(input)));
    let result = attempt.unwrap_or_else(|_| {
        Err(Error::unreadable("读取时程序内部出错（已拦截，不影响其他文件）；请把这份文件报告给我们"))
    });
    match result {
        Ok((full, content)) => {
            record = DocumentRecord { file: record.file, ..full };
            Taken { incidental: !input.named && input.mapping.is_none(), record, content }
        }
        Err(error) => {
            let error = error.in_file(&input.shown);
            record.failure = error.message.clone();
            if let Ok(bytes) = input.bytes() {
                record.sha256 = sha256_hex(&bytes);
                record.document_id = record.sha256[..16].to_owned();
                record.bytes = bytes.len() as u64;
            }
            Taken { incidental: !input.named && input.mapping.is_none(), record, content: Content::Nothing(error) }
        }
    }
}

fn read(input: &Input) -> Result<(DocumentRecord, Content)> {
    let bytes = input.bytes()?;
    if let Some(mapping) = &input.mapping {
        return read_table(bytes, &input.extension(), mapping);
    }
    if input.extension() == "parquet" {
        return Err(Error::unreadable(
            "Parquet 数据表需要映射文件（--mapping 文件.toml），写明哪一列是年度、部门、金额",
        ));
    }
    let document = documents::read(&bytes, &input.extension())?;
    let recognised = tables::recognise(&document);
    let disclosure = facts::extract(&document, &recognised, &input.shown).map_err(|error| {
        if input.extension() == "csv" {
            Error::unreadable(
                "这个 CSV 不是一份公开文件；如果是数据表，请用 --mapping 文件.toml 写明哪一列是年度、部门、金额",
            )
        } else {
            error
        }
    })?;
    let record = DocumentRecord {
        document_id: document.id.as_str().to_owned(),
        sha256: sha256_hex(&bytes),
        bytes: bytes.len() as u64,
        format: document.format.to_owned(),
        encoding: document.encoding.unwrap_or_default().to_owned(),
        pages: document.pages,
        ..record_of(&disclosure)
    };
    Ok((record, Content::Disclosure(Box::new(disclosure))))
}

fn read_table(bytes: Vec<u8>, extension: &str, mapping: &MappingFile) -> Result<(DocumentRecord, Content)> {
    let imported = imported::import(bytes, extension, &mapping.mapping, &mapping.text)?;
    if imported.record.facts == 0 {
        let reason =
            imported.unread.first().map(|unread| format!("；第一行的原因：{}", unread.reason)).unwrap_or_default();
        return Err(Error::unreadable(format!("按映射文件 {} 一行也没有读出{reason}", mapping.path)));
    }
    Ok((imported.record, Content::Table(Box::new(imported.facts), imported.unread)))
}

fn record_of(disclosure: &Disclosure) -> DocumentRecord {
    let identity = &disclosure.identity;
    let mut forms: Vec<String> = Vec::new();
    for (form, state) in &disclosure.forms {
        let mark = match state {
            TableState::Whole => "",
            TableState::Truncated => "（残）",
            TableState::Blank => "（空）",
        };
        let text = format!("{}{mark}", form.name_zh());
        if !forms.contains(&text) {
            forms.push(text);
        }
    }
    let notes: Vec<String> =
        disclosure.notes.iter().map(|(form, note)| format!("{}:{}", form.id(), note.replace('\n', " "))).collect();
    DocumentRecord {
        kind: identity.kind.id().to_owned(),
        region_code: identity.body.region_code.clone(),
        department_code: identity.body.department_code.clone(),
        department: identity.body.department.clone(),
        unit_code: identity.body.unit_code.clone(),
        unit: identity.body.unit.clone(),
        fiscal_year: Some(disclosure.year.get()),
        phase: identity.phase.id().to_owned(),
        from_file_name: identity.from_file_name.join("、"),
        forms: forms.join("、"),
        notes: notes.join("\n"),
        headings: disclosure.headings.iter().map(heading_line).collect::<Vec<_>>().join("\n"),
        facts: disclosure.extracted.facts.len(),
        statements: disclosure.extracted.statements.len(),
        indicators: disclosure.extracted.indicators.len(),
        unread: disclosure.extracted.unread.len(),
        sentences_with_amount: disclosure.coverage.sentences_with_amount,
        sentences_understood: disclosure.coverage.sentences_understood,
        ..DocumentRecord::default()
    }
}

/// A heading as one line of the column `headings`.
fn heading_line(heading: &crate::facts::headings::Heading) -> String {
    let number = |number: Option<u32>| number.unwrap_or_default();
    let place = heading.locator;
    format!(
        "{} {} {} {} {} {}",
        number(place.page),
        number(place.line),
        number(place.table),
        u8::from(heading.is_date),
        heading.year,
        heading.text.replace(['\n', '\r'], " ")
    )
}

fn outcome_of(taken: &Taken) -> Outcome {
    let unread: &[Unread] = match &taken.content {
        Content::Disclosure(disclosure) => &disclosure.extracted.unread,
        Content::Table(_, unread) => unread,
        Content::Nothing(_) => &[],
    };
    let is_bad = |unread: &&Unread| {
        unread.locator.row.is_some() && (unread.locator.column.is_some() || matches!(taken.content, Content::Table(..)))
    };
    let record = DocumentRecord { notes: String::new(), headings: String::new(), ..taken.record.clone() };
    Outcome { record, bad_amounts: unread.iter().filter(is_bad).cloned().collect() }
}

fn batch_of(taken: Vec<Taken>) -> Result<Batch> {
    let mut facts = FactsBuilder::new(taken.len() * 300);
    let mut tables: Vec<DataFrame> = Vec::new();
    let (mut statements, mut indicators, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    let mut records = Vec::with_capacity(taken.len());
    for Taken { record, content, .. } in taken {
        match content {
            Content::Disclosure(disclosure) => {
                let extracted = disclosure.extracted;
                for fact in &extracted.facts {
                    facts.push(&FactRow::from(fact));
                }
                statements.extend(extracted.statements);
                indicators.extend(extracted.indicators);
                unread.extend(extracted.unread.into_iter().map(|unread| (record.file.clone(), unread)));
            }
            Content::Table(frame, notes) => {
                tables.push(*frame);
                unread.extend(notes.into_iter().map(|unread| (record.file.clone(), unread)));
            }
            Content::Nothing(_) => {}
        }
        records.push(record);
    }
    let mut facts = facts.finish()?;
    for table in tables {
        facts.vstack_mut_owned(table).map_err(|error| Error::panel(format!("合并数据时出错：{error}")))?;
    }
    Ok(Batch {
        facts,
        statements: frames::statements_frame(&statements)?,
        indicators: frames::indicators_frame(&indicators)?,
        documents: frames::documents_frame(&records)?,
        unread: frames::unread_frame(&unread)?,
    })
}

/// Figures on which documents of the same body, year and phase disagree.
const CONTRADICTIONS_SQL: &str = "
WITH sums AS (
  SELECT series_id, fiscal_year, document_id, SUM(amount_fen) AS amount_fen, MIN(fact_id) AS fact_id, MIN(department) AS department,
         MIN(item) AS item, MIN(printed) AS printed, MIN(line) AS line, MIN(page) AS page
  FROM facts GROUP BY series_id, fiscal_year, document_id
),
ranges AS (
  SELECT series_id, fiscal_year, MIN(amount_fen) AS lowest, MAX(amount_fen) AS highest FROM sums GROUP BY series_id, fiscal_year
)
SELECT DISTINCT sums.department AS department, sums.fiscal_year AS fiscal_year, sums.item AS item, documents.file AS file, sums.printed AS printed,
       sums.page AS page, sums.line AS line
FROM sums JOIN ranges ON sums.series_id = ranges.series_id AND sums.fiscal_year = ranges.fiscal_year
JOIN documents ON sums.document_id = documents.document_id
WHERE ranges.lowest <> ranges.highest
ORDER BY department, fiscal_year, item, file, page, line, printed";

/// How many contradictions are spelled out.
const CONTRADICTIONS_SHOWN: usize = 6;

fn contradictions(panel: &Panel) -> Result<Vec<String>> {
    let mut facts = panel.facts()?;
    // Most panels have few or none: then only their series are looked at.
    if let Some(found) = disagreement::SCAN.collect(&panel.fact_files()?, panel.statements()?)? {
        if found.height() == 0 {
            return Ok(Vec::new());
        }
        let series = found.column("series_id").map(|column| column.as_materialized_series().clone());
        let series = series.map_err(|error| Error::panel(format!("读取面板时出错：{error}")))?;
        facts = facts.filter(col("series_id").is_in(lit(series).implode(false), false));
    }
    let tables = [("facts", facts), ("documents", panel.documents()?)];
    let frame = engine::run(CONTRADICTIONS_SQL, &tables).map_err(|error| panel.damage().unwrap_or(error))?;
    let cells = Cells::of(&frame);
    let mut messages: Vec<String> = (0..frame.height().min(CONTRADICTIONS_SHOWN))
        .map(|row| {
            let place = cells.locator(row);
            format!(
                "{} {place}：{} {} 年“{}”印作 {}，与同一部门同一年的另一份文件不一致，比较时按不可比处理",
                cells.text("file", row),
                cells.text("department", row),
                cells.small("fiscal_year", row).unwrap_or_default(),
                cells.text("item", row),
                cells.text("printed", row)
            )
        })
        .collect();
    if frame.height() > CONTRADICTIONS_SHOWN {
        messages.push(format!("另有 {} 个数字不一致", frame.height() - CONTRADICTIONS_SHOWN));
    }
    Ok(messages)
}
