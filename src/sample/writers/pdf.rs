//! PDF with an embedded Chinese font: ruled tables, cells that span, tables over several pages, page numbers.

mod face;
mod pages;
mod tables;

use super::Writer;
use crate::error::Result;
use crate::sample::draft::{Block, Draft};
use crate::sample::layouts::MARK;
use face::Face;
use pages::Pages;

/// PDF 1.7.
pub const WRITER: Writer = Writer { name: "pdf", extension: "pdf", write };

/// Size of running text, in points.
const TEXT: f32 = 12.0;
/// From one line of running text to the next.
const LINE: f32 = 22.0;

fn write(draft: &Draft) -> Result<Vec<u8>> {
    let face = Face::load()?;
    let mut pages = Pages::new(&face, MARK);
    let mut tables = 0;
    for block in &draft.blocks {
        match block {
            Block::Cover(words) => pages.centred(words, if words == MARK { 9.0 } else { 22.0 }, 60.0),
            Block::Heading(words) => {
                pages.stand_upright();
                pages.paragraph(words, 14.0, LINE, 0.0);
            }
            Block::Paragraph(pieces) => {
                pages.stand_upright();
                pages.paragraph(&draft.text_of(pieces), TEXT, LINE, 2.0 * TEXT);
            }
            Block::Table(table) => {
                tables += 1;
                // Some publishers repeat the head on every page, others do not.
                tables::draw(&mut pages, draft, table, tables % 2 == 1);
            }
            Block::NewPage => pages.next_page(),
        }
    }
    pages.finish()
}
