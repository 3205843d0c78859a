//! Asks a scheduler whether it is there and how many executors it has, in bounded time and before any work is sent.

use super::Address;
use crate::error::{Error, Result};
use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How long the scheduler may take to accept a connection and to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// More than the answer ever has, in bytes.
const LONGEST_ANSWER: u64 = 16_384;

fn connect(address: &Address) -> Result<TcpStream> {
    let unreachable = |reason: String| {
        Error::usage(format!(
            "连不上集群的调度器 {address}（{reason}）；请检查地址、防火墙，以及 tongbi cluster scheduler 是否在运行"
        ))
    };
    let found =
        (address.bare_host(), address.port).to_socket_addrs().map_err(|_| unreachable("找不到这台主机".to_owned()))?;
    let mut reason = "找不到这台主机".to_owned();
    for place in found {
        match TcpStream::connect_timeout(&place, PATIENCE) {
            Ok(stream) => return Ok(stream),
            Err(error) => reason = reason_of(&error),
        }
    }
    Err(unreachable(reason))
}

fn reason_of(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let reason = match error.kind() {
        ErrorKind::ConnectionRefused => "没有程序在这个端口上",
        ErrorKind::TimedOut | ErrorKind::WouldBlock => "没有回答",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => "网络不通",
        _ => return error.to_string(),
    };
    reason.to_owned()
}

/// The address of this machine on the way to a scheduler.
pub(super) fn own_host(scheduler: &Address) -> Result<String> {
    let stream = connect(scheduler)?;
    let own = stream.local_addr().map_err(|error| Error::usage(reason_of(&error)))?.ip();
    Ok(if own.is_ipv6() { format!("[{own}]") } else { own.to_string() })
}

/// How many executors are ready.
pub(super) fn executors(address: &Address) -> Result<usize> {
    let stranger = || Error::usage(format!("{address} 上的程序不是 Ballista 调度器，或没有及时回答；请检查地址和端口"));
    let mut stream = connect(address)?;
    let mut answer = Vec::new();
    let asked = stream
        .set_read_timeout(Some(PATIENCE))
        .and_then(|()| stream.set_write_timeout(Some(PATIENCE)))
        .and_then(|()| write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"))
        .and_then(|()| stream.take(LONGEST_ANSWER).read_to_end(&mut answer));
    asked.map_err(|_| stranger())?;
    executors_in(&String::from_utf8_lossy(&answer)).ok_or_else(stranger)
}

/// The number in `ready: 2 executors registered` or `not ready: 0/1 executors registered`.
fn executors_in(answer: &str) -> Option<usize> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    if !head.to_ascii_lowercase().contains("ballista/") {
        return None;
    }
    let (_, said) = body.split_once("ready: ")?;
    let digits: String = said.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_scheduler_is_taken_for_one() {
        let head = "HTTP/1.1 200 OK\r\nserver: ballista/55.0.0\r\n\r\n";
        assert_eq!(executors_in(&format!("{head}ready: 12 executors registered\n")), Some(12));
        assert_eq!(executors_in(&format!("{head}not ready: 0/1 executors registered\n")), Some(0));
        assert_eq!(executors_in("HTTP/1.1 200 OK\r\nserver: nginx\r\n\r\nready: 12 executors registered\n"), None);
        assert_eq!(executors_in("SSH-2.0-OpenSSH_9.2\r\n"), None);
    }

    #[test]
    fn a_port_that_nobody_listens_on_is_said_at_once() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
        let address = Address { host: "127.0.0.1".to_owned(), port: free.port() };
        let error = executors(&address).unwrap_err();
        assert!(error.message.contains("连不上集群的调度器") && error.message.contains("没有程序"), "{error}");
    }
}
