//! Why a total changed: its parts and their parts, new and discontinued ones apart, and how much of each part's change
//! comes from the size of the whole (规模效应) and how much from its share of it (份额效应).
//!
//! For a part of amount *a* after *b*, in a whole of *A* after *B*:
//!
//! ```text
//! a − b  =  ½ (a/A + b/B) (A − B)   规模效应: what it would be if only the whole had changed
//!        +  ½ (A + B) (a/A − b/B)   份额效应: what comes from its larger or smaller share
//! ```
//!
//! Both are midpoints, so that the order in which one looks does not matter. 规模效应 is allocated to the fen, so that it
//! adds to A − B over the parts; 份额效应 is the rest, and adds to nothing.

use super::comparison::{BaseSource, Comparison, Series, State};
use super::run::RATE_DECIMALS;
use super::selection::{Breakdown, province};
use crate::domain::percent::{allocate, allocate_within};
use crate::domain::{Flow, Percent, Phase, codebook};
use num_bigint::{BigInt, Sign};
use std::collections::{BTreeMap, BTreeSet};

/// A total in two years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// First two digits of the region code.
    pub province: String,
    /// Whose total: one department (or unit), or empty for several together.
    pub owner: String,
    /// Phase.
    pub phase: Phase,
    /// Direction.
    pub flow: Option<Flow>,
    /// The year.
    pub fiscal_year: i32,
    /// Amount of the year before in fen.
    pub base_fen: i64,
    /// Amount of the year in fen.
    pub amount_fen: i64,
}

/// A part of a whole, or a part of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How deep it lies: 1 is a part of the whole.
    pub depth: usize,
    /// Code; empty where there is none.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whose it is, where the whole is that of several.
    pub owner: String,
    /// Amount of the year before in fen; zero where it was not there.
    pub base_fen: i64,
    /// Amount of the year in fen; zero where it is no longer there.
    pub amount_fen: i64,
    /// Whether it is new, discontinued or goes on; `None` for a part that has parts of its own.
    pub state: Option<State>,
    /// 拉动 in percentage points of the whole; the parts of a part add to it.
    pub contribution_pp: Option<Percent>,
    /// 贡献率 in percent of the whole's change; the parts of a part add to it.
    pub contribution_rate: Option<Percent>,
    /// 规模效应 in fen.
    pub scale_fen: Option<i64>,
    /// 份额效应 in fen.
    pub structure_fen: Option<i64>,
    /// Why it is compared under another identity; empty where it is not.
    pub basis: String,
}

impl Part {
    /// 增减额 in fen.
    pub fn change_fen(&self) -> i64 {
        self.amount_fen - self.base_fen
    }
}

/// A whole taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decomposition {
    /// The whole.
    pub whole: Whole,
    /// Its parts, each before its own parts, larger changes first.
    pub parts: Vec<Part>,
}

impl Decomposition {
    /// The finest parts.
    pub fn leaves(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.state.is_some())
    }

    /// Number and change in fen of the finest parts that are new, discontinued, or (for any other state) go on.
    pub fn sum_of(&self, wanted: State) -> (usize, i64) {
        let kind = |state: Option<State>| match state {
            Some(State::New) => State::New,
            Some(State::Discontinued) => State::Discontinued,
            _ => State::Unchanged,
        };
        let fitting = self.leaves().filter(|part| kind(part.state) == kind(Some(wanted)));
        fitting.fold((0, 0), |(count, sum), part| (count + 1, sum + part.change_fen()))
    }
}

/// A part that is being put together.
#[derive(Default)]
struct Node<'a> {
    name: String,
    children: BTreeMap<String, Node<'a>>,
    row: Option<&'a Comparison>,
    base: i128,
    amount: i128,
}

impl<'a> Node<'a> {
    fn add(&mut self, path: &[(String, String)], row: &'a Comparison) {
        self.base += i128::from(row.base_fen.unwrap_or(0));
        self.amount += i128::from(row.amount_fen.unwrap_or(0));
        match path.split_first() {
            None => self.row = Some(row),
            Some(((key, name), rest)) => {
                let child = self.children.entry(key.clone()).or_default();
                child.name.clone_from(name);
                child.add(rest, row);
            }
        }
    }

    fn change(&self) -> i128 {
        self.amount - self.base
    }

    /// A part whose only part is itself under the same name needs no second line.
    fn simplify(&mut self) {
        for child in self.children.values_mut() {
            child.simplify();
        }
        while self.row.is_none() && self.children.len() == 1 {
            let Some((key, only)) = self.children.pop_first() else { return };
            if only.name != self.name {
                self.children.insert(key, only);
                return;
            }
            *self = only;
        }
    }
}

/// How a whole is taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// Each row is a part of the whole that its 拉动 and 贡献率 refer to.
    Flat,
    /// All rows of a province, phase and direction make one whole: departments first where there are several, then 类, 款,
    /// 项 (as deep as the rows go), funds, natures, projects.
    Nested,
}

/// Province, phase, direction, year, and the whole of a measure where wholes are not put together.
type WholeKey = (String, Phase, Option<Flow>, i32, Option<i64>);

/// Takes every whole of these rows apart. Rows of years that cannot be compared are left out.
pub fn decompose(rows: &[Comparison], by: Breakdown, nesting: Nesting) -> Vec<Decomposition> {
    let mut wholes: BTreeMap<WholeKey, Vec<&Comparison>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.whole_id.is_some() && row.base_source != BaseSource::Derived) {
        let series = &row.series;
        let own = row.whole_id.filter(|_| nesting == Nesting::Flat);
        let key = (province(&series.region_code).to_owned(), series.phase, series.flow, row.fiscal_year, own);
        wholes.entry(key).or_default().push(row);
    }
    let mut taken_apart: Vec<Decomposition> = wholes
        .into_iter()
        .filter_map(|((province, phase, flow, fiscal_year, _), rows)| {
            let owners: BTreeSet<String> = rows.iter().map(|row| owner(&row.series)).collect();
            let several = owners.len() > 1;
            let whole_owner = owners.into_iter().next().filter(|_| !several).unwrap_or_default();
            let mut root = Node::default();
            for row in rows {
                let full = path(&row.series, fiscal_year, by, several);
                let flat = full.len().saturating_sub(1);
                root.add(full.get(if nesting == Nesting::Flat { flat } else { 0 }..).unwrap_or_default(), row);
            }
            let whole = Whole {
                province,
                owner: whole_owner,
                phase,
                flow,
                fiscal_year,
                base_fen: i64::try_from(root.base).ok()?,
                amount_fen: i64::try_from(root.amount).ok()?,
            };
            let mut parts = parts_of(root)?;
            for part in &mut parts {
                if !several || part.owner == part.name {
                    part.owner.clear();
                }
            }
            Some(Decomposition { parts, whole })
        })
        .collect();
    taken_apart.sort_by_key(|one| (one.whole.fiscal_year, one.whole.province.clone(), one.whole.flow));
    taken_apart
}

fn owner(series: &Series) -> String {
    if series.unit.is_empty() || series.unit == series.department {
        series.department.clone()
    } else {
        format!("{} {}", series.department, series.unit)
    }
}

/// Key and name of each level that a row lies under, from the outermost.
fn path(series: &Series, year: i32, by: Breakdown, with_owner: bool) -> Vec<(String, String)> {
    let mut path = Vec::new();
    if with_owner || by == Breakdown::Department {
        path.push((owner(series), owner(series)));
    }
    let (code, book) = match by {
        Breakdown::Function => (&series.function_code, &*codebook::FUNCTIONAL),
        Breakdown::Economic => (&series.economic_code, &*codebook::ECONOMIC_DEPARTMENT),
        Breakdown::Department => return path,
        Breakdown::Project => {
            let name = if series.project.is_empty() { &series.item } else { &series.project };
            path.push((format!("{} {name} {}", series.project_code, series.series_id), name.clone()));
            return path;
        }
        Breakdown::Nature | Breakdown::Fund | Breakdown::ThreePublic => {
            path.push((format!("{} {}", series.item, series.series_id), series.item.clone()));
            return path;
        }
    };
    if matches!(code.len(), 3 | 5 | 7) && book.contains(code.get(..3).unwrap_or_default()) {
        for length in [3, 5].into_iter().filter(|length| *length < code.len()) {
            let above = code.get(..length).unwrap_or_default();
            path.push((above.to_owned(), book.name(above, year).unwrap_or(above).to_owned()));
        }
    }
    path.push((format!("{code} {}", series.series_id), series.item.clone()));
    path
}

/// All parts below a whole, each before its own.
fn parts_of(mut root: Node) -> Option<Vec<Part>> {
    for child in root.children.values_mut() {
        child.simplify();
    }
    let whole = (root.base, root.amount);
    let headlines = (
        (whole.0 > 0).then(|| Percent::of_ratio(root.change(), whole.0, RATE_DECIMALS)).flatten(),
        (root.change() != 0).then(|| Percent::of_ratio(1, 1, RATE_DECIMALS)).flatten(),
    );
    let mut parts = Vec::new();
    let view = View { whole, grain: grain(&root) };
    collect(root, 1, view, headlines, Some(whole.1 - whole.0), &mut parts)?;
    Some(parts)
}

/// What all parts are seen against: the whole before and after, and the fen that the last printed digit stands for.
#[derive(Clone, Copy)]
struct View {
    whole: (i128, i128),
    grain: i128,
}

/// The largest power of ten, up to a 万元, that all amounts are multiples of, and that is at most a millionth of the
/// whole: the effects are then printed with the decimals of the amounts, and no coarser than matters.
fn grain(root: &Node) -> i128 {
    fn all(node: &Node, grain: i128) -> bool {
        node.base % grain == 0 && node.amount % grain == 0 && node.children.values().all(|child| all(child, grain))
    }
    let mut grain = 1;
    let most = (root.base.max(root.amount) / 1_000_000).min(1_000_000);
    while grain * 10 <= most && all(root, grain * 10) {
        grain *= 10;
    }
    grain
}

fn collect(
    node: Node,
    depth: usize,
    view: View,
    headlines: (Option<Percent>, Option<Percent>),
    scale: Option<i128>,
    parts: &mut Vec<Part>,
) -> Option<()> {
    let mut children: Vec<(String, Node)> = node.children.into_iter().collect();
    children.sort_by_key(|(key, child)| (std::cmp::Reverse(child.change().abs()), key.clone()));
    let changes: Vec<i128> = children.iter().map(|(_, child)| child.change()).collect();
    let whole = view.whole;
    let points = headlines.0.and_then(|headline| allocate_within(&changes, whole.0, headline));
    let rates = headlines.1.and_then(|headline| allocate_within(&changes, whole.1 - whole.0, headline));
    let pairs: Vec<(i128, i128)> = children.iter().map(|(_, child)| (child.base, child.amount)).collect();
    let scales = scale.and_then(|scale| scale_effects(&pairs, view, scale));
    for (position, (key, child)) in children.into_iter().enumerate() {
        let of = |values: &Option<Vec<Percent>>| values.as_ref().and_then(|values| values.get(position).copied());
        let scale = scales.as_ref().and_then(|scales| scales.get(position).copied());
        let own = (of(&points), of(&rates));
        let code = key.split(' ').next().filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
        parts.push(Part {
            depth,
            code: code.unwrap_or_default().to_owned(),
            name: child.name.clone(),
            owner: child.row.map(|row| owner(&row.series)).unwrap_or_default(),
            base_fen: i64::try_from(child.base).ok()?,
            amount_fen: i64::try_from(child.amount).ok()?,
            state: child.row.map(|row| row.state),
            contribution_pp: own.0,
            contribution_rate: own.1,
            scale_fen: scale.and_then(|scale| i64::try_from(scale).ok()),
            structure_fen: scale.and_then(|scale| i64::try_from(child.change() - scale).ok()),
            basis: child.row.map(|row| row.basis.clone()).unwrap_or_default(),
        });
        collect(child, depth + 1, view, own, scale, parts)?;
    }
    Some(())
}

/// 规模效应 of parts in fen, rounded to the grain, which add to `total`; `None` where a whole is not positive and shares mean nothing.
fn scale_effects(parts: &[(i128, i128)], view: View, total: i128) -> Option<Vec<i128>> {
    let (base, amount) = (BigInt::from(view.whole.0), BigInt::from(view.whole.1));
    if base.sign() != Sign::Plus || amount.sign() != Sign::Plus {
        return None;
    }
    // ½ (a/A + b/B) (A − B) = (a B + b A) (A − B) ÷ 2 A B
    let denominator = BigInt::from(2 * view.grain) * &base * &amount;
    let change = &amount - &base;
    let mut floors: Vec<(i128, BigInt)> = Vec::with_capacity(parts.len());
    for (part_base, part_amount) in parts {
        let numerator = (BigInt::from(*part_amount) * &base + BigInt::from(*part_base) * &amount) * &change;
        let (mut quotient, mut rest) = (&numerator / &denominator, &numerator % &denominator);
        if rest.sign() == Sign::Minus {
            quotient -= 1;
            rest += &denominator;
        }
        floors.push((i128::try_from(quotient).ok()?, rest));
    }
    let short = total / view.grain - floors.iter().map(|(floor, _)| floor).sum::<i128>();
    let mut order: Vec<usize> = (0..floors.len()).collect();
    order.sort_by(|left, right| floors.get(*right).map(|part| &part.1).cmp(&floors.get(*left).map(|part| &part.1)));
    let count = i128::try_from(floors.len()).ok().filter(|count| *count > 0)?;
    let mut effects: Vec<i128> = floors.iter().map(|(floor, _)| floor + short.div_euclid(count)).collect();
    for index in order.into_iter().take(usize::try_from(short.rem_euclid(count)).ok()?) {
        *effects.get_mut(index)? += 1;
    }
    Some(effects.into_iter().map(|effect| effect * view.grain).collect())
}

/// The few parts at the finest level that explain most of a change: largest first, until four fifths of all movement is
/// told, at most `most`.
pub fn main_parts(decomposition: &Decomposition, most: usize) -> Vec<&Part> {
    let mut leaves: Vec<&Part> = decomposition.leaves().filter(|part| part.change_fen() != 0).collect();
    leaves.sort_by_key(|part| std::cmp::Reverse(part.change_fen().unsigned_abs()));
    let movement: u128 = leaves.iter().map(|part| u128::from(part.change_fen().unsigned_abs())).sum();
    let mut told = 0;
    let mut main = Vec::new();
    for part in leaves.into_iter().take(most) {
        if told * 5 >= movement * 4 {
            break;
        }
        told += u128::from(part.change_fen().unsigned_abs());
        main.push(part);
    }
    main
}

/// 贡献率 of several parts together, from their changes in fen; `None` where the whole did not change.
pub fn together(decomposition: &Decomposition, parts: &[&Part]) -> Option<Percent> {
    let change = i128::from(decomposition.whole.amount_fen) - i128::from(decomposition.whole.base_fen);
    let sum: i128 = parts.iter().map(|part| i128::from(part.change_fen())).sum();
    if change == 0 { None } else { allocate(&[sum], change, RATE_DECIMALS)?.first().copied() }
}
