//! Puts a selection on one basis (同口径): figures under the identity they are compared by, with what is printed (账面)
//! beside.

use super::selection::{
    Figure, Narrowed, Selection, choose, collect, figures_of, in_memory, keep_named, roll_up, wanted,
};
use crate::crosswalk::Crosswalk;
use crate::crosswalk::align::{Aligned, Alignment, concerns};
use crate::crosswalk::groups::Group;
use crate::domain::label::fold;
use crate::error::{Error, Result};
use crate::panel::series::{self, Departments};
use crate::panel::{Cells, Panel};
use polars::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A selection as it is compared (同口径) and as it is printed (账面).
pub struct Narrowing {
    /// All years, each series under its latest name and code.
    pub lasting: Narrowed,
    /// Years in which something was split, merged or moved, each with the year before, the old side under the new
    /// identity.
    pub pairs: BTreeMap<i32, Narrowed>,
    /// The same figures under the identities that they are printed with; `None` where a crosswalk changes nothing.
    pub book: Option<Narrowed>,
    /// What could not be made comparable, in Chinese.
    pub remarks: Vec<String>,
}

/// Narrows the panel's facts.
///
/// # Errors
/// When the panel cannot be read, or a crosswalk would not conserve its totals.
pub fn narrow(panel: &Panel, selection: &Selection) -> Result<Narrowing> {
    let frame = collect(panel, selection)?;
    if selection.crosswalk.is_empty() || !concerns(&selection.crosswalk, selection.subjects(), &frame) {
        return narrow_as_printed(&frame, selection);
    }
    let departments = departments_of(panel, &selection.crosswalk)?;
    let tables = tables_of(panel)?;
    let alignment =
        Alignment::new(&selection.crosswalk, selection.subjects(), selection.digits(), &departments, &tables);
    let printed = figures_of(&frame)?;
    let aligned = alignment.lasting(&frame)?;
    let mut views: Vec<(i32, Aligned)> = Vec::new();
    for year in alignment.pair_years() {
        let two_years = only_years(&frame, year - 1, year)?;
        let view = alignment.pair(&two_years.0, year)?;
        if !view.applied.is_empty() {
            views.push((year, Aligned { origin: in_whole(&view.origin, &two_years.1), ..view }));
        }
    }
    let parted = selection.crosswalk.kept_apart().next().is_some();
    if views.is_empty() && aligned.reasons.iter().all(String::is_empty) && !parted {
        return narrow_as_printed(&frame, selection);
    }
    let chosen = choose(aligned_figures(&aligned, &printed)?, selection);
    let facts: HashSet<i64> = chosen.iter().map(|figure| figure.fact_id).collect();
    let lasting: Vec<Figure> = only_wanted(chosen, &printed, selection);
    let mut shown: HashSet<i64> = lasting.iter().map(|figure| figure.fact_id).collect();
    let mut narrowing =
        Narrowing { lasting: roll(lasting, selection), pairs: BTreeMap::new(), book: None, remarks: Vec::new() };
    for (year, view) in views {
        let mut figures = aligned_figures(&view, &printed)?;
        figures.retain(|figure| facts.contains(&figure.fact_id));
        let figures = only_wanted(figures, &printed, selection);
        if figures.iter().any(|figure| !figure.reason.is_empty()) {
            shown.extend(figures.iter().map(|figure| figure.fact_id));
            narrowing.pairs.insert(year, roll(figures, selection));
            narrowing.remarks.extend(view.incomplete.iter().map(incomplete_remark));
        }
    }
    let book = printed.into_iter().filter(|figure| shown.contains(&figure.fact_id)).collect();
    narrowing.book = Some(roll(book, selection));
    Ok(narrowing)
}

/// Rows of a part as rows of the whole.
fn in_whole(rows: &[u32], positions: &[u32]) -> Vec<u32> {
    rows.iter().map(|row| positions.get(*row as usize).copied().unwrap_or(u32::MAX)).collect()
}

fn incomplete_remark(group: &Group) -> String {
    format!("{} 年“{}”的一方在面板里没有公开数，这一年不作同口径比较", group.year, group.words())
}

fn narrow_as_printed(frame: &DataFrame, selection: &Selection) -> Result<Narrowing> {
    let mut figures = figures_of(frame)?;
    // A department asked for by its code is the same where a document prints only its name.
    let bodies: HashSet<i64> =
        figures.iter().filter(|figure| wanted(&figure.series, selection)).map(|figure| figure.body_id).collect();
    figures.retain(|figure| bodies.contains(&figure.body_id));
    keep_named(&mut figures, &selection.departments);
    let lasting = roll(choose(figures, selection), selection);
    Ok(Narrowing { lasting, pairs: BTreeMap::new(), book: None, remarks: Vec::new() })
}

fn roll(figures: Vec<Figure>, selection: &Selection) -> Narrowed {
    let first_year = selection.years.map(|(first, _)| first);
    Narrowed { first_year, ..roll_up(agree_on_documents(figures), selection.breakdown(), selection.depth()) }
}

/// Figures of an aligned frame; each remembers what it is printed as.
fn aligned_figures(aligned: &Aligned, printed: &[Figure]) -> Result<Vec<Figure>> {
    let mut figures = figures_of(&aligned.frame)?;
    for ((figure, origin), reason) in figures.iter_mut().zip(&aligned.origin).zip(&aligned.reasons) {
        if let Some(source) = printed.get(*origin as usize) {
            figure.printed_body_id = source.body_id;
            figure.printed_series_id = source.series.series_id;
        }
        figure.reason.clone_from(reason);
    }
    Ok(figures)
}

/// Figures of the departments asked for, under their new or any of their old names.
fn only_wanted(figures: Vec<Figure>, printed: &[Figure], selection: &Selection) -> Vec<Figure> {
    if selection.departments.is_empty() && selection.regions.is_empty() {
        return figures;
    }
    // A whole name, new or old, means the department of that name alone, not others whose names contain it.
    let known: HashSet<String> = figures.iter().chain(printed).map(|figure| fold(&figure.series.department)).collect();
    let names: HashSet<String> = selection.departments.iter().map(|name| fold(name)).collect();
    let whole = !names.is_empty() && names.iter().all(|name| known.contains(name));
    let fits = |figure: &Figure| {
        wanted(&figure.series, selection) && (!whole || names.contains(&fold(&figure.series.department)))
    };
    let by_old_name: HashSet<i64> = printed.iter().filter(|figure| fits(figure)).map(|figure| figure.fact_id).collect();
    let asked = |figure: &Figure| fits(figure) || by_old_name.contains(&figure.fact_id);
    let bodies: HashSet<i64> = figures.iter().filter(|figure| asked(figure)).map(|figure| figure.body_id).collect();
    figures.into_iter().filter(|figure| bodies.contains(&figure.body_id)).collect()
}

/// Several bodies that are compared as one print their figures in documents of their own: these do not contradict each
/// other, they add up. Versions of one body's figure still stand against each other.
fn agree_on_documents(mut figures: Vec<Figure>) -> Vec<Figure> {
    type Place = (i64, i32);
    let mut bodies: HashMap<Place, BTreeMap<i64, Vec<String>>> = HashMap::new();
    for figure in &figures {
        let place = bodies.entry((figure.body_id, figure.fiscal_year)).or_default();
        let documents = place.entry(figure.printed_body_id).or_default();
        if !documents.contains(&figure.document_id) {
            documents.push(figure.document_id.clone());
        }
    }
    bodies.retain(|_, members| members.len() > 1);
    for documents in bodies.values_mut().flat_map(BTreeMap::values_mut) {
        documents.sort();
    }
    let mut repeated = Vec::new();
    for figure in &mut figures {
        let Some(members) = bodies.get(&(figure.body_id, figure.fiscal_year)) else { continue };
        let versions = members.values().map(Vec::len).max().unwrap_or(1);
        let own = members.get(&figure.printed_body_id);
        let position = own.and_then(|own| own.iter().position(|document| *document == figure.document_id)).unwrap_or(0);
        let last = own.map_or(1, Vec::len) - 1;
        figure.document_id = position.to_string();
        if position == last {
            repeated.extend((position + 1..versions).map(|version| (figure.clone(), version.to_string())));
        }
    }
    figures.extend(repeated.into_iter().map(|(figure, document_id)| Figure { document_id, ..figure }));
    figures
}

fn departments_of(panel: &Panel, crosswalk: &Crosswalk) -> Result<Departments> {
    let names = ["region_code", "department_code", "department", "fiscal_year"];
    let mut departments = Departments::default();
    for (one, other) in crosswalk.kept_apart() {
        departments.keep_apart(one, other);
    }
    for table in [panel.facts()?, panel.statements()?] {
        let distinct = table.select(names.map(col)).unique(None, UniqueKeepStrategy::Any);
        series::learn_departments(&in_memory(panel, distinct)?, &mut departments)?;
    }
    Ok(departments.settle())
}

fn tables_of(panel: &Panel) -> Result<HashSet<String>> {
    let tables = panel.documents()?.filter(col("kind").eq(lit("table"))).select([col("document_id")]);
    let frame = in_memory(panel, tables)?;
    let cells = Cells::of(&frame);
    Ok((0..frame.height()).map(|row| cells.text("document_id", row).to_owned()).collect())
}

/// The rows of some years, and where they stand in the frame.
fn only_years(frame: &DataFrame, first: i32, last: i32) -> Result<(DataFrame, Vec<u32>)> {
    let bad = |error: PolarsError| Error::panel(format!("面板的列不对：{error}"));
    let years = frame.column("fiscal_year").and_then(|column| column.i32()).map_err(bad)?;
    let inside = |row: &usize| years.get(*row).is_some_and(|year| (first..=last).contains(&year));
    let rows: Vec<u32> = (0..frame.height()).filter(inside).map(|row| u32::try_from(row).unwrap_or(u32::MAX)).collect();
    let picked = IdxCa::from_vec("row".into(), rows.iter().map(|row| *row as IdxSize).collect());
    Ok((frame.take(&picked).map_err(bad)?, rows))
}
