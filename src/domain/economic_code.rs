//! Economic classification of expenditure: the departments' (部门预算, 301xx …) and the government's (政府预算, 501xx …).

use std::fmt;

/// A code of one of the two economic classifications, three or five digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EconomicCode {
    /// 部门预算支出经济分类, 301–399
    Department(String),
    /// 政府预算支出经济分类, 501–599
    Government(String),
}

impl EconomicCode {
    /// The code; the first digit tells which classification. `None` where the digits cannot be one.
    pub fn new(digits: &str) -> Option<Self> {
        if !matches!(digits.len(), 3 | 5) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        match digits.as_bytes()[0] {
            b'3' => Some(EconomicCode::Department(digits.to_owned())),
            b'5' => Some(EconomicCode::Government(digits.to_owned())),
            _ => None,
        }
    }

    /// All digits: `30102`.
    pub fn as_str(&self) -> &str {
        match self {
            EconomicCode::Department(digits) | EconomicCode::Government(digits) => digits,
        }
    }

    /// 类, the first three digits.
    pub fn class(&self) -> &str {
        &self.as_str()[..3]
    }
}

impl fmt::Display for EconomicCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
