//! One sentence being read: its tokens, the phrase before the next figure, and the claims it has made so far.

use super::comparison::{Comparison, What, When};
use super::ledger::{Draft, Ledger, Parent, Topic};
use super::owner;
use super::passage::Passage;
use super::phrase::{self, Measure, Named};
use super::subject::Subject;
use super::tokens::{Kind, Token, Word};
use crate::domain::{Amount, FiscalYear, Flow, Form, FundSource, Nature, Phase};
use crate::facts::narrative::Context;
use crate::facts::{StatementKind, Unread};

/// The claims or names that a figure may belong to.
pub type Targets = Result<Vec<usize>, &'static str>;

/// The most subjects that one 各 speaks of.
const MOST_HEADS: usize = 8;

/// A sentence being read.
pub struct Reading<'a> {
    /// Whose document.
    pub context: &'a Context<'a>,
    /// The paragraph.
    pub passage: &'a Passage,
    /// The sentence.
    pub tokens: &'a [Token],
    /// What was read before.
    pub ledger: &'a mut Ledger,
    /// The sentence as printed.
    pub text: String,
    /// The phrase since the last figure or clause end: its beginning, the place after its last year, its end.
    pub phrase: Option<(usize, usize, usize)>,
    /// The year last said, apart from bases.
    pub year: Option<FiscalYear>,
    /// The year that holds once the clause has ended, where the clause claims nothing.
    pub settled_year: Option<FiscalYear>,
    /// Whether that year is of the sentences before.
    pub inherits_year: bool,
    /// The claims that a figure without subject belongs to.
    pub current: Vec<usize>,
    /// The claims that the sentence made of things that are not parts of a list.
    pub heads: Vec<usize>,
    /// Subjects named in a clause of their own.
    pub named: Vec<Subject>,
    /// The base that holds.
    pub comparison: Option<Comparison>,
    /// Whether it was said in this sentence.
    pub compared_here: bool,
    /// Whether it was said in this clause.
    pub compared_in_clause: bool,
    /// Where the words of the base end: what follows may name it again.
    pub base_end: usize,
    /// The amount of the base.
    pub base_amount: Option<Amount>,
    /// 各, 分别 was said in this clause.
    pub each: bool,
    /// What the money is for is being said: only figures of known things are claims.
    pub purpose: bool,
    /// Where the words begin that say it, as long as nothing else was said: 主要用于人员经费5万元 is a part of it.
    pub spent_on: Option<usize>,
    /// A direction word without a number stands in this clause: 增加人员经费 is no amount of 人员经费.
    pub tainted: bool,
    /// Items listed since the list began, where one began in this sentence.
    pub listed: usize,
    /// A semicolon stands after the last claim.
    pub separated: bool,
    /// Number of independent subjects claimed.
    pub groups: usize,
    /// Whether any slot was filled.
    pub filled: bool,
    /// Figures that were not understood.
    pub missed: usize,
    /// A figure before was not understood: what follows without subject, or as its parts, cannot be placed.
    pub lost: bool,
    /// The sentence began with an amount of something said before the page begins: what follows are parts of it.
    pub headless: bool,
    /// A list of the parts of something not understood began.
    pub orphaned: bool,
    /// What holds outside a bracket.
    pub brackets: Vec<(Vec<usize>, usize)>,
    /// 同口径, 按统计口径一致 was said before.
    pub rescoped: bool,
    /// What is claimed last is that there is nothing: a list that follows is of something else.
    pub absent: bool,
    /// Things were counted last: an amount without name is theirs, and no figure of a table.
    pub counted: Option<String>,
    /// The things counted in the sentence are bought or given up, and not those that there are.
    pub bought: bool,
    /// A list inside a list has ended where it may have gone on: of what the next part is a share is not certain.
    pub unsure_whole: bool,
}

impl<'a> Reading<'a> {
    /// Begins to read a sentence.
    pub fn new(
        context: &'a Context<'a>,
        passage: &'a Passage,
        tokens: &'a [Token],
        ledger: &'a mut Ledger,
        text: String,
    ) -> Self {
        let comparison = ledger.comparison;
        let year = ledger.year;
        Reading {
            context,
            passage,
            tokens,
            ledger,
            text,
            phrase: None,
            year,
            settled_year: year,
            inherits_year: true,
            current: Vec::new(),
            heads: Vec::new(),
            named: Vec::new(),
            comparison,
            compared_here: false,
            compared_in_clause: false,
            base_end: 0,
            base_amount: None,
            each: false,
            purpose: false,
            spent_on: None,
            tainted: false,
            listed: 0,
            separated: false,
            groups: 0,
            filled: false,
            missed: 0,
            lost: false,
            headless: false,
            orphaned: false,
            brackets: Vec::new(),
            rescoped: false,
            absent: false,
            counted: None,
            bought: false,
            unsure_whole: false,
        }
    }

    /// What the token at a place is.
    pub fn kind(&self, at: usize) -> Option<&'a Kind> {
        self.tokens.get(at).map(|token| &token.kind)
    }

    /// The folded text of the token at a place; empty beyond the end.
    pub fn folded(&self, at: usize) -> String {
        self.tokens.get(at).map(|token| self.passage.folded(token.start, token.end)).unwrap_or_default()
    }

    /// The printed text from one token up to another.
    pub fn printed(&self, from: usize, to: usize) -> String {
        match (self.tokens.get(from), self.tokens.get(to.saturating_sub(1))) {
            (Some(first), Some(last)) if from < to => self.passage.printed(first.start, last.end),
            _ => String::new(),
        }
    }

    /// Makes the token at a place a part of the phrase.
    pub fn extend_phrase(&mut self, at: usize) {
        let Some(token) = self.tokens.get(at) else { return };
        const RESCOPED: &[&str] = &["口径", "剔除", "扣除", "扣减", "还原", "不考虑", "因素后", "不含"];
        let words = if token.kind == Kind::Text { self.folded(at) } else { String::new() };
        self.rescoped |= RESCOPED.iter().any(|word| words.contains(word));
        let (start, cut, _) = self.phrase.unwrap_or((token.start, token.start, token.start));
        let cut = match token.kind {
            Kind::Year(year) if !self.purpose && (!self.filled || self.phrase.is_none()) => {
                self.year = Some(year);
                // A year of its own ends that of the sentences before.
                self.settled_year = self.settled_year.filter(|_| !std::mem::take(&mut self.inherits_year));
                token.end
            }
            _ => cut,
        };
        self.phrase = Some((start, cut, token.end));
    }

    /// What the phrase names. The phrase stays.
    pub fn name(&self) -> Named {
        let Some((start, cut, end)) = self.phrase else { return Named::Nothing };
        match phrase::read(self.passage, start, cut, end, self.year, self.ledger, self.context) {
            Named::Subjects { mut subjects, pure } => {
                if let [only] = subjects.as_mut_slice() {
                    self.pair(only);
                }
                subjects.iter_mut().for_each(|subject| self.date(subject));
                Named::Subjects { subjects, pure }
            }
            named => named,
        }
    }

    /// A part is of the year and the phase of its whole, where its own words say neither: 2023年执行数70万元，其中：….
    fn date(&self, subject: &mut Subject) {
        let whole = self.ledger.parents.last().filter(|parent| parent.within_sentence);
        let Some(whole) = whole.and_then(|parent| parent.subjects.first()) else { return };
        if self.phrase.is_some_and(|(start, cut, _)| cut > start) || self.measure() != Measure::Unsaid {
            return;
        }
        if self.inherits_year || self.year.is_none_or(|year| year == whole.year) {
            (subject.year, subject.phase) = (whole.year, whole.phase);
        }
    }

    /// 政府性基金预算财政拨款本年收入10万元，本年支出10万元: the second is of the fund of the first.
    fn pair(&self, subject: &mut Subject) {
        if !phrase::is_plain_flow(subject) || owner::says_own(&self.phrase_text(), self.context) {
            return;
        }
        let before = self.current.last().and_then(|index| self.ledger.drafts.get(*index));
        let Some(before) = before.map(|draft| &draft.subject.coordinates) else { return };
        let coordinates = &subject.coordinates;
        let turned = matches!(
            (before.flow, coordinates.flow),
            (Some(Flow::Revenue), Some(Flow::Expenditure)) | (Some(Flow::Expenditure), Some(Flow::Revenue))
        );
        if turned && before.form.is_none() {
            // The other side of a figure that no table shows is not the one that they do.
            subject.coordinates.form = None;
            return;
        }
        let alike = before.level == coordinates.level && before.fund != coordinates.fund;
        if turned && alike && before.nature == Nature::Total && before.function_code.is_empty() {
            let form = match (before.form, coordinates.flow, before.fund) {
                (Some(Form::AppropriationSummary), _, _) => Some(Form::AppropriationSummary),
                (_, Some(Flow::Expenditure), FundSource::GeneralPublic) => Some(Form::GeneralPublicExpenditure),
                (_, Some(Flow::Expenditure), FundSource::GovernmentFund) => Some(Form::GovernmentFundExpenditure),
                (_, Some(Flow::Expenditure), FundSource::StateCapital) => Some(Form::StateCapitalExpenditure),
                (_, _, FundSource::Appropriation) => Some(Form::AppropriationSummary),
                (_, Some(Flow::Revenue), _) => Some(Form::RevenueExpenditureSummary),
                _ => None,
            };
            (subject.coordinates.fund, subject.coordinates.form) = (before.fund, form);
        }
    }

    /// 比2022年“三公”经费财政拨款年初预算: names again what is compared, and which figure of that year the base is.
    /// Takes the words, if they do.
    pub fn absorb_base(&mut self) {
        let Some(comparison) = self.comparison.filter(|said| self.compared_in_clause && said.what == What::Unsaid)
        else {
            return;
        };
        if self.phrase.is_none_or(|(start, _, _)| start < self.base_end) {
            return;
        }
        let what = What::at_end_of(&self.phrase_text());
        let Named::Subjects { subjects, .. } = self.name() else { return };
        let before = self.last_subjects();
        let same = before.len() == subjects.len()
            && before.iter().zip(&subjects).all(|(before, subject)| before.is_same_thing_as(subject));
        if what != What::Unsaid && same {
            self.comparison = Some(Comparison { what, ..comparison });
            self.phrase = None;
        }
    }

    /// The things that the phrase lists, if each of them is known: 会议费和培训费.
    pub fn names_in_phrase(&self) -> Option<Vec<Subject>> {
        let (start, cut, end) = self.phrase?;
        let start = start.max(cut);
        let mut bounds: Vec<usize> = vec![start];
        bounds.extend((start..end).filter(|at| matches!(self.passage.at(*at), '、' | '和' | '与')).map(|at| at + 1));
        bounds.push(end + 1);
        let mut subjects = Vec::new();
        for (from, to) in bounds.iter().zip(bounds.iter().skip(1)) {
            let read = phrase::read(self.passage, *from, *from, to - 1, self.year, self.ledger, self.context);
            match read {
                Named::Subjects { subjects: named, .. } if named.len() == 1 => subjects.extend(named),
                _ => return None,
            }
        }
        (subjects.len() > 1).then_some(subjects)
    }

    /// The words of the phrase.
    pub fn phrase_text(&self) -> String {
        self.phrase.map(|(start, _, end)| self.passage.folded(start, end)).unwrap_or_default()
    }

    /// Ends a clause: what it only named is what the next clause speaks of.
    pub fn end_clause(&mut self, mark: char) {
        if self.phrase.is_some() && !self.says_only_when() {
            self.year = self.settled_year;
        }
        if self.phrase.is_some() && !self.purpose && !self.tainted {
            let text = self.phrase_text();
            if let Named::Subjects { subjects, pure: true } = self.name() {
                if text.ends_with('中') {
                    self.open_list(subjects.clone(), true);
                }
                self.named = subjects;
                self.current.clear();
                self.lost = false;
            }
        }
        self.phrase = None;
        self.each = false;
        self.tainted = false;
        self.compared_in_clause = false;
        self.spent_on = self.spent_on.filter(|_| matches!(mark, '、' | ':'));
        if mark == ';' {
            self.purpose = false;
            self.separated = true;
            self.counted = None;
            self.bought = false;
            let lists = self.ledger.parents.len();
            self.ledger.parents.retain(|parent| !parent.nested);
            self.unsure_whole |= self.ledger.parents.len() < lists;
        }
    }

    /// Whether the clause says no more than a time, 截至2024年8月31日, or names what the next clause speaks of.
    fn says_only_when(&self) -> bool {
        const LONGEST_TIME: usize = 16;
        let text = self.phrase_text();
        let short = text.chars().count() <= LONGEST_TIME;
        let dated = text.starts_with(|first: char| first.is_ascii_digit())
            || text.starts_with("截至")
            || text.starts_with("截止");
        let named = matches!(self.name(), Named::Nothing | Named::Subjects { pure: true, .. });
        !self.tainted && !self.purpose && (short && dated || named)
    }

    /// Opens a list of the parts of a whole.
    pub fn open_list(&mut self, subjects: Vec<Subject>, within_sentence: bool) {
        if subjects.is_empty() {
            return;
        }
        let depth = self.ledger.depth;
        let nested = within_sentence && self.in_list() && self.listed > 0;
        self.ledger.parents.retain(|parent| {
            (!parent.nested && nested || !(parent.within_sentence && within_sentence))
                && (parent.depth < depth || parent.within_sentence)
        });
        self.ledger.parents.push(Parent { subjects, depth, within_sentence, nested });
        self.listed = 0;
        self.unsure_whole = false;
    }

    /// The subjects of the claims made last, with their amounts; those of the topic where the sentence made none.
    pub fn last_subjects(&self) -> Vec<Subject> {
        if !self.named.is_empty() {
            return self.named.clone();
        }
        let drafts = if self.current.is_empty() { &self.ledger.topic.drafts } else { &self.current };
        let of_drafts = self.subjects_of(drafts);
        if of_drafts.is_empty() { self.ledger.topic.subjects.clone() } else { of_drafts }
    }

    /// The subjects of the claims that the sentence made outside lists.
    pub fn head_subjects(&self) -> Vec<Subject> {
        if self.groups > 1 && !self.is_pair() {
            return Vec::new();
        }
        let there =
            |index: &&usize| self.ledger.drafts.get(**index).is_some_and(|draft| draft.kind != StatementKind::Absence);
        let heads: Vec<usize> = self.heads.iter().filter(there).copied().collect();
        self.subjects_of(&heads)
    }

    fn subjects_of(&self, drafts: &[usize]) -> Vec<Subject> {
        let drafts = drafts.iter().filter_map(|index| self.ledger.drafts.get(*index));
        drafts.map(|draft| Subject { amount: draft.amount, ..draft.subject.clone() }).collect()
    }

    /// The earlier claim of the sentence about the same thing a year later, with the amount of which this one is the
    /// base: 2025年预算1.5万元，2024年预算2万元，减少0.5万元.
    pub fn claim_of_next_year(&self) -> Option<(usize, Amount)> {
        let [index] = self.current.as_slice() else { return None };
        let base = self.ledger.drafts.get(*index)?;
        let text = base.text.as_str();
        let earlier = self.ledger.drafts.iter().enumerate().take(*index).rev();
        let mut of_sentence = earlier.take_while(|(_, draft)| draft.text == text);
        let later = |draft: &Draft| {
            let next = draft.subject.year.last_year() == base.subject.year.get();
            next && draft.amount.is_some() && draft.subject.is_same_thing_as(&base.subject)
        };
        let (later, _) = of_sentence.find(|(_, draft)| later(draft))?;
        base.amount.filter(|_| !base.compared).map(|amount| (later, amount))
    }

    /// What the sentence claimed outside lists, with its amounts.
    pub fn head_claims(&self) -> Vec<Subject> {
        self.subjects_of(self.heads.get(..self.heads.len().min(MOST_HEADS)).unwrap_or_default())
    }

    /// Begins a claim about each subject, at the beginning of the phrase or else at a token.
    pub fn begin_claims(&mut self, subjects: Vec<Subject>, at: usize) -> Vec<usize> {
        let start = self
            .phrase
            .map(|(start, _, _)| start)
            .or_else(|| self.tokens.get(at).map(|token| token.start))
            .unwrap_or(0);
        self.settled_year = self.year;
        let place = self.passage.place(start);
        let first = self.ledger.drafts.len();
        let count = subjects.len();
        self.ledger.drafts.extend(subjects.into_iter().map(|subject| Draft::new(subject, self.text.clone(), place)));
        let claims: Vec<usize> = (first..first + count).collect();
        self.note_group(&claims);
        claims
    }

    /// Notes that claims were made of something new.
    fn note_group(&mut self, claims: &[usize]) {
        if self.in_list() {
            self.listed += 1;
        } else {
            self.groups += 1;
            self.heads.extend_from_slice(claims);
        }
    }

    /// Whether a list of parts began in this sentence.
    pub fn in_list(&self) -> bool {
        self.ledger.parents.last().is_some_and(|parent| parent.within_sentence)
    }

    /// The whole of the list that is being read.
    pub fn last_list(&self) -> Vec<Subject> {
        self.ledger.parents.last().map(|parent| parent.subjects.clone()).unwrap_or_default()
    }

    /// The claims that a comparison, a share or a count of this clause belongs to. Takes the phrase.
    pub fn targets(&mut self, at: usize) -> Targets {
        if self.orphaned {
            return Err("所属的合计没有读懂，分项无法归位");
        }
        let targets = match self.name() {
            Named::Subjects { subjects, .. }
                if phrase::is_bare_flow(&subjects) && self.in_list() && self.says_whole() =>
            {
                self.whole_of(&subjects, at)?
            }
            Named::Subjects { subjects, .. } if phrase::is_bare_flow(&subjects) && self.is_own_flow(&subjects) => {
                self.unnamed_targets(at)?
            }
            Named::Subjects { subjects, .. } if phrase::is_bare_flow(&subjects) && self.is_foreign_flow() => {
                return Err("只写了收入或支出，无法确定是哪一项的");
            }
            Named::Subjects { subjects, pure } => {
                if self.tainted || self.purpose && !pure {
                    return Err("主语与用途或原因混在一起，无法确定");
                }
                self.claims_about(subjects, at)
            }
            Named::Nothing => self.unnamed_targets(at)?,
            Named::Label(subject)
                if (self.compared_in_clause || self.in_list()) && phrase::is_name(&subject.text) && !self.purpose =>
            {
                self.claims_about(vec![subject], at)
            }
            Named::Label(_) => return Err("主语不在词汇表里"),
            Named::Several => return Err("一个数字前有几个主语，无法确定属于哪一个"),
        };
        self.phrase = None;
        self.lost = false;
        self.current.clone_from(&targets);
        self.named.clear();
        self.separated = false;
        Ok(targets)
    }

    /// What the sentence or its paragraph speaks of so far.
    pub fn own_subjects(&self) -> Vec<Subject> {
        let above = self.ledger.topic.paragraph == self.ledger.paragraph;
        if self.named.is_empty() && self.current.is_empty() && !above { Vec::new() } else { self.last_subjects() }
    }

    /// The same, but what the sentence is about rather than the last part that it lists.
    pub fn framing_subjects(&self) -> Vec<Subject> {
        if self.in_list() && !self.heads.is_empty() { self.subjects_of(&self.heads) } else { self.own_subjects() }
    }

    /// Whether the sentence or its paragraph speaks of something that was not understood.
    pub fn is_unsure(&self) -> bool {
        let topic = &self.ledger.topic;
        let nothing_here = self.named.is_empty() && self.current.is_empty();
        self.lost
            || self.missed > 0 && nothing_here
            || nothing_here && topic.ambiguous && topic.paragraph == self.ledger.paragraph
    }

    /// Whether 支出 alone means what the sentence speaks of, which spends, and not the expenditure of the whole body.
    fn is_own_flow(&self, subjects: &[Subject]) -> bool {
        let flow = subjects.first().and_then(|subject| subject.coordinates.flow);
        self.is_unsure() || self.own_subjects().iter().any(|subject| subject.coordinates.flow == flow)
    }

    /// Whether 支出 alone may be that of a fund named before, or that of the whole body: no one can tell.
    fn is_foreign_flow(&self) -> bool {
        self.framing_subjects().iter().any(|subject| subject.coordinates.fund != FundSource::All)
    }

    /// Whether the sentence compares on a scope (口径) of its own: then the change is not that of the amount printed.
    pub fn is_rescoped(&self) -> bool {
        self.compared_here && self.rescoped
    }

    /// Whether nothing of the paragraph was read before this sentence.
    pub fn is_first_sentence(&self) -> bool {
        !self.filled && self.missed == 0 && self.ledger.sentence == 1
    }

    /// Whether the phrase says that it means the whole body: 2025年部门预算收入.
    fn says_whole(&self) -> bool {
        let text = self.phrase_text();
        let whole = ["部门预算", "单位预算", "部门决算", "单位决算"].iter().any(|whole| text.contains(whole));
        whole || owner::says_own(&text, self.context)
    }

    /// 收入 or 支出 after the parts of a list means the whole of it, and never its last part.
    fn whole_of(&mut self, subjects: &[Subject], at: usize) -> Targets {
        let flow = |subjects: &[Subject]| subjects.first().and_then(|subject| subject.coordinates.flow);
        let whole = self.last_list();
        if whole.len() == 1 && flow(&whole) == flow(subjects) {
            return Ok(self.claims_about(whole, at));
        }
        Err("只写了收入或支出，无法确定是哪一项的")
    }

    fn claims_about(&mut self, subjects: Vec<Subject>, at: usize) -> Vec<usize> {
        let mut claims = Vec::with_capacity(subjects.len());
        for subject in subjects {
            match self.ledger.find(&subject) {
                Some(index) => claims.push(index),
                None => claims.extend(self.begin_claims(vec![subject], at)),
            }
        }
        claims
    }

    fn unnamed_targets(&mut self, at: usize) -> Targets {
        if !self.named.is_empty() {
            let subjects = std::mem::take(&mut self.named);
            return Ok(self.claims_about(subjects, at));
        }
        if self.lost {
            return Err("前面的主语没有读懂，这里说的是哪一项无法确定");
        }
        if self.each && (2..=MOST_HEADS).contains(&self.heads.len()) {
            return Ok(self.heads.clone());
        }
        if let Some((later, base)) = self.claim_of_next_year() {
            let what = match self.subjects_of(&self.current).first().map(|subject| subject.phase) {
                Some(Phase::Executed) => What::Final,
                _ => What::Budget,
            };
            self.comparison = Some(Comparison { when: When::LastYear, what });
            self.base_amount = Some(base);
            return Ok(vec![later]);
        }
        if !self.current.is_empty() {
            if self.separated && self.in_list() && self.listed > 1 {
                return Err("分项之后的比较没有主语，无法确定比较的是哪一项");
            }
            return Ok(self.current.clone());
        }
        self.topic_targets(at)
    }

    fn topic_targets(&mut self, at: usize) -> Targets {
        let topic = self.ledger.topic.clone();
        if topic.ambiguous {
            return Err("前一句说了几项，无法确定这一句说的是哪一项");
        }
        if !topic.drafts.is_empty() {
            return Ok(topic.drafts);
        }
        if topic.subjects.is_empty() {
            return Err("没有主语");
        }
        Ok(self.claims_about(topic.subjects, at))
    }

    /// The budget figures said just before, which the amounts of an executed budget that are about to be claimed
    /// complete.
    pub fn budgets_before(&self) -> Option<Vec<usize>> {
        let is_open = |index: &usize| {
            self.ledger.drafts.get(*index).is_some_and(|draft| {
                draft.subject.phase == Phase::Approved && draft.amount.is_some() && draft.base.is_none()
            })
        };
        (!self.current.is_empty() && self.current.iter().all(is_open)).then(|| self.current.clone())
    }

    /// Which figure of the year the phrase names.
    pub fn measure(&self) -> Measure {
        phrase::measure(&self.phrase_text())
    }

    /// Reports a figure that could not be understood, and drops the phrase before it.
    pub fn miss(&mut self, at: usize, reason: &'static str) {
        let Some(token) = self.tokens.get(at) else { return };
        let start = self.phrase.map_or(token.start, |(start, _, _)| start);
        self.missed += 1;
        self.phrase = None;
        self.lost = true;
        self.current.clear();
        self.named.clear();
        self.note(start, token.end, reason);
    }

    /// Reports something odd about a figure that was understood.
    pub fn note(&mut self, start: usize, end: usize, reason: &str) {
        self.ledger.unread.push(Unread {
            document: self.context.document.clone(),
            locator: self.passage.place(start),
            text: self.passage.printed(start, end),
            reason: reason.to_owned(),
        });
    }

    /// Ends the sentence: says what a following sentence without subject speaks of.
    pub fn finish(&mut self) {
        let title = !self.filled && self.missed == 0 && matches!(self.name(), Named::Label(_)) && self.is_title();
        self.end_clause('。');
        if title {
            let paragraph = self.ledger.paragraph;
            self.ledger.topic = Topic { ambiguous: true, paragraph, ..Topic::default() };
            return;
        }
        let paragraph = self.ledger.paragraph;
        let listed = self.ledger.parents.iter().any(|parent| parent.within_sentence) || self.listed > 0;
        if !self.heads.is_empty() || !self.current.is_empty() {
            let heads = !self.heads.is_empty();
            let drafts = if heads { self.heads.clone() } else { self.current.clone() };
            let ambiguous = heads && self.groups > 1 && !self.is_pair() || !heads && listed && self.listed > 1;
            let ambiguous = ambiguous || self.missed > 0 || self.turns_from(&drafts);
            let compared = |index: &usize| self.ledger.drafts.get(*index).is_some_and(|draft| draft.compared);
            let last_compared = self.current.iter().copied().filter(compared).collect();
            self.ledger.topic = Topic { drafts, last_compared, subjects: Vec::new(), ambiguous, paragraph };
        } else if self.missed > 0 {
            self.ledger.topic = Topic { ambiguous: true, paragraph, ..Topic::default() };
        } else if !self.named.is_empty() {
            self.ledger.topic = Topic { subjects: std::mem::take(&mut self.named), paragraph, ..Topic::default() };
        }
        if self.goes_on() {
            self.ledger.parents.iter_mut().for_each(|parent| parent.within_sentence = false);
        }
        self.ledger.parents.retain(|parent| !parent.within_sentence);
        self.ledger.comparison = self.comparison;
        self.ledger.year = self.settled_year;
    }

    /// Whether the sentence before claimed the revenue of which this one claims the expenditure: what follows without
    /// subject may mean either or both.
    fn turns_from(&self, drafts: &[usize]) -> bool {
        let topic = &self.ledger.topic;
        let above = topic.paragraph == self.ledger.paragraph && topic.drafts != drafts;
        match (topic.drafts.as_slice(), drafts) {
            ([one], [other]) if above => self.are_pair(*one, *other),
            _ => false,
        }
    }

    /// Whether the sentence is a line without punctuation, such as a title: what it names is not what was spoken of.
    fn is_title(&self) -> bool {
        self.tokens.iter().all(|token| !matches!(token.kind, Kind::Mark(',' | ';' | ':' | '。')))
    }

    /// Whether the paragraph ends with a semicolon: its list goes on in the next.
    fn goes_on(&self) -> bool {
        self.tokens.last().is_some_and(|token| matches!(token.kind, Kind::Mark(';' | ',')))
    }

    /// Whether the heads are the revenue and the expenditure of one total.
    fn is_pair(&self) -> bool {
        match self.heads.as_slice() {
            [one, other] => self.are_pair(*one, *other),
            _ => false,
        }
    }

    /// Whether the sentences before claimed the revenue and the expenditure of one total, and nothing else.
    pub fn is_pair_above(&self) -> bool {
        match self.ledger.topic.drafts.as_slice() {
            [one, other] => self.current.is_empty() && self.are_pair(*one, *other),
            _ => false,
        }
    }

    fn are_pair(&self, one: usize, other: usize) -> bool {
        match (self.ledger.drafts.get(one), self.ledger.drafts.get(other)) {
            (Some(one), Some(other)) => {
                let mut turned = one.subject.clone();
                turned.coordinates.flow = other.subject.coordinates.flow;
                one.subject.coordinates.flow != turned.coordinates.flow && turned.is_same_as(&other.subject)
            }
            _ => false,
        }
    }

    /// Whether the word at a place is this one.
    pub fn is_word(&self, at: usize, word: Word) -> bool {
        self.kind(at) == Some(&Kind::Word(word))
    }
}

impl Reading<'_> {
    /// A bracket that holds figures lists the parts of what stands before it.
    pub fn open_bracket(&mut self) {
        let depth = self.ledger.parents.len();
        self.brackets.push((self.current.clone(), depth));
        let whole = self.last_subjects();
        if !whole.is_empty() {
            let depth = self.ledger.depth;
            self.ledger.parents.push(Parent { subjects: whole, depth, within_sentence: true, nested: false });
        }
        self.phrase = None;
    }

    /// After the bracket the sentence goes on with what stood before it.
    pub fn close_bracket(&mut self) {
        self.end_clause(')');
        if let Some((current, parents)) = self.brackets.pop() {
            self.current = current;
            self.ledger.parents.truncate(parents);
        }
    }
}
