//! Rows of a recognised table → facts. The row gives codes, labels and level; the column gives fund and nature.

use super::entry::{Entry, Side, entry_of, sides};
use super::levels::{settle_blank_totals, settle_levels};
use super::{Coordinates, Extracted, Fact, Unread, identity};
use crate::domain::label::fold;
use crate::domain::{
    Amount, Body, DocumentId, FiscalYear, Flow, Form, FundSource, Locator, MoneyUnit, Nature, Phase, RowLevel,
    ThreePublicItem, codebook, identifier,
};
use crate::tables::columns::{AmountColumn, Role};
use crate::tables::{Table, TableRow, forms};

/// Whose tables they are, and what holds where a table does not say.
pub struct Subject<'a> {
    /// The document.
    pub document: &'a DocumentId,
    /// Department and unit.
    pub body: &'a Body,
    /// Year of the document.
    pub year: FiscalYear,
    /// Phase of the document.
    pub phase: Phase,
    /// The unit that the other tables of the document print, for tables that print none.
    pub usual_unit: Option<MoneyUnit>,
    /// Whether some tables print a unit: a missing unit is then one of several.
    pub mixed_units: bool,
    /// (code, name) of the units in the document.
    pub units: &'a [(String, String)],
}

/// Takes all figures of a table.
pub fn read_table(table: &Table, subject: &Subject, extracted: &mut Extracted) {
    let mut body = subject.body.clone();
    if let Some(unit) = identity::unit_of_table(table, subject.body) {
        body.unit_code = code_of_unit(subject, &unit).unwrap_or_default();
        body.unit = unit;
    }
    let subject = &Subject { body: &body, units: subject.units, ..*subject };
    note_misplaced_amounts(table, subject, extracted);
    for column in sides(table) {
        let mut above = Vec::new();
        let mut entries: Vec<Entry> = table
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| entry_of(table, &column, index, row, &mut above))
            .collect();
        name_sections(table, &mut entries);
        settle_blank_totals(table, &column, &mut entries);
        settle_levels(table, &column, &mut entries);
        for entry in &entries {
            read_row(table, &column, entry, subject, extracted);
        }
    }
}

/// Amounts in columns that hold none by their head are not taken; that is said.
fn note_misplaced_amounts(table: &Table, subject: &Subject, extracted: &mut Extracted) {
    for row in &table.rows {
        for (index, cell) in row.cells.iter().enumerate() {
            let counted = match table.columns.get(index).map(|column| &column.role) {
                Some(Role::Amount(_) | Role::Comparison | Role::Count) => continue,
                Some(Role::IndicatorName(_) | Role::IndicatorValue | Role::Note) => continue,
                _ => matches!(Amount::parse(&cell.text, MoneyUnit::WanYuan), Ok(Some(amount)) if amount.decimals > 0),
            };
            if counted {
                let column = Some(index as u32 + 1);
                extracted.unread.push(Unread {
                    document: subject.document.clone(),
                    locator: Locator { table: Some(table.number), row: Some(row.number), column, ..row.place },
                    text: cell.text.clone(),
                    reason: "像是金额，但按表头这一栏不是金额栏，没有读入".to_owned(),
                });
            }
        }
    }
}

/// A table of the three public expenses may go on with sections of other forms (二、机关运行经费, 三、国有资产, 四、政府采购).
fn name_sections(table: &Table, entries: &mut [Entry]) {
    if table.form != Form::ThreePublicExpenses {
        return;
    }
    let mut section = None;
    for entry in entries.iter_mut().filter(|entry| !entry.label.is_empty()) {
        let begins = |word: &str| entry.folded.starts_with(word);
        let named = if begins("机关运行经费") || begins("机关(机构)运行经费") {
            Some(Form::OperatingCosts)
        } else if begins("政府采购") {
            Some(Form::Procurement)
        } else if begins("国有资产") || begins("资产信息") {
            Some(Form::StateAssets)
        } else {
            None
        };
        if named.is_some() || entry.ordinal.is_some_and(|ordinal| ordinal.depth == 1) {
            section = named;
        }
        entry.form = section;
        entry.is_count |= section == Some(Form::StateAssets);
        if named == Some(Form::OperatingCosts) && !entry.of_which {
            entry.level = Some(RowLevel::Total);
        }
    }
}

fn read_row(table: &Table, side: &Side, entry: &Entry, subject: &Subject, extracted: &mut Extracted) {
    let Some(row) = table.rows.get(entry.row) else { return };
    if !entry.has_amount {
        note_lost_label(table, side, entry, row, subject, extracted);
        return;
    }
    let nameless = !entry.has_keys() && entry.level != Some(RowLevel::Total);
    for &index in &side.amounts {
        let Some(cell) = row.cells.get(index).filter(|cell| !cell.is_blank()) else { continue };
        if matches!(Amount::parse(&cell.text, MoneyUnit::WanYuan), Ok(None)) {
            continue;
        }
        let locator =
            Locator { table: Some(table.number), row: Some(row.number), column: Some(index as u32 + 1), ..row.place };
        let mut unread = |reason: String| {
            extracted.unread.push(Unread {
                document: subject.document.clone(),
                locator,
                text: cell.text.clone(),
                reason,
            });
        };
        let column = match &table.columns[index].role {
            Role::Amount(column) => column,
            Role::Comparison => {
                unread("增减、占比一类的栏，由其他栏算出，不作为金额收入".to_owned());
                continue;
            }
            _ => {
                unread("数量栏，不是金额".to_owned());
                continue;
            }
        };
        if entry.is_comparison {
            unread("增减、占比一类的行，由其他行算出，不作为金额收入".to_owned());
            continue;
        }
        if entry.is_count {
            unread("数量，不是金额".to_owned());
            continue;
        }
        if let Some(reason) = &table.unsettled {
            unread(reason.clone());
            continue;
        }
        if nameless && column.item.is_none() && table.form != Form::ThreePublicExpenses {
            unread("这一行没有项目名称，也不等于各行之和，无法确定是什么金额".to_owned());
            continue;
        }
        let Some(unit) = column.unit.or(table.unit).or(subject.usual_unit) else {
            unread(if subject.mixed_units {
                "这张表没有注明金额单位，其他表有的用元、有的用万元，无法确定金额".to_owned()
            } else {
                "全文没有注明金额单位（元或万元），无法确定金额".to_owned()
            });
            continue;
        };
        match Amount::parse(&cell.text, unit) {
            Ok(None) => {}
            Err(error) => unread(format!("金额栏读不出金额：{error}")),
            Ok(Some(amount)) => {
                extracted.facts.push(fact_of(table, entry, column, subject, amount, cell.text.clone(), locator))
            }
        }
    }
}

/// A label without amount and code in a table whose head is lost is the rest of a row that is lost too.
fn note_lost_label(
    table: &Table,
    side: &Side,
    entry: &Entry,
    row: &TableRow,
    subject: &Subject,
    extracted: &mut Extracted,
) {
    if table.state != crate::tables::TableState::Truncated || entry.label.is_empty() || entry.has_classification() {
        return;
    }
    let texts: Vec<&str> = side
        .keys
        .iter()
        .filter_map(|&column| row.cells.get(column))
        .map(|cell| cell.text.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    let locator = Locator { table: Some(table.number), row: Some(row.number), ..row.place };
    extracted.unread.push(Unread {
        document: subject.document.clone(),
        locator,
        text: texts.join(" "),
        reason: "表头和前几行缺失，这是缺失行剩下的文字".to_owned(),
    });
}

fn fact_of(
    table: &Table,
    entry: &Entry,
    column: &AmountColumn,
    subject: &Subject,
    amount: Amount,
    printed: String,
    locator: Locator,
) -> Fact {
    let path =
        locator.column.and_then(|number| table.columns.get(number as usize - 1)).map_or(&[][..], |column| &column.path);
    let coordinates = coordinates_of(table, entry, column, path);
    let year = year_of(column, entry, subject.year);
    let number = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    let id = identifier::stable_id(&[
        subject.document.as_str(),
        "fact",
        &number(locator.table),
        &number(locator.row),
        &number(locator.column),
        &number(locator.page),
        &number(locator.line),
    ]);
    Fact {
        id,
        document: subject.document.clone(),
        body: body_of(entry, subject),
        year,
        phase: column.phase.or(entry.period.and_then(|period| period.phase)).unwrap_or(subject.phase),
        coordinates,
        amount,
        printed,
        locator,
    }
}

/// The year of a figure: said by its column, by its row, or that of the document.
fn year_of(column: &AmountColumn, entry: &Entry, of_document: FiscalYear) -> FiscalYear {
    let before = || FiscalYear::new(of_document.last_year());
    let of_column = column.year.and_then(FiscalYear::new).or_else(|| before().filter(|_| column.last_year));
    let of_row = || entry.period.and_then(|period| period.year.or_else(|| before().filter(|_| period.last_year)));
    of_column.or_else(of_row).unwrap_or(of_document)
}

/// The longest code that the document prints beside the name of a unit.
fn code_of_unit(subject: &Subject, name: &str) -> Option<String> {
    let of_name = subject.units.iter().filter(|(_, unit)| fold(unit) == fold(name)).map(|(code, _)| code);
    of_name.max_by_key(|code| code.len()).cloned()
}

/// The document's body, with the unit that the row prints.
fn body_of(entry: &Entry, subject: &Subject) -> Body {
    let mut body = subject.body.clone();
    if !entry.unit_code.is_empty() && entry.unit_code != body.department_code {
        body.unit_code = entry.unit_code.clone();
        body.unit = entry.unit.clone();
    } else if entry.unit_code.is_empty() && !entry.unit.is_empty() {
        body.unit = entry.unit.clone();
        body.unit_code = code_of_unit(subject, &entry.unit).unwrap_or_default();
    }
    body
}

fn coordinates_of(table: &Table, entry: &Entry, column: &AmountColumn, path: &[String]) -> Coordinates {
    let rule_flow = forms::rule_of(table.form).and_then(|rule| rule.flow);
    let carried = |flow: Option<Flow>| flow.filter(|flow| matches!(flow, Flow::CarryoverIn | Flow::CarryoverOut));
    let flow = carried(column.flow).or(carried(entry.flow)).or(column.flow).or(entry.flow).or(rule_flow);
    let expenditure = flow == Some(Flow::Expenditure);
    let item = three_public_item(table, entry, column);
    let of_column = item.is_some() && ThreePublicItem::from_folded(&entry.folded).is_none() && names_items(table);
    let item_name = if entry.label.is_empty() || of_column {
        item.or(column.item).map_or_else(String::new, |item| head_label(path, item))
    } else {
        entry.label.clone()
    };
    let class = (expenditure && !entry.has_classification()).then(|| class_of(table, &entry.folded)).flatten();
    let nature = if class.is_some() { column.nature } else { column.nature.or(entry.nature) }
        .unwrap_or(default_nature(table.form));
    let level = match (column.level, entry.level) {
        (Some(level), _) => level,
        (None, Some(level)) => level,
        (None, None) => RowLevel::Leaf,
    };
    let form = column.form.or(entry.form).unwrap_or(table.form);
    Coordinates {
        form: Some(form),
        flow,
        fund: fund_of(table, entry, column, class.is_some()),
        nature,
        function_code: class.map_or_else(|| entry.function_code.clone(), str::to_owned),
        economic_code: column.economic_code.map_or_else(|| entry.economic_code.clone(), str::to_owned),
        government_economic_code: column
            .government_economic_code
            .map_or_else(|| entry.government_economic_code.clone(), str::to_owned),
        project_code: entry.project_code.clone(),
        project: entry.project.clone(),
        item: if item_name.is_empty() { column.procurement.unwrap_or("合计").to_owned() } else { item_name },
        level: match item {
            Some(item) => three_public_level(table, entry, item),
            None if column.form.is_some() => RowLevel::Total,
            None => level,
        },
    }
}

/// The source of funds. Left of a two-sided table the row names it (一般公共预算资金 under 财政拨款收入), elsewhere the
/// column.
fn fund_of(table: &Table, entry: &Entry, column: &AmountColumn, is_class: bool) -> FundSource {
    let of_row = entry.fund.filter(|_| !is_class);
    let rows_first = column.flow == Some(Flow::Revenue);
    let named = if rows_first { of_row.or(column.fund) } else { column.fund.or(of_row) };
    named.or(table.fund).unwrap_or(FundSource::All)
}

/// The item of a figure in a table of the three public expenses: named by the row, else by the column. Where the
/// columns name none, a row that is no total and names none has no item.
fn three_public_item(table: &Table, entry: &Entry, column: &AmountColumn) -> Option<ThreePublicItem> {
    if table.form != Form::ThreePublicExpenses || column.form.is_some() || entry.form.is_some() {
        return None;
    }
    if entry.label.is_empty() {
        return column.item;
    }
    let by_row = ThreePublicItem::from_folded(&entry.folded);
    let by_column = (names_items(table) || entry.level == Some(RowLevel::Total)).then_some(column.item).flatten();
    by_row.or(by_column)
}

/// Whether the columns of a table of the three public expenses name its items.
fn names_items(table: &Table) -> bool {
    table.columns.iter().any(|column| {
        matches!(&column.role, Role::Amount(amount) if amount.item.is_some_and(|item| item != ThreePublicItem::Total))
    })
}

/// The head text that names a three-public item, as printed; its usual name where the head only says 小计 or 购置费.
fn head_label(path: &[String], item: ThreePublicItem) -> String {
    path.iter()
        .rev()
        .find(|piece| ThreePublicItem::from_folded(&fold(piece)) == Some(item))
        .cloned()
        .unwrap_or_else(|| item.name_zh().to_owned())
}

/// The functional class of a row that prints only its name, in tables that list classes.
fn class_of(table: &Table, folded: &str) -> Option<&'static str> {
    matches!(table.form, Form::RevenueExpenditureSummary | Form::AppropriationSummary)
        .then(|| codebook::FUNCTIONAL.code_of(folded, 3))
        .flatten()
}

/// What the figures of a form are where neither head nor row says.
fn default_nature(form: Form) -> Nature {
    match form {
        Form::GeneralPublicBasicExpenditure | Form::AppropriationBasicExpenditure => Nature::Basic,
        Form::ProjectExpenditure | Form::GeneralPublicProjectExpenditure | Form::ProjectPerformanceTargets => {
            Nature::Project
        }
        _ => Nature::Total,
    }
}

/// The level of a three-public item. In a total row above or below the rows of units every figure is a total.
fn three_public_level(table: &Table, entry: &Entry, item: ThreePublicItem) -> RowLevel {
    let in_head = |wanted: ThreePublicItem| {
        table.columns.iter().any(|column| matches!(&column.role, Role::Amount(amount) if amount.item == Some(wanted)))
    };
    let in_rows = |wanted: ThreePublicItem| {
        table
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .any(|cell| ThreePublicItem::from_folded(&fold(&cell.text)) == Some(wanted))
    };
    let prints = |wanted| in_head(wanted) || in_rows(wanted);
    let vehicles = matches!(item, ThreePublicItem::VehiclePurchase | ThreePublicItem::VehicleOperation);
    let many_rows = || {
        let printed = |row: &&TableRow| row.cells.iter().any(|cell| crate::tables::header::is_amount(&cell.text));
        table.rows.iter().filter(printed).count() > 1
    };
    let part_of_item = ["国内", "外事", "外宾", "境)外接待", "国外接待"].iter().any(|word| entry.folded.contains(word));
    match item {
        _ if (entry.of_which && !vehicles) || part_of_item => RowLevel::OfWhich,
        _ if entry.level == Some(RowLevel::Total) && many_rows() => RowLevel::Total,
        ThreePublicItem::Total => RowLevel::Total,
        ThreePublicItem::OfficialVehicles if prints(ThreePublicItem::VehicleOperation) => RowLevel::Subtotal,
        _ => RowLevel::Leaf,
    }
}
