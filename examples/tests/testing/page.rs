//! docs/testing.md shows the tests beside this file. Where they differ:
//!
//! ```console
//! $ WRITE_DOCS=1 cargo test -p hookseal-examples --all-features --test testing
//! ```

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// The tests, by the headings that the page has for them.
const TESTS: &[(&str, &str)] = &[
    ("axum", include_str!("axum.rs")),
    ("actix-web", include_str!("actix.rs")),
    ("ntex", include_str!("ntex.rs")),
    ("poem", include_str!("poem.rs")),
    ("Rocket", include_str!("rocket.rs")),
    ("salvo", include_str!("salvo.rs")),
    ("warp", include_str!("warp.rs")),
    ("AWS Lambda", include_str!("lambda.rs")),
    ("tower", include_str!("tower.rs")),
];

const BEGIN: &str = "<!-- from here on made by examples/tests/testing -->\n";

#[test]
fn the_page_shows_these_tests() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/testing.md");
    let found = fs::read_to_string(&path).unwrap();
    let (head, _) = found.split_once(BEGIN).unwrap();
    let mut wanted = format!("{head}{BEGIN}");
    let mut show = |heading: &str, source: &str| {
        let source = source.replace("use super::{push, verifier};\n\n", "");
        write!(wanted, "\n## {heading}\n\n```rust,ignore\n{source}```\n").unwrap();
    };
    show("What all tests share", include_str!("shared.rs"));
    for (heading, source) in TESTS {
        show(heading, source);
    }
    if std::env::var_os("WRITE_DOCS").is_some() {
        fs::write(&path, wanted).unwrap();
    } else {
        assert!(
            found == wanted,
            "testing.md is stale: run this test with WRITE_DOCS=1"
        );
    }
}
