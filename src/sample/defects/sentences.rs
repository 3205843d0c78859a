//! Wrong sentences: another base, another direction, figures that contradict each other or the tables, unfilled text.

use super::digits::is_repeated_amount;
use super::{Defect, Plant, Planted, Setting, Spoiled, any, planted, proof, spoil};
use crate::domain::{MoneyUnit, Phase};
use crate::sample::draft::{Block, Draft, Figure, Meaning, Piece, Place, direction, print_amount};
use crate::sample::random::Random;
use crate::sample::truth::PlaceTruth;

/// Compared with the year before last.
pub const WRONG_YEAR: Defect = Defect {
    kind: "wrong_year",
    name_zh: "与前年比较却写成与上年比较",
    explanation: "wrong_year",
    also: &[],
    outlier: false,
    plant: Plant::Draft(wrong_year),
};

/// Final accounts compared with last year's budget.
pub const WRONG_BASE: Defect = Defect {
    kind: "wrong_base",
    name_zh: "决算与上年预算比较却写成与上年决算比较",
    explanation: "wrong_base",
    also: &[],
    outlier: false,
    plant: Plant::Draft(wrong_base),
};

/// Change and rate fit each other, but their base is not what last year's document says.
pub const BASE_MISMATCH: Defect = Defect {
    kind: "base_mismatch",
    name_zh: "隐含的上年数与上年公开文件不符",
    explanation: "unexplained",
    also: &[],
    outlier: false,
    plant: Plant::Draft(base_mismatch),
};

/// 增加 for 减少.
pub const SIGN_REVERSED: Defect = Defect {
    kind: "sign_reversed",
    name_zh: "增减方向写反",
    explanation: "sign_reversed",
    also: &[],
    outlier: false,
    plant: Plant::Draft(sign_reversed),
};

/// A total that its own sentence contradicts.
pub const SELF_CONTRADICTION: Defect = Defect {
    kind: "self_contradiction",
    name_zh: "总数与同一句列出的各项之和不符",
    explanation: "self_contradiction",
    also: &["unexplained"],
    outlier: false,
    plant: Plant::Draft(self_contradiction),
};

/// Last year's amount left standing.
pub const STALE_FIGURE: Defect = Defect {
    kind: "stale_figure",
    name_zh: "金额仍是上年数",
    explanation: "stale_figure",
    also: &[],
    outlier: false,
    plant: Plant::Draft(stale_figure),
};

/// An amount that the table prints otherwise.
pub const PROSE_TABLE_MISMATCH: Defect = Defect {
    kind: "prose_table_mismatch",
    name_zh: "说明与表不符",
    explanation: "unexplained",
    also: &["self_contradiction"],
    outlier: false,
    plant: Plant::Draft(prose_table_mismatch),
};

/// 增加（减少）0.00万元.
pub const TEMPLATE_TEXT: Defect = Defect {
    kind: "template_text",
    name_zh: "模板文字没有填",
    explanation: "",
    also: &[],
    outlier: false,
    plant: Plant::Draft(template_text),
};

/// A change whose last digit is off by one, as rounding allows.
pub const WITHIN_ROUNDING: Defect = Defect {
    kind: "within_rounding",
    name_zh: "增减额末位差一，在四舍五入的范围内",
    explanation: "",
    also: &[],
    outlier: false,
    plant: Plant::Draft(within_rounding),
};

/// The figures of one comparison: direction, change and rate of one subject in one paragraph.
fn comparison(draft: &Draft, change: usize) -> Vec<usize> {
    let Some(Figure { meaning: Meaning::Change { now, base }, place: Place::Sentence(block), subject, .. }) =
        draft.figures.get(change)
    else {
        return Vec::new();
    };
    let same = |figure: &Figure| {
        let fits = match figure.meaning {
            Meaning::Change { now: other, base: of } | Meaning::Rate { now: other, base: of } => {
                other == *now && of == *base
            }
            Meaning::Direction { now: other, base: of, .. } => other == *now && of == *base,
            _ => false,
        };
        fits && figure.subject == *subject && matches!(figure.place, Place::Sentence(other) if other == *block)
    };
    (0..draft.figures.len()).filter(|index| draft.figures.get(*index).is_some_and(same)).collect()
}

/// A change of at least one 万元.
fn is_change(figure: &Figure) -> bool {
    matches!(figure.meaning, Meaning::Change { now, base } if (now - base).abs() >= MoneyUnit::WanYuan.fen() && base > 0)
}

/// Puts other meanings of the same figures in place: each is printed as it would be for another base.
fn reprint(draft: &mut Draft, figures: &[usize], other_base: i64) -> Vec<Spoiled> {
    let mut spoiled = Vec::new();
    for index in figures {
        let Some(figure) = draft.figures.get(*index) else { continue };
        let meaning = match figure.meaning {
            Meaning::Change { now, .. } => Meaning::Change { now, base: other_base },
            Meaning::Rate { now, .. } => Meaning::Rate { now, base: other_base },
            Meaning::Direction { now, of_rate, .. } => Meaning::Direction { now, base: other_base, of_rate },
            _ => continue,
        };
        let printed = meaning.print(figure.unit, 2, false);
        if printed != figure.printed {
            spoiled.extend(spoil(draft, *index, printed));
        }
    }
    spoiled
}

/// The base that another draft of the same document has for a comparison.
fn base_in(other: &Draft, figure: &Figure) -> Option<i64> {
    let Meaning::Change { now, .. } = figure.meaning else { return None };
    other.figures.iter().find_map(|candidate| match candidate.meaning {
        Meaning::Change { now: same, base } if same == now && candidate.subject == figure.subject => Some(base),
        _ => None,
    })
}

fn against(draft: &mut Draft, other: Option<&Draft>, random: &mut Random, note: &str) -> Option<Planted> {
    let other = other?;
    let distance = |figure: &Figure| -> Option<i64> {
        let Meaning::Change { base, .. } = figure.meaning else { return None };
        let wrong = base_in(other, figure)?;
        ((wrong - base).abs() >= MoneyUnit::WanYuan.fen() && wrong > 0).then_some(wrong)
    };
    let index = any(draft, random, |_, figure| is_change(figure) && distance(figure).is_some())?;
    let wrong = distance(draft.figures.get(index)?)?;
    let figures = comparison(draft, index);
    let spoiled = reprint(draft, &figures, wrong);
    planted(draft, spoiled, note)
}

fn wrong_year(draft: &mut Draft, setting: &Setting, random: &mut Random) -> Option<Planted> {
    let other = setting.against_before_last.as_ref().filter(|_| setting.last_published);
    let planted = against(draft, other, random, "增减额和增减率是与前年相比算出的")?;
    Some(Planted { reason_open: !setting.before_last_published, ..planted })
}

fn wrong_base(draft: &mut Draft, setting: &Setting, random: &mut Random) -> Option<Planted> {
    let executed = setting.last_published && setting.phase == Phase::Executed;
    let other = setting.against_budget.as_ref().filter(|_| executed);
    against(draft, other, random, "决算数是与上年预算数相比的，写成了与上年决算相比")
}

fn base_mismatch(draft: &mut Draft, setting: &Setting, random: &mut Random) -> Option<Planted> {
    if !setting.last_published {
        return None;
    }
    let index = any(draft, random, |_, figure| is_change(figure) && is_headline(figure))?;
    let Meaning::Change { base, .. } = draft.figures.get(index)?.meaning else { return None };
    let wrong = base / 1_000 * random.between(860, 940) + random.between(1, 999_999);
    let figures = comparison(draft, index);
    let spoiled = reprint(draft, &figures, wrong);
    planted(draft, spoiled, "增减额和增减率彼此相符，但由它们倒推的上年数与上年公开文件不符")
}

/// Subjects whose last year's amount stands in last year's tables.
fn is_headline(figure: &Figure) -> bool {
    matches!(figure.subject.as_str(), "total" | "general" | "appropriated" | "three_public" | "operating")
        || figure.subject.starts_with("class:")
        || figure.subject.starts_with("item:")
}

fn sign_reversed(draft: &mut Draft, setting: &Setting, random: &mut Random) -> Option<Planted> {
    if !setting.last_published {
        return None;
    }
    let index = any(draft, random, |_, figure| is_change(figure) && is_headline(figure))?;
    let mut spoiled = Vec::new();
    for figure in comparison(draft, index) {
        let Some(Meaning::Direction { now, base, of_rate }) =
            draft.figures.get(figure).map(|figure| figure.meaning.clone())
        else {
            continue;
        };
        spoiled.extend(spoil(draft, figure, direction(now < base, of_rate).to_owned()));
    }
    planted(draft, spoiled, "增加写成减少，或减少写成增加")
}

fn self_contradiction(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let index = any(draft, random, |_, figure| {
        figure.subject == "procurement"
            && matches!(figure.meaning, Meaning::Amount { fen } if fen > 10 * MoneyUnit::WanYuan.fen())
    })?;
    let printed = another_amount(draft.figures.get(index)?, random)?;
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], "政府采购总额与同一句的货物、工程、服务之和不符")
}

/// An amount that differs by 5 to 40 percent and in at least three digits.
fn another_amount(figure: &Figure, random: &mut Random) -> Option<String> {
    let Meaning::Amount { fen } = figure.meaning else { return None };
    for _ in 0..50 {
        let factor = if random.chance(500) { random.between(1_050, 1_400) } else { random.between(600, 950) };
        let text = print_amount(fen / 1_000 * factor + random.between(0, 999_999), MoneyUnit::WanYuan, 2, false);
        let different = text.chars().zip(figure.printed.chars()).filter(|(new, old)| new != old).count();
        if text.len() == figure.printed.len() && different >= 3 {
            return Some(text);
        }
    }
    None
}

fn stale_figure(draft: &mut Draft, setting: &Setting, random: &mut Random) -> Option<Planted> {
    let old = |draft: &Draft, figure: &Figure| -> Option<i64> {
        draft.figures.iter().find_map(|other| match other.meaning {
            Meaning::Change { base, now } if other.subject == figure.subject => {
                let distinct = (now - base).abs() >= MoneyUnit::WanYuan.fen() && base > 0;
                (distinct && matches!(figure.meaning, Meaning::Amount { fen } if fen == now)).then_some(base)
            }
            _ => None,
        })
    };
    let index = any(draft, random, |draft, figure| {
        setting.last_published && is_repeated_amount(draft, figure) && old(draft, figure).is_some()
    })?;
    let last = old(draft, draft.figures.get(index)?)?;
    let spoiled = spoil(draft, index, print_amount(last, MoneyUnit::WanYuan, 2, false))?;
    planted(draft, vec![spoiled], "说明中的本年数仍是上年的数")
}

fn prose_table_mismatch(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let index = any(draft, random, is_repeated_amount)?;
    let printed = another_amount(draft.figures.get(index)?, random)?;
    let spoiled = spoil(draft, index, printed)?;
    planted(draft, vec![spoiled], "说明中的金额与表中不同")
}

fn template_text(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    let unchanged = |block: &Block| match block {
        Block::Paragraph(pieces) => {
            pieces.iter().position(|piece| matches!(piece, Piece::Text(text) if text.contains("持平")))
        }
        _ => None,
    };
    let candidates: Vec<usize> =
        (0..draft.blocks.len()).filter(|at| draft.blocks.get(*at).and_then(unchanged).is_some()).collect();
    let at = *random.pick(&candidates)?;
    let piece = draft.blocks.get(at).and_then(unchanged)?;
    if let Some(Block::Paragraph(pieces)) = draft.blocks.get_mut(at)
        && let Some(Piece::Text(text)) = pieces.get_mut(piece)
    {
        *text = text.replacen("持平", "增加（减少）0.00万元", 1);
    }
    let place = PlaceTruth {
        sentence: draft.sentence(at),
        correct: "持平".to_owned(),
        printed: "增加（减少）0.00万元".to_owned(),
        ..PlaceTruth::default()
    };
    Some(Planted {
        places: vec![place],
        provable: true,
        reason_open: false,
        note: "模板里的“增加（减少）”没有选填".to_owned(),
    })
}

fn within_rounding(draft: &mut Draft, _: &Setting, random: &mut Random) -> Option<Planted> {
    // Figures printed to the fen elsewhere leave no room for rounding, and parts of a list have to add up.
    let coarse = draft.blocks.iter().all(|block| match block {
        Block::Table(table) => table.unit == MoneyUnit::WanYuan,
        _ => true,
    });
    let nudged = |figure: &Figure| -> Option<String> {
        let Meaning::Change { now, base } = figure.meaning else { return None };
        // The print lies within rounding of both amounts: each may be off by half a digit, and so may the change.
        let text = print_amount((now - base).abs() + HALF_DIGIT, MoneyUnit::WanYuan, 2, false);
        (text != figure.printed && is_possible_change(now, base, &text)).then_some(text)
    };
    let index = any(draft, random, |draft, figure| {
        let Some(text) = nudged(figure) else { return false };
        let Meaning::Change { now, base } = figure.meaning else { return false };
        let rates_hold = draft.figures.iter().all(|other| {
            !matches!(other.meaning, Meaning::Rate { now: same, base: of } if (same, of) == (now, base))
                || !proof::is_impossible_beside(now, fen_of(&text) * (now - base).signum(), &other.printed)
        });
        coarse && is_change(figure) && figure.subject == "operating" && rates_hold
    })?;
    let printed = nudged(draft.figures.get(index)?)?;
    let spoiled = spoil(draft, index, printed)?;
    let planted = planted(draft, vec![spoiled], "增减额末位差一，四舍五入可以解释，不应报错")?;
    Some(Planted { provable: false, ..planted })
}

/// Half of the last digit of 万元 with two decimals, in fen.
const HALF_DIGIT: i64 = 5_000;

/// Whether a printed change is possible beside the two printed amounts: no more than three half digits off.
fn is_possible_change(now: i64, base: i64, printed: &str) -> bool {
    let print = |fen: i64| fen_of(&print_amount(fen, MoneyUnit::WanYuan, 2, false));
    let change = (print(now) - print(base)).abs();
    (fen_of(printed) - change).abs() <= 3 * HALF_DIGIT
}

/// The fen of a print in 万元.
fn fen_of(printed: &str) -> i64 {
    crate::domain::Amount::parse(printed, MoneyUnit::WanYuan).ok().flatten().map_or(0, |amount| amount.value.fen())
}
