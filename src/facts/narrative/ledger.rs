//! What has been claimed so far in a document: drafts of statements, the topic, the enclosing wholes and the headings.

use super::comparison::Comparison;
use super::subject::{Features, Scope, Subject};
use super::vocabulary;
use crate::domain::{Amount, FiscalYear, Locator, Nature, Percent, identifier};
use crate::facts::narrative::Context;
use crate::facts::{BaseKind, Statement, StatementKind, Unread};

/// How many claims back the same subject is looked for.
const FARTHEST_BACK: usize = 512;

/// A statement in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it speaks of.
    pub subject: Subject,
    /// The amount.
    pub amount: Option<Amount>,
    /// Kind of the base.
    pub base_kind: Option<BaseKind>,
    /// Year of the base.
    pub base_year: Option<FiscalYear>,
    /// Whether a comparison was said at all, even one of no known kind.
    pub compared: bool,
    /// Amount of the base.
    pub base: Option<Amount>,
    /// The signed change.
    pub change: Option<Amount>,
    /// The signed rate, or the execution rate.
    pub rate: Option<Percent>,
    /// The share.
    pub share: Option<Percent>,
    /// What it is a share of.
    pub share_of: String,
    /// A count and its unit.
    pub count: Option<(String, &'static str)>,
    /// The reason.
    pub reason: String,
    /// The kind, once something more than an amount was said.
    pub kind: StatementKind,
    /// The sentence.
    pub text: String,
    /// Further sentences that say its change, its rate or its share.
    pub continued: String,
    /// Where the claim begins.
    pub place: Locator,
}

impl Draft {
    /// A claim about a subject, still without content.
    pub fn new(subject: Subject, text: String, place: Locator) -> Self {
        Draft {
            subject,
            amount: None,
            base_kind: None,
            base_year: None,
            compared: false,
            base: None,
            change: None,
            rate: None,
            share: None,
            share_of: String::new(),
            count: None,
            reason: String::new(),
            kind: StatementKind::Amount,
            text,
            continued: String::new(),
            place,
        }
    }

    /// What sentences after the first may add.
    fn figures(&self) -> Figures {
        (self.kind, self.base, self.change, self.rate, self.share)
    }

    /// A second claim about the same subject and amount, still without comparison.
    pub fn again(&self, text: String, place: Locator) -> Self {
        let mut draft = Draft::new(self.subject.clone(), text, place);
        draft.amount = self.amount;
        draft
    }

    /// Whether anything was claimed.
    fn says_something(&self) -> bool {
        self.amount.is_some()
            || self.share.is_some()
            || self.rate.is_some()
            || self.count.is_some()
            || self.kind != StatementKind::Amount
    }
}

/// A whole whose parts are listed.
#[derive(Clone, Debug)]
pub struct Parent {
    /// The whole; two where revenue and expenditure are listed together.
    pub subjects: Vec<Subject>,
    /// Depth of the ordinal of the paragraph that opened the list.
    pub depth: u8,
    /// Whether the list ends with the sentence.
    pub within_sentence: bool,
    /// Whether the list stands inside another of the sentence, and ends with the clause.
    pub nested: bool,
}

/// What a sentence without subject speaks of.
#[derive(Clone, Debug, Default)]
pub struct Topic {
    /// Claims already made of it.
    pub drafts: Vec<usize>,
    /// The claim of the sentence above that a comparison was made of last.
    pub last_compared: Vec<usize>,
    /// Subjects named without a claim.
    pub subjects: Vec<Subject>,
    /// Whether several unrelated things were claimed last, so that no one can tell which is meant.
    pub ambiguous: bool,
    /// Paragraph in which it was set.
    pub paragraph: usize,
}

/// A heading above the sentence.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Depth of its ordinal.
    pub depth: u8,
    /// What it names.
    pub features: Features,
    /// Its words.
    pub text: String,
}

type Figures = (StatementKind, Option<Amount>, Option<Amount>, Option<Percent>, Option<Percent>);

/// Everything read so far.
#[derive(Default)]
pub struct Ledger {
    /// Statements in the making, in the order of the text.
    pub drafts: Vec<Draft>,
    /// What was not understood.
    pub unread: Vec<Unread>,
    /// The first draft of the section.
    pub section: usize,
    /// The headings above, the outermost first.
    pub headings: Vec<Heading>,
    /// The wholes whose parts are being listed, the outermost first.
    pub parents: Vec<Parent>,
    /// What a sentence without subject speaks of.
    pub topic: Topic,
    /// The comparison that holds until another is said.
    pub comparison: Option<Comparison>,
    /// Number of the paragraph.
    pub paragraph: usize,
    /// Number of the sentence in its paragraph.
    pub sentence: usize,
    /// Whether the prose calls the body of the document by its name.
    pub names_own: bool,
    /// The year that the claims of the paragraph were last said to be of.
    pub year: Option<FiscalYear>,
    /// Depth of the ordinal of the last paragraph that had one.
    pub depth: u8,
}

impl Ledger {
    /// What encloses a phrase at this point.
    pub fn scope(&self) -> Scope {
        Scope {
            parent: self.parents.last().and_then(|parent| joint(&parent.subjects)),
            basic: self.is_within_basic(),
            close: self.parents.last().is_some_and(|parent| parent.within_sentence),
            headings: self.headings.iter().rev().map(|heading| heading.features.clone()).collect(),
        }
    }

    /// Whether what was claimed last is 基本支出 or a part of it: its parts may go on.
    fn is_within_basic(&self) -> bool {
        let last =
            self.drafts.get(self.section..).and_then(|drafts| drafts.iter().rev().find(|draft| draft.count.is_none()));
        last.is_some_and(|draft| {
            let nature = draft.subject.coordinates.nature;
            let basic = nature == Nature::Basic || vocabulary::is_part(nature, Nature::Basic);
            basic && draft.subject.coordinates.form.is_some()
        })
    }

    /// The latest draft of this section about the same thing that has no comparison yet, or else the latest at all.
    pub fn find(&self, subject: &Subject) -> Option<usize> {
        self.find_where(|draft| draft.count.is_none() && draft.subject.is_same_as(subject))
    }

    /// The same, but of the drafts that compare with this year's budget where there are any and it is asked for.
    pub fn find_against(&self, subject: &Subject, budget: bool) -> Option<usize> {
        let against = |draft: &Draft| {
            let same = draft.count.is_none() && draft.subject.is_same_as(subject);
            same && draft.base_kind == Some(BaseKind::BudgetThisYear)
        };
        let about = |draft: &Draft| draft.count.is_none() && draft.subject.is_about_same_as(subject);
        let exact = budget.then(|| self.find_where(against)).flatten().or_else(|| self.find(subject));
        exact.or_else(|| self.find_where(about))
    }

    fn find_where(&self, same: impl Fn(&Draft) -> bool) -> Option<usize> {
        self.drafts
            .iter()
            .enumerate()
            .skip(self.section)
            .rev()
            .take(FARTHEST_BACK)
            .find(|(_, draft)| same(draft))
            .map(|(index, _)| index)
    }

    /// The figures of the last claims before another sentence is read.
    pub fn before_sentence(&self) -> Vec<(usize, Figures)> {
        let first = self.drafts.len().saturating_sub(FARTHEST_BACK);
        self.drafts.iter().enumerate().skip(first).map(|(index, draft)| (index, draft.figures())).collect()
    }

    /// Keeps the sentence with the claims of earlier sentences that it added figures to, so that a claim shows all it
    /// rests on.
    pub fn after_sentence(&mut self, before: Vec<(usize, Figures)>, text: &str) {
        for (index, figures) in before {
            if let Some(draft) = self.drafts.get_mut(index)
                && draft.figures() != figures
            {
                draft.continued.push_str(text);
            }
        }
    }

    /// Turns the drafts into statements.
    pub fn statements(&self, context: &Context) -> Vec<Statement> {
        let drafts = self.drafts.iter().filter(|draft| draft.says_something()).enumerate();
        drafts.map(|(number, draft)| statement(draft, number, context)).collect()
    }
}

/// What the subjects of a whole have in common: revenue and expenditure together have no direction.
fn joint(subjects: &[Subject]) -> Option<crate::facts::Coordinates> {
    let mut first = subjects.first()?.coordinates.clone();
    if subjects.iter().any(|subject| subject.coordinates.flow != first.flow) {
        first.flow = None;
    }
    Some(first)
}

fn statement(draft: &Draft, number: usize, context: &Context) -> Statement {
    let count = draft.count.clone().unwrap_or_default();
    Statement {
        id: identifier::stable_id(&["statement", context.document.as_str(), &number.to_string(), &draft.text]),
        document: context.document.clone(),
        body: context.body.clone(),
        year: draft.subject.year,
        phase: draft.subject.phase,
        kind: draft.kind,
        subject: draft.subject.text.clone(),
        coordinates: draft.subject.coordinates.clone(),
        amount: draft.amount,
        base_kind: draft.base_kind,
        base_year: draft.base_year,
        base: draft.base,
        change: draft.change,
        rate: draft.rate,
        share: draft.share,
        share_of: draft.share_of.clone(),
        count: count.0,
        count_unit: count.1.to_owned(),
        reason: draft.reason.clone(),
        text: draft.text.clone() + &draft.continued,
        locator: draft.place,
    }
}
