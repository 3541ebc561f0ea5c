//! What handlers have really done: the judge.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::Mutex;

/// Runs of handlers, by id: those that came to their end.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<HashMap<String, Vec<u64>>>);

impl Ledger {
    /// A handler has done its work under this token.
    pub(super) fn done(&self, id: String, token: u64) {
        self.0.lock().unwrap().entry(id).or_default().push(token);
    }

    /// How many of these ids were never handled, and how many more than once.
    pub(super) fn judge<'a>(&self, ids: impl Iterator<Item = &'a str>) -> (usize, usize) {
        let ledger = self.0.lock().unwrap();
        let (mut lost, mut twice) = (0, 0);
        for id in ids {
            match ledger.get(id).map_or(0, Vec::len) {
                0 => lost += 1,
                1 => {}
                _ => twice += 1,
            }
        }
        (lost, twice)
    }
}

/// The same in a file that is only ever added to, which outlives who writes it.
pub(super) struct LedgerFile(Mutex<File>);

impl LedgerFile {
    pub(super) fn open(path: &Path) -> Self {
        let file = OpenOptions::new().append(true).create(true).open(path);
        Self(Mutex::new(file.unwrap()))
    }

    /// One line in one write, so that a kill leaves it whole or not at all.
    pub(super) fn note(&self, what: &str, id: &str, token: u64) {
        let line = format!("{what} {id} {token}\n");
        self.0.lock().unwrap().write_all(line.as_bytes()).unwrap();
    }

    /// The tokens under which `what` was noted of an id.
    pub(super) fn read(path: &Path, what: &str, id: &str) -> Vec<u64> {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let tokens = text.lines().filter_map(|line| {
            let (noted, rest) = line.split_once(' ')?;
            let (of, token) = rest.split_once(' ')?;
            (noted == what && of == id).then(|| token.parse().unwrap())
        });
        tokens.collect()
    }
}
