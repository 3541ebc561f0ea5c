//! What a request allocates: counted by a program of its own, `allocations`, since counting
//! replaces the allocator.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::frames::Framing;
use crate::frameworks::Framework;

/// What one request of one contestant allocates, from its head to the end of its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Allocated {
    pub framework: Framework,
    pub name: String,
    pub size: usize,
    pub framing: Framing,
    pub count: u64,
    pub bytes: u64,
    /// The most that was held at once.
    pub peak: u64,
}

/// Builds and runs the program that counts.
///
/// # Errors
///
/// When it cannot be built or run.
pub fn count(frameworks: &[Framework], sizes: &[usize]) -> Result<Vec<Allocated>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "run",
            "--quiet",
            "--release",
            "--locked",
            "--bin",
            "allocations",
        ])
        .args([
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
            "--",
        ]);
    for framework in frameworks {
        command.args(["--framework", framework.name()]);
    }
    for size in sizes {
        command.args(["--size", &size.to_string()]);
    }
    let output = command.stderr(std::process::Stdio::inherit()).output()?;
    ensure!(output.status.success(), "`allocations` failed");
    serde_json::from_slice(&output.stdout).context("what `allocations` prints")
}
