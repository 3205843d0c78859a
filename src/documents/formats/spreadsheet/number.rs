//! Stored numbers → the decimals that the sheet shows, never fewer decimals than are stored.
//!
//! A number format that shows fewer decimals than the stored value has is not followed: the full value is given, and
//! whoever compares it decides about rounding. A format that shows more gives the zeros (`1092.20`), because printed
//! precision decides what is provable. Thousands separators and colours are left out; literal words of the format
//! (`0"年"`, `0.00"万元"`), percent signs, leading zeros of codes and the scaling to thousands or 万 are followed.

/// How a number format shows numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberFormat {
    /// One or two sections: positive and zero, negative. Empty: as stored.
    sections: Vec<Section>,
}

/// One section of a number format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Section {
    /// Words before the digits.
    before: String,
    /// Words after the digits.
    after: String,
    /// Zeros that the whole part is filled up to.
    whole_zeros: usize,
    /// Decimals shown.
    decimals: usize,
    /// Powers of ten that the shown number is smaller than the stored one (negative: larger, as percent).
    scale: i32,
    /// Whether digits are shown at all.
    has_digits: bool,
}

/// A shown number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The text.
    pub text: String,
    /// Whether the stored binary number is no decimal of at most 15 digits, so that the text is rounded.
    pub rounded: bool,
}

impl NumberFormat {
    /// Takes a format code such as `#,##0.00_);[Red]\(#,##0.00\)` apart. Codes that need more than is understood here
    /// (conditions, fractions, exponents, General) give the number as stored.
    pub fn parse(code: &str) -> Self {
        let mut sections = Vec::new();
        for text in split_sections(code).iter().take(2) {
            match Section::parse(text) {
                Some(section) => sections.push(section),
                None => return NumberFormat::default(),
            }
        }
        NumberFormat { sections }
    }

    /// Shows a number.
    pub fn show(&self, value: f64) -> Shown {
        let (decimal, rounded) = Decimal::of(value);
        // A zero section only says that zero looks like a dash or like nothing: it is still a stored zero.
        let choice = usize::from(decimal.negative);
        let section = self.sections.get(choice).filter(|section| section.has_digits).or(self.sections.first());
        let text = match section.filter(|section| section.has_digits) {
            Some(section) => section.show(decimal),
            None => decimal.plain(0, 1),
        };
        Shown { text, rounded }
    }
}

/// The sections of a format code; quoted and escaped semicolons do not separate.
fn split_sections(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for character in code.chars() {
        let separates = character == ';' && !quoted && !escaped;
        if separates {
            sections.push(String::new());
            continue;
        }
        if character == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = !escaped && !quoted && matches!(character, '\\' | '!' | '_' | '*');
        if let Some(section) = sections.last_mut() {
            section.push(character);
        }
    }
    sections
}

/// What one section of a format is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// A literal character.
    Literal(char),
}

impl Section {
    /// `None` for what is not understood.
    fn parse(text: &str) -> Option<Section> {
        let pieces = pieces(text)?;
        let is_digit = |piece: &Piece| matches!(piece, Piece::Digit(_));
        let (Some(first), Some(last)) = (pieces.iter().position(is_digit), pieces.iter().rposition(is_digit)) else {
            return Some(Section::default());
        };
        let mut section = Section { has_digits: true, ..Section::default() };
        let mut after_point = false;
        let mut scaling_commas = 0;
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Digit(kind) => {
                    if after_point {
                        section.decimals += 1;
                    } else {
                        section.whole_zeros += usize::from(*kind == '0');
                    }
                }
                Piece::Point => after_point = true,
                Piece::Comma if index > first => {
                    let next = pieces.get(index + 1..).unwrap_or_default().iter().find(|piece| **piece != Piece::Comma);
                    scaling_commas += i32::from(!next.is_some_and(is_digit));
                }
                Piece::Comma => {}
                Piece::Percent => section.scale -= 2,
                // `0!.0000`: a literal point between the digits shows 万 of a number stored in 元.
                Piece::Literal('.') if index > first && index < last && !after_point => {
                    after_point = true;
                    let digits = pieces.get(index..).unwrap_or_default().iter().filter(|piece| is_digit(piece));
                    section.scale += i32::try_from(digits.count()).ok()?;
                }
                Piece::Literal(' ') if index > first && index < last => {}
                Piece::Literal(_) if index > first && index < last => return None,
                Piece::Literal(word) if index < first => section.before.push(*word),
                Piece::Literal(word) => section.after.push(*word),
            }
        }
        section.scale += 3 * scaling_commas;
        if pieces.contains(&Piece::Percent) {
            section.after.insert(0, '%');
        }
        section.before = words(&section.before);
        section.after = words(&section.after);
        Some(section)
    }

    fn show(&self, mut decimal: Decimal) -> String {
        decimal.exponent -= self.scale;
        let sign = if decimal.negative && !decimal.digits.is_empty() { "-" } else { "" };
        decimal.negative = false;
        format!("{sign}{}{}{}", self.before, decimal.plain(self.decimals, self.whole_zeros.max(1)), self.after)
    }
}

/// Literals that say something; brackets, dashes and blanks only align or repeat the sign.
fn words(literals: &str) -> String {
    let text = literals.trim();
    if text.chars().any(|character| character.is_alphanumeric() || matches!(character, '%' | '¥' | '￥' | '$' | '€'))
    {
        text.to_owned()
    } else {
        String::new()
    }
}

/// The pieces of a section; `None` for conditions, exponents, fractions, text and General.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '0' | '#' | '?' => pieces.push(Piece::Digit(character)),
            '.' => pieces.push(Piece::Point),
            ',' => pieces.push(Piece::Comma),
            '%' => pieces.push(Piece::Percent),
            '"' => pieces.extend(characters.by_ref().take_while(|inner| *inner != '"').map(Piece::Literal)),
            '\\' | '!' => pieces.extend(characters.next().map(Piece::Literal)),
            '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inner: String = characters.by_ref().take_while(|inner| *inner != ']').collect();
                pieces.extend(bracketed(&inner)?.chars().map(Piece::Literal));
            }
            '@' | '/' | 'E' | 'e' | 'G' | 'g' => return None,
            other => pieces.push(Piece::Literal(other)),
        }
    }
    Some(pieces)
}

/// What a bracket shows: the currency of `[$¥-804]`, nothing for colours; `None` for conditions and digit shapes.
fn bracketed(inner: &str) -> Option<String> {
    if let Some(currency) = inner.strip_prefix('$') {
        return Some(currency.split('-').next().unwrap_or_default().to_owned());
    }
    let shapes = inner.to_ascii_uppercase().starts_with("DBNUM");
    (!shapes && !inner.starts_with(['<', '>', '='])).then(String::new)
}

/// A decimal number: 0.d₁d₂d₃… × 10^exponent, without leading and trailing zeros.
#[derive(Clone, Debug)]
struct Decimal {
    negative: bool,
    /// Significant digits; empty for zero.
    digits: String,
    exponent: i32,
}

impl Decimal {
    /// The decimal of at most 15 digits that a stored number stands for, and whether it had to be cut. Binary noise
    /// (3.3000000000000003) is not a cut: its 15 digits end in zeros.
    fn of(value: f64) -> (Decimal, bool) {
        let shortest = Decimal::of_scientific(&format!("{value:e}"));
        if shortest.digits.len() <= 15 {
            return (shortest, false);
        }
        let cut = Decimal::of_scientific(&format!("{value:.14e}"));
        let rounded = cut.digits.len() == 15;
        (cut, rounded)
    }

    /// Reads Rust's `-1.0922e3`.
    fn of_scientific(text: &str) -> Decimal {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_end_matches('0').to_owned();
        let exponent = exponent.parse::<i32>().map_or(0, |exponent| exponent + 1);
        Decimal { negative: text.starts_with('-') && !digits.is_empty(), digits, exponent }
    }

    /// Plain notation with at least so many decimals and digits before the point.
    fn plain(&self, decimals: usize, whole_digits: usize) -> String {
        let point = usize::try_from(self.exponent).unwrap_or(0);
        let leading = usize::try_from(-self.exponent).unwrap_or(0);
        let whole: String = self.digits.chars().chain(std::iter::repeat('0')).take(point).collect();
        let whole = if self.digits.is_empty() { String::new() } else { whole };
        let mut fraction = String::new();
        if !self.digits.is_empty() {
            fraction.extend(std::iter::repeat_n('0', leading));
            fraction.extend(self.digits.chars().skip(point));
        }
        let sign = if self.negative { "-" } else { "" };
        let missing = decimals.saturating_sub(fraction.len());
        fraction.extend(std::iter::repeat_n('0', missing));
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole:0>whole_digits$}{point}{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, value: f64) -> String {
        NumberFormat::parse(code).show(value).text
    }

    #[test]
    fn stored_numbers_come_back_as_the_decimals_that_were_typed() {
        for (value, text) in [
            (1092.22, "1092.22"),
            (0.1, "0.1"),
            (2_080_505.0, "2080505"),
            (-12.5, "-12.5"),
            (0.0, "0"),
            (-0.0, "0"),
            (1e21, "1000000000000000000000"),
            (1e-7, "0.0000001"),
            (123_456_789_012.34, "123456789012.34"),
        ] {
            let shown = NumberFormat::default().show(value);
            assert_eq!((shown.text.as_str(), shown.rounded), (text, false));
        }
    }

    #[test]
    fn binary_noise_goes_and_real_digits_beyond_fifteen_are_reported() {
        assert_eq!(NumberFormat::default().show(1.1 + 2.2), Shown { text: "3.3".to_owned(), rounded: false });
        let third = Shown { text: "0.333333333333333".to_owned(), rounded: true };
        assert_eq!(NumberFormat::default().show(1.0 / 3.0), third);
    }

    #[test]
    fn decimals_follow_the_format_only_upwards() {
        assert_eq!(shown("0.00", 1092.2), "1092.20");
        assert_eq!(shown("#,##0.00_);[Red]\\(#,##0.00\\)", -1092.2), "-1092.20");
        assert_eq!(shown("0", 1092.2), "1092.2");
        assert_eq!(shown("_(* #,##0.00_);_(* \\(#,##0.00\\);_(* \"-\"??_);_(@_)", 0.0), "0.00");
        assert_eq!(shown("General", 5.5), "5.5");
        assert_eq!(shown("#,##0.00_ ;[Red]-#,##0.00\\ ", 3.0), "3.00");
    }

    #[test]
    fn percentages_keep_every_stored_digit() {
        assert_eq!(shown("0%", 0.125), "12.5%");
        assert_eq!(shown("0.00%", 0.125), "12.50%");
        assert_eq!(shown("0.0%", -1.0), "-100.0%");
        assert_eq!(shown("0.00%", 0.0), "0.00%");
    }

    #[test]
    fn a_format_that_divides_the_number_is_followed() {
        assert_eq!(shown("#,##0.00,", 1_092_220.0), "1092.22");
        assert_eq!(shown("0!.0000", 10_922_200.0), "1092.2200");
        assert_eq!(shown("0\\.0,", 12_345_000.0), "1234.5");
    }

    #[test]
    fn leading_zeros_and_words_of_the_format_are_shown() {
        assert_eq!(shown("000", 7.0), "007");
        assert_eq!(shown("0\"年\"", 2025.0), "2025年");
        assert_eq!(shown("[$¥-804]#,##0.00", 5.0), "¥5.00");
    }

    #[test]
    fn formats_that_are_not_understood_give_the_stored_number() {
        for code in ["[>=10000]0.0,;0", "# ?/?", "0.00E+00", "@", "[DBNum1]0", "\"", "[", "0-0", ";;;"] {
            assert_eq!(shown(code, 12.5), "12.5", "{code}");
        }
    }
}
