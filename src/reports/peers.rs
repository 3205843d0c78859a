//! Departments side by side → table.

use super::model::{Cell, ReportRow, ReportTable};
use super::tables::{number, or_blank, text};
use crate::domain::{Money, MoneyUnit};
use crate::measures::peers::{PeerRow, Ratio, ValueKind};

/// The table of indicators, one row per indicator, department and year.
pub fn peer_table(rows: &[PeerRow], unit: MoneyUnit) -> ReportTable {
    let columns = vec![
        text("indicator", Some("指标")),
        text("region_code", None),
        text("department", Some("部门")),
        text("unit", Some("单位")),
        text("phase", Some("阶段")),
        number("fiscal_year", Some("年度")),
        number("value", None),
        number("printed", Some("数值")),
        text("value_unit", None),
        number("numerator", None),
        number("denominator", None),
        number("median", None),
        number("printed_median", Some("中位数")),
        number("rank", Some("位次")),
        number("rank_change", Some("位次变动")),
        number("compared", Some("部门数")),
    ];
    let printed = rows.iter().map(|row| ReportRow { cells: cells(row, unit), links: Vec::new() }).collect();
    ReportTable {
        notes: vec!["位次按数值从大到小，同省、同阶段、同年度的部门一起排；位次变动为正表示上升".to_owned()],
        hides_empty: true,
        ..ReportTable::new("peers", "横向比较", unit, columns, printed)
    }
}

fn cells(row: &PeerRow, unit: MoneyUnit) -> Vec<Cell> {
    let kind = row.indicator.value_kind();
    let integer = |value: i128| i64::try_from(value).map_or(Cell::Blank, Cell::Integer);
    vec![
        Cell::Term(row.indicator.id(), row.indicator.name_zh()),
        or_blank(&row.region_code),
        or_blank(&row.department),
        or_blank(&row.unit),
        Cell::Term(row.phase.id(), row.phase.name_zh()),
        Cell::Integer(i64::from(row.fiscal_year)),
        exact(Some(row.ratio), kind),
        printed(Some(row.ratio), kind, unit),
        Cell::Term(kind.id(), kind.name_zh()),
        integer(row.ratio.numerator),
        integer(row.ratio.denominator),
        exact(row.median, kind),
        printed(row.median, kind, unit),
        Cell::Integer(i64::from(row.rank)),
        row.rank_change.map_or(Cell::Blank, |change| Cell::Integer(i64::from(change))),
        Cell::Integer(i64::from(row.compared)),
    ]
}

/// For programs: decimal text, fen for money.
fn exact(ratio: Option<Ratio>, kind: ValueKind) -> Cell {
    ratio.and_then(|ratio| ratio.printed(kind)).map_or(Cell::Blank, |value| Cell::Decimal(value.to_string()))
}

/// For people: with the unit.
fn printed(ratio: Option<Ratio>, kind: ValueKind, unit: MoneyUnit) -> Cell {
    let value = ratio.and_then(|ratio| ratio.printed(kind));
    value.map_or(Cell::Blank, |value| {
        Cell::Text(match kind {
            ValueKind::Percent => format!("{}%", value.to_string().replace('-', "−")),
            ValueKind::Index => value.to_string(),
            ValueKind::Points => format!("{}个百分点", value.to_string().replace('-', "−")),
            ValueKind::Money => {
                let amount = Money::from_fen(value.mantissa()).in_unit(unit, 2);
                format!("{}{}", amount.replace('-', "−"), unit.name_zh())
            }
        })
    })
}
