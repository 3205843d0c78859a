//! Divides a document into raw tables (title, unit, grid, notes) and running text.
//!
//! A grid that follows another without a title or a note between them and with the same width is its continuation
//! over a page break. Titles, units and notes that stand inside a grid (spreadsheets, web pages) are taken out of it.

use super::forms;
use crate::documents::{Block, Cell, Document, Grid, GridRow, Line, Span};
use crate::domain::label::{clean_label, fold, split_ordinal};
use crate::domain::{Amount, FiscalYear, Form, Locator, MoneyUnit, Phase, codebook};

/// A table before its head is understood.
#[derive(Clone, Debug, Default)]
pub struct RawTable {
    /// The form its title names.
    pub form: Option<Form>,
    /// The title as printed.
    pub title: String,
    /// Place of the title or of the first row.
    pub place: Locator,
    /// Unit of money, where said.
    pub unit: Option<MoneyUnit>,
    /// Who filled it in.
    pub body_label: Option<String>,
    /// Year in the title or beside it.
    pub year: Option<FiscalYear>,
    /// Phase in the title.
    pub phase: Option<Phase>,
    /// Notes below.
    pub notes: Vec<String>,
    /// The rows, head included.
    pub rows: Vec<GridRow>,
    /// Whether spans are known.
    pub spans_known: bool,
    /// Boundaries of the columns, where the format has geometry.
    pub edges: Vec<i64>,
}

/// A document divided.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    /// The raw tables in reading order.
    pub tables: Vec<RawTable>,
    /// Running text that belongs to no table.
    pub lines: Vec<Line>,
}

/// How many lines above a grid are looked at for its title, unit and body.
const CONTEXT_LINES: usize = 8;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 60;

/// Divides a document.
pub fn divide(document: &Document) -> Sections {
    let mut divider = Divider::default();
    for block in &document.blocks {
        match block {
            Block::Line(line) => divider.line(line),
            Block::Grid(grid) => divider.grid(grid),
        }
    }
    divider.finish()
}

#[derive(Default)]
struct Divider {
    sections: Sections,
    pending: Vec<Line>,
}

impl Divider {
    fn line(&mut self, line: &Line) {
        let is_note_below = self.pending.is_empty() && is_note(&line.text);
        match self.sections.tables.last_mut() {
            Some(table) if is_note_below => table.notes.push(clean_label(&line.text)),
            _ => self.pending.push(line.clone()),
        }
    }

    fn grid(&mut self, grid: &Grid) {
        let mut first = true;
        for part in split_at_titles(grid) {
            self.part(part, grid, first);
            first = false;
        }
    }

    fn part(&mut self, part: GridPart, grid: &Grid, first: bool) {
        let mut raw = RawTable { spans_known: grid.spans_known, edges: grid.edges.clone(), ..RawTable::default() };
        let mut context: Vec<Line> = Vec::new();
        let mut text_between = !first;
        if first {
            (context, text_between) = self.take_context();
            context.extend(grid.name.iter().map(|name| line_of(name, Locator::default())));
        }
        self.sections.lines.extend(part.text);
        let heading = |line: &&Line| {
            let folded = fold(&line.text);
            title_form(&folded).is_none() && !is_about_table(&folded)
        };
        self.sections.lines.extend(part.above.iter().filter(heading).cloned());
        context.extend(part.above);
        read_context(&context, &mut raw);
        raw.rows = part.rows;
        raw.notes = part.below;
        let Some(first_row) = raw.rows.first() else { return };
        if raw.place == Locator::default() {
            raw.place = first_row.place;
        }
        let untitled = context.iter().all(|line| line.text.trim().is_empty());
        if let Some(previous) = self.sections.tables.last_mut()
            && ((untitled && !text_between && previous.notes.is_empty()) || repeats(previous, &raw))
            && (placing(previous, &raw).is_some() || refine_head(previous, &raw))
            && let Some(placing) = placing(previous, &raw)
        {
            join(previous, raw, &placing);
            return;
        }
        self.sections.tables.push(raw);
    }

    /// Takes the lines directly above a grid that speak of it (title, unit, body, year), leaves the others to the
    /// running text, and says whether there were others.
    fn take_context(&mut self) -> (Vec<Line>, bool) {
        let start = self.pending.len().saturating_sub(CONTEXT_LINES);
        let mut first = self.pending.len();
        for index in (start..self.pending.len()).rev() {
            let text = fold(&self.pending[index].text);
            let below = self.pending.get(index + 1).map(|next| fold(&next.text)).filter(|below| !is_about_table(below));
            let wrapped = below.filter(|_| !is_about_table(&text)).map(|below| format!("{text}{below}"));
            if is_title(&text) || wrapped.is_some_and(|joined| is_title(&joined)) {
                first = self.about_above(index, start);
                break;
            }
            if is_about_table(&text) {
                first = index;
            } else if !is_short(&text) {
                break;
            }
        }
        let context = self.pending.split_off(first);
        // 项目, centred above two heads of a table without ruling lines, is no text between its pages.
        let is_stray_head = |line: &Line| {
            let folded = fold(&line.text);
            folded.chars().count() <= 6 && super::columns::is_head_word(&folded)
        };
        let text_between = !self.pending.iter().all(is_stray_head);
        self.sections.lines.append(&mut self.pending);
        (context, text_between)
    }

    /// The first of the lines directly above a title that speak of its table (单位：万元 above the title).
    fn about_above(&self, title: usize, start: usize) -> usize {
        let speaks = |line: &&Line| !line.text.trim().is_empty() && is_about_table(&fold(&line.text));
        title - self.pending[start..title].iter().rev().take_while(speaks).count()
    }

    fn finish(mut self) -> Sections {
        self.sections.lines.append(&mut self.pending);
        self.sections
    }
}

/// Rows of one grid between two titles.
#[derive(Default)]
struct GridPart {
    /// Title, unit and body.
    above: Vec<Line>,
    /// Other text above the title.
    text: Vec<Line>,
    rows: Vec<GridRow>,
    below: Vec<String>,
}

/// What a row of a grid is, by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowKind {
    Blank,
    Title,
    About,
    Note,
    /// One text over the whole width.
    Text,
    /// One text in one cell.
    Single,
    Body,
}

fn kind_of(row: &GridRow, spans_known: bool) -> RowKind {
    let texts: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_blank()).collect();
    let Some(first) = texts.first() else { return RowKind::Blank };
    let only = (texts.len() == 1).then(|| fold(&first.text));
    let wide = matches!(first.span, Span::Own { columns, .. } if columns > 2);
    if is_about_row(&texts) {
        return RowKind::About;
    }
    match only {
        Some(only) if is_title(&only) => RowKind::Title,
        Some(only) if is_note(&only) && (wide || !spans_known) => RowKind::Note,
        Some(_) if super::header::is_amount(&first.text) => RowKind::Body,
        Some(_) => {
            if wide {
                RowKind::Text
            } else {
                RowKind::Single
            }
        }
        _ => RowKind::Body,
    }
}

/// Takes titles, units and notes out of a grid; where a title stands in its middle, a new table begins.
fn split_at_titles(grid: &Grid) -> Vec<GridPart> {
    let kinds: Vec<RowKind> = grid.rows.iter().map(|row| kind_of(row, grid.spans_known)).collect();
    let mut starts = vec![0];
    let mut body_seen = false;
    for (index, kind) in kinds.iter().enumerate() {
        body_seen |= *kind == RowKind::Body;
        if *kind == RowKind::Title && body_seen {
            let from = starts.last().copied().unwrap_or(0);
            let above = |kind: &RowKind| matches!(kind, RowKind::Blank | RowKind::About | RowKind::Text);
            let block = kinds[from..index].iter().rev().take_while(|kind| above(kind)).count();
            starts.push(index - block);
            body_seen = false;
        }
    }
    starts.push(grid.rows.len());
    let ranges = starts.windows(2).map(|pair| pair[0]..pair[1]);
    ranges.map(|range| part_of(&grid.rows[range.clone()], &kinds[range])).collect()
}

/// The rows of one table: above its head what speaks of it, and text as far down as that reaches.
fn part_of(rows: &[GridRow], kinds: &[RowKind]) -> GridPart {
    let body = kinds.iter().position(|kind| *kind == RowKind::Body).unwrap_or(kinds.len());
    let speaks = |kind: &RowKind| matches!(kind, RowKind::Title | RowKind::About);
    let top = kinds[..body].iter().rposition(speaks).map_or(0, |last| last + 1);
    let mut part = GridPart::default();
    for (index, (row, kind)) in rows.iter().zip(kinds).enumerate() {
        let texts: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_blank()).collect();
        match kind {
            _ if texts.is_empty() && part.rows.is_empty() => {}
            RowKind::Title | RowKind::About if index < top => part.above.extend(about_lines(&texts, row.place)),
            RowKind::Note => part.below.extend(texts.iter().map(|cell| clean_label(&cell.text))),
            RowKind::Text | RowKind::Single if index < top => {
                part.text.extend(texts.iter().map(|cell| line_of(&cell.text, row.place)))
            }
            _ => part.rows.push(row.clone()),
        }
    }
    while part.rows.last().is_some_and(|row| row.cells.iter().all(Cell::is_blank)) {
        part.rows.pop();
    }
    part
}

/// Whether all cells of a row speak of the table; a name may stand in the cell beside its label (编制部门： | 某局).
fn is_about_row(cells: &[&Cell]) -> bool {
    let mut labelled = false;
    for cell in cells {
        let folded = fold(&cell.text);
        if !(labelled || is_about_table(&folded) || is_bare_label(&folded)) {
            return false;
        }
        labelled = !labelled && is_bare_label(&folded);
    }
    !cells.is_empty()
}

/// The texts of such a row, each label with the name beside it.
fn about_lines(cells: &[&Cell], place: Locator) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut labelled = false;
    for cell in cells {
        let folded = fold(&cell.text);
        match lines.last_mut() {
            Some(line) if labelled && !is_about_table(&folded) => line.text.push_str(&cell.text),
            _ => lines.push(line_of(&cell.text, place)),
        }
        labelled = is_bare_label(&folded);
    }
    lines
}

/// `编制部门：` with nothing behind it.
fn is_bare_label(folded: &str) -> bool {
    folded.strip_suffix(':').is_some_and(|label| {
        BODY_LABELS.contains(&label) || label.ends_with("单位") || label.ends_with("部门") || label.ends_with("日期")
    })
}

fn line_of(text: &str, place: Locator) -> Line {
    Line { text: text.to_owned(), place, ends_paragraph: true }
}

fn is_short(folded: &str) -> bool {
    folded.chars().count() <= 30 && !folded.ends_with('。')
}

fn is_note(text: &str) -> bool {
    let folded = fold(text);
    ["注:", "注1", "注.", "注、", "备注:", "说明:", "注", "*注"].iter().any(|start| folded.starts_with(start))
        && !folded.starts_with("注册")
}

/// Whether a folded line is the title of a table: names a form, ends in 表 apart from brackets and numbering.
pub fn is_title(folded: &str) -> bool {
    title_form(folded).is_some() || is_unknown_title(folded)
}

fn title_core(folded: &str) -> Option<&str> {
    let unit = ["金额单位:", "货币单位:", "计量单位:", "单位:"].iter().filter_map(|word| folded.find(word)).min();
    let folded = folded[..unit.filter(|at| *at > 0).unwrap_or(folded.len())].trim_end_matches('(');
    if folded.chars().count() > LONGEST_TITLE
        || folded.contains(['。', ';', '，', ','])
        || folded.contains("……")
        || folded.contains("....")
    {
        return None;
    }
    let mut core =
        folded.trim_end_matches(|character: char| character.is_ascii_digit() || matches!(character, '.' | '-'));
    while core.ends_with(')') {
        core = core.rfind('(').map_or("", |at| &core[..at]);
    }
    let core = core.trim_end_matches("续表").trim_end_matches(['续', '*', '#']);
    // 一般公共预算基本支出表—人员经费: the part behind the dash says which sheet of the table it is.
    Some(match core.find("表-") {
        Some(at) if !core.ends_with('表') => &core[..at + "表".len()],
        _ => core,
    })
}

fn title_form(folded: &str) -> Option<Form> {
    let core = title_core(folded)?;
    if core.ends_with('表') { forms::form_of_title(folded) } else { None }
}

/// A title of a table that no form names: `2025年……表`, alone on its line.
fn is_unknown_title(folded: &str) -> bool {
    title_core(folded).is_some_and(|core| {
        core.ends_with('表')
            && core.chars().count() >= 6
            && !is_form_number(core)
            && (core.contains("预算") || core.contains("决算") || core.contains("支出") || core.contains("收入"))
    })
}

/// `预算01表`, `公开01表`, `附表1`: a number, not a title.
fn is_form_number(folded: &str) -> bool {
    let letters: String = folded
        .chars()
        .filter(|character| !character.is_ascii_digit() && !matches!(character, '-' | ':' | '.'))
        .collect();
    matches!(
        letters.as_str(),
        "预算表"
            | "公开表"
            | "附表"
            | "表"
            | "决算表"
            | "财决公开表"
            | "公开预算表"
            | "部门公开表"
            | "单位公开表"
            | "附件"
    ) && folded.chars().any(|character| character.is_ascii_digit())
}

/// Unit, body, year or number of a table.
fn is_about_table(folded: &str) -> bool {
    folded.is_empty()
        || is_form_number(folded)
        || unit_in(folded).is_some() && folded.chars().count() <= 60
        || body_label(folded).is_some()
        || bare_year(folded).is_some()
}

/// The words before the name of whoever filled in a table.
const BODY_LABELS: &[&str] = &[
    "编制部门",
    "编制单位",
    "编报部门",
    "编报单位",
    "预算主管部门",
    "主管部门",
    "部门名称",
    "单位名称",
    "填报单位",
    "填报部门",
    "填表单位",
    "填表部门",
    "预算部门",
    "预算单位",
    "公开部门",
    "公开单位",
    "部门(单位)名称",
    "部门(单位)",
    "部门/单位",
    "单位/部门",
    "部门",
    "单位",
];

/// The body named in `部门：周口市行政服务中心` (folded), without a unit of money that follows on the same line.
fn body_label(folded: &str) -> Option<String> {
    if unit_in(folded).is_some() && folded.chars().count() <= "单位:万".chars().count() {
        return None;
    }
    let rest = BODY_LABELS.iter().find_map(|label| folded.strip_prefix(label)?.strip_prefix(':'))?;
    let name = [
        "金额单位",
        "单位:",
        "预算年度",
        "日期",
        "编制日期",
        "公开0",
        "公开表",
        "预算0",
        "财决",
        "附表",
        "货币",
        "计量",
    ]
    .iter()
    .fold(rest, |name, end| name.split(end).next().unwrap_or(name));
    let name = without_code(name);
    let name = name.trim_end_matches(|character: char| character.is_ascii_digit() || matches!(character, '年' | '度'));
    (!name.is_empty() && MoneyUnit::from_name(name).is_none() && name.chars().count() <= 40).then(|| name.to_owned())
}

/// `[132001]某局`, `132001-某局` → `某局`.
pub fn without_code(name: &str) -> &str {
    let bracketed = name.strip_prefix(['[', '(']).and_then(|rest| rest.split_once([']', ')']));
    let (code, rest) = match bracketed {
        Some(parts) => parts,
        None => name.split_at(name.find(|character: char| !character.is_ascii_digit()).unwrap_or(name.len())),
    };
    let coded = code.len() >= 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    let dated = rest.starts_with(['年', '.']);
    if coded && !dated && !rest.is_empty() { rest.trim_start_matches(['-', '_', '.', ' ']) } else { name }
}

/// `2025年度` alone on its line.
pub fn bare_year(folded: &str) -> Option<FiscalYear> {
    let core = folded.trim_matches(['(', ')']).trim_end_matches('度').strip_suffix('年')?;
    FiscalYear::parse(core)
}

/// The first four-digit year followed by 年 in a folded text.
pub fn year_in(folded: &str) -> Option<FiscalYear> {
    let characters: Vec<char> = folded.chars().collect();
    characters.windows(5).enumerate().find_map(|(index, window)| {
        let before_is_digit = index > 0 && characters[index - 1].is_ascii_digit();
        (window[4] == '年' && !before_is_digit)
            .then(|| window[..4].iter().collect::<String>())
            .and_then(|text| FiscalYear::parse(&text))
    })
}

/// The phase that a title or cover names.
pub fn phase_in(folded: &str) -> Option<Phase> {
    if folded.contains("决算") {
        Some(Phase::Executed)
    } else if folded.contains("调整预算") {
        Some(Phase::Adjusted)
    } else if folded.contains("预算") {
        Some(Phase::Approved)
    } else {
        None
    }
}

/// The unit of money behind 单位：.
fn unit_in(folded: &str) -> Option<MoneyUnit> {
    let said = folded.contains("单位:") || folded.contains("单位为");
    // 单位：万: 元 is left out.
    let slip = |behind: &str| {
        let slipped = behind.starts_with([':', '为']) && behind.trim_start_matches([':', '为']).starts_with('万');
        slipped.then_some(MoneyUnit::WanYuan)
    };
    let parts = || folded.rsplit("单位");
    said.then(|| parts().find_map(MoneyUnit::from_name).or_else(|| parts().find_map(slip))).flatten()
}

/// Reads title, unit, body and year from the lines above a grid; the last title wins.
fn read_context(context: &[Line], raw: &mut RawTable) {
    for (index, line) in context.iter().enumerate() {
        let folded = fold(&line.text);
        let below = context.get(index + 1).map(|next| fold(&next.text)).filter(|below| !is_about_table(below));
        let joined = below.map(|below| format!("{folded}{below}"));
        let title = if is_title(&folded) {
            Some((folded.clone(), clean_label(&line.text)))
        } else {
            joined.filter(|joined| !folded.is_empty() && is_title(joined) && !is_about_table(&folded)).map(|joined| {
                let below = context.get(index + 1).map_or("", |next| next.text.as_str());
                (joined, clean_label(&format!("{}{below}", line.text)))
            })
        };
        if let Some((folded_title, printed)) = title
            && (title_form(&folded_title).is_some() || raw.form.is_none())
        {
            raw.form = title_form(&folded_title).or(raw.form);
            raw.year = year_in(&folded_title).or(raw.year);
            raw.phase = phase_in(&folded_title).or(raw.phase);
            raw.title = printed;
            raw.place = line.place;
            raw.unit = unit_in(&folded).or(raw.unit);
            continue;
        }
        raw.unit = unit_in(&folded).or(raw.unit);
        raw.body_label = body_label(&folded).or(raw.body_label.take());
        raw.year = bare_year(&folded).or(raw.year);
    }
}

/// Whether a grid is the same titled table again, on the next page, with its title repeated.
fn repeats(previous: &RawTable, raw: &RawTable) -> bool {
    let title = |text: &str| fold(text).replace("续表", "").replace("(续)", "");
    raw.form.is_some()
        && raw.form == previous.form
        && title(&raw.title) == title(&previous.title)
        && previous.notes.is_empty()
        && !previous.title.is_empty()
}

/// For every column of a continuation the columns of the table that it covers; `None` where it cannot be one.
fn placing(previous: &RawTable, raw: &RawTable) -> Option<Vec<(usize, usize)>> {
    let width = |table: &RawTable| table.rows.first().map_or(0, |row| row.cells.len());
    let one_to_one = |columns: usize| Some((0..columns).map(|column| (column, column + 1)).collect());
    let used = |table: &RawTable| {
        table
            .rows
            .iter()
            .filter_map(|row| row.cells.iter().rposition(|cell| !cell.is_blank()))
            .max()
            .map_or(0, |last| last + 1)
    };
    let loose = !raw.spans_known && !previous.spans_known && raw.edges.len() > 1 && previous.edges.len() > 1;
    if loose {
        return placing_by_overlap(&previous.edges, &raw.edges);
    }
    if width(previous) == width(raw) {
        return one_to_one(width(raw));
    }
    if !raw.spans_known && used(raw) <= width(previous) && width(raw) <= width(previous) {
        return one_to_one(width(raw));
    }
    placing_by_edges(&previous.edges, &raw.edges)
}

/// Without ruling lines the boundaries of a column depend on the texts of its page: every column of the continuation lies
/// mostly within one column of the table, each in another.
fn placing_by_overlap(edges: &[i64], continued: &[i64]) -> Option<Vec<(usize, usize)>> {
    let overlap = |one: &[i64], other: &[i64]| one[1].min(other[1]) - one[0].max(other[0]);
    let mut places = Vec::new();
    for column in continued.windows(2) {
        let best = (0..edges.len().saturating_sub(1)).max_by_key(|&at| overlap(column, &edges[at..at + 2]))?;
        let within = 2 * overlap(column, &edges[best..best + 2]) > column[1] - column[0];
        let covers_another = edges
            .windows(2)
            .enumerate()
            .any(|(at, other)| at != best && 10 * overlap(column, other) > 9 * (other[1] - other[0]));
        if !within || covers_another || places.last().is_some_and(|(last, _): &(usize, usize)| *last >= best) {
            return None;
        }
        places.push((best, best + 1));
    }
    (!places.is_empty()).then_some(places)
}

/// How far apart boundaries of one column may lie on two pages, in hundredths of a point.
const SAME_EDGE: i64 = 300;

/// Every boundary of the continuation is one of the table's; both have the same outer boundaries.
fn placing_by_edges(edges: &[i64], continued: &[i64]) -> Option<Vec<(usize, usize)>> {
    let position = |edge: &i64| edges.iter().position(|other| (other - edge).abs() <= SAME_EDGE);
    let places: Vec<usize> = continued.iter().map(position).collect::<Option<_>>()?;
    let outer = places.first() == Some(&0) && places.last().is_some_and(|last| last + 1 == edges.len());
    (outer && places.len() > 1 && places.windows(2).all(|pair| pair[0] < pair[1]))
        .then(|| places.windows(2).map(|pair| (pair[0], pair[1])).collect())
}

/// Where only the coarse upper rows of a head stand before the page break, puts them onto the finer columns that follow.
fn refine_head(previous: &mut RawTable, raw: &RawTable) -> bool {
    let is_amount = |cell: &Cell| matches!(Amount::parse(&cell.text, MoneyUnit::WanYuan), Ok(Some(_)));
    if previous.rows.iter().flat_map(|row| &row.cells).any(is_amount) {
        return false;
    }
    let Some(placing) = placing_by_edges(&raw.edges, &previous.edges) else { return false };
    let width = raw.edges.len().saturating_sub(1);
    previous.rows = std::mem::take(&mut previous.rows).into_iter().map(|row| place_row(row, &placing, width)).collect();
    previous.edges = raw.edges.clone();
    true
}

/// Appends a continuation, without the head rows that it repeats. A first row that only goes on with words cut by the
/// page break is joined to the row above.
fn join(previous: &mut RawTable, raw: RawTable, placing: &[(usize, usize)]) {
    let width = previous.rows.first().map_or(0, |row| row.cells.len());
    let texts = |row: &GridRow| row.cells.iter().map(|cell| fold(&cell.text)).collect::<Vec<_>>();
    let placed: Vec<GridRow> = raw.rows.into_iter().map(|row| place_row(row, placing, width)).collect();
    let repeated = previous.rows.iter().zip(&placed).take_while(|(old, new)| texts(old) == texts(new)).count();
    for (index, row) in placed.into_iter().skip(repeated).enumerate() {
        let cut = index == 0 && figures_go_on(&previous.rows, &row);
        if index == 0
            && let Some(above) = previous.rows.last_mut()
            && (cut || goes_on(above, &row))
        {
            for (cell, rest) in above.cells.iter_mut().zip(row.cells) {
                cell.text.push_str(rest.text.trim());
            }
            continue;
        }
        previous.rows.push(row);
    }
    previous.notes.extend(raw.notes);
}

/// Puts the cells of a continuation's row onto the columns of the table.
fn place_row(row: GridRow, placing: &[(usize, usize)], width: usize) -> GridRow {
    let mut cells: Vec<Cell> = Vec::with_capacity(width);
    for (cell, &(from, to)) in row.cells.into_iter().zip(placing) {
        let span = match cell.span {
            Span::Own { rows, columns } => Span::Own { rows, columns: columns + (to - from - 1) as u32 },
            covered @ Span::Covered { .. } => covered,
        };
        cells.resize_with(cells.len().max(from), || Cell::single(""));
        cells.push(Cell { text: cell.text, span });
        cells.extend(
            (1..to - from).map(|left| Cell { text: String::new(), span: Span::Covered { up: 0, left: left as u32 } }),
        );
    }
    cells.resize_with(width, || Cell::single(""));
    GridRow { cells, place: row.place }
}

/// Whether the page break cut through the figures of a row (`202.6029` | `53`): all texts of the row below it stand
/// below texts, and a figure has the usual decimals of its column only with its rest.
fn figures_go_on(rows: &[GridRow], row: &GridRow) -> bool {
    let Some((above, others)) = rows.split_last() else { return false };
    let decimals = |text: &str| match Amount::parse(text, MoneyUnit::WanYuan) {
        Ok(Some(amount)) => Some(amount.decimals),
        _ => None,
    };
    let covered = above.cells.iter().zip(&row.cells).all(|(above, below)| below.is_blank() || !above.is_blank());
    let codes = |index: usize| {
        let mut texts = others.iter().filter_map(|other| other.cells.get(index)).map(|cell| cell.text.trim());
        texts.any(|text| text.len() == 7 && text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let completes = |index: usize, below: &Cell| {
        let Some(start) = above.cells.get(index).map(|cell| cell.text.trim()) else { return false };
        let rest = below.text.trim();
        let digits = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
        let code = start.bytes().all(|byte| byte.is_ascii_digit()) && matches!(start.len(), 4 | 6);
        if code && digits && start.len() + rest.len() == 7 && codes(index) {
            return true;
        }
        let column = others.iter().filter_map(|other| decimals(&other.cells.get(index)?.text));
        let Some(usual) = column.max().filter(|usual| *usual > 0) else { return false };
        digits
            && start.contains('.')
            && decimals(start).is_none_or(|own| own < usual)
            && decimals(&format!("{start}{rest}")) == Some(usual)
    };
    covered && row.cells.iter().enumerate().any(|(index, cell)| completes(index, cell))
}

/// Whether a row holds only the rest of words in the row above: it has no number and no ordinal, every text stands
/// below a text, and at least one pair makes a known name that the part above is not.
fn goes_on(above: &GridRow, row: &GridRow) -> bool {
    let pairs: Vec<(String, String)> = above
        .cells
        .iter()
        .zip(&row.cells)
        .filter(|(_, below)| !below.is_blank())
        .map(|(above, below)| (fold(&above.text), fold(&below.text)))
        .collect();
    let words = |text: &str| {
        !text.is_empty()
            && !text.contains(|character: char| character.is_ascii_digit())
            && split_ordinal(text).0.is_none()
    };
    let known = |text: &str| {
        let label = split_ordinal(text).1;
        codebook::FUNCTIONAL.code_of_any_depth(label).is_some()
            || label.ends_with("小计")
            || label.ends_with("合计")
            || label.ends_with("总计")
    };
    !pairs.is_empty()
        && pairs.iter().all(|(above, below)| !above.is_empty() && words(below))
        && pairs.iter().any(|(above, below)| known(&format!("{above}{below}")) && !known(above))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(texts: &[&str]) -> GridRow {
        GridRow { cells: texts.iter().map(|text| Cell::single(*text)).collect(), place: Locator::default() }
    }

    #[test]
    fn figures_cut_by_a_page_break_go_on_below_it() {
        let rows = [row(&["021", "某局", "515.065505", "89.118064"]), row(&["022", "某站", "202.6029", "44.559032"])];
        assert!(figures_go_on(&rows, &row(&["", "", "53", ""])));
        assert!(figures_go_on(&rows, &row(&["", "点", "53", ""])));
        assert!(!figures_go_on(&rows, &row(&["", "", "53.25", ""])), "a figure of its own");
        assert!(!figures_go_on(&rows, &row(&["", "", "", "12"])), "the figure above is whole");
        let coded = [row(&["2130301", "行政运行", "5.00"]), row(&["213030", "其他支", "3.00"])];
        assert!(figures_go_on(&coded, &row(&["2", "出", ""])));
        assert!(!figures_go_on(&coded, &row(&["2130399", "出", ""])));
        let money = [row(&["021", "某局", "515.06"]), row(&["022", "某站", "202.60"])];
        assert!(!figures_go_on(&money, &row(&["", "", "5"])));
    }

    #[test]
    fn columns_without_lines_are_continued_by_those_that_lie_within_them() {
        let table = [0, 1000, 4000, 6000, 8000];
        assert_eq!(
            placing_by_overlap(&table, &[100, 900, 3900, 6100, 7900]),
            Some(vec![(0, 1), (1, 2), (2, 3), (3, 4)])
        );
        // A column that is blank on the next page leaves no column there.
        assert_eq!(placing_by_overlap(&table, &[100, 1100, 3900, 6000]), Some(vec![(0, 1), (1, 2), (2, 3)]));
        assert_eq!(placing_by_overlap(&table, &[100, 1100, 6200, 7900]), None);
    }

    #[test]
    fn a_column_left_out_by_a_continuation_stays_blank() {
        let placed = place_row(row(&["2130301", "行政运行", "3.00"]), &[(0, 1), (1, 2), (3, 4)], 4);
        let texts: Vec<&str> = placed.cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, ["2130301", "行政运行", "", "3.00"]);
    }
}
