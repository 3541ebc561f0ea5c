//! `docs/senders` has a page for each sender, made from the catalogue and from `tests/audit`.
//! Where they differ:
//!
//! ```console
//! $ WRITE_DOCS=1 cargo test -p hookseal-tests --all-features --test pages
//! ```

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use hookseal::providers::{Provider, ProviderScheme};
use hookseal::{BodyCoverage, PayloadError, Rejection, providers};
use hookseal_tests::audit::{self, Audit};

/// What a verifier takes where the sender documents no greatest body.
const MIB: usize = 1024 * 1024;

#[test]
fn each_sender_has_its_page() {
    let audits = audit::all();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/senders");
    let write = std::env::var_os("WRITE_DOCS").is_some();
    if write {
        std::fs::create_dir_all(&folder).unwrap();
    }
    for provider in providers::ALL {
        let audit = audits
            .iter()
            .find(|audit| audit.provider == provider.id)
            .unwrap_or_else(|| panic!("{} is not audited", provider.id));
        let path = folder.join(format!("{}.md", provider.id));
        let wanted = page(provider, audit);
        if write {
            std::fs::write(&path, wanted).unwrap();
        } else {
            let found = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                found == wanted,
                "{}.md is stale: run this test with WRITE_DOCS=1",
                provider.id
            );
        }
    }
    let pages = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(pages, providers::ALL.len(), "a page is of no sender");
}

fn page(provider: &Provider, audit: &Audit) -> String {
    let mut text = format!(
        "# {}\n\n<!-- Made by tests/pages.rs from the catalogue and tests/audit/{}.json. -->\n\n\
         [The sender's page]({}). Sources read on {}.\n\n## In hookseal\n\n",
        provider.name, provider.id, provider.documentation, audit.checked
    );
    table(&mut text, &usual(provider));
    for variant in provider.variants {
        let name = variant.full_name(provider);
        write!(text, "\n### `{name}`\n\n").unwrap();
        let mut rows = vec![("constant", format!("`providers::{}`", variant.constant))];
        rows.extend(rules(&variant.scheme));
        table(&mut text, &rows);
    }
    handshakes(&mut text, provider);
    text.push_str("\n## What the sender does\n\n");
    table(&mut text, &facts(audit));
    if !audit.decided.is_empty() {
        text.push_str("\n## Decided otherwise\n\n");
        for decision in &audit.decided {
            writeln!(text, "- {}: {}", decision.about, decision.why).unwrap();
        }
    }
    text.push_str("\n## Deliveries\n");
    for delivery in &audit.deliveries {
        example(&mut text, delivery);
    }
    text.push_str("\n## Sources\n\n");
    for source in &audit.sources {
        let read = if source.seen {
            ""
        } else {
            " (known from earlier, not opened on that day)"
        };
        writeln!(
            text,
            "- {} <{}>: {}{read}",
            source.kind, source.url, source.gave
        )
        .unwrap();
    }
    text
}

fn table(text: &mut String, rows: &[(&str, String)]) {
    text.push_str("| | |\n|---|---|\n");
    for (name, value) in rows {
        writeln!(
            text,
            "| {name} | {} |",
            value.replace('\n', " ").replace('|', "\\|")
        )
        .unwrap();
    }
}

fn usual(provider: &Provider) -> Vec<(&'static str, String)> {
    let feature = match provider.feature {
        Some(feature) => format!("; feature `{feature}`"),
        None => String::new(),
    };
    let mut rows = vec![("id", format!("`{}`{feature}", provider.id))];
    rows.extend(rules(&provider.scheme));
    rows
}

fn rules(scheme: &ProviderScheme) -> Vec<(&'static str, String)> {
    let words = scheme.words();
    let place = |at: &Option<String>| at.as_deref().map_or_else(|| "none".to_owned(), code);
    let covers = match words.coverage {
        BodyCoverage::Whole => String::new(),
        little => format!("; **covers {little}**"),
    };
    let id = match (&words.event_id, words.id_is_shared) {
        (Some(_), true) => "; several events can have it, so the replay guard goes by the message",
        _ => "",
    };
    vec![
        ("kind", scheme.kind().to_string()),
        ("signature", code(&words.signature)),
        (
            "signs",
            format!("{} of {}{covers}", words.algorithm, code(&words.message)),
        ),
        (
            "key",
            format!(
                "{}: {}; {} bytes at least",
                words.key_kind, words.key, words.min_key_bytes
            ),
        ),
        ("methods", words.methods.clone()),
        (
            "body",
            format!(
                "{} bytes at most, unless configured",
                words.greatest_body.unwrap_or(MIB)
            ),
        ),
        (
            "freshness",
            match (&words.timestamp, words.tolerance) {
                (None, _) => "none signed".to_owned(),
                (Some(at), None) => format!("{}: not judged", code(at)),
                (Some(at), Some((past, ahead))) => {
                    format!(
                        "{}: {} s old, {} s ahead",
                        code(at),
                        past.as_secs(),
                        ahead.as_secs()
                    )
                }
            },
        ),
        ("event id", format!("{}{id}", place(&words.event_id))),
        ("event type", place(&words.event_type)),
        ("attempt", place(&words.attempt)),
        (
            "retried for",
            words
                .retry_window
                .map_or_else(|| "unknown".to_owned(), span),
        ),
    ]
}

fn handshakes(text: &mut String, provider: &Provider) {
    let builder = provider.scheme.verifier();
    for (index, handshake) in builder.handshakes().iter().enumerate() {
        if index == 0 {
            text.push_str("\nAnswered without a handler:\n\n");
        }
        let signed = if handshake.is_signed() {
            "signed"
        } else {
            "unsigned"
        };
        writeln!(text, "- {handshake} ({signed})").unwrap();
    }
}

fn facts(audit: &Audit) -> Vec<(&'static str, String)> {
    let retries = &audit.retries;
    let window = match retries.window_seconds {
        None => "not documented".to_owned(),
        Some(0) => "no retries".to_owned(),
        Some(seconds) => span(Duration::from_secs(seconds)),
    };
    let same_id = match retries.same_id {
        Some(true) => "the same id",
        Some(false) => "another id",
        None => "id not documented",
    };
    vec![
        ("methods", audit.methods.join(", ")),
        ("content types", audit.content_types.join(", ")),
        (
            "key",
            format!(
                "made by: {}; {}{}",
                audit.key.made_by,
                audit.key.form,
                lengths(&audit.key)
            ),
        ),
        ("rotation", audit.rotation.clone()),
        ("accounts and sandboxes", audit.accounts.clone()),
        ("checks and pings", audit.checks.clone()),
        (
            "greatest body",
            match audit.body.max_bytes {
                Some(bytes) => format!("{bytes} bytes; {}", audit.body.text),
                None => audit.body.text.clone(),
            },
        ),
        ("form of the body", audit.body.escaping.clone()),
        (
            "retries",
            format!(
                "{window}; {}; timestamp: {}; signature: {}; {same_id}",
                retries.schedule, retries.timestamp, retries.signature
            ),
        ),
        (
            "one event",
            format!("{}; {}", audit.identity.id, audit.identity.text),
        ),
        ("clock", audit.clock.text.clone()),
        ("URL", audit.url.clone()),
    ]
}

fn lengths(key: &audit::Key) -> String {
    match (key.min_chars, key.max_chars) {
        (None, None) => String::new(),
        (Some(least), Some(most)) if least == most => format!(" ({least} characters)"),
        (Some(least), Some(most)) => format!(" ({least} to {most} characters)"),
        (Some(least), None) => format!(" ({least} characters at least)"),
        (None, Some(most)) => format!(" ({most} characters at most)"),
    }
}

/// A delivery as it comes, with holes where the signature is.
fn example(text: &mut String, delivery: &serde_json::Value) {
    let member = |name: &str| delivery[name].as_str().unwrap_or_default();
    let url = member("url");
    let target = url.find("://").map_or(url, |at| {
        let rest = &url[at + 3..];
        rest.find('/').map_or("/", |at| &rest[at..])
    });
    write!(
        text,
        "\n`{}`, after {}:\n\n```text\n{} {target} HTTP/1.1\n",
        member("name"),
        member("source"),
        member("method")
    )
    .unwrap();
    for pair in delivery["headers"].as_array().into_iter().flatten() {
        let part = |at: usize| pair[at].as_str().unwrap_or_default();
        writeln!(text, "{}: {}", part(0), part(1)).unwrap();
    }
    writeln!(text, "\n{}\n```", member("body")).unwrap();
}

/// `3 days`, `36 hours`, `90 minutes`, `20 seconds`.
fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    for (unit, name) in [(86_400, "days"), (3_600, "hours"), (60, "minutes")] {
        if seconds >= 2 * unit && seconds.is_multiple_of(unit) {
            return format!("{} {name}", seconds / unit);
        }
    }
    format!("{seconds} seconds")
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Each `type` of a problem document links to a section that is there.
#[test]
fn each_problem_has_its_section() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/problems.md");
    let page = std::fs::read_to_string(path).unwrap();
    let rejections = [
        Rejection::SignatureMismatch,
        Rejection::BodyTimeout,
        Rejection::BodyIncomplete,
        Rejection::BodyTooLarge { limit: 1 },
        Rejection::MethodNotAllowed {
            allow: "POST".to_owned(),
        },
        Rejection::OtherBody,
        Rejection::Misconfigured { reason: "" },
        Rejection::Payload(PayloadError::Encoded),
    ];
    for rejection in rejections {
        let answer = rejection.answer();
        let problem: serde_json::Value = serde_json::from_str(answer.body()).unwrap();
        let link = problem["type"].as_str().unwrap();
        let (address, section) = link.split_once('#').unwrap();
        assert!(address.ends_with("/docs/problems.md"), "{link}");
        assert!(page.contains(&format!("\n## {section}\n")), "{link}");
    }
}
