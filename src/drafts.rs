//! The narrative of a disclosure (情况说明), drafted from the panel: figures filled in, changes computed, reasons left as
//! marked blanks, and the whole read back and checked against the tables before it is handed out.

pub mod case;
pub mod gather;
pub mod names;
pub mod proof;
pub mod sections;
#[cfg(test)]
mod tests;
pub mod voice;

use crate::checks::Dossier;
use case::{Case, Standpoint};
use gather::Gathered;
use sections::{SECTIONS, Section};
use voice::Voice;

/// A drafted narrative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// 某某局2025年度部门预算情况说明
    pub title: String,
    /// Its parts in the order of the prescribed template; each has something to say.
    pub parts: Vec<Part>,
    /// What the writer has to know, in Chinese: no figures of last year, sentences that were left out.
    pub notes: Vec<String>,
}

/// One part of a narrative: 一、收入支出预算总体情况说明.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Heading without its ordinal.
    pub heading: String,
    /// Paragraphs and sub-headings in reading order.
    pub lines: Vec<Line>,
}

/// A line of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// （一）机关运行经费, with its ordinal.
    Heading(String),
    /// A paragraph.
    Text(String),
}

impl Line {
    /// The words, whatever they are.
    pub fn text(&self) -> &str {
        match self {
            Line::Heading(text) | Line::Text(text) => text,
        }
    }
}

/// The mark of a reason that only the department knows.
pub const REASON: &str = "【待填：原因】";

/// The beginning of the mark of a sentence that the tables contradict.
pub const DISPUTED: &str = "【待核：";

/// Drafts the narrative of a gathered disclosure. A part in the department's own words that does not read back as what
/// was meant is written again in the usual words; a sentence that the tables contradict is replaced by a mark that says
/// so.
pub fn draft(gathered: &Gathered) -> Draft {
    let dossier = &gathered.dossier;
    let standpoint = Standpoint::of(gathered);
    let own = Voice::of(gathered);
    let usual = own.in_usual_words();
    let mut draft = Draft { title: title(dossier), parts: Vec::new(), notes: notes(&standpoint) };
    for section in SECTIONS {
        let mut part = write(section, &standpoint, &own);
        if part.lines.is_empty() {
            continue;
        }
        if own != usual && !proof::of_part(gathered, &draft.title, &part).holds() {
            part = write(section, &standpoint, &usual);
        }
        draft.parts.push(part);
    }
    leave_out_disputed(gathered, &mut draft);
    draft
}

fn write(section: &Section, standpoint: &Standpoint, voice: &Voice) -> Part {
    let case = Case { standpoint, voice };
    Part { heading: (section.heading)(&case), lines: (section.write)(&case) }
}

fn title(dossier: &Dossier) -> String {
    format!("{}{}年度{}{}情况说明", dossier.name(), dossier.year, dossier.kind.name_zh(), dossier.phase.name_zh())
}

fn notes(standpoint: &Standpoint) -> Vec<String> {
    let mut notes = Vec::new();
    let dossier = standpoint.dossier;
    if standpoint.last.is_none() {
        notes.push(format!(
            "面板里没有{}年{}，表里没有上年数的项目没有写增减变化",
            dossier.year.get() - 1,
            dossier.phase.name_zh()
        ));
    }
    if standpoint.sparse {
        notes.push("数字取自导入的数据表：表里没有的项目不当作 0，没有写".to_owned());
    }
    notes
}

/// Replaces sentences that contradict the tables by a mark, one by one: a correct sentence about tables that contradict
/// themselves cannot be written.
fn leave_out_disputed(gathered: &Gathered, draft: &mut Draft) {
    let most = draft.parts.iter().map(|part| part.lines.len()).sum::<usize>();
    for _ in 0..=most {
        let proof = proof::of_draft(gathered, draft);
        let mut lines = draft.parts.iter_mut().flat_map(|part| &mut part.lines);
        let line = proof.disputed.first().and_then(|disputed| {
            let line = lines.find(|line| line.text().contains(disputed.sentence.as_str()))?;
            Some((line, disputed))
        });
        let Some((line, disputed)) = line else {
            draft.notes.extend(proof.hints.iter().map(|hint| format!("疑点（与起草无关，数字照表）：{hint}")));
            draft.notes.extend(proof.unread.iter().map(|sentence| format!("这一句读不回来，请核对：{sentence}")));
            return;
        };
        *line = Line::Text(format!("{DISPUTED}{}】", disputed.check));
        draft.notes.push(format!("有一段没有写，因为与表里的数对不上：{} {}", disputed.check, disputed.reason));
    }
}

impl Draft {
    /// The draft as plain text, one paragraph a line, as disclosures are published.
    pub fn text(&self) -> String {
        self.written("", "", "")
    }

    /// The draft as Markdown.
    pub fn markdown(&self) -> String {
        self.written("# ", "## ", "### ")
    }

    fn written(&self, title: &str, heading: &str, below: &str) -> String {
        let mut text = format!("{title}{}\n", self.title);
        for (index, part) in self.parts.iter().enumerate() {
            text.push_str(&format!("\n{heading}{}、{}\n", names::ordinal(index + 1), part.heading));
            for line in &part.lines {
                match line {
                    Line::Heading(words) => text.push_str(&format!("\n{below}{words}\n")),
                    Line::Text(words) => text.push_str(&format!("\n{words}\n")),
                }
            }
        }
        text
    }

    /// How many reasons and disputed figures are left to be filled in.
    pub fn blanks(&self) -> usize {
        let lines = self.parts.iter().flat_map(|part| &part.lines).map(Line::text);
        lines.map(|text| text.matches(REASON).count() + text.matches(DISPUTED).count()).sum()
    }
}
