//! The `hookseal` command: signs, sends, verifies webhook deliveries, and explains why a
//! signature does not match.
//!
//! All verdicts are the library's. What this adds is reading requests as people have them,
//! and finding the mistake: `diagnose.rs`.

mod case;
mod catalogue;
mod cli;
mod command;
mod diagnose;
mod escape;
mod explain;
mod failure;
mod input;
mod keys;
mod outcome;
mod output;
mod report;
mod samples;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::run(cli::parse())
}
