//! Proposes links for what a panel shows under one name or code until one year and under another from the next.
//!
//! Evidence, strongest first: the same code with a similar name; the same name, or the same but for the kind of office,
//! with another code; parts (plans, projects) that leave one and turn up in the other; similar names; similar amounts;
//! the same parent. All scores are integers, and every proposal says in words and numbers what it rests on.

use super::check::identity;
use super::entities::{Entity, Family, Sight};
use super::{Crosswalk, Decision, Link, LinkKind, Subject};
use crate::domain::label::fold;
use crate::domain::similarity::{ALIKE, similarity};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Proposals below this are not made.
pub const LEAST_CONFIDENCE: u8 = 50;

/// From this on a successor is taken before anything else is considered.
const SURE: u8 = 75;

/// What is said of a pair that is best for both of its sides.
const UNRIVALLED: &str = "没有别的相近者";

/// A part that at most so many things of a year have tells them apart.
const RARE: usize = 3;

/// Links that the families suggest and the crosswalk does not know, surest first.
pub fn propose(families: &[Family], crosswalk: &Crosswalk) -> Vec<Link> {
    let known: HashSet<_> = crosswalk.links().iter().chain(crosswalk.rejected()).map(identity).collect();
    let covered: HashSet<(Subject, String)> = crosswalk
        .links()
        .iter()
        .filter(|link| link.subject.is_classification())
        .map(|link| (link.subject, link.from.code.clone()))
        .collect();
    let mut proposals = Vec::new();
    for family in families {
        let years: Vec<i32> = family.years.iter().copied().collect();
        for pair in years.windows(2) {
            if let [before, after] = pair {
                proposals.extend(Boundary::of(family, *before, *after).links());
            }
        }
    }
    let mut proposals = gather(proposals);
    proposals
        .retain(|link| !known.contains(&identity(link)) && !covered.contains(&(link.subject, link.from.code.clone())));
    proposals.sort_by(|one, other| {
        other.confidence.cmp(&one.confidence).then_with(|| {
            (one.subject, one.year, &one.from, &one.to).cmp(&(other.subject, other.year, &other.from, &other.to))
        })
    });
    proposals
}

/// Links of a classification mean the same in every department: each is made once, with the number of departments.
fn gather(links: Vec<Link>) -> Vec<Link> {
    let mut gathered: BTreeMap<(Subject, i32, String, String), (Link, usize)> = BTreeMap::new();
    let mut rest = Vec::new();
    for link in links {
        if !link.subject.is_classification() {
            rest.push(link);
            continue;
        }
        let key = (link.subject, link.year, link.from.code.clone(), link.to.code.clone());
        let place = gathered.entry(key).or_insert_with(|| (link.clone(), 0));
        place.1 += 1;
        if link.confidence > place.0.confidence {
            place.0 = link;
        }
    }
    rest.extend(gathered.into_values().map(|(mut link, count)| {
        link.region.clear();
        let department = std::mem::take(&mut link.department);
        link.confidence = link.confidence.saturating_add(u8::try_from(2 * (count - 1).min(3)).unwrap_or(0)).min(99);
        link.evidence = format!("{count} 个部门如此，如{department}：{}", link.evidence);
        link
    }));
    rest
}

/// Two neighbouring years of a family.
struct Boundary<'a> {
    family: &'a Family,
    before: i32,
    after: i32,
    /// Seen before and not after.
    gone: Vec<&'a Entity>,
    /// Seen after and not before.
    come: Vec<&'a Entity>,
    /// Seen in both years.
    stay: Vec<&'a Entity>,
    /// How many things have a part, in either year.
    having: HashMap<&'a str, usize>,
}

/// An old and a new side with what speaks for their being one.
struct Candidate<'a> {
    old: &'a Entity,
    new: &'a Entity,
    confidence: u8,
    evidence: Vec<String>,
    /// Whether one side goes on besides.
    joins: bool,
}

/// An old and a new side that are one thing.
type Pair<'a> = (&'a Entity, &'a Entity);

impl<'a> Boundary<'a> {
    fn of(family: &'a Family, before: i32, after: i32) -> Self {
        let has = |entity: &Entity, year: i32| entity.years.contains_key(&year);
        let pick = |old: bool, new: bool| -> Vec<&Entity> {
            family.entities.iter().filter(|entity| has(entity, before) == old && has(entity, after) == new).collect()
        };
        let mut having: HashMap<&str, usize> = HashMap::new();
        for entity in &family.entities {
            let sights = [before, after].into_iter().filter_map(|year| entity.years.get(&year));
            let labels: BTreeSet<&str> = sights.flat_map(|sight| sight.parts.keys().map(String::as_str)).collect();
            for label in labels {
                *having.entry(label).or_default() += 1;
            }
        }
        Boundary {
            family,
            before,
            after,
            gone: pick(true, false),
            come: pick(false, true),
            stay: pick(true, true),
            having,
        }
    }

    fn links(&self) -> Vec<Link> {
        let mut successors: Vec<Candidate> = Vec::new();
        for old in &self.gone {
            successors.extend(self.come.iter().filter_map(|new| self.successor(old, new)));
        }
        self.confirm_by_rivals(&mut successors);
        let (sure, unsure): (Vec<Candidate>, Vec<Candidate>) =
            successors.into_iter().partition(|one| one.confidence >= SURE);
        let mut chosen = self.choose(sure, &[]);
        // What surely goes on, under whatever name, is where others may have come from or gone to.
        let going_on: Vec<Pair> = self
            .stay
            .iter()
            .map(|entity| (*entity, *entity))
            .chain(chosen.iter().map(|one| (one.old, one.new)))
            .collect();
        let mut parts: Vec<Candidate> = unsure;
        if !self.family.subject.is_classification() {
            for pair in &going_on {
                let loose = |key: &str| !going_on.iter().any(|(old, new)| old.key == key || new.key == key);
                parts.extend(
                    self.come.iter().filter(|new| loose(&new.key)).filter_map(|new| self.part_of(*pair, new, true)),
                );
                parts.extend(
                    self.gone.iter().filter(|old| loose(&old.key)).filter_map(|old| self.part_of(*pair, old, false)),
                );
            }
            self.confirm_by_rivals(&mut parts);
        }
        chosen = self.choose(parts, &chosen).into_iter().chain(chosen).collect();
        chosen.extend(self.in_bulk(&chosen, &going_on));
        let count = |key: &str, old: bool| {
            chosen.iter().filter(|one| key == if old { &one.old.key } else { &one.new.key }).count()
        };
        let kinds: Vec<LinkKind> =
            chosen.iter().map(|one| self.kind(one, count(&one.old.key, true), count(&one.new.key, false))).collect();
        chosen.iter().zip(kinds).filter_map(|(one, kind)| self.link(one, kind)).collect()
    }

    /// All that is left over below one parent, where what it amounts to is what one that goes on has lost or won: an
    /// office “with its subordinates” that lists them on their own from now on, or no longer does.
    fn in_bulk(&self, chosen: &[Candidate<'a>], going_on: &[Pair<'a>]) -> Vec<Candidate<'a>> {
        let mut found = Vec::new();
        for splits in [true, false] {
            let loose: Vec<&Entity> = if splits { &self.come } else { &self.gone }
                .iter()
                .copied()
                .filter(|entity| {
                    !chosen.iter().any(|one| if splits { one.new.key == entity.key } else { one.old.key == entity.key })
                })
                .collect();
            for (old, new) in going_on {
                let (Some(was), Some(is)) = (old.years.get(&self.before), new.years.get(&self.after)) else { continue };
                let (year, whole) = if splits { (self.after, was) } else { (self.before, is) };
                let below: Vec<&Entity> = loose
                    .iter()
                    .copied()
                    .filter(|entity| {
                        entity.years.get(&year).is_some_and(|sight| same_parent(sight, whole) && sight.amount_fen > 0)
                    })
                    .collect();
                let sum: i64 =
                    below.iter().filter_map(|entity| entity.years.get(&year)).map(|sight| sight.amount_fen).sum();
                let change = if splits { was.amount_fen - is.amount_fen } else { is.amount_fen - was.amount_fen };
                let near = ratio(change, sum);
                let named = fold(&whole.name).ends_with("及所属");
                if below.len() < if named { 2 } else { 3 } || near < if named { 600 } else { 800 } {
                    continue;
                }
                let evidence = vec![format!(
                    "上级编码同为 {} 的 {} 个合计 {} 万元，与另一方{}的 {} 万元相当",
                    parent_code(&whole.code),
                    below.len(),
                    ten_thousands(sum),
                    if splits { "减少" } else { "增加" },
                    ten_thousands(change)
                )];
                let confidence = u8::try_from(45 + near / 40 + if named { 10 } else { 0 }).unwrap_or(80);
                found.extend(below.into_iter().map(|entity| {
                    let (old, new) = if splits { (*old, entity) } else { (entity, *new) };
                    Candidate { old, new, confidence, evidence: evidence.clone(), joins: true }
                }));
            }
        }
        found
    }

    fn kind(&self, one: &Candidate, successors: usize, predecessors: usize) -> LinkKind {
        let same_name = self.sight(one.old, self.before).map(|sight| fold(&sight.name))
            == self.sight(one.new, self.after).map(|sight| fold(&sight.name));
        if one.new.years.contains_key(&self.before) || predecessors > 1 {
            LinkKind::Merged
        } else if one.old.years.contains_key(&self.after) || successors > 1 {
            LinkKind::Split
        } else if same_name {
            LinkKind::Recoded
        } else {
            LinkKind::Renamed
        }
    }

    fn sight<'e>(&self, entity: &'e Entity, year: i32) -> Option<&'e Sight> {
        entity.years.get(&year)
    }

    fn link(&self, one: &Candidate, kind: LinkKind) -> Option<Link> {
        let (old, new) = (one.old.years.get(&self.before)?, one.new.years.get(&self.after)?);
        let amounts = format!(
            "{} 年 {} 万元，{} 年 {} 万元",
            self.before,
            ten_thousands(old.amount_fen),
            self.after,
            ten_thousands(new.amount_fen)
        );
        let evidence = one.evidence.iter().cloned().chain([amounts]).collect::<Vec<_>>().join("；");
        Some(Link {
            subject: self.family.subject,
            kind,
            year: self.after,
            region: self.family.region.trim_end_matches("00").to_owned(),
            department: self.family.department.clone(),
            from: old.party(),
            to: new.party(),
            share: None,
            confidence: one.confidence,
            evidence,
            decision: Decision::Open,
            file: "tongbi link".to_owned(),
            line: 0,
        })
    }

    /// What speaks for something that is gone being something that has come.
    fn successor(&self, old: &'a Entity, new: &'a Entity) -> Option<Candidate<'a>> {
        let (was, is) = (old.years.get(&self.before)?, new.years.get(&self.after)?);
        let alike = similarity(&was.name, &is.name);
        let same_code = !was.code.is_empty() && was.code == is.code;
        let ratio = ratio(was.amount_fen, is.amount_fen);
        let parts = self.shared_parts(was, is, |_| true);
        let mut evidence = Vec::new();
        let stems = (stem(&was.name), stem(&is.name));
        let mut score = if self.family.subject.is_classification() {
            if fold(&was.name) != fold(&is.name) || self.is_common(&was.name) {
                return None;
            }
            evidence.push("名称相同，编码不同".to_owned());
            80 + ratio / 100
        } else if same_code {
            let joined = if self.family.subject == Subject::Department {
                "，现已按一个部门比较，否决则分开"
            } else {
                ""
            };
            evidence.push(format!("编码同为 {}{joined}", was.code));
            90 + if alike >= ALIKE || stems.0 == stems.1 { 7 } else { parts.coverage / 200 }
        } else if stems.0 == stems.1 && stems.0.chars().count() > 1 {
            evidence.push("除机构类别外名称相同".to_owned());
            85 + ratio / 200
        } else {
            alike * 45 / 1000 + parts.coverage * 35 / 1000 + ratio * 20 / 1000
        };
        if !same_code && same_parent(was, is) && !self.family.subject.is_classification() {
            evidence.push(format!("上级编码同为 {}", parent_code(&was.code)));
            score += 5;
        }
        if alike > 0 && alike < 1000 {
            evidence.push(format!("名称相似 {}%", alike / 10));
        }
        evidence.extend(parts.words());
        if alike < 200 && !same_code && parts.coverage < 300 {
            return None;
        }
        Some(Candidate { old, new, confidence: u8::try_from(score.min(97)).unwrap_or(97), evidence, joins: false })
    }

    /// What speaks for something new having been a part of what goes on, or for something gone having become one.
    fn part_of(&self, pair: Pair<'a>, other: &'a Entity, splits: bool) -> Option<Candidate<'a>> {
        let (was, is) = (pair.0.years.get(&self.before)?, pair.1.years.get(&self.after)?);
        let part = other.years.get(if splits { &self.after } else { &self.before })?;
        // What the one that goes on still has, or already had, did not go to or come from the other.
        let (whole, rest) = if splits { (was, is) } else { (is, was) };
        let shared = if splits {
            self.shared_parts(whole, part, |label| !rest.parts.contains_key(label))
        } else {
            self.shared_parts(part, whole, |label| !rest.parts.contains_key(label))
        };
        let part_name = fold(&part.name);
        let names = [without_subordinates(&was.name), without_subordinates(&is.name)];
        let owner = names.iter().find(|name| part_name != **name && part_name.starts_with(name.as_str()));
        let named = owner.is_some();
        let mut evidence = Vec::new();
        let mut score = shared.coverage * 45 / 1000;
        if let Some(owner) = owner {
            evidence.push(format!("名称以“{owner}”开头"));
            score += 30;
        }
        if same_parent(part, whole) {
            evidence.push(format!("上级编码同为 {}", parent_code(&part.code)));
            score += if named { 22 } else { 12 };
        }
        let change = whole.amount_fen - rest.amount_fen;
        let near = ratio(change.max(0), part.amount_fen);
        if near >= 500 {
            evidence.push(format!("另一方同时{} {} 万元", if splits { "减少" } else { "增加" }, ten_thousands(change)));
            score += near * 25 / 1000;
        }
        evidence.extend(shared.words());
        let (old, new) = if splits { (pair.0, other) } else { (other, pair.1) };
        let enough = shared.coverage >= 300 || named && (near >= 500 || same_parent(part, whole));
        enough.then(|| Candidate {
            old,
            new,
            confidence: u8::try_from(score.min(90)).unwrap_or(90),
            evidence,
            joins: true,
        })
    }

    /// Parts that both sides have and few others.
    fn shared_parts(&self, was: &Sight, is: &Sight, counts: impl Fn(&str) -> bool) -> Shared {
        let rare = |label: &String| self.having.get(label.as_str()).is_some_and(|having| *having <= RARE);
        let of = |sight: &Sight, other: Option<&Sight>| -> i128 {
            let own = sight.parts.iter().filter(|(label, _)| {
                rare(label) && other.is_none_or(|other| other.parts.contains_key(*label) && counts(label))
            });
            own.map(|(_, amount)| i128::from((*amount).max(0))).sum()
        };
        let share = |part: i128, whole: i128| {
            if whole > 0 { u32::try_from(1000 * part / whole).unwrap_or(1000) } else { 0 }
        };
        let labels: Vec<String> = was
            .parts
            .keys()
            .filter(|label| rare(label) && is.parts.contains_key(*label) && counts(label))
            .cloned()
            .collect();
        let (old, new) = (share(of(was, Some(is)), of(was, None)), share(of(is, Some(was)), of(is, None)));
        Shared { labels, coverage: old.max(new) }
    }

    /// Whether several things of a year have this name.
    fn is_common(&self, name: &str) -> bool {
        let folded = fold(name);
        let count = |year: i32| {
            let sights = self.family.entities.iter().filter_map(|entity| entity.years.get(&year));
            sights.filter(|sight| fold(&sight.name) == folded).count()
        };
        count(self.before) > 1 || count(self.after) > 1
    }

    /// A pair that is best for both of its sides, far ahead of any other, is surer than its score.
    fn confirm_by_rivals(&self, candidates: &mut [Candidate]) {
        let score =
            |candidates: &[Candidate], index: usize| candidates.get(index).map_or(0, |one| u32::from(one.confidence));
        let mut raised = Vec::new();
        for (index, one) in candidates.iter().enumerate() {
            let rivals = candidates.iter().enumerate().filter(|(other, candidate)| {
                *other != index && (candidate.old.key == one.old.key || candidate.new.key == one.new.key)
            });
            let best_rival = rivals.map(|(other, _)| score(candidates, other)).max().unwrap_or(0);
            if score(candidates, index) >= 35 && score(candidates, index) >= best_rival + 10 {
                raised.push(index);
            }
        }
        for index in raised {
            if let Some(one) = candidates.get_mut(index).filter(|one| one.confidence < 85) {
                one.confidence = (one.confidence + 20).min(85);
                if !one.evidence.iter().any(|words| words == UNRIVALLED) {
                    one.evidence.push(UNRIVALLED.to_owned());
                }
            }
        }
    }

    /// For everything that is gone its best successor, for everything that has come its best predecessor, unless they
    /// have been found already.
    fn choose(&self, mut candidates: Vec<Candidate<'a>>, found: &[Candidate<'a>]) -> Vec<Candidate<'a>> {
        candidates.retain(|one| one.confidence >= LEAST_CONFIDENCE);
        candidates.sort_by_key(|one| (std::cmp::Reverse(one.confidence), one.old.key.clone(), one.new.key.clone()));
        let mut old_found: BTreeSet<&str> = found.iter().map(|one| one.old.key.as_str()).collect();
        let mut new_found: BTreeSet<&str> = found.iter().map(|one| one.new.key.as_str()).collect();
        let mut chosen: Vec<Candidate> = Vec::new();
        for one in candidates {
            let old_waits = !old_found.contains(one.old.key.as_str());
            let new_waits = !new_found.contains(one.new.key.as_str());
            if if one.joins { old_waits || new_waits } else { old_waits && new_waits } {
                old_found.insert(&one.old.key);
                new_found.insert(&one.new.key);
                chosen.push(one);
            }
        }
        chosen
    }
}

/// Parts that two things have in common.
struct Shared {
    labels: Vec<String>,
    /// Permille of the amounts of the side that is covered better.
    coverage: u32,
}

impl Shared {
    fn words(&self) -> Option<String> {
        let named = self.labels.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("、");
        let more = if self.labels.len() > 3 { "等" } else { "" };
        (!self.labels.is_empty()).then(|| {
            format!("{} 个特有的分项相同（{named}{more}），占其中一方的 {}%", self.labels.len(), self.coverage / 10)
        })
    }
}

/// Kinds of offices at the end of a name, longest first.
const OFFICES: &[&str] = &[
    "委员会",
    "管理局",
    "办公室",
    "办公厅",
    "总局",
    "总处",
    "总署",
    "中心",
    "学院",
    "局",
    "署",
    "处",
    "部",
    "厅",
    "委",
    "办",
    "会",
    "所",
    "院",
    "司",
    "科",
    "股",
];

/// A name without what merely says the kind of office, years and subordinate units.
fn stem(name: &str) -> String {
    let folded = without_subordinates(name);
    let plain: String = folded
        .chars()
        .filter(|character| !character.is_ascii_digit() && *character != '年' && *character != '度')
        .collect();
    let office = OFFICES.iter().find_map(|office| plain.strip_suffix(office)).filter(|stem| stem.chars().count() > 1);
    office.unwrap_or(&plain).to_owned()
}

/// A folded name without 及所属.
fn without_subordinates(name: &str) -> String {
    let folded = fold(name);
    folded.strip_suffix("及所属").or(folded.strip_suffix("及所屬")).unwrap_or(&folded).to_owned()
}

/// The first half of a code.
fn parent_code(code: &str) -> &str {
    code.get(..code.len() / 2).unwrap_or("")
}

fn same_parent(one: &Sight, other: &Sight) -> bool {
    !parent_code(&one.code).is_empty()
        && one.code.len() == other.code.len()
        && parent_code(&one.code) == parent_code(&other.code)
}

/// The smaller of two amounts in permille of the larger; 0 unless both are positive.
fn ratio(one: i64, other: i64) -> u32 {
    let (smaller, larger) = (i128::from(one.min(other)), i128::from(one.max(other)));
    if smaller <= 0 { 0 } else { u32::try_from(1000 * smaller / larger).unwrap_or(0) }
}

/// Whole 万元, rounded half away from zero.
fn ten_thousands(fen: i64) -> i128 {
    crate::domain::percent::round_quotient(i128::from(fen), 1_000_000)
}
