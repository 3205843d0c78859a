//! What the checks of the prose share: claims that say an amount, wholes and their parts, and what could not be tested.

use super::figures::{Figure, Period, is_below};
use super::quantity::statement_evidence;
use super::tie_out::tie_out;
use super::{Case, Dossier, Quantity, Sheet};
use crate::domain::label::fold;
use crate::domain::percent::decimal_text;
use crate::domain::{Amount, Flow, Form, FundSource, Nature, Percent, RowLevel};
use crate::facts::{Coordinates, Statement, StatementKind};
use crate::findings::{Evidence, Outcome};
use std::collections::BTreeMap;

/// Claims that say an amount of the disclosure's own year and phase, in the order of the text.
pub fn claims(dossier: &Dossier) -> Vec<&Statement> {
    let mut claims: Vec<&Statement> = dossier
        .statements
        .iter()
        .filter(|statement| {
            statement.amount.is_some()
                && statement.kind != StatementKind::Count
                && statement.year == dossier.year
                && statement.phase == dossier.phase
        })
        .collect();
    claims.sort_by_key(|statement| position(statement));
    claims
}

/// Where a claim stands: document, page, line, and the place of its amount behind its subject in the sentence.
pub fn position(statement: &Statement) -> (crate::domain::DocumentId, Option<u32>, Option<u32>, usize) {
    let place = statement.locator;
    (statement.document.clone(), place.page, place.line, place_in_text(statement))
}

/// The place of the amount, in bytes; the end of the text where it cannot be found.
pub fn place_in_text(statement: &Statement) -> usize {
    let digits = statement.amount.map(|amount| amount.value.in_unit(amount.unit, amount.decimals));
    let subject = statement.text.find(statement.subject.as_str());
    let from = subject.unwrap_or(0);
    let found = digits.and_then(|digits| {
        let separated = super::sheet::with_separators(&digits, true);
        let rest = statement.text.get(from..)?;
        [rest.find(&digits), rest.find(&separated)].into_iter().flatten().min().map(|place| from + place)
    });
    found.or(subject).unwrap_or(statement.text.len())
}

/// The amount of a claim as a quantity.
pub fn amount(dossier: &Dossier, statement: &Statement) -> Option<Quantity> {
    let said = statement.amount?;
    let mut quantity = Quantity::of_statement(dossier, statement, said, "");
    quantity.amount.decimals = said.decimals.max(finest_print(dossier, said));
    Some(quantity)
}

/// Prose drops trailing zeros: 170万元 is 170.00 where a table of the disclosure prints 170.00.
fn finest_print(dossier: &Dossier, said: Amount) -> u32 {
    let same = |amount: &Amount| amount.value == said.value && amount.unit == said.unit;
    let printed = dossier.facts.iter().map(|fact| fact.amount).filter(same);
    printed.map(|amount| amount.decimals).max().unwrap_or_default()
}

/// The change of a claim as a quantity.
pub fn change(dossier: &Dossier, statement: &Statement) -> Option<Quantity> {
    statement.change.map(|change| Quantity::of_statement(dossier, statement, change, "增减额"))
}

/// The printed base of a claim as a quantity.
pub fn base(dossier: &Dossier, statement: &Statement) -> Option<Quantity> {
    let name = statement.base_kind.map_or("基数", crate::facts::BaseKind::name_zh);
    statement.base.map(|base| Quantity::of_statement(dossier, statement, base, name))
}

/// This year's amount of a claim: its own, or that which another sentence says of the same thing.
pub fn current(dossier: &Dossier, statement: &Statement) -> Option<Quantity> {
    amount(dossier, statement).or_else(|| {
        // 按同口径计算 the amount is another one.
        if fold(&statement.text).contains("口径") {
            return None;
        }
        let mut found = dossier.statements.iter().filter(|other| {
            other.amount.is_some()
                && (other.year, other.phase) == (statement.year, statement.phase)
                && other.coordinates.form.is_some()
                && same_place(&other.coordinates, &statement.coordinates)
        });
        let first = found.next()?;
        let agreed = found.all(|other| other.amount == first.amount);
        agreed.then(|| amount(dossier, first)).flatten()
    })
}

/// What a claim was compared with, as its amount and its change give it: no printed figure.
pub fn implied_base(dossier: &Dossier, statement: &Statement) -> Option<Quantity> {
    let base = less(current(dossier, statement)?.amount, statement.change?)?;
    Some(Quantity::of_statement(dossier, statement, base, "本年数减增减额"))
}

/// The base that other sentences give of the same thing against the same year: printed, or their amount less their
/// change. `None` where they disagree.
pub fn base_elsewhere(dossier: &Dossier, claim: &Statement) -> Option<Quantity> {
    claim.base_kind?;
    let same: Vec<&Statement> = dossier
        .statements
        .iter()
        .filter(|other| {
            other.id != claim.id
                && other.document == claim.document
                && (other.base_kind, other.base_year) == (claim.base_kind, claim.base_year)
                && (other.year, other.phase) == (claim.year, claim.phase)
                && other.coordinates.form.is_some()
                && same_place(&other.coordinates, &claim.coordinates)
        })
        .collect();
    let printed: Vec<Quantity> = same.iter().filter_map(|other| base(dossier, other)).collect();
    let said = same.iter().filter(|other| other.change.is_some() && other.kind != StatementKind::Unchanged);
    let implied: Vec<Quantity> = said.filter_map(|other| implied_base(dossier, other)).collect();
    let found = if printed.is_empty() { implied } else { printed };
    let first = found.first()?;
    found.iter().all(|other| other.amount.value == first.amount.value).then(|| first.clone())
}

/// An amount less a signed change.
pub fn less(current: Amount, change: Amount) -> Option<Amount> {
    let value = current.value.checked_sub(change.value)?;
    Some(Amount { value, unit: current.unit, decimals: current.decimals.max(change.decimals) })
}

/// Assertions that could not be tested, gathered by what is missing, so that one finding names them all.
#[derive(Default)]
pub struct Untested {
    reasons: BTreeMap<String, Vec<(String, Evidence)>>,
}

impl Untested {
    /// Notes a claim that could not be tested.
    pub fn note(&mut self, dossier: &Dossier, statement: &Statement, reason: impl Into<String>) {
        let entry = (statement.subject.clone(), statement_evidence(dossier, statement));
        self.reasons.entry(reason.into()).or_default().push(entry);
    }

    /// Writes what was noted on the sheet.
    pub fn write(self, sheet: &mut Sheet) {
        const NAMED: usize = 3;
        for (reason, claims) in self.reasons {
            let names: Vec<&str> = claims.iter().take(NAMED).map(|(name, _)| name.as_str()).collect();
            let more = if claims.len() > NAMED { "等" } else { "" };
            let message = format!("{reason}（{} 处：{}{more}）", claims.len(), names.join("、"));
            sheet.not_testable_of(message, claims.into_iter().map(|(_, evidence)| evidence).collect());
        }
    }
}

/// Whether the printed shares of all parts add to 100 within rounding.
pub fn shares_add_up(parts: &[&Statement]) -> bool {
    let shares: Option<Vec<Percent>> = parts.iter().map(|part| part.share).collect();
    let Some((sum, hundred)) = shares.as_deref().and_then(sum_of_shares) else { return false };
    2 * (sum - hundred).abs() <= parts.len() as i128
}

/// The sum of shares and 100, both counted in the last place of the finest.
pub fn sum_of_shares(shares: &[Percent]) -> Option<(i128, i128)> {
    let decimals = shares.iter().map(|share| share.decimals()).max()?;
    let counted = |share: &Percent| 10_i128.pow(decimals - share.decimals()) * i128::from(share.mantissa());
    Some((shares.iter().map(counted).sum(), 100 * 10_i128.pow(decimals)))
}

/// Whether two claims begin in one sentence; one of them may go on in the next.
pub fn same_sentence(left: &Statement, right: &Statement) -> bool {
    left.text.starts_with(right.text.as_str()) || right.text.starts_with(left.text.as_str())
}

/// Whether two claims stand together: in one sentence, or no more than a few lines apart.
pub fn nearby(left: &Statement, right: &Statement) -> bool {
    const LINES: u32 = 4;
    let close = match (left.locator.line, right.locator.line) {
        (Some(left), Some(right)) => left.abs_diff(right) <= LINES,
        _ => false,
    };
    left.document == right.document && (same_sentence(left, right) || left.locator.page == right.locator.page && close)
}

/// Whether a claim names a 科目 by its level, （项） say, that the codebook does not know: no table row can be told for it.
pub fn names_unknown_item(claim: &Statement) -> bool {
    let marks = ["（类）", "（款）", "（项）", "(类)", "(款)", "(项)"];
    let own = &claim.coordinates;
    own.form.is_none() && own.function_code.is_empty() && marks.iter().any(|mark| claim.subject.contains(mark))
}

/// A whole that the prose divides, and its parts.
#[derive(Clone, Debug)]
pub struct Division<'a> {
    /// The whole.
    pub whole: &'a Statement,
    /// Its parts, no one a part of another.
    pub parts: Vec<&'a Statement>,
    /// What divides it.
    pub by: By,
}

/// By what a whole is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// 基本 and 项目, 人员 and 公用
    Nature,
    /// functional classes or items
    Function,
    /// kinds of income
    Fund,
    /// the year's own and the balance carried over
    Balance,
}

impl By {
    /// In a message.
    pub const fn name_zh(self) -> &'static str {
        match self {
            By::Nature => "各类支出之和",
            By::Function => "各功能科目之和",
            By::Fund => "各项收入之和",
            By::Balance => "本年数与结转结余之和",
        }
    }
}

/// The wholes that the prose divides. Parts belong to a whole because they speak of the same form, direction and fund
/// and differ in one respect only; each part counts once.
pub fn divisions(dossier: &Dossier) -> Vec<Division<'_>> {
    let of_budget = |claim: &&Statement| {
        claim.coordinates.form.is_some_and(|form| {
            !matches!(form, Form::ProjectPerformanceTargets | Form::DepartmentPerformanceTargets)
                && !goes_by_item(Some(form))
        })
    };
    let claims: Vec<&Statement> = claims(dossier).into_iter().filter(of_budget).collect();
    let mut found: Vec<Division> = Vec::new();
    // 合计 comes before 总计, which holds balances besides.
    let is_grand = |claim: &&&Statement| claim.coordinates.level == RowLevel::GrandTotal;
    let wholes = claims.iter().filter(|claim| !is_grand(claim)).chain(claims.iter().filter(is_grand));
    for whole in wholes {
        for by in [By::Nature, By::Function, By::Fund, By::Balance] {
            let parts = parts(whole, by, &claims);
            let known = found
                .iter()
                .any(|other| other.by == by && (other.whole.id == whole.id || same_parts(&other.parts, &parts)));
            if parts.len() > 1 && !known {
                found.push(Division { whole, parts, by });
            }
        }
    }
    found
}

fn same_parts(left: &[&Statement], right: &[&Statement]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.id == right.id)
}

/// How far below its whole a part may stand, in claims: a list is not scattered over the document.
const FARTHEST: usize = 40;

fn parts<'a>(whole: &Statement, by: By, claims: &[&'a Statement]) -> Vec<&'a Statement> {
    let Some(at) = claims.iter().position(|claim| claim.id == whole.id) else { return Vec::new() };
    let below = claims.get(at + 1..).unwrap_or_default().iter().take(FARTHEST).copied();
    let mut parts: Vec<&Statement> = Vec::new();
    for claim in below.filter(|claim| claim.document == whole.document) {
        // The next whole of the same kind begins another list.
        if is_same_level(&whole.coordinates, &claim.coordinates) && !parts.is_empty() {
            break;
        }
        let divides = is_part(&whole.coordinates, &claim.coordinates, by);
        let again = parts.iter().any(|part| is_same_part(&part.coordinates, &claim.coordinates, by));
        if divides && !again {
            parts.push(claim);
        }
    }
    let codes: Vec<String> = parts.iter().map(|part| part.coordinates.function_code.clone()).collect();
    let outermost =
        |code: &str| !codes.iter().any(|other| other.len() < code.len() && code.starts_with(other.as_str()));
    parts.retain(|part| by != By::Function || outermost(&part.coordinates.function_code));
    let funds: Vec<FundSource> = parts.iter().map(|part| part.coordinates.fund).collect();
    let highest = |fund: FundSource| !funds.iter().any(|other| is_below(fund, *other));
    parts.retain(|part| by != By::Fund || highest(part.coordinates.fund));
    parts
}

fn is_same_part(left: &Coordinates, right: &Coordinates, by: By) -> bool {
    match by {
        By::Nature => left.nature == right.nature,
        By::Function => left.function_code == right.function_code,
        By::Fund => left.fund == right.fund,
        By::Balance => left.flow == right.flow,
    }
}

fn is_same_level(whole: &Coordinates, other: &Coordinates) -> bool {
    whole.flow == other.flow
        && whole.nature == other.nature
        && whole.function_code == other.function_code
        && other.fund == whole.fund
        && other.economic_code.is_empty()
        && other.form == whole.form
        && other.level == whole.level
}

/// Whether both name the same thing, whatever words they use.
pub fn same_place(left: &Coordinates, right: &Coordinates) -> bool {
    let mut other = right.clone();
    if !goes_by_item(left.form) {
        other.item.clone_from(&left.item);
    }
    *left == other
}

fn goes_by_item(form: Option<Form>) -> bool {
    matches!(
        form,
        None | Some(Form::ThreePublicExpenses | Form::Procurement | Form::StateAssets | Form::ServicePurchases)
    )
}

fn is_part(whole: &Coordinates, part: &Coordinates, by: By) -> bool {
    let same_fund = part.fund == whole.fund;
    let uncoded = part.economic_code.is_empty() && part.project.is_empty();
    match by {
        By::Nature => {
            same_fund
                && uncoded
                && part.flow == whole.flow
                && part.function_code == whole.function_code
                && part.nature.parent() == Some(whole.nature)
                && matches!(whole.nature, Nature::Total | Nature::Basic)
        }
        By::Function => {
            same_fund
                && uncoded
                && part.flow == whole.flow
                && part.nature == whole.nature
                && part.form == whole.form
                && part.function_code.len() > whole.function_code.len()
                && part.function_code.starts_with(&whole.function_code)
        }
        By::Fund => {
            whole.flow == Some(Flow::Revenue)
                && part.flow == whole.flow
                && part.form == whole.form
                && is_below(part.fund, whole.fund)
                && part.level > RowLevel::Total
                && whole.level <= RowLevel::Total
        }
        By::Balance => {
            let own = part.flow == whole.flow && part.level == RowLevel::Total && same_fund;
            let balance = match whole.flow {
                Some(Flow::Revenue) => Some(Flow::CarryoverIn),
                Some(Flow::Expenditure) => Some(Flow::CarryoverOut),
                _ => None,
            };
            whole.level == RowLevel::GrandTotal
                && part.form == whole.form
                && part.nature == Nature::Total
                && part.function_code.is_empty()
                && (own || balance.is_some() && part.flow == balance && same_fund)
        }
    }
}

/// A subject without the words that say nothing: 预算, 决算, 数, 支出 of a name.
pub fn plain_name(name: &str) -> String {
    let mut plain = fold(name);
    for word in [
        "年初预算数",
        "预算数",
        "决算数",
        "年初",
        "预算",
        "决算",
        "财政拨款",
        "拨款",
        "总额",
        "安排的",
        "合计",
        "总计",
        "总",
        "全部",
        "本年度",
        "本年",
        "当年",
    ] {
        plain = plain.replace(word, "");
    }
    plain.trim_end_matches(['数', '的']).to_owned()
}

/// Whether two shares are of one whole in one list.
pub fn same_list(left: &Statement, right: &Statement) -> bool {
    let named = plain_name(&left.share_of) == plain_name(&right.share_of) && !left.share_of.is_empty();
    let list = |statement: &Statement| (statement.year, statement.phase, statement.coordinates.flow);
    // 基本 and 项目 divide a whole in one way, functional classes in another.
    let level = |statement: &Statement| statement.coordinates.function_code.len();
    let same_kind = level(left) == level(right);
    let form = left.coordinates.form == right.coordinates.form;
    is_unnamed_list(left, right) || named && same_kind && form && list(left) == list(right) && nearby(left, right)
}

/// The amount of what a share is a share of: the nearest sentence above that says it, or the table.
pub fn whole_of(case: &Case, claim: &Statement) -> Option<Quantity> {
    whole_claim(case.dossier, claim)
        .and_then(|whole| amount(case.dossier, whole))
        .or_else(|| whole_in_table(case, claim))
        .or_else(|| whole_of_list(case.dossier, claim))
}

/// What unnamed shares of one sentence are shares of: the nearest amount above that the amounts of the sentence add up
/// to. `None` where none fits, because then the list is not complete or its whole is not said.
fn whole_of_list(dossier: &Dossier, claim: &Statement) -> Option<Quantity> {
    if !claim.share_of.is_empty() || claim.amount.is_none() {
        return None;
    }
    let list: Vec<&Statement> =
        dossier.statements.iter().filter(|other| other.share.is_some() && is_unnamed_list(other, claim)).collect();
    let parts: Option<Vec<Amount>> = list.iter().map(|part| part.amount).collect();
    let parts = parts.filter(|parts| parts.len() > 1)?;
    let own = list.iter().map(|part| position(part)).min()?;
    let mut above: Vec<&Statement> = claims_of(dossier, claim)
        .into_iter()
        .filter(|other| {
            other.share.is_none()
                && position(other) < own
                && nearby(other, claim)
                && other.coordinates.flow == claim.coordinates.flow
                && other.coordinates.fund == claim.coordinates.fund
        })
        .collect();
    above.sort_by_key(|other| std::cmp::Reverse(position(other)));
    let whole = above
        .into_iter()
        .find(|other| other.amount.is_some_and(|whole| tie_out(&whole, &parts).outcome != Outcome::Breaks))?;
    amount(dossier, whole)
}

/// Whether two shares that name no whole stand in one list: in one sentence, of things of one kind.
fn is_unnamed_list(left: &Statement, right: &Statement) -> bool {
    let kind = |statement: &Statement| {
        let own = &statement.coordinates;
        (statement.year, statement.phase, own.flow, own.fund, own.form, own.function_code.len(), own.nature)
    };
    left.share_of.is_empty()
        && right.share_of.is_empty()
        && left.document == right.document
        && left.locator.line == right.locator.line
        && same_sentence(left, right)
        && kind(left) == kind(right)
}

/// Totals of the same table that a share may have been divided by in error.
pub fn other_wholes(case: &Case, claim: &Statement) -> Vec<Quantity> {
    larger_totals(case, claim)
}

/// The sentence that says the amount of what a share is a share of: by its own words, or by what they mean.
fn whole_claim<'a>(dossier: &'a Dossier, claim: &Statement) -> Option<&'a Statement> {
    let (wanted, plain) = (fold(&claim.share_of), plain_name(&claim.share_of));
    if wanted.is_empty() {
        return None;
    }
    let own = position(claim);
    let mut sorted = claims_of(dossier, claim);
    sorted.sort_by_key(|other| position(other));
    let (above, below): (Vec<&Statement>, Vec<&Statement>) =
        sorted.into_iter().partition(|other| position(other) < own);
    let nearest = || above.iter().rev().chain(below.iter()).copied();
    let exact = nearest().find(|other| fold(&other.subject) == wanted);
    let means = |other: &&Statement| {
        !plain.is_empty() && plain_name(&other.subject) == plain && other.coordinates.flow == claim.coordinates.flow
    };
    exact.or_else(|| nearest().find(means))
}

/// Totals that a share may have been divided by in error: 合计 of a 三公 table that also has 会议费 and 培训费.
fn larger_totals(case: &Case, claim: &Statement) -> Vec<Quantity> {
    let Some(form) = claim.coordinates.form.filter(|form| goes_by_item(Some(*form))) else { return Vec::new() };
    let grand = case.dossier.facts_of(form).filter(|fact| fact.coordinates.level == RowLevel::GrandTotal);
    Quantity::of_facts(case.dossier, grand)
}

/// Claims with an amount of the same year and phase in the same document.
fn claims_of<'a>(dossier: &'a Dossier, claim: &Statement) -> Vec<&'a Statement> {
    dossier
        .statements
        .iter()
        .filter(|other| {
            other.amount.is_some()
                && other.id != claim.id
                && other.kind != StatementKind::Count
                && other.document == claim.document
                && (other.year, other.phase) == (claim.year, claim.phase)
        })
        .collect()
}

/// 占本年支出合计, 占“三公”经费: the figure of the table that the words name.
pub fn whole_in_table(case: &Case, claim: &Statement) -> Option<Quantity> {
    let period = Period::of(case.dossier, claim.year, claim.phase);
    let figure = |coordinates: &Coordinates, words: &str| match period.figure(coordinates, words) {
        Figure::One(fact) => Some(Quantity::of_fact(case.dossier, fact)),
        _ => None,
    };
    if let Some(whole) = whole_claim(case.dossier, claim).filter(|whole| whole.coordinates.form.is_some()) {
        return figure(&whole.coordinates, &whole.subject);
    }
    let wanted = fold(&claim.share_of);
    let has = |word: &str| wanted.contains(word);
    let total = |form: Form, flow: Flow| Coordinates {
        form: Some(form),
        flow: Some(flow),
        level: RowLevel::Total,
        ..Coordinates::default()
    };
    let coordinates = if has("三公") {
        Coordinates { item: "三公经费".to_owned(), ..total(Form::ThreePublicExpenses, Flow::Expenditure) }
    } else if has("本年支出合计") || has("支出合计") || has("总支出") {
        total(Form::ExpenditureSummary, Flow::Expenditure)
    } else if has("本年收入合计") || has("收入合计") || has("总收入") {
        total(Form::RevenueSummary, Flow::Revenue)
    } else {
        return None;
    };
    figure(&coordinates, "合计")
}

/// Printed less computed, in percentage points.
pub fn percent_difference(printed: Percent, computed: Percent) -> String {
    let decimals = printed.decimals().max(computed.decimals());
    let counted = |percent: Percent| 10_i128.pow(decimals - percent.decimals()) * i128::from(percent.mantissa());
    decimal_text(counted(printed) - counted(computed), decimals)
}
