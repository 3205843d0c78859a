//! The crosswalks that ship with the program: known changes of the 政府收支分类科目.

use super::{Crosswalk, Decision, Link, file};
use crate::error::Result;

/// File name and text of each shipped crosswalk.
const FILES: &[(&str, &str)] = &[
    ("datasets/crosswalks/economic.csv", include_str!("../../datasets/crosswalks/economic.csv")),
    ("datasets/crosswalks/functional.csv", include_str!("../../datasets/crosswalks/functional.csv")),
];

/// The shipped links.
///
/// # Errors
/// When a shipped file is wrong, which the tests exclude.
pub fn links() -> Result<Vec<Link>> {
    let mut links = Vec::new();
    for (name, text) in FILES {
        links.extend(file::parse(text, name, Decision::Confirmed)?);
    }
    Ok(links)
}

/// The shipped links as a crosswalk.
///
/// # Errors
/// When a shipped file is wrong, which the tests exclude.
pub fn crosswalk() -> Result<Crosswalk> {
    Crosswalk::new(links()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crosswalk::{Party, Subject};
    use crate::domain::codebook;

    #[test]
    fn shipped_links_are_consistent_and_every_code_stands_in_the_codebook() {
        let crosswalk = crosswalk().expect("the shipped crosswalks");
        assert!(crosswalk.links().len() > 40);
        for link in crosswalk.links() {
            let known = |party: &Party| match link.subject {
                Subject::Function => codebook::FUNCTIONAL.contains(&party.code),
                Subject::Economic => codebook::ECONOMIC_DEPARTMENT.contains(&party.code),
                _ => false,
            };
            assert!(known(&link.from) && known(&link.to), "{} line {}", link.file, link.line);
        }
    }
}
