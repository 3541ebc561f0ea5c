//! An app that wants axum and GitHub builds nothing for other senders: neither curves nor
//! SHA-1, dates, forms, JSON Web Tokens, certificates or a TLS library.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn an_app_for_github_builds_what_it_needs_and_no_more() {
    let built = crates(&["--no-default-features", "--features", "axum"]);
    let needed: BTreeSet<String> = [AXUM, HOOKSEAL, VERIFICATION, DECODING, ADAPTER, MACROS]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let new: Vec<_> = built.difference(&needed).collect();
    assert!(new.is_empty(), "{new:?} are built for nothing");
    let gone: Vec<_> = needed.difference(&built).collect();
    assert!(gone.is_empty(), "{gone:?} are listed here and not built");
}

/// Else the test above could not fail.
#[test]
fn the_default_features_bring_what_other_senders_need() {
    let built = crates(&["--features", "axum"]);
    for name in ["ed25519-dalek", "form_urlencoded", "sha1", "time"] {
        assert!(built.contains(name), "{name}");
    }
}

/// What is built with the facade, by name.
fn crates(features: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "hookseal", "--locked"])
        .args(["--edges", "normal,build", "--prefix", "none"])
        .args(["--target", "x86_64-unknown-linux-gnu"]) // the same everywhere
        .args(features)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

/// axum without its default features, which has most of these by itself.
const AXUM: &[&str] = &[
    "axum",
    "axum-core",
    "bytes",
    "futures-core",
    "futures-task",
    "futures-util",
    "http",
    "http-body",
    "http-body-util",
    "itoa",
    "matchit",
    "memchr",
    "mime",
    "percent-encoding",
    "pin-project-lite",
    "rustversion",
    "serde_core",
    "slab",
    "sync_wrapper",
    "tower",
    "tower-layer",
    "tower-service",
];

/// The house's own.
const HOOKSEAL: &[&str] = &[
    "hookseal",
    "hookseal-axum",
    "hookseal-core",
    "hookseal-http",
    "hookseal-providers",
    "hookseal-tower",
];

/// HMAC and SHA-2, hexadecimal and base64, comparison in constant time, keys that are
/// wiped, and exchanged while deliveries arrive.
const VERIFICATION: &[&str] = &[
    "arc-swap",
    "base16ct",
    "base64",
    "block-buffer",
    "cfg-if",
    "cmov",
    "const-hex",
    "const-oid",
    "cpufeatures",
    "crypto-common",
    "ctutils",
    "digest",
    "hmac",
    "hybrid-array",
    "sha2",
    "smallvec",
    "subtle",
    "typenum",
    "zeroize",
];

/// The payload as the handler's type, and where it is none.
const DECODING: &[&str] = &["serde", "serde_json", "serde_path_to_error", "zmij"];

/// Bodies as they arrive, and the log.
const ADAPTER: &[&str] = &[
    "once_cell",
    "pin-project",
    "tokio",
    "tracing",
    "tracing-core",
];

/// What the derives of `serde`, `thiserror` and `pin-project` are made with.
const MACROS: &[&str] = &[
    "pin-project-internal",
    "proc-macro2",
    "quote",
    "serde_derive",
    "syn",
    "thiserror",
    "thiserror-impl",
    "unicode-ident",
];
