//! The shapes in which provinces publish: each layout puts the same books into its own tables and sentences.

pub mod final_accounts;
pub mod henan;
pub mod jiangsu;
pub mod shanghai;
pub mod sichuan;

use super::books::{APPROPRIATED, Books, Filter};
use super::draft::{Block, Draft, Prose, RowSpec, Style, Table};
use super::vocabulary::{REASONS_DOWN, REASONS_SAME, REASONS_UP};
use crate::domain::label::split_ordinal;
use crate::domain::{BodyKind, Flow, Form, FundSource, MoneyUnit, Nature, Phase, RowLevel, codebook};
use crate::facts::Coordinates;

/// One document to be written.
pub struct Paper<'a> {
    /// The books it publishes.
    pub books: &'a Books,
    /// The books of last year in the same phase.
    pub last: &'a Books,
    /// For final accounts, the budget of the same year.
    pub budget: Option<&'a Books>,
    /// Whole department or one unit.
    pub kind: BodyKind,
    /// How its layout prints figures.
    pub style: Style,
}

/// A layout.
pub struct Layout {
    /// Name in the truth file.
    pub name: &'static str,
    /// How it prints figures.
    pub style: Style,
    /// Whether its budgets show balances carried over.
    pub carryover: bool,
    /// Writes a budget.
    pub write: fn(&mut Draft, &Paper),
}

/// All layouts of budgets; departments take turns.
pub const LAYOUTS: &[&Layout] = &[&henan::LAYOUT, &jiangsu::LAYOUT, &shanghai::LAYOUT, &sichuan::LAYOUT];

/// The mark that stands on every page.
pub const MARK: &str = "合成数据：由 tongbi sample 生成，不是任何真实部门的公开文件";

/// Funds with their names in lists of revenue, as in most provinces.
pub const REVENUES: &[(&str, FundSource)] = &[
    ("一般公共预算", FundSource::GeneralPublic),
    ("政府性基金预算", FundSource::GovernmentFund),
    ("国有资本经营预算", FundSource::StateCapital),
    ("财政专户管理资金", FundSource::SpecialAccount),
    ("事业收入", FundSource::InstitutionService),
    ("事业单位经营收入", FundSource::InstitutionBusiness),
    ("上级补助收入", FundSource::SuperiorSubsidy),
    ("附属单位上缴收入", FundSource::AffiliateRemittance),
    ("其他收入", FundSource::Other),
];

/// The functional classes that summary tables list even without money.
pub const CLASSES: &[&str] = &[
    "201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "216", "217",
    "219", "220", "221", "222", "223", "224", "227", "229",
];

impl Paper<'_> {
    /// Name of the body it is about.
    pub fn body(&self) -> &str {
        match self.kind {
            BodyKind::Unit => self.books.units.first().map_or("", |unit| &unit.name),
            BodyKind::Department => &self.books.department,
        }
    }

    /// 部门 or 单位.
    pub fn kind_word(&self) -> &'static str {
        if self.kind == BodyKind::Unit { "单位" } else { "部门" }
    }

    /// 预算 or 决算.
    pub fn phase_word(&self) -> &'static str {
        if self.books.phase == Phase::Executed { "决算" } else { "预算" }
    }

    /// The name of a functional code in the paper's year.
    pub fn function_name(&self, code: &str) -> String {
        codebook::FUNCTIONAL.name(code, self.books.year).unwrap_or(code).to_owned()
    }

    /// The name of an economic code in the paper's year.
    pub fn economic_name(&self, code: &str) -> String {
        codebook::ECONOMIC_DEPARTMENT.name(code, self.books.year).unwrap_or(code).to_owned()
    }

    /// The name of a government economic code in the paper's year.
    pub fn government_name(&self, code: &str) -> String {
        codebook::ECONOMIC_GOVERNMENT.name(code, self.books.year).unwrap_or(code).to_owned()
    }

    /// A table without rows.
    pub fn table(&self, form: Form, number: &str, title: &str) -> Table {
        Table {
            form,
            number: number.to_owned(),
            title: title.to_owned(),
            unit_words: self.style.unit_words,
            unit: self.style.unit,
            body: self.body().to_owned(),
            head: 0,
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The functional classes that have a name in the paper's year.
    pub fn classes(&self) -> Vec<&'static str> {
        CLASSES.iter().copied().filter(|class| *class != "224" || self.books.year >= 2019).collect()
    }
}

/// Codes of rows: items alone, or with the 类 and 款 above them.
pub fn with_parents(items: &[String], lengths: &[usize]) -> Vec<String> {
    let mut codes: Vec<String> = items
        .iter()
        .flat_map(|item| lengths.iter().filter_map(|length| item.get(..*length)))
        .map(str::to_owned)
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

/// One row per functional code.
pub fn function_rows(paper: &Paper, codes: &[String], keys: impl Fn(&str, &str) -> Vec<String>) -> Vec<RowSpec> {
    codes
        .iter()
        .map(|code| {
            let name = paper.function_name(code);
            let below = codes.iter().any(|other| other.len() > code.len() && other.starts_with(code.as_str()));
            RowSpec {
                keys: keys(code, &name),
                filter: Filter::default().of_function(code),
                coordinates: Coordinates {
                    function_code: code.clone(),
                    item: name,
                    level: if below { RowLevel::Subtotal } else { RowLevel::Leaf },
                    ..Coordinates::default()
                },
                ..RowSpec::default()
            }
        })
        .collect()
}

/// One row per economic code.
pub fn economic_rows(paper: &Paper, codes: &[String], keys: impl Fn(&str, &str) -> Vec<String>) -> Vec<RowSpec> {
    codes
        .iter()
        .map(|code| {
            let name = paper.economic_name(code);
            let below = codes.iter().any(|other| other.len() > code.len() && other.starts_with(code.as_str()));
            RowSpec {
                keys: keys(code, &name),
                filter: Filter::default().of_economic(&[code.as_str()]),
                coordinates: Coordinates {
                    economic_code: code.clone(),
                    item: name,
                    level: if below { RowLevel::Subtotal } else { RowLevel::Leaf },
                    ..Coordinates::default()
                },
                ..RowSpec::default()
            }
        })
        .collect()
}

/// A row of the total.
pub fn total_row(keys: &[&str], merged: bool) -> RowSpec {
    labelled_row(keys, merged, "合计", RowLevel::Total, Filter::default())
}

/// A row that only has a label.
pub fn labelled_row(keys: &[&str], merged: bool, item: &str, level: RowLevel, filter: Filter) -> RowSpec {
    RowSpec {
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        merged,
        filter,
        coordinates: Coordinates { item: item.to_owned(), level, ..Coordinates::default() },
        ..RowSpec::default()
    }
}

/// A row of a two-sided table: printed label, label without its ordinal, fund, direction, level.
pub fn side_row(
    printed: &str,
    item: &str,
    fund: FundSource,
    flow: Option<Flow>,
    level: RowLevel,
    filter: Filter,
) -> RowSpec {
    let mut row = labelled_row(&[printed], false, item, level, filter);
    row.coordinates.fund = fund;
    row.coordinates.flow = flow;
    row
}

/// A row of a two-sided table that is printed without ordinal and belongs to no fund.
pub fn plain_row(label: &str, flow: Option<Flow>, level: RowLevel, filter: Filter) -> RowSpec {
    side_row(label, label, FundSource::All, flow, level, filter)
}

/// A row of revenue of one fund; its label is the printed text without ordinal.
pub fn fund_row(printed: &str, fund: FundSource) -> RowSpec {
    let item = split_ordinal(printed).1;
    side_row(printed, item, fund, None, RowLevel::Leaf, Filter::revenue().of_funds(&[fund]))
}

/// The functional classes of a two-sided table, numbered through: ordinals that are no codes.
pub fn numbered_classes<C: AsRef<str>>(paper: &Paper, classes: &[C]) -> Vec<RowSpec> {
    let rows = classes.iter().enumerate().map(|(index, class)| {
        let name = paper.function_name(class.as_ref());
        let printed = format!("{}、{name}", chinese_number(index + 1));
        let filter = Filter::spent().of_function(class.as_ref());
        let mut row = side_row(&printed, &name, FundSource::All, None, RowLevel::Leaf, filter);
        row.coordinates.function_code = class.as_ref().to_owned();
        row
    });
    rows.collect()
}

/// Makes sides equally long by blank rows at their ends.
pub fn level_out(sides: &mut [&mut Vec<RowSpec>]) {
    let longest = sides.iter().map(|side| side.len()).max().unwrap_or(0);
    for side in sides {
        side.resize_with(longest, blank_row);
    }
}

/// Everything carried over from last year.
pub fn carried_in() -> Filter {
    Filter { carried: Some(true), ..Filter::default() }
}

/// Everything kept for next year.
pub fn carried_out() -> Filter {
    Filter { kept: Some(true), ..Filter::default() }
}

/// A row without anything.
pub fn blank_row() -> RowSpec {
    RowSpec { blank: true, ..RowSpec::default() }
}

/// `20103` → `201`, `03`, empty.
pub fn split_code(code: &str) -> [String; 3] {
    let part = |from: usize, to: usize| code.get(from..to).unwrap_or("").to_owned();
    [part(0, 3), part(3, 5), part(5, 7)]
}

/// 一, 二, … 三十四.
pub fn chinese_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |index: usize| DIGITS.get(index).copied().unwrap_or("");
    match number / 10 {
        0 => digit(number).to_owned(),
        1 => format!("十{}", digit(number % 10)),
        tens => format!("{}十{}", digit(tens), digit(number % 10)),
    }
}

/// The reason for a change; the same amounts give the same reason.
pub fn reason(now: i64, base: i64) -> &'static str {
    let reasons = match now.cmp(&base) {
        std::cmp::Ordering::Greater => REASONS_UP,
        std::cmp::Ordering::Less => REASONS_DOWN,
        std::cmp::Ordering::Equal => REASONS_SAME,
    };
    reasons.get(now.unsigned_abs() as usize % reasons.len()).copied().unwrap_or("按工作计划安排")
}

/// `增加36.15万元，增长3.42%`, or 持平, or new.
pub fn compared<'a>(prose: Prose<'a>, subject: &str, now: i64, base: i64) -> Prose<'a> {
    if print_equal(now, base) {
        prose.say("持平")
    } else if base == 0 {
        prose.change(subject, now, base).say("，上年无此项安排")
    } else {
        prose.change(subject, now, base).say("，").rate(subject, now, base)
    }
}

/// Whether two amounts print as the same 万元.
pub fn print_equal(now: i64, base: i64) -> bool {
    let printed = |fen: i64| super::draft::print_amount(fen, MoneyUnit::WanYuan, 2, false);
    printed(now) == printed(base) && now == base
}

/// Adds a heading.
pub fn heading(draft: &mut Draft, text: impl Into<String>) {
    draft.blocks.push(Block::Heading(text.into()));
}

/// Adds a paragraph without figures.
pub fn paragraph(draft: &mut Draft, text: &str, style: Style) {
    Prose::new(draft, style).say(text).end();
}

/// Says what the body does and, for a department, which units its figures cover.
pub fn introduction(draft: &mut Draft, paper: &Paper) {
    let body = paper.body();
    paragraph(draft, &format!("{body}负责本领域的管理和服务工作。"), paper.style);
    if paper.kind == BodyKind::Department {
        let names: Vec<&str> = paper.books.units.iter().map(|unit| unit.name.as_str()).collect();
        let text = format!(
            "纳入{}编制范围的预算单位共{}个，包括：{}。",
            paper.kind_word().to_owned() + paper.phase_word(),
            names.len(),
            names.join("、")
        );
        paragraph(draft, &text, paper.style);
    }
}

/// What the three public expenses add up: total, overseas, vehicles, purchase, operation, reception.
pub fn three_public(books: &Books) -> [i64; 6] {
    let general = Filter::spent().of_funds(&[FundSource::GeneralPublic]);
    let of = |codes: &[&str]| books.sum(&general.clone().of_economic(codes));
    let (overseas, purchase, operation, reception) =
        (of(&["30212"]), of(&["31013", "30913"]), of(&["30231"]), of(&["30217"]));
    [overseas + purchase + operation + reception, overseas, purchase + operation, purchase, operation, reception]
}

/// Everything spent of 财政拨款.
pub fn appropriated() -> Filter {
    Filter::spent().of_funds(&APPROPRIATED)
}

/// Everything spent of 一般公共预算.
pub fn general() -> Filter {
    Filter::spent().of_funds(&[FundSource::GeneralPublic])
}

/// Basic expenditure of 一般公共预算.
pub fn general_basic() -> Filter {
    general().of_nature(Nature::Basic)
}

/// Writes the cover.
pub fn cover(draft: &mut Draft, lines: &[String]) {
    draft.blocks.push(Block::Cover(MARK.to_owned()));
    for line in lines {
        draft.blocks.push(Block::Cover(line.clone()));
    }
    draft.blocks.push(Block::NewPage);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_chinese() {
        let written: Vec<String> = [1, 10, 11, 20, 34].into_iter().map(chinese_number).collect();
        assert_eq!(written, ["一", "十", "十一", "二十", "三十四"]);
    }

    #[test]
    fn rows_of_classes_and_sections_stand_before_their_items() {
        let items = ["2010301".to_owned(), "2080505".to_owned()];
        assert_eq!(with_parents(&items, &[3, 5, 7]), ["201", "20103", "2010301", "208", "20805", "2080505"]);
    }
}
