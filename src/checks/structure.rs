//! How the rows and columns of a table hang together: classes over items, natures over their parts, funds over theirs.

use super::TableView;
use crate::domain::{FundSource, Nature, RowLevel};
use crate::facts::Fact;
use std::collections::BTreeMap;

/// A row of a table: what it is and its figures.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its level: that of its figures, except that a column 总计 is no total row.
    pub level: RowLevel,
    /// Its figures from left to right, each with its classification code, which is empty where it has none. A table
    /// with two sides has two codes in a row.
    pub facts: Vec<(&'a str, &'a Fact)>,
}

impl Row<'_> {
    /// Whether no figure of the row has a code.
    pub fn is_uncoded(&self) -> bool {
        self.facts.iter().all(|(code, _)| code.is_empty())
    }
}

/// A figure and those that add up to it.
#[derive(Clone, Debug)]
pub struct Branch<'a> {
    /// The sum as printed.
    pub parent: &'a Fact,
    /// Its parts.
    pub children: Vec<&'a Fact>,
}

/// Which classification the rows of a table follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Classification {
    Function,
    Economic,
    GovernmentEconomic,
}

impl Classification {
    fn code(self, fact: &Fact) -> &str {
        match self {
            Classification::Function => &fact.coordinates.function_code,
            Classification::Economic => &fact.coordinates.economic_code,
            Classification::GovernmentEconomic => &fact.coordinates.government_economic_code,
        }
    }

    /// The one that most rows follow; the finer one where rows have several.
    fn of(table: &TableView) -> Self {
        let coded = |classification: Classification| {
            table.facts.iter().filter(|fact| !classification.code(fact).is_empty()).count()
        };
        let counts = [Classification::Economic, Classification::Function, Classification::GovernmentEconomic]
            .map(|classification| (coded(classification), classification));
        let mut best = counts[0];
        for count in counts {
            if count.0 > best.0 {
                best = count;
            }
        }
        best.1
    }
}

/// The rows of a table from top to bottom.
pub fn rows<'a>(table: &TableView<'a>) -> Vec<Row<'a>> {
    let classification = Classification::of(table);
    table
        .rows()
        .into_iter()
        .filter_map(|facts| {
            let first = *facts.first()?;
            let own = |fact: &&Fact| !matches!(fact.coordinates.level, RowLevel::GrandTotal | RowLevel::OfWhich);
            let level = facts.iter().copied().find(own).unwrap_or(first).coordinates.level;
            let facts = facts.into_iter().map(|fact| (classification.code(fact), fact)).collect();
            Some(Row { level, facts })
        })
        .collect()
}

/// Every coded figure with the nearest coded figures below it in its column. Rows of several units are kept apart: a
/// row without code that is a subtotal begins a new block.
pub fn branches<'a>(table: &TableView<'a>) -> Vec<Branch<'a>> {
    let mut found = Vec::new();
    for column in coded_columns(table) {
        for block in column {
            for (position, (code, parent)) in block.iter().enumerate() {
                let children: Vec<&Fact> = block
                    .iter()
                    .enumerate()
                    .filter(|(other, (child_code, child))| {
                        *other != position
                            && child.coordinates.flow == parent.coordinates.flow
                            && nearest_ancestor(&block, child_code) == Some(*code)
                    })
                    .map(|(_, (_, child))| *child)
                    .collect();
                let alone = block.iter().filter(|(other, _)| other == code).count() == 1;
                if !children.is_empty() && alone {
                    found.push(Branch { parent, children });
                }
            }
        }
    }
    found
}

type Block<'a> = Vec<(&'a str, &'a Fact)>;

/// The longest code in the block that is a proper beginning of this one.
fn nearest_ancestor<'a>(block: &Block<'a>, code: &str) -> Option<&'a str> {
    block
        .iter()
        .map(|(other, _)| *other)
        .filter(|other| other.len() < code.len() && code.starts_with(other))
        .max_by_key(|other| other.len())
}

/// The coded figures of each column, in blocks.
fn coded_columns<'a>(table: &TableView<'a>) -> Vec<Vec<Block<'a>>> {
    let mut columns: BTreeMap<Option<u32>, Vec<Block>> = BTreeMap::new();
    for row in rows(table) {
        let begins_block = row.is_uncoded() && row.level == RowLevel::Subtotal;
        for (code, fact) in &row.facts {
            let blocks = columns.entry(fact.locator.column).or_insert_with(|| vec![Vec::new()]);
            if begins_block {
                blocks.push(Vec::new());
            }
            let memo = fact.coordinates.level == RowLevel::OfWhich;
            if let (Some(block), false, false) = (blocks.last_mut(), code.is_empty(), memo) {
                block.push((code, fact));
            }
        }
    }
    columns.into_values().collect()
}

/// The figures that add up to the total of each column: coded ones that have no class above them in the column, and
/// leaves without code. Nothing for a column without exactly one total.
pub fn columns_with_total<'a>(table: &TableView<'a>) -> Vec<Branch<'a>> {
    let mut columns: BTreeMap<Option<u32>, Column> = BTreeMap::new();
    for row in rows(table) {
        let uncoded = row.is_uncoded();
        let is_total = matches!(row.level, RowLevel::Total | RowLevel::GrandTotal) && uncoded;
        let begins_block = uncoded && row.level == RowLevel::Subtotal;
        for (code, fact) in row.facts.iter().filter(|(_, fact)| fact.coordinates.level != RowLevel::OfWhich) {
            let (totals, blocks) = columns.entry(fact.locator.column).or_insert_with(|| (Vec::new(), vec![Vec::new()]));
            if is_total {
                totals.push(fact);
                continue;
            }
            if begins_block {
                blocks.push(Vec::new());
            }
            if let Some(block) = blocks.last_mut() {
                block.push(Cell { code, level: row.level, fact });
            }
        }
    }
    columns
        .into_values()
        .filter_map(|(totals, blocks)| {
            let [total] = totals.as_slice() else { return None };
            let parts: Vec<&Fact> = blocks.iter().flat_map(|block| outermost(block)).collect();
            (!parts.is_empty()).then_some(Branch { parent: total, children: parts })
        })
        .collect()
}

/// The totals of a column, and its other figures in blocks.
type Column<'a> = (Vec<&'a Fact>, Vec<Vec<Cell<'a>>>);

/// A figure of a column with its code and the level of its row.
struct Cell<'a> {
    code: &'a str,
    level: RowLevel,
    fact: &'a Fact,
}

/// The figures of a block that are parts of no other figure of it.
fn outermost<'a>(block: &[Cell<'a>]) -> Vec<&'a Fact> {
    let has_class = |cell: &Cell| {
        block.iter().any(|other| {
            !other.code.is_empty() && other.code.len() < cell.code.len() && cell.code.starts_with(other.code)
        })
    };
    let counts = |cell: &&Cell| if cell.code.is_empty() { cell.level == RowLevel::Leaf } else { !has_class(cell) };
    block.iter().filter(counts).map(|cell| cell.fact).collect()
}

/// The fund of which another is a part: 财政拨款 over the three budgets, 单位资金 over the kinds of own income.
pub const fn fund_above(fund: FundSource) -> Option<FundSource> {
    match fund {
        FundSource::All | FundSource::Unknown => None,
        FundSource::GeneralPublic | FundSource::GovernmentFund | FundSource::StateCapital => {
            Some(FundSource::Appropriation)
        }
        FundSource::InstitutionService
        | FundSource::InstitutionBusiness
        | FundSource::SuperiorSubsidy
        | FundSource::AffiliateRemittance
        | FundSource::Other => Some(FundSource::UnitFunds),
        FundSource::Appropriation | FundSource::SpecialAccount | FundSource::UnitFunds => Some(FundSource::All),
    }
}

/// Divides the figures of a row into sums and their parts by a tree of which `above` gives the parent: each figure
/// belongs to the nearest ancestor that is printed in the row.
fn tree<'a, Kind: Copy + PartialEq>(
    facts: &[&'a Fact],
    kind: impl Fn(&Fact) -> Kind,
    above: impl Fn(Kind) -> Option<Kind>,
) -> Vec<Branch<'a>> {
    let printed = |wanted: Kind| facts.iter().copied().find(|fact| kind(fact) == wanted);
    let nearest = |fact: &Fact| {
        let mut current = above(kind(fact));
        while let Some(wanted) = current {
            if let Some(found) = printed(wanted) {
                return Some(found);
            }
            current = above(wanted);
        }
        None
    };
    facts
        .iter()
        .filter_map(|parent| {
            let children: Vec<&Fact> =
                facts.iter().copied().filter(|fact| nearest(fact).is_some_and(|above| above.id == parent.id)).collect();
            (!children.is_empty()).then_some(Branch { parent, children })
        })
        .collect()
}

/// Sums by nature in figures that differ in nothing else: 合计 = 基本 + 项目, 基本 = 人员 + 公用.
pub fn by_nature<'a>(facts: &[&'a Fact]) -> Vec<Branch<'a>> {
    tree(facts, |fact| fact.coordinates.nature, Nature::parent)
}

/// Sums by fund in figures that differ in nothing else: 财政拨款 = 一般公共预算 + 政府性基金 + 国有资本经营.
pub fn by_fund<'a>(facts: &[&'a Fact]) -> Vec<Branch<'a>> {
    tree(facts, |fact| fact.coordinates.fund, fund_above)
}
