//! 占45.19%, 占本年支出合计的100%: a share of a whole.

use super::Slot;
use crate::domain::label::{clean_label, fold};
use crate::domain::{Flow, FundSource, Nature, Percent};
use crate::facts::narrative::ledger::Draft;
use crate::facts::narrative::phrase::{self, Named};
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::subject::{self, Scope, Subject};
use crate::facts::narrative::tokens::{Kind, Word};
use crate::facts::narrative::vocabulary;
use crate::facts::{Coordinates, StatementKind};

/// A share.
pub const SLOT: Slot = Slot {
    name: "share",
    name_zh: "占比",
    documentation: "写明占什么的照写；没有写明的，是占“其中”之前的合计；没有这样的合计就空着。",
    words: &[
        ("占比", Word::Share),
        ("占", Word::Share),
        ("占用", Word::Plain),
        ("占有", Word::Plain),
        ("侵占", Word::Plain),
    ],
    fill,
};

/// How many claims back the whole is looked for.
const FARTHEST_BACK: usize = 64;

/// The longest name of a whole, in tokens.
const LONGEST_WHOLE: usize = 4;

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    if !reading.is_word(at, Word::Share) {
        return None;
    }
    let mut position = at + 1;
    while position <= at + LONGEST_WHOLE
        && matches!(reading.kind(position), Some(Kind::Text | Kind::Mark('、') | Kind::Word(Word::Each)))
    {
        position += 1;
    }
    let Some(Kind::Percent(first)) = reading.kind(position) else { return None };
    let whole = whole_name(&reading.printed(at + 1, position));
    let divided = divided(reading, at + 1, position);
    let mut shares = vec![*first];
    let mut next = position + 1;
    while let (Some(Kind::Mark('、')), Some(Kind::Percent(share))) = (reading.kind(next), reading.kind(next + 1)) {
        shares.push(*share);
        next += 2;
    }
    enter(reading, at, next - 1, &whole, &shares);
    if let Some(divided) = divided {
        let targets = reading.current.clone();
        targets.into_iter().for_each(|index| place_in(reading, index, &divided));
    }
    Some(next)
}

/// What is divided, where the words after 占 name one thing that is spent: 占一般公共预算支出的96.74%.
fn divided(reading: &Reading, from: usize, to: usize) -> Option<Coordinates> {
    let (first, last) = (reading.tokens.get(from)?, reading.tokens.get(to.checked_sub(1)?)?);
    let trailing = ["的", "比重为", "比重", "比例为", "比例", "的"];
    let mut end = last.end;
    for word in trailing {
        let length = word.chars().count();
        if end > first.start + length && reading.passage.has(end - length, word) {
            end -= length;
        }
    }
    let named = phrase::read(reading.passage, first.start, first.start, end, None, reading.ledger, reading.context);
    let Named::Subjects { subjects, .. } = named else { return None };
    let [whole] = subjects.as_slice() else { return None };
    let coordinates = &whole.coordinates;
    if coordinates.flow != Some(Flow::Expenditure) {
        return None;
    }
    // 占基本支出预算: the one that was spoken of last.
    let same = |draft: &&Draft| {
        let other = &draft.subject.coordinates;
        let unsaid = coordinates.fund == FundSource::All && coordinates.nature != Nature::Total;
        let alike = other.nature == coordinates.nature && other.function_code == coordinates.function_code;
        unsaid && alike && other.flow == coordinates.flow && draft.amount.is_some()
    };
    let drafts = reading.ledger.drafts.get(reading.ledger.section..).unwrap_or_default();
    let said = drafts.iter().rev().take(FARTHEST_BACK).find(same).map(|draft| draft.subject.coordinates.clone());
    Some(said.unwrap_or_else(|| coordinates.clone()))
}

/// A part is of the fund and the nature of what it is said to be a share of, and not of what was listed before it.
fn place_in(reading: &mut Reading, index: usize, whole: &Coordinates) {
    let Some(draft) = reading.ledger.drafts.get(index) else { return };
    let subject = &draft.subject;
    let scope = Scope { parent: Some(whole.clone()), close: false, ..reading.ledger.scope() };
    let name = fold(&subject.text);
    let found = subject::features(&name, &scope, &name, reading.context.function_code_of, subject.year.get());
    let by_class = found.function.is_some() && found.nature.is_none() && subject.coordinates.form.is_some();
    let other_nature = by_class && subject.coordinates.nature != Nature::Total && whole.nature == Nature::Total;
    let spends = found.nature.is_some() || found.function.is_some();
    let unsaid = spends && found.fund.is_none() && subject.coordinates.fund == FundSource::All;
    if !(other_nature || unsaid && whole.fund != FundSource::All) {
        return;
    }
    let placed = subject::coordinates(&found, &scope, &subject.text);
    if let ([placed], Some(draft)) = (placed.as_slice(), reading.ledger.drafts.get_mut(index)) {
        draft.subject.coordinates = placed.clone();
    }
}

/// The words after 占 without 的 and 比重为.
fn whole_name(printed: &str) -> String {
    let mut name = clean_label(printed);
    for ending in ["比重为", "比例为", "比重", "比例", "比为", "比", "约", "为", "的", "分别", "各"]
    {
        if let Some(rest) = name.strip_suffix(ending) {
            name = rest.to_owned();
        }
    }
    name.trim_end_matches('的').to_owned()
}

fn enter(reading: &mut Reading, at: usize, figure: usize, whole: &str, shares: &[Percent]) {
    let enclosing = reading.ledger.parents.last().and_then(|parent| parent.subjects.first()).cloned();
    if reading.counted.is_some() {
        return reading.miss(figure, "数量的占比，不是金额的占比");
    }
    let unsure = reading.unsure_whole;
    let targets = match reading.targets(at) {
        Ok(targets) if targets.len() == shares.len() || shares.len() == 1 => targets,
        Ok(_) => return reading.miss(figure, "占比的个数与主语的个数不符"),
        Err(reason) => return reading.miss(figure, reason),
    };
    for (place, index) in targets.iter().enumerate() {
        let Some(draft) = reading.ledger.drafts.get_mut(*index) else { continue };
        if draft.share.is_some() {
            return reading.miss(figure, "同一金额有两个占比");
        }
        draft.share = shares.get(place).or(shares.first()).copied();
        let enclosing = enclosing.as_ref().filter(|whole| !unsure && holds(whole, &draft.subject));
        draft.share_of = match enclosing {
            Some(enclosing) if whole.is_empty() => enclosing.text.clone(),
            _ => whole.to_owned(),
        };
        if draft.kind == StatementKind::Amount && draft.amount.is_none() {
            draft.kind = StatementKind::Share;
        }
    }
    reading.filled = true;
}

/// Whether a whole may hold a part: 项目支出 after the parts of 基本支出 is none of them.
fn holds(whole: &Subject, part: &Subject) -> bool {
    let (whole, part) = (whole.coordinates.nature, part.coordinates.nature);
    whole == Nature::Total || part == Nature::Total || part == whole || vocabulary::is_part(part, whole)
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{budget, claims, places};

    #[test]
    fn a_share_without_its_whole_is_a_share_of_the_total_before_the_list() {
        let read = budget(
            "2025年支出合计80.00万元，其中：基本支出50.00万元，占62.50%；项目支出30.00万元，占支出预算的37.50%。",
        );
        assert_eq!(
            claims(&read),
            "amount | 支出合计 | 80.00万元\namount | 基本支出 | 50.00万元 | share62.50/支出合计\namount | 项目支出 | 30.00万元 | share37.50/支出预算"
        );
    }

    #[test]
    fn functional_classes_take_the_fund_of_their_whole() {
        let read = budget(
            "2025年一般公共预算支出80.00万元。主要用于以下方面：一般公共服务支出70.00万元，占87.50%；住房保障支出10.00万元，占12.50%。",
        );
        assert_eq!(
            places(&read),
            "一般公共预算支出: general_public_expenditure expenditure general_public total total\n\
             一般公共服务支出: general_public_expenditure expenditure general_public total subtotal 201\n\
             住房保障支出: general_public_expenditure expenditure general_public total subtotal 221"
        );
        assert!(claims(&read).contains("share12.50/一般公共预算支出"));
    }
}
