//! A phrase → what it names, by vocabulary: direction, source of funds, nature, 科目, form and level.

use super::function::{self, FunctionName};
use super::vocabulary::{self as words, Flows, Special};
use crate::domain::{Amount, FiscalYear, Flow, Form, FundSource, Nature, Phase, RowLevel, ThreePublicItem};
use crate::facts::Coordinates;

/// Something the prose makes a claim about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its own words.
    pub text: String,
    /// The same as coordinates.
    pub coordinates: Coordinates,
    /// Year of the figure.
    pub year: FiscalYear,
    /// Phase of the figure.
    pub phase: Phase,
    /// The amount last claimed of it, for shares and second comparisons.
    pub amount: Option<Amount>,
}

impl Subject {
    /// The same figure of another body: no table of this document shows it.
    pub fn of_another(self, body: &str) -> Self {
        let coordinates = Coordinates { form: None, ..self.coordinates };
        Subject { text: format!("{body}{}", self.text), coordinates, ..self }
    }

    /// Whether both name the same figure.
    pub fn is_same_as(&self, other: &Subject) -> bool {
        self.year == other.year && self.phase == other.phase && self.is_same_thing_as(other)
    }

    /// Whether both speak of the same thing in whatever table: 财政拨款收入支出 of the total and of its two sides.
    pub fn is_about_same_as(&self, other: &Subject) -> bool {
        let key = |subject: &Subject| {
            let coordinates = subject.coordinates.clone();
            (coordinates.flow, coordinates.fund, coordinates.nature, coordinates.function_code)
        };
        let by_item = |subject: &Subject| {
            matches!(subject.coordinates.form, None | Some(Form::ThreePublicExpenses | Form::Procurement))
        };
        let same = self.year == other.year && self.phase == other.phase && key(self) == key(other);
        self.is_same_as(other) || same && !by_item(self) && !by_item(other)
    }

    /// Whether both name the same thing, of whatever year and phase. Codes and levels settle it where the form has
    /// them; elsewhere the item does, and there a fund that is not said makes no difference.
    pub fn is_same_thing_as(&self, other: &Subject) -> bool {
        let (left, right) = (&self.coordinates, &other.coordinates);
        let by_item =
            matches!(left.form, None | Some(Form::ThreePublicExpenses | Form::Procurement | Form::StateAssets));
        let mut codes = left.clone();
        codes.item.clone_from(&right.item);
        if by_item && (left.fund == FundSource::All || right.fund == FundSource::All) {
            codes.fund = right.fund;
        }
        codes == *right && (!by_item || left.item == right.item)
    }
}

/// What the vocabulary finds in a phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Direction.
    pub flows: Option<Flows>,
    /// Source of funds.
    pub fund: Option<FundSource>,
    /// Nature of expenditure, with its class of the economic classification.
    pub nature: Option<(Nature, &'static str)>,
    /// Item of the three public expenses.
    pub three_public: Option<ThreePublicItem>,
    /// Operating costs, procurement, transfers, performance targets.
    pub special: Option<Special>,
    /// Functional classification.
    pub function: Option<FunctionName>,
    /// 总计, 合计.
    pub level: Option<RowLevel>,
    /// Why the phrase names several things at once, where it does.
    pub several: bool,
    /// A part of an item that no table shows, such as 外事接待: its name must do.
    pub beyond_tables: bool,
    /// A figure of another body, such as a unit under the department: no table of this document shows it.
    pub elsewhere: bool,
    /// 公务用车加油, 公务用车保险: a part of what vehicles cost.
    pub part_of_vehicles: bool,
    /// Where the first and the last vocabulary word stand in the folded phrase, in characters.
    pub span: Option<(usize, usize)>,
}

impl Features {
    /// Whether the phrase names anything that a table shows.
    pub fn names_something(&self) -> bool {
        self.flows.is_some()
            || self.fund.is_some()
            || self.nature.is_some()
            || self.three_public.is_some()
            || self.special.is_some()
            || self.function.is_some()
    }
}

/// What encloses a phrase: the whole of which it is a part, or the headings above it.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The enclosing total.
    pub parent: Option<Coordinates>,
    /// Whether its parts are listed in the same sentence.
    pub close: bool,
    /// Whether 基本支出 or a part of it was claimed last.
    pub basic: bool,
    /// What the headings name, the deepest first.
    pub headings: Vec<Features>,
}

/// Looks for the vocabulary of budgets in a folded phrase.
pub fn features(
    phrase: &str,
    scope: &Scope,
    plain_name: &str,
    code_of: &dyn Fn(&str) -> Option<String>,
    year: i32,
) -> Features {
    let mut found = Features::default();
    let mut span = words::Span::default();
    words::find_fund(phrase, &mut found, &mut span);
    words::find_nature(phrase, &mut found, &mut span);
    words::find_three_public(phrase, &mut found, &mut span);
    if scope.parent.as_ref().is_some_and(is_vehicles) && found.three_public.is_none() {
        words::find_of_vehicles(phrase, &mut found, &mut span);
    }
    words::find_special(phrase, &mut found, &mut span);
    let procured = scope.parent.as_ref().is_some_and(|parent| parent.form == Some(Form::Procurement));
    if procured
        && found.special.is_none()
        && (phrase.contains("采购") || ["货物", "工程", "服务"].iter().any(|bought| phrase.starts_with(bought)))
    {
        words::find_bought(phrase, &mut found, &mut span);
    }
    words::find_flow(phrase, &mut found, &mut span);
    let received = scope.parent.as_ref().is_some_and(|parent| parent.flow != Some(Flow::Expenditure));
    if phrase.contains("当年拨款") && !received {
        // 一般公共预算当年拨款 is the name of what the fund spends this year.
        found.flows.get_or_insert(Flows::One(Flow::Expenditure));
    }
    words::find_level(phrase, &mut found, &mut span);
    let named_otherwise = found.nature.is_some() || found.three_public.is_some() || found.special.is_some();
    let by_function = scope.parent.as_ref().is_none_or(may_divide_by_function) && !NO_FUNCTIONS.contains(&phrase);
    let whole_fund = found.fund.is_some() || found.level.is_some();
    if function::is_marked(phrase) || !named_otherwise && !whole_fund && by_function {
        found.function = function::find(phrase, plain_name, scope, code_of, year);
        found.several |= found.function.is_none() && function::is_marked(phrase);
        if let Some(name) = &found.function {
            span.add(name.start, name.end);
            if found.flows == Some(Flows::Both) {
                found.flows = None;
            }
        }
    }
    found.span = span.get();
    found
}

/// Whether a whole is 公务用车购置及运行费.
fn is_vehicles(whole: &Coordinates) -> bool {
    whole.form == Some(Form::ThreePublicExpenses) && whole.item == ThreePublicItem::OfficialVehicles.name_zh()
}

/// Names of 科目 that departments use for other things.
const NO_FUNCTIONS: &[&str] = &["其他", "年初预留", "预备费", "预留", "转移性支出"];

/// Whether the parts of a whole may be 科目: those of 公用经费, of “三公”经费 or of procurement are not.
fn may_divide_by_function(whole: &Coordinates) -> bool {
    let by_use = matches!(
        whole.form,
        Some(Form::ThreePublicExpenses | Form::OperatingCosts | Form::Procurement | Form::ServicePurchases)
    );
    let by_economy = matches!(whole.nature, Nature::Personnel | Nature::Operating) || !whole.economic_code.is_empty();
    !by_use && !by_economy
}

/// The coordinates of what a phrase names: one for each direction that it names.
pub fn coordinates(found: &Features, scope: &Scope, label: &str) -> Vec<Coordinates> {
    let flows: &[Option<Flow>] = match found.flows {
        Some(Flows::Both) => &[Some(Flow::Revenue), Some(Flow::Expenditure)],
        Some(Flows::One(Flow::Revenue)) => &[Some(Flow::Revenue)],
        Some(Flows::One(Flow::Expenditure)) => &[Some(Flow::Expenditure)],
        Some(Flows::One(Flow::CarryoverIn)) => &[Some(Flow::CarryoverIn)],
        Some(Flows::One(Flow::CarryoverOut)) => &[Some(Flow::CarryoverOut)],
        None => &[None],
    };
    flows.iter().map(|flow| one(found, *flow, scope, label)).collect()
}

fn one(found: &Features, said: Option<Flow>, scope: &Scope, label: &str) -> Coordinates {
    let parent = scope.parent.as_ref();
    let mut coordinates = Coordinates { item: item_name(found, label), ..Coordinates::default() };
    let spends = found.nature.is_some()
        || found.three_public.is_some()
        || found.function.is_some()
        || matches!(found.special, Some(Special::OperatingCosts | Special::Procurement(_) | Special::Performance));
    coordinates.flow = if spends { Some(Flow::Expenditure) } else { said.or_else(|| inherited_flow(found, scope)) };
    coordinates.fund = found.fund.unwrap_or_else(|| inherited_fund(found, scope));
    if found.special == Some(Special::Performance) && !label.contains("整体") {
        coordinates.nature = Nature::Project;
    }
    if let Some((nature, economic)) = found.nature {
        coordinates.nature = nature;
        coordinates.economic_code = economic.to_owned();
    }
    if let Some(parent) = parent.filter(|_| scope.close && divides_by_fund(found)) {
        coordinates.function_code.clone_from(&parent.function_code);
        coordinates.economic_code.clone_from(&parent.economic_code);
        coordinates.nature = parent.nature;
    }
    match &found.function {
        Some(name) => {
            coordinates.function_code.clone_from(&name.code);
            if found.nature.is_none()
                && let Some(parent) =
                    parent.filter(|parent| parent.economic_code.is_empty() && parent.function_code.is_empty())
            {
                coordinates.nature = parent.nature;
            }
        }
        None if found.nature.is_some() => {
            coordinates.function_code = parent.map(|parent| parent.function_code.clone()).unwrap_or_default();
        }
        None => {}
    }
    coordinates.level = level(found, &coordinates);
    coordinates.form = form(found, &coordinates, scope);
    coordinates
}

/// Whether a part says no more than its fund: （其中：一般公共预算支出16万元）.
fn divides_by_fund(found: &Features) -> bool {
    let named = found.nature.is_some() || found.function.is_some() || found.three_public.is_some();
    found.fund.is_some() && !named && found.special.is_none() && found.level.is_none()
}

/// Items of forms whose items have no code go by their usual names, so that prose and table agree.
fn item_name(found: &Features, label: &str) -> String {
    let usual = match (found.three_public, found.special) {
        (Some(item), _) if !found.beyond_tables => item.name_zh(),
        (_, Some(Special::Procurement(Some(bought)))) => bought.name_zh(),
        _ => label,
    };
    usual.to_owned()
}

fn inherited_flow(found: &Features, scope: &Scope) -> Option<Flow> {
    if found.special.is_some() {
        return None;
    }
    let from_headings = || {
        scope.headings.iter().find_map(|heading| heading.flows).and_then(|flows| match flows {
            Flows::One(flow) => Some(flow),
            Flows::Both => None,
        })
    };
    match &scope.parent {
        Some(parent) => parent.flow.or_else(from_headings),
        None => from_headings(),
    }
}

/// The source of funds of the whole holds for its parts; totals and the budget's own items take it from the heading.
fn inherited_fund(found: &Features, scope: &Scope) -> FundSource {
    if found.three_public.is_some() || found.special.is_some() {
        return FundSource::All;
    }
    if let Some(parent) = &scope.parent
        && parent.form != Some(Form::ThreePublicExpenses)
    {
        return parent.fund;
    }
    scope.headings.iter().find_map(|heading| heading.fund).unwrap_or(FundSource::All)
}

fn level(found: &Features, coordinates: &Coordinates) -> RowLevel {
    if let Some(level) = found.level {
        return level;
    }
    if let Some(item) = found.three_public {
        return match item {
            ThreePublicItem::Total => RowLevel::Total,
            ThreePublicItem::OfficialVehicles => RowLevel::Subtotal,
            _ => RowLevel::Leaf,
        };
    }
    match &found.function {
        Some(name) if name.depth < 3 => return RowLevel::Subtotal,
        Some(_) => return RowLevel::Leaf,
        None => {}
    }
    match found.special {
        Some(Special::Procurement(Some(_))) => return RowLevel::Leaf,
        Some(_) => return RowLevel::Total,
        None => {}
    }
    match coordinates.nature {
        // Revenue and expenditure are equal only with the balances carried over.
        Nature::Total
            if found.flows == Some(Flows::Both)
                && matches!(coordinates.fund, FundSource::All | FundSource::Appropriation) =>
        {
            RowLevel::GrandTotal
        }
        Nature::Total if matches!(coordinates.flow, Some(Flow::Revenue)) && coordinates.fund != FundSource::All => {
            RowLevel::Leaf
        }
        Nature::Total if matches!(coordinates.flow, Some(Flow::CarryoverIn | Flow::CarryoverOut)) => RowLevel::Leaf,
        Nature::Total => RowLevel::Total,
        Nature::Basic | Nature::Project | Nature::Personnel | Nature::Operating => RowLevel::Subtotal,
        _ => RowLevel::Leaf,
    }
}

/// Whether a part of a whole is shown by no table: the funds of 公务接待费, 工资福利支出 of a project.
fn is_beyond(found: &Features, coordinates: &Coordinates, scope: &Scope) -> bool {
    let plain = found.three_public.is_none() && found.special.is_none();
    let of_item = scope.parent.as_ref().and_then(|parent| parent.form).is_some_and(|form| {
        matches!(form, Form::ThreePublicExpenses | Form::OperatingCosts | Form::Procurement | Form::ServicePurchases)
    });
    let nature = scope.parent.as_ref().map_or(Nature::Total, |parent| parent.nature);
    let of_basic = scope.basic
        || nature == Nature::Basic
        || words::is_part(nature, Nature::Basic)
        || scope.headings.iter().any(|heading| heading.nature.is_some_and(|(nature, _)| nature == Nature::Basic));
    plain && (scope.close && of_item || !coordinates.economic_code.is_empty() && !of_basic)
}

/// 转移性支出: 调出资金, 年终结余 and the like balance the books of a government and are no expenditure of a department.
const TRANSFERS: &str = "230";

/// The form whose figure says the same.
fn form(found: &Features, coordinates: &Coordinates, scope: &Scope) -> Option<Form> {
    let whole = scope.parent.as_ref().and_then(|parent| parent.form);
    if is_beyond(found, coordinates, scope) {
        return None;
    }
    if found.elsewhere || found.part_of_vehicles || scope.headings.iter().any(|heading| heading.elsewhere) {
        return None;
    }
    if found.three_public.is_some() {
        // 会议费 in a list of what 机关运行经费 are spent on is a part of the 会议费 that the table shows.
        let apart = matches!(
            whole,
            Some(Form::OperatingCosts | Form::Procurement | Form::ServicePurchases | Form::ProjectPerformanceTargets)
        );
        let of_nature = scope.parent.as_ref().is_some_and(|parent| parent.nature != Nature::Total);
        return (!apart && !of_nature).then_some(Form::ThreePublicExpenses);
    }
    match found.special {
        Some(Special::OperatingCosts) => return Some(Form::OperatingCosts),
        Some(Special::Procurement(_)) => return Some(Form::Procurement),
        Some(Special::ServicePurchases) => return Some(Form::ServicePurchases),
        Some(Special::Transfers) => return Some(Form::TransferPayments),
        Some(Special::Performance) => return Some(Form::ProjectPerformanceTargets),
        None => {}
    }
    if scope.parent.as_ref().is_some_and(|parent| parent.form.is_none())
        || found.beyond_tables
        || found.function.as_ref().is_some_and(|name| name.code.is_empty() || name.code.starts_with(TRANSFERS))
    {
        return None;
    }
    let above = Above::of(scope);
    let splits_basic = matches!(coordinates.nature, Nature::Personnel | Nature::Operating)
        || !coordinates.economic_code.is_empty()
        || coordinates.nature == Nature::Basic && above.basic;
    if coordinates.flow == Some(Flow::Expenditure) {
        return Some(match coordinates.fund {
            FundSource::GeneralPublic | FundSource::GovernmentFund | FundSource::StateCapital
                if above.appropriation
                    && coordinates.nature == Nature::Total
                    && coordinates.function_code.is_empty() =>
            {
                Form::AppropriationSummary
            }
            FundSource::GeneralPublic if splits_basic => Form::GeneralPublicBasicExpenditure,
            FundSource::GeneralPublic => Form::GeneralPublicExpenditure,
            FundSource::GovernmentFund => Form::GovernmentFundExpenditure,
            FundSource::StateCapital => Form::StateCapitalExpenditure,
            FundSource::Appropriation if coordinates.level == RowLevel::GrandTotal || above.appropriation => {
                Form::AppropriationSummary
            }
            FundSource::Appropriation if splits_basic => Form::AppropriationBasicExpenditure,
            FundSource::Appropriation => Form::AppropriationExpenditure,
            _ if above.expenditure || coordinates.nature != Nature::Total => Form::ExpenditureSummary,
            _ => Form::RevenueExpenditureSummary,
        });
    }
    coordinates.flow?;
    Some(match coordinates.fund {
        _ if matches!(whole, Some(Form::RevenueSummary | Form::AppropriationSummary)) => whole?,
        FundSource::Appropriation if above.revenue && coordinates.level == RowLevel::Leaf => Form::RevenueSummary,
        FundSource::Appropriation => Form::AppropriationSummary,
        _ if above.appropriation => Form::AppropriationSummary,
        _ if above.revenue => Form::RevenueSummary,
        _ => Form::RevenueExpenditureSummary,
    })
}

/// What the headings above a phrase say of the table it repeats.
struct Above {
    revenue: bool,
    expenditure: bool,
    appropriation: bool,
    basic: bool,
}

impl Above {
    /// The nearest heading that names something, with the fund of those above it: （一）收入预算 below 财政拨款收支预算.
    fn of(scope: &Scope) -> Self {
        let named: Vec<&Features> = scope.headings.iter().filter(|heading| heading.names_something()).collect();
        let funded = named.iter().position(|heading| heading.fund.is_some());
        let flows = named.first().and_then(|heading| heading.flows);
        let plain = funded.is_none();
        let both =
            |heading: &&Features| heading.fund == Some(FundSource::Appropriation) && heading.flows == Some(Flows::Both);
        let only_flows = |count: usize| {
            named
                .iter()
                .take(count)
                .all(|heading| heading.nature.is_none() && heading.function.is_none() && heading.three_public.is_none())
        };
        Above {
            revenue: plain && flows == Some(Flows::One(Flow::Revenue)),
            expenditure: plain && flows == Some(Flows::One(Flow::Expenditure)),
            appropriation: funded.is_some_and(|place| only_flows(place) && named.get(place).is_some_and(both)),
            basic: named
                .first()
                .is_some_and(|heading| heading.nature.is_some_and(|(nature, _)| nature == Nature::Basic)),
        }
    }
}
