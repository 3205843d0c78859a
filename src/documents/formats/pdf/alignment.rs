//! Rows and columns that no line marks, found by the alignment of their text.

use super::cells::MOST_COLUMNS;
use super::characters::is_numeric;
use super::glyphs::Glyph;
use super::lines::{ON_PAGE, Room, TextLine, are_two_figures, text_lines};
use super::rules::{Frame, Rule, TOUCH};
use crate::domain::FiscalYear;
use crate::domain::label::fold;

/// Narrowest gap between columns that no figure or name may enter, in type sizes.
const GUTTER: f64 = 0.45;
/// How far edges may differ and still be aligned, in type sizes.
const ALIGNED: f64 = 0.35;
/// Rows of figures that make a table without lines.
const FEWEST_ROWS: usize = 3;
/// Lines of head above the first row of figures.
const MOST_HEAD_LINES: usize = 7;
/// Lines of one table without ruling lines; a page has fewer.
const LONGEST_RUN: usize = 300;
/// Lines or figures compared with each other at once.
const MOST_LINES: usize = 3_000;
/// Weight of the distance of single lines from their row against that of their whole group.
const SPREAD: f64 = 0.05;
/// Work allowed for assigning wrapped lines to rows.
const MOST_ASSIGNMENTS: usize = 4_000_000;

/// Whether a text is one number as printed in tables.
pub(super) fn is_figure(text: &str) -> bool {
    let bare = text.trim().trim_start_matches(['￥', '¥', '(', '（']).trim_end_matches([')', '）']);
    bare.chars().any(|character| character.is_ascii_digit() || ('０'..='９').contains(&character))
        && bare.chars().all(is_numeric)
        && !bare.ends_with(['.', ',', '，', '．', '-'])
}

/// A text line with its pieces.
#[derive(Debug)]
struct Pieces {
    line: TextLine,
    pieces: Vec<(TextLine, String)>,
}

/// Words of two characters that heads and totals spread out over their column: 收　　入, 项　　目.
const SPREAD_WORDS: &[&str] =
    &["收入", "支出", "项目", "合计", "小计", "总计", "金额", "备注", "科目", "编码", "名称", "单位"];
/// The widest gap inside a spread-out word, in type sizes.
const WIDEST_SPREAD: f64 = 7.0;

/// A word that is spread out, of the two characters that it was taken apart into.
fn spread_word(before: &TextLine, start: &str, piece: &TextLine, text: &str) -> Option<(TextLine, String)> {
    let joined = format!("{start}{text}");
    let gap = (piece.left - before.right) / piece.size.max(0.1);
    let spread = gap < WIDEST_SPREAD && SPREAD_WORDS.contains(&fold(&joined).as_str());
    // 2013 年执行数: figures and words are set apart a little.
    let year = gap < 1.5 && text.starts_with('年') && FiscalYear::parse(start).is_some();
    if !spread && !year {
        return None;
    }
    let glyphs = before.glyphs.iter().chain(&piece.glyphs).copied().collect();
    Some((TextLine::of(glyphs)?, joined))
}

impl Pieces {
    fn of(line: TextLine) -> Self {
        let mut pieces: Vec<(TextLine, String)> = Vec::new();
        for piece in line.pieces() {
            let text = piece.text(f64::INFINITY);
            let joined = pieces.last().and_then(|(before, start)| spread_word(before, start, &piece, &text));
            match (joined, pieces.last_mut()) {
                (Some(joined), Some(last)) => *last = joined,
                _ => pieces.push((piece, text)),
            }
        }
        Pieces { line, pieces }
    }

    fn figures(&self) -> usize {
        self.pieces.iter().filter(|(_, text)| is_figure(text)).count()
    }

    /// Whether the line is a row of figures: a figure and something else.
    fn is_row(&self) -> bool {
        self.pieces.len() >= 2 && self.figures() >= 1 && !self.is_numbering()
    }

    /// Whether the line numbers the columns: 栏次 1 2 3. Its numbers stand in the middle, unlike the figures below.
    fn is_numbering(&self) -> bool {
        let is_word = |text: &str| matches!(fold(text).as_str(), "栏次" | "行次" | "类" | "款" | "项" | "**");
        let numbers: Vec<u32> = self.pieces.iter().filter_map(|(_, text)| text.trim().parse().ok()).collect();
        let words = self.pieces.iter().filter(|(_, text)| is_word(text)).count();
        let counts = numbers.first() == Some(&1)
            && numbers.windows(2).all(|pair| pair.first().zip(pair.get(1)).is_some_and(|(one, next)| one + 1 == *next));
        counts && numbers.len() + words == self.pieces.len() && (words > 0 || numbers.len() >= 3)
    }

    fn names_unit(&self) -> bool {
        self.pieces.iter().any(|(_, text)| fold(text).contains("单位:"))
    }
}

/// The boundaries between the columns of lines of text that all belong to one table.
pub(super) fn columns_between(lines: &[TextLine]) -> Option<Vec<f64>> {
    let lines: Vec<Pieces> = lines.iter().cloned().map(Pieces::of).collect();
    if lines.iter().filter(|line| line.is_row()).count() < 2 {
        return None;
    }
    let columns = columns(&lines.iter().collect::<Vec<_>>())?;
    let crossing = lines.iter().filter(|line| crosses(line, &columns)).count();
    (crossing * 4 <= lines.len()).then(|| between(&columns))
}

/// The stretches that columns take, from left to right; `None` where there are not two.
fn columns(lines: &[&Pieces]) -> Option<Vec<(f64, f64)>> {
    let rows: Vec<&&Pieces> = lines.iter().filter(|line| line.is_row()).collect();
    let size = rows.iter().map(|row| row.line.size).fold(0.0, f64::max);
    let stretches = rows.iter().flat_map(|row| row.line.glyphs.iter().map(|glyph| (glyph.left, glyph.right)));
    let mut columns = merge(stretches.collect(), GUTTER * size);
    if columns.len() > MOST_COLUMNS {
        return None;
    }
    let heads = lowest_heads(lines);
    if (2..=MOST_COLUMNS).contains(&heads.len()) {
        columns = under_heads(columns, &heads);
    }
    for (piece, _) in lines.iter().filter(|line| !line.is_row() && !line.is_numbering()).flat_map(|line| &line.pieces) {
        let mut met = columns.iter_mut().filter(|(left, right)| piece.left < *right && *left < piece.right);
        match (met.next(), met.next()) {
            (Some(column), None) => *column = (column.0.min(piece.left), column.1.max(piece.right)),
            (Some(_), Some(_)) => {}
            (None, _) => {
                columns.push((piece.left, piece.right));
                columns.sort_by(|one, other| one.0.total_cmp(&other.0));
            }
        }
        if columns.len() > MOST_COLUMNS {
            return None;
        }
    }
    (2..=MOST_COLUMNS).contains(&columns.len()).then_some(columns)
}

/// The heads above the first row of figures that have no other head below them, from left to right. Where there is one
/// line of head only, these are its pieces.
fn lowest_heads(lines: &[&Pieces]) -> Vec<(TextLine, String)> {
    let first_row = lines.iter().position(|line| line.is_row()).unwrap_or(lines.len());
    let mut lowest: Vec<(TextLine, String)> = Vec::new();
    let above = lines.iter().take(first_row).rev().filter(|line| !line.is_numbering() && line.pieces.len() >= 2);
    for (piece, text) in above.flat_map(|line| &line.pieces) {
        let covers = |(other, _): &(TextLine, String)| piece.left < other.right && other.left < piece.right;
        if !lowest.iter().any(covers) {
            lowest.push((piece.clone(), text.clone()));
        }
    }
    lowest.sort_by(|(one, _), (other, _)| one.left.total_cmp(&other.left));
    lowest
}

/// Widens columns to the heads that stand beside their figures (a head at the left of a column whose figures stand at
/// its right), in order and with the least distance. A head over its figures needs no such search and parts those that
/// do. Heads left over are columns without figures.
fn under_heads(columns: Vec<(f64, f64)>, heads: &[(TextLine, String)]) -> Vec<(f64, f64)> {
    let stretches: Vec<(f64, f64)> = heads.iter().map(|(head, _)| (head.left, head.right)).collect();
    let met = |stretch: &(f64, f64), others: &[(f64, f64)]| -> Vec<usize> {
        (0..others.len()).filter(|&other| others.get(other).is_some_and(|other| apart(stretch, other) == 0.0)).collect()
    };
    let mut widened = columns.clone();
    let mut matched = vec![false; stretches.len()];
    let (mut head, mut column) = (0, 0);
    let over: Vec<Vec<usize>> = stretches.iter().map(|stretch| met(stretch, &columns)).collect();
    let anchors =
        over.iter().enumerate().filter_map(|(head, columns)| Some((head, *columns.first()?, *columns.last()?)));
    for (next_head, first, last) in anchors.chain([(stretches.len(), columns.len(), columns.len())]) {
        let free_heads: Vec<usize> = (head..next_head).collect();
        let free_columns: Vec<usize> = (column..first).collect();
        for (of_head, of_column) in beside(&free_heads, &free_columns, &stretches, &columns) {
            if let (Some(flag), Some(slot), Some(stretch)) =
                (matched.get_mut(of_head), widened.get_mut(of_column), stretches.get(of_head))
            {
                *flag = true;
                *slot = (slot.0.min(stretch.0), slot.1.max(stretch.1));
            }
        }
        (head, column) = (next_head + 1, column.max(last + 1));
    }
    let left_over = stretches.iter().zip(matched).zip(&over).filter(|((_, matched), over)| !matched && over.is_empty());
    let mut all: Vec<(f64, f64)> = left_over.map(|((stretch, _), _)| *stretch).collect();
    all.extend(widened);
    merge(all, 0.0)
}

fn apart(one: &(f64, f64), other: &(f64, f64)) -> f64 {
    (one.0 - other.1).max(other.0 - one.1).max(0.0)
}

/// Pairs of heads and columns that stand beside each other, in order and with the least distance.
fn beside(
    free_heads: &[usize],
    free_columns: &[usize],
    heads: &[(f64, f64)],
    columns: &[(f64, f64)],
) -> Vec<(usize, usize)> {
    let distance = |head: &usize, column: &usize| match (heads.get(*head), columns.get(*column)) {
        (Some(head), Some(column)) => apart(head, column),
        _ => f64::INFINITY,
    };
    if free_columns.len() <= free_heads.len() {
        let pairs = match_in_order(free_columns, free_heads, |column, head| distance(head, column));
        return free_columns
            .iter()
            .zip(pairs)
            .filter_map(|(column, head)| Some((*free_heads.get(head)?, *column)))
            .collect();
    }
    let pairs = match_in_order(free_heads, free_columns, distance);
    free_heads.iter().zip(pairs).filter_map(|(head, column)| Some((*head, *free_columns.get(column)?))).collect()
}

/// For each of the few, in order, which of the many it goes with, so that the distances are least.
fn match_in_order<T>(few: &[T], many: &[T], distance: impl Fn(&T, &T) -> f64) -> Vec<usize> {
    // costs[one][other]: least cost of matching the first `one` of the few with some of the first `other` of the many.
    let mut costs = vec![vec![0.0; many.len() + 1]];
    for (one, item) in few.iter().enumerate() {
        let mut row = vec![f64::INFINITY];
        for (other, candidate) in many.iter().enumerate() {
            let before = costs.get(one).and_then(|costs| costs.get(other)).copied().unwrap_or(f64::INFINITY);
            let skipped = row.last().copied().unwrap_or(f64::INFINITY);
            row.push(skipped.min(before + distance(item, candidate)));
        }
        costs.push(row);
    }
    let cost =
        |one: usize, other: usize| costs.get(one).and_then(|row| row.get(other)).copied().unwrap_or(f64::INFINITY);
    let mut pairs = Vec::with_capacity(few.len());
    let mut other = many.len();
    for one in (1..=few.len()).rev() {
        while other > one && cost(one, other - 1) <= cost(one, other) {
            other -= 1;
        }
        pairs.push(other.saturating_sub(1));
        other = other.saturating_sub(1);
    }
    pairs.reverse();
    pairs
}

/// Joins stretches that overlap or are closer than `gap`.
fn merge(mut stretches: Vec<(f64, f64)>, gap: f64) -> Vec<(f64, f64)> {
    stretches.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut merged: Vec<(f64, f64)> = Vec::new();
    for (left, right) in stretches {
        match merged.last_mut() {
            Some(last) if left - last.1 < gap => last.1 = last.1.max(right),
            _ => merged.push((left, right)),
        }
    }
    merged
}

fn between(columns: &[(f64, f64)]) -> Vec<f64> {
    columns.windows(2).filter_map(|pair| Some(f64::midpoint(pair.first()?.1, pair.get(1)?.0))).collect()
}

/// Whether one piece of a line runs over two columns.
fn crosses(line: &Pieces, columns: &[(f64, f64)]) -> bool {
    line.pieces.iter().any(|(piece, _)| {
        let met = columns.iter().filter(|(left, right)| {
            piece.right.min(*right) - piece.left.max(*left) > (0.5 * piece.size).min(0.5 * (right - left))
        });
        met.count() >= 2
    })
}

/// The parts of a stack of horizontal lines between which rows of a table stand: titles, units and running text between
/// two lines part two tables.
pub(super) fn tabular_parts(stack: &Frame, glyphs: &[Glyph]) -> Vec<Frame> {
    let bounds = stack.bounds();
    let inside = glyphs.iter().filter(|glyph| bounds.contains((glyph.middle(), glyph.height_middle())));
    let lines: Vec<Pieces> = text_lines(inside.copied().collect(), ON_PAGE).into_iter().map(Pieces::of).collect();
    let is_tabular = |top: f64, bottom: f64| {
        let mut within = lines.iter().filter(|line| (top..bottom).contains(&line.line.height_middle())).peekable();
        within.peek().is_none() && bottom - top < 3.0 * TOUCH
            || within.clone().any(|line| line.pieces.len() >= 2)
                && within.all(|line| !line.names_unit() && !is_prose(line, bounds.width()))
    };
    let mut parts: Vec<Frame> = Vec::new();
    let mut part: Vec<Rule> = Vec::new();
    for rule in &stack.horizontal {
        if part.last().is_some_and(|last| !is_tabular(last.at, rule.at)) {
            parts.push(Frame { horizontal: std::mem::take(&mut part), vertical: Vec::new() });
        }
        part.push(*rule);
    }
    parts.push(Frame { horizontal: part, vertical: Vec::new() });
    parts.retain(|part| part.horizontal.len() >= 2);
    parts
}

/// Whether a line is one piece of text over most of a width.
fn is_prose(line: &Pieces, width: f64) -> bool {
    line.pieces.iter().any(|(piece, _)| piece.right - piece.left > 0.6 * width)
}

/// Heights at which a row between two ruling lines must be cut, because it holds several rows of figures: `columns`
/// are the lines of text in each of its columns, `widths` the widths of the columns. `None` where it is one row, or
/// where the columns disagree.
pub(super) fn rows_between(columns: &[Vec<TextLine>], widths: &[f64]) -> Option<Vec<f64>> {
    if columns.iter().map(Vec::len).sum::<usize>() > MOST_LINES {
        return None;
    }
    let figures: Vec<Vec<&TextLine>> = columns
        .iter()
        .map(|lines| lines.iter().filter(|line| is_figure(&line.text(f64::INFINITY))).collect())
        .collect();
    let several = figures.iter().zip(widths).any(|(lines, width)| {
        let widest = lines.iter().map(|line| line.right - line.left).fold(0.0, f64::max);
        let room = Room { cell: *width, widest };
        lines
            .windows(2)
            .any(|pair| pair.first().zip(pair.get(1)).is_some_and(|(before, line)| are_two_figures(before, line, room)))
    });
    if !several {
        return None;
    }
    let size = columns.iter().flatten().map(|line| line.size).fold(0.0, f64::max);
    let heights = figures.iter().filter(|lines| lines.len() >= 2).flatten().map(|line| line.height_middle());
    let anchors = distinct(heights.collect(), 0.45 * size);
    let agreeing = columns.iter().filter(|lines| {
        let met = anchors
            .iter()
            .filter(|anchor| lines.iter().any(|line| (line.height_middle() - **anchor).abs() < 0.45 * size));
        met.count() >= 2
    });
    if anchors.len() < 2 || agreeing.count() < 2 {
        return None;
    }
    let anchors = with_own_rows(anchors, columns);
    cuts(columns, &anchors)
}

/// Heights in order, those closer than `near` taken as one.
fn distinct(mut heights: Vec<f64>, near: f64) -> Vec<f64> {
    heights.sort_by(f64::total_cmp);
    let mut found: Vec<f64> = Vec::new();
    for height in heights {
        if found.last().is_none_or(|last| height - last > near) {
            found.push(height);
        }
    }
    found
}

/// Adds the heights of texts that belong to no row of figures: of each column, the blocks of wrapped lines that none of
/// the anchors meets.
fn with_own_rows(anchors: Vec<f64>, columns: &[Vec<TextLine>]) -> Vec<f64> {
    let mut rows = anchors.clone();
    for column in columns {
        for block in blocks(column) {
            let (Some(first), Some(last)) = (block.first(), block.last()) else { continue };
            let reach = 0.7 * first.size;
            let stretch = first.height_middle() - reach..=last.height_middle() + reach;
            if !anchors.iter().any(|anchor| stretch.contains(anchor)) {
                rows.push(f64::midpoint(first.height_middle(), last.height_middle()));
            }
        }
    }
    let near = 0.45 * columns.iter().flatten().map(|line| line.size).fold(0.0, f64::max);
    distinct(rows, near)
}

/// The lines of a column in blocks of one text each: lines that follow closely on a line that fills the column.
fn blocks(column: &[TextLine]) -> Vec<&[TextLine]> {
    let width = |line: &TextLine| line.right - line.left;
    let widest = column.iter().map(width).fold(0.0, f64::max);
    let distance = |pair: &[TextLine]| Some(pair.get(1)?.baseline - pair.first()?.baseline);
    let closest = column.windows(2).filter_map(distance).fold(f64::MAX, f64::min);
    column
        .chunk_by(|before, line| {
            let tight = line.baseline - before.baseline < (1.25 * closest).min(1.8 * line.size);
            tight && width(before) + 1.7 * before.size > widest
        })
        .collect()
}

/// How wrapped lines stand to the figures of their row.
#[derive(Clone, Copy)]
enum Hang {
    Middle,
    Top,
    Bottom,
}

/// Heights between the rows, so that each line of each column falls to the row it belongs to.
fn cuts(columns: &[Vec<TextLine>], anchors: &[f64]) -> Option<Vec<f64>> {
    let heights: Vec<Vec<f64>> =
        columns.iter().map(|lines| lines.iter().map(TextLine::height_middle).collect()).collect();
    let mut best: Option<(f64, Vec<Vec<usize>>)> = None;
    for hang in [Hang::Middle, Hang::Top, Hang::Bottom] {
        let assigned: Option<Vec<(f64, Vec<usize>)>> =
            heights.iter().map(|column| assign(column, anchors, hang)).collect();
        let assigned = assigned?;
        let cost: f64 = assigned.iter().map(|(cost, _)| cost).sum();
        if best.as_ref().is_none_or(|(least, _)| cost < least - 0.01) {
            best = Some((cost, assigned.into_iter().map(|(_, rows)| rows).collect()));
        }
    }
    let (_, rows) = best?;
    (1..anchors.len())
        .map(|row| {
            let pairs = || heights.iter().zip(&rows).flat_map(|(heights, rows)| heights.iter().zip(rows));
            let above = pairs().filter(|(_, of)| **of < row).map(|(height, _)| *height).fold(f64::MIN, f64::max);
            let below = pairs().filter(|(_, of)| **of >= row).map(|(height, _)| *height).fold(f64::MAX, f64::min);
            (above < below).then(|| f64::midpoint(above, below))
        })
        .collect()
}

/// Assigns the lines of one column, in order, to rows, so that each group hangs best on its row: the cost and the row
/// of each line.
fn assign(heights: &[f64], anchors: &[f64], hang: Hang) -> Option<(f64, Vec<usize>)> {
    let (lines, rows) = (heights.len(), anchors.len());
    if lines.saturating_mul(lines).saturating_mul(rows) > MOST_ASSIGNMENTS {
        return None;
    }
    let cost_of = |from: usize, to: usize, anchor: f64| -> f64 {
        let Some(group) = heights.get(from..to).filter(|group| !group.is_empty()) else { return 0.0 };
        let place = match hang {
            Hang::Middle => group.iter().sum::<f64>() / group.len() as f64,
            Hang::Top => group.first().copied().unwrap_or(anchor),
            Hang::Bottom => group.last().copied().unwrap_or(anchor),
        };
        // Several rows lie evenly around the middle one, too: lines near their row are better than far ones.
        let spread: f64 = group.iter().map(|height| (height - anchor).abs()).sum();
        (place - anchor).abs() + SPREAD * spread
    };
    // least[to]: cost of the first `to` lines in the rows so far; begins[row][to]: where the row's group begins.
    let mut least: Vec<f64> = vec![f64::INFINITY; lines + 1];
    if let Some(first) = least.first_mut() {
        *first = 0.0;
    }
    let mut begins: Vec<Vec<usize>> = Vec::with_capacity(rows);
    for anchor in anchors {
        let options = |to: usize| {
            let costs = least.iter().take(to + 1).enumerate();
            costs
                .map(|(from, cost)| (from, cost + cost_of(from, to, *anchor)))
                .min_by(|one, other| one.1.total_cmp(&other.1))
                .unwrap_or((to, f64::INFINITY))
        };
        let (begin, cost): (Vec<usize>, Vec<f64>) = (0..=lines).map(options).unzip();
        begins.push(begin);
        least = cost;
    }
    let mut rows_of = vec![0; lines];
    let mut end = lines;
    for (row, begin) in begins.iter().enumerate().rev() {
        let from = begin.get(end).copied().unwrap_or(end);
        for slot in rows_of.iter_mut().take(end).skip(from) {
            *slot = row;
        }
        end = from;
    }
    Some((least.last().copied().unwrap_or(0.0), rows_of))
}

/// A table without ruling lines.
#[derive(Debug)]
pub(super) struct LooseTable {
    /// Its characters.
    pub glyphs: Vec<Glyph>,
    /// Boundaries between and around its columns.
    pub xs: Vec<f64>,
    /// Boundaries between and around its rows.
    pub ys: Vec<f64>,
}

/// Finds tables among lines of text; the lines that belong to none come back.
pub(super) fn loose_tables(lines: Vec<TextLine>) -> (Vec<LooseTable>, Vec<TextLine>) {
    let mut lines: Vec<Option<Pieces>> = lines.into_iter().map(|line| Some(Pieces::of(line))).collect();
    let mut tables = Vec::new();
    let mut from = 0;
    while let Some((first, last)) = next_run(&lines, from) {
        from = last + 1;
        let zone: Vec<&Pieces> = lines.iter().take(last + 1).skip(first).flatten().collect();
        let announced = (1..=2).any(|above| {
            first
                .checked_sub(above)
                .and_then(|index| lines.get(index))
                .and_then(Option::as_ref)
                .is_some_and(Pieces::names_unit)
        });
        if let Some(table) = table_of(&zone, announced) {
            tables.push(table);
            for slot in lines.iter_mut().take(last + 1).skip(first) {
                *slot = None;
            }
        }
    }
    (tables, lines.into_iter().flatten().map(|pieces| pieces.line).collect())
}

/// The first and last line of the next run of rows of figures with their head, looking from a line on.
fn next_run(lines: &[Option<Pieces>], from: usize) -> Option<(usize, usize)> {
    let get = |index: usize| lines.get(index).and_then(Option::as_ref);
    let start =
        (from..lines.len()).find(|index| get(*index).is_some_and(|line| line.is_row() && !line.names_unit()))?;
    let mut last = start;
    let mut columns = columns(&[get(start)?])?;
    for index in (start + 1..lines.len()).take(LONGEST_RUN) {
        let (Some(line), Some(row)) = (get(index), get(last)) else { break };
        let rows = lines.iter().take(last + 1).skip(start).flatten().filter(|line| line.is_row());
        let pitch = usual_pitch(rows.map(|line| line.line.baseline).take(MOST_PITCHES).collect());
        let above = get(index - 1).map_or(f64::MAX, |above| line.line.baseline - above.line.baseline);
        let follows = index - last <= LINES_BETWEEN && above < (4.5 * row.line.size).max(1.6 * pitch);
        let near = follows || line.line.baseline - row.line.baseline < (6.0 * row.line.size).max(3.5 * pitch);
        if !near || line.names_unit() || crosses(line, &columns) {
            break;
        }
        let zone: Vec<&Pieces> = (start..=index).filter_map(get).collect();
        let Some(grown) = self::columns(&zone) else { break };
        columns = grown;
        if line.is_row() {
            last = index;
        }
    }
    // A wrapped name may go on below the last row.
    while let (Some(line), Some(row)) = (get(last + 1), get(last)) {
        let tight = line.line.baseline - row.line.baseline < 1.35 * row.line.size;
        if !tight || line.pieces.len() != 1 || crosses(line, &columns) || line.names_unit() {
            break;
        }
        last += 1;
    }
    Some((head_of(lines, start, from, &columns), last))
}

/// Lines without figures that may stand between two rows of one table, however far apart its rows are.
const LINES_BETWEEN: usize = 3;
/// Rows from which the usual distance of rows is taken.
const MOST_PITCHES: usize = 12;

/// The usual distance between rows: the smaller of the middle ones; 0 where there is one row only.
fn usual_pitch(baselines: Vec<f64>) -> f64 {
    let mut distances: Vec<f64> = baselines.windows(2).filter_map(|pair| Some(pair.get(1)? - pair.first()?)).collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len().saturating_sub(1) / 2).copied().unwrap_or(0.0)
}

/// The first line of the head above a row: lines of several pieces, and lines between such lines.
fn head_of(lines: &[Option<Pieces>], start: usize, from: usize, columns: &[(f64, f64)]) -> usize {
    let mut head = start;
    let rows = lines.iter().skip(start).flatten().filter(|line| line.is_row()).map(|line| line.line.baseline);
    let pitch = usual_pitch(rows.take(MOST_PITCHES).collect());
    for index in (from..start).rev().take(MOST_HEAD_LINES) {
        let Some(line) = lines.get(index).and_then(Option::as_ref) else { break };
        let Some(below) = lines.get(index + 1).and_then(Option::as_ref) else { break };
        let near = below.line.baseline - line.line.baseline < (3.0 * line.line.size).max(1.6 * pitch);
        if !near || line.names_unit() {
            break;
        }
        let wrapped = below.line.baseline - line.line.baseline < 1.35 * line.line.size && index + 1 == head;
        if line.pieces.len() >= 2 || wrapped && !crosses(line, columns) {
            head = index;
        } else if crosses(line, columns) {
            break;
        }
    }
    head
}

/// The table that a run of lines makes, where its figures clearly align. Below 单位：万元 and a head over
/// each column one row is enough.
fn table_of(zone: &[&Pieces], announced: bool) -> Option<LooseTable> {
    let rows: Vec<&&Pieces> = zone.iter().filter(|line| line.is_row()).collect();
    let size = rows.iter().map(|row| row.line.size).fold(0.0, f64::max);
    let columns = columns(zone)?;
    let head = zone.iter().take_while(|line| !line.is_row()).last().map_or(0, |line| line.pieces.len());
    let headed = announced && head == columns.len();
    if !headed && (rows.len() < FEWEST_ROWS || !has_aligned_figures(&rows, size)) {
        return None;
    }
    let inner = between(&columns);
    let (left, right) = zone
        .iter()
        .fold((f64::MAX, f64::MIN), |(left, right), line| (left.min(line.line.left), right.max(line.line.right)));
    let xs: Vec<f64> = [left - 1.0].into_iter().chain(inner).chain([right + 1.0]).collect();
    let first_row = zone.iter().position(|line| line.is_row())?;
    let anchors: Vec<f64> = zone
        .iter()
        .enumerate()
        .filter(|(index, line)| (*index < first_row && line.pieces.len() >= 2) || line.is_row())
        .map(|(_, line)| line.line.height_middle())
        .collect();
    let by_column = by_column(zone, &xs);
    let anchors = with_own_rows(anchors, &by_column);
    let inner = cuts(&by_column, &anchors).unwrap_or_else(|| each_line(zone));
    let top = zone.first()?.line.baseline - size;
    let bottom = zone.last()?.line.baseline + 0.3 * size;
    let ys = [top].into_iter().chain(inner).chain([bottom]).collect();
    let glyphs = zone.iter().flat_map(|line| line.line.glyphs.iter().copied()).collect();
    Some(LooseTable { glyphs, xs, ys })
}

/// Cuts between all lines, for tables whose wrapped lines cannot be assigned.
fn each_line(zone: &[&Pieces]) -> Vec<f64> {
    let heights: Vec<f64> = zone.iter().map(|line| line.line.height_middle()).collect();
    heights.windows(2).filter_map(|pair| Some(f64::midpoint(*pair.first()?, *pair.get(1)?))).collect()
}

fn by_column(zone: &[&Pieces], xs: &[f64]) -> Vec<Vec<TextLine>> {
    xs.windows(2)
        .map(|edges| {
            let (Some(left), Some(right)) = (edges.first(), edges.get(1)) else { return Vec::new() };
            zone.iter()
                .filter_map(|line| {
                    let inside = |glyph: &&Glyph| (*left..*right).contains(&glyph.middle());
                    TextLine::of(line.line.glyphs.iter().filter(inside).copied().collect())
                })
                .collect()
        })
        .collect()
}

/// Whether at least three figures stand below each other, and the figures are not merely the page numbers of a table
/// of contents or the numbers of a list.
fn has_aligned_figures(rows: &[&&Pieces], size: f64) -> bool {
    let figures: Vec<(&TextLine, &str)> = rows
        .iter()
        .flat_map(|row| row.pieces.iter())
        .filter(|(_, text)| is_figure(text))
        .map(|(piece, text)| (piece, text.as_str()))
        .take(MOST_LINES)
        .collect();
    let near = ALIGNED * size;
    let best = figures.iter().map(|(figure, _)| {
        let aligned = |edge: fn(&TextLine) -> f64| {
            figures.iter().filter(|(other, _)| (edge(other) - edge(figure)).abs() < near).count()
        };
        aligned(|line| line.right)
            .max(aligned(|line| line.left))
            .max(aligned(|line| f64::midpoint(line.left, line.right)))
    });
    let one_each = rows.iter().all(|row| row.figures() == 1);
    let numbers: Vec<u32> = figures.iter().filter_map(|(_, text)| text.parse().ok()).collect();
    let counts = numbers.len() == figures.len() && numbers.is_sorted() && numbers.iter().all(|number| *number < 2000);
    best.max().unwrap_or(0) >= FEWEST_ROWS && !(one_each && counts)
}
