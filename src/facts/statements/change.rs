//! 增加36.15万元，增长3.42%: a change, its rate, or both, against the base said before.

use super::Slot;
use crate::domain::{Amount, Money, Percent};
use crate::facts::StatementKind;
use crate::facts::narrative::comparison::{Comparison, What, When};
use crate::facts::narrative::ledger::Draft;
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::tokens::{Kind, Word};

/// An increase or a decrease.
pub const SLOT: Slot = Slot {
    name: "change",
    name_zh: "增减变化",
    documentation: "方向由词决定，增减额和增减率都带符号。“各增加A、B万元”按顺序分给收入和支出。没有填写的模板“增加（减少）0万元”按持平；不是 0 的按未读。“增加到”是水平，不是增减额，按未读。“预决算差异率”自带正负号，基数是年初预算。“扣除……因素后”“同口径”的增减另成一行，不与表里的金额相连。",
    words: &[
        ("增加/减少", Word::Either),
        ("增长/下降", Word::Either),
        ("增(减)", Word::Either),
        ("增加", Word::Increase),
        ("增长", Word::Increase),
        ("上升", Word::Increase),
        ("提高", Word::Increase),
        ("增幅", Word::Increase),
        ("涨幅", Word::Increase),
        ("上涨", Word::Increase),
        ("增多", Word::Increase),
        ("增速", Word::Increase),
        ("减少", Word::Decrease),
        ("下降", Word::Decrease),
        ("降低", Word::Decrease),
        ("降幅", Word::Decrease),
        ("减幅", Word::Decrease),
        ("压减", Word::Decrease),
        ("缩减", Word::Decrease),
        ("回落", Word::Decrease),
        ("下调", Word::Decrease),
        ("压缩", Word::Decrease),
        ("增收", Word::Increase),
        ("增支", Word::Increase),
        ("减收", Word::Decrease),
        ("减支", Word::Decrease),
        ("大于", Word::Above),
        ("高于", Word::Above),
        ("多于", Word::Above),
        ("小于", Word::Below),
        ("低于", Word::Below),
        ("少于", Word::Below),
        ("等于", Word::Above),
        ("增加到", Word::ToLevel),
        ("增加至", Word::ToLevel),
        ("增长到", Word::ToLevel),
        ("增长至", Word::ToLevel),
        ("增至", Word::ToLevel),
        ("增加为", Word::ToLevel),
        ("减少为", Word::ToLevel),
        ("下降为", Word::ToLevel),
        ("降低为", Word::ToLevel),
        ("提高到", Word::ToLevel),
        ("提高至", Word::ToLevel),
        ("减少到", Word::ToLevel),
        ("减少至", Word::ToLevel),
        ("减至", Word::ToLevel),
        ("降至", Word::ToLevel),
        ("下降到", Word::ToLevel),
        ("下降至", Word::ToLevel),
        ("新增", Word::ToLevel),
        ("追加", Word::ToLevel),
        ("调增", Word::ToLevel),
        ("调减", Word::ToLevel),
        ("核减", Word::ToLevel),
        ("有所", Word::Somewhat),
        ("略有", Word::Somewhat),
        ("稍有", Word::Somewhat),
        ("小幅", Word::Somewhat),
        ("大幅", Word::Somewhat),
        ("预决算差异率", Word::Deviation),
        ("预决算差异率为", Word::Deviation),
        ("增减变化", Word::Plain),
        ("增减变动", Word::Plain),
        ("自然减员", Word::Plain),
        ("增收节支", Word::Plain),
        ("减收增支", Word::Plain),
    ],
    fill,
};

/// The figures after a direction word.
#[derive(Default)]
struct Figures {
    changes: Vec<Amount>,
    rates: Vec<Percent>,
    /// A list such as 36.15,36.15万元 or 1%、2%: one figure for each subject.
    slip: bool,
    next: usize,
}

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    let Kind::Word(word) = *reading.kind(at)? else { return None };
    let sign = match word {
        Word::Increase | Word::Above => 1,
        Word::Decrease | Word::Below => -1,
        Word::Either => 0,
        Word::ToLevel => {
            reading.tainted = true;
            return None;
        }
        Word::Somewhat => return Some(at + 1),
        Word::Deviation => return deviation(reading, at),
        _ => return None,
    };
    reading.absorb_base();
    let undecided = ["(减少)", "(下降)", "(降低)", "(增加)", "(增长)", "(上升)", "/减少", "/下降"]
        .contains(&reading.folded(at + 1).as_str());
    let (sign, word) = if undecided { (0, Word::Either) } else { (sign, word) };
    let mut start = at + 1 + usize::from(undecided);
    if let (Word::Above | Word::Below, Some(Kind::Comparison(comparison))) = (word, reading.kind(start)) {
        reading.comparison = Some(*comparison);
        reading.compared_here = true;
        reading.compared_in_clause = true;
        start += 1;
    }
    start = skip_filler(reading, start);
    match figures(reading, start) {
        Ok(figures) if figures.changes.is_empty() && figures.rates.is_empty() => qualitative(reading, at, start, word),
        // 等于预算数 has no figure of its own.
        Ok(_) if reading.folded(at) == "等于" => None,
        Ok(figures) => {
            apply(reading, at, sign, &figures);
            Some(figures.next)
        }
        Err((place, reason)) => {
            reading.miss(place, reason);
            Some(place + 1)
        }
    }
}

/// 预决算差异率-33.33%: a rate with its own sign, against this year's budget.
fn deviation(reading: &mut Reading, at: usize) -> Option<usize> {
    let Some(Kind::Percent(rate)) = reading.kind(at + 1) else { return None };
    let said = reading.comparison.replace(Comparison { when: When::ThisYear, what: What::Budget });
    let figures = Figures { rates: vec![*rate], next: at + 2, ..Figures::default() };
    apply(reading, at, 1, &figures);
    reading.comparison = said;
    Some(at + 2)
}

/// Words between the direction and its figure: 增长率为, 减少额约.
fn skip_filler(reading: &Reading, at: usize) -> usize {
    const FILLERS: &[&str] = &[
        "了",
        "约",
        "额",
        "率",
        "为",
        "额为",
        "率为",
        "约为",
        "幅度",
        "幅度为",
        "了约",
        "比例为",
        "比例",
        "率是",
        "的比例为",
        "金额为",
        "金额",
        "支出",
        "收入",
    ];
    match reading.kind(at) {
        Some(Kind::Text) if FILLERS.contains(&reading.folded(at).as_str()) => at + 1,
        Some(Kind::Word(Word::Each)) => skip_filler(reading, at + 1),
        Some(Kind::Mark(':')) => at + 1,
        _ => at,
    }
}

fn figures(reading: &Reading, start: usize) -> Result<Figures, (usize, &'static str)> {
    let mut figures = Figures { next: start, ..Figures::default() };
    let mut bare: Vec<&str> = Vec::new();
    let mut position = start;
    loop {
        match reading.kind(position) {
            Some(Kind::Money { amount, slip }) => {
                for digits in bare.drain(..) {
                    let value = Amount::parse(digits, amount.unit)
                        .ok()
                        .flatten()
                        .ok_or((position, "几个数字共用一个单位，无法读出"))?;
                    figures.changes.push(value);
                }
                figures.changes.push(*amount);
                figures.slip |= slip;
            }
            Some(Kind::Percent(percent)) if bare.is_empty() && figures.changes.is_empty() => {
                figures.rates.push(*percent)
            }
            Some(Kind::Bare(digits)) if figures.rates.is_empty() => bare.push(digits),
            Some(Kind::Unreadable(reason)) => return Err((position, reason)),
            _ => break,
        }
        position += 1;
        if bare.is_empty() {
            figures.next = position;
        }
        if !matches!(reading.kind(position), Some(Kind::Mark('、' | ',')))
            || !is_listed(reading, position + 1, figures.changes.is_empty())
        {
            break;
        }
        position += 1;
    }
    if bare.is_empty() {
        if let Some(rate) = rate_in_brackets(reading, figures.next).filter(|_| figures.rates.is_empty()) {
            figures.rates.push(rate);
            figures.next += 3;
        }
        return Ok(figures);
    }
    Err((position.saturating_sub(1), "增减的数字没有单位或“%”"))
}

/// 减少18.50万元（65.37%）: the rate of the change before it.
fn rate_in_brackets(reading: &Reading, at: usize) -> Option<Percent> {
    match (reading.kind(at), reading.kind(at + 1), reading.kind(at + 2)) {
        (Some(Kind::Mark('(')), Some(Kind::Percent(rate)), Some(Kind::Mark(')'))) if rate.mantissa() >= 0 => {
            Some(*rate)
        }
        _ => None,
    }
}

/// Whether a figure of the same kind follows a separator, so that the list goes on.
fn is_listed(reading: &Reading, at: usize, rates: bool) -> bool {
    match reading.kind(at) {
        Some(Kind::Percent(_)) => rates,
        Some(Kind::Money { .. }) => true,
        _ => false,
    }
}

/// 有所减少, or 与上年相比减少 at the end of a clause: a direction without a figure.
fn qualitative(reading: &mut Reading, at: usize, start: usize, word: Word) -> Option<usize> {
    let somewhat = at > 0 && reading.is_word(at - 1, Word::Somewhat);
    let start = start + usize::from(reading.folded(start) == "的" && reading.is_word(start + 1, Word::Reason));
    let closes = matches!(
        reading.kind(start),
        None | Some(Kind::Mark(',' | ';' | '。') | Kind::Word(Word::Reason | Word::ReasonAfterChange))
    );
    // 决算数大于预算数 is a direction where what it is greater than was said.
    let direction = matches!(word, Word::Increase | Word::Decrease)
        || matches!(word, Word::Above | Word::Below) && reading.compared_in_clause;
    if !direction || !closes || !(somewhat || reading.compared_in_clause) || reading.tainted || reading.purpose {
        reading.tainted |= !matches!(word, Word::Above | Word::Below);
        return None;
    }
    let targets = reading.targets(at).ok()?;
    for index in targets {
        let index = row_for(reading, index, |draft| {
            draft.change.is_none() && draft.rate.is_none() && draft.kind == StatementKind::Amount
        });
        set_base(reading, index);
        if let Some(draft) = reading.ledger.drafts.get_mut(index) {
            draft.kind = StatementKind::Change;
        }
    }
    reading.filled = true;
    Some(start)
}

fn apply(reading: &mut Reading, at: usize, sign: i64, figures: &Figures) {
    let last = figures.next.saturating_sub(1);
    let zero = figures.changes.iter().all(|amount| amount.value == Money::ZERO)
        && figures.rates.iter().all(|rate| rate.mantissa() == 0);
    if sign == 0 && !zero {
        reading.miss(last, "模板“增加（减少）”没有选定方向");
        return;
    }
    if figures.slip {
        let (start, end) = reading.tokens.get(last).map_or((0, 0), |token| (token.start, token.end));
        reading.note(start, end, "金额缺“元”字");
    }
    let targets = match reading.targets(at) {
        Ok(targets) => targets,
        Err(reason) => {
            reading.miss(last, reason);
            return;
        }
    };
    let fits = |count: usize| count <= 1 || count == targets.len();
    if !fits(figures.changes.len()) || !fits(figures.rates.len()) {
        reading.miss(last, "数字的个数与主语的个数不符");
        return;
    }
    let mut rows = Vec::with_capacity(targets.len());
    for (place, index) in targets.into_iter().enumerate() {
        let change = figures.changes.get(place).or(figures.changes.first()).map(|amount| signed(*amount, sign));
        let rate = figures
            .rates
            .get(place)
            .or(figures.rates.first())
            .map(|rate| if sign < 0 { rate.negated() } else { *rate });
        rows.push(enter(reading, index, change, rate, sign == 0));
    }
    reading.current = rows;
    reading.filled = true;
}

fn signed(amount: Amount, sign: i64) -> Amount {
    Amount { value: Money::from_fen(if sign < 0 { -amount.value.fen() } else { amount.value.fen() }), ..amount }
}

/// Enters a change or a rate in the row of a claim, or in a new row where that one already has another.
fn enter(reading: &mut Reading, index: usize, change: Option<Amount>, rate: Option<Percent>, template: bool) -> usize {
    let row = row_for(reading, index, |draft| {
        let executed = draft.kind == StatementKind::Execution && draft.rate.is_some();
        let free = draft.kind != StatementKind::Unchanged || template;
        let free = free && !executed;
        let room = change.is_none_or(|change| draft.change.is_none_or(|known| known == change));
        let rate_room = rate.is_none_or(|rate| draft.rate.is_none_or(|known| known == rate));
        free && room && rate_room
    });
    set_base(reading, row);
    let Some(draft) = reading.ledger.drafts.get_mut(row) else { return row };
    draft.change = draft.change.or(change);
    draft.rate = draft.rate.or(rate);
    if template {
        draft.kind = StatementKind::Unchanged;
    } else {
        draft.kind = StatementKind::Change;
    }
    row
}

/// The row of a claim that a comparison goes into: its own where that has room and the same base, or else a new one
/// with the same subject and amount.
pub fn row_for(reading: &mut Reading, index: usize, has_room: impl Fn(&Draft) -> bool) -> usize {
    let Some(draft) = reading.ledger.drafts.get(index) else { return index };
    let base = base_of(reading, draft);
    if reading.is_rescoped() {
        // The change is that of a figure which no table shows.
        let mut apart = Draft { amount: None, ..draft.again(reading.text.clone(), draft.place) };
        apart.subject.coordinates.form = None;
        let last = reading.ledger.drafts.last().filter(|last| last.text == apart.text);
        let same = last.is_some_and(|last| last.subject == apart.subject && last.amount.is_none() && has_room(last));
        return if same { reading.ledger.drafts.len() - 1 } else { push_row(reading, apart) };
    }
    let same_base = !draft.compared || (draft.base_kind, draft.base_year) == base;
    if same_base && has_room(draft) && draft.count.is_none() {
        return index;
    }
    let place = reading.tokens.first().map(|token| reading.passage.place(token.start)).unwrap_or_default();
    push_row(reading, draft.again(reading.text.clone(), place))
}

fn push_row(reading: &mut Reading, draft: Draft) -> usize {
    reading.ledger.drafts.push(draft);
    reading.ledger.drafts.len() - 1
}

fn base_of(reading: &Reading, draft: &Draft) -> (Option<crate::facts::BaseKind>, Option<crate::domain::FiscalYear>) {
    reading.comparison.map_or((None, None), |comparison| comparison.settle(draft.subject.year, draft.subject.phase))
}

/// Writes the base said last into a claim.
pub fn set_base(reading: &mut Reading, index: usize) {
    let base_amount = reading.base_amount;
    let Some(base) = reading.ledger.drafts.get(index).map(|draft| base_of(reading, draft)) else { return };
    if let Some(draft) = reading.ledger.drafts.get_mut(index) {
        (draft.base_kind, draft.base_year) = base;
        draft.compared = true;
        draft.base = draft.base.or(base_amount);
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{accounts, budget, claims, gaps};

    #[test]
    fn revenue_and_expenditure_totals_become_two_rows_with_amount_change_and_rate() {
        let read = budget(
            "云山县档案馆2025年收入总计1092.22万元，支出总计1092.22万元，与上年相比，收、支总计各增加36.15万元，增长3.42%，主要原因：新增聘用人员。",
        );
        assert_eq!(
            claims(&read),
            "change | 收入总计 | 1092.22万元 | Δ36.15万元 | rate3.42 | vs budget_last_year | of 2024 | because 新增聘用人员\n\
             change | 支出总计 | 1092.22万元 | Δ36.15万元 | rate3.42 | vs budget_last_year | of 2024 | because 新增聘用人员"
        );
    }

    #[test]
    fn two_values_in_one_slot_go_to_revenue_and_expenditure_in_order() {
        let read = budget("与上年相比，收、支总计各减少12.5,13.5万元，各下降1.1%、1.2%。");
        assert_eq!(
            claims(&read),
            "change | 收、支总计 | Δ-12.5万元 | rate-1.1 | vs budget_last_year | of 2024\n\
             change | 收、支总计 | Δ-13.5万元 | rate-1.2 | vs budget_last_year | of 2024"
        );
    }

    #[test]
    fn two_bases_in_one_sentence_become_two_rows() {
        let read = accounts(
            "2025年度“三公”经费决算4.5万元。“三公”经费较上年决算数减少0.03万元,下降0.6%;较年初预算数减少6.3万元,下降58.3%。",
        );
        assert_eq!(
            claims(&read),
            "change | “三公”经费 | 4.5万元 | Δ-0.03万元 | rate-0.6 | vs final_last_year | of 2024\n\
             change | “三公”经费 | 4.5万元 | Δ-6.3万元 | rate-58.3 | vs budget_this_year | of 2025"
        );
    }

    #[test]
    fn a_list_of_changes_reaches_each_item_and_not_its_neighbour() {
        let read = budget(
            "2025年“三公”经费预算14万元，其中：因公出国（境）费0万元，公务用车运行维护费12万元，公务接待费2万元。与2024年预算相比增长16.75%，其中公务用车运行维护费增加2.01万元，公务接待费减少0万元。",
        );
        assert_eq!(
            claims(&read),
            "change | “三公”经费 | 14万元 | rate16.75 | vs budget_last_year | of 2024\n\
             amount | 因公出国（境）费 | 0万元\n\
             change | 公务用车运行维护费 | 12万元 | Δ2.01万元 | vs budget_last_year | of 2024\n\
             change | 公务接待费 | 2万元 | Δ0万元 | vs budget_last_year | of 2024"
        );
    }

    #[test]
    fn a_template_left_unfilled_says_unchanged_only_with_zeros() {
        let read = budget("1．其他收入0万元，与上年相比增加（减少）0万元，增长（减少）0%。");
        assert_eq!(claims(&read), "unchanged | 其他收入 | 0万元 | Δ0万元 | rate0 | vs budget_last_year | of 2024");
        let read = budget("1．其他收入8万元，与上年相比增加（减少）3万元。");
        assert_eq!(claims(&read), "amount | 其他收入 | 8万元");
        assert_eq!(gaps(&read), "模板“增加（减少）”没有选定方向: 3万元");
    }

    #[test]
    fn a_rate_without_its_percent_sign_is_reported_and_the_amount_kept() {
        let read = budget("2025年项目支出80万元，比上年增加5万元，增长6.67。");
        assert_eq!(claims(&read), "change | 项目支出 | 80万元 | Δ5万元 | vs budget_last_year | of 2024");
        assert_eq!(gaps(&read), "增减的数字没有单位或“%”: 6.67");
    }

    #[test]
    fn what_grew_to_a_level_did_not_grow_by_it() {
        let read = budget("2025年项目支出80万元，比上年增加到95万元。");
        assert_eq!(claims(&read), "amount | 项目支出 | 80万元");
        assert_eq!(read.1.len(), 1);
    }

    #[test]
    fn new_spending_named_in_passing_is_no_amount_of_its_class() {
        let read = budget("2025年基本支出80万元，新增人员经费12万元。");
        assert_eq!(claims(&read), "amount | 基本支出 | 80万元");
        assert_eq!(read.1.len(), 1);
    }

    #[test]
    fn above_and_below_the_budget_are_changes_against_it() {
        let read = accounts("2025年项目支出决算90万元，决算数大于预算数5.93万元。");
        assert_eq!(claims(&read), "change | 项目支出 | 90万元 | Δ5.93万元 | vs budget_this_year | of 2025");
    }

    #[test]
    fn above_below_and_equal_to_the_budget_in_words_are_kept_as_directions() {
        for words in ["大于", "小于", "等于"] {
            let read = accounts(&format!(
                "1、住房公积金。年初预算为62.29万元，支出决算为60.99万元。决算数{words}预算数的主要原因：人员减少。"
            ));
            assert_eq!(
                claims(&read),
                "execution | 住房公积金 | 60.99万元 | vs budget_this_year | of 2025 | base62.29万元 | because 人员减少\n\
                 change | 住房公积金 | 60.99万元 | vs budget_this_year | of 2025",
                "{words}"
            );
            assert!(read.0.last().is_some_and(|statement| statement.text.contains(words)));
        }
    }

    #[test]
    fn a_change_without_number_is_kept_as_a_direction() {
        let read = budget("2025年公务接待费2万元，比上年有所减少。");
        assert_eq!(claims(&read), "change | 公务接待费 | 2万元 | vs budget_last_year | of 2024");
    }

    #[test]
    fn a_comparison_after_several_parts_is_not_given_to_the_last_of_them() {
        let read = budget("2025年支出合计90万元，其中：基本支出60万元；项目支出30万元；与上年相比增加5万元。");
        assert_eq!(claims(&read), "amount | 支出合计 | 90万元\namount | 基本支出 | 60万元\namount | 项目支出 | 30万元");
        assert_eq!(read.1.len(), 1);
    }

    #[test]
    fn a_change_on_another_scope_is_not_joined_to_the_amount() {
        let read = budget("2025年机关运行经费支出预算91.9万元。按同口径计算，本年比上年减少1.6万元。");
        assert_eq!(
            claims(&read),
            "amount | 机关运行经费支出 | 91.9万元\nchange | 机关运行经费支出 | Δ-1.6万元 | vs budget_last_year | of 2024"
        );
    }
}
