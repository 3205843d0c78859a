//! Wrong rates and shares: another denominator, a slipped point, cut off, nudged to add to 100, adding to more than 100.

use super::{Defect, Plant, Planted, Setting, any, planted, proof, spoil};
use crate::domain::{Percent, percent};
use crate::sample::draft::{Draft, Figure, Meaning};
use crate::sample::random::Random;
use std::collections::BTreeMap;

/// The change divided by this year's figure.
pub const DIVIDED_BY_CURRENT: Defect = Defect {
    kind: "divided_by_current",
    name_zh: "增减率以本年数作分母",
    explanation: "divided_by_current",
    also: &[],
    outlier: false,
    plant: Plant::Draft(divided_by_current),
};

/// 0.60 printed as 0.06.
pub const DECIMAL_POINT_SLIP: Defect = Defect {
    kind: "decimal_point_slip",
    name_zh: "增减率小数点错位",
    explanation: "digit_slip",
    also: &[],
    outlier: false,
    plant: Plant::Draft(decimal_point_slip),
};

/// Cut off instead of rounded.
pub const TRUNCATED: Defect = Defect {
    kind: "truncated",
    name_zh: "截尾而未四舍五入",
    explanation: "truncated",
    also: &["allocated_to_100", "digit_slip"],
    outlier: false,
    plant: Plant::Draft(truncated),
};

/// Shares nudged so that they add to 100.00.
pub const ALLOCATED_TO_100: Defect = Defect {
    kind: "allocated_to_100",
    name_zh: "占比配平到100%",
    explanation: "allocated_to_100",
    also: &[],
    outlier: false,
    plant: Plant::Draft(allocated_to_100),
};

/// One share is too large, so that all add to more than 100.
pub const SHARES_NOT_100: Defect = Defect {
    kind: "shares_not_100",
    name_zh: "占比之和不是100%",
    explanation: "unexplained",
    also: &["digit_slip"],
    outlier: false,
    plant: Plant::Draft(shares_not_100),
};

fn divided_by_current(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let wrong = |figure: &Figure| -> Option<String> {
        let Meaning::Rate { now, base } = figure.meaning else { return None };
        let rate = Percent::of_ratio(i128::from((now - base).abs()), i128::from(now), 2)?.to_string();
        (now > 0 && proof::is_impossible(&figure.meaning, &rate)).then_some(rate)
    };
    let index = any(draft, random, |draft, figure| proof::is_fully_printed(draft, figure) && wrong(figure).is_some())?;
    let printed = wrong(draft.figures.get(index)?)?;
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], "增减额除以本年数，而不是除以上年数")
}

fn decimal_point_slip(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    // Only a rate that ends in 0 keeps all its digits when the point moves.
    let wrong = |figure: &Figure| -> Option<String> {
        if !matches!(figure.meaning, Meaning::Rate { .. } | Meaning::Share { .. }) {
            return None;
        }
        let right = Percent::parse(&figure.printed)?;
        let moved = Percent::new(right.mantissa() / 10, right.decimals());
        let exact = right.mantissa() % 10 == 0 && moved.mantissa() > 0;
        (exact && proof::is_impossible(&figure.meaning, &moved.to_string())).then(|| moved.to_string())
    };
    let index = any(draft, random, |draft, figure| proof::is_fully_printed(draft, figure) && wrong(figure).is_some())?;
    let printed = wrong(draft.figures.get(index)?)?;
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], "小数点向左错了一位")
}

fn truncated(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let wrong = |figure: &Figure| -> Option<String> {
        let (part, whole) = match figure.meaning {
            Meaning::Rate { now, base } => ((now - base).abs(), base),
            Meaning::Share { part, whole, .. } => (part, whole),
            Meaning::Execution { done, budget } => (done, budget),
            _ => return None,
        };
        let cut = i64::try_from(i128::from(part) * 10_000 / i128::from(whole).max(1)).ok()?;
        let text = Percent::new(cut, 2).to_string();
        (whole > 0 && text != figure.printed && proof::is_impossible(&figure.meaning, &text)).then_some(text)
    };
    let index = any(draft, random, |draft, figure| proof::is_fully_printed(draft, figure) && wrong(figure).is_some())?;
    let printed = wrong(draft.figures.get(index)?)?;
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], "第三位小数被截去，没有四舍五入")
}

/// Groups of shares, at least `least` of them, that cover their whole.
fn groups(draft: &Draft, least: usize) -> Vec<(Vec<usize>, i64)> {
    let mut groups: BTreeMap<usize, (Vec<usize>, i64, i64)> = BTreeMap::new();
    for (index, figure) in draft.figures.iter().enumerate() {
        if let Meaning::Share { part, whole, group } = figure.meaning {
            let entry = groups.entry(group).or_insert((Vec::new(), whole, 0));
            entry.0.push(index);
            entry.2 += part;
        }
    }
    groups
        .into_values()
        .filter(|(members, whole, sum)| members.len() >= least && whole == sum && *whole > 0)
        .filter(|(members, ..)| {
            let mut figures = members.iter().filter_map(|member| draft.figures.get(*member));
            figures.all(|figure| proof::is_fully_printed(draft, figure))
        })
        .map(|(members, whole, _)| (members, whole))
        .collect()
}

fn part_of(draft: &Draft, index: usize) -> i64 {
    match draft.figures.get(index).map(|figure| &figure.meaning) {
        Some(Meaning::Share { part, .. }) => *part,
        _ => 0,
    }
}

fn allocated_to_100(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let found = groups(draft, 3);
    for at in random.order(found.len()) {
        let Some((members, whole)) = found.get(at) else { continue };
        let parts: Vec<i128> = members.iter().map(|member| i128::from(part_of(draft, *member))).collect();
        let Some(allocated) = percent::allocate(&parts, i128::from(*whole), 2) else { continue };
        let changed: Vec<(usize, String)> = members
            .iter()
            .zip(&allocated)
            .filter_map(|(member, share)| {
                let figure = draft.figures.get(*member)?;
                (figure.printed != share.to_string()).then(|| (*member, share.to_string()))
            })
            .collect();
        let proved = changed.iter().all(|(member, text)| {
            draft.figures.get(*member).is_some_and(|figure| proof::is_impossible(&figure.meaning, text))
        });
        if changed.is_empty() || !proved {
            continue;
        }
        let spoiled = changed.into_iter().filter_map(|(member, text)| spoil(draft, member, text)).collect();
        return planted(draft, spoiled, "各项占比按最大余数法调整到合计恰为100.00%");
    }
    None
}

fn shares_not_100(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let found = groups(draft, 3);
    let (members, _) = random.pick(&found)?.clone();
    let index = *random.pick(&members)?;
    let right = Percent::parse(&draft.figures.get(index)?.printed)?;
    let wrong = Percent::new(right.mantissa() + random.between(111, 999), 2).to_string();
    if !proof::is_impossible(&draft.figures.get(index)?.meaning, &wrong) {
        return None;
    }
    let spoiled = spoil(draft, index, wrong)?;
    planted(draft, vec![spoiled], "一项占比偏大，各项之和超过100%")
}
