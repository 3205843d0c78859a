//! What a column or a row label means: the vocabulary of heads and labels, as effects on coordinates.

use crate::domain::{Flow, Form, FundSource, MoneyUnit, Nature, Phase, RowLevel, ThreePublicItem, codebook};

/// Part of a classification code that a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePart {
    /// 类: three digits
    Class,
    /// 款: two more
    Section,
    /// 项: two more
    Item,
    /// All digits in one cell
    Merged,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Part of a code of a classification; which one the digits tell.
    Code(CodePart),
    /// Code of a department or unit (in project tables possibly of a project).
    UnitCode,
    /// Name of a department or unit.
    UnitName,
    /// Label of the row: 项目, 科目名称, 单位（科目名称）.
    Label,
    /// Name of a project.
    ProjectName,
    /// 类型 of a project.
    ProjectType,
    /// 行次, 序号: not a code.
    Ordinal,
    /// 年度: the year of the row's figures.
    Period,
    /// Remarks.
    Note,
    /// Amounts.
    Amount(AmountColumn),
    /// 增减额, 增减率, 占比: computed from other columns.
    Comparison,
    /// Name of a performance indicator of this level-one kind.
    IndicatorName(String),
    /// Value of the performance indicator in the column before.
    IndicatorValue,
    /// Counts and other numbers that are not money.
    Count,
    /// Nothing stands in it, or it could not be told.
    Empty,
}

/// What the amounts of a column are, as far as the head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AmountColumn {
    /// Direction.
    pub flow: Option<Flow>,
    /// Source of funds.
    pub fund: Option<FundSource>,
    /// Nature of expenditure.
    pub nature: Option<Nature>,
    /// 总计 or 其中.
    pub level: Option<RowLevel>,
    /// Three-public item.
    pub item: Option<ThreePublicItem>,
    /// 货物, 工程 or 服务 in tables of procurement.
    pub procurement: Option<&'static str>,
    /// Economic class of departments that the head names and that is no nature: 债务利息及费用支出.
    pub economic_code: Option<&'static str>,
    /// Economic class of governments that the head names: 机关工资福利支出, 对企业补助.
    pub government_economic_code: Option<&'static str>,
    /// Another form whose figure stands in this column (机关运行经费 beside 三公).
    pub form: Option<Form>,
    /// Phase, where the column names it.
    pub phase: Option<Phase>,
    /// Year: explicit (2024年预算数) …
    pub year: Option<i32>,
    /// … or last year's (上年预算数).
    pub last_year: bool,
    /// Unit of money in the head.
    pub unit: Option<MoneyUnit>,
    /// Whether the vocabulary knew every word of the head.
    pub understood: bool,
}

/// The source of funds that a folded text names.
pub fn fund_in(text: &str) -> Option<FundSource> {
    let has = |word: &str| text.contains(word);
    if has("政府性基金") {
        Some(FundSource::GovernmentFund)
    } else if has("国有资本") || has("固有资本") || has("国资经营") {
        Some(FundSource::StateCapital)
    } else if has("公共预算") || has("公共财政") {
        Some(FundSource::GeneralPublic)
    } else if has("财政专户") || has("专户管理") {
        Some(FundSource::SpecialAccount)
    } else if has("事业单位经营") || has("经营收入") {
        Some(FundSource::InstitutionBusiness)
    } else if has("事业收入") || has("事业单位收入") {
        Some(FundSource::InstitutionService)
    } else if has("上级补助") {
        Some(FundSource::SuperiorSubsidy)
    } else if has("附属单位上缴") || has("附属单位缴款") || has("下级单位上缴") {
        Some(FundSource::AffiliateRemittance)
    } else if has("单位资金") || has("其他资金") || has("自有资金") || has("非财政拨款") {
        Some(FundSource::UnitFunds)
    } else if has("财政拨款") || has("政府预算资金") {
        Some(FundSource::Appropriation)
    } else if has("其他收入") {
        Some(FundSource::Other)
    } else {
        None
    }
}

/// The nature of expenditure that a folded text names; the innermost wins.
pub fn nature_in(text: &str) -> Option<Nature> {
    const WORDS: &[(&str, Nature)] = &[
        ("工资福利", Nature::WagesAndBenefits),
        ("对个人和家庭", Nature::TransfersToIndividuals),
        ("商品和服务", Nature::GoodsAndServices),
        ("商品服务支出", Nature::GoodsAndServices),
        ("资本性支出", Nature::Capital),
        ("人员经费", Nature::Personnel),
        ("人员支出", Nature::Personnel),
        ("公用经费", Nature::Operating),
        ("公用支出", Nature::Operating),
        ("其他运转", Nature::OtherOperating),
        ("特定目标", Nature::SpecificTarget),
        ("预留机动", Nature::Reserve),
        ("上缴上级", Nature::RemittanceToSuperior),
        ("对附属单位补助", Nature::SubsidyToAffiliates),
        ("对下级单位补助", Nature::SubsidyToAffiliates),
        ("经营支出", Nature::Business),
        ("基本支出", Nature::Basic),
        ("项目支出", Nature::Project),
    ];
    WORDS.iter().find(|(word, _)| text.contains(word)).map(|(_, nature)| *nature)
}

/// The direction that a folded text names.
pub fn flow_in(text: &str) -> Option<Flow> {
    let has = |word: &str| text.contains(word);
    let carried = has("结转") || has("结余");
    if carried && (has("年终") || has("年末") || has("结转下年") || has("期末")) {
        Some(Flow::CarryoverOut)
    } else if carried
        && (has("上年") || has("年初") || has("以前年度") || has("期初") || has("结转资金") || has("结转结余"))
    {
        Some(Flow::CarryoverIn)
    } else if has("收入") && !has("支出") {
        Some(Flow::Revenue)
    } else if has("支出") && !has("收入") {
        Some(Flow::Expenditure)
    } else {
        None
    }
}

/// 货物, 工程 or 服务 in tables of procurement.
pub fn procurement_in(text: &str) -> Option<&'static str> {
    ["货物", "工程", "服务"].into_iter().find(|word| text.contains(word))
}

/// Heads over the code and the name of a classification: 功能科目 over 编码 and 名称.
fn is_classification(text: &str) -> bool {
    ["科目", "功能分类", "经济分类"].iter().any(|word| text.contains(word)) && !text.contains("项目")
}

/// Heads of several columns that all compare (增减变化情况 over the items of the three public expenses; 2022年预算数比2021年执行数).
fn groups_comparisons(text: &str) -> bool {
    let words = ["增减", "增长", "同比", "比上年", "较上年", "与上年", "占比", "比重", "差异", "变动情况"];
    words.iter().any(|word| text.contains(word)) || compares_years(text)
}

/// `比2021年`, `较2021年`, `与2021年`: what follows is a difference or a rate.
fn compares_years(text: &str) -> bool {
    ['比', '较', '与'].iter().any(|word| {
        text.match_indices(*word).any(|(at, word)| {
            super::section::year_in(&text[at + word.len()..]).is_some()
                && text[at + word.len()..].starts_with(|first: char| first.is_ascii_digit())
        })
    })
}

/// Heads that compare columns instead of printing an amount.
fn is_comparison(text: &str) -> bool {
    if text.contains("弥补") {
        return false;
    }
    compares_years(text)
        || [
            "增减",
            "增长",
            "比上年",
            "变动",
            "占比",
            "比重",
            "%",
            "执行率",
            "完成",
            "差额",
            "差异",
            "较上年",
            "同比",
            "增幅",
            "降幅",
        ]
        .iter()
        .any(|word| text.contains(word))
}

fn is_count(text: &str) -> bool {
    ["数量", "人数", "批次", "个数", "辆数", "(辆)", "(台)", "(人)", "(个)", "(批次)", "编制数", "保有量", "单价"]
        .iter()
        .any(|word| text.contains(word))
}

/// Whether a folded row label names a count: `因公出国(境)团组数(个)`, `国内公务接待人次(人)`.
pub fn is_count_label(folded: &str) -> bool {
    const UNITS: &[&str] = &[
        "(个)",
        "(辆)",
        "(台)",
        "(人)",
        "(批次)",
        "(批)",
        "(次)",
        "(人次)",
        "(套)",
        "(台,套)",
        "(台、套)",
        "(台/套)",
        "(台(套))",
        "(平方米)",
    ];
    const ENDS: &[&str] = &["团组数", "人次数", "保有量", "批次", "人次", "人数", "购置数", "车辆数"];
    UNITS.iter().any(|unit| folded.ends_with(unit)) || ENDS.iter().any(|end| folded.ends_with(end))
}

/// The meaning of a column from its folded head, top to bottom.
pub fn role_of_path(path: &[String], form: Option<Form>) -> Role {
    let Some(leaf) = path.last() else { return Role::Empty };
    let project_form = matches!(
        form,
        Some(Form::ProjectExpenditure | Form::ProjectPerformanceTargets | Form::GeneralPublicProjectExpenditure)
    );
    if let Some(role) = indicator_role(path, leaf) {
        return role;
    }
    if let Some(role) = key_role(leaf, project_form) {
        let classified = path.iter().any(|piece| is_classification(piece));
        return if role == Role::UnitCode && classified { Role::Code(CodePart::Merged) } else { role };
    }
    if is_comparison(leaf) || path.iter().any(|piece| groups_comparisons(piece)) {
        return Role::Comparison;
    }
    if path.iter().any(|piece| is_count(piece)) {
        return Role::Count;
    }
    Role::Amount(amount_column(path, form))
}

fn indicator_role(path: &[String], leaf: &str) -> Option<Role> {
    let kind = path.iter().rev().skip(1).find(|piece| piece.ends_with("指标"));
    match leaf {
        "三级指标" | "指标名称" => Some(Role::IndicatorName(kind.cloned().unwrap_or_default())),
        "指标值" | "目标值" | "绩效指标值" | "指标值说明" => Some(Role::IndicatorValue),
        _ => None,
    }
}

/// The meaning of heads above codes, names and ordinals.
fn key_role(leaf: &str, project_form: bool) -> Option<Role> {
    let plain = leaf.split('(').next().filter(|start| !start.is_empty()).unwrap_or(leaf);
    let has = |word: &str| leaf.contains(word);
    Some(match plain {
        "类" => Role::Code(CodePart::Class),
        "款" => Role::Code(CodePart::Section),
        "项" => Role::Code(CodePart::Item),
        "行次" | "序号" | "栏次" | "行号" => Role::Ordinal,
        "年度" | "年份" | "预算年度" | "决算年度" => Role::Period,
        "备注" | "说明" | "项目内容" | "绩效目标" | "年度绩效目标" | "立项依据" | "项目概况" => {
            Role::Note
        }
        "项目" | "支出项目" | "收入项目" | "经费项目" | "费用项目" | "功能分类" | "经济分类" | "支出用途"
            if !project_form =>
        {
            Role::Label
        }
        "项目" | "项目名称" if project_form => Role::ProjectName,
        "类型" | "项目类型" | "项目类别" | "支出类型" | "项目分类" => Role::ProjectType,
        "项目单位" if has("项目名称") => Role::Label,
        "单位" if has("科目") => Role::Label,
        _ if (has("编码") || has("编号") || has("代码")) && has("科目") => Role::Code(CodePart::Merged),
        _ if (has("编码") || has("编号") || has("代码")) && !has("名称") => Role::UnitCode,
        _ if has("科目") && !has("金额") || has("采购目录") || has("采购品目") || has("品目名称") => {
            Role::Label
        }
        _ if has("项目名称") || has("购买服务项目") => {
            if project_form {
                Role::ProjectName
            } else {
                Role::Label
            }
        }
        _ if has("单位名称")
            || has("部门名称")
            || plain == "项目单位"
            || plain == "单位"
            || plain == "部门"
            || (has("名称") && has("部门")) =>
        {
            Role::UnitName
        }
        _ if has("名称") => Role::Label,
        _ => return None,
    })
}

/// The coordinates that a folded head gives its amounts.
pub fn amount_column(path: &[String], form: Option<Form>) -> AmountColumn {
    let mut column = AmountColumn { understood: true, ..AmountColumn::default() };
    for piece in path {
        apply_piece(&mut column, piece, form);
    }
    if form == Some(Form::ThreePublicExpenses) {
        let whole: Vec<&String> = path.iter().filter(|piece| !piece.contains("三公")).collect();
        column.item =
            whole.iter().rev().find_map(|piece| three_public_piece(&whole, piece)).or(Some(ThreePublicItem::Total));
        if path.iter().any(|piece| piece.contains("机关运行经费") && !piece.contains("三公")) {
            column.form = Some(Form::OperatingCosts);
            column.item = None;
        }
    }
    column
}

/// The item of a leaf; 购置费 and 运行费 are known by the head above them.
fn three_public_piece(path: &[&String], piece: &str) -> Option<ThreePublicItem> {
    let vehicles = path.iter().any(|above| above.contains('车'));
    ThreePublicItem::from_folded(piece).or_else(|| match piece {
        "小计" if vehicles => Some(ThreePublicItem::OfficialVehicles),
        _ if vehicles && piece.contains("购置") => Some(ThreePublicItem::VehiclePurchase),
        _ if vehicles && (piece.contains("运行") || piece.contains("维护")) => {
            Some(ThreePublicItem::VehicleOperation)
        }
        _ => None,
    })
}

fn apply_piece(column: &mut AmountColumn, piece: &str, form: Option<Form>) {
    let of_which = piece.starts_with("其中") || piece.starts_with('#');
    if of_which {
        column.level = Some(RowLevel::OfWhich);
    }
    let fund = fund_in(piece);
    let restricts = !(of_which && column.fund.is_some());
    if let Some(fund) = fund.filter(|_| restricts) {
        column.fund = Some(fund);
    }
    let nature = nature_in(piece);
    column.nature = nature.or(column.nature);
    let flow = flow_in(piece);
    let carried = matches!(flow, Some(Flow::CarryoverIn | Flow::CarryoverOut));
    if carried || (flow.is_some() && column.flow.is_none()) {
        column.flow = flow;
    }
    if piece.contains("总计") && form == Some(Form::RevenueSummary) {
        column.level = Some(RowLevel::GrandTotal);
    }
    column.unit = piece.split_once('(').and_then(|(_, inside)| MoneyUnit::from_name(inside)).or(column.unit);
    column.year = super::section::year_in(piece).map(|year| year.get()).or(column.year);
    column.last_year |= names_last_year(piece);
    column.phase = phase_of_piece(piece).or(column.phase);
    if form == Some(Form::Procurement) {
        column.procurement = procurement_in(piece).or(column.procurement);
    }
    column.understood &= fund.is_some()
        || nature.is_some()
        || flow.is_some()
        || of_which
        || ThreePublicItem::from_folded(piece).is_some()
        || is_plain_amount_word(piece);
}

/// 上年预算数, 上年数, 上年度; not 上年结转.
fn names_last_year(piece: &str) -> bool {
    let figures = ["预算", "决算", "执行", "数", "金额"].iter().any(|word| piece.contains(word));
    let carried = piece.contains("结转") || piece.contains("结余");
    !carried && (piece.contains("上年") && figures || matches!(piece, "上年" | "上年度" | "去年" | "去年数"))
}

/// The phase that a folded head or label names: 决算数, 调整预算数, 年初预算数.
pub fn phase_of_piece(piece: &str) -> Option<Phase> {
    if piece.contains("决算") || piece.contains("执行数") || piece.contains("实际支出") {
        Some(Phase::Executed)
    } else if piece.contains("调整预算") || piece.contains("全年预算") {
        Some(Phase::Adjusted)
    } else if piece.contains("预算数") || piece.contains("年初预算") {
        Some(Phase::Approved)
    } else {
        None
    }
}

fn is_plain_amount_word(piece: &str) -> bool {
    const WORDS: &[&str] = &[
        "合计",
        "小计",
        "总计",
        "金额",
        "预算数",
        "决算数",
        "决算",
        "执行数",
        "总额",
        "数",
        "资金",
        "本年",
        "当年",
        "购置费",
        "运行费",
        "运行维护费",
        "拨款",
        "预算",
        "收入",
        "支出",
        "货物",
        "工程",
        "服务",
        "经费",
    ];
    WORDS.iter().any(|word| piece.contains(word))
}

/// Whether a folded head over several columns says of which year, phase, fund or nature their figures are, or that they
/// compare.
pub fn tells_figures(folded: &str) -> bool {
    super::section::year_in(folded).is_some()
        || names_last_year(folded)
        || groups_comparisons(folded)
        || phase_of_piece(folded).is_some()
        || fund_in(folded).is_some()
        || nature_in(folded).is_some()
        || flow_in(folded).is_some()
        || folded.contains("结转")
        || folded.contains("结余")
        || ThreePublicItem::from_folded(folded).is_some()
}

/// Whether a folded text is the name of an economic class or item: 基本工资, 办公费.
pub fn is_economic_item(folded: &str) -> bool {
    let digits = |book: &codebook::Codebook| book.code_of(folded, 5).or_else(|| book.code_of(folded, 3));
    digits(&codebook::ECONOMIC_DEPARTMENT).or_else(|| digits(&codebook::ECONOMIC_GOVERNMENT)).is_some()
}

/// Whether a folded text can stand in a head.
pub fn is_head_word(folded: &str) -> bool {
    let plain = folded.trim_matches(['(', ')', ':', '*', '"']);
    if plain.is_empty() {
        return true;
    }
    if super::header::is_ordinal_label(plain)
        || plain.chars().count() > 45
        || plain.starts_with(|first: char| first.is_ascii_digit() && !plain.contains('年'))
    {
        return false;
    }
    super::section::bare_year(plain).is_some()
        || names_last_year(plain)
        || key_role(plain, false).is_some()
        || key_role(plain, true).is_some()
        || is_comparison(plain)
        || is_count(plain)
        || fund_in(plain).is_some()
        || nature_in(plain).is_some()
        || flow_in(plain).is_some()
        || ThreePublicItem::from_folded(plain).is_some()
        || is_plain_amount_word(plain)
        || plain.ends_with("指标")
        || plain.ends_with("指标值")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(pieces: &[&str]) -> Vec<String> {
        pieces.iter().map(|piece| (*piece).to_owned()).collect()
    }

    #[test]
    fn heads_give_their_amounts_coordinates() {
        let Role::Amount(column) =
            role_of_path(&path(&["本年收入", "一般公共预算", "其中:财政拨款"]), Some(Form::RevenueSummary))
        else {
            panic!()
        };
        assert_eq!(
            (column.flow, column.fund, column.level),
            (Some(Flow::Revenue), Some(FundSource::GeneralPublic), Some(RowLevel::OfWhich))
        );
        let Role::Amount(column) = role_of_path(&path(&["上年结转结余", "一般公共预算"]), Some(Form::RevenueSummary))
        else {
            panic!()
        };
        assert_eq!((column.flow, column.fund), (Some(Flow::CarryoverIn), Some(FundSource::GeneralPublic)));
        let Role::Amount(column) =
            role_of_path(&path(&["公务用车购置及运行费", "购置费"]), Some(Form::ThreePublicExpenses))
        else {
            panic!()
        };
        assert_eq!(column.item, Some(ThreePublicItem::VehiclePurchase));
    }

    #[test]
    fn code_heads_are_not_amounts() {
        assert_eq!(role_of_path(&path(&["科目编码", "款"]), None), Role::Code(CodePart::Section));
        assert_eq!(role_of_path(&path(&["部门预算支出经济分类科目", "科目编码"]), None), Role::Code(CodePart::Merged));
        assert_eq!(role_of_path(&path(&["单位代码"]), None), Role::UnitCode);
        assert_eq!(role_of_path(&path(&["单位(科目名称)"]), None), Role::Label);
        assert_eq!(role_of_path(&path(&["行次"]), None), Role::Ordinal);
    }
}
