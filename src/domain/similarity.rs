//! How alike two names are, in permille, by the pairs of neighbouring characters that they share.

use super::label::fold;
use std::collections::HashMap;

/// Names at least this much alike are taken for spellings of one name where their code is the same.
pub const ALIKE: u32 = 500;

/// Dice's coefficient over the pairs of neighbouring characters of two folded names, 0–1000. Equal names are 1000; names
/// of a single character are compared as they are.
pub fn similarity(one: &str, other: &str) -> u32 {
    let (one, other) = (fold(one), fold(other));
    if one == other {
        return 1000;
    }
    let (one, other) = (pairs(&one), pairs(&other));
    let all: u32 = one.values().sum::<u32>() + other.values().sum::<u32>();
    if all == 0 {
        return 0;
    }
    let shared: u32 = one.iter().map(|(pair, count)| (*count).min(other.get(pair).copied().unwrap_or(0))).sum();
    2000 * shared / all
}

fn pairs(name: &str) -> HashMap<(char, char), u32> {
    let characters: Vec<char> = name.chars().collect();
    let mut counted = HashMap::new();
    for pair in characters.windows(2) {
        if let [first, second] = pair {
            *counted.entry((*first, *second)).or_insert(0) += 1;
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_names_score_high_and_strangers_nothing() {
        assert_eq!(similarity("国土资源局", "国土资源局"), 1000);
        assert_eq!(similarity("國土資源局", "国土资源局"), similarity("国土资源局", "國土資源局"));
        assert!(similarity("卫生和计划生育委员会", "卫生健康委员会") >= 400);
        assert_eq!(similarity("财政局", "法院"), 0);
        assert_eq!(similarity("甲", "乙"), 0);
    }
}
