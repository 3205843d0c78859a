//! Plain text as it is copied out of a document: cells separated by tabs, merged places empty.

use super::Writer;
use crate::error::Result;
use crate::sample::draft::{Block, Draft, Table};
use crate::sample::layouts::MARK;

/// UTF-8 text with tabs.
pub const WRITER: Writer = Writer { name: "text", extension: "txt", write };

fn write(draft: &Draft) -> Result<Vec<u8>> {
    let mut text = String::new();
    let line = |text: &mut String, line: &str| {
        text.push_str(line);
        text.push_str("\n\n");
    };
    for block in &draft.blocks {
        match block {
            Block::Cover(words) | Block::Heading(words) => line(&mut text, words),
            Block::Paragraph(pieces) => line(&mut text, &draft.text_of(pieces)),
            Block::Table(table) => write_table(&mut text, draft, table),
            Block::NewPage => {}
        }
    }
    line(&mut text, MARK);
    Ok(text.into_bytes())
}

fn write_table(text: &mut String, draft: &Draft, table: &Table) {
    text.push_str(&format!("{}\n\n", table.title));
    if !table.number.is_empty() {
        text.push_str(&format!("{}\n", table.number));
    }
    text.push_str(&format!("{}：{}\n\n部门：{}\n\n", table.unit_words, table.unit.name_zh(), table.body));
    for row in &table.rows {
        let cells: Vec<&str> = row.iter().map(|slot| draft.text_of_slot(slot)).collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text.push('\n');
    for note in &table.notes {
        text.push_str(&format!("{note}\n\n"));
    }
}
