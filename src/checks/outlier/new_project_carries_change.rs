//! A project whose code is of this year is larger than the whole change.

use crate::checks::sheet::{Plain, shown};
use crate::checks::{Case, Check, Quantity, Sheet, projects};
use crate::domain::{Form, Money, MoneyUnit, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Outcome, Severity};

/// The check.
pub const CHECK: Check = Check {
    code: "OH003",
    name: "new_project_carries_change",
    name_zh: "编码为本年的项目与总额变动不相称",
    family: Family::Outlier,
    severity: Severity::Hint,
    formula: "项目编码第 7–8 位是年份：本年编码的项目若为新增，其余支出的变动 = 总额变动 − 新增项目金额；方向与总额相反时提示",
    why: "新增项目远大于总额的增加，说明其他支出大幅减少，而说明的原因没有提到。",
    example: "热线工作经费编码为 2025 年，443.80；总额只增加 36.15，其余减少 407.65。",
    needs: "没有带年份的项目编码，或情况说明没有写总额的变动",
    run,
};

/// Digits of the region that a project code begins with (预算管理一体化规范: 区划 6 位 + 年份 2 位 + 顺序号).
const REGION_DIGITS: usize = 6;

fn run(case: &Case, sheet: &mut Sheet) {
    let dossier = case.dossier;
    let codes = projects::codes(dossier);
    let amounts = projects::amounts(dossier);
    let year = dossier.year.get();
    let new: Vec<&Fact> = codes
        .iter()
        .filter(|(_, fact)| year_of_code(&fact.coordinates.project_code) == Some(year))
        .filter_map(|(name, _)| amounts.get(name).copied())
        .collect();
    let old = codes.values().any(|fact| year_of_code(&fact.coordinates.project_code).is_some_and(|coded| coded < year));
    let Some(change) = total_change(case) else { return };
    if new.is_empty() || !old {
        return;
    }
    let new_fen = new.iter().fold(0_i64, |sum, fact| sum.saturating_add(fact.amount.value.fen()));
    let rest = change.1.saturating_sub(new_fen);
    let strange = (rest < 0) != (change.1 < 0) && rest != 0;
    let text = |fen: i64| shown(&Money::from_fen(fen).exactly_in_unit(MoneyUnit::WanYuan, 2));
    let names: Vec<&str> = new.iter().map(|fact| fact.coordinates.project.as_str()).collect();
    let texts = Plain {
        unit: MoneyUnit::WanYuan.name_zh(),
        printed: text(new_fen),
        materiality_fen: strange.then_some(new_fen),
        message: format!(
            "编码年份为{year}年的项目（{}）共{}万元，总额变动{}万元；如确为新增，其余支出变动{}万元{}。",
            names.join("、"),
            text(new_fen),
            text(change.1),
            text(rest),
            if strange { "，与总额方向相反，说明的原因没有交代" } else { "" }
        ),
        ..Plain::default()
    };
    let mut evidence: Vec<_> = new.iter().map(|fact| Quantity::of_fact(dossier, fact).evidence).collect();
    evidence.push(change.0);
    sheet.plain(if strange { Outcome::Breaks } else { Outcome::Ties }, texts, evidence);
}

fn year_of_code(code: &str) -> Option<i32> {
    let digits = code.get(REGION_DIGITS..REGION_DIGITS + 2)?;
    let long_enough = code.len() >= 18 && code.bytes().all(|byte| byte.is_ascii_digit());
    let year = 2000 + digits.parse::<i32>().ok()?;
    (long_enough && (2015..=2099).contains(&year)).then_some(year)
}

/// The change of the grand total that the prose says, and its sentence.
fn total_change(case: &Case) -> Option<(crate::findings::Evidence, i64)> {
    let statement = case.dossier.statements.iter().find(|statement| {
        statement.coordinates.form == Some(Form::RevenueExpenditureSummary)
            && statement.coordinates.level == RowLevel::GrandTotal
            && statement.change.is_some()
    })?;
    let change = statement.change?.value.fen();
    Some((crate::checks::quantity::statement_evidence(case.dossier, statement), change))
}
