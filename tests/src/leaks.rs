//! Everything that the suite's run has put out, searched for what must not be in it.
//!
//! Logs are captured at TRACE, with the `Debug` form of every type the suite gets
//! hold of, and every response is kept. Secrets and signatures in use are
//! registered as markers.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

#[derive(Default)]
struct Seen {
    output: Vec<u8>,
    markers: BTreeSet<String>,
}

fn seen() -> MutexGuard<'static, Seen> {
    static SEEN: OnceLock<Mutex<Seen>> = OnceLock::new();
    SEEN.get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// Captures every log line, from TRACE on, for the rest of the process. Only h2 is left
/// out: it traces every frame, half a gigabyte in one run.
pub fn capture_logs() {
    let all_but_h2 = Targets::new()
        .with_default(LevelFilter::TRACE)
        .with_target("h2", LevelFilter::OFF);
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(|| Sink);
    tracing_subscriber::registry()
        .with(lines.with_filter(all_but_h2))
        .init();
}

struct Sink;

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        seen().output.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Something that was put out.
pub fn saw(output: &str) {
    let mut seen = seen();
    seen.output.extend_from_slice(output.as_bytes());
    seen.output.push(b'\n');
}

/// The `Debug` form of a value, plain and pretty.
pub fn saw_debug(value: &dyn std::fmt::Debug) {
    saw(&format!("{value:?}\n{value:#?}"));
}

/// A secret or a signature, in the form it is written.
pub fn never_show(marker: &str) {
    // Shorter texts occur by chance.
    if marker.len() >= 16 {
        seen().markers.insert(marker.to_owned());
    }
}

/// Whether a line was logged that has all of these in it.
pub fn logged(parts: &[&str]) -> bool {
    logged_times(parts) > 0
}

/// How many lines were logged that have all of these in them.
pub fn logged_times(parts: &[&str]) -> usize {
    let seen = seen();
    let output = String::from_utf8_lossy(&seen.output);
    let lines = output.lines();
    lines
        .filter(|line| parts.iter().all(|part| line.contains(part)))
        .count()
}

/// What was searched.
#[derive(Debug)]
pub struct Report {
    /// Bytes of output.
    pub bytes: usize,
    /// Markers sought.
    pub markers: usize,
    /// Lines with a marker in them.
    pub leaks: Vec<String>,
}

/// Searches everything put out so far.
pub fn search() -> Report {
    let seen = seen();
    let output = String::from_utf8_lossy(&seen.output);
    let mut leaks = Vec::new();
    for marker in &seen.markers {
        if let Some(at) = output.find(marker.as_str()) {
            let line = output[..at].rfind('\n').map_or(0, |start| start + 1);
            let end = output[at..].find('\n').map_or(output.len(), |end| at + end);
            leaks.push(format!("{marker:?} in {:?}", &output[line..end]));
        }
    }
    Report {
        bytes: seen.output.len(),
        markers: seen.markers.len(),
        leaks,
    }
}
