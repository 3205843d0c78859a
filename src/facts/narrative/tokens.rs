//! A sentence → tokens: numbers with their units, the words that slots live on, punctuation, and plain text.

use super::comparison::{self, Comparison};
use super::numbers;
use super::passage::Passage;
use crate::domain::{Amount, FiscalYear, Percent};
use std::collections::HashMap;

/// A word that a slot lives on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// 增加, 增长
    Increase,
    /// 减少, 下降
    Decrease,
    /// 增加（减少）: the template's choice was not made
    Either,
    /// 有所, 略有: a change without a number follows
    Somewhat,
    /// 增加到, 降至: a level follows, not a change
    ToLevel,
    /// 持平, 零增长: says by itself that nothing changed
    Unchanged,
    /// 基本持平: nearly unchanged
    NearlyUnchanged,
    /// 一致, 相等: unchanged only beside a base
    Same,
    /// 大于, 高于
    Above,
    /// 小于, 低于
    Below,
    /// 预决算差异率: a signed rate against this year's budget follows
    Deviation,
    /// 占
    Share,
    /// 完成: an execution rate may follow
    Execution,
    /// 主要原因是
    Reason,
    /// 主要是: gives a reason after a change
    ReasonAfterChange,
    /// 其中, 具体如下: a list of parts follows
    Parts,
    /// 如下, 以下方面: a list of the parts of what the sentence is about follows
    Listing,
    /// 包括: a list of parts follows if a colon does
    Includes,
    /// 主要用于: what the money is for follows
    Purpose,
    /// 各, 分别, 均: the values that follow belong to several subjects
    Each,
    /// 含: parts, where amounts follow
    Contains,
    /// 无, 没有, 未安排
    Nothing,
    /// A word that contains one of the above without meaning it
    Plain,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An amount with its unit; `slip` where 元 is missing.
    Money {
        /// The amount.
        amount: Amount,
        /// Whether the unit lacks 元: 38万.
        slip: bool,
    },
    /// A percentage.
    Percent(Percent),
    /// A number with a counting unit.
    Count {
        /// Its digits.
        digits: String,
        /// Its unit.
        unit: &'static str,
    },
    /// A year.
    Year(FiscalYear),
    /// A number without unit.
    Bare(String),
    /// A number that cannot be read exactly, and why, in Chinese.
    Unreadable(&'static str),
    /// What the figure is compared with.
    Comparison(Comparison),
    /// A slot's word.
    Word(Word),
    /// ， ； ： 、 （ ）
    Mark(char),
    /// Anything else; also dates and thresholds.
    Text,
}

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its first character in the passage.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
}

impl Token {
    /// Whether it is an amount or a percentage, readable or not.
    pub fn is_figure(&self) -> bool {
        matches!(self.kind, Kind::Money { .. } | Kind::Percent(_) | Kind::Unreadable(_))
    }
}

/// The words of all slots, found by their first character, longest first.
pub struct Lexicon {
    by_first: HashMap<char, Vec<(Vec<char>, Word)>>,
}

impl Lexicon {
    /// A lexicon of these words.
    pub fn new(words: impl IntoIterator<Item = (&'static str, Word)>) -> Self {
        let mut by_first: HashMap<char, Vec<(Vec<char>, Word)>> = HashMap::new();
        for (text, word) in words {
            if let Some(first) = text.chars().next() {
                by_first.entry(first).or_default().push((text.chars().collect(), word));
            }
        }
        for entries in by_first.values_mut() {
            entries.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        }
        Lexicon { by_first }
    }

    fn find(&self, passage: &Passage, at: usize, end: usize) -> Option<(Word, usize)> {
        let entries = self.by_first.get(&passage.at(at))?;
        entries.iter().find_map(|(text, word)| {
            let fits = at + text.len() <= end
                && text.iter().enumerate().all(|(offset, character)| passage.at(at + offset) == *character);
            fits.then_some((*word, at + text.len()))
        })
    }
}

/// Takes the characters from `start` up to `end` apart.
pub fn tokenize(passage: &Passage, start: usize, end: usize, lexicon: &Lexicon) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut position = start;
    while position < end {
        let (kind, next) = next_token(passage, position, end, lexicon, tokens.last());
        let next = next.clamp(position + 1, end);
        match (&kind, tokens.last_mut()) {
            (Kind::Text, Some(last)) if last.kind == Kind::Text => last.end = next,
            _ => tokens.push(Token { kind, start: position, end: next }),
        }
        position = next;
    }
    quiet_brackets(&mut tokens);
    tokens
}

fn next_token(passage: &Passage, at: usize, end: usize, lexicon: &Lexicon, last: Option<&Token>) -> (Kind, usize) {
    let character = passage.at(at);
    if character.is_ascii_digit() || character == '-' && passage.at(at + 1).is_ascii_digit() {
        return numbers::number(passage, at, end, last);
    }
    if matches!(character, ',' | ';' | ':' | '、' | '(' | ')' | '。' | '!' | '?') {
        let mark = if matches!(character, '!' | '?') { '。' } else { character };
        return (Kind::Mark(mark), at + 1);
    }
    let after_size_word = matches!(last.map(|token| &token.kind), Some(Kind::Word(Word::Above | Word::Below)));
    if let Some((comparison, next)) = comparison::read(passage, at, end, after_size_word) {
        return (Kind::Comparison(comparison), next);
    }
    if let Some((word, next)) = lexicon.find(passage, at, end) {
        let kind = if word == Word::Plain { Kind::Text } else { Kind::Word(word) };
        return (kind, next);
    }
    let after_comparison = matches!(last.map(|token| &token.kind), Some(Kind::Comparison(_)));
    if after_comparison && matches!(character, '多' | '少') {
        return (Kind::Word(if character == '多' { Word::Increase } else { Word::Decrease }), at + 1);
    }
    (Kind::Text, at + 1)
}

/// Brackets that hold no figure, such as those of 因公出国（境）费, are text, and so is what they hold.
fn quiet_brackets(tokens: &mut Vec<Token>) {
    let mut quiet: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let close = (token.kind == Kind::Mark('(')).then(|| closing(tokens, index)).flatten();
        let (merged, next) = match close {
            Some(close) if !holds_claim(tokens, index, close) => {
                let end = tokens.get(close).map_or(token.end, |last| last.end);
                (Token { kind: Kind::Text, start: token.start, end }, close + 1)
            }
            _ => (token.clone(), index + 1),
        };
        match quiet.last_mut() {
            Some(last) if last.kind == Kind::Text && merged.kind == Kind::Text => last.end = merged.end,
            _ => quiet.push(merged),
        }
        index = next;
    }
    *tokens = quiet;
}

fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    const LONGEST_BRACKET: usize = 60;
    let inside = tokens.iter().enumerate().skip(open + 1).take(LONGEST_BRACKET);
    inside
        .into_iter()
        .find(|(_, token)| matches!(token.kind, Kind::Mark(')' | '(')))
        .and_then(|(index, token)| (token.kind == Kind::Mark(')')).then_some(index))
}

fn holds_claim(tokens: &[Token], open: usize, close: usize) -> bool {
    tokens
        .get(open + 1..close)
        .unwrap_or_default()
        .iter()
        .any(|token| token.is_figure() || matches!(token.kind, Kind::Count { .. }))
}
