//! Functional classification of expenditure (支出功能分类): 类 3 digits, 款 +2, 项 +2.

use std::fmt;

/// A code of the functional classification: three, five or seven digits beginning with 1 or 2.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionCode(String);

impl FunctionCode {
    /// The code, or `None` where the digits cannot be one.
    pub fn new(digits: &str) -> Option<Self> {
        let valid = matches!(digits.len(), 3 | 5 | 7)
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && (digits.starts_with('2') || digits.starts_with('1'));
        valid.then(|| FunctionCode(digits.to_owned()))
    }

    /// All digits, without separators: `2080505`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 类, the first three digits.
    pub fn class(&self) -> &str {
        &self.0[..3]
    }

    /// 款, the first five digits, where the code goes so deep.
    pub fn section(&self) -> Option<&str> {
        self.0.get(..5)
    }

    /// 项, all seven digits, where the code goes so deep.
    pub fn item(&self) -> Option<&str> {
        self.0.get(..7)
    }

    /// The code one level up.
    pub fn parent(&self) -> Option<FunctionCode> {
        (self.0.len() > 3).then(|| FunctionCode(self.0[..self.0.len() - 2].to_owned()))
    }
}

impl fmt::Display for FunctionCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_levels_are_prefixes() {
        let code = FunctionCode::new("2080505").unwrap();
        assert_eq!((code.class(), code.section(), code.item()), ("208", Some("20805"), Some("2080505")));
        assert_eq!(code.parent().and_then(|parent| parent.parent()).map(|class| class.to_string()), Some("208".into()));
        assert_eq!(FunctionCode::new("20805054"), None);
        assert_eq!(FunctionCode::new("3010101"), None);
    }
}
