//! The prose of a disclosure (情况说明) → statements, and what was not understood.
//!
//! Lines are joined into paragraphs and cut into sentences; a sentence is taken apart into tokens; the slots of
//! [`super::statements`] take the tokens they understand. A figure that cannot be attached to a subject is reported,
//! never guessed.
//!
//! # What the coordinates of a statement mean
//!
//! They say which figure of the tables the sentence repeats, in the words of the tables:
//!
//! - `form` is the table that the figure is copied from. It is `None` wherever no table shows that figure, or where it
//!   is not certain which does: names outside the vocabulary (`item` holds them), parts of an item (国内接待费 keeps its
//!   form and its own name; 公务用车加油, the funds of 公务接待费, 会议费 among 机关运行经费 do not), figures of another
//!   body (所属图书馆), narrowed ones (不含…, 填报绩效目标的项目支出), changes on another scope (同口径, 剔除…后), and
//!   things that are bought and not there yet.
//! - 收支总计 is two statements, one for each direction, with level `GrandTotal`; 收、支 without 总计 too, as the two are
//!   equal only there. 总计, 总收入, 总预算 are `GrandTotal`; 合计, 本年收入 are `Total`. 收入预算 and 支出预算 alone do
//!   not say whether balances are in: they are `Total`, and either row of the table may be meant.
//! - 收支总表 unless the heading or the whole says another table: 收入 headings give `RevenueSummary`, 支出 headings and
//!   every nature of expenditure `ExpenditureSummary`, 财政拨款收支 headings `AppropriationSummary` for totals, funds and
//!   classes alike. 财政拨款支出 without 收支 is `AppropriationExpenditure`; a document without that table shows it as
//!   the expenditure of 财政拨款收支总表, or, where all of it is 一般公共预算, in that table.
//! - A fund names its own table for expenditure (一般公共预算支出表, 政府性基金预算支出表, 国有资本经营预算支出表; 当年拨款
//!   is expenditure), and a source of 收支总表 or 收入总表 for revenue.
//! - 基本支出, 项目支出, 人员经费, 公用经费 are natures with level `Subtotal`; the row is that of the total or of
//!   `function_code`. Below 基本支出 the form is the basic table. 工资福利支出 and its like carry `economic_code` (301,
//!   302, 303, 310) and have a form only within 基本支出: elsewhere they may hold projects. 机关工资福利支出（501） has none.
//! - Codes count more than levels: `function_code` is empty where the names do not lead to one code, and then there is
//!   no form. 类 and 款 are `Subtotal`, 项 is `Leaf`, whatever the table prints.
//! - 三公, 会议费, 培训费 and procurement go by `item` (their usual names); their fund is only what the sentence says.
//! - `phase` and `year` are those of `amount`. 年初预算为A万元，支出决算为B万元 is one executed statement with base A.
//!   A sentence without a year of its own is of the year last said in its paragraph.
//! - `base_kind` says which figure the base is, `base_year` of which year: 比2022年预算 in a budget of 2025 is
//!   `BudgetLastYear` of 2022. 调整预算 has a year and no kind. A base of another item is never entered.
//! - `rate` of an [`StatementKind::Execution`](super::StatementKind) is the execution rate; any other rate, 预决算差异率
//!   too, is a change in a row of its own.

pub mod comparison;
#[cfg(test)]
mod fragments;
pub mod function;
pub mod ledger;
pub mod numbers;
pub mod owner;
pub mod passage;
pub mod phrase;
pub mod reading;
pub mod sentences;
#[cfg(test)]
mod shapes;
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
    let before = ledger.before_sentence();
    let mut reading = Reading::new(context, passage, &tokens, ledger, text.clone());
    let mut position = 0;
    while position < tokens.len() {
        position = step(&mut reading, position).max(position + 1);
    }
    reading.finish();
    if with_amount {
        coverage.sentences_with_amount += 1;
        coverage.sentences_understood += usize::from(reading.missed == 0);
    }
    ledger.after_sentence(before, &text);
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
