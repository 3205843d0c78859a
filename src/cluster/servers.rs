//! The two kinds of server of a cluster, each a process of this program: one scheduler, and executors that read the
//! panel's files and compute.

use super::{Address, ExecutorOptions, SchedulerOptions, journal};
use crate::error::{Error, Result};
use ballista_core::config::TaskSchedulingPolicy;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::start_server;
use std::future::Future;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// How often an executor says that it is alive, in seconds.
const HEARTBEAT: u64 = 3;

/// After how many seconds of silence an executor is given up and its work given to others.
const SILENCE: u64 = 15;

/// The longest message between the servers, in bytes: a plan names every file that it reads.
const LONGEST_MESSAGE: u32 = 64 << 20;

/// For how long intermediate results of a job that nobody cleaned up are kept, in seconds.
const KEPT: u64 = 7 * 24 * 3600;

/// How often left intermediate results are looked for, in seconds.
const TIDYING: u64 = 3600;

/// Plans nest deeply.
pub(super) const STACK: usize = 32 << 20;

/// Runs a scheduler until the process is stopped; `ready` is called when it is about to listen.
///
/// # Errors
/// When the address is not one of this machine's or is in use.
pub fn serve_scheduler(options: &SchedulerOptions, ready: impl FnOnce()) -> Result<()> {
    if options.verbose {
        journal::keep();
    }
    let address = socket(&options.listen)?;
    let config = SchedulerConfig {
        bind_host: address.ip().to_string(),
        bind_port: address.port(),
        external_host: options.advertise.clone(),
        scheduling_policy: TaskSchedulingPolicy::PushStaged,
        task_distribution: TaskDistributionPolicy::RoundRobin,
        executor_timeout_seconds: SILENCE,
        expire_dead_executor_interval_seconds: HEARTBEAT,
        no_executors_grace_period_seconds: SILENCE,
        grpc_server_max_decoding_message_size: LONGEST_MESSAGE,
        grpc_server_max_encoding_message_size: LONGEST_MESSAGE,
        grpc_client_max_message_size: LONGEST_MESSAGE,
        ..SchedulerConfig::default()
    };
    ready();
    run(async move {
        let cluster = BallistaCluster::new_from_config(&config).await.map_err(|error| error.to_string())?;
        start_server(cluster, address, Arc::new(config)).await.map_err(|error| error.to_string())
    })
}

/// Runs an executor until the process is stopped; `ready` is called when it is about to listen.
///
/// # Errors
/// When the scheduler does not answer, or the address is not one of this machine's or is in use.
pub fn serve_executor(options: &ExecutorOptions, ready: impl FnOnce()) -> Result<()> {
    if options.verbose {
        journal::keep();
    }
    let data = socket(&options.listen)?;
    let next = if options.listen.port == 0 { 0 } else { data.port().saturating_add(1) };
    let tasks = socket(&Address { host: options.listen.host.clone(), port: next })?;
    let config = ExecutorProcessConfig {
        bind_host: data.ip().to_string(),
        external_host: Some(options.advertise.clone()),
        port: data.port(),
        grpc_port: tasks.port(),
        scheduler_host: options.scheduler.host.clone(),
        scheduler_port: options.scheduler.port,
        vcores: options.cores,
        memory_pool_size: options.memory,
        task_scheduling_policy: TaskSchedulingPolicy::PushStaged,
        executor_heartbeat_interval_seconds: HEARTBEAT,
        work_dir: Some(options.work_folder.to_string_lossy().into_owned()),
        job_data_ttl_seconds: KEPT,
        job_data_clean_up_interval_seconds: TIDYING,
        grpc_max_decoding_message_size: LONGEST_MESSAGE,
        grpc_max_encoding_message_size: LONGEST_MESSAGE,
        ..ExecutorProcessConfig::default()
    };
    ready();
    run(async move { start_executor_process(Arc::new(config)).await.map_err(|error| error.to_string()) })
}

/// Runs a server to its end.
fn run(server: impl Future<Output = std::result::Result<(), String>> + Send + 'static) -> Result<()> {
    let stopped = |reason: String| Error::usage(format!("集群的进程停了（引擎原话：{reason}）"));
    let runtime = runtime().map_err(|error| stopped(error.to_string()))?;
    // On a thread of the runtime: its stack is deeper than that of the first thread.
    let ended = runtime.block_on(runtime.spawn(server)).map_err(|error| stopped(error.to_string()))?;
    ended.map_err(stopped)
}

pub(super) fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build()
}

/// A free socket of this machine.
fn socket(listen: &Address) -> Result<SocketAddr> {
    let host: IpAddr = listen
        .bare_host()
        .parse()
        .map_err(|_| Error::usage(format!("--listen 的主机要写成 IP 地址，不是“{}”", listen.host)))?;
    let bound = TcpListener::bind((host, listen.port)).and_then(|listener| listener.local_addr());
    bound.map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::AddrInUse => "端口已被占用".to_owned(),
            std::io::ErrorKind::AddrNotAvailable => "这台机器没有这个地址".to_owned(),
            std::io::ErrorKind::PermissionDenied => "没有权限用这个端口".to_owned(),
            _ => error.to_string(),
        };
        Error::usage(format!("不能在 {listen} 上监听：{reason}"))
    })
}
