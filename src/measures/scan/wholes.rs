//! The wholes of a block: what their parts add up to, and which keys they have.

use super::block::Block;

/// What the parts of every whole add up to in every year.
pub struct Wholes {
    years: usize,
    /// Wholes × years.
    sums: Vec<Sum>,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    fen: i64,
    has_parts: bool,
    disputed: bool,
}

impl Wholes {
    /// Adds up the parts.
    pub fn of(block: &Block) -> Self {
        let years = block.years().len();
        let mut sums = vec![Sum::default(); block.wholes() * years];
        for ((_, cells), whole) in block.rows().zip(block.whole_of_keys()) {
            let Some(sums) = sums.get_mut(whole * years..(whole + 1) * years) else { continue };
            for (sum, cell) in sums.iter_mut().zip(cells) {
                sum.fen = sum.fen.wrapping_add(cell.amount);
                sum.has_parts |= cell.figures > 0;
                sum.disputed |= cell.disputed;
            }
        }
        Wholes { years, sums }
    }

    /// What a whole adds up to in a year; `None` where it has no parts or documents disagree about one.
    pub fn sound(&self, whole: usize, year: usize) -> Option<i64> {
        let sum = self.sums.get(whole * self.years + year)?;
        (sum.has_parts && !sum.disputed).then_some(sum.fen)
    }
}

/// The keys of every whole.
pub struct Members {
    keys: Vec<u32>,
    /// Where the keys of each whole start, and the end.
    starts: Vec<usize>,
}

impl Members {
    /// Gathers the keys, in their order.
    pub fn of(block: &Block) -> Self {
        let mut starts = vec![0; block.wholes() + 1];
        for whole in block.whole_of_keys() {
            if let Some(count) = starts.get_mut(whole + 1) {
                *count += 1;
            }
        }
        for whole in 1..starts.len() {
            starts[whole] += starts[whole - 1];
        }
        let mut next = starts.clone();
        let mut keys = vec![0; block.keys().len()];
        for (key, whole) in block.whole_of_keys().enumerate() {
            if let Some(place) = next.get_mut(whole) {
                keys[*place] = key as u32;
                *place += 1;
            }
        }
        Members { keys, starts }
    }

    /// The positions of the keys of a whole.
    pub fn of_whole(&self, whole: usize) -> &[u32] {
        let bound = |position: usize| self.starts.get(position).copied().unwrap_or_default();
        self.keys.get(bound(whole)..bound(whole + 1)).unwrap_or_default()
    }
}
