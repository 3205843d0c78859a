//! Builds the report of a panel, of some departments or of one: what changed, by department and by item, what does not
//! add up, with the source of every figure.

use super::excerpt::excerpt;
use super::model::{
    Cell, MeasureQuery, Paragraph, Report, ReportRow, ReportTable, Section, SourceGroup, SourcePlace, TableKind,
};
use super::summary::{self, DepartmentSummary, Reason};
use super::tables::{self, Behind};
use super::{decomposition, number_format, working_paper};
use crate::charts::{CHARTS, ChartInput, ChartOptions, ChartSpec};
use crate::domain::{Flow, Form, FundSource, MoneyUnit, Nature, Phase, RowLevel, codebook};
use crate::error::Result;
use crate::findings::Finding;
use crate::measures::decomposition::{Nesting, decompose};
use crate::measures::run::Key;
use crate::measures::selection::{province, wanted};
use crate::measures::{BaseSource, Breakdown, Comparison, Depth, MEASURES, Prepared, Selection, Series, Share, engine};
use crate::panel::{Cells, Panel};
use polars::prelude::{DataFrame, IntoLazy};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

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
    /// Whether no figure fits the selection.
    pub is_empty: bool,
}

/// What a report is made of.
pub struct Wishes<'a> {
    /// Which figures.
    pub selection: Selection,
    /// Unit of money; `None`: 万元, or 元 where the figures were published to the yuan.
    pub unit: Option<MoneyUnit>,
    /// Departments that get a section and charts of their own; the others stand in the tables.
    pub detailed: usize,
    /// What the reader has to know about the inputs.
    pub remarks: &'a [String],
    /// What the checks found.
    pub findings: &'a [Finding],
}

/// Departments that get a section and charts of their own, unless asked otherwise.
pub const DEPARTMENTS_IN_DETAIL: usize = 12;
/// Unread texts listed in the report.
const MOST_UNREAD: usize = 2_000;

/// Charts of many departments, in the order of the report.
const CHARTS_OF_DEPARTMENTS: &[&str] = &["ranking", "heat_map", "small_multiples", "outliers"];
/// Bytes of stack for a thread that runs measures.
const STACK_OF_A_WORKER: usize = 32 << 20;

/// Breakdowns of one department, in the order of the report.
const BREAKDOWNS: &[Breakdown] = &[
    Breakdown::Function,
    Breakdown::Nature,
    Breakdown::Fund,
    Breakdown::Economic,
    Breakdown::Project,
    Breakdown::ThreePublic,
];

/// Builds the report of everything in the panel that fits the selection.
///
/// # Errors
/// When the panel cannot be read or a measure fails.
pub fn build(panel: &Panel, wishes: &Wishes) -> Result<Built> {
    let mut builder = Builder {
        panel,
        wishes,
        report: Report::default(),
        drawings: Vec::new(),
        wanted: BTreeMap::new(),
        derived: BTreeMap::new(),
    };
    let totals = builder.prepared(Breakdown::Department, &[])?;
    let comparisons = totals.comparisons()?;
    builder.report.title = title(&comparisons, &wishes.selection);
    let detailed = departments_in_detail(&comparisons, &figures_of_departments(panel)?, wishes.detailed);
    // The first page says what the later ones find; its place is kept for it.
    builder.report.sections.push(Section::default());
    builder.totals(&comparisons, &totals)?;
    let reasons = builder.reasons()?;
    let mut measured = builder.measured(&detailed)?;
    let mut summaries = Vec::new();
    for department in &detailed {
        let measured = measured.remove(department).unwrap_or_default();
        summaries.push(builder.department(department, &comparisons, measured, &reasons));
    }
    let unread = builder.unread_frame()?;
    let numbered = numbered_findings(wishes);
    builder.summary(&comparisons, &summaries, &totals, &numbered, unread.height());
    builder.findings(&numbered);
    builder.documents()?;
    builder.unread(&unread);
    builder.sources()?;
    builder.report.sources.extend(working_paper::sources(&numbered));
    builder.queries()?;
    let tables = builder.report.sections.iter_mut().flat_map(|section| &mut section.tables);
    for (index, table) in tables.enumerate() {
        table.name = format!("{:02}_{}", index + 1, table.name);
    }
    Ok(Built { report: builder.report, drawings: builder.drawings, is_empty: comparisons.is_empty() })
}

struct Builder<'a> {
    panel: &'a Panel,
    wishes: &'a Wishes<'a>,
    report: Report,
    drawings: Vec<Drawing>,
    /// Anchors that figures link to, with their title and facts.
    wanted: BTreeMap<String, (String, Vec<i64>)>,
    /// Series and years whose base is derived from the prose.
    derived: BTreeMap<Key, String>,
}

/// One breakdown of one department.
struct Measured {
    by: Breakdown,
    comparisons: Vec<Comparison>,
    shares: Vec<Share>,
    behind: Arc<Behind>,
}

/// Reasons by the series and year that they explain, and by department, year, code and change.
#[derive(Default)]
struct Reasons {
    of_series: HashMap<Key, Reason>,
    of_code: HashMap<(String, i32, String, i64), Reason>,
}

impl Reasons {
    fn of(&self, row: &Comparison) -> Option<&Reason> {
        self.of_series.get(&(row.series.series_id, row.fiscal_year)).or_else(|| {
            let series = &row.series;
            let code = if series.function_code.is_empty() { &series.economic_code } else { &series.function_code };
            if code.is_empty() {
                return None;
            }
            self.of_code.get(&(series.department.clone(), row.fiscal_year, code.clone(), row.change_fen?))
        })
    }
}

fn years_of(comparisons: &[Comparison]) -> Option<(i32, i32)> {
    let years: BTreeSet<i32> = comparisons.iter().map(|row| row.fiscal_year).collect();
    Some((*years.first()?, *years.last()?))
}

fn title(comparisons: &[Comparison], selection: &Selection) -> String {
    let departments: BTreeSet<&str> = comparisons.iter().map(|row| row.series.department.as_str()).collect();
    let years = match years_of(comparisons) {
        Some((first, last)) if first == last => format!("{first}年"),
        Some((first, last)) => format!("{first}—{last}年"),
        None => String::new(),
    };
    let phases: BTreeSet<Phase> = comparisons.iter().map(|row| row.series.phase).collect();
    let phase = match (selection.phase, phases.first()) {
        (Some(phase), _) => phase.name_zh(),
        (None, Some(only)) if phases.len() == 1 => only.name_zh(),
        _ => "预算、决算",
    };
    match departments.len() {
        0 => "部门预算比较报告".to_owned(),
        1 => format!("{}{years}{phase}比较报告", departments.into_iter().next().unwrap_or_default()),
        count => format!("{count}个部门{years}{phase}比较报告"),
    }
}

/// Departments by how much is known of them, then by the size of their latest total.
fn departments_in_detail(comparisons: &[Comparison], figures: &HashMap<String, i64>, most: usize) -> Vec<String> {
    let mut sizes: HashMap<&str, (i32, i64)> = HashMap::new();
    for row in comparisons {
        let size = (row.fiscal_year, row.amount_fen.unwrap_or(0).saturating_abs());
        let entry = sizes.entry(&row.series.department).or_insert(size);
        *entry = (*entry).max(size);
    }
    let mut ordered: Vec<(&str, i64, i64)> =
        sizes.into_iter().map(|(name, (_, amount))| (name, figures.get(name).copied().unwrap_or(0), amount)).collect();
    ordered.sort_by(|one, other| (other.1, other.2).cmp(&(one.1, one.2)).then(one.0.cmp(other.0)));
    ordered.into_iter().take(most).map(|(name, ..)| name.to_owned()).collect()
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
    fn prepared(&self, by: Breakdown, departments: &[String]) -> Result<Prepared> {
        let mut selection = Selection { by: Some(by), ..self.wishes.selection.clone() };
        if matches!(by, Breakdown::Project | Breakdown::ThreePublic) {
            selection.level = Some(Depth::Item);
        }
        if !departments.is_empty() {
            selection.departments = departments.to_vec();
        }
        Prepared::new(self.panel, &selection)
    }

    /// All breakdowns of these departments. Departments with documents of their own are measured together; those of an
    /// imported table one by one, since the whole that their items are parts of is otherwise the whole table.
    fn measured(&self, departments: &[String]) -> Result<HashMap<String, Vec<Measured>>> {
        let imported = self.imported_departments()?;
        let (single, together): (Vec<String>, Vec<String>) =
            departments.iter().cloned().partition(|department| imported.contains(department));
        let mut groups: Vec<Vec<String>> = single.into_iter().map(|department| vec![department]).collect();
        if !together.is_empty() {
            groups.push(together);
        }
        let tasks: Vec<(&[String], Breakdown)> =
            groups.iter().flat_map(|group| BREAKDOWNS.iter().map(|by| (group.as_slice(), *by))).collect();
        let measure = |task: &(&[String], Breakdown)| self.measured_by(task.0, task.1);
        // Planning a query recurses deeper than the stack of a usual worker.
        let workers = rayon::ThreadPoolBuilder::new().stack_size(STACK_OF_A_WORKER).build();
        let results: Vec<Result<Vec<(String, Measured)>>> = match workers {
            Ok(workers) => workers.install(|| tasks.par_iter().map(measure).collect()),
            Err(_) => tasks.iter().map(measure).collect(),
        };
        let mut measured: HashMap<String, Vec<Measured>> = HashMap::new();
        for result in results {
            for (department, one) in result? {
                measured.entry(department).or_default().push(one);
            }
        }
        Ok(measured)
    }

    /// One breakdown of some departments. A name may be a part of another, so the rows are told apart again.
    fn measured_by(&self, departments: &[String], by: Breakdown) -> Result<Vec<(String, Measured)>> {
        let prepared = self.prepared(by, departments)?;
        if prepared.is_empty() {
            return Ok(Vec::new());
        }
        let mut comparisons: HashMap<String, Vec<Comparison>> = HashMap::new();
        for row in prepared.comparisons()? {
            comparisons.entry(row.series.department.clone()).or_default().push(row);
        }
        let mut shares: HashMap<String, Vec<Share>> = HashMap::new();
        for row in if by == Breakdown::ThreePublic { Vec::new() } else { prepared.shares()? } {
            shares.entry(row.series.department.clone()).or_default().push(row);
        }
        let behind = Arc::new(Behind::of(&prepared));
        Ok(departments
            .iter()
            .filter_map(|department| {
                let comparisons = comparisons.remove(department)?;
                let shares = shares.remove(department).unwrap_or_default();
                Some((department.clone(), Measured { by, comparisons, shares, behind: Arc::clone(&behind) }))
            })
            .collect())
    }

    /// Departments with figures from an imported table.
    fn imported_departments(&self) -> Result<BTreeSet<String>> {
        let sql = "SELECT DISTINCT facts.department AS department FROM facts JOIN documents ON facts.document_id = documents.document_id WHERE documents.kind = 'table'";
        let frame = engine::query(self.panel, sql)?;
        let cells = Cells::of(&frame);
        Ok((0..frame.height()).map(|row| cells.text("department", row).to_owned()).collect())
    }

    /// The unit of a table: as asked, else the one in which its amounts are exact with two decimals.
    fn in_fitting_unit(&self, mut table: ReportTable) -> ReportTable {
        table.unit = self.wishes.unit.unwrap_or_else(|| {
            number_format::fitting_unit(table.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| match cell {
                Cell::Money(fen) | Cell::Change(fen) => Some(*fen),
                _ => None,
            }))
        });
        table
    }

    /// The first page.
    fn summary(
        &mut self,
        comparisons: &[Comparison],
        departments: &[DepartmentSummary],
        totals: &Prepared,
        numbered: &[(String, &Finding)],
        unread: usize,
    ) {
        let mut said = vec![Paragraph::Heading("变动与原因".to_owned())];
        said.extend(summary::departments(comparisons, self.wishes.unit).into_iter().map(Paragraph::Text));
        for department in departments {
            said.extend(department.headline.iter().cloned().map(Paragraph::Text));
            said.extend(department.points.iter().cloned().map(Paragraph::Point));
        }
        let all: BTreeSet<&str> = comparisons.iter().map(|row| row.series.department.as_str()).collect();
        if all.is_empty() {
            said.push(Paragraph::Text("没有符合条件的数字。".to_owned()));
        }
        if all.len() > departments.len() {
            said.push(Paragraph::Text(format!(
                "共{}个部门；公开数字最多的{}个逐一列出，其余见“各部门总计”。",
                all.len(),
                departments.len()
            )));
        }
        said.extend(summary::checked(numbered));
        let mut limits = summary::not_testable(numbered);
        limits.extend(totals.granularity_notes().into_iter().map(|note| format!("{note}。")));
        limits.extend(self.wishes.remarks.iter().map(|remark| format!("{}。", remark.trim_end_matches('。'))));
        if unread > 0 {
            limits.push(format!("有{unread}条内容看到而没有读懂，没有计入，见“没有读懂的内容”。"));
        }
        if !limits.is_empty() {
            said.push(Paragraph::Heading("无法核对和需要注意的".to_owned()));
            said.extend(limits.into_iter().map(Paragraph::Point));
        }
        if let Some(first) = self.report.sections.first_mut() {
            *first = Section { heading: "摘要".to_owned(), paragraphs: said, ..Section::default() };
        }
    }

    /// All departments side by side.
    fn totals(&mut self, comparisons: &[Comparison], prepared: &Prepared) -> Result<()> {
        let behind = Behind::of(prepared);
        let mut table = self.in_fitting_unit(tables::comparison_table(comparisons, MoneyUnit::WanYuan, &behind));
        let several = comparisons.iter().map(|row| &row.series.department).collect::<BTreeSet<_>>().len() > 1;
        let heading = if several { "各部门总计" } else { "收支总计" };
        table.title = format!("{heading}同比");
        table.breakdown = "收支总计".to_owned();
        let parts = decompose(comparisons, Breakdown::Department, Nesting::Flat);
        table.notes.extend(decomposition::main_changes(&parts, table.unit));
        table.name = "departments".to_owned();
        self.want_sources(comparisons, &behind.facts);
        let section = self.report.sections.len();
        self.report.sections.push(Section { heading: heading.to_owned(), tables: vec![table], ..Section::default() });
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
            for chart in CHARTS_OF_DEPARTMENTS.iter().filter(|_| several) {
                self.draw(chart, &format!("{name}各部门"), &rows, &[], section);
            }
        }
        Ok(())
    }

    /// One department: by function, by nature, by project and so on, with charts.
    fn department(
        &mut self,
        department: &str,
        totals: &[Comparison],
        measured: Vec<Measured>,
        reasons: &Reasons,
    ) -> DepartmentSummary {
        let index = self.report.sections.len();
        self.report.sections.push(Section { heading: department.to_owned(), ..Section::default() });
        let own: Vec<Comparison> = totals.iter().filter(|row| row.series.department == department).cloned().collect();
        self.draw("trend", department, &own, &[], index);
        let mut said = DepartmentSummary {
            headline: summary::headline(totals, department, self.wishes.unit),
            ..DepartmentSummary::default()
        };
        let latest = summary::latest_totals(totals, department);
        let reason = latest.iter().find_map(|row| reasons.of(row));
        said.points.extend(reason.map(|reason| format!("文件所述原因：{}（{}）。", reason.text, reason.place)));
        for breakdown in measured {
            let Measured { by, comparisons, shares, behind } = &breakdown;
            self.want_sources(comparisons, &behind.facts);
            let charts: &[&str] = match by {
                Breakdown::Function => &["change_bars", "waterfall", "structure"],
                Breakdown::ThreePublic => &["three_public"],
                _ => &[],
            };
            for name in charts {
                self.draw(name, department, comparisons, shares, index);
            }
            if *by == Breakdown::Function {
                said.points.extend(summary::drivers(comparisons, self.wishes.unit));
                said.points.extend(summary::largest_shift(shares));
                said.points.extend(self.reasons_of_items(comparisons, reasons));
            }
            let tables = self.tables_of(&breakdown, department);
            if let Some(section) = self.report.sections.get_mut(index) {
                section.tables.extend(tables);
            }
        }
        if let Some(section) = self.report.sections.get_mut(index) {
            section.paragraphs.extend(said.headline.iter().cloned().map(Paragraph::Text));
            section.paragraphs.extend(said.points.iter().cloned().map(Paragraph::Point));
        }
        said
    }

    /// The reason of the item that moved most, where the prose gives one.
    fn reasons_of_items(&self, comparisons: &[Comparison], reasons: &Reasons) -> Option<String> {
        let latest = comparisons.iter().map(|row| row.fiscal_year).max()?;
        let moved = comparisons.iter().filter(|row| row.fiscal_year == latest);
        let row = moved.max_by_key(|row| row.change_fen.map_or(0, i64::unsigned_abs))?;
        let reason = reasons.of(row)?;
        Some(format!("{}变动，文件所述原因：{}（{}）。", row.series.item, reason.text, reason.place))
    }

    fn tables_of(&self, measured: &Measured, department: &str) -> Vec<ReportTable> {
        let Measured { by, comparisons, shares, behind } = measured;
        let named = |mut table: ReportTable, what: &str, id: &str| {
            let same = hide_constant(&mut table);
            table.title = format!("{department}：{same}按{}{what}", by.name_zh());
            table.breakdown = by.name_zh().to_owned();
            table.name = format!("{}_{}_{id}", file_name(department), by.id());
            hide_department(&mut table);
            self.in_fitting_unit(table)
        };
        let mut compared = named(tables::comparison_table(comparisons, MoneyUnit::WanYuan, behind), "同比", "change");
        let parts = decompose(comparisons, *by, Nesting::Flat);
        compared.notes.extend(decomposition::main_changes(&parts, compared.unit));
        let mut made = vec![compared];
        if !shares.is_empty() {
            made.push(named(tables::share_table(shares, MoneyUnit::WanYuan, behind), "占比", "share"));
        }
        made
    }

    /// Reasons that the prose gives for changes.
    fn reasons(&self) -> Result<Reasons> {
        let sql = "SELECT statements.series_id AS series_id, statements.department AS department, statements.fiscal_year AS fiscal_year, statements.function_code AS function_code, statements.economic_code AS economic_code, statements.change_fen AS change_fen, statements.reason AS reason, documents.file AS file, statements.page AS page, statements.line AS line FROM statements JOIN documents ON statements.document_id = documents.document_id WHERE statements.reason <> '' AND statements.change_fen IS NOT NULL ORDER BY statements.statement_id";
        let frame = engine::query(self.panel, sql)?;
        let reader = Cells::of(&frame);
        let mut reasons = Reasons::default();
        for row in 0..frame.height() {
            let text = reader.text("reason", row).replace(['\n', '\r'], "");
            let reason = Reason {
                text: text.trim().trim_end_matches(['。', '；', ';', '，', ',']).to_owned(),
                place: format!("{}，{}", short_file(reader.text("file", row)), reader.locator(row)),
            };
            let year = year_of(&reader, row);
            let code = [reader.text("function_code", row), reader.text("economic_code", row)]
                .into_iter()
                .find(|code| !code.is_empty())
                .unwrap_or("");
            let key =
                (reader.text("department", row).to_owned(), year, code.to_owned(), reader.integer("change_fen", row));
            reasons.of_code.entry(key).or_insert_with(|| reason.clone());
            reasons.of_series.entry((reader.integer("series_id", row), year)).or_insert(reason);
        }
        Ok(reasons)
    }

    /// Adds a chart where the catalogue has it and its rows suffice.
    fn draw(&mut self, name: &str, who: &str, comparisons: &[Comparison], shares: &[Share], section: usize) {
        let Some(chart) = CHARTS.iter().find(|chart| chart.name == name) else { return };
        if !chart.is_worth_drawing(comparisons, shares) {
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
                    let title = format!("{}{year}年{}", series.department, series.item);
                    self.wanted.entry(tables::anchor(series.series_id, year)).or_insert_with(|| (title, facts.clone()));
                }
            }
            if row.base_source == BaseSource::Derived {
                let title = format!(
                    "{}{}年{}（由{}年说明推算）",
                    series.department, row.base_year, series.item, row.fiscal_year
                );
                self.derived.insert((series.series_id, row.fiscal_year), title);
            }
        }
    }

    fn findings(&mut self, numbered: &[(String, &Finding)]) {
        if numbered.is_empty() {
            return;
        }
        let table = working_paper::table(numbered);
        self.report.sections.push(Section {
            heading: "勾稽核对".to_owned(),
            tables: vec![table],
            ..Section::default()
        });
    }

    /// Whether a row with the columns of a body and a year is asked for.
    fn is_asked_for(&self, cells: &Cells, row: usize) -> bool {
        let selection = &self.wishes.selection;
        let department = cells.text("department", row);
        let year = year_of(cells, row);
        let of_many = department.is_empty() || year == 0;
        let body = body(
            cells.text("region_code", row),
            cells.text("department_code", row),
            department,
            cells.text("unit", row),
        );
        of_many
            || wanted(&body, selection)
                && selection.years.is_none_or(|(first, last)| (first.saturating_sub(1)..=last).contains(&year))
    }

    fn documents(&mut self) -> Result<()> {
        let sql = "SELECT file, department, unit, fiscal_year, phase, format, facts, statements, indicators, unread, forms, status, message, region_code, department_code FROM documents ORDER BY file";
        let frame = engine::query(self.panel, sql)?;
        let cells = Cells::of(&frame);
        let mut table = tables::frame_table(&frame);
        let heads =
            ["文件", "部门", "单位", "年度", "阶段", "格式", "数字", "说明", "指标", "未读懂", "表", "状态", "原因"];
        for (position, column) in table.columns.iter_mut().enumerate() {
            column.head = heads.get(position).map(|head| Cow::Borrowed(*head));
        }
        for row in &mut table.rows {
            if let Some(Cell::Text(phase)) = row.cells.get_mut(4) {
                *phase = Phase::from_id(phase).map_or("", Phase::name_zh).to_owned();
            }
            if let Some(Cell::Text(status)) = row.cells.get_mut(11) {
                *status = if status == "read" { "已读" } else { "未读出" }.to_owned();
            }
        }
        let mut index = 0;
        table.rows.retain(|_| {
            index += 1;
            self.is_asked_for(&cells, index - 1)
        });
        table.hides_empty = true;
        table.kind = TableKind::Documents;
        table.title = "读入的文件".to_owned();
        table.name = "documents".to_owned();
        self.report.sections.push(Section {
            heading: "读入的文件".to_owned(),
            tables: vec![table],
            ..Section::default()
        });
        Ok(())
    }

    /// What was seen and not understood, as far as it belongs to the selection.
    fn unread_frame(&self) -> Result<DataFrame> {
        let sql = "SELECT unread.*, documents.department AS department, documents.unit AS unit, documents.region_code AS region_code, documents.department_code AS department_code, documents.fiscal_year AS fiscal_year FROM unread JOIN documents ON unread.document_id = documents.document_id";
        let frame = engine::query(self.panel, sql)?;
        let cells = Cells::of(&frame);
        let asked: Vec<bool> = (0..frame.height()).map(|row| self.is_asked_for(&cells, row)).collect();
        let mask: polars::prelude::BooleanChunked = asked.into_iter().collect();
        frame.filter(&mask).map_err(|error| crate::error::Error::query(format!("未读懂的内容筛选不了：{error}")))
    }

    fn unread(&mut self, frame: &DataFrame) {
        if frame.height() == 0 {
            return;
        }
        let reader = Cells::of(frame);
        let rows = (0..frame.height().min(MOST_UNREAD))
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
        let columns = vec![
            tables::text("file", Some("文件")),
            tables::text("place", Some("位置")),
            tables::text("text", Some("原文")),
            tables::text("reason", Some("原因")),
        ];
        let title = format!("看到而没有读懂的内容（共{}条）", frame.height());
        let table = ReportTable {
            kind: TableKind::Unread,
            ..ReportTable::new("unread", &title, MoneyUnit::WanYuan, columns, rows)
        };
        self.report.sections.push(Section {
            heading: "没有读懂的内容".to_owned(),
            tables: vec![table],
            ..Section::default()
        });
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
        let mut said: HashMap<Key, Vec<SourcePlace>> = HashMap::new();
        for row in 0..frame.height() {
            let key = (reader.integer("series_id", row), year_of(&reader, row));
            if self.derived.contains_key(&key) {
                said.entry(key).or_default().push(place(&reader, row));
            }
        }
        for (key, title) in std::mem::take(&mut self.derived) {
            let places = said.remove(&key).unwrap_or_default();
            let anchor = format!("d{}", tables::anchor(key.0, key.1));
            self.report.sources.push(SourceGroup { anchor, title, places });
        }
        Ok(())
    }

    /// The measures with their SQL and their largest rows over the whole panel.
    fn queries(&mut self) -> Result<()> {
        for measure in MEASURES {
            let tables = self.panel.tables()?;
            let frame = engine::run(measure.sql, &tables).map_err(|error| self.panel.damage().unwrap_or(error))?;
            let columns: Vec<&str> = frame.get_column_names().into_iter().map(|name| name.as_str()).collect();
            let excerpt = excerpt(measure.name, &columns);
            let mut with_measure = tables;
            with_measure.push((measure.name, frame.lazy()));
            let result = tables::frame_table(&engine::run(&excerpt, &with_measure)?);
            self.report.queries.push(MeasureQuery {
                name: measure.name.to_owned(),
                name_zh: measure.name_zh.to_owned(),
                documentation: measure.documentation.to_owned(),
                sql: measure.sql.to_owned(),
                excerpt,
                result,
            });
        }
        Ok(())
    }
}

/// The findings that fit the selection, numbered for the working paper.
fn numbered_findings<'a>(wishes: &Wishes<'a>) -> Vec<(String, &'a Finding)> {
    let selection = &wishes.selection;
    let fits = |finding: &&Finding| {
        let subject = &finding.subject;
        let body = body(&subject.region_code, &subject.department_code, &subject.department, &subject.unit);
        wanted(&body, selection)
            && selection.years.is_none_or(|(first, last)| (first..=last).contains(&subject.fiscal_year))
            && selection.phase.is_none_or(|phase| subject.phase.is_none_or(|own| own == phase))
    };
    working_paper::numbered(wishes.findings.iter().filter(fits))
}

/// A year column; 0 where it is null.
fn year_of(cells: &Cells, row: usize) -> i32 {
    cells.small("fiscal_year", row).and_then(|year| i32::try_from(year).ok()).unwrap_or_default()
}

/// Only who it is, for asking whether it is wanted.
fn body(region_code: &str, department_code: &str, department: &str, unit: &str) -> Series {
    Series {
        series_id: 0,
        region_code: region_code.to_owned(),
        department_code: department_code.to_owned(),
        department: department.to_owned(),
        unit_code: String::new(),
        unit: unit.to_owned(),
        phase: Phase::Approved,
        form: Form::OtherTable,
        flow: None,
        fund: FundSource::Unknown,
        nature: Nature::Total,
        function_code: String::new(),
        economic_code: String::new(),
        government_economic_code: String::new(),
        project_code: String::new(),
        project: String::new(),
        item: String::new(),
        level: RowLevel::Leaf,
    }
}

/// The last part of a path.
fn short_file(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The heading already says the department.
fn hide_department(table: &mut ReportTable) {
    for column in table.columns.iter_mut().filter(|column| column.key == "department") {
        column.head = None;
    }
}

/// Leaves out the phase and the direction where all rows have the same; the words, for the title: 预算支出.
fn hide_constant(table: &mut ReportTable) -> String {
    let mut same = String::new();
    for key in ["phase", "flow"] {
        let Some(position) = table.position(key) else { continue };
        let mut values = table.rows.iter().filter_map(|row| row.cells.get(position));
        let Some(Cell::Term(_, name)) = values.next().cloned() else { continue };
        if values.all(|cell| matches!(cell, Cell::Term(_, other) if *other == name)) {
            same.push_str(name);
            if let Some(column) = table.columns.get_mut(position) {
                column.head = None;
            }
        }
    }
    same
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
