//! Links that belong together: what is split, merged or both in one year is compared as one.

use super::{Link, LinkKind, Party, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// Links of one year that share parties, and so can only be compared together.
#[derive(Clone, Debug)]
pub struct Group {
    /// What is linked.
    pub subject: Subject,
    /// The first year of the new side.
    pub year: i32,
    /// Beginning of the region code.
    pub region: String,
    /// Department in which it holds.
    pub department: String,
    /// Old parties.
    pub from: Vec<Party>,
    /// New parties.
    pub to: Vec<Party>,
    /// Whether one thing simply became one other; false also where it joined one that was there already.
    pub is_one_to_one: bool,
}

impl Group {
    /// All parties, old ones first.
    pub fn parties(&self) -> impl Iterator<Item = &Party> {
        self.from.iter().chain(&self.to)
    }

    /// Both sides in short: `30104 → 30110＋30111＋30112`.
    pub fn words(&self) -> String {
        format!("{} → {}", self.side(&self.from), self.side(&self.to))
    }

    /// Parties in short: codes of a classification, otherwise names, at most five.
    pub fn side(&self, parties: &[Party]) -> String {
        let short = |party: &'_ Party| {
            if self.subject.is_classification() { party.code.clone() } else { party.label().to_owned() }
        };
        let named = parties.iter().take(MOST_NAMED).map(short).collect::<Vec<_>>().join("＋");
        if parties.len() > MOST_NAMED { format!("{named}等 {} 个", parties.len()) } else { named }
    }
}

/// Parties named before the rest is only counted.
const MOST_NAMED: usize = 5;

/// Links without exact shares, grouped. Links that change nothing by which figures are told apart are left out.
pub fn groups(links: &[Link]) -> Vec<Group> {
    let mut fields: BTreeMap<(Subject, i32, String, String), Vec<&Link>> = BTreeMap::new();
    for link in links.iter().filter(|link| link.share.is_none()) {
        fields.entry((link.subject, link.year, link.region.clone(), link.department.clone())).or_default().push(link);
    }
    let mut groups = Vec::new();
    for ((subject, year, region, department), mut waiting) in fields {
        while let Some(first) = waiting.pop() {
            let mut members = vec![first];
            let mut keys: BTreeSet<String> = sides(first).into();
            while let Some(position) = waiting.iter().position(|link| sides(link).iter().any(|key| keys.contains(key)))
            {
                let link = waiting.remove(position);
                keys.extend(sides(link));
                members.push(link);
            }
            let distinct = |party: fn(&Link) -> &Party| -> Vec<Party> {
                members.iter().map(|link| party(link).clone()).collect::<BTreeSet<_>>().into_iter().collect()
            };
            let (from, to) = (distinct(|link| &link.from), distinct(|link| &link.to));
            if keys.len() > 1 {
                let joins = members.iter().any(|link| matches!(link.kind, LinkKind::Merged | LinkKind::Split));
                let is_one_to_one = !joins && from.len() == 1 && to.len() == 1;
                let (region, department) = (region.clone(), department.clone());
                groups.push(Group { subject, year, region, department, from, to, is_one_to_one });
            }
        }
    }
    groups
}

fn sides(link: &Link) -> [String; 2] {
    [link.from.key(link.subject), link.to.key(link.subject)]
}
