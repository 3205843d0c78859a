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
    /// Whether both name the same figure.
    pub fn is_same_as(&self, other: &Subject) -> bool {
        self.year == other.year && self.phase == other.phase && self.is_same_thing_as(other)
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
    words::find_special(phrase, &mut found, &mut span);
    let procured = scope.parent.as_ref().is_some_and(|parent| parent.form == Some(Form::Procurement));
    if procured
        && found.special.is_none()
        && (phrase.contains("采购") || ["货物", "工程", "服务"].iter().any(|bought| phrase.starts_with(bought)))
    {
        words::find_bought(phrase, &mut found, &mut span);
    }
    words::find_flow(phrase, &mut found, &mut span);
    words::find_level(phrase, &mut found, &mut span);
    let named_otherwise = found.nature.is_some() || found.three_public.is_some() || found.special.is_some();
    let economic = scope.parent.as_ref().is_some_and(|parent| !parent.economic_code.is_empty());
    let whole_fund = found.fund.is_some() || found.level.is_some();
    if function::is_marked(phrase) || !named_otherwise && !whole_fund && !economic {
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
        Nature::Total if matches!(coordinates.flow, Some(Flow::Revenue)) && coordinates.fund != FundSource::All => {
            RowLevel::Leaf
        }
        Nature::Total if matches!(coordinates.flow, Some(Flow::CarryoverIn | Flow::CarryoverOut)) => RowLevel::Leaf,
        Nature::Total => RowLevel::Total,
        Nature::Basic | Nature::Project | Nature::Personnel | Nature::Operating => RowLevel::Subtotal,
        _ => RowLevel::Leaf,
    }
}

/// The form whose figure says the same.
fn form(found: &Features, coordinates: &Coordinates, scope: &Scope) -> Option<Form> {
    if found.three_public.is_some() {
        return Some(Form::ThreePublicExpenses);
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
        || found.function.as_ref().is_some_and(|name| name.code.is_empty())
    {
        return None;
    }
    let heading = scope.headings.iter().find(|heading| heading.names_something());
    let revenue_heading =
        heading.is_some_and(|heading| heading.flows == Some(Flows::One(Flow::Revenue)) && heading.fund.is_none());
    let expenditure_heading =
        heading.is_some_and(|heading| heading.flows == Some(Flows::One(Flow::Expenditure)) && heading.fund.is_none());
    let basic_heading =
        heading.is_some_and(|heading| heading.nature.is_some_and(|(nature, _)| nature == Nature::Basic));
    let whole = scope.parent.as_ref().and_then(|parent| parent.form);
    let appropriation_heading = heading
        .is_some_and(|heading| heading.fund == Some(FundSource::Appropriation) && heading.flows == Some(Flows::Both));
    let splits_basic = matches!(coordinates.nature, Nature::Personnel | Nature::Operating)
        || !coordinates.economic_code.is_empty()
        || coordinates.nature == Nature::Basic && basic_heading;
    if coordinates.flow == Some(Flow::Expenditure) {
        return Some(match coordinates.fund {
            FundSource::GeneralPublic | FundSource::GovernmentFund | FundSource::StateCapital
                if appropriation_heading
                    && coordinates.nature == Nature::Total
                    && coordinates.function_code.is_empty() =>
            {
                Form::AppropriationSummary
            }
            FundSource::GeneralPublic if splits_basic => Form::GeneralPublicBasicExpenditure,
            FundSource::GeneralPublic => Form::GeneralPublicExpenditure,
            FundSource::GovernmentFund => Form::GovernmentFundExpenditure,
            FundSource::StateCapital => Form::StateCapitalExpenditure,
            FundSource::Appropriation if found.level == Some(RowLevel::GrandTotal) || appropriation_heading => {
                Form::AppropriationSummary
            }
            FundSource::Appropriation if splits_basic => Form::AppropriationBasicExpenditure,
            FundSource::Appropriation => Form::AppropriationExpenditure,
            _ if expenditure_heading || coordinates.nature != Nature::Total => Form::ExpenditureSummary,
            _ => Form::RevenueExpenditureSummary,
        });
    }
    coordinates.flow?;
    Some(match coordinates.fund {
        _ if matches!(whole, Some(Form::RevenueSummary | Form::AppropriationSummary)) => whole?,
        FundSource::Appropriation => Form::AppropriationSummary,
        _ if appropriation_heading => Form::AppropriationSummary,
        _ if revenue_heading => Form::RevenueSummary,
        _ => Form::RevenueExpenditureSummary,
    })
}
