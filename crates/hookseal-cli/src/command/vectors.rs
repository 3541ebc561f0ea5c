//! `hookseal vectors`.

use std::fmt::Write as _;

use serde::Serialize;

use super::Outcome;
use crate::cli::Vectors;
use crate::failure::Failure;
use crate::output::text::{BAD, print, styled};
use crate::output::{escaped, json};
use crate::vectors::File;

/// Runs the files; the exit status says whether all vectors passed.
pub(crate) fn run(args: &Vectors) -> Result<Outcome, Failure> {
    let mut tally = Tally::default();
    for path in &args.files {
        let name = escaped(&path.display().to_string());
        let bytes = std::fs::read(path).map_err(|error| Failure::io(&name, &error))?;
        let file = File::parse(&bytes, &name)?;
        let misses = file.run();
        tally.failed += misses.len();
        tally.passed += file.len() - misses.len();
        tally.failures.extend(misses.into_iter().map(|miss| Failed {
            file: name.clone(),
            provider: miss.provider,
            name: miss.name,
            expected: miss.expected,
            got: miss.got,
        }));
    }
    if tally.passed + tally.failed == 0 {
        return Err(Failure::new("there is no vector in these files"));
    }
    if args.json {
        json::print(&tally)?;
    } else {
        print(&tally.text())?;
    }
    Ok(Outcome::of(tally.failed == 0))
}

#[derive(Default, Serialize)]
struct Tally {
    passed: usize,
    failed: usize,
    failures: Vec<Failed>,
}

#[derive(Serialize)]
struct Failed {
    file: String,
    provider: String,
    name: String,
    expected: String,
    got: String,
}

impl Tally {
    fn text(&self) -> String {
        let mut text = String::new();
        for failed in &self.failures {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{} {}: {} ({})\n  expected {}\n  got      {}",
                styled(BAD, "failed"),
                failed.file,
                failed.name,
                failed.provider,
                failed.expected,
                failed.got
            );
        }
        let _ = writeln!(text, "{} passed, {} failed", self.passed, self.failed);
        text
    }
}
