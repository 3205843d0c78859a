//! Peer groups: figures of the same level, kind and comparable size, whose changes are the yardstick for each other.
//!
//! The same item of all departments is taken first. Departments whose names end alike (地方法院, 检察署) make a group of
//! their own where there are enough of them; large groups are divided by size. Items that too few departments have are
//! compared with the other such items of the same form. A group says how it was chosen.

use super::tracks::{Track, item_key};
use crate::domain::label::fold;
use crate::measures::Series;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Fewer figures are no yardstick.
pub const LEAST_PEERS: usize = 12;
/// A group is divided by size into bands of at least so many.
const BAND: usize = 40;
/// Common endings of names are looked for from so many characters …
const LONGEST_ENDING: usize = 8;
/// … down to so many; one character (局, 厅) says too little.
const SHORTEST_ENDING: usize = 2;
/// Endings that say nothing of the kind of a department.
const EMPTY_ENDINGS: [&str; 8] = ["及所屬", "及所属", "所屬", "所属", "本级", "本級", "机关", "機關"];

/// How a peer group was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerGroup {
    /// The item that all have in common; `None` where different items are compared.
    pub item: Option<String>,
    /// The common ending of the departments' names.
    pub ending: Option<String>,
    /// The least and the largest usual amount, in fen, where the group was chosen by size.
    pub size_fen: Option<(i64, i64)>,
    /// How many figures it has.
    pub figures: usize,
    /// Of how many departments.
    pub departments: usize,
}

/// A group with its figures, as positions of tracks.
pub struct Group {
    /// How it was chosen.
    pub description: Rc<PeerGroup>,
    /// Whose changes are scored in this group.
    pub members: Vec<usize>,
    /// Whose changes are the yardstick; the members are among them.
    pub yardstick: Vec<usize>,
}

/// Region and level of government, phase, form, direction, fund, nature: what must agree for figures to be of one kind.
fn realm(series: &Series) -> String {
    let level = match series.region_code.trim_end_matches('0').len() {
        0 => "unknown",
        1 | 2 => "province",
        3 | 4 => "city",
        _ => "county",
    };
    let parts = [
        series.region_code.get(..2).unwrap_or(""),
        level,
        series.phase.id(),
        series.form.id(),
        series.flow.map_or("", |flow| flow.id()),
        series.fund.id(),
        series.nature.id(),
    ];
    parts.join(" ")
}

/// Groups of all tracks that have changes. A track is a member of one group at most.
pub fn groups(tracks: &[Track]) -> Vec<Group> {
    let mut by_item: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (position, track) in tracks.iter().enumerate().filter(|(_, track)| !track.changes.is_empty()) {
        if let Some(series) = track.series() {
            by_item.entry((realm(series), item_key(series))).or_default().push(position);
        }
    }
    let mut groups = Vec::new();
    let mut rare: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for ((realm, _), members) in by_item {
        if members.len() >= LEAST_PEERS {
            divide_by_kind(tracks, members, &mut groups);
        } else {
            rare.entry(realm).or_default().extend(members);
        }
    }
    for members in rare.into_values().filter(|members| members.len() >= LEAST_PEERS) {
        divide_by_size(tracks, &members, None, false, &mut groups);
    }
    groups
}

fn divide_by_kind(tracks: &[Track], members: Vec<usize>, groups: &mut Vec<Group>) {
    let name = |position: &usize| tracks.get(*position).and_then(Track::series).map_or("", |series| &series.department);
    let kinds = endings(members.iter().map(name));
    let mut by_kind: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
    for position in &members {
        by_kind.entry(kinds.get(&stem(name(position))).cloned()).or_default().push(*position);
    }
    for (kind, part) in by_kind {
        if part.len() >= LEAST_PEERS {
            divide_by_size(tracks, &part, kind, true, groups);
        } else {
            groups.push(group(tracks, part, members.clone(), (None, true, false)));
        }
    }
}

/// For each name the longest ending that enough names share.
fn endings<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let stems: BTreeSet<String> = names.map(stem).collect();
    let ending = |name: &str, length: usize| -> Option<String> {
        let characters: Vec<char> = name.chars().collect();
        // The whole name is no ending, and a number says nothing of the kind.
        let ending = characters.get(characters.len().checked_sub(length).filter(|start| *start > 0)?..)?;
        ending.iter().all(|character| character.is_alphabetic()).then(|| ending.iter().collect())
    };
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for length in (SHORTEST_ENDING..=LONGEST_ENDING).rev() {
        let mut sharing: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for name in stems.iter().filter(|name| !found.contains_key(*name)) {
            if let Some(ending) = ending(name, length) {
                sharing.entry(ending).or_default().push(name);
            }
        }
        let shared: Vec<(String, String)> = sharing
            .into_iter()
            .filter(|(_, names)| names.len() >= LEAST_PEERS)
            .flat_map(|(ending, names)| names.into_iter().map(move |name| (name.clone(), ending.clone())))
            .collect();
        found.extend(shared);
    }
    found
}

/// A name without brackets and without endings that only say that others are included.
pub fn stem(name: &str) -> String {
    let mut stem = fold(name);
    while let Some(shorter) = EMPTY_ENDINGS.iter().find_map(|ending| stem.strip_suffix(fold(ending).as_str())) {
        stem = shorter.to_owned();
    }
    stem
}

fn divide_by_size(
    tracks: &[Track],
    members: &[usize],
    ending: Option<String>,
    same_item: bool,
    groups: &mut Vec<Group>,
) {
    let size = |position: &usize| tracks.get(*position).map_or(0, |track| track.size_fen);
    let mut ordered = members.to_vec();
    ordered.sort_by_key(|position| (size(position), *position));
    let bands = (ordered.len() / BAND).max(1);
    let length = ordered.len().div_ceil(bands);
    for band in ordered.chunks(length) {
        groups.push(group(tracks, band.to_vec(), band.to_vec(), (ending.clone(), same_item, bands > 1)));
    }
}

fn group(tracks: &[Track], members: Vec<usize>, yardstick: Vec<usize>, chosen: (Option<String>, bool, bool)) -> Group {
    let (ending, same_item, by_size) = chosen;
    let series: Vec<&Series> =
        yardstick.iter().filter_map(|position| tracks.get(*position)).filter_map(Track::series).collect();
    let sizes = || yardstick.iter().filter_map(|position| tracks.get(*position)).map(|track| track.size_fen);
    let departments: BTreeSet<(&str, &str)> =
        series.iter().map(|series| (series.region_code.as_str(), series.department.as_str())).collect();
    let description = PeerGroup {
        item: series.first().filter(|_| same_item).map(|series| series.item.clone()),
        ending,
        size_fen: sizes().min().zip(sizes().max()).filter(|_| by_size),
        figures: yardstick.len(),
        departments: departments.len(),
    };
    Group { description: Rc::new(description), members, yardstick }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_whose_names_end_alike_are_of_one_kind() {
        let courts: Vec<String> = (0..12).map(|index| format!("第{index}地方法院及所屬")).collect();
        let others = ["财政厅", "教育厅", "最高法院"].map(str::to_owned);
        let kinds = endings(courts.iter().chain(&others).map(String::as_str));
        assert_eq!(kinds.get(&stem("第3地方法院及所屬")).map(String::as_str), Some("地方法院"));
        assert_eq!(kinds.get(&stem("财政厅")), None);
        assert_eq!(kinds.len(), 12);
    }
}
