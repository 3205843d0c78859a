//! A web page with merged cells.

use super::{Writer, escape};
use crate::error::Result;
use crate::sample::draft::{Block, Content, Draft, Table};
use crate::sample::layouts::MARK;

/// HTML with rowspan and colspan.
pub const WRITER: Writer = Writer { name: "html", extension: "html", write };

fn write(draft: &Draft) -> Result<Vec<u8>> {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\"><title>{MARK}</title></head><body>\n"
    );
    for block in &draft.blocks {
        match block {
            Block::Cover(words) => page.push_str(&format!("<p style=\"text-align:center\">{}</p>\n", escape(words))),
            Block::Heading(words) => page.push_str(&format!("<p><strong>{}</strong></p>\n", escape(words))),
            Block::Paragraph(pieces) => page.push_str(&format!("<p>　　{}</p>\n", escape(&draft.text_of(pieces)))),
            Block::Table(table) => write_table(&mut page, draft, table),
            Block::NewPage => page.push_str("<hr>\n"),
        }
    }
    page.push_str(&format!("<p>{MARK}</p>\n</body></html>\n"));
    Ok(page.into_bytes())
}

fn write_table(page: &mut String, draft: &Draft, table: &Table) {
    page.push_str(&format!("<p style=\"text-align:center\">{}</p>\n", escape(&table.title)));
    if !table.number.is_empty() {
        page.push_str(&format!("<p>{}</p>\n", escape(&table.number)));
    }
    page.push_str(&format!("<p>部门：{}</p>\n", escape(&table.body)));
    page.push_str(&format!("<p style=\"text-align:right\">{}：{}</p>\n", table.unit_words, table.unit.name_zh()));
    page.push_str("<table border=\"1\">\n");
    for row in &table.rows {
        page.push_str("<tr>");
        for slot in row.iter().filter(|slot| !matches!(slot.content, Content::Covered)) {
            page.push_str("<td");
            if slot.rows > 1 {
                page.push_str(&format!(" rowspan=\"{}\"", slot.rows));
            }
            if slot.columns > 1 {
                page.push_str(&format!(" colspan=\"{}\"", slot.columns));
            }
            page.push_str(&format!(">{}</td>", escape(draft.text_of_slot(slot))));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
    for note in &table.notes {
        page.push_str(&format!("<p>{}</p>\n", escape(note)));
    }
}
