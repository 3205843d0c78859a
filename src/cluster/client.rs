//! Sends SQL over a panel's files to a cluster and takes the rows back.

use super::servers;
use super::{Address, probe};
use crate::error::{Error, Result};
use crate::panel::schema::{self, ColumnType};
use crate::panel::{Remote, RemoteTable, Storage, arrow};
use ballista::prelude::{SessionConfigExt, SessionContextExt};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::NullEquality;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::{SessionConfig, SessionContext, col, lit};
use polars::prelude::{DataFrame, DataType as FrameType};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::time::sleep;
use url::Url;

/// How long a scheduler without executors is waited for: all are often started at once.
const GATHERING: Duration = Duration::from_secs(10);

/// How often the cluster is looked after while it works.
const LOOK: Duration = Duration::from_secs(5);

/// Looks in a row that must find the scheduler silent, or no executor, before the work is given up.
const LOOKS: u32 = 6;

/// Rows of the largest table that go to one partition: a task holds about so many in memory.
const ROWS_OF_A_PARTITION: u64 = 1_000_000;

/// Fewest and most partitions.
const PARTITIONS: (usize, usize) = (4, 2_048);

/// The partition column of `facts`.
const YEAR: &str = "fiscal_year";

/// A cluster that answers.
#[derive(Debug)]
pub(super) struct Cluster {
    address: Address,
    runtime: Runtime,
    executors: usize,
    /// Tables of which the cluster is known to see every row.
    seen: Mutex<HashSet<PathBuf>>,
}

impl Cluster {
    /// Finds the scheduler and its executors.
    pub(super) fn connect(address: Address) -> Result<Self> {
        let started = Instant::now();
        let mut executors = probe::executors(&address)?;
        while executors == 0 && started.elapsed() < GATHERING {
            std::thread::sleep(Duration::from_millis(250));
            executors = probe::executors(&address)?;
        }
        if executors == 0 {
            return Err(Error::usage(format!(
                "集群 {address} 的调度器在，可是一个执行器也没有；请先在各台机器上运行 tongbi cluster executor --scheduler {address}"
            )));
        }
        let runtime = servers::runtime().map_err(|error| Error::query(format!("不能开始连接集群：{error}")))?;
        Ok(Cluster { address, runtime, executors, seen: Mutex::default() })
    }

    /// Refuses to go on where the cluster does not see a table whole: a folder that is missing on another machine reads
    /// as an empty table there.
    fn check_whole(&self, table: &RemoteTable) -> Result<()> {
        let path = table.storage.path();
        let known = self.seen.lock().unwrap_or_else(PoisonError::into_inner).contains(path);
        if known || matches!(table.storage, Storage::File(_)) {
            return Ok(());
        }
        let count = format!("SELECT CAST(COUNT(*) AS BIGINT) AS counted FROM {}", table.name);
        let every_year = RemoteTable { first_year: None, ..table.clone() };
        let frame = self.answer(&count, &[every_year])?;
        let counted = frame.column("counted").ok().and_then(|column| column.i64().ok()?.get(0)).unwrap_or_default();
        if u64::try_from(counted) != Ok(table.rows) {
            return Err(Error::query(format!(
                "集群看到的面板不全：{} 应有 {} 行，集群里只读到 {counted} 行；{SHARED}",
                table.name, table.rows
            ))
            .in_file(path.display()));
        }
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_path_buf());
        Ok(())
    }

    fn answer(&self, sql: &str, tables: &[RemoteTable]) -> Result<DataFrame> {
        let work = work(self.address.clone(), self.partitions(tables), sql.to_owned(), tables.to_vec());
        let address = self.address.clone();
        let answer = self.runtime.block_on(async {
            let mut working = tokio::spawn(work);
            tokio::select! {
                done = &mut working => done.unwrap_or_else(|error| Err(Error::query(format!("集群的连接中断了（{error}）")))),
                lost = watch(address) => {
                    working.abort();
                    Err(lost)
                }
            }
        })?;
        let frame = arrow::frame(&answer.schema, &answer.batches)?;
        as_here(frame)
    }

    /// Into how many parts tables are divided: small enough for memory, and at least two for each executor.
    fn partitions(&self, tables: &[RemoteTable]) -> usize {
        let rows = tables.iter().map(|table| table.rows).max().unwrap_or_default();
        let by_size = usize::try_from(rows / ROWS_OF_A_PARTITION).unwrap_or(usize::MAX);
        by_size.max(2 * self.executors).clamp(PARTITIONS.0, PARTITIONS.1)
    }
}

impl Remote for Cluster {
    fn run(&self, sql: &str, tables: &[RemoteTable]) -> Result<DataFrame> {
        for table in tables {
            self.check_whole(table)?;
        }
        self.answer(sql, tables)
    }
}

const SHARED: &str = "请把面板放在调度器、执行器和本机都能以同一路径看到的共享存储上";

/// Batches with their schema, which is known also where there are none.
struct Answer {
    schema: Schema,
    batches: Vec<RecordBatch>,
}

/// Plans the statement here and runs it there.
async fn work(address: Address, partitions: usize, sql: String, tables: Vec<RemoteTable>) -> Result<Answer> {
    let context = context(&address, partitions).await.map_err(refused)?;
    for table in &tables {
        register(&context, table).await.map_err(refused)?;
    }
    let reading_only = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    let planned = context.sql_with_options(&sql, reading_only).await.map_err(refused)?;
    if has_set_operations(planned.logical_plan()).map_err(refused)? {
        return Err(Error::query("集群引擎不能保证 INTERSECT 和 EXCEPT 的结果，不运行；请改写成连接，或不用 --engine"));
    }
    let planned_schema = planned.schema().as_arrow().clone();
    let batches = planned.collect().await.map_err(|error| failed(&error, &tables))?;
    // Types that were planned before coercion differ in width from those that come back.
    let schema = batches.first().map_or(planned_schema, |batch| batch.schema().as_ref().clone());
    Ok(Answer { schema, batches })
}

async fn context(address: &Address, partitions: usize) -> std::result::Result<SessionContext, DataFusionError> {
    // With adaptive planning a job hangs when an executor is lost. Without broadcasts every join is between parts that
    // were divided alike, which is right for outer joins too.
    let config = SessionConfig::new_with_ballista()
        .with_target_partitions(partitions)
        .with_ballista_adaptive_query_planner(false)
        .with_ballista_broadcast_join_threshold_bytes(0)
        .with_ballista_broadcast_join_threshold_rows(0)
        .set_u64("datafusion.optimizer.hash_join_single_partition_threshold", 0)
        .set_u64("datafusion.optimizer.hash_join_single_partition_threshold_rows", 0)
        .set_usize("ballista.client.grpc_max_message_size", 64 << 20);
    let state = SessionStateBuilder::new().with_config(config).with_default_features().build();
    SessionContext::remote_with_state(&format!("df://{address}"), state).await
}

/// Makes a table known by its name, with its columns in order and only the years that may be seen.
async fn register(context: &SessionContext, table: &RemoteTable) -> std::result::Result<(), DataFusionError> {
    let by_year = matches!(table.storage, Storage::Years(_));
    let fields: Vec<Field> = table
        .columns
        .iter()
        .filter(|column| !(by_year && column.name == YEAR))
        .map(|column| Field::new(column.name, type_of(column.kind), true))
        .collect();
    let partitions = if by_year { vec![(YEAR.to_owned(), DataType::Int32)] } else { Vec::new() };
    let options = ListingOptions::new(Arc::new(ParquetFormat::default()))
        .with_file_extension(".parquet")
        .with_table_partition_cols(partitions);
    let config = ListingTableConfig::new(url_of(table.storage.path(), by_year)?)
        .with_listing_options(options)
        .with_schema(Arc::new(Schema::new(fields)));
    let files = format!("{}_files", table.name);
    context.register_table(files.as_str(), Arc::new(ListingTable::try_new(config)?))?;
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let mut frame = context.table(files.as_str()).await?.select_columns(&names)?;
    if let Some(first) = table.first_year {
        frame = frame.filter(col(YEAR).gt_eq(lit(first)))?;
    }
    context.register_table(table.name, frame.into_view())?;
    Ok(())
}

fn type_of(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Integer => DataType::Int64,
        ColumnType::SmallInteger => DataType::Int32,
        ColumnType::Text => DataType::Utf8,
    }
}

/// As an address, so that no character of a path is taken for a pattern.
fn url_of(path: &Path, is_folder: bool) -> std::result::Result<ListingTableUrl, DataFusionError> {
    let url = if is_folder { Url::from_directory_path(path) } else { Url::from_file_path(path) };
    let url = url.map_err(|()| DataFusionError::Plan(format!("{} is not absolute", path.display())))?;
    ListingTableUrl::try_new(url, None)
}

/// INTERSECT and EXCEPT are planned as joins on which nulls are equal.
fn has_set_operations(plan: &LogicalPlan) -> std::result::Result<bool, DataFusionError> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        found |= matches!(node, LogicalPlan::Join(join) if join.null_equality == NullEquality::NullEqualsNull);
        Ok(if found { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(found)
}

fn refused(error: DataFusionError) -> Error {
    Error::query(format!("集群引擎不认这条 SQL（引擎原话：{}）", on_one_line(&error)))
}

/// The engine's words as part of one message.
fn on_one_line(error: &DataFusionError) -> String {
    error.strip_backtrace().split_whitespace().collect::<Vec<&str>>().join(" ")
}

fn failed(error: &DataFusionError, tables: &[RemoteTable]) -> Error {
    let words = on_one_line(error);
    let missing = ["NotFound", "not found: ", "No such file", "Object at location"];
    let message = if missing.iter().any(|word| words.contains(word)) {
        format!("集群里有机器读不到面板的文件；{SHARED}（引擎原话：{words}）")
    } else {
        format!("集群没有算出结果；没有输出任何数字，可以再试一次（引擎原话：{words}）")
    };
    let error = Error::query(message);
    match tables.first() {
        Some(table) => error.in_file(table.storage.path().display()),
        None => error,
    }
}

/// Ends when the scheduler or all executors are gone for good.
async fn watch(address: Address) -> Error {
    let (mut silent, mut alone) = (0, 0);
    loop {
        sleep(LOOK).await;
        let asked = address.clone();
        let found = tokio::task::spawn_blocking(move || probe::executors(&asked)).await;
        match found {
            Ok(Ok(0)) => (silent, alone) = (0, alone + 1),
            Ok(Ok(_)) => (silent, alone) = (0, 0),
            Ok(Err(_)) | Err(_) => silent += 1,
        }
        if silent >= LOOKS {
            return Error::query(format!("集群的调度器 {address} 中途没有回答了；没有输出任何数字，请恢复后重新运行"));
        }
        if alone >= LOOKS {
            return Error::query(format!("集群 {address} 的执行器中途都不在了；没有输出任何数字，请恢复后重新运行"));
        }
    }
}

/// Computed years are wider there than here; the panel's own columns keep their type.
fn as_here(mut frame: DataFrame) -> Result<DataFrame> {
    let small: Vec<&str> = [schema::FACTS, schema::STATEMENTS]
        .into_iter()
        .flatten()
        .filter(|column| column.kind == ColumnType::SmallInteger)
        .map(|column| column.name)
        .collect();
    let bad = |error| Error::query(format!("集群的结果不对：{error}"));
    for name in small {
        let Ok(column) = frame.column(name) else { continue };
        if *column.dtype() == FrameType::Int64 {
            let narrow = column.strict_cast(&FrameType::Int32).map_err(bad)?;
            frame.with_column(narrow).map_err(bad)?;
        }
    }
    Ok(frame)
}
