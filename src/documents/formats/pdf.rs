//! PDF with a text layer: glyphs and ruling lines of each page become lines of text and grids with spans.

mod alignment;
mod cells;
mod characters;
mod furniture;
mod glyphs;
mod integrity;
mod layout;
mod lines;
mod paragraphs;
mod rules;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use crate::documents::{Block, Content, Format, Line, Warning};
use crate::domain::Locator;
use crate::error::{Error, Result};
use glyphs::{Collector, PageContent};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, InterpreterWarning, interpret_page};
use hayro_syntax::page::Page;
use hayro_syntax::{LoadPdfError, Pdf};
use kurbo::Rect;
use layout::{PageLayout, Piece};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A published PDF with a text layer.
pub const FORMAT: Format = Format {
    name: "pdf",
    name_zh: "PDF",
    extensions: &["pdf"],
    documentation: "带文字层的 PDF：按表格线（没有表格线时按文字对齐）读出表格和合并单元格，其余读作文字；页码、页眉页脚不读入；扫描件没有文字，不能读。",
    recognises: |bytes, _extension| bytes.get(..1024).unwrap_or(bytes).windows(5).any(|window| window == b"%PDF-"),
    read,
};

/// Most pages of a file.
const MOST_PAGES: usize = 20_000;

fn read(bytes: &[u8]) -> Result<Content> {
    let damaged = || Error::unreadable("PDF 文件已损坏，无法解析；请重新下载，或用阅读器打开后另存一份再读");
    let pdf = catch_unwind(|| Pdf::new(bytes.to_vec())).map_err(|_| damaged())?.map_err(|error| match error {
        LoadPdfError::Decryption(_) => {
            Error::unreadable("PDF 已加密，需要密码才能读；请用阅读器解除密码保护、另存一份再读")
        }
        LoadPdfError::Invalid => damaged(),
    })?;
    let count = catch_unwind(AssertUnwindSafe(|| pdf.pages().len())).map_err(|_| damaged())?;
    if count == 0 {
        return Err(damaged());
    }
    if count > MOST_PAGES {
        return Err(Error::unreadable(format!("PDF 有 {count} 页，超过上限 {MOST_PAGES} 页；请拆分后再读")));
    }
    let mut reader = Reader::default();
    if let Ok(Some(promised)) = catch_unwind(AssertUnwindSafe(|| integrity::promised_pages(&pdf))) {
        let message = format!("文件应有 {promised} 页，只找到 {count} 页，其余各页已损坏；请重新下载后再读");
        reader.warnings.push(Warning { place: Locator::default(), message });
    }
    reader.read_pages(&pdf);
    reader.finish()
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    pages: Vec<PageLayout>,
    warnings: Vec<Warning>,
    known_glyphs: usize,
    unknown_glyphs: usize,
    pictures: usize,
}

impl Reader {
    fn read_pages(&mut self, pdf: &Pdf) {
        let mut cache = InterpreterCache::new();
        for (index, page) in pdf.pages().iter().enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let ReadPage { content, broken, lacks_font, damaged } = read_page(page, pdf, &cache);
            if lacks_font {
                self.warn(number, "有字体无法读取，用它的文字可能缺失；请对照原文件核对这一页");
            }
            if damaged {
                self.warn(number, "这一页的内容已损坏（与校验值不符），文字和数字可能缺失或有误；请重新下载后再读");
            }
            if broken {
                // What a panic left behind in the cache is not trusted.
                cache = InterpreterCache::new();
                self.warn(number, "这一页有损坏的内容，后半部分可能没有读到；请对照原文件核对这一页");
            }
            self.note(number, &content);
            let layout = catch_unwind(AssertUnwindSafe(|| layout::lay_out(content))).unwrap_or_else(|_| {
                self.warn(number, "这一页的版面无法识别，没有读入");
                PageLayout::default()
            });
            for message in &layout.warnings {
                self.warn(number, message);
            }
            self.pages.push(layout);
        }
    }

    fn warn(&mut self, page: u32, message: impl Into<String>) {
        let place = Locator { page: Some(page), ..Locator::default() };
        self.warnings.push(Warning { place, message: message.into() });
    }

    /// Says what of a page could not be read.
    fn note(&mut self, page: u32, content: &PageContent) {
        self.unknown_glyphs += content.unknown;
        self.known_glyphs += content.glyphs.len() - content.unknown.min(content.glyphs.len());
        self.pictures += usize::from(content.picture && content.glyphs.is_empty());
        if content.unknown > 0 {
            let count = content.unknown;
            self.warn(page, format!("有 {count} 个字的字体没有文字编码，读作“\u{fffd}”；请对照原文件核对"));
        }
        if content.overfull {
            self.warn(page, "这一页的内容超过上限，其余部分没有读入");
        }
        if content.too_many_segments {
            self.warn(page, "这一页的线条超过上限，没有按表格线识别，按文字读入");
        }
        if content.recognised {
            self.warn(page, "这一页是图片，文字来自图片上的识别文字层，可能有错字错数；请对照原文件核对");
        } else if content.picture && content.glyphs.is_empty() {
            self.warn(page, "这一页是扫描的图片，没有文字层，没有读入");
        }
        if content.slanted > 0 {
            self.warn(page, format!("有 {} 个斜排的字（多为水印）没有读入", content.slanted));
        }
        if content.unseen > 0 {
            self.warn(page, format!("有 {} 个看不见的字（被裁掉、白色或透明）没有读入", content.unseen));
        }
    }

    fn finish(mut self) -> Result<Content> {
        if self.known_glyphs == 0 && self.unknown_glyphs > 0 {
            return Err(Error::unreadable(
                "PDF 的字体没有文字编码，一个字也认不出来；请提供能复制出文字的版本，或用 Word、Excel 版本",
            ));
        }
        if self.known_glyphs == 0 {
            return Err(Error::unreadable(
                "PDF 是扫描件或图片，没有文字层，无法读取；请提供带文字的版本（如由 Word、Excel 直接导出的 PDF）",
            ));
        }
        furniture::remove(&mut self.pages);
        let ends = paragraphs::ends(&self.pages);
        let pages = u32::try_from(self.pages.len()).ok();
        let mut blocks = Vec::new();
        for (index, (page, ends)) in self.pages.into_iter().zip(ends).enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            for ((line, piece), ends_paragraph) in page.pieces.into_iter().zip(ends) {
                blocks.push(block(number, line, piece, ends_paragraph));
            }
        }
        Ok(Content { encoding: None, pages, blocks, warnings: self.warnings })
    }
}

fn block(page: u32, line: u32, piece: Piece, ends_paragraph: bool) -> Block {
    match piece {
        Piece::Line(placed) => {
            let place = Locator { page: Some(page), line: Some(line), ..Locator::default() };
            Block::Line(Line { text: placed.text, place, ends_paragraph })
        }
        Piece::Grid(mut placed) => {
            layout::number_rows(&mut placed.grid, page, line);
            Block::Grid(placed.grid)
        }
    }
}

/// A page as the interpreter left it.
struct ReadPage {
    content: PageContent,
    /// Whether the interpreter broke down on it.
    broken: bool,
    /// Whether a font could not be loaded, so that its text may be missing.
    lacks_font: bool,
    /// Whether the drawing commands cannot be unpacked, or not to what was packed.
    damaged: bool,
}

fn read_page<'a>(page: &Page<'a>, pdf: &'a Pdf, cache: &InterpreterCache<'a>) -> ReadPage {
    let (transform, width, height) = glyphs::upright(page);
    let mut collector = Collector::new(width, height);
    let lacks_font = Arc::new(AtomicBool::new(false));
    let noticed = Arc::clone(&lacks_font);
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::UnsupportedFont) {
                noticed.store(true, Ordering::Relaxed);
            }
        }),
        ..InterpreterSettings::default()
    };
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        let bounds = Rect::new(0.0, 0.0, width, height);
        let mut context = Context::new(transform, bounds, cache, pdf.xref(), settings);
        interpret_page(page, &mut context, &mut collector);
        integrity::is_damaged(page)
    }));
    let content = collector.finish();
    let broken = drawn.is_err() && !content.overfull;
    let damaged = drawn.unwrap_or(false);
    ReadPage { content, broken, lacks_font: lacks_font.load(Ordering::Relaxed), damaged }
}
