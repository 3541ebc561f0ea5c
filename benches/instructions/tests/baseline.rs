//! How many instructions hookseal adds, counted by callgrind and compared with
//! `baseline.json`. Counts do not depend on what else the machine does, so this can fail a
//! build; times cannot.
//!
//! valgrind shows programs a processor without SHA instructions, so the hash itself is far
//! slower here than in life: what it takes is subtracted.
//!
//! To renew the baseline, where a change is meant:
//!
//! ```console
//! $ WRITE_BASELINE=1 cargo test -p hookseal-instructions
//! ```

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

/// What hookseal adds, in instructions per request.
#[derive(Debug, Serialize, Deserialize)]
struct Baseline {
    architecture: String,
    compiler: String,
    instructions: BTreeMap<String, i64>,
}

/// How much more than the baseline is no failure yet, in percent.
const TOLERANCE: i64 = 5;

/// Another compiler makes other code of the same source.
const TOLERANCE_OF_OTHER_COMPILERS: i64 = 15;

#[test]
fn g_verification_takes_no_more_instructions_than_it_did() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("baseline.json");
    let baseline: Option<Baseline> = std::fs::read(&path)
        .ok()
        .map(|json| serde_json::from_slice(&json).unwrap());
    if let Err(reason) = can_count() {
        eprintln!("SKIPPED: instructions are not counted here: {reason}");
        return;
    }
    let program = build();
    let of = |what| per_request(&program, what);
    let (hmac, bare) = (of("hmac"), of("bare"));
    let layer = of("layer");
    let instructions = BTreeMap::from([
        ("core, 1 KiB, beyond the HMAC".to_owned(), of("core") - hmac),
        (
            "core, 1 KiB, id and timestamp signed, beyond the HMAC".to_owned(),
            of("core_signed_head") - hmac,
        ),
        ("core, no signature".to_owned(), of("core_refusal")),
        (
            "tower layer, 1 KiB, beyond the HMAC and the bare service".to_owned(),
            layer - bare - hmac,
        ),
        (
            "replay guard in memory, 1 KiB, beyond the layer".to_owned(),
            of("guard") - layer,
        ),
        (
            "tower layer, no signature, beyond the bare service".to_owned(),
            of("layer_refusal") - of("bare_unsigned"),
        ),
    ]);
    println!("{instructions:#?}");

    if std::env::var_os("WRITE_BASELINE").is_some() {
        let baseline = Baseline {
            architecture: std::env::consts::ARCH.to_owned(),
            compiler: compiler(),
            instructions,
        };
        let json = serde_json::to_string_pretty(&baseline).unwrap();
        std::fs::write(&path, json + "\n").unwrap();
        return;
    }
    let baseline = baseline.expect("`baseline.json` is there");
    let tolerance = if baseline.compiler == compiler() {
        TOLERANCE
    } else {
        TOLERANCE_OF_OTHER_COMPILERS
    };
    assert!(
        instructions.keys().eq(baseline.instructions.keys()),
        "renew the baseline: see the head of this file"
    );
    for (what, before) in &baseline.instructions {
        let now = instructions[what];
        let allowed = before + before.abs() * tolerance / 100;
        assert!(
            now <= allowed,
            "{what}: {now} instructions, {before} before"
        );
    }
}

/// Why nothing can be counted, where it cannot.
fn can_count() -> Result<(), String> {
    const COUNTED_ON: &str = "x86_64"; // whose baseline is here
    if std::env::consts::ARCH != COUNTED_ON {
        return Err(format!("the baseline is of {COUNTED_ON}"));
    }
    match Command::new("valgrind").arg("--version").output() {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err("valgrind is not installed".to_owned()),
    }
}

/// The program, optimised as applications are.
fn build() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--profile", "bench", "--locked"])
        .args(["--package", env!("CARGO_PKG_NAME"), "--target-dir"])
        .arg(&folder)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(built.success());
    folder.join("release").join(env!("CARGO_PKG_NAME"))
}

/// The instructions of one request: what a run of more takes more. So the program's start,
/// its first request and its end do not count.
fn per_request(program: &Path, what: &str) -> i64 {
    const FEW: i64 = 100;
    const MANY: i64 = 300;
    (count(program, what, MANY) - count(program, what, FEW)) / (MANY - FEW)
}

fn count(program: &Path, what: &str, requests: i64) -> i64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([what, &requests.to_string()])
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    let collected = log
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .unwrap_or_else(|| panic!("callgrind says no count:\n{log}"));
    collected.1.trim().parse().unwrap()
}

fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
