//! The stories of a document (body, notes, text boxes) as lines and grids, by recursive descent of bounded depth.
//!
//! Elements that are not known here are looked through: content controls, insertions, hyperlinks and the like only
//! wrap text.

use super::numbering::Numbering;
use super::styles::Styles;
use super::{table, xml};
use crate::documents::formats::spreadsheet::layout::{LARGEST_GRID, superscript};
use crate::documents::{Block, Line, Warning};
use crate::domain::Locator;
use quick_xml::Reader as XmlReader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// How deep tables and text boxes may lie inside one another.
const DEEPEST: usize = 60;

/// Which story is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// Body, header or footer.
    Main,
    /// Footnotes or endnotes.
    Notes,
}

/// Reads the stories of one document.
pub(super) struct Reader {
    styles: Styles,
    numbering: Numbering,
    /// Texts of comments by identifier.
    comments: HashMap<String, String>,
    blocks: Vec<Block>,
    pub(super) warnings: Vec<Warning>,
    /// Paragraphs so far, in table cells and text boxes too.
    pub(super) paragraphs: u32,
    /// Characters so far: tells whether one of two alternatives said anything.
    characters: usize,
    /// Characters at the start of each open `mc:AlternateContent`.
    alternatives: Vec<usize>,
    /// Pictures and embedded objects: the first place and how many.
    pictures: Option<(Locator, usize)>,
    /// Grid places that may still be taken.
    pub(super) allowance: usize,
    /// Properties of the table cell being read.
    pub(super) cell: table::CellProperties,
}

/// A paragraph while it is read.
#[derive(Default)]
struct Paragraph {
    text: String,
    hidden: String,
    deleted: String,
    style: Option<String>,
    numbering: Option<String>,
    level: Option<usize>,
    /// What floats beside it: text boxes.
    floats: Vec<Block>,
}

/// The look of a run, as far as it matters.
#[derive(Clone, Copy, Default)]
struct Run {
    hidden: bool,
    raised: bool,
}

impl Reader {
    /// A reader with what the other parts of the package say.
    pub fn new(styles: Styles, numbering: Numbering, comments: HashMap<String, String>) -> Self {
        Reader {
            styles,
            numbering,
            comments,
            blocks: Vec::new(),
            warnings: Vec::new(),
            paragraphs: 0,
            characters: 0,
            alternatives: Vec::new(),
            pictures: None,
            allowance: LARGEST_GRID,
            cell: table::CellProperties::default(),
        }
    }

    /// Reads one story after what has been read before.
    pub fn read_story(&mut self, text: &str, story: Story) {
        let mut reader = xml::reader(text);
        let mut blocks = Vec::new();
        let complete = self.container(&mut reader, &mut blocks, 0, story);
        self.blocks.append(&mut blocks);
        if !complete {
            self.warn("文档的 XML 从这里起损坏，以下内容缺失".to_owned());
        }
    }

    /// What has been read.
    pub fn finish(mut self) -> (Vec<Block>, Vec<Warning>) {
        if let Some((place, count)) = self.pictures {
            let message = format!("从这里起有 {count} 个图片、图表或嵌入对象，其中的文字没有读入");
            self.warnings.push(Warning { place, message });
        }
        (self.blocks, self.warnings)
    }

    /// The place of the paragraph being read.
    pub(super) fn place(&self) -> Locator {
        Locator { line: Some(self.paragraphs.max(1)), ..Locator::default() }
    }

    /// Adds a warning at the paragraph being read.
    pub(super) fn warn(&mut self, message: String) {
        self.warnings.push(Warning { place: self.place(), message });
    }

    /// Warns of text that is left out, if it says anything.
    pub(super) fn warn_of_text(&mut self, what: &str, text: &str) {
        if !text.trim().is_empty() {
            self.warn(format!("{what}“{}”没有读入", xml::excerpt(text)));
        }
    }

    /// Reads paragraphs and tables up to the end of the element that has just started. Whether that end was found.
    pub(super) fn container(
        &mut self,
        reader: &mut XmlReader<&[u8]>,
        blocks: &mut Vec<Block>,
        depth: usize,
        story: Story,
    ) -> bool {
        let mut open = 0_usize;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    if depth > DEEPEST {
                        let text = xml::text_inside(reader);
                        self.warn_of_text("嵌套过深的内容", &text);
                        continue;
                    }
                    match element.local_name().as_ref() {
                        "p" => self.paragraph(reader, blocks, depth + 1),
                        "tbl" => table::read(self, reader, blocks, depth + 1),
                        "footnote" | "endnote" if story == Story::Notes && is_separator(&element) => {
                            xml::text_inside(reader);
                        }
                        "tcPr" => self.cell = table::CellProperties::read(reader),
                        "altChunk" => {
                            self.warn("嵌入的外部文档片段没有读入".to_owned());
                            open += 1;
                        }
                        _ => open += usize::from(!self.is_left_out(&element, reader)),
                    }
                }
                Ok(Event::End(element)) => {
                    self.end_alternatives(element.local_name().as_ref());
                    if open == 0 {
                        return true;
                    }
                    open -= 1;
                }
                Ok(Event::Eof) => return depth == 0 && open == 0,
                Err(_) => return false,
                Ok(_) => {}
            }
        }
    }

    /// Reads over an element that is no text of the document, with a warning where it said something. Whether it was
    /// such an element.
    pub(super) fn is_left_out(&mut self, element: &BytesStart<'_>, reader: &mut XmlReader<&[u8]>) -> bool {
        let name = element.local_name();
        match name.as_ref() {
            "sectPr" | "tblPr" | "sdtPr" | "sdtEndPr" | "smartTagPr" | "customXmlPr" | "pPr" | "rPr" | "rt" => {
                xml::text_inside(reader);
            }
            "del" | "moveFrom" => {
                let text = xml::text_inside(reader);
                self.warn_of_text("修订中删除的内容", &text);
            }
            "Fallback" => {
                if self.alternatives.last().is_none_or(|before| *before == self.characters) {
                    return false;
                }
                xml::text_inside(reader);
            }
            "AlternateContent" => {
                self.alternatives.push(self.characters);
                return false;
            }
            other if other.ends_with("Change") => {
                xml::text_inside(reader);
            }
            _ => return false,
        }
        true
    }

    fn end_alternatives(&mut self, name: &str) {
        if name == "AlternateContent" {
            self.alternatives.pop();
        }
    }

    /// Reads a paragraph, and after it what floats beside it.
    fn paragraph(&mut self, reader: &mut XmlReader<&[u8]>, blocks: &mut Vec<Block>, depth: usize) {
        self.paragraphs = self.paragraphs.saturating_add(1);
        let place = self.place();
        let mut paragraph = Paragraph::default();
        self.inline(reader, &mut paragraph, Run::default(), depth);
        let number = self.number_of(&paragraph);
        let text = with_number(&number, &paragraph.text);
        let lines: Vec<&str> = text.split('\n').filter(|line| !line.trim().is_empty()).collect();
        for (index, line) in lines.iter().enumerate() {
            let ends_paragraph = index + 1 == lines.len();
            blocks.push(Block::Line(Line { text: (*line).to_owned(), place, ends_paragraph }));
        }
        let warnings = [("隐藏文字", &paragraph.hidden), ("修订中删除的内容", &paragraph.deleted)];
        for (what, text) in warnings {
            if !text.trim().is_empty() {
                let message = format!("{what}“{}”没有读入", xml::excerpt(text));
                self.warnings.push(Warning { place, message });
            }
        }
        blocks.append(&mut paragraph.floats);
    }

    /// Counts the paragraph in its list; what Word prints before it.
    fn number_of(&mut self, paragraph: &Paragraph) -> String {
        let styled = paragraph.style.as_deref().and_then(|style| self.styles.numbering(style));
        let (numbering, level) = match (&paragraph.numbering, styled) {
            (Some(own), styled) => (own.clone(), paragraph.level.or(styled.map(|(_, level)| level)).unwrap_or(0)),
            (None, Some((numbering, level))) => (numbering, paragraph.level.unwrap_or(level)),
            (None, None) => return String::new(),
        };
        if numbering == "0" { String::new() } else { self.numbering.next(&numbering, level) }
    }

    /// Reads runs up to the end of the element that has just started.
    fn inline(&mut self, reader: &mut XmlReader<&[u8]>, paragraph: &mut Paragraph, mut run: Run, depth: usize) {
        let mut open = 0_usize;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => match element.local_name().as_ref() {
                    "pPr" => self.paragraph_properties(reader, paragraph),
                    "rPr" => run = self.run_properties(reader, run),
                    "r" if depth <= DEEPEST => {
                        let hidden = paragraph.style.as_deref().is_some_and(|style| self.styles.is_hidden(style));
                        self.inline(reader, paragraph, Run { hidden, raised: false }, depth + 1);
                    }
                    "txbxContent" => {
                        let mut floats = Vec::new();
                        self.container(reader, &mut floats, depth + 1, Story::Main);
                        paragraph.floats.append(&mut floats);
                    }
                    "del" | "moveFrom" | "delText" => paragraph.deleted.push_str(&xml::text_inside(reader)),
                    "t" => {
                        let text = run_text(&element, reader);
                        self.add(&text, paragraph, run);
                    }
                    name => {
                        let text = self.special(name, &element);
                        self.add(&text, paragraph, run);
                        open += usize::from(!self.is_left_out(&element, reader));
                    }
                },
                Ok(Event::End(element)) => {
                    self.end_alternatives(element.local_name().as_ref());
                    if open == 0 {
                        return;
                    }
                    open -= 1;
                }
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    fn add(&mut self, text: &str, paragraph: &mut Paragraph, run: Run) {
        if run.hidden {
            paragraph.hidden.push_str(text);
        } else if run.raised {
            paragraph.text.push_str(&superscript(text));
        } else {
            paragraph.text.push_str(text);
        }
        self.characters += text.len();
    }

    /// The characters that stand in elements of their own; notes what cannot be characters.
    fn special(&mut self, name: &str, element: &BytesStart<'_>) -> String {
        match name {
            "tab" | "ptab" => "\t".to_owned(),
            "cr" => "\n".to_owned(),
            "br" => match xml::attribute(element, "type").as_deref() {
                Some("page" | "column") => String::new(),
                _ => "\n".to_owned(),
            },
            "noBreakHyphen" => "-".to_owned(),
            "sym" => {
                let symbol = symbol(element);
                if symbol == char::REPLACEMENT_CHARACTER {
                    self.warn("有一个符号字体的字符认不出来，已用“\u{fffd}”代替".to_owned());
                }
                symbol.to_string()
            }
            "blip" | "imagedata" | "OLEObject" | "chart" => {
                let place = self.place();
                self.pictures.get_or_insert((place, 0)).1 += 1;
                self.characters += 1;
                String::new()
            }
            "commentReference" => {
                let comment = xml::attribute(element, "id").and_then(|identifier| self.comments.remove(&identifier));
                self.warn_of_text("批注", &comment.unwrap_or_default());
                String::new()
            }
            _ => String::new(),
        }
    }

    /// Reads `w:pPr`: style and numbering.
    fn paragraph_properties(&mut self, reader: &mut XmlReader<&[u8]>, paragraph: &mut Paragraph) {
        let mut open = 0_usize;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    match element.local_name().as_ref() {
                        "pStyle" => paragraph.style = xml::attribute(&element, "val"),
                        "numId" => paragraph.numbering = xml::attribute(&element, "val"),
                        "ilvl" => paragraph.level = xml::number(&element, "val"),
                        "rPr" => {
                            xml::text_inside(reader);
                            continue;
                        }
                        name if name.ends_with("Change") => {
                            xml::text_inside(reader);
                            continue;
                        }
                        _ => {}
                    }
                    open += 1;
                }
                Ok(Event::End(_)) if open == 0 => return,
                Ok(Event::End(_)) => open -= 1,
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    /// Reads `w:rPr`: whether the run is hidden or raised.
    fn run_properties(&mut self, reader: &mut XmlReader<&[u8]>, mut run: Run) -> Run {
        let mut open = 0_usize;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    match element.local_name().as_ref() {
                        "vanish" => run.hidden = xml::is_on(&element),
                        "vertAlign" => {
                            run.raised = xml::attribute(&element, "val").as_deref() == Some("superscript");
                        }
                        "rStyle" => {
                            let style = xml::attribute(&element, "val").unwrap_or_default();
                            run.hidden = run.hidden || self.styles.is_hidden(&style);
                        }
                        name if name.ends_with("Change") => {
                            xml::text_inside(reader);
                            continue;
                        }
                        _ => {}
                    }
                    open += 1;
                }
                Ok(Event::End(_)) if open == 0 => return run,
                Ok(Event::End(_)) => open -= 1,
                Ok(Event::Eof) | Err(_) => return run,
                Ok(_) => {}
            }
        }
    }
}

/// The text of `w:t`; white space at its ends counts only where the file says so.
fn run_text(element: &BytesStart<'_>, reader: &mut XmlReader<&[u8]>) -> String {
    let keeps_space = xml::attribute(element, "space").as_deref() == Some("preserve");
    let text = xml::text_inside(reader).replace(['\r', '\n'], " ");
    if keeps_space { text } else { text.trim_matches([' ', '\t']).to_owned() }
}

/// The lines above and between notes are notes themselves, of a special type.
fn is_separator(element: &BytesStart<'_>) -> bool {
    xml::attribute(element, "type").is_some_and(|kind| kind != "normal")
}

/// A paragraph with its automatic number. A space keeps `1.` and `2万元` apart.
fn with_number(number: &str, text: &str) -> String {
    if number.is_empty() || text.trim().is_empty() {
        return text.to_owned();
    }
    let touches =
        number.ends_with(|last: char| last.is_alphanumeric() && last.is_ascii() || matches!(last, '.' | '．'));
    if touches { format!("{number} {text}") } else { format!("{number}{text}") }
}

/// The character of `w:sym`: the usual ones of the symbol fonts, else the replacement character.
fn symbol(element: &BytesStart<'_>) -> char {
    const SYMBOL: &[(u32, char)] =
        &[(0x2d, '-'), (0xa3, '≤'), (0xb1, '±'), (0xb3, '≥'), (0xb4, '×'), (0xb7, '•'), (0xb8, '÷')];
    const WINGDINGS: &[(u32, char)] = &[
        (0x52, '☑'),
        (0x6c, '●'),
        (0x6e, '■'),
        (0x6f, '□'),
        (0xa8, '□'),
        (0xfb, '✗'),
        (0xfc, '✓'),
        (0xfd, '☒'),
        (0xfe, '☑'),
    ];
    let code = xml::attribute(element, "char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok()).unwrap_or(0);
    let font = xml::attribute(element, "font").unwrap_or_default();
    let is_private = (0xf000..=0xf0ff).contains(&code);
    if !is_private && code > 0x1f && !font.starts_with("Wingdings") {
        return char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    let low = code & 0xff;
    let table = if font.starts_with("Wingdings") { WINGDINGS } else { SYMBOL };
    let known = table.iter().find(|(from, _)| *from == low).map(|(_, to)| *to);
    let plain = (font == "Symbol" && (0x20..0x40).contains(&low)).then(|| char::from_u32(low)).flatten();
    known.or(plain).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The texts of comments by identifier.
pub(super) fn notes(text: &str) -> Vec<(String, String)> {
    let mut reader = xml::reader(text);
    let mut notes = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "comment" => {
                let identifier = xml::attribute(&element, "id").unwrap_or_default();
                notes.push((identifier, xml::text_inside(&mut reader)));
            }
            Ok(Event::Eof) | Err(_) => return notes,
            Ok(_) => {}
        }
    }
}
