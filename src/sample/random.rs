//! Random choices that are the same on every machine for the same seed.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};

/// A stream of random choices.
pub struct Random(Pcg64);

impl Random {
    /// The stream of a seed and of what it is for; streams of other purposes are independent of it, so that one more
    /// department or one more defect leaves the others as they were.
    pub fn of(seed: u64, purpose: &[u64]) -> Self {
        let mut mixed = seed ^ 0x9e37_79b9_7f4a_7c15;
        for part in purpose {
            mixed = (mixed ^ part).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(29);
        }
        Random(Pcg64::seed_from_u64(mixed))
    }

    /// A number from `low` to `high`, both included; `low` where the range is empty.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        let span = high.abs_diff(low) + 1;
        low + i64::try_from(self.0.next_u64() % span).unwrap_or(0)
    }

    /// True in so many of a thousand cases.
    pub fn chance(&mut self, in_thousand: i64) -> bool {
        self.between(1, 1000) <= in_thousand
    }

    /// One of several; `None` where there are none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(choices.len()).ok()? - 1;
        choices.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// The indices below `count` in random order.
    pub fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            let other = usize::try_from(self.between(0, last as i64)).unwrap_or(0);
            order.swap(last, other);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_choices_on_every_machine() {
        let mut random = Random::of(7, &[1, 2]);
        let drawn: Vec<i64> = (0..6).map(|_| random.between(1, 1000)).collect();
        let mut again = Random::of(7, &[1, 2]);
        assert_eq!(drawn, (0..6).map(|_| again.between(1, 1000)).collect::<Vec<_>>());
        let mut other = Random::of(7, &[1, 3]);
        assert_ne!(drawn, (0..6).map(|_| other.between(1, 1000)).collect::<Vec<_>>());
    }

    #[test]
    fn an_order_holds_every_index_once() {
        let mut order = Random::of(1, &[]).order(20);
        order.sort_unstable();
        assert_eq!(order, (0..20).collect::<Vec<_>>());
    }
}
