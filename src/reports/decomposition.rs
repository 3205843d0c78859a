//! Why a total changed, in tables and in a few lines.

use super::model::{Cell, ColumnFormat, ReportColumn, ReportRow, ReportTable};
use super::number_format;
use crate::domain::{MoneyUnit, Percent};
use crate::measures::State;
use crate::measures::decomposition::{Decomposition, Part, Whole, main_parts, together};
use std::borrow::Cow;

/// Parts named in one line.
const MOST_PARTS: usize = 5;

/// Lines below a table.
const MOST_LINES: usize = 8;

fn column(key: &'static str, head: Option<&'static str>, format: ColumnFormat) -> ReportColumn {
    ReportColumn { key: Cow::Borrowed(key), head: head.map(Cow::Borrowed), format }
}

/// The table of a decomposition: the whole, then its parts, each before its own.
pub fn table(decompositions: &[Decomposition], unit: MoneyUnit) -> ReportTable {
    let text = |key, head| column(key, head, ColumnFormat::Text);
    let number = |key, head| column(key, head, ColumnFormat::Number);
    let columns = vec![
        number("fiscal_year", Some("年度")),
        text("owner", None),
        text("flow", Some("方向")),
        text("phase", None),
        number("depth", None),
        text("code", Some("编码")),
        text("name", None),
        text("label", Some("项目")),
        text("part_owner", None),
        number("base_fen", Some("上年")),
        number("amount_fen", Some("本年")),
        number("change_fen", Some("增减额")),
        number("rate", Some("增减率%")),
        text("state", Some("状态")),
        number("contribution_pp", Some("拉动(百分点)")),
        number("contribution_rate", Some("贡献率%")),
        number("scale_fen", Some("规模效应")),
        number("structure_fen", Some("份额效应")),
        text("note", Some("备注")),
    ];
    let mut rows = Vec::new();
    for decomposition in decompositions {
        rows.push(whole_row(decomposition));
        rows.extend(decomposition.parts.iter().map(|part| part_row(&decomposition.whole, part)));
    }
    ReportTable {
        notes: notes(decompositions, unit),
        hides_empty: true,
        ..ReportTable::new("why", "增减原因分解", unit, columns, rows)
    }
}

fn notes(decompositions: &[Decomposition], unit: MoneyUnit) -> Vec<String> {
    let mut notes = main_changes(decompositions, unit);
    if decompositions.iter().any(|one| one.parts.iter().any(|part| part.scale_fen.is_some())) {
        notes.push("每行：增减额 ＝ 规模效应 ＋ 份额效应。规模效应 ＝ ½（本年占比＋上年占比）×总额增减，各项之和等于总额增减；份额效应 ＝ ½（本年总额＋上年总额）×占比变动，各项之和为零。取两年的中点，与先看哪一年、哪一项无关。".to_owned());
    }
    notes
}

fn whole_row(decomposition: &Decomposition) -> ReportRow {
    let whole = &decomposition.whole;
    let change = i128::from(whole.amount_fen) - i128::from(whole.base_fen);
    let change_fen = i64::try_from(change).unwrap_or_default();
    let rate = rate(whole.base_fen, whole.amount_fen);
    let mut cells = whole_cells(whole);
    cells.extend([
        Cell::Integer(0),
        Cell::Blank,
        Cell::Text(subject(whole)),
        Cell::Text(subject(whole)),
        Cell::Blank,
        Cell::Money(whole.base_fen),
        Cell::Money(whole.amount_fen),
        Cell::Change(change_fen),
        signed(rate),
        Cell::Blank,
        signed(rate),
        if change == 0 { Cell::Blank } else { Cell::Decimal("100.00".to_owned()) },
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
    ]);
    ReportRow { cells, links: Vec::new() }
}

fn whole_cells(whole: &Whole) -> Vec<Cell> {
    vec![
        Cell::Integer(i64::from(whole.fiscal_year)),
        if whole.owner.is_empty() { Cell::Blank } else { Cell::Text(whole.owner.clone()) },
        whole.flow.map_or(Cell::Blank, |flow| Cell::Term(flow.id(), flow.name_zh())),
        Cell::Term(whole.phase.id(), whole.phase.name_zh()),
    ]
}

fn part_row(whole: &Whole, part: &Part) -> ReportRow {
    let mut cells = whole_cells(whole);
    let text = |text: &str| if text.is_empty() { Cell::Blank } else { Cell::Text(text.to_owned()) };
    cells.extend([
        Cell::Integer(i64::try_from(part.depth).unwrap_or_default()),
        text(&part.code),
        text(&part.name),
        Cell::Text(format!("{}{}", "　".repeat(part.depth), part.name)),
        text(&part.owner),
        Cell::Money(part.base_fen),
        Cell::Money(part.amount_fen),
        Cell::Change(part.change_fen()),
        signed(rate(part.base_fen, part.amount_fen)),
        part.state.map_or(Cell::Blank, |state| Cell::Term(state.id(), state.name_zh())),
        signed(part.contribution_pp),
        part.contribution_rate.map_or(Cell::Blank, |rate| Cell::Decimal(rate.to_string())),
        part.scale_fen.map_or(Cell::Blank, Cell::Change),
        part.structure_fen.map_or(Cell::Blank, Cell::Change),
        text(&part.basis),
    ]);
    ReportRow { cells, links: Vec::new() }
}

fn signed(rate: Option<Percent>) -> Cell {
    rate.map_or(Cell::Blank, |rate| Cell::SignedDecimal(rate.to_string()))
}

/// 增减率 of two amounts in fen; `None` where it means nothing.
fn rate(base: i64, amount: i64) -> Option<Percent> {
    let (base, amount) = (i128::from(base), i128::from(amount));
    (base > 0 && amount >= 0).then(|| Percent::of_ratio(amount - base, base, 2)).flatten()
}

/// `江苏省高级人民法院支出`, `各部门支出合计`.
fn subject(whole: &Whole) -> String {
    let flow = whole.flow.map_or("", |flow| flow.name_zh());
    if whole.owner.is_empty() { format!("各部门{flow}合计") } else { format!("{}{flow}", whole.owner) }
}

/// For the wholes that changed most, one line each: the change, the few parts that explain most of it, what is new and
/// what is discontinued.
pub fn main_changes(decompositions: &[Decomposition], unit: MoneyUnit) -> Vec<String> {
    let change = |one: &Decomposition| i128::from(one.whole.amount_fen) - i128::from(one.whole.base_fen);
    let several = |one: &&Decomposition| one.leaves().filter(|part| part.change_fen() != 0).count() > 1;
    let mut told: Vec<&Decomposition> = decompositions.iter().filter(several).collect();
    let all = told.len();
    told.sort_by_key(|one| std::cmp::Reverse(change(one).abs()));
    told.truncate(MOST_LINES);
    told.sort_by_key(|one| (one.whole.fiscal_year, one.whole.flow));
    let mut lines: Vec<String> = told.into_iter().map(|one| main_change(one, unit)).collect();
    if all > lines.len() {
        lines.push(format!("主要变动只列总额变动最大的 {} 个，共 {all} 个；全部见 tongbi why", lines.len()));
    }
    lines
}

fn main_change(decomposition: &Decomposition, unit: MoneyUnit) -> String {
    let whole = &decomposition.whole;
    let parts = main_parts(decomposition, MOST_PARTS);
    let change = whole.amount_fen.saturating_sub(whole.base_fen);
    let rate = rate(whole.base_fen, whole.amount_fen);
    let named: Vec<String> = parts.iter().map(|part| part_words(part, unit)).collect();
    let total = rate.map_or(String::new(), |rate| format!("（{}%）", plus(&rate.to_string())));
    let share = together(decomposition, &parts).map_or(String::new(), |share| format!("，合计贡献率 {share}%"));
    let mut line = format!(
        "主要变动：{} 年{} {} → {} {}，{}{total}。其中 {}{share}",
        whole.fiscal_year,
        subject(whole),
        number_format::money(whole.base_fen, unit),
        number_format::money(whole.amount_fen, unit),
        unit.name_zh(),
        change_words(change, unit),
        named.join("、")
    );
    for (state, word) in [(State::New, "新增"), (State::Discontinued, "取消")] {
        let (count, sum) = decomposition.sum_of(state);
        if count > 0 {
            line.push_str(&format!("；{word} {count} 项，{}", change_words(sum, unit)));
        }
    }
    line.push('。');
    line
}

fn part_words(part: &Part, unit: MoneyUnit) -> String {
    let pull =
        part.contribution_pp.map_or(String::new(), |pull| format!("，拉动 {} 个百分点", plus(&pull.to_string())));
    let state = match part.state {
        Some(state @ (State::New | State::Discontinued)) => format!("{}，", state.name_zh()),
        _ => String::new(),
    };
    let change = change_words(part.change_fen(), unit);
    let owner = if part.owner.is_empty() { String::new() } else { format!("{} ", part.owner) };
    format!("{owner}{}（{state}{change}{pull}）", part.name)
}

fn change_words(fen: i64, unit: MoneyUnit) -> String {
    if fen > 0 { format!("+{}", number_format::money(fen, unit)) } else { number_format::money(fen, unit) }
}

/// A number with its sign, as it is displayed.
fn plus(digits: &str) -> String {
    match digits.strip_prefix('-') {
        Some(rest) => format!("−{rest}"),
        None => format!("+{digits}"),
    }
}
