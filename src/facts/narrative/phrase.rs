//! The words before a figure, cut to the name of what the figure is of.

use super::ledger::Ledger;
use super::owner;
use super::passage::Passage;
use super::subject::{self, Features, Subject};
use super::vocabulary;
use crate::domain::label::{clean_label, fold};
use crate::domain::{FiscalYear, Flow, Nature, Phase};
use crate::facts::narrative::Context;

/// Which figure of the year the words name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// 预算, 年初预算
    Budget,
    /// 决算, 实际支出
    Final,
    /// Not said.
    Unsaid,
}

/// What a phrase names.
#[derive(Clone, Debug)]
pub enum Named {
    /// Nothing but measure words: 预算数为. The topic is meant.
    Nothing,
    /// One thing, or its revenue and its expenditure.
    Subjects {
        /// The subjects.
        subjects: Vec<Subject>,
        /// Whether the phrase is hardly more than the name.
        pure: bool,
    },
    /// A name outside the vocabulary, such as that of a project.
    Label(Subject),
    /// Several things that cannot be told apart.
    Several,
}

/// Words before the name that say nothing about it.
const BEFORE: &[&str] = &[
    "其中",
    "此外",
    "而",
    "同时",
    "对比",
    "另外",
    "本部门",
    "我部门",
    "本单位",
    "我单位",
    "我镇",
    "我局",
    "本年度",
    "全年",
    "当年",
    "年度",
    "度",
    "安排的",
    "安排",
    "共安排",
    "包括",
    "包含",
    "相应",
    "一是",
    "二是",
    "三是",
    "四是",
    "共有",
    "现有",
    "预计",
    "预计实现",
    "可实现",
    "实现",
    "部门决算公开",
    "部门预算公开",
    "今年",
    "用",
    "在",
    "的",
    "按同口径计算",
    "按同口径",
    "按可比口径",
    "同口径",
    "部门决算汇总",
    "部门预算汇总",
    "经汇总",
    "含",
    "全部",
    "截至",
    "截止",
    "无",
    "没有",
    "也没有",
    "没有使用",
    "也没有使用",
    "未安排",
    "没有安排",
    "负责管理的",
    "也无",
    "通过",
    "使用",
    ",",
    ":",
    "、",
    "和",
    "及",
    "与",
    "以及",
    "部门预算",
    "具体",
    "主要",
];

/// Words after the name that only say which figure of it follows.
const AFTER: &[&str] = &[
    "年初预算数",
    "年初预算",
    "全年预算数",
    "全年预算",
    "调整预算数",
    "调整预算",
    "预算总金额",
    "预算总额",
    "预算安排",
    "预算金额",
    "预算数",
    "预算",
    "决算数",
    "决算",
    "实际支出",
    "执行数",
    "金额",
    "总额",
    "总金额",
    "数额",
    "安排",
    "共计",
    "共",
    "为",
    "是",
    "达到",
    "达",
    "预计",
    "累计完成",
    "完成",
    "约",
    "数",
    "数据",
    "按同口径计算",
    "按同口径",
    "按可比口径",
    "同口径",
    "分别",
    "均",
    "各",
    "中",
    "有",
    "总量",
    ",",
    ":",
    "(",
    "本年数",
    "本年",
    "主要内容",
    "具体内容",
    "具体情况",
    "具体",
    "主要",
    "总数",
    "拨入",
    "汇总数",
    "汇总",
    "预安排",
    "合计数",
    "全年",
    "当年",
    "按功能科目分组情况",
    "按功能分类科目",
    "按支出功能分类科目",
    "按支出功能分类",
    "按功能分类",
    "按资金来源",
    "按资金年度",
    "按支出结构分类",
    "按支出结构",
    "按支出用途",
    "按支出经济分类",
    "按经济分类",
    "(以合同签订为准)",
    "(含结转和结余)",
    "(含结转结余)",
    "(含结余结转)",
];

/// Names of whatever was spoken of before.
const REFERRING: &[&str] =
    &["费用支出", "费用", "该项支出", "该项经费", "此项支出", "此项经费", "上述支出", "该支出", "该经费"];

/// Reads the phrase from `start` up to `end`; `cut` is the place after the last year in it.
pub fn read(
    passage: &Passage,
    start: usize,
    cut: usize,
    end: usize,
    year: Option<FiscalYear>,
    ledger: &Ledger,
    context: &Context,
) -> Named {
    let after_year = match resolve(passage, cut.max(start), end, year, ledger, context) {
        named @ (Named::Label(_) | Named::Several) => {
            resolve_within(passage, cut.max(start), end, year, ledger, context).unwrap_or(named)
        }
        named => named,
    };
    if cut <= start {
        return after_year;
    }
    match (after_year, resolve(passage, start, end, year, ledger, context)) {
        (after_year @ (Named::Nothing | Named::Label(_)), better @ (Named::Subjects { .. } | Named::Several)) => {
            let stays = matches!((&after_year, &better), (Named::Label(_), Named::Several));
            if stays { after_year } else { better }
        }
        // What stands before the year is not understood: the topic would be a guess.
        (Named::Nothing, Named::Label(before)) if !owner::is_own(&before.text, ledger, context) => Named::Label(before),
        (Named::Subjects { subjects, pure }, _) => {
            let before = passage.folded(start, cut);
            let body = before.split(|character: char| character.is_ascii_digit()).next().unwrap_or_default();
            let foreign = owner::is_body(body) && !owner::is_own(body, ledger, context);
            let named = |subject: Subject| if foreign { subject.of_another(body) } else { subject };
            Named::Subjects { subjects: subjects.into_iter().map(named).collect(), pure }
        }
        (after_year, _) => after_year,
    }
}

fn resolve(
    passage: &Passage,
    start: usize,
    end: usize,
    year: Option<FiscalYear>,
    ledger: &Ledger,
    context: &Context,
) -> Named {
    let whole = passage.folded(start, end);
    let (from, to) = trim(passage, start, end, context);
    let from = alias_of_sum(passage, from, to, end).unwrap_or(from);
    let to =
        if passage.at(to.saturating_sub(1)) == ')' && passage.at(from.saturating_sub(1)) == '(' { to - 1 } else { to };
    let name = passage.folded(from, to);
    if name.is_empty() || REFERRING.contains(&name.as_str()) {
        return Named::Nothing;
    }
    let scope = ledger.scope();
    let year_number = year.unwrap_or(context.year).get();
    let found = subject::features(&name, &scope, &name, context.function_code_of, year_number);
    let (kept, pure) = cut_body(passage, from, to, &found);
    let found = Features { elsewhere: found.elsewhere || is_of_government(&whole), ..found };
    let whose = passage.folded(from, kept);
    let owned = whose.ends_with('等') || owner::is_own(&whose, ledger, context);
    let (from, found) = if owned { (kept, found) } else { (from, Features { elsewhere: true, ..found }) };
    let text = clean_label(&passage.printed(from, to));
    let (year, phase) = (year.unwrap_or(context.year), phase_of(&whole, year, ledger, context));
    let make = |coordinates| Subject { text: text.clone(), coordinates, year, phase, amount: None };
    if found.several {
        return Named::Several;
    }
    if !found.names_something() || !vocabulary::is_all_known(&passage.folded(kept, to), &found) {
        let coordinates = crate::facts::Coordinates { item: text.clone(), ..Default::default() };
        return Named::Label(make(coordinates));
    }
    let coordinates = subject::coordinates(&found, &scope, &text);
    Named::Subjects { subjects: coordinates.into_iter().map(make).collect(), pure }
}

/// 一般公共预算安排“三公”经费支出预算中公务用车运行维护费: what stands behind 中 is a part of what stands before it.
fn resolve_within(
    passage: &Passage,
    start: usize,
    end: usize,
    year: Option<FiscalYear>,
    ledger: &Ledger,
    context: &Context,
) -> Option<Named> {
    const WHOLES: &[&str] = &["支出", "收入", "经费", "预算", "决算", "拨款", "预算数", "决算数"];
    const LONGEST: usize = 80;
    let ends_whole = |at: usize, word: &&str| {
        let length = word.chars().count();
        at >= start + length && passage.has(at - length, word)
    };
    let divides = |at: &usize| passage.at(*at) == '中' && WHOLES.iter().any(|word| ends_whole(*at, word));
    let at = (start + 1..end).rev().take(LONGEST).find(divides)?;
    match resolve(passage, at + 1, end, year, ledger, context) {
        named @ Named::Subjects { .. } => Some(named),
        _ => None,
    }
}

/// Whether a name says nothing but the direction and the level: 本年支出, 支出总计.
pub fn is_plain_flow(subject: &Subject) -> bool {
    let flow = matches!(subject.coordinates.flow, Some(Flow::Revenue | Flow::Expenditure));
    flow && vocabulary::is_of_totals(&fold(&subject.text))
}

/// Whether a phrase is nothing but 支出 or 收入 with measure words: in a paragraph about something else it means that.
pub fn is_bare_flow(subjects: &[Subject]) -> bool {
    matches!(subjects, [only] if matches!(fold(&only.text).as_str(), "支出" | "收入" | "实际支出"))
}

/// Whether a code of the government's economic classification stands beside a name that departments use as well:
/// 机关工资福利支出（501） is not 工资福利支出（301）.
fn is_of_government(folded: &str) -> bool {
    const NAMES: &[&str] =
        &["机关工资福利", "机关商品和服务", "机关资本性", "对事业单位经常性补助", "对事业单位资本性补助"];
    let coded = folded.split('(').skip(1).any(|inside| {
        let code = inside.split(')').next().unwrap_or_default();
        matches!(code.len(), 3 | 5) && code.starts_with('5') && code.bytes().all(|byte| byte.is_ascii_digit())
    });
    coded || NAMES.iter().any(|name| folded.contains(name))
}

/// Where the name begins that stands in brackets behind the last thing listed and is that of their sum:
/// 公务接待费、公车运行费（“三公”经费）总额.
fn alias_of_sum(passage: &Passage, from: usize, to: usize, end: usize) -> Option<usize> {
    const SUMS: &[&str] = &["总额", "合计", "总计", "共计", "总数"];
    if to <= from || passage.at(to - 1) != ')' {
        return None;
    }
    const LONGEST: usize = 16;
    let open = (from..to).rev().take(LONGEST).find(|at| passage.at(*at) == '(')?;
    let alias = passage.folded(open + 1, to - 1);
    let summed = SUMS.iter().any(|sum| passage.folded(to, end.min(to + LONGEST)).contains(sum));
    (summed && open > from && alias.contains("三公") && !alias.contains(',')).then_some(open + 1)
}

/// Cuts the words off that say nothing about the name.
fn trim(passage: &Passage, start: usize, end: usize, context: &Context) -> (usize, usize) {
    let bodies = [fold(&context.body.department), fold(&context.body.unit)];
    let (mut from, mut to) = (start, end);
    loop {
        let before =
            BEFORE.iter().map(|word| word.to_string()).chain(bodies.iter().cloned()).filter(|word| !word.is_empty());
        let cut = before
            .filter(|word| from + word.chars().count() <= to && passage.has(from, word))
            .map(|word| word.chars().count())
            .max();
        match cut.or_else(|| ordinal_at(passage, from, to)) {
            Some(length) => from += length,
            None => break,
        }
    }
    loop {
        let fits = |word: &&&str| {
            let length = word.chars().count();
            to >= from + length
                && passage.has(to - length, word)
                && passage.folded(from, to - length) != "涉及"
                && !is_part_of_fund(passage, from, to, length)
        };
        let word = AFTER.iter().filter(fits).map(|word| word.chars().count()).max();
        match word.or_else(|| year_before(passage, from, to)).or_else(|| code_before(passage, from, to)) {
            Some(length) => to -= length,
            None => break,
        }
    }
    (from, to)
}

/// How long the ordinal is that begins a phrase within a sentence: 1.一般公共服务支出, （2）住房保障支出.
fn ordinal_at(passage: &Passage, from: usize, to: usize) -> Option<usize> {
    const LONGEST: usize = 2;
    let open = usize::from(passage.at(from) == '(');
    let digits = (0..=LONGEST).take_while(|place| passage.at(from + open + place).is_ascii_digit()).count();
    let end = from + open + digits;
    let closed = if open == 1 { passage.at(end) == ')' } else { matches!(passage.at(end), '.' | '、') };
    let length = open + digits + 1;
    let whole = (1..=LONGEST).contains(&digits) && closed && from + length < to;
    (whole && !passage.at(from + length).is_ascii_digit()).then_some(length)
}

/// How long the code in brackets is that ends a phrase: 卫生健康支出（210）.
fn code_before(passage: &Passage, from: usize, to: usize) -> Option<usize> {
    const LONGEST_CODE: usize = 7;
    if to <= from || passage.at(to - 1) != ')' {
        return None;
    }
    let digits =
        (1..=LONGEST_CODE).take_while(|back| to > from + back + 1 && passage.at(to - 1 - back).is_ascii_digit());
    let length = digits.count();
    (length >= 3 && passage.at(to - 2 - length) == '(').then_some(length + 2)
}

/// How long the year is that ends a phrase: 行政运行（项）2024年 before 预算数.
fn year_before(passage: &Passage, from: usize, to: usize) -> Option<usize> {
    const DIGITS: usize = 4;
    let tail = ["年度", "年"].into_iter().find(|tail| {
        let length = tail.chars().count();
        to >= from + length && passage.has(to - length, tail)
    })?;
    let length = tail.chars().count() + DIGITS;
    let year = passage.folded(to.checked_sub(length)?, to - length + DIGITS);
    let whole = to == from + length || to > from + length && !passage.at(to - length - 1).is_ascii_digit();
    (whole && FiscalYear::parse(&year).is_some()).then_some(length)
}

/// The 预算 of 一般公共预算 belongs to the fund.
fn is_part_of_fund(passage: &Passage, from: usize, to: usize, length: usize) -> bool {
    ["一般公共预算", "政府性基金预算", "国有资本经营预算", "公共财政预算", "固有资本经营预算", "总预算", "总决算"]
        .iter()
        .any(|fund| {
            let fund_length = fund.chars().count();
            to >= from + fund_length && length >= 2 && passage.has(to - fund_length, fund)
        })
}

/// Cuts whose figure it is off the name; says whether hardly anything but the name is left.
fn cut_body(passage: &Passage, from: usize, to: usize, found: &Features) -> (usize, bool) {
    const LOOSE_BEFORE: usize = 4;
    const LOOSE_AFTER: usize = 6;
    let Some((first, last)) = found.span else { return (from, false) };
    let rest = (to - from).saturating_sub(last);
    let before = passage.folded(from, from + first);
    // 办公费、印刷费等公用经费: what it is spent on, and its name.
    let listed = before.ends_with('等')
        && matches!(found.nature, Some((Nature::Personnel | Nature::Operating, _)))
        && found.three_public.is_none();
    let body = listed
        || owner::is_body(&before)
        || ["安排", "安排的", "开支的", "使用", "使用的", "汇总"].iter().any(|ending| before.ends_with(ending));
    let start = if body { from + first } else { from };
    let known = !found.beyond_tables && vocabulary::is_all_known(&passage.folded(start, to), found);
    (start, (body || first <= LOOSE_BEFORE) && (rest <= LOOSE_AFTER || known))
}

/// Which figure of the year the words name, apart from the 预算 in the names of funds.
pub fn measure(folded: &str) -> Measure {
    let mut plain = folded.to_owned();
    for fund in [
        "一般公共预算",
        "一般公共财政预算",
        "政府性基金预算",
        "国有资本经营预算",
        "公共财政预算",
        "公共预算",
        "预算绩效",
        "预算稳定调节基金",
        "项目预算资金",
        "预算单位",
    ] {
        plain = plain.replace(fund, "");
    }
    let completed = plain.ends_with("完成") && !plain.contains("预计");
    if completed || plain.contains("决算") || plain.contains("实际支出") || plain.contains("执行数") {
        Measure::Final
    } else if plain.contains("预算") {
        Measure::Budget
    } else {
        Measure::Unsaid
    }
}

/// The phase that a figure belongs to: its own words, then the heading's where the year is another, then the document's.
fn phase_of(folded: &str, year: Option<FiscalYear>, ledger: &Ledger, context: &Context) -> Phase {
    let other_year = year.is_some_and(|year| year < context.year);
    let heading_final =
        || ledger.headings.last().is_some_and(|heading| heading.text.contains("决算") || heading.text.contains("执行"));
    match measure(folded) {
        Measure::Final => Phase::Executed,
        Measure::Budget if folded.contains("调整预算") => Phase::Adjusted,
        Measure::Budget => Phase::Approved,
        Measure::Unsaid if other_year && heading_final() => Phase::Executed,
        Measure::Unsaid => context.phase,
    }
}

/// Whether a name outside the vocabulary is a name at all: short, and ending like the name of money spent or received.
pub fn is_name(text: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "费", "费用", "经费", "支出", "资金", "收入", "项目", "补助", "补贴", "拨款", "款", "金", "工程", "专项",
        "建设", "采购", "购置", "服务", "结余", "分配", "结转", "合同",
    ];
    const LONGEST_NAME: usize = 32;
    let folded = fold(text);
    let length = folded.chars().count();
    const NO_NAMES: &[&str] =
        &["采购", "经费", "资金", "支出", "收入", "项目", "服务", "工程", "专项", "建设", "拨款", "补助"];
    (2..=LONGEST_NAME).contains(&length)
        && !NO_NAMES.contains(&folded.as_str())
        && ENDINGS.iter().any(|ending| folded.ends_with(ending))
        && !folded.contains([',', ';', ':'])
}

/// Whether a name outside the vocabulary is plain enough to be taken for one at the beginning of a sentence.
pub fn is_plain(text: &str) -> bool {
    const LONGEST_PLAIN: usize = 16;
    const OF_SENTENCES: &[char] = &[
        '的', '了', '将', '因', '从', '由', '对', '等', '按', '由', '被', '把', '使', '超', '每', '达', ',', ';', ':',
        '、', '《', '》', '第',
    ];
    let folded = fold(text);
    let length = folded.chars().count();
    let plain = !folded.contains(OF_SENTENCES) && !folded.contains(|character: char| character.is_ascii());
    (2..=LONGEST_PLAIN).contains(&length) && plain
}
