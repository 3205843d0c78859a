//! Who and when: department or unit, region, fiscal year, phase and kind, from the document itself.
//!
//! The cover, the headings, 编制部门： and the titles of tables are asked; the file name is the last resort and is
//! marked so.

use crate::documents::Line;
use crate::domain::label::{clean_label, fold, split_ordinal};
use crate::domain::{Body, BodyKind, FiscalYear, Phase, codebook};
use crate::tables::section::{phase_in, without_code, year_in};
use crate::tables::{Role, Table};
use std::collections::BTreeMap;

/// Who a document is about and of which year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Department and unit.
    pub body: Body,
    /// Whole department or one unit.
    pub kind: BodyKind,
    /// Fiscal year; `None` where neither the document nor the file name says.
    pub year: Option<FiscalYear>,
    /// Budget or final accounts.
    pub phase: Phase,
    /// What had to be taken from the file name: `年度`, `部门`.
    pub from_file_name: Vec<&'static str>,
}

/// How many lines from the top count as cover.
const COVER_LINES: usize = 60;

/// How many lines from the top are asked for the year where no heading says it.
const SENTENCE_LINES: usize = 400;

/// Finds out who and when.
pub fn identify(lines: &[Line], tables: &[Table], file_name: &str) -> Identity {
    let cover: Vec<String> = lines.iter().take(COVER_LINES).map(|line| fold(&line.text)).collect();
    let stem = fold(
        file_name.rsplit(['/', '\\']).next().unwrap_or(file_name).rsplit_once('.').map_or(file_name, |(stem, _)| stem),
    );
    let mut from_file_name = Vec::new();
    let year =
        year_of_cover(&cover).or_else(|| year_of_tables(tables)).or_else(|| year_of_sentences(lines)).or_else(|| {
            from_file_name.push("年度");
            year_in_file_name(&stem)
        });
    let name = name_of_tables(lines, tables).or_else(|| name_of_cover(lines)).unwrap_or_else(|| {
        from_file_name.push("部门");
        name_in_file_name(&stem)
    });
    let kind = kind_of(&cover, tables);
    let mut body = Body { department: name.clone(), ..Body::default() };
    body.region_code = codebook::region_of(&name).map(|region| region.code.to_owned()).unwrap_or_default();
    let (code, unit_code) = codes_of(tables, &name);
    body.department_code = code;
    if kind == BodyKind::Unit {
        body.unit_code = if unit_code.is_empty() { body.department_code.clone() } else { unit_code };
        if let Some(superior) = superior_of_cover(lines).filter(|superior| fold(superior) != fold(&name)) {
            body.department_code = codes_of(tables, &superior).0;
            body.department = superior;
        }
        body.unit = name;
    }
    Identity { body, kind, year, phase: phase_of(lines, &cover, tables, &stem), from_file_name }
}

fn is_disclosure(folded: &str) -> bool {
    folded.contains("预算") || folded.contains("决算") || folded.contains("预决算")
}

fn year_of_cover(cover: &[String]) -> Option<FiscalYear> {
    cover.iter().enumerate().find_map(|(index, line)| {
        let year = year_in(line).or_else(|| chinese_year(line))?;
        let near = cover[index..(index + 3).min(cover.len())].iter().any(|text| is_disclosure(text));
        let sentence = line.contains([',', '，', ';', '；', '。']);
        (near && !sentence && line.chars().count() <= 50).then_some(year)
    })
}

/// `二〇二五年`.
fn chinese_year(folded: &str) -> Option<FiscalYear> {
    let (before, _) = folded.split_once('年')?;
    let characters: Vec<char> = before.chars().collect();
    let start = characters.len().checked_sub(4)?;
    FiscalYear::parse(&characters[start..].iter().collect::<String>())
}

/// The year that sentences speak of most, apart from years that they compare with (比2024年, 2020年无此项).
fn year_of_sentences(lines: &[Line]) -> Option<FiscalYear> {
    let text: String = lines.iter().take(SENTENCE_LINES).map(|line| fold(&line.text)).collect();
    let characters: Vec<char> = text.chars().collect();
    let years = characters.windows(5).enumerate().filter_map(|(index, window)| {
        let year = (window[4] == '年').then(|| FiscalYear::parse(&window[..4].iter().collect::<String>())).flatten()?;
        let before = index.checked_sub(1).map(|before| characters[before]);
        let after: String = characters[index + 5..].iter().take(4).collect();
        let compared = before
            .is_some_and(|before| before.is_ascii_digit() || matches!(before, '比' | '较' | '与' | '同' | '和' | '至'))
            || ["无", "没有", "未", "度无", "末", "底"].iter().any(|word| after.starts_with(word));
        (!compared).then_some(year)
    });
    most_frequent(years)
}

fn year_of_tables(tables: &[Table]) -> Option<FiscalYear> {
    most_frequent(tables.iter().filter_map(|table| table.year))
}

fn most_frequent<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

fn year_in_file_name(stem: &str) -> Option<FiscalYear> {
    let characters: Vec<char> = stem.chars().collect();
    characters.windows(4).find_map(|window| {
        let text: String = window.iter().collect();
        FiscalYear::parse(&text).filter(|year| year.get() >= 1990)
    })
}

fn name_in_file_name(stem: &str) -> String {
    let years = stem.match_indices("20").map(|(byte, _)| byte);
    let mut years =
        years.filter(|byte| stem.get(*byte..byte + 4).is_some_and(|year| FiscalYear::parse(year).is_some()));
    let end = years.next().unwrap_or(stem.len());
    let name = stem[..end].trim_matches(['_', '-', ' ']);
    if name.is_empty() { stem.to_owned() } else { name.to_owned() }
}

/// The name above most tables. Where a department's tables stand beside those of its units, the name of the cover, or
/// the one that comes first.
fn name_of_tables(lines: &[Line], tables: &[Table]) -> Option<String> {
    let labels: Vec<&String> = tables.iter().filter_map(|table| table.body_label.as_ref()).collect();
    let count = |label: &String| labels.iter().filter(|other| **other == label).count();
    let most = labels.iter().map(|label| count(label)).max()?;
    let first = labels.iter().copied().find(|label| count(label) == most)?;
    if labels.iter().any(|label| *label != first) {
        let cover = name_of_cover(lines).map(|name| fold(&name));
        if let Some(of_cover) = labels.iter().find(|label| Some(fold(label)) == cover) {
            return Some((*of_cover).clone());
        }
    }
    Some(first.clone())
}

/// The name of the unit that a table says it is of, where that is not the body of the document: a table of another unit, or
/// of the department's own offices (某局本级). A shorter form of the name is the same body.
pub(super) fn unit_of_table(table: &Table, body: &Body) -> Option<String> {
    let label = table.body_label.as_ref()?;
    let folded = fold(label);
    let of_document = |name: &str| !name.is_empty() && fold(name).contains(&folded);
    (!of_document(&body.department) && !of_document(&body.unit) && is_body_name(label)).then(|| label.clone())
}

/// The department that a unit's cover names above it: 主管部门：某某市财政局.
fn superior_of_cover(lines: &[Line]) -> Option<String> {
    lines.iter().take(COVER_LINES).find_map(|line| {
        let text = clean_label(&line.text);
        let name = ["主管部门", "上级主管部门", "预算主管部门"]
            .iter()
            .find_map(|label| text.strip_prefix(label)?.trim_start().strip_prefix([':', '：']))?;
        let name = without_code(name.trim()).to_owned();
        is_body_name(&name).then_some(name)
    })
}

/// The name before the year on the cover, or on the line above it: `江苏省高级人民法院 2018年度部门预算`.
fn name_of_cover(lines: &[Line]) -> Option<String> {
    for (index, line) in lines.iter().take(COVER_LINES).enumerate() {
        let text = without_part_number(&clean_label(&line.text)).to_owned();
        let folded = fold(&line.text);
        if folded.chars().count() > 50
            || !(is_disclosure(&folded) && (year_in(&folded).is_some() || chinese_year(&folded).is_some()))
        {
            continue;
        }
        let before = before_year(&text);
        if is_body_name(&before) {
            return Some(before);
        }
        let above = index.checked_sub(1).and_then(|above| lines.get(above)).map(|line| clean_label(&line.text));
        if let Some(above) = above.filter(|above| is_body_name(above)) {
            return Some(above);
        }
        let after: String =
            text.split_once("年").map(|(_, after)| after.trim_start_matches('度').to_owned()).unwrap_or_default();
        let after = ["部门预算", "部门决算", "单位预算", "单位决算", "预算", "决算"]
            .iter()
            .find_map(|end| after.split_once(end).map(|(name, _)| name.to_owned()));
        if let Some(after) = after.filter(|after| is_body_name(after)) {
            return Some(after);
        }
    }
    let of_heading = |line: &Line| {
        let text = clean_label(&line.text);
        let name = split_ordinal(without_part_number(&text)).1;
        let name = ["概况", "主要职能", "主要职责"].iter().find_map(|end| name.strip_suffix(end))?;
        is_body_name(name).then(|| name.to_owned())
    };
    lines
        .iter()
        .take(COVER_LINES)
        .find_map(of_heading)
        .or_else(|| lines.iter().take(COVER_LINES).find_map(name_before_claim))
}

/// What stands before the year, without ordinal, the mark of a column （【财政预算】） and 关于.
fn before_year(text: &str) -> String {
    let text = without_code(split_ordinal(text).1).trim_start();
    let text =
        text.strip_prefix('【').and_then(|rest| rest.split_once('】')).map_or(text, |(_, rest)| rest.trim_start());
    let text = text.strip_prefix("关于").unwrap_or(text);
    let characters: Vec<char> = text.chars().collect();
    let end = (0..characters.len()).find(|&at| {
        let chinese = characters[at] == '二'
            && characters.get(at + 1).is_some_and(|next| matches!(next, '〇' | '○' | '零' | 'O'));
        chinese || characters[at].is_ascii_digit() || matches!(characters[at], '（' | '(')
    });
    characters[..end.unwrap_or(characters.len())].iter().collect()
}

/// A name that begins with its region at the start of a sentence about its money: 某某市水务局2018年用财政拨款….
fn name_before_claim(line: &Line) -> Option<String> {
    let text = clean_label(&line.text);
    let text = split_ordinal(&text).1;
    let end = ["“三公”", "财政拨款", "財政撥款", "一般公共", "部门", "部門"]
        .iter()
        .filter_map(|word| text.find(word))
        .chain(text.find(|character: char| character.is_ascii_digit()))
        .min()?;
    let name = &text[..end];
    (is_body_name(name) && codebook::region_of(&fold(name)).is_some()).then(|| name.to_owned())
}

/// `第三部分江苏省高级人民法院` → `江苏省高级人民法院`.
fn without_part_number(text: &str) -> &str {
    match text.strip_prefix('第').and_then(|rest| rest.split_once("部分")) {
        Some((number, name)) if number.chars().count() <= 2 => name,
        _ => text,
    }
}

fn is_body_name(text: &str) -> bool {
    const ENDS: &[&str] = &[
        "局",
        "委",
        "办",
        "办公室",
        "厅",
        "院",
        "中心",
        "部",
        "会",
        "所",
        "站",
        "校",
        "处",
        "政府",
        "机关",
        "队",
        "社",
        "馆",
        "大学",
        "公司",
        "署",
        "庭",
        "协",
        "联",
        "团",
        "园",
        "街道",
        "园区",
        "中学",
        "小学",
        "人大",
        "农场",
        "林场",
        "电视台",
    ];
    let length = text.chars().count();
    let folded = fold(text);
    (4..=40).contains(&length)
        && ENDS.iter().any(|end| folded.ends_with(end))
        && !text.contains(['：', ':', '，', '。'])
}

fn kind_of(cover: &[String], tables: &[Table]) -> BodyKind {
    let texts = cover.iter().map(String::as_str).chain(tables.iter().map(|table| table.title.as_str()));
    let (mut unit, mut department) = (0_usize, 0_usize);
    for text in texts {
        unit += ["单位预算", "单位决算", "预算单位"].iter().map(|word| text.matches(word).count()).sum::<usize>();
        department += ["部门预算", "部门决算", "主管部门", "预算部门", "部门收支", "部门收入", "部门支出"]
            .iter()
            .map(|word| text.matches(word).count())
            .sum::<usize>();
    }
    if unit > department { BodyKind::Unit } else { BodyKind::Department }
}

fn phase_of(lines: &[Line], cover: &[String], tables: &[Table], stem: &str) -> Phase {
    let of_cover = cover
        .iter()
        .filter(|line| line.chars().count() <= 50)
        .find_map(|line| if is_disclosure(line) { phase_of_title(line) } else { None });
    let of_tables = most_frequent(tables.iter().filter_map(|table| table.phase));
    let of_stem = || phase_in(stem);
    of_tables.or(of_cover).or_else(|| phase_of_sentences(lines)).or_else(of_stem).unwrap_or(Phase::Approved)
}

/// Words that hold 预算 or 决算 and say no phase.
const NO_PHASE: &[&str] = &[
    "一般公共预算",
    "一般预算",
    "公共财政预算",
    "政府性基金预算",
    "国有资本经营预算",
    "预决算",
    "预算法",
    "预算信息",
    "预算公开",
    "预算管理",
    "预算单位",
];

/// The phase that a title or a line of a page's navigation names; 财政预决算 and 预算、决算 name none.
fn phase_of_title(folded: &str) -> Option<Phase> {
    let plain = NO_PHASE.iter().fold(folded.to_owned(), |text, word| text.replace(word, ""));
    let both = plain.contains("预算、决算") || plain.contains("预算决算");
    let of_execution = EXECUTED.iter().any(|word| folded.contains(word)) || folded.contains("收支完成");
    phase_in(&plain).filter(|_| !both && !of_execution)
}

/// Words of figures that were executed.
const EXECUTED: &[&str] = &[
    "累计支出",
    "累计完成",
    "实际支出",
    "支出完成",
    "收入完成",
    "比年初预算",
    "较年初预算",
    "低于预算数",
    "高于预算数",
];

/// The phase that sentences speak of most, apart from figures that they compare with and from the names of funds and
/// laws; words of execution count where neither is said.
fn phase_of_sentences(lines: &[Line]) -> Option<Phase> {
    const LONGEST_BASE: usize = 8;
    let text: String = lines.iter().take(SENTENCE_LINES).map(|line| fold(&line.text)).collect();
    let text = NO_PHASE.iter().fold(text, |text, word| text.replace(word, ""));
    let said = |word: &str| {
        let own = text.match_indices(word).filter(|(byte, _)| {
            let before: Vec<char> = text.get(..*byte).unwrap_or_default().chars().rev().take(LONGEST_BASE).collect();
            let base = before.iter().position(|character| matches!(character, '比' | '较' | '与' | '和' | '于' | '成'));
            let ended = before.iter().position(|character| matches!(character, ',' | '。' | ';' | ':'));
            base.is_none_or(|base| ended.is_some_and(|ended| ended < base))
        });
        own.count()
    };
    match said("决算").cmp(&said("预算")) {
        std::cmp::Ordering::Greater => Some(Phase::Executed),
        std::cmp::Ordering::Less => Some(Phase::Approved),
        std::cmp::Ordering::Equal => EXECUTED.iter().any(|word| text.contains(word)).then_some(Phase::Executed),
    }
}

/// Budget codes of the department and of the unit of this name, from tables that print them.
fn codes_of(tables: &[Table], name: &str) -> (String, String) {
    let mut department = String::new();
    let mut unit = String::new();
    for (code, label) in unit_rows(tables) {
        if fold(&label) == fold(name) {
            if department.is_empty() || code.len() < department.len() {
                department = code.clone();
            }
            if code.len() > unit.len() {
                unit = code;
            }
        }
    }
    if unit == department {
        unit.clear();
    }
    (department, unit)
}

/// All (code, name) pairs of units that the tables print.
pub fn unit_rows(tables: &[Table]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for table in tables {
        let code_column = table.columns.iter().position(|column| column.role == Role::UnitCode);
        let name_column = table
            .columns
            .iter()
            .position(|column| column.role == Role::UnitName)
            .or_else(|| table.columns.iter().position(|column| column.role == Role::Label));
        let (Some(code_column), Some(name_column)) = (code_column, name_column) else { continue };
        for row in &table.rows {
            let text = |column: usize| row.cells.get(column).map(|cell| clean_label(&cell.text)).unwrap_or_default();
            let (code, name) = (text(code_column), text(name_column));
            if !code.is_empty()
                && code.len() <= 12
                && code.bytes().all(|byte| byte.is_ascii_digit())
                && !name.is_empty()
            {
                pairs.push((code, name));
            }
        }
    }
    pairs
}
