//! The sheet 图表: totals through the years and native charts, which follow the cells when they are changed.

use super::compared::{Group, number, term, words};
use super::failed;
use super::look::{Look, Sheet, is_of_xml, name_of};
use crate::error::Result;
use crate::reports::model::{Report, ReportRow, ReportTable, TableKind};
use rust_xlsxwriter::{Chart, ChartEmptyCells, ChartFont, ChartLegendPosition, ChartLine, ChartType, Color};
use std::collections::{BTreeMap, BTreeSet};

/// Lines in the chart of trends; more cannot be told apart.
const MOST_LINES: usize = 8;
/// Charts of changes.
const MOST_CHARTS: usize = 24;
/// Height of a row of the sheet, in pixels.
const ROW_PIXELS: u32 = 18;
/// Height of the chart of trends, in pixels.
const TREND_PIXELS: u32 = 420;

/// Writes the sheet; `None` where there is nothing to draw.
pub fn sheet(report: &Report, groups: &[Group], look: &Look) -> Result<Option<Sheet>> {
    let Some(table) = report.tables().find(|table| table.kind == TableKind::Comparison && !table.rows.is_empty())
    else {
        return Ok(None);
    };
    let mut sheet = Sheet::new("图表", look)?;
    let heading = format!("历年总计（金额单位：{}）", look.unit.name_zh());
    sheet.worksheet.write_string_with_format(0, 0, heading, &look.heading).map_err(failed)?;
    let matrix = Matrix::of(table);
    let next = matrix.write(&mut sheet, look)?;
    let mut at = next + 2;
    if matrix.years.len() > 1 {
        let chart = matrix.trend(sheet.name, look)?;
        sheet.worksheet.insert_chart(at, 0, &chart).map_err(failed)?;
        at += TREND_PIXELS.div_ceil(ROW_PIXELS) + 1;
    }
    for group in charted(groups).into_iter().take(MOST_CHARTS) {
        let chart = change_bars(group, look)?;
        sheet.worksheet.insert_chart(at, 0, &chart).map_err(failed)?;
        at += height_of(group).div_ceil(ROW_PIXELS) + 1;
    }
    sheet.worksheet.set_freeze_panes(2, 0).map_err(failed)?;
    Ok(Some(sheet))
}

/// The latest year by function of each department, where it has a base.
fn charted(groups: &[Group]) -> Vec<&Group> {
    let mut latest: BTreeMap<usize, &Group> = BTreeMap::new();
    let mut seen: Vec<&str> = Vec::new();
    for group in groups.iter().filter(|group| group.breakdown == "功能分类" && group.has_base) {
        let place = seen.iter().position(|name| *name == group.department).unwrap_or(seen.len());
        if place == seen.len() {
            seen.push(&group.department);
        }
        let newest = latest.get(&place).is_none_or(|known| known.year < group.year);
        if newest {
            latest.insert(place, group);
        }
    }
    latest.into_values().collect()
}

fn font(size: u32) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name("宋体").set_size(size);
    font
}

/// Gridlines stay behind the bars.
fn grid() -> ChartLine {
    let mut line = ChartLine::new();
    line.set_color(Color::RGB(0xE1_E5_EA)).set_width(0.75);
    line
}

/// Height of a chart of so many pairs of bars, in pixels.
fn height_of(group: &Group) -> u32 {
    (130 + (group.last.saturating_sub(group.first) + 1) * 36).clamp(230, 460)
}

/// This year and last year side by side.
fn change_bars(group: &Group, look: &Look) -> Result<Chart> {
    let mut chart = Chart::new(ChartType::Bar);
    let department: String = group.department.chars().filter(|character| is_of_xml(*character)).collect();
    chart
        .title()
        .set_name(&format!("{}年支出同比（按功能分类，{}）：{}", group.year, look.unit.name_zh(), department))
        .set_font(font(12).set_bold());
    for (column, name, colour) in [(7_u16, "上年", 0xB8_C4_D0), (8, "本年", 0x1F_5F_99)] {
        let rows = (group.first, group.last);
        chart
            .add_series()
            .set_name(name)
            .set_categories(("对比", rows.0, 3, rows.1, 3))
            .set_values(("对比", rows.0, column, rows.1, column))
            .set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(Color::RGB(colour))),
            )
            .set_gap(60);
    }
    chart.y_axis().set_reverse().set_font(&font(9));
    chart.x_axis().set_num_format("#,##0").set_min(0).set_font(&font(9)).set_major_gridlines_line(&grid());
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
    chart.set_width(860).set_height(height_of(group));
    Ok(chart)
}

/// Totals of departments through the years.
struct Matrix {
    years: Vec<i64>,
    /// Name and direction, then the amount in fen of each year.
    lines: Vec<(String, BTreeMap<i64, i64>)>,
}

impl Matrix {
    fn of(table: &ReportTable) -> Self {
        let mut years = BTreeSet::new();
        let mut lines: Vec<(String, BTreeMap<i64, i64>)> = Vec::new();
        let phases: BTreeSet<&str> = table.rows.iter().map(|row| term(table, row, "phase")).collect();
        let several_phases = phases.len() > 1;
        let spent = |row: &&ReportRow| term(table, row, "flow") != "revenue";
        for row in table.rows.iter().filter(spent) {
            let (Some(year), Some(fen)) = (number(table, row, "fiscal_year"), number(table, row, "amount_fen")) else {
                continue;
            };
            let (department, unit) = (words(table, row, "department"), words(table, row, "unit"));
            let who = if unit.is_empty() || unit == department {
                department.to_owned()
            } else {
                format!("{department} {unit}")
            };
            let phase = words(table, row, "phase");
            let name = if several_phases { format!("{who}（{phase}）") } else { who };
            years.insert(year);
            match lines.iter_mut().find(|(known, _)| *known == name) {
                Some((_, line)) => drop(line.insert(year, fen)),
                None => lines.push((name, BTreeMap::from([(year, fen)]))),
            }
        }
        let years: Vec<i64> = years.into_iter().collect();
        let newest = |line: &BTreeMap<i64, i64>| line.values().next_back().copied().unwrap_or_default();
        lines.sort_by_key(|(_, line)| std::cmp::Reverse(newest(line)));
        Matrix { years, lines }
    }

    /// Writes the amounts from row 1; the row below the last.
    fn write(&self, sheet: &mut Sheet, look: &Look) -> Result<u32> {
        sheet.text(1, 0, "部门", &look.head)?;
        for (column, year) in (1_u16..).zip(&self.years) {
            sheet.text(1, column, &format!("{year}年"), &look.head)?;
        }
        let mut at = 2;
        for (name, line) in &self.lines {
            sheet.text(at, 0, name, &look.cell)?;
            for (column, year) in (1_u16..).zip(&self.years) {
                if let Some(fen) = line.get(year) {
                    sheet.money(at, column, *fen, false, look)?;
                }
            }
            at += 1;
        }
        Ok(at)
    }

    fn trend(&self, sheet: &str, look: &Look) -> Result<Chart> {
        let mut chart = Chart::new(ChartType::Line);
        let several = if self.lines.len() > MOST_LINES { "（数额最大的几个）" } else { "" };
        chart
            .title()
            .set_name(&format!("支出总计历年趋势{several}（{}）", look.unit.name_zh()))
            .set_font(font(12).set_bold());
        let last = u16::try_from(self.years.len()).unwrap_or(u16::MAX);
        for row in (2_u32..).take(self.lines.len().min(MOST_LINES)) {
            chart
                .add_series()
                .set_name(format!("='{sheet}'!${}", name_of(row, 0).replacen('A', "A$", 1)).as_str())
                .set_categories((sheet, 1, 1, 1, last))
                .set_values((sheet, row, 1, row, last));
        }
        // A year that is absent stays a gap.
        chart.show_empty_cells_as(ChartEmptyCells::Gaps);
        chart.x_axis().set_font(&font(9));
        chart.y_axis().set_num_format("#,##0").set_min(0).set_font(&font(9)).set_major_gridlines_line(&grid());
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
        chart.set_width(860).set_height(TREND_PIXELS);
        Ok(chart)
    }
}
