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
    documentation: "车辆、设备、编制、人员、批次、人次、项目、机构的数量；“单价50万元以上”的金额是界限，属于名称。“团组2个，累计5人次”两个数都记在前一个名称下；购置、更新、处置的数量不是现有的数量，不与表相连；数量后面没有名称的金额按未读。其他数量不读。",
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
    ("接待", Some(Form::ThreePublicExpenses)),
    ("来宾", Some(Form::ThreePublicExpenses)),
    ("人数", None),
    ("项目", None),
    ("科室", None),
    ("处室", None),
    ("机构", None),
    ("单位", None),
    ("委员会", None),
];

/// Units of people and visits: a second count of them speaks of what the first one did.
const OF_VISITS: &[&str] = &["批次", "人次", "人", "批", "个", "次"];

/// The longest name of something counted, in characters.
const LONGEST_NAME: usize = 24;

fn fill(reading: &mut Reading, at: usize) -> Option<usize> {
    let Kind::Count { digits, unit } = reading.kind(at)? else { return None };
    if reading.purpose || reading.tainted {
        return None;
    }
    let (text, next) = name(reading, at, unit)?;
    let form = form(reading, &fold(&text));
    let coordinates = Coordinates { form, item: text.clone(), ..Coordinates::default() };
    let year = reading.year.unwrap_or(reading.context.year);
    let phase = if year < reading.context.year { Phase::Executed } else { reading.context.phase };
    let subject = Subject { text: text.clone(), coordinates, year, phase, amount: None };
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
    reading.counted = Some(text);
    Some(next)
}

/// The form that prints the count. What is bought is not what there is; projects are those of the targets only where nothing narrows them.
fn form(reading: &mut Reading, folded: &str) -> Option<Form> {
    const NARROWED: &[&str] = &["评价", "自评", "监控", "跟踪", "评级", "等级", "评估"];
    const BOUGHT: &[&str] = &["购置", "更新", "新增", "处置", "报废"];
    reading.bought &= !folded.contains("保有");
    reading.bought |= BOUGHT.iter().any(|word| folded.contains(word));
    if reading.bought {
        return None;
    }
    let (word, form) = COUNTED.iter().find(|(word, _)| folded.contains(word))?;
    if *word != "项目" {
        return *form;
    }
    let tail = folded.rsplit('的').next().unwrap_or(folded);
    let plain = matches!(tail, "项目" | "预算项目" | "项目支出" | "部门预算项目") && !folded.contains(['以', '为']);
    let narrowed = NARROWED.iter().any(|word| folded.contains(word)) || reading.in_list();
    (plain && !narrowed && reading.text.contains("绩效目标")).then_some(Form::ProjectPerformanceTargets)
}

/// The name of what is counted, before or after the count, and the place after it.
fn name(reading: &Reading, at: usize, unit: &str) -> Option<(String, usize)> {
    let counted = |text: &str| COUNTED.iter().any(|(word, _)| text.contains(word));
    let following =
        matches!(reading.kind(at + 1), Some(Kind::Text)).then(|| reading.folded(at + 1)).unwrap_or_default();
    let after_is_short = following.chars().count() <= 8;
    let before = last_words(reading);
    let folded = fold(&before);
    let digits = folded.contains(|found: char| found.is_ascii_digit())
        && !["以上", "以下"].iter().any(|limit| folded.contains(limit));
    let before_is_short = before.chars().count() <= LONGEST_NAME && !digits;
    let by_following = after_is_short && matches!(unit, "个" | "项" | "家") && counted(&following);
    if before_is_short && counted(&folded) && !by_following {
        return Some((before, at + 1));
    }
    let of_visits = |last: &&String| ["接待", "团组", "来宾", "来访", "人次"].iter().any(|word| last.contains(word));
    let last = reading.counted.as_ref().filter(|_| before.is_empty() && OF_VISITS.contains(&unit));
    if let Some(last) = last.filter(of_visits) {
        return Some((last.clone(), at + 1));
    }
    let ends_counted = COUNTED.iter().any(|(word, _)| following.ends_with(word));
    if after_is_short && ends_counted && !following.contains(['的', '以']) {
        return Some((clean_label(&reading.printed(at + 1, at + 2)), at + 2));
    }
    None
}

/// The words right before the count, without what leads to them and without years.
fn last_words(reading: &Reading) -> String {
    const LEADS: &[&str] = &[
        "共有",
        "现有",
        "实有",
        "拥有",
        "其中",
        "本部门",
        "我部门",
        "本单位",
        "我单位",
        "月31日",
        "期末",
        "年末",
        "年底",
        "财政拨款的",
        "维护费的",
        "全年",
        "按规定",
        "安排的",
        "安排",
        "共计",
        "累计",
        "相关单位",
    ];
    const TRAILS: &[&str] = &["分别为", "实有", "共计", "合计", "总计", "累计", "数量", "为", "共", "有", "计"];
    let Some((start, _, end)) = reading.phrase else { return String::new() };
    let printed = without_years(&clean_label(&reading.passage.printed(start, end)));
    let mut words = printed.as_str();
    for lead in LEADS {
        if let Some((_, rest)) = words.rsplit_once(lead)
            && !rest.is_empty()
        {
            words = rest;
        }
    }
    let mut words = words.trim_start_matches(['，', '、', ',', '：', ':', '末', '底', '度', '中', '共']);
    while let Some(shorter) = TRAILS.iter().find_map(|trail| words.strip_suffix(trail)) {
        if words.ends_with("保有") {
            break;
        }
        words = shorter;
    }
    words.trim_end_matches(['，', '、', ',', '：', ':', '（', '(']).to_owned()
}

/// A name without the years in it: 绩效评价的2024年度项目 counts projects.
fn without_years(words: &str) -> String {
    let characters: Vec<char> = words.chars().collect();
    let mut plain = String::new();
    let mut position = 0;
    while let Some(character) = characters.get(position) {
        let year = characters
            .get(position..position + 5)
            .filter(|year| year.iter().take(4).all(char::is_ascii_digit) && year.last() == Some(&'年'));
        match year {
            Some(_) => position += 5 + usize::from(characters.get(position + 5) == Some(&'度')),
            None => {
                plain.push(*character);
                position += 1;
            }
        }
    }
    plain
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
