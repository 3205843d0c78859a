//! 合计 = 基本支出 + 项目支出, row by row, and the parts of each.

use crate::checks::structure::{self, Branch};
use crate::checks::{Case, Check, Quantity, Sheet, TableView};
use crate::domain::{Form, FundSource, Nature, RowLevel};
use crate::facts::Fact;
use crate::findings::{Family, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// The check.
pub const CHECK: Check = Check {
    code: "WT009",
    name: "nature_sum",
    name_zh: "每行合计等于基本支出加项目支出",
    family: Family::WithinTable,
    severity: Severity::Error,
    formula: "支出表的每一行：合计 = 基本支出 + 项目支出（+ 经营支出等）；基本支出 = 人员经费 + 公用经费，或 = 工资福利 + 对个人和家庭的补助 + 商品和服务 + 资本性；项目支出 = 其他运转类 + 特定目标类",
    why: "横向不平说明这一行有一个数录错，纵向合计却可能仍然相符。",
    example: "行政运行：988.14 = 基本支出 389.46 + 项目支出 598.68。",
    needs: "没有按支出性质分列的支出表",
    run,
};

fn run(case: &Case, sheet: &mut Sheet) {
    for table in case.dossier.tables() {
        if table.form == Form::OtherTable {
            continue;
        }
        let printed = columns_of_each(&table);
        for facts in rows_by_fund(&table) {
            for branch in structure::by_nature(&facts) {
                one(case, sheet, &printed, &branch);
            }
        }
    }
}

/// How many kinds of parts the table prints anywhere for each whole.
fn columns_of_each(table: &TableView) -> BTreeMap<Nature, BTreeSet<Nature>> {
    let mut printed: BTreeMap<Nature, BTreeSet<Nature>> = BTreeMap::new();
    for facts in rows_by_fund(table) {
        for branch in structure::by_nature(&facts) {
            let kinds = branch.children.iter().map(|fact| fact.coordinates.nature);
            printed.entry(branch.parent.coordinates.nature).or_default().extend(kinds);
        }
    }
    printed
}

/// The figures of each row that differ only in nature.
fn rows_by_fund<'a>(table: &TableView<'a>) -> Vec<Vec<&'a Fact>> {
    let mut rows: BTreeMap<(Option<u32>, FundSource, &str), Vec<&Fact>> = BTreeMap::new();
    let memo = |fact: &&&Fact| fact.coordinates.level == RowLevel::OfWhich;
    for fact in table.facts.iter().filter(|fact| !memo(fact)) {
        rows.entry((fact.locator.row, fact.coordinates.fund, &fact.coordinates.item)).or_default().push(fact);
    }
    rows.into_values().filter(|facts| one_figure_each(facts)).collect()
}

/// Two figures of one nature in a row (revenue beside expenditure, two columns of one kind) say nothing certain.
fn one_figure_each(facts: &[&Fact]) -> bool {
    let kinds: BTreeSet<Nature> = facts.iter().map(|fact| fact.coordinates.nature).collect();
    let flows: BTreeSet<_> = facts.iter().map(|fact| fact.coordinates.flow).collect();
    let codes: BTreeSet<&str> = facts.iter().map(|fact| fact.coordinates.economic_code.as_str()).collect();
    kinds.len() == facts.len() && flows.len() == 1 && codes.len() == 1
}

fn one(case: &Case, sheet: &mut Sheet, printed: &BTreeMap<Nature, BTreeSet<Nature>>, branch: &Branch) {
    let parent = branch.parent;
    let kinds = printed.get(&parent.coordinates.nature).map_or(0, BTreeSet::len);
    let same = branch.children.iter().all(|child| child.amount.value == parent.amount.value);
    // One kind of part alone may be a memo column that is smaller than the whole.
    if kinds < 2 && !same {
        return;
    }
    if case.dossier.has_unread_in_row(&parent.document, parent.locator.table, parent.locator.row) {
        sheet.not_testable(format!("“{}”一行有未读懂的金额", parent.coordinates.item));
        return;
    }
    let parts = Quantity::of_facts(case.dossier, branch.children.iter().copied());
    let names: Vec<&str> = branch.children.iter().map(|child| child.coordinates.nature.name_zh()).collect();
    let computed =
        if names.len() > 1 { format!("{}之和", names.join("、")) } else { format!("同行{}", names.concat()) };
    sheet.equation(&Quantity::of_fact(case.dossier, parent), &parts, &computed);
}
