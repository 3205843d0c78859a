//! The words by which prose names funds, natures, directions and levels.

use super::subject::Features;
use crate::domain::{Flow, FundSource, Nature, RowLevel, ThreePublicItem};

/// One direction or both: 收、支总计各增加.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flows {
    /// One.
    One(Flow),
    /// Revenue and expenditure.
    Both,
}

/// Things that have a form of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// 机关运行经费, 机构运转经费
    OperatingCosts,
    /// 政府采购: all, or goods, works, services
    Procurement(Option<Bought>),
    /// 政府购买服务
    ServicePurchases,
    /// 专项转移支付
    Transfers,
    /// 涉及预算资金 of the projects with performance targets
    Performance,
}

/// What is procured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bought {
    /// 货物
    Goods,
    /// 工程
    Works,
    /// 服务
    Services,
}

impl Bought {
    /// The usual name.
    pub const fn name_zh(self) -> &'static str {
        match self {
            Bought::Goods => "货物",
            Bought::Works => "工程",
            Bought::Services => "服务",
        }
    }
}

/// Where the first vocabulary word begins and the last ends, in characters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    range: Option<(usize, usize)>,
}

impl Span {
    /// Widens the span by a word.
    pub fn add(&mut self, start: usize, end: usize) {
        self.range = Some(self.range.map_or((start, end), |(from, to)| (from.min(start), to.max(end))));
    }

    /// The span, if any word was found.
    pub fn get(self) -> Option<(usize, usize)> {
        self.range
    }

    fn add_word(&mut self, phrase: &str, byte: usize, word: &str) {
        let start = phrase.get(..byte).map_or(0, |before| before.chars().count());
        self.add(start, start + word.chars().count());
    }
}

const FUNDS: &[(&str, FundSource)] = &[
    ("一般公共财政预算", FundSource::GeneralPublic),
    ("一般公共预算", FundSource::GeneralPublic),
    ("一般公共财政", FundSource::GeneralPublic),
    ("公共财政预算", FundSource::GeneralPublic),
    ("公共财政拨款", FundSource::GeneralPublic),
    ("公共预算", FundSource::GeneralPublic),
    ("政府性基金", FundSource::GovernmentFund),
    ("国有资本经营", FundSource::StateCapital),
    ("固有资本经营", FundSource::StateCapital),
    ("财政专户", FundSource::SpecialAccount),
    ("专户管理资金", FundSource::SpecialAccount),
    ("专户资金", FundSource::SpecialAccount),
    ("上级补助收入", FundSource::SuperiorSubsidy),
    ("附属单位上缴", FundSource::AffiliateRemittance),
    ("附属单位缴款", FundSource::AffiliateRemittance),
    ("事业单位经营收入", FundSource::InstitutionBusiness),
    ("经营收入", FundSource::InstitutionBusiness),
    ("事业收入", FundSource::InstitutionService),
    ("单位资金", FundSource::UnitFunds),
    ("其他收入", FundSource::Other),
];

/// Sources of funds that only bring revenue.
const INCOME_ONLY: &[FundSource] = &[
    FundSource::SuperiorSubsidy,
    FundSource::AffiliateRemittance,
    FundSource::InstitutionBusiness,
    FundSource::InstitutionService,
    FundSource::Other,
];

const NATURES: &[(&str, Nature, &str)] = &[
    ("基本支出", Nature::Basic, ""),
    ("项目支出", Nature::Project, ""),
    ("人员经费", Nature::Personnel, ""),
    ("人员支出", Nature::Personnel, ""),
    ("公用经费", Nature::Operating, ""),
    ("公用支出", Nature::Operating, ""),
    ("工资福利支出", Nature::WagesAndBenefits, "301"),
    ("商品和服务支出", Nature::GoodsAndServices, "302"),
    ("商品服务支出", Nature::GoodsAndServices, "302"),
    ("对个人和家庭", Nature::TransfersToIndividuals, "303"),
    ("对个人与家庭", Nature::TransfersToIndividuals, "303"),
    ("资本性支出", Nature::Capital, "310"),
    ("其他运转类", Nature::OtherOperating, ""),
    ("特定目标类", Nature::SpecificTarget, ""),
    ("经营支出", Nature::Business, ""),
    ("上缴上级支出", Nature::RemittanceToSuperior, ""),
    ("对附属单位补助", Nature::SubsidyToAffiliates, ""),
    ("预留机动经费", Nature::Reserve, ""),
];

/// Names of the operating costs of a body.
const OPERATING: &[&str] = &["机关运行经费", "机构运转经费", "机关运转经费", "机构运行经费", "机关(机构)运行经费"];

/// A word that follows a name and shows that the name belongs to a body: 政府采购中心.
const BODY_ENDINGS: &[&str] = &["中心", "局", "站", "处", "办公室", "管理所", "委员会", "科", "股", "管理部门"];

/// All places of a word in a phrase where it is not part of a body's name.
fn places<'a>(phrase: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    phrase.match_indices(word).map(|(byte, _)| byte).filter(move |byte| {
        let after = phrase.get(byte + word.len()..).unwrap_or_default();
        !BODY_ENDINGS.iter().any(|ending| after.starts_with(ending))
    })
}

fn has(phrase: &str, word: &str) -> bool {
    places(phrase, word).next().is_some()
}

/// 财政拨款 gives way to the fund that it is a part of; two different funds are several things.
pub fn find_fund(phrase: &str, found: &mut Features, span: &mut Span) {
    let mut covered: Vec<(usize, usize)> = Vec::new();
    for (word, fund) in FUNDS {
        for byte in places(phrase, word) {
            if covered.iter().any(|(start, end)| byte >= *start && byte < *end) {
                continue;
            }
            covered.push((byte, byte + word.len()));
            span.add_word(phrase, byte, word);
            match found.fund {
                Some(before) if before != *fund => found.several = true,
                _ => found.fund = Some(*fund),
            }
        }
    }
    let own = |byte: &usize| !phrase.get(..*byte).is_some_and(|before| before.ends_with('非'));
    for word in ["财政拨款", "财政预算拨款"] {
        if let Some(byte) = places(phrase, word).find(own) {
            span.add_word(phrase, byte, word);
            found.fund.get_or_insert(FundSource::Appropriation);
        }
    }
    if found.fund.is_some_and(|fund| INCOME_ONLY.contains(&fund)) {
        found.flows = Some(Flows::One(Flow::Revenue));
    }
}

/// The finest nature named; two of which neither is a part of the other are several things.
pub fn find_nature(phrase: &str, found: &mut Features, span: &mut Span) {
    for (word, nature, economic) in NATURES {
        let Some(byte) = places(phrase, word).next() else { continue };
        span.add_word(phrase, byte, word);
        found.nature = match found.nature {
            None => Some((*nature, *economic)),
            Some((before, _)) if is_part(*nature, before) => Some((*nature, *economic)),
            Some(before) if is_part(before.0, *nature) => Some(before),
            Some(before) => {
                found.several = true;
                Some(before)
            }
        };
    }
}

/// Whether one nature of expenditure is a part of another.
pub fn is_part(part: Nature, whole: Nature) -> bool {
    let mut above = part.parent();
    while let Some(nature) = above {
        if nature == whole {
            return true;
        }
        above = nature.parent();
    }
    false
}

/// 三公 items. 三公 with several items beside it is the total; several without it are several things.
pub fn find_three_public(phrase: &str, found: &mut Features, span: &mut Span) {
    const OVERSEAS: &[&str] = &["因公出国", "出国(境)", "出国境", "因公出境", "出国经费"];
    const RECEPTION: &[&str] = &["公务接待", "接待费"];
    const VEHICLES: &[&str] = &["公务用车", "公务车", "公车", "车辆购置", "车辆运行", "车购置及运行", "车辆购置及运行"];
    let mut first = |group: &[&str]| {
        let hit = group.iter().find_map(|word| places(phrase, word).next().map(|byte| (byte, *word)));
        if let Some((byte, word)) = hit {
            span.add_word(phrase, byte, word);
        }
        hit.is_some()
    };
    let (overseas, reception, vehicles) = (first(OVERSEAS), first(RECEPTION), first(VEHICLES));
    let (total, meetings, training) = (first(&["三公"]), first(&["会议费"]), first(&["培训费"]));
    let named = [overseas, reception, vehicles, meetings, training].iter().filter(|named| **named).count();
    if named == 0 && !total {
        return;
    }
    let item = match named {
        // 公车运行费（“三公”经费）: the last thing listed or all of them.
        1 if is_alias(phrase) => None,
        0 => Some(ThreePublicItem::Total),
        1 => ThreePublicItem::from_folded(&phrase.replace("三公", "")),
        _ if total && overseas && reception && vehicles => Some(ThreePublicItem::Total),
        _ => None,
    };
    found.several |= item.is_none();
    found.three_public = item;
    let part_of_reception = reception && ["外宾", "外事", "国内", "国(境)外"].iter().any(|word| phrase.contains(word));
    let vehicles_themselves =
        vehicles && !["费", "经费", "支出", "预算", "决算"].iter().any(|word| phrase.contains(word));
    let part_of_vehicles =
        vehicles_themselves && item == Some(ThreePublicItem::OfficialVehicles) && !phrase.contains("运行");
    found.part_of_vehicles = part_of_vehicles || vehicles && OF_VEHICLES.iter().any(|word| phrase.contains(word));
    found.beyond_tables |= part_of_reception || found.part_of_vehicles;
}

/// 购置费 and 运行费 in a list of what 公务用车购置及运行费 are.
pub fn find_of_vehicles(phrase: &str, found: &mut Features, span: &mut Span) {
    const PARTS: &[(&str, ThreePublicItem)] =
        &[("购置", ThreePublicItem::VehiclePurchase), ("运行", ThreePublicItem::VehicleOperation)];
    let mut named = PARTS.iter().filter(|(word, _)| phrase.starts_with(word));
    if let (Some((word, item)), None) = (named.next(), named.next()) {
        span.add_word(phrase, 0, word);
        found.three_public = Some(*item);
    }
}

/// Whether 三公 stands in brackets behind the last thing listed, as the name of the whole list.
fn is_alias(phrase: &str) -> bool {
    phrase.split('(').skip(1).any(|part| part.split_once(')').is_some_and(|(inside, _)| inside.contains("三公")))
}

/// What is paid for vehicles; no table shows it.
const OF_VEHICLES: &[&str] = &["加油", "燃油", "燃料", "维修", "保险", "过路", "过桥", "租赁", "租用", "奖励", "其他"];

/// Operating costs, procurement, service purchases, transfers, performance targets.
pub fn find_special(phrase: &str, found: &mut Features, span: &mut Span) {
    if let Some((byte, word)) = OPERATING.iter().find_map(|word| places(phrase, word).next().map(|byte| (byte, *word)))
    {
        span.add_word(phrase, byte, word);
        found.special = Some(Special::OperatingCosts);
        found.nature = None;
        return;
    }
    let bought = bought(phrase, found);
    let words: &[(&str, Special)] = &[
        ("政府采购", Special::Procurement(bought)),
        ("拟采购", Special::Procurement(bought)),
        ("拟购买", Special::Procurement(bought)),
        ("政府购买服务", Special::ServicePurchases),
        ("转移支付", Special::Transfers),
    ];
    for (word, special) in words {
        if let Some(byte) = places(phrase, word).next() {
            span.add_word(phrase, byte, word);
            found.special = Some(*special);
            return;
        }
    }
    const TARGETS: &[&str] =
        &["涉及预算", "涉及项目预算", "涉及财政性资金", "涉及资金", "涉及财政拨款", "涉及金额", "涉及一般公共预算"];
    if let Some((byte, word)) = TARGETS.iter().find_map(|word| phrase.find(word).map(|byte| (byte, *word))) {
        span.add_word(phrase, byte, word);
        found.special = Some(Special::Performance);
    }
}

/// 货物采购 in a list of what was procured.
pub fn find_bought(phrase: &str, found: &mut Features, span: &mut Span) {
    if let Some(bought) = bought(phrase, found) {
        let word = bought.name_zh();
        span.add_word(phrase, phrase.find(word).unwrap_or(0), word);
        found.special = Some(Special::Procurement(Some(bought)));
    }
}

fn bought(phrase: &str, found: &mut Features) -> Option<Bought> {
    let named: Vec<Bought> = [("货物", Bought::Goods), ("工程", Bought::Works), ("服务", Bought::Services)]
        .into_iter()
        .filter(|(word, _)| has(phrase, word))
        .map(|(_, bought)| bought)
        .collect();
    if named.len() > 1 && phrase.contains("采购") {
        found.several = true;
    }
    named.first().copied()
}

/// 收入, 支出, both, or a balance carried over.
pub fn find_flow(phrase: &str, found: &mut Features, span: &mut Span) {
    const BOTH: &[&str] =
        &["收支", "收、支", "收入支出", "收入、支出", "收入和支出", "收入与支出", "收入及支出", "收入(支出)"];
    if let Some((byte, word)) = BOTH.iter().find_map(|word| places(phrase, word).next().map(|byte| (byte, *word))) {
        span.add_word(phrase, byte, word);
        found.flows.get_or_insert(Flows::Both);
        return;
    }
    if has(phrase, "结转") || has(phrase, "结余") {
        find_carryover(phrase, found, span);
        return;
    }
    let last = |word: &str| places(phrase, word).last();
    let (revenue, expenditure) = (last("收入"), last("支出"));
    for byte in [revenue, expenditure].into_iter().flatten() {
        span.add_word(phrase, byte, "收入");
    }
    let flow = match (revenue, expenditure) {
        (None, None) => return,
        (Some(_), None) => Flow::Revenue,
        (None, Some(_)) => Flow::Expenditure,
        (Some(revenue), Some(expenditure)) if revenue > expenditure => Flow::Revenue,
        (Some(_), Some(_)) => Flow::Expenditure,
    };
    found.flows.get_or_insert(Flows::One(flow));
}

fn find_carryover(phrase: &str, found: &mut Features, span: &mut Span) {
    let any = |words: &[&str]| words.iter().any(|word| phrase.contains(word));
    for word in ["上年", "年初", "年末", "年终", "以前年度", "结转", "结余"] {
        if let Some(byte) = places(phrase, word).last() {
            span.add_word(phrase, byte, word);
        }
    }
    if any(&["非财政拨款结余", "结余分配", "专用结余"]) {
        found.beyond_tables = true;
        found.flows = None;
    } else if any(&["年末", "年终", "结转下年", "结转至下年"]) {
        found.flows = Some(Flows::One(Flow::CarryoverOut));
    } else if any(&["上年", "年初", "以前年度"]) {
        found.flows = Some(Flows::One(Flow::CarryoverIn));
    }
}

/// 总计, 总收入 and 收入总预算 include balances; 合计 is of the year.
pub fn find_level(phrase: &str, found: &mut Features, span: &mut Span) {
    const GRAND: &[&str] = &["总计", "总收入", "总支出", "总预算", "总决算", "收支预算总额", "总体"];
    const TOTAL: &[&str] = &["合计", "本年收入", "本年支出"];
    for (group, level) in [(GRAND, RowLevel::GrandTotal), (TOTAL, RowLevel::Total)] {
        if let Some((byte, word)) = group.iter().find_map(|word| places(phrase, word).next().map(|byte| (byte, *word)))
        {
            let own = found.names_something();
            if own {
                span.add_word(phrase, byte, word);
            }
            let is_part = found.nature.is_some() || found.three_public.is_some() || found.special.is_some();
            if !is_part {
                found.level = Some(level);
            }
            return;
        }
    }
}

/// Words that may stand in the name of revenue or expenditure as a whole.
const OF_TOTALS: &[&str] = &[
    "总计",
    "合计",
    "总额",
    "总体",
    "总",
    "小计",
    "本年度",
    "本年",
    "当年",
    "年度",
    "年初",
    "部门",
    "单位",
    "本级",
    "预算",
    "决算",
    "收入",
    "支出",
    "收支",
    "收",
    "支",
    "安排",
    "财务",
    "实际",
    "和",
    "与",
    "及",
    "、",
    "的",
    "各",
    "数",
    "(",
    ")",
];
/// Words that may stand beside the name of a fund.
const OF_FUNDS: &[&str] = &[
    "财政拨款",
    "公共财政",
    "拨款",
    "补助",
    "管理",
    "资金",
    "使用",
    "开支",
    "用",
    "中",
    "缴款",
    "上缴",
    "全部",
    "收益",
    "财政",
];
/// Words that may stand beside the name of a balance.
const OF_BALANCES: &[&str] = &[
    "上年",
    "年末",
    "年终",
    "以前年度",
    "结转",
    "结余",
    "下年",
    "至",
    "到",
    "资金",
    "财政拨款",
    "财政",
    "动用",
    "年初",
    "使用",
];
/// Words that may stand beside the name of a nature of expenditure.
const OF_NATURES: &[&str] = &["经费", "费用", "补助", "日常", "预留", "项目", "类", "机关", "性质"];
/// Words that may stand in the name of an item of the three public expenses.
const OF_THREE_PUBLIC: &[&str] = &[
    "三公",
    "因公",
    "出国",
    "出境",
    "境",
    "公务用车",
    "公务车",
    "公务车辆",
    "公车",
    "车辆",
    "用车",
    "公务",
    "接待",
    "购置",
    "运行",
    "维护",
    "会议费",
    "培训费",
    "经费",
    "费用",
    "费",
    "简称",
    "机关",
];
/// Words that may stand in the names of operating costs, procurement, transfers and performance targets.
const OF_SPECIAL: &[&str] = &[
    "行政",
    "事业",
    "机关",
    "政府采购",
    "拟采购",
    "拟购买",
    "采购",
    "货物",
    "工程",
    "服务",
    "类",
    "项目",
    "政府购买服务",
    "专项",
    "转移支付",
    "一般性",
    "涉及",
    "财政性",
    "经费",
    "金额",
    "一般公共",
    "资金",
    "拨款",
    "财政拨款",
    "财政",
];

/// Whether a name holds nothing but words that belong to the figure it names. 人员经费 is a figure of the tables;
/// 离退休人员经费 is a part of it that no table shows, and 经费支出 is anybody's guess.
pub fn is_all_known(name: &str, found: &Features) -> bool {
    if found.function.is_some() || found.beyond_tables {
        return true;
    }
    let balance = matches!(found.flows, Some(Flows::One(Flow::CarryoverIn | Flow::CarryoverOut)));
    let lists: [(bool, &[&str]); 6] = [
        (true, OF_TOTALS),
        (found.fund.is_some(), OF_FUNDS),
        (balance || name.contains("结转"), OF_BALANCES),
        (found.nature.is_some(), OF_NATURES),
        (found.three_public.is_some(), OF_THREE_PUBLIC),
        (found.special.is_some(), OF_SPECIAL),
    ];
    let mut words: Vec<&str> =
        lists.iter().filter(|(holds, _)| *holds).flat_map(|(_, words)| words.iter().copied()).collect();
    words.extend(FUNDS.iter().map(|(word, _)| *word).filter(|_| found.fund.is_some()));
    words.extend(NATURES.iter().map(|(word, _, _)| *word).filter(|_| found.nature.is_some()));
    words.extend(OPERATING.iter().copied().filter(|_| found.special == Some(Special::OperatingCosts)));
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    consists_of(name, &words)
}

/// Whether a name holds nothing but words for revenue or expenditure as a whole.
pub fn is_of_totals(name: &str) -> bool {
    let mut words = OF_TOTALS.to_vec();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    consists_of(name, &words)
}

fn consists_of(name: &str, words: &[&str]) -> bool {
    let mut rest = name;
    while !rest.is_empty() {
        match words.iter().find_map(|word| rest.strip_prefix(word)) {
            Some(shorter) => rest = shorter,
            None => return false,
        }
    }
    true
}
