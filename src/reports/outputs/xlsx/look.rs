//! Number formats, widths and single cells of the workbook.

use super::failed;
use crate::domain::{Money, MoneyUnit};
use crate::error::Result;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Worksheet};

/// Excel keeps so many significant digits of a number.
const EXCEL_DIGITS: usize = 15;
/// Excel keeps so many characters in a cell.
const LONGEST_TEXT: usize = 32_000;
/// Columns become no wider than this, in digits.
pub const WIDEST: u32 = 60;
/// Rows become no higher than this, in lines.
const HIGHEST: u32 = 20;

/// The formats of all cells.
pub struct Look {
    /// Unit of all amounts.
    pub unit: MoneyUnit,
    /// The report's title.
    pub title: Format,
    /// A heading.
    pub heading: Format,
    /// A smaller heading.
    pub strong: Format,
    /// Running text.
    pub wrapped: Format,
    /// A remark.
    pub remark: Format,
    /// The head of a table.
    pub head: Format,
    /// Text in a table.
    pub cell: Format,
    /// Long text in a table.
    pub long: Format,
    /// A whole number without separators, such as a year.
    pub plain: Format,
    /// A sum's label.
    pub sum: Format,
    /// Points of percentage, signed.
    pub points: Format,
    /// A percentage without its sign %, such as 定基比.
    pub percent: Format,
    /// A rate, signed.
    pub rate: Format,
    /// The rate of a sum.
    pub sum_rate: Format,
    /// A share.
    pub share: Format,
}

impl Look {
    /// The formats for amounts of this unit.
    pub fn new(unit: MoneyUnit) -> Self {
        let base = || Format::new().set_font_name("宋体").set_font_size(10).set_align(FormatAlign::Top);
        let thin = || base().set_border_bottom(FormatBorder::Hair);
        let sum = || base().set_bold().set_border_top(FormatBorder::Thin).set_border_bottom(FormatBorder::Thin);
        let signed = "+0.00%;−0.00%;0.00%";
        Look {
            unit,
            title: base().set_bold().set_font_size(16),
            heading: base().set_bold().set_font_size(13),
            strong: base().set_bold().set_font_size(11),
            wrapped: base().set_text_wrap().set_font_size(11),
            remark: base().set_font_color(Color::RGB(0x5B_65_70)),
            head: base()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0xE9_EE_F3))
                .set_border_bottom(FormatBorder::Medium),
            cell: thin(),
            long: thin().set_text_wrap(),
            plain: thin().set_num_format("0"),
            sum: sum(),
            points: thin().set_num_format("+#,##0.00;−#,##0.00;0.00"),
            percent: thin().set_num_format("#,##0.00;−#,##0.00;0.00"),
            rate: thin().set_num_format(signed).set_align(FormatAlign::Right),
            sum_rate: sum().set_num_format(signed).set_align(FormatAlign::Right),
            share: thin().set_num_format("0.00%"),
        }
    }

    /// The format of an amount: two decimals, more where it needs them to be exact.
    pub fn money(&self, fen: i64, signed: bool, is_sum: bool) -> Format {
        let text = Money::from_fen(fen).exactly_in_unit(self.unit, 2);
        let decimals = text.split_once('.').map_or(2, |(_, fraction)| fraction.len());
        let digits = format!("#,##0.{}", "0".repeat(decimals));
        let plus = if signed { "+" } else { "" };
        let format = if is_sum { &self.sum } else { &self.cell };
        format.clone().set_align(FormatAlign::Right).set_num_format(format!("{plus}{digits};−{digits};{digits}"))
    }

    /// Decimals of the unit down to the fen.
    pub fn exact_decimals(&self) -> u32 {
        self.unit.fen().ilog10()
    }

    /// An amount as Excel can hold it exactly, in decimal digits; `None` where it has more than fifteen digits.
    pub fn exact(&self, fen: i64) -> Option<String> {
        let digits = fen.unsigned_abs().to_string();
        (digits.trim_end_matches('0').len() <= EXCEL_DIGITS).then(|| Money::from_fen(fen).exactly_in_unit(self.unit, 0))
    }
}

/// A worksheet that remembers how wide its columns must be.
pub struct Sheet {
    /// The worksheet.
    pub worksheet: Worksheet,
    /// Its name.
    pub name: &'static str,
    widths: Vec<usize>,
    fixed: Vec<u16>,
}

impl Sheet {
    /// An empty one.
    pub fn new(name: &'static str, _look: &Look) -> Result<Self> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(name).map_err(failed)?;
        worksheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
        Ok(Sheet { worksheet, name, widths: Vec::new(), fixed: Vec::new() })
    }

    /// Fixes the width of a column, in digits.
    pub fn width(&mut self, column: u16, width: u32) -> Result<()> {
        self.fixed.push(column);
        self.worksheet.set_column_width(column, width).map_err(failed).map(|_| ())
    }

    /// Writes text, never a formula: what begins with = + - @ stays what was printed.
    pub fn text(&mut self, row: u32, column: u16, text: &str, format: &Format) -> Result<()> {
        let short: String = text.chars().filter(|character| is_of_xml(*character)).take(LONGEST_TEXT).collect();
        self.worksheet.write_string_with_format(row, column, short, format).map_err(failed)?;
        self.measure(column, text);
        Ok(())
    }

    /// Writes running text into the first column, with a row high enough for a column of this width.
    pub fn lines(&mut self, row: u32, text: &str, width: u32, look: &Look) -> Result<()> {
        self.text(row, 0, text, &look.wrapped)?;
        self.fit(row, [(text, width)], 15)
    }

    /// Makes a row high enough for texts that wrap in columns of these widths: not every program does so by itself.
    pub fn fit<'a>(&mut self, row: u32, texts: impl IntoIterator<Item = (&'a str, u32)>, points: u32) -> Result<()> {
        let lines = texts.into_iter().map(|(text, width)| {
            u32::try_from(width_of(text)).unwrap_or(u32::MAX).div_ceil(width.saturating_sub(2).max(1))
        });
        match lines.max().unwrap_or(1).min(HIGHEST) {
            0 | 1 => Ok(()),
            lines => self.worksheet.set_row_height(row, lines * points).map_err(failed).map(|_| ()),
        }
    }

    /// Gives the empty cells of a row the look of the others.
    pub fn blanks(&mut self, row: u32, columns: usize, format: &Format) -> Result<()> {
        for column in 0..u16::try_from(columns).unwrap_or(u16::MAX) {
            self.worksheet.write_blank(row, column, format).map_err(failed)?;
        }
        Ok(())
    }

    /// Prints only the first columns; the others are for the screen.
    pub fn print_columns(&mut self, last_row: u32, columns: u16) -> Result<()> {
        self.worksheet.set_print_area(0, 0, last_row, columns.saturating_sub(1)).map_err(failed).map(|_| ())
    }

    /// Writes an amount; as text where Excel could not hold it exactly. Whether it can be computed with.
    pub fn money(&mut self, row: u32, column: u16, fen: i64, signed: bool, look: &Look) -> Result<bool> {
        let format = look.money(fen, signed, false);
        let shown = crate::reports::number_format::money(fen, look.unit);
        let Some(exact) = look.exact(fen) else {
            self.text(row, column, &shown, &format)?;
            return Ok(false);
        };
        self.number(row, column, &exact, &format)?;
        self.measure(column, &shown);
        Ok(true)
    }

    /// Writes a number given in decimal digits; text where it is none, or has more digits than Excel keeps, such as ids.
    pub fn number(&mut self, row: u32, column: u16, digits: &str, format: &Format) -> Result<()> {
        let plain = digits.replace('−', "-");
        let significant = plain.trim_start_matches(['-', '0', '.']).trim_end_matches('0');
        let kept = significant.chars().filter(char::is_ascii_digit).count() <= EXCEL_DIGITS;
        let Some(value) = plain.parse::<f64>().ok().filter(|value| kept && value.is_finite()) else {
            return self.text(row, column, digits, format);
        };
        self.worksheet.write_number_with_format(row, column, value, format).map_err(failed)?;
        self.measure(column, digits);
        Ok(())
    }

    /// Writes a formula with the value that it has.
    pub fn formula(&mut self, row: u32, column: u16, formula: &str, value: &str, format: &Format) -> Result<()> {
        let formula = Formula::new(formula).set_result(value);
        self.worksheet.write_formula_with_format(row, column, formula, format).map_err(failed)?;
        self.measure(column, value);
        Ok(())
    }

    /// Writes the head of a table; it is printed again on every page.
    pub fn head(&mut self, row: u32, heads: &[&str], look: &Look) -> Result<()> {
        for (column, head) in (0_u16..).zip(heads) {
            self.text(row, column, head, &look.head)?;
        }
        self.worksheet.set_repeat_rows(row, row).map_err(failed)?;
        Ok(())
    }

    /// Freezes what stands above and left of a cell, and adds a filter to the table whose head is above it.
    pub fn freeze(&mut self, row: u32, column: u16, last_row: u32, columns: usize) -> Result<()> {
        self.worksheet.set_freeze_panes(row, column).map_err(failed)?;
        let last_column = u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX);
        if last_row >= row {
            self.worksheet.autofilter(row.saturating_sub(1), 0, last_row, last_column).map_err(failed)?;
        }
        Ok(())
    }

    /// Chinese characters take the room of two digits.
    fn measure(&mut self, column: u16, text: &str) {
        let width = width_of(text) + 2;
        let column = usize::from(column);
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 0);
        }
        if let Some(widest) = self.widths.get_mut(column) {
            *widest = (*widest).max(width.min(WIDEST as usize));
        }
    }

    /// The worksheet with its widths.
    pub fn finish(mut self) -> Result<Worksheet> {
        for (column, width) in (0_u16..).zip(&self.widths) {
            if !self.fixed.contains(&column) && *width > 0 {
                let width = u32::try_from((*width).max(7)).unwrap_or(7);
                self.worksheet.set_column_width(column, width).map_err(failed)?;
            }
        }
        Ok(self.worksheet)
    }
}

/// Whether XML can hold a character; names may carry what a reader of PDF let through.
pub fn is_of_xml(character: char) -> bool {
    !matches!(character, '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// How many digits wide a text is.
fn width_of(text: &str) -> usize {
    text.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum()
}

/// The name of a cell as formulas write it: `J5` for row 4, column 9.
pub fn name_of(row: u32, column: u16) -> String {
    let mut letters = String::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_formulas_write_them() {
        assert_eq!(name_of(4, 9), "J5");
        assert_eq!(name_of(0, 25), "Z1");
        assert_eq!(name_of(0, 26), "AA1");
    }

    #[test]
    fn an_amount_of_more_than_fifteen_digits_is_no_number_for_excel() {
        let look = Look::new(MoneyUnit::Yuan);
        assert_eq!(look.exact(999_999_999_999_999).as_deref(), Some("9999999999999.99"));
        assert_eq!(look.exact(9_007_199_254_740_993), None);
        assert_eq!(look.exact(9_007_199_254_740_000).as_deref(), Some("90071992547400"));
    }
}
