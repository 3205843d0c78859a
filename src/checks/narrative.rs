//! 文表勾稽: the prose agrees with itself and with the tables.

mod absence_in_table;
mod amount_in_table;
mod base_in_table;
mod base_plus_change;
mod change_rate;
mod changes_of_parts;
mod direction_words;
mod execution_rate;
mod listed_parts;
mod operating_costs;
mod procurement_kinds;
mod same_subject;
mod share_of_whole;
mod shares_of_list;
mod targets_amount;
mod targets_count;
mod three_public_items;
mod unchanged;

use super::Check;

/// The checks: amounts against the tables, sums, changes, rates, shares, words, and repetitions.
pub const CHECKS: &[&Check] = &[
    &amount_in_table::CHECK,
    &absence_in_table::CHECK,
    &listed_parts::CHECK,
    &three_public_items::CHECK,
    &procurement_kinds::CHECK,
    &base_plus_change::CHECK,
    &base_in_table::CHECK,
    &unchanged::CHECK,
    &changes_of_parts::CHECK,
    &change_rate::CHECK,
    &execution_rate::CHECK,
    &share_of_whole::CHECK,
    &shares_of_list::CHECK,
    &direction_words::CHECK,
    &same_subject::CHECK,
    &operating_costs::CHECK,
    &targets_amount::CHECK,
    &targets_count::CHECK,
];

#[cfg(test)]
mod tests {
    use crate::checks::testing::{dossier, findings};
    use crate::checks::{Archive, run};
    use crate::findings::{Explanation, Finding, Outcome, Tally};

    const HENAN: &str = include_str!("../../datasets/henan_2025/周口市行政服务中心2025年度部门预算.txt");

    fn all() -> Vec<Finding> {
        super::CHECKS.iter().flat_map(|check| findings(check.code, &[HENAN])).collect()
    }

    #[test]
    fn the_prose_of_henan_breaks_once_and_the_share_was_made_to_fit() {
        let breaks: Vec<Finding> = all().into_iter().filter(Finding::is_break).collect();
        let [only] = breaks.as_slice() else { panic!("{breaks:#?}") };
        assert_eq!((only.code, only.printed.as_str(), only.expected.as_str()), ("NR012", "3.75", "3.76"));
        assert_eq!(only.explanation, Some(Explanation::AllocatedTo100));
        assert_eq!(only.runner_up, Some(Explanation::Truncated));
        assert!(only.evidence.iter().any(|evidence| evidence.text.contains("占3.75%")));
    }

    #[test]
    fn the_prose_of_henan_ties_with_its_tables_and_itself() {
        let tally = Tally::of(&all());
        assert_eq!((tally.ties, tally.within_rounding, tally.breaks), (62, 0, 1));
    }

    #[test]
    fn the_only_print_of_the_change_of_henan_is_3_42() {
        for (printed, outcome) in [("3.42", Outcome::Ties), ("3.43", Outcome::Breaks), ("3.41", Outcome::Breaks)] {
            let text = HENAN.replace("增长3.42%", &format!("增长{printed}%"));
            let found = findings("NR010", &[&text]);
            assert!(!found.is_empty() && found.iter().all(|finding| finding.outcome == outcome), "{printed}");
        }
    }

    /// The figures of the prose of Henan: where each begins and ends in the text.
    fn figures() -> Vec<(usize, usize)> {
        let start = HENAN.find("一、收入支出预算总体情况说明").expect("the prose");
        let end = HENAN.find("（四）国有资产占用情况").expect("its end");
        let prose = &HENAN[start..end];
        let mut found = Vec::new();
        for unit in ["万元", "%"] {
            for (place, _) in prose.match_indices(unit) {
                let before = &prose[..place];
                let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
                found.push((start + place - digits, start + place));
            }
        }
        found.retain(|(from, to)| to > from);
        found
    }

    /// 机构运转经费 is nowhere said to be 公用经费, so that no other figure of the document has to equal it.
    const UNPROVABLE: &str = "机构运转经费支出预算26.64万元";

    #[test]
    fn a_slipped_digit_in_any_figure_of_the_prose_is_found() {
        let mut missed = Vec::new();
        for (from, to) in figures() {
            let first = HENAN[from..to].chars().next().and_then(|digit| digit.to_digit(10)).expect("a digit");
            let other = if first == 9 { 4 } else { first + 1 };
            let text = format!("{}{other}{}", &HENAN[..from], &HENAN[from + 1..]);
            let archive = Archive::new(vec![dossier(&text)]);
            let found = run(super::CHECKS, &archive, |_| true);
            let breaks = found.iter().filter(|finding| finding.is_break() && finding.printed != "3.75").count();
            let provable = !HENAN[..to].ends_with("3.75")
                && HENAN.find(UNPROVABLE).is_none_or(|at| !(at..at + UNPROVABLE.len()).contains(&from));
            if breaks == 0 && provable {
                missed.push(HENAN[..to].lines().last().unwrap_or_default().to_owned());
            }
        }
        assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
    }
}
