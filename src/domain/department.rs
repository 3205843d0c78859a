//! Who a disclosure is about: a department, and possibly one budget unit of it.

use super::vocabulary;

vocabulary! {
    /// Whether a disclosure speaks for a whole department or for one unit.
    BodyKind {
        /// 部门: itself and the units under it
        Department = "department", "部门";
        /// 单位: one accounting entity
        Unit = "unit", "单位";
    }
}

/// A department (部门) and, where the document is about one, a budget unit (预算单位). Empty text means “not stated”.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Body {
    /// Six-digit administrative division (GB/T 2260).
    pub region_code: String,
    /// Budget code of the department, as printed.
    pub department_code: String,
    /// Name of the department.
    pub department: String,
    /// Budget code of the unit, as printed.
    pub unit_code: String,
    /// Name of the unit.
    pub unit: String,
}
