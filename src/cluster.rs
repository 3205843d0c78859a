//! The same SQL over the same Parquet files on several machines: a cluster of Apache DataFusion Ballista. Built in with
//! the cargo feature `cluster`.

#[cfg(feature = "cluster")]
mod client;
#[cfg(feature = "cluster")]
mod journal;
// The part of it that every build can test.
#[cfg_attr(not(feature = "cluster"), allow(dead_code))]
mod probe;
#[cfg(feature = "cluster")]
mod servers;

#[cfg(feature = "cluster")]
pub use servers::{serve_executor, serve_scheduler};

use crate::error::{Error, Result};
use crate::panel::Remote;
use std::path::PathBuf;
use std::sync::Arc;

/// The engine in this process, as `--engine` names it.
pub const EMBEDDED: &str = "embedded";

/// What the address of a cluster begins with.
const SCHEME: &str = "ballista://";

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Name or number of the host; a number of IP version 6 stands in brackets.
    pub host: String,
    /// Port.
    pub port: u16,
}

impl Address {
    /// Reads `HOST:PORT`.
    ///
    /// # Errors
    /// When it is written otherwise.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::usage(format!("地址写不对：“{text}”；应如 10.0.0.1:50050（主机:端口）"));
        let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let bracketed = host.len() == bare.len() + 2;
        let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
        let named = !bare.is_empty() && bare.chars().all(|character| plain(character) || bracketed && character == ':');
        if !named || !bracketed && host != bare {
            return Err(wrong());
        }
        Ok(Address { host: host.to_owned(), port: port.parse().map_err(|_| wrong())? })
    }

    /// The host without brackets.
    fn bare_host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

/// How a scheduler is started.
#[derive(Clone, Debug)]
pub struct SchedulerOptions {
    /// Where it listens; the host is a number.
    pub listen: Address,
    /// Under which host executors and clients find it.
    pub advertise: String,
    /// Whether the engine's own log is written to standard error.
    pub verbose: bool,
}

/// How an executor is started.
#[derive(Clone, Debug)]
pub struct ExecutorOptions {
    /// The scheduler that it works for.
    pub scheduler: Address,
    /// Where it listens: data on this port, tasks on the next; free ports where it is zero.
    pub listen: Address,
    /// Under which host the others find it.
    pub advertise: String,
    /// Tasks at a time.
    pub cores: usize,
    /// Memory for all tasks together, in bytes, before they spill to the work folder; `None`: 70% of the machine's.
    pub memory: Option<u64>,
    /// Where intermediate results are kept; nothing else may be in it, it is emptied.
    pub work_folder: PathBuf,
    /// Whether the engine's own log is written to standard error.
    pub verbose: bool,
}

/// The engine that `--engine` names; `None` is the one in this process.
///
/// # Errors
/// When there is no such engine, this program was built without it, or nobody answers there.
pub fn engine(text: &str) -> Result<Option<Arc<dyn Remote>>> {
    if text == EMBEDDED {
        return Ok(None);
    }
    let Some(address) = text.strip_prefix(SCHEME) else {
        return Err(Error::usage(format!("没有引擎“{text}”；可用的有 {EMBEDDED}（本机）和 {SCHEME}主机:端口（集群）")));
    };
    connect(Address::parse(address.trim_end_matches('/'))?)
}

#[cfg(feature = "cluster")]
fn connect(address: Address) -> Result<Option<Arc<dyn Remote>>> {
    Ok(Some(Arc::new(client::Cluster::connect(address)?)))
}

#[cfg(not(feature = "cluster"))]
fn connect(_address: Address) -> Result<Option<Arc<dyn Remote>>> {
    Err(not_built_in())
}

/// Runs a scheduler until the process is stopped.
///
/// # Errors
/// Always: this program was built without it.
#[cfg(not(feature = "cluster"))]
pub fn serve_scheduler(_options: &SchedulerOptions, _ready: impl FnOnce()) -> Result<()> {
    Err(not_built_in())
}

/// Runs an executor until the process is stopped.
///
/// # Errors
/// Always: this program was built without it.
#[cfg(not(feature = "cluster"))]
pub fn serve_executor(_options: &ExecutorOptions, _ready: impl FnOnce()) -> Result<()> {
    Err(not_built_in())
}

#[cfg(not(feature = "cluster"))]
fn not_built_in() -> Error {
    Error::usage(
        "这个 tongbi 没有编入集群引擎；请在源码文件夹里重新安装：cargo install --path . --locked --features cluster",
    )
}

/// The address of this machine as a scheduler sees it.
///
/// # Errors
/// When nobody answers there.
#[cfg(feature = "cluster")]
pub fn own_host(scheduler: &Address) -> Result<String> {
    probe::own_host(scheduler)
}

/// The address of this machine as a scheduler sees it.
///
/// # Errors
/// Always: this program was built without it.
#[cfg(not(feature = "cluster"))]
pub fn own_host(_scheduler: &Address) -> Result<String> {
    Err(not_built_in())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_a_host_and_a_port_and_nothing_else() {
        let read = |text: &str| Address::parse(text).map(|address| address.to_string()).ok();
        assert_eq!(read("10.0.0.1:50050").as_deref(), Some("10.0.0.1:50050"));
        assert_eq!(read("[::1]:50050").as_deref(), Some("[::1]:50050"));
        assert_eq!(read("调度:50050"), None);
        for wrong in ["", "host", "host:", ":50050", "host:99999", "::1:50050", "a/b:1", "user@host:1", "[::1:50050"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_engine_that_does_not_exist_is_answered_with_those_that_do() {
        assert!(engine(EMBEDDED).is_ok_and(|engine| engine.is_none()));
        let error = engine("spark://host:7077").err().map(|error| error.message).unwrap_or_default();
        assert!(error.contains("embedded") && error.contains("ballista://"), "{error}");
    }

    #[cfg(not(feature = "cluster"))]
    #[test]
    fn without_the_feature_the_message_says_how_to_install_it() {
        let error = engine("ballista://127.0.0.1:50050").err().map(|error| error.message).unwrap_or_default();
        assert!(error.contains("--features cluster"), "{error}");
    }
}
