//! Links between departments, units, 科目 and projects over the years: proposed from the panel, confirmed by the user,
//! and applied to figures so that a renamed, recoded, split or merged thing is not taken for a change.
//!
//! ```text
//! panel → entities → propose → (the user) → file → check → align → measures
//! ```

pub mod align;
pub mod check;
pub mod entities;
pub mod file;
pub mod groups;
pub mod propose;
pub mod shipped;

use crate::domain::label::fold;
use crate::domain::vocabulary;

vocabulary! {
    /// What a link connects.
    Subject {
        /// 部门
        Department = "department", "部门";
        /// 预算单位
        Unit = "unit", "单位";
        /// 支出功能分类科目
        Function = "function", "功能分类科目";
        /// 部门预算支出经济分类科目
        Economic = "economic", "部门经济分类科目";
        /// 政府预算支出经济分类科目
        GovernmentEconomic = "government_economic", "政府经济分类科目";
        /// 项目
        Project = "project", "项目";
    }
}

vocabulary! {
    /// What happened.
    LinkKind {
        /// 同一: name and code as before
        Same = "same", "同一";
        /// 更名: another name
        Renamed = "renamed", "更名";
        /// 改码: another code
        Recoded = "recoded", "改码";
        /// 拆分: one became several
        Split = "split", "拆分";
        /// 合并: several became one
        Merged = "merged", "合并";
        /// 划转: another parent
        Moved = "moved", "划转";
    }
}

vocabulary! {
    /// What the user decided about a proposal.
    Decision {
        /// 待确认
        Open = "", "待确认";
        /// 确认
        Confirmed = "confirm", "确认";
        /// 否决
        Rejected = "reject", "否决";
    }
}

impl Subject {
    /// Whether it is a classification, whose codes mean the same for every department.
    pub fn is_classification(self) -> bool {
        matches!(self, Subject::Function | Subject::Economic | Subject::GovernmentEconomic)
    }

    /// The column of `facts` that holds its code.
    pub fn code_column(self) -> &'static str {
        match self {
            Subject::Department => "department_code",
            Subject::Unit => "unit_code",
            Subject::Function => "function_code",
            Subject::Economic => "economic_code",
            Subject::GovernmentEconomic => "government_economic_code",
            Subject::Project => "project_code",
        }
    }

    /// The column of `facts` that holds its name.
    pub fn name_column(self) -> &'static str {
        match self {
            Subject::Department => "department",
            Subject::Unit => "unit",
            Subject::Project => "project",
            Subject::Function | Subject::Economic | Subject::GovernmentEconomic => "item",
        }
    }
}

/// One side of a link. A classification is known by its code, everything else by its name, or by its code where the name
/// is not given.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party {
    /// Code; may be empty.
    pub code: String,
    /// Name; may be empty where there is a code.
    pub name: String,
}

impl Party {
    /// What the party is known by among others of its subject.
    pub fn key(&self, subject: Subject) -> String {
        if subject.is_classification() || self.name.is_empty() {
            format!("码 {}", self.code)
        } else {
            format!("名 {}", fold(&self.name))
        }
    }

    /// Code and name, as far as they are given.
    pub fn words(&self) -> String {
        [self.code.as_str(), self.name.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The name, or the code where there is no name.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.code } else { &self.name }
    }
}

/// One old thing and one new thing. Splits and mergers are several links with one side in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What is linked.
    pub subject: Subject,
    /// What happened.
    pub kind: LinkKind,
    /// The first year of the new side.
    pub year: i32,
    /// Beginning of the region code for which it holds; empty for every region.
    pub region: String,
    /// Department in which it holds, for units and projects; empty for every department.
    pub department: String,
    /// The old side.
    pub from: Party,
    /// The new side.
    pub to: Party,
    /// Exact part of the old side's amounts that belongs to this new side: numerator, denominator.
    pub share: Option<(i64, i64)>,
    /// How sure the link is, 0–100.
    pub confidence: u8,
    /// Why, in words and numbers.
    pub evidence: String,
    /// What the user decided.
    pub decision: Decision,
    /// The file it stands in, as the user named it.
    pub file: String,
    /// The line in the file, from 1; 0 where it does not come from a file.
    pub line: u32,
}

impl Link {
    /// Old and new side in words: `30311 住房公积金 → 30113 住房公积金（2018 年起，改码）`.
    pub fn words(&self) -> String {
        format!("{} → {}（{} 年起，{}）", self.from.words(), self.to.words(), self.year, self.kind.name_zh())
    }
}

/// Links that have passed the checks.
#[derive(Clone, Debug, Default)]
pub struct Crosswalk {
    links: Vec<Link>,
    rejected: Vec<Link>,
}

impl Crosswalk {
    /// A crosswalk of these links. Those that the user rejected are remembered, those left open are not used.
    ///
    /// # Errors
    /// When links contradict each other; the message names file, line and reason.
    pub fn new(links: Vec<Link>) -> crate::error::Result<Self> {
        let (confirmed, rest): (Vec<Link>, Vec<Link>) =
            links.into_iter().partition(|link| link.decision == Decision::Confirmed);
        check::consistent(&confirmed)?;
        let mut known = std::collections::HashSet::new();
        let links = confirmed.into_iter().filter(|link| known.insert(check::identity(link))).collect();
        let rejected = rest.into_iter().filter(|link| link.decision == Decision::Rejected).collect();
        Ok(Crosswalk { links, rejected })
    }

    /// The links in force.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Links that the user does not want to see again.
    pub fn rejected(&self) -> &[Link] {
        &self.rejected
    }

    /// Whether it changes nothing: no link is in force, and none is rejected that a panel follows by itself.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty() && self.kept_apart().next().is_none()
    }

    /// Names of departments that are not to be taken for one although they share a code.
    pub fn kept_apart(&self) -> impl Iterator<Item = (&str, &str)> {
        let departments = self.rejected.iter().filter(|link| link.subject == Subject::Department);
        departments.map(|link| (link.from.name.as_str(), link.to.name.as_str()))
    }
}
