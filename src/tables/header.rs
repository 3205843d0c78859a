//! Heads: which rows are head, the path of head texts above each column, and the role that follows from it.

use super::columns::{self, AmountColumn, CodePart, Role};
use super::section::RawTable;
use super::{Column, Table, TableRow, TableState, Unrecognised, heads, settle};
use crate::documents::{Cell, GridRow, Span};
use crate::domain::label::{clean_label, fold, split_ordinal};
use crate::domain::{Amount, Form, MoneyUnit, RowLevel, ThreePublicItem, codebook};

/// The most rows a head may have.
const DEEPEST_HEAD: usize = 8;

/// Builds a table from its rows.
///
/// # Errors
/// When the grid is neither a table of money nor of performance targets.
pub fn build(mut raw: RawTable, number: u32) -> Result<Table, Unrecognised> {
    let free = raw.form == Some(Form::DepartmentPerformanceTargets);
    let head = if free { 0 } else { head_rows(&raw.rows) };
    let width = raw.rows.first().map_or(0, |row| row.cells.len());
    let mut head_grid: Vec<GridRow> = raw.rows.iter().take(head).cloned().collect();
    head_grid.extend(raw.rows.get_mut(head).filter(|_| head > 0).and_then(take_code_heads));
    let paths = head_paths(&head_grid, width, raw.spans_known);
    let form = raw.form.or_else(|| form_of_content(&raw.rows, head, &paths));
    let Some(form) = form else { return Err(not_recognised(&raw)) };
    let rows: Vec<TableRow> = body_rows(&raw.rows, head);
    let mut columns: Vec<Column> = paths
        .into_iter()
        .map(|path| {
            let folded: Vec<String> = path.iter().map(|piece| fold(piece)).collect();
            Column { role: columns::role_of_path(&folded, Some(form)), path }
        })
        .collect();
    widen_three_public_total(form, &mut columns);
    let fund = columns::fund_in(&fold(&raw.title));
    heads::narrow_appropriation(&mut columns, fund);
    heads::name_economic_columns(form, &mut columns);
    let mut unsettled = None;
    if head == 0 && !free {
        infer_roles(&mut columns, &rows);
    } else if !free {
        refine_by_content(&mut columns, &rows);
        unsettled = settle::settle(&raw.rows, head, &mut columns, &rows);
        if !raw.spans_known && !raw.edges.is_empty() {
            unsettled =
                unsettled.or_else(|| doubt_without_lines(&raw.rows[..head.min(raw.rows.len())], &columns, &rows));
        }
        heads::mark_repeated_columns(&mut columns, &rows, fund);
    }
    let state = table_state(free, head, &rows, &columns);
    Ok(Table {
        number,
        form,
        fund,
        title: raw.title,
        state,
        unit: raw.unit,
        body_label: raw.body_label,
        year: raw.year,
        phase: raw.phase,
        notes: raw.notes,
        place: raw.place,
        columns,
        rows,
        unsettled,
    })
}

const DOUBTFUL_GROUPS: &str = "表格没有表格线，上层表头盖住哪几栏无法确定，不敢断定各栏是哪一年、哪一类的金额";
const DOUBTFUL_HEADS: &str = "表格没有表格线，有的金额上方没有表头，不敢断定各栏金额属于哪个表头";

/// Why the heads of a table without ruling lines cannot be trusted; `None` where they can.
fn doubt_without_lines(head: &[GridRow], columns: &[Column], rows: &[TableRow]) -> Option<String> {
    let money =
        |cell: &Cell| matches!(Amount::parse(&cell.text, MoneyUnit::WanYuan), Ok(Some(amount)) if amount.decimals > 0);
    let holds_money = |index: usize| rows.iter().filter_map(|row| row.cells.get(index)).any(money);
    let headless = columns.iter().enumerate().any(|(index, column)| column.path.is_empty() && holds_money(index));
    if headless {
        return Some(DOUBTFUL_HEADS.to_owned());
    }
    let sides = columns.iter().filter(|column| column.role == Role::Label).count();
    has_doubtful_groups(head, sides > 2).then(|| DOUBTFUL_GROUPS.to_owned())
}

/// Whether an upper row of a head without ruling lines has a text over the middle of several columns that says what
/// their figures are (2021年预算数, 上年结转, 增减变化). Where it begins and ends cannot be seen.
fn has_doubtful_groups(head: &[GridRow], many_sides: bool) -> bool {
    let blank =
        |row: usize, column: usize| head.get(row).and_then(|row| row.cells.get(column)).is_none_or(Cell::is_blank);
    let has_below = |row: usize, column: usize| (row + 1..head.len()).any(|below| !blank(below, column));
    let has_above = |row: usize, column: usize| (0..row).any(|above| !blank(above, column));
    head.iter().enumerate().any(|(index, row)| {
        row.cells.iter().enumerate().any(|(column, cell)| {
            let beside = |other: usize| blank(index, other) && has_below(index, other) && !has_above(index, other);
            let open = column.checked_sub(1).is_some_and(beside) || column + 1 < row.cells.len() && beside(column + 1);
            let folded = fold(&cell.text);
            !cell.is_blank()
                && open
                && (many_sides || !matches!(folded.as_str(), "收入" | "支出"))
                && columns::tells_figures(&folded)
        })
    })
}

/// Where 会议费 or 培训费 stand beside the three public expenses, a 合计 outside their head is the total of all of them.
fn widen_three_public_total(form: Form, columns: &mut [Column]) {
    let outside = |column: &Column| !column.path.iter().any(|piece| fold(piece).contains("三公"));
    let item = |column: &Column| match &column.role {
        Role::Amount(amount) => amount.item,
        _ => None,
    };
    let beside = columns
        .iter()
        .any(|column| matches!(item(column), Some(ThreePublicItem::Meetings | ThreePublicItem::Training)));
    let grouped = columns.iter().any(|column| !outside(column) && item(column).is_some());
    if form != Form::ThreePublicExpenses || !beside || !grouped {
        return;
    }
    for column in columns.iter_mut().filter(|column| outside(column) && item(column) == Some(ThreePublicItem::Total)) {
        if let Role::Amount(amount) = &mut column.role {
            amount.item = None;
            amount.level = Some(RowLevel::GrandTotal);
        }
    }
}

fn table_state(free: bool, head: usize, rows: &[TableRow], columns: &[Column]) -> TableState {
    let printed = |row: &TableRow| {
        row.cells.iter().zip(columns).any(|(cell, column)| match column.role {
            Role::Amount(_) | Role::Empty | Role::Note => is_amount(&cell.text),
            _ => false,
        })
    };
    if !free && !rows.iter().any(printed) {
        TableState::Blank
    } else if head == 0 && !free {
        TableState::Truncated
    } else {
        TableState::Whole
    }
}

fn not_recognised(raw: &RawTable) -> Unrecognised {
    let texts: Vec<String> = raw
        .rows
        .iter()
        .take(3)
        .flat_map(|row| row.cells.iter().filter(|cell| !cell.is_blank()).map(|cell| clean_label(&cell.text)))
        .collect();
    Unrecognised {
        place: raw.place,
        text: if raw.title.is_empty() { texts.join(" ") } else { format!("{}：{}", raw.title, texts.join(" ")) },
        reason: "不是已知的预算表（没有可识别的表名或表头）".to_owned(),
    }
}

fn body_rows(rows: &[GridRow], head: usize) -> Vec<TableRow> {
    rows.iter()
        .enumerate()
        .skip(head)
        .filter(|(_, row)| !is_numbering(row))
        .map(|(index, row)| TableRow { number: index as u32 + 1, place: row.place, cells: row.cells.clone() })
        .collect()
}

/// Whether a folded label begins like `一、`, `（二）`, `1、`, `其中：`.
pub fn is_ordinal_label(folded: &str) -> bool {
    split_ordinal(folded).0.is_some() || (folded.starts_with("其中:") && folded.chars().count() > 12)
}

/// Whether a text is a printed amount (and not nothing).
pub fn is_amount(text: &str) -> bool {
    matches!(Amount::parse(text, MoneyUnit::WanYuan), Ok(Some(_)))
}

/// 类, 款, 项: heads that often reach down into the row of the total.
fn is_code_head(folded: &str) -> bool {
    matches!(folded, "类" | "款" | "项")
}

/// Takes 类, 款, 项 out of a first body row that already holds the total beside them; gives them back as a head row.
fn take_code_heads(row: &mut GridRow) -> Option<GridRow> {
    let heads = row.cells.iter().filter(|cell| is_code_head(&fold(&cell.text))).count();
    let amounts = row.cells.iter().any(|cell| is_amount(&cell.text));
    if heads < 2 || !amounts {
        return None;
    }
    let mut head = row.clone();
    for (above, cell) in head.cells.iter_mut().zip(&mut row.cells) {
        let emptied = if is_code_head(&fold(&cell.text)) { cell } else { above };
        if matches!(emptied.span, Span::Own { .. }) {
            *emptied = Cell::single("");
        }
    }
    Some(head)
}

/// `栏次 1 2 3`, or `1 2 3 …`: columns numbered, neither head nor body. 类, 款, 项 may stand in the same row.
fn is_numbering(row: &GridRow) -> bool {
    let texts: Vec<String> = row
        .cells
        .iter()
        .filter(|cell| !cell.is_blank())
        .map(|cell| fold(&cell.text))
        .filter(|text| !is_code_head(text))
        .collect();
    if texts.len() < 3 {
        return texts.iter().any(|text| text == "栏次");
    }
    let numbers: Vec<u32> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    let words = texts.iter().all(|text| {
        text.parse::<u32>().is_ok() || matches!(text.as_str(), "栏次" | "**" | "*" | "行次") || is_column_formula(text)
    });
    words
        && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
        && (numbers.len() >= 3 || texts.iter().any(|text| text == "栏次" || is_column_formula(text)))
}

/// `1=2+3`, `(4)`, `A`.
fn is_column_formula(text: &str) -> bool {
    !text.is_empty()
        && text.contains(['=', '+'])
        && text.chars().all(|character| character.is_ascii_digit() || "=+-()".contains(character))
}

/// How many rows from the top are head: rows of head words only, before the first row with an amount, a code or an
/// ordinal label.
fn head_rows(rows: &[GridRow]) -> usize {
    let mut head = 0;
    for (index, row) in rows.iter().enumerate().take(DEEPEST_HEAD) {
        let texts: Vec<String> =
            row.cells.iter().filter(|cell| !cell.is_blank()).map(|cell| fold(&cell.text)).collect();
        if is_numbering(row) {
            return index + 1;
        }
        if texts.is_empty() {
            continue;
        }
        let only_label = texts.len() == 1 && head > 0 && !spans_many(row);
        if only_label && is_total_word(&texts[0]) {
            break;
        }
        let unknown_words = head == 0 && index == 0 && could_be_head(&texts) && rows.len() > 1;
        let item = |text: &str| texts.len() >= 3 && columns::is_economic_item(text);
        if !unknown_words && !texts.iter().all(|text| columns::is_head_word(text) || item(text)) {
            break;
        }
        head = index + 1;
    }
    head
}

/// A first row of at least three short texts without a number, a code or an ordinal is a head even if its words are new.
fn could_be_head(texts: &[String]) -> bool {
    let plain = |text: &String| {
        text.chars().count() <= 20
            && !is_ordinal_label(text)
            && !text.contains(|character: char| character.is_ascii_digit())
    };
    texts.len() >= 3 && texts.iter().all(plain) && texts.iter().any(|text| columns::is_head_word(text))
}

fn is_total_word(text: &str) -> bool {
    matches!(text, "合计" | "总计" | "小计")
}

fn spans_many(row: &GridRow) -> bool {
    row.cells.iter().any(|cell| matches!(cell.span, Span::Own { columns, .. } if columns > 1) && !cell.is_blank())
}

/// The head texts above each column, from top to bottom.
fn head_paths(rows: &[GridRow], width: usize, spans_known: bool) -> Vec<Vec<String>> {
    let origins = head_origins(rows, width, spans_known);
    (0..width)
        .map(|column| {
            let mut path = Vec::new();
            let mut last = None;
            for row in &origins {
                let origin = row[column];
                if origin.is_some() && origin != last {
                    last = origin;
                    if let Some((at_row, at_column)) = origin
                        && let Some(cell) = rows.get(at_row).and_then(|row| row.cells.get(at_column))
                        && !cell.is_blank()
                    {
                        path.push(clean_label(&cell.text));
                    }
                }
            }
            path
        })
        .collect()
}

type Origin = Option<(usize, usize)>;

/// For every head place the cell that covers it. Where spans are unknown an empty place belongs to the cell on its
/// left, if both have the same cell above them and the column has a head of its own further down.
fn head_origins(rows: &[GridRow], width: usize, spans_known: bool) -> Vec<Vec<Origin>> {
    let mut origins: Vec<Vec<Origin>> = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let numbering = is_numbering(row);
        let mut line: Vec<Origin> = vec![None; width];
        for column in 0..width {
            let Some(cell) = row.cells.get(column) else { continue };
            if numbering && !is_code_head(&fold(&cell.text)) {
                continue;
            }
            line[column] = match cell.span {
                Span::Covered { up, left } => {
                    Some((index.saturating_sub(up as usize), column.saturating_sub(left as usize)))
                }
                Span::Own { .. } if !cell.is_blank() => Some((index, column)),
                Span::Own { .. } if spans_known || column == 0 => None,
                Span::Own { .. } => {
                    let same_above = origins.iter().all(|above| above[column] == above[column - 1]);
                    let own_below = rows
                        .iter()
                        .skip(index + 1)
                        .any(|below| below.cells.get(column).is_some_and(|cell| !cell.is_blank()));
                    if same_above && own_below { line[column - 1] } else { None }
                }
            };
        }
        origins.push(line);
    }
    origins
}

/// The form of an untitled grid, from the codes in it.
fn form_of_content(rows: &[GridRow], head: usize, paths: &[Vec<String>]) -> Option<Form> {
    let amounts = rows.iter().skip(head).flat_map(|row| &row.cells).filter(|cell| is_amount(&cell.text)).count();
    if amounts == 0 {
        return None;
    }
    let begins = |digit: char| {
        rows.iter().skip(head).any(|row| {
            row.cells.iter().any(|cell| {
                let text = fold(&cell.text);
                text.starts_with(digit)
                    && matches!(text.len(), 3 | 5)
                    && text.bytes().all(|byte| byte.is_ascii_digit())
                    && is_listed_code(&text)
            })
        })
    };
    if begins('3') && begins('5') {
        return Some(Form::EconomicClassificationSummary);
    }
    if lists_three_public(rows, head) {
        return Some(Form::ThreePublicExpenses);
    }
    let head_text: String = paths.iter().flatten().map(|piece| fold(piece)).collect();
    (head > 0 && !head_text.is_empty()).then_some(Form::OtherTable)
}

/// Whether a short list names travel abroad, receptions and vehicles, and hardly anything else.
fn lists_three_public(rows: &[GridRow], head: usize) -> bool {
    const MOST_ROWS: usize = 12;
    const LONGEST_LABEL: usize = 30;
    let label = |row: &GridRow| {
        let texts = row.cells.iter().map(|cell| fold(&cell.text));
        texts.into_iter().find(|text| text.chars().any(char::is_alphabetic) && text.chars().count() <= LONGEST_LABEL)
    };
    let labels: Vec<String> = rows.iter().skip(head).filter_map(label).collect();
    let items: Vec<ThreePublicItem> = labels.iter().filter_map(|label| ThreePublicItem::from_folded(label)).collect();
    let vehicles =
        [ThreePublicItem::OfficialVehicles, ThreePublicItem::VehiclePurchase, ThreePublicItem::VehicleOperation];
    labels.len() <= MOST_ROWS
        && items.len() * 2 > labels.len()
        && items.contains(&ThreePublicItem::OverseasTravel)
        && items.contains(&ThreePublicItem::OfficialReception)
        && vehicles.iter().any(|item| items.contains(item))
}

fn is_listed_code(digits: &str) -> bool {
    codebook::ECONOMIC_DEPARTMENT.contains(digits) || codebook::ECONOMIC_GOVERNMENT.contains(digits)
}

/// Code columns side by side under one head (科目编码 over 201 | 06 | 01) hold class, section and item.
fn split_code_columns(columns: &mut [Column], rows: &[TableRow]) {
    let digits = |index: usize, length: usize| {
        let mut texts = rows
            .iter()
            .filter_map(|row| row.cells.get(index))
            .map(|cell| fold(&cell.text))
            .filter(|text| !text.is_empty())
            .peekable();
        texts.peek().is_some()
            && texts.all(|text| {
                !text.contains(|character: char| character.is_ascii_digit())
                    || (text.len() <= length && text.bytes().all(|byte| byte.is_ascii_digit()))
            })
    };
    for index in 0..columns.len().saturating_sub(1) {
        let merged = |column: Option<&Column>| column.is_some_and(|column| column.role == Role::Code(CodePart::Merged));
        if !(merged(columns.get(index)) && merged(columns.get(index + 1)) && digits(index, 3) && digits(index + 1, 2)) {
            continue;
        }
        columns[index].role = Role::Code(CodePart::Class);
        columns[index + 1].role = Role::Code(CodePart::Section);
        if merged(columns.get(index + 2)) && digits(index + 2, 2) {
            columns[index + 2].role = Role::Code(CodePart::Item);
        }
    }
}

/// Whether texts are the numbers of rows (1, 2, 3 … with few gaps), whatever their head: 行次 that slid under another head.
fn counts_rows<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let numbers: Option<Vec<u32>> = texts.map(|text| text.trim().parse().ok()).collect();
    let Some(numbers) = numbers.filter(|numbers| numbers.len() >= 5) else { return false };
    let steps = numbers.windows(2).filter(|pair| pair[1] == pair[0] + 1).count();
    numbers.windows(2).all(|pair| pair[0] < pair[1]) && 4 * steps >= 3 * (numbers.len() - 1)
}

/// Corrects roles by what stands in the columns: a column under unknown words that holds no amount is no amount column.
fn refine_by_content(columns: &mut [Column], rows: &[TableRow]) {
    split_code_columns(columns, rows);
    let labels: Vec<bool> = columns.iter().map(|column| column.role == Role::Label).collect();
    let mut keyed = false;
    for (index, column) in columns.iter_mut().enumerate() {
        let beside_label = index.checked_sub(1).is_some_and(|left| labels[left]);
        let texts = || rows.iter().filter_map(|row| row.cells.get(index)).filter(|cell| !cell.is_blank());
        let amounts = texts().filter(|cell| is_amount(&cell.text)).count();
        let others = texts().count() - amounts;
        match &column.role {
            Role::Amount(_) if others == 0 && counts_rows(texts().map(|cell| cell.text.as_str())) => {
                column.role = Role::Ordinal
            }
            Role::Amount(amount) if amounts == 0 && others > 0 && !amount.understood => column.role = Role::Note,
            // 收入项目类别: the first texts of a row name it, whatever the words above them.
            Role::Amount(_) if amounts == 0 && others > 0 && !keyed => column.role = Role::Label,
            // A label column whose head stands over its left neighbour only.
            Role::Empty if amounts == 0 && others > 0 && beside_label => column.role = Role::Label,
            Role::Note if amounts > 0 && others == 0 && column.path.len() > 1 => column.role = Role::Count,
            _ => {}
        }
        keyed |= !matches!(column.role, Role::Empty | Role::Ordinal | Role::Note);
    }
}

/// Whether all texts are codes of a classification, of any of its levels: 205, 20508, 2050803.
fn hold_codes(texts: &[String]) -> bool {
    let is_code = |text: &String| {
        let class = text.get(..3).unwrap_or_default();
        let books = [&codebook::FUNCTIONAL, &codebook::ECONOMIC_DEPARTMENT, &codebook::ECONOMIC_GOVERNMENT];
        matches!(text.len(), 3 | 5 | 7)
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && books.iter().any(|book| book.contains(class))
    };
    texts.len() >= 2 && texts.iter().all(is_code)
}

/// Roles of a fragment without head, from its content alone; the amounts' fund stays unknown.
fn infer_roles(columns: &mut [Column], rows: &[TableRow]) {
    let mut previous = Role::Empty;
    for (index, column) in columns.iter_mut().enumerate() {
        let texts: Vec<String> = rows
            .iter()
            .filter_map(|row| row.cells.get(index))
            .map(|cell| fold(&cell.text))
            .filter(|text| !text.is_empty())
            .collect();
        let all_digits = |length: usize| {
            !texts.is_empty()
                && texts.iter().all(|text| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()))
        };
        column.role = if texts.is_empty() {
            Role::Empty
        } else if all_digits(3) {
            Role::Code(CodePart::Class)
        } else if all_digits(2) && matches!(previous, Role::Code(CodePart::Class)) {
            Role::Code(CodePart::Section)
        } else if all_digits(2) && matches!(previous, Role::Code(CodePart::Section)) {
            Role::Code(CodePart::Item)
        } else if all_digits(5) || all_digits(7) || hold_codes(&texts) {
            Role::Code(CodePart::Merged)
        } else if texts.iter().all(|text| is_amount(text)) {
            Role::Amount(AmountColumn {
                fund: Some(crate::domain::FundSource::Unknown),
                understood: true,
                ..AmountColumn::default()
            })
        } else {
            Role::Label
        };
        previous = column.role.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Locator;

    fn rows(picture: &[&[&str]]) -> Vec<GridRow> {
        let row = |texts: &&[&str]| GridRow {
            cells: texts.iter().map(|text| Cell::single(*text)).collect(),
            place: Locator::default(),
        };
        picture.iter().map(row).collect()
    }

    #[test]
    fn a_head_over_the_middle_of_columns_without_lines_is_not_trusted() {
        let years = rows(&[
            &["", "", "2021年预算数", "", "", "2022年预算数", ""],
            &["项目", "小计", "基本支出", "项目支出", "小计", "基本支出", "项目支出"],
        ]);
        assert!(has_doubtful_groups(&years, false));
        let two_sided = rows(&[&["", "收入", "支出", ""], &["项目", "预算数", "项目", "预算数"]]);
        assert!(!has_doubtful_groups(&two_sided, false));
        assert!(has_doubtful_groups(&two_sided, true));
        let one_line = rows(&[&["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]);
        assert!(!has_doubtful_groups(&one_line, false));
    }

    #[test]
    fn money_below_no_head_is_not_trusted_where_no_lines_show_the_columns() {
        let head = rows(&[&["科目名称", "合计", ""]]);
        let body: Vec<TableRow> = rows(&[&["行政运行", "", "5.00"]])
            .into_iter()
            .map(|row| TableRow { number: 2, place: row.place, cells: row.cells })
            .collect();
        let column =
            |path: &[&str], role: Role| Column { path: path.iter().map(|text| (*text).to_owned()).collect(), role };
        let amount = || Role::Amount(AmountColumn::default());
        let columns = [column(&["科目名称"], Role::Label), column(&["合计"], amount()), column(&[], Role::Empty)];
        assert_eq!(doubt_without_lines(&head, &columns, &body).as_deref(), Some(DOUBTFUL_HEADS));
        let columns =
            [column(&["科目名称"], Role::Label), column(&["合计"], amount()), column(&["项目支出"], amount())];
        assert_eq!(doubt_without_lines(&head, &columns, &body), None);
    }
}
