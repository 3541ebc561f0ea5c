//! Wall clocks that are wrong.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::{NamedTempFile, TempDir};

use super::program;

/// A wall clock that is off, for processes to be started with. Their monotonic clocks stay
/// right, as they do where somebody sets the time of a machine.
///
/// By libfaketime: <https://github.com/wolfcw/libfaketime>
pub struct WallClock {
    folder: TempDir,
}

impl WallClock {
    /// A clock that is ahead by so many seconds, or behind.
    pub fn off_by(seconds: i64) -> Self {
        let clock = Self {
            folder: TempDir::new().unwrap(),
        };
        clock.set(seconds);
        clock
    }

    /// Sets it, also for processes that run.
    pub fn set(&self, seconds: i64) {
        // As a whole, since every look at the clock reads it.
        let mut offset = NamedTempFile::new_in(&self.folder).unwrap();
        write!(offset, "{seconds:+}").unwrap();
        offset.persist(self.offset()).unwrap();
    }

    /// Has a process that is yet to be started go by it.
    pub fn give(&self, command: &mut Command) {
        let library = program("libfaketime.so.1", "libfaketime", || {
            let machines = fs::read_dir("/usr/lib").into_iter().flatten();
            machines
                .filter_map(|machine| Some(machine.ok()?.path().join("faketime")))
                .collect()
        });
        command
            .env("LD_PRELOAD", library)
            .env("FAKETIME_TIMESTAMP_FILE", self.offset())
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }

    fn offset(&self) -> PathBuf {
        self.folder.path().join("offset")
    }
}
