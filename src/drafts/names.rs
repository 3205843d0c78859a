//! The usual words of standard narratives for the coordinates of figures, and the coordinates themselves.

use crate::domain::{Flow, Form, FundSource, Nature, RowLevel, ThreePublicItem};
use crate::facts::Coordinates;

/// The total of a direction and a fund as a form prints it.
pub fn total(form: Form, flow: Flow, fund: FundSource, level: RowLevel) -> Coordinates {
    let item = if level == RowLevel::GrandTotal { "总计" } else { "合计" };
    Coordinates { form: Some(form), flow: Some(flow), fund, level, item: item.to_owned(), ..Coordinates::default() }
}

/// A source of revenue.
pub fn source(form: Form, fund: FundSource) -> Coordinates {
    Coordinates { form: Some(form), flow: Some(Flow::Revenue), fund, ..Coordinates::default() }
}

/// Expenditure of a nature.
pub fn nature(form: Form, fund: FundSource, nature: Nature) -> Coordinates {
    let level = if nature == Nature::Total { RowLevel::Total } else { RowLevel::Subtotal };
    let item = if nature == Nature::Total { "合计" } else { "" };
    Coordinates {
        form: Some(form),
        flow: Some(Flow::Expenditure),
        fund,
        nature,
        level,
        item: item.to_owned(),
        ..Coordinates::default()
    }
}

/// Expenditure of a functional code.
pub fn function(form: Form, fund: FundSource, code: &str, name: &str) -> Coordinates {
    let level = if code.len() < 7 { RowLevel::Subtotal } else { RowLevel::Leaf };
    Coordinates {
        form: Some(form),
        flow: Some(Flow::Expenditure),
        fund,
        function_code: code.to_owned(),
        level,
        item: name.to_owned(),
        ..Coordinates::default()
    }
}

/// An item of the three public expenses.
pub fn three_public(item: ThreePublicItem) -> Coordinates {
    let level = match item {
        ThreePublicItem::Total => RowLevel::Total,
        ThreePublicItem::OfficialVehicles => RowLevel::Subtotal,
        _ => RowLevel::Leaf,
    };
    Coordinates {
        form: Some(Form::ThreePublicExpenses),
        flow: Some(Flow::Expenditure),
        level,
        item: item.name_zh().to_owned(),
        ..Coordinates::default()
    }
}

/// A balance carried over.
pub fn balance(form: Form, flow: Flow) -> Coordinates {
    Coordinates { form: Some(form), flow: Some(flow), item: "上年结转结余".to_owned(), ..Coordinates::default() }
}

/// The total of a form that is about one thing: 机关运行经费, 政府采购.
pub fn special(form: Form) -> Coordinates {
    let item = match form {
        Form::OperatingCosts => "机关运行经费",
        Form::Procurement => "政府采购",
        _ => "合计",
    };
    Coordinates {
        form: Some(form),
        flow: Some(Flow::Expenditure),
        level: RowLevel::Total,
        item: item.to_owned(),
        ..Coordinates::default()
    }
}

/// Goods, works or services among what is procured.
pub fn procured(what: &str) -> Coordinates {
    Coordinates { level: RowLevel::Leaf, item: what.to_owned(), ..special(Form::Procurement) }
}

/// The usual words for a figure.
pub fn usual(wanted: &Coordinates) -> String {
    match wanted.form {
        Some(Form::ThreePublicExpenses) => return wanted.item.clone(),
        Some(Form::Procurement) if wanted.level == RowLevel::Leaf => return format!("政府采购{}", wanted.item),
        Some(Form::Procurement) => return "政府采购总额".to_owned(),
        Some(Form::OperatingCosts) => return "机关运行经费".to_owned(),
        _ => {}
    }
    if matches!(wanted.flow, Some(Flow::CarryoverIn | Flow::CarryoverOut)) {
        return wanted.item.clone();
    }
    if !wanted.function_code.is_empty() {
        return spending(&wanted.item);
    }
    if wanted.flow == Some(Flow::Revenue) && wanted.level == RowLevel::Leaf {
        return income(wanted.fund).to_owned();
    }
    let fund = match (wanted.form, wanted.fund) {
        (Some(Form::GeneralPublicBasicExpenditure), _) if wanted.nature != Nature::Basic => "",
        (_, FundSource::All) => "",
        (Some(form), FundSource::GeneralPublic) if form == Form::GeneralPublicExpenditure && is_nature(wanted) => "",
        (_, FundSource::GeneralPublic) => "一般公共预算",
        (_, FundSource::GovernmentFund) => "政府性基金预算",
        (_, FundSource::StateCapital) => "国有资本经营预算",
        (_, fund) => fund.name_zh(),
    };
    let flow = wanted.flow.map_or("", Flow::name_zh);
    match (wanted.nature, wanted.level) {
        (Nature::Total, RowLevel::GrandTotal) => format!("{fund}{flow}总计"),
        (Nature::Total, _) if fund.is_empty() => format!("{flow}合计"),
        (Nature::Total, _) => format!("{fund}{flow}"),
        (nature, _) => format!("{fund}{}", nature.name_zh()),
    }
}

fn is_nature(wanted: &Coordinates) -> bool {
    wanted.nature != Nature::Total
}

/// The name of a 科目 as money spent: 住房保障 → 住房保障支出.
fn spending(name: &str) -> String {
    if name.ends_with("支出") || name.ends_with('）') { name.to_owned() } else { format!("{name}支出") }
}

const fn income(fund: FundSource) -> &'static str {
    match fund {
        FundSource::GeneralPublic => "一般公共预算拨款收入",
        FundSource::GovernmentFund => "政府性基金预算拨款收入",
        FundSource::StateCapital => "国有资本经营预算拨款收入",
        FundSource::SpecialAccount => "财政专户管理资金收入",
        FundSource::Appropriation => "财政拨款收入",
        FundSource::UnitFunds => "单位资金收入",
        fund => fund.name_zh(),
    }
}

const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A Chinese ordinal: 十二.
pub fn ordinal(number: usize) -> String {
    let digit = |place: usize| DIGITS.get(place % 10).copied().unwrap_or_default();
    match number {
        0..=9 => digit(number).to_owned(),
        10..=19 => format!("十{}", digit(number)),
        _ => format!("{}十{}", digit(number / 10), digit(number)),
    }
}
