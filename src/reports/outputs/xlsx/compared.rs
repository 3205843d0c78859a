//! The sheet 对比: every comparison in one list, with sums, changes and rates as formulas.

use super::failed;
use super::look::{Look, Sheet, name_of};
use crate::domain::Percent;
use crate::error::Result;
use crate::reports::model::{Cell, Report, ReportRow, ReportTable, SourceGroup, TableKind};
use std::collections::{BTreeMap, HashMap};

/// Columns of the sheet.
const HEADS: &[&str] = &[
    "部门",
    "分项",
    "编码",
    "项目",
    "年度",
    "阶段",
    "方向",
    "上年",
    "本年",
    "增减额",
    "增减率",
    "状态",
    "拉动（百分点）",
    "贡献率%",
    "定基比%",
    "年均增长%",
    "备注",
    "单位",
    "表",
    "本年出处",
    "本年原文",
    "上年出处",
    "上年原文",
    "本年编号",
    "上年编号",
];
const ITEM: u16 = 3;
const BASE: u16 = 7;
const AMOUNT: u16 = 8;
const CHANGE: u16 = 9;
const RATE: u16 = 10;
/// Columns that fit on paper; what follows is for the screen.
const PRINTED_COLUMNS: u16 = 17;
/// The row of the head.
pub const HEAD_ROW: u32 = 2;
/// Excel has 1,048,576 rows.
const MOST_ROWS: usize = 1_000_000;

/// Rows of the sheet that are parts of one whole in one year.
pub struct Group {
    /// Whose.
    pub department: String,
    /// By what.
    pub breakdown: String,
    /// When.
    pub year: i64,
    /// First row.
    pub first: u32,
    /// Last row, without the sum.
    pub last: u32,
    /// Whether some row has a base.
    pub has_base: bool,
}

/// The sheet and where its groups stand, for charts.
pub struct Compared {
    /// The sheet.
    pub sheet: Sheet,
    /// Its groups.
    pub groups: Vec<Group>,
}

/// Writes the sheet; `None` where nothing is compared.
pub fn sheet(report: &Report, look: &Look) -> Result<Option<Compared>> {
    if report.tables().all(|table| table.kind != TableKind::Comparison) {
        return Ok(None);
    }
    let sources = report.sources.iter().map(|group| (group.anchor.as_str(), group)).collect();
    let mut writer = Writer {
        sheet: Sheet::new("对比", look)?,
        look,
        sources,
        wholes: wholes(report),
        row: HEAD_ROW + 1,
        groups: Vec::new(),
    };
    let unit = look.unit.name_zh();
    writer.sheet.worksheet.write_string_with_format(0, 0, "对比：本年与上年", &look.heading).map_err(failed)?;
    let note = format!("金额单位：{unit}。增减额＝本年－上年；增减率＝增减额÷上年；合计行为同一整体各项之和。");
    writer.sheet.worksheet.write_string_with_format(1, 0, note, &look.remark).map_err(failed)?;
    writer.sheet.head(HEAD_ROW, HEADS, look)?;
    for table in report.tables().filter(|table| table.kind == TableKind::Comparison) {
        for (year, rows) in grouped(table) {
            if writer.row as usize + rows.len() >= MOST_ROWS {
                writer.sheet.text(writer.row, 0, "行数超过Excel的上限，其余见tables文件夹", &look.remark)?;
                break;
            }
            writer.group(table, year, &rows)?;
        }
    }
    writer.sheet.freeze(HEAD_ROW + 1, ITEM + 1, writer.row.saturating_sub(1), HEADS.len())?;
    for (column, width) in [(19, 40), (20, 16), (21, 40), (22, 16), (23, 21), (24, 21)] {
        writer.sheet.width(column, width)?;
    }
    writer.sheet.print_columns(writer.row.saturating_sub(1), PRINTED_COLUMNS)?;
    Ok(Some(Compared { sheet: writer.sheet, groups: writer.groups }))
}

/// The printed wholes of each whole and year.
fn wholes(report: &Report) -> HashMap<(i64, i64), i64> {
    let mut wholes = HashMap::new();
    for table in report.tables().filter(|table| table.kind == TableKind::Share) {
        for row in &table.rows {
            let found =
                (number(table, row, "whole_id"), number(table, row, "fiscal_year"), number(table, row, "whole_fen"));
            if let (Some(whole), Some(year), Some(fen)) = found {
                wholes.insert((whole, year), fen);
            }
        }
    }
    wholes
}

/// The rows of a table by year and whole, in the order of the table.
fn grouped(table: &ReportTable) -> Vec<(i64, Vec<&ReportRow>)> {
    let mut order: HashMap<i64, usize> = HashMap::new();
    let mut groups: BTreeMap<(i64, usize), Vec<&ReportRow>> = BTreeMap::new();
    for row in &table.rows {
        let next = order.len();
        let whole = *order.entry(number(table, row, "whole_id").unwrap_or_default()).or_insert(next);
        groups.entry((number(table, row, "fiscal_year").unwrap_or_default(), whole)).or_default().push(row);
    }
    groups.into_iter().map(|((year, _), rows)| (year, rows)).collect()
}

/// A whole number or an amount of a row.
pub fn number(table: &ReportTable, row: &ReportRow, key: &str) -> Option<i64> {
    match row.cells.get(table.position(key)?)? {
        Cell::Integer(number) | Cell::Money(number) | Cell::Change(number) => Some(*number),
        _ => None,
    }
}

/// A text or a decimal of a row; empty where there is none.
pub fn words<'a>(table: &ReportTable, row: &'a ReportRow, key: &str) -> &'a str {
    match table.position(key).and_then(|position| row.cells.get(position)) {
        Some(Cell::Text(text) | Cell::Decimal(text) | Cell::SignedDecimal(text)) => text,
        Some(Cell::Term(_, name)) => name,
        _ => "",
    }
}

/// The identifier of a term of a row.
pub fn term<'a>(table: &ReportTable, row: &'a ReportRow, key: &str) -> &'a str {
    match table.position(key).and_then(|position| row.cells.get(position)) {
        Some(Cell::Term(id, _)) => id,
        _ => "",
    }
}

/// A percentage as the number that Excel shows as a percentage: `3.42` is 0.0342.
pub fn fraction(percent: &str) -> Option<String> {
    let (whole, decimals) = percent.split_once('.').unwrap_or((percent, ""));
    let mantissa: i64 = format!("{whole}{decimals}").parse().ok()?;
    let decimals = u32::try_from(decimals.len()).ok()?;
    Some(Percent::new(mantissa, decimals + 2).to_string())
}

struct Writer<'a> {
    sheet: Sheet,
    look: &'a Look,
    sources: HashMap<&'a str, &'a SourceGroup>,
    wholes: HashMap<(i64, i64), i64>,
    row: u32,
    groups: Vec<Group>,
}

impl Writer<'_> {
    /// The parts of one whole in one year, and their sum where they add up to it.
    fn group(&mut self, table: &ReportTable, year: i64, rows: &[&ReportRow]) -> Result<()> {
        let first = self.row;
        let mut computable = true;
        for row in rows {
            computable &= self.row(table, row)?;
        }
        let Some(sample) = rows.first() else { return Ok(()) };
        self.groups.push(Group {
            department: words(table, sample, "department").to_owned(),
            breakdown: table.breakdown.clone(),
            year,
            first,
            last: self.row.saturating_sub(1),
            has_base: rows.iter().any(|row| number(table, row, "base_fen").is_some()),
        });
        if computable && rows.len() > 1 && self.adds_up(table, year, rows) {
            self.sum(table, year, rows, first)?;
        }
        Ok(())
    }

    /// Whether the rows add up to what is published as their whole.
    fn adds_up(&self, table: &ReportTable, year: i64, rows: &[&ReportRow]) -> bool {
        let Some(sample) = rows.first() else { return false };
        let total: i128 = rows.iter().filter_map(|row| number(table, row, "amount_fen")).map(i128::from).sum();
        let whole = number(table, sample, "whole_id");
        match whole.and_then(|whole| self.wholes.get(&(whole, year))) {
            Some(published) => total == i128::from(*published),
            None => whole.is_some() && rows.iter().all(|row| term(table, row, "level") == term(table, sample, "level")),
        }
    }

    /// One comparison. Whether its amounts are numbers that formulas can add.
    fn row(&mut self, table: &ReportTable, row: &ReportRow) -> Result<bool> {
        let (at, look) = (self.row, self.look);
        self.row += 1;
        self.sheet.blanks(at, HEADS.len(), &look.cell)?;
        let (amount, base) = (number(table, row, "amount_fen"), number(table, row, "base_fen"));
        let mut computable = true;
        for (column, fen) in [(BASE, base), (AMOUNT, amount)] {
            if let Some(fen) = fen {
                computable &= self.sheet.money(at, column, fen, false, look)?;
            }
        }
        let change = number(table, row, "change_fen");
        match change {
            Some(fen) if computable => self.change(at, fen, false)?,
            Some(fen) => drop(self.sheet.money(at, CHANGE, fen, true, look)?),
            None => {}
        }
        let rate = words(table, row, "rate");
        let both = amount.is_some() && base.is_some();
        if change.is_some() && both && !(rate.is_empty() && term(table, row, "state") == "unchanged") {
            self.rate(at, rate, computable, false)?;
        }
        self.describe(table, row, at)?;
        Ok(computable)
    }

    fn change(&mut self, at: u32, fen: i64, is_sum: bool) -> Result<()> {
        let look = self.look;
        let formula = format!("=ROUND({}-{},{})", name_of(at, AMOUNT), name_of(at, BASE), look.exact_decimals());
        let value = look.exact(fen).unwrap_or_default();
        self.sheet.formula(at, CHANGE, &formula, &value, &look.money(fen, true, is_sum))
    }

    fn rate(&mut self, at: u32, rate: &str, computable: bool, is_sum: bool) -> Result<()> {
        let format = if is_sum { &self.look.sum_rate } else { &self.look.rate };
        let value = fraction(rate).unwrap_or_else(|| "不可比".to_owned());
        if !computable {
            return self.sheet.number(at, RATE, &value, format);
        }
        let (base, amount, change) = (name_of(at, BASE), name_of(at, AMOUNT), name_of(at, CHANGE));
        let formula = format!("=IF(AND({base}>0,{amount}>=0),ROUND({change}/{base},4),\"不可比\")");
        self.sheet.formula(at, RATE, &formula, &value, format)
    }

    /// Everything of a row that is not computed.
    fn describe(&mut self, table: &ReportTable, row: &ReportRow, at: u32) -> Result<()> {
        let look = self.look;
        let texts = [
            (0, "department"),
            (2, "code"),
            (ITEM, "item"),
            (5, "phase"),
            (6, "flow"),
            (11, "state"),
            (16, "note"),
            (17, "unit"),
            (18, "form"),
            (23, "fact_ids"),
            (24, "base_fact_ids"),
        ];
        for (column, key) in texts {
            let text = words(table, row, key);
            if !text.is_empty() {
                self.sheet.text(at, column, text, &look.cell)?;
            }
        }
        self.sheet.text(at, 1, &table.breakdown, &look.cell)?;
        if let Some(year) = number(table, row, "fiscal_year") {
            self.sheet.number(at, 4, &year.to_string(), &look.plain)?;
        }
        let ratios = [
            (12, "contribution_pp", &look.points),
            (13, "contribution_rate", &look.percent),
            (14, "index_fixed_base", &look.percent),
            (15, "growth_compound", &look.points),
        ];
        for (column, key, format) in ratios {
            let text = words(table, row, key);
            if !text.is_empty() {
                self.sheet.number(at, column, text, format)?;
            }
        }
        for (key, column) in [("amount_fen", 19), ("base_fen", 21)] {
            let position = table.position(key).unwrap_or(usize::MAX);
            let anchor = row.links.iter().find(|(at, _)| *at == position).map(|(_, anchor)| anchor.as_str());
            if let Some(group) = anchor.and_then(|anchor| self.sources.get(anchor)).copied() {
                let (place, printed) = in_words(group);
                self.sheet.text(at, column, &place, &look.cell)?;
                self.sheet.text(at, column + 1, &printed, &look.cell)?;
            }
        }
        Ok(())
    }

    /// The sum of a whole, as formulas.
    fn sum(&mut self, table: &ReportTable, year: i64, rows: &[&ReportRow], first: u32) -> Result<()> {
        let (at, look) = (self.row, self.look);
        let total = |key: &str| -> i128 { rows.iter().filter_map(|row| number(table, row, key)).map(i128::from).sum() };
        let (Ok(amount), Ok(base)) = (i64::try_from(total("amount_fen")), i64::try_from(total("base_fen"))) else {
            return Ok(());
        };
        let comparable = rows
            .iter()
            .all(|row| number(table, row, "change_fen").is_some() || number(table, row, "amount_fen") == Some(0));
        let change = amount.saturating_sub(base);
        if [amount, base, change].iter().any(|fen| look.exact(*fen).is_none()) {
            return Ok(());
        }
        self.row += 1;
        self.sheet.blanks(at, HEADS.len(), &look.sum)?;
        let range = |column| format!("{}:{}", name_of(first, column), name_of(at - 1, column));
        let mut sums = vec![(AMOUNT, amount)];
        if comparable {
            sums.push((BASE, base));
        }
        for (column, fen) in sums {
            let formula = format!("=ROUND(SUM({}),{})", range(column), look.exact_decimals());
            let value = look.exact(fen).unwrap_or_default();
            self.sheet.formula(at, column, &formula, &value, &look.money(fen, false, true))?;
        }
        if comparable {
            self.change(at, change, true)?;
            let rate = Percent::of_ratio(i128::from(change), i128::from(base), 2).filter(|_| base > 0 && amount >= 0);
            self.rate(at, &rate.map(|rate| rate.to_string()).unwrap_or_default(), true, true)?;
        }
        self.sheet.number(at, 4, &year.to_string(), &look.sum)?;
        self.sheet.text(at, ITEM, "合计", &look.sum)?;
        if let Some(sample) = rows.first() {
            let one = rows.iter().all(|row| words(table, row, "department") == words(table, sample, "department"));
            self.sheet.text(at, 0, if one { words(table, sample, "department") } else { "各部门" }, &look.sum)?;
            self.sheet.text(at, 1, &table.breakdown, &look.sum)?;
            for (column, key) in [(5, "phase"), (6, "flow")] {
                self.sheet.text(at, column, words(table, sample, key), &look.sum)?;
            }
        }
        Ok(())
    }
}

/// Where a figure is printed, and how.
fn in_words(group: &SourceGroup) -> (String, String) {
    let Some(first) = group.places.first() else { return (String::new(), String::new()) };
    let more = match group.places.len() {
        1 => String::new(),
        count => format!("，等{count}处"),
    };
    let printed: Vec<&str> = group.places.iter().take(8).map(|place| place.printed.as_str()).collect();
    (format!("{} {}{more}", first.file, first.place), printed.join("；"))
}
