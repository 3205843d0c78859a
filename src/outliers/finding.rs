//! What is found: one figure of one year, why it stands apart, from whom, and how much money it is about.

use super::peers::PeerGroup;
use super::scope::ScopeChange;
use crate::domain::{Percent, vocabulary};
use crate::measures::Comparison;
use std::rc::Rc;

vocabulary! {
    /// What a finding amounts to, the gravest first.
    Verdict {
        /// stands apart from peers and past
        Outlier = "outlier", "离群";
        /// named by a rule, without a score
        Rule = "rule", "规则";
        /// explained by a change of basis: not an outlier
        ScopeChange = "scope_change", "口径";
        /// neither
        Ordinary = "ordinary", "正常";
    }
}

vocabulary! {
    /// What stands apart.
    Kind {
        /// the change since the year before
        Change = "change", "变化";
        /// the structure of a department's figures
        Structure = "structure", "结构";
        /// 新增
        New = "new", "新增";
        /// 取消
        Discontinued = "discontinued", "取消";
        /// 正负相反
        SignChange = "sign_change", "正负相反";
    }
}

vocabulary! {
    /// What came after a change that stands apart.
    Pattern {
        /// the next year went back
        Spike = "spike", "单年突变，次年复原";
        /// the years after stay there
        Step = "step", "台阶，此后保持";
        /// there is no next year to tell
        Latest = "latest", "其后尚无数据";
    }
}

vocabulary! {
    /// Which comparison gives the score: the milder of the two, since both must agree.
    Leading {
        /// the changes of the peers in the same year
        Peers = "peers", "同类同年";
        /// the changes of the figure itself in other years
        History = "history", "自身历年";
        /// the structures of the other departments
        Structure = "structure", "各部门结构";
    }
}

/// Scores in robust standard deviations, and their probabilities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// The change that is scored: difference of asinh(amount ÷ 1,000 yuan), for ordinary amounts that of logarithms.
    /// For structures the robust distance.
    pub value: f64,
    /// What is usual: the median of the leading comparison, in the same measure.
    pub centre: f64,
    /// How far from the centre is usual.
    pub scale: f64,
    /// (value − centre) ÷ scale of the leading comparison.
    pub score: f64,
    /// Which comparison that is.
    pub leading: Leading,
    /// Against the changes of the peers.
    pub peers: Option<f64>,
    /// Against the changes of other years.
    pub history: Option<f64>,
    /// What is left of the amount after department and year are taken out by median polish, in its robust deviations.
    pub two_way: Option<f64>,
    /// How likely a score so far out is, by a law with the tails of the peers.
    pub probability: f64,
    /// The rate of false discoveries at which it would just be reported (Benjamini and Hochberg).
    pub false_discovery: f64,
}

/// The part whose share moved most in a structure that stands apart.
#[derive(Clone, Debug, PartialEq)]
pub struct StructureShift {
    /// Name of the part.
    pub part: String,
    /// Its share the year before.
    pub base_share: Option<Percent>,
    /// Its share.
    pub share: Option<Percent>,
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The figure beside the year before.
    pub comparison: Comparison,
    /// What it amounts to.
    pub verdict: Verdict,
    /// What stands apart.
    pub kind: Kind,
    /// Peer group; `None` for rules.
    pub peers: Option<Rc<PeerGroup>>,
    /// How many peers there were in this comparison.
    pub peer_count: usize,
    /// Scores; `None` for rules.
    pub scores: Option<Scores>,
    /// What came after.
    pub pattern: Option<Pattern>,
    /// The year whose amount stands apart from the years around it, where that can be told.
    pub suspect_year: Option<i32>,
    /// The amount is 10 to this power times what the years around it let expect: the mark of a slipped digit or unit.
    pub power_of_ten: Option<i32>,
    /// The part that moved most, for structures.
    pub shift: Option<StructureShift>,
    /// The money it is about: the size of the change, in fen.
    pub materiality_fen: i64,
    /// The same in percent of the whole of the year before.
    pub materiality_share: Option<Percent>,
    /// Why it is a matter of basis and not an outlier.
    pub scope_change: Option<ScopeChange>,
}

impl Finding {
    /// A finding about a comparison, without scores yet.
    pub(super) fn of(comparison: &Comparison, verdict: Verdict, kind: Kind) -> Self {
        Finding {
            comparison: comparison.clone(),
            verdict,
            kind,
            peers: None,
            peer_count: 0,
            scores: None,
            pattern: None,
            suspect_year: None,
            power_of_ten: None,
            shift: None,
            materiality_fen: comparison.change_fen.unwrap_or(0).saturating_abs(),
            materiality_share: comparison
                .contribution_pp
                .map(|share| if share.mantissa() < 0 { share.negated() } else { share }),
            scope_change: None,
        }
    }
}
