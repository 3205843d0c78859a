//! A synthetic panel of millions of figures with every state, written straight as Parquet in the panel's layout.

use polars::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use tongbi::panel::schema::{self, ColumnSchema, ColumnType};
use tongbi::panel::write::Manifest;
use tongbi::panel::{FORMAT_VERSION, read};

const YEARS: std::ops::RangeInclusive<i32> = 2016..=2025;
/// Figures of one department, phase and form in one year.
const SERIES_OF_A_SCOPE: u64 = 50;
/// One figure in so many is missing.
const GAP: u64 = 50;
/// One scope and year in so many is not published.
const UNPUBLISHED: u64 = 100;
/// One figure in so many is printed again in another document, and one in so many of these otherwise.
const REPEATED: u64 = 200;
const DISPUTED: u64 = 5;
/// One scope in so many is part of a whole that hundreds of scopes share.
const IN_A_LARGE_WHOLE: u64 = 10;
const LARGE_WHOLES: u64 = 31;

/// A number that looks random and is the same everywhere (splitmix64).
fn mixed(seed: u64) -> u64 {
    let mut value = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn identifier(kind: u64, number: u64) -> i64 {
    (mixed(mixed(kind) ^ number) >> 1).cast_signed()
}

/// What a scope is: two of a department, the budget and the final accounts; some are of the three public expenses.
struct Scope {
    number: u64,
    three_public: bool,
    phase: &'static str,
}

impl Scope {
    fn of(number: u64) -> Self {
        let phase = if number.is_multiple_of(2) { "approved" } else { "executed" };
        Scope { number, three_public: number / 2 % 50 == 7, phase }
    }

    fn department(&self) -> String {
        format!("第{}局", self.number / 2)
    }

    fn region(&self) -> String {
        format!("{:02}0000", 11 + self.number / 2 % LARGE_WHOLES)
    }

    fn whole(&self) -> i64 {
        if self.number.is_multiple_of(IN_A_LARGE_WHOLE) {
            identifier(5, self.number % LARGE_WHOLES)
        } else {
            identifier(4, self.number)
        }
    }

    fn form(&self) -> &'static str {
        if self.three_public { "three_public_expenses" } else { "expenditure_summary" }
    }
}

/// The columns in which rows differ; the others are the same in every row.
#[derive(Default)]
struct Facts {
    integers: BTreeMap<&'static str, Vec<i64>>,
    texts: BTreeMap<&'static str, Vec<String>>,
    words: BTreeMap<&'static str, Vec<&'static str>>,
    rows: usize,
}

impl Facts {
    fn push(&mut self, scope: &Scope, position: u64, year: i32, document: &str, amount: i64) {
        let number = scope.number * SERIES_OF_A_SCOPE + position;
        let code = if scope.three_public || position == 0 { String::new() } else { format!("20{position:02}101") };
        let item = match (scope.three_public, position) {
            (true, 1) => "公务用车运行维护费".to_owned(),
            (true, 2) => "公务接待费".to_owned(),
            _ => format!("第{position}项"),
        };
        let level = if position == 0 && !scope.three_public { "total" } else { "leaf" };
        self.rows += 1;
        let fact = identifier(1, mixed(number) ^ (u64::from(year.cast_unsigned()) << 48) ^ mixed(self.rows as u64));
        let integers = [
            ("fact_id", fact),
            ("series_id", identifier(2, number)),
            ("scope_id", identifier(3, scope.number)),
            ("body_id", identifier(6, scope.number / 2)),
            ("whole_id", scope.whole()),
            ("amount_fen", amount),
        ];
        integers.into_iter().for_each(|(name, value)| self.integers.entry(name).or_default().push(value));
        let texts = [
            ("document_id", document.to_owned()),
            ("department", scope.department()),
            ("region_code", scope.region()),
            ("function_code", code),
            ("item", item),
        ];
        texts.into_iter().for_each(|(name, value)| self.texts.entry(name).or_default().push(value));
        let words = [("phase", scope.phase), ("form", scope.form()), ("level", level)];
        words.into_iter().for_each(|(name, value)| self.words.entry(name).or_default().push(value));
    }

    /// All columns of `facts` but the year.
    fn into_frame(mut self) -> DataFrame {
        let constants = BTreeMap::from([("flow", "expenditure"), ("fund", "all"), ("nature", "total")]);
        let column = |column: &ColumnSchema| {
            let name: PlSmallStr = column.name.into();
            if let Some(values) = self.integers.remove(column.name) {
                return Column::new(name, values);
            }
            if let Some(values) = self.texts.remove(column.name) {
                return Column::new(name, values);
            }
            if let Some(values) = self.words.remove(column.name) {
                return Column::new(name, values);
            }
            match (column.kind, constants.get(column.name)) {
                (ColumnType::Text, Some(word)) => {
                    Column::new_scalar(name, Scalar::from(PlSmallStr::from(*word)), self.rows)
                }
                (ColumnType::Text, None) => Column::full_null(name, self.rows, &DataType::String),
                (ColumnType::Integer, _) => Column::full_null(name, self.rows, &DataType::Int64),
                (ColumnType::SmallInteger, _) => Column::full_null(name, self.rows, &DataType::Int32),
            }
        };
        let columns = schema::FACTS.iter().filter(|column| column.name != "fiscal_year").map(column).collect();
        DataFrame::new(self.rows, columns).expect("columns of one height")
    }
}

fn amount_of(number: u64, of_fact: u64) -> i64 {
    // About 1 万元 to 1 亿元, moving by up to a tenth of itself from year to year; some stay, some are zero or negative.
    let level = 1_000_000 + mixed(number) % 10_000_000_000;
    let amount = match of_fact % 80 {
        1 => 0,
        3 | 5 => level,
        _ => level + of_fact % (level / 10),
    };
    if of_fact % 80 == 7 { -(level % 90_000).cast_signed() } else { amount.cast_signed() }
}

fn facts_of(scopes: u64, year: i32) -> DataFrame {
    let mut facts = Facts::default();
    for scope in (0..scopes).map(Scope::of) {
        let of_scope = mixed(scope.number ^ (u64::from(year.cast_unsigned()) << 40));
        if of_scope.is_multiple_of(UNPUBLISHED) {
            continue;
        }
        let document = format!("{of_scope:016x}");
        for position in 0..SERIES_OF_A_SCOPE {
            let number = scope.number * SERIES_OF_A_SCOPE + position;
            let of_fact = mixed(number ^ (u64::from(year.cast_unsigned()) << 48));
            if of_fact.is_multiple_of(GAP) {
                continue;
            }
            let amount = amount_of(number, of_fact);
            facts.push(&scope, position, year, &document, amount);
            if of_fact % REPEATED == 3 {
                let other = if of_fact / REPEATED % DISPUTED == 0 { amount + 1 } else { amount };
                facts.push(&scope, position, year, &format!("{:016x}", of_scope ^ 1), other);
            }
        }
    }
    facts.into_frame()
}

/// Claims in the prose: changes since a year that was not published, execution, and what was counted.
fn statements_of(scopes: u64) -> DataFrame {
    let mut rows: Vec<BTreeMap<&'static str, AnyValue<'static>>> = Vec::new();
    for year in YEARS {
        for scope in (0..scopes).step_by(9).map(Scope::of) {
            let seed = mixed(scope.number ^ (u64::from(year.cast_unsigned()) << 20));
            let amount = (1_000_000 + seed % 1_000_000).cast_signed();
            let mut push = |kind: &'static str, own: Vec<(&'static str, AnyValue<'static>)>| {
                let text = |text: String| AnyValue::StringOwned(text.into());
                let mut row = BTreeMap::from([
                    ("statement_id", AnyValue::Int64(identifier(7, seed))),
                    ("document_id", text(format!("{seed:016x}"))),
                    ("region_code", text(scope.region())),
                    ("department", text(scope.department())),
                    ("fiscal_year", AnyValue::Int32(year)),
                    ("phase", AnyValue::String(scope.phase)),
                    ("kind", AnyValue::String(kind)),
                ]);
                row.extend(own);
                rows.push(row);
            };
            let base = AnyValue::Int64(amount + 7);
            push(
                "change",
                vec![
                    (
                        "series_id",
                        AnyValue::Int64(identifier(2, scope.number * SERIES_OF_A_SCOPE + seed % SERIES_OF_A_SCOPE)),
                    ),
                    ("change_fen", AnyValue::Int64(amount)),
                    ("base_year", AnyValue::Int32(year - 1)),
                    (
                        "base_kind",
                        AnyValue::String(if scope.phase == "approved" {
                            "budget_last_year"
                        } else {
                            "final_last_year"
                        }),
                    ),
                ],
            );
            push(
                "execution",
                vec![
                    ("amount_fen", AnyValue::Int64(amount)),
                    ("base_fen", base),
                    ("base_kind", AnyValue::String("budget_this_year")),
                    ("item", AnyValue::String("支出")),
                ],
            );
            push(
                "count",
                vec![
                    ("count", AnyValue::StringOwned((1 + seed % 90).to_string().into())),
                    ("count_unit", AnyValue::String("辆")),
                    ("item", AnyValue::String("车辆")),
                ],
            );
        }
    }
    let columns = schema::STATEMENTS.iter().map(|column| {
        let values: Vec<AnyValue> =
            rows.iter().map(|row| row.get(column.name).cloned().unwrap_or(AnyValue::Null)).collect();
        let kind = match column.kind {
            ColumnType::Integer => DataType::Int64,
            ColumnType::SmallInteger => DataType::Int32,
            ColumnType::Text => DataType::String,
        };
        Series::from_any_values_and_dtype(column.name.into(), &values, &kind, true).expect("a column").into_column()
    });
    DataFrame::new(rows.len(), columns.collect()).expect("columns of one height")
}

/// Writes a panel of at least so many figures.
pub fn write(folder: &Path, rows: u64) {
    let kept = (1.0 - 1.0 / GAP as f64) * (1.0 - 1.0 / UNPUBLISHED as f64);
    let scopes = (rows as f64 / YEARS.count() as f64 / SERIES_OF_A_SCOPE as f64 / kept).ceil() as u64 + 1;
    let mut manifest = Manifest { format_version: FORMAT_VERSION, ..Manifest::default() };
    for year in YEARS {
        let name = format!("facts/fiscal_year={year}/facts.parquet");
        let written = write_table(folder, &name, facts_of(scopes, year), &mut manifest);
        *manifest.counts.entry("facts".to_owned()).or_default() += written;
    }
    assert!(manifest.counts["facts"] >= rows, "{:?} of {rows}", manifest.counts);
    let tables = [
        ("statements", "statements/statements.parquet", statements_of(scopes)),
        ("indicators", "indicators/indicators.parquet", read::empty_frame(schema::INDICATORS)),
        ("documents", "documents.parquet", read::empty_frame(schema::DOCUMENTS)),
        ("unread", "unread.parquet", read::empty_frame(schema::UNREAD)),
    ];
    for (table, name, frame) in tables {
        let written = write_table(folder, name, frame, &mut manifest);
        manifest.counts.insert(table.to_owned(), written);
    }
    let text = serde_json::to_string(&manifest).expect("JSON");
    std::fs::write(folder.join("panel.json"), text).expect("panel.json");
}

fn write_table(folder: &Path, name: &str, mut frame: DataFrame, manifest: &mut Manifest) -> u64 {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    ParquetWriter::new(File::create(&path).expect("a file"))
        .with_compression(ParquetCompression::Snappy)
        .with_row_group_size(Some(262_144))
        .finish(&mut frame)
        .expect("Parquet");
    manifest.sha256.insert(name.to_owned(), String::new());
    frame.height() as u64
}
