//! What the key cells of a row say: codes, labels, units.

use super::period::{self, Period};
use crate::documents::Span;
use crate::domain::label::{Ordinal, clean_label, fold, fold_char, split_ordinal};
use crate::domain::{FiscalYear, Flow, Form, FundSource, Nature, RowLevel, codebook};
use crate::tables::columns::{self, CodePart, Role};
use crate::tables::{Table, TableRow, forms};

/// Columns of one side of a table: keys, then their amounts.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub(super) keys: Vec<usize>,
    pub(super) amounts: Vec<usize>,
}

/// What the key cells of a row say.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) row: usize,
    pub(super) function_code: String,
    pub(super) economic_code: String,
    pub(super) government_economic_code: String,
    pub(super) unit_code: String,
    pub(super) unit: String,
    pub(super) label: String,
    pub(super) folded: String,
    pub(super) ordinal: Option<Ordinal>,
    pub(super) of_which: bool,
    pub(super) project: String,
    pub(super) project_code: String,
    pub(super) nature: Option<Nature>,
    pub(super) flow: Option<Flow>,
    pub(super) fund: Option<FundSource>,
    pub(super) level: Option<RowLevel>,
    pub(super) has_amount: bool,
    /// Another form that the section of the table in which the row stands belongs to (机关运行经费 below 三公).
    pub(super) form: Option<Form>,
    /// A count (批次, 人次), not money.
    pub(super) is_count: bool,
    /// Part of a carried-over balance above it.
    pub(super) carried_part: bool,
    /// The year and phase of its figures, where the row names them.
    pub(super) period: Option<Period>,
    /// Whether the row compares the rows above it (增减额).
    pub(super) is_comparison: bool,
    /// The first label column in which the row prints a text of its own: deeper rows stand further right.
    pub(super) indent: Option<usize>,
}

/// Divides columns into sides: a key column after an amount column begins a new side.
pub(super) fn sides(table: &Table) -> Vec<Side> {
    let mut sides: Vec<Side> = vec![Side::default()];
    for (index, column) in table.columns.iter().enumerate() {
        match &column.role {
            Role::Amount(_) | Role::Comparison | Role::Count => {
                if let Some(side) = sides.last_mut() {
                    side.amounts.push(index);
                }
            }
            Role::Code(_)
            | Role::Label
            | Role::UnitCode
            | Role::UnitName
            | Role::ProjectName
            | Role::ProjectType
            | Role::Period => {
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

/// The code that rows above printed, for rows that print only the parts that change (204 |, | 06 |, | | 01).
#[derive(Debug, Default)]
pub(super) struct CodeAbove {
    class: String,
    section: String,
}

/// The code of one row, put together from 类, 款 and 项.
#[derive(Default)]
struct SplitCode {
    class: String,
    section: String,
    item: String,
}

impl SplitCode {
    /// The whole code; parts that are blank before a printed one are those of the rows above.
    fn complete(self, above: &mut CodeAbove) -> String {
        let SplitCode { mut class, mut section, item } = self;
        if class.is_empty() && !(section.is_empty() && item.is_empty()) && !above.class.is_empty() {
            class.clone_from(&above.class);
            if section.is_empty() {
                section.clone_from(&above.section);
            }
        }
        if class.len() == 3 {
            above.class.clone_from(&class);
            above.section.clone_from(&section);
        }
        if class.is_empty() { String::new() } else { format!("{class}{section}{item}") }
    }
}

/// What the key cells of a row say. `above` has one code for each classification whose code stands in split columns.
pub(super) fn entry_of(table: &Table, side: &Side, index: usize, row: &TableRow, above: &mut Vec<CodeAbove>) -> Entry {
    let mut entry = Entry { row: index, ..Entry::default() };
    let mut codes: Vec<SplitCode> = Vec::new();
    for &column in &side.keys {
        let left = match row.cells.get(column).map(|cell| cell.span) {
            Some(Span::Covered { left, .. }) => left as usize,
            _ => 0,
        };
        if left > 0 && column.checked_sub(left).is_some_and(|origin| side.keys.contains(&origin)) {
            continue;
        }
        let Some(printed) = covering_text(table, index, column) else { continue };
        let coded =
            table.columns.get(column).is_some_and(|column| matches!(column.role, Role::Code(_) | Role::UnitCode));
        let text = if coded { clean_label(printed).chars().map(plain_digit).collect() } else { clean_label(printed) };
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
            Some(Role::Code(CodePart::Class)) => split_code(&mut codes, table, side, column).class = digits_of(&text),
            Some(Role::Code(CodePart::Section)) => {
                split_code(&mut codes, table, side, column).section = two_digits(&text)
            }
            Some(Role::Code(CodePart::Item)) => split_code(&mut codes, table, side, column).item = two_digits(&text),
            Some(Role::Code(CodePart::Merged)) => {
                let (digits, name) = split_glued_code(printed);
                entry.place_code(digits);
                entry.set_label(&name);
            }
            Some(Role::UnitCode) if !text.contains(|character: char| character.is_ascii_digit()) => {
                entry.set_label(&text)
            }
            Some(Role::UnitCode) if heads_projects(table, column) => entry.project_code = text,
            Some(Role::UnitCode) => entry.place_unit_code(&text),
            Some(Role::UnitName) => entry.unit = text,
            Some(Role::ProjectType) => entry.nature = columns::nature_in(&fold(&text)),
            Some(Role::ProjectName) => entry.project = text,
            Some(Role::Period) => {
                entry.period = period_of_cell(&text);
                if entry.period.is_none() {
                    entry.set_label(&text);
                }
            }
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
    above.resize_with(above.len().max(codes.len()), CodeAbove::default);
    for (code, above) in codes.into_iter().zip(above) {
        entry.place_code(code.complete(above));
    }
    entry.has_amount = side.amounts.iter().any(|&column| row.cells.get(column).is_some_and(|cell| !cell.is_blank()));
    entry.interpret(table);
    entry
}

/// The period in a column of years: `2022`, `2022年`.
fn period_of_cell(text: &str) -> Option<Period> {
    let folded = fold(text);
    period::period_of(&folded).or_else(|| {
        let year = FiscalYear::parse(&folded)?;
        Some(Period { year: Some(year), ..Period::default() })
    })
}

/// Whether codes of projects stand in a column: 项目编码, 项目代码.
fn heads_projects(table: &Table, column: usize) -> bool {
    let leaf = table.columns.get(column).and_then(|column| column.path.last()).map(|leaf| fold(leaf));
    leaf.is_some_and(|leaf| leaf.contains("项目") && !leaf.contains("单位") && !leaf.contains("部门"))
}

/// The code that a column holds a part of: each 类 begins a new one.
fn split_code<'a>(codes: &'a mut Vec<SplitCode>, table: &Table, side: &Side, column: usize) -> &'a mut SplitCode {
    let is_class =
        |index: &usize| table.columns.get(*index).is_some_and(|column| column.role == Role::Code(CodePart::Class));
    let group = side.keys.iter().filter(|&&key| key <= column).filter(|key| is_class(key)).count().saturating_sub(1);
    codes.resize_with(codes.len().max(group + 1), SplitCode::default);
    &mut codes[group]
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
        if !self.label.is_empty() && !text.is_empty() && self.label != text {
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
        self.of_which = folded.starts_with("其中:")
            || folded.starts_with("其中") && folded.chars().count() > 2
            || folded.contains("采购授予");
        let rest = ["其中：", "其中:", "其中"].iter().find_map(|start| rest.strip_prefix(start)).unwrap_or(rest);
        let rest = split_ordinal(rest).1.trim_end_matches(['：', ':']);
        self.folded = fold(rest);
        self.label = clean_label(rest);
        self.level = total_level(&self.folded);
        self.name_period();
        self.is_count = !self.has_classification() && columns::is_count_label(&self.folded);
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
            let of_goods = table.form == Form::Procurement;
            self.nature = self.nature.or_else(|| columns::nature_in(&self.folded).filter(|_| !of_goods));
            let by_fund = two_sided || table.form == Form::RevenueSummary;
            self.fund = columns::fund_in(&self.folded).filter(|_| by_fund);
        }
    }

    /// A label that is only a year or a phase is no item; one that compares makes a row of differences.
    fn name_period(&mut self) {
        if self.has_classification() || !self.project_code.is_empty() {
            return;
        }
        self.is_comparison = period::is_comparison(&self.folded);
        let of_label = period::period_of(&self.folded).filter(|_| self.project.is_empty());
        if of_label.is_some() {
            self.label.clear();
            self.folded.clear();
        }
        self.period = of_label.or(self.period);
    }

    pub(super) fn has_classification(&self) -> bool {
        !(self.function_code.is_empty() && self.economic_code.is_empty() && self.government_economic_code.is_empty())
    }

    pub(super) fn has_keys(&self) -> bool {
        self.has_classification()
            || !self.label.is_empty()
            || !self.project.is_empty()
            || !self.unit_code.is_empty()
            || !self.unit.is_empty()
    }

    pub(super) fn code(&self) -> &str {
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

/// `3012` → `30102`, an economic code that has lost its zero; anything else as it is.
fn restore_zero(code: &str) -> String {
    let restored = match (code.get(..3), code.get(3..)) {
        (Some(class), Some(rest)) => format!("{class}0{rest}"),
        _ => return code.to_owned(),
    };
    let listed = codebook::ECONOMIC_DEPARTMENT.contains(&restored) || codebook::ECONOMIC_GOVERNMENT.contains(&restored);
    if listed { restored } else { code.to_owned() }
}

/// A full-width digit as an ASCII digit; everything else as printed.
fn plain_digit(character: char) -> char {
    match character {
        '０'..='９' => fold_char(character),
        _ => character,
    }
}

/// `2010506统计管理`, `[2010506]统计管理`, `2010506-统计管理` → (`2010506`, `统计管理`); `301 2` → `30102` (a lost
/// zero); no leading code → (empty, text).
fn split_glued_code(text: &str) -> (String, String) {
    let text = text.trim().chars().map(plain_digit).collect::<String>();
    let text = text.as_str();
    let bracketed = text.strip_prefix(['[', '【', '〔', '［', '(', '（']).and_then(|rest| {
        let (code, name) = rest.split_once([']', '】', '〕', '］', ')', '）'])?;
        let digits = code.len() >= 3 && code.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| split_glued_code(&format!("{code} {name}"))).filter(|(code, _)| !code.is_empty())
    });
    if let Some(parts) = bracketed {
        return parts;
    }
    let end =
        text.find(|character: char| !character.is_ascii_digit() && !character.is_whitespace()).unwrap_or(text.len());
    let (code, name) = text.split_at(end);
    let parts: Vec<&str> = code.split_whitespace().collect();
    let joined: String = match parts.as_slice() {
        [first, rest @ ..] if first.len() == 3 && !rest.is_empty() && rest.iter().all(|part| part.len() <= 2) => {
            std::iter::once((*first).to_owned()).chain(rest.iter().map(|part| two_digits(part))).collect()
        }
        [code] if code.len() == 4 => restore_zero(code),
        _ => parts.concat(),
    };
    let listed = joined.get(..3).is_some_and(|class| {
        [&codebook::FUNCTIONAL, &codebook::ECONOMIC_DEPARTMENT, &codebook::ECONOMIC_GOVERNMENT]
            .iter()
            .any(|book| book.contains(class))
    });
    let dashed = name
        .strip_prefix(['-', '－', '—', '_', '|', ':', '：'])
        .filter(|rest| !rest.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '—')));
    let name = dashed.unwrap_or(name);
    let plausible = matches!(joined.len(), 3 | 5 | 7)
        && listed
        && !name.starts_with(['年', '.', '、', ',', '．', '）', ')', '-', '/']);
    if plausible { (joined, clean_label(name)) } else { (String::new(), clean_label(text)) }
}
