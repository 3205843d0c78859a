//! Findings → the table of outliers, each with one sentence that says why.

use super::model::{Cell, ReportColumn, ReportRow, ReportTable};
use super::number_format;
use super::sentences::change_phrase;
use super::tables::{SERIES_COLUMNS, anchor, number, or_blank, series_cells, text};
use crate::domain::percent::round_quotient;
use crate::domain::{MoneyUnit, Percent};
use crate::outliers::statistics::benford::{
    Conformity, ENOUGH_FOR_ONE_DIGIT, ENOUGH_FOR_TWO_DIGITS, Refusal, expected,
};
use crate::outliers::{
    Detection, DigitTest, Extent, FALSE_DISCOVERIES, Finding, Kind, Leading, Pattern, PeerGroup, ScopeChange,
    ScopeKind, Scores, Verdict,
};

/// The table of findings.
pub fn outlier_table(findings: &[Finding], unit: MoneyUnit) -> ReportTable {
    let mut columns: Vec<ReportColumn> = SERIES_COLUMNS.to_vec();
    columns.extend([
        text("verdict", Some("判断")),
        text("kind", Some("类别")),
        number("amount_fen", Some("本年")),
        number("base_year", None),
        number("base_fen", Some("上年")),
        number("change_fen", Some("增减额")),
        number("rate", Some("增减率%")),
        text("state", None),
        number("score", Some("得分")),
        text("leading", None),
        number("value", None),
        number("centre", None),
        number("scale", None),
        number("score_peers", None),
        number("score_history", None),
        number("score_two_way", None),
        number("probability", None),
        number("false_discovery", None),
        text("peer_group", Some("同类")),
        number("peers", None),
        number("materiality_fen", None),
        number("materiality_share", Some("占整体%")),
        text("pattern", None),
        number("suspect_year", Some("疑点年度")),
        number("power_of_ten", None),
        text("scope_change", None),
        text("scope_counterpart", None),
        text("reason", Some("理由")),
        number("fact_id", None),
        text("fact_ids", None),
    ]);
    let rows = findings
        .iter()
        .map(|finding| {
            let row = &finding.comparison;
            ReportRow {
                cells: cells(finding, unit),
                links: row
                    .amount_fen
                    .map(|_| (SERIES_COLUMNS.len() + 2, anchor(row.series.series_id, row.fiscal_year)))
                    .into_iter()
                    .collect(),
            }
        })
        .collect();
    ReportTable { hides_empty: true, ..ReportTable::new("outliers", "离群", unit, columns, rows) }
}

fn cells(finding: &Finding, unit: MoneyUnit) -> Vec<Cell> {
    let row = &finding.comparison;
    let scores = finding.scores.as_ref();
    let score = |pick: fn(&Scores) -> Option<f64>, decimals: usize| {
        scores.and_then(pick).map_or(Cell::Blank, |value| Cell::Decimal(decimal(value, decimals)))
    };
    let integer = |value: Option<i64>| value.map_or(Cell::Blank, Cell::Integer);
    let mut cells = series_cells(&row.series, row.fiscal_year);
    cells.extend([
        Cell::Term(finding.verdict.id(), finding.verdict.name_zh()),
        Cell::Term(finding.kind.id(), finding.kind.name_zh()),
        row.amount_fen.map_or(Cell::Blank, Cell::Money),
        Cell::Integer(i64::from(row.base_year)),
        row.base_fen.map_or(Cell::Blank, Cell::Money),
        row.change_fen.map_or(Cell::Blank, Cell::Change),
        row.rate.map_or(Cell::Blank, |rate| Cell::SignedDecimal(rate.to_string())),
        Cell::Term(row.state.id(), row.state.name_zh()),
        score(|scores| Some(scores.score), 2),
        scores.map_or(Cell::Blank, |scores| Cell::Term(scores.leading.id(), scores.leading.name_zh())),
        score(|scores| Some(scores.value), 4),
        score(|scores| Some(scores.centre), 4),
        score(|scores| Some(scores.scale), 4),
        score(|scores| scores.peers, 2),
        score(|scores| scores.history, 2),
        score(|scores| scores.two_way, 2),
        score(|scores| Some(scores.probability), 8),
        score(|scores| Some(scores.false_discovery), 8),
        finding.peers.as_ref().map_or(Cell::Blank, |peers| Cell::Text(peer_phrase(peers, unit))),
        integer(finding.peers.as_ref().and_then(|_| i64::try_from(finding.peer_count).ok())),
        Cell::Money(finding.materiality_fen),
        finding.materiality_share.map_or(Cell::Blank, |share| Cell::Decimal(share.to_string())),
        finding.pattern.map_or(Cell::Blank, |pattern| Cell::Term(pattern.id(), pattern.name_zh())),
        integer(finding.suspect_year.map(i64::from)),
        integer(finding.power_of_ten.map(i64::from)),
        finding.scope_change.as_ref().map_or(Cell::Blank, |scope| Cell::Term(scope.kind.id(), scope.kind.name_zh())),
        or_blank(finding.scope_change.as_ref().map_or("", |scope| &scope.counterpart)),
        Cell::Text(reason(finding, unit)),
        integer(row.fact_id),
        or_blank(&row.fact_ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")),
    ]);
    cells
}

/// A number with so many decimals; what is nearly 0 has no sign.
fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let nothing = !text.contains(|character: char| ('1'..='9').contains(&character));
    if nothing { text.trim_start_matches('-').to_owned() } else { text }
}

/// A change of levels as people read it: +3.4%.
fn percent(change: f64) -> String {
    let text = decimal((change.exp() - 1.0) * 100.0, 1);
    match text.strip_prefix('-') {
        Some(digits) => format!("−{digits}%"),
        None => format!("+{text}%"),
    }
}

/// Who the peers are: 名称以“地方法院”结尾的22个部门的同一项目.
pub fn peer_phrase(peers: &PeerGroup, unit: MoneyUnit) -> String {
    let size = peers.size_fen.map_or(String::new(), |(least, most)| {
        format!("、常年规模{}至{}{}", rounded(least, unit), rounded(most, unit), unit.name_zh())
    });
    let ending = peers.ending.as_ref().map_or(String::new(), |ending| format!("、名称以“{ending}”结尾"));
    let chosen = format!("{size}{ending}");
    let chosen = chosen.trim_start_matches('、');
    let chosen = if chosen.is_empty() { String::new() } else { format!("{chosen}的") };
    match &peers.item {
        Some(item) if item.ends_with("合计") || item.ends_with("总计") => {
            format!("{chosen}{}个部门", peers.departments)
        }
        Some(item) => format!("{chosen}{}个部门的“{item}”", peers.departments),
        None if peers.departments > 1 => format!("{chosen}{}个部门的{}个项目", peers.departments, peers.figures),
        None => format!("{chosen}本部门{}个项目", peers.figures),
    }
}

fn money(fen: i64, unit: MoneyUnit) -> String {
    number_format::money(fen, unit)
}

/// A size for orientation, with two decimals of the unit.
fn rounded(fen: i64, unit: MoneyUnit) -> String {
    let hundredth = unit.fen() / 100;
    let hundredths = round_quotient(i128::from(fen), i128::from(hundredth));
    number_format::money(i64::try_from(hundredths).map_or(fen, |count| count.saturating_mul(hundredth)), unit)
}

/// Why, in one sentence.
pub fn reason(finding: &Finding, unit: MoneyUnit) -> String {
    let row = &finding.comparison;
    let what = format!("{} 年“{}”", row.fiscal_year, row.series.item);
    let change = if finding.kind == Kind::SignChange {
        let amount =
            |fen: Option<i64>| fen.map_or_else(String::new, |fen| format!("{}{}", money(fen, unit), unit.name_zh()));
        format!("由上年{}变为本年{}，正负相反", amount(row.base_fen), amount(row.amount_fen))
    } else if finding.kind == Kind::New && row.base_fen == Some(0) {
        format!("由上年的0增至{}{}", row.amount_fen.map_or_else(String::new, |fen| money(fen, unit)), unit.name_zh())
    } else {
        change_phrase(row, unit)
    };
    let mut clauses = vec![format!("{what}{change}")];
    if let Some(scope) = &finding.scope_change {
        clauses.push(scope_phrase(scope, finding, unit));
        return format!("{}。", clauses.join("；"));
    }
    if finding.kind == Kind::Structure {
        clauses = vec![structure_phrase(finding)];
    } else if let (Some(scores), Some(peers)) = (&finding.scores, &finding.peers) {
        clauses.push(score_phrase(scores, peers, finding.peer_count, unit));
        clauses.extend(finding.pattern.map(|pattern| pattern_phrase(pattern, finding)));
        clauses.extend(finding.power_of_ten.map(power_phrase));
    }
    if finding.kind == Kind::SignChange {
        clauses.extend(finding.suspect_year.map(|year| format!("其余各年多为相反的符号，疑点在 {year} 年")));
    }
    if let Some(share) = finding.materiality_share.filter(|_| finding.kind != Kind::Structure) {
        clauses.push(format!("增减额相当于上年整体的{share}%"));
    }
    format!("{}。", clauses.join("；"))
}

fn score_phrase(scores: &Scores, peers: &PeerGroup, count: usize, unit: MoneyUnit) -> String {
    let between = format!("{}至{}", percent(scores.centre - scores.scale), percent(scores.centre + scores.scale));
    let score = decimal(scores.score.abs(), 1);
    let of = peer_phrase(peers, unit);
    match scores.leading {
        Leading::History => {
            format!(
                "自身其他年度（参照{of}）的增减率中位数为{}、多在{between}之间，偏离达通常幅度的{score}倍",
                percent(scores.centre)
            )
        }
        _ => {
            let compared = if count == peers.figures { String::new() } else { format!("（本年可比{count}个）") };
            format!(
                "{of}{compared}的增减率中位数为{}、多在{between}之间，偏离达通常幅度的{score}倍",
                percent(scores.centre)
            )
        }
    }
}

fn pattern_phrase(pattern: Pattern, finding: &Finding) -> String {
    let row = &finding.comparison;
    match pattern {
        _ if finding.suspect_year == Some(row.base_year) => {
            format!("{} 年与其余各年不在一个水平，疑点在该年的数", row.base_year)
        }
        Pattern::Spike => "次年即回到原来的水平".to_owned(),
        Pattern::Step => "此后各年保持在新的水平".to_owned(),
        Pattern::Latest => "其后尚无可比数据".to_owned(),
    }
}

fn power_phrase(power: i32) -> String {
    let looks = if power.abs() == 4 {
        "元与万元混用"
    } else if power > 0 {
        "多写了位数"
    } else {
        "少写了位数"
    };
    let times = match power.unsigned_abs() {
        1 => "10".to_owned(),
        2 => "100".to_owned(),
        3 => "1,000".to_owned(),
        4 => "10,000".to_owned(),
        more => format!("10的{more}次方"),
    };
    let times = if power > 0 { format!("{times}倍") } else { format!("{times}分之一") };
    format!("约为按前后年推算数的{times}，像是{looks}")
}

fn structure_phrase(finding: &Finding) -> String {
    let row = &finding.comparison;
    let score = finding.scores.map_or_else(String::new, |scores| decimal(scores.score, 1));
    let share = |share: Option<Percent>| share.map_or_else(|| "无".to_owned(), |share| format!("{share}%"));
    let (part, from, to) = match &finding.shift {
        Some(shift) => (shift.part.as_str(), share(shift.base_share), share(shift.share)),
        None => (row.series.item.as_str(), String::new(), String::new()),
    };
    format!(
        "{} 年各项占比的变动与其他部门不同（{}次变动中稳健距离{score}）；“{part}”占比由{from}变为{to}，变动最大",
        row.fiscal_year, finding.peer_count
    )
}

fn scope_phrase(scope: &ScopeChange, finding: &Finding, unit: MoneyUnit) -> String {
    let opposite = format!("{}{}", number_format::change(scope.counterpart_fen, unit), unit.name_zh());
    let other = &scope.counterpart;
    match scope.kind {
        ScopeKind::Granularity => "两年明细粗细不同，属口径变化，不作离群".to_owned(),
        ScopeKind::Recoded => format!("同名项目同年以编码{other}反向变动{opposite}，属编码变更，不作离群"),
        ScopeKind::Reclassified => format!("同部门“{other}”同年反向变动{opposite}，两者相抵，疑为科目调整，不作离群"),
        ScopeKind::Renamed => format!("同年“{other}”反向变动{opposite}，疑为机构更名或改隶，不作离群"),
        ScopeKind::Merged => format!(
            "同年“{other}”等{}个名称相近的部门合计反向变动{opposite}，疑为机构合并或拆分，不作离群",
            scope.counterparts
        ),
        ScopeKind::CommonChange => {
            format!(
                "同一项目在其他{}个部门（如“{other}”）同年同向大变，疑为政策或口径调整，不作离群",
                scope.counterparts
            )
        }
        ScopeKind::YearRecast => {
            format!("{} 年该部门多数项目新增或取消，疑为项目设置调整，不作离群", finding.comparison.fiscal_year)
        }
    }
}

/// What was looked at, what was not and why.
pub fn notes(detection: &Detection, findings: &[Finding]) -> Vec<String> {
    let count = |verdict: Verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    let mut notes = vec![format!(
        "离群{}处，规则{}处，口径变化{}处；变化须同时偏离同类和自身历年才算离群，误报率控制在{:.0}%以内（Benjamini–Hochberg），按得分×金额排列",
        count(Verdict::Outlier),
        count(Verdict::Rule),
        count(Verdict::ScopeChange),
        FALSE_DISCOVERIES * 100.0
    )];
    if detection.without_peers > 0 {
        notes.push(format!(
            "可比的变化{}个，其中{}个同类不足，未判断",
            detection.scored.len() + detection.without_peers,
            detection.without_peers
        ));
    }
    match detection.structures {
        Extent::Compared(moves) => notes.push(format!("结构：比较了{moves}次变动（对数比坐标、最小协方差行列式）")),
        Extent::TooFew(bodies) => notes.push(format!("结构：只有{bodies}个部门年度，不足以比较结构，未判断")),
        Extent::NoParts => {}
    }
    notes.push(digit_note(&detection.digits));
    notes
}

fn digit_note(test: &DigitTest) -> String {
    match test {
        Err(Refusal::TooFew(amounts)) => format!(
            "首位数字（Benford）：只有{amounts}个非零金额，少于{ENOUGH_FOR_ONE_DIGIT}个（首两位须{ENOUGH_FOR_TWO_DIGITS}个），不检验"
        ),
        Err(Refusal::TooNarrow) => "首位数字（Benford）：金额相差不到三个数量级，该定律不适用，不检验".to_owned(),
        Ok(benford) => {
            let conformity = match benford.conformity {
                Conformity::Close => "符合",
                Conformity::Acceptable => "可以接受",
                Conformity::Marginal => "勉强",
                Conformity::None => "不符合",
            };
            let (digits, share) = benford.most_in_excess;
            format!(
                "首{}位数字（Benford，{}个金额）：平均绝对偏差{}，按 Nigrini 标准为{conformity}；超出最多的是{digits}，占{}%，应为{}%",
                if benford.digits == 2 { "两" } else { "" },
                benford.amounts,
                decimal(benford.mean_absolute_deviation, 5),
                decimal(share * 100.0, 2),
                decimal(expected(digits) * 100.0, 2)
            )
        }
    }
}
