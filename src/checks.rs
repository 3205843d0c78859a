//! 勾稽: checks that tables, prose, years and documents agree. One file per check; one folder per family.

pub mod basic;
pub mod classes;
pub mod completeness;
pub mod cross_table;
pub mod cross_year;
pub mod dossier;
pub mod explain;
pub mod figures;
pub mod lookup;
pub mod narrative;
pub mod outlier;
pub mod projects;
pub mod prose;
pub mod quantity;
pub mod roll_up;
pub mod same_cells;
pub mod sheet;
pub mod structure;
pub mod summary;
pub mod three_public;
pub mod tie_out;
pub mod whole;
pub mod within_table;

use crate::error::Result;
use crate::findings::{Family, Finding, Severity};
use crate::panel::Panel;
use crate::panel::records::ReadDocument;
pub use dossier::{Archive, Dossier, TableView};
pub use quantity::Quantity;
pub use sheet::Sheet;

/// A check: one relation that has to hold. Its text is the documentation, the `tongbi explain` page and its row in the
/// README.
pub struct Check {
    /// Code: two letters for the family, three digits.
    pub code: &'static str,
    /// English name.
    pub name: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// Family.
    pub family: Family,
    /// Weight of a break.
    pub severity: Severity,
    /// The relation, in Chinese.
    pub formula: &'static str,
    /// Why it matters to an auditor, in Chinese.
    pub why: &'static str,
    /// An example with figures, in Chinese.
    pub example: &'static str,
    /// What is missing when nothing in a disclosure can be tested, in Chinese.
    pub needs: &'static str,
    /// Tests every assertion of the relation on one disclosure.
    pub run: fn(&Case, &mut Sheet),
}

/// What a check is given.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The disclosure.
    pub dossier: &'a Dossier,
    /// All disclosures looked at together.
    pub archive: &'a Archive,
}

/// The checks of every family, in the order in which an auditor works.
pub const FAMILIES: &[&[&Check]] = &[
    completeness::CHECKS,
    within_table::CHECKS,
    cross_table::CHECKS,
    narrative::CHECKS,
    cross_year::CHECKS,
    roll_up::CHECKS,
    outlier::CHECKS,
];

/// All checks.
pub fn all() -> impl Iterator<Item = &'static Check> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// The check with this code, upper or lower case.
pub fn check(code: &str) -> Option<&'static Check> {
    all().find(|check| check.code.eq_ignore_ascii_case(code))
}

/// Runs these checks on every disclosure of an archive. Every check says something about every disclosure: what it
/// could not test is reported as not testable, with what is missing.
pub fn run(checks: &[&'static Check], archive: &Archive, wanted: impl Fn(&Dossier) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for dossier in archive.dossiers().iter().filter(|dossier| wanted(dossier)) {
        let case = Case { dossier, archive };
        for check in checks {
            let mut sheet = Sheet::new(check, case);
            (check.run)(&case, &mut sheet);
            findings.extend(sheet.finish());
        }
    }
    findings
}

/// Runs these checks on a panel. Documents for which `wanted` is false are still read where others are compared with
/// them: last year's, the units'.
///
/// # Errors
/// When the panel is damaged.
pub fn run_on_panel(
    panel: &Panel,
    checks: &[&'static Check],
    needed: impl Fn(&ReadDocument) -> bool,
    wanted: impl Fn(&Dossier) -> bool,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    dossier::for_each_archive(panel, needed, |archive| {
        findings.extend(run(checks, archive, &wanted));
        Ok(())
    })?;
    Ok(findings)
}

#[cfg(test)]
pub mod testing;

#[cfg(test)]
mod tests;
