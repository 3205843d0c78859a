//! A scan gives, on random panels, exactly what the SQL gives.

use super::*;
use crate::measures::{MEASURES, engine};
use crate::panel::{read, schema};
use std::fs::File;
use std::path::Path;

/// Numbers that look random and are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn amount(&mut self) -> i64 {
        let near = 100_000 + self.below(200_000) as i64;
        let choices =
            [0, 1, near, 50_000, -(near / 50), near * 7_000_000_000, near * near * 90_000, 9_000_000_000_000_000_001];
        let weights = [0, 1, 2, 2, 2, 2, 2, 3, 3, 4, 5, 6];
        choices[weights[self.below(weights.len() as u64) as usize]]
    }
}

/// Facts of bodies in ten years with every kind of disorder that a panel has.
fn facts(seed: u64, huge: bool) -> DataFrame {
    let mut dice = Dice(seed);
    let mut rows: Vec<(i32, u64, [i64; 5], String, i64)> = Vec::new();
    let id = |parts: [u64; 4]| crate::domain::identifier::stable_id(&[&format!("{parts:?}")]);
    for year in (2010..2022).filter(|year| *year != 2016) {
        for body in 0..14 {
            // Some bodies stand elsewhere in one year, as if their code had changed.
            let place = if year == 2013 && body % 5 == 0 { 100 - body } else { body };
            for form in 0..3 {
                if dice.below(9) == 0 {
                    continue;
                }
                for item in 0..9 {
                    let level = if dice.below(20) == 0 { 9 } else { 0 };
                    // Form 2 is a table of all bodies: one scope; one body also prints a form of its own with its series.
                    let scope = if form == 2 && body != 7 { id([1, 0, form, 0]) } else { id([1, body, form, 0]) };
                    let series = id([2, body, form, item]);
                    let whole = id([3, body, form, level]);
                    let copies = [0, 1, 1, 1, 1, 1, 1, 2, 3][dice.below(9) as usize];
                    let first = dice.amount();
                    for copy in 0..copies {
                        let again = if dice.below(3) == 0 { dice.amount() } else { first };
                        let amount = if copy == 0 { first } else { again };
                        let amount = if huge { amount } else { amount.clamp(-1_000_000_000_000, 1_000_000_000_000) };
                        let document = format!("document {year} {body} {}", dice.below(2));
                        let fact = id([4, rows.len() as u64, year as u64, 0]);
                        let document = if dice.below(50) == 0 { String::new() } else { document };
                        rows.push((year, place, [fact, series, scope, whole, id([5, body, 0, 0])], document, amount));
                    }
                }
            }
        }
    }
    rows.sort_by_key(|(year, place, ..)| (*year, *place));
    let ids = |position: usize| rows.iter().map(|row| row.2[position]).collect::<Vec<i64>>();
    let documents: Vec<Option<&str>> =
        rows.iter().map(|row| Some(row.3.as_str()).filter(|id| !id.is_empty())).collect();
    let columns = vec![
        Column::new("fact_id".into(), ids(0)),
        Column::new("series_id".into(), ids(1)),
        Column::new("scope_id".into(), ids(2)),
        Column::new("whole_id".into(), ids(3)),
        Column::new("body_id".into(), ids(4)),
        Column::new("document_id".into(), documents),
        Column::new("fiscal_year".into(), rows.iter().map(|row| row.0).collect::<Vec<i32>>()),
        Column::new("amount_fen".into(), rows.iter().map(|row| row.4).collect::<Vec<i64>>()),
    ];
    DataFrame::new(rows.len(), columns).expect("a frame")
}

/// Statements that tell changes of some of the series, a few of them twice and not alike, a few of the wrong kind.
fn statements(facts: &DataFrame, seed: u64) -> DataFrame {
    let mut dice = Dice(seed);
    let all = facts.column("series_id").and_then(|column| column.i64()).expect("ids");
    let count = facts.height() as u64;
    let series: Vec<i64> = (0..1500).map(|_| all.get(dice.below(count) as usize).expect("an id")).collect();
    let years: Vec<i32> = series.iter().map(|_| 2010 + dice.below(12) as i32).collect();
    let base_years: Vec<Option<i32>> = years
        .iter()
        .map(|year| [Some(year - 1), Some(year - 1), Some(year - 2), None][dice.below(4) as usize])
        .collect();
    let mut word = |words: [Option<&'static str>; 3]| -> Vec<Option<&'static str>> {
        series.iter().map(|_| words[dice.below(3) as usize]).collect()
    };
    let phases = word([Some("approved"), Some("executed"), Some("approved")]);
    let kinds = word([Some("budget_last_year"), Some("final_last_year"), None]);
    let changes: Vec<Option<i64>> =
        series.iter().map(|_| [None, Some(5_00), Some(5_00), Some(-7_00)][dice.below(4) as usize]).collect();
    let columns = vec![
        Column::new("series_id".into(), &series),
        Column::new("fiscal_year".into(), &years),
        Column::new("base_year".into(), base_years),
        Column::new("phase".into(), phases),
        Column::new("base_kind".into(), kinds),
        Column::new("change_fen".into(), changes),
    ];
    DataFrame::new(series.len(), columns).expect("a frame")
}

/// Writes one file per year, in row groups of so many rows.
fn written(facts: &DataFrame, folder: &Path, group: usize) -> Vec<(i32, PathBuf)> {
    let of_year = |year: &i32| {
        let part = facts.clone().lazy().filter(col("fiscal_year").eq(lit(*year))).collect().expect("a year");
        let mut part = part.drop("fiscal_year").expect("a year");
        let path = folder.join(format!("{year}.parquet"));
        let file = File::create(&path).expect("a file");
        ParquetWriter::new(file).with_row_group_size(Some(group)).finish(&mut part).expect("a file");
        (*year, path)
    };
    let mut years: Vec<i32> =
        facts.column("fiscal_year").and_then(|years| years.i32()).expect("years").iter().flatten().collect();
    years.dedup();
    years.iter().map(of_year).collect()
}

/// The rows of a frame in an order of their own, so that ties of the SQL's ORDER BY do not matter.
fn ordered(frame: &DataFrame) -> DataFrame {
    let names: Vec<PlSmallStr> = frame.get_column_names().into_iter().cloned().collect();
    frame.sort(names, SortMultipleOptions::default()).expect("sorted")
}

#[track_caller]
fn are_equal(name: &str, sql: &DataFrame, scan: &DataFrame) {
    assert_eq!(sql.schema(), scan.schema(), "{name}");
    assert_eq!(sql.height(), scan.height(), "{name}");
    let (sql, scan) = (ordered(sql), ordered(scan));
    let row = |frame: &DataFrame, row: usize| -> Vec<String> {
        frame
            .columns()
            .iter()
            .map(|column| column.get(row).map_or_else(|_| String::new(), |value| value.to_string()))
            .collect()
    };
    for number in 0..sql.height() {
        assert_eq!(row(&sql, number), row(&scan, number), "{name}: row {number}");
    }
}

#[test]
fn every_scan_gives_the_rows_that_the_sql_gives_from_files_and_from_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut seen: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    for (seed, group, huge) in [(1, 50, false), (2, 1000, false), (3, 333, true)] {
        let facts = facts(seed, huge);
        let statements = statements(&facts, seed);
        let files = written(&facts, folder.path(), group);
        for scan in measures::SCANS.iter().chain([&&measures::disagreement::SCAN]) {
            let tables = [("facts", facts.clone().lazy()), ("statements", statements.clone().lazy())];
            let sql = engine::run(scan.measure.sql, &tables).expect("the SQL runs");
            let from_files = scan.collect(&files, statements.clone().lazy()).expect("the scan runs");
            are_equal(scan.measure.name, &sql, &from_files.expect("the files are in order"));
            let mut in_order = Rows::new(scan.columns).take().expect("no rows");
            let taken = scan.in_order(&files, statements.clone().lazy(), &mut |rows| {
                in_order.vstack_mut_owned(rows).expect("one more part");
                Ok(())
            });
            assert!(taken.expect("the scan runs"));
            are_equal(scan.measure.name, &sql, &in_order);
            let from_memory = scan.over_frame(&facts, statements.clone().lazy()).expect("the scan runs");
            are_equal(scan.measure.name, &sql, &from_memory);
            assert!(sql.height() > 60, "{}: {} rows", scan.measure.name, sql.height());
            for name in ["state", "base_source"] {
                let words = sql.column(name).and_then(|column| column.str()).map(|column| column.unique());
                seen.extend(
                    words
                        .iter()
                        .flatten()
                        .flat_map(|words| words.iter().flatten().map(str::to_owned).collect::<Vec<_>>()),
                );
            }
        }
    }
    let all = "absent decrease derived discontinued increase missing_year new not_comparable published unchanged";
    assert_eq!(seen.into_iter().collect::<Vec<_>>().join(" "), all);
}

#[test]
fn files_that_are_not_sorted_by_department_are_left_to_the_sql() {
    let folder = tempfile::tempdir().expect("a folder");
    let facts = facts(5, false).lazy().sort(["fiscal_year", "fact_id"], SortMultipleOptions::default());
    let facts = facts.collect().expect("facts");
    let files = written(&facts, folder.path(), 50);
    for scan in measures::SCANS {
        let result = scan.collect(&files, read::empty_frame(schema::STATEMENTS).lazy()).expect("the scan runs");
        assert!(result.is_none(), "{}", scan.measure.name);
    }
}

#[test]
fn a_year_whose_bodies_all_stand_in_another_order_is_left_to_the_sql_or_read_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let facts = facts(6, false);
    let reversed = facts.clone().lazy().filter(col("fiscal_year").eq(lit(2014))).reverse();
    let others = facts.clone().lazy().filter(col("fiscal_year").neq(lit(2014)));
    let facts = concat([others, reversed], UnionArgs::default()).expect("facts").collect().expect("facts");
    let files = written(&facts, folder.path(), 20);
    for scan in measures::SCANS {
        let statements = read::empty_frame(schema::STATEMENTS);
        if let Some(rows) = scan.collect(&files, statements.clone().lazy()).expect("the scan runs") {
            let tables = [("facts", facts.clone().lazy()), ("statements", statements.lazy())];
            are_equal(scan.measure.name, &engine::run(scan.measure.sql, &tables).expect("the SQL runs"), &rows);
        }
    }
}

#[test]
fn every_scan_belongs_to_a_measure_of_the_catalogue_and_no_facts_give_no_rows() {
    for scan in measures::SCANS {
        assert!(
            MEASURES.iter().any(|measure| of(measure).is_some_and(|found| found.measure.name == scan.measure.name))
        );
        let rows = scan.collect(&[], read::empty_frame(schema::STATEMENTS).lazy()).expect("the scan runs");
        assert_eq!(rows.map(|rows| rows.height()), Some(0));
        let rows = scan.over_frame(&read::empty_frame(schema::FACTS), read::empty_frame(schema::STATEMENTS).lazy());
        assert_eq!(rows.expect("the scan runs").height(), 0);
    }
}
