//! `tongbi cluster`: the servers of a cluster.

use super::{DONE, print_line};
use crate::cluster::{Address, ExecutorOptions, SchedulerOptions, own_host, serve_executor, serve_scheduler};
use crate::error::{Error, Result, disk_reason};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// Arguments of `cluster`.
#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    server: Server,
}

#[derive(Subcommand)]
enum Server {
    /// 调度器：每个集群一个，把查询分给执行器 / the scheduler: one per cluster, hands out the work
    Scheduler(Scheduler),
    /// 执行器：每台机器一个，读面板的文件并计算 / an executor: one per machine, reads the panel's files and computes
    Executor(Executor),
}

#[derive(Args)]
struct Scheduler {
    /// 监听的 IP 和端口 / IP address and port to listen on
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
    listen: String,
    /// 别的机器怎样找到这台：主机名或 IP；默认同 --listen / host name or IP under which others find this machine
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// 照印引擎自己的日志（英文） / print the engine's own log
    #[arg(long)]
    verbose: bool,
}

#[derive(Args)]
struct Executor {
    /// 调度器的地址 / the scheduler
    #[arg(long, value_name = "HOST:PORT")]
    scheduler: String,
    /// 监听的 IP 和端口，占用这个端口和下一个；默认是通往调度器的地址和空闲端口 / IP and port (and the next) to listen on
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,
    /// 别的机器怎样找到这台：主机名或 IP；默认同 --listen / host name or IP under which others find this machine
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// 同时做几个任务；默认全部核 / tasks at a time; all cores by default
    #[arg(long, value_name = "N")]
    cores: Option<usize>,
    /// 计算可用的内存（GiB），超出则写到工作文件夹；默认为本机内存的 70% / memory before spilling, in GiB
    #[arg(long, value_name = "GIB")]
    memory: Option<u64>,
    /// 放中间结果的文件夹，要快、要本地；默认在系统临时文件夹里 / folder for intermediate results: fast and local
    #[arg(long, value_name = "DIR")]
    work_dir: Option<PathBuf>,
    /// 照印引擎自己的日志（英文） / print the engine's own log
    #[arg(long)]
    verbose: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    match &arguments.server {
        Server::Scheduler(arguments) => scheduler(arguments),
        Server::Executor(arguments) => executor(arguments),
    }
}

fn scheduler(arguments: &Scheduler) -> Result<u8> {
    let listen = Address::parse(&arguments.listen)?;
    let advertise = advertised(arguments.advertise.as_ref(), &listen)?;
    let options = SchedulerOptions { listen: listen.clone(), advertise: advertise.clone(), verbose: arguments.verbose };
    serve_scheduler(&options, || {
        let _ = print_line(&format!(
            "调度器在 {listen} 上等待。执行器：tongbi cluster executor --scheduler {advertise}:{}；查询：--engine ballista://{advertise}:{}。停止：Ctrl-C",
            listen.port, listen.port
        ));
    })?;
    Ok(DONE)
}

fn executor(arguments: &Executor) -> Result<u8> {
    let scheduler = Address::parse(&arguments.scheduler)?;
    let listen = match &arguments.listen {
        Some(listen) => Address::parse(listen)?,
        None => Address { host: own_host(&scheduler)?, port: 0 },
    };
    if arguments.cores == Some(0) {
        return Err(Error::usage("--cores 至少是 1"));
    }
    let cores = arguments.cores.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let options = ExecutorOptions {
        advertise: advertised(arguments.advertise.as_ref(), &listen)?,
        cores,
        memory: arguments.memory.map(|gibibytes| gibibytes.saturating_mul(1 << 30)),
        work_folder: work_folder(arguments.work_dir.as_deref())?,
        verbose: arguments.verbose,
        scheduler: scheduler.clone(),
        listen,
    };
    let served = serve_executor(&options, || {
        let place = options.work_folder.display();
        let _ = print_line(&format!(
            "执行器为 {scheduler} 工作，同时做 {cores} 个任务，中间结果放在 {place}。停止：Ctrl-C"
        ));
    });
    let _ = std::fs::remove_dir_all(&options.work_folder);
    served?;
    Ok(DONE)
}

/// Under which host others find this machine.
fn advertised(asked: Option<&String>, listen: &Address) -> Result<String> {
    match asked {
        Some(host) => Ok(host.clone()),
        None if matches!(listen.host.as_str(), "0.0.0.0" | "[::]") => Err(Error::usage(format!(
            "在 {} 上监听时，请用 --advertise 写明别的机器怎样找到这台机器（主机名或 IP）",
            listen.host
        ))),
        None => Ok(listen.host.clone()),
    }
}

/// A folder of its own for this executor: the engine empties it.
fn work_folder(asked: Option<&Path>) -> Result<PathBuf> {
    let parent = asked.map_or_else(std::env::temp_dir, Path::to_path_buf);
    let folder = parent.join(format!("tongbi-executor-{}", std::process::id()));
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::canonicalize(&folder))
        .map_err(|error| Error::usage(format!("工作文件夹不能用：{}", disk_reason(&error))).in_file(folder.display()))
}
