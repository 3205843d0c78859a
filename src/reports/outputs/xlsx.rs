//! An Excel workbook for auditors: real numbers, formulas that can be followed, findings as a working paper (底稿).

mod compared;
mod drawn;
mod listed;
mod look;
mod shared;

use super::{Output, failed};
use crate::domain::MoneyUnit;
use crate::error::Result;
use crate::reports::model::{Paragraph, Report, TableKind};
use look::{Look, Sheet};
use rust_xlsxwriter::{DocProperties, Workbook};
use std::io::Write;

/// Excel.
pub const OUTPUT: Output = Output { name: "xlsx", extension: "xlsx", in_report: true, write };

/// Width of the first page, in digits.
const SUMMARY_WIDTH: u32 = 110;

fn write(report: &Report, out: &mut dyn Write) -> Result<()> {
    let look = Look::new(unit_of(report));
    let (compared, groups) = match compared::sheet(report, &look)? {
        Some(compared) => (Some(compared.sheet), compared.groups),
        None => (None, Vec::new()),
    };
    let first = if report.title.is_empty() { None } else { Some(summary(report, &look)?) };
    let sheets = [
        first,
        compared,
        shared::sheet(report, &look)?,
        drawn::sheet(report, &groups, &look)?,
        listed::findings(report, &look)?,
        listed::sources(report, &look)?,
        listed::plain(report, TableKind::Documents, "文件", &look)?,
        listed::plain(report, TableKind::Unread, "未读", &look)?,
        listed::plain(report, TableKind::Other, "结果", &look)?,
    ];
    let mut workbook = Workbook::new();
    let title: String = report.title.chars().filter(|character| look::is_of_xml(*character)).collect();
    workbook.set_properties(&DocProperties::new().set_title(&title).set_author("tongbi 同比"));
    for sheet in sheets.into_iter().flatten() {
        workbook.push_worksheet(sheet.finish()?);
    }
    let bytes = workbook.save_to_buffer().map_err(failed)?;
    out.write_all(&bytes).map_err(failed)
}

/// One unit for the whole workbook, so that its columns can be added up: that of the tables where they agree, else 元.
fn unit_of(report: &Report) -> MoneyUnit {
    let mut units = report
        .tables()
        .filter(|table| matches!(table.kind, TableKind::Comparison | TableKind::Share) && !table.rows.is_empty())
        .map(|table| table.unit);
    match units.next() {
        Some(first) if units.all(|unit| unit == first) => first,
        Some(_) => MoneyUnit::Yuan,
        None => MoneyUnit::WanYuan,
    }
}

/// The first page: the report's texts, and what the other sheets are.
fn summary(report: &Report, look: &Look) -> Result<Sheet> {
    let mut sheet = Sheet::new("摘要", look)?;
    sheet.width(0, SUMMARY_WIDTH)?;
    sheet.text(0, 0, &report.title, &look.title)?;
    let mut row = 2;
    if let Some(section) = report.sections.first() {
        sheet.text(row, 0, &section.heading, &look.heading)?;
        row += 1;
        for paragraph in &section.paragraphs {
            match paragraph {
                Paragraph::Heading(text) => sheet.text(row, 0, text, &look.strong)?,
                Paragraph::Text(text) => sheet.lines(row, text, SUMMARY_WIDTH, look)?,
                Paragraph::Point(text) => sheet.lines(row, &format!("· {text}"), SUMMARY_WIDTH, look)?,
            }
            row += 1;
        }
        row += 1;
    }
    sheet.text(row, 0, "说明", &look.heading)?;
    for note in [
        format!(
            "金额单位：{}。金额是数值，可以直接计算；增减额、增减率、占比和合计是公式，打开后可逐格核对。",
            look.unit.name_zh()
        ),
        "增减率的分母为上年数；上年数为零或为负、正负相反时不计算，写“不可比”。比率四舍五入一次。".to_owned(),
        "金额的有效数字超过15位的，Excel不能准确存为数值，按文本写入，不参与公式。".to_owned(),
        "每个数字的文件、页、行和原文见“来源”；编号可用 tongbi trace 编号 --panel 面板 追查。".to_owned(),
    ] {
        row += 1;
        sheet.lines(row, &note, SUMMARY_WIDTH, look)?;
    }
    sheet.worksheet.set_print_fit_to_pages(1, 0);
    Ok(sheet)
}
