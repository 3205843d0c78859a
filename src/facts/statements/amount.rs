//! 一般公共预算1092.22万元: an amount of what the words before it name.

use super::Slot;
use crate::domain::label::fold;
use crate::domain::{Amount, Form, FundSource, Nature, Phase};
use crate::facts::narrative::owner;
use crate::facts::narrative::phrase::{self, Measure, Named};
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::subject::Subject;
use crate::facts::narrative::tokens::{Kind, Word};
use crate::facts::{BaseKind, Coordinates, StatementKind};

/// An amount.
pub const SLOT: Slot = Slot {
    name: "amount",
    name_zh: "金额",
    documentation: "“A和B分别为C、D万元”按顺序分给各项。金额属于它前面的名称。只有“预算数为”而没有名称的，属于前一句或标题说的那一项；不能确定的按未读。决算公开里“年初预算为A万元，支出决算为B万元”合成一行：金额是 B，基数是 A。",
    words: &[("各", Word::Each), ("分别", Word::Each), ("均", Word::Each)],
    fill,
};

const NO_SUBJECT: &str = "金额前没有主语";

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    let kind = reading.kind(at)?;
    match kind {
        Kind::Money { .. } => {}
        Kind::Bare(_) if reading.each => {}
        Kind::Percent(_) => {
            reading.miss(at, "百分数未能归到主语");
            return Some(at + 1);
        }
        Kind::Unreadable(reason) => {
            reading.miss(at, reason);
            return Some(at + 1);
        }
        Kind::Word(Word::Each) => {
            reading.each = true;
            return Some(at + 1);
        }
        _ => return None,
    }
    let (amounts, next) = amounts(reading, at)?;
    if is_base(reading, &amounts, next) {
        return Some(next);
    }
    match subjects(reading, &amounts) {
        Ok(subjects) if amounts.len() == subjects.len() || amounts.len() == 1 => enter(reading, at, subjects, &amounts),
        Ok(_) => reading.miss(next - 1, "金额的个数与主语的个数不符"),
        Err(reason) => {
            reading.headless |= reason == NO_SUBJECT && !reading.filled;
            reading.miss(next - 1, reason);
        }
    }
    Some(next)
}

/// The amount, or the list of amounts after 分别为, and the place after it.
fn amounts(reading: &mut Reading, at: usize) -> Option<(Vec<Amount>, usize)> {
    let mut bare: Vec<&str> = Vec::new();
    let mut found: Vec<Amount> = Vec::new();
    let mut position = at;
    loop {
        match reading.kind(position) {
            Some(Kind::Money { amount, slip }) => {
                for digits in bare.drain(..) {
                    found.push(Amount::parse(digits, amount.unit).ok().flatten()?);
                }
                found.push(*amount);
                if *slip {
                    let (start, end) = reading.tokens.get(position).map_or((0, 0), |token| (token.start, token.end));
                    reading.note(start, end, "金额缺“元”字");
                }
            }
            Some(Kind::Bare(digits)) if reading.each => bare.push(digits),
            _ => return None,
        }
        let joint = matches!(reading.kind(position + 1), Some(Kind::Mark('、' | ',')))
            || matches!(reading.folded(position + 1).as_str(), "和" | "与" | "及");
        let listed =
            reading.each && joint && matches!(reading.kind(position + 2), Some(Kind::Money { .. } | Kind::Bare(_)));
        if !listed {
            break;
        }
        position += 2;
    }
    bare.is_empty().then_some((found, position + 1))
}

/// Whether the amount is that of the base: 比2022年“三公”经费年初预算255.48万元减少55.36万元.
fn is_base(reading: &mut Reading, amounts: &[Amount], next: usize) -> bool {
    let [amount] = amounts else { return false };
    let changes = matches!(reading.kind(next), Some(Kind::Word(Word::Increase | Word::Decrease)))
        || ["相比", "比较", "对比"].contains(&reading.folded(next).as_str());
    if !changes || reading.phrase.is_none() {
        return false;
    }
    reading.absorb_base();
    let absorbed = reading.phrase.is_none();
    if absorbed {
        reading.base_amount = Some(*amount);
    }
    absorbed
}

/// The subjects that the amount belongs to.
fn subjects(reading: &mut Reading, amounts: &[Amount]) -> Result<Vec<Subject>, &'static str> {
    if reading.orphaned {
        return Err("所属的合计没有读懂，分项无法归位");
    }
    if reading.tainted {
        return Err("增减的是什么没有写成“增加A万元”，无法确定");
    }
    let measured = reading.measure() != Measure::Unsaid;
    match reading.name() {
        Named::Subjects { subjects, .. } if phrase::is_bare_flow(&subjects) => bare_flow(reading, subjects, amounts),
        Named::Subjects { subjects, .. } if is_spent_on(reading, &subjects) => Err("用途里的金额，不是预算科目"),
        Named::Several if reading.each => each_of(reading, amounts.len()),
        Named::Subjects { subjects, .. } if reading.headless && subjects.iter().any(is_part_only) => {
            Err("所属的合计没有读懂，分项无法归位")
        }
        Named::Subjects { subjects, .. } => {
            Ok(subjects.into_iter().map(|subject| of_unknown_whole(reading, of_targets(reading, subject))).collect())
        }
        Named::Nothing => inherited(reading, measured || reading.phrase.is_some()),
        Named::Label(_) if reading.purpose => Err("用途里的金额，不是预算科目"),
        Named::Label(subject) if is_sum(&subject.text) => {
            if reading.named.is_empty() {
                Err("没有写明是什么的合计")
            } else {
                inherited(reading, true)
            }
        }
        Named::Label(subject) if phrase::is_name(&subject.text) => Ok(vec![subject]),
        Named::Label(subject) if begins_sentence(reading) && phrase::is_plain(&subject.text) => Ok(vec![subject]),
        Named::Label(_) => Err("主语不在词汇表里"),
        Named::Several => Err("一个金额前有几个主语，无法确定属于哪一个"),
    }
}

/// 基本支出, 人员经费: parts of whatever is spoken of.
fn is_part_only(subject: &Subject) -> bool {
    subject.coordinates.nature != Nature::Total && subject.coordinates.fund == FundSource::All
}

/// What is listed beside an amount whose name is lost may be of any table.
fn of_unknown_whole(reading: &Reading, mut subject: Subject) -> Subject {
    // 支出120万元，加上解上级支出5万元，支出合计125万元: the sum is not that of the table.
    let sums_up = ["加上", ",加"].iter().any(|word| fold(&reading.text).contains(word));
    let sum =
        subject.text.contains("合计") && (sums_up && !reading.heads.is_empty() || is_said_before(reading, &subject));
    if sum || reading.headless && subject.coordinates.fund == FundSource::All {
        subject.coordinates.form = None;
    }
    subject
}

/// Whether the sentence gave the same figure of the tables another amount before.
fn is_said_before(reading: &Reading, subject: &Subject) -> bool {
    let same = |before: &&Subject| {
        let (before, now) = (&before.coordinates, &subject.coordinates);
        let place = |one: &Coordinates| (one.form, one.flow, one.fund, one.nature, one.level);
        place(before) == place(now) && before.function_code == now.function_code
    };
    reading.groups > 1 && reading.head_claims().iter().filter(same).any(|before| before.amount.is_some())
}

/// 涉及预算资金 is the total of the projects with targets, or of the department with targets, or of projects that were
/// evaluated, which no table shows: only the sentence tells.
fn of_targets(reading: &Reading, mut subject: Subject) -> Subject {
    if subject.coordinates.form == Some(Form::ProjectPerformanceTargets) {
        let says = |word: &str| reading.text.contains(word);
        if says("整体支出绩效") && !says("项目支出绩效") {
            subject.coordinates.form = Some(Form::DepartmentPerformanceTargets);
            subject.coordinates.nature = Nature::Total;
        } else if says("自评") || says("跟踪") || !says("绩效目标") {
            subject.coordinates.form = None;
        }
    }
    subject
}

/// Whether the amount is one of those that the money is spent on: 主要用于人员经费5万元 says nothing of all 人员经费.
fn is_spent_on(reading: &Reading, subjects: &[Subject]) -> bool {
    let by_use = |subject: &Subject| subject.coordinates.function_code.is_empty();
    reading.purpose && reading.spent_on.is_some() && subjects.iter().any(by_use)
}

/// The subjects of 会议费和培训费分别为2万元和1万元, where each is known and has its amount, or all have one.
fn each_of(reading: &Reading, amounts: usize) -> Result<Vec<Subject>, &'static str> {
    const UNSURE: &str = "一个金额前有几个主语，无法确定属于哪一个";
    let subjects = reading.names_in_phrase().ok_or(UNSURE)?;
    if amounts == subjects.len() || amounts == 1 {
        Ok(subjects)
    } else {
        Err("金额的个数与主语的个数不符")
    }
}

/// Whether the words only say that something is added up: …的机关运行经费，合计120万元.
fn is_sum(text: &str) -> bool {
    const SUMS: &[&str] = &["合计", "共计", "总计", "合计支出", "共计支出", "总额", "金额合计"];
    SUMS.contains(&text)
}

/// Whether the sentence begins with the phrase, as in a list of 科目 with their amounts.
fn begins_sentence(reading: &Reading) -> bool {
    reading.phrase.is_some_and(|(start, _, _)| reading.tokens.first().is_some_and(|token| token.start == start))
}

/// 支出决算为: of what was named before, where that spends and has no amount yet; of the whole body, where nothing of
/// that direction was named before.
fn bare_flow(reading: &mut Reading, subjects: Vec<Subject>, amounts: &[Amount]) -> Result<Vec<Subject>, &'static str> {
    const UNSURE: &str = "只写了收入或支出，无法确定是哪一项的";
    if owner::says_own(&reading.phrase_text(), reading.context) && !reading.in_list() {
        return Ok(subjects);
    }
    if reading.is_unsure() {
        return Err(UNSURE);
    }
    let before = reading.own_subjects();
    let flow = subjects.first().and_then(|subject| subject.coordinates.flow);
    if before.is_empty() {
        return if reading.is_first_sentence() { Ok(subjects) } else { Err(UNSURE) };
    }
    if before.iter().any(|subject| subject.coordinates.flow != flow) {
        let whole = reading.framing_subjects().iter().all(|subject| subject.coordinates.fund == FundSource::All);
        return if whole { Ok(subjects) } else { Err(UNSURE) };
    }
    let open = before.iter().all(|subject| subject.amount.is_none()) || reading.budgets_before().is_some();
    let again = matches!((before.as_slice(), amounts), ([one], [amount]) if one.amount == Some(*amount));
    if open || again { inherited(reading, true) } else { Err(UNSURE) }
}

/// The subjects of an amount that only says 预算数为: what was named before, in this sentence or above it.
fn inherited(reading: &mut Reading, measured: bool) -> Result<Vec<Subject>, &'static str> {
    if !reading.named.is_empty() {
        return Ok(with_phase(reading, reading.named.clone()));
    }
    if !measured {
        return Err(NO_SUBJECT);
    }
    if reading.compared_in_clause && reading.phrase.is_some_and(|(start, _, _)| start >= reading.base_end) {
        return Err("比较基数之后的金额，无法确定是哪一年的");
    }
    if reading.counted.is_some() {
        return Err("数量之后的金额没有主语，不是表里的金额");
    }
    if reading.current.is_empty() && reading.ledger.topic.ambiguous {
        return Err("前一句说了几项，无法确定这一句说的是哪一项");
    }
    if reading.lost {
        return Err("前面的主语没有读懂，这里说的是哪一项无法确定");
    }
    let subjects = reading.last_subjects();
    match subjects.len() {
        0 => Err("没有主语"),
        1 => Ok(with_phase(reading, subjects)),
        // 收入支出总体与上年相比…。与年初预算相比，年初预算数A，决算数B: of both, as they are equal.
        2 if reading.compared_here && reading.is_pair_above() => Ok(with_phase(reading, subjects)),
        _ if !reading.current.is_empty() => Ok(with_phase(reading, subjects)),
        _ => Err("没有写明是收入还是支出"),
    }
}

/// The same subjects in the phase that the words before the amount name.
fn with_phase(reading: &Reading, subjects: Vec<Subject>) -> Vec<Subject> {
    let measure = reading.measure();
    let phase = match measure {
        Measure::Final => Some(Phase::Executed),
        Measure::Budget if reading.phrase_text().contains("调整") => Some(Phase::Adjusted),
        Measure::Budget => Some(Phase::Approved),
        Measure::Unsaid => None,
    };
    let year = reading.year;
    subjects
        .into_iter()
        .map(|subject| Subject { phase: phase.unwrap_or(subject.phase), year: year.unwrap_or(subject.year), ..subject })
        .collect()
}

fn enter(reading: &mut Reading, at: usize, subjects: Vec<Subject>, amounts: &[Amount]) {
    if let (Some(budgets), [amount]) = (reading.budgets_before(), amounts)
        && budgets.len() == subjects.len()
        && budgets.iter().zip(&subjects).all(|(index, subject)| completes(reading, *index, subject))
    {
        for (index, subject) in budgets.into_iter().zip(subjects) {
            complete(reading, index, subject, *amount);
        }
        return;
    }
    let claims = reading.begin_claims(subjects, at);
    let narrowed = is_narrowed(reading, at);
    for (place, index) in claims.iter().enumerate() {
        if let Some(draft) = reading.ledger.drafts.get_mut(*index) {
            if narrowed {
                draft.subject.coordinates.form = None;
            }
            draft.amount = amounts.get(place).or(amounts.first()).copied();
            draft.subject.amount = draft.amount;
        }
    }
    reading.current = claims;
    reading.lost = false;
    reading.counted = None;
    reading.absent = false;
    reading.named.clear();
    reading.phrase = None;
    reading.each = false;
    reading.separated = false;
    reading.filled = true;
}

/// Whether a bracket takes something out of the amount: 基本支出70万元（不含离退休经费）. No table shows that.
fn is_narrowed(reading: &Reading, at: usize) -> bool {
    let after = reading.folded(at + 1);
    ["(不含", "(不包括", "(不包含", "(扣除", "(剔除"].iter().any(|bracket| after.starts_with(bracket))
}

/// Whether an executed amount completes the budget figure said just before it.
fn completes(reading: &Reading, index: usize, subject: &Subject) -> bool {
    reading.ledger.drafts.get(index).is_some_and(|draft| {
        let same = draft.subject.year == subject.year && draft.subject.is_same_thing_as(subject);
        same && subject.phase == Phase::Executed
    })
}

fn complete(reading: &mut Reading, index: usize, subject: Subject, amount: Amount) {
    if let Some(draft) = reading.ledger.drafts.get_mut(index) {
        draft.base = draft.amount;
        draft.amount = Some(amount);
        draft.base_kind = Some(BaseKind::BudgetThisYear);
        draft.base_year = Some(subject.year);
        draft.compared = true;
        draft.kind = StatementKind::Execution;
        draft.subject = Subject { amount: Some(amount), text: draft.subject.text.clone(), ..subject };
    }
    reading.named.clear();
    reading.phrase = None;
    reading.separated = false;
    reading.filled = true;
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{accounts, budget, claims, gaps, places};

    #[test]
    fn each_listed_fund_keeps_its_own_amount() {
        let read = budget(
            "云山县档案馆2025年收入合计88.20万元，其中：一般公共预算88.20万元；政府性基金0.00万元；上年结转结余0.00万元。",
        );
        assert_eq!(
            claims(&read),
            "amount | 收入合计 | 88.20万元\namount | 一般公共预算 | 88.20万元\namount | 政府性基金 | 0.00万元\namount | 上年结转结余 | 0.00万元"
        );
        assert_eq!(
            places(&read),
            "收入合计: revenue_expenditure_summary revenue all total total\n\
             一般公共预算: revenue_expenditure_summary revenue general_public total leaf\n\
             政府性基金: revenue_expenditure_summary revenue government_fund total leaf\n\
             上年结转结余: revenue_expenditure_summary carryover_in all total leaf"
        );
    }

    #[test]
    fn an_amount_of_something_that_no_table_shows_is_not_the_amount_of_the_whole() {
        let read = budget("2025年基本支出50万元，其中：离退休人员经费20万元。\n2025年经费支出30万元。");
        assert_eq!(
            places(&read),
            "基本支出: expenditure_summary expenditure all basic subtotal\n离退休人员经费: - - all total leaf\n经费支出: - - all total leaf"
        );
    }

    #[test]
    fn two_subjects_before_one_amount_are_not_understood() {
        let read = budget("2025年基本支出、项目支出100万元。");
        assert_eq!(claims(&read), "");
        assert_eq!(gaps(&read), "一个金额前有几个主语，无法确定属于哪一个: 2025年基本支出、项目支出100万元");
    }

    #[test]
    fn the_parts_of_a_whole_that_was_not_understood_are_not_those_of_another() {
        let read = budget(
            "2025年一般公共预算支出90万元。\n2025年拟安排的各类事项40万元，其中：基本支出30万元，项目支出10万元。",
        );
        assert_eq!(claims(&read), "amount | 一般公共预算支出 | 90万元");
        assert_eq!(read.1.len(), 3);
    }

    #[test]
    fn a_bare_expenditure_is_that_of_the_item_named_before_or_nothing() {
        let read = accounts(
            "1、教育支出（类）进修及培训（款）培训支出（项）。主要用于培训。年初预算为3.00万元，支出决算为2.40万元。\n2、某某支出（款）未知支出（项）。支出决算为7.10万元。",
        );
        assert_eq!(
            claims(&read),
            "execution | 教育支出（类）进修及培训（款）培训支出（项） | 2.40万元 | vs budget_this_year | of 2025 | base3.00万元\n\
             amount | 某某支出（款）未知支出（项） | 7.10万元"
        );
        assert_eq!(
            places(&read),
            "教育支出（类）进修及培训（款）培训支出（项）: general_public_expenditure expenditure all total leaf 2050803\n\
             某某支出（款）未知支出（项）: - expenditure all total leaf"
                .replace("general_public_expenditure", "revenue_expenditure_summary")
        );
    }

    #[test]
    fn a_bare_expenditure_beside_a_fund_is_not_taken_for_that_of_the_body() {
        let read = budget(
            "2025年财政拨款收入80万元，比上年增加5万元，支出比上年增加4万元。\n2025年财政拨款收入80万元，支出80万元。",
        );
        assert_eq!(
            claims(&read),
            "change | 财政拨款收入 | 80万元 | Δ5万元 | vs budget_last_year | of 2024\namount | 财政拨款收入 | 80万元"
        );
        assert_eq!(read.1.len(), 2);
    }

    #[test]
    fn a_comparison_after_revenue_and_expenditure_sentences_is_given_to_neither() {
        let read = budget("2025年收入预算80万元。支出预算80万元。比上年增加5万元。");
        assert_eq!(claims(&read), "amount | 收入 | 80万元\namount | 支出 | 80万元");
        assert_eq!(read.1.len(), 1);
    }

    #[test]
    fn amounts_of_two_subjects_are_dealt_out_in_order() {
        let read = budget("2025年收入总计和支出总计分别为60.5万元、61.5万元。");
        assert_eq!(claims(&read), "");
        let read = budget("2025年收支预算分别为60.5万元、61.5万元。");
        assert_eq!(claims(&read), "amount | 收支 | 60.5万元\namount | 收支 | 61.5万元");
    }

    #[test]
    fn a_unit_without_yuan_is_taken_and_reported() {
        let read = budget("2025年公务接待费预算6万，比上年预算减少1万。");
        assert_eq!(claims(&read), "change | 公务接待费 | 6万元 | Δ-1万元 | vs budget_last_year | of 2024");
        assert_eq!(gaps(&read), "金额缺“元”字: 6万\n金额缺“元”字: 1万");
    }

    #[test]
    fn a_limit_is_no_claim() {
        let read = budget("单价50万元以上通用设备2台，单位价值100万元（含）以上专用设备0台。");
        assert_eq!(
            claims(&read),
            "count | 单价50万元以上通用设备 | count2台\ncount | 单位价值100万元（含）以上专用设备 | count0台"
        );
        assert_eq!(gaps(&read), "");
    }
}
