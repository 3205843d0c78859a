//! The walk over a parsed page, without recursion, from its elements to lines and grids.

use super::table::{Table, TooLarge};
use crate::documents::formats::spreadsheet::layout::{LARGEST_GRID, superscript};
use crate::documents::{Block, Line, Warning};
use crate::domain::Locator;
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

/// Elements whose text nobody sees, or that are no text of the page.
const UNSEEN: &[&str] = &[
    "script", "style", "template", "noscript", "head", "iframe", "object", "select", "textarea", "svg", "math", "rt",
    "rp", "button", "datalist", "audio", "video",
];

/// Elements that start and end a line of text.
const BLOCKS: &[&str] = &[
    "html",
    "body",
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "header",
    "footer",
    "nav",
    "main",
    "aside",
    "form",
    "fieldset",
    "legend",
    "blockquote",
    "pre",
    "address",
    "figure",
    "figcaption",
    "center",
    "hr",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "details",
    "summary",
    "title",
    "marquee",
];

/// How many cells with a lone number make a layout table suspicious.
const NUMBERS_IN_LAYOUT: usize = 4;

/// Walks over a page.
pub(super) struct Walker<'a> {
    page: &'a Html,
    blocks: Vec<Block>,
    warnings: Vec<Warning>,
    /// Lines and table rows so far.
    lines: u32,
    /// The line being collected.
    text: String,
    /// Width of the blanks before it, in half characters.
    indent: usize,
    /// The table being read; a table with tables inside is layout, so there is never a second one.
    table: Option<Table>,
    /// Open layout tables, with the number of their cells that hold nothing but a number.
    layouts: Vec<usize>,
    /// How many raised elements are open.
    raised: usize,
    /// How many preformatted elements are open.
    preformatted: usize,
    /// Grid places that may still be taken.
    allowance: usize,
}

impl<'a> Walker<'a> {
    /// A walk over this page.
    pub fn new(page: &'a Html) -> Self {
        Walker {
            page,
            blocks: Vec::new(),
            warnings: Vec::new(),
            lines: 0,
            text: String::new(),
            indent: 0,
            table: None,
            layouts: Vec::new(),
            raised: 0,
            preformatted: 0,
            allowance: LARGEST_GRID,
        }
    }

    /// Walks from the root to the end of the page.
    pub fn walk(mut self) -> (Vec<Block>, Vec<Warning>) {
        let page = self.page;
        let mut node = page.tree.root();
        'nodes: loop {
            let entered = match node.value() {
                Node::Element(element) if is_unseen(element) => false,
                Node::Element(element) if element.name() == "del" => {
                    let text: String =
                        ElementRef::wrap(node).map(|element| element.text().collect()).unwrap_or_default();
                    self.warn_of_deleted(&text);
                    false
                }
                Node::Element(element) => {
                    let is_layout = element.name() == "table" && ElementRef::wrap(node).is_some_and(is_layout);
                    self.open(element, is_layout);
                    true
                }
                Node::Text(text) => {
                    self.add(text);
                    true
                }
                _ => true,
            };
            if let Some(child) = node.first_child().filter(|_| entered) {
                node = child;
                continue;
            }
            let mut leaving = entered;
            loop {
                if let Some(element) = node.value().as_element().filter(|_| leaving) {
                    self.close(element);
                }
                leaving = true;
                if let Some(next) = node.next_sibling() {
                    node = next;
                    continue 'nodes;
                }
                match node.parent() {
                    Some(parent) => node = parent,
                    None => break 'nodes,
                }
            }
        }
        self.end_line(true);
        (self.blocks, self.warnings)
    }

    fn warn_of_deleted(&mut self, text: &str) {
        let text: Vec<&str> = text.split_whitespace().collect();
        if !text.is_empty() {
            let message = format!("标为删除的内容“{}”没有读入", text.join(" "));
            self.warnings.push(Warning { place: self.place(), message });
        }
    }

    /// The place of the line or row that comes next.
    fn place(&self) -> Locator {
        Locator { line: Some(self.lines.saturating_add(1)), ..Locator::default() }
    }

    fn open(&mut self, element: &Element, is_layout: bool) {
        let name = element.name();
        if name == "br" {
            self.end_line(false);
        } else if BLOCKS.contains(&name) {
            self.end_line(true);
        }
        let place = self.place();
        match (name, self.table.as_mut()) {
            ("sup", _) => self.raised += 1,
            ("pre", _) => self.preformatted += 1,
            ("table", _) if is_layout => self.layouts.push(0),
            ("table", None) => self.table = Some(Table::default()),
            ("thead" | "tbody" | "tfoot", Some(table)) => table.start_group(),
            ("tr", Some(table)) => {
                table.start_row(place);
                self.lines = self.lines.saturating_add(1);
            }
            ("td" | "th", Some(table)) => table.start_cell(element.attr("rowspan"), element.attr("colspan")),
            ("caption", Some(table)) => table.in_caption = true,
            _ => {}
        }
    }

    fn close(&mut self, element: &Element) {
        let name = element.name();
        if matches!(name, "td" | "th")
            && self.table.is_none()
            && is_number(&self.text)
            && let Some(numbers) = self.layouts.last_mut()
        {
            *numbers += 1;
        }
        if BLOCKS.contains(&name) {
            self.end_line(true);
        }
        match (name, self.table.as_mut()) {
            ("sup", _) => self.raised = self.raised.saturating_sub(1),
            ("pre", _) => self.preformatted = self.preformatted.saturating_sub(1),
            ("table", Some(_)) => self.end_table(),
            ("table", None) => self.end_layout(),
            ("thead" | "tbody" | "tfoot", Some(table)) => table.start_group(),
            ("td" | "th", Some(table)) => table.in_cell = false,
            ("caption", Some(table)) => table.in_caption = false,
            _ => {}
        }
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.table.take() else { return };
        for (place, text) in std::mem::take(&mut table.caption) {
            self.blocks.push(Block::Line(Line { text, place, ends_paragraph: true }));
        }
        let place = self.place();
        match table.into_grid(self.allowance) {
            Ok(Some(grid)) => {
                self.allowance = self.allowance.saturating_sub(grid.rows.len() * grid.width());
                self.blocks.push(Block::Grid(grid));
            }
            Ok(None) => {}
            Err(TooLarge) => {
                let message = "这里之前的表格太大（全页最多读 500 万格），没有读入".to_owned();
                self.warnings.push(Warning { place, message });
            }
        }
    }

    fn end_layout(&mut self) {
        if let Some(numbers) = self.layouts.pop().filter(|numbers| *numbers >= NUMBERS_IN_LAYOUT) {
            let message = format!("这里之前的表格套有别的表格，按排版读作行文，其中 {numbers} 个单元格是数字，请核对");
            self.warnings.push(Warning { place: self.place(), message });
        }
    }

    /// Adds text to the line; white space of the source is one space, other blanks are spaces.
    fn add(&mut self, text: &str) {
        let raised = (self.raised > 0).then(|| superscript(text));
        for character in raised.as_deref().unwrap_or(text).chars() {
            match character {
                '\n' if self.preformatted > 0 => self.end_line(false),
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => {
                    if !self.text.is_empty() && !self.text.ends_with(' ') {
                        self.text.push(' ');
                    }
                }
                '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
                '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' if self.text.is_empty() => {
                    self.indent += if matches!(character, '\u{3000}' | '\u{2003}') { 2 } else { 1 };
                }
                '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => self.text.push(' '),
                other => self.text.push(other),
            }
        }
    }

    /// Ends the line being collected. After `<br>` a paragraph may go on; it does not where the next line is blank or
    /// indented, or where the block ends.
    fn end_line(&mut self, ends_block: bool) {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let indent = std::mem::take(&mut self.indent);
        let place = self.place();
        if let Some(table) = self.table.as_mut() {
            if !text.is_empty() {
                self.lines = self.lines.saturating_add(u32::from(table.in_caption));
                table.add_line(text, place);
            }
            return;
        }
        if text.is_empty() || indent >= 2 {
            self.end_paragraph();
        }
        if !text.is_empty() {
            self.push_line(text, ends_block);
        }
    }

    fn end_paragraph(&mut self) {
        if let Some(Block::Line(line)) = self.blocks.last_mut() {
            line.ends_paragraph = true;
        }
    }

    fn push_line(&mut self, text: String, ends_paragraph: bool) {
        let place = self.place();
        self.lines = self.lines.saturating_add(1);
        self.blocks.push(Block::Line(Line { text, place, ends_paragraph }));
    }
}

/// Whether nobody sees an element: by its name, its attribute, or its own style.
fn is_unseen(element: &Element) -> bool {
    let style = || {
        let style = element.attr("style").unwrap_or_default();
        style.chars().filter(|character| !character.is_whitespace()).collect::<String>().to_ascii_lowercase()
    };
    UNSEEN.contains(&element.name())
        || element.attr("hidden").is_some()
        || (element.attr("style").is_some() && {
            let style = style();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
}

/// Whether a table only serves layout: it holds other tables, or none of its rows has two cells.
fn is_layout(table: ElementRef<'_>) -> bool {
    let mut cells_in_row = 0;
    let mut has_columns = false;
    for element in table.descendent_elements().filter(|element| element.id() != table.id()) {
        match element.value().name() {
            "table" => return true,
            "tr" => cells_in_row = 0,
            "td" | "th" => {
                cells_in_row += 1;
                has_columns = has_columns || cells_in_row > 1;
            }
            _ => {}
        }
    }
    !has_columns
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.chars().any(|character| character.is_ascii_digit())
        && text.chars().all(|character| character.is_ascii_digit() || ",.%-".contains(character))
}
