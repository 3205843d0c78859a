//! Tables and prose → [`Fact`], [`Statement`], [`Indicator`], and what was not understood ([`Unread`]).

mod entry;
pub mod from_table;
pub mod headings;
pub mod identity;
mod levels;
pub mod narrative;
mod period;
pub mod statements;
pub mod targets;
mod units;

use crate::documents::{Document, Line};
use crate::domain::{
    Amount, Body, DocumentId, FiscalYear, Flow, Form, FundSource, Locator, Nature, Percent, Phase, RowLevel, vocabulary,
};
use crate::error::{Error, Result};
use crate::tables::{Recognised, Table, TableState};

/// What a figure is about, apart from whose it is and of which year: the coordinates that facts and statements share.
/// Empty text means “not said”.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Coordinates {
    /// The form; for a statement, the form whose figure says the same, where there is one.
    pub form: Option<Form>,
    /// Direction; `None` where the prose does not say.
    pub flow: Option<Flow>,
    /// Source of funds.
    pub fund: FundSource,
    /// Nature of expenditure.
    pub nature: Nature,
    /// Functional classification, digits only: `2080505`.
    pub function_code: String,
    /// Departments' economic classification: `30102`.
    pub economic_code: String,
    /// Government's economic classification: `50101`.
    pub government_economic_code: String,
    /// Project code.
    pub project_code: String,
    /// Project name.
    pub project: String,
    /// Label, cleaned: without ordinal and 其中.
    pub item: String,
    /// Level of the figure.
    pub level: RowLevel,
}

impl Default for Coordinates {
    fn default() -> Self {
        Coordinates {
            form: None,
            flow: None,
            fund: FundSource::All,
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
}

/// One printed figure of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Stable identifier: the same document gives the same ids.
    pub id: i64,
    /// The document.
    pub document: DocumentId,
    /// Whose figure it is.
    pub body: Body,
    /// Of which year.
    pub year: FiscalYear,
    /// Of which phase.
    pub phase: Phase,
    /// What it is about.
    pub coordinates: Coordinates,
    /// The amount.
    pub amount: Amount,
    /// The text as it stands in the document.
    pub printed: String,
    /// Page, line, table, row, column.
    pub locator: Locator,
}

vocabulary! {
    /// What a sentence of the prose compares with.
    BaseKind {
        /// last year's budget: 与上年相比 in a budget, 比2024年预算
        BudgetLastYear = "budget_last_year", "上年预算数";
        /// last year's execution: 比2024年预算执行数
        ExecutedLastYear = "executed_last_year", "上年执行数";
        /// last year's final accounts: 较上年决算数
        FinalLastYear = "final_last_year", "上年决算数";
        /// this year's own budget: 较年初预算数, 完成预算
        BudgetThisYear = "budget_this_year", "年初预算数";
    }
}

vocabulary! {
    /// What kind of claim a statement makes.
    StatementKind {
        /// an amount, possibly with a share
        Amount = "amount", "金额";
        /// an increase or a decrease, possibly with its rate
        Change = "change", "增减变化";
        /// 持平
        Unchanged = "unchanged", "持平";
        /// a share of a whole: 占45.19%
        Share = "share", "占比";
        /// 完成预算的 95.3%
        Execution = "execution", "预算执行率";
        /// a number of things: 车辆1辆, 8个项目
        Count = "count", "数量";
        /// nothing of the kind: 无政府性基金预算拨款安排的支出
        Absence = "absence", "没有安排";
    }
}

/// One claim of the prose, taken apart into slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Stable identifier.
    pub id: i64,
    /// The document.
    pub document: DocumentId,
    /// Whose claim.
    pub body: Body,
    /// Of which year.
    pub year: FiscalYear,
    /// Of which phase.
    pub phase: Phase,
    /// What kind of claim.
    pub kind: StatementKind,
    /// What it speaks of, in its own words: `收入总计`, `因公出国（境）费`.
    pub subject: String,
    /// The same as coordinates.
    pub coordinates: Coordinates,
    /// The amount of this year.
    pub amount: Option<Amount>,
    /// What it is compared with.
    pub base_kind: Option<BaseKind>,
    /// The year of the base.
    pub base_year: Option<FiscalYear>,
    /// The amount of the base, where printed.
    pub base: Option<Amount>,
    /// The change, signed.
    pub change: Option<Amount>,
    /// The rate of change in percent, signed; for [`StatementKind::Execution`] the execution rate.
    pub rate: Option<Percent>,
    /// The share in percent.
    pub share: Option<Percent>,
    /// What the share is a share of, in its own words, where said or plain from the sentence.
    pub share_of: String,
    /// A count as printed, digits only.
    pub count: String,
    /// The unit of the count: 个, 辆, 台, 人.
    pub count_unit: String,
    /// The reason given, without 主要原因.
    pub reason: String,
    /// The sentence it stands in.
    pub text: String,
    /// Page and line where the sentence begins.
    pub locator: Locator,
}

/// One performance indicator of tables 11 and 12.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Stable identifier.
    pub id: i64,
    /// The document.
    pub document: DocumentId,
    /// Whose indicator.
    pub body: Body,
    /// Of which year.
    pub year: FiscalYear,
    /// Table 11 or 12.
    pub form: Form,
    /// Project code, where the table is by project.
    pub project_code: String,
    /// Project name.
    pub project: String,
    /// 一级指标
    pub level1: String,
    /// 二级指标
    pub level2: String,
    /// 三级指标
    pub level3: String,
    /// `≥`, `≤`, `=`, `>`, `<` or empty.
    pub comparator: String,
    /// The value without comparator and unit: `95`, `良好`.
    pub value: String,
    /// The unit: `%`, `万元`, `次`.
    pub unit: String,
    /// The indicator value as it stands.
    pub printed: String,
    /// Place.
    pub locator: Locator,
}

/// Something that was seen and not understood. Nothing is dropped silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The document.
    pub document: DocumentId,
    /// Place.
    pub locator: Locator,
    /// The text as it stands.
    pub text: String,
    /// Why it was not understood, in Chinese.
    pub reason: String,
}

/// Everything that was taken from one document.
#[derive(Clone, Debug, Default)]
pub struct Extracted {
    /// Figures of tables.
    pub facts: Vec<Fact>,
    /// Claims of the prose.
    pub statements: Vec<Statement>,
    /// Performance indicators.
    pub indicators: Vec<Indicator>,
    /// What was not understood.
    pub unread: Vec<Unread>,
}

/// A disclosure read whole: who and when, and everything taken from it.
#[derive(Clone, Debug)]
pub struct Disclosure {
    /// Who and when.
    pub identity: identity::Identity,
    /// Its year.
    pub year: FiscalYear,
    /// Figures, claims, indicators, and what was not understood.
    pub extracted: Extracted,
    /// Forms found, with their state.
    pub forms: Vec<(Form, TableState)>,
    /// Notes below blank tables.
    pub notes: Vec<(Form, String)>,
    /// Headings that say a year.
    pub headings: Vec<headings::Heading>,
    /// How much of the prose was understood.
    pub coverage: narrative::Coverage,
}

/// Takes everything from a document.
///
/// # Errors
/// When neither the document nor its file name says of which year it is, or when nothing of a budget is in it.
pub fn extract(document: &Document, recognised: &Recognised, file_name: &str) -> Result<Disclosure> {
    let identity = identity::identify(&lines_about_identity(recognised), &recognised.tables, file_name);
    let Some(year) = identity.year else {
        return Err(Error::unreadable(
            "正文和文件名里都没有年度（如“2025年度部门预算”），无法确定是哪一年的数据；请在文件名中写明年度",
        ));
    };
    let mut extracted = Extracted::default();
    let units = identity::unit_rows(&recognised.tables);
    let subject = from_table::Subject {
        document: &document.id,
        body: &identity.body,
        year,
        phase: identity.phase,
        usual_unit: usual_unit(&recognised.tables),
        mixed_units: recognised.tables.iter().any(|table| table.unit.is_some()),
        units: &units,
    };
    for table in &recognised.tables {
        if table.form == Form::DepartmentPerformanceTargets {
            targets::read_department_targets(table, &subject, &mut extracted);
            continue;
        }
        from_table::read_table(table, &subject, &mut extracted);
        if table.form == Form::ProjectPerformanceTargets {
            targets::read_project_indicators(table, &subject, &mut extracted);
        }
    }
    let coverage = read_prose(document, &recognised.lines, &subject, &mut extracted);
    units::note_unit_slips(&document.id, &recognised.tables, &mut extracted);
    note_unrecognised(document, recognised, &mut extracted);
    note_rows_in_text(document, &recognised.lines, &mut extracted);
    if is_blank_template(&recognised.tables, &extracted) {
        return Err(Error::unreadable(
            "空白样表：各表只有表头和科目，没有填写任何金额，不作为公开文件读入；请提供填好的表",
        ));
    }
    if extracted.facts.is_empty() && extracted.statements.is_empty() {
        if is_flattened(&recognised.lines) {
            return Err(Error::unreadable(
                "表格被拆成了一格一行的文字，行列已经丢失，无法还原；请换成原来的 PDF、Word、Excel 或网页文件",
            ));
        }
        return Err(Error::unreadable("没有找到预算表，也没有找到带金额的说明；请确认这是部门预算或决算公开文件"));
    }
    let forms = recognised.tables.iter().map(|table| (table.form, table.state)).collect();
    let headings = headings::find(&recognised.lines, &recognised.tables);
    let notes = recognised
        .tables
        .iter()
        .filter(|table| table.state == TableState::Blank)
        .map(|table| (table.form, note_of(table, &recognised.lines)))
        .filter(|(_, note)| !note.is_empty())
        .collect();
    Ok(Disclosure { identity, year, extracted, forms, notes, headings, coverage })
}

/// Tables without any figure from which a form to be filled in is known; a disclosure has some blank tables, not all.
const TEMPLATE_TABLES: usize = 3;

/// Whether a document is a form to be filled in: several tables, none with a figure, and no amount in the text.
fn is_blank_template(tables: &[Table], extracted: &Extracted) -> bool {
    let of_money = || tables.iter().filter(|table| table.form != Form::OtherTable);
    let said = |statement: &Statement| statement.amount.is_some_and(|amount| amount.value.fen() != 0);
    extracted.facts.is_empty()
        && of_money().count() >= TEMPLATE_TABLES
        && of_money().all(|table| table.state == TableState::Blank)
        && !extracted.statements.iter().any(said)
}

/// What a blank table says of itself: its notes, and remarks that stand in its rows: （无政府性基金支出）.
fn note_of(table: &Table, lines: &[Line]) -> String {
    let below = |line: &&Line| line.place.page == table.place.page && line.place.line > table.place.line;
    let bracketed = |text: &str| text.starts_with(['(', '（']) && text.ends_with([')', '）']) && text.contains('无');
    let remark_below = lines.iter().filter(below).map(|line| line.text.trim()).find(|text| bracketed(text));
    let remarks = table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.trim()).filter(|text| {
        ["无", "没有", "空表", "不涉及"].iter().any(|word| text.contains(word)) && text.chars().count() > 2
    });
    let mut parts: Vec<&str> = table.notes.iter().map(String::as_str).chain(remarks).chain(remark_below).collect();
    parts.dedup();
    parts.join("；")
}

/// The running text, then the text of grids that are no tables: covers are laid out with them.
fn lines_about_identity(recognised: &Recognised) -> Vec<Line> {
    let of_grids = recognised.unrecognised.iter().map(|grid| Line {
        text: grid.text.clone(),
        place: grid.place,
        ends_paragraph: true,
    });
    recognised.lines.iter().cloned().chain(of_grids).collect()
}

/// The unit that all tables which print one agree on.
fn usual_unit(tables: &[Table]) -> Option<crate::domain::MoneyUnit> {
    let mut units = tables.iter().filter_map(|table| table.unit);
    let first = units.next()?;
    units.all(|unit| unit == first).then_some(first)
}

fn read_prose(
    document: &Document,
    lines: &[Line],
    subject: &from_table::Subject,
    extracted: &mut Extracted,
) -> narrative::Coverage {
    let year = subject.year.get();
    let function_code_of = |name: &str| {
        let book = &crate::domain::codebook::FUNCTIONAL;
        book.name_in_year(name, year).map(str::to_owned)
    };
    let context = narrative::Context {
        document: &document.id,
        body: subject.body,
        year: subject.year,
        phase: subject.phase,
        function_code_of: &function_code_of,
    };
    let lines: Vec<&Line> = lines.iter().collect();
    let (statements, unread, coverage) = narrative::read_narrative(&lines, &context);
    extracted.statements.extend(statements);
    extracted.unread.extend(unread);
    coverage
}

/// Figures alone on their lines from which a table that was taken apart into its cells is known.
const FLATTENED_FIGURES: usize = 5;

/// Whether a text is a table taken apart into one cell a line.
fn is_flattened(lines: &[Line]) -> bool {
    let alone = lines.iter().filter(|line| is_decimal(line.text.trim())).count();
    alone >= FLATTENED_FIGURES
}

/// A figure as tables print it, with a decimal point.
fn is_decimal(text: &str) -> bool {
    text.contains(['.', '．'])
        && matches!(Amount::parse(text, crate::domain::MoneyUnit::WanYuan), Ok(Some(amount)) if amount.decimals > 0)
}

/// Rows of figures in running text are left over of a table that was not recognised as one.
fn note_rows_in_text(document: &Document, lines: &[Line], extracted: &mut Extracted) {
    for line in lines {
        let words: Vec<&str> = line.text.split_whitespace().collect();
        let figures = words.iter().filter(|word| is_decimal(word)).count();
        // A figure at the end of a line of several pieces: 八、其他收入 八、城乡社区支出 60.64.
        let latin = line.text.contains(|character: char| character.is_ascii_alphabetic());
        let ends_so = words.len() >= 3 && !latin && words.last().is_some_and(|word| is_decimal(word));
        if (figures >= 2 || figures == 1 && ends_so) && !line.text.contains(['。', '；', '元', '%', '％']) {
            extracted.unread.push(Unread {
                document: document.id.clone(),
                locator: line.place,
                text: line.text.clone(),
                reason: "像是表格里的一行，但没有认出它的表格，数字没有读入".to_owned(),
            });
        }
    }
}

fn note_unrecognised(document: &Document, recognised: &Recognised, extracted: &mut Extracted) {
    for grid in &recognised.unrecognised {
        extracted.unread.push(Unread {
            document: document.id.clone(),
            locator: grid.place,
            text: grid.text.clone(),
            reason: grid.reason.clone(),
        });
    }
    for warning in &document.warnings {
        extracted.unread.push(Unread {
            document: document.id.clone(),
            locator: warning.place,
            text: String::new(),
            reason: warning.message.clone(),
        });
    }
}

#[cfg(test)]
mod tests;
