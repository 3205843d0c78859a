//! 车辆1辆, 共8个项目: a number of things.

use super::Slot;
use crate::domain::label::{clean_label, fold};
use crate::domain::{Form, Phase};
use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::subject::Subject;
use crate::facts::narrative::tokens::Kind;
use crate::facts::{Coordinates, StatementKind};

/// A count.
pub const SLOT: Slot = Slot {
    name: "count",
    name_zh: "数量",
    documentation: "车辆、设备、编制、人员、批次、人次、项目、机构的数量；“单价50万元以上”的金额是界限，属于名称。其他数量不读。",
    words: &[],
    fill,
};

/// Words that make a count worth keeping, with the form that prints it.
const COUNTED: &[(&str, Option<Form>)] = &[
    ("车", Some(Form::StateAssets)),
    ("设备", Some(Form::StateAssets)),
    ("保有量", Some(Form::StateAssets)),
    ("编制", None),
    ("在职", None),
    ("在编", None),
    ("退休", None),
    ("离休", None),
    ("人员", None),
    ("职工", None),
    ("团组", Some(Form::ThreePublicExpenses)),
    ("批次", Some(Form::ThreePublicExpenses)),
    ("人次", Some(Form::ThreePublicExpenses)),
    ("人数", None),
    ("项目", Some(Form::ProjectPerformanceTargets)),
    ("科室", None),
    ("处室", None),
    ("机构", None),
    ("单位", None),
    ("委员会", None),
];

/// The longest name of something counted, in characters.
const LONGEST_NAME: usize = 24;

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    let Kind::Count { digits, unit } = reading.kind(at)? else { return None };
    if reading.purpose || reading.tainted {
        return None;
    }
    let (text, next) = name(reading, at, unit)?;
    let folded = fold(&text);
    let form = COUNTED.iter().find(|(word, _)| folded.contains(word)).and_then(|(_, form)| *form);
    let coordinates = Coordinates { form, item: text.clone(), ..Coordinates::default() };
    let year = reading.year.unwrap_or(reading.context.year);
    let phase = if year < reading.context.year { Phase::Executed } else { reading.context.phase };
    let subject = Subject { text, coordinates, year, phase, amount: None };
    let (groups, heads, listed) = (reading.groups, reading.heads.clone(), reading.listed);
    let claims = reading.begin_claims(vec![subject], at);
    (reading.groups, reading.heads, reading.listed) = (groups, heads, listed);
    for index in claims {
        if let Some(draft) = reading.ledger.drafts.get_mut(index) {
            draft.count = Some((digits.clone(), unit));
            draft.kind = StatementKind::Count;
        }
    }
    reading.filled = true;
    reading.phrase = None;
    Some(next)
}

/// The name of what is counted, before or after the count, and the place after it.
fn name(reading: &Reading, at: usize, unit: &str) -> Option<(String, usize)> {
    let counted = |text: &str| COUNTED.iter().any(|(word, _)| text.contains(word));
    let following =
        matches!(reading.kind(at + 1), Some(Kind::Text)).then(|| reading.folded(at + 1)).unwrap_or_default();
    let after_is_short = following.chars().count() <= 8;
    let before = last_words(reading);
    let folded = fold(&before);
    let before_is_short = before.chars().count() <= LONGEST_NAME;
    if before_is_short
        && counted(&folded)
        && !(after_is_short && matches!(unit, "个" | "项" | "家") && counted(&following))
    {
        return Some((before, at + 1));
    }
    let ends_counted = COUNTED.iter().any(|(word, _)| following.ends_with(word));
    if after_is_short && ends_counted {
        return Some((clean_label(&reading.printed(at + 1, at + 2)), at + 2));
    }
    None
}

/// The words right before the count, without what leads to them.
fn last_words(reading: &Reading) -> String {
    let Some((_, cut, end)) = reading.phrase else { return String::new() };
    let words = clean_label(&reading.passage.printed(cut, end));
    let mut words = words.as_str();
    for lead in
        ["共有", "现有", "实有", "拥有", "其中", "购置", "安排", "本部门", "我部门", "月31日", "期末", "末", "的"]
    {
        if let Some((_, rest)) = words.rsplit_once(lead)
            && !rest.is_empty()
        {
            words = rest;
        }
    }
    let words = words.trim_start_matches(['，', '、', ',', '：', ':']);
    let words = words.strip_suffix("为").or_else(|| words.strip_suffix('共')).unwrap_or(words);
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use crate::facts::narrative::testing::{budget, claims};

    #[test]
    fn vehicles_and_projects_are_counted_with_the_year_of_the_sentence() {
        let read = budget("2024年期末，我部门共有车辆3辆，其中：一般公务用车2辆、其他用车1辆。");
        assert_eq!(
            claims(&read),
            "count | 车辆 | count3辆\ncount | 一般公务用车 | count2辆\ncount | 其他用车 | count1辆"
        );
        assert!(read.0.iter().all(|statement| statement.year.get() == 2024));
    }

    #[test]
    fn the_money_of_the_projects_with_targets_stands_beside_their_number() {
        let read = budget("2025年对项目支出全面实施绩效目标管理，涉及预算拨款30.00万元，共8个项目。");
        assert_eq!(claims(&read), "amount | 涉及预算拨款 | 30.00万元\ncount | 项目 | count8个");
    }
}
