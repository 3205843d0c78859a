//! “三公” tables that lie on their side: the heads of all columns first, group and parts, then one row of figures.
//!
//! Text loses which head stands over which: only where there are as many figures as heads is it certain.

use super::bars::is_figure;
use crate::documents::{Block, Cell, Grid, GridRow};
use crate::domain::Locator;
use crate::domain::label::fold;

/// The group whose parts stand in the second row of heads.
const GROUP: &str = "公务用车";
/// The first of its parts.
const FIRST_PART: &str = "小计";
/// The heads of two figures for each item.
const PAIR: [&str; 2] = ["预算数", "决算数"];

/// Whether rows are such a table with its heads slid to the left: the second row of heads begins at the edge, where it
/// can only stand over parts of a later column, and a row of figures has no label.
pub(super) fn is_lying(rows: &[GridRow]) -> bool {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let filled = |row: &GridRow| row.cells.iter().filter(|cell| !cell.text.is_empty()).count();
    let packed = |row: &GridRow| {
        let count = filled(row);
        row.cells.iter().take(count).all(|cell| !cell.text.is_empty()) && width > count + 1
    };
    let heads = rows.iter().take_while(|row| !row.cells.iter().any(|cell| is_figure(&cell.text)));
    let heads: Vec<&GridRow> = heads.filter(|row| filled(row) > 1).collect();
    let part = heads
        .iter()
        .skip(1)
        .any(|row| packed(row) && row.cells.first().is_some_and(|first| fold(&first.text) == FIRST_PART));
    part && rows.iter().any(|row| filled(row) > 1 && row.cells.first().is_some_and(|first| is_figure(&first.text)))
}

/// The table with one row for each item.
pub(super) fn table(cells: &[&str], place: Locator) -> Option<Vec<Block>> {
    let figures = cells.iter().rev().take_while(|text| is_figure(text)).count();
    let (heads, figures) = cells.split_at_checked(cells.len().checked_sub(figures)?)?;
    let pairs = heads.iter().rev().take_while(|text| PAIR.contains(text)).count();
    let (heads, measures) = heads.split_at_checked(heads.len() - pairs)?;
    if heads.iter().any(|text| is_figure(text)) || !heads.iter().any(|text| text.contains("接待")) {
        return None;
    }
    let items = items(heads)?;
    let width = if measures.is_empty() { 1 } else { PAIR.len() };
    let paired = measures.chunks(PAIR.len()).all(|pair| pair == PAIR);
    if !paired || figures.len() != items.len() * width || !measures.is_empty() && measures.len() != figures.len() {
        return None;
    }
    let head = if width == 1 { vec!["项目", "金额"] } else { vec!["项目", PAIR[0], PAIR[1]] };
    let rows = items.iter().zip(figures.chunks(width)).map(|(item, figures)| {
        std::iter::once(item.as_str()).chain(figures.iter().copied()).map(Cell::single).collect()
    });
    let rows = std::iter::once(head.into_iter().map(Cell::single).collect()).chain(rows);
    let rows = rows.map(|cells| GridRow { cells, place }).collect();
    Some(vec![Block::Grid(Grid { rows, spans_known: false, name: None, edges: Vec::new() })])
}

/// The items in the order of their figures: the parts take the place of the group.
fn items(heads: &[&str]) -> Option<Vec<String>> {
    let first = heads.iter().position(|text| fold(text) == FIRST_PART)?;
    let parts = heads.iter().skip(first).take_while(|text| {
        let folded = fold(text);
        folded == FIRST_PART || folded.contains("购置") || folded.contains("运行")
    });
    let parts = parts.count();
    let above = heads.get(..first)?;
    let mut groups = above.iter().enumerate().filter(|(_, text)| fold(text).starts_with(GROUP));
    let (group, name) = groups.next().filter(|_| groups.next().is_none())?;
    let of_group = heads
        .get(first..first + parts)?
        .iter()
        .map(|part| if fold(part) == FIRST_PART { (*name).to_owned() } else { (*part).to_owned() });
    let own = |text: &&str| (*text).to_owned();
    let before = above.get(..group)?.iter().map(own);
    let after = above.get(group + 1..)?.iter().chain(heads.get(first + parts..)?).map(own);
    Some(before.chain(of_group).chain(after).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let cells: Vec<&str> = text.split('/').collect();
        let blocks = table(&cells, Locator::default())?;
        let Block::Grid(grid) = blocks.first()? else { return None };
        let row = |row: &GridRow| row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("/");
        Some(grid.rows.iter().map(row).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn as_many_figures_as_heads_are_told_apart() {
        let heads =
            "“三公”经费合计/因公出国（境）费/公务用车购置及运行费/公务接待费/小计/公务用车购置费/公务用车运行费";
        assert_eq!(
            read(&format!("{heads}/9/0/7/4/3/2")).as_deref(),
            Some(
                "项目/金额 “三公”经费合计/9 因公出国（境）费/0 公务用车购置及运行费/7 公务用车购置费/4 公务用车运行费/3 公务接待费/2"
            )
        );
    }

    #[test]
    fn heads_that_slid_to_the_left_are_seen() {
        let row =
            |text: &str| GridRow { cells: text.split('/').map(Cell::single).collect(), place: Locator::default() };
        let rows = ["合计/因公出国（境）费/公务用车购置及运行费/公务接待费//", "小计/购置费/运行费///", "9/0/7/4/3/2"]
            .map(row);
        assert!(is_lying(&rows));
        let rows = ["项目/合计/公务用车/", "接待费/2/1/1"].map(row);
        assert!(!is_lying(&rows));
    }

    #[test]
    fn fewer_figures_than_heads_are_not_guessed() {
        assert_eq!(
            read("合计/因公出国（境）费/公务用车购置及运行费/公务接待费/小计/公务用车购置费/公务用车运行费/9/7/3/2"),
            None
        );
    }
}
