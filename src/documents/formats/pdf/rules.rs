//! Ruling lines: pieces joined to whole lines, lines that touch gathered into the frames of separate tables.

use super::glyphs::Segment;
use kurbo::Rect;

/// Distance within which pieces lie on one line, and lines touch, in points.
pub(super) const TOUCH: f64 = 2.0;
/// Gap that is bridged between the dashes of a dashed line, in points.
const DASH_GAP: f64 = 4.0;
/// A piece this short is a dash.
const DASH: f64 = 8.0;
/// Pairs of lines that are compared on one page before the page counts as a drawing.
const MOST_PAIRS: usize = 20_000_000;

/// Lines that are tried as lines of tables ruled only horizontally.
const MOST_STACKED: usize = 5_000;

/// Stacks of such lines looked at on one page.
const MOST_STACKS: usize = 100;

/// A whole line: horizontal ones lie at a height `at` and run from left to right, vertical ones from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    /// Height of a horizontal, distance from the left of a vertical line.
    pub at: f64,
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
}

/// The lines of one table.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    /// Horizontal lines from top to bottom.
    pub horizontal: Vec<Rule>,
    /// Vertical lines from left to right.
    pub vertical: Vec<Rule>,
}

impl Frame {
    /// The rectangle that the lines span.
    pub fn bounds(&self) -> Rect {
        let mut bounds: Option<Rect> = None;
        let mut add = |rect: Rect| bounds = Some(bounds.map_or(rect, |bounds| bounds.union(rect)));
        for rule in &self.horizontal {
            add(Rect::new(rule.from, rule.at, rule.to, rule.at));
        }
        for rule in &self.vertical {
            add(Rect::new(rule.at, rule.from, rule.at, rule.to));
        }
        bounds.unwrap_or(Rect::ZERO)
    }
}

/// Joins pieces to horizontal and vertical lines.
pub(super) fn whole_lines(segments: &[Segment]) -> Frame {
    let mut frame = Frame::default();
    for segment in segments {
        let (across, down) = ((segment.from.x - segment.to.x).abs(), (segment.from.y - segment.to.y).abs());
        let (from, to) = (segment.from, segment.to);
        if across > down {
            frame.horizontal.push(Rule {
                at: f64::midpoint(from.y, to.y),
                from: from.x.min(to.x),
                to: from.x.max(to.x),
            });
        } else if down > across {
            frame.vertical.push(Rule { at: f64::midpoint(from.x, to.x), from: from.y.min(to.y), to: from.y.max(to.y) });
        }
    }
    Frame { horizontal: join(frame.horizontal), vertical: join(frame.vertical) }
}

/// Joins collinear pieces that overlap, touch, or are the dashes of one line.
pub(super) fn join(mut pieces: Vec<Rule>) -> Vec<Rule> {
    pieces.retain(|piece| piece.at.is_finite() && piece.from.is_finite() && piece.to.is_finite());
    pieces.sort_by(|one, other| one.at.total_cmp(&other.at));
    let mut whole = Vec::new();
    let mut group: Vec<Rule> = Vec::new();
    for piece in pieces {
        if group.first().is_some_and(|first| piece.at - first.at > TOUCH * 0.75) {
            join_group(&mut group, &mut whole);
        }
        group.push(piece);
    }
    join_group(&mut group, &mut whole);
    whole
}

fn join_group(group: &mut Vec<Rule>, whole: &mut Vec<Rule>) {
    group.sort_by(|one, other| one.from.total_cmp(&other.from));
    let mut current: Option<(Rule, f64)> = None;
    for piece in group.drain(..) {
        let length = piece.to - piece.from;
        current = match current {
            Some((mut rule, last)) => {
                let gap = if last <= DASH && length <= DASH { DASH_GAP } else { TOUCH };
                if piece.from <= rule.to + gap {
                    let (old, new) = (rule.to - rule.from, length);
                    rule.at = (rule.at * old + piece.at * new) / (old + new).max(f64::MIN_POSITIVE);
                    rule.to = rule.to.max(piece.to);
                    Some((rule, length))
                } else {
                    whole.push(rule);
                    Some((piece, length))
                }
            }
            None => Some((piece, length)),
        };
    }
    whole.extend(current.map(|(rule, _)| rule));
}

/// Gathers lines that touch or cross into frames; `None` when there are too many lines for a page of tables.
/// Lines that touch no other come as frames of one line.
pub(super) fn frames(lines: &Frame) -> Option<Vec<Frame>> {
    let mut vertical = lines.vertical.clone();
    vertical.sort_by(|one, other| one.at.total_cmp(&other.at));
    let horizontals = lines.horizontal.len();
    let mut sets = Sets::new(horizontals + vertical.len());
    let mut pairs = 0_usize;
    for (row, rule) in lines.horizontal.iter().enumerate() {
        let first = vertical.partition_point(|other| other.at < rule.from - TOUCH);
        for (column, crossing) in vertical.iter().enumerate().skip(first) {
            if crossing.at > rule.to + TOUCH {
                break;
            }
            pairs += 1;
            if pairs > MOST_PAIRS {
                return None;
            }
            if crossing.from - TOUCH <= rule.at && rule.at <= crossing.to + TOUCH {
                sets.unite(row, horizontals + column);
            }
        }
    }
    let mut frames: Vec<Frame> = Vec::new();
    let mut frame_of_root: Vec<Option<usize>> = vec![None; horizontals + vertical.len()];
    for index in 0..horizontals + vertical.len() {
        let root = sets.root(index);
        let Some(slot) = frame_of_root.get_mut(root) else { continue };
        let number = *slot.get_or_insert_with(|| {
            frames.push(Frame::default());
            frames.len() - 1
        });
        let Some(frame) = frames.get_mut(number) else { continue };
        match index.checked_sub(horizontals) {
            None => frame.horizontal.extend(lines.horizontal.get(index)),
            Some(column) => frame.vertical.extend(vertical.get(column)),
        }
    }
    Some(frames)
}

/// Puts horizontal lines that touch no other together where they are as wide as each other: the lines of tables that
/// are ruled only horizontally. Shorter lines between them (under a part of the head) go with them.
pub(super) fn stacks(frames: &[Frame]) -> Vec<Frame> {
    const SAME_END: f64 = 10.0;
    let single: Vec<Rule> = frames
        .iter()
        .filter(|frame| frame.vertical.is_empty())
        .flat_map(|frame| frame.horizontal.clone())
        .take(MOST_STACKED)
        .collect();
    let mut stacks: Vec<(Rule, Vec<Rule>)> = Vec::new();
    for rule in &single {
        let same = |top: &Rule| (top.from - rule.from).abs() < SAME_END && (top.to - rule.to).abs() < SAME_END;
        match stacks.iter_mut().find(|(top, _)| same(top)) {
            Some((_, stack)) => stack.push(*rule),
            None => stacks.push((*rule, vec![*rule])),
        }
    }
    stacks
        .into_iter()
        .filter(|(_, stack)| stack.len() >= 3)
        .take(MOST_STACKS)
        .map(|(top, mut stack)| {
            let (first, last) =
                stack.iter().fold((f64::MAX, f64::MIN), |(low, high), rule| (low.min(rule.at), high.max(rule.at)));
            stack.extend(single.iter().filter(|rule| {
                let shorter = rule.to - rule.from < top.to - top.from - SAME_END;
                shorter && first < rule.at && rule.at < last && top.from - TOUCH < rule.from && rule.to < top.to + TOUCH
            }));
            stack.sort_by(|one, other| one.at.total_cmp(&other.at));
            Frame { horizontal: stack, vertical: Vec::new() }
        })
        .collect()
}

/// Disjoint sets of numbers.
pub(super) struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    /// So many sets of one number each.
    pub fn new(count: usize) -> Self {
        Sets { parents: (0..count).collect() }
    }

    /// The number that stands for the set of `index`: its smallest member.
    pub fn root(&mut self, index: usize) -> usize {
        let mut current = index;
        while let Some(parent) = self.parents.get(current).copied().filter(|parent| *parent != current) {
            let grandparent = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(current) {
                *slot = grandparent;
            }
            current = grandparent;
        }
        current
    }

    /// Makes one set of two.
    pub fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(slot) = self.parents.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurbo::Point;

    fn segment(x0: f64, y0: f64, x1: f64, y1: f64) -> Segment {
        Segment { from: Point::new(x0, y0), to: Point::new(x1, y1) }
    }

    #[test]
    fn a_line_drawn_cell_by_cell_or_dashed_is_one_line() {
        let pieces =
            [segment(0.0, 10.0, 50.0, 10.0), segment(50.5, 10.3, 100.0, 10.3), segment(101.0, 9.8, 160.0, 9.8)];
        let lines = whole_lines(&pieces);
        assert_eq!(lines.horizontal.len(), 1);
        assert_eq!((lines.horizontal[0].from, lines.horizontal[0].to), (0.0, 160.0));
        let dashes: Vec<Segment> =
            (0..20).map(|dash| segment(5.0, f64::from(dash) * 6.0, 5.0, f64::from(dash) * 6.0 + 3.0)).collect();
        assert_eq!(whole_lines(&dashes).vertical.len(), 1);
    }

    #[test]
    fn tables_below_and_beside_each_other_are_separate_frames() {
        let mut pieces = Vec::new();
        for (left, top) in [(0.0, 0.0), (0.0, 104.0), (205.0, 0.0)] {
            for step in 0..3 {
                let (x, y) = (left + f64::from(step) * 100.0, top + f64::from(step) * 50.0);
                pieces.push(segment(left, y, left + 200.0, y));
                pieces.push(segment(x, top, x, top + 100.0));
            }
        }
        let frames = frames(&whole_lines(&pieces)).unwrap();
        assert_eq!(frames.len(), 3);
        assert!(frames.iter().all(|frame| frame.horizontal.len() == 3 && frame.vertical.len() == 3));
    }
}
