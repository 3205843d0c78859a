//! The prose of a disclosure (情况说明) → statements, and what was not understood.
//!
//! Lines are joined into paragraphs and cut into sentences; a sentence is taken apart into tokens; the slots of
//! [`super::statements`] take the tokens they understand. A figure that cannot be attached to a subject is reported,
//! never guessed.

pub mod comparison;
pub mod function;
pub mod ledger;
pub mod numbers;
pub mod owner;
pub mod passage;
pub mod phrase;
pub mod reading;
pub mod sentences;
pub mod subject;
#[cfg(test)]
pub mod testing;
pub mod tokens;
pub mod vocabulary;

use super::statements::SLOTS;
use super::{Statement, Unread};
use crate::documents::Line;
use crate::domain::{Body, DocumentId, FiscalYear, Phase};
use ledger::{Heading, Ledger, Topic};
use reading::Reading;
use sentences::Paragraph;
use std::sync::LazyLock;
use tokens::{Kind, Lexicon, Token};

/// Whose prose it is, and what holds where the prose does not say.
pub struct Context<'a> {
    /// The document.
    pub document: &'a DocumentId,
    /// Department and unit.
    pub body: &'a Body,
    /// Year of the document.
    pub year: FiscalYear,
    /// Phase of the document.
    pub phase: Phase,
    /// Folded name of a 科目 → its code, where the name has only one.
    pub function_code_of: &'a dyn Fn(&str) -> Option<String>,
}

/// How much of the prose was understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Sentences that contain an amount or a percentage, outside the definitions.
    pub sentences_with_amount: usize,
    /// Those of them in which every amount and percentage found its place.
    pub sentences_understood: usize,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::new(SLOTS.iter().flat_map(|slot| slot.words.iter().copied())));

/// The longest sentence that is stored whole, in characters: prose that never ends is no sentence.
const LONGEST_TEXT: usize = 2_000;
/// How much of a longer one is stored.
const EXCERPT: usize = 100;

/// Reads the prose of a document.
pub fn read_narrative(lines: &[&Line], context: &Context) -> (Vec<Statement>, Vec<Unread>, Coverage) {
    let mut ledger = Ledger::default();
    let mut coverage = Coverage::default();
    let mut definitions: Option<u8> = None;
    let paragraphs = sentences::paragraphs(lines);
    ledger.names_own = paragraphs.iter().any(|paragraph| {
        let sentences = sentences::has_sentence_mark(&paragraph.passage.folded(0, paragraph.passage.len()));
        sentences && owner::is_named_in(&paragraph.passage.folded(0, paragraph.passage.len()), context)
    });
    for paragraph in paragraphs {
        ledger.paragraph += 1;
        ledger.comparison = None;
        ledger.year = None;
        let text = paragraph.passage.folded(paragraph.ordinal, paragraph.passage.len());
        definitions = definitions_after(definitions, &paragraph, &text, ledger.depth);
        enter_paragraph(&mut ledger, &paragraph);
        if paragraph.heading {
            enter_heading(&mut ledger, &paragraph, context);
        } else if definitions.is_none() {
            ledger.sentence = 0;
            for (start, end) in sentences::sentences(&paragraph) {
                ledger.sentence += 1;
                read_sentence(&paragraph, start, end, context, &mut ledger, &mut coverage);
            }
        }
    }
    (ledger.statements(context), std::mem::take(&mut ledger.unread), coverage)
}

/// The depth of the heading under which definitions stand, as long as they last. They contain no claims.
fn definitions_after(before: Option<u8>, paragraph: &Paragraph, text: &str, depth: u8) -> Option<u8> {
    if paragraph.heading && text.contains("名词解释") && !text.contains("说明") {
        return Some(paragraph.depth.unwrap_or(depth.min(1)));
    }
    let explains = paragraph.heading && text.ends_with("说明");
    let ends = |definitions: u8| match paragraph.depth {
        Some(depth) => paragraph.heading && depth <= definitions || explains,
        None => text.starts_with("附件") || explains,
    };
    before.filter(|definitions| !ends(*definitions))
}

/// Ends the lists and the headings that a paragraph with an ordinal leaves.
fn enter_paragraph(ledger: &mut Ledger, paragraph: &Paragraph) {
    let depth = match paragraph.depth {
        Some(depth) => depth,
        None if paragraph.heading => 0,
        None => return,
    };
    ledger.depth = depth;
    ledger.parents.retain(|parent| parent.depth < depth);
    ledger.headings.retain(|heading| heading.depth < depth);
    if depth <= 1 {
        ledger.section = ledger.drafts.len();
        ledger.parents.clear();
    }
    ledger.topic = Topic { paragraph: ledger.paragraph, ..Topic::default() };
}

/// A heading names what the sentences below it speak of.
fn enter_heading(ledger: &mut Ledger, paragraph: &Paragraph, context: &Context) {
    let (start, end) = (paragraph.ordinal, paragraph.passage.len());
    let text = paragraph.passage.folded(start, end);
    let end = end - trailing(&text);
    let name = paragraph.passage.folded(start, end);
    let scope = ledger.scope();
    let mut features = subject::features(&name, &scope, &name, context.function_code_of, context.year.get());
    // （一）云山县图书馆: what stands below it is of another body.
    features.elsewhere = !features.names_something() && owner::is_body(&name) && !owner::is_own(&name, ledger, context);
    if let phrase::Named::Subjects { subjects, .. } =
        phrase::read(&paragraph.passage, start, start, end, None, ledger, context)
    {
        ledger.topic = Topic { subjects, paragraph: ledger.paragraph, ..Topic::default() };
    }
    ledger.headings.push(Heading { depth: ledger.depth, features, text });
}

/// How many characters of a heading only say that it is one: 预算情况说明.
fn trailing(text: &str) -> usize {
    const ENDINGS: &[&str] = &["情况的说明", "情况说明", "总体情况", "具体情况", "情况", "说明", "。", ":", "表"];
    let mut rest = text;
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| rest.strip_suffix(ending)) {
        rest = shorter;
    }
    text.chars().count() - rest.chars().count()
}

fn read_sentence(
    paragraph: &Paragraph,
    start: usize,
    end: usize,
    context: &Context,
    ledger: &mut Ledger,
    coverage: &mut Coverage,
) {
    let passage = &paragraph.passage;
    let tokens = tokens::tokenize(passage, start, end, &LEXICON);
    let with_amount = tokens.iter().any(Token::is_figure);
    let text =
        if end - start <= LONGEST_TEXT { passage.printed(start, end) } else { passage.printed(start, start + EXCERPT) };
    let mut reading = Reading::new(context, passage, &tokens, ledger, text);
    let mut position = 0;
    while position < tokens.len() {
        position = step(&mut reading, position).max(position + 1);
    }
    reading.finish();
    if with_amount {
        coverage.sentences_with_amount += 1;
        coverage.sentences_understood += usize::from(reading.missed == 0);
    }
}

/// Lets the slots take the token at a place; what none takes is punctuation or part of the phrase.
fn step(reading: &mut Reading, at: usize) -> usize {
    if let Some(next) = SLOTS.iter().find_map(|slot| (slot.fill)(reading, at)) {
        return next;
    }
    match reading.kind(at) {
        Some(Kind::Mark('(')) => reading.open_bracket(),
        Some(Kind::Mark(')')) => reading.close_bracket(),
        Some(Kind::Mark('、')) if reading.phrase.is_some() => reading.extend_phrase(at),
        Some(Kind::Mark(mark)) => reading.end_clause(*mark),
        _ => reading.extend_phrase(at),
    }
    at + 1
}

#[cfg(test)]
mod tests {
    use super::testing::{accounts, budget, wrapped};
    use proptest::prelude::*;

    const PIECES: &[&str] = &[
        "2025年",
        "收入总计",
        "支出合计",
        "“三公”经费",
        "12.5",
        "1,092.22",
        "万元",
        "元",
        "%",
        "，",
        "。",
        "；",
        "：",
        "（",
        "）",
        "\n",
        "其中",
        "占",
        "与上年相比",
        "增加",
        "减少",
        "（减少）",
        "持平",
        "主要原因是",
        "一、",
        "（一）",
        "第三部分",
        "名词解释",
        "、",
        "各",
        "分别",
        "完成预算的",
        "无",
        "个项目",
        "-",
        " ",
        "\u{3000}",
        "😀",
        "é",
        "（类）",
        "（项）",
        "大于预算数",
        "以上",
        "说明",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn no_text_stops_the_reader(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
            let text = pieces.concat();
            budget(&text);
            accounts(&text);
            wrapped(&text);
        }

        #[test]
        fn no_characters_stop_the_reader(text in "\\PC{0,200}") {
            budget(&text);
        }
    }

    #[test]
    fn a_text_without_end_is_read_in_linear_time() {
        let started = std::time::Instant::now();
        for piece in ["增加（减少）0万元，", "（收入", "比上年", "12345", "公务接待费1万元、"] {
            wrapped(&piece.repeat(20_000));
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(60));
    }
}
