//! A cluster for a test: one scheduler and executors of one core each, processes of their own on loopback. They are
//! killed when the test ends, however it ends.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_tongbi");

/// Longer than servers need to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that is killed when this is dropped.
pub struct Server(Child);

impl Server {
    /// Starts it and waits for the line in which it says that it is about to listen.
    #[track_caller]
    fn start(arguments: &[&str]) -> Self {
        let child = Command::new(PROGRAM)
            .arg("cluster")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        let mut server = Server(child);
        let mut line = String::new();
        BufReader::new(server.0.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        assert!(line.contains("Ctrl-C"), "{arguments:?} said: {line}");
        server
    }

    /// Kills it as a machine dies: without a word to the others.
    pub fn kill(&mut self) {
        self.0.kill().expect("it can be killed");
        self.0.wait().expect("it ends");
    }

    /// Peak memory so far, in MiB.
    pub fn peak_mebibytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("");
        line.split_whitespace().nth(1).and_then(|kibibytes| kibibytes.parse::<u64>().ok()).unwrap_or(0) / 1024
    }

    /// Processor time so far, in hundredths of a second.
    pub fn processor_time(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).unwrap_or_default();
        let after_name = stat.rsplit(')').next().unwrap_or("");
        after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A scheduler with its executors.
pub struct Cluster {
    pub executors: Vec<Server>,
    _scheduler: Server,
    port: u16,
    folder: TempDir,
}

impl Cluster {
    /// Starts one and waits until all executors are known to the scheduler.
    #[track_caller]
    pub fn start(executors: usize) -> Self {
        let port = free_port();
        let scheduler = Server::start(&["scheduler", "--listen", &format!("127.0.0.1:{port}")]);
        let mut cluster = Cluster {
            executors: Vec::new(),
            _scheduler: scheduler,
            port,
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        let started = Instant::now();
        while cluster.ready().is_none() {
            assert!(started.elapsed() < PATIENCE, "the scheduler does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        for number in 0..executors {
            let work = cluster.work_folder(number);
            std::fs::create_dir(&work).expect("a folder");
            let scheduler = format!("127.0.0.1:{port}");
            let arguments = ["executor", "--scheduler", &scheduler, "--cores", "1", "--memory", "2", "--work-dir"];
            let work = work.to_string_lossy().into_owned();
            cluster.executors.push(Server::start(&[&arguments[..], &[work.as_str()]].concat()));
        }
        while cluster.ready() != Some(executors) {
            assert!(started.elapsed() < PATIENCE, "executors: {:?} of {executors}", cluster.ready());
            std::thread::sleep(Duration::from_millis(50));
        }
        cluster
    }

    /// As `--engine` names it.
    pub fn engine(&self) -> String {
        format!("ballista://127.0.0.1:{}", self.port)
    }

    fn work_folder(&self, executor: usize) -> PathBuf {
        self.folder.path().join(format!("executor{executor}"))
    }

    /// Processor time of all executors so far, in hundredths of a second.
    pub fn processor_time(&self) -> u64 {
        self.executors.iter().map(Server::processor_time).sum()
    }

    /// Bytes of intermediate results that an executor has on its disk, by job. Jobs of long ago are cleaned away.
    pub fn jobs_of(&self, executor: usize) -> BTreeMap<PathBuf, u64> {
        let folders = entries(&self.work_folder(executor)).into_iter().flat_map(|folder| entries(&folder));
        folders.map(|job| (job.clone(), bytes_under(&job))).collect()
    }

    /// The same for all executors.
    pub fn jobs(&self) -> BTreeMap<PathBuf, u64> {
        (0..self.executors.len()).flat_map(|executor| self.jobs_of(executor)).collect()
    }

    /// The number of executors that the scheduler counts; `None` where it does not answer.
    fn ready(&self) -> Option<usize> {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (_, said) = answer.split_once("ready: ")?;
        said.split([' ', '/']).next()?.parse().ok()
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .map_or_else(|_| Vec::new(), |entries| entries.flatten().map(|entry| entry.path()).collect())
}

fn bytes_under(path: &Path) -> u64 {
    if path.is_dir() {
        return entries(path).iter().map(|entry| bytes_under(entry)).sum();
    }
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
