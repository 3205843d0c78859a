//! A disclosure before it has a format: lines, paragraphs and tables whose figures are still known one by one, so that
//! the truth can be written down and single figures can be spoiled.

use super::books::{Books, Filter, is_within};
use crate::domain::{Form, FundSource, Money, MoneyUnit, Nature, Percent, Phase, RowLevel};
use crate::facts::Coordinates;

/// A disclosure in the making.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Its parts from top to bottom.
    pub blocks: Vec<Block>,
    /// Its figures; cells and pieces of paragraphs point into it.
    pub figures: Vec<Figure>,
}

/// One part of a disclosure.
#[derive(Clone, Debug)]
pub enum Block {
    /// A line of the cover.
    Cover(String),
    /// A heading.
    Heading(String),
    /// A paragraph of prose.
    Paragraph(Vec<Piece>),
    /// A table with its title and notes.
    Table(Box<Table>),
    /// A new page, where the format has pages.
    NewPage,
}

/// Part of a paragraph.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Words.
    Text(String),
    /// A figure, or a word such as 增加 that follows from figures.
    Figure(usize),
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its form.
    pub form: Form,
    /// 预算01表; empty where the layout has no numbers.
    pub number: String,
    /// Title.
    pub title: String,
    /// Words before the unit: 单位, 金额单位.
    pub unit_words: &'static str,
    /// Unit of its amounts.
    pub unit: MoneyUnit,
    /// 部门：…
    pub body: String,
    /// How many rows are head.
    pub head: usize,
    /// All rows, head included; all of one width.
    pub rows: Vec<Vec<Slot>>,
    /// Notes below.
    pub notes: Vec<String>,
}

/// One place of a table.
#[derive(Clone, Debug, Default)]
pub struct Slot {
    /// What stands there.
    pub content: Content,
    /// Rows covered, at least 1.
    pub rows: usize,
    /// Columns covered, at least 1.
    pub columns: usize,
}

/// What stands at one place of a table.
#[derive(Clone, Debug, Default)]
pub enum Content {
    /// Nothing.
    #[default]
    Blank,
    /// Part of a cell above or to the left.
    Covered,
    /// Words.
    Text(String),
    /// A figure.
    Figure(usize),
}

impl Slot {
    /// A cell of words.
    pub fn text(text: impl Into<String>) -> Slot {
        let text = text.into();
        let content = if text.is_empty() { Content::Blank } else { Content::Text(text) };
        Slot { content, rows: 1, columns: 1 }
    }

    fn covered() -> Slot {
        Slot { content: Content::Covered, rows: 1, columns: 1 }
    }
}

/// What a figure says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// An amount in fen.
    Amount {
        /// The exact amount.
        fen: i64,
    },
    /// The size of a change, without sign.
    Change {
        /// This year, exact.
        now: i64,
        /// The base, exact.
        base: i64,
    },
    /// 增加 or 减少, 增长 or 下降.
    Direction {
        /// This year, exact.
        now: i64,
        /// The base, exact.
        base: i64,
        /// Whether it stands before a rate.
        of_rate: bool,
    },
    /// A rate of change, without sign.
    Rate {
        /// This year, exact.
        now: i64,
        /// The base, exact.
        base: i64,
    },
    /// A share of a whole; shares with the same group add to 100.
    Share {
        /// The part, exact.
        part: i64,
        /// The whole, exact.
        whole: i64,
        /// Number of the group.
        group: usize,
    },
    /// 完成预算的 95.3%
    Execution {
        /// Spent.
        done: i64,
        /// Budgeted.
        budget: i64,
    },
}

/// One printed figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What it says.
    pub meaning: Meaning,
    /// What it is about, in a word that is the same in every layout: `total`, `class:201`.
    pub subject: String,
    /// As it stands in the document.
    pub printed: String,
    /// Unit of an amount.
    pub unit: MoneyUnit,
    /// Digits after the point.
    pub decimals: u32,
    /// Where it stands.
    pub place: Place,
}

/// Where a figure stands.
#[derive(Clone, Debug)]
pub enum Place {
    /// In a table.
    Cell(Box<CellPlace>),
    /// In a paragraph: index of the block.
    Sentence(usize),
}

/// A figure's place in a table, by its meaning.
#[derive(Clone, Debug)]
pub struct CellPlace {
    /// Index of the block.
    pub block: usize,
    /// Row of the table, head included, from 0.
    pub row: usize,
    /// Column, from 0.
    pub column: usize,
    /// What the figure is about.
    pub coordinates: Coordinates,
    /// Code of the unit that the row prints.
    pub unit_code: String,
    /// Year and phase, where the column has its own.
    pub year: i32,
    /// Phase.
    pub phase: Phase,
    /// The words of the head above it.
    pub head: String,
}

/// How a layout prints figures.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Unit of tables.
    pub unit: MoneyUnit,
    /// Thousands separators in tables.
    pub separators: bool,
    /// What a zero prints in tables.
    pub zero: &'static str,
    /// Whether 单位： or 金额单位： stands above tables.
    pub unit_words: &'static str,
    /// Whether whole 万元 lose their decimals in prose: 21968万元.
    pub short_prose: bool,
}

/// Prints an amount.
pub fn print_amount(fen: i64, unit: MoneyUnit, decimals: u32, separators: bool) -> String {
    let plain = Money::from_fen(fen).in_unit(unit, decimals);
    if !separators {
        return plain;
    }
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{fraction}") }
}

impl Meaning {
    /// The text of it.
    pub fn print(&self, unit: MoneyUnit, decimals: u32, separators: bool) -> String {
        let percent = |numerator: i64, denominator: i64| {
            Percent::of_ratio(i128::from(numerator), i128::from(denominator), decimals)
                .map_or_else(|| "100.00".to_owned(), |percent| percent.to_string())
        };
        match self {
            Meaning::Amount { fen } => print_amount(*fen, unit, decimals, separators),
            Meaning::Change { now, base } => print_amount((now - base).abs(), unit, decimals, separators),
            Meaning::Direction { now, base, of_rate } => direction(*now >= *base, *of_rate).to_owned(),
            Meaning::Rate { now, base } => percent((now - base).abs(), *base),
            Meaning::Share { part, whole, .. } => percent(*part, *whole),
            Meaning::Execution { done, budget } => percent(*done, *budget),
        }
    }
}

/// 增加, 减少; before a rate 增长, 下降.
pub fn direction(up: bool, of_rate: bool) -> &'static str {
    match (up, of_rate) {
        (true, false) => "增加",
        (false, false) => "减少",
        (true, true) => "增长",
        (false, true) => "下降",
    }
}

impl Draft {
    /// Adds a figure and gives its number.
    pub fn figure(&mut self, figure: Figure) -> usize {
        self.figures.push(figure);
        self.figures.len() - 1
    }

    /// The text of a paragraph.
    pub fn sentence(&self, block: usize) -> String {
        match self.blocks.get(block) {
            Some(Block::Paragraph(pieces)) => self.text_of(pieces),
            _ => String::new(),
        }
    }

    /// The text of pieces.
    pub fn text_of(&self, pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Figure(index) => self.figures.get(*index).map_or("", |figure| figure.printed.as_str()),
            })
            .collect()
    }

    /// The text of a place of a table.
    pub fn text_of_slot<'a>(&'a self, slot: &'a Slot) -> &'a str {
        match &slot.content {
            Content::Text(text) => text,
            Content::Figure(index) => self.figures.get(*index).map_or("", |figure| figure.printed.as_str()),
            Content::Blank | Content::Covered => "",
        }
    }
}

/// A column of keys: its head, top to bottom.
pub type KeyHead = &'static [&'static str];

/// A column of amounts.
#[derive(Clone, Debug)]
pub struct AmountHead {
    /// Head, top to bottom.
    pub path: Vec<String>,
    /// What its amounts add up.
    pub filter: Filter,
    /// Coordinates that the column gives; form, codes and labels come from the row.
    pub coordinates: Coordinates,
    /// Year, where it is not the document's.
    pub year: Option<i32>,
    /// Phase, where it is not the document's.
    pub phase: Option<Phase>,
    /// Amounts that are no sums of the books at hand, row by row; `None` uses the filter.
    pub given: Option<Vec<i64>>,
}

impl AmountHead {
    /// A column of all funds.
    pub fn new(path: &[&str], filter: Filter, nature: Nature, fund: FundSource) -> Self {
        let coordinates = Coordinates { nature, fund, ..Coordinates::default() };
        let path = path.iter().map(|piece| (*piece).to_owned()).collect();
        AmountHead { path, filter, coordinates, year: None, phase: None, given: None }
    }

    /// The same on a level of its own: 总计, 其中.
    pub fn at(mut self, level: RowLevel) -> Self {
        self.coordinates.level = level;
        self
    }

    /// The same in a direction.
    pub fn flowing(mut self, flow: crate::domain::Flow) -> Self {
        self.coordinates.flow = Some(flow);
        self
    }
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub struct RowSpec {
    /// Texts of the key columns.
    pub keys: Vec<String>,
    /// Whether the first key covers all key columns.
    pub merged: bool,
    /// What its amounts add up.
    pub filter: Filter,
    /// Codes, label and level.
    pub coordinates: Coordinates,
    /// Code of the unit that the row prints.
    pub unit_code: String,
    /// Whether all its amounts are left blank.
    pub blank: bool,
}

/// Builds tables into a draft.
pub struct TableBuilder<'a> {
    /// The draft.
    pub draft: &'a mut Draft,
    /// The books that the amounts come from.
    pub books: &'a Books,
    /// How figures are printed.
    pub style: Style,
}

/// One side of a table: key columns, amount columns, rows.
pub struct Side<'a> {
    /// Heads of the key columns.
    pub keys: &'a [KeyHead],
    /// Amount columns.
    pub amounts: &'a [AmountHead],
    /// Rows.
    pub rows: &'a [RowSpec],
}

impl TableBuilder<'_> {
    /// Adds a table of one side, or of several standing side by side.
    pub fn add(&mut self, mut table: Table, sides: &[Side], numbered: bool) {
        let block = self.draft.blocks.len();
        let mut paths: Vec<Vec<String>> = Vec::new();
        for side in sides {
            paths.extend(side.keys.iter().map(|path| path.iter().map(|piece| (*piece).to_owned()).collect()));
            paths.extend(side.amounts.iter().map(|amount| amount.path.clone()));
        }
        table.rows = head_rows(&paths);
        table.head = table.rows.len();
        if numbered {
            table.rows.push(numbering(sides));
            table.head += 1;
        }
        let length = sides.iter().map(|side| side.rows.len()).max().unwrap_or(0);
        for index in 0..length {
            let mut row: Vec<Slot> = Vec::new();
            for side in sides {
                let place = (block, table.rows.len(), row.len());
                let slots = self.row(side, index, table.form, table.unit, place);
                row.extend(slots);
            }
            table.rows.push(row);
        }
        self.draft.blocks.push(Block::Table(Box::new(table)));
    }

    fn row(
        &mut self,
        side: &Side,
        index: usize,
        form: Form,
        unit: MoneyUnit,
        place: (usize, usize, usize),
    ) -> Vec<Slot> {
        let mut slots: Vec<Slot> = Vec::new();
        let Some(row) = side.rows.get(index) else {
            slots.resize_with(side.keys.len() + side.amounts.len(), || Slot::text(""));
            return slots;
        };
        for key in 0..side.keys.len() {
            let text = row.keys.get(key).cloned().unwrap_or_default();
            slots.push(if row.merged && key > 0 { Slot::covered() } else { Slot::text(text) });
        }
        if row.merged
            && let Some(first) = slots.first_mut()
        {
            first.columns = side.keys.len();
        }
        for amount in side.amounts {
            let fen = match &amount.given {
                Some(given) => given.get(index).copied().unwrap_or(0),
                None => self.books.sum_both(&row.filter, &amount.filter),
            };
            if row.blank || fen == 0 {
                slots.push(self.zero(row, amount, form, unit, (place.0, place.1, place.2 + slots.len())));
                continue;
            }
            let at = (place.0, place.1, place.2 + slots.len());
            slots.push(self.amount(fen, row, amount, form, unit, at));
        }
        slots
    }

    fn zero(
        &mut self,
        row: &RowSpec,
        amount: &AmountHead,
        form: Form,
        unit: MoneyUnit,
        at: (usize, usize, usize),
    ) -> Slot {
        if row.blank || self.style.zero.is_empty() {
            return Slot::text("");
        }
        if self.style.zero.starts_with(|first: char| first.is_ascii_digit()) {
            return self.amount(0, row, amount, form, unit, at);
        }
        Slot::text(self.style.zero)
    }

    fn amount(
        &mut self,
        fen: i64,
        row: &RowSpec,
        amount: &AmountHead,
        form: Form,
        unit: MoneyUnit,
        (block, table_row, column): (usize, usize, usize),
    ) -> Slot {
        let coordinates = merge(&row.coordinates, &amount.coordinates, form);
        let meaning = Meaning::Amount { fen };
        let printed = meaning.print(unit, 2, self.style.separators);
        let place = Place::Cell(Box::new(CellPlace {
            block,
            row: table_row,
            column,
            coordinates,
            unit_code: row.unit_code.clone(),
            year: amount.year.unwrap_or(self.books.year),
            phase: amount.phase.unwrap_or(self.books.phase),
            head: amount.path.join("/"),
        }));
        let figure = Figure { meaning, subject: "cell".to_owned(), printed, unit, decimals: 2, place };
        Slot { content: Content::Figure(self.draft.figure(figure)), rows: 1, columns: 1 }
    }
}

/// The row says what, the column says of which money and nature; where both speak, the narrower one counts.
fn merge(row: &Coordinates, column: &Coordinates, form: Form) -> Coordinates {
    let row_is_narrower =
        column.fund == FundSource::All || column.fund == FundSource::Appropriation && row.fund != FundSource::All;
    let fund = if row_is_narrower { row.fund } else { column.fund };
    let nature = if is_within(row.nature, column.nature) { row.nature } else { column.nature };
    let level = if column.level == RowLevel::Leaf { row.level } else { column.level };
    let item = if row.item.is_empty() { column.item.clone() } else { row.item.clone() };
    Coordinates {
        form: Some(column.form.unwrap_or(form)),
        flow: row.flow.or(column.flow),
        fund,
        nature,
        level,
        item,
        ..row.clone()
    }
}

/// Head rows from paths: equal neighbours below equal heads are one cell, and the last piece reaches to the bottom.
fn head_rows(paths: &[Vec<String>]) -> Vec<Vec<Slot>> {
    let depth = paths.iter().map(Vec::len).max().unwrap_or(1);
    let same = |left: usize, right: usize, level: usize| match (paths.get(left), paths.get(right)) {
        (Some(left), Some(right)) => {
            left.len() > level + 1
                && right.len() > level + 1
                && left.iter().take(level + 1).eq(right.iter().take(level + 1))
        }
        _ => false,
    };
    let mut rows: Vec<Vec<Slot>> = Vec::new();
    for level in 0..depth {
        let mut row: Vec<Slot> = Vec::new();
        for (column, path) in paths.iter().enumerate() {
            let Some(piece) = path.get(level) else {
                row.push(Slot::covered());
                continue;
            };
            if column > 0 && same(column - 1, column, level) {
                row.push(Slot::covered());
                continue;
            }
            let columns = (column + 1..paths.len()).take_while(|other| same(column, *other, level)).count() + 1;
            let rows = if path.len() == level + 1 { depth - level } else { 1 };
            row.push(Slot { content: Content::Text(piece.clone()), rows, columns });
        }
        rows.push(row);
    }
    rows
}

/// 栏次, then the columns of amounts counted through.
fn numbering(sides: &[Side]) -> Vec<Slot> {
    let mut row = Vec::new();
    let mut number = 0;
    for side in sides {
        for key in 0..side.keys.len() {
            row.push(Slot::text(if key == 0 { "栏次" } else { "" }));
        }
        for _ in side.amounts {
            number += 1;
            row.push(Slot::text(number.to_string()));
        }
    }
    row
}

/// Writes paragraphs into a draft.
pub struct Prose<'a> {
    draft: &'a mut Draft,
    pieces: Vec<Piece>,
    style: Style,
    group: usize,
}

impl<'a> Prose<'a> {
    /// Begins a paragraph.
    pub fn new(draft: &'a mut Draft, style: Style) -> Self {
        let group = draft.figures.len();
        Prose { draft, pieces: Vec::new(), style, group }
    }

    /// Words.
    pub fn say(mut self, text: &str) -> Self {
        self.pieces.push(Piece::Text(text.to_owned()));
        self
    }

    /// An amount with 万元.
    pub fn wan(self, subject: &str, fen: i64) -> Self {
        self.figure(subject, Meaning::Amount { fen }).say("万元")
    }

    /// 增加36.15万元 or 减少…; nothing else.
    pub fn change(self, subject: &str, now: i64, base: i64) -> Self {
        self.figure(subject, Meaning::Direction { now, base, of_rate: false })
            .figure(subject, Meaning::Change { now, base })
            .say("万元")
    }

    /// 增长3.42% or 下降….
    pub fn rate(self, subject: &str, now: i64, base: i64) -> Self {
        self.figure(subject, Meaning::Direction { now, base, of_rate: true })
            .figure(subject, Meaning::Rate { now, base })
            .say("%")
    }

    /// 占45.19%, a share of the group that began last.
    pub fn share(self, subject: &str, part: i64, whole: i64) -> Self {
        let group = self.group;
        self.figure(subject, Meaning::Share { part, whole, group }).say("%")
    }

    /// The next shares add to another whole.
    pub fn new_group(mut self) -> Self {
        self.group = self.draft.figures.len();
        self
    }

    /// 95.30%, an execution rate.
    pub fn execution(self, subject: &str, done: i64, budget: i64) -> Self {
        self.figure(subject, Meaning::Execution { done, budget }).say("%")
    }

    fn figure(mut self, subject: &str, meaning: Meaning) -> Self {
        let exact = matches!(meaning, Meaning::Amount { .. } | Meaning::Change { .. });
        let mut decimals = 2;
        let mut printed = meaning.print(MoneyUnit::WanYuan, decimals, false);
        if self.style.short_prose && exact && !matches!(meaning, Meaning::Direction { .. }) {
            let short = printed.trim_end_matches('0').trim_end_matches('.').to_owned();
            // What is cut off was printed as zero; only an amount that is exact at fewer digits may lose them.
            let fen = match &meaning {
                Meaning::Amount { fen } => *fen,
                Meaning::Change { now, base } => (now - base).abs(),
                _ => 0,
            };
            let shortened = short.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
            if fen % MoneyUnit::WanYuan.fen() == 0
                || Money::from_fen(fen).exactly_in_unit(MoneyUnit::WanYuan, 0) == short
            {
                printed = short;
                decimals = shortened;
            }
        }
        let place = Place::Sentence(self.draft.blocks.len());
        let index = self.draft.figure(Figure {
            meaning,
            subject: subject.to_owned(),
            printed,
            unit: MoneyUnit::WanYuan,
            decimals,
            place,
        });
        self.pieces.push(Piece::Figure(index));
        self
    }

    /// Ends the paragraph.
    pub fn end(self) {
        self.draft.blocks.push(Block::Paragraph(self.pieces));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_with_and_without_separators() {
        assert_eq!(print_amount(1_092_220_000, MoneyUnit::WanYuan, 2, true), "1,092.22");
        assert_eq!(print_amount(-12_345_678_900, MoneyUnit::Yuan, 2, true), "-123,456,789.00");
        assert_eq!(print_amount(50_000, MoneyUnit::WanYuan, 2, false), "0.05");
    }

    #[test]
    fn equal_heads_side_by_side_become_one_cell() {
        let path = |pieces: &[&str]| pieces.iter().map(|piece| (*piece).to_owned()).collect::<Vec<_>>();
        let rows = head_rows(&[path(&["项目"]), path(&["基本支出", "小计"]), path(&["基本支出", "人员经费"])]);
        assert_eq!((rows[0][0].rows, rows[0][1].columns), (2, 2));
        assert!(matches!(rows[0][2].content, Content::Covered));
        assert!(matches!(&rows[1][2].content, Content::Text(text) if text == "人员经费"));
    }
}
