//! What a crosswalk must satisfy: no cycle, no double claim, no unknown code, no year that contradicts the panel.

use super::{Link, LinkKind, Party, Subject};
use crate::domain::{Locator, codebook};
use crate::error::{Error, Result};
use crate::panel::{Cells, Panel, frame_error};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Subject, year, region and department within which parties may be claimed once.
type Field = (Subject, i32, String, String);

/// What makes two links the same statement.
pub type Identity = (Field, String, String);

/// What makes two links the same statement, wherever they are written.
pub fn identity(link: &Link) -> Identity {
    (field(link), link.from.key(link.subject), link.to.key(link.subject))
}

fn field(link: &Link) -> Field {
    (link.subject, link.year, link.region.clone(), link.department.clone())
}

fn is_one_to_one(link: &Link) -> bool {
    link.share.is_none() && !matches!(link.kind, LinkKind::Merged | LinkKind::Split)
}

/// A refusal at a link's own place.
fn refuse(link: &Link, reason: impl std::fmt::Display) -> Error {
    let error = Error::usage(format!("对照“{}”{reason}；请改正后再用", link.words())).in_file(&link.file);
    if link.line == 0 { error } else { error.at(Locator { line: Some(link.line), ..Locator::default() }) }
}

/// `文件 第3行` of another link.
fn place(link: &Link) -> String {
    if link.line == 0 { link.file.clone() } else { format!("{} 第{}行", link.file, link.line) }
}

/// Checks links among themselves.
///
/// # Errors
/// The first contradiction, with file, line and reason.
pub fn consistent(links: &[Link]) -> Result<()> {
    for link in links {
        codes_are_codes(link)?;
        let unchanged = link.from.key(link.subject) == link.to.key(link.subject);
        if unchanged
            && (link.kind == LinkKind::Renamed && !link.subject.is_classification()
                || link.from == link.to && is_one_to_one(link) && link.kind != LinkKind::Same)
        {
            return Err(refuse(link, "的新旧两边相同，什么也没有对照"));
        }
    }
    claimed_once(links)?;
    in_order(links)?;
    no_cycle(links)?;
    shares_are_whole(links)
}

fn codes_are_codes(link: &Link) -> Result<()> {
    for party in [&link.from, &link.to] {
        let sound = matches!(party.code.len(), 3 | 5 | 7) && party.code.bytes().all(|byte| byte.is_ascii_digit());
        if link.subject.is_classification() && !sound {
            return Err(refuse(link, format!("里的编码“{}”不是 3、5 或 7 位数字", party.code)));
        }
    }
    Ok(())
}

/// A thing has one successor and one predecessor, unless it is split or merged.
fn claimed_once(links: &[Link]) -> Result<()> {
    let mut stated: HashMap<Identity, &Link> = HashMap::new();
    let mut claims: HashMap<(Field, bool, String), Vec<&Link>> = HashMap::new();
    for link in links {
        if let Some(other) = stated.insert(identity(link), link) {
            if other.file == link.file {
                return Err(refuse(link, format!("写了两次（另见{}）", place(other))));
            }
            continue;
        }
        for (old, party) in [(true, &link.from), (false, &link.to)] {
            claims.entry((field(link), old, party.key(link.subject))).or_default().push(link);
        }
    }
    let mut doubled: Vec<(&Link, &Link, bool)> = claims
        .iter()
        .filter_map(|((_, old, _), claimants)| {
            let strict = claimants.iter().position(|link| is_one_to_one(link))?;
            let other = claimants.iter().enumerate().find(|(position, _)| *position != strict)?;
            let (one, other) = (claimants.get(strict)?, other.1);
            Some(if one.line >= other.line { (*one, *other, *old) } else { (*other, *one, *old) })
        })
        .collect();
    doubled.sort_by_key(|(link, ..)| (link.file.clone(), link.line));
    match doubled.first() {
        Some((link, other, old)) => {
            let (side, kind) = if *old { ("旧", "split（拆分）") } else { ("新", "merged（合并）") };
            Err(refuse(link, format!("的{side}的一边被认领两次（另见{}）；一对多、多对一要写成 {kind}", place(other))))
        }
        None => Ok(()),
    }
}

/// What has gone cannot go again, unless it came back between.
fn in_order(links: &[Link]) -> Result<()> {
    type Life<'a> = BTreeMap<i32, (Option<&'a Link>, Option<&'a Link>)>;
    let mut lives: HashMap<(Subject, String, String, String), Life> = HashMap::new();
    for link in
        links.iter().filter(|link| is_one_to_one(link) && link.from.key(link.subject) != link.to.key(link.subject))
    {
        let life =
            |party: &Party| (link.subject, link.region.clone(), link.department.clone(), party.key(link.subject));
        lives.entry(life(&link.from)).or_default().entry(link.year).or_default().0 = Some(link);
        lives.entry(life(&link.to)).or_default().entry(link.year).or_default().1 = Some(link);
    }
    let mut wrong: Vec<(&Link, &Link, bool)> = Vec::new();
    for life in lives.values() {
        let mut last: Option<(&Link, bool)> = None;
        for (gone, came) in life.values() {
            if let (Some(gone), Some(_)) = (gone, came) {
                wrong.push((*gone, *gone, true));
            }
            for (link, leaves) in [(came, false), (gone, true)] {
                let Some(link) = link else { continue };
                if let Some((other, left)) = last
                    && left == leaves
                {
                    wrong.push((*link, other, leaves));
                }
                last = Some((*link, leaves));
            }
        }
    }
    wrong.sort_by_key(|(link, ..)| (link.file.clone(), link.line));
    match wrong.first() {
        Some((link, other, _)) if std::ptr::eq(*link, *other) => {
            Err(refuse(link, "的旧的一边同一年又是另一条对照的新的一边，年份矛盾或成了循环"))
        }
        Some((link, other, leaves)) => {
            let what = if *leaves { "已经不在" } else { "已经在" };
            let party = if *leaves { &link.from } else { &link.to };
            Err(refuse(link, format!("的年份矛盾：按{}，“{}”在 {} 年{what}", place(other), party.label(), other.year)))
        }
        None => Ok(()),
    }
}

/// Within one year nothing may become, over several links, what it was.
fn no_cycle(links: &[Link]) -> Result<()> {
    let mut next: HashMap<(Field, String), Vec<(&Link, String)>> = HashMap::new();
    for link in links {
        let (from, to) = (link.from.key(link.subject), link.to.key(link.subject));
        if from != to {
            next.entry((field(link), from)).or_default().push((link, to));
        }
    }
    for link in links.iter().filter(|link| link.from.key(link.subject) != link.to.key(link.subject)) {
        let start = link.from.key(link.subject);
        let mut seen = HashSet::new();
        let mut waiting = vec![link.to.key(link.subject)];
        while let Some(key) = waiting.pop() {
            if key == start {
                return Err(refuse(link, "成了循环：绕一圈又回到自己"));
            }
            if seen.insert(key.clone()) {
                let following = next.get(&(field(link), key)).into_iter().flatten();
                waiting.extend(following.map(|(_, to)| to.clone()));
            }
        }
    }
    Ok(())
}

/// Exact parts of one old thing add up to all of it.
fn shares_are_whole(links: &[Link]) -> Result<()> {
    let mut parts: BTreeMap<(Field, String), Vec<&Link>> = BTreeMap::new();
    for link in links {
        parts.entry((field(link), link.from.key(link.subject))).or_default().push(link);
    }
    for links in parts.values() {
        let Some(first) = links.iter().find(|link| link.share.is_some()) else { continue };
        if let Some(without) = links.iter().find(|link| link.share.is_none()) {
            return Err(refuse(without, format!("没有写 share，而同一旧项的另一条写了（{}）", place(first))));
        }
        let shares: Vec<(i128, i128)> =
            links.iter().filter_map(|link| link.share).map(|(part, whole)| (part.into(), whole.into())).collect();
        let common = shares.iter().try_fold(1_i128, |product, (_, whole)| product.checked_mul(*whole));
        let sum = common.and_then(|common| {
            shares.iter().try_fold(0_i128, |sum, (part, whole)| sum.checked_add(part.checked_mul(common / whole)?))
        });
        if sum.is_none() || sum != common {
            return Err(refuse(first, "的各个 share 之和不等于 1，金额会多出或丢失"));
        }
    }
    Ok(())
}

/// What a panel holds: years in which each key was seen.
#[derive(Debug, Default)]
pub struct Seen {
    years: HashMap<(Subject, String), BTreeSet<(String, i32)>>,
    all_years: BTreeSet<i32>,
}

impl Seen {
    /// Looks through a panel.
    ///
    /// # Errors
    /// When the panel cannot be read.
    pub fn of(panel: &Panel) -> Result<Self> {
        let columns = ["region_code", "fiscal_year"]
            .into_iter()
            .chain(SUBJECTS.iter().flat_map(|subject| [subject.code_column(), subject.name_column()]))
            .filter(|name| *name != "item")
            .collect::<BTreeSet<_>>();
        let wanted: Vec<Expr> = columns.iter().map(|name| col(*name)).collect();
        let frame = panel
            .facts()?
            .group_by(wanted)
            .agg([len().alias("figures")])
            .collect()
            .map_err(|error| frame_error("读取面板", error))?;
        let cells = Cells::of(&frame);
        let mut seen = Seen::default();
        for row in 0..frame.height() {
            let year = cells.small("fiscal_year", row).and_then(|year| i32::try_from(year).ok()).unwrap_or_default();
            seen.all_years.insert(year);
            for subject in SUBJECTS {
                let name = if subject.is_classification() { "" } else { cells.text(subject.name_column(), row) };
                let code = cells.text(subject.code_column(), row);
                seen.note(
                    *subject,
                    &Party { code: code.to_owned(), name: name.to_owned() },
                    (cells.text("region_code", row), year),
                );
            }
        }
        Ok(seen)
    }

    fn note(&mut self, subject: Subject, party: &Party, place: (&str, i32)) {
        let mut keys = vec![party.key(subject)];
        if !party.code.is_empty() {
            keys.push(Party { name: String::new(), ..party.clone() }.key(subject));
            // A 类 or 款 is there where one of its 项 is.
            for length in [3, 5] {
                let above = party.code.get(..length).filter(|_| subject.is_classification());
                keys.extend(above.map(|code| Party { code: code.to_owned(), name: String::new() }.key(subject)));
            }
        }
        for key in keys.into_iter().filter(|key| key != "码 ") {
            self.years.entry((subject, key)).or_default().insert((place.0.to_owned(), place.1));
        }
    }

    /// Years in which a party was seen in a region.
    fn years(&self, subject: Subject, party: &Party, region: &str) -> BTreeSet<i32> {
        let places = self.years.get(&(subject, party.key(subject))).into_iter().flatten();
        places.filter(|(place, _)| place.starts_with(region)).map(|(_, year)| *year).collect()
    }
}

const SUBJECTS: &[Subject] = Subject::ALL;

/// Checks links against a panel; those that do not concern it are counted in the result.
///
/// # Errors
/// The first link with an unknown side or a year that the panel contradicts.
pub fn against(links: &[Link], seen: &Seen) -> Result<usize> {
    let mut idle = 0;
    for link in links {
        let years = |party: &Party| seen.years(link.subject, party, &link.region);
        let (old, new) = (years(&link.from), years(&link.to));
        for party in [&link.from, &link.to] {
            let known = !years(party).is_empty() || in_codebook(link.subject, &party.code);
            if link.subject.is_classification() && !known {
                return Err(refuse(link, format!("里的编码“{}”既不在科目表里，也不在面板里", party.code)));
            }
        }
        let outside =
            seen.all_years.iter().all(|year| *year >= link.year) || seen.all_years.iter().all(|year| *year < link.year);
        if outside || old.is_empty() && new.is_empty() {
            idle += 1;
            continue;
        }
        for (party, years) in [(&link.from, &old), (&link.to, &new)] {
            if years.is_empty() && !link.subject.is_classification() {
                return Err(refuse(link, format!("里的“{}”在面板里没有", party.words())));
            }
        }
        contradicting_years(link, &old, &new, links)?;
    }
    Ok(idle)
}

fn contradicting_years(link: &Link, old: &BTreeSet<i32>, new: &BTreeSet<i32>, links: &[Link]) -> Result<()> {
    let (year, same) = (link.year, link.from.key(link.subject) == link.to.key(link.subject));
    let words = |years: &BTreeSet<i32>| years.iter().map(i32::to_string).collect::<Vec<_>>().join("、");
    if let Some(first) = old.first().filter(|first| **first >= year) {
        return Err(refuse(
            link,
            format!("的年份矛盾：面板里“{}”从 {first} 年才有（{}）", link.from.label(), words(old)),
        ));
    }
    if let Some(last) = new.last().filter(|last| **last < year) {
        return Err(refuse(link, format!("的年份矛盾：面板里“{}”到 {last} 年为止（{}）", link.to.label(), words(new))));
    }
    if same || link.subject.is_classification() || !is_one_to_one(link) {
        return Ok(());
    }
    // A name may come back later by a link of its own, and may have been there before an earlier link took it away.
    let key = link.from.key(link.subject);
    let returns = links
        .iter()
        .filter(|other| other.subject == link.subject && other.to.key(other.subject) == key && other.year > year)
        .map(|other| other.year)
        .min()
        .unwrap_or(i32::MAX);
    if let Some(still) = old.iter().find(|seen| **seen >= year && **seen < returns) {
        return Err(refuse(
            link,
            format!("的年份矛盾：面板里“{}”{still} 年还在；如果两个并存，写成 split 或 merged", link.from.label()),
        ));
    }
    if new.contains(&(year - 1)) && old.contains(&(year - 1)) {
        return Err(refuse(
            link,
            format!("的年份矛盾：面板里“{}”{} 年已经在；并入已有的写成 merged", link.to.label(), year - 1),
        ));
    }
    Ok(())
}

fn in_codebook(subject: Subject, code: &str) -> bool {
    match subject {
        Subject::Function => codebook::FUNCTIONAL.contains(code),
        Subject::Economic => codebook::ECONOMIC_DEPARTMENT.contains(code),
        Subject::GovernmentEconomic => codebook::ECONOMIC_GOVERNMENT.contains(code),
        Subject::Department | Subject::Unit | Subject::Project => false,
    }
}
