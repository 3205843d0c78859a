//! Rows of a recognised table → facts. The row gives codes, labels and level; the column gives fund and nature.

use super::{Coordinates, Extracted, Fact, Unread};
use crate::documents::Span;
use crate::domain::label::{Ordinal, clean_label, fold, split_ordinal};
use crate::domain::{
    Amount, Body, DocumentId, FiscalYear, Flow, Form, FundSource, Interval, Locator, MoneyUnit, Nature, Phase,
    RowLevel, ThreePublicItem, codebook, identifier,
};
use crate::tables::columns::{self, AmountColumn, CodePart, Role};
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
    /// (code, name) of the units in the document.
    pub units: &'a [(String, String)],
}

/// Columns of one side of a table: keys, then their amounts.
#[derive(Debug, Default)]
struct Side {
    keys: Vec<usize>,
    amounts: Vec<usize>,
}

/// What the key cells of a row say.
#[derive(Clone, Debug, Default)]
struct Entry {
    row: usize,
    function_code: String,
    economic_code: String,
    government_economic_code: String,
    unit_code: String,
    unit: String,
    label: String,
    folded: String,
    ordinal: Option<Ordinal>,
    of_which: bool,
    project: String,
    project_code: String,
    nature: Option<Nature>,
    flow: Option<Flow>,
    fund: Option<FundSource>,
    level: Option<RowLevel>,
    has_amount: bool,
    /// The first label column in which the row prints a text of its own: deeper rows stand further right.
    indent: Option<usize>,
}

/// Takes all figures of a table.
pub fn read_table(table: &Table, subject: &Subject, extracted: &mut Extracted) {
    for column in sides(table) {
        let mut entries: Vec<Entry> =
            table.rows.iter().enumerate().map(|(index, row)| entry_of(table, &column, index, row)).collect();
        settle_blank_totals(table, &column, &mut entries);
        settle_levels(table, &mut entries);
        for entry in &entries {
            read_row(table, &column, entry, subject, extracted);
        }
    }
}

/// Divides columns into sides: a key column after an amount column begins a new side.
fn sides(table: &Table) -> Vec<Side> {
    let mut sides: Vec<Side> = vec![Side::default()];
    for (index, column) in table.columns.iter().enumerate() {
        match &column.role {
            Role::Amount(_) | Role::Comparison | Role::Count => {
                if let Some(side) = sides.last_mut() {
                    side.amounts.push(index);
                }
            }
            Role::Code(_) | Role::Label | Role::UnitCode | Role::UnitName | Role::ProjectName | Role::ProjectType => {
                if sides.last().is_some_and(|side| !side.amounts.is_empty()) {
                    sides.push(Side::default());
                }
                if let Some(side) = sides.last_mut() {
                    side.keys.push(index);
                }
            }
            _ => {}
        }
    }
    if sides.len() > 1 && sides.last().is_some_and(|side| side.amounts.is_empty()) {
        let keys = sides.pop().map(|side| side.keys).unwrap_or_default();
        if let Some(side) = sides.last_mut() {
            side.keys.extend(keys);
        }
    }
    sides
}

fn entry_of(table: &Table, side: &Side, index: usize, row: &TableRow) -> Entry {
    let mut entry = Entry { row: index, ..Entry::default() };
    let mut code = String::new();
    for &column in &side.keys {
        let Some(printed) = covering_text(table, index, column) else { continue };
        let text = clean_label(printed);
        if text.is_empty() {
            continue;
        }
        if table.columns.get(column).is_some_and(|column| column.role == Role::Label)
            && row.cells.get(column).is_some_and(|cell| !cell.is_blank())
        {
            entry.indent = entry.indent.or(Some(column));
        }
        match table.columns.get(column).map(|column| &column.role) {
            Some(Role::Code(_)) if !text.contains(|character: char| character.is_ascii_digit()) => {
                entry.set_label(&text)
            }
            Some(Role::Code(CodePart::Class)) => {
                entry.place_code(std::mem::take(&mut code));
                code = digits_of(&text);
            }
            Some(Role::Code(CodePart::Section | CodePart::Item)) => code.push_str(&two_digits(&text)),
            Some(Role::Code(CodePart::Merged)) => {
                entry.place_code(std::mem::take(&mut code));
                let (digits, name) = split_glued_code(printed);
                entry.place_code(digits);
                entry.set_label(&name);
            }
            Some(Role::UnitCode) => entry.place_unit_code(&text),
            Some(Role::UnitName) => entry.unit = text,
            Some(Role::ProjectType) => entry.nature = columns::nature_in(&fold(&text)),
            Some(Role::ProjectName) => entry.project = text,
            Some(Role::Label) => {
                let (digits, name) = split_glued_code(printed);
                let beside = column.checked_sub(1).and_then(|left| table.columns.get(left));
                if digits.is_empty() && beside.is_some_and(|left| left.role == Role::Label) {
                    entry.append_label(&text);
                } else if digits.is_empty() {
                    entry.set_label(&text);
                } else {
                    entry.place_code(digits);
                    entry.set_label(&name);
                }
            }
            _ => {}
        }
    }
    entry.place_code(code);
    entry.has_amount = side.amounts.iter().any(|&column| row.cells.get(column).is_some_and(|cell| !cell.is_blank()));
    entry.interpret(table);
    entry
}

/// The text that covers a place: its own, or that of the merged cell it is a part of (a 合计 over several columns, a
/// class printed once for many rows).
fn covering_text(table: &Table, row: usize, column: usize) -> Option<&str> {
    let cell = table.rows.get(row)?.cells.get(column)?;
    match cell.span {
        Span::Own { .. } => Some(&cell.text),
        Span::Covered { up, left } => {
            let number = table.rows.get(row)?.number.checked_sub(up)?;
            let origin = table.rows.iter().find(|other| other.number == number)?;
            origin.cells.get(column.checked_sub(left as usize)?).map(|cell| cell.text.as_str())
        }
    }
}

impl Entry {
    /// Files a code under its classification by its first digit; a second economic code is the government's.
    fn place_code(&mut self, digits: String) {
        let known = matches!(digits.len(), 3 | 5 | 7);
        match digits.as_bytes().first() {
            Some(b'1' | b'2') if known && self.function_code.is_empty() => self.function_code = digits,
            Some(b'3') if known && digits.len() < 7 && self.economic_code.is_empty() => self.economic_code = digits,
            Some(b'5') if known && digits.len() < 7 && self.government_economic_code.is_empty() => {
                self.government_economic_code = digits
            }
            Some(_) if self.unit_code.is_empty() => self.unit_code = digits,
            _ => {}
        }
    }

    /// Codes of units are short; project codes have fifteen digits and more.
    fn place_unit_code(&mut self, text: &str) {
        if text.chars().count() > 12 {
            self.project_code = text.to_owned();
        } else {
            self.unit_code = text.to_owned();
        }
    }

    /// The first label counts; a second one names the government's economic class of the same row.
    fn set_label(&mut self, text: &str) {
        if self.label.is_empty() && !text.is_empty() {
            self.label = clean_label(text);
        }
    }

    /// Labels side by side (一般公共预算资金 | 小计; kind, project and goods of procurement) together name a row.
    fn append_label(&mut self, text: &str) {
        if !self.label.is_empty() && self.label != text {
            self.label.push('·');
            self.label.push_str(text);
        } else {
            self.set_label(text);
        }
    }

    fn interpret(&mut self, table: &Table) {
        if self.label.is_empty()
            && self.project_code.is_empty()
            && (self.project.is_empty() || is_number(&self.project))
        {
            self.label = self.unit.clone();
        }
        if !self.project_code.is_empty() {
            self.project = if self.project.is_empty() { self.label.clone() } else { std::mem::take(&mut self.project) };
        }
        if is_number(&self.project) {
            self.unit_code = std::mem::take(&mut self.project);
        }
        let label = if self.label.is_empty() { self.project.clone() } else { self.label.clone() };
        let (ordinal, rest) = split_ordinal(&label);
        self.ordinal = ordinal;
        let folded = fold(rest);
        self.of_which = folded.starts_with("其中:") || folded.starts_with("其中") && folded.chars().count() > 2;
        let rest = ["其中：", "其中:", "其中"].iter().find_map(|start| rest.strip_prefix(start)).unwrap_or(rest);
        let rest = split_ordinal(rest).1.trim_end_matches(['：', ':']);
        self.folded = fold(rest);
        self.label = clean_label(rest);
        self.level = total_level(&self.folded);
        if self.level.is_some() && self.project == label {
            self.project.clear();
        }
        if self.level.is_some() && self.unit == label {
            self.unit.clear();
        }
        if !self.unit_code.is_empty()
            && self.unit.is_empty()
            && self.project_code.is_empty()
            && !self.has_classification()
            && self.level.is_none()
        {
            self.unit = self.label.clone();
        }
        let two_sided = forms::rule_of(table.form).is_some_and(|rule| rule.flow.is_none());
        self.flow = columns::flow_in(&self.folded)
            .filter(|flow| two_sided || matches!(flow, Flow::CarryoverIn | Flow::CarryoverOut));
        if !self.has_classification() {
            self.nature = self.nature.or_else(|| columns::nature_in(&self.folded));
            self.fund = columns::fund_in(&self.folded).filter(|_| two_sided);
        }
    }

    fn has_classification(&self) -> bool {
        !(self.function_code.is_empty() && self.economic_code.is_empty() && self.government_economic_code.is_empty())
    }

    fn has_keys(&self) -> bool {
        self.has_classification()
            || !self.label.is_empty()
            || !self.project.is_empty()
            || !self.unit_code.is_empty()
            || !self.unit.is_empty()
    }

    fn code(&self) -> &str {
        [&self.function_code, &self.economic_code, &self.government_economic_code]
            .into_iter()
            .find(|code| !code.is_empty())
            .map_or("", String::as_str)
    }
}

/// 总计, 合计, 小计 and their longer forms.
fn total_level(folded: &str) -> Option<RowLevel> {
    if folded.ends_with("总计") {
        Some(RowLevel::GrandTotal)
    } else if folded.ends_with("小计") && !folded.starts_with("当年") && !folded.starts_with("本年") {
        Some(RowLevel::Subtotal)
    } else if folded.ends_with("合计")
        || folded.ends_with("小计")
        || matches!(folded, "本年收入" | "本年支出" | "当年收入" | "当年支出")
    {
        Some(RowLevel::Total)
    } else {
        None
    }
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A part of a code; `5` has lost its zero.
fn two_digits(text: &str) -> String {
    let digits = digits_of(text);
    if digits.len() == 1 { format!("0{digits}") } else { digits }
}

/// `2010506统计管理` → (`2010506`, `统计管理`); `301 2` → `30102` (a lost zero); no leading code → (empty, text).
fn split_glued_code(text: &str) -> (String, String) {
    let text = text.trim();
    let end =
        text.find(|character: char| !character.is_ascii_digit() && !character.is_whitespace()).unwrap_or(text.len());
    let (code, name) = text.split_at(end);
    let parts: Vec<&str> = code.split_whitespace().collect();
    let joined: String = match parts.split_first() {
        Some((first, rest)) if first.len() == 3 && !rest.is_empty() && rest.iter().all(|part| part.len() <= 2) => {
            std::iter::once((*first).to_owned()).chain(rest.iter().map(|part| two_digits(part))).collect()
        }
        _ => parts.concat(),
    };
    let listed = joined.get(..3).is_some_and(|class| {
        [&codebook::FUNCTIONAL, &codebook::ECONOMIC_DEPARTMENT, &codebook::ECONOMIC_GOVERNMENT]
            .iter()
            .any(|book| book.contains(class))
    });
    let plausible = matches!(joined.len(), 3 | 5 | 7)
        && listed
        && !name.starts_with(['年', '.', '、', ',', '．', '）', ')', '-', '/']);
    if plausible { (joined, clean_label(name)) } else { (String::new(), clean_label(text)) }
}

fn parse(table: &Table, row: usize, column: usize) -> Option<Amount> {
    let cell = table.rows.get(row)?.cells.get(column)?;
    Amount::parse(&cell.text, table.unit.unwrap_or(MoneyUnit::Yuan)).ok().flatten()
}

/// A row with amounts and no keys is the total if it stands first or last and equals the sum of the leaves.
fn settle_blank_totals(table: &Table, side: &Side, entries: &mut [Entry]) {
    let Some(&column) = side.amounts.first() else { return };
    if side.keys.is_empty() {
        return;
    }
    let with_amounts: Vec<usize> = (0..entries.len()).filter(|&index| entries[index].has_amount).collect();
    let (Some(&first), Some(&last)) = (with_amounts.first(), with_amounts.last()) else { return };
    for index in [first, last] {
        if entries[index].has_keys() || entries[index].level.is_some() {
            continue;
        }
        let Some(total) = parse(table, entries[index].row, column) else { continue };
        let leaves = entries.iter().filter(|entry| {
            entry.has_keys() && (!entry.project.is_empty() || entry.has_classification()) && entry.level.is_none()
        });
        let sum = leaves
            .filter_map(|entry| parse(table, entry.row, column))
            .fold(Interval { low: 0, high: 0 }, |sum, part| sum.plus(part.interval()));
        if sum.overlaps(total.interval()) {
            entries[index].level = Some(RowLevel::Total);
            entries[index].label = "合计".to_owned();
        }
    }
}

/// Decides the level of every row from totals, codes below codes, units above items, and ordinals below ordinals.
fn settle_levels(table: &Table, entries: &mut [Entry]) {
    let two_sided = matches!(table.form, Form::RevenueExpenditureSummary | Form::AppropriationSummary);
    if two_sided {
        inherit_carryover(entries);
        promote_grand_total(entries);
    }
    let levels: Vec<RowLevel> = (0..entries.len()).map(|index| level_of(entries, index, two_sided)).collect();
    let mut fund_above: Option<FundSource> = None;
    for (entry, level) in entries.iter_mut().zip(levels) {
        entry.level = Some(level);
        if level == RowLevel::OfWhich {
            entry.fund = fund_above.or(entry.fund);
        } else {
            fund_above = entry.fund;
        }
    }
}

/// Rows below 上年结转 that are its parts (（一）一般公共预算拨款 …) are carried over too.
fn inherit_carryover(entries: &mut [Entry]) {
    let mut carried: Option<(Flow, Option<u8>)> = None;
    for entry in entries.iter_mut().filter(|entry| !entry.label.is_empty()) {
        let depth = entry.ordinal.map(|ordinal| ordinal.depth);
        if let Some(flow @ (Flow::CarryoverIn | Flow::CarryoverOut)) = entry.flow {
            carried = Some((flow, depth));
            continue;
        }
        let below = match (carried, depth) {
            (Some((_, Some(above))), Some(depth)) => depth > above,
            (Some((_, None)), Some(_)) => true,
            _ => false,
        };
        if below && entry.level.is_none() {
            entry.flow = carried.map(|(flow, _)| flow);
        } else {
            carried = None;
        }
    }
}

/// 合计 below 本年收入合计 (or above carried-over balances) is the grand total.
fn promote_grand_total(entries: &mut [Entry]) {
    let of_year = entries.iter().any(|entry| {
        entry.level == Some(RowLevel::Total) && (entry.folded.starts_with("本年") || entry.folded.starts_with("当年"))
    });
    let carried = entries.iter().any(|entry| matches!(entry.flow, Some(Flow::CarryoverIn | Flow::CarryoverOut)));
    let already = entries.iter().any(|entry| entry.level == Some(RowLevel::GrandTotal));
    if already || !(of_year || carried) {
        return;
    }
    if let Some(entry) = entries.iter_mut().rev().find(|entry| {
        entry.level == Some(RowLevel::Total) && !entry.folded.starts_with("本年") && !entry.folded.starts_with("当年")
    }) {
        entry.level = Some(RowLevel::GrandTotal);
    }
}

fn level_of(entries: &[Entry], index: usize, two_sided: bool) -> RowLevel {
    let entry = &entries[index];
    if entry.of_which {
        return RowLevel::OfWhich;
    }
    if let Some(level) = entry.level {
        return level;
    }
    if entry.has_classification() {
        let code = entry.code();
        let same_unit = |other: &Entry| other.unit_code == entry.unit_code || other.unit_code.is_empty();
        let below = entries
            .iter()
            .any(|other| other.code().len() > code.len() && other.code().starts_with(code) && same_unit(other));
        return if below { RowLevel::Subtotal } else { RowLevel::Leaf };
    }
    if entry.project.is_empty() && !entry.unit_code.is_empty() {
        let items = entries.iter().any(|other| other.has_classification() || !other.project.is_empty());
        let units = entries.iter().any(|other| {
            other.unit_code.len() > entry.unit_code.len() && other.unit_code.starts_with(&entry.unit_code)
        });
        return if items || units { RowLevel::Subtotal } else { RowLevel::Leaf };
    }
    let next = entries[index + 1..].iter().find(|other| other.has_amount);
    if !two_sided && next.is_some_and(|next| next.indent > entry.indent && entry.indent.is_some()) {
        return RowLevel::Subtotal;
    }
    if two_sided && has_parts(entries, index) {
        return RowLevel::Subtotal;
    }
    RowLevel::Leaf
}

/// Whether the next labelled rows are parts of this one: deeper ordinals, or ordinals from one below a carried balance.
fn has_parts(entries: &[Entry], index: usize) -> bool {
    let entry = &entries[index];
    let Some(next) = entries[index + 1..].iter().find(|other| !other.label.is_empty() && !other.of_which) else {
        return false;
    };
    let carried = matches!(entry.flow, Some(Flow::CarryoverIn | Flow::CarryoverOut));
    match (entry.ordinal, next.ordinal) {
        (Some(own), Some(below)) => below.depth > own.depth,
        (None, Some(below)) => carried && below.number == 1,
        _ => false,
    }
}

fn read_row(table: &Table, side: &Side, entry: &Entry, subject: &Subject, extracted: &mut Extracted) {
    let Some(row) = table.rows.get(entry.row) else { return };
    if !entry.has_amount {
        note_lost_label(table, side, entry, row, subject, extracted);
        return;
    }
    let nameless = !entry.has_keys() && entry.level != Some(RowLevel::Total) && !side.keys.is_empty();
    for &index in &side.amounts {
        let Some(cell) = row.cells.get(index).filter(|cell| !cell.is_blank()) else { continue };
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
        if let Some(reason) = &table.unsettled {
            unread(reason.clone());
            continue;
        }
        if nameless && column.item.is_none() && table.form != Form::ThreePublicExpenses {
            unread("这一行没有项目名称，也不等于各行之和，无法确定是什么金额".to_owned());
            continue;
        }
        let Some(unit) = column.unit.or(table.unit).or(subject.usual_unit) else {
            unread("全文没有注明金额单位（元或万元），无法确定金额".to_owned());
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
    let year = column
        .year
        .or(column.last_year.then(|| subject.year.last_year()))
        .and_then(FiscalYear::new)
        .unwrap_or(subject.year);
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
        phase: column.phase.unwrap_or(subject.phase),
        coordinates,
        amount,
        printed,
        locator,
    }
}

/// The document's body, with the unit that the row prints.
fn body_of(entry: &Entry, subject: &Subject) -> Body {
    let mut body = subject.body.clone();
    let code_of = |name: &str| {
        subject
            .units
            .iter()
            .filter(|(_, unit)| fold(unit) == fold(name))
            .map(|(code, _)| code)
            .max_by_key(|code| code.len())
    };
    if !entry.unit_code.is_empty() && entry.unit_code != body.department_code {
        body.unit_code = entry.unit_code.clone();
        body.unit = entry.unit.clone();
    } else if entry.unit_code.is_empty() && !entry.unit.is_empty() {
        body.unit = entry.unit.clone();
        body.unit_code = code_of(&entry.unit).cloned().unwrap_or_default();
    }
    body
}

fn coordinates_of(table: &Table, entry: &Entry, column: &AmountColumn, path: &[String]) -> Coordinates {
    let rule_flow = forms::rule_of(table.form).and_then(|rule| rule.flow);
    let carried = |flow: Option<Flow>| flow.filter(|flow| matches!(flow, Flow::CarryoverIn | Flow::CarryoverOut));
    let flow = carried(column.flow).or(carried(entry.flow)).or(column.flow).or(entry.flow).or(rule_flow);
    let expenditure = flow == Some(Flow::Expenditure);
    let item_name = if entry.label.is_empty() {
        column.item.map_or_else(String::new, |item| head_label(path, item))
    } else {
        entry.label.clone()
    };
    let class = (expenditure && !entry.has_classification()).then(|| class_of(table, &entry.folded)).flatten();
    // Left of a two-sided table the row names the fund (一般公共预算资金 under 财政拨款收入); elsewhere the column does.
    let of_row = entry.fund.filter(|_| class.is_none());
    let of_rows_first = column.flow == Some(Flow::Revenue);
    let named = if of_rows_first { of_row.or(column.fund) } else { column.fund.or(of_row) };
    let fund = named.or(table.fund).unwrap_or(FundSource::All);
    let nature = if class.is_some() { column.nature } else { column.nature.or(entry.nature) }
        .unwrap_or(default_nature(table.form));
    let level = match (column.level, entry.level) {
        (Some(level), _) => level,
        (None, Some(level)) => level,
        (None, None) => RowLevel::Leaf,
    };
    let item = if table.form != Form::ThreePublicExpenses || column.form.is_some() {
        None
    } else if entry.label.is_empty() {
        column.item
    } else {
        ThreePublicItem::from_folded(&entry.folded)
    };
    Coordinates {
        form: Some(column.form.unwrap_or(table.form)),
        flow,
        fund,
        nature,
        function_code: class.map_or_else(|| entry.function_code.clone(), str::to_owned),
        economic_code: entry.economic_code.clone(),
        government_economic_code: entry.government_economic_code.clone(),
        project_code: entry.project_code.clone(),
        project: entry.project.clone(),
        item: if item_name.is_empty() { column.procurement.unwrap_or("合计").to_owned() } else { item_name },
        level: item.map_or(level, |item| three_public_level(table, item)),
    }
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

fn three_public_level(table: &Table, item: ThreePublicItem) -> RowLevel {
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
    match item {
        ThreePublicItem::Total => RowLevel::Total,
        ThreePublicItem::OfficialVehicles if prints(ThreePublicItem::VehicleOperation) => RowLevel::Subtotal,
        _ => RowLevel::Leaf,
    }
}
