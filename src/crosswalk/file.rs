//! Crosswalk files: CSV with one link per row, or TOML with `[[links]]`. Every refusal names file, line and reason.
//!
//! ```toml
//! [[links]]
//! subject = "department"                 # department, unit, function, economic, government_economic, project
//! kind = "renamed"                       # same, renamed, recoded, split, merged, moved
//! year = 2013                            # the first year of the new side
//! from = ["國有財產局及所屬"]              # names; codes for a classification; or { code = "1740", name = "…" }
//! to = ["國有財產署及所屬"]
//! ```

use super::{Decision, Link, LinkKind, Party, Subject};
use crate::domain::Locator;
use crate::error::{Error, Result};
use serde::Deserialize;
use std::collections::HashMap;

/// Columns of a CSV crosswalk. `subject`, `year` and both sides must be there.
pub const COLUMNS: &[&str] = &[
    "decision",
    "subject",
    "kind",
    "year",
    "region",
    "department",
    "from_code",
    "from_name",
    "to_code",
    "to_name",
    "share",
    "confidence",
    "evidence",
];

/// Reads a crosswalk: TOML where the file is called so, otherwise CSV. `usual` is the decision of links that say none;
/// in a table with a column `decision` an empty cell always means undecided.
///
/// # Errors
/// When something in it cannot be understood.
pub fn parse(text: &str, file: &str, usual: Decision) -> Result<Vec<Link>> {
    if file.to_lowercase().ends_with(".toml") { parse_toml(text, file, usual) } else { parse_csv(text, file, usual) }
}

fn refuse(file: &str, line: u32, reason: impl Into<String>) -> Error {
    Error::usage(reason).in_file(file).at(Locator { line: Some(line), ..Locator::default() })
}

/// One link as it is written, before its words are understood.
struct Written<'a> {
    field: &'a dyn Fn(&str) -> String,
    file: &'a str,
    line: u32,
}

impl Written<'_> {
    fn read(&self, usual: Decision) -> Result<Link> {
        let word = |name: &str, choices: &str| {
            refuse(self.file, self.line, format!("{name}“{}”不认识；可用：{choices}", (self.field)(name)))
        };
        let subject = Subject::from_id(&(self.field)("subject"))
            .ok_or_else(|| word("subject", &ids(Subject::ALL.iter().map(|member| member.id()))))?;
        let kind = LinkKind::from_id(&(self.field)("kind"))
            .ok_or_else(|| word("kind", &ids(LinkKind::ALL.iter().map(|member| member.id()))))?;
        let year = (self.field)("year")
            .parse()
            .ok()
            .filter(|year| (1900..2200).contains(year))
            .ok_or_else(|| refuse(self.file, self.line, format!("year“{}”不是年度", (self.field)("year"))))?;
        let side = |code: &str, name: &str| Party { code: (self.field)(code), name: (self.field)(name) };
        let link = Link {
            subject,
            kind,
            year,
            region: (self.field)("region").trim_end_matches("00").to_owned(),
            department: (self.field)("department"),
            from: side("from_code", "from_name"),
            to: side("to_code", "to_name"),
            share: self.share()?,
            confidence: self.confidence()?,
            evidence: (self.field)("evidence"),
            decision: self.decision(usual)?,
            file: self.file.to_owned(),
            line: self.line,
        };
        for (party, side) in [(&link.from, "旧"), (&link.to, "新")] {
            if party.code.is_empty() && (party.name.is_empty() || subject.is_classification()) {
                let needed = if subject.is_classification() { "编码" } else { "编码或名称" };
                return Err(refuse(self.file, self.line, format!("{side}的一边没有{needed}")));
            }
        }
        Ok(link)
    }

    fn share(&self) -> Result<Option<(i64, i64)>> {
        let text = (self.field)("share");
        if text.is_empty() {
            return Ok(None);
        }
        let parts = if let Some((numerator, denominator)) = text.split_once('/') {
            numerator.trim().parse().ok().zip(denominator.trim().parse().ok())
        } else {
            let (digits, hundred) = text.strip_suffix('%').map_or((text.as_str(), 1), |digits| (digits.trim(), 100));
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            let scale = u32::try_from(fraction.len()).ok().and_then(|places| 10_i64.checked_pow(places));
            format!("{whole}{fraction}").parse().ok().zip(scale.and_then(|scale| scale.checked_mul(hundred)))
        };
        let sound = |(numerator, denominator): &(i64, i64)| *denominator > 0 && *numerator >= 0;
        parts
            .filter(sound)
            .map(Some)
            .ok_or_else(|| refuse(self.file, self.line, format!("share“{text}”不是份额；应如 3/10、0.3 或 30%")))
    }

    fn confidence(&self) -> Result<u8> {
        let text = (self.field)("confidence");
        if text.is_empty() {
            return Ok(100);
        }
        text.parse()
            .ok()
            .filter(|confidence| *confidence <= 100)
            .ok_or_else(|| refuse(self.file, self.line, format!("confidence“{text}”不是 0–100 的整数")))
    }

    fn decision(&self, usual: Decision) -> Result<Decision> {
        match (self.field)("decision").as_str() {
            "" => Ok(usual),
            "confirm" | "确认" | "是" => Ok(Decision::Confirmed),
            "reject" | "否决" | "否" => Ok(Decision::Rejected),
            other => Err(refuse(
                self.file,
                self.line,
                format!("decision“{other}”不认识；写 confirm（确认）、reject（否决），或者留空（待定）"),
            )),
        }
    }
}

fn ids(members: impl Iterator<Item = &'static str>) -> String {
    members.collect::<Vec<_>>().join("、")
}

fn parse_csv(text: &str, file: &str, usual: Decision) -> Result<Vec<Link>> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let bad = |error: &csv::Error| {
        let line = error.position().map_or(1, |position| u32::try_from(position.line()).unwrap_or(1));
        refuse(file, line, "这一行不是 CSV，或者引号没有配对")
    };
    let heads: Vec<String> =
        reader.headers().map_err(|error| bad(&error))?.iter().map(|head| head.trim().to_owned()).collect();
    for needed in ["subject", "kind", "year"] {
        if !heads.iter().any(|head| head == needed) {
            return Err(refuse(file, 1, format!("对照表缺少“{needed}”一列；应有的列：{}", COLUMNS.join(","))));
        }
    }
    let usual = if heads.iter().any(|head| head == "decision") { Decision::Open } else { usual };
    let mut links = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| bad(&error))?;
        let line = record.position().map_or(1, |position| u32::try_from(position.line()).unwrap_or(1));
        if record.iter().all(|cell| cell.trim().is_empty()) || record.get(0).is_some_and(|cell| cell.starts_with('#')) {
            continue;
        }
        let field = |name: &str| {
            let position = heads.iter().position(|head| head == name);
            position.and_then(|position| record.get(position)).unwrap_or("").trim().to_owned()
        };
        links.push(Written { field: &field, file, line }.read(usual)?);
    }
    Ok(links)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlFile {
    #[serde(default)]
    links: Vec<toml::Spanned<TomlLink>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlLink {
    #[serde(default)]
    decision: String,
    subject: String,
    kind: String,
    year: i32,
    #[serde(default)]
    region: String,
    #[serde(default)]
    department: String,
    from: Vec<TomlParty>,
    to: Vec<TomlParty>,
    #[serde(default)]
    shares: Vec<String>,
    confidence: Option<u8>,
    #[serde(default)]
    evidence: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TomlParty {
    Word(String),
    Named {
        #[serde(default)]
        code: String,
        #[serde(default)]
        name: String,
    },
}

impl TomlParty {
    fn sides(&self, subject: &str) -> (String, String) {
        match self {
            TomlParty::Word(code) if Subject::from_id(subject).is_some_and(Subject::is_classification) => {
                (code.clone(), String::new())
            }
            TomlParty::Word(name) => (String::new(), name.clone()),
            TomlParty::Named { code, name } => (code.clone(), name.clone()),
        }
    }
}

fn parse_toml(text: &str, file: &str, usual: Decision) -> Result<Vec<Link>> {
    let line_of = |offset: usize| {
        let before = text.get(..offset).unwrap_or(text);
        u32::try_from(before.matches('\n').count() + 1).unwrap_or(1)
    };
    let parsed: TomlFile = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(span.start));
        let words = error.message().lines().next().unwrap_or("");
        refuse(file, line, format!("TOML 写得不对（{words}）"))
    })?;
    let mut links = Vec::new();
    for spanned in &parsed.links {
        let (entry, line) = (spanned.get_ref(), line_of(spanned.span().start));
        if entry.from.is_empty() || entry.to.is_empty() {
            return Err(refuse(file, line, "from 和 to 都至少要有一个"));
        }
        if !entry.shares.is_empty() && entry.shares.len() != entry.to.len() {
            return Err(refuse(file, line, "shares 要与 to 一样多，逐个对应"));
        }
        for from in &entry.from {
            for (position, to) in entry.to.iter().enumerate() {
                links.push(toml_link(entry, from, (position, to), (file, line), usual)?);
            }
        }
    }
    Ok(links)
}

fn toml_link(
    entry: &TomlLink,
    from: &TomlParty,
    to: (usize, &TomlParty),
    place: (&str, u32),
    usual: Decision,
) -> Result<Link> {
    let ((from_code, from_name), (to_code, to_name)) = (from.sides(&entry.subject), to.1.sides(&entry.subject));
    let fields: HashMap<&str, String> = HashMap::from([
        ("decision", entry.decision.clone()),
        ("subject", entry.subject.clone()),
        ("kind", entry.kind.clone()),
        ("year", entry.year.to_string()),
        ("region", entry.region.clone()),
        ("department", entry.department.clone()),
        ("from_code", from_code),
        ("from_name", from_name),
        ("to_code", to_code),
        ("to_name", to_name),
        ("share", entry.shares.get(to.0).cloned().unwrap_or_default()),
        ("confidence", entry.confidence.map(|confidence| confidence.to_string()).unwrap_or_default()),
        ("evidence", entry.evidence.clone()),
    ]);
    let field = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    Written { field: &field, file: place.0, line: place.1 }.read(usual)
}

/// Writes links as CSV, as [`parse`] reads them.
///
/// # Errors
/// When the text cannot be put together.
pub fn print(links: &[Link]) -> Result<String> {
    let failed = |error: &dyn std::fmt::Display| Error::write(format!("写不出对照表：{error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|error| failed(&error))?;
    for link in links {
        let share = link.share.map(|(numerator, denominator)| format!("{numerator}/{denominator}")).unwrap_or_default();
        let (year, confidence) = (link.year.to_string(), link.confidence.to_string());
        let record: [&str; 13] = [
            link.decision.id(),
            link.subject.id(),
            link.kind.id(),
            &year,
            &link.region,
            &link.department,
            &link.from.code,
            &link.from.name,
            &link.to.code,
            &link.to.name,
            &share,
            &confidence,
            &link.evidence,
        ];
        writer.write_record(record).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}
