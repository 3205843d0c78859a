//! Typed rows of the measures → report tables.

use super::model::{Cell, ColumnFormat, ReportColumn, ReportRow, ReportTable, TableKind};
use crate::crosswalk::{Decision, Link};
use crate::domain::{MoneyUnit, Percent};
use crate::measures::run::Key;
use crate::measures::{BaseSource, Comparison, Prepared, Series, Share};
use polars::prelude::{AnyValue, Column, DataFrame};
use std::borrow::Cow;
use std::collections::HashMap;

pub(super) const fn text(key: &'static str, head: Option<&'static str>) -> ReportColumn {
    column(key, head, ColumnFormat::Text)
}

pub(super) const fn number(key: &'static str, head: Option<&'static str>) -> ReportColumn {
    column(key, head, ColumnFormat::Number)
}

const fn column(key: &'static str, head: Option<&'static str>, format: ColumnFormat) -> ReportColumn {
    let head = match head {
        Some(head) => Some(Cow::Borrowed(head)),
        None => None,
    };
    ReportColumn { key: Cow::Borrowed(key), head, format }
}

/// Columns that say what a series is.
pub(super) const SERIES_COLUMNS: &[ReportColumn] = &[
    text("region_code", None),
    text("department_code", None),
    text("department", Some("部门")),
    text("unit_code", None),
    text("unit", None),
    text("phase", Some("阶段")),
    text("form", None),
    text("flow", Some("方向")),
    text("fund", None),
    text("nature", None),
    text("code", Some("编码")),
    text("function_code", None),
    text("economic_code", None),
    text("project_code", None),
    text("project", None),
    text("item", Some("项目")),
    text("level", None),
    number("fiscal_year", Some("年度")),
];

pub(super) fn or_blank(value: &str) -> Cell {
    if value.is_empty() { Cell::Blank } else { Cell::Text(value.to_owned()) }
}

pub(super) fn series_cells(series: &Series, year: i32) -> Vec<Cell> {
    let code =
        [&series.function_code, &series.economic_code, &series.project_code].into_iter().find(|code| !code.is_empty());
    vec![
        or_blank(&series.region_code),
        or_blank(&series.department_code),
        or_blank(&series.department),
        or_blank(&series.unit_code),
        or_blank(&series.unit),
        Cell::Term(series.phase.id(), series.phase.name_zh()),
        Cell::Term(series.form.id(), series.form.name_zh()),
        series.flow.map_or(Cell::Blank, |flow| Cell::Term(flow.id(), flow.name_zh())),
        Cell::Term(series.fund.id(), series.fund.name_zh()),
        Cell::Term(series.nature.id(), series.nature.name_zh()),
        or_blank(code.map_or("", String::as_str)),
        or_blank(&series.function_code),
        or_blank(&series.economic_code),
        or_blank(&series.project_code),
        or_blank(&series.project),
        or_blank(&series.item),
        Cell::Term(series.level.id(), series.level.name_zh()),
        Cell::Integer(i64::from(year)),
    ]
}

fn signed(value: Option<Percent>) -> Cell {
    value.map_or(Cell::Blank, |value| Cell::SignedDecimal(value.to_string()))
}

fn plain(value: Option<Percent>) -> Cell {
    value.map_or(Cell::Blank, |value| Cell::Decimal(value.to_string()))
}

fn integer(value: Option<i64>) -> Cell {
    value.map_or(Cell::Blank, Cell::Integer)
}

/// Which facts stand behind a figure, and which whole it is a part of.
#[derive(Clone, Debug, Default)]
pub struct Behind {
    /// Ids of the facts of a series and year.
    pub facts: HashMap<Key, Vec<i64>>,
    /// Id of the whole of a series and year.
    pub wholes: HashMap<Key, i64>,
}

impl Behind {
    /// Of all figures of a selection.
    pub fn of(prepared: &Prepared) -> Self {
        Behind { facts: prepared.facts_behind(), wholes: prepared.wholes() }
    }

    fn ids(&self, series: &Series, year: i32) -> Cell {
        let ids = self.facts.get(&(series.series_id, year)).map_or(&[][..], Vec::as_slice);
        or_blank(&ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" "))
    }

    fn only_id(&self, series: &Series, year: i32) -> Cell {
        match self.facts.get(&(series.series_id, year)).map(Vec::as_slice) {
            Some([id]) => Cell::Integer(*id),
            _ => Cell::Blank,
        }
    }

    fn whole(&self, series: &Series, years: [i32; 2]) -> Cell {
        integer(years.into_iter().find_map(|year| self.wholes.get(&(series.series_id, year)).copied()))
    }
}

/// The table of 同比.
pub fn comparison_table(rows: &[Comparison], unit: MoneyUnit, behind: &Behind) -> ReportTable {
    let mut columns = SERIES_COLUMNS.to_vec();
    columns.extend([
        number("amount_fen", Some("本年")),
        number("base_year", None),
        number("base_fen", Some("上年")),
        text("base_source", None),
        number("change_fen", Some("增减额")),
        number("rate", Some("增减率%")),
        text("state", Some("状态")),
        number("contribution_pp", Some("拉动（百分点）")),
        number("contribution_rate", Some("贡献率%")),
        number("index_fixed_base", Some("定基比%")),
        number("index_base_year", None),
        number("growth_compound", Some("年均增长%")),
        number("rank", Some("位次")),
        number("rank_change", Some("位次变动")),
        number("book_amount_fen", Some("账面本年")),
        number("book_base_fen", Some("账面上年")),
        number("book_change_fen", Some("账面增减额")),
        text("book_state", Some("账面状态")),
        text("note", Some("备注")),
        number("fact_id", None),
        text("fact_ids", None),
        text("base_fact_ids", None),
        number("series_id", None),
        number("whole_id", None),
    ]);
    let rows = rows
        .iter()
        .map(|row| ReportRow { cells: comparison_cells(row, behind), links: comparison_links(row) })
        .collect();
    ReportTable { kind: TableKind::Comparison, ..ReportTable::new("compare", "同比", unit, columns, rows) }
}

/// The anchor of the source of a series in a year.
pub fn anchor(series_id: i64, year: i32) -> String {
    format!("s{series_id}-{year}")
}

/// This year's amount links to this year's source; the base to last year's, or to the sentence it is derived from.
fn comparison_links(row: &Comparison) -> Vec<(usize, String)> {
    let first = SERIES_COLUMNS.len();
    let mut links = Vec::new();
    if row.amount_fen.is_some() {
        links.push((first, anchor(row.series.series_id, row.fiscal_year)));
    }
    match row.base_source {
        BaseSource::Published => links.push((first + 2, anchor(row.series.series_id, row.base_year))),
        BaseSource::Derived => links.push((first + 2, format!("d{}", anchor(row.series.series_id, row.fiscal_year)))),
        BaseSource::Absent => {}
    }
    links
}

fn comparison_cells(row: &Comparison, behind: &Behind) -> Vec<Cell> {
    let mut cells = series_cells(&row.series, row.fiscal_year);
    cells.extend([
        row.amount_fen.map_or(Cell::Blank, Cell::Money),
        Cell::Integer(i64::from(row.base_year)),
        row.base_fen.map_or(Cell::Blank, Cell::Money),
        Cell::Term(row.base_source.id(), row.base_source.name_zh()),
        row.change_fen.map_or(Cell::Blank, Cell::Change),
        signed(row.rate),
        Cell::Term(row.state.id(), row.state.name_zh()),
        signed(row.contribution_pp),
        plain(row.contribution_rate),
        plain(row.index),
        integer(row.index_base_year.map(i64::from)),
        signed(row.growth_compound),
        integer(row.rank.map(i64::from)),
        integer(row.rank_change.map(i64::from)),
        row.book.and_then(|book| book.amount_fen).map_or(Cell::Blank, Cell::Money),
        row.book.and_then(|book| book.base_fen).map_or(Cell::Blank, Cell::Money),
        row.book.and_then(|book| book.change_fen).map_or(Cell::Blank, Cell::Change),
        row.book.map_or(Cell::Blank, |book| Cell::Term(book.state.id(), book.state.name_zh())),
        or_blank(&note(row)),
        integer(row.fact_id),
        or_blank(&row.fact_ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")),
        behind.ids(&row.series, row.base_year),
        Cell::Integer(row.series.series_id),
        behind.whole(&row.series, [row.fiscal_year, row.base_year]),
    ]);
    cells
}

fn note(row: &Comparison) -> String {
    let mut notes = Vec::new();
    if row.base_source == BaseSource::Derived {
        notes.push("上年数由本年说明推算");
    }
    if row.granularity_differs {
        notes.push("两年明细粒度不同，已加总后比较");
    }
    if !row.basis.is_empty() {
        notes.push(&row.basis);
    }
    notes.join("；")
}

/// The table of 占比.
pub fn share_table(rows: &[Share], unit: MoneyUnit, behind: &Behind) -> ReportTable {
    let mut columns = SERIES_COLUMNS.to_vec();
    columns.extend([
        number("amount_fen", Some("金额")),
        number("whole_fen", Some("整体")),
        number("share", Some("占比%")),
        number("base_share", Some("上年占比%")),
        number("share_shift", Some("占比变动（百分点）")),
        number("fact_id", None),
        text("fact_ids", None),
        number("series_id", None),
        number("whole_id", None),
        text("note", Some("备注")),
    ]);
    let rows = rows
        .iter()
        .map(|row| {
            let mut cells = series_cells(&row.series, row.fiscal_year);
            cells.extend([
                Cell::Money(row.amount_fen),
                Cell::Money(row.whole_fen),
                plain(row.share),
                plain(row.base_share),
                signed(row.share_shift),
                behind.only_id(&row.series, row.fiscal_year),
                behind.ids(&row.series, row.fiscal_year),
                Cell::Integer(row.series.series_id),
                behind.whole(&row.series, [row.fiscal_year, row.fiscal_year]),
                or_blank(&row.basis),
            ]);
            ReportRow { cells, links: vec![(SERIES_COLUMNS.len(), anchor(row.series.series_id, row.fiscal_year))] }
        })
        .collect();
    ReportTable { kind: TableKind::Share, ..ReportTable::new("shares", "占比", unit, columns, rows) }
}

/// Links and proposals, with the columns of a crosswalk file.
pub fn link_table(links: &[Link], unit: MoneyUnit) -> ReportTable {
    let rows = links.iter().map(|link| ReportRow { cells: link_cells(link), links: Vec::new() }).collect();
    let columns = vec![
        text("decision", Some("决定")),
        text("subject", Some("对象")),
        text("kind", Some("种类")),
        number("year", Some("新的一方始于")),
        text("region", None),
        text("department", Some("部门")),
        text("from_code", Some("旧编码")),
        text("from_name", Some("旧名称")),
        text("to_code", Some("新编码")),
        text("to_name", Some("新名称")),
        text("share", Some("份额")),
        number("confidence", Some("把握")),
        text("evidence", Some("依据")),
    ];
    ReportTable { hides_empty: true, ..ReportTable::new("links", "年度之间的对照", unit, columns, rows) }
}

fn link_cells(link: &Link) -> Vec<Cell> {
    let decision = match link.decision {
        Decision::Open => Cell::Blank,
        decided => Cell::Term(decided.id(), decided.name_zh()),
    };
    vec![
        decision,
        Cell::Term(link.subject.id(), link.subject.name_zh()),
        Cell::Term(link.kind.id(), link.kind.name_zh()),
        Cell::Integer(i64::from(link.year)),
        or_blank(&link.region),
        or_blank(&link.department),
        or_blank(&link.from.code),
        or_blank(&link.from.name),
        or_blank(&link.to.code),
        or_blank(&link.to.name),
        link.share.map_or(Cell::Blank, |(part, whole)| Cell::Text(format!("{part}/{whole}"))),
        Cell::Integer(i64::from(link.confidence)),
        or_blank(&link.evidence),
    ]
}

/// A catalogue: code, Chinese name, documentation.
pub fn catalogue_table(entries: &[(&'static str, &'static str, &'static str)]) -> ReportTable {
    let rows = entries
        .iter()
        .map(|(code, name, documentation)| ReportRow {
            cells: [*code, *name, *documentation].map(or_blank).to_vec(),
            links: Vec::new(),
        })
        .collect();
    let columns = vec![text("code", Some("代号")), text("name", Some("名称")), text("documentation", Some("说明"))];
    ReportTable::new("catalogue", "", MoneyUnit::WanYuan, columns, rows)
}

/// The result of a query as it is: column names as heads, numbers as numbers.
pub fn frame_table(frame: &DataFrame) -> ReportTable {
    let columns: Vec<ReportColumn> = frame
        .columns()
        .iter()
        .map(|column| {
            let name: Cow<'static, str> = Cow::Owned(column.name().to_string());
            let format = if column.dtype().is_primitive_numeric() { ColumnFormat::Number } else { ColumnFormat::Text };
            ReportColumn { key: name.clone(), head: Some(name), format }
        })
        .collect();
    let rows = (0..frame.height())
        .map(|row| ReportRow {
            cells: frame.columns().iter().map(|column| frame_cell(column, row)).collect(),
            links: Vec::new(),
        })
        .collect();
    ReportTable { hides_empty: false, ..ReportTable::new("query", "", MoneyUnit::Yuan, columns, rows) }
}

fn frame_cell(column: &Column, row: usize) -> Cell {
    match column.get(row) {
        Ok(AnyValue::Null) | Err(_) => Cell::Blank,
        Ok(AnyValue::String(text)) => Cell::Text(text.to_owned()),
        Ok(AnyValue::StringOwned(text)) => Cell::Text(text.to_string()),
        Ok(value) => match value.extract::<i64>() {
            Some(number) if column.dtype().is_integer() => Cell::Integer(number),
            _ => Cell::Decimal(value.extract::<f64>().map_or_else(|| value.to_string(), |number| number.to_string())),
        },
    }
}
