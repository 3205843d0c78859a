//! Builds the report of a panel: what changed, by department and by item, with the source of every figure.

use super::model::{
    Cell, ColumnFormat, Report, ReportColumn, ReportRow, ReportTable, Section, SourceGroup, SourcePlace,
};
use super::{decomposition, sentences, tables};
use crate::charts::{CHARTS, Chart, ChartInput, ChartOptions, ChartSpec};
use crate::domain::{Flow, MoneyUnit, Phase, codebook};
use crate::error::Result;
use crate::measures::decomposition::{Nesting, decompose};
use crate::measures::run::Key;
use crate::measures::selection::province;
use crate::measures::{BaseSource, Breakdown, Comparison, Depth, Prepared, Selection, Share, State, engine};
use crate::panel::{Cells, Panel};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A chart of the report, before it is drawn.
pub struct Drawing {
    /// File name without extension.
    pub name: String,
    /// What is drawn.
    pub spec: ChartSpec,
    /// The section it stands in.
    pub section: usize,
    /// Caption.
    pub caption: String,
}

/// A report and the charts that go with it.
pub struct Built {
    /// Texts and tables.
    pub report: Report,
    /// Charts.
    pub drawings: Vec<Drawing>,
}

/// Departments that get a section and charts of their own; the others stand in the tables.
pub const DEPARTMENTS_IN_DETAIL: usize = 12;
/// Rows of one table in the report; all rows are in the CSV beside it.
const MOST_ROWS: usize = 3_000;
/// Unread texts listed in the report.
const MOST_UNREAD: usize = 200;

/// Builds the report of everything in the panel that fits the selection.
///
/// # Errors
/// When the panel cannot be read or a measure fails.
pub fn build(panel: &Panel, selection: &Selection, unit: MoneyUnit, remarks: &[String]) -> Result<Built> {
    let mut builder = Builder {
        panel,
        selection,
        unit,
        report: Report::default(),
        drawings: Vec::new(),
        wanted: BTreeMap::new(),
        derived: BTreeMap::new(),
    };
    let totals = builder.prepared(Breakdown::Department, None)?;
    let comparisons = totals.comparisons()?;
    builder.report.title = title(&comparisons);
    let detailed = departments_in_detail(&comparisons, &figures_of_departments(panel)?);
    builder.summary(&comparisons, &detailed, &totals, remarks);
    builder.totals(&comparisons, &totals)?;
    for department in &detailed {
        builder.department(department, &comparisons)?;
    }
    builder.documents()?;
    builder.unread()?;
    builder.sources()?;
    Ok(Built { report: builder.report, drawings: builder.drawings })
}

struct Builder<'a> {
    panel: &'a Panel,
    selection: &'a Selection,
    unit: MoneyUnit,
    report: Report,
    drawings: Vec<Drawing>,
    /// Anchors that figures link to, with their title and facts.
    wanted: BTreeMap<String, (String, Vec<i64>)>,
    /// Series and years whose base is derived from the prose.
    derived: BTreeMap<Key, String>,
}

fn years_of(comparisons: &[Comparison]) -> Option<(i32, i32)> {
    let years: BTreeSet<i32> = comparisons.iter().map(|row| row.fiscal_year).collect();
    Some((*years.first()?, *years.last()?))
}

fn title(comparisons: &[Comparison]) -> String {
    let departments: BTreeSet<&str> = comparisons.iter().map(|row| row.series.department.as_str()).collect();
    let years = match years_of(comparisons) {
        Some((first, last)) if first == last => format!("{first} 年"),
        Some((first, last)) => format!("{first}—{last} 年"),
        None => String::new(),
    };
    match departments.len() {
        0 => "预算比较报告".to_owned(),
        1 => format!("{} {years}预算比较报告", departments.into_iter().next().unwrap_or_default()),
        count => format!("{count} 个部门 {years}预算比较报告"),
    }
}

/// Departments by how much is known of them, then by the size of their latest total.
fn departments_in_detail(comparisons: &[Comparison], figures: &HashMap<String, i64>) -> Vec<String> {
    let mut sizes: HashMap<&str, (i32, i64)> = HashMap::new();
    for row in comparisons {
        let size = (row.fiscal_year, row.amount_fen.unwrap_or(0).saturating_abs());
        let entry = sizes.entry(&row.series.department).or_insert(size);
        *entry = (*entry).max(size);
    }
    let mut ordered: Vec<(&str, i64, i64)> =
        sizes.into_iter().map(|(name, (_, amount))| (name, figures.get(name).copied().unwrap_or(0), amount)).collect();
    ordered.sort_by(|one, other| (other.1, other.2).cmp(&(one.1, one.2)).then(one.0.cmp(other.0)));
    ordered.into_iter().take(DEPARTMENTS_IN_DETAIL).map(|(name, ..)| name.to_owned()).collect()
}

/// How many figures the panel has of each department.
fn figures_of_departments(panel: &Panel) -> Result<HashMap<String, i64>> {
    let frame =
        engine::query(panel, "SELECT department, CAST(COUNT(*) AS BIGINT) AS figures FROM facts GROUP BY department")?;
    let reader = Cells::of(&frame);
    Ok((0..frame.height())
        .map(|row| (reader.text("department", row).to_owned(), reader.integer("figures", row)))
        .collect())
}

impl Builder<'_> {
    fn prepared(&self, by: Breakdown, department: Option<&str>) -> Result<Prepared> {
        let mut selection = Selection { by: Some(by), ..self.selection.clone() };
        if by == Breakdown::Project {
            selection.level = Some(Depth::Item);
        }
        if let Some(department) = department {
            selection.departments = vec![department.to_owned()];
        }
        Prepared::new(self.panel, &selection)
    }

    fn summary(&mut self, comparisons: &[Comparison], detailed: &[String], totals: &Prepared, remarks: &[String]) {
        let mut section = Section { heading: "摘要".to_owned(), ..Section::default() };
        for department in detailed {
            section.paragraphs.extend(headline(comparisons, department, self.unit));
        }
        let all: BTreeSet<&str> = comparisons.iter().map(|row| row.series.department.as_str()).collect();
        if all.len() > DEPARTMENTS_IN_DETAIL {
            section.paragraphs.push(format!(
                "共 {} 个部门；公开数字最多的 {DEPARTMENTS_IN_DETAIL} 个逐一列出，其余见各部门总计表和 CSV。",
                all.len()
            ));
        }
        section.paragraphs.extend(totals.granularity_notes().into_iter().map(|note| format!("注意：{note}。")));
        section.paragraphs.extend(remarks.iter().map(|remark| format!("注意：{remark}。")));
        self.report.sections.push(section);
    }

    /// All departments side by side.
    fn totals(&mut self, comparisons: &[Comparison], prepared: &Prepared) -> Result<()> {
        let mut table = tables::comparison_table(comparisons, self.unit);
        let parts = decompose(comparisons, Breakdown::Department, Nesting::Flat);
        table.notes = decomposition::main_changes(&parts, self.unit);
        table.title = "各部门总计同比".to_owned();
        table.name = "departments".to_owned();
        self.want_sources(comparisons, &prepared.facts_behind());
        let section = self.report.sections.len();
        self.report.sections.push(Section {
            heading: "各部门总计".to_owned(),
            tables: vec![shorten(table)],
            ..Section::default()
        });
        let mut provinces: BTreeMap<&str, Vec<Comparison>> = BTreeMap::new();
        for row in comparisons.iter().filter(|row| row.series.flow == Some(Flow::Expenditure)) {
            provinces.entry(province(&row.series.region_code)).or_default().push(row.clone());
        }
        for (code, rows) in provinces {
            let several = rows.iter().map(|row| &row.series.department).collect::<BTreeSet<_>>().len() > 1;
            let name = codebook::REGIONS
                .iter()
                .find(|region| region.code.trim_end_matches("0000") == code)
                .map_or("", |region| region.name);
            for chart in ["ranking", "heat_map", "small_multiples", "outliers"].into_iter().filter(|_| several) {
                self.draw(chart, &format!("{name}各部门"), &rows, &[], section);
            }
        }
        Ok(())
    }

    /// One department: by function, by nature and by project, with charts.
    fn department(&mut self, department: &str, totals: &[Comparison]) -> Result<()> {
        let index = self.report.sections.len();
        self.report.sections.push(Section { heading: department.to_owned(), ..Section::default() });
        let own: Vec<Comparison> = totals.iter().filter(|row| row.series.department == department).cloned().collect();
        self.draw("trend", department, &own, &[], index);
        for by in [Breakdown::Function, Breakdown::Nature, Breakdown::Fund, Breakdown::Economic, Breakdown::Project] {
            let prepared = self.prepared(by, Some(department))?;
            if prepared.is_empty() {
                continue;
            }
            let is_own = |name: &str| name == department;
            let comparisons: Vec<Comparison> =
                prepared.comparisons()?.into_iter().filter(|row| is_own(&row.series.department)).collect();
            let shares: Vec<Share> =
                prepared.shares()?.into_iter().filter(|row| is_own(&row.series.department)).collect();
            if comparisons.is_empty() {
                continue;
            }
            self.want_sources(&comparisons, &prepared.facts_behind());
            if by == Breakdown::Function {
                for name in ["change_bars", "waterfall", "structure"] {
                    self.draw(name, department, &comparisons, &shares, index);
                }
            }
            let tables = [
                compared_table(&comparisons, by, department, self.unit),
                shared_table(&shares, by, department, self.unit),
            ];
            if let Some(section) = self.report.sections.get_mut(index) {
                section.tables.extend(tables);
            }
        }
        self.three_public(department, index)
    }

    fn three_public(&mut self, department: &str, section: usize) -> Result<()> {
        let selection = Selection {
            departments: vec![department.to_owned()],
            by: Some(Breakdown::ThreePublic),
            level: Some(Depth::Item),
            ..self.selection.clone()
        };
        let prepared = Prepared::new(self.panel, &selection)?;
        let comparisons: Vec<Comparison> =
            prepared.comparisons()?.into_iter().filter(|row| row.series.department == department).collect();
        if comparisons.is_empty() {
            return Ok(());
        }
        self.want_sources(&comparisons, &prepared.facts_behind());
        self.draw("three_public", department, &comparisons, &[], section);
        let table = compared_table(&comparisons, Breakdown::ThreePublic, department, self.unit);
        if let Some(section) = self.report.sections.get_mut(section) {
            section.tables.push(table);
        }
        Ok(())
    }

    /// Adds a chart where the catalogue has it and its rows suffice.
    fn draw(&mut self, name: &str, who: &str, comparisons: &[Comparison], shares: &[Share], section: usize) {
        let Some(chart) = CHARTS.iter().find(|chart| chart.name == name) else { return };
        if !is_worth_drawing(chart, comparisons, shares) {
            return;
        }
        let options = ChartOptions {
            who: who.to_owned(),
            source: "公开的部门预算、决算文件".to_owned(),
            ..ChartOptions::default()
        };
        let input = ChartInput { comparisons, shares, options: &options };
        if let Ok(spec) = (chart.specify)(&input) {
            let number = self.drawings.len() + 1;
            self.drawings.push(Drawing {
                name: format!("{number:02}_{name}_{}", file_name(who)),
                spec,
                section,
                caption: format!("{who}：{}", chart.name_zh),
            });
        }
    }

    /// Remembers which facts the rows rest on, so that their figures can link to them.
    fn want_sources(&mut self, comparisons: &[Comparison], behind: &HashMap<Key, Vec<i64>>) {
        for row in comparisons {
            let series = &row.series;
            for year in [row.fiscal_year, row.base_year] {
                if let Some(facts) = behind.get(&(series.series_id, year)) {
                    let title = format!("{} {year} 年 {}", series.department, series.item);
                    self.wanted.entry(tables::anchor(series.series_id, year)).or_insert_with(|| (title, facts.clone()));
                }
            }
            if row.base_source == BaseSource::Derived {
                let title = format!(
                    "{} {} 年 {}（据 {} 年说明推算）",
                    series.department, row.base_year, series.item, row.fiscal_year
                );
                self.derived.insert((series.series_id, row.fiscal_year), title);
            }
        }
    }

    fn documents(&mut self) -> Result<()> {
        let sql = "SELECT file, department, unit, fiscal_year, phase, format, facts, statements, indicators, unread, forms, status, message FROM documents ORDER BY file";
        let frame = engine::query(self.panel, sql)?;
        let mut table = tables::frame_table(&frame);
        let heads =
            ["文件", "部门", "单位", "年度", "阶段", "格式", "数字", "说明", "指标", "未读懂", "表", "状态", "原因"];
        for (column, head) in table.columns.iter_mut().zip(heads) {
            column.head = Some(Cow::Borrowed(head));
        }
        for row in &mut table.rows {
            if let Some(Cell::Text(phase)) = row.cells.get_mut(4) {
                *phase = Phase::from_id(phase).map_or("", Phase::name_zh).to_owned();
            }
            if let Some(Cell::Text(status)) = row.cells.get_mut(11) {
                *status = if status == "read" { "已读" } else { "未读出" }.to_owned();
            }
        }
        table.title = "读入的文件".to_owned();
        table.name = "documents".to_owned();
        self.report.sections.push(Section {
            heading: "读入的文件".to_owned(),
            tables: vec![table],
            ..Section::default()
        });
        Ok(())
    }

    fn unread(&mut self) -> Result<()> {
        let frame = engine::query(self.panel, &format!("SELECT * FROM unread LIMIT {MOST_UNREAD}"))?;
        let count = self.panel.manifest().counts.get("unread").copied().unwrap_or(0);
        if frame.height() == 0 {
            return Ok(());
        }
        let reader = Cells::of(&frame);
        let rows = (0..frame.height())
            .map(|row| {
                let texts = [
                    reader.text("file", row).to_owned(),
                    reader.locator(row).to_string(),
                    reader.text("text", row).replace('\n', "⏎"),
                    reader.text("reason", row).to_owned(),
                ];
                ReportRow { cells: texts.map(Cell::Text).to_vec(), links: Vec::new() }
            })
            .collect();
        let column = |key: &'static str, head: &'static str| ReportColumn {
            key: Cow::Borrowed(key),
            head: Some(Cow::Borrowed(head)),
            format: ColumnFormat::Text,
        };
        let table = ReportTable {
            name: "unread".to_owned(),
            title: format!("看到而没有读懂的内容（共 {count} 条，列前 {} 条）", frame.height()),
            unit: self.unit,
            columns: vec![
                column("file", "文件"),
                column("place", "位置"),
                column("text", "原文"),
                column("reason", "原因"),
            ],
            rows,
            notes: Vec::new(),
            hides_empty: true,
        };
        self.report.sections.push(Section {
            heading: "没有读懂的内容".to_owned(),
            tables: vec![table],
            ..Section::default()
        });
        Ok(())
    }

    fn sources(&mut self) -> Result<()> {
        let sql = "SELECT facts.fact_id AS id, documents.file AS file, facts.page AS page, facts.line AS line, facts.table AS table, facts.row AS row, facts.column AS column, facts.printed AS text FROM facts JOIN documents ON facts.document_id = documents.document_id";
        let ids: BTreeSet<i64> = self.wanted.values().flat_map(|(_, facts)| facts.iter().copied()).collect();
        let frame = engine::query(self.panel, sql)?;
        let cells = Cells::of(&frame);
        let wanted = (0..frame.height()).filter(|&row| ids.contains(&cells.integer("id", row)));
        let places: HashMap<i64, SourcePlace> =
            wanted.map(|row| (cells.integer("id", row), place(&cells, row))).collect();
        for (anchor, (title, facts)) in std::mem::take(&mut self.wanted) {
            let places: Vec<SourcePlace> = facts.iter().filter_map(|id| places.get(id).cloned()).collect();
            self.report.sources.push(SourceGroup { anchor, title, places });
        }
        let sql = "SELECT statements.statement_id AS id, statements.series_id AS series_id, statements.fiscal_year AS fiscal_year, documents.file AS file, statements.page AS page, statements.line AS line, statements.text AS text FROM statements JOIN documents ON statements.document_id = documents.document_id WHERE statements.change_fen IS NOT NULL";
        let frame = engine::query(self.panel, sql)?;
        let reader = Cells::of(&frame);
        for (key, title) in std::mem::take(&mut self.derived) {
            let places = (0..frame.height())
                .filter(|&row| {
                    (reader.integer("series_id", row), reader.small("fiscal_year", row).unwrap_or_default() as i32)
                        == key
                })
                .map(|row| place(&reader, row))
                .collect();
            self.report.sources.push(SourceGroup {
                anchor: format!("d{}", tables::anchor(key.0, key.1)),
                title,
                places,
            });
        }
        Ok(())
    }
}

/// The latest comparison of a department's totals, in a sentence.
fn headline(comparisons: &[Comparison], department: &str, unit: MoneyUnit) -> Vec<String> {
    let own: Vec<&Comparison> = comparisons.iter().filter(|row| row.series.department == department).collect();
    let Some(latest) = own.iter().map(|row| row.fiscal_year).max() else { return Vec::new() };
    let rows: Vec<&&Comparison> =
        own.iter().filter(|row| row.fiscal_year == latest && row.state != State::Discontinued).collect();
    match rows.as_slice() {
        [revenue, expenditure]
            if (revenue.amount_fen, revenue.base_fen, revenue.state, revenue.series.phase)
                == (expenditure.amount_fen, expenditure.base_fen, expenditure.state, expenditure.series.phase) =>
        {
            let amount = revenue.amount_fen.map(|fen| super::number_format::money(fen, unit)).unwrap_or_default();
            let derived =
                if revenue.base_source == BaseSource::Derived { "（上年数据据本年说明推算）" } else { "" };
            let change = sentences::change_phrase(revenue, unit);
            vec![format!(
                "{department} {latest} 年{}收、支总计各 {amount} {}，{change}{derived}。",
                revenue.series.phase.name_zh(),
                unit.name_zh()
            )]
        }
        rows => rows.iter().map(|row| sentences::change_sentence(row, unit)).collect(),
    }
}

fn compared_table(rows: &[Comparison], by: Breakdown, department: &str, unit: MoneyUnit) -> ReportTable {
    let mut table = tables::comparison_table(rows, unit);
    table.notes = decomposition::main_changes(&decompose(rows, by, Nesting::Flat), unit);
    table.title = format!("{department}：按{}同比", by.name_zh());
    table.name = format!("{}_{}_change", file_name(department), by.id());
    hide_department(&mut table);
    shorten(table)
}

fn shared_table(rows: &[Share], by: Breakdown, department: &str, unit: MoneyUnit) -> ReportTable {
    let mut table = tables::share_table(rows, unit);
    table.title = format!("{department}：按{}占比", by.name_zh());
    table.name = format!("{}_{}_share", file_name(department), by.id());
    hide_department(&mut table);
    shorten(table)
}

/// The heading already says the department.
fn hide_department(table: &mut ReportTable) {
    for column in table.columns.iter_mut().filter(|column| column.key == "department") {
        column.head = None;
    }
}

fn shorten(mut table: ReportTable) -> ReportTable {
    if table.rows.len() > MOST_ROWS {
        table.notes.push(format!("共 {} 行，这里列前 {MOST_ROWS} 行；全部见 CSV", table.rows.len()));
        table.rows.truncate(MOST_ROWS);
    }
    table
}

/// A comparison needs a base, a share several items, a trend two years.
fn is_worth_drawing(chart: &Chart, comparisons: &[Comparison], shares: &[Share]) -> bool {
    let years: BTreeSet<i32> =
        comparisons.iter().filter(|row| row.amount_fen.is_some()).map(|row| row.fiscal_year).collect();
    match chart.name {
        "trend" | "heat_map" | "small_multiples" => years.len() > 1,
        "structure" => shares.len() > 1,
        _ => comparisons.iter().any(|row| row.base_fen.is_some()),
    }
}

/// A name that every file system takes.
pub fn file_name(text: &str) -> String {
    let cleaned: String = text
        .chars()
        .map(|character| if character.is_alphanumeric() || character == '-' { character } else { '_' })
        .collect();
    cleaned.chars().take(40).collect()
}

/// One printed figure or sentence of a query's result.
fn place(cells: &Cells, row: usize) -> SourcePlace {
    SourcePlace {
        id: cells.integer("id", row),
        file: cells.text("file", row).to_owned(),
        place: cells.locator(row).to_string(),
        printed: cells.text("text", row).to_owned(),
    }
}
