//! Numbers of running text: amounts, percentages, years, counts, dates and thresholds. Nothing passes through a float.

use super::passage::{GAP, Passage, TEAR};
use super::tokens::{Kind, Token, Word};
use crate::domain::{Amount, AmountError, FiscalYear, MoneyUnit, Percent};

/// Counting units, the longer before the shorter that begins like it.
const COUNTING_UNITS: &[&str] = &[
    "台(套)", "台套", "辆", "台", "套", "个", "人次", "人", "名", "家", "批次", "批", "次", "项", "户", "支", "件",
    "间",
];

/// What follows a number that is a limit and not a figure: 单价50万元以上.
const AFTER_THRESHOLD: &[&str] = &[
    "(含)",
    "(不含)",
    "(含以上)",
    "以上",
    "以下",
    "以内",
    "及以上",
    "及以下",
    "含以上",
    "及其以上",
    "(及以上)",
    "/",
    "每",
];

/// What precedes such a number.
const BEFORE_THRESHOLD: &[&str] =
    &["单价", "单位价值", "不低于", "不超过", "不少于", "不高于", "原值", "价值", "标准", "每人", "人均"];

/// Reads the number that begins at `at` (a digit, or a minus before a digit), and says where it ends.
pub fn number(passage: &Passage, at: usize, end: usize, last: Option<&Token>) -> (Kind, usize) {
    let negative = passage.at(at) == '-';
    let start = at + usize::from(negative);
    let stop = digits_end(passage, start, end);
    let digits = passage.folded(start, stop);
    if let Some((year, next)) = torn_year(passage, start, stop, end) {
        return (Kind::Year(year), next);
    }
    if let Some(reason) = inexact(passage, at, stop) {
        return (Kind::Unreadable(reason), stop);
    }
    let torn =
        at > 0 && matches!(passage.at(at - 1), TEAR | GAP) || stop < end && matches!(passage.at(stop), TEAR | GAP);
    let kind_and_end = with_unit(passage, at, stop, end, &digits);
    let after_direction =
        matches!(last.map(|token| &token.kind), Some(Kind::Word(Word::Increase | Word::Decrease | Word::Deviation)));
    match kind_and_end {
        (kind @ (Kind::Money { .. } | Kind::Percent(_)), next) => {
            if torn && needs_whole_number(passage, at, stop) {
                (Kind::Unreadable("数字被换行或空格断开，无法确定是一个数还是两个数"), next)
            } else if negative && !after_direction {
                (Kind::Unreadable("数字前的“-”可能是负号，也可能是连接号"), next)
            } else if negative {
                (negated(kind), next)
            } else {
                (kind, next)
            }
        }
        (Kind::Count { .. }, _) if torn && needs_whole_number(passage, at, stop) => (Kind::Bare(digits), stop),
        other => other,
    }
}

/// A year that a line end divides: 20 and 25年 can be nothing else.
fn torn_year(passage: &Passage, start: usize, stop: usize, end: usize) -> Option<(FiscalYear, usize)> {
    let mut rest = stop + 1;
    while rest < end && passage.at(rest).is_ascii_digit() {
        rest += 1;
    }
    let joined = [passage.folded(start, stop), passage.folded(stop + 1, rest)].concat();
    let divided = passage.at(stop) == TEAR && joined.len() == 4 && passage.at(rest) == '年';
    let year = FiscalYear::parse(&joined).filter(|_| divided)?;
    Some((year, rest + 1 + usize::from(passage.at(rest + 1) == '度')))
}

/// Why a number does not stand for one exact amount: 80余万元, 3至5万元, 1.2倍.
fn inexact(passage: &Passage, at: usize, stop: usize) -> Option<&'static str> {
    let money = |from: usize| ["万元", "元", "亿元"].iter().any(|unit| passage.has(from, unit));
    if matches!(passage.at(stop), '余' | '多') && money(stop + 1) {
        return Some("约数，不能精确保存");
    }
    if passage.at(stop) == '倍' {
        return Some("以倍数表示的增减，没有换算成百分数");
    }
    let range = at >= 2
        && matches!(passage.at(at - 1), '至' | '到' | '~' | '—' | '－')
        && (passage.at(at - 2).is_ascii_digit() || passage.at(at - 2) == '元');
    (range && money(stop)).then_some("区间，不是一个数")
}

/// Whether a separator beside a number leaves its value open: another digit stands right beyond it.
fn needs_whole_number(passage: &Passage, at: usize, stop: usize) -> bool {
    let before = at >= 2 && matches!(passage.at(at - 1), TEAR | GAP) && passage.at(at - 2).is_ascii_digit();
    let after = matches!(passage.at(stop), TEAR | GAP) && passage.at(stop + 1).is_ascii_digit();
    before || after
}

fn negated(kind: Kind) -> Kind {
    match kind {
        Kind::Money { amount, slip } => {
            let value = crate::domain::Money::from_fen(-amount.value.fen());
            Kind::Money { amount: Amount { value, ..amount }, slip }
        }
        Kind::Percent(percent) => Kind::Percent(percent.negated()),
        other => other,
    }
}

/// The end of a run of digits with thousands separators and one point.
fn digits_end(passage: &Passage, start: usize, end: usize) -> usize {
    let run = |from: usize| {
        let mut position = from;
        while position < end && passage.at(position).is_ascii_digit() {
            position += 1;
        }
        position
    };
    let mut position = run(start);
    let mut leading = position - start;
    while position < end && passage.at(position) == ',' && leading <= 3 && run(position + 1) == position + 4 {
        position += 4;
        leading = 3;
    }
    if position + 1 < end && passage.at(position) == '.' && passage.at(position + 1).is_ascii_digit() {
        position = run(position + 1);
    }
    position
}

fn with_unit(passage: &Passage, at: usize, stop: usize, end: usize, digits: &str) -> (Kind, usize) {
    if let Some((unit, slip, next)) = money_unit(passage, stop, end) {
        return (money(passage, at, next, digits, unit, slip), next);
    }
    if passage.has(stop, "%") {
        if is_threshold(passage, at, stop + 1) {
            return (Kind::Text, stop + 1);
        }
        let kind = Percent::parse(&digits.replace(',', "")).map_or(Kind::Unreadable("百分数写法不规范"), Kind::Percent);
        return (kind, stop + 1);
    }
    if passage.has(stop, "个百分点") || passage.has(stop, "百分点") {
        return (Kind::Unreadable("百分点不是增减率"), stop + if passage.at(stop) == '个' { 4 } else { 3 });
    }
    if passage.at(stop) == '年'
        && let Some(year) = FiscalYear::parse(digits)
    {
        if passage.at(stop + 1) == '-' || at > 0 && passage.at(at - 1) == '-' {
            return (Kind::Text, stop + 1);
        }
        return (Kind::Year(year), stop + 1 + usize::from(passage.at(stop + 1) == '度'));
    }
    if matches!(passage.at(stop), '年' | '月' | '日' | '号' | '时' | '点' | '届' | '岁' | '度') {
        return (Kind::Text, stop + 1);
    }
    if at > 0 && passage.at(at - 1) == '(' && passage.at(stop) == '项' && passage.at(stop + 1) == ')' {
        return (Kind::Bare(digits.to_owned()), stop);
    }
    match COUNTING_UNITS.iter().copied().find(|unit| passage.has(stop, unit)) {
        Some(unit) => (Kind::Count { digits: digits.replace(',', ""), unit }, stop + unit.chars().count()),
        None => (Kind::Bare(digits.to_owned()), stop),
    }
}

fn money(passage: &Passage, at: usize, next: usize, digits: &str, unit: MoneyUnit, slip: bool) -> Kind {
    if is_threshold(passage, at, next) {
        return Kind::Text;
    }
    match Amount::parse(digits, unit) {
        Ok(Some(amount)) => Kind::Money { amount, slip },
        Ok(None) => Kind::Unreadable("不是数字"),
        Err(AmountError::NotANumber) => Kind::Unreadable("不是数字"),
        Err(AmountError::Separators) => Kind::Unreadable("千位分隔符位置不对"),
        Err(AmountError::FinerThanFen) => Kind::Unreadable("金额比“分”还细，无法精确保存"),
        Err(AmountError::TooLarge) => Kind::Unreadable("金额过大，不可能是预算数"),
    }
}

/// The unit of money at a position, whether its 元 is missing, and where it ends.
fn money_unit(passage: &Passage, stop: usize, end: usize) -> Option<(MoneyUnit, bool, usize)> {
    const FULL: [MoneyUnit; 4] =
        [MoneyUnit::MillionYuan, MoneyUnit::WanYuan, MoneyUnit::YiYuan, MoneyUnit::ThousandYuan];
    if let Some(unit) = FULL.into_iter().find(|unit| passage.has(stop, unit.name_zh())) {
        return Some((unit, false, stop + unit.name_zh().chars().count()));
    }
    if passage.at(stop) == '元' {
        return Some((MoneyUnit::Yuan, false, stop + 1));
    }
    let unit = match passage.at(stop) {
        '万' => MoneyUnit::WanYuan,
        '亿' => MoneyUnit::YiYuan,
        _ => return None,
    };
    let next = passage.at(stop + 1);
    let ends = stop + 1 >= end
        || matches!(
            next,
            ',' | ';' | '。' | '、' | ')' | '(' | '较' | '比' | '与' | '增' | '减' | '下' | '上' | '占' | '以' | '及'
        );
    ends.then_some((unit, true, stop + 1))
}

fn is_threshold(passage: &Passage, at: usize, next: usize) -> bool {
    let limited_after = AFTER_THRESHOLD.iter().any(|word| passage.has(next, word));
    let limited_before = BEFORE_THRESHOLD.iter().any(|word| {
        let length = word.chars().count();
        at >= length && passage.has(at - length, word)
    });
    limited_after || limited_before
}
