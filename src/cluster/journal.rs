//! The engine's own log, as it writes it, on standard error: for whoever runs the cluster.

use log::{LevelFilter, Log, Metadata, Record};
use std::io::Write;

struct Journal;

impl Log for Journal {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("ballista")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            // A log that cannot be written stops no work.
            let _ = writeln!(std::io::stderr(), "{} {}: {}", record.level(), record.target(), record.args());
        }
    }

    fn flush(&self) {}
}

static JOURNAL: Journal = Journal;

/// Writes the log from now on.
pub(super) fn keep() {
    if log::set_logger(&JOURNAL).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
}
