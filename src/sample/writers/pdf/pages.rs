//! Pages in the making: a pen that goes down the page, upright or landscape, and the file at the end.

use super::face::Face;
use crate::error::{Error, Result};
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;

/// Short and long side of a page, in points.
const SHORT: f32 = 595.0;
const LONG: f32 = 842.0;
/// Margin on every side.
pub const MARGIN: f32 = 56.0;

/// The face's name in the file; the letters before the plus sign mark a part of a font.
const FONT: &str = "TONGBI+TongbiSansSC";

struct Page {
    landscape: bool,
    content: Content,
}

/// The pages of a document.
pub struct Pages<'a> {
    face: &'a Face,
    mark: &'static str,
    pages: Vec<Page>,
    /// Height of the pen above the bottom of the page.
    pen: f32,
    remapper: GlyphRemapper,
    characters: BTreeMap<u16, char>,
}

impl<'a> Pages<'a> {
    /// One upright page.
    pub fn new(face: &'a Face, mark: &'static str) -> Self {
        let mut pages = Pages {
            face,
            mark,
            pages: Vec::new(),
            pen: 0.0,
            remapper: GlyphRemapper::new(),
            characters: BTreeMap::new(),
        };
        pages.begin(false);
        pages
    }

    /// The face.
    pub fn face(&self) -> &'a Face {
        self.face
    }

    /// Begins a page, with the mark at its top and its number at its foot.
    pub fn begin(&mut self, landscape: bool) {
        self.pages.push(Page { landscape, content: Content::new() });
        self.pen = self.height() - MARGIN - 10.0;
        let (width, height) = (self.width(), self.height());
        let mark = self.mark;
        self.text((width - self.face.width(mark, 8.0)) / 2.0, height - 36.0, 8.0, mark);
        let number = format!("— {} —", self.pages.len());
        self.text((width - self.face.width(&number, 9.0)) / 2.0, 30.0, 9.0, &number);
    }

    /// A new page like this one, unless nothing stands on it yet.
    pub fn next_page(&mut self) {
        if self.pen < self.height() - MARGIN - 10.0 {
            self.begin(false);
        }
    }

    /// Goes back to upright pages.
    pub fn stand_upright(&mut self) {
        if self.is_landscape() {
            self.begin(false);
        }
    }

    /// Whether the page lies on its long side.
    pub fn is_landscape(&self) -> bool {
        self.pages.last().is_some_and(|page| page.landscape)
    }

    /// Width of the page.
    pub fn width(&self) -> f32 {
        if self.is_landscape() { LONG } else { SHORT }
    }

    /// Height of the page.
    pub fn height(&self) -> f32 {
        if self.is_landscape() { SHORT } else { LONG }
    }

    /// Height of the pen.
    pub fn pen(&self) -> f32 {
        self.pen
    }

    /// Puts the pen down by so much.
    pub fn advance(&mut self, by: f32) {
        self.pen -= by;
    }

    /// Whether so much fits above the bottom margin.
    pub fn fits(&self, height: f32) -> bool {
        self.pen - height >= MARGIN
    }

    /// Text with its base line at a height above the bottom.
    pub fn text(&mut self, left: f32, baseline: f32, size: f32, text: &str) {
        let mut codes: Vec<u8> = Vec::with_capacity(2 * text.len());
        for character in text.chars() {
            let glyph = self.face.glyph(character);
            let code = self.remapper.remap(glyph);
            self.characters.entry(code).or_insert(character);
            codes.extend(code.to_be_bytes());
        }
        if let Some(page) = self.pages.last_mut() {
            page.content.begin_text().set_font(Name(b"F1"), size);
            page.content.set_text_matrix([1.0, 0.0, 0.0, 1.0, left, baseline]).show(Str(&codes)).end_text();
        }
    }

    /// The outline of a rectangle, given by its upper left corner.
    pub fn outline(&mut self, left: f32, top: f32, width: f32, height: f32) {
        if let Some(page) = self.pages.last_mut() {
            page.content.set_line_width(0.5).rect(left, top - height, width, height).stroke();
        }
    }

    /// A centred line.
    pub fn centred(&mut self, text: &str, size: f32, line: f32) {
        if !self.fits(line) {
            self.begin(self.is_landscape());
        }
        self.pen -= line;
        let left = (self.width() - self.face.width(text, size)) / 2.0;
        self.text(left, self.pen, size, text);
    }

    /// A paragraph that goes on over lines and pages.
    pub fn paragraph(&mut self, text: &str, size: f32, line: f32, indent: f32) {
        let width = self.width() - 2.0 * MARGIN;
        for (index, words) in self.face.wrap(text, size, width, indent).iter().enumerate() {
            if !self.fits(line) {
                self.begin(self.is_landscape());
            }
            self.pen -= line;
            let left = MARGIN + if index == 0 { indent } else { 0.0 };
            self.text(left, self.pen, size, words);
        }
    }

    /// The file.
    ///
    /// # Errors
    /// When the font cannot be cut.
    pub fn finish(self) -> Result<Vec<u8>> {
        let font = subsetter::subset(self.face.data(), 0, &self.remapper)
            .map_err(|error| Error::write(format!("裁剪内嵌字体时出错：{error}")))?;
        let mut pdf = Pdf::new();
        let (catalog, tree, type0, cid, descriptor, program, map) =
            (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5), Ref::new(6), Ref::new(7));
        pdf.catalog(catalog).pages(tree);
        let page_of = |index: usize| Ref::new(i32::try_from(8 + 2 * index).unwrap_or(i32::MAX));
        let count = self.pages.len();
        pdf.pages(tree).kids((0..count).map(page_of)).count(i32::try_from(count).unwrap_or(0));
        write_font(&mut pdf, &self, &font, [type0, cid, descriptor, program, map]);
        for (index, page) in self.pages.into_iter().enumerate() {
            let id = page_of(index);
            let content_id = Ref::new(id.get() + 1);
            let (width, height) = if page.landscape { (LONG, SHORT) } else { (SHORT, LONG) };
            let mut written = pdf.page(id);
            written.parent(tree).media_box(Rect::new(0.0, 0.0, width, height)).contents(content_id);
            written.resources().fonts().pair(Name(b"F1"), type0);
            written.finish();
            let content = compress_to_vec_zlib(&page.content.finish(), 6);
            pdf.stream(content_id, &content).filter(Filter::FlateDecode);
        }
        Ok(pdf.finish())
    }
}

fn write_font(pdf: &mut Pdf, pages: &Pages, font: &[u8], [type0, cid, descriptor, program, map]: [Ref; 5]) {
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    let name = Name(FONT.as_bytes());
    pdf.type0_font(type0).base_font(name).encoding_predefined(Name(b"Identity-H")).descendant_font(cid).to_unicode(map);
    let mut written = pdf.cid_font(cid);
    written.subtype(CidFontType::Type2).base_font(name).system_info(system).font_descriptor(descriptor);
    written.default_width(1000.0).cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = written.widths();
    for (code, character) in &pages.characters {
        widths.consecutive(*code, [pages.face.advance(*character)]);
    }
    widths.finish();
    written.finish();
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-1000.0, -300.0, 2000.0, 1200.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(733.0)
        .stem_v(95.0)
        .font_file2(program);
    pdf.stream(program, &compress_to_vec_zlib(font, 6)).filter(Filter::FlateDecode);
    let mut unicode = UnicodeCmap::new(Name(b"Unicode"), system);
    for (code, character) in &pages.characters {
        unicode.pair(*code, *character);
    }
    pdf.cmap(map, &unicode.finish());
}
