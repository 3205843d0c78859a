//! 结构图: parts of a whole as stacked 100% bars over years, and how their shares shifted.

use crate::charts::cells;
use crate::charts::entries;
use crate::charts::number::{self, LabelMode};
use crate::charts::options::{ChartOptions, Judgement};
use crate::charts::spec::{
    Cell, ChartSpec, ColumnKind, Emphasis, Extent, Panel, Pin, Row, Stack, StackPart, StructurePanel, TablePanel, Title,
};
use crate::charts::{Chart, ChartInput, Subject, wording};
use crate::domain::Percent;
use crate::error::{Error, Result};
use crate::measures::{Share, State};
use std::collections::BTreeMap;

/// The catalogue's entry.
pub const CHART: Chart = Chart {
    name: "structure",
    name_zh: "结构图",
    name_en: "Structure",
    documentation: "各项目占合计的比重：每年一根百分之百的条，右侧是最近两年的占比和占比变动（个百分点）。\
                    项目按最近一年从大到小，小项合为一行；占比逐项四舍五入，分项之和可能不等于100%。",
    subject: Subject::OneDepartment,
    usual: None,
    specify,
};

/// The most bars that stand side by side.
const MOST_YEARS: usize = 6;

/// A part through the years: name, and for each year its amount.
struct Part {
    label: String,
    emphasis: Emphasis,
    amounts: Vec<Option<i64>>,
}

/// The whole of one year.
#[derive(Clone, Copy)]
enum Whole {
    /// The year is missing.
    Missing,
    /// It is not positive, or one of its parts is negative: shares say nothing.
    NotComparable,
    /// It can be divided into shares.
    Divisible(i64),
}

impl Whole {
    fn amount(self) -> Option<i64> {
        match self {
            Whole::Divisible(amount) => Some(amount),
            Whole::Missing | Whole::NotComparable => None,
        }
    }

    /// The word that stands instead of shares.
    fn word(self) -> Option<&'static str> {
        match self {
            Whole::Missing => Some(State::MissingYear.name_zh()),
            Whole::NotComparable => Some(State::NotComparable.name_zh()),
            Whole::Divisible(_) => None,
        }
    }
}

fn specify(input: &ChartInput) -> Result<ChartSpec> {
    let (first, last) = input.options.years.unwrap_or((i32::MIN, i32::MAX));
    let rows = input.shares.iter().filter(|row| (first..=last).contains(&row.fiscal_year)).collect();
    let rows: Vec<&Share> = entries::one_phase(rows, |row| &row.series);
    let years = years(&rows);
    let (Some(latest), false) = (years.last().copied(), rows.is_empty()) else {
        return Err(Error::usage("没有可供作图的数字；请检查部门、年度、--by 等条件"));
    };
    let wholes: Vec<Whole> = years.iter().map(|year| whole(&rows, *year)).collect();
    if !wholes.iter().any(|whole| matches!(whole, Whole::Divisible(_))) {
        return Err(Error::usage("没有能算占比的年度：合计为零，或分项有负数"));
    }
    let parts = folded(parts(&rows, &years), input.options.top.unwrap_or(8).clamp(2, 9))?;
    let series = || rows.iter().map(|row| &row.series);
    let phase = rows.first().map(|row| row.series.phase);
    let options = input.options;
    let mut notes = vec![wording::note("来源", &options.source)];
    let scope = "占比＝项目数÷合计数，占比变动由精确占比相减后四舍五入；分项占比之和可能不等于100%";
    notes.push(wording::note("口径", if options.scope.is_empty() { scope } else { &options.scope }));
    Ok(ChartSpec {
        name: CHART.name,
        page: wording::page(options),
        title: Title {
            who: wording::who(series().collect::<Vec<_>>(), options),
            what: format!("{}结构（%）", wording::what(series(), options)),
            when: wording::span(years.iter().copied(), phase),
        },
        message: message(&parts, &wholes, latest),
        keys: Vec::new(),
        notes: notes.into_iter().filter(|note| !note.text.is_empty()).collect(),
        panels: vec![Panel::Structure(StructurePanel {
            stacks: stacks(&parts, &wholes, &years, options),
            table: table(&parts, &wholes, &years, options),
        })],
    })
}

/// The latest years, without gaps.
fn years(rows: &[&Share]) -> Vec<i32> {
    let known = || rows.iter().map(|row| row.fiscal_year);
    let (Some(first), Some(last)) = (known().min(), known().max()) else { return Vec::new() };
    let first = first.max(last.saturating_sub(MOST_YEARS as i32 - 1));
    (first..=last).collect()
}

fn whole(rows: &[&Share], year: i32) -> Whole {
    let of_year = || rows.iter().filter(|row| row.fiscal_year == year);
    if of_year().next().is_none() {
        return Whole::Missing;
    }
    // Units with documents of their own are wholes of their own; the department is their sum.
    let units: BTreeMap<(&str, &str), i64> =
        of_year().map(|row| ((row.series.unit_code.as_str(), row.series.unit.as_str()), row.whole_fen)).collect();
    let whole = entries::total(units.into_values()).unwrap_or(0);
    let negative = of_year().any(|row| row.amount_fen < 0);
    if negative || whole <= 0 { Whole::NotComparable } else { Whole::Divisible(whole) }
}

/// The parts, largest first.
fn parts(rows: &[&Share], years: &[i32]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for row in rows {
        let Some(index) = years.iter().position(|year| *year == row.fiscal_year) else { continue };
        let place = parts.iter().position(|part| part.label == row.series.item).unwrap_or_else(|| {
            let label = row.series.item.clone();
            parts.push(Part { label, emphasis: Emphasis::Item, amounts: vec![None; years.len()] });
            parts.len() - 1
        });
        if let Some(amount) = parts.get_mut(place).and_then(|part| part.amounts.get_mut(index)) {
            *amount = Some(amount.unwrap_or(0).saturating_add(row.amount_fen));
        }
    }
    let size = |part: &Part| part.amounts.iter().rev().map(|amount| amount.unwrap_or(0)).collect::<Vec<i64>>();
    parts.sort_by(|one, two| size(two).cmp(&size(one)).then_with(|| one.label.cmp(&two.label)));
    parts
}

/// The first parts; the rest as one.
fn folded(mut parts: Vec<Part>, most: usize) -> Result<Vec<Part>> {
    if parts.len() <= most {
        return Ok(parts);
    }
    let rest = parts.split_off(most - 1);
    let years = rest.first().map_or(0, |part| part.amounts.len());
    let sum = |index: usize| {
        let known: Vec<i64> = rest.iter().filter_map(|part| part.amounts.get(index).copied().flatten()).collect();
        if known.is_empty() { Ok(None) } else { entries::total(known).map(Some) }
    };
    let amounts = (0..years).map(sum).collect::<Result<_>>()?;
    parts.push(Part { label: format!("其余{}项", rest.len()), emphasis: Emphasis::Rest, amounts });
    Ok(parts)
}

/// A share, where the whole is positive.
fn share(part: &Part, wholes: &[Whole], index: usize, decimals: u32) -> Option<Percent> {
    let whole = wholes.get(index)?.amount()?;
    entries::ratio(part.amounts.get(index).copied().flatten()?, whole, decimals)
}

/// The shift of a share since the year before, from the exact shares, rounded once.
fn shift(part: &Part, wholes: &[Whole], index: usize, decimals: u32) -> Option<Percent> {
    let before = index.checked_sub(1)?;
    let whole = |index: usize| wholes.get(index).and_then(|whole| whole.amount()).map(i128::from);
    let amount = |index: usize| part.amounts.get(index).copied().flatten().map(i128::from);
    let numerator = amount(index)?.checked_mul(whole(before)?)? - amount(before)?.checked_mul(whole(index)?)?;
    Percent::of_ratio(numerator, whole(index)?.checked_mul(whole(before)?)?, decimals)
}

fn message(parts: &[Part], wholes: &[Whole], latest: i32) -> String {
    let index = wholes.len().saturating_sub(1);
    let items = || parts.iter().filter(|part| part.emphasis == Emphasis::Item);
    let Some(largest) = items().next() else { return String::new() };
    let mut message = match share(largest, wholes, index, 2) {
        Some(share) => format!("{latest}年{}占{}", largest.label, number::percent_text(share)),
        None => format!("{latest}年合计或分项为负或为零，不计占比"),
    };
    let moved = items().filter_map(|part| Some((part, shift(part, wholes, index, 2)?)));
    let most = moved.max_by_key(|(_, shift)| shift.mantissa().unsigned_abs());
    if let Some((part, shift)) = most.filter(|(_, shift)| shift.mantissa() != 0) {
        let verb = if shift.mantissa() < 0 { "下降" } else { "上升" };
        let name = if part.label == largest.label { "，比上年" } else { &format!("；{}占比", part.label) };
        let points = if shift.mantissa() < 0 { shift.negated() } else { shift };
        message.push_str(&format!("{name}{verb}{points}个百分点"));
    }
    message
}

fn decimals(options: &ChartOptions) -> u32 {
    if options.labels == LabelMode::Audit { 2 } else { 1 }
}

fn stacks(parts: &[Part], wholes: &[Whole], years: &[i32], options: &ChartOptions) -> Vec<Stack> {
    let part_of = |part: &Part, index: usize| {
        let label = share(part, wholes, index, decimals(options)).map(number::percent_text);
        StackPart { value: part.amounts.get(index).copied().flatten().unwrap_or(0), label: label.unwrap_or_default() }
    };
    let stack = |(index, (year, whole)): (usize, (&i32, &Whole))| Stack {
        label: format!("{year}年"),
        word: whole.word().map(str::to_owned),
        parts: match whole {
            Whole::Divisible(_) => parts.iter().map(|part| part_of(part, index)).collect(),
            Whole::Missing | Whole::NotComparable => Vec::new(),
        },
    };
    years.iter().zip(wholes).enumerate().map(stack).collect()
}

fn table(parts: &[Part], wholes: &[Whole], years: &[i32], options: &ChartOptions) -> TablePanel {
    let last = years.len().saturating_sub(1);
    let shifts = parts.iter().filter_map(|part| shift(part, wholes, last, 2)).map(number::hundredths);
    let mut columns = vec![cells::column("项目", ColumnKind::Names)];
    let shown = last.saturating_sub(1)..=last;
    columns.extend(
        shown
            .clone()
            .filter_map(|index| years.get(index))
            .map(|year| cells::column(format!("{year}年占比"), ColumnKind::Numbers)),
    );
    columns.push(cells::column("占比变动（个百分点）", ColumnKind::Rates(Extent::of(shifts))));
    let rows = parts
        .iter()
        .map(|part| {
            let mut cells = vec![Cell::Name(part.label.clone())];
            cells.extend(shown.clone().map(|index| {
                let share = share(part, wholes, index, decimals(options));
                Cell::Number(share.map_or("–".to_owned(), number::percent_text))
            }));
            cells.push(shift_cell(part, wholes, last));
            Row { emphasis: part.emphasis, cells }
        })
        .collect();
    TablePanel { columns, rows, connected: false, stretched: true }
}

/// The shift as a pin; where there is none, why.
fn shift_cell(part: &Part, wholes: &[Whole], last: usize) -> Cell {
    if let (Some(exact), Some(printed)) = (shift(part, wholes, last, 4), shift(part, wholes, last, 2)) {
        return Cell::Pin(Pin {
            value: number::hundredths(exact),
            clipped: false,
            judgement: Judgement::Neutral,
            label: number::signed_digits(printed),
        });
    }
    let before = last.checked_sub(1).and_then(|before| wholes.get(before)).copied().unwrap_or(Whole::Missing);
    let now = wholes.get(last).copied().unwrap_or(Whole::Missing);
    let gone = part.amounts.get(last).copied().flatten().is_none();
    let state = if gone { State::Discontinued } else { State::New };
    Cell::Word(now.word().or(before.word()).unwrap_or(state.name_zh()).to_owned())
}
